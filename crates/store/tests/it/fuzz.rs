//! What the fuzz targets check, on the fixtures' records and on damaged ones: not as many as fuzzing tries, but every time.

use crate::harness::events::{event, fixture, originals};

#[path = "../../../../fuzz/checks/json.rs"]
mod json;
#[path = "../../../../fuzz/checks/mutation.rs"]
mod mutation;
#[path = "../../../../fuzz/checks/record.rs"]
mod record;
#[path = "../../../../fuzz/checks/split.rs"]
mod split;

use mutation::Mutation;

/// One real record of each kind of call, of a size that is read quickly.
fn records() -> Vec<String> {
    let mut records = originals(&fixture("events"));
    records.retain(|r| r.len() < 4000);
    records.sort();
    let mut seen = std::collections::BTreeSet::new();
    records.retain(|r| {
        seen.insert(serde_json::from_str::<serde_json::Value>(r).unwrap()["eventName"].to_string())
    });
    assert!(records.len() > 100);
    records
}

/// `STELLWERK_TEST_MUTATIONS` asks for more than a test may take.
fn mutations(usual: u64) -> u64 {
    let asked = std::env::var("STELLWERK_TEST_MUTATIONS").ok();
    asked.map_or(usual, |n| n.parse().expect("STELLWERK_TEST_MUTATIONS is a number"))
}

fn check(corpus: Vec<String>, usual: u64, check: fn(&[u8])) {
    let corpus: Vec<Vec<u8>> = corpus.into_iter().map(String::into_bytes).collect();
    corpus.iter().for_each(|text| check(text));
    let mut mutation = Mutation::new(0x5745_524b, corpus);
    for n in 0..mutations(usual) {
        let text = mutation.next();
        let checked = std::panic::catch_unwind(|| check(&text));
        assert!(checked.is_ok(), "mutation {n}: {}", text.escape_ascii());
    }
}

#[test]
fn damaged_json_is_read_as_serde_json_reads_it() {
    let strings =
        ["\"\"", "\"a\\u00e9\\ud83d\\ude00\\n\"", "-0.5e+7", "[[],{}]", " null "].map(str::to_owned);
    check(records().into_iter().chain(strings).collect(), 20_000, json::json);
}

#[test]
fn damaged_records_come_back_byte_for_byte() {
    check(records(), 20_000, record::record);
}

#[test]
fn damaged_files_are_split_the_same_however_they_are_cut() {
    let some = |n: usize| [event(n), event(n + 1), records()[n].clone()];
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let mut files = Vec::new();
    for n in 0..4 {
        let some = some(n);
        files.push(format!("{{\"Records\":[{}]}}", some.join(",")));
        files.push(format!("{{\n \"Records\": [\n  {}\n ]\n}}\n", some.join(",\n  ")));
        files.push(some.join("\n"));
        files.push(format!("[{}]", some.join(", ")));
        let events: Vec<String> =
            some.iter().map(|e| format!("{{\"CloudTrailEvent\":{}}}", quoted(e))).collect();
        files.push(format!("{{\"Events\":[{}]}}", events.join(",")));
        let events: Vec<String> =
            some.iter().map(|e| format!("{{\"id\":\"1\",\"message\":{}}}", quoted(e))).collect();
        files.push(format!(
            "{{\"messageType\":\"DATA_MESSAGE\",\"logGroup\":\"g\",\"logEvents\":[{}]}}",
            events.join(",")
        ));
        let events: Vec<String> = some
            .iter()
            .map(|e| format!("{{\"detail-type\":\"AWS API Call via CloudTrail\",\"detail\":{e}}}"))
            .collect();
        files.push(events.join("\n"));
    }
    check(files, 2_000, split::split);
}
