#!/usr/bin/env bash
# `make bench`: this build against DuckDB, on a simulated archive of EVENTS events. See bench/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

build_release
ensure_python .venv-bench bench/requirements.txt
exec .venv-bench/bin/python bench/run.py --stellwerk "${CARGO_TARGET_DIR:-target}/release/stellwerk" "$@"
