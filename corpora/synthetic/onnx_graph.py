"""Runs the ONNX graph of Kokoro-82M in PyTorch, so that a GPU can speak it: its operators, no others.

What the graph quantises as it runs stays in floats; weights are the graph's integers, held as floats. Shapes and counts
stay on the CPU. Checked operator by operator against ONNX Runtime (`kokoro_many.py check`).
"""

import numpy
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

TYPES = {1: torch.float32, 2: torch.uint8, 3: torch.int8, 6: torch.int32, 7: torch.int64, 9: torch.bool,
         10: torch.float32, 11: torch.float64}


def unary(operation):
    return lambda self, x, a, index: operation(x[0])


def binary(operation):
    return lambda self, x, a, index: operation(*self.together(x))


class Graph:
    def __init__(self, path, device, bfloat16=False):
        """With `bfloat16` the larger convolutions multiply that, and add floats."""
        model = onnx.load(path)
        self.device = torch.device(device)
        self.bfloat16 = bfloat16
        self.outputs = [value.name for value in model.graph.output]
        self.steps = []
        self.prepared = {}  # by the place of an operator: its weights as it needs them
        self.constants = {"": None}
        for tensor in model.graph.initializer:
            values = torch.from_numpy(numpy_helper.to_array(tensor).copy())
            shapes = values.dtype in (torch.int32, torch.int64) or values.numel() == 1
            self.constants[tensor.name] = values if shapes else values.to(self.device)
        for index, node in enumerate(model.graph.node):
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            self.steps.append((node.op_type, list(node.input), list(node.output), attributes, index))
        last = {name: index for index, step in enumerate(self.steps) for name in step[1]}
        self.dead = [[] for _ in self.steps]
        for name, index in last.items():
            if name not in self.constants and name not in self.outputs:
                self.dead[index].append(name)

    @torch.inference_mode()
    def run(self, inputs):
        """The graph's outputs, from tensors by name."""
        values = dict(self.constants, **inputs)
        for step, dead in zip(self.steps, self.dead):
            self.step(step, values)
            for name in dead:
                del values[name]
        return [values[name] for name in self.outputs]

    def step(self, step, values):
        kind, inputs, outputs, attributes, index = step
        result = getattr(self, kind)([values[name] for name in inputs], attributes, index)
        for name, value in zip(outputs, result if isinstance(result, tuple) else (result,)):
            if name:
                values[name] = value

    def together(self, x):
        """Operands on one device; numbers may stay where they are."""
        if len({v.device for v in x if v is not None}) < 2:
            return x
        return [v if v is None or v.dim() == 0 else v.to(self.device) for v in x]

    Mul, Add, Sub = binary(torch.mul), binary(torch.add), binary(torch.sub)
    Equal, Greater, Less = binary(torch.eq), binary(torch.gt), binary(torch.lt)
    GreaterOrEqual, And = binary(torch.ge), binary(torch.logical_and)
    MatMul, Where = binary(torch.matmul), binary(torch.where)
    Sqrt, Exp, Sin, Cos = unary(torch.sqrt), unary(torch.exp), unary(torch.sin), unary(torch.cos)
    Sigmoid, Tanh, Floor, Round = unary(torch.sigmoid), unary(torch.tanh), unary(torch.floor), unary(torch.round)
    Atan = unary(lambda x: torch.atan(torch.nan_to_num(x)))  # 0/0 is the phase of silence
    NonZero = unary(lambda x: torch.nonzero(x).T)

    def Div(self, x, a, index):
        x = self.together(x)
        return torch.div(*x, rounding_mode=None if x[0].is_floating_point() else "trunc")

    def Pow(self, x, a, index):
        base, power = self.together(x)
        return base * base if power.numel() == 1 and power == 2 else base.pow(power)

    def FusedMatMul(self, x, a, index):
        first, second = self.together(x)
        first = first.transpose(-1, -2) if a.get("transA") else first
        second = second.transpose(-1, -2) if a.get("transB") else second
        return a.get("alpha", 1.0) * (first @ second)

    def Cast(self, x, a, index):
        return x[0].to(TYPES[a["to"]])

    def Unsqueeze(self, x, a, index):
        value, axes = x[0], x[1].tolist()
        for axis in sorted(axis % (value.dim() + len(axes)) for axis in axes):
            value = value.unsqueeze(axis)
        return value

    def Squeeze(self, x, a, index):
        ones = [i for i, n in enumerate(x[0].shape) if n == 1]
        return x[0].squeeze(tuple(x[1].tolist() if len(x) > 1 else ones))

    def Reshape(self, x, a, index):
        return x[0].reshape([x[0].shape[i] if n == 0 else n for i, n in enumerate(x[1].tolist())])

    def Shape(self, x, a, index):
        return torch.tensor(x[0].shape, dtype=torch.int64)

    def Gather(self, x, a, index):
        value, where = x[0], x[1].to(x[0].device)
        axis = a.get("axis", 0) % value.dim()
        if where.dim() == 0:
            return value.select(axis, int(where))
        where = torch.where(where < 0, where + value.shape[axis], where)
        picked = value.index_select(axis, where.reshape(-1))
        return picked.reshape(value.shape[:axis] + where.shape + value.shape[axis + 1:])

    def ReduceMean(self, x, a, index):
        return x[0].mean(tuple(x[1].tolist()), keepdim=bool(a.get("keepdims", 1)))

    def ReduceSum(self, x, a, index):
        return x[0].sum(tuple(x[1].tolist()), keepdim=bool(a.get("keepdims", 1)))

    def Transpose(self, x, a, index):
        return x[0].permute(a["perm"])

    def Split(self, x, a, index):
        return tuple(x[0].split(x[1].tolist(), a.get("axis", 0)))

    def Concat(self, x, a, index):
        return torch.cat(self.together(x), a["axis"])

    def Slice(self, x, a, index):
        value, starts, ends = x[0], x[1].tolist(), x[2].tolist()
        axes = x[3].tolist() if len(x) > 3 else range(len(starts))
        paces = x[4].tolist() if len(x) > 4 else [1] * len(starts)
        for start, end, axis, pace in zip(starts, ends, axes, paces):
            axis %= value.dim()
            if pace < 0:  # which PyTorch's slices do not take
                picked = range(value.shape[axis])[start:None if end < -value.shape[axis] else end:pace]
                value = value.index_select(axis, torch.tensor(list(picked), device=value.device))
            else:
                value = value[(slice(None),) * axis + (slice(start, end, pace),)]
        return value

    def LeakyRelu(self, x, a, index):
        return F.leaky_relu(x[0], a.get("alpha", 0.01))

    def LayerNormalization(self, x, a, index):
        return F.layer_norm(x[0], x[1].shape, x[1], x[2], a["epsilon"])

    def SkipLayerNormalization(self, x, a, index):
        total = x[0] + x[1] + (x[4] if len(x) > 4 else 0)
        return F.layer_norm(total, x[2].shape, x[2], x[3], a["epsilon"])

    def FastGelu(self, x, a, index):
        return F.gelu(x[0] + x[1] if len(x) > 1 else x[0], approximate="tanh")

    def Softmax(self, x, a, index):
        return x[0].softmax(a.get("axis", -1))

    def ConstantOfShape(self, x, a, index):
        value = numpy_helper.to_array(a["value"]).reshape(-1)
        floats = value.dtype == numpy.float32
        return torch.from_numpy(value.copy()).to(self.device if floats else "cpu").repeat(tuple(x[0].tolist()) or (1,))

    def Expand(self, x, a, index):
        return x[0].expand(torch.broadcast_shapes(x[0].shape, tuple(x[1].tolist())))

    def Range(self, x, a, index):
        return torch.arange(*(v.item() for v in x), dtype=x[0].dtype)

    def CumSum(self, x, a, index):
        return x[0].cumsum(int(x[1]))

    def Clip(self, x, a, index):
        low, high = (x[i].item() if len(x) > i and x[i] is not None else None for i in (1, 2))
        return x[0].clamp(low, high)

    def Pad(self, x, a, index):
        value, rank = x[0], x[0].dim()
        before, after = x[1].tolist()[:rank], x[1].tolist()[rank:]
        if a.get("mode", b"constant") == b"constant":
            pairs = [n for axis in reversed(range(rank)) for n in (before[axis], after[axis])]
            return F.pad(value, pairs)
        rows = value.reshape(1, -1, value.shape[-1])
        return F.pad(rows, (before[-1], after[-1]), mode=a["mode"].decode()).reshape(*value.shape[:-1], -1)

    def Resize(self, x, a, index):
        size = [int(n * scale) for n, scale in zip(x[0].shape[2:], x[2].tolist()[2:])]
        return F.interpolate(x[0], size=size, **(
            {"mode": "nearest"} if a["mode"] == b"nearest" else {"mode": "linear", "align_corners": False}))

    def Conv(self, x, a, index):
        if self.bfloat16 and min(x[1].shape[:2]) >= 64:
            return self.conv_bfloat16(x, a, index)
        return F.conv1d(F.pad(x[0], a["pads"]), x[1], x[2] if len(x) > 2 else None, a["strides"], 0, a["dilations"],
                        a.get("group", 1))

    def conv_bfloat16(self, x, a, index):
        """In two dimensions, as oneDNN is half as fast with dilated ones in one."""
        key = ("bfloat16", index)
        if key not in self.prepared:
            self.prepared[key] = x[1].bfloat16().unsqueeze(2).to(memory_format=torch.channels_last)
        value = F.pad(x[0].bfloat16(), a["pads"]).unsqueeze(2).contiguous(memory_format=torch.channels_last)
        value = F.conv2d(value, self.prepared[key], None, (1, *a["strides"]), 0, (1, *a["dilations"]), a.get("group", 1))
        value = value.squeeze(2).float(memory_format=torch.contiguous_format)
        return value if len(x) < 3 or x[2] is None else value + x[2][:, None]

    def ConvTranspose(self, x, a, index):
        return F.conv_transpose1d(x[0], x[1], x[2] if len(x) > 2 else None, a["strides"], a["pads"][0], a.get("output_padding", [0]),
                                  a.get("group", 1), a["dilations"])

    def STFT(self, x, a, index):
        signal, hop, window = x[0], int(x[1]), x[2]
        frames = signal.reshape(signal.shape[0], -1).unfold(1, window.shape[0], hop) * window.to(signal.device)
        return torch.view_as_real(torch.fft.rfft(frames, dim=-1))

    def ScatterND(self, x, a, index):
        result, where = x[0].clone(), x[1].to(x[0].device)
        result[tuple(where[..., i] for i in range(where.shape[-1]))] = x[2].to(result.device)
        return result

    # Values that the graph quantises stay as they are, as if their scale were 1 and their zero 0.

    def DynamicQuantizeLinear(self, x, a, index):
        return x[0], torch.tensor(1.0), torch.tensor(0, dtype=torch.uint8)

    def DequantizeLinear(self, x, a, index):
        value, scale, zero = self.together(x)
        return (value.float() - zero.float()) * scale

    def weights(self, x, index):
        if index not in self.prepared:
            self.prepared[index] = x[1].float() - x[3].to(x[1].device).float()
        return self.prepared[index]

    def MatMulInteger(self, x, a, index):
        return x[0] @ self.weights(x, index)

    def ConvInteger(self, x, a, index):
        return self.Conv([x[0], self.weights(x, index)], a, index)

    def DynamicQuantizeLSTM(self, x, a, index):
        hidden, directions = a["hidden_size"], x[1].shape[0]
        if index not in self.prepared:
            network = torch.nn.LSTM(x[1].shape[1], hidden, bidirectional=directions == 2)

            def ordered(rows):  # ONNX's gates are i o f c, PyTorch's i f c o
                i, o, f, c = rows.split(hidden)
                return torch.cat([i, f, c, o])

            def floats(weights, scale, zero, d):
                scale, zero = (v.reshape(directions, -1)[d].to(weights.device) for v in (scale, zero))
                return ordered(((weights[d].float() - zero.float()) * scale).T)

            with torch.no_grad():
                for d, suffix in zip(range(directions), ("", "_reverse")):
                    getattr(network, "weight_ih_l0" + suffix).copy_(floats(x[1], x[8], x[9], d))
                    getattr(network, "weight_hh_l0" + suffix).copy_(floats(x[2], x[10], x[11], d))
                    getattr(network, "bias_ih_l0" + suffix).copy_(ordered(x[3][d][:4 * hidden]))
                    getattr(network, "bias_hh_l0" + suffix).copy_(ordered(x[3][d][4 * hidden:]))
            self.prepared[index] = network.to(self.device)
            network.flatten_parameters()
        output, (h, c) = self.prepared[index](x[0].contiguous())
        return output.reshape(*output.shape[:2], directions, hidden).transpose(1, 2), h, c
