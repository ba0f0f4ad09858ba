#!/usr/bin/env python3
"""Prints the list of common words: make.py TEXT… > words.dict

TEXT: files with a transcript a line, a recording's identifier before or in brackets behind the words.
Needs wordfreq 3.1.1 and `tyto` on the path.
"""

import collections
import re
import subprocess
import sys

import wordfreq

WORD = re.compile(r"[a-z]+('[a-z]+)?")
COUNT = 25_000

HEAD = """\
;;; Common English words, the most common first, with the phones that espeak-ng 1.51 gives them: the first
;;; 25,000 of wordfreq 3.1.1 (R. Speer, 2022; CC BY-SA 4.0) and the words of the training texts of
;;; corpora/english/english.json, each at its place there times four if that comes earlier (corpora/words)."""


def common_words():
    words = (word for word in wordfreq.top_n_list("en", 3 * COUNT) if WORD.fullmatch(word))
    return [word for word in words if len(word) > 1 or word in "ai"][:COUNT]


def text_words(paths):
    counts = collections.Counter()
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                # Identifiers hold digits; a word that is said does not.
                counts.update(word for word in line.lower().split() if WORD.fullmatch(word))
    return [word for word, _ in counts.most_common()]


def main():
    places = {word: place for place, word in enumerate(common_words())}
    for place, word in enumerate(text_words(sys.argv[1:])):
        places[word] = min(places.get(word, 4 * place), 4 * place)
    words = sorted(places, key=lambda word: (places[word], word))
    phones = subprocess.run(
        ["tyto", "pronounce", "--format", "cmu", "-"], input="\n".join(words) + "\n", text=True,
        stdout=subprocess.PIPE, check=True)
    print(HEAD)
    print(phones.stdout, end="")


main()
