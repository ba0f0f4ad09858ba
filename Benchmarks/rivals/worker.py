"""One rival in a process of its own: a request a line on standard input, an answer a line.

    worker.py RIVAL THREADS
    {"task": "inference", "shape": {…}, "outputs": 62, "seconds": 1.0}  →  {"minimum": …, "median": …}

A rival that dies takes only its own process with it.
"""

import importlib
import json
import os
import sys

RIVALS = {
    "torch-f32": ("rival_torch", {"precision": "f32"}),
    "torch-bf16": ("rival_torch", {"precision": "bf16"}),
    "onnxruntime-f32": ("rival_onnx", {"precision": "f32"}),
    "onnxruntime-int8": ("rival_onnx", {"precision": "int8"}),
    "openvino-f32": ("rival_openvino", {"precision": "f32"}),
    "openvino-bf16": ("rival_openvino", {"precision": "bf16"}),
    "torchaudio": ("rival_features", {"library": "torchaudio"}),
    "librosa": ("rival_features", {"library": "librosa"}),
    "python_speech_features": ("rival_features", {"library": "python_speech_features"}),
    "kaldi-native-fbank": ("rival_features", {"library": "kaldi_native_fbank"}),
}


def main():
    name, threads = sys.argv[1], int(sys.argv[2])
    # Libraries read these when they are loaded.
    for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[variable] = str(threads)
    module, options = RIVALS[name]
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is not an answer

    def answer(value):
        print(json.dumps(value), file=answers, flush=True)

    try:
        rival = importlib.import_module(module).Rival(threads=threads, **options)
    except Exception as error:
        answer({"error": f"{type(error).__name__}: {error}"})
        return
    answer({"version": rival.version})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer(rival.run(request))
        except Exception as error:
            answer({"error": f"{type(error).__name__}: {error}"})


main()
