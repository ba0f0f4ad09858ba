#!/usr/bin/env python3
"""Prints what WordNet gives as examples of its words' use, 40,229 phrases and sentences of 3 to 16 words, as lines `id text`:
sentences for `make.py`.

    apt-get install wordnet-base
    wordnet.py > sentences.txt
"""

import argparse
import re
import sys
from pathlib import Path


def words_of(example):
    return re.sub(r"[^a-z' ]", " ", example.lower()).split()


def examples_of(folder):
    """As they stand, sorted."""
    examples = set()
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text(encoding="utf-8", errors="ignore").splitlines():
            for example in re.findall(r'(?:^|; )"([^"]+)"(?=;|$)', line.partition(" | ")[2].strip()):
                example = example.strip()
                words = words_of(example)
                if re.search(r"[^A-Za-z ,'\-?!.]", example) or "''" in example or not 3 <= len(words) <= 16:
                    continue
                # No abbreviations, no quotations within.
                if not any(len(word) == 1 and word not in "aio" or word.startswith("'") for word in words):
                    examples.add(example)
    return sorted(examples)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("/usr/share/wordnet"))
    try:
        examples = sorted({" ".join(words_of(e)) for e in examples_of(parser.parse_args().folder)})
    except OSError as error:
        sys.exit(f"wordnet.py: {error}: expected the files of wordnet-base")
    for number, example in enumerate(examples, 1):
        print(f"wordnet_{number:05d} {example}")


if __name__ == "__main__":
    main()
