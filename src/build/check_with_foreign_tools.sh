#!/usr/bin/env bash
# Holds what the job writes against tools of others: every value and index against real PyTorch, the
# table of jobs/submit against that of a real Spark distribution's spark-submit, and the reading of it
# by Spark SQL without our jar, by DuckDB and by pyarrow.
#
#   src/build/check_with_foreign_tools.sh        after a build; needs Debian's apt-get, as root, or
#                                                python3-torch, python3-pil and python3-venv in place
#
# Real CIFAR-10 records and photos are compared as well where ../shared/data has them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly PYTHON=/usr/bin/python3
readonly WORK=target/foreign
readonly VENV=$WORK/venv
jar=$(ls target/spark-maxpool-*.jar | grep -v original)

step() { printf '\n== %s\n' "$*"; }

if ! $PYTHON -c 'import torch, PIL, venv, ensurepip' 2>/dev/null; then
  step "Debian's PyTorch and Pillow"
  apt-get -q update
  DEBIAN_FRONTEND=noninteractive apt-get -q -y install python3-torch python3-pil python3-venv >"$WORK.apt.log"
fi
if [[ ! -x $VENV/bin/python ]]; then
  step "pyspark, pyarrow, duckdb"
  mkdir -p "$WORK"
  $PYTHON -m venv --system-site-packages "$VENV"
  "$VENV/bin/pip" install -q pyspark==4.2.0 pyarrow==21.0.0 duckdb==1.4.4
fi
python=$PWD/$VENV/bin/python
SPARK_DISTRIBUTION=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')

# pool NAME ARGS...: the same job by jobs/submit and by the distribution's spark-submit, tables alike.
pool() {
  local name=$1
  shift
  rm -rf "${WORK:?}/$name" "${WORK:?}/$name-distribution"
  env -u SPARK_HOME jobs/submit pool "$@" --output "$WORK/$name"
  SPARK_HOME=$SPARK_DISTRIBUTION "$SPARK_DISTRIBUTION/bin/spark-submit" --master 'local[2]' \
    --driver-memory 2g --class io.sparkmaxpool.cli.Main "$jar" pool "$@" \
    --output "$WORK/$name-distribution" 2>"$WORK/$name-distribution.log"
  "$python" - "$WORK/$name" <<'PY'
import sys, duckdb
table = sys.argv[1]
ours, theirs = (f"(SELECT * FROM '{t}/part-*.parquet')" for t in (table, table + "-distribution"))
for a, b in ((ours, theirs), (theirs, ours)):
    differ = duckdb.sql(f"SELECT count(*) FROM ({a} EXCEPT ALL {b})").fetchone()[0]
    assert differ == 0, f"{differ} rows of {table} differ between jobs/submit and spark-submit"
print(duckdb.sql(f"SELECT count(*) FROM {ours}").fetchone()[0], "rows, alike by jobs/submit and spark-submit")
PY
}

step "CIFAR-10, kernel 3"
pool cifar10 --format cifar10 --input data/cifar10 --kernel-size 3
"$python" src/build/compare_with_pytorch.py "$WORK/cifar10" data/cifar10 cifar10

step "Images, kernel 3, stride 2, padding 1, with indices"
pool images --format image-folder --input data/images --kernel-size 3 --stride 2 --padding 1 --return-indices
"$python" src/build/compare_with_pytorch.py "$WORK/images" data/images image-folder

# compare INPUT FORMAT ARGS...: what jobs/submit pools, against PyTorch, which may have no such operation.
missing=()
compare() {
  local input=$1 format=$2 ended=0
  shift 2
  rm -rf "${WORK:?}/one"
  env -u SPARK_HOME jobs/submit pool --format "$format" --input "$input" --output "$WORK/one" "$@" >"$WORK/one.log" 2>&1 \
    || { cat "$WORK/one.log"; return 1; }
  "$python" src/build/compare_with_pytorch.py "$WORK/one" "$input" "$format" "${layout[@]}" || ended=$?
  if [[ $ended == 3 ]]; then
    missing+=("$input $*")
  elif [[ $ended != 0 ]]; then
    return "$ended"
  fi
}

layout=()
readonly OPERATIONS=(
  "--op avg --kernel-size 3 --stride 2 --padding 1 --ceil-mode --count-include-pad=false"
  "--op lp --norm-type 3 --kernel-size 2,3"
  "--op adaptive-max --output-size 5,null --return-indices"
  "--op adaptive-avg --output-size 3,2"
)
for operation in "${OPERATIONS[@]}" "--op adaptive-avg --output-size 1"; do
  step "Images, $operation"
  # shellcheck disable=SC2086
  compare data/images image-folder $operation
done

"$python" src/build/make_npy_datasets.py "$WORK/npy"
for dtype in uint8 int8 int16 int32 int64 float16 float32 float64; do
  step "npy, $dtype, max with indices"
  compare "$WORK/npy/$dtype" npy --kernel-size 3,2 --stride 2 --padding 1 --dilation 1,2 --ceil-mode --return-indices
  case $dtype in
    float*)
      for operation in "${OPERATIONS[@]}"; do
        step "npy, $dtype, $operation"
        # shellcheck disable=SC2086
        compare "$WORK/npy/$dtype" npy $operation
      done ;;
    int64)
      step "npy, int64, average"
      compare "$WORK/npy/$dtype" npy --op avg --kernel-size 2 --divisor-override=-3 ;;
  esac
done
step "npy, int16 as float32"
compare "$WORK/npy/int16" npy --dtype float32 --op avg --kernel-size 2
for axes in NHW NHWC; do
  step "npy, layout $axes"
  layout=(--layout "$axes")
  compare "$WORK/npy/$axes" npy --layout "$axes" --kernel-size 3 --stride 1 --padding 1 --return-indices
done
printf 'not in this PyTorch: %s\n' "${missing[@]}"
if printf '%s\n' "${missing[@]}" | grep -q 'float32\|float64'; then
  echo "PyTorch has every operation for float32 and float64" >&2
  exit 1
fi

step "Readers"
"$python" - "$WORK/cifar10" <<'PY'
import glob, sys
import duckdb, pyarrow as pa, pyarrow.parquet as pq
table = sys.argv[1]
print(duckdb.sql(f"SELECT label_name, count(*), avg(list_max(pooled)) FROM '{table}/*.parquet' GROUP BY 1 ORDER BY 1"))
rows = 0
for file in glob.glob(f"{table}/part-*.parquet"):
    pooled = pq.read_table(file)["pooled"].combine_chunks()
    assert isinstance(pooled, pa.FixedShapeTensorArray), pooled.type
    rows += pooled.to_numpy_ndarray().shape[0]
    assert pooled.to_numpy_ndarray().shape[1:] == (3, 10, 10), pooled.type
print(f"pyarrow {pa.__version__}: {pooled.type}, {rows} rows")
assert rows == 500
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", False).getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
counts = spark.sql(f"SELECT label_name, count(*) AS n, avg(array_max(pooled)) FROM parquet.`{table}` GROUP BY 1").collect()
assert sorted(row.n for row in counts) == [50] * 10, counts
print(f"Spark {spark.version} without our jar: {len(counts)} classes of 50")
PY

readonly REAL=../shared/data
if [[ -d $REAL ]]; then
  step "10,000 real CIFAR-10 records"
  mkdir -p "$WORK/real/cifar10" "$WORK/real/photos"
  cp "$REAL/cifar10-real-test_batch.bin" "$WORK/real/cifar10/test_batch.bin"
  cp "$REAL/cifar10-real-batches.meta.txt" "$WORK/real/cifar10/batches.meta.txt"
  pool real-cifar10 --format cifar10 --input "$WORK/real/cifar10" --kernel-size 3
  "$python" src/build/compare_with_pytorch.py "$WORK/real-cifar10" "$WORK/real/cifar10" cifar10
  step "200 real photos"
  tar -xf "$REAL/imagenet-real-200-jpeg.tar" -C "$WORK/real/photos"
  pool real-photos --format image-folder --input "$WORK/real/photos" --kernel-size 3 --stride 2 --padding 1 --return-indices
  "$python" src/build/compare_with_pytorch.py "$WORK/real-photos" "$WORK/real/photos" image-folder
fi
