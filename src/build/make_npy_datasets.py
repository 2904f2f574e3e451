#!/usr/bin/env python3
"""Writes .npy files of every dtype, memory order and byte order, for comparisons with PyTorch.

    python src/build/make_npy_datasets.py DIRECTORY

DIRECTORY/<dtype>/ gets plain.npy (3 axes), stack.npy (4 axes), fortran.npy, big-endian.npy and
both.npy; DIRECTORY/NHW/ and DIRECTORY/NHWC/ one float32 stack each. The values are random, with a fixed
seed, and have ties, and among the floats signed zeros, infinities and NaNs. Needs numpy.
"""
import sys
from pathlib import Path

import numpy as np

DTYPES = ("uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64")


def values(rng, dtype, shape):
    if np.issubdtype(dtype, np.integer):
        low, high = (0, 200) if dtype == "uint8" else (-100, 100)
        return rng.integers(low, high, shape).astype(dtype)
    array = rng.standard_normal(shape).round(2).astype(dtype)
    for odd, share in ((0.0, 0.05), (-0.0, 0.05), (np.inf, 0.002), (-np.inf, 0.01), (np.nan, 0.002)):
        array[rng.random(shape) < share] = odd
    return array


def main():
    root, rng = Path(sys.argv[1]), np.random.default_rng(20260101)
    for dtype in DTYPES:
        directory = root / dtype
        directory.mkdir(parents=True, exist_ok=True)
        stack = values(rng, dtype, (5, 3, 17, 33))
        big = np.dtype(dtype).newbyteorder(">")
        np.save(directory / "plain.npy", values(rng, dtype, (2, 31, 19)))
        np.save(directory / "stack.npy", stack)
        np.save(directory / "fortran.npy", np.asfortranarray(values(rng, dtype, (4, 3, 17, 33))))
        np.save(directory / "big-endian.npy", values(rng, dtype, (3, 1, 40, 20)).astype(big))
        np.save(directory / "both.npy", np.asfortranarray(values(rng, dtype, (3, 12, 65)).astype(big)))
    for layout, shape in (("NHW", (6, 28, 28)), ("NHWC", (4, 16, 20, 3))):
        (root / layout).mkdir(parents=True, exist_ok=True)
        np.save(root / layout / "stack.npy", values(rng, "float32", shape))


if __name__ == "__main__":
    main()
