#!/usr/bin/env python3
"""Writes the mean of two networks' weights, of one architecture and in floats. What the file says beside them is B's.

    pip install numpy
    mean.py A.safetensors B.safetensors -o MEAN.safetensors
"""
import argparse

from widen import fail, read, write


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("a")
    parser.add_argument("b")
    parser.add_argument("--share", type=float, default=0.5, help="of B, 0 to 1")
    parser.add_argument("-o", "--output", required=True)
    options = parser.parse_args()
    if not 0 <= options.share <= 1:
        fail(f"--share is {options.share}; expected 0 to 1")
    (_, first), (card, second) = read(options.a), read(options.b)
    for name in sorted(first.keys() | second.keys()):
        if name not in first or name not in second or first[name].shape != second[name].shape:
            fail(f"{name}: expected tensors of one shape in both files")
    write(options.output, card, {
        name: (1 - options.share) * first[name] + options.share * values for name, values in second.items()})


if __name__ == "__main__":
    main()
