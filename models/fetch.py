#!/usr/bin/env python3
"""Brings the interface facts of the AWS APIs up to date: `python3 models/fetch.py`, then `cargo run -p xtask -- codegen`.

They are read from the service descriptions that botocore (Apache-2.0) is published with, and only facts are kept: names,
shapes, constraints, errors. No documentation text. One line for each operation and each shape, so that a new version
shows as a small difference.

Of the APIs that Stellwerk serves, everything is kept. Of those that it only calls, `described/` has what encoding a request
and decoding its answer needs, for the operations that a resource type (or a test of the client) calls.
"""

import gzip
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import tomllib
import zipfile

BOTOCORE = "1.44.5"
MODELS = ["cloudtrail/2013-11-01", "cloudtrail-data/2021-08-11", "config/2014-11-12"]

METADATA = ["apiVersion", "protocol", "serviceFullName", "serviceId", "signingName", "endpointPrefix", "targetPrefix"]
SHAPE = ["type", "required", "enum", "min", "max", "pattern", "exception"]
MEMBER = ["shape", "location", "locationName", "deprecated"]

HERE = pathlib.Path(__file__).parent
DESCRIBED = HERE / "described"
CLIENT = HERE.parent / "crates/wire/src/client"
RESOURCE_TYPES = HERE.parent / "crates/config/resource-types"

# What a client needs to know of an API that it calls.
CALLED_METADATA = [
    "apiVersion", "protocol", "endpointPrefix", "signingName", "targetPrefix", "jsonVersion", "globalEndpoint",
    "xmlNamespace",
]
CALLED_SHAPE = ["type", "locationName", "flattened", "payload", "timestampFormat", "xmlNamespace", "document"]
CALLED_MEMBER = [
    "shape", "location", "locationName", "queryName", "flattened", "xmlAttribute", "xmlNamespace", "timestampFormat",
    "streaming", "hostLabel", "resultWrapper",
]
PAGING = ["input_token", "output_token", "more_results", "limit_key"]
# Those that the client speaks. A service may offer others beside them.
PROTOCOLS = ["json", "rest-json", "rest-xml", "query", "ec2"]
# Many operations have pages without being among botocore's paginators: input and output tokens by their usual names.
TOKENS = [
    ("NextToken", "NextToken"), ("nextToken", "nextToken"), ("NextToken", "nextToken"), ("nextToken", "NextToken"),
    ("Marker", "NextMarker"), ("Marker", "Marker"), ("NextMarker", "NextMarker"), ("PageToken", "NextPageToken"),
    ("pageToken", "nextPageToken"), ("NextPageToken", "NextPageToken"), ("PaginationToken", "PaginationToken"),
    ("ContinuationToken", "NextContinuationToken"), ("position", "position"),
]
# The model does not say what the answers of S3 are called. The API reference does.
ROOTS = {
    "s3": {
        "GetBucketAccelerateConfiguration": "AccelerateConfiguration",
        "GetBucketAcl": "AccessControlPolicy",
        "GetBucketCors": "CORSConfiguration",
        "GetBucketLifecycleConfiguration": "LifecycleConfiguration",
        "GetBucketLocation": "LocationConstraint",
        "GetBucketLogging": "BucketLoggingStatus",
        "GetBucketNotificationConfiguration": "NotificationConfiguration",
        "GetBucketRequestPayment": "RequestPaymentConfiguration",
        "GetBucketTagging": "Tagging",
        "GetBucketVersioning": "VersioningConfiguration",
        "GetBucketWebsite": "WebsiteConfiguration",
        "ListBuckets": "ListAllMyBucketsResult",
        "ListDirectoryBuckets": "ListAllMyDirectoryBucketsResult",
        "ListObjectsV2": "ListBucketResult",
    }
}


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


def values(thing, name):
    """The texts under this name, at any depth."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            if key == name and isinstance(value, str):
                yield value
            yield from values(value, name)
    elif isinstance(thing, list):
        for value in thing:
            yield from values(value, name)


def calls():
    """Service to operations that somebody calls."""
    found = {}
    files = [(path, tomllib.loads) for path in sorted(RESOURCE_TYPES.glob("**/*.toml"))]
    files += [(path, json.loads) for path in sorted((CLIENT / "tests").glob("*.json"))]
    for path, parse in files:
        for call in values(parse(path.read_text()), "call"):
            service, colon, name = call.partition(":")
            if not colon:
                sys.exit(f"{path}: {call} is not service:Operation")
            found.setdefault(service, {}).setdefault(name, path)
    return found


def called_shapes(shapes, roots):
    """The shapes that these lead to."""
    kept, waiting = {}, list(roots)
    while waiting:
        name = waiting.pop()
        if name in kept:
            continue
        described = shapes[name]
        kept[name] = facts(described, CALLED_SHAPE)
        for part in ("member", "key", "value"):
            if part in described:
                kept[name][part] = facts(described[part], CALLED_MEMBER)
                waiting.append(described[part]["shape"])
        if described["type"] == "structure":
            members = described.get("members", {})
            kept[name]["members"] = [{"name": n, **facts(m, CALLED_MEMBER)} for n, m in members.items()]
            waiting += [member["shape"] for member in members.values()]
        if described.get("eventstream"):
            sys.exit(f"{name}: streams of events are not something that the client understands")
    return kept


def called_operation(described, shapes, pages):
    kept = {"http": facts(described["http"], ["method", "requestUri"])}
    if "hostPrefix" in described.get("endpoint", {}):
        kept["hostPrefix"] = described["endpoint"]["hostPrefix"]
    for part in ("input", "output"):
        if part in described:
            kept[part] = facts(described[part], CALLED_MEMBER)
    shape_of = {part: shapes[described[part]["shape"]] if part in described else {} for part in ("input", "output")}
    if required := shape_of["input"].get("required"):
        kept["required"] = required
    if described["name"] in pages:
        kept["pages"] = facts(pages[described["name"]], PAGING)
    else:
        inputs, outputs = (shape_of[part].get("members", {}) for part in ("input", "output"))
        usual = [(i, o) for i, o in TOKENS if i in inputs and o in outputs]
        dates = [name for name, shape in shapes.items() if shape["type"] == "timestamp"]
        if usual:
            kept["pages"] = {"input_token": usual[0][0], "output_token": usual[0][1]}
        elif any(n.lower().startswith(("next", "marker")) for n, m in outputs.items() if m["shape"] not in dates):
            print(f"{described['name']}: the output seems to have pages, and how is not known")
    return kept


def called_protocol(metadata):
    """Like botocore, which takes JSON where there is a choice."""
    offered = metadata.get("protocols", [metadata["protocol"]])
    return next((protocol for protocol in PROTOCOLS if protocol in offered), None)


def global_endpoints(partitions, prefix):
    """Partition to address and signing region, where a service is not in every region."""
    found = {}
    for partition in partitions:
        service = partition["services"].get(prefix, {})
        endpoints = service.get("endpoints", {})
        if "partitionEndpoint" in service and not set(endpoints) & set(partition["regions"]):
            endpoint = endpoints[service["partitionEndpoint"]]
            region = endpoint.get("credentialScope", {}).get("region")
            if region and "hostname" in endpoint:
                found[partition["partition"]] = {"hostname": endpoint["hostname"], "region": region}
    return found


def describe(wheel, service, names):
    """What the client needs to call these operations of a service."""
    models = [path for path in wheel.namelist() if path.startswith(f"botocore/data/{service}/")]
    newest = max((path for path in models if path.endswith("/service-2.json.gz")), default=None)
    if not newest:
        sys.exit(f"{next(iter(names.values()))}: there is no service {service}")
    model = json.loads(gzip.decompress(wheel.read(newest)))
    paginators = newest.replace("service-2.json.gz", "paginators-1.json")
    pages = json.loads(wheel.read(paginators))["pagination"] if paginators in wheel.namelist() else {}
    metadata = facts(model["metadata"], CALLED_METADATA)
    metadata["protocol"] = called_protocol(model["metadata"])
    if not metadata["protocol"]:
        sys.exit(f"{service}: the client does not speak {model['metadata']['protocol']}")
    if "awsQueryCompatible" in model["metadata"]:
        metadata["queryCompatible"] = True
    endpoints = wheel.read("botocore/data/endpoints.json")
    if found := global_endpoints(json.loads(endpoints)["partitions"], metadata["endpointPrefix"]):
        metadata["global"] = found
    kept, roots = {}, []
    for name, path in names.items():
        if name not in model["operations"]:
            sys.exit(f"{path}: {service} has no operation {name}")
        described = model["operations"][name]
        kept[name] = called_operation(described, model["shapes"], pages)
        if root := ROOTS.get(service, {}).get(name):
            kept[name]["root"] = root
        roots += [described[part]["shape"] for part in ("input", "output") if part in described]
    return metadata, kept, called_shapes(model["shapes"], roots)


def write_described(wheel):
    DESCRIBED.mkdir(exist_ok=True)
    wanted = calls()
    for stale in set(DESCRIBED.glob("*.json")) - {DESCRIBED / f"{service}.json" for service in wanted}:
        stale.unlink()
    for service in sorted(wanted):
        metadata, operations, shapes = describe(wheel, service, wanted[service])
        text = '{\n  "source": "botocore %s",\n  "name": %s,\n  "metadata": %s,\n  "operations": %s,\n  "shapes": %s\n}\n'
        text %= (BOTOCORE, json.dumps(service), json.dumps(metadata), lines(operations), lines(shapes))
        (DESCRIBED / f"{service}.json").write_text(text)
        print(f"described/{service}: {len(operations)} operations, {len(shapes)} shapes")
    (CLIENT / "described.rs").write_text(
        "//! The APIs that are called, by service name. Written by `models/fetch.py`.\n\n"
        "pub(super) static DESCRIBED: &[(&str, &str)] = &[\n%s];\n"
        % "".join(f'    ("{s}", include_str!("../../../../models/described/{s}.json")),\n' for s in sorted(wanted))
    )


def main():
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
            (HERE / f"{name}.json").write_text(text % (BOTOCORE, metadata, operations, shapes))
            print(f"{name}: {len(described['operations'])} operations, {len(described['shapes'])} shapes")
        write_described(wheel)


main()
