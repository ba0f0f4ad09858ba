#!/usr/bin/env python3
"""Writes which common words follow which more often than by chance.

    pairs.py words.dict words.pairs

Needs symspellpy 6.10.1 for its list of the commonest pairs of words. The file's format: `WordPairs`, in the
Swift sources.
"""

import argparse
import collections
import importlib.resources
import math
import os
import struct
import sys

LIST = "frequency_bigramdictionary_en_243_342.txt"
STEPS_PER_UNIT = 16
LEAST = 0.25
# "don't know" is common where "not know" is, and "I don't" where "I do" is.
ENDINGS = {"'s": "is", "'ll": "will", "'ve": "have", "'re": "are", "'d": "would", "'m": "am", "n't": "not"}
HEADS_OF_IS = {"it", "that", "he", "she", "there", "what", "who", "here", "where", "how"}
IRREGULAR = {"can't": ("can", "not"), "won't": ("will", "not"), "shan't": ("shall", "not")}


def ranks(path):
    """The words' places, as `CommonWords` counts them."""
    places, last = {}, None
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith(";;;") or not line.strip():
                continue
            word = line.split()[0].split("(")[0].lower()
            if word != last:
                places.setdefault(word, len(places))
                last = word
    return places


def values(places):
    """ln P(second | first) / P(second) of the list's pairs; a word's probability goes with 1 / (its rank + 10)."""
    total, firsts, counts = 0, collections.Counter(), {}
    text = importlib.resources.files("symspellpy").joinpath(LIST).read_text(encoding="utf-8-sig")
    for line in text.splitlines():
        first, second, count = line.split()
        total += int(count)
        firsts[first] += int(count)
        counts[first, second] = int(count)
    scale = sum(1 / (place + 10) for place in range(len(places)))
    probability = {word: 1 / ((place + 10) * scale) for word, place in places.items()}
    return {
        (first, second): math.log(
            # Rare words have many pairs that the list leaves out.
            count / max(firsts[first], probability[first] * total) / probability[second])
        for (first, second), count in counts.items() if first in places and second in places
    }


def contractions(places):
    """The words that each contraction begins and ends like."""
    parts = {}
    for word in places:
        for ending, end in ENDINGS.items():
            head = word.removesuffix(ending)
            if head != word and head in places:
                # Other words' 's is mostly the genitive.
                parts[word] = (head, end if ending != "'s" or head in HEADS_OF_IS else None)
        if word in IRREGULAR:
            parts[word] = IRREGULAR[word]
    return parts


def with_contractions(pairs, parts):
    befores, afters = collections.defaultdict(list), collections.defaultdict(list)
    for (first, second), value in pairs.items():
        befores[second].append((first, value))
        afters[first].append((second, value))
    extended = {}
    for word, (head, end) in parts.items():
        for first, value in befores[head]:
            extended[first, word] = value
        for second, value in afters[end]:
            extended[word, second] = value
        for other, (other_head, _) in parts.items():
            if (end, other_head) in pairs:
                extended[word, other] = pairs[end, other_head]
    return extended | pairs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", help="the list of words, as make.py prints it")
    parser.add_argument("pairs", help="the file to write")
    options = parser.parse_args()
    try:
        places = ranks(options.words)
    except (OSError, UnicodeDecodeError) as error:
        sys.exit(f"pairs.py: {options.words}: {error}")
    if not 0 < len(places) < 1 << 16:
        sys.exit(f"pairs.py: {options.words}: {len(places)} words; expected 1 to 65535")
    pairs = with_contractions(values(places), contractions(places))
    pairs = sorted((places[first], places[second], value) for (first, second), value in pairs.items() if value >= LEAST)
    counts = collections.Counter(first for first, _, _ in pairs)
    partial = options.pairs + ".partial"
    with open(partial, "wb") as file:
        file.write(b"tytopair" + struct.pack("<I", len(places)))
        file.write(struct.pack(f"<{len(places)}H", *(counts[place] for place in range(len(places)))))
        file.write(struct.pack(f"<{len(pairs)}H", *(second for _, second, _ in pairs)))
        file.write(bytes(min(255, round(value * STEPS_PER_UNIT)) for _, _, value in pairs))
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, options.pairs)
    print(f"{len(pairs)} pairs of {len(places)} words", file=sys.stderr)


main()
