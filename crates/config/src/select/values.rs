//! Comparing the value of a property with a literal.
//!
//! The value decides what is compared: a literal is taken as whatever the value is, so that `accountId =
//! 123456789012` and `configuration.size = '100'` do what they say. Text compares byte by byte; upper and
//! lower case differ.

use std::cmp::Ordering;
use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, SecondsFormat};
use serde_json::{Number, Value};

use super::{Kind, Literal};

/// Where the value lies as seen from the literal; `None` where the two have nothing in common.
pub fn compare(value: &Value, literal: &Literal, kind: Kind) -> Option<Ordering> {
    match value {
        Value::Bool(value) => boolean(literal.text()).map(|literal| value.cmp(&literal)),
        Value::Number(value) => match (kind, literal) {
            (Kind::Date, Literal::Text(text)) => {
                Some(Span::parse(text)?.position_of(instant_of_number(value)?))
            }
            _ => compare_numbers(value, literal.text()),
        },
        Value::String(value) => Some(compare_text(value, literal.text(), kind)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Text that does not hold what the property's kind promises is compared as text.
fn compare_text(value: &str, literal: &str, kind: Kind) -> Ordering {
    let by_kind = match kind {
        Kind::Date => Span::parse(value)
            .zip(Span::parse(literal))
            .map(|(value, literal)| literal.position_of(value.first)),
        Kind::Float | Kind::Integer => {
            number(value).zip(number(literal)).and_then(|(value, literal)| value.partial_cmp(&literal))
        }
        Kind::Boolean => boolean(value).zip(boolean(literal)).map(|(value, literal)| value.cmp(&literal)),
        Kind::CidrBlock | Kind::Ip | Kind::String => None,
    };
    by_kind.unwrap_or_else(|| value.cmp(literal))
}

/// Whole numbers are not rounded.
fn compare_numbers(value: &Number, literal: &str) -> Option<Ordering> {
    match (value.as_i64(), literal.parse::<i64>()) {
        (Some(value), Ok(literal)) => Some(value.cmp(&literal)),
        _ => value.as_f64()?.partial_cmp(&number(literal)?),
    }
}

pub fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// The milliseconds that a date names, first and last: `2024-05` is all of May, but a fraction of a second is
/// one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub first: i64,
    pub last: i64,
}

impl Span {
    /// ISO 8601 with anything missing from the end, a blank allowed in place of the `T`, and UTC unless it
    /// says otherwise.
    pub fn parse(text: &str) -> Option<Span> {
        let (fields, offset_seconds) = fields(text)?;
        let or = |at: usize, default| fields.get(at).copied().unwrap_or(default);
        let millis = |month, day, [hour, minute, second, millis]: [u32; 4]| {
            let date = NaiveDate::from_ymd_opt(i32::try_from(fields[0]).ok()?, month, day)?;
            let time = date.and_hms_milli_opt(or(3, hour), or(4, minute), or(5, second), or(6, millis))?;
            Some(time.and_utc().timestamp_millis() - offset_seconds * 1000)
        };
        let first = millis(or(1, 1), or(2, 1), [0, 0, 0, 0])?;
        let end_of_day = [23, 59, 59, 999];
        let last = match fields.get(2) {
            Some(day) => millis(or(1, 12), *day, end_of_day)?,
            // The last day that the month has.
            None => (28..=31).rev().find_map(|day| millis(or(1, 12), day, end_of_day))?,
        };
        Some(Span { first, last })
    }

    fn position_of(self, millis: i64) -> Ordering {
        if millis < self.first {
            Ordering::Less
        } else if millis > self.last {
            Ordering::Greater
        } else {
            Ordering::Equal
        }
    }
}

/// Year, month, day, hour, minute, second and millisecond, as many as there are but the year at least; and
/// how many seconds their clock is ahead.
fn fields(text: &str) -> Option<(Vec<u32>, i64)> {
    let (year, mut rest) = digits(text, 4)?;
    let mut fields = vec![year];
    for separators in [['-'; 2], ['-'; 2], ['T', ' '], [':'; 2], [':'; 2]] {
        let Some(after) = rest.strip_prefix(separators) else { break };
        let (field, after) = digits(after, 2)?;
        fields.push(field);
        rest = after;
    }
    if let (6, Some(after)) = (fields.len(), rest.strip_prefix('.')) {
        let length = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (millis, _) = digits(&format!("{:0<3.3}", &after[..length]), 3)?;
        fields.push(if length > 0 { millis } else { return None });
        rest = &after[length..];
    }
    let offset_seconds = match rest {
        "" => 0,
        _ if fields.len() < 4 => return None,
        "Z" => 0,
        _ => {
            let sign = if rest.starts_with('-') { -1 } else { 1 };
            let (hours, after) = digits(rest.strip_prefix(['+', '-'])?, 2)?;
            let (minutes, after) = digits(after.strip_prefix(':').unwrap_or(after), 2)?;
            after.is_empty().then(|| sign * i64::from(hours * 3600 + minutes * 60))?
        }
    };
    Some((fields, offset_seconds))
}

/// A number of so many digits, and what comes after.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (digits, after) = text.split_at_checked(count)?;
    let only_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    only_digits.then(|| digits.parse().ok()).flatten().map(|number| (number, after))
}

/// Dates within `configuration` may be numbers: milliseconds since 1970, or seconds, told apart by size (1973
/// to 5138).
pub fn instant_of_number(number: &Number) -> Option<i64> {
    const MILLIS_MIN: f64 = 1e11;
    let number = number.as_f64()?;
    Some(if number.abs() < MILLIS_MIN { number * 1000.0 } else { number } as i64)
}

/// ISO 8601, UTC, with milliseconds.
pub fn timestamp(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis)
        .map(|time| time.to_rfc3339_opts(SecondsFormat::Millis, true))
        .unwrap_or_default()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressRange {
    pub family: Family,
    /// Both belong to it.
    pub first: u128,
    pub last: u128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    V4,
    V6,
}

impl AddressRange {
    /// An address or a block in CIDR notation; bits beyond the prefix count for nothing.
    pub fn parse(text: &str) -> Option<AddressRange> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let (family, bits, address) = match address.parse().ok()? {
            IpAddr::V4(address) => (Family::V4, 32, u128::from(address.to_bits())),
            IpAddr::V6(address) => (Family::V6, 128, address.to_bits()),
        };
        let free = bits - prefix.unwrap_or(bits).min(bits);
        // A shift by all 128 bits is none at all.
        let within = u128::MAX.checked_shr(128 - free).unwrap_or(0);
        (prefix.unwrap_or(bits) <= bits).then_some(AddressRange {
            family,
            first: address & !within,
            last: address | within,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn order(value: Value, literal: Literal, kind: Kind) -> Option<Ordering> {
        compare(&value, &literal, kind)
    }

    fn text(text: &str) -> Literal {
        Literal::Text(text.to_owned())
    }

    fn number(text: &str) -> Literal {
        Literal::Number(text.to_owned())
    }

    #[test]
    fn literals_are_taken_as_what_the_value_is() {
        use Ordering::{Equal, Greater, Less};
        assert_eq!(order(json!(100), number("100"), Kind::Integer), Some(Equal));
        assert_eq!(order(json!(100), text("100"), Kind::Integer), Some(Equal));
        assert_eq!(order(json!(100), number("1e2"), Kind::Integer), Some(Equal));
        assert_eq!(order(json!(9), number("10"), Kind::Integer), Some(Less));
        assert_eq!(order(json!(0.5), number("0.25"), Kind::Float), Some(Greater));
        assert_eq!(
            order(json!(9_007_199_254_740_993_i64), number("9007199254740992"), Kind::Integer),
            Some(Greater)
        );
        assert_eq!(order(json!(100), text("much"), Kind::Integer), None);
        assert_eq!(order(json!("9"), number("10"), Kind::Integer), Some(Less));
        assert_eq!(order(json!("9"), number("10"), Kind::String), Some(Greater));
        assert_eq!(order(json!("012345678901"), number("012345678901"), Kind::String), Some(Equal));
        assert_eq!(order(json!(true), Literal::Boolean(true), Kind::Boolean), Some(Equal));
        assert_eq!(order(json!(true), text("TRUE"), Kind::Boolean), Some(Equal));
        assert_eq!(order(json!("True"), Literal::Boolean(true), Kind::Boolean), Some(Equal));
        assert_eq!(order(json!("True"), text("true"), Kind::String), Some(Less));
        assert_eq!(order(json!(true), number("1"), Kind::Boolean), None);
        assert_eq!(order(json!(1), Literal::Boolean(true), Kind::Integer), None);
        assert_eq!(order(json!("NON_COMPLIANT"), text("non_compliant"), Kind::String), Some(Less));
        assert_eq!(order(json!({"a": 1}), text("a"), Kind::String), None);
    }

    #[test]
    fn dates_name_all_that_they_leave_open() {
        let span = |text| {
            Span::parse(text).map(|span| format!("{} {}", timestamp(span.first), timestamp(span.last)))
        };
        let expect = |first: &str, last: &str| Some(format!("{first} {last}"));
        assert_eq!(span("2024"), expect("2024-01-01T00:00:00.000Z", "2024-12-31T23:59:59.999Z"));
        assert_eq!(span("2024-02"), expect("2024-02-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z"));
        assert_eq!(span("2024-05-10"), expect("2024-05-10T00:00:00.000Z", "2024-05-10T23:59:59.999Z"));
        assert_eq!(span("2019-05-14T07"), expect("2019-05-14T07:00:00.000Z", "2019-05-14T07:59:59.999Z"));
        assert_eq!(span("2019-05-14T07:08"), expect("2019-05-14T07:08:00.000Z", "2019-05-14T07:08:59.999Z"));
        assert_eq!(
            span("2024-05-10 16:59:53"),
            expect("2024-05-10T16:59:53.000Z", "2024-05-10T16:59:53.999Z")
        );
        assert_eq!(
            span("2024-01-01T00:00:00.0Z"),
            expect("2024-01-01T00:00:00.000Z", "2024-01-01T00:00:00.000Z")
        );
        assert_eq!(
            span("2024-01-01T00:00:00.123456+0130"),
            expect("2023-12-31T22:30:00.123Z", "2023-12-31T22:30:00.123Z")
        );
        assert_eq!(
            span("2024-01-01T00-08:00"),
            expect("2024-01-01T08:00:00.000Z", "2024-01-01T08:59:59.999Z")
        );
        for not_a_date in
            ["", "24", "2024-13", "2024-02-30", "2024-05-10Z", "2024-05-10T25", "yesterday", "20240510"]
        {
            assert_eq!(span(not_a_date), None, "{not_a_date}");
        }
        for not_a_date in
            ["2024-01-01T00:00:00.", "2024-01-01T00:00:00.Z", "2024-01-01T00:00+1", "2024-01-0é", "0é00"]
        {
            assert_eq!(span(not_a_date), None, "{not_a_date}");
        }
    }

    #[test]
    fn dates_compare_as_times() {
        use Ordering::{Equal, Greater, Less};
        let date = |value, literal: &str| order(value, text(literal), Kind::Date);
        assert_eq!(date(json!("2024-05-10T16:59:53.000Z"), "2024-05-10 16:59:53"), Some(Equal));
        assert_eq!(date(json!("2024-05-10T16:59:54.000Z"), "2024-05-10 16:59:53"), Some(Greater));
        assert_eq!(date(json!("2018-10-17T15:12:52.533+0000"), "2018-10-17T15:12:52.533Z"), Some(Equal));
        assert_eq!(date(json!(1_609_306_416_945_i64), "2020-12-30T05:33:36.945Z"), Some(Equal));
        assert_eq!(date(json!(1_609_306_416), "2020-12-30T05:33"), Some(Equal));
        assert_eq!(date(json!(1_609_306_416), "2021"), Some(Less));
        // What is no date compares as text, on either side.
        assert_eq!(date(json!("never"), "2021"), Some(Greater));
        assert_eq!(date(json!("2021"), "never"), Some(Less));
    }

    #[test]
    fn blocks_are_ranges() {
        let range = |text| AddressRange::parse(text).map(|range| (range.first, range.last));
        assert_eq!(range("0.0.0.0/0"), Some((0, u128::from(u32::MAX))));
        assert_eq!(range("10.0.0.7/24"), Some((0x0a00_0000, 0x0a00_00ff)));
        assert_eq!(range("10.0.0.7"), Some((0x0a00_0007, 0x0a00_0007)));
        assert_eq!(range("::/0"), Some((0, u128::MAX)));
        assert_eq!(range("::1/128"), Some((1, 1)));
        for not_a_range in
            ["10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "10.0.0.0/-1", "", "a/8", "1.2.3.4/8/8"]
        {
            assert_eq!(range(not_a_range), None, "{not_a_range}");
        }
    }
}
