#!/usr/bin/env python3
"""Makes English sentences by Festival's Italian, Czech and Finnish diphone voices, whose phones' borders people placed by hand:
a test of alignment by eight voices, women and a boy among them, of three languages. Each says what its language has that is
nearest; the phones that it says are the labels, and the pronunciations in VOICE.dict. TIMIT's layout at 16 kHz.

    apt-get install festival festvox-italp16k festvox-itapc16k festvox-czech-dita festvox-czech-krb \\
        festvox-czech-machac festvox-czech-ph festvox-suopuhe-lj festvox-suopuhe-mv
    pip install numpy soundfile soxr
    foreign_voices.py --tyto tyto --sentences FILE -o DIR
    tyto phones --align-beside --lexicon DIR/lp.dict --format phn -o FOUND/lp DIR/lp
    tyto evaluate phones DIR/lp FOUND/lp

FILE has lines `id sentence`; its words' pronunciations are those of `tyto pronounce`. One seed gives the same sentences,
durations and pitches.
"""

import argparse
import json
import math
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import soundfile
import soxr

from festival import RATE, sentences_of

# The voice's name, its language, the mean pitch in hertz.
VOICES = {
    "lp": ("lp_diphone", "italian", 200), "pc": ("pc_diphone", "italian", 120),
    "dita": ("czech_dita", "czech", 190), "krb": ("czech_krb", "czech", 240),
    "machac": ("czech_machac", "czech", 110), "ph": ("czech_ph", "czech", 110),
    "lj": ("suo_fi_lj_diphone", "finnish", 190), "mv": ("hy_fi_mv_diphone", "finnish", 110),
}

# What a language says for a phone of the CMU dictionary, where it is not the same letter in lower case, and what a listener
# would call that, where it is another phone; "" leaves it out.
COMMON = {"TH": "f F", "DH": "d D", "AW": "a AA", "AY": "a AA", "AH": "a AA", "AE": "a AA", "Y": "j", "ZH": "S SH"}
PHONES = {
    "italian": COMMON | {
        "IY": "i", "IH": "i IY", "EH": "E", "EY": "e", "AA": "a", "AO": "O", "OW": "o", "OY": "O AO", "UH": "u UW", "UW": "u",
        "ER": "E EH", "SH": "S", "CH": "tS", "JH": "dZ", "NG": "n N", "HH": "",
    },
    "czech": COMMON | {
        "IY": "i:", "IH": "i", "EH": "e", "EY": "e: EH", "AA": "a:", "AO": "o:", "OW": "o", "OY": "o OW", "UH": "u", "UW": "u:",
        "ER": "e EH", "SH": "s~", "ZH": "z~", "CH": "c~", "JH": "dz~", "NG": "n N", "W": "v V", "HH": "h",
    },
    "finnish": COMMON | {
        "IY": "i:", "IH": "i", "EH": "e", "EY": "e: EH", "AA": "a:", "AO": "o:", "OW": "o", "OY": "o OW", "UH": "u", "UW": "u:",
        "ER": "e EH", "SH": "S", "CH": "", "JH": "", "NG": "N", "W": "v V", "HH": "h", "Z": "s S",
    },
}
LONG = {"IY", "EY", "AA", "AO", "OW", "UW"}
SHORT = {"B", "D", "DH", "G", "HH", "L", "R", "V", "W", "Y", "IH", "UH"}


def said(pronunciation, language):
    """Pairs of the voice's phone and its label; of equal neighbours one."""
    pairs = []
    for phone in pronunciation:
        name, _, label = PHONES[language].get(phone, phone.lower()).partition(" ")
        if name and (not pairs or pairs[-1][1] != (label or phone)):
            pairs.append((name, label or phone))
    return pairs


def pronunciations_of(words, tyto):
    command = [tyto, "pronounce", "--format", "jsonl", "-"]
    lines = subprocess.run(command, input="\n".join(words), capture_output=True, text=True, check=True).stdout.splitlines()
    return {entry["keyword"]: entry["pronunciations"][0].split() for entry in map(json.loads, lines)}


def utterance(words, lexicon, pitch, draw):
    """Phones as (voice's name, label, seconds) between silences, and what Festival reads; none if two neighbours are alike."""
    stretch, pitch = draw.uniform(0.85, 1.25), pitch * draw.uniform(0.85, 1.2)
    phones = [("#", "SIL", 0.25)]
    for name, label in (pair for word in words for pair in lexicon[word]):
        if label == phones[-1][1]:
            return None
        usual = 0.11 if label in LONG else 0.06 if label in SHORT else 0.085
        phones.append((name, label, max(0.035, usual * stretch * math.exp(draw.gauss(0, 0.25)))))
    phones.append(("#", "SIL", 0.25))
    length, start, items = sum(phone[2] for phone in phones), 0, []
    for name, _, seconds in phones:
        height = pitch * (1.1 - 0.25 * start / length) * math.exp(draw.gauss(0, 0.04))
        items.append(f"({name} {seconds:.4f} ({seconds / 2:.4f} {height:.0f}))")
        start += seconds
    return phones, f"(Utterance Segments ({' '.join(items)}))"


def speak(voice, utterances, folder):
    """Writes I.wav and I.lab for the I-th; the places of those that lack a diphone."""
    commands = [f"(voice_{voice})"]
    for index, (_, text) in enumerate(utterances):
        commands += [
            f'(format stderr "utterance {index}\\n")', f"(set! spoken (utt.synth {text}))",
            f'(utt.save.wave spoken "{folder}/{index}.wav")', f'(utt.save.segs spoken "{folder}/{index}.lab")',
        ]
    script = folder / "speak.scm"
    script.write_text("\n".join(commands))
    lacking, current = set(), None
    for line in subprocess.run(["festival", "-b", str(script)], check=True, capture_output=True, text=True).stderr.splitlines():
        if line.startswith("utterance "):
            current = int(line.split()[1])
        elif "diphone" in line:
            lacking.add(current)
    return lacking


def write(base, phones, words, wave, labels):
    samples, rate = soundfile.read(wave)
    if rate != RATE:
        samples = soxr.resample(samples, rate, RATE)
    ends = [line.split() for line in labels.read_text().splitlines() if len(line.split()) == 3]
    if [end[2] for end in ends] != [phone[0] for phone in phones]:
        return False
    position, lines = 0, []
    for (time, _, _), (_, label, _) in zip(ends, phones):
        end = min(len(samples), round(float(time) * RATE))
        lines.append([position, end, label])
        position = end
    lines[-1][1] = len(samples)
    soundfile.write(f"{base}.wav", samples, RATE, subtype="PCM_16")
    Path(f"{base}.phn").write_text("".join(f"{start} {end} {label}\n" for start, end, label in lines))
    Path(f"{base}.txt").write_text(f"0 {len(samples)} {' '.join(words)}\n")
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300, help="sentences a voice to try (default: 300); a third to four fifths can be said")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sentences", required=True, help="a file of `id sentence` lines")
    parser.add_argument("--tyto", default="tyto", help="the command (default: tyto)")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    try:
        sentences = [sentence.split() for sentence in sentences_of(options.sentences)]
        if not sentences:
            sys.exit(f"foreign_voices.py: {options.sentences}: no sentences of 2 to 16 words: expected lines `id sentence`")
        known = pronunciations_of(sorted({word for sentence in sentences for word in sentence}), options.tyto)
        for voice, (name, language, pitch) in VOICES.items():
            draw = random.Random(f"{options.seed} {voice}")
            lexicon = {word: said(pronunciation, language) for word, pronunciation in known.items()}
            chosen = []
            for _ in range(options.count):
                words = draw.choice(sentences)
                made = all(lexicon.get(word) for word in words) and utterance(words, lexicon, pitch, draw)
                if made:
                    chosen.append((words, made))
            target = options.output / voice
            target.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory() as folder:
                folder = Path(folder)
                lacking = speak(name, [made for _, made in chosen], folder)
                kept = sum(
                    write(target / f"{voice}{index:04d}", made[0], words, folder / f"{index}.wav", folder / f"{index}.lab")
                    for index, (words, made) in enumerate(chosen) if index not in lacking
                )
            lines = (f"{word}  {' '.join(label for _, label in pairs)}\n" for word, pairs in sorted(lexicon.items()) if pairs)
            (options.output / f"{voice}.dict").write_text("".join(lines))
            print(f"foreign_voices: {voice}: {kept} sentences", file=sys.stderr, flush=True)
    except (OSError, UnicodeDecodeError, subprocess.CalledProcessError) as error:
        sys.exit(f"foreign_voices.py: {error}: expected sentences, tyto, and Debian's festival with the voices above")


if __name__ == "__main__":
    main()
