//! Event selectors: which events a trail or an event data store takes.
//!
//! Pure functions over the few facts of an event that selectors can ask for. The rules are AWS's:
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html>. Selectors of a list are alternatives;
//! the fields of one selector must all hold; of one field, what selects is alternatives, and anything that deselects wins.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use stellwerk_model::attributes;
use stellwerk_model::record::{Column, Members};
use stellwerk_model::summary::Category;
use stellwerk_wire::Error;
use stellwerk_wire::cloudtrail::{self as wire, error};

const BASIC_SELECTORS_MAX: usize = 5;
const DATA_RESOURCES_MAX: usize = 250;
const ADVANCED_VALUES_MAX: usize = 500;
const BASIC_DATA_TYPES: &[&str] = &["AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"];
const EXCLUDABLE_SOURCES: &[&str] = &["kms.amazonaws.com", "rdsdata.amazonaws.com"];

/// What selectors can ask of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts<'a> {
    pub category: Category,
    pub read_only: Option<bool>,
    pub event_source: &'a str,
    pub event_name: &'a str,
    pub event_type: &'a str,
    pub session_credential_from_console: &'a str,
    pub user_identity_arn: Cow<'a, str>,
    /// Of the caller.
    pub account_id: Option<Cow<'a, str>>,
    pub invoked_by: Cow<'a, str>,
    pub error_code: &'a str,
    pub vpc_endpoint_id: &'a str,
    /// Types and ARNs.
    pub resources: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Facts<'a> {
    /// Reads a record that was [taken apart](Members::take_apart).
    pub fn of(record: &'a str, members: &'a Members) -> Facts<'a> {
        let text = |column| members.text(record, column);
        let identity = text(Column::UserIdentity).map(attributes::identity).unwrap_or_default();
        Facts {
            category: Category::of(
                text(Column::EventCategory),
                text(Column::EventType),
                members.management_event,
            ),
            read_only: members.read_only,
            event_source: text(Column::EventSource).unwrap_or_default(),
            event_name: text(Column::EventName).unwrap_or_default(),
            event_type: text(Column::EventType).unwrap_or_default(),
            session_credential_from_console: text(Column::SessionCredentialFromConsole).unwrap_or_default(),
            user_identity_arn: identity.arn.unwrap_or_default(),
            account_id: identity.account_id,
            invoked_by: identity.invoked_by.unwrap_or_default(),
            error_code: text(Column::ErrorCode).unwrap_or_default(),
            vpc_endpoint_id: text(Column::VpcEndpointId).unwrap_or_default(),
            resources: text(Column::Resources)
                .map(attributes::listed)
                .unwrap_or_default()
                .into_iter()
                .map(|resource| (resource.resource_type.unwrap_or_default(), resource.name))
                .collect(),
        }
    }
}

/// The selectors of a trail or an event data store; writing one kind erases the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Selectors {
    Basic(Vec<Basic>),
    Advanced(Vec<Advanced>),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basic {
    pub read_write: ReadWrite,
    pub management_events: bool,
    pub data_resources: Vec<DataResource>,
    pub excluded_sources: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadWrite {
    All,
    ReadOnly,
    WriteOnly,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataResource {
    pub resource_type: String,
    /// ARNs or beginnings of them.
    pub values: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advanced {
    pub name: Option<String>,
    pub fields: Vec<FieldSelector>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSelector {
    pub field: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equals: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub starts_with: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends_with: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_equals: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_starts_with: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_ends_with: Vec<String>,
}

impl Default for Selectors {
    /// What a new trail logs: all management events.
    fn default() -> Self {
        Selectors::Basic(vec![Basic {
            read_write: ReadWrite::All,
            management_events: true,
            data_resources: Vec::new(),
            excluded_sources: Vec::new(),
        }])
    }
}

impl Selectors {
    pub fn select(&self, event: &Facts<'_>) -> bool {
        match self {
            Selectors::Basic(selectors) => selectors.iter().any(|selector| selector.selects(event)),
            Selectors::Advanced(selectors) => selectors.iter().any(|selector| selector.selects(event)),
        }
    }

    /// What a new event data store takes.
    pub fn all_management_events() -> Selectors {
        let field = FieldSelector {
            field: "eventCategory".to_owned(),
            equals: vec!["Management".to_owned()],
            ..FieldSelector::default()
        };
        Selectors::Advanced(vec![Advanced {
            name: Some("Default management events".to_owned()),
            fields: vec![field],
        }])
    }

    /// The category of the first selector; those of one event data store are all of one kind.
    pub fn category(&self) -> Option<&str> {
        match self {
            Selectors::Basic(_) => None,
            Selectors::Advanced(selectors) => selectors.first().and_then(Advanced::category),
        }
    }

    /// Whether a trail that has them logs any data events.
    pub fn log_data_events(&self) -> bool {
        match self {
            Selectors::Basic(selectors) => selectors.iter().any(|s| !s.data_resources.is_empty()),
            Selectors::Advanced(selectors) => selectors.iter().any(|s| s.category() == Some("Data")),
        }
    }
}

impl Selectors {
    /// Whether Insights of a type have anything to look at among the management events.
    pub fn check_insights(&self, insight_type: &str) -> Result<(), Error> {
        let writes_only = insight_type == "ApiCallRateInsight";
        let logged = match self {
            Selectors::Basic(selectors) => selectors.iter().any(|selector| {
                selector.management_events && !(writes_only && selector.read_write == ReadWrite::ReadOnly)
            }),
            Selectors::Advanced(selectors) => selectors.iter().any(|selector| {
                let reads_only = |f: &FieldSelector| f.field == "readOnly" && !f.selects("false");
                let is_management = selector.category() == Some("Management");
                is_management && !(writes_only && selector.fields.iter().any(reads_only))
            }),
        };
        match logged {
            true => Ok(()),
            false => Err(error::invalid_insight_selectors(format!(
                "{insight_type} looks at {}, which are not logged.",
                if writes_only { "management events that write" } else { "management events" }
            ))),
        }
    }
}

impl Basic {
    fn selects(&self, event: &Facts<'_>) -> bool {
        let wanted = match self.read_write {
            ReadWrite::All => true,
            ReadWrite::ReadOnly => event.read_only == Some(true),
            ReadWrite::WriteOnly => event.read_only != Some(true),
        };
        wanted
            && match event.category {
                Category::Management => {
                    self.management_events && !self.excluded_sources.iter().any(|s| s == event.event_source)
                }
                Category::Data => event.resources.iter().any(|(kind, arn)| {
                    self.data_resources.iter().any(|resource| {
                        resource.resource_type == **kind
                            && resource.values.iter().any(|value| resource.covers(value, arn))
                    })
                }),
                _ => false,
            }
    }
}

impl DataResource {
    /// Objects and tables by the beginning of the ARN; functions by the whole ARN, or all of them.
    fn covers(&self, value: &str, arn: &str) -> bool {
        match self.resource_type.as_str() {
            "AWS::Lambda::Function" => value == arn || value == "arn:aws:lambda",
            "AWS::DynamoDB::Table" => value == arn || value == "arn:aws:dynamodb",
            _ => arn.starts_with(value),
        }
    }
}

impl Advanced {
    fn category(&self) -> Option<&str> {
        let field = self.fields.iter().find(|field| field.field == "eventCategory")?;
        field.equals.first().map(String::as_str)
    }

    fn selects(&self, event: &Facts<'_>) -> bool {
        // The two fields of resources speak of one and the same resource.
        let (of_resources, of_event): (Vec<_>, Vec<_>) =
            self.fields.iter().partition(|field| field.field.starts_with("resources."));
        let holds = |field: &&FieldSelector| value(event, &field.field).is_some_and(|v| field.selects(&v));
        of_event.iter().all(holds)
            && (of_resources.is_empty()
                || event.resources.iter().any(|(kind, arn)| {
                    of_resources
                        .iter()
                        .all(|field| field.selects(if field.field == "resources.type" { kind } else { arn }))
                }))
    }
}

/// The value of a field; `None` for one that an event cannot have.
fn value<'a>(event: &'a Facts<'_>, field: &str) -> Option<Cow<'a, str>> {
    Some(Cow::Borrowed(match field {
        "eventCategory" => return Some(Cow::Owned(event.category.name().to_owned())),
        "readOnly" => match event.read_only {
            Some(true) => "true",
            _ => "false",
        },
        "eventSource" => event.event_source,
        "eventName" => event.event_name,
        "eventType" => event.event_type,
        "sessionCredentialFromConsole" => event.session_credential_from_console,
        "userIdentity.arn" => &event.user_identity_arn,
        "errorCode" => event.error_code,
        "vpcEndpointId" => event.vpc_endpoint_id,
        _ => return None,
    }))
}

impl FieldSelector {
    /// Alternatives that select (none: everything does), and nothing that deselects.
    fn selects(&self, value: &str) -> bool {
        let selected = (self.equals.is_empty() && self.starts_with.is_empty() && self.ends_with.is_empty())
            || self.equals.iter().any(|v| v == value)
            || self.starts_with.iter().any(|v| value.starts_with(v.as_str()))
            || self.ends_with.iter().any(|v| value.ends_with(v.as_str()));
        let deselected = self.not_equals.iter().any(|v| v == value)
            || self.not_starts_with.iter().any(|v| value.starts_with(v.as_str()))
            || self.not_ends_with.iter().any(|v| value.ends_with(v.as_str()));
        selected && !deselected
    }

    fn operators(&self) -> [(&'static str, &[String]); 6] {
        [
            ("Equals", &self.equals),
            ("StartsWith", &self.starts_with),
            ("EndsWith", &self.ends_with),
            ("NotEquals", &self.not_equals),
            ("NotStartsWith", &self.not_starts_with),
            ("NotEndsWith", &self.not_ends_with),
        ]
    }
}

/// What selectors are for: trails and event data stores allow different fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Trail,
    EventDataStore,
}

/// Basic selectors of a request; or what is wrong with them.
pub fn basic(selectors: Vec<wire::EventSelector>) -> Result<Selectors, String> {
    if selectors.is_empty() || selectors.len() > BASIC_SELECTORS_MAX {
        return Err(format!("Specify one to {BASIC_SELECTORS_MAX} event selectors for a trail."));
    }
    let mut resources = 0;
    let mut parsed = Vec::new();
    for selector in selectors {
        let mut data_resources = Vec::new();
        for resource in selector.data_resources.unwrap_or_default() {
            let resource_type = resource.r#type.unwrap_or_default();
            if !BASIC_DATA_TYPES.contains(&resource_type.as_str()) {
                return Err(format!(
                    "{resource_type:?} is not a data resource type of basic event selectors, which are {}. Use advanced event \
                     selectors for others.",
                    BASIC_DATA_TYPES.join(", ")
                ));
            }
            let values = resource.values.unwrap_or_default();
            if let Some(value) = values.iter().find(|value| !value.starts_with("arn:")) {
                return Err(format!(
                    "Value {value} for DataResources.Values is invalid: it must be an ARN or begin one."
                ));
            }
            // "All of them" does not count.
            resources += values.iter().filter(|value| value.matches(':').count() > 2).count();
            data_resources.push(DataResource { resource_type, values });
        }
        let excluded_sources = selector.exclude_management_event_sources.unwrap_or_default();
        if let Some(source) = excluded_sources.iter().find(|s| !EXCLUDABLE_SOURCES.contains(&s.as_str())) {
            return Err(format!(
                "{source:?} cannot be excluded: ExcludeManagementEventSources are {}.",
                EXCLUDABLE_SOURCES.join(", ")
            ));
        }
        let management_events = selector.include_management_events.unwrap_or(true);
        if !management_events && data_resources.is_empty() {
            return Err(
                "An event selector must include management events, or data resources, or both.".to_owned()
            );
        }
        if !management_events && !excluded_sources.is_empty() {
            return Err("ExcludeManagementEventSources needs IncludeManagementEvents to be true.".to_owned());
        }
        parsed.push(Basic {
            read_write: match selector.read_write_type {
                Some(wire::ReadWriteType::ReadOnly) => ReadWrite::ReadOnly,
                Some(wire::ReadWriteType::WriteOnly) => ReadWrite::WriteOnly,
                Some(wire::ReadWriteType::All) | None => ReadWrite::All,
            },
            management_events,
            data_resources,
            excluded_sources,
        });
    }
    if resources > DATA_RESOURCES_MAX {
        return Err(format!(
            "The event selectors name {resources} data resources; a trail may have {DATA_RESOURCES_MAX}."
        ));
    }
    Ok(Selectors::Basic(parsed))
}

/// Advanced selectors of a request; or what is wrong with them.
pub fn advanced(selectors: Vec<wire::AdvancedEventSelector>, owner: Owner) -> Result<Selectors, String> {
    let mut values = 0;
    let mut parsed = Vec::new();
    for selector in selectors {
        let fields = selector.field_selectors.into_iter().map(|field| FieldSelector {
            field: field.field,
            equals: field.equals.unwrap_or_default(),
            starts_with: field.starts_with.unwrap_or_default(),
            ends_with: field.ends_with.unwrap_or_default(),
            not_equals: field.not_equals.unwrap_or_default(),
            not_starts_with: field.not_starts_with.unwrap_or_default(),
            not_ends_with: field.not_ends_with.unwrap_or_default(),
        });
        let selector = Advanced { name: selector.name, fields: fields.collect() };
        check_advanced(&selector, owner)?;
        values += selector.fields.iter().flat_map(|f| f.operators()).map(|(_, v)| v.len()).sum::<usize>();
        parsed.push(selector);
    }
    if parsed.is_empty() {
        return Err("Specify at least one advanced event selector.".to_owned());
    }
    let kind = |selector: &Advanced| match selector.category() {
        Some("Management" | "Data" | "NetworkActivity") => "CloudTrail".to_owned(),
        other => other.unwrap_or_default().to_owned(),
    };
    if parsed.iter().any(|selector| kind(selector) != kind(&parsed[0])) {
        return Err("Advanced event selectors for different kinds of events cannot be combined.".to_owned());
    }
    if values > ADVANCED_VALUES_MAX {
        return Err(format!(
            "The advanced event selectors have {values} values; {ADVANCED_VALUES_MAX} are allowed."
        ));
    }
    Ok(Selectors::Advanced(parsed))
}

/// Which operators a field allows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Allows {
    Any,
    Equals,
    EqualsOrNot,
    NotEquals,
}

fn check_advanced(selector: &Advanced, owner: Owner) -> Result<(), String> {
    let categories = || selector.fields.iter().filter(|f| f.field == "eventCategory");
    let category = match (categories().count(), selector.category()) {
        (1, Some(category)) => category,
        _ => {
            return Err(
                "An advanced event selector must have one field eventCategory, with Equals.".to_owned()
            );
        }
    };
    let mut seen: Vec<&str> = Vec::new();
    for field in &selector.fields {
        let name = field.field.as_str();
        if seen.contains(&name) {
            return Err(format!("Field {name} appears twice in an advanced event selector."));
        }
        seen.push(name);
        let allowed = allows(category, name, owner).ok_or_else(|| {
            format!(
                "Field {name} is not valid for {category} events of {}.",
                match owner {
                    Owner::Trail => "a trail",
                    Owner::EventDataStore => "an event data store",
                }
            )
        })?;
        let used: Vec<&str> =
            field.operators().into_iter().filter(|(_, values)| !values.is_empty()).map(|(n, _)| n).collect();
        let fits = |operator: &&str| match allowed {
            Allows::Any => true,
            Allows::Equals => *operator == "Equals",
            Allows::EqualsOrNot => matches!(*operator, "Equals" | "NotEquals"),
            Allows::NotEquals => *operator == "NotEquals",
        };
        if used.is_empty() {
            return Err(format!("Field {name} has no operator with values."));
        }
        if let Some(operator) = used.iter().find(|operator| !fits(operator)) {
            return Err(format!("Field {name} of {category} events does not allow the operator {operator}."));
        }
        check_values(category, field)?;
    }
    if category == "Data" && !seen.contains(&"resources.type") {
        return Err(
            "An advanced event selector for Data events must have the field resources.type.".to_owned()
        );
    }
    if category == "NetworkActivity" && !seen.contains(&"eventSource") {
        return Err("An advanced event selector for NetworkActivity events must have the field eventSource."
            .to_owned());
    }
    Ok(())
}

fn allows(category: &str, field: &str, owner: Owner) -> Option<Allows> {
    use Allows::*;
    let store = owner == Owner::EventDataStore;
    Some(match (category, field) {
        ("Management" | "Data" | "NetworkActivity", "eventCategory") => Equals,
        ("Insight" | "ConfigurationItem" | "Evidence" | "ActivityAuditLog", "eventCategory") if store => {
            Equals
        }
        ("Management" | "Data", "readOnly") => Equals,
        ("Management", "eventSource") if !store => NotEquals,
        ("Management" | "Data", "eventSource") => Any,
        ("Management", "eventName") if store => Any,
        ("Data", "eventName") => Any,
        ("Management", "eventType") if store => Any,
        ("Data", "eventType") => Any,
        ("Management", "sessionCredentialFromConsole") if store => EqualsOrNot,
        ("Data", "sessionCredentialFromConsole") => EqualsOrNot,
        ("Management", "userIdentity.arn") if store => Any,
        ("Data", "userIdentity.arn") => Any,
        ("NetworkActivity", "userIdentity.arn") if !store => Any,
        ("Data", "resources.type") => Equals,
        ("Data", "resources.ARN") => Any,
        ("NetworkActivity", "eventSource") => Equals,
        ("NetworkActivity", "eventName") => Any,
        ("NetworkActivity", "errorCode") => Equals,
        ("NetworkActivity", "vpcEndpointId") => Any,
        _ => return None,
    })
}

fn check_values(category: &str, field: &FieldSelector) -> Result<(), String> {
    let name = field.field.as_str();
    let only = |allowed: &[&str]| {
        let values = field.operators().into_iter().flat_map(|(_, values)| values);
        match values.into_iter().find(|value| !allowed.contains(&value.as_str())) {
            Some(value) => Err(format!("{value:?} is not a value of {name}: use {}.", allowed.join(" or "))),
            None => Ok(()),
        }
    };
    match (category, name) {
        (_, "readOnly") => only(&["true", "false"]),
        (_, "sessionCredentialFromConsole") => only(&["true"]),
        ("NetworkActivity", "errorCode") => only(&["VpceAccessDenied"]),
        ("Management", "eventSource")
            if field.equals.is_empty() && field.operators()[1..3].iter().all(|(_, v)| v.is_empty()) =>
        {
            Ok(())
        }
        (_, "resources.type" | "eventCategory") if field.equals.len() != 1 => {
            Err(format!("Field {name} has exactly one value."))
        }
        ("NetworkActivity", "eventSource") if field.equals.len() != 1 => {
            Err("Field eventSource of NetworkActivity events has exactly one value.".to_owned())
        }
        (_, "resources.ARN") => {
            let whole = field.equals.iter().chain(&field.not_equals);
            match whole.into_iter().find(|arn| !arn.starts_with("arn:") || arn.matches(':').count() < 5) {
                Some(arn) => Err(format!("{arn:?} is not a complete ARN, as Equals and NotEquals need it.")),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

impl Selectors {
    /// As answers show them: the two lists, one of them empty.
    pub fn to_wire(&self) -> (Option<Vec<wire::EventSelector>>, Option<Vec<wire::AdvancedEventSelector>>) {
        let some = |values: &Vec<String>| (!values.is_empty()).then(|| values.clone());
        match self {
            Selectors::Basic(selectors) => {
                let selectors = selectors.iter().map(|s| wire::EventSelector {
                    read_write_type: Some(match s.read_write {
                        ReadWrite::All => wire::ReadWriteType::All,
                        ReadWrite::ReadOnly => wire::ReadWriteType::ReadOnly,
                        ReadWrite::WriteOnly => wire::ReadWriteType::WriteOnly,
                    }),
                    include_management_events: Some(s.management_events),
                    data_resources: Some(
                        s.data_resources
                            .iter()
                            .map(|r| wire::DataResource {
                                r#type: Some(r.resource_type.clone()),
                                values: Some(r.values.clone()),
                            })
                            .collect(),
                    ),
                    exclude_management_event_sources: some(&s.excluded_sources),
                });
                (Some(selectors.collect()), None)
            }
            Selectors::Advanced(selectors) => {
                let selectors = selectors.iter().map(|s| wire::AdvancedEventSelector {
                    name: s.name.clone(),
                    field_selectors: s
                        .fields
                        .iter()
                        .map(|f| wire::AdvancedFieldSelector {
                            field: f.field.clone(),
                            equals: some(&f.equals),
                            starts_with: some(&f.starts_with),
                            ends_with: some(&f.ends_with),
                            not_equals: some(&f.not_equals),
                            not_starts_with: some(&f.not_starts_with),
                            not_ends_with: some(&f.not_ends_with),
                        })
                        .collect(),
                });
                (None, Some(selectors.collect()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn facts(record: &str, check: impl FnOnce(&Facts<'_>)) {
        let mut members = Members::default();
        members.take_apart(record).unwrap();
        check(&Facts::of(record, &members));
    }

    const PUT_OBJECT: &str = r#"{"eventCategory":"Data","readOnly":false,"eventSource":"s3.amazonaws.com","eventName":"PutObject",
        "eventType":"AwsApiCall","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::1:user/a","accountId":"1"},"resources":[
        {"type":"AWS::S3::Object","ARN":"arn:aws:s3:::bucket/key"},{"type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::bucket"}]}"#;

    #[test]
    fn facts_of_a_record() {
        facts(PUT_OBJECT, |event| {
            assert_eq!((&event.category, event.read_only), (&Category::Data, Some(false)));
            assert_eq!((event.event_source, event.event_name), ("s3.amazonaws.com", "PutObject"));
            assert_eq!(event.user_identity_arn, "arn:aws:iam::1:user/a");
            assert_eq!(event.resources[0].1, "arn:aws:s3:::bucket/key");
        });
    }

    #[test]
    fn both_fields_of_resources_speak_of_one_resource() {
        let selector = |kind: &str, arn: &str| Advanced {
            name: None,
            fields: vec![
                field("eventCategory", &["Data"]),
                field("resources.type", &[kind]),
                field("resources.ARN", &[arn]),
            ],
        };
        facts(PUT_OBJECT, |event| {
            assert!(selector("AWS::S3::Object", "arn:aws:s3:::bucket/key").selects(event));
            assert!(!selector("AWS::S3::Object", "arn:aws:s3:::bucket").selects(event));
        });
    }

    #[test]
    fn basic_selectors() {
        let basic = |values: &[&str]| Basic {
            read_write: ReadWrite::WriteOnly,
            management_events: false,
            data_resources: vec![DataResource {
                resource_type: "AWS::S3::Object".to_owned(),
                values: values.iter().map(ToString::to_string).collect(),
            }],
            excluded_sources: Vec::new(),
        };
        facts(PUT_OBJECT, |event| {
            for (value, selected) in [
                ("arn:aws:s3", true),
                ("arn:aws:s3:::bucket/", true),
                ("arn:aws:s3:::bucket/k", true),
                ("arn:aws:s3:::other/", false),
            ] {
                assert_eq!(basic(&[value]).selects(event), selected, "{value}");
            }
            assert!(!Basic { read_write: ReadWrite::ReadOnly, ..basic(&["arn:aws:s3"]) }.selects(event));
            assert!(!Selectors::default().select(event));
        });
        let decrypt = r#"{"eventCategory":"Management","readOnly":true,"eventSource":"kms.amazonaws.com","eventName":"Decrypt"}"#;
        facts(decrypt, |event| {
            assert!(Selectors::default().select(event));
            let without = Basic {
                read_write: ReadWrite::All,
                management_events: true,
                data_resources: Vec::new(),
                excluded_sources: vec!["kms.amazonaws.com".to_owned()],
            };
            assert!(!without.selects(event));
        });
    }

    fn field(name: &str, equals: &[&str]) -> FieldSelector {
        FieldSelector {
            field: name.to_owned(),
            equals: equals.iter().map(ToString::to_string).collect(),
            starts_with: Vec::new(),
            ends_with: Vec::new(),
            not_equals: Vec::new(),
            not_starts_with: Vec::new(),
            not_ends_with: Vec::new(),
        }
    }

    /// AWS's rules word by word, one value after the other, without any of the shortcuts above.
    fn naive(selectors: &[Advanced], event: &[(&str, &str)]) -> bool {
        let mut any_selector = false;
        for selector in selectors {
            let mut all_fields = true;
            for field in &selector.fields {
                let value =
                    event.iter().find(|(name, _)| *name == field.field).map_or("", |(_, value)| value);
                let (mut selecting, mut selected, mut deselected) = (false, false, false);
                for (operator, values) in field.operators() {
                    for wanted in values {
                        let hit = match operator.trim_start_matches("Not") {
                            "Equals" => value == wanted,
                            "StartsWith" => value.len() >= wanted.len() && value[..wanted.len()] == **wanted,
                            _ => {
                                value.len() >= wanted.len() && value[value.len() - wanted.len()..] == **wanted
                            }
                        };
                        if operator.starts_with("Not") {
                            deselected |= hit;
                        } else {
                            selecting = true;
                            selected |= hit;
                        }
                    }
                }
                all_fields &= (!selecting || selected) && !deselected;
            }
            any_selector |= all_fields;
        }
        any_selector
    }

    fn values() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec("[ab]{1,3}", 0..3)
    }

    fn field_selector(name: &'static str) -> impl Strategy<Value = FieldSelector> {
        (values(), values(), values(), values(), values(), values()).prop_map(move |v| FieldSelector {
            field: name.to_owned(),
            equals: v.0,
            starts_with: v.1,
            ends_with: v.2,
            not_equals: v.3,
            not_starts_with: v.4,
            not_ends_with: v.5,
        })
    }

    fn selector() -> impl Strategy<Value = Advanced> {
        let fields =
            (field_selector("eventName"), field_selector("eventSource"), field_selector("userIdentity.arn"));
        (fields, 0usize..4).prop_map(|((a, b, c), count)| Advanced {
            name: None,
            fields: vec![a, b, c].into_iter().take(count).collect(),
        })
    }

    proptest! {
        #[test]
        fn advanced_selectors_do_what_the_rules_say(
            selectors in prop::collection::vec(selector(), 0..4),
            name in "[ab]{0,4}",
            source in "[ab]{0,4}",
            arn in "[ab]{0,4}",
        ) {
            let expected =
                naive(&selectors, &[("eventName", &name), ("eventSource", &source), ("userIdentity.arn", &arn)]);
            let event = Facts {
                event_name: &name,
                event_source: &source,
                user_identity_arn: Cow::Borrowed(&arn),
                ..Facts::default()
            };
            prop_assert_eq!(Selectors::Advanced(selectors).select(&event), expected);
        }
    }
}
