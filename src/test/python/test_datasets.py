"""Hugging Face datasets."""
import numpy as np
import pytest
from conftest import parts
from datasets import Array3D, load_dataset


@pytest.fixture(scope="module")
def table(pool):
    return pool("jobs/cifar10-maxpool.yaml", "--footer", "hf")


def test_pooled_is_an_array3d(table, pooled, tmp_path):
    dataset = load_dataset("parquet", data_files=parts(table), cache_dir=str(tmp_path), split="train")
    assert dataset.features["pooled"] == Array3D((3, 10, 10), "float32")
    assert dataset.num_rows == 500
    rows = dataset.with_format("numpy")[:]
    for key, tensor in zip(rows["key"], np.asarray(rows["pooled"], np.float32)):
        assert tensor.tobytes() == pooled[key].tobytes(), key
