#!/usr/bin/env python3
"""Writes what real PyTorch's pooling gives, as the files that the pooling tests read.

    python src/build/make_pooling_goldens.py [--torch-literals FILE] [--onnx FILE]

Writes one file an operation to src/test/resources/pooling: the parameter sets of PyTorch's own
sample inputs, random ones, odd values, and the text of every error. With the two options also the
numbers that stand in PyTorch's and in ONNX's own tests, after checking that PyTorch still gives
them.

Needs torch and numpy, nothing else. The same version on a CPU of the same capability gives the
same bytes. The format is described in pooling_goldens/golden_file.py.
"""
import argparse
import random
import sys
from pathlib import Path

import torch

from pooling_goldens import adaptive, inverse, literals, windows
from pooling_goldens.golden_file import GoldenFile

SEED = 20260101
TARGET = Path(__file__).resolve().parents[1] / "test" / "resources" / "pooling"
FILES = {
    "max_pool2d": windows.add_max,
    "avg_pool2d": windows.add_avg,
    "lp_pool2d": windows.add_lp,
    "adaptive_max_pool2d": adaptive.add_max,
    "adaptive_avg_pool2d": adaptive.add_avg,
    "max_unpool2d": inverse.add_unpool,
    "max_pool2d_backward": inverse.add_backward,
}


def main():
    if sys.byteorder != "little":
        sys.exit("the elements are written little-endian: run this on such a machine")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--torch-literals", type=Path, metavar="FILE", help="JSON of PyTorch's literal cases")
    parser.add_argument("--onnx", type=Path, metavar="FILE", help="JSON of ONNX's node cases")
    parser.add_argument("--only", choices=FILES, help="write only this operation's file")
    arguments = parser.parse_args()
    # Of several indices that are wrong, max_unpool2d names the one a thread found last.
    torch.set_num_threads(1)
    # "2.15.0+cpu" and "2.15.0+cu132" hold the same CPU kernels.
    version = torch.__version__.split("+")[0]
    made_by = f"PyTorch {version}, {torch.backends.cpu.get_cpu_capability()}, seed {SEED}"
    print(made_by)

    def write(name, add_cases, source):
        golden = GoldenFile(made_by)
        add_cases(golden, source)
        golden.write(TARGET / f"{name}.bin.gz")

    for name, add_cases in FILES.items():
        if arguments.only in (None, name):
            write(name, add_cases, random.Random(f"{SEED} {name}"))
    if arguments.torch_literals:
        write("torch_literal", literals.add_torch, arguments.torch_literals)
    if arguments.onnx:
        write("onnx", literals.add_onnx, arguments.onnx)


if __name__ == "__main__":
    main()
