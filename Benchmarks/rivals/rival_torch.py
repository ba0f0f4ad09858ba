"""PyTorch: nn.LSTM and a linear layer, and its CTC loss."""

import torch

from clock import measure


class Network(torch.nn.Module):
    def __init__(self, shape, outputs):
        super().__init__()
        self.lstm = torch.nn.LSTM(
            shape["inputs"], shape["cells"], shape["layers"], bidirectional=True)
        self.linear = torch.nn.Linear(2 * shape["cells"], outputs)

    def forward(self, x):
        return self.linear(self.lstm(x)[0])


class Rival:
    def __init__(self, threads, precision):
        torch.set_num_threads(threads)
        torch.set_num_interop_threads(1)
        self.type = {"f32": torch.float32, "bf16": torch.bfloat16}[precision]
        self.version = torch.__version__

    def run(self, request):
        return getattr(self, request["task"])(request)

    def network(self, request):
        torch.manual_seed(1)
        shape = request["shape"]
        network = Network(shape, request["outputs"]).to(self.type)
        x = torch.rand(shape["steps"], shape["batch"], shape["inputs"]).to(self.type)
        return network, x

    def inference(self, request):
        network, x = self.network(request)
        network.eval()
        with torch.inference_mode():
            assert torch.isfinite(network(x)).all()
            return measure(lambda: network(x), request["seconds"])

    def streaming(self, request):
        """A frame a call, the states of the last call given to the next."""
        torch.manual_seed(1)
        shape = request["shape"]
        lstm = torch.nn.LSTM(shape["inputs"], shape["cells"], shape["layers"]).to(self.type).eval()
        linear = torch.nn.Linear(shape["cells"], request["outputs"]).to(self.type)
        frame = torch.rand(1, 1, shape["inputs"]).to(self.type)
        state = None

        def step():
            nonlocal state
            above, state = lstm(frame, state)
            return linear(above)

        with torch.inference_mode():
            assert torch.isfinite(step()).all()
            return measure(step, request["seconds"])

    def training(self, request):
        """Forward, and backward to the gradient of every weight."""
        network, x = self.network(request)
        above = torch.rand_like(network(x))

        def step():
            network.zero_grad(set_to_none=True)
            network(x).backward(above)

        return measure(step, request["seconds"])

    def ctc(self, request):
        """Loss and gradient from logits."""
        shape = request["shape"]
        steps, batch, labels = shape["steps"], shape["batch"], shape["labels"]
        torch.manual_seed(1)
        logits = torch.randn(steps, batch, labels, requires_grad=True)
        targets = torch.randint(1, labels, (batch, shape["length"]))
        lengths = torch.full((batch,), steps)
        target_lengths = torch.full((batch,), shape["length"])

        def step():
            logits.grad = None
            loss = torch.nn.functional.ctc_loss(
                logits.log_softmax(2), targets, lengths, target_lengths, reduction="sum")
            loss.backward()

        return measure(step, request["seconds"])
