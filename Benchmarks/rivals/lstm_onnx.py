"""The benchmark's networks as ONNX graphs, their weights random."""

import numpy
from onnx import TensorProto, helper, numpy_helper


class Graph:
    """Nodes and their constants, as they are put together."""

    def __init__(self, seed):
        self.random = numpy.random.default_rng(seed)
        self.nodes, self.constants = [], []

    def constant(self, name, array):
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def weights(self, name, *size):
        return self.constant(name, self.random.uniform(-0.1, 0.1, size).astype(numpy.float32))

    def node(self, kind, inputs, outputs, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, outputs, **attributes))

    def lstm(self, layer, value, width, cells, directions, states, outputs):
        parts = [("w", 4 * cells, width), ("r", 4 * cells, cells), ("b", 8 * cells)]
        inputs = [self.weights(f"{name}{layer}", directions, *size) for name, *size in parts]
        self.node(
            "LSTM", [value, *inputs, *states], outputs, hidden_size=cells,
            direction="bidirectional" if directions == 2 else "forward")

    def linear(self, value, width, outputs):
        self.node("MatMul", [value, self.weights("wo", width, outputs)], ["product"])
        self.node("Add", ["product", self.weights("bo", outputs)], ["logits"])

    def model(self, inputs, outputs):
        """The model; inputs and outputs are pairs of name and size."""
        tensors = [
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, size) for name, size in side]
            for side in (inputs, outputs)]
        graph = helper.make_graph(self.nodes, "lstm", *tensors, self.constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def lstm_network(shape, outputs, seed=1):
    """T × B × inputs → T × B × outputs: bidirectional LSTM layers and a linear one."""
    graph = Graph(seed)
    flat = graph.constant("flat", numpy.array([0, 0, -1], numpy.int64))
    value, width = "input", shape["inputs"]
    for layer in range(shape["layers"]):
        graph.lstm(layer, value, width, shape["cells"], 2, [], [f"both{layer}"])
        # T × 2 × B × H → T × B × 2·H
        graph.node("Transpose", [f"both{layer}"], [f"beside{layer}"], perm=[0, 2, 1, 3])
        graph.node("Reshape", [f"beside{layer}", flat], [f"output{layer}"])
        value, width = f"output{layer}", 2 * shape["cells"]
    graph.linear(value, width, outputs)
    size = [shape["steps"], shape["batch"]]
    return graph.model([("input", size + [shape["inputs"]])], [("logits", size + [outputs])])


def step_network(shape, outputs, seed=1):
    """One frame and the states of all layers → logits and the new states; layers that read forwards."""
    graph = Graph(seed)
    first = graph.constant("first", numpy.array([1], numpy.int64))
    value, width, old, new = "input", shape["inputs"], [], []
    for layer in range(shape["layers"]):
        states, new_states = ([f"{kind}{layer}" for kind in kinds] for kinds in (("h", "c"), ("nh", "nc")))
        graph.lstm(layer, value, width, shape["cells"], 1, ["", *states], [f"y{layer}", *new_states])
        graph.node("Squeeze", [f"y{layer}", first], [f"output{layer}"])
        value, width = f"output{layer}", shape["cells"]
        old += [(name, [1, 1, width]) for name in states]
        new += [(name, [1, 1, width]) for name in new_states]
    graph.linear(value, width, outputs)
    return graph.model(
        [("input", [1, 1, shape["inputs"]]), *old], [("logits", [1, 1, outputs]), *new])


def random_input(shape, seed=2):
    random = numpy.random.default_rng(seed)
    return random.random((shape["steps"], shape["batch"], shape["inputs"]), numpy.float32)
