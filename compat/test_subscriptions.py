"""`aws cloudtrail create-subscription` and `update-subscription`: a trail and what it needs, by one command.

The command makes the bucket and the topic itself, here in moto. Their policies are made from templates that AWS keeps in a bucket of
its own for each region, or from files that are given.
"""

import json

import pytest

from conftest import ACCOUNT, eventually, objects

TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:"
TEMPLATES = {
    "S3": {
        "Sid": "Write",
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::<BucketName>/<Prefix>/AWSLogs/<CustomerAccountID>/*",
    },
    "SNS": {
        "Sid": "Publish",
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "SNS:Publish",
        "Resource": "arn:aws:sns:<Region>:<SNSTopicOwnerAccountId>:<SNSTopicName>",
    },
}


def template(kind):
    return json.dumps({"Version": "2012-10-17", "Statement": [TEMPLATES[kind]]})


@pytest.fixture
def policies(tmp_path):
    """The options that name policies of one's own."""
    options = []
    for kind, option in (("S3", "--s3-custom-policy"), ("SNS", "--sns-custom-policy")):
        (tmp_path / f"{kind}.json").write_text(template(kind))
        options += [option, f"file://{tmp_path}/{kind}.json"]
    return options


@pytest.fixture
def subscription(server):
    """Runs one of the two commands; returns the trails that it printed."""

    def run(command, *options, region="us-east-1", name="trail"):
        done = server.aws("cloudtrail", command, "--name", name, *options, region=region)
        assert done.returncode == 0, done.stdout + done.stderr
        _, printed = done.stdout.split("CloudTrail configuration:\n")
        configuration, end = json.JSONDecoder().raw_decode(printed)
        assert ("Logs will be delivered to" in printed[end:]) == (command == "create-subscription")
        return configuration["trailList"]

    return run


def bucket_resources(cloud, bucket):
    policy = json.loads(cloud.client("s3").get_bucket_policy(Bucket=bucket)["Policy"])
    return [statement["Resource"] for statement in policy["Statement"]]


def topic_resources(cloud, topic):
    attributes = cloud.client("sns").get_topic_attributes(TopicArn=TOPIC + topic)["Attributes"]
    return [statement["Resource"] for statement in json.loads(attributes["Policy"])["Statement"]]


def buckets(cloud):
    return [bucket["Name"] for bucket in cloud.client("s3").list_buckets()["Buckets"]]


def topics(cloud):
    return [topic["TopicArn"] for topic in cloud.client("sns").list_topics()["Topics"]]


def test_new_bucket_and_topic(subscription, cloud, cloudtrail):
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="awscloudtrail-policy-us-east-1")
    for kind, name in (("S3", "S3BucketPolicy"), ("SNS", "SnsTopicPolicy")):
        key = f"policy/{kind}/AWSCloudTrail-{name}-2014-12-17.json"
        s3.put_object(Bucket="awscloudtrail-policy-us-east-1", Key=key, Body=template(kind))
    options = ["--s3-new-bucket", "new-logs", "--s3-prefix", "p", "--sns-new-topic", "new-topic"]
    [printed] = subscription("create-subscription", *options)
    [trail] = cloudtrail.describe_trails()["trailList"]
    # The two clients know different versions of the interface.
    assert printed.items() <= trail.items()
    assert (trail["S3BucketName"], trail["S3KeyPrefix"]) == ("new-logs", "p")
    assert (trail["SnsTopicName"], trail["SnsTopicARN"]) == ("new-topic", TOPIC + "new-topic")
    assert trail["IncludeGlobalServiceEvents"] and not trail["IsMultiRegionTrail"]
    assert cloudtrail.get_trail_status(Name="trail")["IsLogging"]
    assert bucket_resources(cloud, "new-logs") == [f"arn:aws:s3:::new-logs/p/AWSLogs/{ACCOUNT}/*"]
    assert topic_resources(cloud, "new-topic")[-1] == TOPIC + "new-topic"


def test_a_bucket_that_is_there(subscription, cloudtrail, bucket):
    [printed] = subscription("create-subscription", "--s3-use-bucket", bucket, "--include-global-service-events", "false")
    assert (printed["S3BucketName"], printed["IncludeGlobalServiceEvents"]) == (bucket, False)
    assert "S3KeyPrefix" not in printed and "SnsTopicARN" not in printed
    assert cloudtrail.get_trail_status(Name="trail")["IsLogging"]


def test_policies_of_ones_own(subscription, server, cloud, policies):
    """In a region where no template is."""
    options = ["--s3-new-bucket", "paris-logs", "--sns-new-topic", "paris", *policies]
    [trail] = subscription("create-subscription", *options, region="eu-west-3")
    assert (trail["S3BucketName"], trail["HomeRegion"]) == ("paris-logs", "eu-west-3")
    assert trail["SnsTopicARN"] == f"arn:aws:sns:eu-west-3:{ACCOUNT}:paris"
    assert server.client(region="eu-west-3").get_trail_status(Name="trail")["IsLogging"]
    assert bucket_resources(cloud, "paris-logs") == [f"arn:aws:s3:::paris-logs/AWSLogs/{ACCOUNT}/*"]


def test_update(subscription, server, cloud, cloudtrail, bucket, policies):
    subscription("create-subscription", "--s3-use-bucket", bucket, "--s3-prefix", "p")
    # The prefix is kept: for a new bucket the command looks it up itself, for its policy.
    options = ["--s3-new-bucket", "more-logs", "--sns-new-topic", "more", *policies]
    [trail] = subscription("update-subscription", *options)
    assert (trail["S3BucketName"], trail["S3KeyPrefix"], trail["SnsTopicARN"]) == ("more-logs", "p", TOPIC + "more")
    assert bucket_resources(cloud, "more-logs") == [f"arn:aws:s3:::more-logs/p/AWSLogs/{ACCOUNT}/*"]
    assert cloudtrail.get_trail_status(Name="trail")["IsLogging"]
    server.advance(301)
    eventually(lambda: objects(cloud, "more-logs", "^p/AWSLogs/.*/CloudTrail/"))
    assert objects(cloud, bucket) == []
    # Back to the first bucket; what is not named stays.
    [trail] = subscription("update-subscription", "--s3-use-bucket", bucket, "--s3-prefix", "q")
    assert (trail["S3BucketName"], trail["S3KeyPrefix"], trail["SnsTopicARN"]) == (bucket, "q", TOPIC + "more")
    assert cloudtrail.get_trail_status(Name="trail")["IsLogging"]


def test_what_is_refused_leaves_nothing(subscription, server, cloud, cloudtrail, bucket, policies):
    """The command takes its bucket and its topic away again when the trail cannot be made."""
    subscription("create-subscription", "--s3-use-bucket", bucket)
    options = ["--s3-new-bucket", "new-logs", "--sns-new-topic", "new-topic", *policies]
    for command, name, error in (
        ("create-subscription", "trail", "TrailAlreadyExistsException"),
        ("create-subscription", "?", "InvalidTrailNameException"),
        ("update-subscription", "nothing", "TrailNotFoundException"),
    ):
        # An update that names a prefix does not look for the trail first.
        done = server.aws("cloudtrail", command, "--name", name, "--s3-prefix", "p", *options)
        assert done.returncode != 0 and error in done.stderr, done.stdout + done.stderr
        assert (buckets(cloud), topics(cloud)) == ([bucket], [])
    assert [trail["Name"] for trail in cloudtrail.list_trails()["Trails"]] == ["trail"]
