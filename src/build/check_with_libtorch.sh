#!/usr/bin/env bash
# Holds every pooling against libtorch in one JVM, on the same random calls; prints how many of each
# operation and type it compared. Compiles nothing but its own three classes; downloads 120 MB once.
#
#   src/build/check_with_libtorch.sh        after a build, on Linux x86_64
#   src/build/check_with_libtorch.sh -Dsparkmaxpool.libtorch.seed=7 -Dsparkmaxpool.libtorch.configurations=5000
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [[ ! -d target/test-classes ]]; then
  echo "nothing is built: run mvn -B verify first" >&2
  exit 1
fi
exec mvn -B -q -Ppeers compiler:testCompile@peers surefire:test@libtorch "$@"
