//! Log files: gzip files of `{"Records":[…]}` in the trail's bucket.
//!
//! Exactly once, as far as S3 allows: before anything is written, the trail's state says which part of the log goes into files of
//! which names. Whoever finds such an intention (after a crash, or after S3 refused) writes the same files under the same names.
//! Only then does the trail's place in the log move on.
//!
//! Keys and contents: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::json;
use stellwerk_store::log::{self, Sequence, follow};

use super::aggregation::Aggregation;
use super::digests::{Chain, chain_name};
use super::*;
use crate::signing::sha256;

/// Bytes of records that go into one file, before compression.
const FILE_BYTES_MAX: usize = 50_000_000;

impl Follower<'_> {
    /// Writes what it is time for; returns whether nothing is left to write.
    pub(super) async fn log_files(&mut self, now: i64, ends: bool) -> Result<bool, DeliveryError> {
        if !self.state.document.files_retry.is_due(now) {
            return Ok(false);
        }
        loop {
            if self.state.document.intention.is_none() && !self.intend(now, ends).await? {
                return Ok(true);
            }
            if let Err(error) = self.carry_out().await {
                let note = |state: &mut Delivery, why| {
                    state.last_error = Some(why);
                    state.files_retry.failed(now);
                };
                self.failed("log files", error, note).await?;
                return Ok(false);
            }
        }
    }

    /// Decides whether it is time, and notes what will be written before it is.
    async fn intend(&mut self, now: i64, ends: bool) -> Result<bool, DeliveryError> {
        let settings = &self.service.delivery;
        let state = &self.state.document;
        let end = log::end(&self.service.store).await?;
        if end <= state.cursor {
            return Ok(false);
        }
        let due = now >= state.last_round + settings.every_seconds as i64 * 1000;
        if !due && !ends && end - state.cursor < settings.events {
            return Ok(false);
        }
        let read = follow::read(&self.service.store, state.cursor, end, ROUND_EVENTS).await?;
        let until = read.end;
        self.note(|state| {
            state.intention = Some(Intention { until, time: now });
            state.last_attempt = Some(now);
        })
        .await?;
        Ok(until > self.state.document.cursor)
    }

    /// Writes the files of the intention, and moves on.
    async fn carry_out(&mut self) -> Result<(), DeliveryError> {
        let Some(intention) = self.state.document.intention.clone() else { return Ok(()) };
        let service = self.service;
        let from = self.state.document.cursor;
        let read = follow::read(&service.store, from, intention.until, usize::MAX).await?;
        // Under the name of the chain of digests that will list it.
        let mut written: Vec<(String, LogFile)> = Vec::new();
        for (number, file) in self.files(&read.events).into_iter().enumerate() {
            let key = self.log_key(&file, from, number, intention.time);
            let (content, hash) = gzip(&file.records)?;
            let bucket = &self.trail.s3_bucket_name;
            service.aws.put_object(bucket, &key, headers(self.trail), content).await?;
            written.push((
                chain_name(self.place, &file.account, &file.region),
                LogFile {
                    bucket: bucket.clone(),
                    key,
                    hash,
                    newest: file.newest,
                    oldest: file.oldest,
                    delivered: intention.time,
                },
            ));
        }
        let notified = self.notify(&written).await;
        let validation = self.trail.log_file_validation;
        // Digests of all regions end at the same times.
        let period = service.delivery.digest_millis();
        let started = self.began();
        let begins = started + (intention.time - started).div_euclid(period) * period;
        self.note(|state| {
            state.cursor = intention.until;
            state.intention = None;
            state.last_round = intention.time;
            state.last_error = None;
            state.files_retry = Retry::default();
            match notified {
                Some(Ok(())) => {
                    state.last_notification = Some(intention.time);
                    state.last_notification_error = None;
                }
                Some(Err(error)) => {
                    tracing::warn!("{error}");
                    state.last_notification_error = Some(aws_code(&error));
                }
                None => {}
            }
            if !written.is_empty() {
                state.last_file = Some(intention.time);
            }
            for (name, file) in written.into_iter().filter(|_| validation) {
                // A region that is new to the trail begins a chain with the digest that lists its first file.
                let chain = state.chains.entry(name.clone()).or_insert_with(|| Chain::starting(begins));
                match file.delivered < chain.begins {
                    true => state.backfills.entry(name).or_default().pending.push(file),
                    false => chain.pending.push(file),
                }
            }
        })
        .await?;
        self.move_on().await
    }

    /// Tells the topic, if there is one; one message for a round.
    async fn notify(&self, written: &[(String, LogFile)]) -> Option<Result<(), AwsError>> {
        let topic = self.trail.sns_topic_arn.as_ref().filter(|_| !written.is_empty())?;
        let keys: Vec<&str> = written.iter().map(|(_, file)| file.key.as_str()).collect();
        let message = json!({ "s3Bucket": self.trail.s3_bucket_name, "s3ObjectKey": keys });
        let subject = "[Amazon CloudTrail] New log file(s) delivered";
        Some(self.service.aws.publish(topic, subject, &message.to_string()).await)
    }

    /// The selected events, by account, region and kind of file.
    fn files(&self, events: &[String]) -> Vec<File> {
        let mut files: BTreeMap<(String, String, &'static str), Vec<File>> = BTreeMap::new();
        let mut add = |account: &str, region: &str, folder, record: &str, event_time: Option<i64>| {
            let place = (account.to_owned(), region.to_owned(), folder);
            let group = files.entry(place).or_default();
            if group.last().is_none_or(|f| f.bytes + record.len() > FILE_BYTES_MAX) {
                let (account, region) = (account.to_owned(), region.to_owned());
                group.push(File { account, region, folder, ..File::default() });
            }
            if let Some(file) = group.last_mut() {
                file.bytes += record.len();
                file.records.push(record.to_owned());
                file.newest = file.newest.max(event_time);
                file.oldest = [file.oldest, event_time].into_iter().flatten().min();
            }
        };
        let mut aggregation = Aggregation::of(self.trail);
        let mut members = Members::default();
        for event in events {
            if members.take_apart(event).is_err() {
                continue; // the log takes records only
            }
            let facts = Facts::of(event, &members);
            let Some((account, region)) = self.logged(event, &members, &facts) else { continue };
            let folder = match facts.category {
                Category::NetworkActivity => "CloudTrail-NetworkActivity",
                Category::Insight => "CloudTrail-Insight",
                _ => "CloudTrail",
            };
            add(&account, region, folder, event, members.event_time);
            aggregation.add(&account, region, event, &members, &facts);
        }
        for aggregated in aggregation.events(&self.place.arn()) {
            let (account, region) = (&aggregated.account, &aggregated.region);
            add(account, region, "CloudTrail-Aggregated", &aggregated.record, Some(aggregated.window_start));
        }
        files.into_values().flatten().collect()
    }

    /// The same for the same part of the log, so that a file that is written again replaces itself.
    fn log_key(&self, file: &File, from: Sequence, number: usize, time: i64) -> String {
        let time = moment(time);
        let trail = self.place.arn();
        let unique = sha256(format!("{trail} {from} {number} {}", self.trail.s3_bucket_name).as_bytes());
        let unique: String = unique.bytes().map(|b| char::from(b).to_ascii_uppercase()).take(16).collect();
        let File { account, region, folder, .. } = file;
        format!(
            "{}/{folder}/{region}/{}/{account}_{folder}_{region}_{}_{unique}.json.gz",
            account_folder(self.trail, self.place.organization, account),
            time.format("%Y/%m/%d"),
            time.format("%Y%m%dT%H%MZ"),
        )
    }
}

/// A file before it is written.
#[derive(Clone, Debug, Default)]
struct File {
    account: String,
    region: String,
    folder: &'static str,
    records: Vec<String>,
    bytes: usize,
    newest: Option<i64>,
    oldest: Option<i64>,
}

/// `{"Records":[…]}` compressed, and the hash of it uncompressed. The records' bytes are what they were.
fn gzip(records: &[String]) -> Result<(Bytes, String), DeliveryError> {
    let text = format!("{{\"Records\":[{}]}}", records.join(","));
    Ok((compressed(text.as_bytes())?, sha256(text.as_bytes())))
}
