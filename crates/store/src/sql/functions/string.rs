//! Text: the functions that DataFusion has under another name or with other rules about null and positions.

use std::cell::RefCell;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray};
use arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err, plan_err};
use regex::Regex;

use super::{Body, Call, Kind, Row, Spec, field, text_array};

const TEXT: &[Kind] = &[Kind::Text];

pub const FUNCTIONS: &[Spec] = &[
    Spec { name: "lower", args: 1..=1, body: Body::Text(TEXT, |row| Ok(Some(row.text(0).to_lowercase()))) },
    Spec { name: "upper", args: 1..=1, body: Body::Text(TEXT, |row| Ok(Some(row.text(0).to_uppercase()))) },
    Spec { name: "trim", args: 1..=2, body: Body::Text(TEXT, |row| Ok(Some(stripped(row, true, true)))) },
    Spec { name: "ltrim", args: 1..=2, body: Body::Text(TEXT, |row| Ok(Some(stripped(row, true, false)))) },
    Spec { name: "rtrim", args: 1..=2, body: Body::Text(TEXT, |row| Ok(Some(stripped(row, false, true)))) },
    Spec {
        name: "length",
        args: 1..=1,
        body: Body::Int(TEXT, |row| Ok(Some(row.text(0).chars().count() as i64))),
    },
    Spec {
        name: "codepoint",
        args: 1..=1,
        body: Body::Int(TEXT, |row| Ok(row.text(0).chars().next().map(|c| i64::from(c as u32)))),
    },
    Spec {
        name: "chr",
        args: 1..=1,
        body: Body::Text(&[Kind::Int], |row| {
            Ok(u32::try_from(row.int(0)).ok().and_then(char::from_u32).map(String::from))
        }),
    },
    Spec { name: "replace", args: 2..=3, body: Body::Text(TEXT, replace) },
    Spec { name: "translate", args: 3..=3, body: Body::Text(TEXT, translate) },
    Spec { name: "strpos", args: 2..=3, body: Body::Int(&[Kind::Text, Kind::Text, Kind::Int], strpos) },
    Spec { name: "substr", args: 2..=3, body: Body::Text(&[Kind::Text, Kind::Int], substr) },
    Spec { name: "substring", args: 2..=3, body: Body::Text(&[Kind::Text, Kind::Int], substr) },
    Spec { name: "split", args: 2..=3, body: Body::Texts(&[Kind::Text, Kind::Text, Kind::Int], split) },
    Spec {
        name: "split_part",
        args: 3..=3,
        body: Body::Text(&[Kind::Text, Kind::Text, Kind::Int], split_part),
    },
    Spec {
        name: "starts_with",
        args: 2..=2,
        body: Body::Bool(TEXT, |row| Ok(Some(row.text(0).starts_with(row.text(1))))),
    },
    Spec {
        name: "ends_with",
        args: 2..=2,
        body: Body::Bool(TEXT, |row| Ok(Some(row.text(0).ends_with(row.text(1))))),
    },
    Spec { name: "like$", args: 3..=3, body: Body::Bool(TEXT, like) },
    Spec {
        name: "lpad",
        args: 3..=3,
        body: Body::Text(&[Kind::Text, Kind::Int, Kind::Text], |row| Ok(Some(padded(row, true)))),
    },
    Spec {
        name: "rpad",
        args: 3..=3,
        body: Body::Text(&[Kind::Text, Kind::Int, Kind::Text], |row| Ok(Some(padded(row, false)))),
    },
    Spec {
        name: "concat_ws",
        args: 2..=usize::MAX,
        body: Body::Arrays(|_| Ok(field(DataType::Utf8)), concat_ws),
    },
    Spec {
        name: "levenshtein_distance",
        args: 2..=2,
        body: Body::Int(TEXT, |row| Ok(Some(levenshtein(row.text(0), row.text(1))))),
    },
    Spec {
        name: "regexp_like",
        args: 2..=2,
        body: Body::Bool(TEXT, |row| with_regex(row.text(1), |regex| Ok(Some(regex.is_match(row.text(0)))))),
    },
    Spec {
        name: "regexp_extract",
        args: 2..=3,
        body: Body::Text(&[Kind::Text, Kind::Text, Kind::Int], regexp_extract),
    },
    Spec {
        name: "regexp_extract_all",
        args: 2..=3,
        body: Body::Texts(&[Kind::Text, Kind::Text, Kind::Int], regexp_extract_all),
    },
    Spec { name: "regexp_replace", args: 2..=3, body: Body::Text(TEXT, regexp_replace) },
    Spec {
        name: "regexp_count",
        args: 2..=2,
        body: Body::Int(TEXT, |row| {
            with_regex(row.text(1), |regex| Ok(Some(regex.find_iter(row.text(0)).count() as i64)))
        }),
    },
    Spec {
        name: "regexp_position",
        args: 2..=2,
        body: Body::Int(TEXT, |row| {
            with_regex(row.text(1), |regex| {
                let text = row.text(0);
                Ok(Some(
                    regex.find(text).map_or(-1, |found| text[..found.start()].chars().count() as i64 + 1),
                ))
            })
        }),
    },
    Spec {
        name: "regexp_split",
        args: 2..=2,
        body: Body::Texts(TEXT, |row| {
            with_regex(row.text(1), |regex| {
                Ok(Some(regex.split(row.text(0)).map(|part| Some(part.to_owned())).collect()))
            })
        }),
    },
    Spec {
        name: "url_extract_host",
        args: 1..=1,
        body: Body::Text(TEXT, |row| Ok(url(row).and_then(|url| url.host_str().map(str::to_owned)))),
    },
    Spec {
        name: "url_extract_path",
        args: 1..=1,
        body: Body::Text(TEXT, |row| Ok(url(row).map(|url| url.path().to_owned()))),
    },
    Spec {
        name: "url_extract_protocol",
        args: 1..=1,
        body: Body::Text(TEXT, |row| Ok(url(row).map(|url| url.scheme().to_owned()))),
    },
    Spec {
        name: "url_extract_query",
        args: 1..=1,
        body: Body::Text(TEXT, |row| Ok(url(row).and_then(|url| url.query().map(str::to_owned)))),
    },
    Spec {
        name: "url_extract_port",
        args: 1..=1,
        body: Body::Int(TEXT, |row| Ok(url(row).and_then(|url| url.port().map(i64::from)))),
    },
    Spec {
        name: "url_extract_parameter",
        args: 2..=2,
        body: Body::Text(TEXT, |row| {
            Ok(url(row).and_then(|url| {
                url.query_pairs().find(|(key, _)| key == row.text(1)).map(|(_, value)| value.into_owned())
            }))
        }),
    },
    Spec { name: "url_decode", args: 1..=1, body: Body::Text(TEXT, |row| Ok(Some(url_decode(row.text(0))))) },
    Spec {
        name: "url_encode",
        args: 1..=1,
        body: Body::Text(TEXT, |row| {
            Ok(Some(url::form_urlencoded::byte_serialize(row.text(0).as_bytes()).collect()))
        }),
    },
    Spec {
        name: "to_utf8",
        args: 1..=1,
        body: Body::Arrays(
            |_| Ok(field(DataType::Binary)),
            |call| {
                Ok(Arc::new(
                    text_array(&call.args[0])?
                        .iter()
                        .map(|text| text.map(str::as_bytes))
                        .collect::<BinaryArray>(),
                ))
            },
        ),
    },
    Spec { name: "from_utf8", args: 1..=1, body: Body::Text(TEXT, |row| Ok(Some(row.text(0).to_owned()))) },
    Spec {
        name: "from_base64",
        args: 1..=1,
        body: Body::Arrays(|_| Ok(field(DataType::Binary)), from_base64),
    },
    Spec { name: "to_base64", args: 1..=1, body: Body::Arrays(|_| Ok(field(DataType::Utf8)), to_base64) },
    Spec { name: "from_hex", args: 1..=1, body: Body::Arrays(|_| Ok(field(DataType::Binary)), from_hex) },
    Spec { name: "to_hex", args: 1..=1, body: Body::Arrays(|_| Ok(field(DataType::Utf8)), to_hex) },
];

fn stripped(row: &Row, start: bool, end: bool) -> String {
    let set: Vec<char> =
        if row.len() == 2 { row.text(1).chars().collect() } else { vec![' ', '\t', '\n', '\r'] };
    let mut text = row.text(0);
    if start {
        text = text.trim_start_matches(set.as_slice());
    }
    if end {
        text = text.trim_end_matches(set.as_slice());
    }
    text.to_owned()
}

fn replace(row: &Row) -> Result<Option<String>> {
    let with = if row.len() == 3 { row.text(2) } else { "" };
    Ok(Some(row.text(0).replace(row.text(1), with)))
}

fn translate(row: &Row) -> Result<Option<String>> {
    let to: Vec<char> = row.text(2).chars().collect();
    let map = |c: char| match row.text(1).chars().position(|from| from == c) {
        Some(at) => to.get(at).copied(),
        None => Some(c),
    };
    Ok(Some(row.text(0).chars().filter_map(map).collect()))
}

/// 1-based position of the n-th occurrence (negative: from the end), 0 if there is none.
fn strpos(row: &Row) -> Result<Option<i64>> {
    let (text, wanted) = (row.text(0), row.text(1));
    let instance = if row.len() == 3 { row.int(2) } else { 1 };
    let nth = usize::try_from(instance.unsigned_abs()).unwrap_or(usize::MAX).saturating_sub(1);
    let found = match instance {
        0 => return exec_err!("strpos: the instance must not be 0"),
        1.. => text.match_indices(wanted).nth(nth),
        _ => text.rmatch_indices(wanted).nth(nth),
    };
    Ok(Some(found.map_or(0, |(at, _)| text[..at].chars().count() as i64 + 1)))
}

/// 1-based; a negative start counts from the end; a start outside gives the empty text.
fn substr(row: &Row) -> Result<Option<String>> {
    let text = row.text(0);
    let count = text.chars().count() as i64;
    let start = match row.int(1) {
        0 => return Ok(Some(String::new())),
        start @ 1.. => start - 1,
        start => count + start,
    };
    let length = if row.len() == 3 { row.int(2) } else { count };
    if start < 0 || start >= count || length <= 0 {
        return Ok(Some(String::new()));
    }
    Ok(Some(text.chars().skip(start as usize).take(length as usize).collect()))
}

fn split(row: &Row) -> Result<Option<Vec<Option<String>>>> {
    let (text, delimiter) = (row.text(0), row.text(1));
    if delimiter.is_empty() {
        return exec_err!("split: the delimiter must not be empty");
    }
    let own = |part: &str| Some(part.to_owned());
    Ok(Some(if row.len() == 3 {
        text.splitn(usize::try_from(row.int(2)).unwrap_or(1).max(1), delimiter).map(own).collect()
    } else {
        text.split(delimiter).map(own).collect()
    }))
}

/// Null when there are fewer parts.
fn split_part(row: &Row) -> Result<Option<String>> {
    if row.int(2) < 1 {
        return exec_err!("split_part: the index starts at 1");
    }
    if row.text(1).is_empty() {
        return Ok(row.text(0).chars().nth(row.int(2) as usize - 1).map(String::from));
    }
    Ok(row.text(0).split(row.text(1)).nth(row.int(2) as usize - 1).map(str::to_owned))
}

/// `LIKE … ESCAPE …`: third argument is the escape character.
fn like(row: &Row) -> Result<Option<bool>> {
    let escape = row.text(2).chars().next();
    let mut pattern = String::from("(?s)^");
    let mut chars = row.text(1).chars();
    while let Some(c) = chars.next() {
        if Some(c) == escape {
            match chars.next() {
                Some(c) if matches!(c, '%' | '_') || Some(c) == escape => {
                    pattern.push_str(&regex::escape(&c.to_string()))
                }
                _ => return exec_err!("LIKE: the escape character must be followed by '%', '_' or itself"),
            }
        } else {
            match c {
                '%' => pattern.push_str(".*"),
                '_' => pattern.push('.'),
                c => pattern.push_str(&regex::escape(&c.to_string())),
            }
        }
    }
    pattern.push('$');
    with_regex(&pattern, |regex| Ok(Some(regex.is_match(row.text(0)))))
}

fn padded(row: &Row, left: bool) -> String {
    let text: Vec<char> = row.text(0).chars().collect();
    // Trino's bound on a padded text.
    let width = usize::try_from(row.int(1)).unwrap_or(0).min(1 << 20);
    if text.len() >= width {
        return text[..width].iter().collect();
    }
    let fill: String = row.text(2).chars().cycle().take(width - text.len()).collect();
    if left { fill + row.text(0) } else { row.text(0).to_owned() + &fill }
}

/// Nulls among the texts are skipped, a null separator gives null.
fn concat_ws(call: &Call) -> Result<ArrayRef> {
    let columns = call.args.iter().map(text_array).collect::<Result<Vec<_>>>()?;
    let joined = (0..call.rows).map(|row| {
        let separator = columns[0].is_valid(row).then(|| columns[0].value(row))?;
        let texts: Vec<&str> = columns[1..]
            .iter()
            .filter(|column| column.is_valid(row))
            .map(|column| column.value(row))
            .collect();
        Some(texts.join(separator))
    });
    Ok(Arc::new(joined.collect::<arrow::array::StringArray>()))
}

fn levenshtein(a: &str, b: &str) -> i64 {
    let b: Vec<char> = b.chars().collect();
    let mut costs: Vec<usize> = (0..=b.len()).collect();
    for (row, from) in a.chars().enumerate() {
        let mut diagonal = costs[0];
        costs[0] = row + 1;
        for (column, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = costs[column + 1];
            costs[column + 1] = replaced.min(diagonal + 1).min(costs[column] + 1);
        }
    }
    costs[b.len()] as i64
}

thread_local! {
    /// The last pattern of this thread: a pattern is nearly always a constant.
    static LAST_REGEX: RefCell<Option<(String, Regex)>> = const { RefCell::new(None) };
}

fn with_regex<T>(pattern: &str, run: impl FnOnce(&Regex) -> Result<T>) -> Result<T> {
    let cached = LAST_REGEX.with_borrow(|last| match last {
        Some((text, regex)) if text == pattern => Some(regex.clone()),
        _ => None,
    });
    let regex = match cached {
        Some(regex) => regex,
        None => {
            let regex = match regex::RegexBuilder::new(pattern).size_limit(1 << 22).build() {
                Ok(regex) => regex,
                Err(error) => return exec_err!("regular expression '{pattern}': {error}"),
            };
            LAST_REGEX.set(Some((pattern.to_owned(), regex.clone())));
            regex
        }
    };
    run(&regex)
}

fn group(row: &Row) -> usize {
    if row.len() == 3 { usize::try_from(row.int(2)).unwrap_or(usize::MAX) } else { 0 }
}

fn regexp_extract(row: &Row) -> Result<Option<String>> {
    with_regex(row.text(1), |regex| {
        let group = group(row);
        if group >= regex.captures_len() {
            return exec_err!("regexp_extract: the pattern has no group {group}");
        }
        Ok(regex
            .captures(row.text(0))
            .and_then(|found| found.get(group))
            .map(|found| found.as_str().to_owned()))
    })
}

fn regexp_extract_all(row: &Row) -> Result<Option<Vec<Option<String>>>> {
    with_regex(row.text(1), |regex| {
        let group = group(row);
        let texts = regex.captures_iter(row.text(0));
        Ok(Some(texts.map(|found| found.get(group).map(|found| found.as_str().to_owned())).collect()))
    })
}

fn regexp_replace(row: &Row) -> Result<Option<String>> {
    let with = if row.len() == 3 { replacement(row.text(2)) } else { String::new() };
    with_regex(row.text(1), |regex| Ok(Some(regex.replace_all(row.text(0), with.as_str()).into_owned())))
}

/// Java's replacement text in Rust's spelling: `$1x` names group 1, `\$` is a dollar.
fn replacement(java: &str) -> String {
    let mut out = String::new();
    let mut chars = java.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('$') => out.push_str("$$"),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            '$' if chars.peek().is_some_and(char::is_ascii_digit) => {
                out.push_str("${");
                while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                    out.push(digit);
                }
                out.push('}');
            }
            c => out.push(c),
        }
    }
    out
}

fn url(row: &Row) -> Option<url::Url> {
    url::Url::parse(row.text(0)).ok()
}

fn url_decode(text: &str) -> String {
    let plus = text.replace('+', " ");
    let bytes = plus.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| plus.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn from_base64(call: &Call) -> Result<ArrayRef> {
    use base64::Engine;
    let engine = base64::engine::general_purpose::STANDARD;
    let texts = text_array(&call.args[0])?;
    let decoded = texts
        .iter()
        .map(|text| match text.map(|text| engine.decode(text)) {
            None => Ok(None),
            Some(Ok(bytes)) => Ok(Some(bytes)),
            Some(Err(_)) if call.lenient => Ok(None),
            Some(Err(error)) => exec_err!("from_base64: {error}"),
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(decoded.iter().map(|bytes| bytes.as_deref()).collect::<BinaryArray>()))
}

fn bytes(call: &Call) -> Result<ArrayRef> {
    match arrow::compute::cast(&call.args[0], &DataType::Binary) {
        Ok(bytes) => Ok(bytes),
        Err(_) => plan_err!("varbinary is needed here"),
    }
}

fn to_base64(call: &Call) -> Result<ArrayRef> {
    use base64::Engine;
    let engine = base64::engine::general_purpose::STANDARD;
    let bytes = bytes(call)?;
    Ok(Arc::new(
        bytes
            .as_binary::<i32>()
            .iter()
            .map(|b| b.map(|b| engine.encode(b)))
            .collect::<arrow::array::StringArray>(),
    ))
}

fn to_hex(call: &Call) -> Result<ArrayRef> {
    let bytes = bytes(call)?;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    Ok(Arc::new(bytes.as_binary::<i32>().iter().map(|b| b.map(hex)).collect::<arrow::array::StringArray>()))
}

fn from_hex(call: &Call) -> Result<ArrayRef> {
    let texts = text_array(&call.args[0])?;
    let byte =
        |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let decoded = texts
        .iter()
        .map(|text| match text.map(|text| text.as_bytes().chunks(2).map(byte).collect::<Option<Vec<u8>>>()) {
            None => Ok(None),
            Some(Some(bytes)) => Ok(Some(bytes)),
            Some(None) if call.lenient => Ok(None),
            Some(None) => exec_err!("from_hex: not hexadecimal digits"),
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(decoded.iter().map(|bytes| bytes.as_deref()).collect::<BinaryArray>()))
}
