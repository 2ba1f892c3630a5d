//! To CloudWatch Logs: every selected event, as it comes, into a log stream of the trail's log group.
//!
//! With a place in the log of its own, so that neither a slow bucket nor a missing log group holds up the other. Events may come twice
//! when the program ends between sending and noting it: log groups cannot replace what they have.
//!
//! Names of streams:
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-log-group-log-stream-naming-for-cloudtrail.html>.

use std::collections::BTreeMap;

use stellwerk_store::aws::logs::{LogEvent, LogGroup};
use stellwerk_store::log::{self, follow};

use super::*;

/// Larger events are not sent.
const EVENT_BYTES_MAX: usize = 256 << 10;
/// What one call takes: events, bytes (each event counts for a little more than its text), and the time between the first and
/// the last, in milliseconds.
const BATCH_EVENTS_MAX: usize = 10_000;
const BATCH_BYTES_MAX: usize = 1 << 20;
const EVENT_BYTES_MORE: usize = 26;
const BATCH_MILLIS_MAX: i64 = 24 * 3600 * 1000;

/// How far a trail has come in its log group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogGroupDelivery {
    pub cursor: Sequence,
    /// Milliseconds since 1970.
    pub last: Option<i64>,
    pub last_error: Option<String>,
    #[serde(default)]
    pub retry: Retry,
}

impl Follower<'_> {
    /// Sends what came; returns whether nothing is left to send.
    pub(super) async fn log_group(&mut self, now: i64) -> Result<bool, DeliveryError> {
        let group = self.trail.log_group_arn.as_deref().and_then(LogGroup::of);
        match (group, &self.state.document.log_group) {
            (None, None) => return Ok(true),
            (None, Some(_)) => {
                self.note(|state| state.log_group = None).await?;
                return Ok(true);
            }
            (Some(_), None) => {
                let cursor = self.state.document.cursor;
                self.note(|state| state.log_group = Some(LogGroupDelivery { cursor, ..Default::default() }))
                    .await?;
            }
            (Some(_), Some(delivery)) if !delivery.retry.is_due(now) => return Ok(false),
            _ => {}
        }
        let Some(group) = group else { return Ok(true) };
        if let Err(error) = self.send(group, now).await {
            let note = |state: &mut Delivery, why| {
                let delivery = state.log_group.get_or_insert_default();
                delivery.last_error = Some(why);
                delivery.retry.failed(now);
            };
            self.failed("events to CloudWatch Logs", error, note).await?;
            return Ok(false);
        }
        Ok(true)
    }

    async fn send(&mut self, group: LogGroup<'_>, now: i64) -> Result<(), DeliveryError> {
        let store = &self.service.store;
        let end = log::end(store).await?;
        loop {
            let cursor = self.state.document.log_group.as_ref().map_or(end, |delivery| delivery.cursor);
            if cursor >= end {
                return Ok(());
            }
            let read = follow::read(store, cursor, end, ROUND_EVENTS).await?;
            if read.end == cursor {
                return Ok(());
            }
            let streams = self.streams(&read.events, now);
            let any = !streams.is_empty();
            for (stream, events) in streams {
                for batch in batches(&events) {
                    self.put(group, &stream, batch).await?;
                }
            }
            self.note(|state| {
                let delivery = state.log_group.get_or_insert_default();
                delivery.cursor = read.end;
                if any {
                    delivery.last = Some(now);
                }
                delivery.last_error = None;
                delivery.retry = Retry::default();
            })
            .await?;
            self.move_on().await?;
        }
    }

    async fn put(&self, group: LogGroup<'_>, stream: &str, events: &[LogEvent]) -> Result<(), AwsError> {
        let aws = &self.service.aws;
        let refused = match aws.put_log_events(group, stream, events).await {
            Err(error) if error.code() == Some("ResourceNotFoundException") => {
                aws.create_log_stream(group, stream).await?;
                aws.put_log_events(group, stream, events).await?
            }
            done => done?,
        };
        if refused > 0 {
            tracing::warn!("log group {} refused {refused} events: they are too old for it", group.name);
        }
        Ok(())
    }

    /// The selected events by stream, each in the order of time.
    fn streams(&self, events: &[String], now: i64) -> BTreeMap<String, Vec<LogEvent>> {
        let mut streams: BTreeMap<String, Vec<LogEvent>> = BTreeMap::new();
        let mut members = Members::default();
        for event in events.iter().filter(|event| event.len() <= EVENT_BYTES_MAX) {
            if members.take_apart(event).is_err() {
                continue; // the log takes records only
            }
            let facts = Facts::of(event, &members);
            let Some((account, _)) = self.logged(event, &members, &facts) else { continue };
            let organization = self.place.organization.map(|id| format!("{id}_")).unwrap_or_default();
            let stream = format!("{organization}{account}_CloudTrail_{}", self.place.region);
            let timestamp = members.event_time.map_or(now, |micros| micros.div_euclid(1000));
            streams.entry(stream).or_default().push(LogEvent { timestamp, message: event.clone() });
        }
        for events in streams.values_mut() {
            events.sort_by_key(|event| event.timestamp);
        }
        streams
    }
}

/// Cuts events, which are in the order of time, into what one call takes.
fn batches(events: &[LogEvent]) -> Vec<&[LogEvent]> {
    let mut batches = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, event) in events.iter().enumerate() {
        let size = event.message.len() + EVENT_BYTES_MORE;
        let full = at - start == BATCH_EVENTS_MAX
            || bytes + size > BATCH_BYTES_MAX
            || event.timestamp - events[start].timestamp >= BATCH_MILLIS_MAX;
        if full {
            batches.push(&events[start..at]);
            (start, bytes) = (at, 0);
        }
        bytes += size;
    }
    if start < events.len() {
        batches.push(&events[start..]);
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_keep_to_the_limits() {
        let event = |timestamp, bytes| LogEvent { timestamp, message: "x".repeat(bytes) };
        let sizes = |events: &[LogEvent]| batches(events).iter().map(|batch| batch.len()).collect::<Vec<_>>();
        assert_eq!(sizes(&[]), [] as [usize; 0]);
        assert_eq!(sizes(&vec![event(0, 1); 25_000]), [10_000, 10_000, 5_000]);
        // Four of them and what each counts for are more than a MiB.
        assert_eq!(sizes(&vec![event(0, EVENT_BYTES_MAX); 5]), [3, 2]);
        assert_eq!(sizes(&[event(0, 1), event(BATCH_MILLIS_MAX - 1, 1), event(BATCH_MILLIS_MAX, 1)]), [2, 1]);
    }
}
