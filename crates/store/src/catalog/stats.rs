//! Column bounds: how texts are compared, rounded and merged.
//!
//! DuckDB skips files by the bounds of a file and drops whole filters by the bounds of the table. A bound
//! that is too wide costs a little time, one that is too narrow hides events; in doubt a bound is dropped
//! (`None`, SQL null).

use std::cmp::Ordering;

use super::time::{format_timestamp, parse_timestamp};

/// Longer texts are rounded: a bound is read by every query, and a policy document can have megabytes.
const BOUND_BYTES_MAX: usize = 256;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnType {
    Timestamp,
    Varchar,
    Boolean,
    Int64,
}

impl ColumnType {
    pub(super) fn parse(name: &str) -> Option<Self> {
        match name {
            "timestamp" => Some(Self::Timestamp),
            "varchar" => Some(Self::Varchar),
            "boolean" => Some(Self::Boolean),
            "int64" => Some(Self::Int64),
            _ => None,
        }
    }
}

/// Which end of the range a bound is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Min,
    Max,
}

/// The bound as it is stored: of the right form, not longer than allowed, without U+0000; or not known.
pub(super) fn stored_bound(kind: ColumnType, end: End, text: &str) -> Option<String> {
    match kind {
        ColumnType::Timestamp => format_timestamp(parse_timestamp(text)?),
        ColumnType::Int64 => text.parse::<i64>().ok().map(|v| v.to_string()),
        ColumnType::Boolean => match text {
            "0" | "false" => Some("0".to_owned()),
            "1" | "true" => Some("1".to_owned()),
            _ => None,
        },
        ColumnType::Varchar => rounded(end, text),
    }
}

/// What is known about all values of a column, in a file, a commit or the table. Bounds are in stored form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) contains_null: bool,
    /// Anything but nulls. If not, the bounds mean nothing.
    pub(super) has_values: bool,
    pub(super) min: Option<String>,
    pub(super) max: Option<String>,
}

impl Bounds {
    /// Both together. `had_values` says whether `self` has values, which the table's own row cannot tell.
    pub(super) fn widened(&self, kind: ColumnType, other: &Self, had_values: bool) -> Self {
        let bound = |end, old: &Option<String>, new: &Option<String>| match (had_values, other.has_values) {
            (_, false) => old.clone(),
            (false, true) => new.clone(),
            (true, true) => wider(kind, end, old.as_deref()?, new.as_deref()?).map(str::to_owned),
        };
        Self {
            contains_null: self.contains_null || other.contains_null,
            has_values: self.has_values,
            min: bound(End::Min, &self.min, &other.min),
            max: bound(End::Max, &self.max, &other.max),
        }
    }
}

/// The outer of two bounds. Both texts are in stored form; one that is not makes the result unknown.
fn wider<'a>(kind: ColumnType, end: End, a: &'a str, b: &'a str) -> Option<&'a str> {
    let order = match kind {
        ColumnType::Timestamp => parse_timestamp(a)?.cmp(&parse_timestamp(b)?),
        ColumnType::Int64 => a.parse::<i64>().ok()?.cmp(&b.parse::<i64>().ok()?),
        // By bytes, which is how DuckDB compares texts, whatever the collation of the database.
        ColumnType::Boolean | ColumnType::Varchar => a.cmp(b),
    };
    Some(if (order == Ordering::Less) == (end == End::Min) { a } else { b })
}

/// Rounds outwards: a prefix is never above the text, a prefix with something greater behind it is above.
fn rounded(end: End, text: &str) -> Option<String> {
    let nul = text.find('\0').unwrap_or(text.len());
    let cut = nul.min(text.floor_char_boundary(BOUND_BYTES_MAX));
    let (prefix, rest) = text.split_at(cut);
    match (end, rest.chars().next()) {
        (_, None) | (End::Min, _) => Some(prefix.to_owned()),
        (End::Max, Some('\0')) => Some(format!("{prefix}\u{1}")),
        (End::Max, Some(char::MAX)) => None,
        (End::Max, Some(_)) => Some(format!("{prefix}{}", char::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_not_compared_as_text() {
        assert_eq!(wider(ColumnType::Int64, End::Min, "-9", "-10"), Some("-10"));
        assert_eq!(wider(ColumnType::Int64, End::Max, "9", "10"), Some("10"));
        let (early, late) = ("9999-01-01 00:00:00", "12345-01-01 00:00:00");
        assert_eq!(wider(ColumnType::Timestamp, End::Max, early, late), Some(late));
        assert_eq!(wider(ColumnType::Timestamp, End::Min, early, late), Some(early));
        assert_eq!(wider(ColumnType::Varchar, End::Max, "a", "Z"), Some("a"));
        assert_eq!(wider(ColumnType::Int64, End::Max, "9", "ten"), None);
    }

    #[test]
    fn bounds_are_stored_in_one_form() {
        let stored = |kind, text| stored_bound(kind, End::Min, text);
        assert_eq!(stored(ColumnType::Boolean, "true").as_deref(), Some("1"));
        assert_eq!(stored(ColumnType::Boolean, "yes"), None);
        assert_eq!(stored(ColumnType::Int64, "+7").as_deref(), Some("7"));
        assert_eq!(
            stored(ColumnType::Timestamp, "2024-01-01 00:00:00.100").as_deref(),
            Some("2024-01-01 00:00:00.1")
        );
        assert_eq!(stored(ColumnType::Timestamp, "yesterday"), None);
    }

    proptest::proptest! {
        /// Whatever the text, and wherever it is cut, the bounds enclose it and are storable.
        #[test]
        fn rounding_goes_outwards(text in "[a\u{0}\u{10FFFF}ü]{0,12}", pad in 0usize..2) {
            let text = format!("{}{text}", "x".repeat(pad * (BOUND_BYTES_MAX - 4)));
            for end in [End::Min, End::Max] {
                if let Some(bound) = stored_bound(ColumnType::Varchar, end, &text) {
                    proptest::prop_assert!(!bound.contains('\0') && bound.len() <= BOUND_BYTES_MAX + 4);
                    let outside = if end == End::Min { bound <= text } else { bound >= text };
                    proptest::prop_assert!(outside, "{:?} {:?}", end, bound);
                }
            }
            proptest::prop_assert!(stored_bound(ColumnType::Varchar, End::Min, &text).is_some());
        }
    }
}
