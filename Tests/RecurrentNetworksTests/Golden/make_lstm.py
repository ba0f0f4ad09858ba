"""Writes lstm.json: a stacked bidirectional LSTM's outputs and gradients from PyTorch, in double precision.

torch 2.13.0+cpu; run `python make_lstm.py` in this folder. torch.nn.LSTM (no peepholes; gates i, f, g, o) over a
packed batch, longest first, then torch.nn.Linear. The loss is the sum of logits times `slopes`.
`weights` and `gradients` go by Tyto's names, each with its rows; torch's two biases a gate are summed to one.
`inputs[b]`, `slopes[b]`, `logits[b]` and `input_gradients[b]` have lengths[b] rows.
"""
import json

import torch

assert torch.__version__ == "2.13.0+cpu", torch.__version__

INPUTS, CELLS, OUTPUTS, LENGTHS = 3, 5, 4, [7, 7, 4, 1]


def rounded(tensor):
    return [[float(f"{v:.9g}") for v in row] for row in tensor.detach().reshape(-1, tensor.shape[-1]).tolist()]


torch.manual_seed(7)
lstm = torch.nn.LSTM(INPUTS, CELLS, num_layers=2, bidirectional=True)
output = torch.nn.Linear(2 * CELLS, OUTPUTS)
for parameter in [*lstm.parameters(), *output.parameters()]:
    torch.nn.init.uniform_(parameter, -0.7, 0.7)
# Tyto computes with floats: start from values that are ones.
lstm, output = lstm.float().double(), output.float().double()
inputs = torch.randn(max(LENGTHS), len(LENGTHS), INPUTS).double().requires_grad_()
slopes = torch.randn(max(LENGTHS), len(LENGTHS), OUTPUTS).double()

packed = torch.nn.utils.rnn.pack_padded_sequence(inputs, LENGTHS)
hidden, _ = torch.nn.utils.rnn.pad_packed_sequence(lstm(packed)[0])
logits = output(hidden)
sum((logits[:n, b] * slopes[:n, b]).sum() for b, n in enumerate(LENGTHS)).backward()

weights, gradients = {}, {}
for layer in range(2):
    for direction, suffix in [("forward", ""), ("backward", "_reverse")]:
        def torch_weights(kind):
            return getattr(lstm, f"{kind}_l{layer}{suffix}")
        prefix = f"layer{layer}.{direction}."
        for name, kind in [("input_weights", "weight_ih"), ("recurrent_weights", "weight_hh")]:
            weights[prefix + name] = rounded(torch_weights(kind))
            gradients[prefix + name] = rounded(torch_weights(kind).grad)
        weights[prefix + "bias"] = rounded(torch_weights("bias_ih") + torch_weights("bias_hh"))
        gradients[prefix + "bias"] = rounded(torch_weights("bias_ih").grad)
for name, parameter in [("weights", output.weight), ("bias", output.bias)]:
    weights["output." + name] = rounded(parameter)
    gradients["output." + name] = rounded(parameter.grad)


def by_sequence(tensor):
    return [rounded(tensor[:n, b]) for b, n in enumerate(LENGTHS)]


with open("lstm.json", "w") as file:
    json.dump(
        {
            "tool": "torch 2.13.0+cpu", "cells": CELLS, "layers": 2, "weights": weights, "gradients": gradients,
            "inputs": by_sequence(inputs), "slopes": by_sequence(slopes), "logits": by_sequence(logits),
            "input_gradients": by_sequence(inputs.grad),
        }, file, separators=(",", ":"))
