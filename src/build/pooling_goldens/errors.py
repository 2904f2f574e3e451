"""Calls that fail: each check alone, each pair of them, which pins their order, and random ones."""
import itertools

import torch

from .elements import DTYPES


def call(golden, op, shape, parameters, dtype="float32"):
    """One call on a tensor of ones, recorded if it fails."""
    golden.add_error(op, "error", [torch.ones(shape, dtype=DTYPES[dtype])], parameters)


def singles_and_pairs(golden, rng, op, good, wrong, shapes, dtypes=(), pairs=14, mixed=160):
    """
    good has every parameter; wrong maps some of them to bad values. shapes[0] is a good shape,
    shapes[1:] are bad or small ones; dtypes are types the operation does not have.
    """
    for shape in shapes:
        call(golden, op, shape, good)
    for dtype in dtypes:
        for shape in shapes:
            call(golden, op, shape, good, dtype)
    for name, values in wrong.items():
        for value, shape in itertools.product(values, shapes[:2]):
            call(golden, op, shape, {**good, name: value})
    for one, other in itertools.combinations(wrong, 2):
        for _ in range(pairs):
            chosen = {**good, one: rng.choice(wrong[one]), other: rng.choice(wrong[other])}
            call(golden, op, rng.choice(shapes[:3]), chosen, rng.choice(["float32", *dtypes[:1]]))
    # Past the checks of lengths and ranges, any of the later ones may come first.
    later = {name: [value for value in values if passes_parsing(value)] for name, values in wrong.items()}
    for _ in range(mixed):
        chosen = {name: rng.choice(values + [good[name]] * 3) for name, values in later.items()}
        call(golden, op, rng.choice(shapes), {**good, **chosen}, rng.choice(["float32", "float32", *dtypes]))


def passes_parsing(value):
    if not isinstance(value, list):
        return True
    return len(value) in (1, 2) and all(item is not None and abs(item) < 2**31 for item in value)
