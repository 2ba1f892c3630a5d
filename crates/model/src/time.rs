//! Times of events: microseconds since the Unix epoch, UTC.
//!
//! CloudTrail documents `YYYY-MM-DDThh:mm:ssZ`. Real archives also hold blanks instead of `T`, fractions of up to nine
//! digits, offsets, lower-case letters and epoch numbers; all of these are understood, and what is not understood is
//! no time (the record keeps its text either way).

use std::fmt::Write as _;

pub const MICROS_PER_SECOND: i64 = 1_000_000;
pub const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// `2023-07-10T11:42:44Z`, exactly: the one spelling that can be written back from the number alone.
pub fn parse_canonical(text: &[u8]) -> Option<i64> {
    let t: &[u8; 20] = text.try_into().ok()?;
    if t[4] != b'-' || t[7] != b'-' || t[10] != b'T' || t[13] != b':' || t[16] != b':' || t[19] != b'Z' {
        return None;
    }
    let two = |at: usize| number(&t[at..at + 2]);
    let days = days_from_civil(number(&t[0..4])?, two(5)?, two(8)?)?;
    seconds_of_day(two(11)?, two(14)?, two(17)?).map(|s| (days * 86_400 + s) * MICROS_PER_SECOND)
}

/// Any spelling seen in the wild.
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    parse_canonical(text.as_bytes())
        .or_else(|| parse_date_time(text.as_bytes()))
        .or_else(|| parse_epoch(text))
}

/// Epoch seconds, milliseconds, microseconds or nanoseconds, told apart by size (1973 to 5138 for seconds).
pub fn parse_epoch(text: &str) -> Option<i64> {
    let value: f64 = text.parse().ok()?;
    let whole: i64 = text.split('.').next()?.parse().ok()?;
    let micros = match whole.unsigned_abs() {
        0..100_000_000 => return None,
        100_000_000..100_000_000_000 => (value * 1e6).round() as i64,
        100_000_000_000..100_000_000_000_000 => (value * 1e3).round() as i64,
        100_000_000_000_000..100_000_000_000_000_000 => whole,
        _ => whole / 1000,
    };
    Some(micros)
}

/// Writes `YYYY-MM-DDThh:mm:ssZ`.
pub fn write_canonical(out: &mut String, micros: i64) {
    let seconds = micros.div_euclid(MICROS_PER_SECOND);
    let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
    let s = seconds.rem_euclid(86_400);
    let _ = write!(out, "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", s / 3600, s / 60 % 60, s % 60);
}

/// `YYYY-MM-DDThh:mm:ssZ`, with a fraction only where there is one.
pub fn format(micros: i64) -> String {
    let mut out = String::with_capacity(27);
    write_canonical(&mut out, micros);
    let fraction = micros.rem_euclid(MICROS_PER_SECOND);
    if fraction != 0 {
        out.pop();
        let _ = write!(out, ".{fraction:06}Z");
    }
    out
}

/// Year, month and day of a day number (days since 1970-01-01).
pub fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    Some(era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468)
}

fn seconds_of_day(hour: i64, minute: i64, second: i64) -> Option<i64> {
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0i64, |n, b| b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0')))
}

/// `YYYY-MM-DD[T| ]hh:mm[:ss[.fraction]][Z|±hh[:]mm| UTC]` or a date alone.
fn parse_date_time(t: &[u8]) -> Option<i64> {
    let field = |from: usize, to: usize| t.get(from..to).and_then(number);
    if t.get(4) != Some(&b'-') || t.get(7) != Some(&b'-') {
        return None;
    }
    let day_micros = days_from_civil(field(0, 4)?, field(5, 7)?, field(8, 10)?)? * MICROS_PER_DAY;
    if t.len() == 10 {
        return Some(day_micros);
    }
    if !matches!(t[10], b'T' | b't' | b' ') || t.get(13) != Some(&b':') {
        return None;
    }
    let (hour, minute) = (field(11, 13)?, field(14, 16)?);
    let mut at = 16;
    let mut second = 0;
    let mut micros = 0;
    if t.get(at) == Some(&b':') {
        second = field(17, 19)?;
        at = 19;
        if matches!(t.get(at), Some(b'.' | b',')) {
            at += 1;
            let mut scale = 100_000;
            let from = at;
            while let Some(digit) = t.get(at).filter(|b| b.is_ascii_digit()) {
                micros += i64::from(digit - b'0') * scale;
                scale /= 10;
                at += 1;
            }
            if at == from || at - from > 9 {
                return None;
            }
        }
    }
    let offset_minutes = match &t[at..] {
        b"" | b"Z" | b"z" | b" UTC" | b" GMT" | b" Z" => 0,
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let (h, m) = match rest {
                [a, b, b':', c, d] | [a, b, c, d] => (number(&[*a, *b])?, number(&[*c, *d])?),
                [a, b] => (number(&[*a, *b])?, 0),
                _ => return None,
            };
            (h * 60 + m) * if *sign == b'-' { -1 } else { 1 }
        }
        _ => return None,
    };
    let seconds = seconds_of_day(hour, minute, second)? - offset_minutes * 60;
    Some(day_micros + seconds * MICROS_PER_SECOND + micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_spelling_seen_in_the_wild() {
        let noon = 1_688_989_364_000_000; // 2023-07-10T11:42:44Z
        for text in [
            "2023-07-10T11:42:44Z",
            "2023-07-10 11:42:44",
            "2023-07-10t11:42:44z",
            " 2023-07-10T11:42:44Z ",
            "2023-07-10T11:42:44.000Z",
            "2023-07-10T11:42:44.000000000Z",
            "2023-07-10T13:42:44+02:00",
            "2023-07-10T13:42:44+0200",
            "2023-07-10 11:42:44 UTC",
            "1688989364",
            "1688989364000",
            "1688989364.0",
            "1688989364000000",
            "1688989364000000000",
        ] {
            assert_eq!(parse(text), Some(noon), "{text}");
        }
        assert_eq!(parse("2023-07-10T11:42:44.123456789Z"), Some(noon + 123_456));
        for text in
            ["", "yesterday", "2023-02-30T00:00:00Z", "2023-07-10T25:00:00Z", "12", "2023-07-10T11:42:44.Z"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn canonical_times_go_there_and_back() {
        for days in (-700_000..800_000).step_by(379) {
            let micros = days * MICROS_PER_DAY + 45_296 * MICROS_PER_SECOND;
            let text = format(micros);
            if text.len() == 20 {
                assert_eq!(parse_canonical(text.as_bytes()), Some(micros), "{text}");
            }
        }
    }
}
