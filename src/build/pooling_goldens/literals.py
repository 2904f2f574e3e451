"""The numbers that stand in PyTorch's and in ONNX's own tests."""
import json

import torch

from .elements import from_numbers
from .inverse import BACKWARD, unpool_parameters
from .operations import run
from .windows import avg_parameters, lp_parameters, max_parameters

# What ONNX's own runner allows (onnx/backend/test/loader: rtol 1e-3, atol 1e-7).
ONNX_TOLERANCE = {"rtol": 1e-3, "atol": 1e-7}
EXACT = {"rtol": 0, "atol": 0}


def parameters_of(op, given):
    """The named parameters of a case, with the defaults of those it leaves out."""
    if op == "max_pool2d":
        names = ("stride", "padding", "dilation", "ceil_mode")
        return max_parameters(given["kernel_size"], *(given.get(name, d) for name, d in zip(names, (None, 0, 1, False))))
    if op == "avg_pool2d":
        names = ("stride", "padding", "ceil_mode", "count_include_pad", "divisor_override")
        defaults = (None, 0, False, True, None)
        return avg_parameters(given["kernel_size"], *(given.get(name, d) for name, d in zip(names, defaults)))
    if op == "lp_pool2d":
        return lp_parameters(given["norm_type"], given["kernel_size"], given.get("stride"), given.get("ceil_mode", False))
    if op == "max_unpool2d":
        return unpool_parameters(given["kernel_size"], given.get("stride"), given.get("padding", 0), given.get("output_size"))
    return {"output_size": given["output_size"]}


def literal(dtype, shape, values):
    return from_numbers(dtype, shape, [float(value) if isinstance(value, str) else value for value in values])


def check(what, given, wanted, tolerance):
    if given.shape != wanted.shape or not torch.allclose(given, wanted, equal_nan=True, **tolerance):
        raise SystemExit(f"{what}: {torch.__version__} gives {given}")


def add_torch(golden, path):
    """The literal cases of PyTorch's tests; PyTorch must still give their numbers."""
    cases = json.loads(path.read_text())
    for case in cases["cases"]:
        op, source, dtype = case["op"], case["source"], case.get("dtype", "float32")
        inputs = [literal(dtype, case["input_shape"], case["input"])]
        if op == "max_unpool2d":
            inputs.append(literal("int64", case["input_shape"], case["indices"]))
        parameters = parameters_of(op, case["params"])
        outputs = golden.add(op, source, inputs, parameters)
        wanted = literal(dtype, case["output_shape"], case["output"])
        check(source, outputs[0], wanted, {"rtol": case.get("tolerance", 0), "atol": 0})
        if "indices" in case and op != "max_unpool2d":
            check(source, outputs[1], literal("int64", case["output_shape"], case["indices"]), EXACT)
        if "grad_ones" in case:
            add_gradient(golden, case, inputs[0], outputs[1])
    for case in cases["errors"]:
        text = golden.add_error(case["op"], "literal", [torch.zeros(case["input_shape"])], parameters_of(case["op"], case))
        if text != case["message"]:
            print(f"literal error: was '{case['message']}', now '{text}'")
    for case in cases["shapes"]:
        parameters = parameters_of("max_pool2d", case)
        outputs = run("max_pool2d", [torch.zeros([1, *case["input"]])], parameters)
        if list(outputs[0].shape[-2:]) != case["output"]:
            raise SystemExit(f"shape {case}: {torch.__version__} gives {outputs[0].shape}")
        golden.add_size("max_pool2d", parameters, case["input"], case["output"])


def add_gradient(golden, case, tensor, indices):
    """An adaptive pooling whose output divides its input has the gradient of a max pooling."""
    size = case["input_shape"][-1] // case["output_shape"][-1]
    gradient = golden.add(BACKWARD, case["source"], [torch.ones(case["output_shape"]), tensor, indices], max_parameters(size))
    check(case["source"], gradient[0], literal("float32", case["input_shape"], case["grad_ones"]), EXACT)


def add_onnx(golden, path):
    """
    ONNX's node cases that have a PyTorch counterpart: PyTorch's outputs, and as "published" those
    that stand in ONNX. The others are left out, with the reason.
    """
    for case in json.loads(path.read_text()):
        call = case["torch"]
        published = case["outputs"]
        if "values" in call:
            # Indices that count columns first; the values are comparable.
            call, published = call["values"], published[:1]
        if "none" in call:
            golden.leave_out(case["name"], call["none"])
            continue
        inputs = [literal(tensor["dtype"], tensor["shape"], tensor["data"]) for tensor in case["inputs"]]
        published = [literal(tensor["dtype"], tensor["shape"], tensor["data"]) for tensor in published]
        if call["call"] == "max_pool1d":
            # One row; its extents come last.
            call = {**call, "call": "max_pool2d"}
            for name, across in (("kernel_size", 1), ("stride", 1), ("padding", 0), ("dilation", 1)):
                call[name] = [across, *call[name]]
            inputs, published = ([tensor.unsqueeze(-2) for tensor in tensors] for tensors in (inputs, published))
        if "Unsqueeze" in case["graph"]:
            inputs, published = ([tensor.unsqueeze(-1) for tensor in tensors] for tensors in (inputs, published))
        outputs = golden.add(call["call"], case["name"], inputs, parameters_of(call["call"], call), published)
        exact = call["call"] in ("max_pool2d", "adaptive_max_pool2d", "max_unpool2d")
        for given, wanted in zip(outputs, published):
            check(case["name"], given, wanted, EXACT if exact else ONNX_TOLERANCE)
