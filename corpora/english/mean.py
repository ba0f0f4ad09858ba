#!/usr/bin/env python3
"""Writes the mean of two networks' weights, of one architecture and in floats.

    pip install numpy
    mean.py A.safetensors B.safetensors --share 0.5 -o MEAN.safetensors

What the file says beside the weights is B's. --share is that of B.
"""

import argparse
import json
import os
import struct
import sys

import numpy


def read(path):
    """The header, and the bytes behind it."""
    with open(path, "rb") as file:
        size, = struct.unpack("<Q", file.read(8))
        return json.loads(file.read(size)), file.read()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("--share", type=float, default=0.5)
    parser.add_argument("-o", "--output", required=True)
    options = parser.parse_args()
    try:
        (first, first_bytes), (header, data) = read(options.first), read(options.second)
    except (OSError, ValueError, struct.error) as error:
        sys.exit(f"mean.py: {error}: expected two model files of tyto")
    data = bytearray(data)
    for name, tensor in header.items():
        if name == "__metadata__":
            continue
        other = first.get(name, {})
        if tensor["dtype"] != "F32" or any(tensor[key] != other.get(key) for key in ("dtype", "shape")):
            sys.exit(f"mean.py: {name}: expected floats of the same shape in both files")
        (a, b), (c, d) = other["data_offsets"], tensor["data_offsets"]
        ours, theirs = numpy.frombuffer(first_bytes[a:b], "<f4"), numpy.frombuffer(bytes(data[c:d]), "<f4")
        data[c:d] = ((1 - options.share) * ours + options.share * theirs).astype("<f4").tobytes()
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    part = options.output + ".part"
    with open(part, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
        file.flush()
        os.fsync(file.fileno())
    os.rename(part, options.output)


if __name__ == "__main__":
    main()
