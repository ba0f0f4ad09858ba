"""Writes clips as a corpus: `audio/SPEAKER/ID.flac`, 16 kHz, and `text` with an identifier and words a line."""

import io

import numpy
import soundfile
import soxr

from text import words

RATE = 16000
SHORTEST, LONGEST = 0.3, 20.0  # seconds


def unsigned(data, rate):
    """A WAV file in memory from samples of 8 bits without sign."""
    file = io.BytesIO()
    samples = (numpy.frombuffer(data, numpy.uint8).astype(numpy.float32) - 128) / 128
    soundfile.write(file, samples, rate, format="WAV", subtype="PCM_16")
    return file.getvalue()


def samples(data):
    """The samples of a recording at 16 kHz, or None if it is none."""
    try:
        sound, rate = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError:
        return None
    sound = soxr.resample(sound.mean(axis=1), rate, RATE, "VHQ") if rate != RATE else sound.mean(axis=1)
    return sound.clip(-1, 1)


def write(clips, folder):
    """Writes all clips whose words are known and that are neither too short nor too long."""
    lines = {}
    counts = {"no words": 0, "twice": 0, "length or silence": 0}
    for name, speaker, text, data in clips:
        said = words(text)
        if not said:
            counts["no words"] += 1
            continue
        if name in lines:
            counts["twice"] += 1
            continue
        sound = samples(data)
        if sound is None or not SHORTEST <= len(sound) / RATE <= LONGEST or abs(sound).max() < 0.01:
            counts["length or silence"] += 1
            continue
        path = folder / "audio" / speaker / f"{name}.flac"
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, sound, RATE, subtype="PCM_16")
        lines[name] = " ".join(said)
    (folder / "text").write_text("".join(f"{name}\t{said}\n" for name, said in sorted(lines.items())))
    return len(lines), counts
