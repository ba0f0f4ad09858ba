"""ONNX Runtime: the LSTM operator, in f32 or with weights quantised to int8."""

import os
import tempfile

import numpy
import onnx
import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic

from clock import measure
from lstm_onnx import lstm_network, random_input, step_network


class Rival:
    def __init__(self, threads, precision):
        self.threads, self.precision = threads, precision
        self.version = onnxruntime.__version__
        onnxruntime.set_default_logger_severity(3)

    def run(self, request):
        make = {"inference": lstm_network, "streaming": step_network}.get(request["task"])
        if make is None:
            return {"error": "does not train"}
        model = make(request["shape"], request["outputs"])
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "network.onnx")
            onnx.save(model, path)
            if self.precision == "int8":
                quantised = os.path.join(folder, "quantised.onnx")
                quantize_dynamic(path, quantised, weight_type=QuantType.QInt8)
                path = quantised
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self.threads
            options.inter_op_num_threads = 1
            session = onnxruntime.InferenceSession(
                path, options, providers=["CPUExecutionProvider"])
        if request["task"] == "streaming":
            return self.streaming(session, request)
        x = {"input": random_input(request["shape"])}
        assert numpy.isfinite(session.run(None, x)[0]).all()
        return measure(lambda: session.run(None, x), request["seconds"])

    def streaming(self, session, request):
        """A frame a call, the states of the last call given to the next."""
        shape = request["shape"]
        frame = random_input(dict(shape, steps=1, batch=1))
        names = [f"{kind}{layer}" for layer in range(shape["layers"]) for kind in "hc"]
        states = [numpy.zeros((1, 1, shape["cells"]), numpy.float32) for _ in names]

        def step():
            nonlocal states
            states = session.run(None, {"input": frame, **dict(zip(names, states))})[1:]

        return measure(step, request["seconds"])
