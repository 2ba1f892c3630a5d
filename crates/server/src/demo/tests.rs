//! The promises of `mod.rs`, each on an estate that is as small as it can be.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;

use serde_json::Value;

use super::*;

fn settings(events: u64) -> EstateSettings {
    EstateSettings { events, ..EstateSettings::default() }
}

fn files(events: u64) -> Vec<LogFile> {
    estate(settings(events)).collect()
}

/// All events of an estate as they were written.
fn texts(events: u64) -> Vec<Vec<u8>> {
    estate(settings(events)).flat_map(|file| file.events).collect()
}

fn parse(text: &[u8]) -> Value {
    serde_json::from_slice(text).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(text)))
}

fn text<'a>(event: &'a Value, member: &str) -> &'a str {
    event[member].as_str().unwrap_or_default()
}

/// FNV-1a of all keys and events.
fn fingerprint(files: &[LogFile]) -> u64 {
    let bytes = files.iter().flat_map(|f| f.key.as_bytes().iter().chain(f.events.iter().flatten()));
    bytes.fold(0xcbf2_9ce4_8422_2325, |h, &b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn every_event_is_a_record_of_the_usual_size() {
    let events = texts(20_000);
    let (mut ids, mut oddities) = (BTreeSet::new(), BTreeSet::new());
    for written in &events {
        let event = parse(written);
        for member in
            ["eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "eventID"]
        {
            assert!(!event[member].is_null(), "{member} is missing: {event}");
        }
        let order: Vec<_> =
            ["\"eventVersion\"", "\"userIdentity\"", "\"eventTime\"", "\"requestParameters\"", "\"eventID\""]
                .into_iter()
                .map(|member| written.windows(member.len()).position(|w| w == member.as_bytes()).unwrap())
                .collect();
        assert!(order.is_sorted(), "members in CloudTrail's order: {event}");
        let failed = !event["errorCode"].is_null();
        assert!(!failed || event["responseElements"].is_null(), "a failed call has no response: {event}");
        ids.insert(text(&event, "eventID").to_owned());
        let issuer = &event["userIdentity"]["sessionContext"]["sessionIssuer"];
        for (oddity, seen) in [
            ("no category", event["eventCategory"].is_null()),
            ("empty issuer", issuer.as_object().is_some_and(|i| i.is_empty())),
            ("empty key", event["userIdentity"]["accessKeyId"] == ""),
            ("host name", text(&event, "sourceIPAddress").ends_with(".amazonaws.com")),
            ("ipv6", text(&event, "sourceIPAddress").starts_with("2001:db8:")),
            ("large", written.len() > 55_000),
            ("policy as object", event["requestParameters"]["bucketPolicy"].is_object()),
            ("no type", event["userIdentity"]["type"].is_null()),
            (
                "another account",
                event["userIdentity"]["type"] == "AWSAccount" && !event["sharedEventID"].is_null(),
            ),
        ] {
            if seen {
                oddities.insert(oddity);
            }
        }
    }
    assert_eq!(oddities.len(), 9, "only {oddities:?}");
    let bytes: usize = events.iter().map(Vec::len).sum();
    let average = bytes / events.len();
    assert!((1197..=1323).contains(&average), "{average} bytes per event, 1,260 ± 5 % wanted");
    assert!(events.iter().all(|e| e.len() < 256 * 1024), "the format's limit");
    let repeated = events.len() - ids.len();
    assert!((40..=200).contains(&repeated), "{repeated} of 20,000 delivered twice, 0.5 % wanted");
}

#[test]
fn the_mix_is_that_of_a_real_organization() {
    let (mut names, mut sources, mut failed, mut kinds) =
        (BTreeSet::new(), BTreeMap::new(), 0, BTreeSet::new());
    let events = texts(60_000);
    for event in events.iter().map(|e| parse(e)) {
        *sources.entry(text(&event, "eventSource").to_owned()).or_insert(0) += 1;
        names.insert((text(&event, "eventSource").to_owned(), text(&event, "eventName").to_owned()));
        failed += u64::from(!event["errorCode"].is_null() || !event["errorMessage"].is_null());
        kinds.insert(text(&event["userIdentity"], "type").to_owned());
    }
    let percent = |source: &str| 100 * sources[source] / events.len();
    assert!(sources.len() >= 45 && names.len() >= 400, "{} services, {} events", sources.len(), names.len());
    assert!((13..=19).contains(&percent("sts.amazonaws.com")), "{sources:?}");
    assert!((11..=18).contains(&percent("s3.amazonaws.com")), "{sources:?}");
    assert!((1_800..=3_000).contains(&failed), "{failed} of 60,000 failed, 4 % wanted");
    let wanted =
        ["AWSAccount", "AWSService", "AssumedRole", "IAMUser", "Root", "SAMLUser", "WebIdentityUser"];
    assert!(wanted.iter().all(|kind| kinds.contains(*kind)), "{kinds:?}");
}

#[test]
fn the_number_of_events_is_exact_and_the_newest_is_at_the_end() {
    for events in [0, 1, 7, 4_999, 5_000, 12_345] {
        let settings = settings(events);
        let end = settings.end.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let times: Vec<_> = texts(events).iter().map(|e| text(&parse(e), "eventTime").to_owned()).collect();
        assert_eq!(times.len() as u64, events);
        if events > 0 {
            assert_eq!(times.iter().max(), Some(&end), "newest of {events}");
            assert!(times.iter().all(|t| **t >= *"2026-07-03T00:00:00Z"), "90 days");
        }
    }
}

#[test]
fn equal_settings_give_equal_bytes_on_every_machine() {
    let small = files(5_000);
    assert_eq!(fingerprint(&small), fingerprint(&files(5_000)));
    // Pinned. Whoever changes what is generated changes this number, and the benchmarks' history with it.
    assert_eq!(format!("{:016x}", fingerprint(&small)), "336b91e94d01e0a8");
    let other = EstateSettings { seed: 2, ..settings(5_000) };
    assert_ne!(fingerprint(&small), fingerprint(&estate(other).collect::<Vec<_>>()));
}

#[test]
fn a_larger_estate_has_the_same_people_and_incidents() {
    let of = |events| -> (BTreeSet<String>, BTreeSet<Vec<u8>>) {
        let texts = texts(events);
        let arns = texts
            .iter()
            .map(|e| text(&parse(e)["userIdentity"]["sessionContext"]["sessionIssuer"], "arn").to_owned());
        let arns = arns.collect();
        (arns, texts.into_iter().collect())
    };
    let ((few, small), (many, large)) = (of(5_000), of(40_000));
    assert!(
        few.is_subset(&many),
        "roles of the small estate only: {:?}",
        few.difference(&many).collect::<Vec<_>>()
    );
    let incidents: u64 = INCIDENTS.iter().map(Incident::events).sum();
    let same = small.intersection(&large).count() as u64;
    assert!(same >= incidents, "{same} events are equal, the incidents alone are {incidents}");
}

#[test]
fn files_come_as_cloudtrail_delivers_them() {
    let files = files(20_000);
    assert!((60..400).contains(&files.len()), "{} files", files.len());
    assert!(files.is_sorted_by_key(|file| file.time), "in the order of delivery");
    let keys: BTreeSet<_> = files.iter().map(|file| &file.key).collect();
    assert_eq!(keys.len(), files.len(), "keys are unique");
    for file in &files {
        let LogFile { account, region, time, key, .. } = file;
        let (day, minute) = (time.format("%Y/%m/%d"), time.format("%Y%m%dT%H%MZ"));
        let start =
            format!("AWSLogs/{account}/CloudTrail/{region}/{day}/{account}_CloudTrail_{region}_{minute}_");
        assert!(key.starts_with(&start), "{key} is not {start}…");
        assert_eq!(key.len(), start.len() + 16 + ".json.gz".len());
        assert_eq!(time.timestamp() % 300, 0, "every five minutes");
        for event in file.events.iter().map(|e| parse(e)) {
            assert!(text(&event, "eventTime") <= &*time.format("%Y-%m-%dT%H:%M:%SZ").to_string(), "{event}");
            assert_eq!(text(&event, "recipientAccountId"), account);
        }
    }
}

#[test]
fn a_file_is_written_as_gzip_and_compresses_as_real_ones_do() {
    let dir = tempfile::tempdir().unwrap();
    let mut of_stream: HashMap<(String, String), Vec<Vec<u8>>> = HashMap::new();
    for file in estate(settings(30_000)) {
        of_stream.entry((file.account, file.region)).or_default().extend(file.events);
    }
    let ((account, region), events) = of_stream.into_iter().max_by_key(|(_, events)| events.len()).unwrap();
    let count = events.len() as u64;
    assert!(count > 3_000, "a file of {count} events is too small to say anything");
    let file =
        LogFile { account, region, time: settings(0).end, key: "AWSLogs/file.json.gz".to_owned(), events };
    let bytes = file.write(dir.path()).unwrap();
    let mut json = Vec::new();
    let written = fs::read(dir.path().join(&file.key)).unwrap();
    flate2::read::GzDecoder::new(&*written).read_to_end(&mut json).unwrap();
    assert_eq!((json, written.len() as u64), (file.json(), bytes));
    assert_eq!(parse(&file.json())["Records"].as_array().unwrap().len() as u64, count);
    assert!(
        (160..=205).contains(&(bytes / count)),
        "{} bytes per event compressed, about 180 wanted",
        bytes / count
    );
}

#[test]
fn everything_is_labelled_as_simulated() {
    assert!(readme(&settings(5_000)).starts_with("SIMULATED DATA: nothing in this folder happened."));
    let ours = |address: &str| {
        ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:", "10."]
            .iter()
            .any(|range| address.starts_with(range))
    };
    for event in texts(20_000).iter().map(|e| parse(e)) {
        let address = text(&event, "sourceIPAddress");
        let service = address.ends_with(".amazonaws.com") || address == "AWS Internal";
        assert!(service || ours(address), "{address} may belong to somebody");
        if let Some(bucket) = event["requestParameters"]["bucketName"].as_str() {
            assert!(bucket.starts_with("simulated-"), "{bucket}");
        }
    }
}

#[test]
fn an_assumed_role_acts_with_the_key_it_was_given() {
    let (mut given, mut used) = (BTreeSet::new(), BTreeSet::new());
    for event in texts(40_000).iter().map(|e| parse(e)) {
        let key = &event["responseElements"]["credentials"]["accessKeyId"];
        given.extend(key.as_str().map(str::to_owned));
        used.extend(event["userIdentity"]["accessKeyId"].as_str().map(str::to_owned));
    }
    let both = given.intersection(&used).count();
    assert!(both > 25, "{both} of {} keys given out are used", given.len());
}

/// Evaluates the WHERE clause of an incident's query on an event. Knows the few forms that the queries have.
fn matches(event: &Value, sql: &str) -> bool {
    let clause = sql.split(" WHERE ").nth(1).unwrap();
    let clause = clause.split(" GROUP BY ").next().unwrap().split(" ORDER BY ").next().unwrap();
    clause.split(" AND ").all(|condition| {
        let column = condition.split(' ').next().unwrap();
        let value = column.split('.').fold(event, |value, member| &value[member]);
        let value = match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let literals: Vec<_> = condition.split('\'').skip(1).step_by(2).collect();
        match condition[column.len()..].trim_start() {
            rest if rest.starts_with("= ") => value == literals[0],
            rest if rest.starts_with("IN (") => literals.contains(&&*value),
            rest if rest.starts_with("LIKE ") => value.contains(literals[0].trim_matches('%')),
            "IS NULL" => value.is_empty(),
            other => panic!("a form of condition that this test does not know: {other}"),
        }
    })
}

#[test]
fn each_incident_is_found_by_its_query_and_little_else_is() {
    let events: Vec<_> = texts(40_000).iter().map(|e| parse(e)).collect();
    let start = settings(0).end - chrono::Duration::days(90);
    for incident in INCIDENTS {
        let found: Vec<_> = events.iter().filter(|event| matches(event, incident.sql)).collect();
        let expected: Vec<_> = incident
            .steps
            .iter()
            .filter(|step| {
                // The query names its events; without names it is about all of them.
                !incident.sql.contains("eventName IN")
                    || incident.sql.contains(&format!("'{}'", step.event.name))
            })
            .collect();
        for step in &expected {
            let seen =
                found.iter().filter(|event| text(event, "eventName") == step.event.name).count() as u64;
            let refused = !incident.sql.contains("errorCode IN") || step.event.fails.2 > 0;
            assert!(seen >= step.times || !refused, "{}: {seen} times {}", incident.name, step.event.name);
        }
        let count: u64 = expected.iter().map(|step| step.times).sum();
        // Repeated deliveries are found as well.
        assert!(
            found.len() as u64 <= count + 8,
            "{}: {} found, {count} expected",
            incident.name,
            found.len()
        );
        let begins = start + chrono::Duration::seconds(90 * 86_400 * incident.at as i64 / 1000);
        let begins = begins.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        assert!(
            found.iter().all(|event| text(event, "eventTime") >= &*begins),
            "{} begins at {begins}",
            incident.name
        );
    }
}
