//! What `LookupEvents` answers about a record, and whether a record has the attributes that were asked for.

use std::borrow::Cow;

use serde::Serialize;

use crate::attributes::{self, AttributeKey};
use crate::record::{Column, Members};

/// The members of AWS's `Event` shape that are read from the record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Summary {
    pub event_id: Option<String>,
    pub event_name: Option<String>,
    /// "true" or "false", as AWS spells it.
    pub read_only: Option<&'static str>,
    pub access_key_id: Option<String>,
    /// Microseconds since the epoch.
    #[serde(skip)]
    pub event_time: Option<i64>,
    pub event_source: Option<String>,
    pub username: Option<String>,
    pub resources: Vec<SummaryResource>,
    /// Whose event history the record is in.
    #[serde(skip)]
    pub account: Option<String>,
    #[serde(skip)]
    pub region: Option<String>,
    #[serde(skip)]
    pub category: Category,
}

/// `eventCategory`. Records older than it (before eventVersion 1.07) are told apart by what they have instead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Category {
    #[default]
    Management,
    Data,
    NetworkActivity,
    Insight,
    Other(String),
}

impl Category {
    pub fn of(category: Option<&str>, event_type: Option<&str>, management_event: Option<bool>) -> Category {
        match category {
            Some("Management") => Category::Management,
            Some("Data") => Category::Data,
            Some("NetworkActivity") => Category::NetworkActivity,
            Some("Insight") => Category::Insight,
            Some(other) => Category::Other(other.to_owned()),
            None if event_type == Some("AwsCloudTrailInsight") => Category::Insight,
            None if management_event == Some(false) => Category::Data,
            None => Category::Management,
        }
    }

    pub fn name(&self) -> &str {
        match self {
            Category::Management => "Management",
            Category::Data => "Data",
            Category::NetworkActivity => "NetworkActivity",
            Category::Insight => "Insight",
            Category::Other(name) => name,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SummaryResource {
    pub resource_type: Option<String>,
    pub resource_name: String,
}

impl Summary {
    /// Reads a record; what is not a JSON object says nothing.
    pub fn of(record: &str) -> Summary {
        let mut members = Members::default();
        if members.take_apart(record).is_err() {
            return Summary::default();
        }
        let text = |column| members.text(record, column);
        let owned = |column| text(column).map(str::to_owned);
        let identity = text(Column::UserIdentity).map(attributes::identity).unwrap_or_default();
        let mut resources: Vec<SummaryResource> = Vec::new();
        attributes::resources(
            text(Column::Resources),
            text(Column::RequestParameters),
            text(Column::ResponseElements),
            text(Column::EventSource),
            |r| {
                let resource = SummaryResource {
                    resource_type: r.resource_type.map(Cow::into_owned),
                    resource_name: r.name.into_owned(),
                };
                if !resources.contains(&resource) {
                    resources.push(resource);
                }
            },
        );
        Summary {
            event_id: owned(Column::EventId),
            event_name: owned(Column::EventName),
            read_only: members.read_only.map(|r| if r { "true" } else { "false" }),
            access_key_id: identity.access_key_id.map(Cow::into_owned),
            event_time: members.event_time,
            event_source: owned(Column::EventSource),
            username: identity.user_name.map(Cow::into_owned),
            resources,
            // Older records do not say who received them: whose caller it was.
            account: owned(Column::RecipientAccountId).or_else(|| identity.account_id.map(Cow::into_owned)),
            region: owned(Column::AwsRegion),
            category: Category::of(
                text(Column::EventCategory),
                text(Column::EventType),
                members.management_event,
            ),
        }
    }

    /// Whether the attribute has this value: the whole value, case-sensitive.
    pub fn has(&self, key: AttributeKey, value: &str) -> bool {
        let is = |own: &Option<String>| own.as_deref() == Some(value);
        match key {
            AttributeKey::EventId => is(&self.event_id),
            AttributeKey::EventName => is(&self.event_name),
            AttributeKey::ReadOnly => self.read_only == Some(value),
            AttributeKey::Username => is(&self.username),
            AttributeKey::ResourceType => self.resources.iter().any(|r| is(&r.resource_type)),
            AttributeKey::ResourceName => self.resources.iter().any(|r| r.resource_name == value),
            AttributeKey::EventSource => is(&self.event_source),
            AttributeKey::AccessKeyId => is(&self.access_key_id),
        }
    }
}
