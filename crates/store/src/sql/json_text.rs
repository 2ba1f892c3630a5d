//! Reading one member out of JSON text without building a document.
//!
//! The lake keeps `userIdentity`, `requestParameters` and the like as the JSON text that arrived. A query
//! that asks for `userIdentity.arn` must not pay for the forty other fields, so these functions walk the
//! bytes, skip what is not wanted and stop at the wanted key. They are total: text that is not JSON gives
//! "not there", never a panic, and nothing here recurses, so the depth of a hostile document costs no stack.
//!
//! Deliberately not done: validation. A document that is broken behind the wanted key still yields the key.

use std::borrow::Cow;

/// The raw text of the member `key` of the JSON object in `text`, trimmed of white space around it.
///
/// The first of several equal keys wins. `None` when `text` is not an object or has no such member.
pub fn member<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    Members::of(text)?.find_map(|(name, value)| name_is(name, key).then_some(value))
}

/// Like [`member`], but the exact spelling of the key is preferred and any other case is accepted.
pub fn member_any_case<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut other_case = None;
    for (name, value) in Members::of(text)? {
        if name_is(name, key) {
            return Some(value);
        }
        if other_case.is_none() && name.eq_ignore_ascii_case(key) {
            other_case = Some(value);
        }
    }
    other_case
}

/// The raw text of the element `index` (from 0) of the JSON array in `text`; negative counts from the end.
pub fn element(text: &str, index: i64) -> Option<&str> {
    let mut elements = Elements::of(text)?;
    if index >= 0 {
        return elements.nth(usize::try_from(index).ok()?);
    }
    let all: Vec<&str> = elements.collect();
    let from_end = usize::try_from(index.unsigned_abs()).ok()?;
    all.len().checked_sub(from_end).map(|at| all[at])
}

/// The text a `map<varchar, varchar>` shows for a JSON value: a string's content, `null` as nothing, numbers
/// and booleans as they are written, objects and arrays as compact JSON text.
pub fn value_text(raw: &str) -> Option<Cow<'_, str>> {
    match raw.as_bytes().first()? {
        b'"' => string_content(raw),
        b'{' | b'[' => Some(compact(raw)),
        b'n' => None,
        _ => Some(Cow::Borrowed(raw)),
    }
}

/// The text of a scalar (Trino's `json_extract_scalar`): objects, arrays and `null` give nothing.
pub fn scalar_text(raw: &str) -> Option<Cow<'_, str>> {
    match raw.as_bytes().first()? {
        b'{' | b'[' => None,
        _ => value_text(raw),
    }
}

/// The decoded content of the JSON string `raw` (quotes included in `raw`).
pub fn string_content(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Some(Cow::Borrowed(inner));
    }
    Some(Cow::Owned(unescape(inner)))
}

/// `text` without white space outside strings; nothing else is changed. Borrowed when there was none.
pub fn compact(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut out: Option<String> = None;
    let mut copied = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = string_end(bytes, at).unwrap_or(bytes.len()),
            b' ' | b'\t' | b'\n' | b'\r' => {
                let out = out.get_or_insert_with(|| String::with_capacity(text.len()));
                out.push_str(&text[copied..at]);
                at = skip_space(bytes, at);
                copied = at;
            }
            _ => at += 1,
        }
    }
    match out {
        None => Cow::Borrowed(text),
        Some(mut out) => {
            out.push_str(&text[copied..]);
            Cow::Owned(out)
        }
    }
}

/// [`compact`] in the shape of [`value_text`].
pub fn compact_some(text: &str) -> Option<Cow<'_, str>> {
    Some(compact(text))
}

/// Writes `content` as a JSON string, quotes included.
pub fn push_string(out: &mut String, content: &str) {
    out.push('"');
    for c in content.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Whether `text` is exactly one well-formed JSON value.
pub fn is_json(text: &str) -> bool {
    serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok()
}

/// The members of a JSON object: the raw key (between its quotes, escapes not decoded) and the raw value.
pub struct Members<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Members<'a> {
    /// `None` when `text` does not start like an object.
    pub fn of(text: &'a str) -> Option<Self> {
        let at = skip_space(text.as_bytes(), 0);
        (text.as_bytes().get(at) == Some(&b'{')).then_some(Self { text, at: at + 1 })
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, &'a str);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        let mut at = skip_space(bytes, self.at);
        if bytes.get(at) == Some(&b',') {
            at = skip_space(bytes, at + 1);
        }
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        let key_end = string_end(bytes, at)?;
        let key = &self.text[at + 1..key_end - 1];
        at = skip_space(bytes, key_end);
        if bytes.get(at) != Some(&b':') {
            return None;
        }
        at = skip_space(bytes, at + 1);
        let end = value_end(bytes, at)?;
        self.at = end;
        Some((key, &self.text[at..end]))
    }
}

/// The raw elements of a JSON array.
pub struct Elements<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Elements<'a> {
    /// `None` when `text` does not start like an array.
    pub fn of(text: &'a str) -> Option<Self> {
        let at = skip_space(text.as_bytes(), 0);
        (text.as_bytes().get(at) == Some(&b'[')).then_some(Self { text, at: at + 1 })
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        let mut at = skip_space(bytes, self.at);
        if bytes.get(at) == Some(&b',') {
            at = skip_space(bytes, at + 1);
        }
        if matches!(bytes.get(at), None | Some(b']')) {
            return None;
        }
        let end = value_end(bytes, at)?;
        self.at = end;
        Some(&self.text[at..end])
    }
}

/// Whether the raw key `name` (as between its quotes) spells `key`.
#[inline]
pub fn name_is(name: &str, key: &str) -> bool {
    // An escape makes a raw key longer than what it spells, and a key that starts with another plain byte is
    // another key.
    let (raw, wanted) = (name.as_bytes(), key.as_bytes());
    if raw.len() < wanted.len() {
        return false;
    }
    if raw.len() == wanted.len() {
        return raw == wanted && !raw.contains(&b'\\');
    }
    match raw[0] {
        b'\\' => unescape(name) == key,
        first => wanted.first() == Some(&first) && raw.contains(&b'\\') && unescape(name) == key,
    }
}

/// The decoded text of a raw key.
pub fn name_text(name: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', name.as_bytes()).is_none() {
        return Cow::Borrowed(name);
    }
    Cow::Owned(unescape(name))
}

#[inline]
fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\t' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

/// The position behind the string that starts at `at` (a quote).
///
/// Eight bytes at a time: most strings here are too short for `memchr` to pay.
#[inline]
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut from = at + 1;
    loop {
        let found = quote_or_backslash(bytes, from)?;
        if bytes[found] == b'"' {
            return Some(found + 1);
        }
        from = found + 2;
    }
}

const ONES: u64 = u64::from_ne_bytes([1; 8]);

/// Marks the bytes of `word` that equal `byte`. Only the lowest mark is sure to be one, which is all that is
/// asked here.
#[inline]
fn marks(word: u64, byte: u8) -> u64 {
    let x = word ^ (ONES * u64::from(byte));
    x.wrapping_sub(ONES) & !x & (ONES << 7)
}

/// The first position from `from` on that `in_word` marks, or for the last few bytes `is` tells.
#[inline]
fn first(
    bytes: &[u8],
    mut from: usize,
    in_word: impl Fn(u64) -> u64,
    is: impl Fn(u8) -> bool,
) -> Option<usize> {
    while let Some(chunk) = bytes.get(from..from + 8).and_then(|chunk| <[u8; 8]>::try_from(chunk).ok()) {
        let hits = in_word(u64::from_le_bytes(chunk));
        if hits != 0 {
            return Some(from + (hits.trailing_zeros() / 8) as usize);
        }
        from += 8;
    }
    bytes.get(from..)?.iter().position(|b| is(*b)).map(|at| from + at)
}

#[inline]
fn quote_or_backslash(bytes: &[u8], from: usize) -> Option<usize> {
    first(bytes, from, |word| marks(word, b'"') | marks(word, b'\\'), |b| matches!(b, b'"' | b'\\'))
}

/// A quote or any bracket; `[` and `{`, `]` and `}` differ by one bit.
#[inline]
fn quote_or_bracket(bytes: &[u8], from: usize) -> Option<usize> {
    let in_word = |word: u64| {
        let folded = word | (ONES << 5);
        marks(word, b'"') | marks(folded, b'{') | marks(folded, b'}')
    };
    first(bytes, from, in_word, |b| matches!(b, b'"' | b'{' | b'[' | b'}' | b']'))
}

/// The position behind the value that starts at `at`; always a character boundary and never `at` itself.
#[inline]
fn value_end(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => string_end(bytes, at),
        b'{' | b'[' => nested_end(bytes, at),
        _ => {
            let mut end = at;
            while let Some(b) = bytes.get(end) {
                if matches!(b, b',' | b'}' | b']' | b' ' | b'\n' | b'\t' | b'\r') {
                    break;
                }
                end += 1;
            }
            (end > at).then_some(end)
        }
    }
}

fn nested_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = at;
    loop {
        at = quote_or_bracket(bytes, at)?;
        match bytes[at] {
            b'"' => {
                at = string_end(bytes, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            _ => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
        }
        at += 1;
    }
}

fn unescape(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(found) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..found]);
        rest = &rest[found + 1..];
        let Some(escape) = rest.chars().next() else { return out };
        rest = &rest[escape.len_utf8()..];
        match escape {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'u' => {
                let (c, taken) = unicode_escape(rest);
                out.push(c);
                rest = &rest[taken..];
            }
            other => out.push(other),
        }
    }
    out.push_str(rest);
    out
}

/// The character behind `\u`, and how many bytes it took; a lone surrogate or broken digits become U+FFFD.
fn unicode_escape(rest: &str) -> (char, usize) {
    let hex = |text: &str| text.get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let Some(first) = hex(rest) else { return (char::REPLACEMENT_CHARACTER, 0) };
    if (0xd800..0xdc00).contains(&first)
        && let Some(second) = rest.get(4..).and_then(|r| r.strip_prefix("\\u")).and_then(hex)
        && (0xdc00..0xe000).contains(&second)
    {
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 10);
    }
    (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 4)
}

/// A parsed JSON path of the kind Trino's JSON functions take: `$.a.b`, `$['a']`, `$.list[0]`, `$.list[*].x`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonPath(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Step {
    Member(String),
    Element(i64),
    All,
}

impl JsonPath {
    /// `None` when the path is not understood. A leading `$` may be missing, as in Trino.
    pub fn parse(path: &str) -> Option<Self> {
        let path = path.trim();
        let mut rest = path.strip_prefix('$').unwrap_or(path);
        let mut steps = Vec::new();
        if !path.starts_with('$') && !rest.is_empty() && !rest.starts_with(['.', '[']) {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            steps.push(Step::Member(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('.') {
                if let Some(after) = after.strip_prefix('*') {
                    steps.push(Step::All);
                    rest = after;
                    continue;
                }
                if after.starts_with('[') {
                    rest = after;
                    continue;
                }
                if let Some(quoted) = after.strip_prefix('"') {
                    let end = quoted.find('"')?;
                    steps.push(Step::Member(quoted[..end].to_owned()));
                    rest = &quoted[end + 1..];
                    continue;
                }
                let end = after.find(['.', '[']).unwrap_or(after.len());
                if end == 0 {
                    return None;
                }
                steps.push(Step::Member(after[..end].to_owned()));
                rest = &after[end..];
            } else if let Some(after) = rest.strip_prefix('[') {
                if let Some(quote @ (b'"' | b'\'')) = after.as_bytes().first() {
                    let inner = &after[1..];
                    let end = inner.find(*quote as char)?;
                    steps.push(Step::Member(inner[..end].to_owned()));
                    rest = inner[end + 1..].strip_prefix(']')?;
                } else {
                    let end = after.find(']')?;
                    match after[..end].trim() {
                        "*" => steps.push(Step::All),
                        index => match index.parse() {
                            Ok(index) => steps.push(Step::Element(index)),
                            Err(_) => steps.push(Step::Member(index.to_owned())),
                        },
                    }
                    rest = &after[end + 1..];
                }
            } else {
                return None;
            }
        }
        Some(Self(steps))
    }

    /// Where the path leads in `text`. With `*` in the path: an array of all matches.
    pub fn walk<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let mut at = trimmed(text)?;
        for (done, step) in self.0.iter().enumerate() {
            at = match step {
                Step::Member(key) => member(at, key)?,
                Step::Element(index) => match Members::of(at) {
                    Some(_) => member(at, &index.to_string())?,
                    None => element(at, *index)?,
                },
                Step::All => return self.walk_all(at, done),
            };
        }
        Some(Cow::Borrowed(at))
    }

    fn walk_all<'a>(&self, at: &'a str, done: usize) -> Option<Cow<'a, str>> {
        let mut places: Vec<&str> = vec![at];
        for step in &self.0[done..] {
            let mut next = Vec::new();
            for place in places {
                match step {
                    Step::Member(key) => next.extend(member(place, key)),
                    Step::Element(index) => next.extend(element(place, *index)),
                    Step::All => match Members::of(place) {
                        Some(members) => next.extend(members.map(|(_, value)| value)),
                        None => next.extend(Elements::of(place).into_iter().flatten()),
                    },
                }
            }
            places = next;
        }
        let mut out = String::from("[");
        for (n, place) in places.iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            out.push_str(&compact(place));
        }
        out.push(']');
        Some(Cow::Owned(out))
    }
}

/// `text` without surrounding white space and without anything behind its first value.
pub fn trimmed(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let at = skip_space(bytes, 0);
    let end = value_end(bytes, at)?;
    Some(&text[at..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, key: &str) -> Option<String> {
        value_text(member(text, key)?).map(Cow::into_owned)
    }

    #[test]
    fn members_come_as_map_text() {
        let text = r#" { "a" : "x\ty" , "n":12345678901234567890.10,"t" :true,"z":null, "o": { "k" : [ 1 , "a b" ] },"\u0061b":1 } "#;
        assert_eq!(texts(text, "a").as_deref(), Some("x\ty"));
        assert_eq!(texts(text, "n").as_deref(), Some("12345678901234567890.10"));
        assert_eq!(texts(text, "t").as_deref(), Some("true"));
        assert_eq!(texts(text, "z"), None);
        assert_eq!(texts(text, "o").as_deref(), Some(r#"{"k":[1,"a b"]}"#));
        assert_eq!(texts(text, "ab").as_deref(), Some("1"));
        assert_eq!(texts(text, "A"), None);
        assert_eq!(member_any_case(text, "A"), Some(r#""x\ty""#));
    }

    #[test]
    fn paths_lead_where_trino_says() {
        let text = r#"{"a":{"b":[{"c":"x"},{"c":2}],"d.e":1},"1":"one"}"#;
        let walk = |path: &str| JsonPath::parse(path)?.walk(text).map(Cow::into_owned);
        assert_eq!(walk("$.a.b[1].c").as_deref(), Some("2"));
        assert_eq!(walk("$['a']['d.e']").as_deref(), Some("1"));
        assert_eq!(walk("$.a.b[*].c").as_deref(), Some(r#"["x",2]"#));
        assert_eq!(walk("a.b[0]").as_deref(), Some(r#"{"c":"x"}"#));
        assert_eq!(walk("$.a.x.y"), None);
        assert_eq!(walk("$").as_deref(), Some(text));
        assert_eq!(JsonPath::parse("$.a[").map(|_| ()), None);
    }

    #[test]
    fn escapes_decode_and_encode() {
        assert_eq!(
            string_content(r#""\ud83d\ude00 \u00e4 \ud800 \"\\""#).unwrap(),
            "\u{1f600} ä \u{fffd} \"\\"
        );
        let mut out = String::new();
        push_string(&mut out, "a\"\u{1}\n\u{1f600}");
        assert_eq!(out, "\"a\\\"\\u0001\\n\u{1f600}\"");
    }

    proptest::proptest! {
        /// Malformed text may say "not there", it may not panic or loop.
        #[test]
        fn any_text_is_survived(text in r#"[ \[\]{}":,\\u0-9a-fä😀tn]{0,40}"#) {
            let _ = member(&text, "a");
            let _ = member_any_case(&text, "A");
            let _ = element(&text, -1);
            let _ = compact(&text);
            let _ = trimmed(&text).and_then(value_text);
            let _ = JsonPath::parse(&text).and_then(|path| path.walk(&text).map(Cow::into_owned));
        }

        /// For well-formed documents the answer is serde_json's.
        #[test]
        fn agrees_with_a_full_parser(
            pairs in proptest::collection::vec(("[a-c\\\\\"ä]{1,3}", "[ -~ä]{0,8}"), 0..5),
            pretty in proptest::bool::ANY,
        ) {
            let mut map = serde_json::Map::new();
            for (key, value) in &pairs {
                map.insert(key.clone(), serde_json::json!({ "v": value, "n": [1, value] }));
            }
            let document = serde_json::Value::Object(map.clone());
            let write = if pretty { serde_json::to_string_pretty } else { serde_json::to_string };
            let text = write(&document).unwrap();
            for (key, value) in &map {
                let raw = member(&text, key).unwrap();
                proptest::prop_assert_eq!(compact(raw).into_owned(), serde_json::to_string(value).unwrap());
                let inner = member(raw, "v").and_then(value_text).unwrap();
                proptest::prop_assert_eq!(inner.as_ref(), value["v"].as_str().unwrap());
            }
            proptest::prop_assert_eq!(compact(&text).into_owned(), serde_json::to_string(&document).unwrap());
        }
    }
}
