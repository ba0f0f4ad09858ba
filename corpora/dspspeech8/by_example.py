#!/usr/bin/env python3
"""Each word in one clip by each test speaker (whose number begins with 16), looked for in the others' clips: prints
the equal error rate of all scores together, and the mean of the keywords'.

    corpora/dspspeech8/by_example.py --tyto .build/release/tyto ROOT/dspspeech8
"""

import argparse
import json
import subprocess
from pathlib import Path


def equal_error_rate(trials):
    """Of pairs of score and truth; where the rates cross, their mean."""
    said = sum(truth for _, truth in trials)
    hits, alarms, closest = 0, 0, (2.0, 1.0)
    for _, truth in sorted(trials, key=lambda trial: -trial[0]):
        hits, alarms = hits + truth, alarms + (not truth)
        missed, false = 1 - hits / said, alarms / (len(trials) - said)
        closest = min(closest, (abs(missed - false), (missed + false) / 2))
    return closest[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tyto", required=True, help="the command")
    parser.add_argument("--model", default="english")
    parser.add_argument("corpus", type=Path)
    options = parser.parse_args()

    def speaker(clip):
        return clip.name.split("-")[0]

    clips = sorted(options.corpus.glob("*/16*"))
    if not clips:
        parser.error(f"{options.corpus}: no clips WORD/16*, as README.md describes")
    examples = {}
    for clip in clips:
        examples.setdefault((clip.parent.name, speaker(clip)), clip)
    command = [options.tyto, "spot", "--model", options.model, "--threshold", "0", "--format", "jsonl"]
    for (word, who), clip in examples.items():
        command += ["--example", f"{word}.{who}={clip}"]
    run = subprocess.run(command + [str(clip) for clip in clips], capture_output=True, text=True)
    if run.returncode > 1:
        parser.error(run.stderr.strip())
    scores = {}
    for line in run.stdout.splitlines():
        found = json.loads(line)
        if "keyword" in found:
            key = found["keyword"], found["file"]
            scores[key] = max(found["score"], scores.get(key, 0))
    trials = [
        [(scores.get((f"{word}.{who}", str(clip)), 0), clip.parent.name == word)
         for clip in clips if speaker(clip) != who]
        for word, who in examples]
    mean = sum(map(equal_error_rate, trials)) / len(trials)
    pooled = equal_error_rate([trial for part in trials for trial in part])
    print(f"{len(examples)} examples, {len(clips)} clips: equal error rate {pooled:.1%} of all scores together, "
          f"{mean:.1%} in the mean of the keywords")


main()
