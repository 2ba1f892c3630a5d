//! A validating JSON scanner that never copies: it finds where values end and what kind they are.
//!
//! CloudTrail archives are read at hundreds of megabytes per second, and the text of every value is kept as it is.
//! A parser that builds values would throw away what we need (the bytes) and build what we do not (trees), so this
//! is ours. It accepts exactly RFC 8259 (checked against serde_json by a property test and a fuzz target), tells
//! *incomplete* from *wrong* so that a stream can be refilled, and refuses nesting beyond [`DEPTH_MAX`].

use std::borrow::Cow;
use std::fmt;

/// Deepest nesting of objects and arrays that is accepted. The deepest real record that we have seen has 11.
pub const DEPTH_MAX: usize = 128;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Object,
    Array,
    /// `escaped`: the text between the quotes is not the string itself.
    String {
        escaped: bool,
    },
    Number,
    Bool(bool),
    Null,
}

/// Where a value stands in the text: `start..end`, quotes and brackets included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

impl Value {
    pub fn text<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        &bytes[self.start..self.end]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The text ends inside a value: more bytes may make it whole.
    Incomplete,
    Syntax(&'static str),
    TooDeep,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError {
    pub offset: usize,
    pub problem: Problem,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problem {
            Problem::Incomplete => write!(f, "the JSON text ends early at byte {}", self.offset),
            Problem::Syntax(expected) => {
                write!(f, "invalid JSON at byte {}: expected {expected}", self.offset)
            }
            Problem::TooDeep => {
                write!(f, "JSON nested deeper than {DEPTH_MAX} levels at byte {}", self.offset)
            }
        }
    }
}

impl std::error::Error for JsonError {}

type Result<T> = std::result::Result<T, JsonError>;

fn incomplete<T>(offset: usize) -> Result<T> {
    Err(JsonError { offset, problem: Problem::Incomplete })
}

fn syntax<T>(offset: usize, expected: &'static str) -> Result<T> {
    Err(JsonError { offset, problem: Problem::Syntax(expected) })
}

/// The first position at or after `at` that is not JSON white space.
#[inline]
pub fn skip_white(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && matches!(bytes[at], b' ' | b'\n' | b'\r' | b'\t') {
        at += 1;
    }
    at
}

/// The value that begins at or after `at` (leading white space is passed over).
pub fn value(bytes: &[u8], at: usize) -> Result<Value> {
    value_within(bytes, at, DEPTH_MAX)
}

/// A value that nests no deeper than `depth_max`.
#[inline]
fn value_within(bytes: &[u8], at: usize, depth_max: usize) -> Result<Value> {
    let start = skip_white(bytes, at);
    let Some(&first) = bytes.get(start) else { return incomplete(start) };
    let (end, kind) = match first {
        b'"' => {
            let (end, escaped) = string_end(bytes, start)?;
            (end, Kind::String { escaped })
        }
        b'{' => (container_end(bytes, start, depth_max)?, Kind::Object),
        b'[' => (container_end(bytes, start, depth_max)?, Kind::Array),
        b't' => (literal_end(bytes, start, b"true")?, Kind::Bool(true)),
        b'f' => (literal_end(bytes, start, b"false")?, Kind::Bool(false)),
        b'n' => (literal_end(bytes, start, b"null")?, Kind::Null),
        b'-' | b'0'..=b'9' => (number_end(bytes, start)?, Kind::Number),
        _ => return syntax(start, "a value"),
    };
    Ok(Value { start, end, kind })
}

/// One member of an object: its key (between the quotes, still escaped when `key_escaped`) and its value.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    pub key: &'a [u8],
    pub key_escaped: bool,
    pub value: Value,
}

/// Walks the members of the object at `at` (which must hold `{`) and returns the position after it.
/// INVARIANT: every byte up to the returned position has been validated.
#[inline]
pub fn members<'a>(bytes: &'a [u8], at: usize, mut visit: impl FnMut(Member<'a>)) -> Result<usize> {
    debug_assert_eq!(bytes[at], b'{');
    let mut at = skip_white(bytes, at + 1);
    if bytes.get(at) == Some(&b'}') {
        return Ok(at + 1);
    }
    loop {
        match bytes.get(at) {
            Some(b'"') => {}
            Some(_) => return syntax(at, "a member name"),
            None => return incomplete(at),
        }
        let (key_end, key_escaped) = string_end(bytes, at)?;
        let key = &bytes[at + 1..key_end - 1];
        at = skip_white(bytes, key_end);
        match bytes.get(at) {
            Some(b':') => {}
            Some(_) => return syntax(at, "':'"),
            None => return incomplete(at),
        }
        let value = value_within(bytes, at + 1, DEPTH_MAX - 1)?;
        visit(Member { key, key_escaped, value });
        at = skip_white(bytes, value.end);
        match bytes.get(at) {
            Some(b',') => at = skip_white(bytes, at + 1),
            Some(b'}') => return Ok(at + 1),
            Some(_) => return syntax(at, "',' or '}'"),
            None => return incomplete(at),
        }
    }
}

/// Walks the elements of the array at `at` (which must hold `[`) and returns the position after it.
pub fn elements(bytes: &[u8], at: usize, mut visit: impl FnMut(Value)) -> Result<usize> {
    debug_assert_eq!(bytes[at], b'[');
    let mut at = skip_white(bytes, at + 1);
    if bytes.get(at) == Some(&b']') {
        return Ok(at + 1);
    }
    loop {
        let element = value(bytes, at)?;
        visit(element);
        at = skip_white(bytes, element.end);
        match bytes.get(at) {
            Some(b',') => at += 1,
            Some(b']') => return Ok(at + 1),
            Some(_) => return syntax(at, "',' or ']'"),
            None => return incomplete(at),
        }
    }
}

/// The value of the first member called `key` in the object text `object`, if it is an object that has one.
pub fn member<'a>(object: &'a [u8], key: &str) -> Option<(Kind, &'a [u8])> {
    let start = skip_white(object, 0);
    if object.get(start) != Some(&b'{') {
        return None;
    }
    let mut found = None;
    members(object, start, |m| {
        if found.is_none() && m.key == key.as_bytes() && !m.key_escaped {
            found = Some((m.value.kind, m.value.text(object)));
        }
    })
    .ok()?;
    found
}

/// The content of a JSON string token (quotes included), decoded. A lone surrogate becomes U+FFFD: the original stays in
/// the record; this is only how it is shown and searched.
pub fn decode_string(token: &str) -> Cow<'_, str> {
    let inner = &token[1..token.len() - 1];
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Cow::Borrowed(inner);
    }
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(backslash) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..backslash]);
        let escape = rest.as_bytes()[backslash + 1];
        let mut used = backslash + 2;
        match escape {
            b'n' => out.push('\n'),
            b't' => out.push('\t'),
            b'r' => out.push('\r'),
            b'b' => out.push('\u{8}'),
            b'f' => out.push('\u{c}'),
            b'u' => {
                let unit = hex_unit(rest.as_bytes(), used);
                used += 4;
                let scalar = match unit {
                    0xD800..=0xDBFF if rest.as_bytes().get(used..used + 2) == Some(b"\\u") => {
                        let low = hex_unit(rest.as_bytes(), used + 2);
                        if (0xDC00..=0xDFFF).contains(&low) {
                            used += 6;
                            0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
                        } else {
                            0xFFFD
                        }
                    }
                    unit => unit,
                };
                out.push(char::from_u32(scalar).unwrap_or('\u{FFFD}'));
            }
            other => out.push(other as char),
        }
        rest = &rest[used..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A 128-bit digest of the *value*: white space, member order and the spelling of escapes do not count; numbers
/// count as written (2^53 + 1 must not equal 2^53). `text` must be valid JSON. Duplicate members all count.
pub fn value_digest(text: &str, hash: &impl Fn(&[u8]) -> u128) -> u128 {
    let value = value(text.as_bytes(), 0).expect("valid JSON");
    digest_at(text, value, hash)
}

fn digest_at(text: &str, value: Value, hash: &impl Fn(&[u8]) -> u128) -> u128 {
    let bytes = text.as_bytes();
    // Tags keep `"1"` from equalling `1`, and an empty object from equalling an empty array.
    match value.kind {
        Kind::String { .. } => {
            let decoded = decode_string(&text[value.start..value.end]);
            hash(format!("s{decoded}").as_bytes())
        }
        Kind::Number | Kind::Bool(_) | Kind::Null => hash(value.text(bytes)),
        Kind::Array => {
            let mut digests = Vec::new();
            digests.extend_from_slice(b"a");
            elements(bytes, value.start, |e| {
                digests.extend_from_slice(&digest_at(text, e, hash).to_le_bytes());
            })
            .expect("valid JSON");
            hash(&digests)
        }
        Kind::Object => {
            let mut digests = Vec::new();
            members(bytes, value.start, |m| {
                let key = std::str::from_utf8(m.key).expect("part of a str");
                let mut member = decode_string(&format!("\"{key}\"")).into_owned().into_bytes();
                member.push(0);
                member.extend_from_slice(&digest_at(text, m.value, hash).to_le_bytes());
                digests.push(hash(&member));
            })
            .expect("valid JSON");
            digests.sort_unstable();
            let mut all = Vec::with_capacity(1 + digests.len() * 16);
            all.extend_from_slice(b"o");
            digests.iter().for_each(|d| all.extend_from_slice(&d.to_le_bytes()));
            hash(&all)
        }
    }
}

fn hex_unit(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().fold(0, |unit, &b| unit * 16 + (b as char).to_digit(16).unwrap_or(0))
}

fn literal_end(bytes: &[u8], start: usize, literal: &'static [u8]) -> Result<usize> {
    let available = &bytes[start..bytes.len().min(start + literal.len())];
    if available == literal {
        Ok(start + literal.len())
    } else if literal.starts_with(available) {
        incomplete(bytes.len())
    } else {
        syntax(start, "true, false or null")
    }
}

fn number_end(bytes: &[u8], start: usize) -> Result<usize> {
    let digits = |mut at: usize| -> Result<usize> {
        let from = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        if at > from {
            Ok(at)
        } else if at == bytes.len() {
            incomplete(at)
        } else {
            syntax(at, "a digit")
        }
    };
    let mut at = if bytes[start] == b'-' { start + 1 } else { start };
    at = if bytes.get(at) == Some(&b'0') { at + 1 } else { digits(at)? };
    if bytes.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        if matches!(bytes.get(at), Some(b'+' | b'-')) {
            at += 1;
        }
        at = digits(at)?;
    }
    Ok(at)
}

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The high bit of every byte of `word` that ends a run of plain string bytes: `"`, `\` or a control character.
/// Only the lowest set bit is exact (borrows may set higher ones), which is all that is asked of it.
#[inline]
fn special(word: u64) -> u64 {
    let quote = word ^ (LOW * b'"' as u64);
    let backslash = word ^ (LOW * b'\\' as u64);
    let zero = |w: u64| w.wrapping_sub(LOW) & !w;
    let control = word.wrapping_sub(LOW * 0x20) & !word;
    (zero(quote) | zero(backslash) | control) & HIGH
}

/// The position after the closing quote of the string at `start`, and whether it holds escapes.
#[inline]
fn string_end(bytes: &[u8], start: usize) -> Result<(usize, bool)> {
    let mut at = start + 1;
    let mut escaped = false;
    loop {
        while let Some(chunk) = bytes.get(at..at + 8) {
            let found = special(u64::from_le_bytes(chunk.try_into().expect("eight bytes")));
            if found != 0 {
                at += (found.trailing_zeros() / 8) as usize;
                break;
            }
            at += 8;
        }
        match bytes.get(at) {
            None => return incomplete(at),
            Some(b'"') => return Ok((at + 1, escaped)),
            Some(b'\\') => {
                escaped = true;
                at = escape_end(bytes, at)?;
            }
            Some(0..=0x1F) => return syntax(at, "no control character in a string"),
            Some(_) => at += 1,
        }
    }
}

fn escape_end(bytes: &[u8], at: usize) -> Result<usize> {
    match bytes.get(at + 1) {
        None => incomplete(at + 1),
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => {
            for i in at + 2..at + 6 {
                match bytes.get(i) {
                    None => return incomplete(i),
                    Some(b) if b.is_ascii_hexdigit() => {}
                    Some(_) => return syntax(i, "four hexadecimal digits"),
                }
            }
            Ok(at + 6)
        }
        Some(_) => syntax(at + 1, "an escape character"),
    }
}

/// The position after the object or array at `start`. A loop, not a recursion: hostile nesting costs nothing.
fn container_end(bytes: &[u8], start: usize, depth_max: usize) -> Result<usize> {
    // Bit n tells whether level n is an object.
    let mut objects: u128 = 0;
    let mut depth = 0usize;
    let mut at = start;
    'value: loop {
        at = skip_white(bytes, at);
        match bytes.get(at) {
            None => return incomplete(at),
            Some(open @ (b'{' | b'[')) => {
                if depth == depth_max {
                    return Err(JsonError { offset: at, problem: Problem::TooDeep });
                }
                let object = *open == b'{';
                objects = objects & !(1 << depth) | (object as u128) << depth;
                depth += 1;
                at = skip_white(bytes, at + 1);
                match (object, bytes.get(at)) {
                    (_, None) => return incomplete(at),
                    (true, Some(b'}')) | (false, Some(b']')) => {
                        depth -= 1;
                        at += 1;
                    }
                    (true, _) => {
                        at = key_end(bytes, at)?;
                        continue 'value;
                    }
                    (false, _) => continue 'value,
                }
            }
            Some(b'"') => at = string_end(bytes, at)?.0,
            Some(b't') => at = literal_end(bytes, at, b"true")?,
            Some(b'f') => at = literal_end(bytes, at, b"false")?,
            Some(b'n') => at = literal_end(bytes, at, b"null")?,
            Some(b'-' | b'0'..=b'9') => at = number_end(bytes, at)?,
            Some(_) => return syntax(at, "a value"),
        }
        // A value has ended: close what closes, then go on with the next member or element.
        loop {
            if depth == 0 {
                return Ok(at);
            }
            let object = objects >> (depth - 1) & 1 == 1;
            at = skip_white(bytes, at);
            match (object, bytes.get(at)) {
                (_, None) => return incomplete(at),
                (true, Some(b'}')) | (false, Some(b']')) => {
                    depth -= 1;
                    at += 1;
                }
                (true, Some(b',')) => {
                    at = key_end(bytes, skip_white(bytes, at + 1))?;
                    continue 'value;
                }
                (false, Some(b',')) => {
                    at += 1;
                    continue 'value;
                }
                (true, Some(_)) => return syntax(at, "',' or '}'"),
                (false, Some(_)) => return syntax(at, "',' or ']'"),
            }
        }
    }
}

/// The position after `"key" :`.
#[inline]
fn key_end(bytes: &[u8], at: usize) -> Result<usize> {
    match bytes.get(at) {
        None => return incomplete(at),
        Some(b'"') => {}
        Some(_) => return syntax(at, "a member name"),
    }
    let at = skip_white(bytes, string_end(bytes, at)?.0);
    match bytes.get(at) {
        None => incomplete(at),
        Some(b':') => Ok(at + 1),
        Some(_) => syntax(at, "':'"),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(text: &str) -> Result<()> {
        let v = value(text.as_bytes(), 0)?;
        match skip_white(text.as_bytes(), v.end) == text.len() {
            true => Ok(()),
            false => syntax(v.end, "the end"),
        }
    }

    #[test]
    fn accepts_and_refuses_what_serde_json_does() {
        for text in [
            "{}",
            "[]",
            "0",
            "-0",
            "1.5e+7",
            "01",
            "1.",
            ".5",
            "-",
            "1e",
            "\"a\\u00e9\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"a\nb\"",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "[1 2]",
            "[1,]",
            "{a:1}",
            "tru",
            "nul",
            "nullx",
            "[[{}],{\"a\":[]}]",
            "{\"a\":{\"b\":[1,{\"c\":\"\\\"\"}]}} ",
            "\"abcdefg\u{7f}hijklmnop\"",
            "\"日本語日本語日本語\"",
            "]",
            "{]",
            "[}",
        ] {
            let theirs = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
            assert_eq!(whole(text).is_ok(), theirs, "{text}: {:?}", whole(text));
        }
    }

    #[test]
    fn every_proper_prefix_of_a_container_is_incomplete() {
        let text = r#"{"a":[1,{"b":"c\u0041"},true,null,-1.5e3],"d":{}}"#;
        for end in 0..text.len() {
            let problem = value(&text.as_bytes()[..end], 0).unwrap_err().problem;
            assert_eq!(problem, Problem::Incomplete, "{}", &text[..end]);
        }
    }

    #[test]
    fn nesting_is_limited() {
        let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(whole(&deep(DEPTH_MAX)).is_ok());
        assert_eq!(whole(&deep(DEPTH_MAX + 1)).unwrap_err().problem, Problem::TooDeep);
    }

    #[test]
    fn digest_ignores_spelling_and_nothing_else() {
        let hash = |bytes: &[u8]| {
            bytes.iter().fold(7u128, |h, &b| h.wrapping_mul(0x1_0000_01b3).wrapping_add(b.into()))
        };
        let digest = |text: &str| value_digest(text, &hash);
        assert_eq!(digest(r#"{"a":1,"b":["x","\u0041"]}"#), digest(r#" { "b" : ["x", "A"] , "a" : 1 } "#));
        for (one, other) in [
            ("9007199254740993", "9007199254740992"),
            ("1", "\"1\""),
            ("[]", "{}"),
            ("[1,2]", "[2,1]"),
            (r#"{"a":1}"#, r#"{"A":1}"#),
            ("null", "\"null\""),
        ] {
            assert_ne!(digest(one), digest(other), "{one} {other}");
        }
    }

    pub fn any_json() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("null".to_owned()),
            any::<bool>().prop_map(|b| b.to_string()),
            any::<i64>().prop_map(|n| n.to_string()),
            any::<f64>().prop_filter("finite", |f| f.is_finite()).prop_map(|f| format!("{f:e}")),
            any::<String>().prop_map(|s| serde_json::to_string(&s).unwrap()),
        ];
        let blank = "[ \t\r\n]{0,2}";
        leaf.prop_recursive(4, 32, 6, move |inner| {
            prop_oneof![
                prop::collection::vec((blank, inner.clone()), 0..6).prop_map(|items| {
                    let items: Vec<_> = items.into_iter().map(|(w, v)| format!("{w}{v}{w}")).collect();
                    format!("[{}]", items.join(","))
                }),
                prop::collection::vec((blank, any::<String>(), inner), 0..6).prop_map(|items| {
                    let item = |(w, k, v)| {
                        format!("{w}{}{w}:{w}{v}{w}", serde_json::to_string::<String>(&k).unwrap())
                    };
                    format!("{{{}}}", items.into_iter().map(item).collect::<Vec<_>>().join(","))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn agrees_with_serde_json(text in any_json(), cut in 0usize..400, put in any::<char>()) {
            prop_assert!(whole(&text).is_ok());
            // Damage it somewhere: both must still agree. (serde_json refuses numbers beyond f64; we keep text.)
            let mut damaged: Vec<char> = text.chars().collect();
            let at = cut % (damaged.len() + 1);
            if at < damaged.len() { damaged[at] = put } else { damaged.push(put) }
            let damaged: String = damaged.into_iter().collect();
            let theirs = serde_json::from_str::<Box<serde_json::value::RawValue>>(&damaged).is_ok();
            prop_assert_eq!(whole(&damaged).is_ok(), theirs, "{}", damaged);
        }

        #[test]
        fn decodes_strings_as_serde_json_does(s in any::<String>(), noise in "(\\\\u00[0-7][0-9a-f]|\\\\n|\\\\\\\\|\\\\ud83d\\\\ude00|[a-z]){0,8}") {
            let token = serde_json::to_string(&s).unwrap();
            prop_assert_eq!(decode_string(&token), s);
            let token = format!("\"{noise}\"");
            prop_assert_eq!(decode_string(&token), serde_json::from_str::<String>(&token).unwrap());
        }
    }
}
