#!/usr/bin/env python3
"""Compares a table that `jobs/submit pool` wrote with what PyTorch makes of the same dataset.

    python src/build/compare_with_pytorch.py TABLE DATASET cifar10|image-folder [parameters]

Every record of DATASET is read again without any code of this project, decoded by Pillow as
convert("RGB"), turned into float32 as torchvision's ToTensor does (value / 255; uint8 tables stay
uint8), and pooled by torch.nn.functional.max_pool2d. Values and indices are compared bit by bit,
by key; labels and shapes too. A record that is in neither the table nor its _bad_records differs,
and so does a key that the dataset does not have. The parameters come from the `spark-maxpool` key
of the files' footers unless they are given: --kernel-size 3 or H,W, --stride, --padding,
--dilation, --ceil-mode.

Prints "N records compared, 0 differ" and ends with 0; with 1 if anything differs or the table is
empty.
Needs torch, numpy, pyarrow and Pillow.
"""
import argparse
import io
import json
import math
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from PIL import Image

CIFAR_RECORD = 1 + 3 * 32 * 32
CIFAR_NAMES = "airplane automobile bird cat deer dog frog horse ship truck".split()
IMAGE_ENDINGS = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp")
COLUMNS = ("key", "label", "label_name", "input_shape", "shape", "dtype", "pooled", "indices")
BATCH = 512
SHOWN = 10


class Cifar10:
    """Records of a file or of a directory's *.bin, by `<file>#<ordinal>`."""

    def __init__(self, path):
        root = path if path.is_dir() else path.parent
        files = sorted(path.glob("*.bin")) if path.is_dir() else [path]
        names = root / "batches.meta.txt"
        self.names = names.read_text().split() if names.is_file() else CIFAR_NAMES
        self.files = {
            file.name: np.memmap(file, np.uint8, "r")[: file.stat().st_size // CIFAR_RECORD * CIFAR_RECORD]
            .reshape(-1, CIFAR_RECORD)
            for file in files
            if file.stat().st_size >= CIFAR_RECORD
        }

    def keys(self):
        return {f"{name}#{i}" for name, records in self.files.items() for i in range(len(records))}

    def record(self, key):
        name, _, ordinal = key.rpartition("#")
        record = self.files[name][int(ordinal)]
        label = int(record[0])
        return np.array(record[1:]).reshape(3, 32, 32), label, self.names[label]


class ImageFolder:
    """Images below a root, by their path; the directories right under it are the classes."""

    def __init__(self, root):
        self.root = root
        self.classes = sorted(entry.name for entry in root.iterdir() if entry.is_dir())

    def keys(self):
        return {
            file.relative_to(self.root).as_posix()
            for file in self.root.rglob("*")
            if file.is_file() and file.name.lower().endswith(IMAGE_ENDINGS)
        }

    def record(self, key):
        with Image.open(self.root / key) as image:
            if image.mode.startswith("I"):  # "I" before Pillow 10
                # convert("RGB") would clip at 255; the high byte is this project's documented rule.
                grey = (np.asarray(image) >> 8).astype(np.uint8)
                pixels = np.stack([grey] * 3)
            else:
                pixels = np.asarray(image.convert("RGB")).transpose(2, 0, 1).copy()
        parent, slash, _ = key.partition("/")
        return (pixels, self.classes.index(parent), parent) if slash else (pixels, None, None)


def data_files(table):
    files = [
        file
        for file in sorted(table.rglob("*.parquet"))
        if not any(part.startswith(("_", ".")) for part in file.relative_to(table).parts)
    ]
    if not files:
        sys.exit(f"{table}: no Parquet file")
    return files


def footer_parameters(file):
    """The pooling parameters in the footer, wherever its JSON keeps them."""
    metadata = pq.read_metadata(file).metadata or {}
    if b"spark-maxpool" not in metadata:
        return {}
    pending = [json.loads(metadata[b"spark-maxpool"])]
    while pending:
        found = pending.pop()
        if isinstance(found, dict):
            flat = {key.replace("-", "").replace("_", "").lower(): value for key, value in found.items()}
            if "kernelsize" in flat:
                return flat
            pending += found.values()
    return {}


def pooling(arguments, file):
    """The keyword arguments of torch.nn.functional.max_pool2d."""
    stored = footer_parameters(file)
    chosen = {}
    for name, default in (("kernel_size", None), ("stride", None), ("padding", 0), ("dilation", 1)):
        value = getattr(arguments, name)
        if value is None:
            value = stored.get(name.replace("_", ""))
        if value is None:
            value = default
        if isinstance(value, dict):
            value = [value["height"], value["width"]]
        chosen[name] = value
    if chosen["kernel_size"] is None:
        sys.exit(f"{file}: the footer has no pooling parameters; give --kernel-size")
    if stored.get("op", "max") != "max":
        sys.exit(f"{file}: pool.op is {stored['op']}, and only max is compared")
    ceil = arguments.ceil_mode if arguments.ceil_mode is not None else stored.get("ceilmode", False)
    return {**chosen, "ceil_mode": bool(ceil)}


def tensors(column, shapes):
    """The raw elements of each row as NumPy arrays; nested lists must have the row's extents."""
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        for value in column.to_pylist():
            yield np.load(io.BytesIO(value)).ravel() if value[:6] == b"\x93NUMPY" else value
        return
    level = 0
    while pa.types.is_list(column.type) or pa.types.is_fixed_size_list(column.type):
        lengths = [len(entry) for entry in column] if level == 0 else column.value_lengths().to_pylist()
        nested = pa.types.is_nested(column.type.value_type)
        if nested or level:
            wanted = [shape[level] for shape in shapes for _ in range(math.prod(shape[:level]))]
            if lengths != wanted:
                raise ValueError(f"lists of level {level} have the lengths {lengths[:5]}...")
        elif lengths != [math.prod(shape) for shape in shapes]:
            raise ValueError(f"lists of the lengths {lengths[:5]}... where shapes are {shapes[:5]}...")
        column = column.flatten()
        level += 1
    if column.null_count:
        raise ValueError("a null element")
    flat = column.to_numpy(zero_copy_only=False)
    at = 0
    for shape in shapes:
        yield flat[at : at + math.prod(shape)]
        at += math.prod(shape)


def raw(value):
    return value if isinstance(value, bytes) else np.ascontiguousarray(value).tobytes()


def expected(pixels, dtype, parameters):
    """What PyTorch gives for uint8 images of one shape: values and indices, raw."""
    images = torch.from_numpy(np.stack(pixels))
    if dtype == "float32":
        images = images.to(torch.float32).div(255)
    elif dtype != "uint8":
        raise ValueError(f"dtype {dtype}: images are uint8 or float32")
    return torch.nn.functional.max_pool2d(images, return_indices=True, **parameters)


def differences(batch, dataset, known, parameters, seen):
    """One line for each record of the batch that is not what PyTorch gives."""
    columns = {name: batch.column(name) for name in batch.schema.names}
    rows = {name: columns[name].to_pylist() for name in columns if name not in ("pooled", "indices")}
    values = list(tensors(columns["pooled"], rows["shape"]))
    indices = list(tensors(columns["indices"], rows["shape"])) if "indices" in columns else None
    groups = {}
    for i, key in enumerate(rows["key"]):
        if key in seen:
            yield f"{key}: twice in the table"
        seen.add(key)
        if key not in known:
            yield f"{key}: the dataset has no such record"
            continue
        try:
            pixels, label, name = dataset.record(key)
        except OSError as unreadable:
            yield f"{key}: Pillow refuses it, {unreadable}"
            continue
        for column, wanted in (("label", label), ("label_name", name), ("input_shape", list(pixels.shape))):
            if column in rows and rows[column][i] != wanted:
                yield f"{key}: {column} is {rows[column][i]}, not {wanted}"
        groups.setdefault((pixels.shape, rows["dtype"][i]), []).append((i, pixels))
    for (_, dtype), members in groups.items():
        pooled, places = expected([pixels for _, pixels in members], dtype, parameters)
        for (i, _), value, place in zip(members, pooled, places):
            key = rows["key"][i]
            if rows["shape"][i] != list(value.shape):
                yield f"{key}: shape is {rows['shape'][i]}, not {list(value.shape)}"
            elif raw(values[i]) != raw(value.numpy()):
                yield f"{key}: the values differ"
            elif indices and raw(indices[i]) != raw(place.numpy()):
                yield f"{key}: the indices differ"


def bad_keys(table):
    keys = set()
    for file in sorted((table / "_bad_records").glob("*.parquet")):
        keys |= set(pq.read_table(file, columns=["key"]).column("key").to_pylist())
    return keys


def size(word):
    parts = [int(part) for part in word.split(",")]
    if len(parts) > 2:
        raise argparse.ArgumentTypeError("one number, or H,W")
    return parts[0] if len(parts) == 1 else parts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("format", choices=("cifar10", "image-folder"))
    for option in ("--kernel-size", "--stride", "--padding", "--dilation"):
        parser.add_argument(option, type=size, metavar="N|H,W")
    parser.add_argument("--ceil-mode", action=argparse.BooleanOptionalAction, default=None)
    arguments = parser.parse_args()
    dataset = (Cifar10 if arguments.format == "cifar10" else ImageFolder)(arguments.dataset)
    known = dataset.keys()
    files = data_files(arguments.table)
    parameters = pooling(arguments, files[0])
    seen, wrong, compared = set(), [], 0
    for file in files:
        parquet = pq.ParquetFile(file)
        present = [name for name in COLUMNS if name in parquet.schema_arrow.names]
        for batch in parquet.iter_batches(BATCH, columns=present):
            wrong += differences(batch, dataset, known, parameters, seen)
            compared += batch.num_rows
    bad = bad_keys(arguments.table)
    wrong += [f"{key}: in the table and in _bad_records" for key in sorted(bad & seen)]
    wrong += [f"{key}: neither in the table nor in _bad_records" for key in sorted(known - seen - bad)]
    for line in wrong[:SHOWN]:
        print(line, file=sys.stderr)
    differ = len({line.split(": ")[0] for line in wrong})
    settings = ", ".join(f"{name} {value}" for name, value in parameters.items())
    print(f"PyTorch {torch.__version__}, {settings}; {len(bad)} bad records set aside")
    print(f"{compared} records compared, {differ} differ")
    # A comparison of nothing proves nothing.
    sys.exit(1 if differ or not compared else 0)


if __name__ == "__main__":
    main()
