"""Element types, raw bits, and random elements of several kinds."""
import math

import numpy as np
import torch

DTYPES = {
    "uint8": torch.uint8,
    "int8": torch.int8,
    "int16": torch.int16,
    "int32": torch.int32,
    "int64": torch.int64,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
    "float32": torch.float32,
    "float64": torch.float64,
}
NAMES = {dtype: name for name, dtype in DTYPES.items()}
# The bits of a float type: unsigned twin, explicit mantissa bits, exponent bits.
FLOATS = {
    "float16": (np.uint16, 10, 5),
    "bfloat16": (np.uint16, 7, 8),
    "float32": (np.uint32, 23, 8),
    "float64": (np.uint64, 52, 11),
}
INTEGERS = [name for name in DTYPES if name not in FLOATS]


def from_bytes(dtype, shape, data):
    raw = torch.frombuffer(bytearray(data), dtype=torch.uint8) if data else torch.empty(0, dtype=torch.uint8)
    return raw.view(DTYPES[dtype]).reshape(shape)


def to_bytes(tensor):
    flat = tensor.contiguous().reshape(-1)
    return flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""


def from_bits(dtype, shape, bits):
    """A float tensor of raw bit patterns."""
    return from_bytes(dtype, shape, np.array(bits, dtype=FLOATS[dtype][0]).tobytes())


def from_numbers(dtype, shape, numbers):
    """A tensor of Python numbers, rounded once."""
    if dtype in FLOATS:
        return torch.tensor(numbers, dtype=torch.float64).to(DTYPES[dtype]).reshape(shape)
    return torch.tensor(numbers, dtype=DTYPES[dtype]).reshape(shape)


def limits(dtype):
    info = np.iinfo(dtype)
    return int(info.min), int(info.max)


def lowest(dtype, shape):
    """A tensor of nothing but the type's lowest value."""
    value = -math.inf if dtype in FLOATS else limits(dtype)[0]
    return torch.full(shape, value, dtype=DTYPES[dtype])


def special_bits(dtype, finite_limit=False):
    """
    Signed zeros, denormals, infinities, NaNs of several payloads; with finite_limit, the largest
    numbers as well, whose sums overflow.
    """
    _, mantissa, exponent = FLOATS[dtype]
    sign, infinity = 1 << (mantissa + exponent), ((1 << exponent) - 1) << mantissa
    quiet = 1 << (mantissa - 1)
    positive = [0, 0, 1, 3, quiet, infinity, infinity | quiet, infinity | 1, infinity | quiet | 5]
    positive += [infinity - 1] * finite_limit
    return positive + [sign | bits for bits in positive]


def nan_bits(dtype):
    _, mantissa, exponent = FLOATS[dtype]
    magnitude, infinity = (1 << (mantissa + exponent)) - 1, ((1 << exponent) - 1) << mantissa
    return [bits for bits in special_bits(dtype) if bits & magnitude > infinity]


def draw(rng, dtype, shape, kind, finite_limit=True):
    """
    Random elements. "ties": few small integers; "wide": numbers of one magnitude, any integer;
    "spread": magnitudes far apart; "special": odd bits among ties.
    """
    count = math.prod(shape)
    if dtype not in FLOATS:
        return from_numbers(dtype, shape, [draw_integer(rng, *limits(dtype), kind) for _ in range(count)])
    if kind in ("wide", "spread"):
        # Few different numbers keep the file small; their order and their sums still matter.
        steps = [rng.gauss(0, 1) * 2.0 ** (rng.randint(-12, 12) if kind == "spread" else 0) for _ in range(48)]
        return from_numbers(dtype, shape, [rng.choice(steps) for _ in range(count)])
    small = from_numbers(dtype, shape, [rng.randint(-3, 5) for _ in range(count)])
    if kind == "ties":
        return small
    bits = np.frombuffer(to_bytes(small), dtype=FLOATS[dtype][0]).copy()
    odd = special_bits(dtype, finite_limit)
    sign = 1 << (FLOATS[dtype][1] + FLOATS[dtype][2])
    share = rng.choice([0.05, 0.3, 1.0])
    for i in range(count):
        if rng.random() < share:
            bits[i] = rng.choice(odd)
        elif bits[i] == 0 and rng.random() < 0.5:
            bits[i] = sign
    return from_bits(dtype, shape, bits)


def draw_integer(rng, low, high, kind):
    if kind == "ties":
        return max(low, rng.randint(-2, 6))
    if kind == "special":
        return rng.choice([low, low, low + 1, high, high - 1, max(low, -1), 0])
    if kind == "spread":
        return max(low, min(high, rng.randint(-40, 40) * 3 ** rng.randint(0, 3)))
    return rng.randint(low, high)
