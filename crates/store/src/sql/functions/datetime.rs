//! Dates and times. A timestamp is microseconds in UTC; there is no zone database in the tree, so that `AT
//! TIME ZONE` knows UTC and fixed offsets and refuses the rest by name.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, TimestampMicrosecondType};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use datafusion::common::{Result, exec_err};

use super::cast::{SqlType, cast_array};
use super::{Body, Call, Kind, Plan, Row, Spec, TIMESTAMP, field, text_array};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

pub const FUNCTIONS: &[Spec] = &[
    Spec { name: "date_format", args: 2..=2, body: Body::Text(&[Kind::Time, Kind::Text], date_format) },
    Spec {
        name: "format_datetime",
        args: 2..=2,
        body: Body::Text(&[Kind::Time, Kind::Text], format_datetime),
    },
    Spec { name: "date_parse", args: 2..=2, body: Body::Time(&[Kind::Text], date_parse) },
    Spec { name: "parse_datetime", args: 2..=2, body: Body::Time(&[Kind::Text], parse_datetime) },
    Spec { name: "date_trunc", args: 2..=2, body: Body::Arrays(|plan| Ok(field(like(plan, 1))), date_trunc) },
    Spec { name: "date_add", args: 3..=3, body: Body::Arrays(|plan| Ok(field(like(plan, 2))), date_add) },
    Spec { name: "date_diff", args: 3..=3, body: Body::Int(&[Kind::Text, Kind::Time], date_diff) },
    Spec {
        name: "from_iso8601_timestamp",
        args: 1..=1,
        body: Body::Time(&[Kind::Text], |row| Ok(Some(parsed(row.text(0))?))),
    },
    Spec {
        name: "from_iso8601_timestamp_nanos",
        args: 1..=1,
        body: Body::Time(&[Kind::Text], |row| Ok(Some(parsed(row.text(0))?))),
    },
    Spec {
        name: "from_iso8601_date",
        args: 1..=1,
        body: Body::Date(&[Kind::Time], |row| Ok(Some(day(row.time(0))))),
    },
    Spec { name: "to_iso8601", args: 1..=1, body: Body::Arrays(|_| Ok(field(DataType::Utf8)), to_iso8601) },
    Spec { name: "from_unixtime", args: 1..=3, body: Body::Time(&[Kind::Float, Kind::Text], from_unixtime) },
    Spec {
        name: "from_unixtime_nanos",
        args: 1..=1,
        body: Body::Time(&[Kind::Int], |row| Ok(Some(row.int(0).div_euclid(1000)))),
    },
    Spec {
        name: "to_unixtime",
        args: 1..=1,
        body: Body::Float(&[Kind::Time], |row| Ok(Some(row.time(0) as f64 / 1e6))),
    },
    Spec {
        name: "year",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| part(row, |at| i64::from(at.year()))),
    },
    Spec {
        name: "quarter",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| part(row, |at| i64::from(at.month0() / 3 + 1))),
    },
    Spec {
        name: "month",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| part(row, |at| i64::from(at.month()))),
    },
    Spec {
        name: "week",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| part(row, |at| i64::from(at.iso_week().week()))),
    },
    Spec {
        name: "week_of_year",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| part(row, |at| i64::from(at.iso_week().week()))),
    },
    Spec {
        name: "year_of_week",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| part(row, |at| i64::from(at.iso_week().year()))),
    },
    Spec {
        name: "yow",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| part(row, |at| i64::from(at.iso_week().year()))),
    },
    Spec {
        name: "day",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| part(row, |at| i64::from(at.day()))),
    },
    Spec {
        name: "day_of_month",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| part(row, |at| i64::from(at.day()))),
    },
    Spec { name: "day_of_week", args: 1..=1, body: Body::Int(&[Kind::Time], |row| part(row, weekday)) },
    Spec { name: "dow", args: 1..=1, body: Body::Int(&[Kind::Time], |row| part(row, weekday)) },
    Spec {
        name: "day_of_year",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| part(row, |at| i64::from(at.ordinal()))),
    },
    Spec {
        name: "doy",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| part(row, |at| i64::from(at.ordinal()))),
    },
    Spec {
        name: "hour",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| part(row, |at| i64::from(at.hour()))),
    },
    Spec {
        name: "minute",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| part(row, |at| i64::from(at.minute()))),
    },
    Spec {
        name: "second",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| part(row, |at| i64::from(at.second()))),
    },
    Spec {
        name: "millisecond",
        args: 1..=1,
        body: Body::Int(&[Kind::Time], |row| Ok(Some(row.time(0).rem_euclid(SECOND) / 1000))),
    },
    Spec { name: "date", args: 1..=1, body: Body::Date(&[Kind::Time], |row| Ok(Some(day(row.time(0))))) },
    Spec { name: "last_day_of_month", args: 1..=1, body: Body::Date(&[Kind::Time], last_day_of_month) },
    Spec { name: "at_timezone", args: 2..=2, body: Body::Time(&[Kind::Time, Kind::Text], at_timezone) },
    Spec { name: "with_timezone", args: 2..=2, body: Body::Time(&[Kind::Time, Kind::Text], with_timezone) },
    // The eventTime column of the Athena table: ISO text, to the second.
    Spec {
        name: "iso$",
        args: 1..=1,
        body: Body::Text(&[Kind::Time], |row| Ok(Some(iso(row.time(0), false)))),
    },
    Spec {
        name: "day_path$",
        args: 1..=1,
        body: Body::Text(&[Kind::Time], |row| formatted(row.time(0), "%Y/%m/%d")),
    },
];

/// A timestamp as CloudTrail Lake's results show it: `2023-07-10 11:42:44.000`.
pub fn format_timestamp(micros: i64) -> String {
    let Some(at) = civil(micros) else { return micros.to_string() };
    let fraction = micros.rem_euclid(SECOND);
    let whole = at.format("%Y-%m-%d %H:%M:%S");
    if fraction % 1000 == 0 {
        format!("{whole}.{:03}", fraction / 1000)
    } else {
        format!("{whole}.{fraction:06}")
    }
}

pub fn format_date(days: i32) -> String {
    civil(i64::from(days) * DAY).map_or_else(|| days.to_string(), |at| at.format("%Y-%m-%d").to_string())
}

/// `2023-07-10T11:42:44Z`; with `fraction` also milliseconds, when there are any.
pub fn iso(micros: i64, fraction: bool) -> String {
    let Some(at) = civil(micros) else { return micros.to_string() };
    let millis = micros.rem_euclid(SECOND) / 1000;
    if fraction && millis != 0 {
        format!("{}.{millis:03}Z", at.format("%Y-%m-%dT%H:%M:%S"))
    } else {
        at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

/// Microseconds since 1970 of `2024-05-01`, `2024-05-01 10:00`, `2024-05-01T10:00:00.123Z`, with an offset such
/// as `+02:00` or with `UTC` behind it.
pub fn parse_timestamp(text: &str) -> Option<i64> {
    let text = text.trim();
    let mut numbers = Numbers(text);
    let year = numbers.next_number(4, 6)?;
    numbers.skip('-')?;
    let month = numbers.next_number(1, 2)?;
    let mut day = 1;
    if numbers.skip('-').is_some() {
        day = numbers.next_number(1, 2)?;
    }
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    let mut micros = date.and_time(NaiveTime::MIN).and_utc().timestamp_micros();
    let rest = numbers.0;
    if rest.is_empty() {
        return Some(micros);
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?.trim_start();
    if rest.is_empty() {
        return Some(micros);
    }
    let mut numbers = Numbers(rest);
    let hour = i64::from(numbers.next_number(1, 2)?);
    let mut minute = 0;
    let mut second = 0;
    if numbers.skip(':').is_some() {
        minute = i64::from(numbers.next_number(1, 2)?);
        if numbers.skip(':').is_some() {
            second = i64::from(numbers.next_number(1, 2)?);
        }
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    micros += (hour * 3600 + minute * 60 + second) * SECOND;
    if numbers.skip('.').is_some() || numbers.skip(',').is_some() {
        let digits = numbers.0.bytes().take_while(u8::is_ascii_digit).count();
        let (fraction, rest) = numbers.0.split_at(digits);
        let fraction = format!("{fraction:0<6}");
        micros += fraction[..6].parse::<i64>().ok()?;
        numbers.0 = rest;
    }
    let zone = numbers.0.trim();
    if zone.is_empty() { Some(micros) } else { Some(micros - zone_offset(zone)?) }
}

/// Days since 1970; a time of day is accepted and dropped.
pub fn parse_date(text: &str) -> Option<i32> {
    parse_timestamp(text).map(day)
}

struct Numbers<'a>(&'a str);

impl Numbers<'_> {
    fn next_number(&mut self, low: usize, high: usize) -> Option<u32> {
        let digits = self.0.bytes().take(high).take_while(u8::is_ascii_digit).count();
        if digits < low {
            return None;
        }
        let (number, rest) = self.0.split_at(digits);
        self.0 = rest;
        number.parse().ok()
    }

    fn skip(&mut self, c: char) -> Option<()> {
        self.0 = self.0.strip_prefix(c)?;
        Some(())
    }
}

/// Microseconds that local time is ahead of UTC, for UTC and fixed offsets.
fn zone_offset(zone: &str) -> Option<i64> {
    let zone = zone.trim();
    if matches!(zone.to_ascii_uppercase().as_str(), "Z" | "UTC" | "GMT" | "ETC/UTC" | "UCT" | "ZULU") {
        return Some(0);
    }
    let zone = zone.strip_prefix("UTC").or(zone.strip_prefix("GMT")).unwrap_or(zone);
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        None => (digits, "0"),
    };
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60) * SECOND)
}

fn civil(micros: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp_micros(micros).map(|at| at.naive_utc())
}

fn micros(at: NaiveDateTime) -> i64 {
    at.and_utc().timestamp_micros()
}

fn day(micros: i64) -> i32 {
    i32::try_from(micros.div_euclid(DAY)).unwrap_or(i32::MAX)
}

/// Monday is 1, Sunday 7.
fn weekday(at: NaiveDateTime) -> i64 {
    i64::from(at.weekday().number_from_monday())
}

fn part(row: &Row, part: impl Fn(NaiveDateTime) -> i64) -> Result<Option<i64>> {
    Ok(civil(row.time(0)).map(part))
}

fn parsed(text: &str) -> Result<i64> {
    match parse_timestamp(text) {
        Some(at) => Ok(at),
        None => exec_err!("'{text}' is not an ISO 8601 timestamp, such as 2024-05-01T00:00:00Z"),
    }
}

fn formatted(micros: i64, format: &str) -> Result<Option<String>> {
    Ok(civil(micros).map(|at| at.format(format).to_string()))
}

fn from_unixtime(row: &Row) -> Result<Option<i64>> {
    if row.len() == 2 {
        checked_offset(row.text(1))?;
    }
    Ok(Some((row.float(0) * 1e6).round() as i64))
}

fn checked_offset(zone: &str) -> Result<i64> {
    match zone_offset(zone) {
        Some(offset) => Ok(offset),
        None => {
            exec_err!("time zone '{zone}' is not supported; use 'UTC' or a fixed offset such as '+02:00'")
        }
    }
}

fn at_timezone(row: &Row) -> Result<Option<i64>> {
    Ok(Some(row.time(0) + checked_offset(row.text(1))?))
}

fn with_timezone(row: &Row) -> Result<Option<i64>> {
    Ok(Some(row.time(0) - checked_offset(row.text(1))?))
}

fn last_day_of_month(row: &Row) -> Result<Option<i32>> {
    Ok(civil(row.time(0)).and_then(|at| {
        let last = at.date().with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()?;
        Some(day(micros(last.and_time(NaiveTime::MIN))))
    }))
}

fn to_iso8601(call: &Call) -> Result<ArrayRef> {
    let dates = *call.fields[0].data_type() == DataType::Date32;
    let times = cast_array(&call.args[0], None, &SqlType::Timestamp, call.lenient)?;
    let times = times.as_primitive::<TimestampMicrosecondType>();
    let text = |at| if dates { format_date(day(at)) } else { iso(at, true) };
    Ok(Arc::new(times.iter().map(|at| at.map(text)).collect::<arrow::array::StringArray>()))
}

/// Dates stay dates, everything else becomes a timestamp.
fn like(plan: &Plan, at: usize) -> DataType {
    match plan.data_type(at) {
        DataType::Date32 => DataType::Date32,
        _ => TIMESTAMP,
    }
}

fn map_times(
    call: &Call,
    at: usize,
    each: impl Fn(usize, NaiveDateTime) -> Result<Option<NaiveDateTime>>,
) -> Result<ArrayRef> {
    let times = cast_array(&call.args[at], None, &SqlType::Timestamp, call.lenient)?;
    let times = times.as_primitive::<TimestampMicrosecondType>();
    let mapped = (0..times.len())
        .map(|row| match times.is_valid(row).then(|| civil(times.value(row))).flatten() {
            None => Ok(None),
            Some(at) => each(row, at).map(|at| at.map(micros)),
        })
        .collect::<Result<TimestampMicrosecondArray>>()?;
    Ok(arrow::compute::cast(&mapped, call.returns.data_type())?)
}

fn date_trunc(call: &Call) -> Result<ArrayRef> {
    let units = text_array(&call.args[0])?;
    map_times(call, 1, |row, at| {
        if units.is_null(row) {
            return Ok(None);
        }
        let date = at.date();
        let start = |date: Option<NaiveDate>| date.map(|date| date.and_time(NaiveTime::MIN));
        Ok(match units.value(row).to_ascii_lowercase().as_str() {
            "millisecond" => at.with_nanosecond(at.nanosecond() / 1_000_000 * 1_000_000),
            "second" => at.with_nanosecond(0),
            "minute" => at.with_nanosecond(0).and_then(|at| at.with_second(0)),
            "hour" => date.and_hms_opt(at.hour(), 0, 0),
            "day" => start(Some(date)),
            "week" => start(date.checked_sub_days(Days::new(u64::from(at.weekday().num_days_from_monday())))),
            "month" => start(date.with_day(1)),
            "quarter" => start(NaiveDate::from_ymd_opt(at.year(), at.month0() / 3 * 3 + 1, 1)),
            "year" => start(NaiveDate::from_ymd_opt(at.year(), 1, 1)),
            other => {
                return exec_err!(
                    "date_trunc: unit '{other}' is not one of second, minute, hour, day, week, month, quarter, year"
                );
            }
        })
    })
}

fn date_add(call: &Call) -> Result<ArrayRef> {
    let units = text_array(&call.args[0])?;
    let amounts = cast_array(&call.args[1], None, &SqlType::Bigint, call.lenient)?;
    let amounts = amounts.as_primitive::<arrow::datatypes::Int64Type>();
    map_times(call, 2, |row, at| {
        if units.is_null(row) || amounts.is_null(row) {
            return Ok(None);
        }
        let amount = amounts.value(row);
        let months = |months: i64| {
            let by = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
            if months < 0 { at.checked_sub_months(by) } else { at.checked_add_months(by) }
        };
        let length = match units.value(row).to_ascii_lowercase().as_str() {
            "millisecond" => 1000,
            "second" => SECOND,
            "minute" => 60 * SECOND,
            "hour" => 3600 * SECOND,
            "day" => DAY,
            "week" => 7 * DAY,
            "month" => return Ok(months(amount)),
            "quarter" => return Ok(amount.checked_mul(3).and_then(months)),
            "year" => return Ok(amount.checked_mul(12).and_then(months)),
            other => return exec_err!("date_add: unit '{other}' is not known"),
        };
        Ok(amount.checked_mul(length).and_then(|by| micros(at).checked_add(by)).and_then(civil))
    })
}

/// Whole units from the second argument to the third.
fn date_diff(row: &Row) -> Result<Option<i64>> {
    let (from, to) = (row.time(1), row.time(2));
    let length = match row.text(0).to_ascii_lowercase().as_str() {
        "millisecond" => 1000,
        "second" => SECOND,
        "minute" => 60 * SECOND,
        "hour" => 3600 * SECOND,
        "day" => DAY,
        "week" => 7 * DAY,
        "month" => return Ok(months_between(from, to)),
        "quarter" => return Ok(months_between(from, to).map(|months| months / 3)),
        "year" => return Ok(months_between(from, to).map(|months| months / 12)),
        other => return exec_err!("date_diff: unit '{other}' is not known"),
    };
    Ok(Some((to - from) / length))
}

fn months_between(from: i64, to: i64) -> Option<i64> {
    if to < from {
        return months_between(to, from).map(|months| -months);
    }
    let (start, end) = (civil(from)?, civil(to)?);
    let months =
        i64::from(end.year() - start.year()) * 12 + i64::from(end.month()) - i64::from(start.month());
    let whole = start.checked_add_months(Months::new(u32::try_from(months).ok()?))?;
    Some(if whole > end { months - 1 } else { months })
}

/// The format letters of MySQL, which `date_format` and `date_parse` use.
fn date_format(row: &Row) -> Result<Option<String>> {
    let Some(at) = civil(row.time(0)) else { return Ok(None) };
    let mut out = String::new();
    let mut format = row.text(1).chars();
    while let Some(c) = format.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let Some(letter) = format.next() else { break };
        let chrono = match letter {
            'a' => "%a",
            'b' => "%b",
            'c' => "%-m",
            'd' => "%d",
            'e' => "%-d",
            'f' => "%6f",
            'H' => "%H",
            'h' | 'I' => "%I",
            'i' => "%M",
            'j' => "%j",
            'k' => "%-H",
            'l' => "%-I",
            'M' => "%B",
            'm' => "%m",
            'p' => "%p",
            'r' => "%I:%M:%S %p",
            'S' | 's' => "%S",
            'T' => "%H:%M:%S",
            'v' => "%V",
            'W' => "%A",
            'w' => "%w",
            'x' => "%G",
            'Y' => "%Y",
            'y' => "%y",
            other => {
                out.push(other);
                continue;
            }
        };
        match letter {
            'f' => write!(out, "{:06}", at.nanosecond() / 1000).unwrap_or_default(),
            _ => write!(out, "{}", at.format(chrono)).unwrap_or_default(),
        }
    }
    Ok(Some(out))
}

fn date_parse(row: &Row) -> Result<Option<i64>> {
    let mut fields = Vec::new();
    let mut format = row.text(1).chars();
    while let Some(c) = format.next() {
        if c != '%' {
            fields.push(Piece::Literal(c));
            continue;
        }
        fields.extend(match format.next() {
            Some('Y') => vec![Piece::Year],
            Some('y') => vec![Piece::ShortYear],
            Some('m' | 'c') => vec![Piece::Month],
            Some('d' | 'e') => vec![Piece::Day],
            Some('H' | 'k') => vec![Piece::Hour],
            Some('h' | 'I' | 'l') => vec![Piece::Hour12],
            Some('i') => vec![Piece::Minute],
            Some('s' | 'S') => vec![Piece::Second],
            Some('f') => vec![Piece::Fraction],
            Some('p') => vec![Piece::HalfDay],
            Some('b' | 'M') => vec![Piece::MonthName],
            Some('a' | 'W') => vec![Piece::DayName],
            Some('j') => vec![Piece::DayOfYear],
            Some('T') => {
                vec![Piece::Hour, Piece::Literal(':'), Piece::Minute, Piece::Literal(':'), Piece::Second]
            }
            Some(other) => vec![Piece::Literal(other)],
            None => vec![],
        });
    }
    parse_pieces(row.text(0), &fields, row.text(1))
}

/// Runs of one letter, as in the formats of Joda: the letter and how many.
fn joda(format: &str) -> Vec<(char, usize)> {
    let mut runs: Vec<(char, usize)> = Vec::new();
    let mut chars = format.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        if c == '\'' {
            if chars.peek() == Some(&'\'') {
                chars.next();
                runs.push(('\'', 0));
            } else {
                quoted = !quoted;
            }
        } else if quoted || !c.is_ascii_alphabetic() {
            // Zero: the character itself.
            runs.push((c, 0));
        } else {
            match runs.last_mut() {
                Some((letter, count)) if *letter == c && *count > 0 => *count += 1,
                _ => runs.push((c, 1)),
            }
        }
    }
    runs
}

fn format_datetime(row: &Row) -> Result<Option<String>> {
    let Some(at) = civil(row.time(0)) else { return Ok(None) };
    let mut out = String::new();
    for (letter, count) in joda(row.text(1)) {
        let width = count;
        let mut number = |value: i64| write!(out, "{value:0width$}").unwrap_or_default();
        match (letter, count) {
            (c, 0) => out.push(c),
            ('y' | 'Y', 2) => number(i64::from(at.year()) % 100),
            ('y' | 'Y' | 'u', _) => number(i64::from(at.year())),
            ('x', _) => number(i64::from(at.iso_week().year())),
            ('w', _) => number(i64::from(at.iso_week().week())),
            ('M', 3) => out.push_str(&at.format("%b").to_string()),
            ('M', 4..) => out.push_str(&at.format("%B").to_string()),
            ('M', _) => number(i64::from(at.month())),
            ('d', _) => number(i64::from(at.day())),
            ('D', _) => number(i64::from(at.ordinal())),
            ('e', _) => number(weekday(at)),
            ('E', 4..) => out.push_str(&at.format("%A").to_string()),
            ('E', _) => out.push_str(&at.format("%a").to_string()),
            ('H', _) => number(i64::from(at.hour())),
            ('k', _) => number(if at.hour() == 0 { 24 } else { i64::from(at.hour()) }),
            ('h', _) => number(i64::from(at.hour12().1)),
            ('K', _) => number(i64::from(at.hour() % 12)),
            ('m', _) => number(i64::from(at.minute())),
            ('s', _) => number(i64::from(at.second())),
            ('S', count) => {
                let nanos = format!("{:09}", at.nanosecond());
                out.push_str(nanos.get(..count).unwrap_or(&nanos));
            }
            ('a', _) => out.push_str(if at.hour() < 12 { "AM" } else { "PM" }),
            ('Z', 1) => out.push_str("+0000"),
            ('Z', 2) => out.push_str("+00:00"),
            ('Z' | 'z', _) => out.push_str("UTC"),
            (other, _) => return exec_err!("format_datetime: letter '{other}' is not supported"),
        }
    }
    Ok(Some(out))
}

fn parse_datetime(row: &Row) -> Result<Option<i64>> {
    let mut fields = Vec::new();
    for (letter, count) in joda(row.text(1)) {
        fields.push(match (letter, count) {
            (c, 0) => Piece::Literal(c),
            ('y' | 'Y', 2) => Piece::ShortYear,
            ('y' | 'Y' | 'u', _) => Piece::Year,
            ('M', 3..) => Piece::MonthName,
            ('M', _) => Piece::Month,
            ('d', _) => Piece::Day,
            ('D', _) => Piece::DayOfYear,
            ('E', _) => Piece::DayName,
            ('H', _) => Piece::Hour,
            ('h', _) => Piece::Hour12,
            ('m', _) => Piece::Minute,
            ('s', _) => Piece::Second,
            ('S', _) => Piece::Fraction,
            ('a', _) => Piece::HalfDay,
            ('Z' | 'z', _) => Piece::Zone,
            (other, _) => return exec_err!("parse_datetime: letter '{other}' is not supported"),
        });
    }
    parse_pieces(row.text(0), &fields, row.text(1))
}

enum Piece {
    Literal(char),
    Year,
    ShortYear,
    Month,
    MonthName,
    Day,
    DayName,
    DayOfYear,
    Hour,
    Hour12,
    Minute,
    Second,
    Fraction,
    HalfDay,
    Zone,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

fn parse_pieces(text: &str, pieces: &[Piece], format: &str) -> Result<Option<i64>> {
    match try_pieces(text, pieces) {
        Some(at) => Ok(Some(at)),
        None => exec_err!("'{text}' does not have the format '{format}'"),
    }
}

fn try_pieces(text: &str, pieces: &[Piece]) -> Option<i64> {
    let mut rest = Numbers(text);
    let (mut year, mut month, mut day_of_month, mut ordinal) = (1970, 1, 1, None);
    let (mut hour, mut minute, mut second, mut fraction, mut afternoon, mut offset) = (0, 0, 0, 0, None, 0);
    for piece in pieces {
        match piece {
            Piece::Literal(c) => rest.skip(*c)?,
            Piece::Year => year = rest.next_number(4, 4)?,
            Piece::ShortYear => {
                let short = rest.next_number(2, 2)?;
                year = if short < 70 { 2000 + short } else { 1900 + short };
            }
            Piece::Month => month = rest.next_number(1, 2)?,
            Piece::MonthName => {
                let name = letters(&mut rest).to_ascii_lowercase();
                month =
                    MONTHS.iter().position(|month| name.len() >= 3 && month.starts_with(&name))? as u32 + 1;
            }
            Piece::Day => day_of_month = rest.next_number(1, 2)?,
            Piece::DayName => {
                letters(&mut rest);
            }
            Piece::DayOfYear => ordinal = Some(rest.next_number(1, 3)?),
            Piece::Hour | Piece::Hour12 => hour = rest.next_number(1, 2)?,
            Piece::Minute => minute = rest.next_number(1, 2)?,
            Piece::Second => second = rest.next_number(1, 2)?,
            Piece::Fraction => {
                let digits = rest.0.bytes().take_while(u8::is_ascii_digit).count();
                let (number, after) = rest.0.split_at(digits);
                fraction = format!("{number:0<6}")[..6].parse::<i64>().ok()?;
                rest.0 = after;
            }
            Piece::HalfDay => match letters(&mut rest).to_ascii_lowercase().as_str() {
                "am" => afternoon = Some(false),
                "pm" => afternoon = Some(true),
                _ => return None,
            },
            Piece::Zone => {
                let zone = rest.0;
                let end = zone.find(' ').unwrap_or(zone.len());
                offset = zone_offset(&zone[..end])?;
                rest.0 = &zone[end..];
            }
        }
    }
    if !rest.0.is_empty() {
        return None;
    }
    match afternoon {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    let year = i32::try_from(year).ok()?;
    let date = match ordinal {
        Some(ordinal) => NaiveDate::from_yo_opt(year, ordinal)?,
        None => NaiveDate::from_ymd_opt(year, month, day_of_month)?,
    };
    Some(micros(date.and_hms_opt(hour, minute, second)?) + fraction - offset)
}

fn letters<'a>(rest: &mut Numbers<'a>) -> &'a str {
    let end = rest.0.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, after) = rest.0.split_at(end);
    rest.0 = after;
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_read_in_all_spellings() {
        let noon = Some(1_688_990_400_000_000);
        for text in [
            "2023-07-10 12:00:00",
            "2023-07-10T12:00:00Z",
            "2023-07-10 12:00",
            "2023-7-10 12:00:00.000",
            " 2023-07-10t12:00:00z ",
            "2023-07-10 14:00:00 +02:00",
            "2023-07-10T07:00:00-0500",
            "2023-07-10 12:00:00 UTC",
        ] {
            assert_eq!(parse_timestamp(text), noon, "{text}");
        }
        assert_eq!(
            parse_timestamp("2023-07-10").map(format_timestamp).as_deref(),
            Some("2023-07-10 00:00:00.000")
        );
        for text in [
            "",
            "yesterday",
            "2023",
            "2023-13-01",
            "2023-07-10 25:00",
            "2023-07-10 12:00 Mars/Base",
            "2023-07-1ä",
        ] {
            assert_eq!(parse_timestamp(text), None, "{text}");
        }
    }
}
