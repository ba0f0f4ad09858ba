"""Writes ctc.json: CTC losses and gradients from PyTorch, in double precision.

torch 2.13.0+cpu; run `python make_ctc.py` in this folder. Each case is a batch, longest first:
`logits[b]` is lengths[b] x width (float32 values), `gradients[b]` the same shape, `losses[b]` a number
(null where the labelling does not fit; its gradient is zero).
"""
import json
import math

import torch

assert torch.__version__ == "2.13.0+cpu", torch.__version__


def case(seed, lengths, width, blank, label_counts, scale, repeats=False):
    generator = torch.Generator().manual_seed(seed)
    steps, batch = max(lengths), len(lengths)
    logits = (torch.randn(steps, batch, width, generator=generator) * scale).float()
    labels = [k for k in range(width) if k != blank]
    labelings = []
    for count in label_counts:
        picks = torch.randint(len(labels), (count,), generator=generator).tolist()
        if repeats and count > 1:
            picks[1] = picks[0]
        labelings.append([labels[k] for k in picks])
    x = logits.double().requires_grad_()
    losses = torch.nn.functional.ctc_loss(
        torch.log_softmax(x, 2),
        torch.tensor([k for l in labelings for k in l], dtype=torch.long),
        torch.tensor(lengths), torch.tensor(label_counts),
        blank=blank, reduction="none", zero_infinity=False)
    fits = [math.isfinite(v) for v in losses.tolist()]
    gradient, = torch.autograd.grad(sum(l for l, ok in zip(losses, fits) if ok), x)
    gradients = []
    for b, length in enumerate(lengths):
        part = gradient[:length, b] if fits[b] else torch.zeros(length, width)
        gradients.append([[float(f"{v:.9g}") for v in row] for row in part.tolist()])
    return {
        "blank": blank, "labelings": labelings,
        "logits": [logits[:n, b].tolist() for b, n in enumerate(lengths)],
        "losses": [v if ok else None for v, ok in zip(losses.tolist(), fits)],
        "gradients": gradients,
    }


cases = [
    case(1, [12, 9, 4], 5, 0, [4, 3, 2], 1.0, repeats=True),
    case(2, [30, 22], 13, 0, [9, 8], 2.0),
    case(3, [10, 3, 1], 4, 3, [5, 3, 2], 1.5, repeats=True),
    case(4, [40], 6, 2, [17], 3.0),
]
with open("ctc.json", "w") as file:
    json.dump({"tool": "torch 2.13.0+cpu", "cases": cases}, file, separators=(",", ":"))
