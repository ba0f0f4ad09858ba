#!/usr/bin/env python3
"""Drops the clips of a corpus that do not say their texts, as far as a CTC network on phones can tell.

    pip install numpy
    check.py --tyto .build/release/tyto --model english.safetensors ROOT/games/amazon_queen

A clip stays if the network finds its text likelier than those of 20 other clips of about its length, and if the phones
heard differ from those of the text by at most --rate of the latter. `check.tsv` keeps a line a clip: identifier, speaker,
seconds, phones of the text, phone error rate, by how much per phone the logarithm of the text's likelihood is above that
of the best other text, and whether the clip stays. `text.all` keeps the texts as they were, `left_out` the recordings
that do not stay.
"""

import argparse
import json
import random
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy

OTHERS = 20
STEP = 0.03  # seconds from one row of the posteriors to the next


def labels(model):
    """The labels of a model file, the blank first."""
    with open(model, "rb") as file:
        size, = struct.unpack("<Q", file.read(8))
        return json.loads(json.loads(file.read(size))["__metadata__"]["card"])["labels"]


def pronunciations(tyto, words):
    """Ways to say each word, as lists of phones."""
    output = subprocess.run([tyto, "pronounce", "--format", "cmu", "-"], check=True, text=True,
                            input="\n".join(sorted(words)) + "\n", stdout=subprocess.PIPE).stdout
    ways = {}
    for line in output.splitlines():
        if line.strip() and not line.startswith(";"):
            word, *phones = line.split()
            ways.setdefault(word.split("(")[0], []).append(phones)
    return ways


def likelihoods(posteriors, targets):
    """Logarithms of the targets' likelihoods under CTC (Graves et al. 2006, section 4.1)."""
    rows = numpy.log(numpy.maximum(posteriors, 1e-8)).astype(numpy.float64)
    lengths = numpy.array([len(target) for target in targets])
    states = numpy.zeros((len(targets), 2 * lengths.max() + 1), int)
    for row, target in zip(states, targets):
        row[1:2 * len(target):2] = target
    jumps = numpy.zeros(states.shape, bool)
    jumps[:, 2:] = (states[:, 2:] != 0) & (states[:, 2:] != states[:, :-2])
    alpha = numpy.full(states.shape, -1e30)
    alpha[:, 0], alpha[:, 1] = rows[0, 0], rows[0][states[:, 1]]
    for row in rows[1:]:
        one, two = numpy.full_like(alpha, -1e30), numpy.full_like(alpha, -1e30)
        one[:, 1:], two[:, 2:] = alpha[:, :-1], alpha[:, :-2]
        two[~jumps] = -1e30
        alpha = numpy.logaddexp(numpy.logaddexp(alpha, one), two) + row[states]
    each = numpy.arange(len(targets))
    return numpy.logaddexp(alpha[each, 2 * lengths], alpha[each, 2 * lengths - 1])


def distance(found, said):
    """Fewest insertions, deletions and substitutions between phones heard and words, each said in the nearest way."""
    row = list(range(len(found) + 1))
    for ways in said:
        ends = []
        for phones in ways:
            above = row
            for phone in phones:
                left = above[0] + 1
                current = [left]
                for index, other in enumerate(found):
                    left = min(left + 1, above[index + 1] + 1, above[index] + (phone != other))
                    current.append(left)
                above = current
            ends.append(above)
        row = [min(values) for values in zip(*ends)]
    return row[-1]


def heard(posteriors, names):
    """The labels of the best path: repetitions and blanks left out."""
    path = posteriors.argmax(axis=1)
    return [names[label] for index, label in enumerate(path) if label and (index == 0 or label != path[index - 1])]


def check(folder, texts, options):
    """What is known of each clip, as in a line of `check.tsv`."""
    names = labels(options.model)
    ways = pronunciations(options.tyto, {word for text in texts.values() for word in text.split()})
    said = {name: [ways[word] for word in text.split()] for name, text in texts.items()
            if all(word in ways for word in text.split())}
    targets = {name: [names.index(phone) for word in words for phone in word[0]] for name, words in said.items()}
    order = sorted((name for name in targets if targets[name]), key=lambda name: (len(targets[name]), name))
    speakers = {path.stem: path.parent.name for path in folder.glob("audio/*/*")}
    draw = random.Random(1)
    with tempfile.TemporaryDirectory() as output:
        subprocess.run([options.tyto, "phones", "--model", options.model, "--jobs", "1", "--posteriors",
                        "-o", output, str(folder / "audio")], check=True)
        files = {path.stem: path for path in Path(output).rglob("*.npy")}
        for place, name in enumerate(order):
            posteriors = numpy.load(files[name])
            count = len(targets[name])
            near = [other for other in order[max(0, place - 100):place + 100] if texts[other] != texts[name]]
            others = draw.sample(near, min(OTHERS, len(near)))
            own, *rest = likelihoods(posteriors, [targets[other] for other in [name, *others]])
            rate = distance(heard(posteriors, names), said[name]) / count
            margin = (own - max(rest)) / count
            yield name, speakers[name], STEP * len(posteriors), count, rate, margin, margin > 0 and rate <= options.rate


def move(names, source, target):
    """Moves recordings from one folder of speakers to another."""
    for path in sorted(source.glob("*/*")):
        if path.stem in names:
            (target / path.parent.name).mkdir(parents=True, exist_ok=True)
            path.rename(target / path.parent.name / path.name)
            if not any(path.parent.iterdir()):
                path.parent.rmdir()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tyto", default="tyto")
    parser.add_argument("--model", required=True, help="a model file of tyto's that finds phones by CTC")
    parser.add_argument("--rate", type=float, default=1.0)
    options = parser.parse_args()
    folder = options.folder
    whole = folder / "text.all"
    source = whole if whole.exists() else folder / "text"
    try:
        texts = dict(line.split("\t") for line in source.read_text().splitlines())
    except (OSError, ValueError) as error:
        sys.exit(f"check.py: {source}: {error!r}")
    try:
        move(texts, folder / "left_out", folder / "audio")
        results = sorted(check(folder, texts, options))
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError) as error:
        sys.exit(f"check.py: {folder}: {error!r}")
    kept = [result for result in results if result[-1]]
    if not kept:
        sys.exit(f"check.py: {folder}: no clip says its text")
    move(texts.keys() - {result[0] for result in kept}, folder / "audio", folder / "left_out")
    whole.write_text("".join(f"{name}\t{text}\n" for name, text in sorted(texts.items())))
    (folder / "check.tsv").write_text("".join(
        f"{name}\t{speaker}\t{seconds:.2f}\t{count}\t{rate:.3f}\t{margin:.2f}\t{'yes' if stays else 'no'}\n"
        for name, speaker, seconds, count, rate, margin, stays in results))
    (folder / "text").write_text("".join(f"{result[0]}\t{texts[result[0]]}\n" for result in kept))
    long = [margin > 0 for *_, count, _, margin, _ in results if count > 15]
    print(f"{folder.name}: {len(kept)} of {len(texts)} clips, {sum(result[2] for result in kept) / 3600:.2f} h, "
          f"{len({result[1] for result in kept})} speakers; median phone error rate "
          f"{100 * numpy.median([result[4] for result in kept]):.0f} %; of texts with more than 15 phones "
          f"{100 * numpy.mean(long or [0]):.1f} % are likelier than the others")


if __name__ == "__main__":
    main()
