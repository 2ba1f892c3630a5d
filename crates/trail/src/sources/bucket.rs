//! Looking into a bucket for new log files, without a queue and without ever listing all of it.
//!
//! Files lie in folders by account, kind, region and day, and are named after the time of their delivery. So of each region only the
//! folders of the last days are listed, each from a marker on: some minutes before the last file that was seen, because files
//! may come a little out of order.

use chrono::{Days, NaiveDate};

use super::SourceError;
use super::intake::Intake;
use crate::delivery::moment;

/// How far before the last file the next listing begins.
const OVERLAP_MINUTES: i64 = 30;
/// Files that one round takes.
const FILES_MAX: usize = 10_000;
const KINDS: &[&str] = &["CloudTrail", "CloudTrail-Insight", "CloudTrail-NetworkActivity"];

pub struct Place<'a> {
    pub bucket: &'a str,
    pub prefix: &'a str,
    pub look_back_hours: u64,
}

pub async fn round(intake: &mut Intake, place: &Place<'_>) -> Result<(), SourceError> {
    let now = moment(intake.service.clock.now());
    let first = now - chrono::Duration::hours(place.look_back_hours.clamp(1, 24 * 90) as i64);
    let days = days(first.date_naive(), now.date_naive());
    let mut left = FILES_MAX;
    let mut current = Vec::new();
    for region in regions(intake, place).await? {
        for day in &days {
            let folder = format!("{region}{}/", day.format("%Y/%m/%d"));
            left = take_folder(intake, place.bucket, &folder, left).await?;
            current.push(folder);
        }
    }
    // Folders of days that are over are not listed again.
    intake.state.markers.retain(|folder, _| current.contains(folder));
    Ok(())
}

fn days(first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
    let following = |day: &NaiveDate| day.checked_add_days(Days::new(1)).filter(|day| *day <= last);
    std::iter::successors(Some(first), following).collect()
}

/// The folders of all regions of all accounts, `…/CloudTrail/REGION/`.
async fn regions(intake: &Intake, place: &Place<'_>) -> Result<Vec<String>, SourceError> {
    let aws = &intake.aws;
    let prefix = match place.prefix.trim_matches('/') {
        "" => String::new(),
        prefix => format!("{prefix}/"),
    };
    let mut accounts = aws.list_folders(place.bucket, &format!("{prefix}AWSLogs/")).await?;
    let organizations: Vec<String> = accounts.extract_if(.., |f| last_part(f).starts_with("o-")).collect();
    for organization in organizations {
        accounts.extend(aws.list_folders(place.bucket, &organization).await?);
    }
    let mut regions = Vec::new();
    for account in accounts {
        for kind in KINDS {
            regions.extend(aws.list_folders(place.bucket, &format!("{account}{kind}/")).await?);
        }
    }
    Ok(regions)
}

fn last_part(folder: &str) -> &str {
    folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// Takes the files of a folder; returns how many may still be taken.
async fn take_folder(
    intake: &mut Intake,
    bucket: &str,
    folder: &str,
    mut left: usize,
) -> Result<usize, SourceError> {
    let mut after = intake.state.markers.get(folder).map(|last| before(last)).unwrap_or_default();
    while left > 0 {
        let (keys, more) = intake.aws.list_objects(bucket, folder, &after).await?;
        let uris: Vec<String> = keys.iter().map(|key| format!("s3://{bucket}/{key}")).collect();
        let known = intake.service.store.catalog.sources(&uris).await?;
        for (object_key, uri) in keys.iter().zip(&uris).take(left) {
            // Log files are written once: what was taken is not fetched again to see whether it has changed.
            if !known.get(uri).is_some_and(|source| source.done) {
                intake.take_object(bucket, object_key).await?;
            }
            let marker = intake.state.markers.entry(folder.to_owned()).or_default();
            if *object_key > *marker {
                marker.clone_from(object_key);
            }
        }
        left = left.saturating_sub(keys.len());
        match (keys.last(), more) {
            (Some(last), true) => after.clone_from(last),
            _ => break,
        }
    }
    Ok(left)
}

/// A key some minutes before this one: names have the time of delivery, `…_20261124T1005Z_…`.
fn before(key: &str) -> String {
    let (folder, name) = key.rsplit_once('/').unwrap_or(("", key));
    let time =
        name.split('_').find_map(|part| chrono::NaiveDateTime::parse_from_str(part, "%Y%m%dT%H%MZ").ok());
    match time {
        Some(time) => {
            let earlier = time - chrono::Duration::minutes(OVERLAP_MINUTES);
            let (shown, wanted) = (time.format("%Y%m%dT%H%MZ"), earlier.format("%Y%m%dT%H%MZ"));
            let from = name.find(&shown.to_string()).unwrap_or_default();
            format!("{folder}/{}{wanted}", &name[..from])
        }
        // Not one of CloudTrail's names: the whole folder, then.
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_begins_some_minutes_before_the_last_file() {
        let folder = "AWSLogs/1/CloudTrail/eu-west-1/2026/11/24";
        assert_eq!(
            before(&format!("{folder}/1_CloudTrail_eu-west-1_20261124T1005Z_abc.json.gz")),
            format!("{folder}/1_CloudTrail_eu-west-1_20261124T0935Z")
        );
        assert_eq!(before("folder/other.json.gz"), "");
    }

    #[test]
    fn every_day_from_the_first_to_the_last() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        assert_eq!(days(day(23), day(25)), [day(23), day(24), day(25)]);
        assert_eq!(days(day(23), day(23)), [day(23)]);
    }
}
