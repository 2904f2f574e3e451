#!/usr/bin/env python3
"""Writes the sample .npy files under src/test/resources/npy and their manifest.

NumPy writes the files, but for the damaged ones, which are cut or patched from its own. A line of
the manifest, by tabs: the file; the layout to read it with, `-` for none; then either the dtype, the
shape [C,H,W] of a record, the number of records (`-` where the file is one, without an ordinal) and
the SHA-256 of all their elements, channels first, row-major and little-endian; or `bad`, the fault
and the number of good records before it.

    python3 src/build/make_npy_samples.py        needs numpy
"""
import hashlib
import io
import pathlib

import numpy as np

OUT = pathlib.Path(__file__).resolve().parent.parent / "test" / "resources" / "npy"
DTYPES = ["uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64"]
# How an array of these axes becomes [N, C, H, W].
LAYOUTS = {"CHW": lambda a: a[None], "NCHW": lambda a: a, "NHW": lambda a: a[:, None], "NHWC": lambda a: a.transpose(0, 3, 1, 2)}
rng = np.random.default_rng(20260117)
lines = [f"# NumPy {np.__version__}"]


def drawn(dtype, shape):
    """Any bits: what a float32 NaN holds must come through, too."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    return np.frombuffer(rng.bytes(size), dtype).reshape(shape)


def saved(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version, allow_pickle=True)
    return out.getvalue()


def reads(name, array, layout="-"):
    """The line of a good file."""
    records = LAYOUTS[("CHW" if array.ndim == 3 else "NCHW") if layout == "-" else layout](array)
    little = np.ascontiguousarray(records)
    if array.dtype.byteorder == ">":
        little = little.byteswap()
    count = "-" if array.ndim == 3 and layout in ("-", "CHW") else str(len(records))
    shape = ",".join(map(str, records.shape[1:]))
    lines.append("\t".join([name, layout, array.dtype.name, shape, count, hashlib.sha256(little.tobytes()).hexdigest()]))


def good(name, array, layouts=("-",), version=None, after=b""):
    data = saved(array, version)
    loaded = np.load(io.BytesIO(data + after), allow_pickle=False)
    assert loaded.dtype == array.dtype and loaded.tobytes() == array.tobytes()
    (OUT / name).write_bytes(data + after)
    for layout in layouts:
        reads(name, array, layout)


def bad(name, data, fault, before=0, layout="-"):
    (OUT / name).write_bytes(data)
    lines.append("\t".join([name, layout, "bad", fault, str(before)]))


OUT.mkdir(exist_ok=True)
for old in OUT.iterdir():
    old.unlink()

for dtype in DTYPES:
    for endian in ("little", "big"):
        if endian == "big" and np.dtype(dtype).itemsize == 1:
            continue
        for order in "CF":
            for rank, shape in ((3, (3, 4, 7)), (4, (5, 3, 4, 7))):
                array = np.asarray(drawn(dtype, shape), order=order)
                if endian == "big":
                    array = array.byteswap().view(array.dtype.newbyteorder(">"))
                layouts = ("-", "CHW", "NHW") if rank == 3 else ("-", "NCHW", "NHWC")
                good(f"{dtype}-{endian}-{order}-{rank}d.npy", array, layouts)

small = drawn("float32", (2, 1, 3, 2))
for version in ((1, 0), (2, 0), (3, 0)):
    good(f"version-{version[0]}.npy", small, version=version)
good("one-record.npy", drawn("int16", (1, 2, 3, 4)), ("-", "NHWC"))
good("one-record-fortran.npy", np.asfortranarray(drawn("int16", (1, 2, 3, 4))), ("-", "NHWC"))
good("one-element.npy", drawn("float64", (1, 1, 1)), ("-", "NHW"))
good("no-record.npy", drawn("uint8", (0, 3, 4, 5)))
good("no-channel.npy", drawn("uint8", (4, 0, 4, 5)))
good("no-row.npy", drawn("float32", (4, 3, 0, 5)), ("-", "NHWC"))
good("no-column.npy", drawn("int64", (3, 5, 0)), ("-", "NHW"))
good("no-row-fortran.npy", np.asfortranarray(drawn("float32", (4, 3, 0, 5))))
good("trailing-bytes.npy", small, after=rng.bytes(777))
good("many-extents.npy", drawn("uint8", (300, 1, 1, 2)))
mapped = np.lib.format.open_memmap(OUT / "memmap.npy", "w+", "<f4", (3, 2, 2, 2))
mapped[:] = np.arange(24, dtype="<f4").reshape(3, 2, 2, 2)
mapped.flush()
reads("memmap.npy", np.asarray(mapped))
del mapped

# What NumPy reads, and PyTorch does not pool; or what is no image.
for name, array in (
    ("bool", np.zeros((2, 2, 2), bool)),
    ("uint16", np.zeros((2, 2, 2), np.uint16)),
    ("uint32", np.zeros((2, 2, 2), np.uint32)),
    ("uint64", np.zeros((2, 2, 2), np.uint64)),
    ("complex64", np.zeros((2, 2, 2), np.complex64)),
    ("longdouble", np.zeros((2, 2, 2), np.longdouble)),
    ("datetime", np.zeros((2, 2, 2), "<M8[s]")),
    ("string", np.zeros((2, 2, 2), "<U3")),
    ("object", np.full((2, 2, 2), None)),
    ("structured", np.zeros((2, 2, 2), [("a", "<f4"), ("b", "<i2", (2,))])),
    ("structured-names", np.zeros((2, 2, 2), [("\u00e4\u65e5", "<f4")])),
    ("rank-0", np.float32(1)),
    ("rank-1", np.zeros(4, np.float32)),
    ("rank-2", np.zeros((4, 4), np.float32)),
    ("rank-5", np.zeros((1, 1, 1, 2, 2), np.float32)),
):
    bad(f"unsupported-{name}.npy", saved(np.asarray(array)), "unsupported")
lines.append("uint8-little-C-4d.npy\tCHW\tbad\tunsupported\t0")
lines.append("uint8-little-C-3d.npy\tNCHW\tbad\tunsupported\t0")

def claims(data, shape):
    """The same file, but for the shape in its header."""
    start, end = data.index(b"(3, 1, 2, 2)"), data.index(b"\n")
    return data[:start] + f"{shape}, }}".encode().ljust(end - start) + data[end:]


# Damaged.
stack, image = saved(drawn("int16", (3, 1, 2, 2))), saved(drawn("int16", (1, 2, 2)))
fortran = saved(np.asfortranarray(drawn("int16", (3, 1, 2, 2))))
bad("damaged-empty.npy", b"", "truncated")
bad("damaged-magic.npy", b"\x89PNG\r\n\x1a\n" + stack[8:], "corrupt")
bad("damaged-version.npy", stack[:6] + b"\x09\x00" + stack[8:], "unsupported")
bad("damaged-header-cut.npy", stack[:70], "truncated")
bad("damaged-header-short.npy", stack[:8] + b"\x20\x00" + stack[10:], "corrupt")
bad("damaged-header-long.npy", stack[:8] + b"\x80\x00" + stack[10:], "corrupt")
bad("damaged-header-huge.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\xff" + stack[10:], "unsupported")
bad("damaged-dict.npy", stack.replace(b"'shape'", b"'shapf'"), "corrupt")
bad("damaged-negative.npy", claims(stack, "(3, 1, -2, 2)"), "corrupt")
bad("damaged-absurd.npy", claims(stack, "(3, 1, 2, 9999999999)"), "truncated")
bad("damaged-overflow.npy", claims(stack, "(3, 9999999999, 2, 9999999999)"), "corrupt")
bad("damaged-empty-bomb.npy", claims(stack, "(9999999999999, 1, 0, 2)"), "corrupt")
bad("damaged-no-data.npy", stack[:128], "truncated")
bad("damaged-first-record.npy", stack[:129], "truncated")
bad("damaged-last-record.npy", stack[:-1], "truncated", 2)
bad("damaged-whole-records.npy", stack[:-8], "truncated", 2)
bad("damaged-image.npy", image[:-1], "truncated")
bad("damaged-fortran.npy", fortran[:-1], "truncated")

(OUT / "manifest.tsv").write_text("\n".join(lines) + "\n")
print(f"{len(lines) - 1} lines, {len(list(OUT.iterdir())) - 1} files in {OUT}")
