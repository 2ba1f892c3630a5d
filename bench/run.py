"""Stellwerk against DuckDB on the same archive, the same cores, the same questions; writes docs/benchmarks.md.

Both sides import the archive several times in turn, each in a process of its own whose CPU time and peak memory the kernel
counts. Then rounds of queries: in each, either side starts once, asks everything once to warm up and once for the clock; who
begins changes from round to round. Answers are compared; a difference is an error of the benchmark and makes it fail.

Only the standard library here: DuckDB is in peer.py, so that this process stays small (a child's peak memory counts from it).
"""

import argparse
import csv
import datetime
import io
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from queries import questions

ROOT = Path(__file__).resolve().parent.parent
PEER = [sys.executable, str(ROOT / "bench" / "peer.py")]

EVENTS_PER_CORE_SECOND_MIN = 100_000
BYTES_PER_EVENT_MAX = 150
LOOKUP_P99_MS_MAX = 10
PEAK_BYTES_MAX = 1 << 30


def main():
    arguments = parse()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: arguments.cores])
    work = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    logs = arguments.logs.resolve() if arguments.logs else archive(arguments, work)
    ours = None if arguments.peer_only else Ours(arguments.stellwerk.resolve(), work / "stellwerk-data")
    peer = Peer(work / "duckdb-data")
    sides = [side for side in (ours, peer) if side]

    read_once(logs)
    for number in range(arguments.imports):
        for side in in_turn(sides, number):
            shutil.rmtree(side.folder, ignore_errors=True)
            print(f"import {number + 1} of {arguments.imports}: {side.name}", flush=True)
            side.imports.append(side.import_logs(logs))
    # Our import drops repeated deliveries; the peer gets the same favour without being timed for it.
    repeats = json.loads(run(PEER + ["without-repeats", peer.folder]))["repeats"]
    samples = json.loads(run(PEER + ["sample", peer.folder]))
    peer.version = "DuckDB " + samples["version"]
    asked = questions(samples)

    for number in range(arguments.rounds):
        print(f"queries, round {number + 1} of {arguments.rounds}", flush=True)
        for side in in_turn(sides, number):
            side.rounds.append(side.ask(asked, work))
    problems = compare(ours, peer, asked, samples, work) if ours else []

    read = samples["events"] + repeats
    report = Report(arguments, sides, asked, read, repeats, logs).text(problems)
    print("\n" + report)
    if ours:
        target = arguments.output
        target.parent.mkdir(exist_ok=True)
        target.write_text(report)
        print(f"written: {target}")
    for problem in problems:
        print(f"MISMATCH: {problem}", file=sys.stderr)
    return 1 if problems else 0


def parse():
    parser = argparse.ArgumentParser(description="Measure Stellwerk against DuckDB.")
    parser.add_argument("--stellwerk", type=Path, help="the program to measure")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--logs", type=Path, help="an archive of *.json.gz instead of a simulated one")
    parser.add_argument("--imports", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--cores", type=int, default=2, help="both sides are confined to so many")
    parser.add_argument("--work", type=Path, default=ROOT / ".run" / "bench", help="folder for archive and data")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    parser.add_argument("--peer-only", action="store_true", help="only the peer's half, nothing written")
    arguments = parser.parse_args()
    if not arguments.peer_only and not arguments.stellwerk:
        parser.error("--stellwerk is needed")
    if arguments.peer_only and not arguments.logs and not arguments.stellwerk:
        parser.error("--peer-only needs --logs, or --stellwerk to simulate an archive")
    return arguments


def archive(arguments, work):
    """The simulated archive, made once for its size and seed."""
    folder = work / f"archive-{arguments.events}-{arguments.seed}"
    done = folder.with_suffix(".done")
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        print(f"simulating {arguments.events:,} events", flush=True)
        scale = ["--events", arguments.events, "--seed", arguments.seed]
        run([arguments.stellwerk.resolve(), "demo", *scale, "--logs", folder, "--logs-only"])
        done.touch()
    return folder


def in_turn(sides, number):
    return sides if number % 2 == 0 else sides[::-1]


def read_once(folder):
    """Neither side shall wait for the disk."""
    for path in folder.rglob("*.gz"):
        with open(path, "rb") as file:
            while file.read(1 << 20):
                pass


def run(command):
    result = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if result.returncode != 0:
        sys.exit(f"failed ({result.returncode}): {' '.join(map(str, command))}\n{result.stdout}")
    return result.stdout


def measured(command):
    """Runs a command; wall and CPU seconds and peak memory, as the kernel counted them."""
    started = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"failed ({process.returncode}): {' '.join(map(str, command))}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss * 1024}


def folder_bytes(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


class Side:
    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        self.imports, self.rounds = [], []

    def one_import(self, key):
        return statistics.median(measure[key] for measure in self.imports)

    def ask(self, asked, work):
        """Everything once to warm up, then once for the clock; per question the list of (rows, milliseconds)."""
        flat = [sample for question in asked for sample in question[self.words]]
        file = work / f"queries-{self.words}.json"
        file.write_text(json.dumps(flat + flat))
        timings = json.loads(run(self.query_command(file)))
        if len(timings) != 2 * len(flat):
            sys.exit(f"{self.name}: {2 * len(flat)} questions, {len(timings)} answers")
        timings = iter(timings[len(flat) :])
        found = {}
        for question in asked:
            samples = [next(timings) for _ in question[self.words]]
            found[question["name"]] = [(sample["rows"], sample["milliseconds"][0]) for sample in samples]
        return found

    def milliseconds(self, question):
        return sorted(ms for found in self.rounds for _, ms in found[question["name"]])


class Ours(Side):
    words = "ours"

    def __init__(self, program, folder):
        super().__init__("Stellwerk", folder)
        self.program = program
        self.version = run([program, "--version"]).strip()

    def import_logs(self, logs):
        return measured([self.program, "import", "--data-dir", self.folder, logs])

    def query_command(self, file):
        return [self.program, "bench-queries", "--data-dir", self.folder, "--file", file]

    def answer(self, sql):
        text = run([self.program, "query", "--data-dir", self.folder, "--format", "csv", sql])
        return list(csv.reader(io.StringIO(text)))[1:]


class Peer(Side):
    words = "peer"

    def __init__(self, folder):
        super().__init__("DuckDB", folder)
        self.version = "DuckDB"

    def import_logs(self, logs):
        return measured(PEER + ["import", logs, self.folder])

    def query_command(self, file):
        return PEER + ["queries", self.folder, file]


def compare(ours, peer, asked, samples, work):
    """Where the two sides differ: in the number of rows of any sample, or in what an aggregation answers."""
    problems = []
    ((events,),) = ours.answer("SELECT count(*) AS events FROM events")
    if int(events) != samples["events"]:
        problems.append(f"events: {events} in Stellwerk, {samples['events']} in DuckDB")
    for question in asked:
        pairs = zip(ours.rounds[0][question["name"]], peer.rounds[0][question["name"]], question["peer"])
        different = [(mine, theirs, sample) for (mine, _), (theirs, _), sample in pairs if mine != theirs]
        if different:
            mine, theirs, sample = different[0]
            problems.append(
                f"{question['name']}: {len(different)} of {len(question['peer'])} samples have other numbers of rows, the first "
                f"{mine} in Stellwerk, {theirs} in DuckDB: {sample}"
            )
    aggregations = [question for question in asked if question["kind"] == "sql"]
    file = work / "answers-peer.json"
    file.write_text(json.dumps([question["peer"][0] for question in aggregations]))
    for question, theirs in zip(aggregations, json.loads(run(PEER + ["answers", peer.folder, file]))):
        mine = ours.answer(question["ours"][0]["sql"])
        if [list(map(plain, row)) for row in mine] != [list(map(plain, row)) for row in theirs]:
            rows = [(m, t) for m, t in zip(mine, theirs) if list(map(plain, m)) != list(map(plain, t))]
            problems.append(f"{question['name']}: other answers, the first {rows[0] if rows else (len(mine), len(theirs))}")
    return problems


def plain(cell):
    """Times in one spelling: 2026-07-01 00:00:00."""
    if len(cell) >= 19 and cell[4] == cell[7] == "-" and cell[10] in " T":
        cell = cell[:10] + " " + cell[11:].removesuffix("Z").removesuffix(" UTC").split(".")[0]
    return cell


def percentile(ordered, share):
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


class Report:
    def __init__(self, arguments, sides, asked, read, repeats, logs):
        self.arguments, self.sides, self.asked = arguments, sides, asked
        self.read, self.repeats, self.logs = read, repeats, logs

    def text(self, problems):
        bars = self.bars()
        lines = [
            "# Benchmarks",
            "",
            "Written by `make bench`; see `bench/README.md` for how it is measured.",
            "",
            *self.about(),
            "",
            "## Import",
            "",
            *self.import_table(),
            "",
            "## Queries",
            "",
            *self.query_table(),
            "",
        ]
        if bars:
            lines += ["## Our own bars", "", *table(["bar", "measured", "verdict"], bars), ""]
        if problems:
            lines += ["## The two sides do not agree", "", *[f"- {problem}" for problem in problems], ""]
        return "\n".join(lines)

    def about(self):
        size = sum(path.stat().st_size for path in self.logs.rglob("*.gz"))
        files = sum(1 for _ in self.logs.rglob("*.gz"))
        cores = len(os.sched_getaffinity(0))
        versions = ", ".join(side.version for side in self.sides)
        return [
            f"- {datetime.date.today()}, {versions}, Python {platform.python_version()}",
            f"- {cpu_model()}, {os.cpu_count()} cores, {cores} used, {memory_gib()} GiB, {platform.system()} {platform.release()}",
            f"- {self.read:,} events ({self.repeats:,} of them repeated deliveries) in {files:,} files, {megabytes(size)} of gzip, "
            + ("of the given archive" if self.arguments.logs else f"simulated with seed {self.arguments.seed}"),
            f"- imports: the median of {self.arguments.imports}; queries: {self.arguments.rounds} rounds, warm, sides in turn",
        ]

    def import_table(self):
        def row(title, value, show, more_is_better=False):
            values = [value(side) for side in self.sides]
            return [title, *map(show, values), ratio(values, more_is_better)]

        def stored(side):
            return folder_bytes(side.folder)

        rate = "events per core-second"
        rows = [
            row(rate, lambda s: self.read / s.one_import("cpu"), lambda v: f"{v:,.0f}", more_is_better=True),
            row("wall seconds", lambda s: s.one_import("wall"), lambda v: f"{v:.1f}"),
            row("CPU seconds", lambda s: s.one_import("cpu"), lambda v: f"{v:.1f}"),
            row("peak memory", lambda s: max(m["peak"] for m in s.imports), megabytes),
            row("bytes stored", stored, megabytes),
            row("bytes stored per event", lambda s: stored(s) / (self.read - self.repeats), lambda v: f"{v:.0f}"),
        ]
        return table(["", *[side.name for side in self.sides], "ratio"], rows) + [
            "",
            "The ratio says how many times better Stellwerk is. DuckDB is not charged for dropping repeated deliveries, nor does it "
            "keep an index.",
        ]

    def query_table(self):
        rows = []
        for question in self.asked:
            times = [side.milliseconds(question) for side in self.sides]
            cells = [f"{milliseconds(statistics.median(t))} / {milliseconds(percentile(t, 0.99))}" for t in times]
            rows.append([question["title"], len(times[0]), *cells, ratio([statistics.median(t) for t in times])])
        heads = [f"{side.name}, median / p99 ms" for side in self.sides]
        return table(["question", "times", *heads, "ratio"], rows)

    def bars(self):
        if len(self.sides) < 2:
            return []
        ours, peer = self.sides
        rows = []

        def bar(title, value, show, good):
            rows.append([title, show(value), "met" if good else "**missed**"])

        rate = self.read / ours.one_import("cpu")
        title = f"at least {EVENTS_PER_CORE_SECOND_MIN:,} events per core-second"
        bar(title, rate, lambda v: f"{v:,.0f}", rate >= EVENTS_PER_CORE_SECOND_MIN)
        each = folder_bytes(ours.folder) / (self.read - self.repeats)
        bar(f"at most {BYTES_PER_EVENT_MAX} MB per million events", each, lambda v: f"{v:.0f} MB", each <= BYTES_PER_EVENT_MAX)
        peak = max(measure["peak"] for measure in ours.imports)
        bar("less than 1 GiB of memory at import", peak, megabytes, peak < PEAK_BYTES_MAX)
        for question in self.asked:
            mine = ours.milliseconds(question)
            if question["kind"] == "lookup":
                p99 = percentile(mine, 0.99)
                title = f"{question['title']}: p99 below {LOOKUP_P99_MS_MAX} ms"
                bar(title, p99, lambda v: f"{milliseconds(v)} ms", p99 < LOOKUP_P99_MS_MAX)
            else:
                times = statistics.median(peer.milliseconds(question)) / statistics.median(mine)
                bar(f"{question['title']}: not slower than DuckDB", times, lambda v: f"{v:.2f} times as fast", times >= 1)
        return rows


def ratio(values, more_is_better=False):
    if len(values) < 2:
        return "-"
    ours, peer = values
    return f"{ours / peer if more_is_better else peer / ours:.2f}"


def milliseconds(value):
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def megabytes(value):
    return f"{value / 1e6:,.1f} MB"


def table(heads, rows):
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines]


def cpu_model():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def memory_gib():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30


if __name__ == "__main__":
    sys.exit(main())
