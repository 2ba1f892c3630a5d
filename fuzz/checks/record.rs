//! A record taken apart and put together again is the same, byte for byte, and is refused only if it is no JSON object.

use stellwerk_model::json::{self, Kind, Problem};
use stellwerk_model::record::{COLUMNS, Column, Members, reassemble};
use stellwerk_model::summary::Summary;

pub fn record(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut members = Members::default();
    let taken = members.take_apart(text);
    if taken.is_err_and(|e| e.problem == Problem::TooDeep) {
        return;
    }
    let value = json::value(data, 0);
    let object = value.is_ok_and(|v| v.kind == Kind::Object && (v.start, v.end) == (0, data.len()));
    assert_eq!(taken.is_ok(), object, "{text:?}: {taken:?}");
    let summary = Summary::of(text); // of anything
    if taken.is_err() {
        return;
    }
    let mut out = String::new();
    let column = |c: Column| members.text(text, c);
    reassemble(&members.shape, Some(&members.other), members.event_time, column, &mut out).expect("whole");
    assert_eq!(out, text);

    // As another parser reads it, where it has one opinion: of members given twice it keeps the last.
    let parsed: serde_json::Value = match serde_json::from_str(text) {
        Ok(parsed) => parsed,
        Err(_) => return, // numbers that are too large, halves of surrogate pairs
    };
    let once = |name: &str| text.matches(&format!("\"{name}\"")).count() == 1 && !text.contains("\\u");
    for &column in COLUMNS {
        let own = &parsed[column.name()];
        let read_by_text = !matches!(column, Column::EventTime | Column::ReadOnly | Column::ManagementEvent);
        if let (true, true, Some(own)) = (read_by_text, once(column.name()), own.as_str())
            && let Some(ours) = members.text(text, column)
        {
            let quoted = serde_json::to_string(own).unwrap_or_default();
            assert!(
                ours == own || ours.starts_with('"') && same(ours, &quoted),
                "{}: {ours:?} {own:?}",
                column.name()
            );
        }
    }
    if let (true, Some(id)) = (once("eventID"), parsed["eventID"].as_str()) {
        assert_eq!(summary.event_id.as_deref(), Some(id), "{text:?}");
    }
}

/// Two JSON texts that mean the same.
fn same(one: &str, other: &str) -> bool {
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    value(one).is_some() && value(one) == value(other)
}
