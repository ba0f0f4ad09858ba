#!/usr/bin/env python3
"""Makes English speech whose phones' borders were placed by people: Festival's diphone voices kal and ked are recordings
of a man each, cut by hand in the middle of phones and marked by hand between them, so that the times of what they say are
those marks. TIMIT's layout at 16 kHz, phones of the CMU dictionary.

    apt-get install festival festvox-kallpc16k festvox-kdlpc16k
    pip install numpy soundfile
    festival.py --hours 1 --sentences FILE -o DIR

FILE has lines `id sentence`. One seed gives the same sentences, speeds and pitches.
"""

import argparse
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import soundfile

RATE = 16000
VOICES = {"kal": "voice_kal_diphone", "ked": "voice_ked_diphone"}
PHONES = {"ax": "AH", "axr": "ER", "dx": "T", "el": "L", "em": "M", "en": "N", "hv": "HH", "nx": "N", "pau": "SIL", "h#": "SIL"}
AT_ONCE = 50  # utterances a process


def sentences_of(path):
    for line in Path(path).read_text().splitlines():
        words = re.sub(r"[^A-Za-z' ]", "", " ".join(line.split()[1:])).lower().split()
        if 2 <= len(words) <= 16:
            yield " ".join(words)


def speak(voice, utterances, folder):
    """Writes I.wav and I.lab for the I-th of (sentence, duration stretch, mean pitch)."""
    commands = [f"({VOICES[voice]})"]
    for index, (sentence, stretch, pitch) in enumerate(utterances):
        commands += [
            f"(Parameter.set 'Duration_Stretch {stretch:.3f})",
            f"(set! int_lr_params '((target_f0_mean {pitch:.0f}) (target_f0_std 14) (model_f0_mean 170) (model_f0_std 34)))",
            f'(set! spoken (utt.synth (Utterance Text "{sentence}")))',
            f'(utt.save.wave spoken "{folder}/{index}.wav")',
            f'(utt.save.segs spoken "{folder}/{index}.lab")',
        ]
    script = folder / "speak.scm"
    script.write_text("\n".join(commands))
    subprocess.run(["festival", "-b", str(script)], check=True, stdout=subprocess.DEVNULL)


def segments_of(path, length):
    """Lines `start end phone` in samples; silences joined."""
    segments, position = [], 0
    for line in path.read_text().splitlines():
        fields = line.split()
        if len(fields) != 3 or fields[0].startswith("#"):
            continue
        end = min(length, round(float(fields[0]) * RATE))
        phone = PHONES.get(fields[2], fields[2].upper())
        if end > position:
            if segments and segments[-1][2] == phone == "SIL":
                segments[-1][1] = end
            else:
                segments.append([position, end, phone])
            position = end
    if segments:
        segments[-1][1] = length
    return segments


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sentences", required=True, action="append", help="a file of `id sentence` lines")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    try:
        sentences = [sentence for path in options.sentences for sentence in sentences_of(path)]
    except (OSError, UnicodeDecodeError) as error:
        sys.exit(f"festival.py: {error}")
    if not sentences:
        sys.exit("festival.py: no sentences of 2 to 16 words: expected lines `id sentence`")
    draw = random.Random(options.seed)
    seconds, count = 0.0, 0
    while seconds < options.hours * 3600:
        voice = list(VOICES)[count // AT_ONCE % len(VOICES)]
        target = options.output / "train" / "dr1" / f"m{voice}0"
        target.mkdir(parents=True, exist_ok=True)
        utterances = [(draw.choice(sentences), draw.uniform(0.75, 1.2), draw.uniform(85, 150)) for _ in range(AT_ONCE)]
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            try:
                speak(voice, utterances, folder)
            except (OSError, subprocess.CalledProcessError) as error:
                sys.exit(f"festival.py: {error}: expected Debian's festival with the voices kal and ked")
            for index, (sentence, _, _) in enumerate(utterances):
                samples, rate = soundfile.read(folder / f"{index}.wav", dtype="int16")
                if rate != RATE:
                    sys.exit(f"festival.py: {voice} speaks at {rate} Hz, expected {RATE}")
                name = target / f"{voice}{count:06d}"
                segments = segments_of(folder / f"{index}.lab", len(samples))
                soundfile.write(f"{name}.wav", samples, RATE, subtype="PCM_16")
                Path(f"{name}.phn").write_text("".join(f"{start} {end} {phone}\n" for start, end, phone in segments))
                Path(f"{name}.txt").write_text(f"0 {len(samples)} {sentence}\n")
                seconds += len(samples) / RATE
                count += 1
        print(f"festival: {seconds / 3600:.2f} of {options.hours} h", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
