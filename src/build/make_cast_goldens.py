#!/usr/bin/env python3
"""Writes src/test/resources/tensor/cast.tsv: what PyTorch's Tensor.to(dtype) makes of single values.

A line a value: its dtype, its bits in hexadecimal, and its bits as each of the nine dtypes, in the
order of the first line; `nan` for any NaN, whose payload PyTorch itself does not keep the same from
one place of a tensor to the next. Made on x86-64: out-of-range floats differ elsewhere.

    python3 src/build/make_cast_goldens.py        needs PyTorch and numpy
"""
import pathlib
import platform
import struct

import numpy as np
import torch

assert platform.machine() == "x86_64"
OUT = pathlib.Path(__file__).resolve().parent.parent / "test" / "resources" / "tensor" / "cast.tsv"
NAMES = ["uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64"]
DTYPES = {name: getattr(torch, name) for name in NAMES}
BITS = {1: (np.uint8, torch.uint8), 2: (np.uint16, torch.int16), 4: (np.uint32, torch.int32), 8: (np.uint64, torch.int64)}
rng = np.random.default_rng(20260117)


def tensor(bits, name):
    unsigned, view = BITS[DTYPES[name].itemsize]
    return torch.from_numpy(np.array(bits, unsigned).view(view_name(view))).view(DTYPES[name])


def view_name(view):
    return str(view).removeprefix("torch.")


def bits_of(values):
    unsigned, view = BITS[values.dtype.itemsize]
    raw = values.contiguous().view(view).numpy().view(unsigned)
    nan = torch.isnan(values).numpy() if values.is_floating_point() else np.zeros(len(raw), bool)
    return ["nan" if n else f"{int(b):0{2 * values.dtype.itemsize}x}" for b, n in zip(raw, nan)]


def sources(name):
    size = 8 * DTYPES[name].itemsize
    drawn = [int(bits) for bits in rng.integers(0, 2**64 - 1, 20, np.uint64) >> np.uint64(64 - size)]
    if not DTYPES[name].is_floating_point:
        special = [0, 1, 2, 127, 128, 129, 255, 256, 257, 2047, 2049, 2051, 32767, 32768, 65504, 65519, 65520, 65535, 65536,
                   2**24 + 1, 2**24 + 3, 2**24 + 2**13 + 1, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53 + 1,
                   2**62 + 2**38 + 1, 2**63 - 1, 2**63]
        top = 1 << size
        return sorted({v % top for v in special} | {-v % top for v in special}) + drawn
    numbers = [0.0, 0.25, 0.5, 0.999, 1.0, 1.5, 2.5, 127.9, 128.0, 255.5, 256.0, 300.5, 32767.6, 32768.0, 65504.0, 65519.996, 65520.0, 65536.0,
               70000.25, 2147483520.0, 2147483647.0, 2147483647.5, 2147483648.0, 2147483904.0, 4294967295.0, 4294967297.0, 1e10, 9.0e18, 9223372036854775807.0, 1e19, 1e30, 3.4e38, 3.5e38, 1e300,
               2.0**-14, 2.0**-24, 2.0**-25, 2.0**-25 * 1.0001, 2.0**-26, 1e-38, 1e-45, 1e-300, 1 + 2.0**-8, 1 + 3 * 2.0**-8, 1 + 2.0**-11, 1 + 3 * 2.0**-11,
               1 + 2.0**-11 + 2.0**-30, 1 + 2.0**-8 + 2.0**-40, 1 + 2.0**-24, 1 + 3 * 2.0**-24, 16777217.0, float("inf"), float("nan")]
    exact = torch.tensor([s * v for v in numbers for s in (1.0, -1.0)], dtype=torch.float64)
    unsigned, view = BITS[DTYPES[name].itemsize]
    values = {int(b) for b in exact.to(DTYPES[name]).view(view).numpy().view(unsigned)}
    return sorted(values) + drawn


lines = [f"# PyTorch {torch.__version__}, x86-64", "\t".join(["dtype", "bits"] + NAMES)]
for name in NAMES:
    for bits in sources(name):
        single, many = tensor([bits], name), tensor([bits] * 67, name)
        columns = []
        for other in NAMES:
            column = bits_of(single.to(DTYPES[other]))
            assert set(bits_of(many.to(DTYPES[other]))) == set(column), (name, hex(bits), other)
            columns += column
        lines.append("\t".join([name, f"{bits:0{2 * DTYPES[name].itemsize}x}"] + columns))
OUT.parent.mkdir(exist_ok=True)
OUT.write_text("\n".join(lines) + "\n")
print(f"{len(lines) - 2} values in {OUT}")
