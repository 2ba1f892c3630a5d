"""AWS Config: recorders, delivery channels, resources that clients record, delivery, queries, aggregators.

What the recorder finds in a cloud by itself is in test_recorder.py. Here the recorders record a type that nobody describes, so that there is
nothing but what a scenario pushes.
"""

import concurrent.futures
import datetime
import itertools
import json
import re
import signal
import time

import pytest

from cloudtrail_events import Recorder
from conftest import ACCOUNT, KEYS, Stellwerk, eventually, objects, read_object
from test_requests import call
from test_trails import refused

ROLE = f"arn:aws:iam::{ACCOUNT}:role/config"
QUIET = {"resourceTypes": ["AWS::AccessAnalyzer::Analyzer"]}
BOX, SETTLED = "Example::Box::Thing", "Example::Box::Settled"
CHANGE = "ConfigurationItemChangeNotification"
INSTANCE, VOLUME, GROUP = "AWS::EC2::Instance", "AWS::EC2::Volume", "AWS::EC2::SecurityGroup"
HOUR, DAY = 3600, 24 * 3600
OTHER, STRANGER = "444455556666", "111122223333"
OTHER_KEY = ("AKIAOTHER", "other")
OTHER_ACCOUNT = (
    '[[access_keys]]\naccess_key_id = "AKIAOTHER"\nsecret_access_key = "other"\nuser_name = "other"\nrole = "admin"\n'
    f'account = "{OTHER}"\n'
)


@pytest.fixture
def config(server):
    return server.client("config")


@pytest.fixture
def recording(config, bucket):
    """A recorder that runs."""
    record(config, bucket)
    return config


def record(config, bucket, group=QUIET, **channel):
    put_recorder(config, recordingGroup=group)
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": bucket, **channel})
    config.start_configuration_recorder(ConfigurationRecorderName="default")


def put_recorder(config, **more):
    config.put_configuration_recorder(ConfigurationRecorder={"name": "default", "roleARN": ROLE, **more})


def push(config, id, configuration=None, type=BOX, **more):
    text = json.dumps({"n": 1} if configuration is None else configuration)
    config.put_resource_config(ResourceType=type, SchemaVersionId="1", ResourceId=id, Configuration=text, **more)


def history(config, id, type=BOX, **more):
    return config.get_resource_config_history(resourceType=type, resourceId=id, **more)["configurationItems"]


def answered(answer):
    return {k: v for k, v in answer.items() if k != "ResponseMetadata"}


def says(text, code, call, **parameters):
    """That the call is refused, and with these words."""
    with pytest.raises(call.__self__.exceptions.ClientError) as error:
        call(**parameters)
    found = error.value.response["Error"]
    assert found["Code"] == code and text in found["Message"], found


def pages(call, items, token="NextToken", **parameters):
    """All pages that follow each other."""
    found = [call(**parameters)]
    while token in found[-1]:
        assert len(found) < 100
        found.append(call(**parameters, **{token: found[-1][token]}))
    return [page[items] for page in found]


def millis(time):
    return round(time.timestamp() * 1000)


def iso(millis):
    return datetime.datetime.fromtimestamp(millis / 1000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{millis % 1000:03}Z"


def stamp(time):
    return time.strftime("%Y%m%dT%H%M%SZ")


# --- recorders


def test_a_recorder(config):
    assert config.describe_configuration_recorders()["ConfigurationRecorders"] == []
    assert config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"] == []
    config.put_configuration_recorder(ConfigurationRecorder={"roleARN": ROLE}, Tags=[{"Key": "team", "Value": "a"}])
    (found,) = config.describe_configuration_recorders()["ConfigurationRecorders"]
    arn = found["arn"]
    assert re.fullmatch(rf"arn:aws:config:us-east-1:{ACCOUNT}:configuration-recorder/default/[a-z0-9]+", arn)
    assert found == {
        "arn": arn,
        "name": "default",
        "roleARN": ROLE,
        "recordingGroup": {
            "allSupported": True,
            "includeGlobalResourceTypes": False,
            "resourceTypes": [],
            "exclusionByResourceTypes": {"resourceTypes": []},
            "recordingStrategy": {"useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"},
        },
        "recordingMode": {"recordingFrequency": "CONTINUOUS"},
        "recordingScope": "PAID",
    }
    # Again, with another role: the ARN stays, and tags are not looked at.
    config.put_configuration_recorder(ConfigurationRecorder={"roleARN": ROLE + "2"}, Tags=[{"Key": "team", "Value": "b"}])
    for asked in ({}, {"ConfigurationRecorderNames": ["default"]}, {"Arn": arn}):
        (again,) = config.describe_configuration_recorders(**asked)["ConfigurationRecorders"]
        assert again == {**found, "roleARN": ROLE + "2"}
        (status,) = config.describe_configuration_recorder_status(**asked)["ConfigurationRecordersStatus"]
        assert (status["name"], status["arn"], status["recording"]) == ("default", arn, False)
        assert not {"lastStartTime", "lastStopTime", "lastStatus", "lastErrorCode"} & set(status)
    assert config.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "a"}]
    for describe in (config.describe_configuration_recorders, config.describe_configuration_recorder_status):
        says("'other'", "NoSuchConfigurationRecorderException", describe, ConfigurationRecorderNames=["other"])
        refused("NoSuchConfigurationRecorderException", describe, Arn=arn[:-1] + "?")
        refused("NoSuchConfigurationRecorderException", describe, ServicePrincipal="securityhub.amazonaws.com")
        refused("ValidationException", describe, ConfigurationRecorderNames=["default"], Arn=arn)
        refused("ValidationException", describe, ConfigurationRecorderNames=["default", "other"])


def test_recorders_that_are_refused(config):
    put = config.put_configuration_recorder
    for name, code in (
        ("", "ValidationException"),
        ("AWSConfigurationRecorderForMe", "InvalidConfigurationRecorderNameException"),
        ("x" * 257, "ValidationException"),
    ):
        refused(code, put, ConfigurationRecorder={"name": name, "roleARN": ROLE})
    for role in ("", "role", f"arn:aws:iam::{ACCOUNT}:user/alice", f"arn:aws:s3::{ACCOUNT}:role/x"):
        refused("InvalidRoleException", put, ConfigurationRecorder={"name": "default", "roleARN": role})
    refused("InvalidRoleException", put, ConfigurationRecorder={"name": "default"})
    put(ConfigurationRecorder={"name": "first", "roleARN": ROLE})
    says(
        "Failed to put configuration recorder 'second' because the maximum number of configuration recorders: 1 is reached.",
        "MaxNumberOfConfigurationRecordersExceededException",
        put,
        ConfigurationRecorder={"name": "second", "roleARN": ROLE},
    )
    assert [r["name"] for r in config.describe_configuration_recorders()["ConfigurationRecorders"]] == ["first"]


def test_recorders_belong_to_regions(server, config):
    put_recorder(config)
    other = server.client("config", region="eu-west-1")
    assert other.describe_configuration_recorders()["ConfigurationRecorders"] == []
    other.put_configuration_recorder(ConfigurationRecorder={"name": "other", "roleARN": ROLE})
    (found,) = other.describe_configuration_recorders()["ConfigurationRecorders"]
    assert found["arn"].startswith(f"arn:aws:config:eu-west-1:{ACCOUNT}:configuration-recorder/other/")
    refused("NoSuchConfigurationRecorderException", config.describe_configuration_recorders, Arn=found["arn"])


def test_recording_groups(config):
    inclusion, exclusion = "INCLUSION_BY_RESOURCE_TYPES", "EXCLUSION_BY_RESOURCE_TYPES"
    everything = "ALL_SUPPORTED_RESOURCE_TYPES"
    but = {"resourceTypes": [INSTANCE]}
    use = lambda strategy: {"recordingStrategy": {"useOnly": strategy}}
    for given, expected in (
        ({"allSupported": True}, (True, False, [], [], everything)),
        ({"allSupported": True, "includeGlobalResourceTypes": True}, (True, True, [], [], everything)),
        ({"allSupported": True, **use(everything)}, (True, False, [], [], everything)),
        ({"resourceTypes": [INSTANCE, VOLUME]}, (False, False, [INSTANCE, VOLUME], [], inclusion)),
        ({"allSupported": False, "resourceTypes": [INSTANCE], **use(inclusion)}, (False, False, [INSTANCE], [], inclusion)),
        ({"exclusionByResourceTypes": but, **use(exclusion)}, (False, False, [], [INSTANCE], exclusion)),
    ):
        put_recorder(config, recordingGroup=given)
        (found,) = config.describe_configuration_recorders()["ConfigurationRecorders"]
        group = found["recordingGroup"]
        assert expected == (
            group["allSupported"],
            group["includeGlobalResourceTypes"],
            group["resourceTypes"],
            group["exclusionByResourceTypes"]["resourceTypes"],
            group["recordingStrategy"]["useOnly"],
        )
    before = config.describe_configuration_recorders()["ConfigurationRecorders"]
    for given in (
        {"allSupported": False},
        {"allSupported": True, "resourceTypes": [INSTANCE]},
        {"allSupported": True, "exclusionByResourceTypes": but, **use(exclusion)},
        {"resourceTypes": [INSTANCE], "includeGlobalResourceTypes": True},
        {"resourceTypes": [INSTANCE], **use(everything)},
        {"resourceTypes": [INSTANCE], "exclusionByResourceTypes": but, **use(exclusion)},
        {"exclusionByResourceTypes": {"resourceTypes": []}, **use(exclusion)},
        {"resourceTypes": [], **use(inclusion)},
        {"exclusionByResourceTypes": but, **use(inclusion)},
    ):
        with pytest.raises(config.exceptions.InvalidRecordingGroupException, match="The recording group provided is not valid"):
            put_recorder(config, recordingGroup=given)
    refused("ValidationException", put_recorder_of(config), recordingGroup={"allSupported": True, **use("SOME")})
    assert config.describe_configuration_recorders()["ConfigurationRecorders"] == before


def put_recorder_of(config):
    return lambda **more: put_recorder(config, **more)


def test_recording_modes(config):
    override = {"description": "d", "resourceTypes": [INSTANCE], "recordingFrequency": "CONTINUOUS"}
    for mode in (
        {"recordingFrequency": "DAILY"},
        {"recordingFrequency": "DAILY", "recordingModeOverrides": [override]},
        {"recordingFrequency": "CONTINUOUS", "recordingModeOverrides": [{**override, "recordingFrequency": "DAILY"}]},
    ):
        put_recorder(config, recordingMode=mode)
        (found,) = config.describe_configuration_recorders()["ConfigurationRecorders"]
        assert found["recordingMode"] == mode
    for mode in (
        {"recordingFrequency": "WEEKLY"},
        {"recordingFrequency": "DAILY", "recordingModeOverrides": [override, override]},
        {"recordingFrequency": "DAILY", "recordingModeOverrides": [{**override, "description": "d" * 257}]},
        {
            "recordingFrequency": "CONTINUOUS",
            "recordingModeOverrides": [
                {"resourceTypes": ["AWS::Config::ResourceCompliance"], "recordingFrequency": "DAILY"},
            ],
        },
    ):
        refused("ValidationException", put_recorder_of(config), recordingMode=mode)
    # Without one: everything as it happens.
    put_recorder(config)
    (found,) = config.describe_configuration_recorders()["ConfigurationRecorders"]
    assert found["recordingMode"] == {"recordingFrequency": "CONTINUOUS"}


def test_a_recorders_life(server, config, bucket):
    start, stop = config.start_configuration_recorder, config.stop_configuration_recorder
    delete = config.delete_configuration_recorder
    for operation in (start, stop, delete):
        says("'default'", "NoSuchConfigurationRecorderException", operation, ConfigurationRecorderName="default")
    put_recorder(config, recordingGroup=QUIET)
    says(
        "Delivery channel is not available to start configuration recorder.",
        "NoAvailableDeliveryChannelException",
        start,
        ConfigurationRecorderName="default",
    )
    stop(ConfigurationRecorderName="default")
    config.put_delivery_channel(DeliveryChannel={"s3BucketName": bucket})
    status = lambda: config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"][0]
    assert not status()["recording"]
    now = server.advance(1)
    start(ConfigurationRecorderName="default")
    started = status()
    assert started["recording"] and abs(started["lastStartTime"].timestamp() - now) < 5
    assert started["lastStatus"] in ("Pending", "Success") and "lastStopTime" not in started
    assert started["lastStatusChangeTime"] >= started["lastStartTime"]
    # Who runs already goes on running.
    server.advance(60)
    start(ConfigurationRecorderName="default")
    assert status()["lastStartTime"] == started["lastStartTime"]
    push(config, "box")
    server.advance(60)
    stop(ConfigurationRecorderName="default")
    stopped = status()
    assert not stopped["recording"] and stopped["lastStartTime"] == started["lastStartTime"]
    assert 120 <= (stopped["lastStopTime"] - stopped["lastStartTime"]).total_seconds() < 130
    start(ConfigurationRecorderName="default")
    assert status()["lastStartTime"] >= stopped["lastStopTime"]
    delete(ConfigurationRecorderName="default")
    assert config.describe_configuration_recorders()["ConfigurationRecorders"] == []
    assert config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"] == []
    # What was recorded can still be read.
    assert len(history(config, "box")) == 1
    assert [r["resourceId"] for r in config.list_discovered_resources(resourceType=BOX)["resourceIdentifiers"]] == ["box"]
    # A new one of the same name is another, and does not run.
    put_recorder(config, recordingGroup=QUIET)
    assert not status()["recording"] and "lastStartTime" not in status()


PRINCIPALS = {
    "observabilityadmin.amazonaws.com": ("AWSConfigurationRecorderForObservabilityAdmin", "INTERNAL"),
    "securityhub.amazonaws.com": ("AWSConfigurationRecorderForSecurityHubCSPM", "PAID"),
}


def test_service_linked_recorders(config):
    put_recorder(config)
    put, delete = config.put_service_linked_configuration_recorder, config.delete_service_linked_configuration_recorder
    describe, status = config.describe_configuration_recorders, config.describe_configuration_recorder_status
    made = {}
    for principal, (name, scope) in PRINCIPALS.items():
        answer = put(ServicePrincipal=principal, Tags=[{"Key": "for", "Value": principal}])
        made[name] = answer["Arn"]
        assert answer["Name"] == name and f":configuration-recorder/{name}/" in answer["Arn"]
        (found,) = describe(ServicePrincipal=principal)["ConfigurationRecorders"]
        assert (found["name"], found["recordingScope"], found["servicePrincipal"]) == (name, scope, principal)
        (running,) = status(ServicePrincipal=principal)["ConfigurationRecordersStatus"]
        assert running["recording"] and running["servicePrincipal"] == principal
        assert describe(ConfigurationRecorderNames=[name])["ConfigurationRecorders"] == [found]
        assert describe(Arn=answer["Arn"])["ConfigurationRecorders"] == [found]
        assert config.list_tags_for_resource(ResourceArn=answer["Arn"])["Tags"] == [{"Key": "for", "Value": principal}]
        refused("ConflictException", put, ServicePrincipal=principal)
        for operation in (
            config.start_configuration_recorder,
            config.stop_configuration_recorder,
            config.delete_configuration_recorder,
        ):
            refused("UnmodifiableEntityException", operation, ConfigurationRecorderName=name)
        for operation in (config.associate_resource_types, config.disassociate_resource_types):
            refused("ConflictException", operation, ConfigurationRecorderArn=answer["Arn"], ResourceTypes=[INSTANCE])
    refused("ValidationException", put, ServicePrincipal="s3.amazonaws.com")
    # Nobody is asked for: the customer's own.
    assert [r["name"] for r in describe()["ConfigurationRecorders"]] == ["default"]
    listed = config.list_configuration_recorders
    summaries = listed()["ConfigurationRecorderSummaries"]
    assert {s["name"]: (s["recordingScope"], s.get("servicePrincipal")) for s in summaries} == {
        "default": ("PAID", None),
        **{name: (scope, principal) for principal, (name, scope) in PRINCIPALS.items()},
    }
    internal = listed(Filters=[{"filterName": "recordingScope", "filterValue": ["INTERNAL"]}])["ConfigurationRecorderSummaries"]
    assert [s["name"] for s in internal] == ["AWSConfigurationRecorderForObservabilityAdmin"]
    one_by_one = pages(listed, "ConfigurationRecorderSummaries", MaxResults=1)
    assert [len(page) for page in one_by_one] == [1, 1, 1] and sum(one_by_one, []) == summaries
    refused("ValidationException", listed, MaxResults=21)
    refused("ValidationException", listed, NextToken="other")
    refused("ValidationException", delete)
    refused("ValidationException", delete, ServicePrincipal="securityhub.amazonaws.com", Arn=made["AWSConfigurationRecorderForSecurityHubCSPM"])
    name = "AWSConfigurationRecorderForObservabilityAdmin"
    assert answered(delete(ServicePrincipal="observabilityadmin.amazonaws.com")) == {"Arn": made[name], "Name": name}
    name = "AWSConfigurationRecorderForSecurityHubCSPM"
    assert answered(delete(Arn=made[name])) == {"Arn": made[name], "Name": name}
    refused("NoSuchConfigurationRecorderException", delete, Arn=made[name])
    own = describe()["ConfigurationRecorders"][0]["arn"]
    refused("NoSuchConfigurationRecorderException", delete, Arn=own)


def test_resource_types_can_be_added_and_taken_away(config):
    put_recorder(config, recordingGroup={"resourceTypes": [INSTANCE]})
    arn = config.describe_configuration_recorders()["ConfigurationRecorders"][0]["arn"]
    add, remove = config.associate_resource_types, config.disassociate_resource_types
    group = lambda answer: answer["ConfigurationRecorder"]["recordingGroup"]
    added = add(ConfigurationRecorderArn=arn, ResourceTypes=[VOLUME, INSTANCE])
    assert group(added)["resourceTypes"] == [INSTANCE, VOLUME]
    assert [added["ConfigurationRecorder"]] == config.describe_configuration_recorders()["ConfigurationRecorders"]
    assert group(remove(ConfigurationRecorderArn=arn, ResourceTypes=[INSTANCE, GROUP]))["resourceTypes"] == [VOLUME]
    refused("ValidationException", remove, ConfigurationRecorderArn=arn, ResourceTypes=[VOLUME])
    put_recorder(
        config,
        recordingGroup={
            "exclusionByResourceTypes": {"resourceTypes": [INSTANCE]},
            "recordingStrategy": {"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"},
        },
    )
    # What is left out is listed there.
    excluded = lambda answer: group(answer)["exclusionByResourceTypes"]["resourceTypes"]
    assert excluded(remove(ConfigurationRecorderArn=arn, ResourceTypes=[VOLUME])) == [INSTANCE, VOLUME]
    assert excluded(add(ConfigurationRecorderArn=arn, ResourceTypes=[INSTANCE])) == [VOLUME]
    put_recorder(config)
    for operation in (add, remove):
        refused("ValidationException", operation, ConfigurationRecorderArn=arn, ResourceTypes=[INSTANCE])
        refused("NoSuchConfigurationRecorderException", operation, ConfigurationRecorderArn=arn + "x", ResourceTypes=[INSTANCE])


# --- delivery channels


def test_a_delivery_channel(config, cloud, bucket):
    topic = cloud.client("sns").create_topic(Name="config")["TopicArn"]
    put, describe = config.put_delivery_channel, config.describe_delivery_channels
    assert describe()["DeliveryChannels"] == [] == config.describe_delivery_channel_status()["DeliveryChannelsStatus"]
    put_recorder(config)
    put(DeliveryChannel={"s3BucketName": bucket})
    assert describe()["DeliveryChannels"] == [{"name": "default", "s3BucketName": bucket}]
    assert objects(cloud, bucket) == [f"AWSLogs/{ACCOUNT}/Config/ConfigWritabilityCheckFile"]
    s3 = cloud.client("s3")
    assert s3.get_object(Bucket=bucket, Key=objects(cloud, bucket)[0])["Body"].read() == b""
    key = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/00000000-0000-4000-8000-000000000000"
    full = {
        "name": "default",
        "s3BucketName": bucket,
        "s3KeyPrefix": "some/prefix",
        "s3KmsKeyArn": key,
        "snsTopicARN": topic,
        "configSnapshotDeliveryProperties": {"deliveryFrequency": "TwentyFour_Hours"},
    }
    put(DeliveryChannel=full)
    assert describe()["DeliveryChannels"] == [full] == describe(DeliveryChannelNames=["default"])["DeliveryChannels"]
    file = f"some/prefix/AWSLogs/{ACCOUNT}/Config/ConfigWritabilityCheckFile"
    assert file in objects(cloud, bucket)
    assert s3.head_object(Bucket=bucket, Key=file)["SSEKMSKeyId"] == key
    for frequency in ("One_Hour", "Three_Hours", "Six_Hours", "Twelve_Hours"):
        put(DeliveryChannel={**full, "configSnapshotDeliveryProperties": {"deliveryFrequency": frequency}})
        found = describe()["DeliveryChannels"][0]
        assert found["configSnapshotDeliveryProperties"] == {"deliveryFrequency": frequency}
    # What a put leaves out is gone.
    put(DeliveryChannel={"name": "default", "s3BucketName": bucket})
    assert describe()["DeliveryChannels"] == [{"name": "default", "s3BucketName": bucket}]
    config.delete_delivery_channel(DeliveryChannelName="default")
    assert describe()["DeliveryChannels"] == []


def test_delivery_channels_that_are_refused(config, cloud, bucket):
    put = config.put_delivery_channel
    good = {"name": "first", "s3BucketName": bucket}
    says(
        "Configuration recorder is not available to put delivery channel.",
        "NoAvailableConfigurationRecorderException",
        put,
        DeliveryChannel=good,
    )
    put_recorder(config, recordingGroup=QUIET)
    arn = f"arn:aws:sns:us-east-1:{ACCOUNT}:nothing"
    answers = {}
    for wrong, code in (
        ({"name": ""}, "ValidationException"),
        ({"name": "x" * 257}, "ValidationException"),
        ({"s3BucketName": "nobodys-bucket"}, "NoSuchBucketException"),
        ({"s3BucketName": ""}, "NoSuchBucketException"),
        ({"s3KeyPrefix": ""}, "InvalidS3KeyPrefixException"),
        ({"s3KmsKeyArn": ""}, "InvalidS3KmsKeyArnException"),
        ({"s3KmsKeyArn": "key"}, "InvalidS3KmsKeyArnException"),
        ({"s3KmsKeyArn": "arn:aws:s3:::bucket"}, "InvalidS3KmsKeyArnException"),
        ({"snsTopicARN": ""}, "InvalidSNSTopicARNException"),
        ({"snsTopicARN": "topic"}, "InvalidSNSTopicARNException"),
        ({"snsTopicARN": arn}, "InvalidSNSTopicARNException"),
        ({"snsTopicARN": f"arn:aws:sqs:us-east-1:{ACCOUNT}:queue"}, "InvalidSNSTopicARNException"),
        ({"configSnapshotDeliveryProperties": {"deliveryFrequency": "Two_Hours"}}, "ValidationException"),
    ):
        found = "taken"
        try:
            put(DeliveryChannel={**good, **wrong})
        except config.exceptions.ClientError as error:
            found = error.response["Error"]["Code"]
        answers[str(wrong)] = (found, code)
    assert {wrong: found for wrong, (found, code) in answers.items() if found != code} == {}
    refused("NoSuchBucketException", put, DeliveryChannel={"name": "first"})
    assert config.describe_delivery_channels()["DeliveryChannels"] == []
    put(DeliveryChannel=good)
    says(
        "Failed to put delivery channel 'second' because the maximum number of delivery channels: 1 is reached.",
        "MaxNumberOfDeliveryChannelsExceededException",
        put,
        DeliveryChannel={**good, "name": "second"},
    )
    for operation in (config.describe_delivery_channels, config.describe_delivery_channel_status):
        says("'second'", "NoSuchDeliveryChannelException", operation, DeliveryChannelNames=["second"])
    delete = config.delete_delivery_channel
    refused("NoSuchDeliveryChannelException", delete, DeliveryChannelName="second")
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    says("'first'", "LastDeliveryChannelDeleteFailedException", delete, DeliveryChannelName="first")
    config.stop_configuration_recorder(ConfigurationRecorderName="default")
    delete(DeliveryChannelName="first")
    refused("NoSuchDeliveryChannelException", delete, DeliveryChannelName="first")


def test_a_bucket_that_takes_nothing(config, cloud, bucket):
    """Neither there nor not there: the server may not write."""
    iam_says_no = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"}],
    }
    cloud.client("s3").put_bucket_policy(Bucket=bucket, Policy=json.dumps(iam_says_no))
    put_recorder(config)
    says(bucket, "InsufficientDeliveryPolicyException", config.put_delivery_channel, DeliveryChannel={"s3BucketName": bucket})
    assert config.describe_delivery_channels()["DeliveryChannels"] == []


# --- the AWS CLI's own commands


def test_subscribe_and_get_status(server, config, cloud):
    """Bucket and topic are made by the command, here in moto."""
    done = server.aws(
        "configservice", "subscribe", "--s3-bucket", "config-logs/prefix", "--sns-topic", "config-topic", "--iam-role", ROLE
    )
    assert done.returncode == 0 and "Subscribe succeeded" in done.stdout, done.stdout + done.stderr
    assert '"name": "default"' in done.stdout and '"s3BucketName": "config-logs"' in done.stdout
    (channel,) = config.describe_delivery_channels()["DeliveryChannels"]
    topic = f"arn:aws:sns:us-east-1:{ACCOUNT}:config-topic"
    assert channel == {"name": "default", "s3BucketName": "config-logs", "s3KeyPrefix": "prefix", "snsTopicARN": topic}
    (status,) = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
    assert status["recording"]
    assert f"prefix/AWSLogs/{ACCOUNT}/Config/ConfigWritabilityCheckFile" in objects(cloud, "config-logs")
    done = server.aws("configservice", "get-status")
    assert done.returncode == 0, done.stderr
    recorders, channels = done.stdout.split("Delivery Channels:")
    assert re.search(r"name: default\nrecorder: ON\nlast status: (Pending|Success)\n", recorders), done.stdout
    assert "name: default" in channels
    config.stop_configuration_recorder(ConfigurationRecorderName="default")
    done = server.aws("configservice", "get-status")
    assert "name: default\nrecorder: OFF\n" in done.stdout, done.stdout + done.stderr
    # The command again finds everything there.
    done = server.aws("configservice", "subscribe", "--s3-bucket", "config-logs/prefix", "--sns-topic", topic, "--iam-role", ROLE)
    assert done.returncode == 0 and "Using existing S3 bucket: config-logs" in done.stdout, done.stdout + done.stderr


# --- resources


def test_a_resources_life(server, recording):
    push(recording, "box", {"color": "red", "sides": [1, 2]}, ResourceName="Red", Tags={"team": "a"})
    (first,) = history(recording, "box")
    captured = first.pop("configurationItemCaptureTime")
    # The call that pushed it.
    (pushing,) = first.pop("relatedEvents")
    cloudtrail = server.client("cloudtrail")
    event = lambda: cloudtrail.lookup_events(LookupAttributes=[{"AttributeKey": "EventId", "AttributeValue": pushing}])["Events"]
    assert eventually(event)[0]["EventName"] == "PutResourceConfig"
    assert json.loads(first.pop("configuration")) == {"color": "red", "sides": [1, 2]}
    assert first == {
        "version": "1.3",
        "accountId": ACCOUNT,
        "configurationItemStatus": "ResourceDiscovered",
        "configurationStateId": str(millis(captured)),
        "configurationItemMD5Hash": "",
        "resourceType": BOX,
        "resourceId": "box",
        "resourceName": "Red",
        "awsRegion": "us-east-1",
        "tags": {"team": "a"},
        "relationships": [],
        "supplementaryConfiguration": {},
    }
    server.advance(60)
    push(recording, "box", {"color": "blue", "sides": [1, 2]}, ResourceName="Red", Tags={"team": "a"})
    server.advance(60)
    recording.delete_resource_config(ResourceType=BOX, ResourceId="box")
    # Nothing is left to delete.
    recording.delete_resource_config(ResourceType=BOX, ResourceId="box")
    recording.delete_resource_config(ResourceType=BOX, ResourceId="nothing")
    deleted, changed, _ = history(recording, "box")
    assert changed["configurationItemStatus"] == "OK" and json.loads(changed["configuration"])["color"] == "blue"
    assert answered(deleted) == {
        "version": "1.3",
        "accountId": ACCOUNT,
        "configurationItemCaptureTime": deleted["configurationItemCaptureTime"],
        "configurationItemStatus": "ResourceDeleted",
        "configurationStateId": str(millis(deleted["configurationItemCaptureTime"])),
        "configurationItemMD5Hash": "",
        "resourceType": BOX,
        "resourceId": "box",
        "awsRegion": "us-east-1",
        "tags": {},
        "relatedEvents": deleted["relatedEvents"],
        "relationships": [],
        "configuration": "null",
        "supplementaryConfiguration": {},
    }
    refused("ResourceNotDiscoveredException", recording.get_resource_config_history, resourceType=BOX, resourceId="nothing")
    # It may come again.
    push(recording, "box", {"color": "blue", "sides": [1, 2]})
    assert [i["configurationItemStatus"] for i in history(recording, "box")] == [
        "ResourceDiscovered",
        "ResourceDeleted",
        "OK",
        "ResourceDiscovered",
    ]


def test_equal_states_are_written_once(server, recording):
    first = {"list": [{"a": 1, "b": [1, 2]}, {"c": None, "d": 2}], "text": "x"}
    push(recording, "box", first, ResourceName="n", Tags={"k": "v"})
    for same in (
        first,
        {"text": "x", "list": [{"d": 2}, {"b": [2, 1], "a": 1}]},
        {**first, "nothing": None, "empty": []},
    ):
        server.advance(1)
        push(recording, "box", same, ResourceName="n", Tags={"k": "v"})
    assert len(history(recording, "box")) == 1
    for count, (configuration, more) in enumerate(
        (
            ({**first, "text": "y"}, {"ResourceName": "n", "Tags": {"k": "v"}}),
            ({**first, "text": "y"}, {"ResourceName": "n", "Tags": {"k": "w"}}),
            ({**first, "text": "y"}, {"ResourceName": "m", "Tags": {"k": "w"}}),
            ({**first, "text": "y"}, {"ResourceName": "m"}),
            # A list may have an element twice.
            ({"list": first["list"] + first["list"][:1], "text": "y"}, {"ResourceName": "m"}),
            ({"list": [], "text": "y"}, {"ResourceName": "m"}),
        ),
        start=2,
    ):
        push(recording, "box", configuration, **more)
        assert len(history(recording, "box")) == count, (configuration, more)


def test_history_pages_and_times(server, recording):
    times = []
    for number in range(12):
        times.append(server.advance(HOUR))
        push(recording, "box", {"n": number})
    numbers = lambda items: [json.loads(i["configuration"])["n"] for i in items]
    read = recording.get_resource_config_history
    asked = dict(resourceType=BOX, resourceId="box")
    assert numbers(read(**asked)["configurationItems"]) == list(range(11, 1, -1))
    for order, expected in ((None, list(range(11, -1, -1))), ("Reverse", list(range(11, -1, -1))), ("Forward", list(range(12)))):
        more = {"chronologicalOrder": order} if order else {}
        found = pages(read, "configurationItems", "nextToken", **asked, limit=5, **more)
        assert [len(page) for page in found] == [5, 5, 2] and numbers(sum(found, [])) == expected
    assert numbers(read(**asked, limit=100)["configurationItems"]) == list(range(11, -1, -1))
    assert len(read(**asked, limit=0)["configurationItems"]) == 10
    # Both ends belong to the time.
    exact = {json.loads(i["configuration"])["n"]: i["configurationItemCaptureTime"] for i in history(recording, "box", limit=100)}
    assert numbers(read(**asked, earlierTime=exact[3], laterTime=exact[6])["configurationItems"]) == [6, 5, 4, 3]
    assert numbers(read(**asked, laterTime=times[2] - 60)["configurationItems"]) == [1, 0]
    assert numbers(read(**asked, earlierTime=times[10] - 60)["configurationItems"]) == [11, 10]
    between = dict(earlierTime=times[2] - 60, laterTime=times[9] - 60, chronologicalOrder="Forward")
    assert numbers(sum(pages(read, "configurationItems", "nextToken", **asked, **between, limit=3), [])) == list(range(2, 9))
    # A time of which nothing was recorded is empty.
    assert read(**asked, laterTime=times[0] - 60)["configurationItems"] == []
    refused("InvalidTimeRangeException", read, **asked, earlierTime=times[5], laterTime=times[4])
    refused("ValidationException", read, **asked, chronologicalOrder="Sideways")
    for token in ("junk", "after.!", read(**asked, limit=1)["nextToken"] + "x!"):
        refused("InvalidNextTokenException", read, **asked, nextToken=token)
    says(
        "Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
        "InvalidLimitException",
        read,
        **asked,
        limit=101,
    )
    refused("InvalidLimitException", read, **asked, limit=-1)
    says(
        "Resource crate of resourceType:Example::Box::Thing is unknown or has not been discovered",
        "ResourceNotDiscoveredException",
        read,
        resourceType=BOX,
        resourceId="crate",
    )


def test_batches(recording):
    push(recording, "a", {"color": "red"}, ResourceName="A", Tags={"k": "v"})
    push(recording, "b")
    push(recording, "gone")
    recording.delete_resource_config(ResourceType=BOX, ResourceId="gone")
    key = lambda id, type=BOX: {"resourceType": type, "resourceId": id}
    read = recording.batch_get_resource_config
    answer = read(resourceKeys=[key("a"), key("gone"), key("nothing"), key("b"), key("a", INSTANCE)])
    found = answer["baseConfigurationItems"]
    assert [i["resourceId"] for i in found] == ["a", "b"]
    assert answer["unprocessedResourceKeys"] == [key("gone"), key("nothing"), key("a", INSTANCE)]
    (whole,) = history(recording, "a")
    for left_out in ("configurationItemMD5Hash", "tags", "relatedEvents", "relationships"):
        whole.pop(left_out)
    assert found[0] == whole
    assert len(read(resourceKeys=[key(f"k{n}") for n in range(100)])["unprocessedResourceKeys"]) == 100
    refused("ValidationException", read, resourceKeys=[key(f"k{n}") for n in range(101)])
    refused("ValidationException", read, resourceKeys=[])


def test_lists_of_resources(recording):
    for id, name in (("a", "One"), ("b", "Two"), ("c", "One"), ("d", None), ("e", "Three")):
        push(recording, id, **({"ResourceName": name} if name else {}))
    push(recording, "a", type=INSTANCE)
    recording.delete_resource_config(ResourceType=BOX, ResourceId="e")
    list_ = recording.list_discovered_resources
    ids = lambda **asked: [r["resourceId"] for r in list_(resourceType=BOX, **asked)["resourceIdentifiers"]]
    assert list_(resourceType=BOX, resourceIds=["b", "d"])["resourceIdentifiers"] == [
        {"resourceType": BOX, "resourceId": "b", "resourceName": "Two"},
        {"resourceType": BOX, "resourceId": "d"},
    ]
    assert ids() == ["a", "b", "c", "d"] and ids(resourceName="One") == ["a", "c"] and ids(resourceName="one") == []
    assert ids(resourceIds=["e", "x"]) == [] and list_(resourceType="Example::Box::Other")["resourceIdentifiers"] == []
    # What is deleted is listed on demand, with the time.
    assert ids(includeDeletedResources=True) == ["a", "b", "c", "d", "e"]
    (gone,) = list_(resourceType=BOX, resourceIds=["e"], includeDeletedResources=True)["resourceIdentifiers"]
    assert gone["resourceDeletionTime"] == history(recording, "e")[0]["configurationItemCaptureTime"]
    found = pages(list_, "resourceIdentifiers", "nextToken", resourceType=BOX, limit=3)
    assert [[r["resourceId"] for r in page] for page in found] == [["a", "b", "c"], ["d"]]
    says(
        "Both Resource ID and Resource Name cannot be specified in the request",
        "ValidationException",
        list_,
        resourceType=BOX,
        resourceIds=["a"],
        resourceName="One",
    )
    says("'20' or less items", "ValidationException", list_, resourceType=BOX, resourceIds=[f"i{n}" for n in range(21)])
    says("Value '101' at 'limit'", "InvalidLimitException", list_, resourceType=BOX, limit=101)
    refused("InvalidNextTokenException", list_, resourceType=BOX, nextToken="junk")


def test_a_hundred_resources_make_a_page(recording):
    for number in range(101):
        push(recording, f"box-{number:03}")
    first = recording.list_discovered_resources(resourceType=BOX)
    assert len(first["resourceIdentifiers"]) == 100
    rest = recording.list_discovered_resources(resourceType=BOX, nextToken=first["nextToken"])
    assert [r["resourceId"] for r in rest["resourceIdentifiers"]] == ["box-100"] and "nextToken" not in rest


def test_counts(server, recording):
    counts = recording.get_discovered_resource_counts
    assert (counts()["totalDiscoveredResources"], counts()["resourceCounts"]) == (0, [])
    for type, ids in (("A::B::C", "a"), (INSTANCE, "abc"), (BOX, "ab"), (VOLUME, "gone")):
        for id in ids:
            push(recording, id, type=type)
    for id in "gone":
        recording.delete_resource_config(ResourceType=VOLUME, ResourceId=id)
    expected = [{"resourceType": type, "count": count} for type, count in ((INSTANCE, 3), (BOX, 2), ("A::B::C", 1))]
    assert (counts()["totalDiscoveredResources"], counts()["resourceCounts"]) == (6, expected)
    found = counts(resourceTypes=[BOX, VOLUME])
    assert (found["totalDiscoveredResources"], found["resourceCounts"]) == (2, expected[1:2])
    assert pages(counts, "resourceCounts", "nextToken", limit=2) == [expected[:2], expected[2:]]
    other = server.client("config", region="eu-west-1")
    assert other.get_discovered_resource_counts()["totalDiscoveredResources"] == 0
    refused("ValidationException", counts, resourceTypes=[f"A::B::C{n}" for n in range(21)])
    says("Value '101' at 'limit'", "InvalidLimitException", counts, limit=101)
    refused("InvalidNextTokenException", counts, nextToken="junk")


def test_what_cannot_be_pushed(config, bucket):
    put = lambda configuration="{}", **more: config.put_resource_config(
        **{"ResourceType": BOX, "SchemaVersionId": "1", "ResourceId": "box", "Configuration": configuration, **more}
    )
    for operation in (put, lambda: config.delete_resource_config(ResourceType=BOX, ResourceId="box")):
        refused("NoRunningConfigurationRecorderException", operation)
    record(config, bucket)
    largest = json.dumps({"x": "y" * (64 * 1024 - 9)})
    put(largest)
    for wrong in ("", "{", "[]", "1", "null", largest[:-2] + 'y"}'):
        refused("ValidationException", put, configuration=wrong)
    for wrong in ({"ResourceType": "x" * 197}, {"ResourceId": ""}, {"ResourceId": "x" * 769}, {"SchemaVersionId": ""}):
        refused("ValidationException", put, **wrong)
    (item,) = history(config, "box")
    assert item["configuration"].count("y") == 64 * 1024 - 9
    # Who stopped records nothing.
    config.stop_configuration_recorder(ConfigurationRecorderName="default")
    refused("NoRunningConfigurationRecorderException", put)
    refused("NoRunningConfigurationRecorderException", config.delete_resource_config, ResourceType=BOX, ResourceId="box")
    assert len(history(config, "box")) == 1


def test_everybody_pushes_at_once(server, recording):
    """A state is written once, whoever pushes it, and no state is lost."""
    clients = [server.client("config") for _ in range(8)]

    def all_push(configuration):
        with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
            list(pool.map(lambda n: push(clients[n], "box", configuration(n)), range(len(clients))))

    all_push(lambda _: {"same": True})
    assert len(history(recording, "box")) == 1
    all_push(lambda number: {"n": number})
    items = history(recording, "box", limit=100)
    assert len(items) == 9 and len({i["configurationStateId"] for i in items}) == 9
    assert sorted(json.loads(i["configuration"])["n"] for i in items[:8]) == list(range(8))


# --- delivery


class Topic:
    """A topic, and a queue that hears what is told there."""

    def __init__(self, cloud, name="config"):
        self.cloud, self.sns, self.sqs = cloud, cloud.client("sns"), cloud.client("sqs")
        self.name, self.told = name, []
        self.queue = self.sqs.create_queue(QueueName=name)["QueueUrl"]
        self.create()

    def create(self):
        self.arn = self.sns.create_topic(Name=self.name)["TopicArn"]
        queue = f"arn:aws:sqs:us-east-1:{ACCOUNT}:{self.name}"
        self.sns.subscribe(TopicArn=self.arn, Protocol="sqs", Endpoint=queue)

    def messages(self, kind=None):
        """Everything that was told, in order: subjects and messages."""
        while found := self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                body = json.loads(message["Body"])
                self.told.append((body["Subject"], json.loads(body["Message"])))
                self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
        return [(subject, message) for subject, message in self.told if kind in (None, message["messageType"])]

    def of(self, kind, count=1, seconds=20):
        return eventually(lambda: (m := self.messages(kind)) if len(self.messages(kind)) >= count else None, seconds)


@pytest.fixture
def topic(cloud):
    return Topic(cloud)


def status_of(config):
    (status,) = config.describe_delivery_channel_status()["DeliveryChannelsStatus"]
    return status


def settled(config, topic, id="settled"):
    """Waits until the channel follows what is recorded."""
    numbers = itertools.count()
    told = lambda: {m["configurationItem"]["configuration"]["n"] for _, m in topic.messages(CHANGE)}

    def followed():
        push(config, id, {"n": next(numbers)}, type=SETTLED)
        time.sleep(0.6)
        return told()

    eventually(followed)
    push(config, id, {"n": -1}, type=SETTLED)
    eventually(lambda: -1 in told())
    topic.told.clear()


def test_changes_are_told(server, config, bucket, topic):
    record(config, bucket, snsTopicARN=topic.arn)
    settled(config, topic)
    steps = (
        lambda: push(config, "box", {"color": "red", "sides": [1, 2, 3], "old": True}, ResourceName="Box", Tags={"team": "a", "gone": "x"}),
        lambda: push(
            config,
            "box",
            {"color": "blue", "sides": [3, 4, 1], "inner": {"deep": 1}},
            ResourceName="Box",
            Tags={"team": "b", "new": "y"},
        ),
        lambda: config.delete_resource_config(ResourceType=BOX, ResourceId="box"),
    )
    for number, step in enumerate(steps, start=1):
        step()
        topic.of(CHANGE, number)
    told = topic.messages()
    assert [message["messageType"] for _, message in told] == [CHANGE] * 3
    assert [subject for subject, _ in told] == [
        f"[AWS Config:us-east-1] {BOX} box {what} in Account {ACCOUNT}" for what in ("Discovered", "Updated", "Deleted")
    ]
    created, updated, deleted = (message for _, message in told)
    items = history(config, "box", chronologicalOrder="Forward")
    for message, item in zip((created, updated, deleted), items):
        assert set(message) == {"configurationItem", "configurationItemDiff", "notificationCreationTime", "messageType", "recordVersion"}
        assert message["recordVersion"] == "1.3"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", message["notificationCreationTime"])
        assert delivered(item).items() <= message["configurationItem"].items()
    assert created["configurationItem"] == {
        **delivered(items[0]),
        "configuration": {"color": "red", "sides": [1, 2, 3], "old": True},
        "configurationStateMd5Hash": "",
        "ARN": None,
        "resourceName": "Box",
        "availabilityZone": None,
        "resourceCreationTime": None,
        "tags": {"team": "a", "gone": "x"},
        "relatedEvents": items[0]["relatedEvents"],
        "relationships": [],
        "supplementaryConfiguration": {},
    }
    change = lambda kind, before, after: {"previousValue": before, "updatedValue": after, "changeType": kind}
    assert created["configurationItemDiff"] == {"changeType": "CREATE", "changedProperties": {}}
    assert updated["configurationItemDiff"] == {
        "changeType": "UPDATE",
        "changedProperties": {
            "Configuration.Color": change("UPDATE", "red", "blue"),
            "Configuration.Sides.0": change("DELETE", 2, None),
            "Configuration.Sides.1": change("CREATE", None, 4),
            "Configuration.Inner": change("CREATE", None, {"deep": 1}),
            "Configuration.Old": change("DELETE", True, None),
            "Tags.team": change("UPDATE", "a", "b"),
            "Tags.gone": change("DELETE", "x", None),
            "Tags.new": change("CREATE", None, "y"),
        },
    }
    assert deleted["configurationItem"]["configuration"] is None
    diff = deleted["configurationItemDiff"]
    assert diff["changeType"] == "DELETE"
    assert diff["changedProperties"]["Configuration"] == change("DELETE", updated["configurationItem"]["configuration"], None)
    stream = status_of(config)["configStreamDeliveryInfo"]
    assert stream["lastStatus"] == "Success" and "lastErrorCode" not in stream and stream["lastStatusChangeTime"]


def delivered(item):
    """What does not change between the spellings, in that of deliveries."""
    return {
        "configurationItemVersion": item["version"],
        "awsAccountId": item["accountId"],
        "configurationItemCaptureTime": iso(millis(item["configurationItemCaptureTime"])),
        "configurationItemStatus": item["configurationItemStatus"],
        "configurationStateId": int(item["configurationStateId"]),
        "resourceType": item["resourceType"],
        "resourceId": item["resourceId"],
        "awsRegion": item["awsRegion"],
    }


def test_what_comes_again_is_not_called_updated(config, bucket, topic):
    record(config, bucket, snsTopicARN=topic.arn)
    settled(config, topic)
    push(config, "box")
    config.delete_resource_config(ResourceType=BOX, ResourceId="box")
    push(config, "box")
    subject, message = topic.of(CHANGE, 3)[2]
    assert message["configurationItemDiff"] == {"changeType": "CREATE", "changedProperties": {}}
    assert subject == f"[AWS Config:us-east-1] {BOX} box Discovered in Account {ACCOUNT}"


def test_nothing_is_left_out_that_is_recorded_at_once(server, config, cloud, bucket, topic):
    """A recorder that was started records; what it records before anything was delivered belongs to it as well."""
    record(config, bucket, snsTopicARN=topic.arn)
    push(config, "first")
    ids = lambda: [m["configurationItem"]["resourceId"] for _, m in topic.messages(CHANGE)]
    time.sleep(1.5)
    push(config, "second")
    eventually(lambda: "second" in ids())
    assert ids() == ["first", "second"]


def test_what_was_recorded_before_the_stop_is_delivered(config, cloud, bucket, topic):
    record(config, bucket, snsTopicARN=topic.arn)
    settled(config, topic)
    push(config, "box")
    id = config.deliver_config_snapshot(deliveryChannelName="default")["configSnapshotId"]
    config.stop_configuration_recorder(ConfigurationRecorderName="default")
    assert [m["configurationItem"]["resourceId"] for _, m in topic.of(CHANGE, seconds=5)] == ["box"]
    eventually(lambda: [key for key in objects(cloud, bucket, "ConfigSnapshot") if id in key], seconds=5)


def test_channels_of_regions(server, cloud, bucket):
    """Each delivers what was recorded in its region."""
    cloud.client("s3").create_bucket(Bucket="other-logs")
    home, abroad = Topic(cloud), Topic(cloud, "abroad")
    clients = [server.client("config", region=region) for region in ("us-east-1", "eu-west-1")]
    for client, place, topic in zip(clients, (bucket, "other-logs"), (home, abroad)):
        record(client, place, snsTopicARN=topic.arn)
    for client, topic in zip(clients, (home, abroad)):
        settled(client, topic, "here" if topic is home else "there")
    push(clients[1], "box")
    subject, _ = abroad.of(CHANGE)[0]
    assert subject == f"[AWS Config:eu-west-1] {BOX} box Discovered in Account {ACCOUNT}"
    ids = [client.deliver_config_snapshot(deliveryChannelName="default")["configSnapshotId"] for client in clients]
    for id, place, region, seen in zip(ids, (bucket, "other-logs"), ("us-east-1", "eu-west-1"), ({"here"}, {"there", "box"})):
        (key,) = eventually(lambda: objects(cloud, place, "ConfigSnapshot"))
        assert f"/Config/{region}/" in key and f"_Config_{region}_ConfigSnapshot_" in key and id in key
        assert {i["resourceId"] for i in json.loads(read_object(cloud, place, key))["configurationItems"]} == seen
    assert home.messages(CHANGE) == []


def test_a_server_that_is_killed_delivers_what_it_owes(tmp_path, cloud, bucket, topic):
    server = Stellwerk(tmp_path, cloud, data_dir=tmp_path / "data")
    config = server.client("config")
    record(config, bucket, snsTopicARN=topic.arn)
    settled(config, topic)
    push(config, "box", {"color": "red"})
    id = config.deliver_config_snapshot(deliveryChannelName="default")["configSnapshotId"]
    server.stop(signal.SIGKILL)
    server.start()
    config = server.client("config")
    assert json.loads(history(config, "box")[0]["configuration"]) == {"color": "red"}
    assert {m["configurationItem"]["resourceId"] for _, m in topic.of(CHANGE)} == {"box"}
    eventually(lambda: [key for key in objects(cloud, bucket, "ConfigSnapshot") if id in key])
    # It goes on recording.
    push(config, "box", {"color": "blue"})
    eventually(lambda: {"color": "blue"} in [m["configurationItem"]["configuration"] for _, m in topic.messages(CHANGE)])
    assert server.stop() == 0


def test_long_subjects_are_cut(config, bucket, topic):
    record(config, bucket, snsTopicARN=topic.arn)
    settled(config, topic)
    push(config, "box-" + "x" * 100)
    subject, _ = topic.of(CHANGE)[0]
    assert len(subject) == 100 and subject.startswith(f"[AWS Config:us-east-1] {BOX} box-xxx") and subject.endswith("...")


def big(first):
    """As a list, each element of which is told by itself when it changes."""
    return {"list": list(range(first, first + 3000))}


def test_a_change_that_is_too_large_for_a_message(config, cloud, bucket, topic):
    """The diff makes it so: what can be pushed is not too large itself."""
    record(config, bucket, snsTopicARN=topic.arn)
    settled(config, topic)
    push(config, "box", big(0))
    push(config, "box", big(5000))
    oversized = "OversizedConfigurationItemChangeNotification"
    ((subject, message),) = topic.of(oversized)
    assert subject == f"[AWS Config:us-east-1] {BOX} box Updated in Account {ACCOUNT}"
    item = history(config, "box")[0]
    assert message["recordVersion"] == "1.0"
    summary = message["configurationItemSummary"]
    assert summary["changeType"] == "UPDATE" and delivered(item).items() <= summary.items()
    assert not {"configuration", "supplementaryConfiguration", "relationships", "tags"} & set(summary)
    captured = item["configurationItemCaptureTime"]
    key = (
        f"AWSLogs/{ACCOUNT}/Config/us-east-1/{captured.year}/{captured.month}/{captured.day}/OversizedChangeNotification/{BOX}/box/"
        f"{ACCOUNT}_Config_us-east-1_ChangeNotification_{BOX}_box_{stamp(captured)}_{item['configurationStateId']}.json.gz"
    )
    assert message["s3DeliverySummary"] == {"s3BucketLocation": f"{bucket}/{key}", "errorCode": None, "errorMessage": None}
    whole = json.loads(read_object(cloud, bucket, key))
    assert whole["configurationItem"]["configuration"] == big(5000)
    assert len(whole["configurationItemDiff"]["changedProperties"]) == 6000


def test_a_change_that_is_too_large_and_cannot_be_put_anywhere(config, cloud, bucket, topic):
    record(config, bucket, snsTopicARN=topic.arn)
    settled(config, topic)
    push(config, "box", big(0))
    empty_and_delete(cloud, bucket)
    push(config, "box", big(5000))
    ((subject, message),) = topic.of("OversizedConfigurationItemChangeDeliveryFailed")
    assert subject == f"[AWS Config:us-east-1] {BOX} box Updated in Account {ACCOUNT}"
    summary = message["s3DeliverySummary"]
    assert (summary["s3BucketLocation"], summary["errorCode"]) == (None, "NoSuchBucket") and summary["errorMessage"]
    assert message["configurationItemSummary"]["resourceId"] == "box"


def empty_and_delete(cloud, bucket):
    s3 = cloud.client("s3")
    for key in objects(cloud, bucket):
        s3.delete_object(Bucket=bucket, Key=key)
    s3.delete_bucket(Bucket=bucket)


def test_snapshots_on_demand(server, config, cloud, bucket, topic):
    deliver = config.deliver_config_snapshot
    says("'default'", "NoSuchDeliveryChannelException", deliver, deliveryChannelName="default")
    # The third day of the first month: keys have no zeros before their numbers.
    now = datetime.datetime.fromtimestamp(server.advance(1), datetime.timezone.utc)
    server.advance((datetime.datetime(now.year + 1, 1, 3, 5, tzinfo=datetime.timezone.utc) - now).total_seconds())
    record(config, bucket, snsTopicARN=topic.arn, s3KeyPrefix="p")
    settled(config, topic)
    push(config, "box", {"color": "red"}, Tags={"k": "v"})
    push(config, "i-1", {"instanceType": "t2.micro"}, type=INSTANCE)
    push(config, "gone")
    config.delete_resource_config(ResourceType=BOX, ResourceId="gone")
    before = status_of(config)["configSnapshotDeliveryInfo"]
    assert not {"lastStatus", "lastAttemptTime", "lastSuccessfulTime"} & set(before)
    id = deliver(deliveryChannelName="default")["configSnapshotId"]
    key = eventually(lambda: objects(cloud, bucket, "ConfigSnapshot"))[0]
    pattern = (
        rf"p/AWSLogs/{ACCOUNT}/Config/us-east-1/{now.year + 1}/1/3/ConfigSnapshot/"
        rf"{ACCOUNT}_Config_us-east-1_ConfigSnapshot_{now.year + 1}0103T05\d{{4}}Z_{id}\.json\.gz"
    )
    assert re.fullmatch(pattern, key), key
    body = json.loads(read_object(cloud, bucket, key))
    assert (body["fileVersion"], body["configSnapshotId"]) == ("1.0", id)
    items = {i["resourceId"]: i for i in body["configurationItems"]}
    assert set(items) == {"box", "i-1", "settled"}
    assert items["box"]["configuration"] == {"color": "red"} and items["box"]["tags"] == {"k": "v"}
    (known,) = history(config, "i-1", INSTANCE)
    assert delivered(known).items() <= items["i-1"].items()
    eventually(lambda: status_of(config)["configSnapshotDeliveryInfo"].get("lastStatus"))
    after = status_of(config)["configSnapshotDeliveryInfo"]
    assert after["lastStatus"] == "Success" and after["lastAttemptTime"] == after["lastSuccessfulTime"]
    assert not {"lastErrorCode", "nextDeliveryTime"} & set(after)
    ((started, told),) = topic.of("ConfigurationSnapshotDeliveryStarted")
    assert started == f"[AWS Config:us-east-1] Configuration Snapshot Delivery Started for Account {ACCOUNT}"
    assert (told["configSnapshotId"], told["recordVersion"]) == (id, "1.1")
    ((completed, told),) = topic.of("ConfigurationSnapshotDeliveryCompleted")
    assert completed == f"[AWS Config:us-east-1] Configuration Snapshot Delivery Completed for Account {ACCOUNT}"
    assert (told["configSnapshotId"], told["s3Bucket"], told["s3ObjectKey"]) == (id, bucket, key)
    # Each time another one.
    again = deliver(deliveryChannelName="default")["configSnapshotId"]
    assert again != id
    eventually(lambda: [k for k in objects(cloud, bucket, "ConfigSnapshot") if again in k])
    config.stop_configuration_recorder(ConfigurationRecorderName="default")
    refused("NoRunningConfigurationRecorderException", deliver, deliveryChannelName="default")
    config.delete_configuration_recorder(ConfigurationRecorderName="default")
    refused("NoAvailableConfigurationRecorderException", deliver, deliveryChannelName="default")
    refused("NoSuchDeliveryChannelException", deliver, deliveryChannelName="other")


def test_snapshots_by_themselves(server, config, cloud, bucket, topic):
    hourly = {"configSnapshotDeliveryProperties": {"deliveryFrequency": "One_Hour"}, "snsTopicARN": topic.arn}
    record(config, bucket, **hourly)
    settled(config, topic)
    snapshots = lambda: objects(cloud, bucket, "ConfigSnapshot")
    server.advance(50 * 60)
    push(config, "box")
    eventually(lambda: "box" in [m["configurationItem"]["resourceId"] for _, m in topic.messages(CHANGE)])
    assert snapshots() == []
    now = server.advance(11 * 60)
    (first,) = eventually(snapshots)
    assert len(json.loads(read_object(cloud, bucket, first))["configurationItems"]) == 2
    status = lambda: status_of(config)["configSnapshotDeliveryInfo"]
    eventually(lambda: status().get("lastStatus") == "Success")
    assert abs(status()["nextDeliveryTime"].timestamp() - now - HOUR) < 30
    assert (status()["nextDeliveryTime"] - status()["lastSuccessfulTime"]).total_seconds() == HOUR
    server.advance(HOUR)
    eventually(lambda: len(snapshots()) == 2)
    time.sleep(1.2)
    assert len(snapshots()) == 2


def test_history_files(server, config, cloud, bucket, topic):
    now = datetime.datetime.fromtimestamp(server.advance(1), datetime.timezone.utc)
    server.advance((datetime.datetime(now.year + 1, 2, 4, 5, tzinfo=datetime.timezone.utc) - now).total_seconds())
    record(config, bucket, snsTopicARN=topic.arn)
    settled(config, topic)
    files = lambda: objects(cloud, bucket, "ConfigHistory")
    server.advance(HOUR)
    push(config, "box", {"n": 1})
    server.advance(HOUR)
    push(config, "box", {"n": 2})
    push(config, "crate", {"n": 3})
    push(config, "i-1", type=INSTANCE)
    config.delete_resource_config(ResourceType=BOX, ResourceId="crate")
    topic.of(CHANGE, 5)
    assert files() == []
    status = lambda: status_of(config)["configHistoryDeliveryInfo"]
    assert "lastSuccessfulTime" not in status()
    server.advance(4 * HOUR)
    found = eventually(lambda: len(files()) == 3 and files())
    day = f"AWSLogs/{ACCOUNT}/Config/us-east-1/{now.year + 1}/2/4/ConfigHistory/{ACCOUNT}_Config_us-east-1_ConfigHistory_"
    of = lambda type, items: f"{day}{type}_{stamp(items[0])}_{stamp(items[-1])}_1.json.gz"
    times = lambda id, type=BOX: [i["configurationItemCaptureTime"] for i in history(config, id, type, chronologicalOrder="Forward", limit=100)]
    boxes = sorted(times("box") + times("crate"))
    box_file, instance_file = of(BOX, boxes), of(INSTANCE, times("i-1", INSTANCE))
    assert {box_file, instance_file} <= set(found)
    (settled_file,) = set(found) - {box_file, instance_file}
    assert f"_{SETTLED}_" in settled_file
    body = json.loads(read_object(cloud, bucket, box_file))
    assert body["fileVersion"] == "1.0"
    told = [(i["resourceId"], i["configurationItemStatus"], (i["configuration"] or {}).get("n")) for i in body["configurationItems"]]
    assert told == [
        ("box", "ResourceDiscovered", 1),
        ("box", "OK", 2),
        ("crate", "ResourceDiscovered", 3),
        ("crate", "ResourceDeleted", None),
    ]
    assert [i["configurationItemCaptureTime"] for i in body["configurationItems"]] == [iso(millis(t)) for t in boxes]
    messages = topic.of("ConfigurationHistoryDeliveryCompleted", 3)
    assert {m["s3ObjectKey"] for _, m in messages} == set(found)
    for subject, message in messages:
        assert subject == f"[AWS Config:us-east-1] Configuration History Delivery Completed for Account {ACCOUNT}"
        assert (message["s3Bucket"], message["recordVersion"]) == (bucket, "1.1")
    eventually(lambda: status().get("lastStatus") == "Success")
    assert status()["nextDeliveryTime"] > status()["lastSuccessfulTime"] and "lastErrorCode" not in status()
    # Six hours in which one type changes, six in which nothing does.
    push(config, "i-1", {"n": 2}, type=INSTANCE)
    server.advance(6 * HOUR)
    fourth = eventually(lambda: set(files()) - set(found))
    (item,) = json.loads(read_object(cloud, bucket, *fourth))["configurationItems"]
    assert (item["resourceId"], item["configurationItemStatus"]) == ("i-1", "OK")
    last = status()["lastAttemptTime"]
    server.advance(6 * HOUR)
    eventually(lambda: status()["lastAttemptTime"] > last)
    assert len(files()) == 4


def test_a_bucket_that_vanishes_and_comes_back(server, config, cloud, bucket, topic):
    record(config, bucket, snsTopicARN=topic.arn)
    settled(config, topic)
    empty_and_delete(cloud, bucket)
    id = config.deliver_config_snapshot(deliveryChannelName="default")["configSnapshotId"]
    status = lambda: status_of(config)["configSnapshotDeliveryInfo"]
    eventually(lambda: status().get("lastStatus") == "Failure")
    assert status()["lastErrorCode"] == "NoSuchBucket" and status()["lastErrorMessage"]
    assert "lastSuccessfulTime" not in status()
    subject, message = topic.of("ConfigurationSnapshotDeliveryFailed")[0]
    assert subject == f"[AWS Config:us-east-1] Configuration Snapshot Delivery Failed for Account {ACCOUNT}"
    assert message["configSnapshotId"] == id
    server.advance(7 * HOUR)
    eventually(lambda: topic.messages("ConfigurationSnapshotDeliveryFailed"))
    # Nobody forgets what was asked for.
    cloud.client("s3").create_bucket(Bucket=bucket)
    server.advance(60)
    (key,) = eventually(lambda: objects(cloud, bucket, "ConfigSnapshot"))
    assert id in key
    eventually(lambda: status()["lastStatus"] == "Success")
    assert not {"lastErrorCode", "lastErrorMessage"} & set(status())
    # Nor what was recorded meanwhile.
    (file,) = eventually(lambda: objects(cloud, bucket, "ConfigHistory"))
    assert {i["resourceId"] for i in json.loads(read_object(cloud, bucket, file))["configurationItems"]} == {"settled"}
    eventually(lambda: status_of(config)["configHistoryDeliveryInfo"].get("lastStatus") == "Success")


def test_a_bucket_that_is_missing_keeps_no_change_from_being_told(server, config, cloud, bucket, topic):
    record(config, bucket, snsTopicARN=topic.arn, configSnapshotDeliveryProperties={"deliveryFrequency": "One_Hour"})
    settled(config, topic)
    empty_and_delete(cloud, bucket)
    server.advance(HOUR)
    eventually(lambda: status_of(config)["configSnapshotDeliveryInfo"].get("lastStatus") == "Failure")
    push(config, "box")
    eventually(lambda: "box" in [m["configurationItem"]["resourceId"] for _, m in topic.messages(CHANGE)], seconds=5)


def test_a_topic_that_vanishes_and_comes_back(server, config, cloud, bucket, topic):
    record(config, bucket, snsTopicARN=topic.arn)
    settled(config, topic)
    cloud.client("sns").delete_topic(TopicArn=topic.arn)
    push(config, "box", {"n": 1})
    stream = lambda: status_of(config)["configStreamDeliveryInfo"]
    eventually(lambda: stream().get("lastStatus") == "Failure")
    assert stream()["lastErrorCode"] and stream()["lastErrorMessage"]
    push(config, "box", {"n": 2})
    topic.create()
    server.advance(60)
    told = [m["configurationItem"]["configuration"] for _, m in topic.of(CHANGE, 2)]
    assert told == [{"n": 1}, {"n": 2}]
    eventually(lambda: stream()["lastStatus"] == "Success")
    assert "lastErrorCode" not in stream()


def test_without_a_topic(recording):
    assert status_of(recording)["configStreamDeliveryInfo"] == {"lastStatus": "Not_Applicable"}


def test_a_new_channel_does_not_deliver_for_an_old_one(server, config, cloud, bucket, topic):
    """What nobody could deliver goes with the channel that it was asked of."""
    record(config, bucket, snsTopicARN=topic.arn)
    settled(config, topic)
    empty_and_delete(cloud, bucket)
    config.deliver_config_snapshot(deliveryChannelName="default")
    eventually(lambda: status_of(config)["configSnapshotDeliveryInfo"].get("lastStatus") == "Failure")
    config.stop_configuration_recorder(ConfigurationRecorderName="default")
    config.delete_delivery_channel(DeliveryChannelName="default")
    cloud.client("s3").create_bucket(Bucket="new-logs")
    server.advance(13 * HOUR)
    record(config, "new-logs", snsTopicARN=topic.arn)
    assert "lastStatus" not in status_of(config)["configSnapshotDeliveryInfo"]
    topic.told.clear()
    settled(config, topic, "new")
    assert objects(cloud, "new-logs", "ConfigSnapshot|ConfigHistory") == []


# --- how long items are kept


def test_retention_configurations(server, config):
    put, describe, delete = (
        config.put_retention_configuration,
        config.describe_retention_configurations,
        config.delete_retention_configuration,
    )
    assert describe()["RetentionConfigurations"] == []
    for days in (30, 2557, 365):
        kept = {"Name": "default", "RetentionPeriodInDays": days}
        assert put(RetentionPeriodInDays=days)["RetentionConfiguration"] == kept
        assert describe()["RetentionConfigurations"] == [kept] == describe(RetentionConfigurationNames=["default"])["RetentionConfigurations"]
    for days in (29, 2558, 0):
        refused("ValidationException", put, RetentionPeriodInDays=days)
    assert server.client("config", region="eu-west-1").describe_retention_configurations()["RetentionConfigurations"] == []
    says("'other'", "NoSuchRetentionConfigurationException", describe, RetentionConfigurationNames=["other"])
    refused("ValidationException", describe, RetentionConfigurationNames=["default", "other"])
    refused("InvalidNextTokenException", describe, NextToken="junk")
    refused("NoSuchRetentionConfigurationException", delete, RetentionConfigurationName="other")
    delete(RetentionConfigurationName="default")
    assert describe()["RetentionConfigurations"] == []
    refused("NoSuchRetentionConfigurationException", delete, RetentionConfigurationName="default")
    refused("NoSuchRetentionConfigurationException", describe, RetentionConfigurationNames=["default"])


def test_items_expire(server, config, bucket):
    elsewhere = server.client("config", region="eu-west-1")
    for client in (config, elsewhere):
        record(client, bucket)
    config.put_retention_configuration(RetentionPeriodInDays=30)
    for number in range(3):
        for client in (config, elsewhere):
            push(client, "box", {"n": number})
        if number == 1:
            push(config, "gone")
            config.delete_resource_config(ResourceType=BOX, ResourceId="gone")
        server.advance(20 * DAY)
    numbers = lambda client=config: [json.loads(i["configuration"])["n"] for i in history(client, "box", chronologicalOrder="Forward")]
    # Sixty days later: of the three, the second was still the state thirty days ago.
    eventually(lambda: numbers() == [1, 2])
    assert [r["resourceId"] for r in config.list_discovered_resources(resourceType=BOX)["resourceIdentifiers"]] == ["box"]
    refused("ResourceNotDiscoveredException", config.get_resource_config_history, resourceType=BOX, resourceId="gone")
    listed = config.list_discovered_resources(resourceType=BOX, includeDeletedResources=True)["resourceIdentifiers"]
    assert [r["resourceId"] for r in listed] == ["box"]
    server.advance(1000 * DAY)
    eventually(lambda: numbers() == [2])
    # In other regions they are kept for seven years.
    assert numbers(elsewhere) == [0, 1, 2]
    server.advance(2000 * DAY)
    eventually(lambda: numbers(elsewhere) == [2])
    assert numbers() == [2]


# --- stored queries and tags


def test_stored_queries(config):
    put, get = config.put_stored_query, config.get_stored_query
    query = {"QueryName": "boxes", "Description": "all of them", "Expression": "SELECT resourceId"}
    arn = put(StoredQuery=query, Tags=[{"Key": "team", "Value": "a"}])["QueryArn"]
    found = get(QueryName="boxes")["StoredQuery"]
    id = found["QueryId"]
    assert found == {**query, "QueryArn": arn, "QueryId": id} and id.startswith("query-") and len(id) <= 36
    assert arn == f"arn:aws:config:us-east-1:{ACCOUNT}:stored-query/boxes/{id}"
    assert put(StoredQuery={"QueryName": "boxes", "Expression": "SELECT arn"}, Tags=[{"Key": "team", "Value": "b"}])["QueryArn"] == arn
    assert get(QueryName="boxes")["StoredQuery"] == {"QueryName": "boxes", "Expression": "SELECT arn", "QueryArn": arn, "QueryId": id}
    assert config.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "a"}]
    for name in ("a", "c_2", "d-3"):
        put(StoredQuery={"QueryName": name, "Description": "d", "Expression": "SELECT arn"})
    listed = config.list_stored_queries
    found = pages(listed, "StoredQueryMetadata", MaxResults=3)
    assert [[q["QueryName"] for q in page] for page in found] == [["a", "boxes", "c_2"], ["d-3"]]
    assert found[0][1] == {"QueryName": "boxes", "QueryArn": arn, "QueryId": id}
    for wrong in (
        {"QueryName": "with blank", "Expression": "SELECT arn"},
        {"QueryName": "x" * 65, "Expression": "SELECT arn"},
        {"QueryName": "", "Expression": "SELECT arn"},
        {"QueryName": "x", "Expression": "x" * 4097},
        {"QueryName": "x", "Expression": ""},
        {"QueryName": "x"},
        {"QueryName": "x", "Expression": "SELECT arn", "Description": "x" * 257},
    ):
        refused("ValidationException", put, StoredQuery=wrong)
    refused("ResourceNotFoundException", get, QueryName="x")
    refused("ResourceNotFoundException", config.delete_stored_query, QueryName="x")
    refused("InvalidNextTokenException", listed, NextToken="junk")
    refused("ValidationException", listed, MaxResults=101)
    config.delete_stored_query(QueryName="boxes")
    refused("ResourceNotFoundException", get, QueryName="boxes")


def test_three_hundred_stored_queries_are_enough(config):
    put = lambda name: config.put_stored_query(StoredQuery={"QueryName": name, "Expression": "SELECT arn"})
    for number in range(300):
        put(f"query-{number}")
    refused("ValidationException", lambda: put("one-more"))
    put("query-0")
    config.delete_stored_query(QueryName="query-1")
    put("one-more")


def test_tags(config):
    put_recorder(config)
    query = {"QueryName": "q", "Expression": "SELECT arn"}
    sources = [{"AccountIds": [ACCOUNT], "AllAwsRegions": True}]
    aggregator = config.put_configuration_aggregator(ConfigurationAggregatorName="a", AccountAggregationSources=sources)
    authorization = config.put_aggregation_authorization(AuthorizedAccountId=OTHER, AuthorizedAwsRegion="eu-west-1")
    arns = [
        config.describe_configuration_recorders()["ConfigurationRecorders"][0]["arn"],
        config.put_stored_query(StoredQuery=query)["QueryArn"],
        aggregator["ConfigurationAggregator"]["ConfigurationAggregatorArn"],
        authorization["AggregationAuthorization"]["AggregationAuthorizationArn"],
    ]
    tag, untag, listed = config.tag_resource, config.untag_resource, config.list_tags_for_resource
    as_list = lambda **tags: [{"Key": k, "Value": v} for k, v in tags.items()]
    for arn in arns:
        assert listed(ResourceArn=arn)["Tags"] == []
        tag(ResourceArn=arn, Tags=as_list(a="1", b="2", c=""))
        tag(ResourceArn=arn, Tags=as_list(b="3", d="4"))
        untag(ResourceArn=arn, TagKeys=["a", "never"])
        assert listed(ResourceArn=arn)["Tags"] == as_list(b="3", c="", d="4")
        assert pages(listed, "Tags", ResourceArn=arn, Limit=2) == [as_list(b="3", c=""), as_list(d="4")]
        many = [{"Key": f"k{n}", "Value": "v"} for n in range(47)]
        tag(ResourceArn=arn, Tags=many)
        refused("TooManyTagsException", tag, ResourceArn=arn, Tags=as_list(e="5"))
        tag(ResourceArn=arn, Tags=as_list(d="5"))
        refused("ValidationException", tag, ResourceArn=arn, Tags=[{"Key": f"n{n}", "Value": "v"} for n in range(51)])
        for wrong in ({"Key": "aws:x", "Value": "v"}, {"Key": "", "Value": "v"}, {"Key": "k" * 129, "Value": "v"}, {"Key": "k", "Value": "v" * 257}):
            refused("ValidationException", tag, ResourceArn=arn, Tags=[wrong])
        refused("InvalidLimitException", listed, ResourceArn=arn, Limit=101)
        refused("InvalidNextTokenException", listed, ResourceArn=arn, NextToken="junk")
        assert len(listed(ResourceArn=arn)["Tags"]) == 50
        missing = arn[:-1] + "_"
        says(f"ResourceArn '{missing}' does not exist", "ResourceNotFoundException", tag, ResourceArn=missing, Tags=as_list(a="1"))
        refused("ResourceNotFoundException", untag, ResourceArn=missing, TagKeys=["a"])
        refused("ResourceNotFoundException", listed, ResourceArn=missing)
    refused("ResourceNotFoundException", listed, ResourceArn=arns[0].replace("us-east-1", "eu-west-1"))


# --- queries


def rows(answer):
    return [json.loads(row) for row in answer["Results"]]


@pytest.fixture
def estate(recording):
    """Resources to ask for."""
    for id, kind, state, size in (("i-1", "t2.micro", "running", 8), ("i-2", "t2.micro", "stopped", 100), ("i-3", "m5.large", "running", 8)):
        configuration = {"instanceType": kind, "state": {"name": state}, "cpuOptions": {"coreCount": size}, "ebsOptimized": kind != "t2.micro"}
        push(recording, id, configuration, type=INSTANCE, ResourceName=f"{id}=<&>", Tags={"team": id[-1], "stage": "prod"})
    permissions = lambda *ranges: {"ipPermissions": [{"fromPort": port, "ipRanges": [cidr]} for port, cidr in ranges]}
    push(recording, "sg-1", permissions((22, "10.0.0.0/8"), (80, "0.0.0.0/0")), type=GROUP)
    push(recording, "sg-2", permissions((22, "0.0.0.0/0")), type=GROUP)
    push(recording, "sg-gone", permissions((22, "0.0.0.0/0")), type=GROUP)
    recording.delete_resource_config(ResourceType=GROUP, ResourceId="sg-gone")
    push(recording, "box", {"instanceType": "t2.micro"}, ResourceName="Box")
    return recording


def select(config, expression, **more):
    return rows(config.select_resource_config(Expression=expression, **more))


def test_select_conditions(estate):
    for condition, ids in (
        ("", ["box", "i-1", "i-2", "i-3", "sg-1", "sg-2"]),
        (f"WHERE resourceType = '{INSTANCE}'", ["i-1", "i-2", "i-3"]),
        (f"WHERE resourceType = '{INSTANCE}' AND configuration.instanceType = 't2.micro'", ["i-1", "i-2"]),
        (f"WHERE resourceType = '{INSTANCE}' AND configuration.instanceType <> 't2.micro'", ["i-3"]),
        (f"WHERE resourceType = '{INSTANCE}' AND (configuration.state.name = 'stopped' OR configuration.instanceType = 'm5.large')", ["i-2", "i-3"]),
        (f"WHERE resourceType = '{INSTANCE}' AND NOT configuration.state.name = 'running'", ["i-2"]),
        (f"WHERE resourceType = '{INSTANCE}' AND configuration.cpuOptions.coreCount BETWEEN 50 AND 100", ["i-2"]),
        (f"WHERE resourceType = '{INSTANCE}' AND configuration.cpuOptions.coreCount < 50", ["i-1", "i-3"]),
        (f"WHERE resourceType = '{INSTANCE}' AND configuration.ebsOptimized = TRUE", ["i-3"]),
        (f"WHERE resourceType = '{INSTANCE}' AND configuration.instanceType IN ('m5.large', 'c4.large')", ["i-3"]),
        ("WHERE resourceType LIKE 'AWS::EC2::Sec%'", ["sg-1", "sg-2"]),
        ("WHERE tags.tag = 'team=2'", ["i-2"]),
        ("where tags.key = 'team' and resourceId not in ('i-1')", ["i-2", "i-3"]),
        # Two predicates on one list may be met by different elements.
        (
            f"WHERE resourceType = '{GROUP}' AND configuration.ipPermissions.fromPort = 22"
            " AND configuration.ipPermissions.ipRanges = '0.0.0.0/0'",
            ["sg-1", "sg-2"],
        ),
        (f"WHERE resourceType = '{GROUP}' AND configuration.ipPermissions.fromPort = 80;", ["sg-1"]),
        ("WHERE resourceName = 'Box'", ["box"]),
        ("WHERE resourceId = 'nothing'", []),
        ("WHERE configurationItemCaptureTime < '2020-01-01T00:00:00Z'", []),
    ):
        found = select(estate, f"SELECT resourceId {condition}")
        assert sorted(row["resourceId"] for row in found) == ids, condition


def test_select_results(estate):
    expression = f"SELECT resourceId, configuration.state.name, configuration.cpuOptions, nothing WHERE resourceType = '{INSTANCE}' ORDER BY resourceId DESC"
    answer = estate.select_resource_config(Expression=expression)
    assert [f["Name"] for f in answer["QueryInfo"]["SelectFields"]] == [
        "resourceId",
        "configuration.state.name",
        "configuration.cpuOptions",
        "nothing",
    ]
    assert rows(answer)[1] == {"resourceId": "i-2", "configuration": {"state": {"name": "stopped"}, "cpuOptions": {"coreCount": 100}}}
    assert [row["resourceId"] for row in rows(answer)] == ["i-3", "i-2", "i-1"]
    # Numbers within are written as AWS writes them, and so are some characters.
    assert '"coreCount":100.0' in answer["Results"][1].replace(" ", "")
    (text,) = estate.select_resource_config(Expression="SELECT resourceName WHERE resourceId = 'i-1'")["Results"]
    assert json.loads(text) == {"resourceName": "i-1=<&>"} and "\\u003d\\u003c\\u0026\\u003e" in text
    (row,) = select(estate, "SELECT * WHERE resourceId = 'i-1'")
    assert set(row) == {"accountId", "awsRegion", "configurationItemCaptureTime", "resourceId", "resourceName", "resourceType", "version"}
    (row,) = select(estate, "SELECT tags, relationships WHERE resourceId = 'i-1'")
    assert row == {
        "tags": [{"key": "stage", "value": "prod", "tag": "stage=prod"}, {"key": "team", "value": "1", "tag": "team=1"}],
        "relationships": [],
    }
    # The content of what is not AWS's is not seen.
    (row,) = select(estate, f"SELECT resourceId, configuration WHERE resourceType = '{BOX}'")
    assert row["resourceId"] == "box" and row.get("configuration") is None


def test_select_counts(estate):
    answer = estate.select_resource_config(Expression="SELECT resourceType, COUNT(*) GROUP BY resourceType ORDER BY COUNT(*) DESC")
    assert rows(answer) == [
        {"COUNT(*)": 3, "resourceType": INSTANCE},
        {"COUNT(*)": 2, "resourceType": GROUP},
        {"COUNT(*)": 1, "resourceType": BOX},
    ]
    assert [f["Name"] for f in answer["QueryInfo"]["SelectFields"]] == ["resourceType", "COUNT(*)"]
    assert "NextToken" not in answer
    expression = f"SELECT configuration.instanceType, COUNT(*), MAX(configuration.cpuOptions.coreCount) WHERE resourceType = '{INSTANCE}' AND configuration.state.name = 'running' GROUP BY configuration.instanceType"
    assert sorted(select(estate, expression), key=lambda r: r["configuration"]["instanceType"]) == [
        {"COUNT(*)": 1, "MAX(configuration.cpuOptions.coreCount)": 8, "configuration": {"instanceType": "m5.large"}},
        {"COUNT(*)": 1, "MAX(configuration.cpuOptions.coreCount)": 8, "configuration": {"instanceType": "t2.micro"}},
    ]
    assert select(estate, "SELECT COUNT(*)") == [{"COUNT(*)": 6}]
    assert select(estate, "SELECT COUNT(*) WHERE resourceId = 'nothing'") == [{"COUNT(*)": 0}]


def test_select_pages(recording):
    for number in range(30):
        push(recording, f"box-{number:02}")
    run = recording.select_resource_config
    expression = "SELECT resourceId ORDER BY resourceId"
    ids = [f"box-{number:02}" for number in range(30)]
    for limit, sizes in (({}, [25, 5]), ({"Limit": 0}, [25, 5]), ({"Limit": 12}, [12, 12, 6]), ({"Limit": 100}, [30])):
        found = pages(run, "Results", Expression=expression, **limit)
        assert [len(page) for page in found] == sizes
        assert [json.loads(row)["resourceId"] for row in sum(found, [])] == ids
    token = run(Expression=expression)["NextToken"]
    refused("InvalidNextTokenException", run, Expression="SELECT arn", NextToken=token)
    refused("InvalidNextTokenException", run, Expression=expression, NextToken="junk")
    refused("InvalidLimitException", run, Expression=expression, Limit=101)
    # Groups come in pages of five hundred.
    assert len(select(recording, "SELECT resourceId, COUNT(*) GROUP BY resourceId")) == 30


def test_select_refuses(estate):
    run = estate.select_resource_config
    for expression in (
        "SELECT DISTINCT resourceType",
        "SELECT resourceId FROM resources",
        "SELECT resourceId AS id",
        "SELECT resourceType, COUNT(*) GROUP BY resourceType HAVING COUNT(*) > 1",
        "SELECT resourceId WHERE resourceName IS NULL",
        "SELECT resourceId WHERE resourceType LIKE '%::EC2::Instance'",
        "SELECT resourceId WHERE resourceName LIKE 'ab%'",
        "SELECT COUNT(MAX(configuration.size))",
        "SELECT accountId, awsRegion, COUNT(*) GROUP BY accountId, awsRegion ORDER BY COUNT(*) DESC",
        "SELECT a, b, c, d, COUNT(*) GROUP BY a, b, c, d",
        "SELECT CASE WHEN configuration.encrypted = true THEN 1 ELSE 0 END",
        "SELECT resourceId UNION SELECT resourceName",
        "DROP TABLE resources",
        f"SELECT resourceId WHERE resourceType = '{INSTANCE}' AND configuration.noSuchProperty = 'x'",
        "SELECT resourceId WHERE resourceId = 'open",
        "SELECT resourceId AS OF 'yesterday'",
    ):
        refused("InvalidExpressionException", run, Expression=expression)
    says("syntax error at line 1, column 19", "InvalidExpressionException", run, Expression="SELECT resourceId FROM resources")
    for wrong in ("", "SELECT " + "x" * 4090):
        with pytest.raises(estate.exceptions.ClientError) as error:
            run(Expression=wrong)
        assert error.value.response["Error"]["Code"] in ("ValidationException", "InvalidExpressionException")


def test_select_as_of(server, recording):
    """What was when: an addition to AWS's language."""
    before = server.advance(HOUR)
    times = []
    for kind in ("t2.micro", "m5.large", None):
        server.advance(HOUR)
        if kind:
            push(recording, "i-1", {"instanceType": kind}, type=INSTANCE, Tags={"now": kind})
        else:
            recording.delete_resource_config(ResourceType=INSTANCE, ResourceId="i-1")
        times.append(server.advance(HOUR))
    push(recording, "i-2", {"instanceType": "t2.micro"}, type=INSTANCE)
    of = f"SELECT resourceId, configuration.instanceType WHERE resourceType = '{INSTANCE}'"
    seen = lambda query: [(r["resourceId"], r["configuration"]["instanceType"]) for r in select(recording, query)]
    at = lambda seconds: f"AS OF '{iso(int(seconds * 1000))}'"
    assert seen(f"{of} {at(before)}") == []
    assert seen(f"{of} {at(times[0])}") == [("i-1", "t2.micro")]
    assert seen(f"{of} {at(times[1])}") == [("i-1", "m5.large")]
    assert seen(f"{of} {at(times[2] - 60)}") == []
    assert seen(of) == [("i-2", "t2.micro")] == seen(f"{of} {at(times[2] + DAY)}")
    # What is asked is asked of the state at that time.
    micro = f"{of} AND configuration.instanceType = 't2.micro'"
    assert seen(f"{micro} {at(times[0])}") == [("i-1", "t2.micro")] and seen(f"{micro} {at(times[1])}") == []
    counted = f"SELECT tags.tag, COUNT(*) WHERE resourceType = '{INSTANCE}' {at(times[1])} GROUP BY tags.tag"
    assert select(recording, counted) == [{"COUNT(*)": 1, "tags": {"tag": "now=m5.large"}}]


# --- aggregators


@pytest.fixture
def accounts(tmp_path, cloud):
    """Two accounts on one server, in each of which something is recorded in two regions."""
    server = Stellwerk(tmp_path, cloud, settings=OTHER_ACCOUNT)
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="config-logs")
    server.clients = {}
    for account, key in ((ACCOUNT, KEYS["admin"]), (OTHER, OTHER_KEY)):
        for region in ("us-east-1", "eu-west-1"):
            client = server.clients[account, region] = server.client("config", region=region, key=key)
            record(client, "config-logs")
            push(client, f"box-{account[0]}-{region}", ResourceName="Box", Tags={"k": "v"})
            push(client, f"i-{account[0]}-{region}", {"instanceType": "t2.micro"}, type=INSTANCE)
    yield server
    assert server.stop() == 0


def aggregate(client, name="all", accounts=(ACCOUNT,), **more):
    more = more or {"AllAwsRegions": True}
    sources = [{"AccountIds": list(accounts), **more}]
    return client.put_configuration_aggregator(ConfigurationAggregatorName=name, AccountAggregationSources=sources)["ConfigurationAggregator"]


def test_aggregators(config):
    put, describe = config.put_configuration_aggregator, config.describe_configuration_aggregators
    made = put(
        ConfigurationAggregatorName="all",
        AccountAggregationSources=[{"AccountIds": [ACCOUNT, OTHER], "AllAwsRegions": True}],
        Tags=[{"Key": "k", "Value": "v"}],
    )["ConfigurationAggregator"]
    arn = made["ConfigurationAggregatorArn"]
    assert re.fullmatch(rf"arn:aws:config:us-east-1:{ACCOUNT}:config-aggregator/config-aggregator-[a-z\d]+", arn)
    assert made["AccountAggregationSources"] == [{"AccountIds": [ACCOUNT, OTHER], "AllAwsRegions": True}]
    assert made["CreationTime"] == made["LastUpdatedTime"]
    assert describe()["ConfigurationAggregators"] == [made] == describe(ConfigurationAggregatorNames=["all"])["ConfigurationAggregators"]
    assert config.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "k", "Value": "v"}]
    changed = aggregate(config, AwsRegions=["eu-west-1"])
    assert changed["ConfigurationAggregatorArn"] == arn and changed["CreationTime"] == made["CreationTime"]
    (source,) = changed["AccountAggregationSources"]
    assert (source["AccountIds"], source["AwsRegions"], source.get("AllAwsRegions", False)) == ([ACCOUNT], ["eu-west-1"], False)
    filters = {"ResourceType": {"Type": "INCLUDE", "Value": [INSTANCE]}}
    sources = [{"AccountIds": [ACCOUNT], "AllAwsRegions": True}]
    filtered = put(ConfigurationAggregatorName="some", AccountAggregationSources=sources, AggregatorFilters=filters)
    assert filtered["ConfigurationAggregator"]["AggregatorFilters"] == filters
    assert [[a["ConfigurationAggregatorName"] for a in page] for page in pages(describe, "ConfigurationAggregators", Limit=1)] == [["all"], ["some"]]
    both = {"AccountIds": [ACCOUNT], "AllAwsRegions": True, "AwsRegions": ["us-east-1"]}
    organization = {"RoleArn": ROLE, "AllAwsRegions": True}
    invalid = "InvalidParameterValueException"
    refused(invalid, put, ConfigurationAggregatorName="x")
    refused(invalid, put, ConfigurationAggregatorName="x", AccountAggregationSources=[both])
    refused(invalid, put, ConfigurationAggregatorName="x", AccountAggregationSources=[{"AccountIds": [ACCOUNT]}])
    refused(invalid, put, ConfigurationAggregatorName="x", AccountAggregationSources=sources, OrganizationAggregationSource=organization)
    refused("ValidationException", put, ConfigurationAggregatorName="x", AccountAggregationSources=sources * 2)
    refused("ValidationException", put, ConfigurationAggregatorName="x", AccountAggregationSources=[{"AccountIds": ["1"], "AllAwsRegions": True}])
    refused("ValidationException", put, ConfigurationAggregatorName="with blank", AccountAggregationSources=sources)
    refused("NoAvailableOrganizationException", put, ConfigurationAggregatorName="x", OrganizationAggregationSource=organization)
    refused("NoSuchConfigurationAggregatorException", describe, ConfigurationAggregatorNames=["x"])
    refused("InvalidLimitException", describe, Limit=101)
    refused("InvalidNextTokenException", describe, NextToken="junk")
    config.delete_configuration_aggregator(ConfigurationAggregatorName="some")
    named = dict(ConfigurationAggregatorName="some")
    identifier = dict(SourceAccountId=ACCOUNT, SourceRegion="us-east-1", ResourceId="x", ResourceType=BOX)
    for operation, more in (
        (config.delete_configuration_aggregator, {}),
        (config.describe_configuration_aggregator_sources_status, {}),
        (config.list_aggregate_discovered_resources, {"ResourceType": BOX}),
        (config.get_aggregate_discovered_resource_counts, {}),
        (config.batch_get_aggregate_resource_config, {"ResourceIdentifiers": [identifier]}),
        (config.get_aggregate_resource_config, {"ResourceIdentifier": identifier}),
        (config.select_aggregate_resource_config, {"Expression": "SELECT arn"}),
    ):
        refused("NoSuchConfigurationAggregatorException", operation, **named, **more)


def test_fifty_aggregators_are_enough(config):
    for number in range(50):
        aggregate(config, f"a-{number}")
    refused("LimitExceededException", lambda: aggregate(config, "one-more"))
    aggregate(config, "a-0")


def test_authorizations(config):
    put, describe = config.put_aggregation_authorization, config.describe_aggregation_authorizations
    made = put(AuthorizedAccountId=OTHER, AuthorizedAwsRegion="eu-west-1", Tags=[{"Key": "k", "Value": "v"}])["AggregationAuthorization"]
    assert made == {
        "AggregationAuthorizationArn": f"arn:aws:config:us-east-1:{ACCOUNT}:aggregation-authorization/{OTHER}/eu-west-1",
        "AuthorizedAccountId": OTHER,
        "AuthorizedAwsRegion": "eu-west-1",
        "CreationTime": made["CreationTime"],
    }
    assert put(AuthorizedAccountId=OTHER, AuthorizedAwsRegion="eu-west-1")["AggregationAuthorization"] == made
    put(AuthorizedAccountId=OTHER, AuthorizedAwsRegion="us-east-1")
    assert [a["AuthorizedAwsRegion"] for page in pages(describe, "AggregationAuthorizations", Limit=1) for a in page] == ["eu-west-1", "us-east-1"]
    assert describe()["AggregationAuthorizations"][0] == made
    refused("InvalidLimitException", describe, Limit=101)
    refused("InvalidNextTokenException", describe, NextToken="junk")
    refused("ValidationException", put, AuthorizedAccountId="1", AuthorizedAwsRegion="eu-west-1")
    for _ in range(2):
        config.delete_aggregation_authorization(AuthorizedAccountId=OTHER, AuthorizedAwsRegion="eu-west-1")
    assert [a["AuthorizedAwsRegion"] for a in describe()["AggregationAuthorizations"]] == ["us-east-1"]


def test_an_aggregator_shows_what_it_may(accounts):
    home, abroad = accounts.clients[ACCOUNT, "us-east-1"], accounts.clients[OTHER, "us-east-1"]
    aggregate(home, accounts=(ACCOUNT, OTHER), AwsRegions=["us-east-1", "eu-west-1"])
    named = dict(ConfigurationAggregatorName="all")

    def states(**asked):
        found = home.describe_configuration_aggregator_sources_status(**named, **asked)["AggregatedSourceStatusList"]
        assert {s["SourceType"] for s in found} <= {"ACCOUNT"}
        assert all(("LastErrorCode" in s) == (s["LastUpdateStatus"] == "FAILED") for s in found)
        return {(s["SourceId"], s["AwsRegion"]): s["LastUpdateStatus"] for s in found}

    own = {(ACCOUNT, "us-east-1"): "SUCCEEDED", (ACCOUNT, "eu-west-1"): "SUCCEEDED"}
    pending = {(OTHER, "us-east-1"): "FAILED", (OTHER, "eu-west-1"): "FAILED"}
    assert states() == {**own, **pending}
    assert states(UpdateStatus=["FAILED"]) == pending
    listed = pages(home.describe_configuration_aggregator_sources_status, "AggregatedSourceStatusList", **named, Limit=3)
    assert [len(page) for page in listed] == [3, 1]
    ids = lambda type=BOX, **filters: sorted(
        r["ResourceId"] for r in home.list_aggregate_discovered_resources(**named, ResourceType=type, Filters=filters)["ResourceIdentifiers"]
    )
    mine, theirs = ["box-1-eu-west-1", "box-1-us-east-1"], ["box-4-eu-west-1", "box-4-us-east-1"]
    assert ids() == mine
    requests = lambda client: client.describe_pending_aggregation_requests()["PendingAggregationRequests"]
    asked = [{"RequesterAccountId": ACCOUNT, "RequesterAwsRegion": "us-east-1"}]
    assert requests(abroad) == asked == requests(accounts.clients[OTHER, "eu-west-1"]) and requests(home) == []
    # An authorization is given for the region that it is given in.
    abroad.put_aggregation_authorization(AuthorizedAccountId=ACCOUNT, AuthorizedAwsRegion="us-east-1")
    assert states() == {**own, (OTHER, "us-east-1"): "SUCCEEDED", (OTHER, "eu-west-1"): "FAILED"}
    assert ids() == mine + theirs[1:] and requests(abroad) == []
    accounts.clients[OTHER, "eu-west-1"].put_aggregation_authorization(AuthorizedAccountId=ACCOUNT, AuthorizedAwsRegion="us-east-1")
    assert ids() == mine + theirs and set(states().values()) == {"SUCCEEDED"}
    abroad.delete_aggregation_authorization(AuthorizedAccountId=ACCOUNT, AuthorizedAwsRegion="us-east-1")
    assert ids() == mine + theirs[:1]
    # Who does not want to be asked is not asked again, until the aggregator changes.
    assert requests(abroad) == asked
    abroad.delete_pending_aggregation_request(RequesterAccountId=ACCOUNT, RequesterAwsRegion="us-east-1")
    assert requests(abroad) == []
    # Nobody may authorize an aggregator on behalf of others.
    home.put_aggregation_authorization(AuthorizedAccountId=ACCOUNT, AuthorizedAwsRegion="us-east-1")
    assert ids() == mine + theirs[:1]


def test_accounts_are_apart(accounts):
    home, other = accounts.clients[ACCOUNT, "us-east-1"], accounts.clients[OTHER, "us-east-1"]
    for client, id in ((home, "box-1-us-east-1"), (other, "box-4-us-east-1")):
        assert [r["resourceId"] for r in client.list_discovered_resources(resourceType=BOX)["resourceIdentifiers"]] == [id]
        assert select(client, f"SELECT resourceId WHERE resourceType = '{BOX}'") == [{"resourceId": id}]
        assert client.get_discovered_resource_counts()["totalDiscoveredResources"] == 2
    refused("ResourceNotDiscoveredException", other.get_resource_config_history, resourceType=BOX, resourceId="box-1-us-east-1")
    (recorder,) = home.describe_configuration_recorders()["ConfigurationRecorders"]
    refused("NoSuchConfigurationRecorderException", other.describe_configuration_recorders, Arn=recorder["arn"])
    refused("ResourceNotFoundException", other.tag_resource, ResourceArn=recorder["arn"], Tags=[{"Key": "k", "Value": "v"}])
    other.stop_configuration_recorder(ConfigurationRecorderName="default")
    assert home.describe_configuration_recorder_status()["ConfigurationRecordersStatus"][0]["recording"]


def test_aggregate_reads(accounts):
    home = accounts.clients[ACCOUNT, "us-east-1"]
    for region in ("us-east-1", "eu-west-1"):
        accounts.clients[OTHER, region].put_aggregation_authorization(AuthorizedAccountId=ACCOUNT, AuthorizedAwsRegion="us-east-1")
    aggregate(home, accounts=(ACCOUNT, OTHER))
    named = dict(ConfigurationAggregatorName="all")
    list_ = home.list_aggregate_discovered_resources
    found = list_(**named, ResourceType=BOX)["ResourceIdentifiers"]
    assert len(found) == 4
    assert {
        "SourceAccountId": OTHER,
        "SourceRegion": "eu-west-1",
        "ResourceId": "box-4-eu-west-1",
        "ResourceType": BOX,
        "ResourceName": "Box",
    } in found
    listed = pages(list_, "ResourceIdentifiers", **named, ResourceType=BOX, Limit=3)
    assert [len(page) for page in listed] == [3, 1] and sum(listed, []) == found
    ids = lambda **filters: sorted(r["ResourceId"] for r in list_(**named, ResourceType=BOX, Filters=filters)["ResourceIdentifiers"])
    assert ids(AccountId=OTHER) == ["box-4-eu-west-1", "box-4-us-east-1"]
    assert ids(Region="eu-west-1") == ["box-1-eu-west-1", "box-4-eu-west-1"]
    assert ids(AccountId=OTHER, Region="eu-west-1", ResourceName="Box") == ["box-4-eu-west-1"]
    assert ids(ResourceId="box-1-us-east-1") == ["box-1-us-east-1"] and ids(ResourceName="None") == []
    assert ids(AccountId=STRANGER) == [] == ids(Region="ap-south-1")

    def counts(key=None, **filters):
        answer = home.get_aggregate_discovered_resource_counts(**named, Filters=filters, **({"GroupByKey": key} if key else {}))
        assert answer.get("GroupByKey") == key
        return answer["TotalDiscoveredResources"], {g["GroupName"]: g["ResourceCount"] for g in answer.get("GroupedResourceCounts", [])}

    assert counts() == (8, {})
    assert counts("RESOURCE_TYPE") == (8, {BOX: 4, INSTANCE: 4})
    assert counts("ACCOUNT_ID", ResourceType=BOX) == (4, {ACCOUNT: 2, OTHER: 2})
    assert counts("AWS_REGION", AccountId=OTHER) == (4, {"us-east-1": 2, "eu-west-1": 2})
    assert counts(Region="ap-south-1") == (0, {})
    identifier = lambda account, region, id, type=BOX: dict(SourceAccountId=account, SourceRegion=region, ResourceId=id, ResourceType=type)
    there = identifier(OTHER, "eu-west-1", "box-4-eu-west-1")
    missing = [
        identifier(OTHER, "us-east-1", "box-4-eu-west-1"),
        identifier(STRANGER, "us-east-1", "box"),
        identifier(ACCOUNT, "us-east-1", "nothing"),
    ]
    answer = home.batch_get_aggregate_resource_config(**named, ResourceIdentifiers=[*missing, there])
    (item,) = answer["BaseConfigurationItems"]
    assert (item["resourceId"], item["accountId"], item["awsRegion"]) == ("box-4-eu-west-1", OTHER, "eu-west-1")
    assert json.loads(item["configuration"]) == {"n": 1} and "tags" not in item
    assert answer["UnprocessedResourceIdentifiers"] == missing
    item = home.get_aggregate_resource_config(**named, ResourceIdentifier=there)["ConfigurationItem"]
    assert (item["accountId"], item["tags"], item["relationships"]) == (OTHER, {"k": "v"}, [])
    for identifier in missing:
        refused("ResourceNotDiscoveredException", home.get_aggregate_resource_config, **named, ResourceIdentifier=identifier)
    run = home.select_aggregate_resource_config
    expression = "SELECT accountId, awsRegion, resourceId WHERE resourceType = 'AWS::EC2::Instance' AND configuration.instanceType = 't2.micro'"
    answer = run(**named, Expression=expression)
    assert {(r["accountId"], r["awsRegion"]) for r in rows(answer)} == {(a, r) for a in (ACCOUNT, OTHER) for r in ("us-east-1", "eu-west-1")}
    assert [f["Name"] for f in answer["QueryInfo"]["SelectFields"]] == ["accountId", "awsRegion", "resourceId"]
    for size in ({"Limit": 3}, {"MaxResults": 3}):
        found = pages(run, "Results", **named, Expression=expression, **size)
        assert [len(page) for page in found] == [3, 1] and sum(found, []) == answer["Results"]
    assert rows(run(**named, Expression="SELECT accountId, COUNT(*) WHERE awsRegion = 'eu-west-1' GROUP BY accountId ORDER BY accountId")) == [
        {"COUNT(*)": 2, "accountId": ACCOUNT},
        {"COUNT(*)": 2, "accountId": OTHER},
    ]
    refused("InvalidExpressionException", run, **named, Expression="SELECT")
    refused("InvalidLimitException", run, **named, Expression=expression, Limit=101)
    refused("InvalidNextTokenException", run, **named, Expression=expression, NextToken="junk")
    refused("InvalidLimitException", list_, **named, ResourceType=BOX, Limit=101)
    refused("InvalidNextTokenException", list_, **named, ResourceType=BOX, NextToken="junk")


def test_an_aggregator_shows_its_regions_and_types_only(accounts):
    home = accounts.clients[ACCOUNT, "us-east-1"]
    sources = [{"AccountIds": [ACCOUNT], "AwsRegions": ["us-east-1"]}]
    filters = {"ResourceType": {"Type": "INCLUDE", "Value": [INSTANCE]}}
    named = dict(ConfigurationAggregatorName="some")
    home.put_configuration_aggregator(**named, AccountAggregationSources=sources, AggregatorFilters=filters)
    run = lambda: rows(home.select_aggregate_resource_config(**named, Expression="SELECT resourceId"))
    assert run() == [{"resourceId": "i-1-us-east-1"}]
    counts = home.get_aggregate_discovered_resource_counts
    assert counts(**named)["TotalDiscoveredResources"] == 1
    list_ = home.list_aggregate_discovered_resources
    assert list_(**named, ResourceType=BOX)["ResourceIdentifiers"] == []
    identifier = lambda region, id, type: dict(SourceAccountId=ACCOUNT, SourceRegion=region, ResourceId=id, ResourceType=type)
    seen = identifier("us-east-1", "i-1-us-east-1", INSTANCE)
    unseen = [identifier("us-east-1", "box-1-us-east-1", BOX), identifier("eu-west-1", "i-1-eu-west-1", INSTANCE)]
    # A filter that names another region shows nothing of it.
    assert list_(**named, ResourceType=INSTANCE, Filters={"Region": "eu-west-1"})["ResourceIdentifiers"] == []
    assert counts(**named, Filters={"Region": "eu-west-1"})["TotalDiscoveredResources"] == 0
    answer = home.batch_get_aggregate_resource_config(**named, ResourceIdentifiers=[seen, *unseen])
    assert [i["resourceId"] for i in answer["BaseConfigurationItems"]] == ["i-1-us-east-1"]
    assert answer["UnprocessedResourceIdentifiers"] == unseen
    for other in unseen:
        refused("ResourceNotDiscoveredException", home.get_aggregate_resource_config, **named, ResourceIdentifier=other)


def test_an_aggregator_of_the_organization(tmp_path, cloud, bucket):
    settings = f'[organization]\nid = "o-abcdefghij"\nmanagement_account = "{ACCOUNT}"\nmember_accounts = ["{OTHER}"]\n'
    settings += OTHER_ACCOUNT + OTHER_ACCOUNT.replace("AKIAOTHER", "AKIASTRANGER").replace(OTHER, STRANGER)
    server = Stellwerk(tmp_path, cloud, settings=settings)
    owner, member = server.client("config"), server.client("config", key=OTHER_KEY)
    stranger = server.client("config", key=("AKIASTRANGER", "other"))
    for number, client in enumerate((owner, member, stranger)):
        record(client, bucket)
        push(client, f"box-{number}")
    source = {"RoleArn": ROLE, "AllAwsRegions": True}
    named = dict(ConfigurationAggregatorName="whole")
    made = owner.put_configuration_aggregator(**named, OrganizationAggregationSource=source)["ConfigurationAggregator"]
    assert made["OrganizationAggregationSource"] == source and "AccountAggregationSources" not in made
    # Nobody has to authorize it.
    found = owner.list_aggregate_discovered_resources(**named, ResourceType=BOX)["ResourceIdentifiers"]
    assert sorted(r["ResourceId"] for r in found) == ["box-0", "box-1"]
    statuses = owner.describe_configuration_aggregator_sources_status(**named)["AggregatedSourceStatusList"]
    assert {(s["SourceId"], s["SourceType"], s["LastUpdateStatus"]) for s in statuses} >= {
        (ACCOUNT, "ORGANIZATION", "SUCCEEDED"),
        (OTHER, "ORGANIZATION", "SUCCEEDED"),
    }
    assert member.describe_pending_aggregation_requests()["PendingAggregationRequests"] == []
    # Only the organization's own may see everything of it.
    refused("OrganizationAccessDeniedException", member.put_configuration_aggregator, **named, OrganizationAggregationSource=source)
    # Whose account is in no organization has none to aggregate.
    refused("NoAvailableOrganizationException", stranger.put_configuration_aggregator, **named, OrganizationAggregationSource=source)
    assert server.stop() == 0


# --- how a resource came to be as it is


def own_operation(server, operation, key=KEYS["admin"], **parameters):
    status, code, _, text = call(
        server, operation, json.dumps(parameters).encode(), target="Stellwerk_20261101.", service="stellwerk", key=key
    )
    return json.loads(text) if status == 200 else code


def test_the_timeline_and_blame_of_what_was_pushed(server, recording):
    named = dict(ResourceType=BOX, ResourceId="box")
    push(recording, "box", {"color": "red", "list": [{"port": 22}, {"port": 80}]}, ResourceName="Box", Tags={"team": "a"})
    server.advance(HOUR)
    push(recording, "box", {"color": "blue", "list": [{"port": 80}]}, ResourceName="Box", Tags={"team": "a"})
    first, second = [i["configurationItemCaptureTime"].timestamp() for i in history(recording, "box", chronologicalOrder="Forward")]
    # The second call is recorded when it is answered, and then found.
    entries = own_operation(server, "GetResourceTimeline", **named)["Entries"]
    assert [(e["ConfigurationItemCaptureTime"], e["ConfigurationItemStatus"]) for e in entries] == [(first, "ResourceDiscovered"), (second, "OK")]
    diff = json.loads(entries[1]["ConfigurationItemDiff"])
    assert set(diff["changedProperties"]) == {"Configuration.Color", "Configuration.List.0"} and diff["changeType"] == "UPDATE"
    assert json.loads(entries[0]["ConfigurationItemDiff"]) == {"changeType": "CREATE", "changedProperties": {}}
    assert {e["Certainty"] for e in entries} == {"exact"}
    assert [[call["EventName"] for call in e["Events"]] for e in entries] == [["PutResourceConfig"], ["PutResourceConfig"]]
    properties = own_operation(server, "BlameResource", **named)["Properties"]
    assert {p["Path"]: (json.loads(p["Value"]), p["Since"]) for p in properties} == {
        "Configuration.color": ("blue", second),
        "Configuration.list[0].port": (80, first),
        "Tags.team": ("a", first),
    }
    # By its name, too.
    assert own_operation(server, "BlameResource", ResourceType=BOX, ResourceId="Box")["Properties"] == properties
    recording.delete_resource_config(ResourceType=BOX, ResourceId="box")
    assert own_operation(server, "BlameResource", **named)["Properties"] == []
    assert len(own_operation(server, "GetResourceTimeline", **named)["Entries"]) == 3
    for operation in ("GetResourceTimeline", "BlameResource"):
        assert own_operation(server, operation, ResourceType=BOX, ResourceId="crate") == "ResourceNotDiscoveredException"
        assert own_operation(server, operation, ResourceType=BOX) == "ValidationException"


def test_history_and_blame_on_the_command_line(tmp_path, cloud, bucket):
    """While the server runs: what a cloud's security group has gone through, and who did it."""
    settings = '[[sources]]\nname = "trail"\nkind = "http"\n[recorder]\ncalls_per_second = 200\n'
    server = Stellwerk(tmp_path, cloud, data_dir=tmp_path / "data", settings=settings)
    config = server.client("config")
    record(config, bucket, group={"resourceTypes": [GROUP]})
    time.sleep(1.5)
    ec2 = Recorder(server, key=KEYS["ingest"]).watch(cloud.client("ec2"))
    group = ec2.create_security_group(GroupName="web", Description="d")["GroupId"]
    states = lambda: [r["resourceId"] for r in config.list_discovered_resources(resourceType=GROUP)["resourceIdentifiers"]]
    eventually(lambda: group in states())
    permission = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "192.0.2.0/24"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
    eventually(lambda: len(history(config, group, GROUP)) == 2)
    folder = ["--data-dir", str(server.data_dir)]
    code, text = server.run("history", *folder, GROUP, group)
    assert code == 0, text
    lines = text.splitlines()
    assert lines[0].endswith("  ResourceDiscovered") and "CreateSecurityGroup by alice from 198.51.100.7" in text
    assert re.search(r"^    CREATE Configuration\.IpPermissions\.0: null -> .*192\.0\.2\.0/24", text, re.M), text
    assert re.search(r"^    exact AuthorizeSecurityGroupIngress by alice from 198\.51\.100\.7 \(", text, re.M), text
    code, text = server.run("history", *folder, "--format", "json", GROUP, "web")
    printed = json.loads(text)
    assert printed["Resource"] == {"AccountId": ACCOUNT, "AwsRegion": "us-east-1", "ResourceType": GROUP, "ResourceId": group}
    (call,) = printed["Entries"][1]["Events"]
    assert (call["EventName"], call["Username"], call["SourceIPAddress"]) == ("AuthorizeSecurityGroupIngress", "alice", "198.51.100.7")
    assert call["PrincipalArn"] == f"arn:aws:iam::{ACCOUNT}:user/alice" and printed["Entries"][1]["Certainty"] == "exact"
    code, text = server.run("blame", *folder, GROUP, group)
    assert code == 0, text
    (line,) = [line for line in text.splitlines() if "fromPort" in line and "ipPermissionsEgress" not in line]
    assert "AuthorizeSecurityGroupIngress by alice" in line
    (line,) = [line for line in text.splitlines() if "Configuration.groupName" in line]
    assert "CreateSecurityGroup by alice" in line and "web" in line
    code, text = server.run("blame", *folder, "--format", "json", GROUP, group)
    blamed = {p["Path"]: [e["EventName"] for e in p["Events"]] for p in json.loads(text)["Properties"]}
    assert blamed["Configuration.groupName"] == ["CreateSecurityGroup"]
    assert blamed["Configuration.ipPermissions[0].fromPort"] == ["AuthorizeSecurityGroupIngress"]
    # The server says the same.
    asked = dict(ResourceType=GROUP, ResourceId=group)
    told = {p["Path"]: [e["EventName"] for e in p["Events"]] for p in own_operation(server, "BlameResource", **asked)["Properties"]}
    assert told == blamed
    for command in ("history", "blame"):
        code, text = server.run(command, *folder, GROUP, "sg-nothing")
        assert code != 0 and "no AWS::EC2::SecurityGroup sg-nothing was recorded" in text
    # The same id in two regions has to be told apart.
    elsewhere = server.client("config", region="eu-west-1")
    record(elsewhere, bucket)
    for client in (config, elsewhere):
        push(client, "box")
    code, text = server.run("history", *folder, BOX, "box")
    assert code != 0 and "--region" in text and "eu-west-1" in text
    code, text = server.run("history", *folder, "--region", "eu-west-1", "--account", ACCOUNT, BOX, "box")
    assert code == 0 and text.splitlines()[0].endswith("ResourceDiscovered"), text
    assert server.stop() == 0


# --- who may, and what is left of it


def test_roles(server, recording, bucket):
    push(recording, "box")
    aggregate(recording)
    recording.put_stored_query(StoredQuery={"QueryName": "q", "Expression": "SELECT arn"})
    arn = recording.describe_configuration_recorders()["ConfigurationRecorders"][0]["arn"]
    identifier = dict(SourceAccountId=ACCOUNT, SourceRegion="us-east-1", ResourceId="box", ResourceType=BOX)
    named = {"ConfigurationAggregatorName": "all"}
    reads = {
        "describe_configuration_recorders": {},
        "describe_configuration_recorder_status": {},
        "list_configuration_recorders": {},
        "describe_delivery_channels": {},
        "describe_delivery_channel_status": {},
        "describe_retention_configurations": {},
        "describe_configuration_aggregators": {},
        "describe_configuration_aggregator_sources_status": named,
        "describe_aggregation_authorizations": {},
        "describe_pending_aggregation_requests": {},
        "list_discovered_resources": {"resourceType": BOX},
        "batch_get_resource_config": {"resourceKeys": [{"resourceType": BOX, "resourceId": "box"}]},
        "get_resource_config_history": {"resourceType": BOX, "resourceId": "box"},
        "get_discovered_resource_counts": {},
        "list_stored_queries": {},
        "get_stored_query": {"QueryName": "q"},
        "list_tags_for_resource": {"ResourceArn": arn},
        "select_resource_config": {"Expression": "SELECT arn"},
        "list_aggregate_discovered_resources": {**named, "ResourceType": BOX},
        "get_aggregate_discovered_resource_counts": named,
        "batch_get_aggregate_resource_config": {**named, "ResourceIdentifiers": [identifier]},
        "get_aggregate_resource_config": {**named, "ResourceIdentifier": identifier},
        "select_aggregate_resource_config": {**named, "Expression": "SELECT arn"},
    }
    pushes = {
        "put_resource_config": {"ResourceType": BOX, "SchemaVersionId": "1", "ResourceId": "pushed", "Configuration": "{}"},
        "delete_resource_config": {"ResourceType": BOX, "ResourceId": "pushed"},
    }
    weakening = {
        "stop_configuration_recorder": {"ConfigurationRecorderName": "default"},
        "delete_configuration_recorder": {"ConfigurationRecorderName": "default"},
        "delete_delivery_channel": {"DeliveryChannelName": "default"},
        "put_retention_configuration": {"RetentionPeriodInDays": 30},
        "put_aggregation_authorization": {"AuthorizedAccountId": OTHER, "AuthorizedAwsRegion": "us-east-1"},
    }
    writes = {
        "put_configuration_recorder": {"ConfigurationRecorder": {"name": "default", "roleARN": ROLE, "recordingGroup": QUIET}},
        "start_configuration_recorder": {"ConfigurationRecorderName": "default"},
        "put_delivery_channel": {"DeliveryChannel": {"name": "default", "s3BucketName": bucket}},
        "delete_retention_configuration": {"RetentionConfigurationName": "default"},
        "put_stored_query": {"StoredQuery": {"QueryName": "q", "Expression": "SELECT resourceId"}},
        "associate_resource_types": {"ConfigurationRecorderArn": arn, "ResourceTypes": ["AWS::AccessAnalyzer::Analyzer"]},
        "put_configuration_aggregator": {**named, "AccountAggregationSources": [{"AccountIds": [ACCOUNT], "AllAwsRegions": True}]},
        "tag_resource": {"ResourceArn": arn, "Tags": [{"Key": "k", "Value": "v"}]},
        "untag_resource": {"ResourceArn": arn, "TagKeys": ["k"]},
        "delete_stored_query": {"QueryName": "q"},
    }
    operations = {**reads, **pushes, **weakening, **writes}
    allowed = {"auditor": reads, "ingest": pushes, "operator": {**reads, **pushes, **writes}}
    server.client("config").put_retention_configuration(RetentionPeriodInDays=365)
    for role, may in allowed.items():
        client = server.client("config", role=role)
        for name, parameters in operations.items():
            if name in may:
                getattr(client, name)(**parameters)
            else:
                with pytest.raises(client.exceptions.ClientError) as error:
                    getattr(client, name)(**parameters)
                assert error.value.response["Error"]["Code"] == "AccessDeniedException", (role, name)
    for operation in ("GetResourceTimeline", "BlameResource"):
        asked = dict(ResourceType=BOX, ResourceId="box")
        assert isinstance(own_operation(server, operation, key=KEYS["auditor"], **asked), dict)
        assert own_operation(server, operation, key=KEYS["ingest"], **asked) == "AccessDeniedException"


def test_every_call_is_an_event(server, recording, cloudtrail):
    push(recording, "box")
    recording.describe_configuration_recorders(ConfigurationRecorderNames=["default"])
    refused("NoSuchConfigurationRecorderException", recording.stop_configuration_recorder, ConfigurationRecorderName="other")
    refused("AccessDeniedException", server.client("config", role="auditor").stop_configuration_recorder, ConfigurationRecorderName="default")
    made = recording.put_retention_configuration(RetentionPeriodInDays=30)["RetentionConfiguration"]
    source = [{"AttributeKey": "EventSource", "AttributeValue": "config.amazonaws.com"}]
    names = [
        "PutConfigurationRecorder",
        "PutDeliveryChannel",
        "StartConfigurationRecorder",
        "PutResourceConfig",
        "DescribeConfigurationRecorders",
        "StopConfigurationRecorder",
        "StopConfigurationRecorder",
        "PutRetentionConfiguration",
    ]

    def recorded():
        found = cloudtrail.lookup_events(LookupAttributes=source, MaxResults=50)["Events"]
        events = [json.loads(event["CloudTrailEvent"]) for event in found]
        return events if len(events) == len(names) else None

    events = eventually(recorded)
    assert sorted(event["eventName"] for event in events) == sorted(names)
    assert {event["eventSource"] for event in events} == {"config.amazonaws.com"}
    assert {event["eventType"] for event in events} == {"AwsApiCall"}
    named = {(event["eventName"], event.get("errorCode")): event for event in events}
    assert named["StopConfigurationRecorder", "NoSuchConfigurationRecorderException"]["requestParameters"] == {
        "configurationRecorderName": "other"
    }
    assert named["StopConfigurationRecorder", "AccessDenied"]["userIdentity"]["userName"] == "auditor"
    recorder = named["PutConfigurationRecorder", None]["requestParameters"]["configurationRecorder"]
    assert (recorder["name"], recorder["roleARN"]) == ("default", ROLE)
    kept = named["PutRetentionConfiguration", None]
    assert kept["responseElements"]["retentionConfiguration"] == {"name": "default", "retentionPeriodInDays": made["RetentionPeriodInDays"]}
    assert named["DescribeConfigurationRecorders", None]["readOnly"] and not kept["readOnly"]
    pushed = named["PutResourceConfig", None]["requestParameters"]
    assert (pushed["resourceType"], pushed["resourceId"]) == (BOX, "box")


# --- a past that is brought along


def test_what_was_delivered_elsewhere_can_be_imported(tmp_path, server, recording, bucket, cloud):
    for n in range(3):
        push(recording, "box", {"n": n, "list": [n, "same"]}, Tags={"team": "blue"})
    push(recording, "other")
    recording.deliver_config_snapshot(deliveryChannelName="default")
    eventually(lambda: objects(cloud, bucket, "ConfigSnapshot"))
    server.advance(6 * HOUR + 60)
    eventually(lambda: objects(cloud, bucket, "ConfigHistory"))
    store = ["--data-dir", str(tmp_path / "elsewhere")]

    def imported(*paths):
        code, text = server.run("import", "--configuration-items", *store, *paths)
        return code, {name: int(count.replace(",", "")) for name, count in re.findall(r"^(\w[\w ]*?)\s+([\d,]+)$", text, re.M)}

    # Three versions and another resource in the history, the newest of both in the snapshot.
    code, counts = imported(f"s3://{bucket}/AWSLogs")
    assert code == 0 and (counts["items"], counts["added"], counts["problems"]) == (6, 4, 0), counts
    assert imported(f"s3://{bucket}/AWSLogs")[1]["added"] == 0
    # The answer of an API, and what is no item at all.
    answer = recording.get_resource_config_history(resourceType=BOX, resourceId="other")
    (tmp_path / "answer.json").write_text(json.dumps(answer, default=lambda time: time.timestamp()))
    (tmp_path / "bad.json").write_text('{"configurationItems": [{"resourceType": "T"}]}')
    assert imported(str(tmp_path / "answer.json"))[1]["added"] == 0
    code, counts = imported(str(tmp_path / "bad.json"))
    assert code == 2 and counts["problems"] == 1
    code, text = server.run("history", *store, BOX, "box", "--format", "json")
    entries = json.loads(text)["Entries"]
    assert code == 0 and [entry["ConfigurationItemStatus"] for entry in entries] == ["ResourceDiscovered", "OK", "OK"]
    assert list(json.loads(entries[1]["ConfigurationItemDiff"])["changedProperties"]) == [
        "Configuration.N", "Configuration.List.0", "Configuration.List.1",
    ]
