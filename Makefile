# Everything here works on a fresh Debian 12 with Rust; what else is missing is installed, and said.

EVENTS ?= 1000000

help:
	@echo 'make test     install what the tests need, then format, lints, all tests'
	@echo 'make run      build, write a simulated estate, and look at it'
	@echo 'make bench    measure against DuckDB (EVENTS=$(EVENTS)) and write docs/benchmarks.md'
	@echo 'make bench-server   measure the server under load and write docs/benchmarks-server.md'
	@echo 'make bench-malformed  a million malformed requests: no panic, no 5xx, no growth of memory'
	@echo 'make fmt      format the code'
	@echo 'make lint     clippy, warnings as errors'
	@echo 'make clean    remove what the above have made'

test:
	@bash scripts/test.sh

run:
	@bash scripts/run.sh

bench:
	@bash scripts/bench.sh run.py --events $(EVENTS)

bench-server:
	@bash scripts/bench.sh serve.py --events $(EVENTS)

bench-malformed:
	@bash scripts/malformed.sh

fmt:
	cargo fmt

lint:
	cargo clippy --workspace --all-targets --locked -- -D warnings

clean:
	cargo clean
	rm -rf .venv-test .venv-bench .run

.PHONY: help test run bench bench-server bench-malformed fmt lint clean
