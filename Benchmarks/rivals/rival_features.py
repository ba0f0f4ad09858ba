"""Libraries of speech features: 13 cepstra from 23 mel bands, 25 ms every 10 ms, at 16 kHz."""

import sys
import types
import wave

import numpy

from clock import measure

RATE, WINDOW, HOP, BANDS, CEPSTRA = 16_000, 400, 160, 23, 13


class Rival:
    def __init__(self, threads, library):
        self.prepare, self.version = globals()[library](threads)

    def run(self, request):
        with wave.open(request["audio"]) as file:
            samples = numpy.frombuffer(file.readframes(file.getnframes()), "<i2")
        return measure(self.prepare(samples), request["seconds"])


# Each gives a function from 16-bit samples to the work to be timed, and a version.

def torchaudio(threads):
    # The builds of torchaudio for GPUs do not load their extension without one; the transforms
    # do not need it.
    extension = types.ModuleType("torchaudio._extension")
    extension._IS_TORCHAUDIO_EXT_AVAILABLE = False
    extension.fail_if_no_align = lambda function: function
    sys.modules["torchaudio._extension"] = extension
    import torch
    import torchaudio as library

    torch.set_num_threads(threads)
    transform = library.transforms.MFCC(
        RATE, n_mfcc=CEPSTRA, log_mels=True,
        melkwargs={"n_fft": 512, "win_length": WINDOW, "hop_length": HOP, "n_mels": BANDS})

    def prepare(samples):
        waveform = torch.from_numpy(samples.astype(numpy.float32) / 32768)
        return lambda: transform(waveform)

    return prepare, library.__version__


def librosa(threads):
    import librosa as library

    def prepare(samples):
        waveform = samples.astype(numpy.float32) / 32768
        return lambda: library.feature.mfcc(
            y=waveform, sr=RATE, n_mfcc=CEPSTRA, n_fft=512, win_length=WINDOW, hop_length=HOP,
            n_mels=BANDS)

    return prepare, library.__version__


def python_speech_features(threads):
    import importlib.metadata

    import python_speech_features as library

    def prepare(samples):
        return lambda: library.mfcc(
            samples, RATE, winlen=WINDOW / RATE, winstep=HOP / RATE, numcep=CEPSTRA, nfilt=BANDS,
            nfft=512)

    return prepare, importlib.metadata.version("python_speech_features")


def kaldi_native_fbank(threads):
    import importlib.metadata

    import kaldi_native_fbank as library

    options = library.MfccOptions()
    options.frame_opts.dither = 0
    options.frame_opts.samp_freq = RATE
    options.mel_opts.num_bins = BANDS
    options.num_ceps = CEPSTRA

    def prepare(samples):
        waveform = samples.astype(numpy.float32)

        def work():
            computer = library.OnlineMfcc(options)
            computer.accept_waveform(RATE, waveform)
            computer.input_finished()
            return [computer.get_frame(i) for i in range(computer.num_frames_ready)]

        return work

    return prepare, importlib.metadata.version("kaldi-native-fbank")
