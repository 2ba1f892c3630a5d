"""Requests: who is let in, and what those are told who are not."""

import datetime
import json
import urllib.error
import urllib.request

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest
from botocore.exceptions import ClientError

from conftest import ACCOUNT, KEY, KEYS

TARGET = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101."


def call(server, operation="ListTrails", body=b"{}", target=TARGET, sign=True, key=KEY, region="us-east-1", service="cloudtrail",
         change=None, method="POST", path="/"):
    """A request made by hand: signed as botocore signs, then changed. Returns status, error code, headers, body."""
    headers = {"Content-Type": "application/x-amz-json-1.1"}
    if target is not None:
        headers["X-Amz-Target"] = target + operation
    request = botocore.awsrequest.AWSRequest(method, server.url + path, headers=headers, data=body)
    if sign:
        credentials = botocore.credentials.Credentials(*key)
        botocore.auth.SigV4Auth(credentials, service, region).add_auth(request)
    if change:
        change(request)
    prepared = request.prepare()
    raw = urllib.request.Request(prepared.url, data=prepared.body, headers=dict(prepared.headers), method=method)
    try:
        answer = urllib.request.urlopen(raw)
    except urllib.error.HTTPError as error:
        answer = error
    text = answer.read()
    try:
        code = json.loads(text).get("__type", "")
    except ValueError:
        code = None
    return answer.status, code, answer.headers, text


def test_signed_requests_are_answered_under_both_prefixes(server):
    for target in (TARGET, "CloudTrail_20131101."):
        status, code, headers, text = call(server, target=target)
        assert (status, code) == (200, ""), text
        assert headers["Content-Type"] == "application/x-amz-json-1.1"
        assert len(headers["x-amzn-RequestId"]) == 36


def header(name, value):
    def change(request):
        request.headers.replace_header(name, value)
    return change


def late(minutes):
    """Signs with a clock that is off by so much."""
    def change(request):
        time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
        credentials = botocore.credentials.Credentials(*KEY)
        signer = botocore.auth.SigV4Auth(credentials, "cloudtrail", "us-east-1")
        request.context["timestamp"] = time.strftime("%Y%m%dT%H%M%SZ")
        del request.headers["X-Amz-Date"]
        del request.headers["Authorization"]
        request.headers["X-Amz-Date"] = request.context["timestamp"]
        canonical = signer.canonical_request(request)
        signature = signer.signature(signer.string_to_sign(request, canonical), request)
        signer._inject_signature_to_request(request, signature)
    return change


@pytest.mark.parametrize("wrong, status, code", [
    (dict(sign=False), 403, "MissingAuthenticationTokenException"),
    (dict(key=(KEY[0], "another secret")), 403, "InvalidSignatureException"),
    (dict(key=("AKIANOBODY", "x")), 403, "UnrecognizedClientException"),
    (dict(region="mars-north-1"), 403, "InvalidSignatureException"),
    (dict(service="config"), 403, "InvalidSignatureException"),
    (dict(change=header("Authorization", "Basic dXNlcjpwYXNz")), 403, "IncompleteSignatureException"),
    (dict(change=header("Authorization", "AWS4-HMAC-SHA256 Credential=x")), 403, "IncompleteSignatureException"),
    (dict(change=header("X-Amz-Target", TARGET + "DeleteTrail")), 403, "InvalidSignatureException"),
    (dict(change=late(-6)), 403, "InvalidSignatureException"),
    (dict(change=late(6)), 403, "InvalidSignatureException"),
    (dict(operation="NoSuchOperation"), 404, "UnknownOperationException"),
    (dict(target="Somebody_20200101."), 404, "UnknownOperationException"),
    (dict(target=None), 404, "UnknownOperationException"),
    (dict(body=b"{"), 400, "SerializationException"),
    (dict(body=b"[]"), 400, "SerializationException"),
    (dict(body=b'{"NextToken": 7}'), 400, "SerializationException"),
    (dict(operation="GetTrail"), 400, "ValidationException"),
    (dict(body=b" " * (7 << 20)), 413, "RequestEntityTooLargeException"),
])
def test_errors_are_those_of_aws(server, wrong, status, code):
    found = call(server, **wrong)
    assert found[:2] == (status, code), found[3]
    assert found[2]["x-amzn-ErrorType"] == code


@pytest.mark.parametrize("minutes", [-4, 4])
def test_a_clock_may_be_off_by_less_than_five_minutes(server, minutes):
    assert call(server, change=late(minutes))[0] == 200


def test_messages_of_validation(cloudtrail):
    with pytest.raises(ClientError) as error:
        cloudtrail.start_query(QueryStatement="")
    assert error.value.response["Error"]["Message"] == (
        "1 validation error detected: Value '' at 'queryStatement' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1"
    )


def test_sts_says_who_one_is(server):
    identity = server.client("sts").get_caller_identity()
    assert identity["Account"] == ACCOUNT
    assert identity["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/admin"
    with pytest.raises(ClientError) as error:
        server.client("sts", key=("AKIANOBODY", "x")).get_caller_identity()
    assert error.value.response["Error"]["Code"] == "InvalidClientTokenId"
    presigned = server.client("sts").generate_presigned_url("get_caller_identity", HttpMethod="GET")
    assert b"user/admin" in urllib.request.urlopen(presigned).read()
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(presigned.replace("X-Amz-Expires=3600", "X-Amz-Expires=7200"))
    assert error.value.status == 403


def test_roles(server, bucket):
    trail = dict(Name="trail", S3BucketName=bucket)
    for role in ("auditor", "ingest"):
        with pytest.raises(ClientError) as error:
            server.client(role=role).create_trail(**trail)
        assert error.value.response["Error"]["Code"] == "AccessDeniedException"
        assert f"user/{role} is not authorized to perform: cloudtrail:CreateTrail" in str(error.value)
    server.client(role="operator").create_trail(**trail)
    assert server.client(role="auditor").get_trail(Name="trail")["Trail"]["Name"] == "trail"
    with pytest.raises(ClientError):
        server.client(role="ingest").get_trail(Name="trail")
    with pytest.raises(ClientError):
        server.client(role="operator").delete_trail(Name="trail")
    server.client(role="admin").delete_trail(Name="trail")


def test_what_was_done_and_refused_is_recorded(server, bucket):
    server.client().create_trail(Name="trail", S3BucketName=bucket)
    with pytest.raises(ClientError):
        server.client(role="auditor").delete_trail(Name="trail")
    found = server.client().lookup_events()["Events"]
    events = {e["EventName"]: json.loads(e["CloudTrailEvent"]) for e in found}
    created, refused = events["CreateTrail"], events["DeleteTrail"]
    assert created["requestParameters"] == {"name": "trail", "s3BucketName": bucket}
    assert created["responseElements"]["trailARN"].endswith(":trail/trail")
    assert created["userIdentity"]["accessKeyId"] == KEYS["admin"][0]
    assert created["sourceIPAddress"] == "127.0.0.1" and "Boto3" in created["userAgent"]
    assert (created["readOnly"], created["eventSource"]) == (False, "cloudtrail.amazonaws.com")
    assert (refused["errorCode"], refused["userIdentity"]["userName"]) == ("AccessDenied", "auditor")
    assert not any(KEY[1] in e["CloudTrailEvent"] for e in found)


def test_health_and_metrics(server):
    get = lambda path: urllib.request.urlopen(server.url + path).read().decode()
    assert get("/healthz") == "ok\n" and get("/readyz") == "ready\n"
    server.client().list_trails()
    assert 'stellwerk_requests_total{service="CloudTrail",operation="ListTrails",error=""} ' in get("/metrics")
