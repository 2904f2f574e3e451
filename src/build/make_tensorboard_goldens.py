#!/usr/bin/env python3
"""Writes src/test/resources/preview/add_images.tsv and batches.tsv: the pictures that PyTorch's
SummaryWriter.add_images writes into an event file.

add_images.tsv has a line a call: the tensor's dtype, its shape [N,C,H,W] and its little-endian bytes,
then height, width, colour space and the picture's red, green and blue bytes. batches.tsv is the
demonstration data, data/cifar10, as a data loader with batches of 64 and nn.MaxPool2d(3) logs it:
step, tag, height, width, and SHA-256 of the picture's bytes. Bytes are in Base64.

    python3 src/build/make_tensorboard_goldens.py [WHEEL]     needs PyTorch, numpy, tensorboard, Pillow

WHEEL is a torch wheel of any platform: torch.utils.tensorboard, which is Python alone, is then taken
from it, so that an older PyTorch can run a newer version's add_images.
"""
import base64
import hashlib
import io
import pathlib
import platform
import sys
import tempfile

import numpy as np
import PIL
import torch

version = torch.__version__
if len(sys.argv) > 1:
    wheel = pathlib.Path(sys.argv[1]).resolve()
    torch.utils.__path__.insert(0, f"{wheel}/torch/utils")
    # What it imports that the older version does not have.
    torch.__path__.append(f"{wheel}/torch")
    version = f"{wheel.name.split('-')[1]}, run on {torch.__version__}"

import tensorboard.version
from PIL import Image
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader
from torch.utils.tensorboard import SummaryWriter

# A NaN's level is what the processor makes of it.
assert platform.machine() == "x86_64"
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "src" / "test" / "resources" / "preview"
TOOLS = f"# torch.utils.tensorboard of PyTorch {version}; tensorboard {tensorboard.version.VERSION}, numpy {np.__version__}, Pillow {PIL.__version__}"
BATCH = 64
rng = np.random.default_rng(20260214)


def pictures(calls):
    """What an event file holds after add_images of each (tag, tensor, step)."""
    with tempfile.TemporaryDirectory() as directory:
        writer = SummaryWriter(directory)
        for tag, tensor, step in calls:
            writer.add_images(tag, tensor, step)
        writer.close()
        (file,) = pathlib.Path(directory).iterdir()
        for event in LegacyEventFileLoader(str(file)).Load():
            for value in event.summary.value:
                image = Image.open(io.BytesIO(value.image.encoded_image_string))
                assert image.mode == "RGB" and image.size == (value.image.width, value.image.height)
                yield event.step, value.tag, value.image, image.tobytes()


def text(data):
    return base64.b64encode(data).decode()


def stored(tensor):
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.view(torch.int16)
    return tensor.numpy().tobytes()


def tensors():
    # The levels that ToTensor makes, each as a picture of its own row.
    yield torch.arange(256, dtype=torch.uint8).reshape(1, 1, 1, 256)
    yield torch.arange(256, dtype=torch.uint8).reshape(1, 1, 1, 256).to(torch.float32).div(255)
    edges = [0.0, -0.0, -1e-9, -0.25, -1.0, 0.0039, 0.00392, 0.003922, 0.5, 0.99, 0.9999999, 1.0, 1.0000001, 1.004, 1.01, 2.0, 255.0,
             1e10, 1e38, -1e38, float("inf"), float("-inf"), float("nan"), 1e-40]
    # bfloat16 is only known to PyTorch's newer versions.
    for dtype in torch.float32, torch.float64, torch.float16, torch.bfloat16:
        yield torch.tensor(edges, dtype=dtype).reshape(1, 1, 2, 12)
    for dtype in torch.int8, torch.int16, torch.int32, torch.int64:
        limits = torch.iinfo(dtype)
        yield torch.tensor([0, 1, 2, -1, 100, limits.max, limits.min, limits.max - 1], dtype=dtype).reshape(1, 1, 2, 4)
    for images in 1, 2, 7, 8, 9, 16, 17, 52, 64:
        channels = 3 if images % 2 else 1
        yield torch.from_numpy(rng.integers(0, 256, (images, channels, 2, 3), np.uint8))
    for images in 3, 12, 64:
        yield torch.from_numpy(rng.random((images, 3, 2, 2), np.float32))


def add_images():
    lines = [TOOLS, "dtype\tshape\tdata\theight\twidth\tcolorspace\tpixels"]
    for tensor in tensors():
        ((_, _, image, pixels),) = pictures([("t", tensor, 0)])
        shape = ",".join(map(str, tensor.shape))
        lines.append("\t".join([str(tensor.dtype).removeprefix("torch."), shape, text(stored(tensor)), str(image.height),
                                str(image.width), str(image.colorspace), text(pixels)]))
    return lines


def batches():
    files = [ROOT / "data" / "cifar10" / name for name in ("data_batch_1.bin", "test_batch.bin")]
    records = np.concatenate([np.fromfile(file, np.uint8).reshape(-1, 3073) for file in files])
    images = torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32)).to(torch.float32).div(255)
    pool = torch.nn.MaxPool2d(3)
    calls = []
    for step, batch in enumerate(images.split(BATCH)):
        calls += [("input", batch, step), ("output", pool(batch), step)]
    lines = [TOOLS, "step\ttag\theight\twidth\tsha256"]
    for step, tag, image, pixels in pictures(calls):
        lines.append("\t".join(map(str, [step, tag, image.height, image.width, hashlib.sha256(pixels).hexdigest()])))
    return lines


OUT.mkdir(exist_ok=True)
for name, lines in ("add_images.tsv", add_images()), ("batches.tsv", batches()):
    (OUT / name).write_text("\n".join(lines) + "\n")
    print(f"{len(lines) - 2} pictures in {OUT / name}")
