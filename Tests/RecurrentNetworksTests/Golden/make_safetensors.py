"""Writes python.safetensors with safetensors 0.8.0 and torch 2.13.0+cpu, and reads swift.safetensors.

Run `python make_safetensors.py` in this folder. swift.safetensors holds what SafetensorsFileTests
writes; the asserts below say that Python reads the same from it.
"""
import os

import safetensors
import torch
from safetensors.torch import load_file, safe_open, save_file

assert safetensors.__version__ == "0.8.0", safetensors.__version__
assert torch.__version__ == "2.13.0+cpu", torch.__version__

ramp = (torch.arange(12, dtype=torch.float32) - 5) * 0.375
halves = torch.tensor([0.0, -0.0, 1.0, -2.5, 65504.0, 2.0 ** -14, 2.0 ** -24, -3 * 2.0 ** -24])
save_file(
    {
        "f32": ramp.reshape(3, 4),
        "row": ramp[:5].clone(),
        "scalar": torch.tensor(0.1),
        "none": torch.zeros(0, 7),
        "f16": halves.half().reshape(2, 4),
        "bf16": torch.tensor([[1.0, -3.140625, 2.0 ** 100, 2.0 ** -130]]).bfloat16(),
    },
    "python.safetensors",
    metadata={"tool": "safetensors 0.8.0, torch 2.13.0+cpu", "text": "ä \"quoted\"\n\U0001F989"},
)

if os.path.exists("swift.safetensors"):
    tensors = load_file("swift.safetensors")
    assert set(tensors) == {"layer0.weights", "output/bias"}, set(tensors)
    assert torch.equal(tensors["layer0.weights"], ramp.reshape(3, 4))
    assert torch.equal(tensors["output/bias"], torch.tensor([[0.1, -0.0, 2.0 ** -140]]))
    with safe_open("swift.safetensors", "pt") as file:
        assert file.metadata() == {"text": "ä \"quoted\"\n\U0001F989", "empty": ""}, file.metadata()
    print("swift.safetensors read")
