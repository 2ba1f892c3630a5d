#!/usr/bin/env python3
"""Writes the examples in this folder: calls as botocore sends them, answers as moto gives them, outputs as botocore reads them.

    moto_server -p 5999 & python3 capture.py http://localhost:5999

Needs moto and boto3; then `models/fetch.py`, which keeps the operations that are called here.
"""

import base64
import datetime
import json
import pathlib
import sys
import urllib.parse

import boto3
import botocore.config
import botocore.exceptions

HERE = pathlib.Path(__file__).parent
# What transport and signing add.
NOT_OURS = ("user-agent", "authorization", "x-amz-date", "amz-sdk", "content-length", "x-amz-content-sha256", "expect",
            "x-amz-checksum", "x-amz-sdk-checksum", "content-md5", "accept-encoding", "x-amz-security-token",
            "x-amz-trailer", "transfer-encoding", "date", "server", "connection", "access-control", "content-encoding")
CONFIG = botocore.config.Config(
    retries={"max_attempts": 0}, s3={"addressing_style": "path"}, request_checksum_calculation="when_required",
    response_checksum_validation="when_required", disable_request_compression=True, inject_host_prefix=False,
)
ROLE = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})


def plain(value):
    """In the form in which outputs are in this project."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items() if key != "ResponseMetadata" and inner is not None}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime.datetime):
        at = value.astimezone(datetime.timezone.utc)
        return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


class Capture:
    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.seen = {}

    def client(self, service):
        client = boto3.client(
            service, endpoint_url=self.endpoint, region_name="us-east-1", aws_access_key_id="a",
            aws_secret_access_key="b", config=CONFIG,
        )
        client.meta.events.register("before-send", self.sent)
        client.meta.events.register("response-received", self.received)
        return client

    def sent(self, request, **_):
        url = urllib.parse.urlsplit(request.url)
        headers = {name.lower(): value.decode() if isinstance(value, bytes) else value
                   for name, value in request.headers.items()}
        body = request.body or b""
        self.seen["request"] = {
            "method": request.method,
            "path": url.path,
            "query": url.query,
            "headers": {n: v for n, v in sorted(headers.items()) if not n.startswith(NOT_OURS)},
            "body": body.decode() if isinstance(body, bytes) else body,
        }

    def received(self, response_dict, parsed_response, **_):
        headers = {name.lower(): value for name, value in response_dict["headers"].items()}
        body = response_dict["body"]
        self.seen["answer"] = {
            "status": response_dict["status_code"],
            "headers": {n: v for n, v in sorted(headers.items()) if n == "content-length" or not n.startswith(NOT_OURS)},
            "body": body.decode() if isinstance(body, bytes) else "",
        }
        self.seen["output"] = plain(parsed_response)

    def case(self, name, service, operation, parameters=None):
        parameters = parameters or {}
        client = self.client(service)
        method = next(m for m, o in client.meta.method_to_api_mapping.items() if o == operation)
        self.seen = {}
        try:
            returned = getattr(client, method)(**parameters)
            if operation == "GetBucketLocation":
                # What its parser does not find, botocore looks for afterwards.
                self.seen["output"] = plain(returned)
        except botocore.exceptions.ClientError:
            error = self.seen.pop("output")["Error"]
            self.seen["refusal"] = {part: error.get(part, "") for part in ("Code", "Message")}
        written = {"call": f"{service}:{operation}", "input": plain(parameters), **self.seen}
        (HERE / f"{service}.{operation}{name}.json").write_text(json.dumps(written, indent=1) + "\n")
        print(service, operation, self.seen["answer"]["status"], len(self.seen["answer"]["body"]))


def main(endpoint):
    capture = Capture(endpoint)
    case = capture.case

    ec2 = capture.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.1.0/24")["Subnet"]["SubnetId"]
    ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": "a <b> & \"c\" ü"}])
    group = ec2.create_security_group(GroupName="web", Description="of <web>", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{
        "IpProtocol": "tcp", "FromPort": 80, "ToPort": 81, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "all"}]}])
    image = ec2.describe_images()["Images"][0]["ImageId"]
    instance = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet, SecurityGroupIds=[group])
    case("", "ec2", "DescribeVpcs", {"Filters": [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "state", "Values": ["available", "pending"]}]})
    case("-none", "ec2", "DescribeVpcs", {"Filters": [{"Name": "vpc-id", "Values": ["vpc-0"]}]})
    case("-absent", "ec2", "DescribeVpcs", {"VpcIds": ["vpc-01234567"]})
    case("", "ec2", "DescribeSubnets", {"SubnetIds": [subnet]})
    case("", "ec2", "DescribeSecurityGroups", {"GroupIds": [group]})
    case("", "ec2", "DescribeInstances", {"InstanceIds": [instance["Instances"][0]["InstanceId"]]})

    iam = capture.client("iam")
    iam.create_user(UserName="ann", Path="/staff/")
    role = iam.create_role(RoleName="runs", AssumeRolePolicyDocument=ROLE)["Role"]["Arn"]
    policy = iam.create_policy(PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}))["Policy"]["Arn"]
    iam.create_user(UserName="bob")
    case("", "iam", "ListUsers", {})
    case("-pages", "iam", "ListUsers", {"MaxItems": 1})
    case("", "iam", "GetPolicyVersion", {"PolicyArn": policy, "VersionId": "v1"})
    case("", "iam", "ListRoleTags", {"RoleName": "runs"})
    case("-absent", "iam", "GetUser", {"UserName": "nobody"})

    s3 = capture.client("s3")
    s3.create_bucket(Bucket="bucket.one")
    s3.create_bucket(Bucket="two", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    rules = {"Rules": [
        {"ID": "old", "Status": "Enabled", "Filter": {"And": {"Prefix": "logs/", "Tags": [{"Key": "a", "Value": "<1>"}]}},
         "Transitions": [{"Days": 30, "StorageClass": "GLACIER"}], "Expiration": {"Days": 365}},
        {"ID": "then", "Status": "Disabled", "Filter": {"Prefix": ""},
         "Expiration": {"Date": datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc)}}]}
    case("", "s3", "PutBucketLifecycleConfiguration", {"Bucket": "two", "LifecycleConfiguration": rules})
    s3.put_bucket_tagging(Bucket="two", Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
    s3.put_object(Bucket="two", Key="a b/ü+", Body=b"text", Metadata={"colour": "blue", "size": "9"})
    case("", "s3", "ListBuckets")
    case("", "s3", "GetBucketVersioning", {"Bucket": "two"})
    case("", "s3", "GetBucketAcl", {"Bucket": "two"})
    case("", "s3", "GetBucketLocation", {"Bucket": "two"})
    case("-one", "s3", "GetBucketLocation", {"Bucket": "bucket.one"})
    case("", "s3", "GetBucketTagging", {"Bucket": "two"})
    case("-none", "s3", "GetBucketTagging", {"Bucket": "bucket.one"})
    case("", "s3", "GetBucketLifecycleConfiguration", {"Bucket": "two"})
    case("", "s3", "HeadObject", {"Bucket": "two", "Key": "a b/ü+"})
    case("-absent", "s3", "HeadObject", {"Bucket": "two", "Key": "nothing"})
    s3.put_bucket_encryption(Bucket="two", ServerSideEncryptionConfiguration={"Rules": [
        {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": True}]})
    case("", "s3", "GetBucketEncryption", {"Bucket": "two"})
    s3.put_bucket_policy(Bucket="two", Policy=ROLE)
    case("", "s3", "GetBucketPolicy", {"Bucket": "two"})

    sqs = capture.client("sqs")
    queue = sqs.create_queue(QueueName="q", tags={"a": "1"})["QueueUrl"]
    case("", "sqs", "ListQueues")
    case("-none", "sqs", "ListQueues", {"QueueNamePrefix": "zzz"})
    case("", "sqs", "GetQueueAttributes", {"QueueUrl": queue, "AttributeNames": ["All"]})
    case("-absent", "sqs", "GetQueueAttributes", {"QueueUrl": queue + "q"})

    sns = capture.client("sns")
    topic = sns.create_topic(Name="t", Tags=[{"Key": "a", "Value": "1"}])["TopicArn"]
    case("", "sns", "ListTopics")
    case("", "sns", "GetTopicAttributes", {"TopicArn": topic})
    case("", "sns", "ListTagsForResource", {"ResourceArn": topic})

    dynamodb = capture.client("dynamodb")
    dynamodb.create_table(TableName="t", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
                          AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}])
    dynamodb.create_table(TableName="u", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
                          AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}])
    case("", "dynamodb", "ListTables", {"Limit": 1})
    case("", "dynamodb", "DescribeTable", {"TableName": "t"})
    case("-absent", "dynamodb", "DescribeTable", {"TableName": "none"})

    functions = capture.client("lambda")
    functions.create_function(FunctionName="f", Runtime="python3.12", Role=role, Handler="a.b", Code={"ZipFile": b"PK"},
                              Environment={"Variables": {"A": "1", "keepCase": "2"}}, Tags={"t": "v"})
    case("", "lambda", "ListFunctions", {"MaxItems": 5})
    case("", "lambda", "GetFunction", {"FunctionName": "arn:aws:lambda:us-east-1:123456789012:function:f"})
    case("-absent", "lambda", "GetFunction", {"FunctionName": "none"})

    rds = capture.client("rds")
    rds.create_db_instance(DBInstanceIdentifier="db", Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20,
                           MasterUsername="u", MasterUserPassword="passpass", Tags=[{"Key": "a", "Value": "1"}])
    case("", "rds", "DescribeDBInstances", {"Filters": [{"Name": "engine", "Values": ["postgres"]}]})
    case("-none", "rds", "DescribeDBClusters")

    case("-none", "elbv2", "DescribeLoadBalancers")
    second = ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.2.0/24", AvailabilityZone="us-east-1b")["Subnet"]["SubnetId"]
    capture.client("elbv2").create_load_balancer(Name="lb", Subnets=[subnet, second], SecurityGroups=[group])
    case("", "elbv2", "DescribeLoadBalancers", {"Names": ["lb"]})

    cloudwatch = capture.client("cloudwatch")
    cloudwatch.put_metric_alarm(AlarmName="a", MetricName="m", Namespace="n", ComparisonOperator="GreaterThanThreshold",
                                EvaluationPeriods=1, Period=60, Threshold=0.5, Statistic="Sum")
    case("", "cloudwatch", "DescribeAlarms")

    autoscaling = capture.client("autoscaling")
    autoscaling.create_launch_configuration(LaunchConfigurationName="l", ImageId=image, InstanceType="t3.micro")
    case("", "autoscaling", "DescribeLaunchConfigurations")

    route53 = capture.client("route53")
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="r")["HostedZone"]["Id"]
    case("", "route53", "ListHostedZones")
    case("", "route53", "GetHostedZone", {"Id": zone})
    case("-pages", "route53", "ListResourceRecordSets", {"HostedZoneId": zone, "MaxItems": "1"})
    case("-absent", "route53", "GetHostedZone", {"Id": "Z0"})

    cloudfront = capture.client("cloudfront")
    case("-none", "cloudfront", "ListDistributions")
    cloudfront.create_distribution(DistributionConfig={
        "CallerReference": "r", "Comment": "c", "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [{"Id": "o", "DomainName": "two.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}]},
        "DefaultCacheBehavior": {"TargetOriginId": "o", "ViewerProtocolPolicy": "allow-all", "MinTTL": 0,
                                 "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}}}})
    case("", "cloudfront", "ListDistributions")

    ecs = capture.client("ecs")
    ecs.create_cluster(clusterName="c", tags=[{"key": "a", "value": "1"}])
    case("", "ecs", "DescribeClusters", {"clusters": ["c", "none"], "include": ["TAGS"]})

    apigateway = capture.client("apigateway")
    api = apigateway.create_rest_api(name="api", tags={"a": "1"})["id"]
    case("", "apigateway", "GetRestApis", {"limit": 10})
    case("", "apigateway", "GetResources", {"restApiId": api, "embed": ["methods"]})
    case("-absent", "apigateway", "GetRestApi", {"restApiId": "none"})

    kms = capture.client("kms")
    key = kms.create_key(Description="k")["KeyMetadata"]["KeyId"]
    case("", "kms", "DescribeKey", {"KeyId": key})
    case("", "kms", "GetPublicKey", {"KeyId": kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec="RSA_2048")["KeyMetadata"]["KeyId"]})
    case("-absent", "kms", "DescribeKey", {"KeyId": "12345678-1234-1234-1234-123456789012"})

    logs = capture.client("logs")
    logs.create_log_group(logGroupName="/g", tags={"a": "1"})
    case("", "logs", "DescribeLogGroups", {"logGroupNamePrefix": "/g", "limit": 1})

    efs = capture.client("efs")
    efs.create_file_system(CreationToken="t", Encrypted=True, Tags=[{"Key": "a", "Value": "1"}])
    case("", "efs", "DescribeFileSystems")

    states = capture.client("stepfunctions")
    states.create_state_machine(name="m", definition="{}", roleArn=role)
    case("", "stepfunctions", "ListStateMachines")

    case("", "events", "ListRules")
    case("", "ssm", "GetParametersByPath", {"Path": "/aws/service/global-infrastructure/regions/us-east-1", "MaxResults": 1})


main(sys.argv[1])
