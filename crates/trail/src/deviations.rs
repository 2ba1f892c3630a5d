//! Where an operation is there and differs from AWS: what COMPAT.md says about it.

/// Operations and, a sentence each, what is different.
pub const DEVIATIONS: &[(&str, &str)] = &[
    (
        "CreateTrail",
        "Bucket and topic are looked at with the server's own credentials; bucket policies are not evaluated.",
    ),
    (
        "CreateTrail",
        "CloudWatch Logs groups and KMS keys are taken as they are given; no events go to log groups yet.",
    ),
    ("CreateTrail", "An organization trail takes events of every account that the store has."),
    ("DescribeTrails", "Trails of other accounts are not found by their ARN."),
    ("ListTags", "Trails only: event data stores, channels and dashboards are not there yet."),
    ("LookupEvents", "No limit of two requests a second."),
    ("PutInsightSelectors", "Selectors are kept; no Insights events are made yet."),
    ("RemoveTags", "Trails only: event data stores, channels and dashboards are not there yet."),
];
