//! What we do otherwise than AWS, for COMPAT.md.

/// Operation and sentence.
pub const DEVIATIONS: &[(&str, &str)] = &[
    (
        "PutConfigurationRecorder",
        "The role is noted; resources are described with the credentials of the account's target in the settings. Names of resource \
         types are not checked against a list.",
    ),
    (
        "PutDeliveryChannel",
        "Bucket and topic are looked at with the server's own credentials; bucket policies are not evaluated.",
    ),
    (
        "PutServiceLinkedConfigurationRecorder",
        "Records nothing by itself: the services that AWS does it for are not here.",
    ),
    (
        "PutResourceConfig",
        "Takes types of AWS, too, and checks no schema of the CloudFormation registry: SchemaVersionId is ignored.",
    ),
    (
        "GetResourceConfigHistory",
        "Pages are full whatever time they span; AWS looks at seven days in one call, so that its pages may be empty. relatedEvents \
         has the events that made the change, where AWS leaves it empty.",
    ),
    ("BatchGetResourceConfig", "Needs no configuration recorder."),
    ("ListDiscoveredResources", "Needs no configuration recorder."),
];
