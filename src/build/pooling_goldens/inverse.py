"""The ways back: max_unpool2d, and the gradient of max_pool2d."""
import itertools

import torch

from .elements import DTYPES, FLOATS, draw, from_numbers
from .operations import pair, run
from .windows import max_parameters, random_shape, random_window, until

UNPOOL, BACKWARD = "max_unpool2d", "max_pool2d_backward"


def unpool_parameters(kernel, stride=None, padding=0, output_size=None):
    return {
        "kernel_size": pair(kernel), "stride": pair(stride), "padding": pair(padding), "output_size": output_size,
    }


def pooled(tensor, kernel, stride, padding, dilation=1, ceil=False):
    """Values and indices of a max pooling, None if it cannot be."""
    outputs = run("max_pool2d", [tensor], max_parameters(kernel, stride, padding, dilation, ceil))
    return None if isinstance(outputs, str) else outputs


def add_unpool(golden, rng):
    add_unpool_sample_inputs(golden, rng)
    add_unpool_random(golden, rng, 140)
    add_unpool_sizes(golden)
    add_unpool_corners(golden, rng)
    add_unpool_errors(golden, rng)


def add_unpool_sample_inputs(golden, rng):
    """Max pooling's sample inputs with a batch and dilation 1, unpooled to the input's size."""
    for dtype, batch, height in itertools.product(FLOATS, [1, 2], [3, 6]):
        tensor = draw(rng, dtype, [batch, 2, height, 6], "wide" if batch == 1 else "special")
        for kernel, stride, padding, ceil in itertools.product(
            [3, [3, 2]], [2, None, [2, 1]], [0, 1, [1, 1]], [True, False]
        ):
            values, indices = pooled(tensor, kernel, stride, padding, 1, ceil)
            parameters = unpool_parameters(kernel, stride, padding, list(tensor.shape))
            golden.add_either(UNPOOL, "sample input", [values, indices], parameters)
            golden.add_either(UNPOOL, "sample input", [values, indices], unpool_parameters(kernel, stride, padding))


def add_unpool_random(golden, rng, count):
    """Windows that overlap write one value several times; windows that do not leave zeros."""
    names = list(FLOATS)

    def attempt(i):
        kernel, stride, padding = random_window(rng, large=i % 10 == 0)
        tensor = draw(rng, names[i % len(names)], random_shape(rng, wide=i % 3 == 0), rng.choice(["ties", "wide", "special"]))
        result = pooled(tensor, kernel, stride, padding, 1, rng.random() < 0.3)
        if result is None:
            return False
        height, width = tensor.shape[-2:]
        output_size = rng.choice([[height, width], None, [height + 1, width], [1, 1, height, width]])
        parameters = unpool_parameters(kernel, stride, padding, output_size)
        if isinstance(run(UNPOOL, result, parameters), str):
            return False
        golden.add(UNPOOL, "random", result, parameters)
        return True

    until(count, attempt)


def add_unpool_sizes(golden):
    """Sizes at both ends of what is allowed, as lists of two, four and other lengths."""
    values = from_numbers("float32", [1, 1, 2, 2], [6, 8, 14, 16])
    indices = from_numbers("int64", [1, 1, 2, 2], [0, 2, 6, 8])
    sizes = [list(size) for size in itertools.product(range(1, 8), range(1, 8))]
    sizes += [[1, 1, *size] for size in sizes[10:30]] + [[9, 9, 5, 4], [1, 4, 4], [1, 5, 4], [4], [1, 1, 1, 4, 4], []]
    sizes += [[-1, 4], [4, -1], [1, 1, 4, -3]]
    for size in sizes:
        golden.add_either(UNPOOL, "output size", [values, indices], unpool_parameters(2, 3, 0, size))
    one = from_numbers("float32", [1, 1, 1, 1], [3])
    for kernel, stride, padding, size in [
        (1, 5, [3, 4], None), (1, 5, [3, 4], [1, 1]), (1, 5, [3, 4], [0, 1]), (1, 5, [3, 4], [-1, 1]),
        (1, 5, [2, 0], [0, 3]), (1, 5, [0, 1], [3, -2]), (2, 2, 1, None), (2, 2, 1, [0, 0]), (2, 2, 2, None),
    ]:
        for tensor in (torch.zeros([1, 1, 2, 2]), one, torch.zeros([1, 2, 2]), torch.zeros([0, 3, 2, 2])):
            zeros = torch.zeros(tensor.shape, dtype=torch.int64)
            golden.add_either(UNPOOL, "output size", [tensor, zeros], unpool_parameters(kernel, stride, padding, size))


def add_unpool_corners(golden, rng):
    """The borders of the index, shifts between sizes, batches of nothing, other types."""
    for dtype in FLOATS:
        values = draw(rng, dtype, [1, 3, 4, 5], "wide")
        # Leaves both ends of a plane of 8 x 10 for one index to go to.
        free = torch.arange(20, 40).reshape(1, 1, 4, 5).expand(1, 3, 4, 5).contiguous()
        for index in (-1, 0, 79, 80, -(2**62), 2**62):
            indices = free.clone()
            indices[0, 1, 2, 3] = index
            golden.add_either(UNPOOL, "index", [values, indices], unpool_parameters(2))
        golden.add(UNPOOL, "shift", [values, free * 2], unpool_parameters(2, None, 0, [9, 10]))
        golden.add(UNPOOL, "shift", [values, free * 2], unpool_parameters(2, None, 0, [1, 3, 8, 11]))
        same = torch.full([1, 3, 4, 5], 2.5, dtype=DTYPES[dtype])
        golden.add(UNPOOL, "duplicates", [same, free // 4], unpool_parameters(2))
        empty = torch.empty([0, 10, 10, 10], dtype=DTYPES[dtype])
        golden.add(UNPOOL, "empty batch", [empty, torch.empty([0, 10, 10, 10], dtype=torch.int64)], unpool_parameters(2))
        golden.add(UNPOOL, "unbatched", [values[0], free[0]], unpool_parameters([2, 3], [2, 1], [0, 1]))


def add_unpool_errors(golden, rng):
    """Types, shapes, ranks, sizes; and pairs of them, which pin the order of the checks."""
    shapes = [[1, 2, 2, 2], [2, 2], [2, 2, 2], [2], [1, 1, 2, 2, 2], [1, 0, 2, 2], [1, 2, 0, 2], [0, 2, 2, 2], [2, 2, 0],
              [1, 2, 2, 0], [0, 0, 2, 2]]
    sizes = [None, None, [4, 4], [5, 5], [1, 4, 4], [6, 4], [-1, 4], [1, 1, 3, 3]]
    windows = [(2, None, 0), (2, 3, 1), (1, 5, [3, 4]), (0, None, 0), (2, 0, 0), (2, -1, 0), (-3, 1, 0), (2, 2, -1)]
    combinations = [("float32", "int64", shapes[0], shapes[0], windows[0], size) for size in sizes]
    for dtype in DTYPES:
        combinations.append((dtype, "int64", shapes[0], shapes[0], windows[0], None))
        combinations.append(("float32", dtype, shapes[0], shapes[0], windows[0], None))
        combinations.append(("int32", dtype, shapes[0], shapes[2], windows[0], None))
    for shape, other in itertools.product(shapes, shapes):
        combinations.append(("float32", "int64", shape, other, windows[0], None))
    for window in windows:
        combinations.append(("float32", "int64", shapes[0], shapes[0], window, None))
    for _ in range(250):
        shape = rng.choice(shapes)
        combinations.append((
            rng.choice(["float32", "float16", "int32"]), rng.choice(["int64", "int64", "int32", "float32"]), shape,
            rng.choice([shape, shape, rng.choice(shapes)]), rng.choice(windows), rng.choice(sizes),
        ))
    for dtype, index_dtype, shape, index_shape, window, size in combinations:
        values = torch.ones(shape, dtype=DTYPES[dtype])
        indices = torch.zeros(index_shape, dtype=DTYPES[index_dtype])
        # Those that go through pin that no check is missing a reason.
        golden.add_either(UNPOOL, "error", [values, indices], unpool_parameters(*window, size))
    # Python's wrapper makes a size of as many extents as the kernel has.
    ones, zeros = torch.ones([1, 2, 2, 2]), torch.zeros([1, 2, 2, 2], dtype=torch.int64)
    golden.add_error(UNPOOL, "error", [ones, zeros], unpool_parameters([], [], []))


def add_backward(golden, rng):
    add_backward_sample_inputs(golden, rng)
    add_backward_random(golden, rng, 140)
    add_backward_corners(golden, rng)
    add_backward_errors(golden, rng)


def add_backward_sample_inputs(golden, rng):
    for dtype, shape in itertools.product(FLOATS, [[2, 3, 6], [1, 1, 6, 6]]):
        tensor = draw(rng, dtype, shape, "ties")
        for parameters in itertools.product([3, [3, 2]], [2, None, [2, 1]], [0, 1], [1, [1, 2]], [True, False]):
            parameters = max_parameters(*parameters)
            values, indices = run("max_pool2d", [tensor], parameters)
            gradient = draw(rng, dtype, list(values.shape), rng.choice(["wide", "ties", "ties"]))
            golden.add(BACKWARD, "sample input", [gradient, tensor, indices], parameters)
    # Shapes of test/inductor/test_torchinductor.py, with fewer planes.
    for dtype, (shape, *window) in itertools.product(FLOATS, [
        ([1, 1, 18, 14], 2), ([1, 1, 20, 28], 3, 2, 1, 1, True), ([1, 1, 17, 18], 1, 2), ([2, 2, 3, 4], 5, 1, 2),
    ]):
        tensor, parameters = draw(rng, dtype, shape, "wide"), max_parameters(*window)
        values, indices = run("max_pool2d", [tensor], parameters)
        golden.add(BACKWARD, "sample input", [torch.ones_like(values), tensor, indices], parameters)


def add_backward_random(golden, rng, count):
    """Small strides, so that many windows share a maximum and their gradients add up in order."""
    names = list(FLOATS)

    def attempt(i):
        kernel, _, padding = random_window(rng, large=i % 10 == 0)
        stride = rng.choice([1, 1, [1, 2], 2, None])
        # An empty window's index lies outside the plane, and PyTorch would write there.
        parameters = max_parameters(kernel, stride, padding, 1, rng.random() < 0.5)
        dtype = names[i % len(names)]
        tensor = draw(rng, dtype, random_shape(rng, wide=i % 3 == 0), rng.choice(["ties", "wide", "special"]))
        outputs = run("max_pool2d", [tensor], parameters)
        if isinstance(outputs, str) or outputs[0].numel() > 80:
            return False
        gradient = draw(rng, dtype, list(outputs[0].shape), rng.choice(["wide", "wide", "spread", "ties", "special"]))
        golden.add(BACKWARD, "random", [gradient, tensor, outputs[1]], parameters)
        return True

    until(count, attempt)


def add_backward_corners(golden, rng):
    for dtype in FLOATS:
        tensor = draw(rng, dtype, [1, 2, 4, 4], "wide")
        gradient = draw(rng, dtype, [1, 2, 2, 2], "wide")
        indices = from_numbers("int64", [1, 2, 2, 2], [5, 5, 5, 5, -1, 15, 0, -1])
        golden.add(BACKWARD, "index", [gradient, tensor, indices], max_parameters(2))
        empty = torch.empty([0, 2, 4, 4], dtype=DTYPES[dtype])
        nothing = torch.empty([0, 2, 2, 2], dtype=DTYPES[dtype])
        golden.add(BACKWARD, "empty batch", [nothing, empty, nothing.to(torch.int64)], max_parameters(2))


def add_backward_errors(golden, rng):
    """The parameters again, the gradient's and the indices' type and shape, and pairs of these."""
    shapes = [[1, 2, 4, 4], [2, 4, 4], [4, 4], [1, 0, 4, 4], [0, 2, 4, 4], [1, 2, 4, 0], [1, 1, 1, 4, 4], [1, 2, 1, 4]]
    outputs = [[1, 2, 2, 2], [2, 2, 2], [1, 2, 3, 2], [1, 2, 2, 3], [1, 1, 2, 2], [2, 2, 2, 2], [2, 2], [0, 2, 2, 2],
               [1, 2, 2, 0], [1, 1, 1, 2, 2]]
    windows = [max_parameters(2), max_parameters(2, 0), max_parameters(2, 1, -1), max_parameters(0, 1), max_parameters(2, -1),
               max_parameters(2, 2, 0, 0), max_parameters(5), max_parameters(3, 1, 2, 2), max_parameters([2, 2, 2]),
               max_parameters([]), max_parameters(2, [1, 1, 1]), max_parameters(2, 2, []), max_parameters(2, 2, 0, [1, 1, 1])]
    good = ("float32", "float32", "int64", shapes[0], outputs[0], outputs[0], windows[0])
    combinations = [good]
    choices = [DTYPES, DTYPES, DTYPES, shapes, outputs, outputs, windows]
    for place, values in enumerate(choices):
        combinations += [good[:place] + (value,) + good[place + 1:] for value in values]
    combinations += [(dtype, dtype, "int64", *good[3:]) for dtype in DTYPES]
    for _ in range(400):
        combinations.append(tuple(
            rng.choice([*values, fine, fine, fine, fine, fine, fine]) for values, fine in zip(choices, good)
        ))
    for gradient_dtype, dtype, index_dtype, shape, output, index_shape, parameters in combinations:
        gradient = torch.ones(output, dtype=DTYPES[gradient_dtype])
        tensor = torch.ones(shape, dtype=DTYPES[dtype])
        indices = torch.zeros(index_shape, dtype=DTYPES[index_dtype])
        golden.add_error(BACKWARD, "error", [gradient, tensor, indices], parameters)
