#!/usr/bin/env bash
# `make run`: builds, writes a simulated estate once, and shows what can be asked of it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

build_release
stellwerk="${CARGO_TARGET_DIR:-target}/release/stellwerk"
data=.run/data

# Shows a command as it can be copied, then what it answers.
show() {
    printf '\n$'
    printf ' %q' "$@" | sed "s/\\\\ / /g"
    printf '\n'
    "$@" </dev/null
}
ask() {
    printf '\n$ %s query --data-dir %s "%s"\n' "$stellwerk" "$data" "$1"
    "$stellwerk" query --data-dir "$data" "$1" </dev/null
}

if [ ! -e .run/ready ]; then
    rm -rf "$data"
    mkdir -p .run
    show "$stellwerk" demo --data-dir "$data" --events 20000
    touch .run/ready
fi
show "$stellwerk" status --data-dir "$data"
show "$stellwerk" lookup --data-dir "$data" --attribute Username=omar.reyes --max 8
ask "SELECT eventSource, eventName, count(*) AS refused FROM events WHERE errorCode = 'AccessDenied' GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 10"

cat <<TEXT

What to try next:
  your own log files      $stellwerk import --data-dir my-data PATH ...    (files, folders, s3://bucket/prefix)
  one event as it came    $stellwerk lookup --data-dir $data --attribute EventName=StopLogging --format json
  everything it can do    $stellwerk --help
  begin again             rm -rf .run && make run
TEXT
