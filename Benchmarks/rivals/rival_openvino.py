"""OpenVINO on the same graph, in f32 or, where the machine can, bf16."""

import openvino

from clock import measure
from lstm_onnx import lstm_network, random_input


class Rival:
    def __init__(self, threads, precision):
        self.core = openvino.Core()
        self.settings = {
            "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": precision,
        }
        self.version = openvino.__version__
        able = self.core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        if precision == "bf16" and "BF16" not in able:
            raise RuntimeError("no bf16 on this machine")

    def run(self, request):
        if request["task"] != "inference":
            return {"error": "does not train"}
        model = lstm_network(request["shape"], request["outputs"]).SerializeToString()
        compiled = self.core.compile_model(self.core.read_model(model), "CPU", self.settings)
        job = compiled.create_infer_request()
        x = {"input": random_input(request["shape"])}
        job.infer(x)
        return measure(lambda: job.infer(x), request["seconds"])
