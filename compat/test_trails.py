"""Trails: every operation, and every error of theirs that can be provoked."""

import pytest
from botocore.exceptions import ClientError

from conftest import ACCOUNT


@pytest.fixture
def trail(cloudtrail, bucket):
    return cloudtrail.create_trail(Name="trail", S3BucketName=bucket)


def refused(code, call, http_status=400, **parameters):
    with pytest.raises(ClientError) as error:
        call(**parameters)
    assert error.value.response["Error"]["Code"] == code, error.value
    assert error.value.response["Error"]["Message"]
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == http_status


def test_create_and_get(cloudtrail, trail, bucket):
    assert trail["TrailARN"] == f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/trail"
    for name in ("trail", trail["TrailARN"]):
        found = cloudtrail.get_trail(Name=name)["Trail"]
        assert found == {
            "Name": "trail",
            "S3BucketName": bucket,
            "IncludeGlobalServiceEvents": True,
            "IsMultiRegionTrail": False,
            "HomeRegion": "us-east-1",
            "TrailARN": trail["TrailARN"],
            "LogFileValidationEnabled": False,
            "HasCustomEventSelectors": False,
            "HasInsightSelectors": False,
            "IsOrganizationTrail": False,
        } | ({"RecursiveLogging": True} if "RecursiveLogging" in found else {})
    listed = cloudtrail.list_trails()["Trails"]
    assert listed == [{"TrailARN": trail["TrailARN"], "Name": "trail", "HomeRegion": "us-east-1"}]


ROLE = f"arn:aws:iam::{ACCOUNT}:role/role"


def log_group(cloud, name="group"):
    """The ARN of a new log group."""
    cloud.client("logs").create_log_group(logGroupName=name)
    return f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{name}:*"


def kms_key(cloud, alias="alias/logs", **more):
    """The ARN of a new key."""
    kms = cloud.client("kms")
    key = kms.create_key(**more)["KeyMetadata"]
    kms.create_alias(AliasName=alias, TargetKeyId=key["KeyId"])
    return key["Arn"]


def test_create_with_everything(cloudtrail, cloud, bucket):
    topic = cloud.client("sns").create_topic(Name="topic")["TopicArn"]
    group = log_group(cloud)
    key = kms_key(cloud)
    created = cloudtrail.create_trail(
        Name="full.trail_1-x",
        S3BucketName=bucket,
        S3KeyPrefix="a/b",
        SnsTopicName="topic",
        IsMultiRegionTrail=True,
        EnableLogFileValidation=True,
        CloudWatchLogsLogGroupArn=group,
        CloudWatchLogsRoleArn=ROLE,
        KmsKeyId="alias/logs",
        TagsList=[{"Key": "k", "Value": "v"}],
    )
    assert (created["CloudWatchLogsLogGroupArn"], created["KmsKeyId"]) == (group, key)
    assert (created["SnsTopicName"], created["SnsTopicARN"]) == ("topic", topic)
    assert created["LogFileValidationEnabled"] and created["IsMultiRegionTrail"]
    tags = cloudtrail.list_tags(ResourceIdList=[created["TrailARN"]])["ResourceTagList"]
    assert tags == [{"ResourceId": created["TrailARN"], "TagsList": [{"Key": "k", "Value": "v"}]}]


@pytest.mark.parametrize("parameters, code", [
    (dict(Name="ab"), "InvalidTrailNameException"),
    (dict(Name="a..b"), "InvalidTrailNameException"),
    (dict(Name="192.168.0.1"), "InvalidTrailNameException"),
    (dict(S3BucketName="No_Bucket"), "InvalidS3BucketNameException"),
    (dict(S3BucketName="nobody-has-it"), "S3BucketDoesNotExistException"),
    (dict(S3KeyPrefix="p" * 201), "InvalidS3PrefixException"),
    (dict(SnsTopicName="no topic"), "InvalidSnsTopicNameException"),
    (dict(SnsTopicName="missing"), "InsufficientSnsTopicPolicyException"),
    (dict(CloudWatchLogsLogGroupArn="arn:aws:logs:us-east-1:1:log-group:g:*"), "InvalidCloudWatchLogsRoleArnException"),
    (dict(CloudWatchLogsRoleArn="arn:aws:iam::1:role/r"), "InvalidCloudWatchLogsLogGroupArnException"),
    (dict(IsMultiRegionTrail=True, IncludeGlobalServiceEvents=False), "InvalidParameterCombinationException"),
    (dict(TagsList=[{"Key": "aws:x", "Value": "v"}]), "InvalidTagParameterException"),
    (dict(TagsList=[{"Key": "k", "Value": "v"}] * 2), "InvalidTagParameterException"),
    (dict(TagsList=[{"Key": f"k{n}", "Value": "v"} for n in range(51)]), "TagsLimitExceededException"),
    (dict(Name="trail"), "TrailAlreadyExistsException"),
])
def test_create_is_refused(cloudtrail, trail, bucket, parameters, code):
    refused(code, cloudtrail.create_trail, **{"Name": "another", "S3BucketName": bucket, **parameters})
    assert len(cloudtrail.list_trails()["Trails"]) == 1


def test_log_groups_and_keys_must_be_there(cloudtrail, cloud, bucket):
    create = dict(Name="another", S3BucketName=bucket)
    group = log_group(cloud)
    for wrong in (group.replace("group:*", "nobody:*"), group.replace(ACCOUNT, "444455556666"), group.replace("us-east-1", "eu-west-1"), "arn:aws:s3:::x"):
        logs = dict(CloudWatchLogsLogGroupArn=wrong, CloudWatchLogsRoleArn=ROLE)
        refused("InvalidCloudWatchLogsLogGroupArnException", cloudtrail.create_trail, **create, **logs)
    key = kms_key(cloud)
    for wrong, code in [
        ("not a key", "InvalidKmsKeyIdException"),
        ("alias/nobody", "KmsKeyNotFoundException"),
        (key[:-4] + "0000", "KmsKeyNotFoundException"),
        (kms_key(cloud, "alias/signs", KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY"), "InvalidKmsKeyIdException"),
    ]:
        refused(code, cloudtrail.create_trail, **create, KmsKeyId=wrong)
    cloud.client("kms").disable_key(KeyId=key.split("/")[-1])
    refused("KmsKeyDisabledException", cloudtrail.create_trail, **create, KmsKeyId=key)
    cloudtrail.create_trail(**create)
    refused("KmsKeyDisabledException", cloudtrail.update_trail, Name="another", KmsKeyId=key)
    cloud.client("kms").enable_key(KeyId=key.split("/")[-1])
    assert cloudtrail.update_trail(Name="another", KmsKeyId=key.split("/")[-1])["KmsKeyId"] == key
    assert "KmsKeyId" not in cloudtrail.update_trail(Name="another", KmsKeyId="")


def test_five_trails_in_a_region(cloudtrail, bucket):
    for n in range(5):
        cloudtrail.create_trail(Name=f"trail{n}", S3BucketName=bucket)
    refused("MaximumNumberOfTrailsExceededException", cloudtrail.create_trail, Name="one-more", S3BucketName=bucket)


def test_a_trail_of_many_regions_is_in_all_of_them(server, cloudtrail, bucket):
    west = server.client(region="eu-west-1")
    cloudtrail.create_trail(Name="trail", S3BucketName=bucket)
    refused("TrailAlreadyExistsException", west.create_trail, Name="trail", S3BucketName=bucket, IsMultiRegionTrail=True)
    west.create_trail(Name="trail", S3BucketName=bucket)
    refused("TrailAlreadyExistsException", west.update_trail, Name="trail", IsMultiRegionTrail=True)
    for n in range(4):
        cloudtrail.create_trail(Name=f"trail{n}", S3BucketName=bucket)
    refused("MaximumNumberOfTrailsExceededException", west.create_trail, Name="one-more", S3BucketName=bucket, IsMultiRegionTrail=True)
    west.create_trail(Name="one-more", S3BucketName=bucket)


def test_update(cloudtrail, cloud, trail):
    cloud.client("s3").create_bucket(Bucket="other-logs")
    updated = cloudtrail.update_trail(Name=trail["TrailARN"], S3BucketName="other-logs", S3KeyPrefix="p", IsMultiRegionTrail=True)
    assert (updated["S3BucketName"], updated["S3KeyPrefix"]) == ("other-logs", "p")
    assert cloudtrail.get_trail(Name="trail")["Trail"]["IsMultiRegionTrail"]
    assert "S3KeyPrefix" not in cloudtrail.update_trail(Name="trail", S3KeyPrefix="")
    single = cloudtrail.update_trail(Name="trail", IsMultiRegionTrail=False)
    assert not single["IncludeGlobalServiceEvents"]
    refused("S3BucketDoesNotExistException", cloudtrail.update_trail, Name="trail", S3BucketName="nobody-has-it")


def test_what_is_not_there(cloudtrail):
    arn = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/nothing"
    for call, member in [
        (cloudtrail.get_trail, "Name"),
        (cloudtrail.get_trail_status, "Name"),
        (cloudtrail.update_trail, "Name"),
        (cloudtrail.delete_trail, "Name"),
        (cloudtrail.start_logging, "Name"),
        (cloudtrail.stop_logging, "Name"),
        (cloudtrail.get_event_selectors, "TrailName"),
        (cloudtrail.get_insight_selectors, "TrailName"),
    ]:
        refused("TrailNotFoundException", call, **{member: "nothing"})
        refused("TrailNotFoundException", call, **{member: arn})
        refused("InvalidTrailNameException", call, **{member: "?"})
        refused("CloudTrailARNInvalidException", call, **{member: "arn:aws:s3:::bucket"})
    assert cloudtrail.describe_trails(trailNameList=["nothing"])["trailList"] == []


def test_shadow_trails(server, cloudtrail, trail):
    elsewhere = server.client(region="eu-west-1")
    assert elsewhere.describe_trails()["trailList"] == []
    cloudtrail.update_trail(Name="trail", IsMultiRegionTrail=True)
    shadow = elsewhere.describe_trails()["trailList"]
    assert [(t["Name"], t["HomeRegion"]) for t in shadow] == [("trail", "us-east-1")]
    assert elsewhere.describe_trails(includeShadowTrails=False)["trailList"] == []
    assert elsewhere.get_trail(Name="trail")["Trail"]["HomeRegion"] == "us-east-1"
    for call in (elsewhere.update_trail, elsewhere.delete_trail, elsewhere.start_logging, elsewhere.stop_logging):
        refused("InvalidHomeRegionException", call, Name=trail["TrailARN"])
    refused("InvalidHomeRegionException", elsewhere.put_event_selectors, TrailName="trail", EventSelectors=[{}])


def test_logging_and_status(cloudtrail, trail):
    status = cloudtrail.get_trail_status(Name="trail")
    assert not status["IsLogging"] and status["TimeLoggingStarted"] == ""
    cloudtrail.start_logging(Name=trail["TrailARN"])
    status = cloudtrail.get_trail_status(Name="trail")
    assert status["IsLogging"] and status["StartLoggingTime"] and status["TimeLoggingStarted"]
    cloudtrail.stop_logging(Name="trail")
    status = cloudtrail.get_trail_status(Name=trail["TrailARN"])
    assert not status["IsLogging"] and status["StopLoggingTime"] >= status["StartLoggingTime"]


MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}
DATA = {"Field": "eventCategory", "Equals": ["Data"]}
OBJECTS = {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}


def test_event_selectors(cloudtrail, trail):
    default = cloudtrail.get_event_selectors(TrailName="trail")
    assert default["EventSelectors"] == [
        {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}
    ]
    basic = [{
        "ReadWriteType": "WriteOnly",
        "IncludeManagementEvents": True,
        "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::bucket/"]}],
        "ExcludeManagementEventSources": ["kms.amazonaws.com"],
    }]
    assert cloudtrail.put_event_selectors(TrailName="trail", EventSelectors=basic)["EventSelectors"] == basic
    assert cloudtrail.get_trail(Name="trail")["Trail"]["HasCustomEventSelectors"]
    advanced = [{"Name": "n", "FieldSelectors": [DATA, OBJECTS, {"Field": "eventName", "StartsWith": ["Put"], "NotEquals": ["PutX"]}]}]
    cloudtrail.put_event_selectors(TrailName=trail["TrailARN"], AdvancedEventSelectors=advanced)
    found = cloudtrail.get_event_selectors(TrailName="trail")
    assert found["AdvancedEventSelectors"] == advanced and "EventSelectors" not in found


@pytest.mark.parametrize("selectors", [
    {},
    dict(EventSelectors=[]),
    dict(EventSelectors=[{}] * 6),
    dict(EventSelectors=[{"IncludeManagementEvents": False}]),
    dict(EventSelectors=[{"DataResources": [{"Type": "AWS::SNS::Topic", "Values": ["arn:aws:sns"]}]}]),
    dict(EventSelectors=[{"DataResources": [{"Type": "AWS::S3::Object", "Values": ["bucket"]}]}]),
    dict(EventSelectors=[{"DataResources": [{"Type": "AWS::S3::Object", "Values": [f"arn:aws:s3:::b/{n}" for n in range(251)]}]}]),
    dict(EventSelectors=[{"ExcludeManagementEventSources": ["s3.amazonaws.com"]}]),
    dict(EventSelectors=[{}], AdvancedEventSelectors=[{"FieldSelectors": [MANAGEMENT]}]),
    dict(AdvancedEventSelectors=[{"FieldSelectors": [{"Field": "readOnly", "Equals": ["true"]}]}]),
    dict(AdvancedEventSelectors=[{"FieldSelectors": [MANAGEMENT, {"Field": "eventName", "Equals": ["x"]}]}]),
    dict(AdvancedEventSelectors=[{"FieldSelectors": [MANAGEMENT, {"Field": "nonsense", "Equals": ["x"]}]}]),
    dict(AdvancedEventSelectors=[{"FieldSelectors": [MANAGEMENT, {"Field": "readOnly", "Equals": ["maybe"]}]}]),
    dict(AdvancedEventSelectors=[{"FieldSelectors": [MANAGEMENT, {"Field": "eventSource", "Equals": ["kms.amazonaws.com"]}]}]),
    dict(AdvancedEventSelectors=[{"FieldSelectors": [DATA]}]),
    dict(AdvancedEventSelectors=[{"FieldSelectors": [DATA, OBJECTS, OBJECTS]}]),
    dict(AdvancedEventSelectors=[{"FieldSelectors": [DATA, OBJECTS, {"Field": "resources.ARN", "Equals": ["bucket"]}]}]),
    dict(AdvancedEventSelectors=[{"FieldSelectors": [DATA, OBJECTS, {"Field": "eventName", "Equals": [f"e{n}" for n in range(500)]}]}]),
    dict(AdvancedEventSelectors=[{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["NetworkActivity"]}]}]),
])
def test_event_selectors_are_refused(cloudtrail, trail, selectors):
    refused("InvalidEventSelectorsException", cloudtrail.put_event_selectors, TrailName="trail", **selectors)
    assert not cloudtrail.get_trail(Name="trail")["Trail"]["HasCustomEventSelectors"]


def test_insight_selectors(cloudtrail, trail):
    refused("InsightNotEnabledException", cloudtrail.get_insight_selectors, TrailName="trail")
    chosen = [{"InsightType": "ApiCallRateInsight"}]
    cloudtrail.put_insight_selectors(TrailName="trail", InsightSelectors=chosen)
    assert cloudtrail.get_insight_selectors(TrailName="trail")["InsightSelectors"] == chosen
    assert cloudtrail.get_trail(Name="trail")["Trail"]["HasInsightSelectors"]
    data = [{"InsightType": "ApiErrorRateInsight", "EventCategories": ["Data"]}]
    refused("InvalidParameterException", cloudtrail.put_insight_selectors, TrailName="trail", InsightSelectors=data)
    refused("InvalidInsightSelectorsException", cloudtrail.put_insight_selectors, TrailName="trail", InsightSelectors=chosen * 2)
    refused("InvalidParameterCombinationException", cloudtrail.put_insight_selectors, InsightSelectors=chosen)
    cloudtrail.put_insight_selectors(TrailName="trail", InsightSelectors=[])
    refused("InsightNotEnabledException", cloudtrail.get_insight_selectors, TrailName="trail")


def test_tags(cloudtrail, trail):
    arn = trail["TrailARN"]
    tags = lambda: {t["Key"]: t["Value"] for t in cloudtrail.list_tags(ResourceIdList=[arn])["ResourceTagList"][0]["TagsList"]}
    cloudtrail.add_tags(ResourceId=arn, TagsList=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    cloudtrail.add_tags(ResourceId=arn, TagsList=[{"Key": "a", "Value": "3"}])
    assert tags() == {"a": "3", "b": "2"}
    cloudtrail.remove_tags(ResourceId=arn, TagsList=[{"Key": "a"}, {"Key": "b", "Value": "another"}])
    assert tags() == {"b": "2"}
    refused("CloudTrailARNInvalidException", cloudtrail.add_tags, ResourceId="trail", TagsList=[{"Key": "a"}])
    refused("ResourceNotFoundException", cloudtrail.list_tags, ResourceIdList=[arn + "x"])
    refused("TagsLimitExceededException", cloudtrail.add_tags, ResourceId=arn,
            TagsList=[{"Key": f"k{n}", "Value": "v"} for n in range(50)])


def test_public_keys_are_none_before_the_first_digest(cloudtrail):
    assert cloudtrail.list_public_keys()["PublicKeyList"] == []
    refused("InvalidTimeRangeException", cloudtrail.list_public_keys, StartTime=2, EndTime=1)
    refused("InvalidTokenException", cloudtrail.list_public_keys, NextToken="x")
