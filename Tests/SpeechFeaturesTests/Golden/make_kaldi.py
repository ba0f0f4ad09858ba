#!/usr/bin/env python3
"""Writes kaldi.json: features by kaldi-native-fbank 1.23.0 that KaldiAgreementTests compares with.

    pip install kaldi-native-fbank==1.23.0 soundfile numpy
    python make_kaldi.py CORPORA

Options are Kaldi's defaults (compute-mfcc-feats, compute-fbank-feats with 40 bands) with dither 0. The signals: one
that the test makes too, sample for sample (`synthetic`), and recordings below CORPORA, which the test reads
where they are at hand. Of each, every few frames are kept, and what identifies the samples.
"""

import importlib.metadata
import json
import os
import sys

import kaldi_native_fbank as knf
import numpy as np
import soundfile

VERSION = "1.23.0"
RECORDINGS = [
    "an4/wav/an4test_clstk/fcaw/an406-fcaw-b.flac",
    "an4/wav/an4test_clstk/mmxg/cen8-mmxg-b.flac",
    "an4/wav/an4test_clstk/menk/an425-menk-b.flac",
    "an4/wav/an4test_clstk/mjgm/cen5-mjgm-b.flac",
    "an4/wav/an4test_clstk/miry/cen4-miry-b.flac",
    "an4/wav/an4test_clstk/fjlp/cen1-fjlp-b.flac",
]


def synthetic(count):
    """16-bit samples by integer arithmetic alone: a rising sawtooth, noise of five loudnesses, silence, an offset."""
    samples = np.zeros(count, dtype=np.int32)
    phase, step, noise = 0, 300_000, 12345
    for n in range(count):
        part = n * 6 // count
        noise = (noise * 1664525 + 1013904223) % 2**32
        hiss = (noise >> 16) - 32768
        step += 997
        phase = (phase + step) % 2**32
        tone = (phase >> 16) - 32768
        samples[n] = [tone // 3 + hiss // 64, hiss // 2, hiss // 4096, 0, tone // 256 + 5000, hiss][part]
    return samples


def features(samples, rate, bands):
    options = knf.FbankOptions() if bands else knf.MfccOptions()
    options.frame_opts.dither = 0
    options.frame_opts.samp_freq = rate
    if bands:
        options.mel_opts.num_bins = bands
    extractor = knf.OnlineFbank(options) if bands else knf.OnlineMfcc(options)
    extractor.accept_waveform(rate, samples.astype(np.float32))
    extractor.input_finished()
    return np.stack([extractor.get_frame(i) for i in range(extractor.num_frames_ready)])


def case(source, samples, rate):
    cepstra, bands = features(samples, rate, 0), features(samples, rate, 40)
    assert len(cepstra) == len(bands)
    stride = max(1, len(bands) // 14)
    frames = list(range(0, len(bands), stride))
    rounded = lambda rows: [[round(float(x), 5) for x in rows[i]] for i in frames]
    return {
        "source": source, "sampleRate": rate, "sampleCount": len(samples),
        "sampleSum": int(samples.sum()), "sampleSquares": int((samples.astype(np.int64) ** 2).sum()),
        "frameCount": len(bands), "frames": frames,
        "cepstra": rounded(cepstra), "logMelEnergies": rounded(bands),
    }


def main():
    found = importlib.metadata.version("kaldi-native-fbank")
    if found != VERSION:
        sys.exit(f"kaldi-native-fbank {VERSION} is needed, {found} is installed")
    cases = [case("synthetic", synthetic(48_000), 16_000), case("synthetic", synthetic(24_000), 8_000)]
    for path in RECORDINGS:
        samples, rate = soundfile.read(os.path.join(sys.argv[1], path), dtype="int16")
        cases.append(case(path, samples.astype(np.int32), rate))
    target = os.path.join(os.path.dirname(os.path.abspath(__file__)), "kaldi.json")
    with open(target, "w") as file:
        json.dump({"tool": "kaldi-native-fbank", "version": VERSION, "dither": 0, "cases": cases}, file,
                  separators=(",", ":"))
        file.write("\n")


main()
