"""The recorder against a cloud: what is made, changed and deleted there becomes configuration items, with the calls that did it."""

import json
import signal
import time

import pytest

from cloudtrail_events import ACCOUNT, Recorder
from conftest import KEYS, Gate, Stellwerk, eventually

SETTINGS = '[[sources]]\nname = "trail"\nkind = "http"\n[recorder]\ncalls_per_second = 200\n'
ROLE = f"arn:aws:iam::{ACCOUNT}:role/config"


class Estate:
    """A server that records the cloud, and clients of the cloud whose calls it hears of."""

    def __init__(self, server, cloud, bucket, **recorder):
        self.server, self.cloud = server, cloud
        self.config = server.client("config")
        everything = {"allSupported": True, "includeGlobalResourceTypes": True}
        self.config.put_configuration_recorder(
            ConfigurationRecorder={"name": "default", "roleARN": ROLE, "recordingGroup": everything, **recorder}
        )
        self.config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": bucket})
        self.recorder = Recorder(server, key=KEYS["ingest"])

    def start(self):
        self.config.start_configuration_recorder(ConfigurationRecorderName="default")
        # The follower of the log begins with the first round.
        time.sleep(1.5)

    def restart(self):
        self.server.stop(signal.SIGKILL)
        self.server.start()
        self.config = self.server.client("config")
        self.recorder.follow(self.server)

    def client(self, service):
        return self.recorder.watch(self.cloud.client(service))

    def history(self, kind, id):
        try:
            found = self.config.get_resource_config_history(resourceType=kind, resourceId=id, chronologicalOrder="Forward", limit=100)
        except self.config.exceptions.ResourceNotDiscoveredException:
            return []
        return found["configurationItems"]

    def states(self, kind, id):
        return [item["configurationItemStatus"] for item in self.history(kind, id)]

    def current(self, kind, id):
        items = self.history(kind, id)
        return items and json.loads(items[-1]["configuration"])

    def events(self, kind, id):
        """Names of the calls that made each item."""
        names = {event["eventID"]: event["eventName"] for event in self.recorder.sent}
        return [[names[id] for id in item["relatedEvents"]] for item in self.history(kind, id)]


@pytest.fixture
def estate(tmp_path, cloud, bucket):
    server = Stellwerk(tmp_path, cloud, data_dir=tmp_path / "data", settings=SETTINGS)
    yield Estate(server, cloud, bucket)
    if server.process.poll() is None:
        assert server.stop() == 0


def test_a_sweep_finds_what_is_there(estate, bucket):
    vpc = estate.cloud.client("ec2").create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    estate.start()
    (item,) = eventually(lambda: estate.history("AWS::EC2::VPC", vpc), seconds=60)
    assert item["configurationItemStatus"] == "ResourceDiscovered"
    assert json.loads(item["configuration"])["cidrBlock"] == "10.9.0.0/16"
    assert item["arn"] == f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc/{vpc}"
    eventually(lambda: estate.history("AWS::S3::Bucket", bucket), seconds=60)
    status = lambda: estate.config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"][0]
    assert status()["recording"] and status()["lastStatus"] in ("Success", "Failure")


def test_a_change_becomes_an_item_with_its_cause(estate):
    estate.start()
    ec2 = estate.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="g", Description="d", VpcId=vpc)["GroupId"]
    kind = "AWS::EC2::SecurityGroup"
    began = time.monotonic()
    eventually(lambda: estate.states(kind, group) == ["ResourceDiscovered"])
    assert time.monotonic() - began < 5
    ec2.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "192.0.2.0/24"}]}]
    )
    eventually(lambda: estate.states(kind, group) == ["ResourceDiscovered", "OK"])
    ec2.create_tags(Resources=[group], Tags=[{"Key": "team", "Value": "blue"}])
    eventually(lambda: len(estate.states(kind, group)) == 3)
    ec2.delete_security_group(GroupId=group)
    eventually(lambda: estate.states(kind, group) == ["ResourceDiscovered", "OK", "OK", "ResourceDeleted"])
    assert estate.events(kind, group) == [
        ["CreateSecurityGroup"], ["AuthorizeSecurityGroupIngress"], ["CreateTags"], ["DeleteSecurityGroup"],
    ]
    created, opened, tagged, deleted = estate.history(kind, group)
    assert tagged["tags"] == {"team": "blue"}
    assert "192.0.2.0/24" in opened["configuration"] and deleted["configuration"] == "null"
    assert {"resourceType": "AWS::EC2::VPC", "resourceId": vpc, "relationshipName": "Is contained in Vpc"} in created["relationships"]


def test_named_resources(estate):
    estate.start()
    iam, sqs, s3 = (estate.client(service) for service in ("iam", "sqs", "s3"))
    statement = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
    policy, trust = (json.dumps({"Version": "2012-10-17", "Statement": [part]}) for part in (statement, trust))
    own = iam.create_policy(PolicyName="read", PolicyDocument=policy)["Policy"]["Arn"]
    role = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust)["Role"]["RoleId"]
    eventually(lambda: estate.states("AWS::IAM::Role", role) == ["ResourceDiscovered"])
    iam.attach_role_policy(RoleName="reader", PolicyArn=own)
    eventually(lambda: len(estate.states("AWS::IAM::Role", role)) == 2)
    iam.detach_role_policy(RoleName="reader", PolicyArn=own)
    eventually(lambda: len(estate.states("AWS::IAM::Role", role)) == 3)
    iam.delete_role(RoleName="reader")
    eventually(lambda: estate.states("AWS::IAM::Role", role)[-1] == "ResourceDeleted")
    assert estate.events("AWS::IAM::Role", role) == [["CreateRole"], ["AttachRolePolicy"], ["DetachRolePolicy"], ["DeleteRole"]]

    queue = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    eventually(lambda: estate.history("AWS::SQS::Queue", queue))
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "99"})
    eventually(lambda: estate.current("AWS::SQS::Queue", queue)["VisibilityTimeout"] == 99)
    assert estate.events("AWS::SQS::Queue", queue)[-1] == ["SetQueueAttributes"]

    s3.create_bucket(Bucket="payroll")
    eventually(lambda: estate.history("AWS::S3::Bucket", "payroll"))
    s3.put_bucket_versioning(Bucket="payroll", VersioningConfiguration={"Status": "Enabled"})
    eventually(lambda: len(estate.history("AWS::S3::Bucket", "payroll")) == 2)
    assert estate.events("AWS::S3::Bucket", "payroll") == [["CreateBucket"], ["PutBucketVersioning"]]
    versioning = estate.history("AWS::S3::Bucket", "payroll")[-1]["supplementaryConfiguration"]["BucketVersioningConfiguration"]
    assert json.loads(versioning)["status"] == "Enabled"


def test_what_vanished_unheard_is_found_by_a_sweep(estate):
    ec2 = estate.cloud.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]
    estate.start()
    eventually(lambda: estate.states("AWS::EC2::VPC", vpc) == ["ResourceDiscovered"], seconds=60)
    ec2.delete_vpc(VpcId=vpc)
    # Whoever starts again sweeps.
    estate.config.stop_configuration_recorder(ConfigurationRecorderName="default")
    estate.config.start_configuration_recorder(ConfigurationRecorderName="default")
    eventually(lambda: estate.states("AWS::EC2::VPC", vpc) == ["ResourceDiscovered", "ResourceDeleted"], seconds=60)
    assert estate.events("AWS::EC2::VPC", vpc) == [[], []]


def test_what_was_done_while_nobody_recorded_has_its_cause(estate):
    estate.start()
    ec2 = estate.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.3.0.0/16")["Vpc"]["VpcId"]
    eventually(lambda: estate.states("AWS::EC2::VPC", vpc) == ["ResourceDiscovered"])
    estate.config.stop_configuration_recorder(ConfigurationRecorderName="default")
    time.sleep(1)
    ec2.create_tags(Resources=[vpc], Tags=[{"Key": "team", "Value": "green"}])
    later = ec2.create_vpc(CidrBlock="10.4.0.0/16")["Vpc"]["VpcId"]
    time.sleep(1)
    estate.config.start_configuration_recorder(ConfigurationRecorderName="default")
    eventually(lambda: estate.states("AWS::EC2::VPC", vpc) == ["ResourceDiscovered", "OK"], seconds=60)
    assert estate.events("AWS::EC2::VPC", vpc) == [["CreateVpc"], ["CreateTags"]]
    eventually(lambda: estate.history("AWS::EC2::VPC", later), seconds=60)
    assert estate.events("AWS::EC2::VPC", later) == [["CreateVpc"]]
    assert estate.server.stop() == 0
    code, text = estate.server.run("history", "--data-dir", str(estate.server.data_dir), "AWS::EC2::VPC", vpc, "--format", "json")
    assert code == 0 and [entry["Certainty"] for entry in json.loads(text)["Entries"]] == ["exact", "exact"]


def test_kill_at_any_time_records_each_change_once(estate):
    """A real kill -9, again and again: what was acknowledged becomes an item, and none twice."""
    estate.start()
    ec2 = estate.client("ec2")
    kind, groups = "AWS::EC2::SecurityGroup", []
    for round in range(5):
        for n in range(4):
            groups.append(ec2.create_security_group(GroupName=f"g-{round}-{n}", Description="d")["GroupId"])
        # Before, amid and after the events are followed.
        time.sleep(round * 0.2)
        estate.restart()
        ec2.create_tags(Resources=groups[-2:], Tags=[{"Key": "round", "Value": f"r-{round}"}])
    for group in groups:
        eventually(lambda: estate.history(kind, group), seconds=30)
    tagged = [group for at in range(2, len(groups), 4) for group in groups[at : at + 2]]
    for group in tagged:
        eventually(lambda: estate.history(kind, group)[-1]["tags"], seconds=30)
    for group in groups:
        items = estate.history(kind, group)
        # A group that was described only after it was tagged has one item, with both calls.
        assert len(items) == 1 or (group in tagged and len(items) == 2), items
        causes = [call for calls in estate.events(kind, group) for call in calls]
        assert causes == ["CreateSecurityGroup", "CreateTags"] if group in tagged else causes == ["CreateSecurityGroup"], causes


ERROR = b"<Response><Errors><Error><Code>%s</Code><Message>m</Message></Error></Errors><RequestID>r</RequestID></Response>"
FAULTS = {
    "an error of the service": (lambda *_: (500, ERROR % b"InternalError"), None),
    "throttling": (lambda *_: (503, ERROR % b"RequestLimitExceeded"), None),
    "credentials that are refused": (lambda *_: (403, ERROR % b"UnauthorizedOperation"), None),
    "somebody else's page": (lambda *_: (200, b"<html><body>Welcome</body></html>"), None),
    "nothing": (lambda *_: (200, b""), None),
    "half a page": (None, lambda answer: answer[: len(answer) // 2]),
    "another answer": (None, lambda answer: answer.replace(b"DescribeVpcs", b"DescribeHosts")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_target_that_fails_deletes_nothing(tmp_path, cloud, bucket, fault):
    """A failed list is not an empty list: the recorder says so, keeps what it had, and recovers."""
    gate = Gate(cloud)
    server = Stellwerk(tmp_path, gate, settings=SETTINGS)
    only = {"allSupported": False, "resourceTypes": ["AWS::EC2::VPC"]}
    estate = Estate(server, cloud, bucket, recordingGroup=only)
    ec2 = cloud.client("ec2")
    vpc, other = (ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"] for n in (5, 6))
    estate.start()
    eventually(lambda: estate.history("AWS::EC2::VPC", vpc) and estate.history("AWS::EC2::VPC", other))
    status = lambda: estate.config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"][0]
    eventually(lambda: status()["lastStatus"] == "Success")
    refuse, spoil = FAULTS[fault]
    is_meant = lambda body: b"DescribeVpcs" in body
    gate.refuse = refuse and (lambda command, path, body: refuse() if is_meant(body) else None)
    gate.spoil = spoil and (lambda command, path, body, answer: spoil(answer) if is_meant(body) else answer)
    # One goes while nobody can look; the next sweep fails.
    ec2.delete_vpc(VpcId=other)
    estate.config.stop_configuration_recorder(ConfigurationRecorderName="default")
    estate.config.start_configuration_recorder(ConfigurationRecorderName="default")
    eventually(lambda: status()["lastStatus"] == "Failure", seconds=30)
    assert status()["lastErrorCode"] and "DescribeVpcs" in status()["lastErrorMessage"]
    assert estate.states("AWS::EC2::VPC", vpc) == estate.states("AWS::EC2::VPC", other) == ["ResourceDiscovered"]
    gate.refuse = gate.spoil = None
    # It is tried again after a minute.
    server.advance(61)
    eventually(lambda: estate.states("AWS::EC2::VPC", other) == ["ResourceDiscovered", "ResourceDeleted"])
    eventually(lambda: status()["lastStatus"] == "Success")
    assert estate.states("AWS::EC2::VPC", vpc) == ["ResourceDiscovered"]
    assert server.stop() == 0


def test_an_estate_is_recorded_with_its_causes(estate):
    """Each change has one item, the inventory is what describe says, and nine of ten causes are exact; none is another call's."""
    estate.start()
    made = []  # type, id, call, in order

    def done(kind, id, call):
        """That the call has become an item of the resource, and only one."""
        made.append((kind, id, call))
        expected = [c for k, i, c in made if (k, i) == (kind, id)]
        eventually(lambda: len(estate.history(kind, id)) >= len(expected), seconds=15)

    ec2, s3, iam, sqs, sns, dynamodb, kms, logs, ssm, kinesis, rds, ecr, events = (
        estate.client(name)
        for name in ("ec2", "s3", "iam", "sqs", "sns", "dynamodb", "kms", "logs", "ssm", "kinesis", "rds", "ecr", "events")
    )
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    done("AWS::EC2::VPC", vpc, "CreateVpc")
    ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": "core"}])
    done("AWS::EC2::VPC", vpc, "CreateTags")
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.20.1.0/24")["Subnet"]["SubnetId"]
    done("AWS::EC2::Subnet", subnet, "CreateSubnet")
    ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    done("AWS::EC2::Subnet", subnet, "ModifySubnetAttribute")
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    done("AWS::EC2::InternetGateway", gateway, "CreateInternetGateway")
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    done("AWS::EC2::InternetGateway", gateway, "AttachInternetGateway")
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    done("AWS::EC2::RouteTable", table, "CreateRouteTable")
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    done("AWS::EC2::RouteTable", table, "CreateRoute")
    ec2.delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
    done("AWS::EC2::RouteTable", table, "DeleteRoute")
    volume = ec2.create_volume(Size=8, AvailabilityZone="us-east-1a")["VolumeId"]
    done("AWS::EC2::Volume", volume, "CreateVolume")
    ec2.delete_volume(VolumeId=volume)
    done("AWS::EC2::Volume", volume, "DeleteVolume")

    s3.create_bucket(Bucket="ledger")
    done("AWS::S3::Bucket", "ledger", "CreateBucket")
    s3.put_bucket_tagging(Bucket="ledger", Tagging={"TagSet": [{"Key": "owner", "Value": "finance"}]})
    done("AWS::S3::Bucket", "ledger", "PutBucketTagging")
    block = {name: True for name in ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")}
    s3.put_public_access_block(Bucket="ledger", PublicAccessBlockConfiguration=block)
    done("AWS::S3::Bucket", "ledger", "PutPublicAccessBlock")
    s3.delete_public_access_block(Bucket="ledger")
    done("AWS::S3::Bucket", "ledger", "DeletePublicAccessBlock")
    s3.delete_bucket(Bucket="ledger")
    done("AWS::S3::Bucket", "ledger", "DeleteBucket")

    user = iam.create_user(UserName="erin")["User"]["UserId"]
    done("AWS::IAM::User", user, "CreateUser")
    group = iam.create_group(GroupName="staff")["Group"]["GroupId"]
    done("AWS::IAM::Group", group, "CreateGroup")
    iam.add_user_to_group(UserName="erin", GroupName="staff")
    done("AWS::IAM::User", user, "AddUserToGroup")
    done("AWS::IAM::Group", group, "AddUserToGroup")
    iam.tag_user(UserName="erin", Tags=[{"Key": "cost", "Value": "1234"}])
    done("AWS::IAM::User", user, "TagUser")
    iam.remove_user_from_group(UserName="erin", GroupName="staff")
    done("AWS::IAM::User", user, "RemoveUserFromGroup")
    done("AWS::IAM::Group", group, "RemoveUserFromGroup")
    iam.delete_user(UserName="erin")
    done("AWS::IAM::User", user, "DeleteUser")

    queue = sqs.create_queue(QueueName="orders")["QueueUrl"]
    done("AWS::SQS::Queue", queue, "CreateQueue")
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"DelaySeconds": "17"})
    done("AWS::SQS::Queue", queue, "SetQueueAttributes")
    sqs.delete_queue(QueueUrl=queue)
    done("AWS::SQS::Queue", queue, "DeleteQueue")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    done("AWS::SNS::Topic", topic, "CreateTopic")
    sns.set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="Pager")
    done("AWS::SNS::Topic", topic, "SetTopicAttributes")
    dynamodb.create_table(
        TableName="carts",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    done("AWS::DynamoDB::Table", "carts", "CreateTable")
    dynamodb.delete_table(TableName="carts")
    done("AWS::DynamoDB::Table", "carts", "DeleteTable")
    key = kms.create_key(Description="for ledgers")["KeyMetadata"]["KeyId"]
    done("AWS::KMS::Key", key, "CreateKey")
    kms.update_key_description(KeyId=key, Description="for the ledgers")
    done("AWS::KMS::Key", key, "UpdateKeyDescription")
    stream = "clicks"
    kinesis.create_stream(StreamName=stream, ShardCount=1)
    done("AWS::Kinesis::Stream", stream, "CreateStream")
    repository = ecr.create_repository(repositoryName="app")["repository"]["repositoryName"]
    done("AWS::ECR::Repository", repository, "CreateRepository")
    ecr.put_image_tag_mutability(repositoryName="app", imageTagMutability="IMMUTABLE")
    done("AWS::ECR::Repository", repository, "PutImageTagMutability")
    events.put_rule(Name="nightly", ScheduleExpression="rate(1 day)")
    done("AWS::Events::Rule", "nightly", "PutRule")
    database = rds.create_db_instance(DBInstanceIdentifier="books", Engine="mysql", DBInstanceClass="db.t3.micro")
    database = database["DBInstance"]["DbiResourceId"]
    done("AWS::RDS::DBInstance", database, "CreateDBInstance")
    rds.modify_db_instance(DBInstanceIdentifier="books", BackupRetentionPeriod=14, ApplyImmediately=True)
    done("AWS::RDS::DBInstance", database, "ModifyDBInstance")

    # What may still be looked at a second time.
    time.sleep(3)
    wrong, certain = [], 0
    for kind, id in dict.fromkeys((kind, id) for kind, id, _ in made):
        expected = [[call] for k, i, call in made if (k, i) == (kind, id)]
        if estate.events(kind, id) != expected:
            wrong.append((kind, id, estate.events(kind, id), expected))
    assert not wrong, wrong
    assert estate.server.stop() == 0
    for kind, id in dict.fromkeys((kind, id) for kind, id, _ in made):
        code, text = estate.server.run("history", "--data-dir", str(estate.server.data_dir), kind, id, "--format", "json")
        entries = json.loads(text)["Entries"]
        certain += sum(entry["Certainty"] == "exact" for entry in entries)
    print(f"{len(made)} changes, {certain} with an exact cause")
    assert certain >= 0.9 * len(made), (certain, len(made))
