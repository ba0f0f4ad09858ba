"""The benchmark's network as an ONNX graph, its weights random."""

import numpy
from onnx import TensorProto, helper, numpy_helper


def lstm_network(shape, outputs, seed=1):
    """T × B × inputs → T × B × outputs: bidirectional LSTM layers and a linear one."""
    random = numpy.random.default_rng(seed)
    cells = shape["cells"]
    nodes, constants = [], []

    def constant(name, array):
        constants.append(numpy_helper.from_array(array, name))
        return name

    def weights(*size):
        return random.uniform(-0.1, 0.1, size).astype(numpy.float32)

    flat = constant("flat", numpy.array([0, 0, -1], numpy.int64))
    value, width = "input", shape["inputs"]
    for layer in range(shape["layers"]):
        nodes.append(helper.make_node(
            "LSTM",
            [value, constant(f"w{layer}", weights(2, 4 * cells, width)),
             constant(f"r{layer}", weights(2, 4 * cells, cells)),
             constant(f"b{layer}", weights(2, 8 * cells))],
            [f"both{layer}"], hidden_size=cells, direction="bidirectional"))
        # T × 2 × B × H → T × B × 2·H
        nodes.append(helper.make_node(
            "Transpose", [f"both{layer}"], [f"beside{layer}"], perm=[0, 2, 1, 3]))
        nodes.append(helper.make_node(
            "Reshape", [f"beside{layer}", flat], [f"output{layer}"]))
        value, width = f"output{layer}", 2 * cells
    nodes.append(helper.make_node("MatMul", [value, constant("wo", weights(width, outputs))], ["p"]))
    nodes.append(helper.make_node("Add", ["p", constant("bo", weights(outputs))], ["logits"]))
    size = [shape["steps"], shape["batch"]]
    graph = helper.make_graph(
        nodes, "lstm",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, size + [shape["inputs"]])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, size + [outputs])], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def random_input(shape, seed=2):
    random = numpy.random.default_rng(seed)
    return random.random((shape["steps"], shape["batch"], shape["inputs"]), numpy.float32)
