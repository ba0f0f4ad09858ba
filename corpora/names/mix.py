#!/usr/bin/env python3
"""Lays noise over clips of the layout `transcribed`, at a ratio of powers where something sounds, and writes them anew.

    pip install numpy soundfile soxr
    corpora/names/mix.py ROOT/synthetic/names --noise ROOT/esc10_noise/*/5-* -o ROOT/synthetic/names_noise
"""

import argparse
import random
import shutil
import sys
from pathlib import Path

import numpy
import soundfile
import soxr

RATE = 16000


def read(path):
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return soxr.resample(samples.mean(axis=1), rate, RATE) if rate != RATE else samples.mean(axis=1)


def noise_of(sources, count, draw):
    """`count` samples of one recording from a random place on, again from its start where it ends, at power 1."""
    source = draw.choice(sources)
    place = draw.randrange(len(source))
    samples = numpy.resize(numpy.roll(source, -place), count)
    return samples / numpy.sqrt(max(float((samples ** 2).mean()), 1e-9))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--noise", type=Path, nargs="+", required=True, help="recordings")
    parser.add_argument("--voices", type=int, default=1, help="recordings at once (1)")
    parser.add_argument("--ratio", type=float, default=10, help="of the clip's power to the noise's, in decibels (10)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    if options.voices < 1:
        parser.error(f"--voices is at least 1, not {options.voices}")
    if options.output.resolve() == options.folder.resolve():
        parser.error(f"-o {options.output} is the folder itself; expected another, or its clips would be lost")
    draw = random.Random(options.seed)
    try:
        sources = [read(path) for path in sorted(options.noise)]
        sources = [samples for samples in sources if len(samples) and float((samples ** 2).mean()) > 1e-7]
        if not sources:
            sys.exit("mix.py: the noise is silent")
        for path in sorted((options.folder / "audio").rglob("*.*")):
            clip = read(path)
            if not numpy.abs(clip).max(initial=0) > 0:
                sys.exit(f"mix.py: {path}: silent; expected speech")
            sounding = clip[numpy.abs(clip) > 0.02 * numpy.abs(clip).max()]
            noise = sum(noise_of(sources, len(clip), draw) for _ in range(options.voices)) / numpy.sqrt(options.voices)
            clip = clip + noise * numpy.sqrt((sounding ** 2).mean() / 10 ** (options.ratio / 10))
            target = options.output / path.relative_to(options.folder).with_suffix(".flac")
            target.parent.mkdir(parents=True, exist_ok=True)
            soundfile.write(target, clip * (0.5 / numpy.abs(clip).max()), RATE, subtype="PCM_16")
        shutil.copyfile(options.folder / "text", options.output / "text")
    except (OSError, soundfile.LibsndfileError) as error:
        sys.exit(f"mix.py: {error}")


if __name__ == "__main__":
    main()
