#!/usr/bin/env python3
"""Widens a network of bidirectional LSTM layers without changing what it computes: new cells read random weights, and what
they give is not yet read by the old ones, the next layer or the output.

    widen.py english.safetensors --cells 256 -o wider.safetensors
"""
import argparse
import json
import os
import struct
import sys

import numpy


def fail(message):
    sys.exit(f"{os.path.basename(sys.argv[0])}: {message}")


def read(path):
    """The card and the tensors of a model file."""
    try:
        with open(path, "rb") as file:
            return parse(path, file.read())
    except OSError as error:
        fail(error)
    except (KeyError, TypeError, ValueError, struct.error) as error:
        fail(f"{path}: {error}; expected a model file of tyto")


def parse(path, data):
    size = struct.unpack("<Q", data[:8])[0]
    head = json.loads(data[8:8 + size])
    card = json.loads(head.pop("__metadata__")["card"])
    tensors = {}
    for name, entry in head.items():
        if entry["dtype"] != "F32":
            fail(f"{path}: {name} is {entry['dtype']}; expected F32, as tyto train writes")
        start, end = entry["data_offsets"]
        tensors[name] = numpy.frombuffer(data[8 + size + start:8 + size + end], numpy.float32).reshape(entry["shape"])
    return card, tensors


def write(path, card, tensors):
    head, blob = {"__metadata__": {"card": json.dumps(card), "format": "tyto 1"}}, b""
    for name, values in tensors.items():
        raw = numpy.ascontiguousarray(values, numpy.float32).tobytes()
        head[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [len(blob), len(blob) + len(raw)]}
        blob += raw
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".part", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + blob)
        file.flush()
        os.fsync(file.fileno())
    os.rename(path + ".part", path)


def spread(old, new, parts):
    """Where the `parts` blocks of `old` cells stand among blocks of `new` cells."""
    return numpy.concatenate([numpy.arange(old) + part * new for part in range(parts)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--cells", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--range", type=float, default=0.08)
    parser.add_argument("-o", "--output", required=True)
    options = parser.parse_args()
    card, tensors = read(options.model)
    draw = numpy.random.default_rng(options.seed)
    new, result, is_first, old = options.cells, {}, True, None
    for number, layer in enumerate(card["architecture"]["layers"]):
        if layer["kind"] != "lstm":
            continue
        old, below = layer["cells"], old
        if layer["direction"] != "bidirectional" or layer["peepholes"] or new < old:
            fail(f"layer {number}: expected two directions, no peepholes and at most {new} cells")
        rows = spread(old, new, 4)
        for side in ("forward", "backward"):
            bias, inputs, recurrent = (
                tensors[f"layer{number}.{side}.{kind}"] for kind in ("bias", "input_weights", "recurrent_weights"))
            columns = numpy.arange(inputs.shape[1]) if is_first else spread(below, new, 2)
            width = inputs.shape[1] if is_first else 2 * new
            for kind, values, places, size in (
                    ("input_weights", inputs, columns, width), ("recurrent_weights", recurrent, numpy.arange(old), new)):
                wide = draw.uniform(-options.range, options.range, (4 * new, size)).astype(numpy.float32)
                wide[rows] = 0
                wide[numpy.ix_(rows, places)] = values
                result[f"layer{number}.{side}.{kind}"] = wide
            wide = numpy.zeros((1, 4 * new), numpy.float32)
            wide[0, new:2 * new] = 1  # new cells remember at first
            wide[0, rows] = bias[0]
            result[f"layer{number}.{side}.bias"] = wide
        layer["cells"], is_first = new, False
    wide = numpy.zeros((tensors["output.weights"].shape[0], 2 * new), numpy.float32)
    wide[:, spread(old, new, 2)] = tensors["output.weights"]
    result["output.weights"], result["output.bias"] = wide, tensors["output.bias"]
    write(options.output, card, {name: result[name] for name in sorted(result)})


if __name__ == "__main__":
    main()
