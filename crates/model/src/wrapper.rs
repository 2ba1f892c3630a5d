//! The wrappers that CloudTrail records travel in.
//!
//! Which wrapper an object is, is told from its members, never from a file's name; what it wraps comes back
//! as the record's own text, so that the bytes that are stored are those that CloudTrail wrote, whatever
//! carried them. An object that is no wrapper known here counts as a record: whether it really is one is
//! decided where it is taken apart ([`crate::Members::is_record`]), so that nothing is dropped for being
//! unknown.
//!
//! One pass, no allocation: [`look`] validates the object while it reads the names of its members, and stops
//! at the bracket of a list of records, which may be longer than memory.

use crate::json::{self, JsonError, Kind, Problem, Value};
use crate::record::{self, MemberSpan};

/// What an object in a stream of records is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// The object itself: a record, or nothing that is known here.
    Record,
    /// A wrapper around a list: `{"Records":[` and its kin. [`Found::end`] is the position after the bracket.
    List(List),
    /// The record is this value: `detail` of an EventBridge envelope.
    Detail(Value),
    /// What is wrapped is the JSON text in this string.
    Text { member: &'static str, token: Value },
    /// What is wrapped is base64, perhaps of something compressed, in this string.
    Data { member: &'static str, token: Value },
    /// A document of AWS's that holds no events. It may be incomplete: [`Found::end`] is the position
    /// reached.
    Skip(Skip),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Each element is a record, or wraps some.
    Elements,
    /// Each element may be an array of fields, as the results of a query are.
    Rows,
}

/// Documents that lie beside CloudTrail's log files, and are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Skip {
    /// A CloudTrail digest file.
    Digest,
    /// A snapshot, a history file or a notification of AWS Config.
    Configuration,
    /// CloudWatch Logs trying out a subscription.
    ControlMessage,
}

impl Skip {
    pub fn name(self) -> &'static str {
        match self {
            Skip::Digest => "CloudTrail digest",
            Skip::Configuration => "AWS Config document",
            Skip::ControlMessage => "CloudWatch Logs control message",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub object: Object,
    /// The position after what has been read of the object.
    pub end: usize,
    /// How many members were seen that CloudTrail records have and hardly anything else has.
    pub marks: u32,
}

/// Looks at the object at `at` (which must hold `{`). Offsets in errors count from the start of `bytes`.
#[inline]
pub fn look(bytes: &[u8], at: usize) -> Result<Found, JsonError> {
    look_and(bytes, at, || Ok(json::value(bytes, at)?.end))
}

/// Like [`look`]; adds the members of what is at once seen to be a record, see [`record::scan_at`], and none otherwise.
#[inline]
pub fn look_and_scan(bytes: &[u8], at: usize, members: &mut Vec<MemberSpan>) -> Result<Found, JsonError> {
    let before = members.len();
    let found = look_and(bytes, at, || record::scan_at(bytes, at, members));
    if found.is_err() {
        members.truncate(before);
    }
    found
}

#[inline]
fn look_and(
    bytes: &[u8],
    at: usize,
    end_of_record: impl FnOnce() -> Result<usize, JsonError>,
) -> Result<Found, JsonError> {
    debug_assert_eq!(bytes[at], b'{');
    match begins_as_record(&bytes[at..]) {
        true => Ok(Found { object: Object::Record, end: end_of_record()?, marks: 6 }),
        false => look_at_members(bytes, at),
    }
}

/// The key of a list of records, in a wrapper that has one.
pub fn list_of(key: &[u8]) -> Option<List> {
    match key {
        b"Records" | b"records" | b"Events" | b"events" | b"logEvents" | b"Messages" => Some(List::Elements),
        b"QueryResultRows" | b"results" => Some(List::Rows),
        _ => None,
    }
}

/// The string that holds the event in a row of a query's result, `[{"eventTime":"…"},{"eventJson":"{…}"}]` or
/// `[{"field":"@message","value":"{…}"}]`; `row` is the position of the bracket of a valid array.
pub fn event_of_row(bytes: &[u8], row: usize) -> Option<Object> {
    let mut event = None;
    let mut visit = |cell: Value| {
        if cell.kind != Kind::Object || event.is_some() {
            return;
        }
        let is_message = inner(bytes, cell, b"field").is_some_and(|v| content(bytes, v) == b"@message");
        event = match inner(bytes, cell, b"eventJson") {
            Some(token) => Some(Object::Text { member: "eventJson", token }),
            None if is_message => {
                inner(bytes, cell, b"value").map(|token| Object::Text { member: "@message", token })
            }
            None => None,
        };
    };
    json::elements(bytes, row, &mut visit).ok()?;
    event.filter(|o| matches!(o, Object::Text { token: Value { kind: Kind::String { .. }, .. }, .. }))
}

/// What nearly every record begins with, and no wrapper. Kinesis writes `"1.0"` and S3 `"2.1"` into the same member: those
/// take the long way.
fn begins_as_record(bytes: &[u8]) -> bool {
    const START: &[u8] = br#"{"eventVersion":"1."#;
    bytes.starts_with(START)
        && matches!(bytes.get(START.len()..START.len() + 2), Some([b'0' | b'1', b'0'..=b'9']))
}

/// What the members of an object say about it.
#[derive(Default)]
struct Seen {
    marks: u32,
    digest: u32,
    configuration: bool,
    control: bool,
    about_cloudtrail: bool,
    detail: Option<Value>,
    /// A member that holds nothing but a record.
    certain: Option<Object>,
    /// A member that holds one if nothing else speaks against it.
    possible: Option<Object>,
}

fn look_at_members(bytes: &[u8], at: usize) -> Result<Found, JsonError> {
    let error = |offset, problem| Err(JsonError { offset, problem });
    let mut seen = Seen::default();
    let mut at = json::skip_white(bytes, at + 1);
    if bytes.get(at) == Some(&b'}') {
        return Ok(Found { object: Object::Record, end: at + 1, marks: 0 });
    }
    loop {
        match bytes.get(at) {
            Some(b'"') => {}
            Some(_) => return error(at, Problem::Syntax("a member name")),
            None => return error(at, Problem::Incomplete),
        }
        let name = json::value(bytes, at)?;
        let key = &bytes[name.start + 1..name.end - 1];
        at = json::skip_white(bytes, name.end);
        match bytes.get(at) {
            Some(b':') => at = json::skip_white(bytes, at + 1),
            Some(_) => return error(at, Problem::Syntax("':'")),
            None => return error(at, Problem::Incomplete),
        }
        if bytes.get(at) == Some(&b'[') && seen.marks == 0 {
            let found = |object, end| Ok(Found { object, end, marks: 0 });
            match list_of(key) {
                Some(_) if seen.control => return found(Object::Skip(Skip::ControlMessage), at),
                Some(list) => return found(Object::List(list), at + 1),
                None if key == b"configurationItems" => return found(Object::Skip(Skip::Configuration), at),
                None => {}
            }
        }
        let value = json::value(bytes, at)?;
        seen.member(bytes, key, value);
        at = json::skip_white(bytes, value.end);
        match bytes.get(at) {
            Some(b',') => at = json::skip_white(bytes, at + 1),
            Some(b'}') => return Ok(Found { object: seen.object(bytes), end: at + 1, marks: seen.marks }),
            Some(_) => return error(at, Problem::Syntax("',' or '}'")),
            None => return error(at, Problem::Incomplete),
        }
    }
}

impl Seen {
    #[inline]
    fn member(&mut self, bytes: &[u8], key: &[u8], value: Value) {
        let string = matches!(value.kind, Kind::String { .. });
        match key {
            b"eventVersion" | b"eventTime" | b"eventName" | b"eventID" | b"eventSource" | b"userIdentity" => {
                self.marks += 1;
            }
            b"digestStartTime" | b"digestEndTime" | b"digestS3Object" => self.digest += 1,
            b"configurationItem" | b"configurationItemSummary" => self.configuration = true,
            b"messageType" if string => self.control = content(bytes, value) == b"CONTROL_MESSAGE",
            b"detail-type" if string => {
                self.about_cloudtrail = ends_with(content(bytes, value), b"CloudTrail")
            }
            b"detail" if value.kind == Kind::Object => self.detail = Some(value),
            b"CloudTrailEvent" if string => {
                self.certain = Some(Object::Text { member: "CloudTrailEvent", token: value });
            }
            b"eventJson" if string => self.certain = Some(Object::Text { member: "eventJson", token: value }),
            b"kinesis" | b"awslogs" => {
                if let Some(token) = inner(bytes, value, b"data") {
                    self.certain = Some(Object::Data { member: "data", token });
                }
            }
            b"Sns" => {
                if let Some(token) = inner(bytes, value, b"Message") {
                    self.certain = Some(Object::Text { member: "Message", token });
                }
            }
            b"data" | b"Data" if string => self.possible = Some(data(bytes, value)),
            b"message" if string && content(bytes, value).starts_with(b"CWL CONTROL MESSAGE") => {
                self.control = true
            }
            b"message" => self.text(bytes, "message", value),
            b"body" | b"Body" => self.text(bytes, "body", value),
            b"Message" => self.text(bytes, "Message", value),
            _ => {}
        }
    }

    /// A string counts as wrapped JSON only where it begins like some: `message` and `body` are common names.
    fn text(&mut self, bytes: &[u8], member: &'static str, token: Value) {
        if matches!(token.kind, Kind::String { .. }) && begins_as_json(content(bytes, token)) {
            self.possible = Some(Object::Text { member, token });
        }
    }

    fn object(&self, bytes: &[u8]) -> Object {
        if let Some(certain) = self.certain {
            return certain;
        }
        if self.marks >= 2 {
            return Object::Record;
        }
        if let Some(detail) = self.detail
            && (self.about_cloudtrail || has_marks(bytes, detail))
        {
            return Object::Detail(detail);
        }
        if let Some(possible) = self.possible {
            return possible;
        }
        match self {
            Seen { digest: 2.., .. } => Object::Skip(Skip::Digest),
            Seen { configuration: true, .. } => Object::Skip(Skip::Configuration),
            Seen { control: true, .. } => Object::Skip(Skip::ControlMessage),
            _ => Object::Record,
        }
    }
}

/// Firehose hands JSON over as base64; some exports of it hold the JSON itself.
fn data(bytes: &[u8], token: Value) -> Object {
    match begins_as_json(content(bytes, token)) {
        true => Object::Text { member: "data", token },
        false => Object::Data { member: "data", token },
    }
}

fn has_marks(bytes: &[u8], object: Value) -> bool {
    let mut marks = 0;
    let count = |m: json::Member<'_>| {
        marks += u32::from(matches!(m.key, b"eventVersion" | b"eventName" | b"eventID"))
    };
    json::members(bytes, object.start, count).is_ok() && marks >= 2
}

/// The string member `key` of the object `object`, or any other value of that name in it.
fn inner(bytes: &[u8], object: Value, key: &[u8]) -> Option<Value> {
    if object.kind != Kind::Object {
        return None;
    }
    let mut found = None;
    json::members(bytes, object.start, |m| {
        if m.key == key && matches!(m.value.kind, Kind::String { .. }) {
            found = found.or(Some(m.value));
        }
    })
    .ok()?;
    found
}

/// Between the quotes.
fn content(bytes: &[u8], string: Value) -> &[u8] {
    match string.kind {
        Kind::String { .. } => &bytes[string.start + 1..string.end - 1],
        _ => &[],
    }
}

fn begins_as_json(content: &[u8]) -> bool {
    let mut rest = content;
    // White space may itself be escaped in the string.
    while let [b' ', tail @ ..] | [b'\\', b'n' | b't' | b'r', tail @ ..] = rest {
        rest = tail;
    }
    matches!(rest.first(), Some(b'{' | b'['))
}

fn ends_with(text: &[u8], end: &[u8]) -> bool {
    text.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found, in words: the kind, and the text that it points to.
    fn found(text: &str) -> String {
        let bytes = text.as_bytes();
        let Found { object, end, .. } = look(bytes, 0).unwrap();
        let at = |v: Value| &text[v.start..v.end];
        match object {
            Object::Record => {
                format!("record to {}", if end == text.len() { "the end" } else { "the middle" })
            }
            Object::List(list) => format!("{list:?} before {}", &text[end..]),
            Object::Detail(v) => format!("detail {}", at(v)),
            Object::Text { member, token } => format!("text in {member}: {}", at(token)),
            Object::Data { member, token } => format!("data in {member}: {}", at(token)),
            Object::Skip(skip) => skip.name().to_owned(),
        }
    }

    #[test]
    fn every_wrapper_is_told_from_its_members() {
        for (text, expected) in [
            (r#"{"eventVersion":"1.08","a":1}"#, "record to the end"),
            (r#"{"eventVersion":"1.0","a":1}"#, "record to the end"),
            (r#"{}"#, "record to the end"),
            (r#"{"unknown":[1]}"#, "record to the end"),
            (r#"{"Records":[1]}"#, "Elements before 1]}"),
            (r#"{"x":{"Records":[]}, "Records" : [1]}"#, "Elements before 1]}"),
            (r#"{"Records":{}}"#, "record to the end"),
            (r#"{"eventVersion":"1.0","records":[]}"#, "record to the end"),
            (r#"{"NextToken":"x","Events":["#, "Elements before "),
            (r#"{"QueryStatus":"FINISHED","QueryResultRows":[["#, "Rows before ["),
            (
                r#"{"version":"0","detail-type":"AWS API Call via CloudTrail","detail":{"a":1}}"#,
                r#"detail {"a":1}"#,
            ),
            (
                r#"{"detail":{"eventVersion":"1.08","eventName":"x"}}"#,
                r#"detail {"eventVersion":"1.08","eventName":"x"}"#,
            ),
            (r#"{"detail-type":"EC2 Instance State-change Notification","detail":{}}"#, "record to the end"),
            (r#"{"EventId":"1","CloudTrailEvent":"{}"}"#, r#"text in CloudTrailEvent: "{}""#),
            (r#"{"id":"1","message":" {}"}"#, r#"text in message: " {}""#),
            (r#"{"id":"1","message":"hello"}"#, "record to the end"),
            (r#"{"eventID":"1","eventName":"x","message":"{}"}"#, "record to the end"),
            (
                r#"{"eventVersion":"1.0","eventID":"s","eventName":"aws:kinesis:record","kinesis":{"data":"eA=="}}"#,
                r#"data in data: "eA==""#,
            ),
            (r#"{"recordId":"1","data":"eA=="}"#, r#"data in data: "eA==""#),
            (r#"{"awslogs":{"data":"eA=="}}"#, r#"data in data: "eA==""#),
            (r#"{"messageId":"1","body":"{}","eventSource":"aws:sqs"}"#, r#"text in body: "{}""#),
            (r#"{"Type":"Notification","Message":"{}"}"#, r#"text in Message: "{}""#),
            (r#"{"EventSource":"aws:sns","Sns":{"Message":"{}"}}"#, r#"text in Message: "{}""#),
            (r#"{"eventJson":"{}","eventTime":"x","eventName":"y"}"#, r#"text in eventJson: "{}""#),
            (r#"{"awsAccountId":"1","digestStartTime":"x","digestEndTime":"y"}"#, "CloudTrail digest"),
            (r#"{"fileVersion":"1.0","configurationItems":[{"#, "AWS Config document"),
            (
                r#"{"configurationItem":{},"messageType":"ConfigurationItemChangeNotification"}"#,
                "AWS Config document",
            ),
            (r#"{"messageType":"CONTROL_MESSAGE","logEvents":[{"#, "CloudWatch Logs control message"),
            (
                r#"{"id":"","message":"CWL CONTROL MESSAGE: Checking health"}"#,
                "CloudWatch Logs control message",
            ),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn rows_of_queries_hold_events() {
        let row = r#"[{"eventTime":"x"},{"eventJson":"{1}"}]"#;
        let text = |row: &str| match event_of_row(row.as_bytes(), 0) {
            Some(Object::Text { token, .. }) => row[token.start..token.end].to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(text(row), r#""{1}""#);
        assert_eq!(text(r#"[{"field":"@ptr","value":"x"},{"field":"@message","value":"{2}"}]"#), r#""{2}""#);
        assert_eq!(text(r#"[{"eventJson":7}]"#), "None");
        assert_eq!(text("[1]"), "None");
    }

    #[test]
    fn a_prefix_is_incomplete_and_never_something_else() {
        let text = r#"{"version":"0", "detail-type":"AWS API Call via CloudTrail","detail":{"a":[1,true]} }"#;
        for end in 1..text.len() {
            assert_eq!(look(&text.as_bytes()[..end], 0).unwrap_err().problem, Problem::Incomplete, "{end}");
        }
        for text in [r#"{"a" 1}"#, "{1:2}", r#"{"a":1;"b":2}"#, r#"{"a":1,}"#, r#"{"a":}"#] {
            assert!(matches!(look(text.as_bytes(), 0).unwrap_err().problem, Problem::Syntax(_)), "{text}");
        }
    }
}
