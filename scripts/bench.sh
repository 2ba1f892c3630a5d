#!/usr/bin/env bash
# `make bench` and `make bench-server`: this build, on a simulated archive of EVENTS events. See bench/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

build_release
ensure_python .venv-bench bench/requirements.txt
script="$1"
shift
exec .venv-bench/bin/python "bench/$script" --stellwerk "${CARGO_TARGET_DIR:-target}/release/stellwerk" "$@"
