"""The operations by their PyTorch names: tensors and named parameters in, tensors out."""
import math

import torch
import torch.nn.functional as functional

aten = torch.ops.aten


def max_pool2d(inputs, p):
    return aten.max_pool2d_with_indices(
        *inputs, p["kernel_size"], p["stride"], p["padding"], p["dilation"], p["ceil_mode"]
    )


def max_pool2d_backward(inputs, p):
    """Inputs are the output's gradient, the input and the indices."""
    gradient, values, indices = inputs
    return [
        aten.max_pool2d_with_indices_backward(
            gradient, values, p["kernel_size"], p["stride"], p["padding"], p["dilation"], p["ceil_mode"], indices
        )
    ]


def avg_pool2d(inputs, p):
    return [
        aten.avg_pool2d(
            *inputs, p["kernel_size"], p["stride"], p["padding"], p["ceil_mode"], p["count_include_pad"],
            p["divisor_override"],
        )
    ]


def lp_pool2d(inputs, p):
    norm = p["norm_type"]
    norm = float(norm) if isinstance(norm, str) else norm
    stride = None if p["stride"] == [] else single(p["stride"])
    return [functional.lp_pool2d(*inputs, norm, single(p["kernel_size"]), stride, p["ceil_mode"])]


def adaptive_max_pool2d(inputs, p):
    return functional.adaptive_max_pool2d_with_indices(*inputs, single(p["output_size"]))


def adaptive_avg_pool2d(inputs, p):
    return [functional.adaptive_avg_pool2d(*inputs, single(p["output_size"]))]


def max_unpool2d(inputs, p):
    """Inputs are the values and their indices. output_size: null, or what the caller gave."""
    kernel, stride, padding = (single(p[name]) for name in ("kernel_size", "stride", "padding"))
    stride = None if stride == [] else stride
    return [functional.max_unpool2d(*inputs, kernel, stride, padding, p["output_size"])]


OPERATIONS = {
    operation.__name__: operation
    for operation in (
        max_pool2d,
        max_pool2d_backward,
        avg_pool2d,
        lp_pool2d,
        adaptive_max_pool2d,
        adaptive_avg_pool2d,
        max_unpool2d,
    )
}


def run(op, inputs, parameters):
    """The output tensors, or the text of PyTorch's error: its first line."""
    try:
        return list(OPERATIONS[op](inputs, parameters))
    # NotImplementedError and the argument parser's own TypeError are no part of this.
    except (RuntimeError, ValueError, IndexError) as error:
        return str(error).split("\n")[0]


def pair(value):
    """One int or a list as the list an operation takes; None (a stride) is the empty one."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def single(values):
    """What Python's wrappers take: they do not know a list of one."""
    return values[0] if len(values) == 1 else values


def norm(value):
    """A norm type as JSON holds it: the three that are no JSON numbers are text."""
    return value if isinstance(value, int) or math.isfinite(value) else str(value)
