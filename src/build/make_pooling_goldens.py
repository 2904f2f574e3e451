#!/usr/bin/env python3
"""Writes what real PyTorch's max_pool2d gives, as the files that the pooling tests read.

    python src/build/make_pooling_goldens.py [LITERAL_CASES.json]

Writes src/test/resources/pooling/max_pool2d.bin.gz: the parameter sets of PyTorch's own sample
inputs, random ones, and the text of every error. With LITERAL_CASES.json, the numbers that stand
in PyTorch's tests, it also writes max_pool2d_literal.bin.gz, after checking that PyTorch still
gives them.

Needs torch and numpy, nothing else. The same version gives the same bytes. Every result is also
compared with the plain loops below, which know PyTorch's rules from its source; a difference stops
the script.

The format, big-endian as Java's DataInputStream reads it, gzipped ("text" is a 2-byte length and
ASCII, "list" a byte for the length and 8-byte integers):
    text       what made the file
    int32      inputs, each: text dtype, list extents, the elements little-endian
    int32      pooled cases, each: CALL, list output extents, the values little-endian,
               an int32 index for each
    int32      refused cases, each: CALL, text message
    int32      shape cases, each: PARAMETERS, 4 int32: height and width, before and after
CALL is text source, int32 input, PARAMETERS; PARAMETERS is four lists, kernel_size, stride (empty:
as the kernel), padding, dilation, and uint8 ceil_mode.
"""
import gzip
import itertools
import json
import math
import random
import struct
import sys
from pathlib import Path

import numpy as np
import torch

SEED = 20260101
TARGET = Path(__file__).resolve().parents[1] / "test" / "resources" / "pooling"
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
# The bits of a float type: unsigned twin, explicit mantissa bits, exponent bits.
FLOATS = {
    "float16": (np.uint16, 10, 5),
    "bfloat16": (np.uint16, 7, 8),
    "float32": (np.uint32, 23, 8),
    "float64": (np.uint64, 52, 11),
}


class Golden:
    """The file under construction."""

    def __init__(self, made_by):
        self.made_by = made_by
        self.inputs = {}
        self.pooled = []
        self.refused = []
        self.shapes = []

    def input(self, dtype, shape, data):
        return self.inputs.setdefault((dtype, tuple(shape), data), len(self.inputs))

    def write(self, path):
        out = bytearray(text(self.made_by))
        out += struct.pack(">i", len(self.inputs))
        for dtype, shape, data in self.inputs:
            out += text(dtype) + numbers(shape) + data
        for block in (self.pooled, self.refused, self.shapes):
            out += struct.pack(">i", len(block)) + b"".join(block)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(bytes(out), 9, mtime=0))
        print(
            f"{path.name}: {len(self.inputs)} inputs, {len(self.pooled)} pooled, "
            f"{len(self.refused)} refused, {len(self.shapes)} shapes, {path.stat().st_size} bytes"
        )


def text(value):
    encoded = value.encode("ascii")
    return struct.pack(">H", len(encoded)) + encoded


def numbers(values):
    return struct.pack(f">B{len(values)}q", len(values), *values)


def as_list(value):
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def parameters(kernel, stride, padding, dilation, ceil):
    lists = [as_list(value) for value in (kernel, stride, padding, dilation)]
    return lists, b"".join(numbers(values) for values in lists) + bytes([ceil])


def to_tensor(dtype, shape, data):
    raw = torch.frombuffer(bytearray(data), dtype=torch.uint8) if data else torch.empty(0, dtype=torch.uint8)
    return raw.view(DTYPES[dtype]).reshape(shape)


def to_bytes(tensor):
    flat = tensor.contiguous().reshape(-1)
    return flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""


def call(dtype, shape, data, lists, ceil):
    return torch.ops.aten.max_pool2d_with_indices(to_tensor(dtype, shape, data), *lists, bool(ceil))


def add_pooled(golden, source, dtype, shape, data, *params):
    """Records PyTorch's values and indices, once they agree with the plain loops."""
    lists, encoded = parameters(*params)
    values, indices = call(dtype, shape, data, lists, params[-1])
    raw = to_bytes(values)
    flat = indices.reshape(-1).tolist()
    expected = plain(dtype, shape, data, lists, values.shape[-2:])
    if expected != (raw, flat):
        sys.exit(f"{source} {dtype} {shape} {params}: PyTorch and the plain loops differ")
    golden.pooled.append(
        text(source)
        + struct.pack(">i", golden.input(dtype, shape, data))
        + encoded
        + numbers(values.shape)
        + raw
        + struct.pack(f">{len(flat)}i", *flat)
    )
    return values, indices


def add_refused(golden, source, dtype, shape, data, *params):
    """Records PyTorch's error; False if it has none."""
    lists, encoded = parameters(*params)
    try:
        call(dtype, shape, data, lists, params[-1])
    except RuntimeError as error:
        message = str(error).split("\n")[0]
        golden.refused.append(
            text(source) + struct.pack(">i", golden.input(dtype, shape, data)) + encoded + text(message)
        )
        return message
    return None


def plain(dtype, shape, data, lists, out_size):
    """max_pool2d as plain loops over raw elements, from the rules of cpu/MaxPoolKernel.cpp."""
    kernel = lists[0] * 2 if len(lists[0]) == 1 else lists[0]
    stride, padding, dilation = (
        (values * 2 if len(values) == 1 else values) or kernel for values in lists[1:]
    )
    height, width = shape[-2:]
    bits, keys, nan = ordered(dtype, data)
    planes = math.prod(shape[:-2])
    empty_bits = lowest(dtype)
    result, indices = [], []
    for plane in range(planes):
        base = plane * height * width
        for oh, ow in itertools.product(range(out_size[0]), range(out_size[1])):
            top, left = oh * stride[0] - padding[0], ow * stride[1] - padding[1]
            bottom = min(top + (kernel[0] - 1) * dilation[0] + 1, height)
            right = min(left + (kernel[1] - 1) * dilation[1] + 1, width)
            while top < 0:
                top += dilation[0]
            while left < 0:
                left += dilation[1]
            best, index, value = None, top * width + left, empty_bits
            for y in range(top, bottom, dilation[0]):
                for x in range(left, right, dilation[1]):
                    at = base + y * width + x
                    # The scan starts from the lowest value, which nothing equal to it replaces,
                    # but the bits and the index of the first element are the same then.
                    if best is None or nan[at] or keys[at] > best:
                        best, index, value = keys[at], y * width + x, bits[at]
                        if nan[at]:
                            best, value = math.inf, quiet(dtype, value)
            result.append(value)
            indices.append(index)
    twin = FLOATS[dtype][0] if dtype in FLOATS else np.dtype(dtype)
    return np.array(result, dtype=twin).tobytes(), indices


def ordered(dtype, data):
    """The raw elements, what to compare them by, and which are NaN."""
    if dtype not in FLOATS:
        values = np.frombuffer(data, dtype=dtype).tolist()
        return values, values, [False] * len(values)
    twin, mantissa, exponent = FLOATS[dtype]
    bits = np.frombuffer(data, dtype=twin).tolist()
    sign, infinity = 1 << (mantissa + exponent), ((1 << exponent) - 1) << mantissa
    keys = [-(b & (sign - 1)) if b & sign else b for b in bits]
    return bits, keys, [b & (sign - 1) > infinity for b in bits]


def lowest(dtype):
    if dtype not in FLOATS:
        return int(np.iinfo(dtype).min)
    _, mantissa, exponent = FLOATS[dtype]
    return 1 << (mantissa + exponent) | ((1 << exponent) - 1) << mantissa


def quiet(dtype, bits):
    """What becomes of a NaN: float16 and bfloat16 travel through float32 and back."""
    if dtype == "float16":
        return bits | 0x0200
    return 0x7FC0 if dtype == "bfloat16" else bits


def special_bits(dtype):
    """Infinities, signed zeros, NaNs of several payloads, denormals, the largest numbers."""
    _, mantissa, exponent = FLOATS[dtype]
    sign, infinity = 1 << (mantissa + exponent), ((1 << exponent) - 1) << mantissa
    quiet_bit = 1 << (mantissa - 1)
    positive = [0, 0, 1, 3, quiet_bit, infinity - 1, infinity, infinity | quiet_bit,
                infinity | 1, infinity | quiet_bit | 5]
    return positive + [sign | b for b in positive]


def draw(rng, dtype, count, kind):
    """Random elements: "ties" few small integers, "wide" any bits, "special" with odd ones."""
    if dtype not in FLOATS:
        low, high = int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
        if kind == "ties":
            values = [max(low, rng.randint(-2, 6)) for _ in range(count)]
        elif kind == "special":
            values = [rng.choice([low, low, low + 1, high, high - 1, max(low, -1), 0]) for _ in range(count)]
        else:
            values = [rng.randint(low, high) for _ in range(count)]
        return np.array(values, dtype=dtype).tobytes()
    if kind == "wide":
        # Few different numbers keep the file small; the order of all of them still matters.
        pool = [rng.gauss(0, 1) for _ in range(48)]
        tensor = torch.tensor([rng.choice(pool) for _ in range(count)], dtype=torch.float64)
        return to_bytes(tensor.to(DTYPES[dtype]))
    small = torch.tensor([rng.randint(-3, 5) for _ in range(count)], dtype=torch.float64)
    data = to_bytes(small.to(DTYPES[dtype]))
    if kind == "ties":
        return data
    bits = np.frombuffer(data, dtype=FLOATS[dtype][0]).copy()
    odd = special_bits(dtype)
    sign = 1 << (FLOATS[dtype][1] + FLOATS[dtype][2])
    share = rng.choice([0.05, 0.3, 1.0])
    for i in range(count):
        if rng.random() < share:
            bits[i] = rng.choice(odd)
        elif bits[i] == 0 and rng.random() < 0.5:
            bits[i] = sign
    return bits.tobytes()


def add_sample_inputs(golden, rng):
    """The parameter sets of PyTorch's sample_inputs_max_pool, on its contiguous shapes."""
    for dtype in DTYPES:
        for batch, height in itertools.product([[], [1], [2]], [3, 6]):
            shape = batch + [2, height, 6]
            kind = {0: "special", 1: "wide", 2: "ties"}[(batch or [0])[0]]
            data = draw(rng, dtype, math.prod(shape), kind)
            for params in itertools.product(
                [3, [3, 2]], [2, None, [2, 1]], [0, 1, [1, 1]], [1, [1, 2]], [True, False]
            ):
                add_pooled(golden, "sample input", dtype, shape, data, *params)


def random_parameters(rng, large):
    pair = [rng.randint(8, 20), rng.randint(1, 20)] if large else [rng.randint(1, 7), rng.randint(1, 7)]
    kernel = rng.choice([pair, [pair[0]]])
    square = kernel * 2 if len(kernel) == 1 else kernel
    stride = rng.choice([None, [rng.randint(1, 4)], [rng.randint(1, 4), rng.randint(1, 4)]])
    padding = rng.choice([[0], [rng.randint(0, square[0] // 2), rng.randint(0, square[1] // 2)]])
    dilation = rng.choice([[1], [1], [rng.randint(1, 4)], [rng.randint(1, 4), rng.randint(1, 4)]])
    return kernel, stride, padding, dilation, rng.random() < 0.5


def add_random(golden, rng, count):
    """Random parameters on planes whose widths lie around the lanes of vector units."""
    names = list(DTYPES) + ["float32", "uint8"]
    widths = [15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129]
    done = 0
    while done < count:
        dtype = names[done % len(names)]
        params = random_parameters(rng, large=done % 10 == 0)
        width = rng.choice(widths) if done % 3 == 0 else rng.randint(1, 24)
        height = rng.randint(1, 8 if width > 24 else 24)
        shape = rng.choice([[rng.randint(1, 3)], [rng.randint(1, 2), rng.randint(1, 2)]]) + [height, width]
        data = draw(rng, dtype, math.prod(shape), rng.choice(["ties", "ties", "wide", "special"]))
        lists, _ = parameters(*params)
        try:
            call(dtype, shape, data, lists, params[-1])
        except RuntimeError:
            continue
        add_pooled(golden, "random", dtype, shape, data, *params)
        done += 1


def add_empty_windows(golden, rng):
    """Windows whose taps all miss the plane (dilation), and batches of nothing."""
    for dtype in DTYPES:
        data = draw(rng, dtype, 9, "ties")
        add_pooled(golden, "empty window", dtype, [1, 3, 3], data, 2, 1, 1, 4, False)
        add_pooled(golden, "empty windows", dtype, [1, 3, 3], data, 2, 1, [1, 0], [4, 1], True)
        add_pooled(golden, "empty windows", dtype, [1, 1, 3, 3], data, [2, 3], 2, [1, 1], [4, 2], True)
        add_pooled(golden, "empty batch", dtype, [0, 2, 5, 4], b"", 3, 2, 1, 1, False)
        lowest_only = draw(rng, dtype, 1, "ties")[:0] + lowest_bytes(dtype) * 25
        add_pooled(golden, "all lowest", dtype, [1, 5, 5], lowest_only, 3, 2, 1, 1, False)
    for dtype in FLOATS:
        count = 5 * 33
        odd = special_bits(dtype)
        nans = [b for b in odd if ordered(dtype, np.array([b], dtype=FLOATS[dtype][0]).tobytes())[2][0]]
        data = np.array([nans[i % len(nans)] for i in range(count)], dtype=FLOATS[dtype][0]).tobytes()
        add_pooled(golden, "all NaN", dtype, [1, 5, 33], data, 3, 1, 1, 1, False)
        add_pooled(golden, "all NaN", dtype, [1, 5, 33], data, [2, 5], 2, 0, 1, True)
        zeros = np.array([odd[0], odd[len(odd) // 2]] * count, dtype=FLOATS[dtype][0])[:count]
        add_pooled(golden, "signed zeros", dtype, [1, 5, 33], zeros.tobytes(), 2, 1, 0, 1, False)
        add_pooled(golden, "signed zeros", dtype, [1, 5, 33], zeros[::-1].tobytes(), [3, 4], [1, 3], [1, 2], 1, True)


def lowest_bytes(dtype):
    twin = FLOATS[dtype][0] if dtype in FLOATS else np.dtype(dtype)
    return np.array([lowest(dtype)], dtype=twin).tobytes()


def add_errors(golden, rng):
    """One call for each check and each pair of checks, which pins their order, and random ones."""
    wrong = {
        "kernel": [[], [2, 2, 2], [2**31], [-(2**31) - 1], 0, [0, 2], -1, [2, -3]],
        "stride": [[1, 1, 1], [2**31], 0, [1, 0], -1, [2, -2]],
        "padding": [[], [0, 0, 0], [2**31], -1, [0, -2], 2, [1, 4], 3],
        "dilation": [[], [1, 1, 1], [2**31], 0, -1, [1, 0], 2, 9],
    }
    good = {"kernel": 2, "stride": None, "padding": 0, "dilation": 1}
    shapes = [[1, 2, 4, 4], [4, 4], [4], [], [1, 0, 10], [0, 1, 4], [2, 1, 10, 0], [2, 0, 4, 4], [1, 1, 1, 4, 4],
              [1, 1, 4], [2, 3, 1]]
    calls = [(shape, good) for shape in shapes]
    for name, values in wrong.items():
        calls += [(shapes[0], {**good, name: value}) for value in values]
        calls += [(shapes[1], {**good, name: value}) for value in values]
    for one, other in itertools.combinations(wrong, 2):
        for _ in range(14):
            calls.append(
                (rng.choice(shapes[:3]), {**good, one: rng.choice(wrong[one]), other: rng.choice(wrong[other])})
            )
    # Past the checks of lengths and ranges, any of the later ones may come first.
    later = {
        name: [v for v in values if len(as_list(v)) in (1, 2) and max(map(abs, as_list(v))) < 2**31]
        for name, values in wrong.items()
    }
    for _ in range(160):
        chosen = {name: rng.choice(values + [good[name]] * 3) for name, values in later.items()}
        calls.append((rng.choice(shapes), chosen))
    calls += [
        ([1, 1, 4, 4], {**good, "kernel": 3, "stride": 2, "dilation": 2}),
        ([1, 16, 16, 16], {**good, "kernel": 3, "stride": 1, "padding": 2, "dilation": 2}),
        ([1, 5, 5], {**good, "kernel": 6}),
        ([1, 5, 5], {**good, "kernel": [6, 2]}),
        ([3, 32, 32], {**good, "kernel": [2, 33]}),
        ([2, 3, 8, 8], {**good, "kernel": 9}),
    ]
    seen = set()
    for shape, chosen in calls:
        params = (*chosen.values(), False)
        if (key := json.dumps([shape, params])) in seen:
            continue
        seen.add(key)
        data = to_bytes(torch.zeros(math.prod(shape), dtype=torch.float32))
        add_refused(golden, "error", "float32", shape, data, *params)


def add_shapes(golden, rng, count):
    """Output sizes alone, for planes too large to store."""
    done = 0
    while done < count:
        lists, encoded = parameters(*random_parameters(rng, large=done % 4 == 0))
        ceil = encoded[-1]
        height, width = rng.randint(1, 700), rng.randint(1, 700)
        try:
            out = call("uint8", [1, height, width], bytes(height * width), lists, ceil)[0].shape[-2:]
        except RuntimeError:
            continue
        golden.shapes.append(encoded + struct.pack(">4i", height, width, *out))
        done += 1


def add_literals(golden, path):
    """The numbers of PyTorch's own tests; PyTorch must still give them."""
    cases = json.loads(Path(path).read_text())
    for case in cases["cases"]:
        if case["op"] != "max_pool2d":
            continue
        params = case["params"]
        arguments = (
            params["kernel_size"], params.get("stride"), params.get("padding", 0),
            params.get("dilation", 1), params.get("ceil_mode", False),
        )
        dtype = case.get("dtype", "float32")
        data = literal(dtype, case["input"])
        values, indices = add_pooled(golden, case["source"], dtype, case["input_shape"], data, *arguments)
        wanted = to_tensor(dtype, case["output_shape"], literal(dtype, case["output"]))
        if not torch.equal(torch.nan_to_num(values), torch.nan_to_num(wanted)) or (
            "indices" in case and indices.reshape(-1).tolist() != case["indices"]
        ):
            sys.exit(f"{case['source']}: {torch.__version__} gives {values}, {indices}")
    for case in cases["errors"]:
        if case["op"] != "max_pool2d":
            continue
        shape = case["input_shape"]
        arguments = [case[name] for name in ("kernel_size", "stride", "padding", "dilation", "ceil_mode")]
        data = to_bytes(torch.zeros(math.prod(shape), dtype=torch.float32))
        message = add_refused(golden, "literal", "float32", shape, data, *arguments)
        if message != case["message"]:
            print(f"literal error {arguments}: was '{case['message']}', now '{message}'")
    for case in cases["shapes"]:
        names = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")
        lists, encoded = parameters(*(case[name] for name in names))
        height, width = case["input"]
        out = list(call("uint8", [1, height, width], bytes(height * width), lists, case["ceil_mode"])[0].shape[-2:])
        if out != case["output"]:
            sys.exit(f"shape {case}: {torch.__version__} gives {out}")
        golden.shapes.append(encoded + struct.pack(">4i", height, width, *out))


def literal(dtype, values):
    numbers_ = [float(v) if isinstance(v, str) else v for v in values]
    return to_bytes(torch.tensor(numbers_, dtype=DTYPES[dtype]))


def main():
    if sys.byteorder != "little":
        sys.exit("the elements are written little-endian: run this on such a machine")
    rng = random.Random(SEED)
    # "2.13.0+cpu" and "2.13.0+cu130" hold the same CPU kernels.
    version = torch.__version__.split("+")[0]
    made_by = f"PyTorch {version}, seed {SEED}, python src/build/make_pooling_goldens.py"
    print(made_by)
    golden = Golden(made_by)
    add_sample_inputs(golden, rng)
    add_random(golden, rng, 330)
    add_empty_windows(golden, rng)
    add_errors(golden, rng)
    add_shapes(golden, rng, 200)
    golden.write(TARGET / "max_pool2d.bin.gz")
    if len(sys.argv) > 1:
        literals = Golden(made_by + " LITERAL_CASES.json")
        add_literals(literals, sys.argv[1])
        literals.write(TARGET / "max_pool2d_literal.bin.gz")


if __name__ == "__main__":
    main()
