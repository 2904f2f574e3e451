#!/usr/bin/env python3
"""Reads a small dataset with torchvision's own classes and prints it as an .npz, to make_dataset_samples.py.

    /usr/bin/python3 src/build/read_with_torchvision.py version
    /usr/bin/python3 src/build/read_with_torchvision.py mnist IMAGES LABELS
    /usr/bin/python3 src/build/read_with_torchvision.py CIFAR10|CIFAR100 cifar-*-python.tar.gz train|test
    /usr/bin/python3 src/build/read_with_torchvision.py folder DIRECTORY

Debian 12: apt-get install python3-torchvision python3-pil. The array `images` is [N,C,H,W], or there
is one array a picture, `0`, `1`, ..., in a folder; `labels` are the indices, `classes` their names.
"""

import io
import os
import sys
import tarfile
import tempfile

import numpy as np
import torchvision
from torchvision.datasets import CIFAR10, CIFAR100, ImageFolder, mnist


def cifar(kind, archive, part):
    """The whole dataset's checksums are torchvision's; without them it takes any records."""

    class Small(kind):
        train_list = [[name, None] for name, _ in kind.train_list]
        test_list = [[name, None] for name, _ in kind.test_list]
        meta = {**kind.meta, "md5": None}

    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(archive) as tar:
            tar.extractall(folder)
        read = Small(folder, train=part == "train")
    pixels = [np.asarray(picture).transpose(2, 0, 1) for picture, _ in read]
    return {"images": np.stack(pixels), "labels": [label for _, label in read], "classes": read.classes}


def folder(directory):
    read = ImageFolder(directory)
    found = {str(i): np.asarray(picture).transpose(2, 0, 1) for i, (picture, _) in enumerate(read)}
    files = [os.path.relpath(path, directory) for path, _ in read.samples]
    return {**found, "files": files, "labels": [label for _, label in read.samples], "classes": read.classes}


def main(kind, *arguments):
    result = {}
    if kind == "mnist":
        images, labels = mnist.read_image_file(arguments[0]), mnist.read_label_file(arguments[1])
        result = {"images": images.numpy()[:, None], "labels": labels.numpy()}
    elif kind == "folder":
        result = folder(*arguments)
    elif kind != "version":
        result = cifar({"CIFAR10": CIFAR10, "CIFAR100": CIFAR100}[kind], *arguments)
    out = io.BytesIO()
    np.savez(out, version=torchvision.__version__, **result)
    sys.stdout.buffer.write(out.getvalue())


if __name__ == "__main__":
    main(*sys.argv[1:])
