"""Event history: LookupEvents as AWS documents it."""

import datetime
import json

import pytest
from botocore.exceptions import ClientError

from conftest import eventually
from test_requests import call


def events(client, **parameters):
    return client.lookup_events(**parameters)["Events"]


def code(call):
    with pytest.raises(ClientError) as error:
        call()
    return error.value.response["Error"]["Code"]


def test_newest_first_with_every_member(cloudtrail):
    cloudtrail.list_trails()
    cloudtrail.describe_trails()
    found = eventually(lambda: len(events(cloudtrail)) >= 2 and events(cloudtrail))
    times = [e["EventTime"] for e in found]
    assert times == sorted(times, reverse=True)
    event = next(e for e in found if e["EventName"] == "ListTrails")
    record = json.loads(event["CloudTrailEvent"])
    assert (event["EventId"], event["EventSource"]) == (record["eventID"], "cloudtrail.amazonaws.com")
    assert (event["ReadOnly"], event["Username"]) == ("true", "admin")
    assert event["AccessKeyId"] == record["userIdentity"]["accessKeyId"]


def test_each_attribute_finds(cloudtrail, bucket):
    cloudtrail.create_trail(Name="found-by", S3BucketName=bucket)
    event = events(cloudtrail)[0]
    for key, value in {
        "EventId": event["EventId"],
        "EventName": "CreateTrail",
        "ReadOnly": "false",
        "Username": "admin",
        "ResourceType": "AWS::S3::Bucket",
        "ResourceName": bucket,
        "EventSource": "cloudtrail.amazonaws.com",
        "AccessKeyId": event["AccessKeyId"],
    }.items():
        found = events(cloudtrail, LookupAttributes=[dict(AttributeKey=key, AttributeValue=value)])
        assert event["EventId"] in [e["EventId"] for e in found], key
        none = events(cloudtrail, LookupAttributes=[dict(AttributeKey=key, AttributeValue="true" if key == "ReadOnly" else "x")])
        assert event["EventId"] not in [e["EventId"] for e in none], key


def test_times_are_inclusive(cloudtrail, bucket):
    cloudtrail.create_trail(Name="in-time", S3BucketName=bucket)
    event = events(cloudtrail, LookupAttributes=[dict(AttributeKey="EventName", AttributeValue="CreateTrail")])[0]
    time, second = event["EventTime"], datetime.timedelta(seconds=1)
    ids = lambda start, end: [e["EventId"] for e in events(cloudtrail, StartTime=start, EndTime=end)]
    assert event["EventId"] in ids(time, time)
    assert event["EventId"] not in ids(time - second, time - second)
    assert event["EventId"] not in ids(time + second, time + second)
    assert code(lambda: events(cloudtrail, StartTime=time, EndTime=time - second)) == "InvalidTimeRangeException"


def test_pages_are_stable_while_events_arrive(server, cloudtrail):
    for _ in range(7):
        cloudtrail.list_trails()
    listed = dict(LookupAttributes=[dict(AttributeKey="EventName", AttributeValue="ListTrails")])
    before = eventually(lambda: len(events(cloudtrail, **listed)) == 7 and events(cloudtrail, **listed))
    paged, token = [], None
    while True:
        page = cloudtrail.lookup_events(MaxResults=2, **listed, **({"NextToken": token} if token else {}))
        paged += page["Events"]
        token = page.get("NextToken")
        if not token:
            break
        server.client(role="auditor").list_trails()
    # What was there is given in its order, nothing left out; what came within the same second may stand between.
    ids, there = [e["EventId"] for e in paged], [e["EventId"] for e in before]
    assert [id for id in ids if id in there] == there
    assert len(set(ids)) == len(ids)


def test_a_token_belongs_to_its_question(cloudtrail):
    for _ in range(3):
        cloudtrail.list_trails()
    token = eventually(lambda: cloudtrail.lookup_events(MaxResults=1).get("NextToken"))
    assert events(cloudtrail, MaxResults=2, NextToken=token)
    by_name = [dict(AttributeKey="EventName", AttributeValue="ListTrails")]
    for wrong in (dict(NextToken=token, LookupAttributes=by_name), dict(NextToken="nonsense")):
        assert code(lambda: events(cloudtrail, **wrong)) == "InvalidNextTokenException"


@pytest.mark.parametrize("parameters, expected", [
    (dict(MaxResults=0), "InvalidMaxResultsException"),
    (dict(MaxResults=51), "InvalidMaxResultsException"),
    (dict(EventCategory="data"), "InvalidEventCategoryException"),
    (dict(LookupAttributes=[dict(AttributeKey="eventName", AttributeValue="x")]), "InvalidLookupAttributesException"),
    (dict(LookupAttributes=[dict(AttributeKey="EventName", AttributeValue="")]), "InvalidLookupAttributesException"),
    (dict(LookupAttributes=[dict(AttributeKey="EventName", AttributeValue="_" * 1001)]), "InvalidLookupAttributesException"),
    (dict(LookupAttributes=[dict(AttributeKey="EventName", AttributeValue="x")] * 2), "InvalidLookupAttributesException"),
    (dict(EventCategory="insight", LookupAttributes=[dict(AttributeKey="Username", AttributeValue="x")]), "InvalidLookupAttributesException"),
])
def test_errors(cloudtrail, parameters, expected):
    assert code(lambda: cloudtrail.lookup_events(**parameters)) == expected


def test_history_is_of_one_account_and_region(server, cloudtrail):
    cloudtrail.list_trails()
    elsewhere = server.client(region="eu-west-1")
    elsewhere.describe_trails()
    names = lambda client: {e["EventName"] for e in events(client)}
    assert eventually(lambda: "DescribeTrails" in names(elsewhere))
    assert "ListTrails" not in names(elsewhere) and "DescribeTrails" not in names(cloudtrail)
    assert events(cloudtrail, EventCategory="insight") == []


def test_ninety_days(server, cloudtrail):
    cloudtrail.list_trails()
    listed = dict(LookupAttributes=[dict(AttributeKey="EventName", AttributeValue="ListTrails")])
    assert eventually(lambda: events(cloudtrail, **listed))
    server.advance(89 * 24 * 3600)
    assert events(cloudtrail, **listed)
    server.advance(2 * 24 * 3600)
    assert events(cloudtrail, **listed) == []


def test_search_events_knows_no_limits(server, cloudtrail):
    """Our own operation: several attributes at once, every region, however old."""
    cloudtrail.list_trails()
    server.client(region="eu-west-1").list_trails()
    eventually(lambda: events(server.client(region="eu-west-1")))
    server.advance(100 * 24 * 3600)

    def search(**parameters):
        body = json.dumps(parameters).encode()
        status, code, _, text = call(server, "SearchEvents", body, target="Stellwerk_20261101.", service="stellwerk")
        return json.loads(text) if status == 200 else code

    wanted = [dict(AttributeKey="EventName", AttributeValue="ListTrails"), dict(AttributeKey="Username", AttributeValue="admin")]
    found = search(LookupAttributes=wanted)["Events"]
    assert {json.loads(e["CloudTrailEvent"])["awsRegion"] for e in found} == {"us-east-1", "eu-west-1"}
    assert len(search(LookupAttributes=wanted, Region="eu-west-1")["Events"]) == 1
    assert search(LookupAttributes=wanted, Account="444455556666")["Events"] == []
    first = search(LookupAttributes=wanted, MaxResults=1)
    second = search(LookupAttributes=wanted, MaxResults=1, NextToken=first["NextToken"])
    assert first["Events"] + second["Events"] == found
    assert search(LookupAttributes=wanted, NextToken="x") == "InvalidNextTokenException"
    assert search(StartTime=2, EndTime=1) == "InvalidTimeRangeException"
    assert search(MaxResults=0) == "ValidationException"
