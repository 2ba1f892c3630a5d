"""Channels, PutAuditEvents, and the resource policies of channels."""

import base64
import hashlib
import json

import pytest

from conftest import ACCOUNT, Stellwerk, eventually
from test_lake import MISSING, id_of, new_store, query, refused, selector

OTHER = "444455556666"


@pytest.fixture
def store(cloudtrail):
    return new_store(cloudtrail, "audit", AdvancedEventSelectors=selector("ActivityAuditLog"))


@pytest.fixture
def channel(cloudtrail, store):
    return cloudtrail.create_channel(Name="channel", Source="Custom", Destinations=to(store))["ChannelArn"]


def to(*stores):
    return [{"Type": "EVENT_DATA_STORE", "Location": store} for store in stores]


def data(server, **more):
    return server.client("cloudtrail-data", **more)


def event(id="e-1", checksum=False, **fields):
    content = {
        "version": "1.0",
        "UID": f"uid-{id}",
        "userIdentity": {"type": "User", "principalId": "alice", "details": {"team": "ops"}},
        "eventSource": "app.example",
        "eventName": "Login",
        "eventTime": "2026-11-01T12:30:00Z",
        "recipientAccountId": ACCOUNT,
        "requestParameters": {"from": "office"},
        **fields,
    }
    text = json.dumps({k: v for k, v in content.items() if v is not None})
    made = {"id": id, "eventData": text}
    if checksum:
        made["eventDataChecksum"] = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return made


def test_channels(cloudtrail, store):
    create = cloudtrail.create_channel
    made = create(Name="channel", Source="Custom", Destinations=to(id_of(store)), Tags=[{"Key": "k", "Value": "v"}])
    arn = made["ChannelArn"]
    assert arn.startswith(f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:channel/")
    assert (made["Source"], made["Destinations"], made["Tags"]) == ("Custom", to(store), [{"Key": "k", "Value": "v"}])
    found = cloudtrail.get_channel(Channel=arn)
    assert (found["Name"], found["Source"], found["Destinations"]) == ("channel", "Custom", to(store))
    assert cloudtrail.get_channel(Channel=id_of(arn))["ChannelArn"] == arn
    assert cloudtrail.list_channels()["Channels"] == [{"ChannelArn": arn, "Name": "channel"}]
    refused("ChannelAlreadyExistsException", create, Name="channel", Source="Custom", Destinations=to(store))
    refused("InvalidSourceException", create, Name="another", Source="Nobody", Destinations=to(store))
    refused("EventDataStoreNotFoundException", create, Name="another", Source="Custom", Destinations=to(MISSING))
    refused("EventDataStoreARNInvalidException", create, Name="another", Source="Custom", Destinations=to("arn:aws:s3:::x"))
    plain = new_store(cloudtrail, "plain")
    refused("InvalidEventDataStoreCategoryException", create, Name="another", Source="Custom", Destinations=to(plain))
    refused("InvalidParameterException", create, Name="another", Source="Custom", Destinations=to(store, store))
    create(Name="github", Source="GitHub", Destinations=to(store))
    refused("ChannelAlreadyExistsException", create, Name="github-2", Source="GitHub", Destinations=to(store))
    refused("ChannelAlreadyExistsException", cloudtrail.update_channel, Channel=arn, Name="github")
    assert cloudtrail.update_channel(Channel=arn, Name="renamed")["Name"] == "renamed"
    refused("ChannelExistsForEDSException", cloudtrail.delete_event_data_store, EventDataStore=store)
    first = cloudtrail.list_channels(MaxResults=1)
    second = cloudtrail.list_channels(MaxResults=1, NextToken=first["NextToken"])
    assert {c["Name"] for c in first["Channels"] + second["Channels"]} == {"renamed", "github"} and "NextToken" not in second
    refused("InvalidNextTokenException", cloudtrail.list_channels, NextToken="other")
    cloudtrail.delete_channel(Channel=arn)
    for call in (cloudtrail.get_channel, cloudtrail.delete_channel, cloudtrail.update_channel):
        refused("ChannelNotFoundException", call, Channel=arn)
        refused("ChannelARNInvalidException", call, Channel="arn:aws:s3:::bucket")


def test_events(server, cloudtrail, store, channel):
    put = data(server).put_audit_events
    answer = put(channelArn=channel, auditEvents=[event("a"), event("b", checksum=True, eventTime="2026-11-01T12:30:01")])
    assert [e["id"] for e in answer["successful"]] == ["a", "b"] and answer["failed"] == []
    ids = [e["eventID"] for e in answer["successful"]]
    statement = (
        "SELECT eventId, eventTime, eventCategory, eventData.userIdentity.principalId AS who, metadata.channelARN AS channel, "
        "element_at(eventData.userIdentity.details, 'team') AS team, element_at(eventData.requestParameters, 'from') AS place, "
        f"eventData.UID AS uid, eventJson FROM {id_of(store)} ORDER BY eventTime"
    )
    rows = eventually(lambda: query(cloudtrail, statement))
    assert [r["eventId"] for r in rows] == ids
    first = rows[0]
    shown = {k: first[k] for k in ("eventCategory", "who", "channel", "team", "place", "uid")}
    assert shown == {
        "eventCategory": "ActivityAuditLog",
        "who": "alice",
        "channel": channel,
        "team": "ops",
        "place": "office",
        "uid": "uid-a",
    }
    record = json.loads(first["eventJson"])
    assert (record["eventType"], record["awsRegion"], record["recipientAccountId"]) == ("ActivityLog", "us-east-1", ACCOUNT)
    assert first["eventTime"].startswith("2026-11-01 12:30:00")
    status = cloudtrail.get_channel(Channel=channel)["IngestionStatus"]
    assert status["LatestIngestionSuccessEventID"] == ids[1] and "LatestIngestionErrorCode" not in status
    # They are no management events: event history does not show them.
    found = cloudtrail.lookup_events(LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "Login"}])
    assert found["Events"] == []


def test_refused_events(server, cloudtrail, channel):
    put = data(server).put_audit_events
    wrong = event("checksum", checksum=True)
    wrong["eventData"] += " "
    answer = put(
        channelArn=channel,
        auditEvents=[
            event("good"),
            wrong,
            event("missing", UID=None),
            event("long", eventName="x" * 1025),
            event("big", requestParameters={"x": "y" * 110_000}),
            event("time", eventTime="today"),
            event("recipient", recipientAccountId=OTHER),
            {"id": "json", "eventData": "{"},
        ],
    )
    assert [e["id"] for e in answer["successful"]] == ["good"]
    assert {e["id"]: e["errorCode"] for e in answer["failed"]} == {
        "checksum": "InvalidChecksum",
        "missing": "FieldNotFound",
        "long": "FieldTooLong",
        "big": "FieldTooLong",
        "time": "InvalidData",
        "recipient": "InvalidRecipient",
        "json": "InvalidData",
    }
    assert all(e["errorMessage"] for e in answer["failed"])
    status = cloudtrail.get_channel(Channel=channel)["IngestionStatus"]
    assert status["LatestIngestionErrorCode"] == "InvalidData" and status["LatestIngestionAttemptEventID"] == "json"


def test_refused_requests(server, channel):
    put = data(server).put_audit_events
    refused("DuplicatedAuditEventId", put, channelArn=channel, auditEvents=[event("a"), event("a")])
    refused("ChannelNotFound", put, channelArn=channel[:-36] + MISSING, auditEvents=[event()])
    refused("InvalidChannelARN", put, channelArn=channel.replace("channel/", "trail/"), auditEvents=[event()])
    refused("ChannelNotFound", data(server, region="eu-west-1").put_audit_events, channelArn=channel, auditEvents=[event()])
    refused("ValidationException", put, channelArn=channel, auditEvents=[event(str(n)) for n in range(101)])
    half = {"x": "y" * 90_000}
    refused("ValidationException", put, channelArn=channel, auditEvents=[event(str(n), requestParameters=half) for n in range(12)])


def policy(channel, principal, condition=None, action="cloudtrail-data:PutAuditEvents"):
    statement = {"Sid": "s", "Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, "Resource": channel}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_resource_policies(cloudtrail, channel, store):
    put, get, delete = cloudtrail.put_resource_policy, cloudtrail.get_resource_policy, cloudtrail.delete_resource_policy
    refused("ResourcePolicyNotFoundException", get, ResourceArn=channel)
    refused("ResourcePolicyNotFoundException", delete, ResourceArn=channel)
    text = policy(channel, OTHER)
    assert put(ResourceArn=channel, ResourcePolicy=text)["ResourcePolicy"] == text
    assert get(ResourceArn=channel)["ResourcePolicy"] == text
    for wrong in ("{", "{}", policy("*", OTHER), policy(channel, OTHER, action="s3:PutObject"), policy(channel, ["1"] * 51)):
        refused("ResourcePolicyNotValidException", put, ResourceArn=channel, ResourcePolicy=wrong)
    refused("ResourceNotFoundException", put, ResourceArn=channel[:-36] + MISSING, ResourcePolicy=text)
    refused("ResourceARNNotValidException", get, ResourceArn="channel")
    refused("ResourceTypeNotSupportedException", get, ResourceArn=f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/trail")
    of_store = policy(store, OTHER, action="cloudtrail:StartQuery")
    put(ResourceArn=store, ResourcePolicy=of_store)
    assert get(ResourceArn=store)["ResourcePolicy"] == of_store
    delete(ResourceArn=channel)
    refused("ResourcePolicyNotFoundException", get, ResourceArn=channel)


def test_other_accounts(tmp_path, cloud):
    """A channel takes events of another account where its policy allows it, and with the external ID that it asks for."""
    key = '[[access_keys]]\naccess_key_id = "AKIAPARTNER"\nsecret_access_key = "partner"\nuser_name = "partner"\n'
    key += f'role = "ingest"\naccount = "{OTHER}"\n'
    server = Stellwerk(tmp_path, cloud, settings=key)
    owner = server.client()
    store = new_store(owner, "audit", AdvancedEventSelectors=selector("ActivityAuditLog"))
    channel = owner.create_channel(Name="channel", Source="Custom", Destinations=to(store))["ChannelArn"]
    partner = server.client("cloudtrail-data", key=("AKIAPARTNER", "partner"))
    denied = "ChannelInsufficientPermission"
    refused(denied, partner.put_audit_events, channelArn=channel, auditEvents=[event()])
    owner.put_resource_policy(ResourceArn=channel, ResourcePolicy=policy(channel, OTHER))
    assert partner.put_audit_events(channelArn=channel, auditEvents=[event()])["successful"]
    condition = {"StringEquals": {"cloudtrail:ExternalId": "secret-1"}}
    owner.put_resource_policy(ResourceArn=channel, ResourcePolicy=policy(channel, OTHER, condition))
    refused(denied, partner.put_audit_events, channelArn=channel, auditEvents=[event()])
    refused(denied, partner.put_audit_events, channelArn=channel, auditEvents=[event()], externalId="other")
    refused(denied, data(server).put_audit_events, channelArn=channel, auditEvents=[event()])
    assert partner.put_audit_events(channelArn=channel, auditEvents=[event()], externalId="secret-1")["successful"]
    assert server.stop() == 0
