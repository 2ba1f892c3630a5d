#!/usr/bin/env bash
# `make bench-malformed`: a million malformed requests to the release build; says what was answered, and what it took in memory.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

build_release
ensure_python .venv-test scripts/requirements-test.txt
export STELLWERK="${CARGO_TARGET_DIR:-target}/release/stellwerk" STELLWERK_TEST_MALFORMED="${1:-1000000}"
exec .venv-test/bin/python -m pytest -q -s -p no:cacheprovider compat/test_malformed.py </dev/null
