"""PyTorch: a loader over the table gives the batches that pooling in the loop would have given."""
import numpy as np
import pyarrow.parquet as pq
import torch
from conftest import parts
from torch.utils.data import DataLoader, Dataset


class PooledTable(Dataset):
    """The tensors of a table with the footer arrow, which PyTorch sees without a copy."""

    def __init__(self, table):
        self.tensors, self.labels, self.keys = [], [], []
        for file in parts(table):
            rows = pq.read_table(file)
            pooled = rows["pooled"].combine_chunks().to_numpy_ndarray()
            self.tensors.extend(torch.from_numpy(np.array(pooled)))
            self.labels.extend(rows["label"].to_pylist())
            self.keys.extend(rows["key"].to_pylist())

    def __len__(self):
        return len(self.keys)

    def __getitem__(self, i):
        return self.tensors[i], self.labels[i], self.keys[i]


def test_batches_are_those_of_max_pool2d(cifar10, records, pooled):
    seen = 0
    for tensors, labels, keys in DataLoader(PooledTable(cifar10), batch_size=64):
        assert tensors.dtype == torch.float32
        assert tensors.numpy().tobytes() == b"".join(pooled[key].tobytes() for key in keys)
        assert labels.tolist() == [records.labels[records.place[key]] for key in keys]
        seen += len(keys)
    assert seen == len(pooled) == 500
