//! Single values as text: in forms, paths, query strings, headers, and the leaves of XML.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};
use serde_json::{Number, Value};

use crate::client::model::{Api, Member, Shape, TimestampFormat};
use crate::client::{DecodeError, EncodeError};

/// A value that is not a list, map or structure. `format` is that of timestamps, where the model names none.
pub fn encode(api: &Api, at: &Member, value: &Value, format: TimestampFormat) -> Result<String, EncodeError> {
    match (api.shape(at), value) {
        (Shape::Text | Shape::Blob, Value::String(text)) => Ok(text.clone()),
        (Shape::Text, Value::Number(number)) => Ok(number.to_string()),
        (Shape::Text | Shape::Blob, _) => Err(EncodeError::mismatch("a text")),
        (Shape::Boolean, value) => Ok(boolean(value)?.to_string()),
        (Shape::Integer | Shape::Float, value) => Ok(number(value)?.to_string()),
        (Shape::Timestamp, value) => Ok(match wire_time(value, at.format.unwrap_or(format))? {
            Value::String(text) => text,
            number => number.to_string(),
        }),
        _ => Err(EncodeError::mismatch("a single value of a kind that can be here")),
    }
}

pub fn decode(api: &Api, at: &Member, text: &str) -> Result<Value, DecodeError> {
    match api.shape(at) {
        Shape::Text | Shape::Blob => Ok(Value::String(text.to_owned())),
        Shape::Boolean => match text.trim() {
            t if t.eq_ignore_ascii_case("true") => Ok(Value::Bool(true)),
            t if t.is_empty() || t.eq_ignore_ascii_case("false") => Ok(Value::Bool(false)),
            _ => Err(DecodeError::mismatch("a boolean")),
        },
        Shape::Integer => match text.trim().parse::<i64>() {
            Ok(number) => Ok(number.into()),
            Err(_) => Err(DecodeError::mismatch("an integer")),
        },
        Shape::Float => match text.trim().parse::<f64>() {
            // JSON has no number for infinity.
            Ok(number) => {
                Ok(Number::from_f64(number).map_or_else(|| Value::String(text.to_owned()), Value::Number))
            }
            Err(_) => Err(DecodeError::mismatch("a number")),
        },
        Shape::Timestamp => match parse_time(text) {
            Some(time) => Ok(Value::String(iso(time))),
            None => Err(DecodeError::mismatch("a time")),
        },
        _ => Err(DecodeError::mismatch("a value that can be a text")),
    }
}

pub fn boolean(value: &Value) -> Result<bool, EncodeError> {
    match value {
        Value::Bool(value) => Ok(*value),
        Value::String(text) if text == "true" => Ok(true),
        Value::String(text) if text == "false" => Ok(false),
        _ => Err(EncodeError::mismatch("a boolean")),
    }
}

pub fn number(value: &Value) -> Result<Number, EncodeError> {
    match value {
        Value::Number(number) => Ok(number.clone()),
        Value::String(text) => text.parse().map_err(|_| EncodeError::mismatch("a number")),
        _ => Err(EncodeError::mismatch("a number")),
    }
}

/// A time of an input as it is on the wire.
pub fn wire_time(value: &Value, format: TimestampFormat) -> Result<Value, EncodeError> {
    let time = match value {
        Value::String(text) => parse_time(text),
        Value::Number(number) => number.as_f64().and_then(from_seconds),
        _ => None,
    };
    let time = time.ok_or(EncodeError::mismatch("a time"))?;
    let millis = time.timestamp_millis();
    Ok(match (format, millis % 1000) {
        (TimestampFormat::Iso8601, 0) => time.to_rfc3339_opts(SecondsFormat::Secs, true).into(),
        (TimestampFormat::Iso8601, _) => iso(time).into(),
        (TimestampFormat::UnixTimestamp, 0) => (millis / 1000).into(),
        (TimestampFormat::UnixTimestamp, _) => (millis as f64 / 1000.0).into(),
        (TimestampFormat::Rfc822, _) => time.format("%a, %d %b %Y %H:%M:%S GMT").to_string().into(),
    })
}

/// As times are in outputs: `2026-03-03T00:00:00.000Z`.
pub fn iso(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// What services write does not always keep to what their model says.
pub fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return from_seconds(seconds);
    }
    let with_zone = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .or_else(|_| DateTime::parse_from_rfc2822(text));
    if let Ok(time) = with_zone {
        return Some(time.to_utc());
    }
    let without_zone = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f"))
        .ok()
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0));
    without_zone.map(|time| time.and_utc())
}

/// Since 1970.
pub fn from_seconds(seconds: f64) -> Option<DateTime<Utc>> {
    let micros = (seconds * 1e6).round();
    (micros.abs() < 1e18).then(|| DateTime::from_timestamp_micros(micros as i64))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_every_form() {
        let read = |text: &str| parse_time(text).map(iso).unwrap_or_default();
        for text in [
            "2026-03-03T00:00:00Z",
            "2026-03-03T00:00:00.0004Z",
            "2026-03-03T01:00:00+01:00",
            "2026-03-03T01:00:00.000+0100",
            "2026-03-03T00:00:00",
            "2026-03-03 00:00:00",
            "2026-03-03",
            "Tue, 03 Mar 2026 00:00:00 GMT",
            "1772496000",
            "1772496000.0",
            "1.772496E9",
        ] {
            assert_eq!(read(text), "2026-03-03T00:00:00.000Z", "{text}");
        }
        assert_eq!(read("1772496000.123"), "2026-03-03T00:00:00.123Z");
        assert_eq!(read("-1.5"), "1969-12-31T23:59:58.500Z");
        assert_eq!(read("9999-12-31T23:59:59Z"), "9999-12-31T23:59:59.000Z");
        for text in ["", "now", "NaN", "inf", "1e300", "-1e300", "2026-13-01", "2026-03-03T"] {
            assert_eq!(read(text), "", "{text}");
        }
    }

    #[test]
    fn times_as_they_are_sent() {
        let sent = |format| {
            ["2026-03-03T00:00:00.000Z", "2026-03-03T00:00:00.250Z"]
                .map(|text| wire_time(&text.into(), format).unwrap().to_string())
        };
        assert_eq!(
            sent(TimestampFormat::Iso8601),
            [r#""2026-03-03T00:00:00Z""#, r#""2026-03-03T00:00:00.250Z""#]
        );
        assert_eq!(sent(TimestampFormat::UnixTimestamp), ["1772496000", "1772496000.25"]);
        assert_eq!(sent(TimestampFormat::Rfc822), [r#""Tue, 03 Mar 2026 00:00:00 GMT""#; 2]);
        assert!(wire_time(&true.into(), TimestampFormat::Iso8601).is_err());
    }
}
