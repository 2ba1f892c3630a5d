//! Aggregated events: how often data events happened, in windows of five minutes, for trails that ask for it.
//!
//! For each template, each value of its primary dimension in a window becomes one event, with what those calls were by the other
//! dimensions. Events that arrive in several rounds of a trail make several aggregated events of the same window; each
//! event is counted in one of them, so their values add up.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aggregated-events.html>

use std::collections::BTreeMap;

use serde_json::{Value, json};
use stellwerk_model::attributes;

use super::*;
use crate::signing::sha256;

const WINDOW_MICROS: i64 = 300 * 1_000_000;
/// Values that one dimension lists; what is beyond is counted together.
const VALUES_MAX: usize = 100;
const OTHERS: &str = "OTHERS";

/// A template: its primary dimension and the others.
struct Template {
    name: &'static str,
    primary: &'static str,
    details: &'static [&'static str],
}

const TEMPLATES: &[Template] = &[
    Template {
        name: "API_ACTIVITY",
        primary: "eventName",
        details: &["resourceARN", "userIdentity", "userAgent", "sourceIpAddress", "errorCodes"],
    },
    Template {
        name: "RESOURCE_ACCESS",
        primary: "resourceARN",
        details: &["eventName", "userIdentity", "userAgent", "sourceIpAddress", "errorCodes"],
    },
    Template {
        name: "USER_ACTIONS",
        primary: "userIdentity",
        details: &["eventName", "resourceARN", "userAgent", "sourceIpAddress", "errorCodes"],
    },
];

/// What the events of a round come to.
pub struct Aggregation {
    templates: Vec<&'static Template>,
    groups: BTreeMap<Group, Counts>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    account: String,
    region: String,
    event_source: String,
    /// Microseconds since 1970.
    window_start: i64,
    template: &'static str,
    primary: String,
}

#[derive(Default)]
struct Counts {
    events: u64,
    /// By dimension and value.
    details: BTreeMap<&'static str, BTreeMap<String, u64>>,
}

pub struct Aggregated {
    pub account: String,
    pub region: String,
    pub window_start: i64,
    pub record: String,
}

impl Aggregation {
    pub fn of(trail: &Trail) -> Aggregation {
        let wanted = trail.aggregations.get("Data");
        let is_wanted = |template: &&Template| wanted.is_some_and(|w| w.iter().any(|w| w == template.name));
        Aggregation { templates: TEMPLATES.iter().filter(is_wanted).collect(), groups: BTreeMap::new() }
    }

    pub fn add(&mut self, account: &str, region: &str, event: &str, members: &Members, facts: &Facts<'_>) {
        if self.templates.is_empty() || facts.category != Category::Data {
            return;
        }
        let Some(time) = members.event_time else { return };
        let values = |dimension: &str| values(dimension, event, members, facts);
        for template in &self.templates {
            for primary in values(template.primary) {
                let group = Group {
                    account: account.to_owned(),
                    region: region.to_owned(),
                    event_source: facts.event_source.to_owned(),
                    window_start: time.div_euclid(WINDOW_MICROS) * WINDOW_MICROS,
                    template: template.name,
                    primary,
                };
                let counts = self.groups.entry(group).or_default();
                counts.events += 1;
                for dimension in template.details {
                    for value in values(dimension) {
                        *counts.details.entry(dimension).or_default().entry(value).or_default() += 1;
                    }
                }
            }
        }
    }

    /// The aggregated events: the same for the same events, also by their ids.
    pub fn events(self, trail_arn: &str) -> impl Iterator<Item = Aggregated> {
        self.groups.into_iter().map(move |(group, counts)| {
            let start = time::format(group.window_start);
            let details: Vec<Value> = counts
                .details
                .into_iter()
                .map(|(dimension, values)| {
                    json!({ "dimension": dimension, "statistics": statistics(values), "aggregationType": "Count" })
                })
                .collect();
            let template = TEMPLATES.iter().find(|template| template.name == group.template);
            let primary = json!({
                "dimension": template.map(|template| template.primary),
                "statistics": [{ "name": group.primary, "value": counts.events }],
                "aggregationType": "Count",
            });
            let mut record = json!({
                "eventVersion": "1.0",
                "accountId": group.account,
                "eventCategory": "Aggregated",
                "eventType": "AwsAggregatedEvent",
                "awsRegion": group.region,
                "eventSource": group.event_source,
                "timeWindow": {
                    "windowStart": start,
                    "windowEnd": time::format(group.window_start + WINDOW_MICROS),
                    "windowSize": "PT5M",
                },
                "summary": { "primaryDimension": primary, "details": details },
            });
            let digest = sha256(format!("{trail_arn} {record}").as_bytes());
            let mut bytes = [0; 16];
            bytes.copy_from_slice(&digest.as_bytes()[..16]);
            record["eventId"] = uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string().into();
            Aggregated {
                account: group.account,
                region: group.region,
                window_start: group.window_start,
                record: record.to_string(),
            }
        })
    }
}

/// What an event says in a dimension; most say one thing.
fn values(dimension: &str, event: &str, members: &Members, facts: &Facts<'_>) -> Vec<String> {
    let text = |column| members.text(event, column).map(str::to_owned);
    let one = match dimension {
        "eventName" => Some(facts.event_name.to_owned()),
        "userIdentity" => user(facts),
        "userAgent" => text(Column::UserAgent),
        "sourceIpAddress" => text(Column::SourceIpAddress),
        "errorCodes" => Some(facts.error_code.to_owned()),
        _ => {
            let listed = members.text(event, Column::Resources).map(attributes::listed).unwrap_or_default();
            return listed.into_iter().map(|resource| resource.name.into_owned()).collect();
        }
    };
    one.into_iter().filter(|value| !value.is_empty()).collect()
}

/// Who called: the ARN, or who it was on whose behalf there is none.
fn user(facts: &Facts<'_>) -> Option<String> {
    if !facts.user_identity_arn.is_empty() {
        return Some(facts.user_identity_arn.to_string());
    }
    if !facts.invoked_by.is_empty() {
        return Some(format!("AWSService:{}", facts.invoked_by));
    }
    facts.account_id.as_ref().map(|account| format!("AWSAccount:{account}"))
}

/// The most frequent first.
fn statistics(values: BTreeMap<String, u64>) -> Vec<Value> {
    let mut values: Vec<(String, u64)> = values.into_iter().collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let others: u64 = values.iter().skip(VALUES_MAX).map(|(_, count)| count).sum();
    values.truncate(VALUES_MAX);
    if others > 0 {
        values.push((OTHERS.to_owned(), others));
    }
    values.into_iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}
