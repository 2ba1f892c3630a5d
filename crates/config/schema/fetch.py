#!/usr/bin/env python3
"""Brings `properties.json` up to date: `python3 crates/config/schema/fetch.py`.

It has, for each type in `resource-types/` that AWS has published a schema of, the properties that can be searched and what they
hold. The properties that all types have are left out. A copy of the repository may be given: `fetch.py FOLDER`.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import tomllib

REPOSITORY = "https://github.com/awslabs/aws-config-resource-schema"
COMMIT = "adf55132ad87019eb178da5f926902e12fa6b2c2"

HERE = pathlib.Path(__file__).parent
OF_THE_TYPE = ("configuration.", "supplementaryConfiguration.")


def properties(folder):
    found = {}
    for path in sorted(HERE.parent.glob("resource-types/*/*.toml")):
        name = tomllib.loads(path.read_text())["type"]
        schema = folder / f"config/properties/resource-types/{name}.properties.json"
        if schema.exists():
            kinds = json.loads(schema.read_text())
            found[name] = {path: kinds[path] for path in sorted(kinds) if path.startswith(OF_THE_TYPE)}
    return found


def main():
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            folder = sys.argv[1]
        else:
            git = ["git", "-C", folder]
            subprocess.run([*git, "init", "--quiet"], check=True)
            subprocess.run([*git, "fetch", "--quiet", "--depth", "1", REPOSITORY, COMMIT], check=True)
            subprocess.run([*git, "checkout", "--quiet", "FETCH_HEAD"], check=True)
        found = properties(pathlib.Path(folder))
    (HERE / "properties.json").write_text(json.dumps(found, indent=0) + "\n")
    print(f"{len(found)} types, {sum(map(len, found.values()))} properties")


main()
