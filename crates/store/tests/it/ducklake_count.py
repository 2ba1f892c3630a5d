"""Runs SQL statements (the arguments) in one DuckDB with the ducklake, sqlite and postgres extensions loaded.

Prints one line per statement: the rows as JSON, or "error: " and the first line of the message.
"""

import json
import pathlib
import shutil
import sys
import tempfile

import duckdb
import duckdb_extension_ducklake
import duckdb_extension_postgres_scanner
import duckdb_extension_sqlite

with tempfile.TemporaryDirectory() as folder:
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.execute("SET TimeZone = 'UTC'")
    for package, name in [
        (duckdb_extension_sqlite, "sqlite_scanner"),  # the file is called sqlite, its entry point sqlite_scanner
        (duckdb_extension_postgres_scanner, "postgres_scanner"),
        (duckdb_extension_ducklake, "ducklake"),
    ]:
        [file] = pathlib.Path(package.__file__).parent.glob("extensions/*/*.duckdb_extension")
        copy = pathlib.Path(folder) / f"{name}.duckdb_extension"
        shutil.copy(file, copy)
        connection.execute(f"LOAD '{copy}'")
    for statement in sys.argv[1:]:
        try:
            print(json.dumps(connection.execute(statement).fetchall(), default=str))
        except duckdb.Error as error:
            print("error:", str(error).splitlines()[0])
