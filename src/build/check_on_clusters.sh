#!/usr/bin/env bash
# Runs the job where it meets other machines' software, each on this one's loopback address: on YARN
# with HDFS, by a real Spark distribution, in client and in cluster mode; and on S3A with its magic
# committer, against a server that speaks S3's protocol. Every table must have the rows of local mode,
# bit for bit, and nothing may be left staged, also after a driver was killed.
#
#   src/build/check_on_clusters.sh        after a build; needs Debian's apt-get, as root, or python3-venv
#                                         in place; downloads 1.3 GB once
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly PYTHON=/usr/bin/python3
readonly WORK=$PWD/target/clusters
readonly VENV=$WORK/venv
readonly RECORDS=10000          # of the jobs whose drivers are killed
readonly BUCKET=bucket
# JVMs that live for seconds need no optimizing compiler.
readonly QUICK='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'
hadoop=$(sed -n 's:.*<hadoop.version>\(.*\)</hadoop.version>.*:\1:p' pom.xml)

export SPARK_LOCAL_IP=127.0.0.1
# The server takes any; Spark gives them to no executor, which here inherits them.
export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any
unset SPARK_HOME HADOOP_CONF_DIR

started=()
trap 'kill -9 "${started[@]}" 2>/dev/null || true' EXIT

step() { printf '\n== %s (%s s)\n' "$*" "$SECONDS"; }

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# await LOG COMMAND...: until the command succeeds, three minutes at most.
await() {
  local log=$1 i
  shift
  for ((i = 0; i < 360; i++)); do
    ! "$@" 2>/dev/null || return 0
    sleep 0.5
  done
  tail -n 20 "$log" >&2
  fail "did not come in time: $*"
}

# resolve NAME: what src/build/clusters/NAME.xml depends on, in $WORK/NAME.
resolve() {
  [[ ! -f $WORK/$1.resolved || $WORK/$1.resolved -ot src/build/clusters/$1.xml ]] || return 0
  rm -rf "${WORK:?}/$1"
  mvn -B -q -f "src/build/clusters/$1.xml" -Dhadoop.version="$hadoop" \
    org.apache.maven.plugins:maven-dependency-plugin:3.10.0:copy-dependencies -DoutputDirectory="$WORK/$1"
  touch "$WORK/$1.resolved"
}

# submit LOG WORDS...: jobs/submit, whose output is shown where it fails.
submit() {
  local log=$1 code=0
  shift
  jobs/submit --conf "spark.driver.defaultJavaOptions=$QUICK" --conf "spark.executor.defaultJavaOptions=$QUICK" \
    "$@" >"$log" 2>&1 || code=$?
  ((code == 0)) || fail "$(<"$log")" "ended with $code: jobs/submit $*"
}

# same TABLE LOCAL WRITTEN BAD: the rows of a finished table are those that local mode wrote, and so many.
same() {
  "$VENV/bin/python" - "$@" <<'PY'
import glob, json, os, sys, duckdb
table, local, written, bad = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
names = sorted(os.listdir(table))
for name in names:
    assert not name.startswith(("__magic", "_temporary", "_writer", ".spark-staging")), names
assert "_SUCCESS" in names, names
for files, count in (("part-*.parquet", written), ("_bad_records/part-*.parquet", bad)):
    if not count:
        assert not glob.glob(f"{table}/{files}"), files
        continue
    a, b = (f"(SELECT * FROM '{t}/{files}')" for t in (table, local))
    for x, y in ((a, b), (b, a)):
        rows = duckdb.sql(f"SELECT count(*) FROM {x}").fetchone()[0]
        assert rows == count, f"{rows} rows, not {count}: {x}"
        differ = duckdb.sql(f"SELECT count(*) FROM ({x} EXCEPT ALL {y})").fetchone()[0]
        assert differ == 0, f"{differ} rows of {x} are not in {y}"
here, there = (json.load(open(f"{t}/_run.json")) for t in (table, local))
assert here["kernel"] == there["kernel"] and here["kernel"].startswith("vector-"), here["kernel"]
runs = here.get("runs", [here])
assert sum(run["counts"]["written"] for run in runs) == written, runs
assert sum(run["counts"]["bad"] for run in runs) == bad, runs
print(f"{written} rows and {bad} bad records, bit for bit those of local mode; kernel {here['kernel']}")
PY
}

mkdir -p "$WORK"
if [[ ! -x $VENV/bin/duckdb-installed ]]; then
  step "pyspark, duckdb"
  if ! $PYTHON -c 'import venv, ensurepip' 2>/dev/null; then
    apt-get -q update >"$WORK/apt.log"
    DEBIAN_FRONTEND=noninteractive apt-get -q -y install python3-venv >>"$WORK/apt.log"
  fi
  rm -rf "$VENV"
  $PYTHON -m venv "$VENV"
  "$VENV/bin/pip" install -q pyspark==4.2.0 duckdb==1.4.4
  ln -s python "$VENV/bin/duckdb-installed"
fi
distribution=$("$VENV/bin/python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')

step "Hadoop's mini clusters, S3A, a server for it"
resolve yarn
resolve s3a
resolve s3mock
rm -rf "$WORK"/{run,hadoop,objects}
mkdir -p "$WORK"/{run,hadoop,objects}

step "The same in local mode"
for name in images cifar10; do
  submit "$WORK/run/local-$name.log" -- pool "jobs/$name-maxpool.yaml" --output "$WORK/run/local-$name"
done
"$VENV/bin/python" - "$WORK/run/many" $RECORDS <<'PY'
import pathlib, sys
many = pathlib.Path(sys.argv[1])
many.mkdir()
records = pathlib.Path("data/cifar10/test_batch.bin").read_bytes()
for file in range(8):
    (many / f"{file}.bin").write_bytes(records * (int(sys.argv[2]) * 3073 // len(records) // 8))
PY
submit "$WORK/run/local-many.log" -- pool jobs/cifar10-maxpool.yaml --input "$WORK/run/many" --output "$WORK/run/local-many"

step "YARN and HDFS"
# shellcheck disable=SC2086
java -Xmx512m $QUICK -cp "$WORK/yarn/*:target/spark/jars/*" src/build/clusters/YarnAndHdfs.java "$WORK/hadoop" \
  >"$WORK/hadoop/log" 2>&1 &
yarn=$!
started+=("$yarn")
await "$WORK/hadoop/log" test -f "$WORK/hadoop/conf/core-site.xml"
hdfs() { java -XX:TieredStopAtLevel=1 -cp "$WORK/hadoop/conf:target/spark/jars/*" org.apache.hadoop.fs.FsShell "$@"; }
hdfs -put data /data 2>"$WORK/hadoop/put.log"

# on_yarn LOG SPARK-WORDS... -- COMMAND...: what conf/yarn.conf says, at a size for this machine.
on_yarn() {
  local log=$1
  shift
  HADOOP_CONF_DIR=$WORK/hadoop/conf SPARK_HOME=$distribution submit "$log" --extra-properties-file conf/yarn.conf \
    --num-executors 2 --executor-cores 1 --executor-memory 1g --driver-memory 1g \
    --conf "spark.yarn.jars=local:$distribution/jars/*" "$@"
}

step "YARN, client mode"
on_yarn "$WORK/run/yarn-client.log" -- pool jobs/images-maxpool.yaml --input /data/images --output /images
hdfs -get /images "$WORK/run/yarn-images" 2>>"$WORK/hadoop/put.log"
same "$WORK/run/yarn-images" "$WORK/run/local-images" 28 1

step "YARN, cluster mode"
on_yarn "$WORK/run/yarn-cluster.log" --deploy-mode cluster --files jobs/cifar10-maxpool.yaml \
  -- pool cifar10-maxpool.yaml --input /data/cifar10 --output /cifar10 --split-size 256KB
hdfs -get /cifar10 "$WORK/run/yarn-cifar10" 2>>"$WORK/hadoop/put.log"
same "$WORK/run/yarn-cifar10" "$WORK/run/local-cifar10" 500 0
kill -9 "$yarn"

step "S3A"
# shellcheck disable=SC2086
java -Xmx512m $QUICK -cp "$WORK/s3mock/*" com.adobe.testing.s3mock.S3MockApplication --server.address=127.0.0.1 \
  --server.port=0 --com.adobe.testing.s3mock.store.root="$WORK/objects" \
  --com.adobe.testing.s3mock.store.initialBuckets=$BUCKET >"$WORK/run/s3mock.log" 2>&1 &
started+=($!)
await "$WORK/run/s3mock.log" grep -q 'Started S3MockApplication' "$WORK/run/s3mock.log"
port=$(sed -n 's/.* \([0-9]*\) (http) .*/\1/p' "$WORK/run/s3mock.log" | head -n 1)
readonly STORE=http://127.0.0.1:$port

# objects put DIRECTORY PREFIX | get PREFIX DIRECTORY | list PREFIX | uploads
objects() {
  "$VENV/bin/python" - "$STORE/$BUCKET" "$@" <<'PY'
import os, re, sys
from urllib.parse import quote
from urllib.request import Request, urlopen
from xml.sax.saxutils import unescape
bucket, command, *arguments = sys.argv[1:]
def read(query):
    return urlopen(f"{bucket}{query}").read()
def keys(prefix):
    text = read(f"?list-type=2&max-keys=1000&prefix={quote(prefix)}").decode()
    assert "<IsTruncated>false" in text
    return [unescape(key) for key in re.findall("<Key>(.*?)</Key>", text)]
if command == "put":
    directory, prefix = arguments
    for base, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(base, name)
            key = f"{prefix}/{os.path.relpath(path, directory)}"
            urlopen(Request(f"{bucket}/{quote(key)}", data=open(path, "rb").read(), method="PUT"))
elif command == "get":
    prefix, directory = arguments
    for key in keys(prefix + "/"):
        path = os.path.join(directory, os.path.relpath(key, prefix))
        if not key.endswith("/"):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            open(path, "wb").write(read("/" + quote(key)))
elif command == "list":
    print("\n".join(keys(arguments[0] + "/")))
elif command == "uploads":
    print("\n".join(re.findall("<UploadId>(.*?)</UploadId>", read("?uploads").decode())))
PY
}

classes=$(printf '%s:' "$WORK"/s3a/*.jar)
readonly S3A=(
  --extra-properties-file conf/s3a.conf
  --conf "spark.driver.extraClassPath=$classes" --conf "spark.executor.extraClassPath=$classes"
  --conf "spark.hadoop.fs.s3a.endpoint=$STORE" --conf spark.hadoop.fs.s3a.endpoint.region=us-east-1
  --conf spark.hadoop.fs.s3a.path.style.access=true
)

# finished TABLE LOCAL WRITTEN BAD: a table in the store; no upload there is left pending, nothing staged.
finished() {
  local uploads
  uploads=$(objects uploads)
  [[ -z $uploads ]] || fail "uploads left pending: $uploads"
  ! objects list "$1" | grep -E '__magic|_temporary|_writer' || fail "something is left staged"
  rm -rf "${WORK:?}/run/s3a-$1"
  objects get "$1" "$WORK/run/s3a-$1"
  same "$WORK/run/s3a-$1" "$WORK/run/local-$2" "$3" "$4"
}

objects put data data
step "S3A, two executors: images, one of them bad"
submit "$WORK/run/s3a-images.log" "${S3A[@]}" --master 'local-cluster[2,1,1024]' \
  -- pool jobs/images-maxpool.yaml --split-size 256KB --input s3a://$BUCKET/data/images --output s3a://$BUCKET/table
finished table images 28 1

step "S3A, overwrite, then append"
for pair in overwrite:data_batch_1 append:test_batch; do
  submit "$WORK/run/s3a-${pair%:*}.log" "${S3A[@]}" -- pool jobs/cifar10-maxpool.yaml --mode "${pair%:*}" \
    --split-size 256KB --input "s3a://$BUCKET/data/cifar10/${pair#*:}.bin" --output s3a://$BUCKET/table
done
finished table cifar10 500 0

step "S3A, a driver killed once a task has uploaded, and the job again"
again=(pool jobs/cifar10-maxpool.yaml --mode overwrite --split-size 1MB --input "$WORK/run/many" --output s3a://$BUCKET/table)
jobs/submit "${S3A[@]}" --master 'local[1]' -- "${again[@]}" >"$WORK/run/s3a-killed.log" 2>&1 &
driver=$!
started+=("$driver")
uploaded() { [[ -n $(objects uploads) ]]; }
await "$WORK/run/s3a-killed.log" uploaded
kill -9 "$driver"
wait "$driver" || true
uploaded || fail "the driver was killed too late to leave an upload"
objects list table | grep -q __magic || fail "the driver was killed too late to leave something staged"
rm -rf "$WORK/run/s3a-older"
objects get table "$WORK/run/s3a-older"
rm -rf "$WORK/run/s3a-older"/{__magic*,_writer}
same "$WORK/run/s3a-older" "$WORK/run/local-cifar10" 500 0
submit "$WORK/run/s3a-again.log" "${S3A[@]}" -- "${again[@]}"
finished table many $RECORDS 0

step "S3A, a driver killed between two batches, the job again, and verify"
resume=(pool jobs/cifar10-maxpool.yaml --resume --batch-size 4MB --input "$WORK/run/many" --output s3a://$BUCKET/resumed)
jobs/submit "${S3A[@]}" --master 'local[1]' -- "${resume[@]}" >"$WORK/run/s3a-interrupted.log" 2>&1 &
driver=$!
started+=("$driver")
committed() { objects list resumed | grep -q "_ledger/$1.json"; }
await "$WORK/run/s3a-interrupted.log" committed 00001
kill -9 "$driver"
wait "$driver" || true
! objects list resumed | grep -q _SUCCESS || fail "the driver was killed too late to leave a batch undone"
submit "$WORK/run/s3a-resumed.log" "${S3A[@]}" -- "${resume[@]}"
finished resumed many $RECORDS 0
submit "$WORK/run/s3a-verify.log" "${S3A[@]}" -- verify s3a://$BUCKET/resumed
cat "$WORK/run/s3a-verify.log"

step "All tables are those of local mode"
