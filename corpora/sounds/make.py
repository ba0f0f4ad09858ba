#!/usr/bin/env python3
"""Makes a corpus of music and sounds in which nobody speaks from Debian's packages, to mix into training speech. Its
layout is `noise`: `PACKAGE/NUMBER.flac`, 16 kHz, up to 6 s each, at most eight pieces of a file.

    pip install numpy soundfile soxr
    corpora/sounds/make.py -o ROOT/sounds

Packages are fetched by apt-get into ROOT/sounds.packages and unpacked there; none is installed.
"""

import argparse
import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy
import soundfile
import soxr

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "games"))
import make as games  # noqa: E402

PACKAGES = """bucklespring-data colobot-common-sounds crrcsim-data endless-sky-data lincity-ng-data searchandrescue-data
    simutrans-pak64 sonic-pi-samples warzone2100-music wesnoth-1.16-music""".split()
KINDS = {".wav", ".ogg", ".oga", ".opus", ".flac", ".mp3"}
RATE, SECONDS, PIECES = 16000, 6, 8


def pieces(path, draw):
    """Stretches of a file from random places, none of them nearly silent."""
    with soundfile.SoundFile(path) as file:
        length, rate = len(file), file.samplerate
        count = SECONDS * rate
        starts = [0] if length <= count else [draw.randrange(length - count) for _ in range(min(PIECES, length // count))]
        for start in sorted(starts):
            file.seek(start)
            samples = soxr.resample(file.read(count, dtype="float32", always_2d=True).mean(axis=1), rate, RATE)
            loudest = float(numpy.abs(samples).max(initial=0))
            if len(samples) >= RATE // 10 and loudest > 0.01:
                yield samples * (0.5 / loudest)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", default=PACKAGES, metavar="PACKAGE", help=f"of Debian 12; {', '.join(PACKAGES)}")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    for package in options.packages:
        folder, partial = options.output / package, options.output.with_name(f"{options.output.name}.partial")
        if folder.exists():
            sys.exit(f"make.py: {folder} is there already")
        try:
            root = games.unpacked(package, options.output.with_name(options.output.name + ".packages"))
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            options.output.mkdir(exist_ok=True)
            draw, number, unread = random.Random(package), 0, 0
            for path in sorted(p for p in root.rglob("*") if p.suffix.lower() in KINDS and not p.is_symlink()):
                try:
                    for samples in pieces(path, draw):
                        number += 1
                        soundfile.write(partial / f"{number:04d}.flac", samples, RATE, subtype="PCM_16")
                except soundfile.LibsndfileError:
                    unread += 1
            partial.rename(folder)
        except (OSError, subprocess.CalledProcessError) as error:
            sys.exit(f"make.py: {package}: {error}")
        seconds = sum(soundfile.info(path).duration for path in folder.glob("*.flac"))
        print(f"{package}: {number} pieces, {seconds / 3600:.2f} h; {unread} files could not be read", flush=True)


if __name__ == "__main__":
    main()
