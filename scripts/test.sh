#!/usr/bin/env bash
# `make test`: brings what is missing, then format, lints and all tests. Reads nothing from standard input.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

ensure_rust
ensure_python .venv-test scripts/requirements-test.txt
if ! ensure_postgres; then
    [ "${CI:-}" != true ] || fail "PostgreSQL is needed"
    say "without PostgreSQL: the tests that need it are skipped"
fi
ensure_node || say "without node and npm: the scenario of the AWS SDK for JavaScript is skipped"
export STELLWERK_TEST_PYTHON="$PWD/.venv-test/bin/python"
export STELLWERK_TEST_WEED="$PWD/.venv-test/bin/weed"

if [ "${CI:-}" = true ]; then
    # Runs share one build of the dependencies. Two things about sharing:
    # - cargo names the output of a workspace member by its path inside the workspace, so that two checkouts write the same
    #   files, and takes files for fresh that are older than the last build: the members are therefore built anew each time;
    # - another run must not replace a test program between its build and its start: one run at a time.
    export CARGO_TARGET_DIR="${XDG_CACHE_HOME:-$HOME/.cache}/stellwerk-ci-target" CARGO_INCREMENTAL=0
    mkdir -p "$CARGO_TARGET_DIR"
    exec 9>"$CARGO_TARGET_DIR/.one-run-at-a-time"
    flock -n 9 || { say "waiting for another run"; flock 9; }
    if [ "$(du -sm "$CARGO_TARGET_DIR" | cut -f1)" -gt 30000 ]; then
        say "more than 30 GB of old builds: starting anew"
        rm -rf "$CARGO_TARGET_DIR"/debug
    fi
    rm -rf "$CARGO_TARGET_DIR"/debug/.fingerprint/{stellwerk,xtask}*
fi

if cargo fmt --version >/dev/null 2>&1; then
    say "cargo fmt --check"
    cargo fmt --check || fail "not formatted: make fmt"
else
    say "without the format: rustup component add rustfmt"
fi

if cargo clippy --version >/dev/null 2>&1; then
    # `cargo clippy` would compile (check) every dependency a second time, only to be able to read our own crates. clippy's
    # compiler makes working programs, too: so the crates of the workspace, and only they, are built by it, and tested as built.
    # This is how cargo clippy itself calls it; `make lint` is the usual command.
    say "lints and tests"
    export RUSTC_WORKSPACE_WRAPPER=clippy-driver
    export CLIPPY_ARGS="-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__"
else
    say "tests, without lints: rustup component add clippy"
fi
cargo test --workspace --locked --no-fail-fast </dev/null
unset RUSTC_WORKSPACE_WRAPPER CLIPPY_ARGS

say "scenarios with real clients"
STELLWERK="${CARGO_TARGET_DIR:-target}/debug/stellwerk" "$STELLWERK_TEST_PYTHON" -m pytest -q -p no:cacheprovider compat </dev/null
say "all passed"
