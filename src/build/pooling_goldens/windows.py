"""Max, average and power-average pooling: the operations with a moving window."""
import itertools
import math

import torch

from . import errors
from .elements import DTYPES, FLOATS, INTEGERS, draw, from_bits, lowest, nan_bits, special_bits
from .operations import norm, pair, run

AVERAGED = ["int64", "float16", "bfloat16", "float32", "float64"]
# Widths around the lanes of vector units.
WIDTHS = [15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129]
NORMS = [1, 2, 3, 4, -1, -2, 1.0, 2.0, 3.0, 1.5, 0.5, -1.0, -0.5, 2.5, 7.0, math.inf, -math.inf]


def max_parameters(kernel, stride=None, padding=0, dilation=1, ceil=False):
    return {
        "kernel_size": pair(kernel), "stride": pair(stride), "padding": pair(padding),
        "dilation": pair(dilation), "ceil_mode": ceil,
    }


def avg_parameters(kernel, stride=None, padding=0, ceil=False, include_pad=True, divisor=None):
    return {
        "kernel_size": pair(kernel), "stride": pair(stride), "padding": pair(padding), "ceil_mode": ceil,
        "count_include_pad": include_pad, "divisor_override": divisor,
    }


def lp_parameters(norm_type, kernel, stride=None, ceil=False):
    return {"norm_type": norm(norm_type), "kernel_size": pair(kernel), "stride": pair(stride), "ceil_mode": ceil}


def random_window(rng, large):
    sides = [rng.randint(8, 20), rng.randint(1, 20)] if large else [rng.randint(1, 7), rng.randint(1, 7)]
    kernel = rng.choice([sides, sides[:1]])
    square = kernel * 2 if len(kernel) == 1 else kernel
    stride = rng.choice([None, [rng.randint(1, 4)], [rng.randint(1, 4), rng.randint(1, 4)]])
    padding = rng.choice([[0], [rng.randint(0, square[0] // 2), rng.randint(0, square[1] // 2)]])
    return kernel, stride, padding


def random_shape(rng, wide, elements=140):
    width = rng.choice(WIDTHS) if wide else rng.randint(1, 24)
    height = rng.randint(1, max(1, min(24, elements // width)))
    planes = max(1, min(3, elements // (height * width)))
    return rng.choice([[rng.randint(1, planes)], [rng.randint(1, 2), 1], [1, rng.randint(1, planes)]]) + [height, width]


def until(count, attempt):
    """Repeats attempt(i), which tells whether its call succeeded, until it did so often."""
    done = 0
    while done < count:
        done += attempt(done)


def add_max(golden, rng):
    add_max_sample_inputs(golden, rng)
    add_max_random(golden, rng, 330)
    add_max_corners(golden, rng)
    add_max_errors(golden, rng)
    add_max_sizes(golden, rng, 200)


def add_max_sample_inputs(golden, rng):
    """The parameter sets of PyTorch's sample_inputs_max_pool, on its contiguous shapes."""
    for dtype in DTYPES:
        for batch, height in itertools.product([[], [1], [2]], [3, 6]):
            kind = {0: "special", 1: "wide", 2: "ties"}[(batch or [0])[0]]
            tensor = draw(rng, dtype, batch + [2, height, 6], kind)
            for parameters in itertools.product(
                [3, [3, 2]], [2, None, [2, 1]], [0, 1, [1, 1]], [1, [1, 2]], [True, False]
            ):
                golden.add("max_pool2d", "sample input", [tensor], max_parameters(*parameters))


def add_max_random(golden, rng, count):
    """Random parameters on planes whose widths lie around the lanes of vector units."""
    names = [*DTYPES, "float32", "uint8"]

    def attempt(i):
        kernel, stride, padding = random_window(rng, large=i % 10 == 0)
        dilation = rng.choice([[1], [1], [rng.randint(1, 4)], [rng.randint(1, 4), rng.randint(1, 4)]])
        parameters = max_parameters(kernel, stride, padding, dilation, rng.random() < 0.5)
        kind = rng.choice(["ties", "ties", "wide", "special"])
        tensor = draw(rng, names[i % len(names)], random_shape(rng, wide=i % 3 == 0, elements=1000), kind)
        return add_if_possible(golden, "max_pool2d", [tensor], parameters)

    until(count, attempt)


def add_if_possible(golden, op, inputs, parameters, largest=math.inf):
    """Records a random call; False if it fails, or if its output would make the file large."""
    outputs = run(op, inputs, parameters)
    if isinstance(outputs, str) or outputs[0].numel() > largest:
        return False
    golden.add(op, "random", inputs, parameters)
    return True


def add_max_corners(golden, rng):
    """Windows whose taps all miss the plane (dilation), batches of nothing, odd values only."""
    for dtype in DTYPES:
        plane = draw(rng, dtype, [1, 3, 3], "ties")
        for source, tensor, parameters in [
            ("empty window", plane, max_parameters(2, 1, 1, 4)),
            ("empty windows", plane, max_parameters(2, 1, [1, 0], [4, 1], True)),
            ("empty windows", plane.reshape(1, 1, 3, 3), max_parameters([2, 3], 2, [1, 1], [4, 2], True)),
            ("empty batch", torch.empty([0, 2, 5, 4], dtype=DTYPES[dtype]), max_parameters(3, 2, 1)),
            ("all lowest", lowest(dtype, [1, 5, 5]), max_parameters(3, 2, 1)),
        ]:
            golden.add("max_pool2d", source, [tensor], parameters)
    for dtype in FLOATS:
        count = 5 * 33
        nans = nan_bits(dtype)
        tensor = from_bits(dtype, [1, 5, 33], [nans[i % len(nans)] for i in range(count)])
        golden.add("max_pool2d", "all NaN", [tensor], max_parameters(3, 1, 1))
        golden.add("max_pool2d", "all NaN", [tensor], max_parameters([2, 5], 2, 0, 1, True))
        odd = special_bits(dtype)
        zeros = ([odd[0], odd[len(odd) // 2]] * count)[:count]
        golden.add("max_pool2d", "signed zeros", [from_bits(dtype, [1, 5, 33], zeros)], max_parameters(2, 1))
        golden.add(
            "max_pool2d", "signed zeros", [from_bits(dtype, [1, 5, 33], zeros[::-1])],
            max_parameters([3, 4], [1, 3], [1, 2], 1, True),
        )


# The first is a good shape.
ERROR_SHAPES = [[1, 2, 4, 4], [4, 4], [4], [], [1, 0, 10], [0, 1, 4], [2, 1, 10, 0], [2, 0, 4, 4], [0, 2, 4, 4],
                [1, 1, 1, 4, 4], [1, 1, 4], [2, 3, 1]]
WRONG_KERNEL = [[], [2, 2, 2], [2**31], [-(2**31) - 1], [0], [0, 2], [-1], [2, -3]]
WRONG_STRIDE = [[1, 1, 1], [2**31], [0], [1, 0], [-1], [2, -2]]
WRONG_PADDING = [[], [0, 0, 0], [2**31], [-1], [0, -2], [2], [1, 4], [3]]


def add_max_errors(golden, rng):
    wrong = {
        "kernel_size": WRONG_KERNEL,
        "stride": WRONG_STRIDE,
        "padding": WRONG_PADDING,
        "dilation": [[], [1, 1, 1], [2**31], [0], [-1], [1, 0], [2], [9]],
    }
    errors.singles_and_pairs(golden, rng, "max_pool2d", max_parameters(2), wrong, ERROR_SHAPES)
    for shape, parameters in [
        ([1, 1, 4, 4], max_parameters(3, 2, dilation=2)),
        ([1, 16, 16, 16], max_parameters(3, 1, 2, 2)),
        ([1, 5, 5], max_parameters(6)),
        ([1, 5, 5], max_parameters([6, 2])),
        ([3, 32, 32], max_parameters([2, 33])),
        ([2, 3, 8, 8], max_parameters(9)),
    ]:
        errors.call(golden, "max_pool2d", shape, parameters)


def add_max_sizes(golden, rng, count):
    """Output sizes alone, for planes too large to store."""

    def attempt(i):
        dilation = rng.choice([[1], [rng.randint(1, 4)], [rng.randint(1, 4), rng.randint(1, 4)]])
        window = random_window(rng, large=i % 4 == 0)
        parameters = max_parameters(*window, dilation, rng.random() < 0.5)
        size = [rng.randint(1, 700), rng.randint(1, 700)]
        outputs = run("max_pool2d", [torch.empty([1, *size], dtype=torch.uint8)], parameters)
        if isinstance(outputs, str):
            return False
        golden.add_size("max_pool2d", parameters, size, list(outputs[0].shape[-2:]))
        return True

    until(count, attempt)


def add_avg(golden, rng):
    for dtype in AVERAGED:
        for shape, *parameters in [
            # sample_inputs_avgpool2d
            ([1, 3, 9, 9], 3, 1, 1, True, False, 2),
            ([1, 3, 9, 9], 4, [2, 3], 1, True, False, 2),
            ([1, 3, 9, 9], [6, 6], 3, [2, 3], True, True, 2),
            ([2, 3, 9, 9], 3, 1, 1, True, False, 2),
            ([1, 1, 4, 4], 2, None, 0, False, True, -2),
            ([1, 2, 6, 6], 4, 2, 2, True, True, None),
            ([1, 3, 9, 9], 3),
            # module inputs
            ([3, 6, 6], [2, 2]), ([2, 3, 6, 6], [2, 2]), ([2, 3, 6, 6], 2, 2), ([2, 3, 6, 6], 2, 2, 1),
            ([2, 3, 6, 6], 2, None, 0, False, True, 1), ([2, 3, 6, 6], 2, 2, 1, False, False, None),
            # test/nn/test_pooling.py, with fewer planes
            ([1, 4, 4, 4], [1, 2], 2, [0, 1], True), ([2, 1, 8, 8], 3, None, 1, False, False),
            ([2, 1, 8, 8], 5, 2, 2, False, False), ([2, 1, 8, 8], 3, None, 0, False, True, 42),
            ([2, 1, 8, 8], 7), ([2, 1, 7, 7], 3, 1), ([2, 1, 7, 7], 5, 1, 2), ([1, 1, 9, 7], 2),
            ([2, 1, 9, 10], [2, 3]), ([1, 1, 6, 6], 1), ([1, 1, 3, 3], [3, 2], 1, 0, False, True, 7),
        ]:
            kind = rng.choice(["wide", "special"])
            golden.add("avg_pool2d", "sample input", [draw(rng, dtype, shape, kind)], avg_parameters(*parameters))
        golden.add(
            "avg_pool2d", "empty batch", [torch.empty([0, 2, 5, 4], dtype=DTYPES[dtype])], avg_parameters(3, 2, 1)
        )
    add_avg_every_kernel(golden, rng)
    add_avg_random(golden, rng, 150)
    add_avg_errors(golden, rng)


def add_avg_every_kernel(golden, rng):
    """Every kernel of a 5 x 8 plane, and the divisors of a 3 x 3 one, as PyTorch tests them."""
    tensor = draw(rng, "float64", [1, 1, 5, 8], "wide")
    for kernel in itertools.product(range(1, 6), range(1, 9)):
        golden.add("avg_pool2d", "every kernel", [tensor], avg_parameters(list(kernel)))
    tensor = draw(rng, "float64", [1, 1, 3, 3], "wide")
    for height, width in itertools.product(range(1, 4), range(1, 4)):
        for divisor in (1, 7, height * width):
            parameters = avg_parameters([height, width], divisor=divisor)
            golden.add("avg_pool2d", "every kernel", [tensor], parameters)


def add_avg_random(golden, rng, count):
    def attempt(i):
        kernel, stride, padding = random_window(rng, large=i % 10 == 0)
        divisor = rng.choice([None, None, None, rng.randint(1, 30), rng.randint(-30, -2), 2**31 - 1])
        parameters = avg_parameters(kernel, stride, padding, rng.random() < 0.5, rng.random() < 0.5, divisor)
        kind = rng.choice(["ties", "wide", "spread", "special"])
        tensor = draw(rng, AVERAGED[i % len(AVERAGED)], random_shape(rng, wide=i % 3 == 0), kind)
        return add_if_possible(golden, "avg_pool2d", [tensor], parameters, largest=100)

    until(count, attempt)


def add_avg_errors(golden, rng):
    wrong = {
        "kernel_size": WRONG_KERNEL, "stride": WRONG_STRIDE, "padding": WRONG_PADDING, "divisor_override": [0],
    }
    dtypes = [dtype for dtype in DTYPES if dtype not in AVERAGED]
    errors.singles_and_pairs(golden, rng, "avg_pool2d", avg_parameters(2), wrong, ERROR_SHAPES, dtypes)
    errors.call(golden, "avg_pool2d", [3, 3, 3], avg_parameters(2, divisor=0))
    errors.call(golden, "avg_pool2d", [16, 0, 20, 32], avg_parameters(3, 2))


def add_lp(golden, rng):
    for dtype, (norm_type, kernel, stride) in itertools.product(FLOATS, [(2, 2, 2), (1.5, 2, None)]):
        tensor = draw(rng, dtype, [1, 3, 7, 7], "wide")
        golden.add("lp_pool2d", "sample input", [tensor], lp_parameters(norm_type, kernel, stride))
    for dtype in FLOATS:
        for kind in ("wide", "spread", "special", "ties", "positive", "numbers"):
            drawn = {"positive": "wide", "numbers": "special"}.get(kind, kind)
            tensor = draw(rng, dtype, [2, 2, 7, 9], drawn)
            if kind == "positive":
                tensor = tensor.abs()
            if kind == "numbers":
                # Infinities, zeros and denormals, which a NaN would hide.
                tensor = torch.where(tensor.isnan(), -math.inf, tensor)
            for norm_type in NORMS:
                golden.add("lp_pool2d", "every norm", [tensor], lp_parameters(norm_type, [2, 3]))
                golden.add("lp_pool2d", "every norm", [tensor], lp_parameters(norm_type, 3, 2, True))
    # Integers: Python's int and float norms take different ways through PyTorch.
    for dtype in INTEGERS:
        for kind in ("ties", "spread", "special"):
            tensor = draw(rng, dtype, [1, 2, 7, 5], kind)
            for norm_type in NORMS:
                golden.add_either("lp_pool2d", "every norm", [tensor], lp_parameters(norm_type, [2, 3], 1, True))
    for dtype in DTYPES:
        tensor = torch.empty([0, 2, 5, 4], dtype=DTYPES[dtype])
        golden.add_either("lp_pool2d", "empty batch", [tensor], lp_parameters(2, 3, 2))
        golden.add_either("lp_pool2d", "empty batch", [tensor], lp_parameters(2.0, 3, 2))
        golden.add_either("lp_pool2d", "empty batch", [tensor], lp_parameters(math.inf, 3, 2))
    add_lp_random(golden, rng, 140)
    add_lp_errors(golden, rng)


def add_lp_random(golden, rng, count):
    names = [*FLOATS, "float32", "uint8", "int64"]

    def attempt(i):
        kernel, stride, _ = random_window(rng, large=i % 10 == 0)
        norm_type = rng.choice([*NORMS, 2, 2, 2.0, 3, round(rng.uniform(-4, 4), 3)])
        kind = rng.choice(["ties", "wide", "spread", "special"])
        tensor = draw(rng, names[i % len(names)], random_shape(rng, wide=i % 3 == 0), kind)
        parameters = lp_parameters(norm_type, kernel, stride, rng.random() < 0.5)
        return add_if_possible(golden, "lp_pool2d", [tensor], parameters, largest=100)

    until(count, attempt)


def add_lp_errors(golden, rng):
    wrong = {
        "norm_type": [0, 0.0, -1, math.inf, -math.inf, 3.5],
        # A list of three is refused by Python's unpacking, before any of PyTorch's checks.
        "kernel_size": [[0], [0, 2], [-1], [2, -3], [9], [2**31]],
        "stride": WRONG_STRIDE,
    }
    wrong["norm_type"] = [norm(value) for value in wrong["norm_type"]]
    for dtype in ("int32", "uint8", "int64"):
        for norm_type, kernel in itertools.product(["inf", -1, 2, 2.0, 0], [[2], [0], [9]]):
            errors.call(golden, "lp_pool2d", [1, 2, 4, 4], {**lp_parameters(2, kernel), "norm_type": norm_type}, dtype)
    errors.singles_and_pairs(golden, rng, "lp_pool2d", lp_parameters(2, 2), wrong, ERROR_SHAPES, ["int32", "uint8"])
