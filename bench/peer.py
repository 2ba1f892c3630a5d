"""The peer's half of the benchmark: DuckDB does the same job. Each command is a process of its own, so that it can be measured.

    peer.py import LOGS FOLDER           log files into Parquet files
    peer.py without-repeats FOLDER       drops repeated deliveries, as our import does on the way (not measured)
    peer.py sample FOLDER                what to look for, as JSON
    peer.py queries FOLDER FILE          runs a JSON list of {"sql", "parameters"}, prints [{"rows", "milliseconds"}]
    peer.py answers FOLDER FILE          the same list, prints the rows themselves

How DuckDB reads was chosen among five ways of saying it: read_json with a typed column or with a column JSON[] for the member
Records takes 7 to 9 times the CPU, `->>` for each column 2.5 times, json_transform of the list is equal to this one. Small row
groups (20,000) are faster to write and to look into than the default of 122,880; still smaller ones (4,096) make lookups up to
a third faster and the files 14 % larger. Sorting by time within a file costs 7 % at import and prunes every query with a time.
"""

import glob
import json
import os
import re
import sys
import time

import duckdb

THREADS = 2
FILES_AT_ONCE = 16
ROW_GROUP = 20_000

SHAPE = {
    **{name: "VARCHAR" for name in ("eventID", "eventName", "eventSource", "awsRegion", "sourceIPAddress", "userAgent")},
    "eventTime": "TIMESTAMP",
    "errorCode": "VARCHAR",
    "userIdentity": {k: "VARCHAR" for k in ("type", "userName", "arn", "accessKeyId", "principalId", "invokedBy")},
    "requestParameters": "JSON",
    "responseElements": "JSON",
    "readOnly": "BOOLEAN",
    "recipientAccountId": "VARCHAR",
}

# `username` is what LookupEvents calls Username: of temporary credentials the name of the session.
COLUMNS = """
    e.eventTime, e.eventID, e.eventName, e.eventSource, e.awsRegion, e.sourceIPAddress, e.userAgent, e.errorCode,
    e.userIdentity.userName AS identityUserName, e.userIdentity.arn AS arn, e.userIdentity.accessKeyId AS accessKeyId,
    e.userIdentity.type AS identityType,
    CASE
        WHEN e.userIdentity.type = 'Root' THEN 'root'
        WHEN e.userIdentity.type IN ('AssumedRole', 'FederatedUser', 'Role') THEN coalesce(
            CASE WHEN contains(e.userIdentity.principalId, ':')
                 THEN substr(e.userIdentity.principalId, strpos(e.userIdentity.principalId, ':') + 1) END,
            CASE WHEN contains(e.userIdentity.arn, '/') THEN split_part(e.userIdentity.arn, '/', -1) END,
            e.userIdentity.userName)
        WHEN e.userIdentity.type = 'AWSService' THEN coalesce(e.userIdentity.invokedBy, e.userIdentity.userName)
        ELSE e.userIdentity.userName
    END AS username,
    e.requestParameters, e.responseElements, e.readOnly, e.recipientAccountId, raw::VARCHAR AS raw
"""


def connect(folder=None):
    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}; SET TimeZone = 'UTC'; SET parquet_metadata_cache = true")
    if folder:
        connection.execute(f"CREATE VIEW events AS SELECT * FROM read_parquet({text(folder + '/*.parquet')})")
    return connection


def text(value):
    return "'" + str(value).replace("'", "''") + "'"


def import_logs(logs, folder):
    """A Parquet file for every few log files, in the order of their time, so that memory stays bounded."""
    os.makedirs(folder, exist_ok=True)
    files = glob.glob(f"{glob.escape(logs)}/**/*.json.gz", recursive=True)
    files.sort(key=lambda path: (re.findall(r"_(\d{8}T\d{4}Z)_", path) or [""], path))
    connection = connect()
    for number, start in enumerate(range(0, len(files), FILES_AT_ONCE)):
        batch = files[start : start + FILES_AT_ONCE]
        connection.execute(f"""
            COPY (
                SELECT {COLUMNS} FROM (
                    SELECT raw, from_json(raw, {text(json.dumps(SHAPE))}) AS e FROM (
                        SELECT unnest(json->'$.Records[*]') AS raw
                        FROM read_json_objects([{", ".join(map(text, batch))}], format = 'unstructured',
                                               maximum_object_size = {max(map(unpacked_bytes, batch)) + 1024})
                    )
                ) ORDER BY e.eventTime
            ) TO {text(f"{folder}/{number:06}.parquet")} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})
        """)


def unpacked_bytes(path):
    """The last four bytes of a gzip file."""
    with open(path, "rb") as file:
        file.seek(-4, os.SEEK_END)
        return int.from_bytes(file.read(), "little")


def without_repeats(folder):
    connection = connect()
    files = text(f"{folder}/*.parquet")
    connection.execute(f"""
        CREATE TABLE repeats AS SELECT filename, file_row_number FROM (
            SELECT filename, file_row_number, row_number() OVER (PARTITION BY eventID, hash ORDER BY filename, file_row_number) AS nth
            FROM (
                SELECT eventID, hash(raw) AS hash, filename, file_row_number
                FROM read_parquet({files}, filename = true, file_row_number = true)
            )
        ) WHERE nth > 1
    """)
    for (path,) in connection.execute("SELECT DISTINCT filename FROM repeats").fetchall():
        connection.execute(f"""
            COPY (
                SELECT * EXCLUDE (file_row_number) FROM read_parquet({text(path)}, file_row_number = true)
                WHERE file_row_number NOT IN (SELECT file_row_number FROM repeats WHERE filename = {text(path)})
            ) TO {text(path + ".new")} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})
        """)
        os.replace(path + ".new", path)
    count = connection.execute("SELECT count(*) FROM repeats").fetchone()[0]
    print(json.dumps({"repeats": count}))


def sample(folder):
    """The same every time: chosen by the order of their hashes."""
    connection = connect(folder)

    def some(column, count, condition="true"):
        rows = connection.execute(f"""
            SELECT value FROM (SELECT DISTINCT {column} AS value FROM events WHERE {column} <> '' AND {condition})
            ORDER BY md5(value), value LIMIT {count}
        """).fetchall()
        return [value for (value,) in rows]

    hour_start, hour_end = connection.execute("""
        SELECT strftime(hour, '%Y-%m-%d %H:%M:%S'), strftime(hour + INTERVAL 1 HOUR, '%Y-%m-%d %H:%M:%S')
        FROM (SELECT date_trunc('hour', quantile_disc(eventTime, 0.5)) AS hour FROM events)
    """).fetchone()
    print(json.dumps({
        "version": duckdb.__version__,
        "events": connection.execute("SELECT count(*) FROM events").fetchone()[0],
        "event_ids": some("eventID", 200),
        "access_keys": some("accessKeyId", 100),
        "usernames": some("username", 60),
        "hour_start": hour_start,
        "hour_end": hour_end,
        "needle": (some("sourceIPAddress", 1, "regexp_full_match(sourceIPAddress, '[0-9.]+')") or ["192.0.2.1"])[0],
    }))


def queries(folder, file):
    connection = connect(folder)
    timings = []
    for query in json.load(open(file)):
        started = time.perf_counter()
        rows = connection.execute(query["sql"], query["parameters"]).fetchall()
        timings.append({"rows": len(rows), "milliseconds": [(time.perf_counter() - started) * 1000]})
    print(json.dumps(timings))


def answers(folder, file):
    connection = connect(folder)
    found = [connection.execute(query["sql"], query["parameters"]).fetchall() for query in json.load(open(file))]
    print(json.dumps([[["" if cell is None else str(cell) for cell in row] for row in rows] for rows in found]))


if __name__ == "__main__":
    commands = {
        "import": import_logs, "without-repeats": without_repeats, "sample": sample, "queries": queries, "answers": answers,
    }
    commands[sys.argv[1]](*sys.argv[2:])
