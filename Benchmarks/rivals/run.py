"""Times Tyto beside other libraries: the same shapes, in alternation, in one session.

    make rivals                       everything
    .venv/bin/python run.py --tyto ../../.build/release/tyto --only inference --threads 1
"""

import argparse
import json
import shutil

from contender import Failure, Tyto, Worker

# Task → rivals. Each is compared with Tyto at its precision.
RIVALS = {
    "inference": [
        "torch-f32", "onnxruntime-f32", "openvino-f32", "torch-bf16", "openvino-bf16",
        "onnxruntime-int8",
    ],
    "streaming": ["torch-f32", "onnxruntime-f32", "onnxruntime-int8"],
    "training": ["torch-f32", "torch-bf16"],
    "ctc": ["torch-f32"],
    "features": ["torchaudio", "librosa", "python_speech_features", "kaldi-native-fbank"],
}


def jobs(tyto, tasks, threads, audio):
    """What is to be timed: task, threads, what to call it, the unit, units of work, and how to ask."""
    shapes = tyto.json("shapes")
    for task in tasks:
        if task == "features":
            # Ten minutes of audio: times real time.
            yield task, 1, "10 min, 13 cepstra", "× real time", 600, {"audio": audio}
            continue
        for shape in shapes[task]:
            for count in threads:
                if task == "streaming":
                    if count > 1:
                        continue
                    name, unit, work = "{inputs}-{cells}×{layers}".format(**shape), "steps/s", 1
                elif task == "ctc":
                    name = f"T{shape['steps']} B{shape['batch']} {shape['labels']} labels"
                    unit, work = "utterances/s", shape["batch"]
                else:
                    name = "{inputs}-{cells}×{layers} T{steps} B{batch}".format(**shape)
                    unit, work = "frames/s", shape["steps"] * shape["batch"]
                yield task, count, name, unit, work, {"shape": shape, "outputs": shapes["outputs"]}


def tyto_names(task):
    """Tyto's contenders: one a precision."""
    return {
        "inference": ["tyto-f32", "tyto-bf16", "tyto-int8"],
        "streaming": ["tyto-f32", "tyto-bf16", "tyto-int8"],
        "training": ["tyto-f32", "tyto-bf16"],
    }.get(task, ["tyto-f32"])


def opponent(task, rival):
    """The contender of Tyto's that a rival is compared with."""
    name = "tyto-" + rival.rsplit("-", 1)[-1]
    return name if name in tyto_names(task) else "tyto-f32"


def time_tyto(tyto, name, task, threads, request, seconds):
    """Seconds of Tyto's fastest call."""
    precision = {"tyto-f32": "float32", "tyto-bf16": "bfloat16", "tyto-int8": "int8"}[name]
    if task == "streaming":
        answers = tyto.json("streaming", "--seconds", str(seconds), "--format", "json")["results"]
        return next(
            answer["timing"]["minimum"] for answer in answers
            if answer["shape"] == request["shape"] and answer["precision"] == precision)
    if task == "features":
        arguments = ["features", "--presets", "kaldi", "--audio", request["audio"]]
    elif task == "ctc":
        arguments = ["ctc", "--threads", str(threads), "--seconds", str(seconds)]
    else:
        order = ("inputs", "cells", "layers", "steps", "batch")
        shape = ",".join(str(request["shape"][part]) for part in order)
        arguments = [task, "--shape", shape, "--threads", str(threads), "--seconds", str(seconds)]
        if task in ("inference", "training"):
            arguments += ["--precision", precision]
    return tyto.json(*arguments, "--format", "json")["results"][0]["timing"]["minimum"]


def compare(tyto, workers, job, rounds, seconds):
    """The best of `rounds` for each contender, who take turns; failures as texts."""
    task, threads, _, _, _, request = job
    best, failures = {}, {}
    for _ in range(rounds):
        for name in tyto_names(task):
            elapsed = time_tyto(tyto, name, task, threads, request, seconds)
            best[name] = min(elapsed, best.get(name, elapsed))
        for name in RIVALS[task]:
            if name in failures:
                continue
            try:
                answer = workers(name, threads).measure(dict(request, task=task, seconds=seconds))
                best[name] = min(answer["minimum"], best.get(name, answer["minimum"]))
            except Failure as failure:
                failures[name] = str(failure)
    return best, failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tyto", required=True, help="the command")
    parser.add_argument("--only", choices=RIVALS, action="append", help="only this task")
    parser.add_argument("--threads", type=int, action="append", help="1 and 2 without it")
    parser.add_argument("--rounds", type=int, default=3, help="turns that each contender takes")
    parser.add_argument("--seconds", type=float, default=0.5, help="of measuring a turn")
    parser.add_argument("--audio", default="/tmp/tyto-rivals.wav", help="where the audio is written")
    parser.add_argument("--json", help="write the figures to this file, too")
    options = parser.parse_args()
    if not shutil.which(options.tyto):
        parser.error(f"--tyto {options.tyto}: no such command")

    tyto = Tyto(options.tyto)
    machine = tyto.json("machine", "--format", "json")["machine"]
    print(f"{machine['processor']}, {machine['cores']} cores, {' '.join(machine['instructionSets'])}; "
          f"{machine['operatingSystem']}; load when started {machine.get('load')}\n")
    pool = {}

    def workers(name, threads):
        if (name, threads) not in pool:
            pool[name, threads] = Worker(name, threads)
        return pool[name, threads]

    figures = []
    heading = ("task", "shape", "threads", "contender", "rate", "unit", "Tyto is × faster")
    widths = (9, 26, 7, 22, 10, 12, 0)

    def row(*cells):
        print("  ".join(str(cell).ljust(width) for cell, width in zip(cells, widths)).rstrip(),
              flush=True)

    row(*heading)
    tasks = options.only or list(RIVALS)
    for job in jobs(tyto, tasks, options.threads or [1, 2], options.audio):
        task, threads, name, unit, work, _ = job
        best, failures = compare(tyto, workers, job, options.rounds, options.seconds)
        for contender, elapsed in best.items():
            rate = work / elapsed
            ratio = elapsed / best[opponent(task, contender)]
            figures.append({
                "task": task, "shape": name, "threads": threads, "contender": contender,
                "rate": rate, "unit": unit, "ratio": ratio})
            row(task, name, threads, contender, f"{rate:,.0f}", unit,
                "" if contender.startswith("tyto") else f"{ratio:.2f}")
        for contender, failure in failures.items():
            figures.append({
                "task": task, "shape": name, "threads": threads, "contender": contender,
                "failure": failure})
            row(task, name, threads, contender, failure)
    print("\n" + ", ".join(sorted({
        f"{worker.name} {worker.version}" for worker in pool.values() if worker.version})))
    for worker in pool.values():
        worker.stop()
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"machine": machine, "figures": figures}, file, indent=1)


main()
