//! The JSON scanner against serde_json: both accept the same texts, and strings mean the same.

use stellwerk_model::json::{self, Kind, Problem};

pub fn json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        let _ = json::value(data, 0); // whatever it says, it must not panic
        return;
    };
    let value = json::value(data, 0);
    let whole = value.is_ok_and(|v| json::skip_white(data, v.end) == data.len());
    if value.is_err_and(|e| e.problem == Problem::TooDeep) {
        return; // serde_json has a limit of its own
    }
    let theirs = serde_json::from_str::<&serde_json::value::RawValue>(text);
    assert_eq!(whole, theirs.is_ok(), "{text:?}: {value:?}, serde_json: {theirs:?}");
    let Ok(value) = value else { return };

    // What is whole is whole on its own, and none of its beginnings is.
    let alone = &data[value.start..value.end];
    let again = json::value(alone, 0).expect("what was accepted");
    assert_eq!((again.start, again.end, again.kind), (0, alone.len(), value.kind));
    if matches!(value.kind, Kind::Object | Kind::Array | Kind::String { .. }) {
        for end in [1, alone.len() / 3, alone.len() / 2, alone.len() - 1] {
            let problem =
                json::value(&alone[..end.clamp(1, alone.len() - 1)], 0).expect_err("a part").problem;
            assert_eq!(problem, Problem::Incomplete, "{text:?} up to {end}");
        }
    }
    let alone = &text[value.start..value.end];
    if let Kind::String { escaped } = value.kind {
        let ours = json::decode_string(alone);
        assert!(escaped || ours == alone[1..alone.len() - 1], "{alone:?}");
        // serde_json refuses halves of surrogate pairs.
        if let Ok(theirs) = serde_json::from_str::<String>(alone) {
            assert_eq!(ours, theirs, "{alone:?}");
        }
    }
    // White space is no part of the value.
    let hash =
        |bytes: &[u8]| bytes.iter().fold(7u128, |h, &b| h.wrapping_mul(0x1_0000_01b3).wrapping_add(b.into()));
    assert_eq!(json::value_digest(text, &hash), json::value_digest(&format!(" {alone}\n"), &hash));
}
