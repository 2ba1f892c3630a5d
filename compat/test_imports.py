"""Imports: log files of trails, from a bucket into an event data store."""

import gzip
import json

import pytest

from conftest import ACCOUNT, eventually
from test_lake import MISSING, id_of, new_store, query, refused, selector

ROLE = f"arn:aws:iam::{ACCOUNT}:role/import"
PREFIX = f"AWSLogs/{ACCOUNT}/CloudTrail/us-east-1"


def record(number, day):
    return {
        "eventVersion": "1.08",
        "eventID": f"{number:08}-0000-4000-8000-000000000000",
        "eventTime": f"2026-11-{day:02}T10:00:00Z",
        "eventSource": "ec2.amazonaws.com",
        "eventName": f"Call{number}",
        "awsRegion": "us-east-1",
        "eventCategory": "Management",
        "recipientAccountId": "999988887777",
    }


def put_log(cloud, bucket, day, numbers, prefix=PREFIX):
    key = f"{prefix}/2026/11/{day:02}/{ACCOUNT}_CloudTrail_us-east-1_202611{day:02}T1005Z_{numbers[0]:016}.json.gz"
    content = gzip.compress(json.dumps({"Records": [record(n, day) for n in numbers]}).encode())
    cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=content)
    return key


def source(bucket, prefix=f"{PREFIX}/"):
    return {"S3": {"S3LocationUri": f"s3://{bucket}/{prefix}", "S3BucketRegion": "us-east-1", "S3BucketAccessRoleArn": ROLE}}


@pytest.fixture
def store(cloudtrail):
    # An import does not ask the selectors; nothing else comes into this one.
    return new_store(cloudtrail, AdvancedEventSelectors=selector("Management", eventName="Nothing"))


def ended(cloudtrail, id):
    done = ("COMPLETED", "FAILED", "STOPPED")
    return eventually(lambda: (i := cloudtrail.get_import(ImportId=id))["ImportStatus"] in done and i)


def imported(cloudtrail, store):
    return [r["eventName"] for r in query(cloudtrail, f"SELECT eventName FROM {id_of(store)} ORDER BY eventName")]


def test_import(cloud, cloudtrail, bucket, store):
    put_log(cloud, bucket, 1, [1, 2])
    put_log(cloud, bucket, 2, [3])
    cloud.client("s3").put_object(Bucket=bucket, Key=f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/us-east-1/2026/11/01/x.json.gz", Body=gzip.compress(b"{}"))
    started = cloudtrail.start_import(Destinations=[store], ImportSource=source(bucket, f"AWSLogs/{ACCOUNT}/"))
    assert (started["Destinations"], started["ImportStatus"]) == ([store], "INITIALIZING")
    assert started["ImportSource"] == source(bucket, f"AWSLogs/{ACCOUNT}/")
    done = ended(cloudtrail, started["ImportId"])
    assert done["ImportStatus"] == "COMPLETED", done
    statistics = done["ImportStatistics"]
    assert (statistics["FilesCompleted"], statistics["EventsCompleted"], statistics["FailedEntries"]) == (2, 3, 0)
    assert imported(cloudtrail, store) == ["Call1", "Call2", "Call3"]
    # Again, with a file more: what is there is not there twice.
    put_log(cloud, bucket, 2, [4])
    ended(cloudtrail, cloudtrail.start_import(Destinations=[store], ImportSource=source(bucket))["ImportId"])
    assert imported(cloudtrail, store) == ["Call1", "Call2", "Call3", "Call4"]
    listed = cloudtrail.list_imports(Destination=store, ImportStatus="COMPLETED")["Imports"]
    assert len(listed) == 2 and listed[1]["ImportId"] == started["ImportId"]
    page = cloudtrail.list_imports(MaxResults=1)
    assert cloudtrail.list_imports(NextToken=page["NextToken"])["Imports"] == listed[1:]
    assert cloudtrail.list_import_failures(ImportId=started["ImportId"])["Failures"] == []


def test_times(cloud, cloudtrail, bucket, store):
    for day in range(1, 6):
        put_log(cloud, bucket, day, [day])
    times = dict(StartEventTime="2026-11-02T00:00:00Z", EndEventTime="2026-11-03T23:00:00Z")
    id = cloudtrail.start_import(Destinations=[store], ImportSource=source(bucket), **times)["ImportId"]
    assert ended(cloudtrail, id)["ImportStatus"] == "COMPLETED"
    assert imported(cloudtrail, store) == ["Call2", "Call3"]
    # Another range reads the files anew.
    times = dict(StartEventTime="2026-11-03T00:00:00Z", EndEventTime="2026-11-30T00:00:00Z")
    ended(cloudtrail, cloudtrail.start_import(Destinations=[store], ImportSource=source(bucket), **times)["ImportId"])
    assert imported(cloudtrail, store) == ["Call2", "Call3", "Call4", "Call5"]
    # What is older than the retention stays out.
    short = new_store(cloudtrail, "short", RetentionPeriod=7, AdvancedEventSelectors=selector("Management", eventName="Nothing"))
    old = put_log(cloud, bucket, 6, [6])
    cloud.client("s3").put_object(
        Bucket=bucket,
        Key=old.replace("2026/11/06", "2020/01/01"),
        Body=gzip.compress(json.dumps({"Records": [record(7, 1) | {"eventTime": "2020-01-01T00:00:00Z"}]}).encode()),
    )
    done = ended(cloudtrail, cloudtrail.start_import(Destinations=[short], ImportSource=source(bucket))["ImportId"])
    assert done["ImportStatus"] == "COMPLETED" and "Call7" not in imported(cloudtrail, short)


def test_failures_and_retry(cloud, cloudtrail, bucket, store):
    put_log(cloud, bucket, 1, [1])
    broken = put_log(cloud, bucket, 2, [2])
    s3 = cloud.client("s3")
    whole = s3.get_object(Bucket=bucket, Key=broken)["Body"].read()
    s3.put_object(Bucket=bucket, Key=broken, Body=whole[: len(whole) // 2])
    id = cloudtrail.start_import(Destinations=[store], ImportSource=source(bucket))["ImportId"]
    done = ended(cloudtrail, id)
    assert done["ImportStatus"] == "FAILED" and done["ImportStatistics"]["FailedEntries"] == 1
    failures = cloudtrail.list_import_failures(ImportId=id)["Failures"]
    assert [(f["Location"], f["Status"]) for f in failures] == [(f"s3://{bucket}/{broken}", "FAILED")]
    assert failures[0]["ErrorMessage"] and failures[0]["ErrorType"]
    assert imported(cloudtrail, store) == ["Call1"]
    s3.put_object(Bucket=bucket, Key=broken, Body=whole)
    again = cloudtrail.start_import(ImportId=id)
    assert again["ImportId"] == id and again["Destinations"] == [store]
    assert ended(cloudtrail, id)["ImportStatus"] == "COMPLETED"
    assert imported(cloudtrail, store) == ["Call1", "Call2"]
    assert [f["Status"] for f in cloudtrail.list_import_failures(ImportId=id)["Failures"]] == ["SUCCEEDED"]


def test_stop(cloud, cloudtrail, bucket, store):
    many = 60_000  # so that it is still going on when it is stopped
    put_log(cloud, bucket, 1, list(range(many)))
    id = cloudtrail.start_import(Destinations=[store], ImportSource=source(bucket))["ImportId"]
    refused("AccountHasOngoingImportException", cloudtrail.start_import, Destinations=[store], ImportSource=source(bucket))
    refused("EventDataStoreHasOngoingImportException", cloudtrail.delete_event_data_store, EventDataStore=store)
    assert cloudtrail.stop_import(ImportId=id)["ImportStatus"] == "STOPPED"
    assert cloudtrail.get_import(ImportId=id)["ImportStatus"] == "STOPPED"
    refused("InvalidParameterException", cloudtrail.stop_import, ImportId=id)
    eventually(lambda: cloudtrail.start_import(ImportId=id))
    eventually(lambda: cloudtrail.get_import(ImportId=id)["ImportStatus"] == "COMPLETED", 120)
    counted = query(cloudtrail, f"SELECT count(*) AS n, count(DISTINCT eventId) AS different FROM {id_of(store)}")
    assert counted == [{"n": str(many), "different": str(many)}]


def test_refused(cloudtrail, bucket, store):
    start = cloudtrail.start_import
    refused("InvalidParameterException", start, Destinations=[store])
    refused("InvalidParameterException", start, ImportId=MISSING, Destinations=[store])
    refused("ImportNotFoundException", start, ImportId=MISSING)
    refused("EventDataStoreNotFoundException", start, Destinations=[MISSING], ImportSource=source(bucket))
    bad = source(bucket)
    bad["S3"]["S3LocationUri"] = "http://elsewhere/"
    refused("InvalidImportSourceException", start, Destinations=[store], ImportSource=bad)
    times = dict(StartEventTime=2000, EndEventTime=1000)
    refused("InvalidParameterException", start, Destinations=[store], ImportSource=source(bucket), **times)
    audit = new_store(cloudtrail, "audit", AdvancedEventSelectors=selector("ActivityAuditLog"))
    refused("InvalidEventDataStoreCategoryException", start, Destinations=[audit], ImportSource=source(bucket))
    for call in (cloudtrail.get_import, cloudtrail.stop_import):
        refused("ImportNotFoundException", call, ImportId=MISSING)
    refused("InvalidNextTokenException", cloudtrail.list_imports, NextToken="other")
    # A bucket that is not there fails when it is read, and says so.
    id = start(Destinations=[store], ImportSource=source("no-such-bucket"))["ImportId"]
    assert ended(cloudtrail, id)["ImportStatus"] == "FAILED"
    assert cloudtrail.list_import_failures(ImportId=id)["Failures"][0]["ErrorMessage"]
