"""Every reader, of every encoding and element type: the values that come out are those that went in, bit by bit.

The tables are written from PySpark by `max_pool2d` and the `tensor-parquet` format, from .npy files that NumPy
wrote; what is expected is NumPy's maximum over the windows.
"""
import functools
import io
from collections import namedtuple
from itertools import product

import duckdb
import numpy as np
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import parts
from numpy.lib.stride_tricks import sliding_window_view

DTYPES = ("uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64")
ENCODINGS = ("array", "nested", "binary", "npy")
SHAPE = (6, 3, 12, 8)

#: Encoding and footer of a table. The footer arrow goes with array alone, hf with nested alone.
Form = namedtuple("Form", "encoding footer")
FORMS = [*(Form(encoding, "none") for encoding in ENCODINGS), Form("array", "arrow"), Form("nested", "hf")]


def can_be(dtype, form):
    """NumPy, and so .npy, knows no bfloat16."""
    return (dtype, form.encoding) != ("bfloat16", "npy")


def name(parameter):
    """A table's form in the name of a test."""
    return "-".join(parameter) if isinstance(parameter, Form) else parameter


def values(dtype):
    """Random tensors; among the floats infinities and zeros of both signs."""
    rng = np.random.default_rng(20261124)
    if np.issubdtype(dtype, np.integer):
        limits = np.iinfo(dtype)
        return rng.integers(limits.min, limits.max, SHAPE, dtype, endpoint=True)
    array = rng.standard_normal(SHAPE).astype(dtype)
    for odd in (0.0, -0.0, np.inf, -np.inf):
        array[rng.random(SHAPE) < 0.05] = odd
    return array


def bfloat16(array):
    """float32 rounded to bfloat16, the nearest, ties to even, as float32; there is no NaN."""
    bits = array.astype(np.float32).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000).astype(np.uint32).view(np.float32)


def first_maximum(array):
    """Maxima of windows of 2 by 2; the first of equal values, which tells zeros apart."""
    windows = sliding_window_view(array, (2, 2), axis=(-2, -1))[..., ::2, ::2, :, :]
    flat = windows.reshape(*windows.shape[:-2], 4)
    return np.take_along_axis(flat, flat.argmax(-1)[..., None], -1)[..., 0]


def written(dtype):
    """What a table of the dtype holds; bfloat16 as float32."""
    array = bfloat16(values("float32")) if dtype == "bfloat16" else values(dtype)
    return first_maximum(array)


@pytest.fixture(scope="module")
def table(spark, tmp_path_factory):
    """Writes the table of a type and form, once."""
    root = tmp_path_factory.mktemp("readers")

    @functools.cache
    def write(dtype, form):
        source = root / f"{dtype}.npy"
        np.save(source, values("float32" if dtype == "bfloat16" else dtype))
        target = root / f"{dtype}-{form.encoding}-{form.footer}"
        (
            spark.read.format("npy")
            .load(str(source))
            .selectExpr(
                "key",
                "image.shape AS input_shape",
                f"max_pool2d_with_indices(tensor_cast(image, '{dtype}'), 2) AS both",
            )
            .selectExpr("key", "input_shape", "both.values AS pooled", "both.indices AS indices")
            .write.format("tensor-parquet")
            .option("encoding", form.encoding)
            .option("footer", form.footer)
            .save(str(target))
        )
        return parts(target)

    return write


def by_pyarrow(files):
    table = pa.concat_tables(pq.read_table(file) for file in files)
    pooled = table["pooled"].combine_chunks()
    if isinstance(pooled, pa.FixedShapeTensorArray):
        return zip(table["key"].to_pylist(), pooled.to_numpy_ndarray())
    return zip(table["key"].to_pylist(), pooled.to_pylist())


def by_pandas(files):
    frame = pandas.concat(pandas.read_parquet(file) for file in files)
    return zip(frame["key"], frame["pooled"])


def by_polars(files):
    frame = polars.concat([polars.read_parquet(file) for file in files])
    return zip(frame["key"].to_list(), frame["pooled"].to_list())


def by_duckdb(files):
    return duckdb.execute("SELECT key, pooled FROM read_parquet($1)", [files]).fetchall()


READERS = {"pyarrow": by_pyarrow, "pandas": by_pandas, "polars": by_polars, "duckdb": by_duckdb}


def flat(value):
    """The elements of nested lists or arrays, in order, and how deep they lie."""
    if not isinstance(value, (list, tuple, np.ndarray)):
        return [value]
    return [element for part in value for element in flat(part)]


def elements(value, dtype, encoding):
    """The elements of one row as the NumPy array that was written."""
    if encoding == "npy":
        return np.load(io.BytesIO(value)).ravel()
    if encoding == "binary":
        if dtype == "bfloat16":
            return (np.frombuffer(value, "<u2").astype(np.uint32) << 16).view(np.float32)
        return np.frombuffer(value, np.dtype(dtype).newbyteorder("<"))
    return np.array(flat(value), np.float32 if dtype in ("float16", "bfloat16") else dtype)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("dtype, form", [pair for pair in product(DTYPES, FORMS) if can_be(*pair)], ids=name)
def test_values(reader, dtype, form, table):
    expected = written(dtype)
    if form.encoding in ("array", "nested") and dtype == "float16":
        expected = expected.astype(np.float32)
    read = dict(READERS[reader](table(dtype, form)))
    assert sorted(read) == [f"{dtype}.npy#{i}" for i in range(SHAPE[0])]
    for i, tensor in enumerate(expected):
        got = elements(read[f"{dtype}.npy#{i}"], dtype, form.encoding)
        assert got.dtype == tensor.dtype
        assert got.tobytes() == tensor.tobytes(), f"record {i}"


@pytest.mark.parametrize("reader", ("pyarrow", "duckdb"))
@pytest.mark.parametrize("form", FORMS, ids=name)
def test_indices(reader, form, table):
    files = table("float32", form)
    if reader == "pyarrow":
        table = pa.concat_tables(pq.read_table(file, columns=["key", "indices"]) for file in files)
        rows = zip(table["key"].to_pylist(), table["indices"].to_pylist())
    else:
        rows = duckdb.execute("SELECT key, indices FROM read_parquet($1)", [files]).fetchall()
    planes = values("float32").reshape(*SHAPE[:2], -1)
    for key, indices in rows:
        i = int(key.rpartition("#")[2])
        there = np.take_along_axis(planes[i], np.array(indices).reshape(SHAPE[1], -1), -1)
        assert there.tobytes() == written("float32")[i].tobytes(), key


@pytest.mark.parametrize("dtype", DTYPES)
def test_pyarrow_gives_a_tensor_array(dtype, table):
    (file,) = table(dtype, Form("array", "arrow"))
    pooled = pq.read_table(file)["pooled"].combine_chunks()
    assert isinstance(pooled, pa.FixedShapeTensorArray)
    assert pooled.type.shape == [3, 6, 4]
    assert pooled.type.dim_names == ["C", "H", "W"]
    tensors = pooled.to_numpy_ndarray()
    expected = written(dtype).astype(np.float32 if dtype in ("float16", "bfloat16") else dtype)
    assert tensors.tobytes() == expected.tobytes()


def test_partitions_come_back_as_columns(pool):
    table = pool("jobs/cifar10-maxpool.yaml", "--partition-by", "label_name")
    counted = duckdb.execute(
        "SELECT label_name, count(*) FROM read_parquet($1, hive_partitioning = true) GROUP BY 1",
        [f"{table}/label_name=*/*.parquet"],
    ).fetchall()
    assert len(counted) == 10 and all(count == 50 for _, count in counted), counted
    frame = pandas.read_parquet(table)
    assert frame["label_name"].value_counts().to_dict() == dict(counted)
    frame = polars.read_parquet(f"{table}/label_name=*/*.parquet", hive_partitioning=True)
    assert dict(frame["label_name"].value_counts().iter_rows()) == dict(counted)


def test_bfloat16_is_not_npy(table):
    with pytest.raises(Exception, match="bfloat16"):
        table("bfloat16", Form("npy", "none"))
