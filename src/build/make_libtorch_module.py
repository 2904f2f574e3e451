#!/usr/bin/env python3
"""Writes the TorchScript module through which tests and benchmarks call libtorch's operations.

    python src/build/make_libtorch_module.py

Writes src/peers/resources/pooling.pt. It has a method for every operation, which takes all
arguments at run time; the kernels are those of the libtorch that loads it. What PyTorch has in
Python only, checks of norm_type and of an unpooling's output_size, is not in it; the golden files
have that.

A method takes its tensors as bytes, since the Java side knows more types than its binding, and gives
them back so: a list of pairs, first dtype and extents, then the elements. Needs torch, nothing else.
"""
import io
import warnings
import zipfile
from pathlib import Path
from typing import List

import torch
from torch import Tensor

TARGET = Path(__file__).resolve().parents[1] / "peers" / "resources" / "pooling.pt"


def unpacked(packed: List[Tensor], layout: List[int]) -> List[Tensor]:
    """layout has for every tensor its dtype's number, its rank and its extents."""
    tensors: List[Tensor] = []
    at = 0
    for data in packed:
        start = at + 2
        end = start + layout[at + 1]
        shape = layout[start:end]
        if data.numel() == 0:
            tensors.append(torch.zeros(shape, dtype=layout[at]))
        else:
            tensors.append(torch.view_copy(data, dtype=layout[at]).reshape(shape))
        at = end
    return tensors


def packed(tensors: List[Tensor]) -> List[Tensor]:
    results: List[Tensor] = []
    for tensor in tensors:
        header: List[int] = [tensor.dtype]
        for extent in tensor.size():
            header.append(extent)
        results.append(torch.tensor(header, dtype=torch.int64))
        if tensor.numel() == 0:
            results.append(torch.zeros([0], dtype=torch.uint8))
        else:
            results.append(torch.view_copy(tensor.contiguous().reshape([-1]), dtype=torch.uint8))
    return results


def root_of_sum(means: Tensor, kernel: List[int], exponent: float) -> Tensor:
    """From the means of powers to the norm, in the steps of lp_pool2d."""
    magnitudes = torch.sign(means) * torch.relu(torch.abs(means))
    return (magnitudes * (kernel[0] * kernel[1])).pow(exponent)


class Pooling(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.version: str = torch.__version__.split("+")[0]

    @torch.jit.export
    def max_pool2d(self, data: List[Tensor], layout: List[int], kernel: List[int], stride: List[int],
                   padding: List[int], dilation: List[int], ceil_mode: bool) -> List[Tensor]:
        input = unpacked(data, layout)[0]
        values, indices = torch.ops.aten.max_pool2d_with_indices(input, kernel, stride, padding, dilation, ceil_mode)
        return packed([values, indices])

    @torch.jit.export
    def max_pool2d_alone(self, input: Tensor, kernel: List[int], stride: List[int], padding: List[int],
                         dilation: List[int]) -> List[Tensor]:
        """Without the packing, for who measures the kernel."""
        values, indices = torch.ops.aten.max_pool2d_with_indices(input, kernel, stride, padding, dilation, False)
        return [values, indices]

    @torch.jit.export
    def max_pool2d_backward(self, data: List[Tensor], layout: List[int], kernel: List[int], stride: List[int],
                            padding: List[int], dilation: List[int], ceil_mode: bool) -> List[Tensor]:
        gradient, input, indices = unpacked(data, layout)
        return packed([torch.ops.aten.max_pool2d_with_indices_backward(
            gradient, input, kernel, stride, padding, dilation, ceil_mode, indices)])

    @torch.jit.export
    def avg_pool2d(self, data: List[Tensor], layout: List[int], kernel: List[int], stride: List[int],
                   padding: List[int], ceil_mode: bool, count_include_pad: bool, divisor: List[int]) -> List[Tensor]:
        """divisor is a list of one, or empty for none."""
        input = unpacked(data, layout)[0]
        override = divisor[0] if len(divisor) > 0 else None
        return packed([torch.ops.aten.avg_pool2d(
            input, kernel, stride, padding, ceil_mode, count_include_pad, override)])

    @torch.jit.export
    def lp_pool2d_whole(self, data: List[Tensor], layout: List[int], norm: int, kernel: List[int],
                        stride: List[int], ceil_mode: bool) -> List[Tensor]:
        means = torch.ops.aten.avg_pool2d(unpacked(data, layout)[0].pow(norm), kernel, stride, [0], ceil_mode)
        return packed([root_of_sum(means, kernel, 1 / norm)])

    @torch.jit.export
    def lp_pool2d(self, data: List[Tensor], layout: List[int], norm: float, kernel: List[int],
                  stride: List[int], ceil_mode: bool) -> List[Tensor]:
        input = unpacked(data, layout)[0]
        if norm == float("inf"):
            return packed([torch.max_pool2d(input.abs(), kernel, stride, 0, 1, ceil_mode)])
        if norm == float("-inf"):
            return packed([-torch.max_pool2d(-input.abs(), kernel, stride, 0, 1, ceil_mode)])
        means = torch.ops.aten.avg_pool2d(input.pow(norm), kernel, stride, [0], ceil_mode)
        return packed([root_of_sum(means, kernel, 1 / norm)])

    @torch.jit.export
    def adaptive_max_pool2d(self, data: List[Tensor], layout: List[int], size: List[int]) -> List[Tensor]:
        values, indices = torch.ops.aten.adaptive_max_pool2d(unpacked(data, layout)[0], size)
        return packed([values, indices])

    @torch.jit.export
    def adaptive_avg_pool2d(self, data: List[Tensor], layout: List[int], size: List[int]) -> List[Tensor]:
        return packed([torch.ops.aten.adaptive_avg_pool2d(unpacked(data, layout)[0], size)])

    @torch.jit.export
    def max_unpool2d(self, data: List[Tensor], layout: List[int], size: List[int]) -> List[Tensor]:
        values, indices = unpacked(data, layout)
        return packed([torch.ops.aten.max_unpool2d(values, indices, size)])

    @torch.jit.export
    def made_by(self) -> str:
        return self.version


def copy_without_sources(saved, path):
    """The archive without what points to the sources on this machine, and the same every time."""
    with zipfile.ZipFile(saved) as archive, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as copy:
        for name in archive.namelist():
            if not name.endswith(".debug_pkl"):
                # The root is named after the file that is saved to.
                entry = zipfile.ZipInfo(f"{path.stem}/{name.split('/', 1)[1]}")
                copy.writestr(entry, archive.read(name))


def main():
    warnings.filterwarnings("ignore", category=FutureWarning)
    module = torch.jit.script(Pooling())
    saved = io.BytesIO()
    torch.jit.save(module, saved)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    copy_without_sources(saved, TARGET)
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes, made by PyTorch {module.made_by()}")


if __name__ == "__main__":
    main()
