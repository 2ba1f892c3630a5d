"""Malformed requests: whatever comes, it is answered with 4xx (or 2xx), nothing panics, and memory does not grow.

STELLWERK_TEST_MALFORMED says how many; `make bench-malformed` sends a million. The same seed sends the same requests.
"""

import collections
import concurrent.futures
import datetime
import hashlib
import hmac
import json
import os
import random
import socket
import urllib.parse

from conftest import ACCOUNT, KEY, Stellwerk

COUNT = int(os.environ.get("STELLWERK_TEST_MALFORMED", "10000"))
CLIENTS = 8
TARGET = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101."
UUID = "00000000-0000-4000-8000-000000000000"
ARN = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:"
SELECTORS = [{"Name": "s", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]
# Reasonable requests, to be damaged.
REQUESTS = {
    "LookupEvents": {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "x"}], "MaxResults": 5, "StartTime": 1, "NextToken": "abc"},
    "CreateTrail": {"Name": "trail", "S3BucketName": "bucket", "TagsList": [{"Key": "k", "Value": "v"}], "IsMultiRegionTrail": True},
    "PutEventSelectors": {"TrailName": "trail", "AdvancedEventSelectors": SELECTORS},
    "DescribeTrails": {"trailNameList": ["trail", ARN + "trail/t"], "includeShadowTrails": False},
    "GetTrailStatus": {"Name": "trail"},
    "CreateEventDataStore": {"Name": "store", "AdvancedEventSelectors": SELECTORS, "RetentionPeriod": 30, "StartIngestion": False},
    "UpdateEventDataStore": {"EventDataStore": UUID, "RetentionPeriod": 10},
    "StartQuery": {"QueryStatement": f"SELECT eventName FROM {UUID} WHERE eventTime > '2024-01-01 00:00:00'", "DeliveryS3Uri": "s3://bucket/p"},
    "DescribeQuery": {"QueryId": UUID, "QueryAlias": "alias"},
    "GetQueryResults": {"QueryId": UUID, "MaxQueryResults": 10, "NextToken": "abcd"},
    "ListQueries": {"EventDataStore": UUID, "StartTime": 1, "EndTime": 2, "QueryStatus": "RUNNING"},
    "CreateChannel": {"Name": "channel", "Source": "Custom", "Destinations": [{"Type": "EVENT_DATA_STORE", "Location": UUID}]},
    "StartImport": {"Destinations": [UUID], "ImportSource": {"S3": {"S3LocationUri": "s3://b/p", "S3BucketRegion": "x", "S3BucketAccessRoleArn": "r"}}},
    "CreateDashboard": {"Name": "dash", "Widgets": [{"QueryStatement": "SELECT 1", "QueryParameters": ["$StartTime$"], "ViewProperties": {"View": "Table"}}]},
    "StartDashboardRefresh": {"DashboardId": "AWSCloudTrail-Overview", "QueryParameterValues": {"$EventDataStoreId$": UUID}},
    "PutResourcePolicy": {"ResourceArn": ARN + "channel/" + UUID, "ResourcePolicy": '{"Statement":[{"Effect":"Allow"}]}'},
    "AddTags": {"ResourceId": ARN + "trail/t", "TagsList": [{"Key": "k", "Value": "v"}]},
    "ListTags": {"ResourceIdList": [ARN + "trail/t", ARN + "dashboard/d"]},
    "ListPublicKeys": {"StartTime": 1, "EndTime": 1.5e9},
    "PutInsightSelectors": {"TrailName": "trail", "InsightSelectors": [{"InsightType": "ApiCallRateInsight"}]},
    "ListInsightsMetricData": {"EventSource": "ec2.amazonaws.com", "EventName": "RunInstances", "InsightType": "ApiCallRateInsight", "Period": 3600},
    "PutEventConfiguration": {"EventDataStore": UUID, "MaxEventSize": "Large", "ContextKeySelectors": [{"Type": "TagContext", "Equals": ["k"]}]},
    "SearchSampleQueries": {"SearchPhrase": "sign in"},
}
ODD = [None, True, -1, 0, 1e308, -1e-308, 2**63, 2**64, "", "\u0000", "\ud7ff\U0010ffff", "x" * 3000, [], {}, [[]], {"a": {}}, "arn:", "'; --"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def request(self):
        """The bytes of a request."""
        choice = self.random.random
        operation = self.random.choice(list(REQUESTS))
        body = self.body(json.loads(json.dumps(REQUESTS[operation])))
        path, method, headers = "/", "POST", {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": TARGET + operation}
        service = "cloudtrail"
        if choice() < 0.1:
            path = "/PutAuditEvents?channelArn=" + urllib.parse.quote(self.random.choice([ARN + "channel/" + UUID, "x", "", "arn:a:b", "%"]), safe="")
            del headers["X-Amz-Target"]
            service = "cloudtrail-data"
            body = self.body({"auditEvents": [{"id": "1", "eventData": '{"version":"1.0"}'}]})
        if choice() < 0.1:
            headers["X-Amz-Target"] = self.random.choice(["", "x", TARGET, "." + operation, TARGET + operation + "\t", operation * 500, "StarlingDoveService.X"])
        if choice() < 0.05:
            path = self.random.choice(["/x", "//", "/?" + "a=b&" * 300, "/%zz", "/_stellwerk/events/x", "/_stellwerk/clock", "/healthz", "/metrics"])
        if choice() < 0.05:
            method = self.random.choice(["GET", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"])
        if choice() < 0.05:
            headers["Content-Type"] = self.random.choice(["", "text/plain", "application/x-amz-cbor-1.1", "\u00e9"])
        if choice() < 0.85:
            self.sign(method, path, headers, body, service)
        if choice() < 0.15:
            name = self.random.choice(list(headers))
            headers[name] = self.damaged(headers[name].encode("utf-8")).decode("latin-1")
        if choice() < 0.03:
            headers["X-Odd"] = "y" * self.random.choice([0, 100, 5000])
        lines = [f"{method} {path} HTTP/1.1", "Host: x", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {self.plain(value)}" for name, value in headers.items()]
        return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body, method

    @staticmethod
    def plain(value):
        # What would end the header is for the connection, not for us.
        return "".join(c if c not in "\r\n\0" else "?" for c in value)

    def body(self, value):
        kind = self.random.random()
        if kind < 0.5:
            value = self.changed(value)
        text = json.dumps(value).encode()
        if kind > 0.75:
            text = self.damaged(text)
        if kind > 0.97:
            depth = self.random.choice([10, 200, 20_000])
            text = self.random.choice([b"[" * depth, b'{"a":' * depth, b"[" * depth + b"]" * depth])
        if 0.96 < kind <= 0.97:
            text = b'{"QueryStatement":"' + b"(" * 9000 + b'"}'
        return text

    def changed(self, value):
        """One value somewhere replaced by an odd one."""
        if isinstance(value, dict) and value and self.random.random() < 0.8:
            key = self.random.choice(list(value))
            value[key] = self.changed(value[key])
            if self.random.random() < 0.1:
                value[self.random.choice(["", "Unknown", key * 2, "\u00fc"])] = self.random.choice(ODD)
            return value
        if isinstance(value, list) and value and self.random.random() < 0.8:
            place = self.random.randrange(len(value))
            value[place] = self.changed(value[place])
            times = self.random.choice([1, 1, 1, 2, 300])
            # Lists in lists are not multiplied over and over.
            return value * times if len(str(value)) < 2000 else value
        return self.random.choice(ODD)

    def damaged(self, data):
        data = bytearray(data)
        for _ in range(self.random.choice([1, 1, 2, 10])):
            if not data:
                return bytes(data)
            at = self.random.randrange(len(data))
            kind = self.random.randrange(4)
            if kind == 0:
                data[at] = self.random.randrange(256)
            elif kind == 1:
                del data[at : at + self.random.randrange(1, 20)]
            elif kind == 2:
                data[at:at] = data[at : at + self.random.randrange(1, 20)]
            else:
                del data[at:]
        return bytes(data)

    def sign(self, method, path, headers, body, service):
        now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=self.random.choice([0] * 20 + [-30, 30]))
        region = self.random.choice(["us-east-1"] * 10 + ["eu-west-1", "nowhere-1"])
        headers["X-Amz-Date"] = now.strftime("%Y%m%dT%H%M%SZ")
        path, _, query = path.partition("?")
        pairs = sorted(pair.partition("=")[::2] for pair in query.split("&") if pair)
        signed = {"host": "x", **{name.lower(): value.strip() for name, value in headers.items()}}
        names = ";".join(sorted(signed))
        canonical = "\n".join(
            [method, path, "&".join(f"{k}={v}" for k, v in pairs), *(f"{n}:{signed[n]}" for n in sorted(signed)), "", names, hashlib.sha256(body).hexdigest()]
        )
        scope = f"{now:%Y%m%d}/{region}/{service}/aws4_request"
        text = "\n".join(["AWS4-HMAC-SHA256", headers["X-Amz-Date"], scope, hashlib.sha256(canonical.encode()).hexdigest()])
        key = ("AWS4" + KEY[1]).encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.new(key, text.encode(), "sha256").hexdigest()
        headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential={KEY[0]}/{scope}, SignedHeaders={names}, Signature={signature}"


class Connection:
    def __init__(self, address):
        self.address, self.socket = address, None

    def send(self, request, method):
        """The status; 0 where the connection was closed without an answer."""
        for attempt in range(2):
            if self.socket is None:
                self.socket = socket.create_connection(self.address, timeout=30)
                self.file = self.socket.makefile("rb")
                attempt = 1
            try:
                self.socket.sendall(request)
                line = self.file.readline()
            except (ConnectionError, BrokenPipeError):
                line = b""
            if line:
                break
            self.close()
            if attempt:
                return 0
        status, length, close = int(line.split()[1]), 0, False
        while (header := self.file.readline()) not in (b"\r\n", b""):
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            close |= name.lower() == b"connection" and b"close" in value.lower()
        if method != "HEAD":
            self.file.read(length)
        if close:
            self.close()
        return status

    def close(self):
        self.socket.close()
        self.socket = None


def memory(server):
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) >> 10


def test_malformed_requests(tmp_path, cloud):
    server = Stellwerk(tmp_path, cloud)
    host, port = server.url.removeprefix("http://").split(":")

    def client(seed, count):
        maker, connection, statuses = Maker(seed), Connection((host, int(port))), {}
        for _ in range(count):
            request, method = maker.request()
            status = connection.send(request, method)
            statuses[status] = statuses.get(status, 0) + 1
            assert status < 500, (status, request[:3000])
        return statuses

    def round(number, count):
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            found = list(pool.map(client, range(number * CLIENTS, (number + 1) * CLIENTS), [count // CLIENTS] * CLIENTS))
        return {status: sum(f.get(status, 0) for f in found) for status in {s for f in found for s in f}}

    statuses, taken = collections.Counter(), []
    for fifth in range(5):
        statuses.update(round(fifth, COUNT // 5))
        taken.append(memory(server))
    print(f"{COUNT:,} requests: {dict(statuses)}; memory after each fifth: {taken} MB")
    assert statuses[200] and statuses[400], statuses
    # What grows are caches of a lake that grows: every request with a valid signature is recorded.
    assert taken[-1] < taken[0] + 300, taken
    assert server.client().list_trails()["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert "panicked" not in (tmp_path / "stellwerk.log").read_text()
    assert server.stop() == 0
