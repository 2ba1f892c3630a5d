//! Times as DuckLake writes them: text, UTC, microseconds without trailing zeros.

use std::time::SystemTime;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// `2024-01-01 00:00:00.123456`; `None` for times before year 1, which have no text form that every reader
/// shares.
pub(super) fn format_timestamp(us: i64) -> Option<String> {
    let time = DateTime::from_timestamp_micros(us)?;
    if time.year() < 1 {
        return None;
    }
    let mut text = format!("{:04}-{}", time.year(), time.format("%m-%d %H:%M:%S"));
    let fraction = us.rem_euclid(1_000_000);
    if fraction != 0 {
        text.push_str(format!(".{fraction:06}").trim_end_matches('0'));
    }
    Some(text)
}

/// Microseconds since 1970 of what [`format_timestamp`] writes; `None` for anything else.
pub(super) fn parse_timestamp(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(' ')?;
    let (year, month_day) = date.split_once('-')?;
    let (month, day) = month_day.split_once('-')?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let [hour, minute, second] = fields(time)?;
    if fraction.len() > 6 || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(digits(year)?.try_into().ok()?, digits(month)?, digits(day)?)?;
    let days = i64::from(date.num_days_from_ce()) - 719_163; // days from year 1 to 1970
    let seconds = days * 86_400 + i64::from(hour * 3_600 + minute * 60 + second);
    let mut us = if fraction.is_empty() { 0 } else { i64::from(digits(fraction)?) };
    for _ in fraction.len()..6 {
        us *= 10;
    }
    seconds.checked_mul(1_000_000)?.checked_add(us)
}

/// A moment as `snapshot_time` and `schedule_start` hold it: `2024-01-01 00:00:00.123456+00`. Always six
/// digits, so that the order of the texts is the order of the moments (DuckDB drops trailing zeros, which
/// keeps that order too).
pub(super) fn instant(time: SystemTime) -> String {
    DateTime::<Utc>::from(time).format("%Y-%m-%d %H:%M:%S%.6f+00").to_string()
}

fn fields(time: &str) -> Option<[u32; 3]> {
    let mut parts = time.split(':');
    let all = [digits(parts.next()?)?, digits(parts.next()?)?, digits(parts.next()?)?];
    parts.next().is_none().then_some(all)
}

fn digits(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_times_as_duckdb_does() {
        // The texts are DuckDB's own for make_timestamp(…)::varchar.
        for (us, text) in [
            (0, "1970-01-01 00:00:00"),
            (1_704_067_200_123_456, "2024-01-01 00:00:00.123456"),
            (1_704_067_200_120_000, "2024-01-01 00:00:00.12"),
            (-1, "1969-12-31 23:59:59.999999"),
            (-62_135_596_800_000_000 + 500_000, "0001-01-01 00:00:00.5"),
            (327_403_382_400_000_000, "12345-01-01 00:00:00"),
        ] {
            assert_eq!(format_timestamp(us).as_deref(), Some(text));
            assert_eq!(parse_timestamp(text), Some(us));
        }
        assert_eq!(format_timestamp(-62_135_596_800_000_001), None, "before year 1");
        assert_eq!(format_timestamp(i64::MAX), None);
    }

    #[test]
    fn refuses_what_is_not_a_time() {
        for text in [
            "",
            "2024-01-01",
            "2024-01-01T00:00:00",
            "2024-13-01 00:00:00",
            "0004-01-01 (BC) 00:00:00",
            "infinity",
            "2024-01-01 24:00:00",
            "2024-01-01 00:00:00.1234567",
            "2024-01-01 00:00",
            "+024-01-01 00:00:00",
        ] {
            assert_eq!(parse_timestamp(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_time_survives(us in -62_135_596_800_000_000i64..253_402_300_800_000_000) {
            proptest::prop_assert_eq!(format_timestamp(us).as_deref().and_then(parse_timestamp), Some(us));
        }
    }
}
