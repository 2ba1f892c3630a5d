"""Live sources: events of trails elsewhere, as they happen."""

import base64
import datetime
import gzip
import json
import signal
import urllib.error
import urllib.parse
import urllib.request

import boto3
import pytest

from conftest import ACCOUNT, KEYS, Stellwerk, eventually

DAY = "2026/11/24"


def record(number, **more):
    return {
        "eventVersion": "1.08",
        "eventID": f"{number:08}-0000-4000-8000-000000000000",
        "eventTime": "2026-11-24T10:00:00Z",
        "eventSource": "ec2.amazonaws.com",
        "eventName": f"Call{number:04}",
        "awsRegion": "us-east-1",
        "eventCategory": "Management",
        "recipientAccountId": "999988887777",
        **more,
    }


def put_log(cloud, bucket, numbers, day=DAY, time="1005", region="us-east-1", prefix=""):
    name = f"{ACCOUNT}_CloudTrail_{region}_{day.replace('/', '')}T{time}Z_{numbers[0]:016}.json.gz"
    key = f"{prefix}AWSLogs/{ACCOUNT}/CloudTrail/{region}/{day}/{name}"
    content = gzip.compress(json.dumps({"Records": [record(n) for n in numbers]}).encode())
    cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=content)
    return key


def announced(bucket, key, event="ObjectCreated:Put"):
    object = {"bucket": {"name": bucket}, "object": {"key": urllib.parse.quote_plus(key)}}
    return {"Records": [{"eventSource": "aws:s3", "eventName": event, "s3": object}]}


def enveloped(record, kind="AWS API Call via CloudTrail"):
    return {"version": "0", "id": "x", "detail-type": kind, "source": "aws.ec2", "detail": record}


@pytest.fixture
def queue(cloud):
    return cloud.client("sqs").create_queue(QueueName="trail", Attributes={"VisibilityTimeout": "1"})["QueueUrl"]


@pytest.fixture
def start(tmp_path, cloud):
    """Starts a server on a folder of its own, with settings."""
    servers = []

    def start(settings):
        servers.append(Stellwerk(tmp_path, cloud, data_dir=tmp_path / "data", settings=settings))
        return servers[-1]

    yield start
    for server in servers:
        if server.process.poll() is None:
            assert server.stop() == 0


def from_queue(queue):
    return f'[[sources]]\nname = "live"\nkind = "queue"\nqueue_url = "{queue}"\n'


def calls(server):
    """The names of the events that came from outside, in order, as often as they are there."""
    code, text = server.run(
        *("query", "--data-dir", str(server.data_dir), "--format", "json"),
        "SELECT eventName FROM events WHERE recipientAccountId = '999988887777' ORDER BY 1",
    )
    assert code == 0, text
    return [row["eventName"] for row in json.loads(text)]


def named(numbers):
    return [f"Call{n:04}" for n in numbers]


def status(server):
    code, text = server.run("source", "status", "--data-dir", str(server.data_dir))
    assert code == 0, text
    return text


def send(cloud, queue, *messages):
    for message in messages:
        cloud.client("sqs").send_message(QueueUrl=queue, MessageBody=message if isinstance(message, str) else json.dumps(message))


def empty(cloud, queue):
    found = cloud.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    return found["ApproximateNumberOfMessages"] == found["ApproximateNumberOfMessagesNotVisible"] == "0"


def test_announced_files(start, cloud, bucket, queue):
    server = start(from_queue(queue))
    one, two, three = (put_log(cloud, bucket, [n, n + 1]) for n in (1, 3, 5))
    digest = f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/us-east-1/{DAY}/x.json.gz"
    send(
        cloud,
        queue,
        {"Service": "Amazon S3", "Event": "s3:TestEvent"},
        announced(bucket, one),
        {"Type": "Notification", "Message": json.dumps(announced(bucket, two))},
        {"s3Bucket": bucket, "s3ObjectKey": [three, digest]},
        announced(bucket, one),  # again
        announced(bucket, one, "ObjectRemoved:Delete"),
    )
    eventually(lambda: calls(server) == named(range(1, 7)))
    eventually(lambda: empty(cloud, queue))
    assert calls(server) == named(range(1, 7))
    shown = eventually(lambda: "6" in status(server) and status(server))
    assert "running" in shown and "live" in shown
    metrics = urllib.request.urlopen(server.url + "/metrics").read().decode()
    assert 'stellwerk_source_events{source="live"} 6' in metrics, metrics
    assert 'stellwerk_source_failures{source="live"} 0' in metrics
    # An import of the same bucket knows what was taken.
    server.stop()
    code, text = server.run("import", "--data-dir", str(server.data_dir), f"s3://{bucket}/AWSLogs")
    assert code == 0 and calls(server) == named(range(1, 7)), text


def test_s3_tells_the_queue(start, cloud, bucket, queue):
    """moto's S3 announces new objects to its SQS as AWS does."""
    server = start(from_queue(queue))
    arn = cloud.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    configuration = {"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
    cloud.client("s3").put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration)
    put_log(cloud, bucket, [1, 2, 3])
    eventually(lambda: calls(server) == named([1, 2, 3]))


def test_events_by_queue(start, cloud, queue):
    server = start(from_queue(queue))
    send(cloud, queue, *(enveloped(record(n)) for n in range(1, 6)), enveloped(record(1)))
    send(cloud, queue, enveloped(record(7), "AWS Console Sign In via CloudTrail"), enveloped({}, "EC2 Instance State-change Notification"))
    eventually(lambda: empty(cloud, queue))
    assert calls(server) == named([1, 2, 3, 4, 5, 7])
    # As any event, they go to event data stores and trails.
    found = eventually(lambda: calls(server))
    assert len(found) == 6


def test_what_cannot_be_understood(start, cloud, bucket, queue):
    server = start(from_queue(queue))
    broken = put_log(cloud, bucket, [1, 2])
    s3 = cloud.client("s3")
    content = s3.get_object(Bucket=bucket, Key=broken)["Body"].read()
    s3.put_object(Bucket=bucket, Key=broken, Body=content[: len(content) // 2])
    good = put_log(cloud, bucket, [3])
    send(cloud, queue, "no message", announced(bucket, broken), announced(bucket, good + ".gone.json.gz"), announced(bucket, good))
    eventually(lambda: empty(cloud, queue), 30)
    assert calls(server)[-1:] == named([3])
    code, text = server.run("quarantine", "--data-dir", str(server.data_dir))
    assert code == 0 and "not a message of S3" in text and "the object is not there" in text, text


def test_buckets(start, cloud, bucket):
    today = datetime.datetime.now(datetime.timezone.utc)
    day = lambda back: (today - datetime.timedelta(days=back)).strftime("%Y/%m/%d")
    put_log(cloud, bucket, [1], day(0), prefix="p/")
    put_log(cloud, bucket, [2], day(1), prefix="p/")
    put_log(cloud, bucket, [3], day(5), prefix="p/")  # before the look back
    put_log(cloud, bucket, [4], day(0), region="eu-west-1", prefix="p/")
    server = start(f'[[sources]]\nname = "live"\nkind = "bucket"\nbucket = "{bucket}"\nprefix = "p"\nevery_seconds = 1\n')
    eventually(lambda: calls(server) == named([1, 2, 4]))
    put_log(cloud, bucket, [5], day(0), time="1007", prefix="p/")
    eventually(lambda: calls(server) == named([1, 2, 4, 5]))
    # A little late, and named before the last one.
    put_log(cloud, bucket, [6], day(0), time="1001", prefix="p/")
    put_log(cloud, bucket, [7], day(0), region="ap-south-1", prefix="p/")
    eventually(lambda: calls(server) == named([1, 2, 4, 5, 6, 7]))


def post(server, body, source="live", key=KEYS["ingest"], header=None):
    headers = {"content-type": "application/json"}
    headers["authorization"] = "Basic " + base64.b64encode(":".join(key).encode()).decode()
    if header:
        del headers["authorization"]
        headers.update(header)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(f"{server.url}/_stellwerk/events/{source}", data=data, headers=headers, method="POST")
    try:
        answer = urllib.request.urlopen(request)
        return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())["__type"]


def test_events_by_http(start, cloud):
    server = start('[[sources]]\nname = "live"\nkind = "http"\n')
    assert post(server, enveloped(record(1))) == (200, {"accepted": 1, "duplicates": 0})
    assert post(server, [enveloped(record(n)) for n in (1, 2, 3, 3)]) == (200, {"accepted": 2, "duplicates": 2})
    assert post(server, enveloped(record(4)), header={"x-api-key": ":".join(KEYS["ingest"])})[0] == 200
    assert calls(server) == named([1, 2, 3, 4])
    assert post(server, enveloped({}, "Something else")) == (200, {"accepted": 0, "duplicates": 0})
    assert post(server, b"{") == (400, "ValidationException")
    assert post(server, {"a": 1}) == (400, "ValidationException")
    assert post(server, enveloped({"a": 1})) == (400, "ValidationException")
    assert post(server, b"\xff\xfe") == (400, "ValidationException")
    assert post(server, enveloped(record(5)), source="other") == (400, "ResourceNotFoundException")
    assert post(server, enveloped(record(5)), key=KEYS["auditor"]) == (400, "AccessDeniedException")
    assert post(server, enveloped(record(5)), key=(KEYS["ingest"][0], "wrong"))[0] in (400, 403)
    assert post(server, enveloped(record(5)), header={"x-other": "1"})[0] in (400, 403)
    assert calls(server) == named([1, 2, 3, 4])


def test_killed_again_and_again(start, cloud, bucket, queue):
    """Whatever the moment: every event of every file is there once."""
    server = start(from_queue(queue))
    for round in range(4):
        for file in range(5):
            first = round * 500 + file * 100
            send(cloud, queue, announced(bucket, put_log(cloud, bucket, list(range(first, first + 100)))))
        server.stop(signal.SIGKILL)
        server.start()
    eventually(lambda: empty(cloud, queue), 60)
    assert calls(server) == named(range(2000))


def test_command_line(start, cloud, bucket, queue):
    server = start("")
    folder = ["--data-dir", str(server.data_dir)]
    assert server.run("source", "add", *folder, "mine", "--kind", "queue", "--queue-url", queue)[0] == 0
    code, text = server.run("source", "add", *folder, "mine", "--kind", "http")
    assert code != 0 and "already" in text
    assert "mine" in server.run("source", "list", *folder)[1]
    send(cloud, queue, announced(bucket, put_log(cloud, bucket, [1])))
    eventually(lambda: calls(server) == named([1]))
    assert server.run("source", "pause", *folder, "mine")[0] == 0
    eventually(lambda: "paused" in status(server))
    assert server.run("source", "remove", *folder, "mine")[0] == 0
    assert "mine" not in server.run("source", "list", *folder)[1]
    assert server.run("source", "resume", *folder, "mine")[0] != 0


def test_a_source_in_a_role_of_another_account(start, cloud, queue):
    """The role is assumed through STS; moto hands out credentials of the role's account for it."""
    role = "arn:aws:iam::444455556666:role/reader"
    server = start(from_queue(queue) + f'role_arn = "{role}"\nexternal_id = "outside"\n')
    # Queues of the other account, as whose the source comes now.
    theirs = boto3.client(
        "sts", region_name="us-east-1", endpoint_url=cloud.url, aws_access_key_id="moto", aws_secret_access_key="moto"
    ).assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    sqs = boto3.client(
        "sqs",
        region_name="us-east-1",
        endpoint_url=cloud.url,
        aws_access_key_id=theirs["AccessKeyId"],
        aws_secret_access_key=theirs["SecretAccessKey"],
        aws_session_token=theirs["SessionToken"],
    )
    url = sqs.create_queue(QueueName="trail", Attributes={"VisibilityTimeout": "1"})["QueueUrl"]
    assert "444455556666" in url
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(enveloped(record(1))))
    server.stop()
    server = start(from_queue(url) + f'role_arn = "{role}"\nexternal_id = "outside"\n')
    eventually(lambda: calls(server) == named([1]))
    code, text = server.run("source", "add", "x", "--kind", "queue", "--queue-url", url, "--role-arn", "nobody", "--data-dir", str(server.data_dir))
    assert code == 1 and "is not the ARN of a role" in text


def test_events_over_http_are_data_events_of_their_source(start, cloud):
    server = start('[[sources]]\nname = "bridge"\nkind = "http"\n')
    ingest = KEYS["ingest"]

    def send(name, key):
        body = json.dumps(enveloped(record(1))).encode()
        basic = base64.b64encode(":".join(key).encode()).decode()
        request = urllib.request.Request(f"{server.url}/_stellwerk/events/{name}", data=body, headers={"Authorization": f"Basic {basic}"})
        try:
            return urllib.request.urlopen(request).status
        except urllib.error.HTTPError as error:
            return error.code

    assert [send("bridge", ingest), send("nobody", ingest), send("bridge", KEYS["auditor"])] == [200, 400, 400]
    statement = (
        "SELECT userIdentity.userName AS who, errorCode, eventCategory, element_at(requestParameters, 'source') AS source,"
        " element_at(responseElements, 'accepted') AS accepted FROM events WHERE eventName = 'PutEvents' ORDER BY eventTime, who, source"
    )

    def recorded():
        code, text = server.run("query", "--data-dir", str(server.data_dir), "--format", "json", statement)
        return json.loads(text) if code == 0 else []

    found = eventually(lambda: len(recorded()) == 3 and recorded())
    by = {(row["who"], row["source"]): (row["errorCode"], row["accepted"], row["eventCategory"]) for row in found}
    assert by == {
        ("ingest", "bridge"): (None, "1", "Data"),
        ("ingest", "nobody"): ("ResourceNotFoundException", None, "Data"),
        ("auditor", "bridge"): ("AccessDenied", None, "Data"),
    }
