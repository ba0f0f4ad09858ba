"""Finds words of a corpus with Tyto and with PocketSphinx: the same audio, keywords and scoring.

    .venv/bin/python spotting.py --tyto ../../.build/release/tyto --corpus ROOT/an4 --part test

`tyto experiment spotting` chooses the keywords (words of enough phones said by enough speakers, or --keywords) and
measures Tyto.
PocketSphinx 5 searches for all of them at once as key phrases, with its own English model, at each of several
thresholds; of those that keep to a limit of false alarms the one that misses least counts.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

THRESHOLDS = [1e40, 1e30, 1e20, 1e15, 1e10, 1e5, 1e2, 1e-1, 1e-3, 1e-6, 1e-10, 1e-15, 1e-20, 1e-30]


def run(*command):
    try:
        return subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True).stdout
    except subprocess.CalledProcessError as error:
        sys.exit(error.stderr.strip() or f"spotting.py: {command[0]} ended with status {error.returncode}")
    except OSError as error:
        sys.exit(f"spotting.py: {error}")


def samples(path):
    import numpy
    import soundfile
    import soxr

    data, rate = soundfile.read(path, dtype="float32", always_2d=True)
    data = soxr.resample(data.mean(axis=1), rate, 16000)
    return (numpy.clip(data, -1, 1) * 32767).astype("<i2").tobytes()


def sphinx(keywords, recordings, threshold, folder):
    """Detections as Tyto writes them, and the seconds that the search took."""
    from pocketsphinx import Decoder

    listing = folder / f"keyphrases-{threshold:g}"
    listing.write_text("".join(f"{word} /{threshold:g}/\n" for word in keywords))
    decoder = Decoder(kws=str(listing), loglevel="FATAL")
    found, seconds = [], 0.0
    for name, audio in recordings:
        start = time.perf_counter()
        decoder.start_utt()
        decoder.process_raw(audio, full_utt=True)
        decoder.end_utt()
        seconds += time.perf_counter() - start
        for part in decoder.seg() or ():
            found.append({"file": name, "keyword": part.word.strip(), "start": part.start_frame / 100,
                          "end": part.end_frame / 100, "score": 1.0})
    return found, seconds


def searches(keywords, recordings, options, folder):
    if options.jobs == 1:
        for threshold in options.thresholds:
            yield threshold, *sphinx(keywords, recordings, threshold, folder)
        return
    with ProcessPoolExecutor(options.jobs) as pool:
        running = [(threshold, pool.submit(sphinx, keywords, recordings, threshold, folder)) for threshold in options.thresholds]
        for threshold, search in running:
            yield threshold, *search.result()


def known(keywords):
    from pocketsphinx import Decoder

    decoder = Decoder(lm=None, loglevel="FATAL")
    return [keyword for keyword in keywords if all(decoder.lookup_word(word) for word in keyword.split())]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tyto", required=True, help="the command")
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--layout", help="of the corpus, where it cannot be told")
    parser.add_argument("--part")
    parser.add_argument("--keywords", help="a file of them, one a line")
    parser.add_argument("--thresholds", type=float, nargs="+", default=THRESHOLDS, help="PocketSphinx's")
    parser.add_argument("--jobs", type=int, default=1, help="thresholds at once, which times them beside each other (default: 1)")
    parser.add_argument("--phones", default=4, help="the fewest phones of a keyword")
    parser.add_argument("--speakers", default=5, help="the fewest speakers of a keyword")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    given = [flag for name in ("layout", "part") if getattr(options, name) for flag in (f"--{name}", getattr(options, name))]
    base = [options.tyto, "experiment", "spotting", options.corpus, *given, "--threads", "1"]
    # First only to learn the keywords.
    fitting = ["--phones", options.phones, "--speakers", options.speakers]
    run(*base, *(["--keywords", options.keywords] if options.keywords else fitting), "-o", folder / "all")
    with open(folder / "all" / "keywords.csv") as file:
        everything = [row["keyword"] for row in csv.DictReader(file) if row["keyword"] != "*"]  # all together
    keywords = known(everything)
    chosen = [flag for word in keywords for flag in ("-k", word)]
    run(*base, *chosen, "-o", folder / "tyto")
    figures = json.loads((folder / "tyto" / "figures.json").read_text())
    manifest = [json.loads(line) for line in (folder / "tyto" / "manifest.jsonl").read_text().splitlines()]
    reference = folder / "reference.txt"
    reference.write_text("".join(f"{one['id']} {one['text']}\n" for one in manifest))
    audio = [(one["id"], samples(one["audio"])) for one in manifest]
    hours = sum(len(data) for _, data in audio) / 2 / 16000 / 3600

    start = time.perf_counter()
    run(options.tyto, "spot", "--model", "english", "--jobs", "1", "--threshold", "0", "--format", "jsonl",
        "-o", folder / "found.jsonl", *chosen, *[one["audio"] for one in manifest])
    tyto_seconds = time.perf_counter() - start

    points, seconds = [], []
    for threshold, found, elapsed in searches(keywords, audio, options, folder):
        seconds.append(elapsed)
        if not found:
            continue
        path = folder / "sphinx.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in found))
        report = json.loads(run(options.tyto, "evaluate", "spotting", "--reference", reference, "--detections",
                                path, "--hours", hours, "--format", "json", *chosen))
        points.append((report["falseAlarms"] / hours, 1 - report["hits"] / report["occurrences"], threshold))
        print(f"  PocketSphinx at {threshold:g}: {points[-1][0]:8.1f} false alarms an hour, "
              f"missed {100 * points[-1][1]:5.1f} %", flush=True)

    print(f"{options.corpus} {options.part or ''}: {len(keywords)} of {len(everything)} keywords are in "
          f"PocketSphinx's dictionary; {hours:.2f} h, one thread")
    print("| false alarms | Tyto misses | PocketSphinx misses |\n|---|---|---|")
    for name, key, scale in (("an hour", "operatingPoints", 1),
                             ("a keyword and hour", "operatingPointsPerKeyword", len(keywords))):
        for limit in (1, 10):
            own = next(p["missRate"]["value"] for p in figures[key] if p["falseAlarmsPerHour"] == limit)
            best = min((miss for rate, miss, _ in points if rate <= limit * scale), default=1)
            print(f"| {limit} {name} | {100 * own:.1f} % | {100 * best:.1f} % |")
    print(f"times real time: Tyto {3600 * hours / tyto_seconds:.0f} (reading and start included), "
          f"PocketSphinx {3600 * hours / min(seconds):.0f} to {3600 * hours / max(seconds):.0f}")


if __name__ == "__main__":
    main()
