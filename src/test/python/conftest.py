"""What all tests share: the jar, jobs that ran, and the demonstration records as PyTorch pools them."""
import os
import socket
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyspark
import pytest
import torch
from pyspark.sql import SparkSession
from pyspark.sql.connect.session import SparkSession as ConnectSession

PROJECT = Path(__file__).resolve().parents[3]
CIFAR_RECORD = 1 + 3 * 32 * 32


@pytest.fixture(scope="session")
def jar():
    jars = [file for file in (PROJECT / "target").glob("spark-maxpool-*.jar")]
    assert len(jars) == 1, f"one jar is wanted, after a build: {jars}"
    return jars[0]


@pytest.fixture(scope="session")
def spark(jar):
    """A session of PySpark in this process."""
    session = configured(SparkSession.builder.master("local[2]"), jar)
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def configured(builder, jar):
    """A session with what a user must set, the jar and the extension, and nothing else of ours."""
    return (
        builder.config("spark.jars", str(jar))
        .config("spark.sql.extensions", "io.sparkmaxpool.sql.MaxPoolExtensions")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )


@pytest.fixture(scope="session")
def connect(jar):
    """A session of Spark Connect with a server of its own."""
    logs = PROJECT / "target/python/connect-server.log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        Path(pyspark.__file__).parent / "bin/spark-submit",
        *("--class", "org.apache.spark.sql.connect.service.SparkConnectServer"),
        *("--master", "local[2]", "--jars", jar),
        *("--conf", "spark.sql.extensions=io.sparkmaxpool.sql.MaxPoolExtensions"),
        *("--conf", f"spark.connect.grpc.binding.port={port}"),
        *("--conf", "spark.ui.enabled=false"),
    ]
    with logs.open("w") as log, subprocess.Popen(list(map(str, command)), stdout=log, stderr=log) as server:
        try:
            wait_for(port, server, logs)
            session = ConnectSession.builder.remote(f"sc://127.0.0.1:{port}").create()
            yield session
            session.stop()
        finally:
            server.terminate()


def wait_for(port, server, logs):
    """Until the server listens; fails with what it logged where it does not."""
    for _ in range(240):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, logs.read_text()
        time.sleep(0.5)
    pytest.fail(logs.read_text())


@pytest.fixture(scope="session")
def pool(tmp_path_factory):
    """Runs `jobs/submit pool` with the arguments into a new table, and gives its path."""

    def run(*arguments):
        table = tmp_path_factory.mktemp("table") / "out"
        command = ["jobs/submit", "pool", *map(str, arguments), "--output", str(table)]
        environment = {key: value for key, value in os.environ.items() if key != "SPARK_HOME"}
        ended = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        return table

    return run


@pytest.fixture(scope="session")
def records():
    """The demonstration's 500 records, `[N, 3, 32, 32]` uint8, and where each key is among them."""
    images, labels, place = [], [], {}
    for file in sorted((PROJECT / "data/cifar10").glob("*.bin")):
        raw = np.fromfile(file, np.uint8).reshape(-1, CIFAR_RECORD)
        place |= {f"{file.name}#{i}": len(place) + i for i in range(len(raw))}
        labels.append(raw[:, 0])
        images.append(raw[:, 1:].reshape(-1, 3, 32, 32))
    return Records(np.concatenate(images), np.concatenate(labels), place)


class Records(NamedTuple):
    images: np.ndarray
    labels: np.ndarray
    place: dict


@pytest.fixture(scope="session")
def pooled(records):
    """What ToTensor and MaxPool2d(3) of PyTorch make of a record, `[3, 10, 10]` float32, by key."""
    images = torch.from_numpy(records.images).to(torch.float32).div(255)
    tensors = torch.nn.MaxPool2d(3)(images).numpy()
    return {key: tensors[place] for key, place in records.place.items()}


@pytest.fixture(scope="session")
def cifar10(pool):
    """The demonstration's table, as the README's first command writes it."""
    return pool("jobs/cifar10-maxpool.yaml")


def parts(table):
    """The part files of a table, partitions included."""
    files = sorted(
        file
        for file in Path(table).rglob("*.parquet")
        if not any(part.startswith(("_", ".")) for part in file.relative_to(table).parts)
    )
    assert files, table
    return [str(file) for file in files]
