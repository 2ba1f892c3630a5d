//! Where an operation is there and differs from AWS: what COMPAT.md says about it.

/// Operations and, a sentence each, what is different.
pub const DEVIATIONS: &[(&str, &str)] = &[
    (
        "CreateChannel",
        "Sources of partners are taken as they are named; the partner's own check of its events is not made.",
    ),
    (
        "CreateDashboard",
        "Parameters that are wrong in themselves are a ValidationException, for want of a modelled error.",
    ),
    (
        "CreateEventDataStore",
        "KMS keys are looked for and noted; data files are not encrypted with them, the master key of the server protects secrets \
         only.",
    ),
    (
        "CreateTrail",
        "Bucket and topic are looked at with the server's own credentials; bucket policies are not evaluated.",
    ),
    (
        "CreateTrail",
        "CloudWatch Logs is written to with the server's own credentials; the role is noted. When the program ends amid a \
         delivery, events may come twice to a log group. Aggregated events go to the bucket only.",
    ),
    (
        "CreateTrail",
        "An organization trail takes events of every account that the store has; who may create one is checked where the \
         settings name an organization.",
    ),
    ("DescribeTrails", "Trails of other accounts are not found by their ARN."),
    (
        "EnableFederation",
        "There is no Glue and no Lake Formation here: every event data store is a DuckLake that other engines open where it \
         is, federated or not. The role is noted.",
    ),
    ("GenerateQuery", "Refused with GenerateResponseException: no language model is configured."),
    ("GetEventDataStore", "PartitionKeys are not given: files are pruned by their statistics."),
    (
        "GetQueryResults",
        "Nested values are JSON, where AWS shows them as {key=value}. Null is an empty text.",
    ),
    (
        "ListInsightsMetricData",
        "Values are numbers of calls in each period, counted from the recorded events of the account and region.",
    ),
    ("LookupEvents", "No limit of two requests a second."),
    (
        "PutEventConfiguration",
        "Events have no size limit here, whatever MaxEventSize says. The request context has what the record itself says of the \
         request; tags of principals and resources are not known yet. A window whose events are delivered in several rounds has \
         several aggregated events, whose values add up.",
    ),
    ("PutInsightSelectors", "Selectors are kept; no Insights events are made yet."),
    (
        "PutResourcePolicy",
        "Policies of channels decide over PutAuditEvents, those of event data stores over queries of other accounts. Refreshes \
         of dashboards need no permission.",
    ),
    (
        "SearchSampleQueries",
        "Over a set of our own; relevance is the share of the phrase's words that a sample has.",
    ),
    (
        "StartDashboardRefresh",
        "Needs no resource policies of the event data stores. The widgets' queries run one after the other.",
    ),
    (
        "StartImport",
        "The bucket is read with the server's own credentials; the role is noted. A restart goes on with an import.",
    ),
    (
        "StartQuery",
        "The SQL is Trino's as far as Stellwerk knows it. Two queries run at a time, eight more may wait.",
    ),
];
