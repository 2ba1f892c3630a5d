#!/usr/bin/env python3
"""Brings the interface facts of the AWS APIs up to date: `python3 models/fetch.py`, then `cargo run -p xtask -- codegen`.

They are read from the service descriptions that botocore (Apache-2.0) is published with, and only facts are kept: names,
shapes, constraints, errors. No documentation text. One line for each operation and each shape, so that a new version
shows as a small difference.
"""

import gzip
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

BOTOCORE = "1.44.5"
MODELS = ["cloudtrail/2013-11-01", "cloudtrail-data/2021-08-11", "config/2014-11-12"]

METADATA = ["apiVersion", "protocol", "serviceFullName", "serviceId", "signingName", "endpointPrefix", "targetPrefix"]
SHAPE = ["type", "required", "enum", "min", "max", "pattern", "exception"]
MEMBER = ["shape", "location", "locationName", "deprecated"]


def facts(of, names):
    return {name: of[name] for name in names if name in of}


def shape(described):
    kept = facts(described, SHAPE)
    for part in ("member", "key", "value"):
        if part in described:
            kept[part] = facts(described[part], MEMBER)
    if described["type"] == "structure":
        # A list, because their order is that of AWS's messages.
        kept["members"] = [{"name": n, **facts(m, MEMBER)} for n, m in described.get("members", {}).items()]
    return kept


def operation(described):
    kept = {"http": facts(described["http"], ["method", "requestUri"])}
    for part in ("input", "output"):
        if part in described:
            kept[part] = described[part]["shape"]
    kept["errors"] = [error["shape"] for error in described.get("errors", [])]
    return kept


def lines(things):
    rows = [f"    {json.dumps(name)}: {json.dumps(things[name])}" for name in sorted(things)]
    return "{\n" + ",\n".join(rows) + "\n  }"


def main():
    here = pathlib.Path(__file__).parent
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        subprocess.run([*pip, f"botocore=={BOTOCORE}"], check=True)
        wheel = zipfile.ZipFile(next(pathlib.Path(folder).glob("*.whl")))
        for model in MODELS:
            packed = wheel.read(f"botocore/data/{model}/service-2.json.gz")
            described = json.load(gzip.open(io.BytesIO(packed)))
            metadata = json.dumps(facts(described["metadata"], METADATA))
            operations = lines({name: operation(o) for name, o in described["operations"].items()})
            shapes = lines({name: shape(s) for name, s in described["shapes"].items()})
            text = '{\n  "source": "botocore %s",\n  "metadata": %s,\n  "operations": %s,\n  "shapes": %s\n}\n'
            name = model.split("/")[0]
            (here / f"{name}.json").write_text(text % (BOTOCORE, metadata, operations, shapes))
            print(f"{name}: {len(described['operations'])} operations, {len(described['shapes'])} shapes")


main()
