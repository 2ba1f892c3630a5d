"""Measures Stellwerk against DuckDB, side by side in one run on one generated archive.

Import is measured as whole child processes (CPU seconds, peak memory); queries run warm, in one process each, taking
turns. Prints a table, compares with the bars of the project, and writes docs/benchmarks.md.
"""

import argparse
import datetime
import glob
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

COLUMNS = """
    (e->>'$.eventTime')::TIMESTAMP AS eventTime, e->>'$.eventID' AS eventID, e->>'$.eventName' AS eventName,
    e->>'$.eventSource' AS eventSource, e->>'$.awsRegion' AS awsRegion, e->>'$.sourceIPAddress' AS sourceIPAddress,
    e->>'$.userAgent' AS userAgent, e->>'$.errorCode' AS errorCode, e->>'$.userIdentity.userName' AS userName,
    e->>'$.userIdentity.principalId' AS principalId, e->>'$.userIdentity.arn' AS userArn,
    e->>'$.userIdentity.accessKeyId' AS accessKeyId, e->>'$.userIdentity.type' AS userType,
    e->'$.requestParameters' AS requestParameters, e->'$.responseElements' AS responseElements,
    e->>'$.readOnly' AS readOnly, e->>'$.recipientAccountId' AS recipientAccountId, e::VARCHAR AS raw"""

FILES_AT_ONCE = 16


def duckdb_import(files, target):
    """The peer's import, run as a child process: gzip JSON to zstd Parquet with columns and the whole event."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("SET preserve_insertion_order = false")
    for part, start in enumerate(range(0, len(files), FILES_AT_ONCE)):
        some = files[start : start + FILES_AT_ONCE]
        connection.execute(
            f"""COPY (SELECT {COLUMNS} FROM (SELECT unnest(Records) AS e FROM read_json(?, format = 'auto',
                columns = {{Records: 'JSON[]'}}, maximum_object_size = 268435456)))
                TO '{target}/{part:05}.parquet' (FORMAT parquet, COMPRESSION zstd)""",
            [some],
        )


def measured(command, **options):
    """Runs a child; returns wall seconds, CPU seconds, peak MiB and what it printed."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, **options)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
    if process.returncode != 0:
        sys.exit(f"{command[:3]} failed with {process.returncode}: {text[-2000:]}")
    return {
        "wall": time.monotonic() - started,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak_mib": usage.ru_maxrss / 1024,
        "out": text,
    }


def size_of(folder):
    return sum(os.path.getsize(os.path.join(d, f)) for d, _, files in os.walk(folder) for f in files)


def percentile(values, p):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * p))]


def scans(connection):
    """(name, our SQL, the peer's SQL): the same question in each one's own words."""
    newest = connection.execute("SELECT max(eventTime) FROM events").fetchone()[0]
    start = (newest - datetime.timedelta(days=10)).strftime("%Y-%m-%d %H:00:00")
    end = (newest - datetime.timedelta(days=10) + datetime.timedelta(hours=1)).strftime("%Y-%m-%d %H:00:00")
    window = f"WHERE eventTime >= TIMESTAMP '{start}' AND eventTime < TIMESTAMP '{end}'"
    by_name = "SELECT eventName, count(*) AS n FROM events GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10"
    errors = """SELECT date_trunc('hour', eventTime) AS h, count(*) AS n FROM events WHERE errorCode IS NOT NULL
                GROUP BY 1 ORDER BY 1"""
    bucket = "SELECT {} AS b, count(*) AS n FROM events WHERE eventSource = 's3.amazonaws.com' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10"
    substring = "SELECT count(*) AS n FROM events WHERE raw LIKE '%AuthorizeSecurityGroupIngress%'"
    one_hour = f"SELECT count(*), count(DISTINCT eventName) FROM events {window}"
    return [
        ("one-hour window", one_hour, one_hour),
        ("count by eventName", by_name, by_name),
        ("errors per hour", errors, errors),
        (
            "group by nested request parameter",
            bucket.format("element_at(requestParameters, 'bucketName')"),
            bucket.format("requestParameters->>'$.bucketName'"),
        ),
        ("substring over whole events", substring, substring),
    ]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stellwerk", required=True)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=9)
    parser.add_argument("--work", default=os.path.join(tempfile.gettempdir(), "stellwerk-bench"))
    parser.add_argument("--report", default="docs/benchmarks.md")
    parser.add_argument("--duckdb-import", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.duckdb_import:
        archive, target = arguments.duckdb_import
        return duckdb_import(sorted(glob.glob(f"{archive}/AWSLogs/**/*.gz", recursive=True)), target)

    import duckdb

    n = arguments.events
    archive = os.path.join(arguments.work, f"logs-{n}")
    if not os.path.exists(os.path.join(archive, "README.txt.done")):
        shutil.rmtree(archive, ignore_errors=True)
        print(f"generating {n:,} events …", flush=True)
        subprocess.run(
            [arguments.stellwerk, "demo", "--events", str(n), "--logs", archive, "--logs-only"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        open(os.path.join(archive, "README.txt.done"), "w").close()

    rows = []

    def row(name, ours, theirs, ratio, bar, held):
        rows.append((name, ours, theirs, ratio, bar, "yes" if held else "**no**"))
        print(f"{name:36} {ours:>22} {theirs:>22} {ratio:>8} {bar:>26} {'ok' if held else 'MISSED'}", flush=True)

    print(f"{'':36} {'stellwerk':>22} {'DuckDB':>22} {'ratio':>8} {'bar':>26}")
    data, lake = os.path.join(arguments.work, "data"), os.path.join(arguments.work, "duckdb")
    shutil.rmtree(data, ignore_errors=True)
    ours = measured([arguments.stellwerk, "import", "--data-dir", data, os.path.join(archive, "AWSLogs")])
    shutil.rmtree(lake, ignore_errors=True)
    os.makedirs(lake)
    theirs = measured(
        [sys.executable, __file__, "--stellwerk", "-", "--duckdb-import", archive, lake]
    )
    rate = lambda m: n / m["cpu"]
    row(
        "import, events per core-second",
        f"{rate(ours):,.0f}",
        f"{rate(theirs):,.0f}",
        f"{rate(ours) / rate(theirs):.1f}",
        "≥ 100,000",
        rate(ours) >= 100_000,
    )
    row("import, events per second", f"{n / ours['wall']:,.0f}", f"{n / theirs['wall']:,.0f}",
        f"{theirs['wall'] / ours['wall']:.1f}", "-", True)
    row("import, peak memory", f"{ours['peak_mib']:,.0f} MiB", f"{theirs['peak_mib']:,.0f} MiB",
        f"{theirs['peak_mib'] / ours['peak_mib']:.1f}", "< 1,024 MiB", ours["peak_mib"] < 1024)
    mb = lambda folder: size_of(folder) / 1e6 / (n / 1e6)
    row("on disk, MB per million events", f"{mb(data):.0f}", f"{mb(lake):.0f}", f"{mb(lake) / mb(data):.1f}",
        "≤ 150", mb(data) <= 150)

    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute(f"CREATE VIEW events AS SELECT * FROM '{lake}/*.parquet'")
    chance = random.Random(1)
    pick_some = lambda values, k: chance.sample(values, min(k, len(values)))
    sample = lambda sql, k: pick_some([r[0] for r in sorted(connection.execute(sql).fetchall())], k)
    pick = lambda column, k, only="true": sample(
        f"SELECT v FROM (SELECT {column} AS v, count(*) FROM events WHERE {only} AND {column} IS NOT NULL AND {column} != '' "
        "GROUP BY 1 ORDER BY hash(v) LIMIT 2000)", k)
    lookups = [
        ("lookup by eventID", "EventId", "eventID", pick("eventID", 200), 1),
        ("lookup by accessKeyId", "AccessKeyId", "accessKeyId", pick("accessKeyId", 100), 50),
        ("a user's newest 50, whole events", "Username", "userName",
         pick("userName", 20, "userType = 'IAMUser'"), 50),
    ]

    def ask_us(queries):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(queries, file)
            file.flush()
            out = subprocess.run(
                [arguments.stellwerk, "bench-queries", "--data-dir", data, "--file", file.name],
                check=True, stdout=subprocess.PIPE,
            )
        return json.loads(out.stdout)

    mismatches = []
    for name, key, column, values, most in lookups:
        # Every value once to warm up, then once to count.
        query = lambda v: {"name": v, "kind": "lookup", "attributes": {key: v}, "max": most, "repeat": 1}
        answers = ask_us([query(v) for v in values] * 2)[len(values) :]
        milliseconds = [a["milliseconds"][0] for a in answers]
        peers = []
        kind = " AND userType = 'IAMUser'" if column == "userName" else ""
        for value, answer in zip(values, answers):
            started = time.monotonic()
            found = connection.execute(
                f"SELECT raw FROM events WHERE {column} = ?{kind} ORDER BY eventTime DESC LIMIT {most}", [value]
            ).fetchall()
            peers.append((time.monotonic() - started) * 1000)
            if len(found) != answer["rows"] and most > 1:
                mismatches.append(f"{name} {value}: {answer['rows']} rows, DuckDB {len(found)}")
        show = lambda m: f"p50 {statistics.median(m):.1f} p99 {percentile(m, 0.99):.1f} ms"
        row(name, show(milliseconds), show(peers), f"{statistics.median(peers) / statistics.median(milliseconds):.1f}",
            "p99 < 10 ms", percentile(milliseconds, 0.99) < 10)

    for name, our_sql, their_sql in scans(connection):
        ours_ms, theirs_ms, our_rows = [], [], 0
        for _ in range(3):
            answer = ask_us([{"name": name, "kind": "sql", "sql": our_sql, "repeat": arguments.repeat}])[0]
            ours_ms += answer["milliseconds"][1:]
            our_rows = answer["rows"]
            for turn in range(arguments.repeat):
                started = time.monotonic()
                found = connection.execute(their_sql).fetchall()
                if turn > 0:
                    theirs_ms.append((time.monotonic() - started) * 1000)
        if our_rows != len(found):
            mismatches.append(f"{name}: {our_rows} rows, DuckDB {len(found)}")
        ours_median, theirs_median = statistics.median(ours_ms), statistics.median(theirs_ms)
        row(name, f"{ours_median:.1f} ms", f"{theirs_median:.1f} ms", f"{theirs_median / ours_median:.2f}",
            "not slower", ours_median <= theirs_median)

    # DuckDB has its repeats still: it stores what was delivered twice, twice.
    for mismatch in mismatches[:10]:
        print("different answers:", mismatch)
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "?")
    version = subprocess.run([arguments.stellwerk, "--version"], stdout=subprocess.PIPE).stdout.decode().strip()
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; do not edit. Ratios compare both programs in the same run (above 1: Stellwerk is faster,",
        "smaller). Lookups: whole events, warm, one process. Scans: medians, warm, two threads each.",
        "",
        f"- {datetime.date.today()}, {n:,} events of the simulated estate, {size_of(archive) / 1e6 / (n / 1e6):.0f} MB of gzip per million",
        f"- {os.cpu_count()} cores, {cpu}, {platform.system()} {platform.release()}",
        f"- {version}, DuckDB {duckdb.__version__} over zstd Parquet that it wrote itself (columns and the whole event)",
        f"- answers that differ in number of rows: {len(mismatches)}",
        "",
        "| | Stellwerk | DuckDB | ratio | bar | held |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += ["| " + " | ".join(r) + " |" for r in rows]
    os.makedirs(os.path.dirname(arguments.report) or ".", exist_ok=True)
    with open(arguments.report, "w") as file:
        file.write("\n".join(lines) + "\n")
    print(f"written: {arguments.report}")


if __name__ == "__main__":
    main()
