#!/usr/bin/env python3
"""Times the pooling pipeline that PyTorch's users write, for `jobs/bench job` to stand beside.

    python3 src/build/seed_pipeline.py probe
    python3 src/build/seed_pipeline.py cifar|photos|tiny PATH [--workers N] [--warm S] [--seconds S]

Every pipeline is dataset -> ToTensor -> DataLoader -> nn.MaxPool2d; what is pooled is thrown away,
so nothing is written.

cifar   torchvision.datasets.CIFAR10 over the records of one file in CIFAR-10's binary layout: its
        own __getitem__, a PIL image an item; batches of 64, MaxPool2d(3)
photos  the files below PATH, opened by Pillow as RGB; batches of 1, MaxPool2d(3, 2, 1)
tiny    torchvision.datasets.ImageFolder of PATH; batches of 64, MaxPool2d(3)

The pipeline runs for --warm seconds before the clock starts and for --seconds after, through as many
epochs as fit; neither Python's start nor the reading of CIFAR-10's file is counted. Prints one line
of JSON: images, seconds, and the versions of what was timed. Ends with 3 where torch, torchvision or
Pillow is missing. Needs nothing else.
"""
import argparse
import json
import sys
import time
from pathlib import Path

try:
    import numpy
    import PIL
    import torch
    import torchvision
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(3)
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import datasets, transforms

RECORD = 1 + 3 * 32 * 32
IMAGE_ENDINGS = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff")


class BinaryCifar10(datasets.CIFAR10):
    """torchvision's dataset, filled from the binary layout: it reads the pickled one alone."""

    def __init__(self, path, transform):
        records = numpy.fromfile(path, numpy.uint8).reshape(-1, RECORD)
        self.data = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1).copy()
        self.targets = records[:, 0].tolist()
        self.transform = transform
        self.target_transform = None


class Photos(Dataset):
    """Every image below a directory."""

    def __init__(self, root, transform):
        self.files = sorted(f for f in Path(root).rglob("*") if f.suffix.lower() in IMAGE_ENDINGS)
        self.transform = transform

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        with Image.open(self.files[index]) as image:
            return self.transform(image.convert("RGB")), 0


PIPELINES = {
    "cifar": (BinaryCifar10, 64, (3,)),
    "photos": (Photos, 1, (3, 2, 1)),
    "tiny": (datasets.ImageFolder, 64, (3,)),
}


def endless(loader):
    while True:
        yield from loader


def timed(loader, pool, warm, seconds):
    """Images, and the seconds they took, after the warm-up."""
    images = 0
    begun = time.perf_counter()
    started = None
    for batch, _ in endless(loader):
        pool(batch)
        now = time.perf_counter()
        if started is not None:
            images += len(batch)
            if now - started >= seconds:
                return images, now - started
        elif now - begun >= warm:
            started = now


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pipeline", choices=["probe", *PIPELINES])
    parser.add_argument("path", nargs="?")
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--warm", type=float, default=1)
    parser.add_argument("--seconds", type=float, default=3)
    given = parser.parse_args()
    result = {
        "python": sys.version.split()[0],
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
        "pillow": PIL.__version__,
        "threads": torch.get_num_threads(),
    }
    if given.pipeline != "probe":
        if given.path is None:
            parser.error("which PATH?")
        dataset, batch_size, pooling = PIPELINES[given.pipeline]
        loader = DataLoader(
            dataset(given.path, transform=transforms.ToTensor()), batch_size=batch_size, num_workers=given.workers
        )
        result["workers"] = given.workers
        result["images"], result["seconds"] = timed(loader, nn.MaxPool2d(*pooling), given.warm, given.seconds)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
