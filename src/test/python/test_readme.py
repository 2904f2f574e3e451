"""What the README tells users of Python to type runs as it stands, and gives what it says."""
import re
import subprocess
import sys

import torch
from conftest import PROJECT

README = (PROJECT / "README.md").read_text()


def python_block(heading):
    """The first block of Python below a heading."""
    section = README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.search(r"```python\n(.*?)```", section, re.DOTALL).group(1)


def ran(code):
    """What code prints in a fresh interpreter in the project's directory."""
    ended = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_from_python(pooled, tmp_path):
    saved = tmp_path / "batch.pt"
    block = python_block("From Python")
    promised = re.search(r"print\(batch.shape\) +# (.*)", block).group(1)
    printed = ran(block + f"\ntorch.save((rows['key'].to_pylist(), batch), {str(saved)!r})\n")
    assert printed.strip() == promised
    keys, batch = torch.load(saved)
    assert batch.numpy().tobytes() == b"".join(pooled[key].tobytes() for key in keys)


def test_a_table_becomes_a_tensor(cifar10):
    block = python_block("The table, and how to query it").replace("out/cifar10-maxpool", str(cifar10))
    printed = ran(block + "\nprint(batch.shape, batch.dtype)\n").splitlines()
    assert printed[0].startswith("extension<arrow.fixed_shape_tensor[value_type=float, shape=[3,10,10]")
    assert printed[1].endswith("torch.float32") and "3, 10, 10]" in printed[1]
