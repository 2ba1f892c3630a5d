//! Event history: `LookupEvents`, with AWS's rules, and `SearchEvents`, our own operation without its limits.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use stellwerk_model::attributes::AttributeKey;
use stellwerk_model::summary::Category;
use stellwerk_store::Store;
use stellwerk_store::lookup::{FoundEvent, Lookup, Scope, lookup};
use stellwerk_wire::json::Timestamp;
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Failure, cloudtrail, stellwerk};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::Context;

const PAGE_EVENTS: i64 = 50;
const HISTORY_DAYS: i64 = 90;
const DAY_MILLIS: i64 = 24 * 3600 * 1000;

pub fn register(registry: &mut Registry<Context>) {
    registry.on_written::<cloudtrail::LookupEvents, _, _>(lookup_events);
    registry.on::<stellwerk::SearchEvents, _, _>(search_events);
}

async fn lookup_events(context: Context, input: cloudtrail::LookupEventsRequest) -> Result<String, Failure> {
    use cloudtrail::error;
    let attributes = input.lookup_attributes.unwrap_or_default();
    if attributes.len() > 1 {
        return Err(error::invalid_lookup_attributes("You can only specify one lookup attribute.").into());
    }
    let insight = input.event_category.is_some();
    let attributes: Vec<(AttributeKey, String)> =
        attributes.into_iter().map(|a| (key(a.attribute_key.as_str()), a.attribute_value)).collect();
    for (attribute, value) in &attributes {
        use AttributeKey::{EventId, EventName, EventSource, ReadOnly};
        if insight && !matches!(attribute, EventId | EventName | EventSource) {
            return Err(error::invalid_lookup_attributes(format!(
                "{} is not a lookup attribute of Insights events: use EventId, EventName or EventSource.",
                attribute.name()
            ))
            .into());
        }
        if *attribute == ReadOnly && !matches!(value.as_str(), "true" | "false") {
            return Err(error::invalid_lookup_attributes("The value of ReadOnly is true or false.").into());
        }
        // As documented: these characters count double.
        let length: usize =
            value.chars().map(|c| if matches!(c, '_' | ' ' | ',' | '\n') { 2 } else { 1 }).sum();
        if length > 2000 {
            return Err(error::invalid_lookup_attributes(
                "The attribute value is longer than 2000 characters (underscores, spaces, commas and newlines count double).",
            )
            .into());
        }
    }
    let call = &context.call;
    let earliest = Timestamp(call.now.0 - HISTORY_DAYS * DAY_MILLIS);
    let range = Range { start: input.start_time, end: input.end_time };
    if !range.is_in_order() {
        return Err(error::invalid_time_range("The start time is after the end time.").into());
    }
    let category = if insight { Category::Insight } else { Category::Management };
    let question = Question {
        attributes,
        range,
        earliest: Some(earliest),
        scope: Scope {
            account: Some(call.caller.account.clone()),
            region: Some(call.region.clone()),
            category: Some(category),
        },
    };
    let max = input.max_results.unwrap_or(PAGE_EVENTS) as usize;
    let page = match question.page(context.store(), input.next_token.as_deref(), max).await? {
        Some(page) => page,
        None => {
            return Err(error::invalid_next_token(
                "The token is invalid, or was given for other parameters: repeat the request that it came from.",
            )
            .into());
        }
    };
    Ok(written(&page)?)
}

/// A `LookupEventsResponse` as JSON. Most of what is asked for was asked for before: an event keeps the text that it became.
fn written(page: &Page) -> Result<String, serde_json::Error> {
    let events: Vec<&str> = page
        .events
        .iter()
        .map(|event| event.shown(|event| serde_json::to_string(&listed(event)).expect("it has text keys")))
        .collect();
    let mut text = format!("{{\"Events\":[{}]", events.join(","));
    if let Some(token) = &page.next {
        text.push_str(",\"NextToken\":");
        text.push_str(&serde_json::to_string(token)?);
    }
    text.push('}');
    Ok(text)
}

/// An event as CloudTrail lists it.
pub fn listed(found: &FoundEvent) -> cloudtrail::Event {
    let FoundEvent { summary, record, .. } = found.clone();
    let resources = summary.resources.into_iter().map(|r| cloudtrail::Resource {
        resource_type: r.resource_type,
        resource_name: Some(r.resource_name),
    });
    cloudtrail::Event {
        event_id: summary.event_id,
        event_name: summary.event_name,
        read_only: summary.read_only.map(str::to_owned),
        access_key_id: summary.access_key_id,
        event_time: summary.event_time.map(|micros| Timestamp(micros.div_euclid(1000))),
        event_source: summary.event_source,
        username: summary.username,
        resources: Some(resources.collect()),
        cloud_trail_event: Some(record),
    }
}

async fn search_events(
    context: Context,
    input: stellwerk::SearchEventsRequest,
) -> Result<stellwerk::SearchEventsResponse, Failure> {
    use stellwerk::error;
    let attributes = input.lookup_attributes.unwrap_or_default();
    let attributes = attributes.into_iter().map(|a| (key(a.attribute_key.as_str()), a.attribute_value));
    let range = Range { start: input.start_time, end: input.end_time };
    if !range.is_in_order() {
        return Err(error::invalid_time_range("The start time is after the end time.").into());
    }
    let scope = Scope { account: input.account, region: input.region, category: None };
    let question = Question { attributes: attributes.collect(), range, earliest: None, scope };
    let max = input.max_results.unwrap_or(PAGE_EVENTS) as usize;
    let page = question.page(context.store(), input.next_token.as_deref(), max).await?;
    let page = page.ok_or_else(|| {
        error::invalid_next_token(
            "The token is invalid, or was given for other parameters: repeat the request that it came from.",
        )
    })?;
    let events = page.events.into_iter().map(Arc::unwrap_or_clone).map(|found| stellwerk::Event {
        event_id: found.summary.event_id,
        event_name: found.summary.event_name,
        event_time: found.summary.event_time.map(|micros| Timestamp(micros.div_euclid(1000))),
        cloud_trail_event: Some(found.record),
    });
    Ok(stellwerk::SearchEventsResponse { events: events.collect(), next_token: page.next })
}

fn key(name: &str) -> AttributeKey {
    AttributeKey::parse(name).expect("the wire has the same eight attributes")
}

#[derive(Clone, Copy)]
pub struct Range {
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
}

impl Range {
    pub fn is_in_order(&self) -> bool {
        !matches!((self.start, self.end), (Some(start), Some(end)) if start > end)
    }
}

/// What is asked, whatever the page.
pub struct Question {
    pub attributes: Vec<(AttributeKey, String)>,
    pub range: Range,
    /// Older events are not shown, whatever the range.
    pub earliest: Option<Timestamp>,
    pub scope: Scope,
}

pub struct Page {
    pub events: Vec<Arc<FoundEvent>>,
    pub next: Option<String>,
}

/// Where the next page begins: with the events of this time that were not given yet.
///
/// Events that arrive meanwhile are newer and are not missed: whoever wants them asks anew. None that was there when the
/// first page was given is left out or given twice, wherever in the store it has moved.
#[derive(Serialize, Deserialize)]
struct Token {
    #[serde(rename = "q")]
    question: u64,
    #[serde(rename = "t")]
    time: Option<i64>,
    /// Hashes of the records of this time that were given.
    #[serde(rename = "g")]
    given: Vec<u64>,
}

impl Question {
    /// `None` where the token does not belong to the question.
    pub async fn page(
        &self,
        store: &Arc<Store>,
        token: Option<&str>,
        max: usize,
    ) -> Result<Option<Page>, Failure> {
        let before = match token {
            None => None,
            Some(text) => match self.token(text) {
                Some(token) => Some(token),
                None => return Ok(None),
            },
        };
        // Always timed: an event without a time has no place in an order by time, and is found by SQL only.
        let start = Some(self.range.start.max(self.earliest).map_or(i64::MIN, |t| t.0 * 1000));
        // A time in whole seconds means all of that second: records have no finer times.
        let end = self.range.end.map(|t| t.0 * 1000 + if t.0 % 1000 == 0 { 999_999 } else { 999 });
        let end = before.as_ref().map_or(end, |token| token.time);
        let given = before.as_ref().map_or(&[][..], |token| &token.given);
        let wanted = Lookup {
            attributes: self.attributes.clone(),
            start,
            end,
            max: max + given.len() + 1,
            scope: self.scope.clone(),
        };
        let mut events = lookup(store, &wanted).await?;
        events.retain(|event| event.summary.event_time != end || !given.contains(&hash(event)));
        let more = events.len() > max;
        events.truncate(max);
        let next = match events.last() {
            Some(last) if more => {
                let time = last.summary.event_time;
                let here = events.iter().filter(|event| event.summary.event_time == time).map(hash);
                let earlier = given.iter().copied().filter(|_| time == end);
                let token =
                    Token { question: self.fingerprint(), time, given: earlier.chain(here).collect() };
                Some(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&token)?))
            }
            _ => None,
        };
        Ok(Some(Page { events, next }))
    }

    fn token(&self, text: &str) -> Option<Token> {
        let token: Token = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        (token.question == self.fingerprint()).then_some(token)
    }

    fn fingerprint(&self) -> u64 {
        let mut hash = Xxh3::new();
        let mut add = |text: &str| {
            hash.update(&(text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        for (key, value) in &self.attributes {
            add(key.name());
            add(value);
        }
        add(self.scope.account.as_deref().unwrap_or_default());
        add(self.scope.region.as_deref().unwrap_or_default());
        add(self.scope.category.as_ref().map_or("", Category::name));
        add(&format!("{:?} {:?}", self.range.start, self.range.end));
        hash.digest()
    }
}

fn hash(event: &Arc<FoundEvent>) -> u64 {
    xxh3_64(event.record.as_bytes())
}
