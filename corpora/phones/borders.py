#!/usr/bin/env python3
"""Where an aligner puts the borders of phones, beside where people put them; and alignments moved accordingly.

    pip install numpy
    borders.py measure ROOT/synthetic/festival FOUND -o borders.json
    borders.py move borders.json ALIGNED -o MOVED
    borders.py settle borders.json ROOT/synthetic/festival

`measure` compares .phn files of the same names in two folders: a reference (corpora/synthetic/festival.py) and what the
aligner found there (`tyto phones --align-beside --format phn -o FOUND`). For each pair of kinds of phones it takes the
median of found less right, in samples, and for each pair of phones the median of what that leaves, both less the median
of all borders, since the reference may be late as a whole; each is brought towards 0 as if 10 borders more had none.
`move` takes that off the borders of .phn and .wrd files; `settle` moves the reference, in its place, by the median of all.
"""

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy

RATE = 16000
SHORTEST = 160  # samples that a phone keeps
PRIOR = 10  # borders
KINDS = {
    phone: kind
    for kind, phones in {
        "voiceless stop": "P T K", "voiced stop": "B D G", "voiceless fricative": "S SH F TH", "voiced fricative": "Z ZH V DH",
        "affricate": "CH JH", "nasal": "M N NG", "L": "L", "R": "R", "glide": "W Y", "HH": "HH", "ER": "ER", "SIL": "SIL",
        "vowel": "IY IH EH EY AE AA AW AY AH AO OY OW UH UW",
    }.items()
    for phone in phones.split()
}


def segments_of(path):
    segments = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        fields = line.split(maxsplit=2)
        if len(fields) != 3 or not all(field.isdigit() for field in fields[:2]):
            sys.exit(f"borders.py: {path}:{number}: expected `start end label`, found {line!r}")
        segments.append((int(fields[0]), int(fields[1]), fields[2]))
    return segments


def matched(right, found):
    """Pairs of places in two lists of segments: fewest edits, then nearest in time."""
    def cost(a, b):
        return (a[2] != b[2]) + min(abs(a[0] - b[0]) / RATE, 0.3) / 2

    rows, columns = len(right), len(found)
    least = numpy.zeros((rows + 1, columns + 1))
    least[:, 0], least[0] = range(rows + 1), range(columns + 1)
    for i in range(rows):
        for j in range(columns):
            least[i + 1, j + 1] = min(least[i, j] + cost(right[i], found[j]), least[i, j + 1] + 1, least[i + 1, j] + 1)
    i, j = rows, columns
    while i and j:
        if least[i, j] == least[i - 1, j - 1] + cost(right[i - 1], found[j - 1]):
            i, j = i - 1, j - 1
            yield i, j
        elif least[i, j] == least[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1


def kinds(pair):
    return tuple(KINDS.get(phone, phone) for phone in pair)


def medians(differences, key):
    lists = defaultdict(list)
    for pair, difference in differences:
        lists[key(pair)].append(difference)
    return {name: float(numpy.median(values)) * len(values) / (len(values) + PRIOR) for name, values in lists.items()}


def measure(reference, found):
    """As `borders.json` holds it: samples of all borders, by kinds, by phones (`LEFT RIGHT`)."""
    differences = []
    for path in alignments_in(found):
        other = reference / path.relative_to(found)
        if not other.exists():
            sys.exit(f"borders.py: {other}: there is no such file to compare {path} with")
        right, here = segments_of(other), segments_of(path)
        for i, j in matched(right, here):
            if i and j and right[i][2] != "SIL":
                differences.append(((here[j - 1][2], here[j][2]), here[j][0] - right[i][0]))
    if not differences:
        sys.exit(f"borders.py: {found}: no borders in its .phn files")
    overall = float(numpy.median([difference for _, difference in differences]))
    differences = [(pair, difference - overall) for pair, difference in differences]
    by_kinds = medians(differences, kinds)
    by_phones = medians([(pair, difference - by_kinds[kinds(pair)]) for pair, difference in differences], lambda pair: pair)
    return {
        "all": overall,
        "kinds": {", ".join(pair): value for pair, value in sorted(by_kinds.items())},
        "phones": {" ".join(pair): value for pair, value in sorted(by_phones.items())},
    }


def moved(segments, table):
    """The borders' new places by their old ones, none nearer to the one before than `SHORTEST` unless it was."""
    places = {segments[0][0]: segments[0][0]} if segments else {}
    for before, after in zip(segments, segments[1:]):
        pair = before[2], after[2]
        shift = table["kinds"].get(", ".join(kinds(pair)), 0) + table["phones"].get(" ".join(pair), 0)
        low = places[before[0]] + min(SHORTEST, before[1] - before[0])
        high = after[1] - min(SHORTEST, after[1] - after[0])
        places[after[0]] = max(low, min(high, round(after[0] - shift)))
    if segments:
        places[segments[-1][1]] = segments[-1][1]
    return places


def alignments_in(folder):
    paths = sorted(folder.rglob("*.phn"))
    if not paths:
        sys.exit(f"borders.py: {folder}: expected .phn files, found none")
    return paths


def write(path, segments):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{start} {end} {label}\n" for start, end, label in segments))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("measure")
    command.add_argument("reference", type=Path)
    command.add_argument("found", type=Path)
    command.add_argument("-o", "--output", type=Path, required=True)
    command = commands.add_parser("move")
    command.add_argument("table", type=Path)
    command.add_argument("aligned", type=Path)
    command.add_argument("-o", "--output", type=Path, required=True)
    command = commands.add_parser("settle")
    command.add_argument("table", type=Path)
    command.add_argument("reference", type=Path)
    options = parser.parse_args()

    if options.command == "measure":
        table = measure(options.reference, options.found)
        options.output.write_text(json.dumps(table, indent=1) + "\n")
        return
    try:
        table = json.loads(options.table.read_text())
        table["all"], table["kinds"], table["phones"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(f"borders.py: {options.table}: expected what `measure` writes: {error}")
    if options.command == "move":
        for path in alignments_in(options.aligned):
            segments = segments_of(path)
            places = moved(segments, table)
            target = options.output / path.relative_to(options.aligned)
            write(target, [(places[start], places[end], label) for start, end, label in segments])
            if path.with_suffix(".wrd").exists():
                words = segments_of(path.with_suffix(".wrd"))
                write(target.with_suffix(".wrd"),
                      [(places.get(start, start), places.get(end, end), word) for start, end, word in words])
    else:
        for path in alignments_in(options.reference):
            segments = segments_of(path)
            last = segments[-1][1]
            write(path, [(min(last, round(start + table["all"])) if start else 0,
                          min(last, round(end + table["all"])) if end < last else last, label)
                         for start, end, label in segments])


if __name__ == "__main__":
    main()
