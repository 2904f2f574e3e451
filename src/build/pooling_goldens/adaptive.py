"""Adaptive pooling: the output size is given, the windows follow."""
import itertools

import torch

from .elements import DTYPES, FLOATS, INTEGERS, draw, from_bits, lowest, nan_bits, special_bits
from .operations import pair
from .windows import add_if_possible, random_shape, until

MAX, AVG = "adaptive_max_pool2d", "adaptive_avg_pool2d"


def add_max(golden, rng):
    add(golden, rng, MAX)


def add_avg(golden, rng):
    add(golden, rng, AVG)


def add(golden, rng, op):
    add_sample_inputs(golden, rng, op)
    add_random(golden, rng, op, 120)
    add_corners(golden, rng, op)
    add_errors(golden, rng, op)


def size(output_size):
    return {"output_size": pair(output_size)}


def odd_values(rng, op, output, dtype, shape):
    """Sums of the largest numbers overflow or not by the order of summation, which output (1, 1) has its own of."""
    one = output in (1, [1], [1, 1]) and op == AVG
    return draw(rng, dtype, shape, "special", finite_limit=not one)


def add_sample_inputs(golden, rng, op):
    """The shapes and sizes of PyTorch's sample and module inputs and of test_pooling.py."""
    cases = [
        ([1, 8, 8, 8], [5, 7]), ([2, 8, 8, 8], [None, 7]), ([1, 8, 4, 3], [5, None]), ([1, 8, 4, 3], [None, None]),
        ([1, 8, 4, 3], 5), ([1, 4, 4, 4], [2, 3]), ([2, 4, 4, 4], [None, 3]), ([2, 4, 4, 4], [1, 1]),
        ([1, 4, 4, 3], [3, None]), ([1, 4, 4, 3], [None, None]), ([1, 4, 4, 3], 3),
        ([1, 3, 5, 6], 3), ([1, 3, 5, 6], [3, 4]), ([1, 3, 5, 6], [3, None]), ([1, 3, 5, 6], 1),
        ([1, 4, 4, 4], [2, None]), ([1, 1, 10, 10], 7), ([1, 1, 9, 14], [5, 8]), ([1, 4, 11, 11], 1),
        ([2, 1, 3, 3], 1), ([1, 2, 8, 8], 7),
    ]
    for dtype, (shape, output) in itertools.product(FLOATS, cases):
        golden.add(op, "sample input", [draw(rng, dtype, shape, "wide")], size(output))
        golden.add(op, "sample input", [odd_values(rng, op, output, dtype, shape[1:])], size(output))


def add_random(golden, rng, op, count):
    names = list(FLOATS)

    def attempt(i):
        dtype = names[i % len(names)]
        output = [rng.choice([1, 2, 3, 5, rng.randint(1, 20), None]) for _ in range(2)]
        output = output[:1] if output[0] and rng.random() < 0.3 else output
        shape = random_shape(rng, wide=i % 3 == 0)
        kind = rng.choice(["ties", "wide", "spread", "special"])
        tensor = odd_values(rng, op, output, dtype, shape) if kind == "special" else draw(rng, dtype, shape, kind)
        return add_if_possible(golden, op, [tensor], size(output), largest=100)

    until(count, attempt)


def add_corners(golden, rng, op):
    """Sizes of 0 and beyond the input, batches and planes of nothing, odd values only."""
    for dtype in FLOATS:
        tensor = draw(rng, dtype, [2, 2, 3, 4], "wide")
        for output in (0, [0, 2], [2, 0], [None, 0], 9, [17, 1], [1, 33], [1, 2], [2, 1]):
            golden.add(op, "any size", [tensor], size(output))
        for output in (1, 2, [None, 3], [0, 0], [0, 1]):
            golden.add(op, "empty batch", [torch.empty([0, 2, 3, 4], dtype=DTYPES[dtype])], size(output))
        nans = nan_bits(dtype)
        tensor = from_bits(dtype, [1, 5, 33], [nans[i % len(nans)] for i in range(165)])
        golden.add(op, "all NaN", [tensor], size([2, 7]))
        odd = special_bits(dtype)
        zeros = [odd[0], odd[len(odd) // 2]] * 83
        golden.add(op, "signed zeros", [from_bits(dtype, [1, 5, 33], zeros[:165])], size([3, 8]))
        golden.add(op, "signed zeros", [from_bits(dtype, [1, 5, 33], zeros[1:])], size([3, 8]))
        golden.add(op, "all lowest", [lowest(dtype, [1, 3, 3])], size(1))
        golden.add(op, "all lowest", [lowest(dtype, [1, 3, 3])], size(2))


def add_errors(golden, rng, op):
    shapes = [[1, 2, 4, 4], [4, 4], [4], [], [1, 0, 10], [2, 0, 4], [2, 4, 0], [1, 0, 4, 4], [1, 2, 0, 4], [1, 2, 4, 0],
              [0, 2, 4, 0], [0, 0, 4, 4], [1, 1, 1, 4, 4], [0, 2, 4, 4]]
    outputs = [[2], [1], [1, 1], [0], [2, 1], [-1, 0], [0, -1], [-1], [1, -1], [None, 1], [None, -1], [None, None], [],
               [2, 2, 2]]
    for dtype in ("float32", *INTEGERS):
        for shape, output in itertools.product(shapes, outputs):
            if dtype in ("float32", "int32") or rng.random() < 0.1 or shape == shapes[0]:
                # Some combinations that look wrong are not: a plane of nothing has a mean of NaN.
                tensor = torch.ones(shape, dtype=DTYPES[dtype])
                golden.add_either(op, "error", [tensor], size(output))
