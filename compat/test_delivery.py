"""Delivery: log files, notifications and digests in the bucket; and what happens when something goes wrong."""

import datetime
import gzip
import json
import re
import signal

import pytest

from conftest import ACCOUNT, Gate, Stellwerk, eventually, objects, read_object

ARN = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/trail"
FIVE_MINUTES, HOUR = 301, 3601


def records(cloud, bucket, pattern="/CloudTrail/"):
    """All delivered records, file by file."""
    found = []
    for key in objects(cloud, bucket, pattern):
        found += json.loads(read_object(cloud, bucket, key))["Records"]
    return found


def names(found):
    return [record["eventName"] for record in found]


@pytest.fixture
def trail(cloudtrail, bucket):
    cloudtrail.create_trail(Name="trail", S3BucketName=bucket, S3KeyPrefix="p/q", IsMultiRegionTrail=True, EnableLogFileValidation=True)
    cloudtrail.start_logging(Name="trail")
    return "trail"


def test_log_files(server, cloud, cloudtrail, bucket, trail):
    cloudtrail.list_trails()
    server.client(region="eu-west-1").describe_trails()
    eventually(lambda: "ListTrails" in names(e_records(cloudtrail)))
    server.advance(FIVE_MINUTES)
    keys = eventually(lambda: len(objects(cloud, bucket)) == 2 and objects(cloud, bucket))
    for key, region in zip(keys, ("eu-west-1", "us-east-1")):
        assert re.fullmatch(
            rf"p/q/AWSLogs/{ACCOUNT}/CloudTrail/{region}/\d{{4}}/\d\d/\d\d/"
            rf"{ACCOUNT}_CloudTrail_{region}_\d{{8}}T\d{{4}}Z_[A-Za-z0-9]{{16}}\.json\.gz",
            key,
        )
        head = cloud.client("s3").head_object(Bucket=bucket, Key=key)
        assert (head["ContentType"], head["ContentEncoding"]) == ("application/json", "gzip")
    assert {"StartLogging", "ListTrails"} <= set(names(records(cloud, bucket, "us-east-1")))
    assert names(records(cloud, bucket, "eu-west-1")) == ["DescribeTrails"]
    # The same bytes as event history shows.
    shown = {e["eventID"]: e for e in e_records(cloudtrail)}
    for record in records(cloud, bucket, "us-east-1"):
        assert record == shown[record["eventID"]]
    status = cloudtrail.get_trail_status(Name=trail)
    assert status["LatestDeliveryTime"] and status["LatestDeliveryAttemptSucceeded"]


def e_records(client):
    return [json.loads(e["CloudTrailEvent"]) for e in client.lookup_events()["Events"]]


def test_selectors_decide(server, cloud, cloudtrail, bucket, trail):
    cloudtrail.put_event_selectors(TrailName=trail, EventSelectors=[{"ReadWriteType": "WriteOnly"}])
    cloudtrail.list_trails()
    eventually(lambda: "ListTrails" in names(e_records(cloudtrail)))
    server.advance(FIVE_MINUTES)
    eventually(lambda: objects(cloud, bucket))
    delivered = names(records(cloud, bucket))
    assert "PutEventSelectors" in delivered and "ListTrails" not in delivered


def test_nothing_before_start_and_after_stop(server, cloud, cloudtrail, bucket, trail):
    cloudtrail.stop_logging(Name=trail)
    server.advance(2)
    cloudtrail.update_trail(Name=trail, S3KeyPrefix="p/q")
    eventually(lambda: objects(cloud, bucket))
    server.advance(FIVE_MINUTES)
    cloudtrail.start_logging(Name=trail)
    server.advance(FIVE_MINUTES)
    eventually(lambda: names(records(cloud, bucket)).count("StartLogging") == 2)
    delivered = names(records(cloud, bucket))
    assert "CreateTrail" not in delivered and "UpdateTrail" not in delivered
    assert delivered.count("StopLogging") == 1


def test_logging_that_is_stopped_and_started_again_at_once_loses_nothing(server, cloud, cloudtrail, bucket, trail):
    cloudtrail.add_tags(ResourceId=ARN, TagsList=[{"Key": "before", "Value": "v"}])
    server.advance(10)
    cloudtrail.stop_logging(Name=trail)
    cloudtrail.start_logging(Name=trail)
    cloudtrail.add_tags(ResourceId=ARN, TagsList=[{"Key": "after", "Value": "v"}])
    server.advance(FIVE_MINUTES)
    eventually(lambda: names(records(cloud, bucket)).count("AddTags") == 2)
    assert names(records(cloud, bucket)).count("StartLogging") == 2
    server.advance(HOUR)
    eventually(lambda: objects(cloud, bucket, "CloudTrail-Digest/us-east-1"))
    code, text = validate(server, 2 * HOUR)
    assert code == 0 and "INVALID" not in text, text


def test_a_deleted_trail_delivers_its_last_events(server, cloud, cloudtrail, bucket, trail):
    cloudtrail.delete_trail(Name=trail)
    server.advance(2)
    eventually(lambda: "DeleteTrail" in names(records(cloud, bucket)))
    eventually(lambda: objects(cloud, bucket, "CloudTrail-Digest"))


def test_notifications(server, cloud, cloudtrail, bucket, trail):
    sns, sqs = cloud.client("sns"), cloud.client("sqs")
    topic = sns.create_topic(Name="topic")["TopicArn"]
    queue = sqs.create_queue(QueueName="queue")["QueueUrl"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:us-east-1:{ACCOUNT}:queue")
    cloudtrail.update_trail(Name=trail, SnsTopicName="topic")
    server.advance(FIVE_MINUTES)
    message = eventually(lambda: sqs.receive_message(QueueUrl=queue).get("Messages"))[0]
    told = json.loads(json.loads(message["Body"])["Message"])
    assert told["s3Bucket"] == bucket and told["s3ObjectKey"] == objects(cloud, bucket)
    assert eventually(lambda: cloudtrail.get_trail_status(Name=trail).get("LatestNotificationTime"))


def test_a_bucket_that_is_gone_for_a_while(server, cloud, cloudtrail, bucket, trail):
    s3 = cloud.client("s3")
    s3.delete_bucket(Bucket=bucket)
    server.advance(FIVE_MINUTES)
    error = eventually(lambda: cloudtrail.get_trail_status(Name=trail).get("LatestDeliveryError"))
    assert error == "NoSuchBucket"
    s3.create_bucket(Bucket=bucket)
    server.advance(FIVE_MINUTES)
    eventually(lambda: "StartLogging" in names(records(cloud, bucket)))
    eventually(lambda: "LatestDeliveryError" not in cloudtrail.get_trail_status(Name=trail))
    assert names(records(cloud, bucket)).count("StartLogging") == 1


# --- to log groups


@pytest.fixture
def log_group(cloud):
    cloud.client("logs").create_log_group(logGroupName="group")
    return dict(
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:group:*",
        CloudWatchLogsRoleArn=f"arn:aws:iam::{ACCOUNT}:role/role",
    )


def logged(cloud, stream=f"{ACCOUNT}_CloudTrail_us-east-1"):
    logs = cloud.client("logs")
    try:
        found = logs.get_log_events(logGroupName="group", logStreamName=stream, startFromHead=True)["events"]
    except logs.exceptions.ResourceNotFoundException:
        return []
    return [(event["timestamp"], json.loads(event["message"])) for event in found]


def test_events_go_to_a_log_group(server, cloud, cloudtrail, bucket, trail, log_group):
    cloudtrail.update_trail(Name=trail, **log_group)
    server.client(region="eu-west-1").describe_trails()
    eventually(lambda: {"UpdateTrail", "DescribeTrails"} <= set(names([record for _, record in logged(cloud)])))
    status = eventually(lambda: (s := cloudtrail.get_trail_status(Name=trail)).get("LatestCloudWatchLogsDeliveryTime") and s)
    assert "LatestCloudWatchLogsDeliveryError" not in status
    # At once: the files come later. The same bytes as everywhere, at the time of the event.
    assert not objects(cloud, bucket)
    shown = {e["eventID"]: e for e in e_records(cloudtrail)}
    for timestamp, record in logged(cloud):
        if record["awsRegion"] == "us-east-1":
            assert record == shown[record["eventID"]]
        assert datetime.datetime.fromisoformat(record["eventTime"]).timestamp() * 1000 == timestamp
    # Without a log group nothing more goes there.
    cloudtrail.update_trail(Name=trail, CloudWatchLogsLogGroupArn="", CloudWatchLogsRoleArn="")
    before = len(logged(cloud))
    cloudtrail.add_tags(ResourceId=ARN, TagsList=[{"Key": "k", "Value": "v"}])
    server.advance(FIVE_MINUTES)
    eventually(lambda: "AddTags" in names(records(cloud, bucket)))
    assert "AddTags" not in names([record for _, record in logged(cloud)]) and len(logged(cloud)) <= before + 1


def test_a_log_group_that_is_gone_for_a_while(server, cloud, cloudtrail, bucket, trail, log_group):
    cloudtrail.update_trail(Name=trail, **log_group)
    eventually(lambda: "UpdateTrail" in names([record for _, record in logged(cloud)]))
    cloud.client("logs").delete_log_group(logGroupName="group")
    cloudtrail.add_tags(ResourceId=ARN, TagsList=[{"Key": "k", "Value": "v"}])
    error = eventually(lambda: cloudtrail.get_trail_status(Name=trail).get("LatestCloudWatchLogsDeliveryError"))
    assert error == "ResourceNotFoundException"
    # The bucket gets its files all the same, and the log group what it missed.
    server.advance(FIVE_MINUTES)
    eventually(lambda: "AddTags" in names(records(cloud, bucket)))
    cloud.client("logs").create_log_group(logGroupName="group")
    server.advance(FIVE_MINUTES)
    eventually(lambda: names([record for _, record in logged(cloud)]).count("AddTags") == 1)
    eventually(lambda: "LatestCloudWatchLogsDeliveryError" not in cloudtrail.get_trail_status(Name=trail))


# --- aggregated events


def test_aggregated_events(server, cloud, cloudtrail, bucket):
    """Calls of PutAuditEvents are data events of their channel."""
    store = cloudtrail.create_event_data_store(
        Name="store", AdvancedEventSelectors=[{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["ActivityAuditLog"]}]}]
    )["EventDataStoreArn"]
    channel = cloudtrail.create_channel(Name="channel", Source="Custom", Destinations=[{"Type": "EVENT_DATA_STORE", "Location": store}])["ChannelArn"]
    cloudtrail.create_trail(Name="trail", S3BucketName=bucket, EnableLogFileValidation=True)
    fields = {"eventCategory": "Data", "resources.type": "AWS::CloudTrail::Channel"}
    selectors = [{"FieldSelectors": [{"Field": field, "Equals": [value]} for field, value in fields.items()]}]
    cloudtrail.put_event_selectors(TrailName="trail", AdvancedEventSelectors=selectors)
    templates = [{"EventCategory": "Data", "Templates": ["API_ACTIVITY", "RESOURCE_ACCESS", "USER_ACTIONS"]}]
    cloudtrail.put_event_configuration(TrailName="trail", AggregationConfigurations=templates)
    cloudtrail.start_logging(Name="trail")
    data = server.client("cloudtrail-data")
    for n in range(3):
        assert data.put_audit_events(channelArn=channel, auditEvents=[{"id": "1", "eventData": "{}"}])["failed"]
    for n in range(2):
        with pytest.raises(data.exceptions.ChannelNotFound):
            data.put_audit_events(channelArn=channel[:-4] + "0000", auditEvents=[{"id": "1", "eventData": "{}"}])
    # Data events are in the log soon, not at once.
    eventually(lambda: server.advance(FIVE_MINUTES) and len(records(cloud, bucket)) == 5)
    keys = objects(cloud, bucket, "/CloudTrail-Aggregated/")
    key = keys[0]
    assert re.search(rf"AWSLogs/{ACCOUNT}/CloudTrail-Aggregated/us-east-1/\d{{4}}/\d\d/\d\d/{ACCOUNT}_CloudTrail-Aggregated_us-east-1_", key)
    aggregated = records(cloud, bucket, "/CloudTrail-Aggregated/")
    for event in records(cloud, bucket):
        assert (event["eventCategory"], event["managementEvent"], event["readOnly"]) == ("Data", False, False)
        assert event["resources"][0] == {"accountId": ACCOUNT, "type": "AWS::CloudTrail::Channel", "ARN": event["requestParameters"]["channelArn"]}
        assert event["requestParameters"]["auditEvents"] == [{"id": "1"}]
    by_primary = {}
    for event in aggregated:
        assert (event["eventCategory"], event["eventType"], event["accountId"]) == ("Aggregated", "AwsAggregatedEvent", ACCOUNT)
        assert event["timeWindow"]["windowSize"] == "PT5M"
        primary = event["summary"]["primaryDimension"]
        for statistic in primary["statistics"]:
            name = (primary["dimension"], statistic["name"])
            by_primary[name] = by_primary.get(name, 0) + statistic["value"]
    assert by_primary == {
        ("eventName", "PutAuditEvents"): 5,
        ("resourceARN", channel): 3,
        ("resourceARN", channel[:-4] + "0000"): 2,
        ("userIdentity", f"arn:aws:iam::{ACCOUNT}:user/admin"): 5,
    }
    details = [d for e in aggregated for d in e["summary"]["details"] if d["dimension"] == "errorCodes"]
    assert {s["name"] for d in details for s in d["statistics"]} == {"ChannelNotFound"}
    server.advance(HOUR)
    digest = lambda: [json.loads(read_object(cloud, bucket, key)) for key in objects(cloud, bucket, "CloudTrail-Digest")]
    eventually(lambda: set(keys) <= {file["s3Object"] for one in digest() for file in one["logFiles"]})


# --- of an organization


def test_an_organization_trail(tmp_path, cloud, bucket):
    organizations = cloud.client("organizations")
    id = organizations.create_organization(FeatureSet="ALL")["Organization"]["Id"]
    member = "444455556666"
    settings = f'[organization]\nid = "{id}"\nmanagement_account = "{ACCOUNT}"\nmember_accounts = ["{member}"]\n'
    settings += f'[[access_keys]]\naccess_key_id = "AKIAMEMBER"\nsecret_access_key = "member"\nuser_name = "member"\nrole = "admin"\naccount = "{member}"\n'
    server = Stellwerk(tmp_path, cloud, settings=settings)
    cloudtrail = server.client()
    cloudtrail.create_trail(Name="trail", S3BucketName=bucket, IsOrganizationTrail=True, EnableLogFileValidation=True)
    cloudtrail.start_logging(Name="trail")
    server.client(key=("AKIAMEMBER", "member")).list_trails()
    eventually(lambda: server.client(key=("AKIAMEMBER", "member")).lookup_events()["Events"])
    server.advance(FIVE_MINUTES)
    eventually(lambda: objects(cloud, bucket, rf"AWSLogs/{id}/{ACCOUNT}/CloudTrail/us-east-1/"))
    assert "ListTrails" in names(records(cloud, bucket, rf"AWSLogs/{id}/{member}/CloudTrail/us-east-1/"))
    server.advance(HOUR)
    for account in (ACCOUNT, member):
        eventually(lambda: objects(cloud, bucket, rf"AWSLogs/{id}/{account}/CloudTrail-Digest/us-east-1/"))
        code, text = validate(server, 2 * HOUR, "--account-id", account)
        assert code == 0 and "1/1 digest files valid" in text and "INVALID" not in text, text
        assert "1/1 log files valid" in text, text
    assert server.stop() == 0


# --- digests

def digested(server, cloud, cloudtrail, bucket, hours=2):
    """Lets hours pass, with events in each; waits for the digests."""
    for hour in range(hours):
        cloudtrail.list_trails()
        server.advance(FIVE_MINUTES)
        eventually(lambda: len(objects(cloud, bucket, "/CloudTrail/us-east-1")) > hour)
        server.advance(HOUR)
        eventually(lambda: len(objects(cloud, bucket, "CloudTrail-Digest/us-east-1")) == hour + 1)
    return objects(cloud, bucket, "CloudTrail-Digest/us-east-1")


def validate(server, seconds_ahead, *more):
    now = datetime.datetime.now(datetime.timezone.utc)
    form = "%Y-%m-%dT%H:%M:%SZ"
    start = (now - datetime.timedelta(hours=1)).strftime(form)
    end = (now + datetime.timedelta(seconds=seconds_ahead)).strftime(form)
    done = server.aws("cloudtrail", "validate-logs", "--trail-arn", ARN, "--start-time", start, "--end-time", end, "--verbose", *more)
    return done.returncode, done.stdout + done.stderr


def test_validate_logs_says_valid(server, cloud, cloudtrail, bucket, trail):
    digests = digested(server, cloud, cloudtrail, bucket, hours=3)
    assert re.search(
        rf"p/q/AWSLogs/{ACCOUNT}/CloudTrail-Digest/us-east-1/\d{{4}}/\d\d/\d\d/"
        rf"{ACCOUNT}_CloudTrail-Digest_us-east-1_trail_us-east-1_\d{{8}}T\d{{6}}Z\.json\.gz$",
        digests[0],
    )
    code, text = validate(server, 5 * HOUR)
    assert code == 0 and "3/3 digest files valid" in text and "INVALID" not in text, text
    documents = [json.loads(read_object(cloud, bucket, key)) for key in digests]
    assert documents[0]["previousDigestS3Object"] is None and documents[0]["previousDigestSignature"] is None
    for before, after in zip(documents, documents[1:]):
        assert after["previousDigestS3Object"] == before["digestS3Object"]
        assert after["digestStartTime"] == before["digestEndTime"]
    listed = {file["s3Object"] for document in documents for file in document["logFiles"]}
    assert listed <= set(objects(cloud, bucket, "/CloudTrail/us-east-1")) and listed
    keys = cloudtrail.list_public_keys()["PublicKeyList"]
    assert [k["Fingerprint"] for k in keys] == [documents[0]["digestPublicKeyFingerprint"]]


def replace(cloud, bucket, key, change):
    """Changes an object's content, and keeps its metadata."""
    s3 = cloud.client("s3")
    head = s3.get_object(Bucket=bucket, Key=key)
    content = change(gzip.decompress(head["Body"].read()))
    s3.put_object(Bucket=bucket, Key=key, Body=gzip.compress(content), Metadata=head["Metadata"])


@pytest.mark.parametrize("tamper, says", [
    ("change a log file", "INVALID: hash value doesn't match"),
    ("delete a log file", "INVALID: not found"),
    ("change a digest", "INVALID: signature verification failed"),
    ("delete a digest", "INVALID: not found"),
    ("move a digest", "INVALID: has been moved from its original location"),
    ("break a log file", "INVALID: invalid format"),
])
def test_validate_logs_names_tampering(server, cloud, cloudtrail, bucket, trail, tamper, says):
    first, second, _ = digested(server, cloud, cloudtrail, bucket, hours=3)
    log = json.loads(read_object(cloud, bucket, first))["logFiles"][0]["s3Object"]
    s3 = cloud.client("s3")
    if tamper == "change a log file":
        replace(cloud, bucket, log, lambda content: content.replace(b"StartLogging", b"StopLogging"))
    elif tamper == "delete a log file":
        s3.delete_object(Bucket=bucket, Key=log)
    elif tamper == "change a digest":
        replace(cloud, bucket, second, lambda content: content.replace(b'"logFiles":[', b'"logFiles":[ '))
    elif tamper == "delete a digest":
        s3.delete_object(Bucket=bucket, Key=second)
    elif tamper == "move a digest":
        head = s3.get_object(Bucket=bucket, Key=first)
        s3.put_object(Bucket=bucket, Key=second, Body=head["Body"].read(), Metadata=head["Metadata"])
    else:
        s3.put_object(Bucket=bucket, Key=log, Body=b"not gzip")
    code, text = validate(server, 5 * HOUR)
    assert code == 1 and says in text, text


def test_kill_at_any_time_delivers_each_event_once(tmp_path, cloud, bucket):
    """A real kill -9, again and again, while a trail delivers every second; then every event is there once, every file is in one
    digest, and the chain is whole."""
    settings = "[delivery]\nevery_seconds = 1\ndigest_seconds = 2\n"
    server = Stellwerk(tmp_path, cloud, data_dir=tmp_path / "data", settings=settings)
    server.client().create_trail(Name="trail", S3BucketName=bucket, EnableLogFileValidation=True)
    server.client().start_logging(Name="trail")
    tagged = []
    for round in range(6):
        for n in range(5):
            name = f"tag-{round}-{n}"
            server.client().add_tags(ResourceId=ARN, TagsList=[{"Key": name, "Value": "x"}])
            tagged.append(name)
        # Sometimes before, sometimes amid, sometimes after a delivery.
        eventually(lambda: True if round % 3 == 0 else len(objects(cloud, bucket)) > round // 3)
        server.stop(signal.SIGKILL)
        server.start()
    delivered = lambda: [
        r["requestParameters"]["tagsList"][0]["key"] for r in records(cloud, bucket) if r["eventName"] == "AddTags"
    ]
    eventually(lambda: len(delivered()) >= len(tagged), seconds=30)
    assert sorted(delivered()) == sorted(tagged)
    server.client().stop_logging(Name="trail")

    def listed():
        digests = [json.loads(read_object(cloud, bucket, key)) for key in objects(cloud, bucket, "CloudTrail-Digest")]
        return sorted(file["s3Object"] for digest in digests for file in digest["logFiles"])

    eventually(lambda: listed() == objects(cloud, bucket, "/CloudTrail/"), seconds=30)
    assert server.stop() == 0
    code, text = verify(server)
    assert code == 0 and "INVALID" not in text, text


def test_a_file_that_comes_too_late_for_its_digest_is_in_a_backfill_digest(tmp_path, cloud, bucket):
    gate = Gate(cloud)
    server = Stellwerk(tmp_path, gate, data_dir=tmp_path / "data", settings="[delivery]\nevery_seconds = 1\ndigest_seconds = 3\n")
    cloudtrail = server.client()
    cloudtrail.create_trail(Name="trail", S3BucketName=bucket, EnableLogFileValidation=True)
    barred = f"AWSLogs/{ACCOUNT}/CloudTrail/"
    denied = 403, b"<Error><Code>AccessDenied</Code><Message>barred</Message></Error>"
    gate.refuse = lambda command, path, body: denied if command == "PUT" and barred in path else None
    cloudtrail.start_logging(Name="trail")
    cloudtrail.add_tags(ResourceId=ARN, TagsList=[{"Key": "k", "Value": "v"}])
    digests = lambda backfill: [k for k in objects(cloud, bucket, "CloudTrail-Digest") if k.endswith("_backfill.json.gz") == backfill]
    # Digests go on, without the files that are barred.
    eventually(lambda: len(digests(False)) >= 3, seconds=30)
    assert cloudtrail.get_trail_status(Name="trail")["LatestDeliveryError"] == "AccessDenied"
    assert not records(cloud, bucket)
    gate.refuse = None
    (key,) = eventually(lambda: digests(True), seconds=60)
    late = json.loads(read_object(cloud, bucket, key))
    assert late["previousDigestS3Object"] is None
    (file,) = late["logFiles"]
    listed = [f["s3Object"] for k in digests(False) for f in json.loads(read_object(cloud, bucket, k))["logFiles"]]
    assert file["s3Object"] in objects(cloud, bucket, "/CloudTrail/") and file["s3Object"] not in listed
    assert "StartLogging" in names(json.loads(read_object(cloud, bucket, file["s3Object"]))["Records"])
    # Of the period whose digest it came too late for.
    assert late["digestEndTime"] in [json.loads(read_object(cloud, bucket, k))["digestEndTime"] for k in digests(False)]
    server.stop()
    server.start()
    code, text = validate(server, 60)
    assert code == 0 and "INVALID" not in text and "1/1 backfill digest files valid" in text, text
    assert server.stop() == 0
    code, text = verify(server, "--verbose")
    assert code == 0 and f"(backfill) s3://{bucket}/{key}\tvalid" in text, text
    # Verified as the others are.
    replace(cloud, bucket, key, lambda content: content.replace(b'"logFiles":[', b'"logFiles":[ '))
    assert "INVALID: signature verification failed" in verify(server)[1]
    cloud.client("s3").delete_object(Bucket=bucket, Key=key)
    assert f"(backfill) s3://{bucket}/{key}\tINVALID: not found" in verify(server)[1]


# --- stellwerk verify: the same, and what validate-logs leaves out


def verify(server, *arguments):
    return server.run("verify", "--data-dir", str(server.data_dir), "--trail", "trail", *arguments)


@pytest.fixture
def verified(tmp_path, cloud, bucket):
    """A server that writes digests every two seconds, stopped after six of them."""
    settings = "[delivery]\nevery_seconds = 1\ndigest_seconds = 2\n"
    server = Stellwerk(tmp_path, cloud, data_dir=tmp_path / "data", settings=settings)
    cloudtrail = server.client()
    cloudtrail.create_trail(Name="trail", S3BucketName=bucket, EnableLogFileValidation=True)
    cloudtrail.start_logging(Name="trail")

    def digests():
        cloudtrail.add_tags(ResourceId=ARN, TagsList=[{"Key": "k", "Value": "v"}])
        return len(objects(cloud, bucket, "CloudTrail-Digest")) >= 6
    eventually(digests, seconds=60)
    assert server.stop() == 0
    return server


def test_verify(verified, cloud, bucket):
    digests = objects(cloud, bucket, "CloudTrail-Digest")
    code, text = verify(verified)
    assert code == 0 and "INVALID" not in text, text
    documents = [json.loads(read_object(cloud, bucket, key)) for key in digests]
    logs = [file["s3Object"] for document in documents for file in document["logFiles"]]
    s3 = cloud.client("s3")
    kept = {key: s3.get_object(Bucket=bucket, Key=key) for key in [*digests, *logs]}
    kept = {key: (got["Body"].read(), got["Metadata"]) for key, got in kept.items()}

    def put_back():
        for key, (body, metadata) in kept.items():
            s3.put_object(Bucket=bucket, Key=key, Body=body, Metadata=metadata)

    def delete(*keys):
        for key in keys:
            s3.delete_object(Bucket=bucket, Key=key)

    for what, tamper, says in [
        ("the newest digest is deleted", lambda: delete(digests[-1]), "not found; 1 digest is"),
        ("the two newest", lambda: delete(*digests[-2:]), "INVALID: not found"),
        ("two in a row", lambda: delete(*digests[2:4]), "not found; 2 digests are"),
        ("the oldest", lambda: delete(digests[0]), "not found, nor any digest before it"),
        ("all of them", lambda: delete(*digests), "not found, nor any digest before it"),
        ("a log file", lambda: delete(logs[0]), "INVALID: not found"),
        ("a changed log file", lambda: replace(cloud, bucket, logs[0], lambda c: c + b" "), "hash value doesn't match"),
        ("a changed digest", lambda: replace(cloud, bucket, digests[1], lambda c: c + b" "), "signature verification failed"),
        ("bytes after the end", lambda: s3.put_object(Bucket=bucket, Key=logs[0], Body=kept[logs[0]][0] + b"x"), "invalid format"),
    ]:
        tamper()
        code, text = verify(verified)
        assert code == 1 and says in text, f"{what}: {text}"
        put_back()
    assert verify(verified)[0] == 0


def test_verify_notices_a_wrong_hash_of_the_previous_digest(verified, cloud, bucket):
    """A digest that was made anew and signed with the right key, but not by us: validate-logs takes it."""
    import sqlite3
    digests = objects(cloud, bucket, "CloudTrail-Digest")
    # What the head says is the same as what a digest says of the one before.
    database = sqlite3.connect(verified.data_dir / "catalog.sqlite")
    (body,) = database.execute("SELECT body FROM stellwerk_document WHERE kind = 'trail-delivery'").fetchone()
    state = json.loads(body)
    assert state["heads"]["us-east-1"]["key"] == digests[-1]
    state["heads"]["us-east-1"]["hash"] = "0" * 64
    database.execute("UPDATE stellwerk_document SET body = ? WHERE kind = 'trail-delivery'", (json.dumps(state),))
    database.commit()
    code, text = verify(verified)
    assert code == 1 and "previousDigestHashValue" in text, text


def test_verify_by_outsiders(verified, cloud, bucket, tmp_path):
    verified.start()
    keys = verified.client().list_public_keys()["PublicKeyList"]
    assert verified.stop() == 0
    import base64
    answer = [{"Value": base64.b64encode(k["Value"]).decode(), "Fingerprint": k["Fingerprint"]} for k in keys]
    (tmp_path / "keys.json").write_text(json.dumps({"PublicKeyList": answer}))
    folder = f"s3://{bucket}/AWSLogs/{ACCOUNT}/CloudTrail-Digest/us-east-1"
    arguments = ["verify", "--folder", folder, "--trail-arn", ARN, "--public-keys", str(tmp_path / "keys.json")]
    code, text = verified.run(*arguments)
    assert code == 0 and "INVALID" not in text, text
    (tmp_path / "keys.json").write_text(json.dumps({"PublicKeyList": []}))
    code, text = verified.run(*arguments)
    assert code == 1 and "public key not found for fingerprint" in text, text
