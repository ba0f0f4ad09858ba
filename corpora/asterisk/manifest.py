#!/usr/bin/env python3
"""Writes Asterisk's English prompts as a manifest (JSON lines) for `tyto experiment spotting`, with the words
of the package's transcript; prints the forty keywords that README's figure is measured with.

    apt-get install asterisk-core-sounds-en-wav
    corpora/asterisk/manifest.py -o asterisk.jsonl

A keyword is a word of six letters or more that stands both in a file's name and in its transcript; the forty
that most files prove are taken, the first in the alphabet where as many do.
"""

import argparse
import collections
import gzip
import json
import re
import sys
import zlib
from pathlib import Path


def words(text):
    text = re.sub(r"\[[^]]*\]|\([^)]*\)", " ", text)  # sounds and pauses that are not speech, and remarks
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sounds", type=Path, default=Path("/usr/share/asterisk/sounds/en_US_f_Allison"))
    parser.add_argument("--transcript", type=Path,
                        default=Path("/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz"))
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()

    proofs = collections.Counter()
    lines = []
    try:
        with gzip.open(options.transcript, "rt", encoding="utf-8", errors="replace") as file:
            transcript = file.readlines()
    except (OSError, EOFError, zlib.error) as error:
        sys.exit(f"manifest.py: {options.transcript}: {error}; where packages are installed without their documentation, "
                 "apt-get download asterisk-core-sounds-en, dpkg-deb -x, and --transcript")
    for line in transcript:
        name, _, text = line.strip().partition(":")
        path = options.sounds / f"{name}.wav"
        if line.startswith(";") or not path.exists():
            continue
        said = words(text)
        lines.append({"id": name.replace("/", "-"), "audio": str(path), "text": " ".join(said),
                      "speaker": "allison"})
        proofs.update({w for w in re.split(r"[-_/0-9]", name.lower()) if len(w) >= 6 and w in said})
    if not lines:
        sys.exit(f"manifest.py: {options.sounds}: none of the prompts in {options.transcript}")
    options.output.write_text("".join(json.dumps(l) + "\n" for l in lines))
    chosen = sorted(proofs, key=lambda w: (-proofs[w], w))[:40]
    print("\n".join(sorted(chosen)))


if __name__ == "__main__":
    main()
