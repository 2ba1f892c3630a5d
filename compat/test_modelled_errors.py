"""Every operation once with success, and every error that the models list for it: provoked, or why it cannot be provoked here.

REQUESTS has a request of each operation that succeeds. A scenario is an operation, an error, and what to change about that request:
parameters, or a function that first brings about the situation and returns the parameters. WRONG_NAMES has those that many
operations share, BY_OPERATION the others, ARRANGED those for which moto or an account alone will not do. NOT_PROVOKED has all other
pairs, with the reason; a test holds that no pair of the models is missing.

A request that is refused changes nothing. So most scenarios work on the same things, one after the other, which is quick.

What the errors of one noun mean in detail is tested beside that noun; ValidationException and AccessDeniedException, which every
operation has, in test_requests.py and test_access.py.
"""

import contextlib
import http.server
import json
import threading
import unittest.mock
from functools import cached_property

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from conftest import ACCOUNT, ROOT, Stellwerk
from test_channels import event, policy, to
from test_dashboards import VIEW, widget
from test_imports import source
from test_lake import MISSING, id_of, new_store, selector
from test_trails import ROLE, kms_key, refused

MODELS = [json.loads((ROOT / "models" / f"{name}.json").read_text()) for name in ("cloudtrail", "cloudtrail-data")]
OPERATIONS = {name: operation for model in MODELS for name, operation in model["operations"].items()}
MODELLED = {(name, error) for name, operation in OPERATIONS.items() for error in operation["errors"]}
# Of the organization; of nobody.
MEMBER, MORE_MEMBERS, OUTSIDE = "444455556666", ["111122223331", "111122223332", "111122223333"], "777788889999"


def arn(resource):
    return f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:{resource}"


def endless(store):
    """A statement whose end nobody lives to see."""
    cross = " CROSS JOIN ".join(f"UNNEST(sequence(1, 1000)) AS {n}({n})" for n in "abcd")
    return f"SELECT count(*) FROM {cross} WHERE a > (SELECT count(*) FROM {id_of(store)} WHERE 1 = 0)"


class Place:
    """What a scenario works on. Things come into being when they are first asked for, by `home`; the request is `client`'s."""

    def __init__(self, server, cloud):
        self.server, self.cloud = server, cloud
        self.home = self.client = server.client()
        self.of_organization = False

    def call(self, operation, **parameters):
        client = self.server.client("cloudtrail-data") if operation == "PutAuditEvents" else self.client
        return getattr(client, xform_name(operation))(**parameters)

    def account(self, account):
        """A client of another account."""
        return self.server.client(key=(f"AKIA{account}", account))

    @cached_property
    def bucket(self):
        self.cloud.client("s3").create_bucket(Bucket="trail-logs")
        return "trail-logs"

    @cached_property
    def disabled_key(self):
        key = kms_key(self.cloud)
        self.cloud.client("kms").disable_key(KeyId=id_of(key))
        return key

    @cached_property
    def trail(self):
        return self.home.create_trail(Name="trail", S3BucketName=self.bucket, IsOrganizationTrail=self.of_organization)["TrailARN"]

    @cached_property
    def trail_with_insights(self):
        self.home.put_insight_selectors(TrailName=self.trail, InsightSelectors=INSIGHTS)
        return self.trail

    def new_store(self, name, **more):
        return new_store(self.home, name, OrganizationEnabled=self.of_organization, **more)

    @cached_property
    def store(self):
        return self.new_store("store")

    @cached_property
    def stopped(self):
        return self.new_store("stopped", StartIngestion=False)

    @cached_property
    def federated(self):
        store = self.new_store("federated")
        self.home.enable_federation(EventDataStore=store, FederationRoleArn=ROLE)
        return store

    @cached_property
    def deleted(self):
        """One that is waiting for its deletion."""
        store = self.new_store("deleted")
        self.home.delete_event_data_store(EventDataStore=store)
        return store

    @cached_property
    def audit(self):
        """One that takes events from outside."""
        return new_store(self.home, "audit", AdvancedEventSelectors=selector("ActivityAuditLog"))

    def new_channel(self, name):
        return self.home.create_channel(Name=name, Source="Custom", Destinations=to(self.audit))["ChannelArn"]

    @cached_property
    def channel(self):
        return self.new_channel("channel")

    @cached_property
    def channel_with_policy(self):
        self.home.put_resource_policy(ResourceArn=self.channel, ResourcePolicy=policy(self.channel, OUTSIDE))
        return self.channel

    @cached_property
    def dashboard(self):
        return self.home.create_dashboard(Name="dashboard")["DashboardArn"]

    def start_query(self, statement):
        return self.home.start_query(QueryStatement=statement)["QueryId"]

    @cached_property
    def query(self):
        return self.start_query(f"SELECT 1 AS one FROM {id_of(self.store)}")

    @cached_property
    def endless_query(self):
        return self.start_query(endless(self.store))

    @cached_property
    def running_import(self):
        """In the obedient cloud it runs for ever."""
        return self.home.start_import(Destinations=[self.store], ImportSource=source(self.bucket))["ImportId"]

    @cached_property
    def ended_import(self):
        with contextlib.suppress(ClientError):  # it may have come to its end
            self.home.stop_import(ImportId=self.running_import)
        return self.running_import


class Places:
    """One place for all scenarios that leave it as it was, and a new one for each of the others."""

    def __init__(self, server, cloud):
        self.server, self.cloud, self.shared = server, cloud, None

    @contextlib.contextmanager
    def place(self, alone=True):
        place = None if alone else self.shared
        if place is None:
            self.server.reset()
            self.cloud.reset()
            place = Place(self.server, self.cloud)
        self.shared = None  # until it is known that the scenario went as it should
        place.client = place.home
        yield place
        self.shared = None if alone else place


class ObedientCloud:
    """A cloud for what moto does not do: in which something happens meanwhile, that says no, or says nothing."""

    def __init__(self):
        self.reset()
        cloud = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_HEAD(self):  # is there this bucket?
                while cloud.meanwhile:
                    cloud.meanwhile.pop()()
                self.send_response(403 if "HEAD" in cloud.refusals else 200)
                self.end_headers()

            def do_POST(self):  # anything that is asked of KMS or CloudWatch Logs
                body = json.dumps({"__type": cloud.refusals["POST"]}).encode()
                self.send_response(400)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):  # what is in this bucket?
                threading.Event().wait()

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def reset(self):
        self.meanwhile, self.refusals = [], {}

    def client(self, service):
        """Somebody who may ask for anything: it is there already."""
        return unittest.mock.Mock()


LOG_GROUP = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:group:*"
INSIGHTS = [{"InsightType": "ApiCallRateInsight"}]
AGGREGATION = [{"Templates": ["API_ACTIVITY"], "EventCategory": "Data"}]
METRIC = dict(EventSource="ec2.amazonaws.com", EventName="RunInstances", InsightType="ApiCallRateInsight")
REQUESTS = {
    "AddTags": lambda p: dict(ResourceId=p.trail, TagsList=tags(1)),
    "CancelQuery": lambda p: dict(QueryId=p.endless_query),
    "CreateChannel": lambda p: dict(Name="another", Source="Custom", Destinations=to(p.audit)),
    "CreateDashboard": lambda p: dict(Name="another", Widgets=[widget(p.store)]),
    "CreateEventDataStore": lambda p: dict(Name="another"),
    "CreateTrail": lambda p: dict(Name="another", S3BucketName=p.bucket),
    "DeleteChannel": lambda p: dict(Channel=p.channel),
    "DeleteDashboard": lambda p: dict(DashboardId=p.dashboard),
    "DeleteEventDataStore": lambda p: dict(EventDataStore=p.store),
    "DeleteResourcePolicy": lambda p: dict(ResourceArn=p.channel_with_policy),
    "DeleteTrail": lambda p: dict(Name=p.trail),
    "DeregisterOrganizationDelegatedAdmin": lambda p: dict(DelegatedAdminAccountId=MEMBER),
    "DescribeQuery": lambda p: dict(QueryId=p.query),
    "DescribeTrails": lambda p: dict(trailNameList=[p.trail]),
    "DisableFederation": lambda p: dict(EventDataStore=p.federated),
    "EnableFederation": lambda p: dict(EventDataStore=p.stopped, FederationRoleArn=ROLE),
    "GenerateQuery": lambda p: dict(EventDataStores=[p.store], Prompt="Who did what?"),
    "GetChannel": lambda p: dict(Channel=p.channel),
    "GetDashboard": lambda p: dict(DashboardId=p.dashboard),
    "GetEventConfiguration": lambda p: dict(EventDataStore=p.store),
    "GetEventDataStore": lambda p: dict(EventDataStore=p.store),
    "GetEventSelectors": lambda p: dict(TrailName=p.trail),
    "GetImport": lambda p: dict(ImportId=p.ended_import),
    "GetInsightSelectors": lambda p: dict(TrailName=p.trail_with_insights),
    "GetQueryResults": lambda p: dict(QueryId=p.query),
    "GetResourcePolicy": lambda p: dict(ResourceArn=p.channel_with_policy),
    "GetTrail": lambda p: dict(Name=p.trail),
    "GetTrailStatus": lambda p: dict(Name=p.trail),
    "ListChannels": lambda p: {},
    "ListDashboards": lambda p: {},
    "ListEventDataStores": lambda p: {},
    "ListImportFailures": lambda p: dict(ImportId=p.ended_import),
    "ListImports": lambda p: dict(Destination=p.store),
    "ListInsightsData": lambda p: dict(InsightSource=p.trail, DataType="InsightsEvents"),
    "ListInsightsMetricData": lambda p: METRIC,
    "ListPublicKeys": lambda p: {},
    "ListQueries": lambda p: dict(EventDataStore=p.store),
    "ListTags": lambda p: dict(ResourceIdList=[p.trail]),
    "ListTrails": lambda p: {},
    "LookupEvents": lambda p: {},
    "PutAuditEvents": lambda p: dict(channelArn=p.channel, auditEvents=[event()]),
    "PutEventConfiguration": lambda p: dict(EventDataStore=p.store, MaxEventSize="Large"),
    "PutEventSelectors": lambda p: dict(TrailName=p.trail, EventSelectors=[{}]),
    "PutInsightSelectors": lambda p: dict(TrailName=p.trail, InsightSelectors=INSIGHTS),
    "PutResourcePolicy": lambda p: dict(ResourceArn=p.channel, ResourcePolicy=policy(p.channel, OUTSIDE)),
    "RegisterOrganizationDelegatedAdmin": lambda p: dict(MemberAccountId=MEMBER),
    "RemoveTags": lambda p: dict(ResourceId=p.trail, TagsList=tags(1)),
    "RestoreEventDataStore": lambda p: dict(EventDataStore=p.deleted),
    "SearchSampleQueries": lambda p: dict(SearchPhrase="failed sign-ins"),
    "StartDashboardRefresh": lambda p: dict(DashboardId=p.dashboard),
    "StartEventDataStoreIngestion": lambda p: dict(EventDataStore=p.stopped),
    "StartImport": lambda p: dict(Destinations=[p.store], ImportSource=source(p.bucket)),
    "StartLogging": lambda p: dict(Name=p.trail),
    "StartQuery": lambda p: dict(QueryStatement=f"SELECT 1 AS one FROM {id_of(p.store)}"),
    "StopEventDataStoreIngestion": lambda p: dict(EventDataStore=p.store),
    "StopImport": lambda p: dict(ImportId=p.running_import),
    "StopLogging": lambda p: dict(Name=p.trail),
    "UpdateChannel": lambda p: dict(Channel=p.channel, Name="renamed"),
    "UpdateDashboard": lambda p: dict(DashboardId=p.dashboard, Widgets=[widget(p.store)]),
    "UpdateEventDataStore": lambda p: dict(EventDataStore=p.store, Name="renamed"),
    "UpdateTrail": lambda p: dict(Name=p.trail, S3KeyPrefix="prefix"),
}
NEVER_SUCCEEDS = {"GenerateQuery": "No language model is configured, ever."}


def tags(count):
    return [{"Key": f"key-{n}", "Value": "value"} for n in range(count)]


def each(operations, change):
    return dict.fromkeys(operations.split(), change)


# Ways in which operations name a thing: functions from its name or ARN to parameters. None takes a parameter away.
def one(member, **more):
    return lambda given: {member: given, **more}


def list_of(member):
    return lambda given: {member: [given]}


TAGS = {**each("AddTags RemoveTags", one("ResourceId")), "ListTags": list_of("ResourceIdList")}
POLICIES = each("PutResourcePolicy GetResourcePolicy DeleteResourcePolicy", one("ResourceArn"))
CHANNEL = {**TAGS, **each("GetChannel UpdateChannel DeleteChannel", one("Channel"))}
DASHBOARD = {**TAGS, **POLICIES, **each("GetDashboard UpdateDashboard DeleteDashboard StartDashboardRefresh", one("DashboardId"))}
TRAIL = {
    **each("GetTrail GetTrailStatus UpdateTrail DeleteTrail StartLogging StopLogging", one("Name")),
    **each("GetEventSelectors PutEventSelectors GetInsightSelectors PutInsightSelectors ListInsightsMetricData", one("TrailName")),
    "DescribeTrails": list_of("trailNameList"),
    "GetEventConfiguration": one("TrailName", EventDataStore=None),
    "PutEventConfiguration": one("TrailName", EventDataStore=None, MaxEventSize=None, AggregationConfigurations=AGGREGATION),
}
STORE = {
    **TAGS,
    **each("GetEventDataStore UpdateEventDataStore DeleteEventDataStore RestoreEventDataStore", one("EventDataStore")),
    **each("StartEventDataStoreIngestion StopEventDataStoreIngestion", one("EventDataStore")),
    **each("EnableFederation DisableFederation GetEventConfiguration PutEventConfiguration", one("EventDataStore")),
    **each("DescribeQuery GetQueryResults CancelQuery ListQueries", one("EventDataStore")),
    **each("CreateChannel UpdateChannel", lambda given: dict(Destinations=to(given))),
    **each("CreateDashboard UpdateDashboard", lambda given: dict(Widgets=[widget(given)])),
    "StartDashboardRefresh": lambda given: dict(
        DashboardId="AWSCloudTrail-Overview", QueryParameterValues={"$EventDataStoreId$": given}
    ),
    "StartQuery": lambda given: dict(QueryStatement=f"SELECT 1 FROM {id_of(given)}"),
    "GenerateQuery": list_of("EventDataStores"),
    "StartImport": list_of("Destinations"),
    "ListImports": one("Destination"),
}
# Where a thing is named, these go wrong in the same way; each operation takes those that the model lists for it.
WRONG_NAMES = [
    ("TrailNotFoundException", TRAIL, "missing"),
    ("InvalidTrailNameException", TRAIL, "a..b"),
    ("InvalidTrailNameException", TAGS, arn("trail/a..b")),
    ("CloudTrailARNInvalidException", {**TRAIL, **TAGS}, "arn:aws:s3:::bucket"),
    ("EventDataStoreNotFoundException", STORE, arn(f"eventdatastore/{MISSING}")),
    ("EventDataStoreARNInvalidException", STORE, arn("eventdatastore/wrong")),
    ("InactiveEventDataStoreException", STORE, lambda p: p.deleted),
    ("ChannelNotFoundException", CHANNEL, arn(f"channel/{MISSING}")),
    ("ChannelARNInvalidException", CHANNEL, arn("channel/wrong")),
    ("ResourceNotFoundException", DASHBOARD, arn("dashboard/missing")),
    ("ResourceTypeNotSupportedException", {**TAGS, **POLICIES}, arn(f"import/{MISSING}")),
    ("ResourceARNNotValidException", POLICIES, "dashboard"),
]


def elsewhere(p):
    """From another region than the trail's."""
    p.client = p.server.client(region="eu-west-1")
    return {}


def auditor(p):
    p.client = p.server.client(role="auditor")
    return {}


def trails(p):
    for n in range(5):
        p.home.create_trail(Name=f"trail-{n}", S3BucketName=p.bucket)
    return {}


def stores(p):
    for n in range(10):
        p.new_store(f"store-{n}")
    return {}


def channels(p):
    for n in range(25):
        p.new_channel(f"channel-{n}")
    return {}


def queries(p):
    for _ in range(10):
        p.start_query(endless(p.store))
    return {}


def refreshing(p):
    p.home.update_dashboard(DashboardId=p.dashboard, Widgets=[{"QueryStatement": endless(p.store), "ViewProperties": VIEW}])
    p.home.start_dashboard_refresh(DashboardId=p.dashboard)
    return {}


def cancelled(p):
    p.home.cancel_query(QueryId=p.endless_query)
    return {}


def external_id(p):
    """The owner's policy asks for an external ID, of the owner, too."""
    condition = {"StringEquals": {"cloudtrail:ExternalId": "secret-1"}}
    p.home.put_resource_policy(ResourceArn=p.channel, ResourcePolicy=policy(p.channel, ACCOUNT, condition))
    return {}


def without_bucket(p):
    p.trail
    p.cloud.client("s3").delete_bucket(Bucket=p.bucket)
    return {}


def write_insights(p):
    """Insights about writing, and then selectors for reading."""
    to = new_store(p.home, "insights", AdvancedEventSelectors=selector("Insight"))
    p.home.put_insight_selectors(EventDataStore=p.store, InsightsDestination=to, InsightSelectors=INSIGHTS)
    return dict(AdvancedEventSelectors=selector("Management", readOnly="true"))


TRAIL_SETTINGS = {
    "S3BucketDoesNotExistException": dict(S3BucketName="nobody-has-it"),
    "InsufficientSnsTopicPolicyException": dict(SnsTopicName="missing"),
    "InvalidS3BucketNameException": dict(S3BucketName="No_Bucket"),
    "InvalidS3PrefixException": dict(S3KeyPrefix="p" * 201),
    "InvalidSnsTopicNameException": dict(SnsTopicName="no topic"),
    "InvalidKmsKeyIdException": dict(KmsKeyId="arn:aws:s3:::bucket"),
    "KmsKeyDisabledException": lambda p: dict(KmsKeyId=p.disabled_key),
    "KmsKeyNotFoundException": dict(KmsKeyId=MISSING),
    "InvalidParameterCombinationException": dict(IsMultiRegionTrail=True, IncludeGlobalServiceEvents=False),
    "InvalidCloudWatchLogsLogGroupArnException": dict(CloudWatchLogsRoleArn=ROLE),
    "InvalidCloudWatchLogsRoleArnException": dict(CloudWatchLogsLogGroupArn=LOG_GROUP),
}
FEDERATION = {"AccessDeniedException": auditor}
NO_TOKEN = {"InvalidNextTokenException": dict(NextToken="other")}
WIDGETS = {
    "InvalidQueryStatementException": lambda p: dict(Widgets=[widget(p.store, QueryStatement="SELECT '?' '?'")]),
    "ServiceQuotaExceededException": lambda p: dict(Widgets=[widget(p.store)] * 11),
}
BY_OPERATION = {
    "AddTags": {
        "InvalidTagParameterException": dict(TagsList=[{"Key": "aws:x", "Value": "v"}]),
        "TagsLimitExceededException": dict(TagsList=tags(51)),
    },
    "CancelQuery": {
        "InactiveQueryException": cancelled,
        "QueryIdNotFoundException": dict(QueryId=MISSING),
    },
    "CreateChannel": {
        "ChannelAlreadyExistsException": lambda p: dict(Name="channel", Destinations=p.channel and to(p.audit)),
        "ChannelMaxLimitExceededException": channels,
        "InvalidEventDataStoreCategoryException": lambda p: dict(Destinations=to(p.store)),
        "InvalidParameterException": lambda p: dict(Destinations=to(p.audit, p.audit)),
        "InvalidSourceException": dict(Source="Nobody"),
        "InvalidTagParameterException": dict(Tags=[{"Key": "aws:x", "Value": "v"}]),
        "TagsLimitExceededException": dict(Tags=tags(51)),
    },
    "CreateDashboard": {
        **WIDGETS,
        "ConflictException": lambda p: dict(Name=p.dashboard.split("/")[-1]),
        "InvalidTagParameterException": dict(TagsList=[{"Key": "aws:x", "Value": "v"}]),
    },
    "CreateEventDataStore": {
        "EventDataStoreAlreadyExistsException": lambda p: p.store and dict(Name="store"),
        "EventDataStoreMaxLimitExceededException": stores,
        "InvalidEventSelectorsException": dict(AdvancedEventSelectors=selector("Data")),
        "InvalidKmsKeyIdException": dict(KmsKeyId="arn:aws:s3:::bucket"),
        "KmsKeyNotFoundException": dict(KmsKeyId=MISSING),
        "InvalidParameterException": dict(RetentionPeriod=3000, BillingMode="FIXED_RETENTION_PRICING"),
        "InvalidTagParameterException": dict(TagsList=[{"Key": "aws:x", "Value": "v"}]),
    },
    "CreateTrail": {
        **TRAIL_SETTINGS,
        "InvalidTagParameterException": dict(TagsList=[{"Key": "aws:x", "Value": "v"}]),
        "InvalidTrailNameException": dict(Name="a..b"),
        "MaximumNumberOfTrailsExceededException": trails,
        "TagsLimitExceededException": dict(TagsList=tags(51)),
        "TrailAlreadyExistsException": lambda p: p.trail and dict(Name="trail"),
    },
    "DeleteDashboard": {"ConflictException": dict(DashboardId="AWSCloudTrail-Overview")},
    "DeleteEventDataStore": {
        "ChannelExistsForEDSException": lambda p: p.channel and dict(EventDataStore=p.audit),
        "EventDataStoreFederationEnabledException": lambda p: dict(EventDataStore=p.federated),
        "EventDataStoreTerminationProtectedException": lambda p: dict(
            EventDataStore=p.new_store("protected", TerminationProtectionEnabled=True)
        ),
    },
    "DeleteResourcePolicy": {"ResourcePolicyNotFoundException": lambda p: dict(ResourceArn=p.store)},
    "DeleteTrail": {"InvalidHomeRegionException": elsewhere},
    "DescribeQuery": {
        "InvalidParameterException": dict(QueryId=None),
        "QueryIdNotFoundException": dict(QueryId=MISSING),
    },
    "DeregisterOrganizationDelegatedAdmin": {"OrganizationsNotInUseException": {}},
    "DisableFederation": FEDERATION,
    "EnableFederation": {
        **FEDERATION,
        "EventDataStoreFederationEnabledException": lambda p: dict(EventDataStore=p.federated),
        "InvalidParameterException": dict(FederationRoleArn="arn:aws:iam::123456789012:user/user"),
    },
    "GenerateQuery": {"GenerateResponseException": {}},
    "GetEventConfiguration": {
        "InvalidEventDataStoreCategoryException": lambda p: dict(EventDataStore=p.audit),
        "InvalidEventDataStoreStatusException": lambda p: dict(EventDataStore=p.deleted),
        "InvalidParameterCombinationException": dict(TrailName="trail"),
    },
    "GetImport": {"ImportNotFoundException": dict(ImportId=MISSING)},
    "GetInsightSelectors": {
        "InsightNotEnabledException": lambda p: dict(TrailName=None, EventDataStore=p.store),
        "InvalidParameterCombinationException": lambda p: dict(EventDataStore=p.store),
        "InvalidParameterException": dict(TrailName=None, EventDataStore=arn("eventdatastore/wrong")),
    },
    "GetQueryResults": {
        **NO_TOKEN,
        "InvalidMaxResultsException": dict(MaxQueryResults=0),
        "QueryIdNotFoundException": dict(QueryId=MISSING),
    },
    "GetResourcePolicy": {"ResourcePolicyNotFoundException": lambda p: dict(ResourceArn=p.store)},
    "ListChannels": NO_TOKEN,
    "ListEventDataStores": {**NO_TOKEN, "InvalidMaxResultsException": dict(MaxResults=0)},
    "ListImportFailures": {**NO_TOKEN, "InvalidParameterException": dict(ImportId=MISSING)},
    "ListImports": NO_TOKEN,
    "ListInsightsData": {"InvalidParameterException": dict(InsightSource=arn("trail/missing"))},
    "ListInsightsMetricData": {"InvalidParameterException": dict(Period=61)},
    "ListPublicKeys": {
        "InvalidTimeRangeException": dict(StartTime=2, EndTime=1),
        "InvalidTokenException": dict(NextToken="other"),
    },
    "ListQueries": {
        **NO_TOKEN,
        "InvalidDateRangeException": dict(StartTime=2, EndTime=1),
        "InvalidMaxResultsException": dict(MaxResults=0),
        "InvalidQueryStatusException": dict(QueryStatus="SLEEPING"),
    },
    "ListTags": {"InvalidTokenException": dict(NextToken="other")},
    "LookupEvents": {
        **NO_TOKEN,
        "InvalidEventCategoryException": dict(EventCategory="data"),
        "InvalidLookupAttributesException": dict(LookupAttributes=[{"AttributeKey": "ReadOnly", "AttributeValue": "maybe"}]),
        "InvalidMaxResultsException": dict(MaxResults=51),
        "InvalidTimeRangeException": dict(StartTime=2, EndTime=1),
    },
    "PutAuditEvents": {
        "ChannelInsufficientPermission": external_id,
        "ChannelNotFound": dict(channelArn=arn(f"channel/{MISSING}")),
        "DuplicatedAuditEventId": dict(auditEvents=[event(), event()]),
        "InvalidChannelARN": dict(channelArn=arn("channel/wrong")),
    },
    "PutEventConfiguration": {
        "InvalidEventDataStoreCategoryException": lambda p: dict(EventDataStore=p.audit),
        "InvalidEventDataStoreStatusException": lambda p: dict(EventDataStore=p.deleted),
        "InvalidHomeRegionException": lambda p: elsewhere(p) or TRAIL["PutEventConfiguration"](p.trail),
        "InvalidParameterCombinationException": dict(TrailName="trail"),
        "InvalidParameterException": dict(ContextKeySelectors=[{"Type": "TagContext", "Equals": ["key"]}] * 2),
    },
    "PutEventSelectors": {
        "InvalidEventSelectorsException": dict(EventSelectors=[{}] * 6),
        "InvalidHomeRegionException": elsewhere,
    },
    "PutInsightSelectors": {
        "InvalidHomeRegionException": elsewhere,
        "InvalidInsightSelectorsException": dict(InsightSelectors=INSIGHTS * 2),
        "InvalidParameterCombinationException": dict(TrailName=None),
        "InvalidParameterException": dict(InsightSelectors=[INSIGHTS[0] | {"EventCategories": ["Data"]}]),
        "S3BucketDoesNotExistException": without_bucket,
    },
    "PutResourcePolicy": {"ResourcePolicyNotValidException": dict(ResourcePolicy="{}")},
    "RegisterOrganizationDelegatedAdmin": {"OrganizationsNotInUseException": {}},
    "RemoveTags": {"InvalidTagParameterException": dict(TagsList=tags(1) * 2)},
    "RestoreEventDataStore": {"InvalidEventDataStoreStatusException": lambda p: dict(EventDataStore=p.store)},
    "SearchSampleQueries": {"InvalidParameterException": dict(NextToken="other")},
    "StartDashboardRefresh": {"ServiceQuotaExceededException": refreshing},
    "StartEventDataStoreIngestion": {
        "InvalidEventDataStoreCategoryException": lambda p: dict(EventDataStore=p.audit),
        "InvalidEventDataStoreStatusException": lambda p: dict(EventDataStore=p.store),
    },
    "StartImport": {
        "ImportNotFoundException": dict(ImportId=MISSING, Destinations=None, ImportSource=None),
        "InvalidEventDataStoreCategoryException": lambda p: dict(Destinations=[p.audit]),
        "InvalidImportSourceException": dict(ImportSource=source("No_Bucket")),
        "InvalidParameterException": dict(StartEventTime=2, EndEventTime=1),
    },
    "StartLogging": {"InvalidHomeRegionException": elsewhere},
    "StartQuery": {
        "InvalidParameterException": dict(QueryAlias="alias"),
        "InvalidQueryStatementException": lambda p: dict(QueryStatement=f"SELECT nothing FROM {id_of(p.store)}"),
        "InvalidS3BucketNameException": dict(DeliveryS3Uri="s3://two..dots"),
        "InvalidS3PrefixException": dict(DeliveryS3Uri="s3://bucket/a//b"),
        "MaxConcurrentQueriesException": queries,
        "S3BucketDoesNotExistException": dict(DeliveryS3Uri="s3://nobody-has-it"),
    },
    "StopEventDataStoreIngestion": {
        "InvalidEventDataStoreCategoryException": lambda p: dict(EventDataStore=p.audit),
        "InvalidEventDataStoreStatusException": lambda p: dict(EventDataStore=p.stopped),
    },
    "StopImport": {
        "ImportNotFoundException": dict(ImportId=MISSING),
        "InvalidParameterException": lambda p: dict(ImportId=p.ended_import),
    },
    "StopLogging": {"InvalidHomeRegionException": elsewhere},
    "UpdateChannel": {
        "ChannelAlreadyExistsException": lambda p: p.new_channel("other") and dict(Name="other"),
        "InvalidEventDataStoreCategoryException": lambda p: dict(Destinations=to(p.store)),
        "InvalidParameterException": lambda p: dict(Destinations=to(p.audit, p.audit)),
    },
    "UpdateDashboard": {**WIDGETS, "ConflictException": dict(DashboardId="AWSCloudTrail-Overview")},
    "UpdateEventDataStore": {
        "EventDataStoreAlreadyExistsException": lambda p: p.audit and dict(Name="audit"),
        "InvalidEventSelectorsException": dict(AdvancedEventSelectors=selector("Data")),
        "InvalidInsightSelectorsException": write_insights,
        "InvalidKmsKeyIdException": dict(KmsKeyId="arn:aws:s3:::bucket"),
        "KmsKeyNotFoundException": dict(KmsKeyId=MISSING),
        "InvalidParameterException": dict(RetentionPeriod=3000, BillingMode="FIXED_RETENTION_PRICING"),
    },
    "UpdateTrail": {**TRAIL_SETTINGS, "InvalidHomeRegionException": elsewhere},
}


def importing(p):
    p.running_import
    return {}


def refusing(method, code, **change):
    """The cloud answers nothing any more but this error."""

    def begin(p):
        p.trail, p.store
        p.cloud.refusals[method] = code
        return change

    return begin


NO_BUCKETS = ("HEAD", "AccessDenied")
KEYS = {
    "InsufficientEncryptionPolicyException": refusing("POST", "AccessDeniedException", KmsKeyId=MISSING),
    "KmsException": refusing("POST", "KMSInternalException", KmsKeyId=MISSING),
}
NO_LOG_GROUPS = refusing("POST", "ServiceUnavailableException", CloudWatchLogsLogGroupArn=LOG_GROUP, CloudWatchLogsRoleArn=ROLE)


def by_account(account, **change):
    """An account that asks for something for the organization."""

    def begin(p):
        p.home = p.client = p.account(account)
        return change

    return begin


def delegated(*accounts):
    def begin(p):
        for account in accounts:
            p.home.register_organization_delegated_admin(MemberAccountId=account)
        return {}

    return begin


def no_longer_delegated(operation):
    """A delegated administrator made it for the organization, and is none any more."""

    def begin(p):
        manager = p.home
        delegated(MEMBER)(p)
        p.home = p.client = p.account(MEMBER)
        p.of_organization = True
        parameters = REQUESTS[operation](p)
        manager.deregister_organization_delegated_admin(DelegatedAdminAccountId=MEMBER)
        return parameters

    return begin


def overtaken(request, **change):
    """Another request changes the same thing while this one waits for an answer about its bucket."""

    def begin(p):
        p.trail
        p.cloud.meanwhile.append(lambda: request(p))
        return change

    return begin


def for_all(**change):
    return {
        "NotOrganizationMasterAccountException": by_account(MEMBER, **change),
        "OrganizationsNotInUseException": by_account(OUTSIDE, **change),
    }


# Once something belongs to an organization, only its administrators do this with it.
ADMINISTRATORS_DO = (
    "AddTags DeleteEventDataStore DeleteTrail DisableFederation EnableFederation PutEventConfiguration PutEventSelectors "
    "PutInsightSelectors RemoveTags RestoreEventDataStore StartEventDataStoreIngestion StartLogging StopEventDataStoreIngestion "
    "StopLogging"
).split()
# In an organization whose management account is ACCOUNT, and in an obedient cloud.
ARRANGED = {
    "CreateEventDataStore": {**KEYS, **for_all(OrganizationEnabled=True)},
    "CreateTrail": {
        **KEYS,
        **for_all(IsOrganizationTrail=True),
        "CloudWatchLogsDeliveryUnavailableException": NO_LOG_GROUPS,
        "ConflictException": overtaken(lambda p: p.home.create_trail(Name="another", S3BucketName=p.bucket)),
        "InsufficientS3BucketPolicyException": refusing(*NO_BUCKETS),
    },
    "DeleteEventDataStore": {"EventDataStoreHasOngoingImportException": importing},
    "PutInsightSelectors": {"InsufficientS3BucketPolicyException": refusing(*NO_BUCKETS)},
    "StartImport": {"AccountHasOngoingImportException": importing},
    "StartQuery": {"InsufficientS3BucketPolicyException": refusing(*NO_BUCKETS, DeliveryS3Uri="s3://trail-logs")},
    "UpdateEventDataStore": {
        **KEYS,
        **for_all(OrganizationEnabled=True),
        "EventDataStoreHasOngoingImportException": importing,
    },
    "UpdateTrail": {
        **KEYS,
        **for_all(IsOrganizationTrail=True),
        "CloudWatchLogsDeliveryUnavailableException": NO_LOG_GROUPS,
        "ConflictException": overtaken(lambda p: p.home.add_tags(ResourceId=p.trail, TagsList=tags(1)), S3BucketName="other-logs"),
        "InsufficientS3BucketPolicyException": refusing(*NO_BUCKETS, S3BucketName="other-logs"),
    },
    "RegisterOrganizationDelegatedAdmin": {
        "AccountNotFoundException": dict(MemberAccountId=OUTSIDE),
        "AccountRegisteredException": delegated(MEMBER),
        "CannotDelegateManagementAccountException": dict(MemberAccountId=ACCOUNT),
        "DelegatedAdminAccountLimitExceededException": delegated(*MORE_MEMBERS),
        "NotOrganizationManagementAccountException": by_account(MEMBER),
    },
    "DeregisterOrganizationDelegatedAdmin": {
        "AccountNotFoundException": dict(DelegatedAdminAccountId=OUTSIDE),
        "AccountNotRegisteredException": {},
        "NotOrganizationManagementAccountException": by_account(MEMBER),
    },
}

NO_KMS = "A key of KMS is looked at by the four operations that take one, and by no other."
# By operation and error; * stands for every operation that has the error and is not named.
NOT_PROVOKED = {
    ("*", "UnsupportedOperationException"): "Every operation of the two services is there, in every region.",
    ("*", "OperationNotPermittedException"): "What somebody may not do is refused with AccessDeniedException, by the policies.",
    ("*", "ThrottlingException"): "The rate of requests is not limited.",
    ("*", "ConflictException"): "Only if two requests change the same thing in the same moment. Where nothing is asked of the "
    "cloud in between, no scenario can time that; that one of the two is refused is tested in the store.",
    ("*", "ConcurrentModificationException"): "Only if two requests change the same thing in the same moment.",
    ("*", "NoManagementAccountSLRExistsException"): "There are no service-linked roles that could be missing.",
    ("*", "InsufficientIAMAccessPermissionException"): "No service-linked role is made on behalf of the caller.",
    ("*", "InsufficientDependencyServiceAccessPermissionException"): "No other service is asked with the caller's permissions.",
    ("*", "CloudTrailAccessNotEnabledException"): "An organization that the settings name has no trusted access to switch off.",
    ("*", "OrganizationNotInAllFeaturesModeException"): "An organization that the settings name has no modes.",
    ("*", "OrganizationsNotInUseException"): "What an organization has made is not found by an account that is in none.",
    ("*", "InsufficientEncryptionPolicyException"): NO_KMS,
    ("*", "KmsException"): NO_KMS,
    ("*", "TrailNotProvidedException"): "AWS says of it that it is no longer in use.",
    ("*", "CloudTrailInvalidClientTokenIdException"): "No account is ever suspended, the owner of a topic neither.",
    ("*", "InvalidParameterException"): "Each thing that can be wrong with the parameters has an error of its own here, or breaks "
    "a constraint of its shape, which is a ValidationException.",
    ("UpdateTrail", "InvalidEventSelectorsException"): "The operation takes no event selectors.",
    ("StartQuery", "EventDataStoreARNInvalidException"): "A statement names event data stores by their ids, never by ARNs; "
    "where it names something else, the statement is wrong.",
    ("PutEventConfiguration", "InactiveEventDataStoreException"): "An event data store that is pending deletion is in the wrong "
    "status for it: of the two errors for that, InvalidEventDataStoreStatusException is given.",
    ("StartImport", "InvalidEventDataStoreStatusException"): "Only one that is pending deletion takes no import: of the two errors "
    "for that, InactiveEventDataStoreException is given.",
    ("RestoreEventDataStore", "EventDataStoreMaxLimitExceededException"): "What is pending deletion counts towards the limit: "
    "restored it is not one more.",
    ("PutAuditEvents", "ChannelUnsupportedSchema"): "Channels have one schema. An event that does not fit is refused by itself, "
    "in the answer.",
}
CREATE_OR_UPDATE = ("CreateTrail", "UpdateTrail", "CreateEventDataStore", "UpdateEventDataStore")
# What others would notice: too many things, things that are changed, queries that take all there is.
ALONE = {trails, stores, channels, queries, refreshing, external_id, without_bucket, write_insights}
ALONE_OPERATIONS = {"CancelQuery"}
# Each once with success, in this order.
WALKS = [
    "CreateTrail DescribeTrails ListTrails GetTrail UpdateTrail PutEventSelectors GetEventSelectors PutInsightSelectors "
    "GetInsightSelectors ListInsightsData ListInsightsMetricData AddTags ListTags RemoveTags DeleteTrail",
    "StartLogging GetTrailStatus StopLogging ListPublicKeys LookupEvents",
    "CreateEventDataStore ListEventDataStores GetEventDataStore UpdateEventDataStore PutEventConfiguration GetEventConfiguration "
    "EnableFederation DisableFederation StartEventDataStoreIngestion StopEventDataStoreIngestion RestoreEventDataStore "
    "DeleteEventDataStore",
    "SearchSampleQueries StartQuery DescribeQuery GetQueryResults ListQueries CancelQuery",
    "CreateChannel ListChannels GetChannel UpdateChannel PutResourcePolicy GetResourcePolicy PutAuditEvents DeleteResourcePolicy "
    "DeleteChannel",
    "CreateDashboard ListDashboards GetDashboard UpdateDashboard DeleteDashboard",
    "StartDashboardRefresh",
    "GetImport ListImports ListImportFailures StartImport",
]
ARRANGED_WALKS = ["RegisterOrganizationDelegatedAdmin DeregisterOrganizationDelegatedAdmin", "StopImport"]


def scenarios():
    for error, namings, given in WRONG_NAMES:
        for operation, naming in namings.items():
            if (operation, error) in MODELLED and (operation, error) not in NOT_PROVOKED:
                later = lambda p, naming=naming, given=given: naming(given(p))
                yield operation, error, later if callable(given) else naming(given)
    yield from listed(BY_OPERATION)


def arranged_scenarios():
    for operation in ADMINISTRATORS_DO:
        yield operation, "NotOrganizationMasterAccountException", no_longer_delegated(operation)
    yield from listed(ARRANGED)


def listed(table):
    return ((operation, error, change) for operation, changes in table.items() for error, change in changes.items())


def parameters(found):
    return [pytest.param(o, e, change, id=f"{o}-{e}") for o, e, change in found]


@pytest.fixture(scope="module")
def places(ephemeral_server, moto_server):
    return Places(ephemeral_server, moto_server)


@pytest.fixture(scope="module")
def arranged_places(tmp_path_factory):
    settings = f'[organization]\nid = "o-abcdefghij"\nmanagement_account = "{ACCOUNT}"\n'
    settings += f"member_accounts = {json.dumps([MEMBER, *MORE_MEMBERS])}\n"
    for account in (MEMBER, OUTSIDE):
        settings += f'[[access_keys]]\naccess_key_id = "AKIA{account}"\nsecret_access_key = "{account}"\n'
        settings += f'account = "{account}"\nuser_name = "admin"\nrole = "admin"\n'
    cloud = ObedientCloud()
    server = Stellwerk(tmp_path_factory.mktemp("arranged"), cloud, settings=settings)
    yield Places(server, cloud)
    assert server.stop() == 0


def provoke(place, operation, error, change):
    changed = change(place) if callable(change) else change
    request = {**REQUESTS[operation](place), **changed}
    request = {member: value for member, value in request.items() if value is not None}
    refused(error, lambda: place.call(operation, **request))


@pytest.mark.parametrize("operation, error, change", parameters(scenarios()))
def test_error(places, operation, error, change):
    alone = operation in ALONE_OPERATIONS or (callable(change) and change in ALONE)
    with places.place(alone) as place:
        provoke(place, operation, error, change)


@pytest.mark.parametrize("operation, error, change", parameters(arranged_scenarios()))
def test_arranged_error(arranged_places, operation, error, change):
    with arranged_places.place() as place:
        provoke(place, operation, error, change)


@pytest.mark.parametrize("walk", WALKS)
def test_success(places, walk):
    with places.place() as place:
        for operation in walk.split():
            place.call(operation, **REQUESTS[operation](place))


@pytest.mark.parametrize("walk", ARRANGED_WALKS)
def test_arranged_success(arranged_places, walk):
    with arranged_places.place() as place:
        for operation in walk.split():
            place.call(operation, **REQUESTS[operation](place))


def test_nothing_is_missing():
    walked = [operation for walk in WALKS + ARRANGED_WALKS for operation in walk.split()]
    assert sorted([*walked, *NEVER_SUCCEEDS]) == sorted(OPERATIONS)
    found = [(operation, error) for operation, error, _ in [*scenarios(), *arranged_scenarios()]]
    provoked = set(found)
    assert len(found) == len(provoked), "two scenarios for one error"
    assert provoked <= MODELLED
    left = MODELLED - provoked
    named = {pair for pair in NOT_PROVOKED if pair[0] != "*"}
    assert named <= left, "provoked, or in no model"
    errors = {error for operation, error in NOT_PROVOKED if operation == "*"}
    assert errors == {error for _, error in left - named}, "not explained, or explained and provoked everywhere"
