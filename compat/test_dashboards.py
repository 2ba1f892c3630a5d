"""Dashboards; saved and sample queries."""

import json

import pytest

from conftest import ACCOUNT, eventually
from test_lake import MISSING, id_of, names_in, new_store, refused
from test_requests import call

DAY = 24 * 3600
VIEW = {"Title": "Calls", "View": "Table", "Height": "2", "Width": "4"}


@pytest.fixture
def store(cloudtrail):
    return new_store(cloudtrail)


def widget(store, **more):
    statement = f"SELECT eventName, count(*) AS calls FROM {id_of(store)} WHERE eventTime > '?' AND eventTime <= '?' GROUP BY 1"
    return {"QueryStatement": statement, "QueryParameters": ["$StartTime$", "$EndTime$"], "ViewProperties": VIEW, **more}


def test_dashboards(cloudtrail, store):
    create = cloudtrail.create_dashboard
    schedule = {"Frequency": {"Unit": "HOURS", "Value": 6}, "Status": "ENABLED", "TimeOfDay": "03:30"}
    tags = [{"Key": "k", "Value": "v"}]
    made = create(Name="calls", Widgets=[widget(store)], RefreshSchedule=schedule, TagsList=tags, TerminationProtectionEnabled=True)
    arn = made["DashboardArn"]
    assert arn == f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:dashboard/calls"
    assert (made["Type"], made["RefreshSchedule"], made["TagsList"]) == ("CUSTOM", schedule, tags)
    alias = made["Widgets"][0].pop("QueryAlias")
    assert made["Widgets"] == [widget(store)]
    found = cloudtrail.get_dashboard(DashboardId="calls")
    assert (found["DashboardArn"], found["Status"], found["TerminationProtectionEnabled"]) == (arn, "CREATED", True)
    refused("ConflictException", create, Name="calls")
    refused("InvalidQueryStatementException", create, Name="bad", Widgets=[widget(store, QueryStatement="SELECT '?' '?'")])
    refused("InvalidQueryStatementException", create, Name="bad", Widgets=[widget(store, QueryParameters=["$StartTime$"])])
    refused("EventDataStoreNotFoundException", create, Name="bad", Widgets=[widget(MISSING)])
    refused("ServiceQuotaExceededException", create, Name="bad", Widgets=[widget(store)] * 11)
    refused("ValidationException", create, Name="bad", Widgets=[widget(store, QueryParameters=["$Nothing$"])])
    refused("ConflictException", cloudtrail.delete_dashboard, DashboardId=arn)
    # The widget that asks the same keeps its alias.
    more = [widget(store), widget(store, QueryStatement=f"SELECT 1 AS one FROM {id_of(store)}", QueryParameters=[])]
    del more[1]["QueryParameters"]
    changed = cloudtrail.update_dashboard(DashboardId=arn, Widgets=more, TerminationProtectionEnabled=False)
    assert changed["Widgets"][0]["QueryAlias"] == alias != changed["Widgets"][1]["QueryAlias"]
    assert cloudtrail.get_dashboard(DashboardId=arn)["Status"] == "UPDATED"
    listed = cloudtrail.list_dashboards(Type="CUSTOM")["Dashboards"]
    assert listed == [{"DashboardArn": arn, "Type": "CUSTOM"}]
    assert cloudtrail.list_dashboards(NamePrefix="cal")["Dashboards"] == listed
    assert cloudtrail.list_tags(ResourceIdList=[arn])["ResourceTagList"][0]["TagsList"] == tags
    cloudtrail.delete_dashboard(DashboardId=arn)
    for operation in (cloudtrail.get_dashboard, cloudtrail.delete_dashboard, cloudtrail.update_dashboard, cloudtrail.start_dashboard_refresh):
        refused("ResourceNotFoundException", operation, DashboardId=arn)


def refreshed(cloudtrail, alias, refresh):
    def look():
        try:
            found = cloudtrail.describe_query(QueryAlias=alias, RefreshId=refresh)
        except cloudtrail.exceptions.QueryIdNotFoundException:
            return None
        return found["QueryStatus"] in ("FINISHED", "FAILED") and found

    return eventually(look)


def test_refresh(server, cloudtrail, store):
    cloudtrail.list_trails()
    eventually(lambda: "ListTrails" in names_in(cloudtrail, store))
    server.advance(1)
    made = cloudtrail.create_dashboard(Name="calls", Widgets=[widget(store)], RefreshSchedule={"Frequency": {"Unit": "DAYS", "Value": 1}})
    alias = made["Widgets"][0]["QueryAlias"]
    refresh = cloudtrail.start_dashboard_refresh(DashboardId="calls")["RefreshId"]
    described = refreshed(cloudtrail, alias, refresh)
    assert described["QueryStatus"] == "FINISHED" and "'?'" not in described["QueryString"]
    rows = cloudtrail.get_query_results(QueryId=described["QueryId"])["QueryResultRows"]
    assert [{"eventName": "ListTrails"}, {"calls": "1"}] in rows
    found = eventually(lambda: (d := cloudtrail.get_dashboard(DashboardId="calls")).get("LastRefreshId") == refresh and d)
    assert "LastRefreshFailureReason" not in found
    # Times of one's own.
    values = {"$StartTime$": "2020-01-01T00:00:00Z", "$EndTime$": "2020-01-02T00:00:00Z"}
    eventually(lambda: started(cloudtrail, values, alias))
    # By the schedule, a day later.
    before = cloudtrail.get_dashboard(DashboardId="calls")["LastRefreshId"]
    server.advance(DAY)
    eventually(lambda: cloudtrail.get_dashboard(DashboardId="calls")["LastRefreshId"] != before, 30)
    # The query of a widget can be asked by itself.
    parameters = ["2020-01-01 00:00:00", "2030-01-01 00:00:00"]
    assert cloudtrail.start_query(QueryAlias=alias, QueryParameters=parameters)["QueryId"]
    refused("InvalidParameterException", cloudtrail.start_query, QueryAlias="no-such-alias")


def started(cloudtrail, values, alias):
    try:
        refresh = cloudtrail.start_dashboard_refresh(DashboardId="calls", QueryParameterValues=values)["RefreshId"]
    except cloudtrail.exceptions.ServiceQuotaExceededException:
        return False  # the one before has not quite ended
    described = refreshed(cloudtrail, alias, refresh)
    return cloudtrail.get_query_results(QueryId=described["QueryId"])["QueryResultRows"] == []


def test_managed_dashboards(cloudtrail, store):
    listed = cloudtrail.list_dashboards(Type="MANAGED")["Dashboards"]
    assert len(listed) >= 14
    overview = [d["DashboardArn"] for d in listed if d["DashboardArn"].endswith("/AWSCloudTrail-Overview")][0]
    found = cloudtrail.get_dashboard(DashboardId=overview)
    assert found["Type"] == "MANAGED" and len(found["Widgets"]) >= 6
    refused("ConflictException", cloudtrail.update_dashboard, DashboardId=overview, Widgets=[])
    refused("ConflictException", cloudtrail.delete_dashboard, DashboardId=overview)
    refused("ValidationException", cloudtrail.start_dashboard_refresh, DashboardId=overview)
    values = {"$EventDataStoreId$": store}
    refresh = cloudtrail.start_dashboard_refresh(DashboardId=overview, QueryParameterValues=values)["RefreshId"]
    for shown in found["Widgets"]:
        described = refreshed(cloudtrail, shown["QueryAlias"], refresh)
        assert described["QueryStatus"] == "FINISHED", (shown["QueryStatement"], described["ErrorMessage"])


def test_every_managed_widget_is_a_valid_query(cloudtrail, store):
    dashboards = cloudtrail.list_dashboards(Type="MANAGED")["Dashboards"]
    for number, dashboard in enumerate(dashboards):
        widgets = cloudtrail.get_dashboard(DashboardId=dashboard["DashboardArn"])["Widgets"]
        if "nsights" in dashboard["DashboardArn"]:
            continue  # for event data stores of another kind
        own = [
            {k: v for k, v in w.items() if k != "QueryAlias"} | {"QueryStatement": w["QueryStatement"].replace("$EventDataStoreId$", id_of(store))}
            for w in widgets
        ]
        cloudtrail.create_dashboard(Name=f"copy-{number}", Widgets=own)


def test_highlights(cloudtrail):
    create = cloudtrail.create_dashboard
    refused("EventDataStoreNotFoundException", create, Name="AWSCloudTrail-Highlights")
    store = new_store(cloudtrail)
    refused("ValidationException", create, Name="AWSCloudTrail-Highlights", Widgets=[widget(store)])
    refused("ValidationException", create, Name="AWSCloudTrail-Mine")
    made = create(Name="AWSCloudTrail-Highlights")
    assert made["TerminationProtectionEnabled"] and made["Widgets"]
    assert made["RefreshSchedule"]["Frequency"] == {"Unit": "HOURS", "Value": 6}


def test_sample_queries(cloudtrail):
    found = cloudtrail.search_sample_queries(SearchPhrase="failed console sign-ins")["SearchResults"]
    assert "sign" in found[0]["Name"].lower() and found[0]["Relevance"] >= found[-1]["Relevance"] > 0
    assert "$EDS_ID" in found[0]["SQL"] and found[0]["Description"]
    first = cloudtrail.search_sample_queries(SearchPhrase="events", MaxResults=2)
    second = cloudtrail.search_sample_queries(SearchPhrase="events", MaxResults=2, NextToken=first["NextToken"])
    assert first["SearchResults"] != second["SearchResults"]
    assert cloudtrail.search_sample_queries(SearchPhrase="zeppelin")["SearchResults"] == []
    refused("InvalidParameterException", cloudtrail.search_sample_queries, SearchPhrase="events", NextToken="other")


def test_generated_queries_are_refused(cloudtrail, store):
    generate = cloudtrail.generate_query
    refused("GenerateResponseException", generate, EventDataStores=[store], Prompt="Who did what?")
    refused("EventDataStoreNotFoundException", generate, EventDataStores=[MISSING], Prompt="Who did what?")
    refused("EventDataStoreARNInvalidException", generate, EventDataStores=["store"], Prompt="Who did what?")


def test_saved_queries(server):
    """Our own operations."""

    def ask(operation, **parameters):
        status, code, _, text = call(server, operation, json.dumps(parameters).encode(), target="Stellwerk_20261101.", service="stellwerk")
        return json.loads(text) if status == 200 else code

    saved = ask("PutSavedQuery", Name="one", QueryStatement="SELECT 1", Description="d")["SavedQuery"]
    assert saved["CreatedBy"].endswith(":user/admin") and saved["CreatedTime"] == saved["UpdatedTime"]
    server.advance(5)
    again = ask("PutSavedQuery", Name="one", QueryStatement="SELECT 2")["SavedQuery"]
    assert again["UpdatedTime"] > again["CreatedTime"] == saved["CreatedTime"] and "Description" not in again
    ask("PutSavedQuery", Name="two", QueryStatement="SELECT 3")
    assert ask("GetSavedQuery", Name="one")["SavedQuery"] == again
    page = ask("ListSavedQueries", MaxResults=1)
    rest = ask("ListSavedQueries", NextToken=page["NextToken"])
    assert [q["Name"] for q in page["SavedQueries"] + rest["SavedQueries"]] == ["one", "two"]
    assert ask("DeleteSavedQuery", Name="one") == {}
    assert ask("GetSavedQuery", Name="one") == ask("DeleteSavedQuery", Name="one") == "SavedQueryNotFoundException"
    assert ask("PutSavedQuery", Name="three", QueryStatement=" ") == "InvalidQueryStatementException"
    assert ask("ListSavedQueries", NextToken="x") == "InvalidNextTokenException"
