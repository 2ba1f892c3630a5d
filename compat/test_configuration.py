"""Event configuration, Insights, tags of everything, and the organization."""

import pytest

from conftest import ACCOUNT, Stellwerk, eventually
from test_lake import MISSING, new_store, refused, selector

DAY = 24 * 3600
MEMBER, OTHER = "444455556666", "777788889999"


@pytest.fixture
def store(cloudtrail):
    return new_store(cloudtrail)


@pytest.fixture
def trail(cloudtrail, bucket):
    return cloudtrail.create_trail(Name="trail", S3BucketName=bucket)["TrailARN"]


def test_event_configuration_of_event_data_stores(cloudtrail, store):
    get, put = cloudtrail.get_event_configuration, cloudtrail.put_event_configuration
    found = get(EventDataStore=store)
    assert (found["EventDataStoreArn"], found["MaxEventSize"], found["ContextKeySelectors"]) == (store, "Standard", [])
    keys = [{"Type": "RequestContext", "Equals": ["aws:ViaAWSService"]}, {"Type": "TagContext", "Equals": ["team"]}]
    refused("InvalidParameterCombinationException", put, EventDataStore=store, ContextKeySelectors=keys)
    put(EventDataStore=store, MaxEventSize="Large", ContextKeySelectors=keys)
    found = get(EventDataStore=store)
    assert (found["MaxEventSize"], found["ContextKeySelectors"]) == ("Large", keys)
    put(EventDataStore=store, ContextKeySelectors=[])
    assert get(EventDataStore=store)["ContextKeySelectors"] == []
    refused("InvalidParameterException", put, EventDataStore=store, MaxEventSize="Large", ContextKeySelectors=[keys[0], keys[0]])
    refused("EventDataStoreNotFoundException", get, EventDataStore=MISSING)
    refused("InvalidParameterCombinationException", get)
    refused("InvalidParameterCombinationException", put, EventDataStore=store, TrailName="trail")
    audit = new_store(cloudtrail, "audit", AdvancedEventSelectors=selector("ActivityAuditLog"))
    refused("InvalidEventDataStoreCategoryException", put, EventDataStore=audit, MaxEventSize="Large")
    cloudtrail.delete_event_data_store(EventDataStore=audit)
    refused("InvalidEventDataStoreStatusException", put, EventDataStore=audit, MaxEventSize="Large")


def test_event_configuration_of_trails(cloudtrail, trail):
    get, put = cloudtrail.get_event_configuration, cloudtrail.put_event_configuration
    assert get(TrailName="trail")["AggregationConfigurations"] == []
    wanted = [{"Templates": ["API_ACTIVITY", "USER_ACTIONS"], "EventCategory": "Data"}]
    assert put(TrailName="trail", AggregationConfigurations=wanted)["TrailARN"] == trail
    assert get(TrailName=trail)["AggregationConfigurations"] == wanted
    refused("InvalidParameterException", put, TrailName="trail")
    refused("InvalidParameterCombinationException", put, TrailName="trail", MaxEventSize="Large")
    refused("TrailNotFoundException", get, TrailName="missing")


def test_insight_selectors_of_event_data_stores(cloudtrail, store):
    put, get = cloudtrail.put_insight_selectors, cloudtrail.get_insight_selectors
    refused("InsightNotEnabledException", get, EventDataStore=store)
    to = new_store(cloudtrail, "insights", AdvancedEventSelectors=selector("Insight"))
    wanted = [{"InsightType": "ApiCallRateInsight"}, {"InsightType": "ApiErrorRateInsight"}]
    made = put(EventDataStore=store, InsightsDestination=to, InsightSelectors=wanted)
    assert (made["EventDataStoreArn"], made["InsightsDestination"]) == (store, to)
    found = get(EventDataStore=store)
    assert (found["InsightsDestination"], found["InsightSelectors"]) == (to, wanted)
    refused("InvalidInsightSelectorsException", put, EventDataStore=store, InsightsDestination=store, InsightSelectors=wanted)
    refused("InvalidInsightSelectorsException", put, EventDataStore=store, InsightsDestination=to, InsightSelectors=[wanted[0]] * 2)
    refused("InvalidParameterCombinationException", put, EventDataStore=store, InsightSelectors=wanted)
    put(EventDataStore=store, InsightsDestination=to, InsightSelectors=[])
    refused("InsightNotEnabledException", get, EventDataStore=store)


def test_insights_data(cloudtrail, trail):
    assert cloudtrail.list_insights_data(InsightSource=trail, DataType="InsightsEvents")["Events"] == []
    by = dict(DataType="InsightsEvents", Dimensions={"EventName": "PutObject"})
    assert cloudtrail.list_insights_data(InsightSource=trail, **by)["Events"] == []
    refused("InvalidParameterException", cloudtrail.list_insights_data, InsightSource=trail + "-2", DataType="InsightsEvents")
    refused("InvalidParameterException", cloudtrail.list_insights_data, InsightSource="trail", DataType="InsightsEvents")


def test_insights_metrics(server, cloudtrail):
    for _ in range(3):
        refused("TrailNotFoundException", cloudtrail.start_logging, Name="missing")
    of = dict(EventSource="cloudtrail.amazonaws.com", EventName="StartLogging")
    metrics = cloudtrail.list_insights_metric_data
    server.advance(120)
    found = eventually(lambda: (m := metrics(InsightType="ApiCallRateInsight", Period=60, **of))["Values"] and m)
    assert sum(found["Values"]) == 3 and len(found["Timestamps"]) == len(found["Values"])
    assert (found["EventSource"], found["EventName"]) == (of["EventSource"], of["EventName"])
    errors = dict(InsightType="ApiErrorRateInsight", ErrorCode="TrailNotFoundException", **of)
    assert sum(metrics(Period=300, **errors)["Values"]) == 3
    assert metrics(**errors | {"ErrorCode": "AccessDenied"})["Values"] == []
    filled = metrics(InsightType="ApiCallRateInsight", Period=3600, DataType="FillWithZeros", **of)
    assert len(filled["Values"]) >= 90 * 24 and sum(filled["Values"]) == 3
    page = metrics(InsightType="ApiCallRateInsight", Period=3600, DataType="FillWithZeros", MaxResults=100, **of)
    assert page["Values"] == filled["Values"][:100]
    rest = metrics(InsightType="ApiCallRateInsight", Period=3600, DataType="FillWithZeros", NextToken=page["NextToken"], **of)
    assert page["Timestamps"] + rest["Timestamps"] == filled["Timestamps"]
    refused("InvalidParameterException", metrics, InsightType="ApiErrorRateInsight", **of)
    refused("InvalidParameterException", metrics, InsightType="ApiCallRateInsight", Period=61, **of)


def test_tags_of_everything(cloudtrail, store, trail):
    audit = new_store(cloudtrail, "audit", AdvancedEventSelectors=selector("ActivityAuditLog"))
    to = [{"Type": "EVENT_DATA_STORE", "Location": audit}]
    channel = cloudtrail.create_channel(Name="channel", Source="Custom", Destinations=to)["ChannelArn"]
    dashboard = cloudtrail.create_dashboard(Name="dashboard")["DashboardArn"]
    for arn in (store, trail, channel, dashboard):
        cloudtrail.add_tags(ResourceId=arn, TagsList=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
        cloudtrail.remove_tags(ResourceId=arn, TagsList=[{"Key": "a"}, {"Key": "b", "Value": "other"}])
        listed = cloudtrail.list_tags(ResourceIdList=[arn])["ResourceTagList"]
        assert listed == [{"ResourceId": arn, "TagsList": [{"Key": "b", "Value": "2"}]}]
    refused("EventDataStoreNotFoundException", cloudtrail.list_tags, ResourceIdList=[store[:-36] + MISSING])
    refused("ResourceNotFoundException", cloudtrail.list_tags, ResourceIdList=[channel[:-36] + MISSING])
    refused("ResourceNotFoundException", cloudtrail.list_tags, ResourceIdList=[dashboard + "-2"])
    cloudtrail.delete_event_data_store(EventDataStore=store)
    refused("InactiveEventDataStoreException", cloudtrail.add_tags, ResourceId=store, TagsList=[{"Key": "a", "Value": "1"}])


def test_no_organization(cloudtrail):
    refused("OrganizationsNotInUseException", cloudtrail.register_organization_delegated_admin, MemberAccountId=MEMBER)
    refused("OrganizationsNotInUseException", cloudtrail.deregister_organization_delegated_admin, DelegatedAdminAccountId=MEMBER)


def test_organization(tmp_path, cloud, bucket):
    settings = f'[organization]\nid = "o-abcdefghij"\nmanagement_account = "{ACCOUNT}"\nmember_accounts = ["{MEMBER}", "111122223333"]\n'
    settings += f'[[access_keys]]\naccess_key_id = "AKIAMEMBER"\nsecret_access_key = "member"\nuser_name = "member"\nrole = "admin"\naccount = "{MEMBER}"\n'
    server = Stellwerk(tmp_path, cloud, settings=settings)
    owner, member = server.client(), server.client(key=("AKIAMEMBER", "member"))
    add, remove = owner.register_organization_delegated_admin, owner.deregister_organization_delegated_admin
    whole = dict(Name="whole", OrganizationEnabled=True, TerminationProtectionEnabled=False)
    refused("NotOrganizationMasterAccountException", member.create_event_data_store, **whole)
    refused("NotOrganizationMasterAccountException", member.create_trail, Name="trail", S3BucketName=bucket, IsOrganizationTrail=True)
    refused("NotOrganizationManagementAccountException", member.register_organization_delegated_admin, MemberAccountId=MEMBER)
    refused("CannotDelegateManagementAccountException", add, MemberAccountId=ACCOUNT)
    refused("AccountNotFoundException", add, MemberAccountId=OTHER)
    refused("AccountNotRegisteredException", remove, DelegatedAdminAccountId=MEMBER)
    add(MemberAccountId=MEMBER)
    refused("AccountRegisteredException", add, MemberAccountId=MEMBER)
    assert member.create_event_data_store(**whole)["OrganizationEnabled"]
    remove(DelegatedAdminAccountId=MEMBER)
    refused("NotOrganizationMasterAccountException", member.create_event_data_store, **whole | {"Name": "again"})
    assert server.stop() == 0
