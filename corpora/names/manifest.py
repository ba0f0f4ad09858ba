#!/usr/bin/env python3
"""Joins folders of the layout `transcribed` into one manifest (JSON lines), such as clips of names and other speech
in which they are looked for, for `tyto experiment spotting`.

    corpora/names/manifest.py ROOT/synthetic/names ROOT/librispeech_native ROOT/games/drascula -o names.jsonl
"""

import argparse
import json
import sys
from pathlib import Path


def recordings(folder):
    """A line a recording: its text, and who speaks, the name of the folder that it lies in or, of a file that lies
    in none, what its name has before a dash."""
    audio = {path.stem: path for path in (folder / "audio").rglob("*.*") if path.suffix in (".opus", ".flac", ".wav")}
    for number, line in enumerate((folder / "text").read_text().splitlines(), 1):
        name, *words = line.split() or [""]
        if name not in audio:
            raise ValueError(f"{folder / 'text'}:{number}: no recording {name} below {folder / 'audio'}")
        path = audio[name]
        speaker = path.stem.split("-")[0] if path.parent == folder / "audio" else path.parent.name
        yield {"id": name, "audio": str(path.resolve()), "text": " ".join(words),
               "speaker": f"{folder.name}/{speaker}"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    try:
        lines = [json.dumps(line) + "\n" for folder in options.folders for line in recordings(folder)]
        options.output.write_text("".join(lines))
    except (OSError, ValueError) as error:
        sys.exit(f"manifest.py: {error}")


if __name__ == "__main__":
    main()
