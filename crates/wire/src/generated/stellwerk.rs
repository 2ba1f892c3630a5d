//! Generated from `models/stellwerk.json` by `cargo run -p xtask -- codegen`; not to be edited.

use crate::macros::*;

pub static SERVICE: Service = Service {
    id: "Stellwerk",
    api_version: "2026-11-01",
    signing_name: "stellwerk",
    target: "Stellwerk_20261101",
    operations: &[
        &BLAME_RESOURCE_OPERATION,
        &DELETE_SAVED_QUERY_OPERATION,
        &GET_RESOURCE_TIMELINE_OPERATION,
        &GET_SAVED_QUERY_OPERATION,
        &LIST_SAVED_QUERIES_OPERATION,
        &PUT_SAVED_QUERY_OPERATION,
        &SEARCH_EVENTS_OPERATION,
    ],
};

operation!(BlameResource BLAME_RESOURCE_OPERATION: BlameResourceRequest BLAME_RESOURCE_REQUEST => BlameResourceResponse BLAME_RESOURCE_RESPONSE, Target, ["ResourceNotDiscoveredException"]);
operation!(DeleteSavedQuery DELETE_SAVED_QUERY_OPERATION: DeleteSavedQueryRequest DELETE_SAVED_QUERY_REQUEST => DeleteSavedQueryResponse DELETE_SAVED_QUERY_RESPONSE, Target, ["SavedQueryNotFoundException"]);
operation!(GetResourceTimeline GET_RESOURCE_TIMELINE_OPERATION: GetResourceTimelineRequest GET_RESOURCE_TIMELINE_REQUEST => GetResourceTimelineResponse GET_RESOURCE_TIMELINE_RESPONSE, Target, ["ResourceNotDiscoveredException"]);
operation!(GetSavedQuery GET_SAVED_QUERY_OPERATION: GetSavedQueryRequest GET_SAVED_QUERY_REQUEST => GetSavedQueryResponse GET_SAVED_QUERY_RESPONSE, Target, ["SavedQueryNotFoundException"]);
operation!(ListSavedQueries LIST_SAVED_QUERIES_OPERATION: ListSavedQueriesRequest LIST_SAVED_QUERIES_REQUEST => ListSavedQueriesResponse LIST_SAVED_QUERIES_RESPONSE, Target, ["InvalidNextTokenException"]);
operation!(PutSavedQuery PUT_SAVED_QUERY_OPERATION: PutSavedQueryRequest PUT_SAVED_QUERY_REQUEST => PutSavedQueryResponse PUT_SAVED_QUERY_RESPONSE, Target, ["InvalidQueryStatementException", "SavedQueryLimitExceededException"]);
operation!(SearchEvents SEARCH_EVENTS_OPERATION: SearchEventsRequest SEARCH_EVENTS_REQUEST => SearchEventsResponse SEARCH_EVENTS_RESPONSE, Target, ["InvalidNextTokenException", "InvalidTimeRangeException"]);

pub mod error {
    use crate::macros::*;

    error!(invalid_next_token "InvalidNextTokenException");
    error!(invalid_query_statement "InvalidQueryStatementException");
    error!(invalid_time_range "InvalidTimeRangeException");
    error!(resource_not_discovered "ResourceNotDiscoveredException");
    error!(saved_query_limit_exceeded "SavedQueryLimitExceededException");
    error!(saved_query_not_found "SavedQueryNotFoundException");
}

pub static ACCOUNT: Shape = text(0, UNLIMITED, "\\d{12}", "^(?:\\d{12})$");
enumeration!(ATTRIBUTE_KEY AttributeKey { EventId "EventId", EventName "EventName", ReadOnly "ReadOnly", Username "Username", ResourceType "ResourceType", ResourceName "ResourceName", EventSource "EventSource", AccessKeyId "AccessKeyId" });
pub static ATTRIBUTE_VALUE: Shape = text(1, 2000, "", "");
structure!(default BLAME_RESOURCE_REQUEST BlameResourceRequest {
    resource_type "ResourceType" RESOURCE_TYPE true: String,
    resource_id "ResourceId" RESOURCE_ID true: String,
});
structure!(default BLAME_RESOURCE_RESPONSE BlameResourceResponse {
    properties "Properties" BLAMED_PROPERTY_LIST true: Vec<BlamedProperty>,
});
structure!(default BLAMED_PROPERTY BlamedProperty {
    path "Path" STRING false: Option<String>,
    value "Value" STRING false: Option<String>,
    since "Since" DATE false: Option<Timestamp>,
    certainty "Certainty" CERTAINTY false: Option<Certainty>,
    events "Events" CAUSING_EVENT_LIST false: Option<Vec<CausingEvent>>,
});
pub static BLAMED_PROPERTY_LIST: Shape = list(&BLAMED_PROPERTY, 0, UNLIMITED);
pub static BOOLEAN: Shape = Shape::Boolean;
structure!(default CAUSING_EVENT CausingEvent {
    event_id "EventId" STRING false: Option<String>,
    event_time "EventTime" DATE false: Option<Timestamp>,
    event_name "EventName" STRING false: Option<String>,
    username "Username" STRING false: Option<String>,
    principal_arn "PrincipalArn" STRING false: Option<String>,
    source_ip_address "SourceIPAddress" STRING false: Option<String>,
});
pub static CAUSING_EVENT_LIST: Shape = list(&CAUSING_EVENT, 0, UNLIMITED);
enumeration!(CERTAINTY Certainty { Exact "exact", Approximate "approximate", Unexplained "unexplained" });
pub static DATE: Shape = Shape::Timestamp;
structure!(default DELETE_SAVED_QUERY_REQUEST DeleteSavedQueryRequest {
    name "Name" SAVED_QUERY_NAME true: String,
});
structure!(default DELETE_SAVED_QUERY_RESPONSE DeleteSavedQueryResponse {
});
structure!(default EVENT Event {
    event_id "EventId" STRING false: Option<String>,
    event_name "EventName" STRING false: Option<String>,
    event_time "EventTime" DATE false: Option<Timestamp>,
    cloud_trail_event "CloudTrailEvent" STRING false: Option<String>,
});
pub static EVENT_LIST: Shape = list(&EVENT, 0, UNLIMITED);
structure!(default GET_RESOURCE_TIMELINE_REQUEST GetResourceTimelineRequest {
    resource_type "ResourceType" RESOURCE_TYPE true: String,
    resource_id "ResourceId" RESOURCE_ID true: String,
});
structure!(default GET_RESOURCE_TIMELINE_RESPONSE GetResourceTimelineResponse {
    entries "Entries" TIMELINE_ENTRY_LIST true: Vec<TimelineEntry>,
});
structure!(default GET_SAVED_QUERY_REQUEST GetSavedQueryRequest {
    name "Name" SAVED_QUERY_NAME true: String,
});
structure!(default GET_SAVED_QUERY_RESPONSE GetSavedQueryResponse {
    saved_query "SavedQuery" SAVED_QUERY true: SavedQuery,
});
structure!(default LIST_SAVED_QUERIES_REQUEST ListSavedQueriesRequest {
    max_results "MaxResults" MAX_RESULTS false: Option<i64>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default LIST_SAVED_QUERIES_RESPONSE ListSavedQueriesResponse {
    saved_queries "SavedQueries" SAVED_QUERY_LIST true: Vec<SavedQuery>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(LOOKUP_ATTRIBUTE LookupAttribute {
    attribute_key "AttributeKey" ATTRIBUTE_KEY true: AttributeKey,
    attribute_value "AttributeValue" ATTRIBUTE_VALUE true: String,
});
pub static LOOKUP_ATTRIBUTES: Shape = list(&LOOKUP_ATTRIBUTE, 0, 50);
pub static MAX_RESULTS: Shape = integer(1, 1000, "Integer");
structure!(default PUT_SAVED_QUERY_REQUEST PutSavedQueryRequest {
    name "Name" SAVED_QUERY_NAME true: String,
    description "Description" SAVED_QUERY_DESCRIPTION false: Option<String>,
    query_statement "QueryStatement" QUERY_STATEMENT true: String,
});
structure!(default PUT_SAVED_QUERY_RESPONSE PutSavedQueryResponse {
    saved_query "SavedQuery" SAVED_QUERY true: SavedQuery,
});
pub static QUERY_STATEMENT: Shape = text(1, 10000, "", "");
pub static REGION: Shape = text(1, 64, "[a-z0-9-]+", "^(?:[a-z0-9-]+)$");
pub static RESOURCE_ID: Shape = text(1, 768, "", "");
pub static RESOURCE_TYPE: Shape = text(1, 196, "", "");
structure!(default SAVED_QUERY SavedQuery {
    name "Name" SAVED_QUERY_NAME true: String,
    description "Description" SAVED_QUERY_DESCRIPTION false: Option<String>,
    query_statement "QueryStatement" QUERY_STATEMENT true: String,
    created_by "CreatedBy" STRING false: Option<String>,
    created_time "CreatedTime" DATE false: Option<Timestamp>,
    updated_time "UpdatedTime" DATE false: Option<Timestamp>,
});
pub static SAVED_QUERY_DESCRIPTION: Shape = text(0, 1000, "", "");
pub static SAVED_QUERY_LIST: Shape = list(&SAVED_QUERY, 0, UNLIMITED);
pub static SAVED_QUERY_NAME: Shape = text(1, 128, "", "");
structure!(default SEARCH_EVENTS_REQUEST SearchEventsRequest {
    lookup_attributes "LookupAttributes" LOOKUP_ATTRIBUTES false: Option<Vec<LookupAttribute>>,
    account "Account" ACCOUNT false: Option<String>,
    region "Region" REGION false: Option<String>,
    start_time "StartTime" DATE false: Option<Timestamp>,
    end_time "EndTime" DATE false: Option<Timestamp>,
    max_results "MaxResults" MAX_RESULTS false: Option<i64>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default SEARCH_EVENTS_RESPONSE SearchEventsResponse {
    events "Events" EVENT_LIST true: Vec<Event>,
    next_token "NextToken" STRING false: Option<String>,
});
pub static STRING: Shape = text(0, UNLIMITED, "", "");
structure!(default TIMELINE_ENTRY TimelineEntry {
    configuration_item_capture_time "ConfigurationItemCaptureTime" DATE false: Option<Timestamp>,
    configuration_item_status "ConfigurationItemStatus" STRING false: Option<String>,
    configuration_item_diff "ConfigurationItemDiff" STRING false: Option<String>,
    certainty "Certainty" CERTAINTY false: Option<Certainty>,
    events "Events" CAUSING_EVENT_LIST false: Option<Vec<CausingEvent>>,
});
pub static TIMELINE_ENTRY_LIST: Shape = list(&TIMELINE_ENTRY, 0, UNLIMITED);
