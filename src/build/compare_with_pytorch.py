#!/usr/bin/env python3
"""Compares a table that `jobs/submit pool` wrote with what PyTorch makes of the same dataset.

    python src/build/compare_with_pytorch.py TABLE DATASET cifar10|image-folder|npy [parameters]

Every record of DATASET is read again without any code of this project: images decoded by Pillow as
convert("RGB") and turned into float32 as torchvision's ToTensor does (value / 255; uint8 tables
stay uint8), arrays loaded by NumPy and cast to the table's dtype as Tensor.to does. They are pooled
by torch.nn.functional, with the operation and the parameters that the `spark-maxpool` key of the
files' footers tells, and compared by key: values and indices bit by bit, labels and shapes too. Only
these are compared otherwise: a NaN of an average or a power equals any NaN; adaptive averages of
whole planes, which PyTorch sums in another order, and LP pooling with norms other than 1 and the
infinities, whose powers and roots PyTorch leaves to the machine's library, agree within 1e-6 of the value
(float64 1e-12, float16 2e-3). A record that is in neither
the table nor its _bad_records differs, and so does a key that the dataset does not have. --layout is
that of npy files where it was said.

Prints "N records compared, 0 differ" and ends with 0; with 1 if anything differs or the table is
empty; with 3 if this PyTorch has no such operation of the dtype, which it then tells.
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
from torch.nn import functional

CIFAR_RECORD = 1 + 3 * 32 * 32
CIFAR_NAMES = "airplane automobile bird cat deer dog frog horse ship truck".split()
IMAGE_ENDINGS = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff")
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


class Npy:
    """Arrays of .npy files: one record a leading index, or one a file of three axes."""

    def __init__(self, path, layout):
        files = sorted(path.rglob("*.npy")) if path.is_dir() else [path]
        root = path if path.is_dir() else path.parent
        self.arrays = {}
        for file in files:
            array = np.load(file)
            array = array.astype(array.dtype.newbyteorder("="))
            key = file.relative_to(root).as_posix()
            said = layout or {3: "CHW", 4: "NCHW"}[array.ndim]
            if said == "CHW":
                self.arrays[key] = array
                continue
            for i, record in enumerate(array):
                if said == "NHW":
                    record = record[None]
                elif said == "NHWC":
                    record = record.transpose(2, 0, 1)
                self.arrays[f"{key}#{i}"] = record

    def keys(self):
        return set(self.arrays)

    def record(self, key):
        return np.ascontiguousarray(self.arrays[key]), None, None


def data_files(table):
    files = [
        file
        for file in sorted(table.rglob("*.parquet"))
        if not any(part.startswith(("_", ".")) for part in file.relative_to(table).parts)
    ]
    if not files:
        sys.exit(f"{table}: no Parquet file")
    return files


class Pooling:
    """The operation that a table's footer tells, by torch.nn.functional."""

    def __init__(self, file):
        metadata = pq.read_metadata(file).metadata or {}
        if b"spark-maxpool" not in metadata:
            sys.exit(f"{file}: its footer tells no operation")
        footer = json.loads(metadata[b"spark-maxpool"])
        self.dtype = getattr(torch, footer["dtype"])
        self.parameters = footer["pool"]
        self.op = self.parameters["op"]

    def __call__(self, images):
        """Values, and indices where the operation has them."""
        p = self.parameters
        windows = [p.get("kernel-size"), p.get("stride")]
        if self.op == "max":
            return functional.max_pool2d(
                images, *windows, p["padding"], p["dilation"], p["ceil-mode"], return_indices=True
            )
        if self.op == "avg":
            ending = [p["ceil-mode"], p["count-include-pad"], p["divisor-override"]]
            return functional.avg_pool2d(images, *windows, p["padding"], *ending), None
        if self.op == "lp":
            return functional.lp_pool2d(images, self.norm(), *windows, p["ceil-mode"]), None
        if self.op == "adaptive-max":
            return functional.adaptive_max_pool2d(images, p["output-size"], return_indices=True)
        return functional.adaptive_avg_pool2d(images, p["output-size"]), None

    def norm(self):
        norm = self.parameters["norm-type"]
        return float(norm.replace(".", "")) if isinstance(norm, str) else norm

    def agrees(self, ours, theirs):
        """Whether two arrays of values are the same, as far as PyTorch's are always the same."""
        ours = np.frombuffer(ours, theirs.dtype) if isinstance(ours, bytes) else ours.ravel()
        theirs = theirs.ravel()
        if raw(ours) == raw(theirs):
            return True
        if self.op in ("max", "adaptive-max"):
            return False
        numbers = ~(np.isnan(ours) & np.isnan(theirs))
        ours, theirs = ours[numbers], theirs[numbers]
        if self.op == "adaptive-avg" and self.parameters["output-size"] == [1, 1] or (
            self.op == "lp" and abs(self.norm()) not in (1, math.inf)
        ):
            rtol = {torch.float16: 2e-3, torch.float32: 1e-6, torch.float64: 1e-12}[self.dtype]
            return np.allclose(ours.astype(np.float64), theirs.astype(np.float64), rtol=rtol, atol=0)
        return raw(ours) == raw(theirs)


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


def expected(records, dtype, pooling):
    """What PyTorch gives for records of one shape and dtype: values, and indices or None."""
    batch = torch.from_numpy(np.stack(records))
    if pooling.of_images and pooling.dtype != torch.uint8:
        batch = batch.to(torch.float32).div(255)
    batch = batch.to(pooling.dtype)
    values, places = pooling(batch)
    # Lists hold float16 as float32.
    return values.to(getattr(torch, dtype)), places


def differences(batch, dataset, known, pooling, seen):
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
        pooled, places = expected([pixels for _, pixels in members], dtype, pooling)
        for at, (i, _) in enumerate(members):
            key, value = rows["key"][i], pooled[at].numpy()
            if rows["shape"][i] != list(value.shape):
                yield f"{key}: shape is {rows['shape'][i]}, not {list(value.shape)}"
            elif not pooling.agrees(values[i], value):
                yield f"{key}: the values differ"
            elif indices and raw(indices[i]) != raw(places[at].numpy()):
                yield f"{key}: the indices differ"


def bad_keys(table):
    keys = set()
    for file in sorted((table / "_bad_records").glob("*.parquet")):
        keys |= set(pq.read_table(file, columns=["key"]).column("key").to_pylist())
    return keys


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("format", choices=("cifar10", "image-folder", "npy"))
    parser.add_argument("--layout", choices=("CHW", "NCHW", "NHW", "NHWC"))
    arguments = parser.parse_args()
    if arguments.format == "npy":
        dataset = Npy(arguments.dataset, arguments.layout)
    else:
        dataset = (Cifar10 if arguments.format == "cifar10" else ImageFolder)(arguments.dataset)
    known = dataset.keys()
    files = data_files(arguments.table)
    pooling = Pooling(files[0])
    pooling.of_images = arguments.format != "npy"
    try:
        compare(arguments.table, files, dataset, known, pooling)
    except (NotImplementedError, RuntimeError) as missing:
        if "not implemented for" not in str(missing):
            raise
        print(f"PyTorch {torch.__version__} has none: {missing}")
        sys.exit(3)


def compare(table, files, dataset, known, pooling):
    seen, wrong, compared = set(), [], 0
    for file in files:
        parquet = pq.ParquetFile(file)
        present = [name for name in COLUMNS if name in parquet.schema_arrow.names]
        for batch in parquet.iter_batches(BATCH, columns=present):
            wrong += differences(batch, dataset, known, pooling, seen)
            compared += batch.num_rows
    bad = bad_keys(table)
    wrong += [f"{key}: in the table and in _bad_records" for key in sorted(bad & seen)]
    wrong += [f"{key}: neither in the table nor in _bad_records" for key in sorted(known - seen - bad)]
    for line in wrong[:SHOWN]:
        print(line, file=sys.stderr)
    differ = len({line.split(": ")[0] for line in wrong})
    settings = ", ".join(f"{name} {value}" for name, value in pooling.parameters.items())
    print(f"PyTorch {torch.__version__}, {pooling.dtype}, {settings}; {len(bad)} bad records set aside")
    print(f"{compared} records compared, {differ} differ")
    # A comparison of nothing proves nothing.
    sys.exit(1 if differ or not compared else 0)


if __name__ == "__main__":
    main()
