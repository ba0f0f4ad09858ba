#!/usr/bin/env python3
"""Makes corpora of the speech in free games, with the games' own texts as words, from Debian's packages. A corpus has
the layout `transcribed`: `audio/SPEAKER/ID.flac` and `text`.

    pip install numpy soundfile soxr
    make.py -o ROOT/games amazon_queen steel_sky
    check.py --model english.safetensors ROOT/games/amazon_queen     # drops clips that do not say their texts

Packages are fetched by apt-get into ROOT/games/packages and unpacked there; none is installed.
"""

import argparse
import importlib
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import speech

NAMES = ["amazon_queen", "steel_sky", "drascula", "stamps", "ktuberling"]


def unpacked(package, folder):
    """The root of an unpacked package; fetched if it is not there."""
    root = folder / package
    if not root.exists():
        folder.mkdir(parents=True, exist_ok=True)
        if not list(folder.glob(f"{package}_*.deb")):
            subprocess.run(["apt-get", "-q", "download", package], cwd=folder, check=True)
        # Whole or not at all.
        partial = folder / f"{package}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        subprocess.run(["dpkg", "-x", str(next(folder.glob(f"{package}_*.deb"))), str(partial)], check=True)
        partial.rename(root)
    return root


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", default=NAMES, metavar="NAME", help=f"of {', '.join(NAMES)}; all if none")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--packages", type=Path, help="where packages are kept (OUTPUT/packages)")
    options = parser.parse_args()
    for name in options.names:
        if name not in NAMES:
            parser.error(f"{name} is not one of {', '.join(NAMES)}")
    for name in options.names:
        module = importlib.import_module(name)
        try:
            root = unpacked(module.PACKAGE, options.packages or options.output / "packages")
            folder = options.output / name
            if folder.exists():
                sys.exit(f"make.py: {folder} is there already")
            count, left_out = speech.write(module.clips(root), folder)
        except (OSError, ValueError, LookupError, struct.error, subprocess.CalledProcessError) as error:
            sys.exit(f"make.py: {name}: {error!r}")
        print(f"{name}: {count} clips; left out: " + ", ".join(f"{n} {why}" for why, n in left_out.items()))


if __name__ == "__main__":
    main()
