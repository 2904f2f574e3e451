"""PySpark, Spark Connect and the spark-sql shell call the functions, with the jar and one setting."""
import subprocess
from pathlib import Path

import numpy as np
import pyspark
import pytest
from conftest import PROJECT
from pyspark.sql import functions as classic_functions
from pyspark.sql.connect import functions as connect_functions
from pyspark.sql.connect.session import SparkSession as ConnectSession

EXTENSIONS = "spark.sql.extensions=io.sparkmaxpool.sql.MaxPoolExtensions"
SEED = (
    "SELECT tensor_data(max_pool2d(tensor(array(1,2,0,3,1, 0,1,2,3,1, 1,2,1,0,0, 5,2,3,1,1, 2,1,0,1,1),"
    " array(1,5,5)), 3%s)) AS pooled"
)


@pytest.fixture(params=["PySpark", "Spark Connect"])
def session(request):
    return request.getfixturevalue("spark" if request.param == "PySpark" else "connect")


@pytest.fixture
def F(session):
    """The functions for this kind of session, since one process here has both."""
    return connect_functions if isinstance(session, ConnectSession) else classic_functions


def test_the_seeds_example(session):
    assert session.sql(SEED % "").first().pooled == [2]
    assert session.sql(SEED % ", 3, 0, 1, true").first().pooled == [2, 3, 5, 1]


def test_a_data_source_as_a_view(session):
    session.sql(f"CREATE OR REPLACE TEMPORARY VIEW images USING cifar10 OPTIONS (path '{PROJECT}/data/cifar10')")
    counted = session.sql("SELECT label_name, count(*) AS n FROM images GROUP BY 1").collect()
    assert sorted(row.n for row in counted) == [50] * 10


def test_a_data_frame_is_pooled_as_pytorch_pools(session, F, pooled):
    images = session.read.format("cifar10").load(f"{PROJECT}/data/cifar10")
    rows = images.select(
        "key", F.expr("tensor_data(max_pool2d(to_tensor(image), 3))").alias("pooled")
    ).collect()
    assert len(rows) == 500
    for row in rows:
        assert np.array(row.pooled, np.float32).tobytes() == pooled[row.key].tobytes()


def test_call_function(session, F):
    images = session.read.format("cifar10").load(f"{PROJECT}/data/cifar10")
    shapes = images.select(F.call_function("tensor_shape", F.call_function("max_pool2d", "image", F.lit(3))).alias("s"))
    assert shapes.distinct().collect()[0].s == [3, 10, 10]


def test_a_mistake_has_pytorchs_text(session):
    with pytest.raises(Exception, match="pad should be at most half of effective kernel size"):
        session.sql((SEED % ", 3, 2")).collect()


def test_describe_function(session):
    told = "\n".join(row[0] for row in session.sql("DESCRIBE FUNCTION EXTENDED max_pool2d").collect())
    assert "max_pool2d(" in told
    assert "> SELECT" in told


def test_mean_of_classes_is_pytorchs(session, F, records, pooled):
    images = session.read.format("cifar10").load(f"{PROJECT}/data/cifar10")
    rows = images.groupBy("label").agg(
        F.expr("avg(tensor_mean(max_pool2d(to_tensor(image), 3)))").alias("mean")
    ).collect()
    assert len(rows) == 10
    for row in rows:
        of_class = [pooled[key] for key, i in records.place.items() if records.labels[i] == row.label]
        assert row["mean"] == pytest.approx(np.mean(of_class, dtype=np.float64), rel=1e-12)


def test_the_shell(jar):
    home = Path(pyspark.__file__).parent
    command = [
        home / "bin/spark-sql", "--jars", jar, "--conf", EXTENSIONS, "--conf", "spark.ui.enabled=false",
        "--conf", "spark.sql.catalogImplementation=in-memory", "-e", SEED % "",
    ]
    ended = subprocess.run(list(map(str, command)), cwd=PROJECT / "target", capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == "[2]"
