//! A CloudTrail record taken apart into columns, and put together again byte for byte.
//!
//! The text of every top-level member is kept once, in the column of its name. What the columns do not say (order of the
//! members, white space, quotes, constants, members that nobody knows) goes into the *shape*: the record's text with a
//! hole where a column's text belongs. A real archive has few shapes, so they cost almost nothing once dictionary-coded,
//! and no second copy of the event is stored. Texts that no column can give back (unknown members, strings with escapes,
//! odd types) stand in [`Members::other`], one after the other.
//!
//! A hole is `U+0001` and one character: never part of a JSON text, where control characters must be escaped.

use crate::json::{self, JsonError, Kind, Problem};
use crate::time;

/// Largest record that is accepted. AWS writes at most 256 kB, or 1 MB in a large event data store.
pub const RECORD_BYTES_MAX: usize = 16 << 20;

/// How a member of the record is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    Time,
    /// A string: the column holds its decoded content.
    Text,
    /// A string with few values: in the column, and also spelled out in the shape, so that reassembly need not read it.
    Constant,
    Flag,
    /// Any JSON value: the column holds its text as it is, `null` for absent and JSON null.
    Json,
}

macro_rules! columns {
    ($($variant:ident $name:literal $content:ident),* $(,)?) => {
        /// A top-level member that the lake has a column for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Column { $($variant),* }

        /// Every column, in the order of the lake's table.
        pub const COLUMNS: &[Column] = &[$(Column::$variant),*];

        impl Column {
            pub const fn name(self) -> &'static str {
                match self { $(Column::$variant => $name),* }
            }

            pub const fn content(self) -> Content {
                match self { $(Column::$variant => Content::$content),* }
            }

            /// The column of a member; names are case-sensitive, as JSON is.
            #[inline]
            #[allow(non_upper_case_globals, reason = "constants named after the variants that they stand for")]
            pub fn of(name: &[u8]) -> Option<Column> {
                $(const $variant: &[u8] = $name.as_bytes();)*
                match name { $($variant => Some(Column::$variant),)* _ => None }
            }
        }
    };
}

// The record of AWS's "CloudTrail record contents" up to eventVersion 1.11, and `annotation`, `insightDetails` and
// `eventContext`, which CloudTrail Lake shows as columns.
columns! {
    EventTime "eventTime" Time,
    EventId "eventID" Text,
    EventName "eventName" Text,
    EventSource "eventSource" Text,
    AwsRegion "awsRegion" Text,
    SourceIpAddress "sourceIPAddress" Text,
    UserAgent "userAgent" Text,
    ErrorCode "errorCode" Text,
    ErrorMessage "errorMessage" Text,
    RequestId "requestID" Text,
    EventType "eventType" Constant,
    ApiVersion "apiVersion" Text,
    EventVersion "eventVersion" Constant,
    EventCategory "eventCategory" Constant,
    ReadOnly "readOnly" Flag,
    ManagementEvent "managementEvent" Flag,
    RecipientAccountId "recipientAccountId" Text,
    SharedEventId "sharedEventID" Text,
    VpcEndpointId "vpcEndpointId" Text,
    VpcEndpointAccountId "vpcEndpointAccountId" Text,
    SessionCredentialFromConsole "sessionCredentialFromConsole" Constant,
    Annotation "annotation" Text,
    UserIdentity "userIdentity" Json,
    RequestParameters "requestParameters" Json,
    ResponseElements "responseElements" Json,
    AdditionalEventData "additionalEventData" Json,
    ServiceEventDetails "serviceEventDetails" Json,
    Resources "resources" Json,
    TlsDetails "tlsDetails" Json,
    Addendum "addendum" Json,
    EdgeDeviceDetails "edgeDeviceDetails" Json,
    InsightDetails "insightDetails" Json,
    EventContext "eventContext" Json,
}

pub const COLUMN_COUNT: usize = COLUMNS.len();

const HOLE: char = '\u{1}';
const HOLE_BYTE: u8 = 1;
const HOLE_OTHER: char = '~';
const HOLE_FIRST: u8 = b'0';
/// Longest text of a [`Content::Constant`] column that is spelled out in the shape.
const CONSTANT_CHARS_MAX: usize = 40;

const _: () = assert!(
    HOLE_FIRST as usize + COLUMN_COUNT < HOLE_OTHER as usize,
    "a hole's character is ASCII and not '~'"
);

/// Where the text of a column is: in the record itself (almost always), or in [`Members::decoded`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cell {
    #[default]
    Absent,
    Record {
        start: u32,
        len: u32,
    },
    Decoded {
        start: u32,
        len: u32,
    },
}

/// A record taken apart. Made once and used for many records, so that taking apart allocates nothing.
#[derive(Clone, Debug)]
pub struct Members {
    pub cells: [Cell; COLUMN_COUNT],
    /// Microseconds since the epoch, where [`time::parse`] understands the member.
    pub event_time: Option<i64>,
    pub read_only: Option<bool>,
    pub management_event: Option<bool>,
    pub shape: String,
    /// Texts for the `~` holes of the shape, separated by `U+0001`.
    pub other: String,
    /// Strings that had escapes, decoded.
    pub decoded: String,
    others: u32,
}

impl Default for Members {
    fn default() -> Self {
        Members {
            cells: [Cell::Absent; COLUMN_COUNT],
            event_time: None,
            read_only: None,
            management_event: None,
            shape: String::new(),
            other: String::new(),
            decoded: String::new(),
            others: 0,
        }
    }
}

/// A top-level member of a record: the column that it belongs to, if any, and where its value stands in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberSpan {
    pub column: Option<Column>,
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
}

/// Finds the members of a record, which must be one JSON object, without anything before or after it.
pub fn scan(record: &str, members: &mut Vec<MemberSpan>) -> Result<(), JsonError> {
    let bytes = record.as_bytes();
    if bytes.first() != Some(&b'{') {
        return Err(JsonError { offset: 0, problem: Problem::Syntax("an object") });
    }
    match scan_at(bytes, 0, members)? {
        end if end == bytes.len() => Ok(()),
        end => Err(JsonError { offset: end, problem: Problem::Syntax("the end of the record") }),
    }
}

/// Finds the members of the object at `at` of a longer text, and where it ends. Their places count from the object's brace.
#[inline]
pub fn scan_at(bytes: &[u8], at: usize, members: &mut Vec<MemberSpan>) -> Result<usize, JsonError> {
    json::members(bytes, at, |m| {
        let column = if m.key_escaped { None } else { Column::of(m.key) };
        let (start, end) = ((m.value.start - at) as u32, (m.value.end - at) as u32);
        members.push(MemberSpan { column, kind: m.value.kind, start, end });
    })
}

/// The part `from..to` of the record that the shape leaves out, and the character that says where to find it.
struct Hole {
    from: usize,
    to: usize,
    mark: char,
}

impl Members {
    /// Takes `record` apart. It must be one JSON object, without anything before or after it.
    pub fn take_apart(&mut self, record: &str) -> Result<(), JsonError> {
        let mut spans = Vec::with_capacity(COLUMN_COUNT);
        scan(record, &mut spans)?;
        self.take_apart_scanned(record, &spans);
        Ok(())
    }

    /// Takes apart a record that [`scan`] has found the members of.
    pub fn take_apart_scanned(&mut self, record: &str, members: &[MemberSpan]) {
        self.cells = [Cell::Absent; COLUMN_COUNT];
        (self.event_time, self.read_only, self.management_event, self.others) = (None, None, None, 0);
        self.shape.clear();
        self.other.clear();
        self.decoded.clear();

        let mut seen = 0u64;
        let mut copied = 0; // everything before this is in the shape, or is a hole in it
        for member in members {
            if let Some(Hole { from, to, mark }) = self.keep(record, member, &mut seen) {
                self.shape.push_str(&record[copied..from]);
                self.shape.push(HOLE);
                self.shape.push(mark);
                copied = to;
            }
        }
        self.shape.push_str(&record[copied..]);
    }

    /// The text of a column ([`Content::Text`], [`Content::Constant`] and [`Content::Json`]), `record` being what was taken apart.
    #[inline]
    pub fn text<'a>(&'a self, record: &'a str, column: Column) -> Option<&'a str> {
        match self.cells[column as usize] {
            Cell::Absent => None,
            Cell::Record { start, len } => Some(&record[start as usize..(start + len) as usize]),
            Cell::Decoded { start, len } => Some(&self.decoded[start as usize..(start + len) as usize]),
        }
    }

    /// Whether anything in it says that it is a CloudTrail record, and not just some JSON object.
    pub fn is_record(&self) -> bool {
        use Column::*;
        let has = |column: Column| self.cells[column as usize] != Cell::Absent;
        let marks =
            [EventVersion, EventId, EventName, EventSource, EventType, UserIdentity, RequestParameters];
        self.event_time.is_some() || marks.into_iter().any(has)
    }

    /// Keeps what a member says, and decides what of its text the shape need not repeat.
    #[inline]
    fn keep(&mut self, record: &str, member: &MemberSpan, seen: &mut u64) -> Option<Hole> {
        let value = json::Value { start: member.start as usize, end: member.end as usize, kind: member.kind };
        // A member given twice: the first counts, the second is kept like an unknown one.
        let column = member.column.filter(|&c| *seen & 1 << c as u8 == 0);
        let Some(column) = column else { return self.keep_other(record, value) };
        *seen |= 1 << column as u8;
        let (inner, whole) = ((value.start + 1, value.end.saturating_sub(1)), (value.start, value.end));
        let cell =
            |(start, end): (usize, usize)| Cell::Record { start: start as u32, len: (end - start) as u32 };
        let hole = |(from, to)| Some(Hole { from, to, mark: (HOLE_FIRST + column as u8) as char });
        match (column.content(), value.kind) {
            (_, Kind::Null) => None,
            (Content::Json, _) => {
                self.cells[column as usize] = cell(whole);
                hole(whole)
            }
            (Content::Text, Kind::String { escaped: false }) => {
                self.cells[column as usize] = cell(inner);
                hole(inner)
            }
            (Content::Constant, Kind::String { escaped: false }) => {
                self.cells[column as usize] = cell(inner);
                if inner.1 - inner.0 <= CONSTANT_CHARS_MAX { None } else { hole(inner) }
            }
            (Content::Text | Content::Constant, Kind::String { escaped: true }) => {
                let start = self.decoded.len() as u32;
                self.decoded.push_str(&json::decode_string(&record[value.start..value.end]));
                self.cells[column as usize] = Cell::Decoded { start, len: self.decoded.len() as u32 - start };
                self.keep_other(record, value)
            }
            // Not the type that AWS documents: the JSON text stands in for it.
            (Content::Text | Content::Constant, _) => {
                self.cells[column as usize] = cell(whole);
                hole(whole)
            }
            (Content::Flag, kind) => {
                let flag = match kind {
                    Kind::Bool(flag) => Some(flag),
                    Kind::String { escaped: false } => match &record[inner.0..inner.1] {
                        "true" => Some(true),
                        "false" => Some(false),
                        _ => None,
                    },
                    _ => None,
                };
                match column {
                    Column::ReadOnly => self.read_only = flag,
                    _ => self.management_event = flag,
                }
                if flag.is_some() { None } else { self.keep_other(record, value) }
            }
            (Content::Time, Kind::String { escaped }) => {
                let text = &record[inner.0..inner.1];
                self.event_time = time::parse_canonical(text.as_bytes());
                if self.event_time.is_some() {
                    return hole(inner);
                }
                self.event_time = match escaped {
                    true => time::parse(&json::decode_string(&record[value.start..value.end])),
                    false => time::parse(text),
                };
                self.keep_other(record, value)
            }
            (Content::Time, _) => {
                self.event_time = time::parse_epoch(&record[value.start..value.end]);
                self.keep_other(record, value)
            }
        }
    }

    fn keep_other(&mut self, record: &str, value: json::Value) -> Option<Hole> {
        if matches!(value.kind, Kind::Null | Kind::Bool(_)) {
            return None; // few enough to stand in the shape
        }
        if self.others > 0 {
            self.other.push(HOLE);
        }
        self.others += 1;
        self.other.push_str(&record[value.start..value.end]);
        Some(Hole { from: value.start, to: value.end, mark: HOLE_OTHER })
    }
}

/// The columns that the holes of `shape` ask for, `eventTime` included.
pub fn columns_of_shape(shape: &str) -> impl Iterator<Item = Column> {
    let bytes = shape.as_bytes();
    memchr::memchr_iter(HOLE_BYTE, bytes)
        .filter_map(|at| COLUMNS.get(usize::from(bytes.get(at + 1)?.checked_sub(HOLE_FIRST)?)).copied())
}

/// Puts a record together again: the same bytes that were taken apart. `None` when the parts do not fit together,
/// which means that the file they came from is damaged.
pub fn reassemble<'a>(
    shape: &str,
    other: Option<&str>,
    event_time: Option<i64>,
    text: impl Fn(Column) -> Option<&'a str>,
    out: &mut String,
) -> Option<()> {
    let mut others = other.unwrap_or("").split(HOLE);
    let mut rest = shape;
    while let Some(at) = memchr::memchr(HOLE_BYTE, rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let mark = *rest.as_bytes().get(at + 1)?;
        rest = rest.get(at + 2..)?;
        if mark == HOLE_OTHER as u8 {
            out.push_str(others.next()?);
            continue;
        }
        match *COLUMNS.get(usize::from(mark.checked_sub(HOLE_FIRST)?))? {
            Column::EventTime => time::write_canonical(out, event_time?),
            column => out.push_str(text(column)?),
        }
    }
    out.push_str(rest);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn there_and_back(record: &str) -> (Members, String) {
        let mut members = Members::default();
        members.take_apart(record).unwrap_or_else(|e| panic!("{e}: {record}"));
        let mut out = String::new();
        let text = |c| members.text(record, c);
        reassemble(&members.shape, Some(&members.other), members.event_time, text, &mut out).expect("whole");
        (members, out)
    }

    #[test]
    fn columns_hold_what_the_record_says() {
        let record = r#"{ "eventVersion":"1.08","userIdentity":{"type":"Root", "a":1},"eventTime":"2023-07-10T11:42:44Z",
            "eventName":"Put\u0041cl","readOnly":"true","p_shipper":{"x":[1]},"requestParameters":null,"eventID":7,
            "sourceIPAddress":"AWS Internal","managementEvent":false,"@timestamp":"t","eventName":"again"}"#;
        let (members, out) = there_and_back(record);
        assert_eq!(out, record);
        let text = |c| members.text(record, c);
        assert_eq!(text(Column::EventName), Some("PutAcl"));
        assert_eq!(text(Column::UserIdentity), Some(r#"{"type":"Root", "a":1}"#));
        assert_eq!(text(Column::RequestParameters), None);
        assert_eq!(text(Column::EventId), Some("7"));
        assert_eq!(text(Column::EventVersion), Some("1.08"));
        assert_eq!(members.event_time, Some(1_688_989_364_000_000));
        assert_eq!((members.read_only, members.management_event), (Some(true), Some(false)));
        let others: Vec<_> = members.other.split(HOLE).collect();
        assert_eq!(others, [r#""Put\u0041cl""#, r#"{"x":[1]}"#, "\"t\"", "\"again\""]);
        assert!(!members.shape.contains("AWS Internal") && members.shape.contains("1.08"));
    }

    #[test]
    fn odd_times_keep_their_text() {
        let times = [
            "\"2019-01-01 00:00:00\"",
            "1546300800000",
            "\"2019-01-01T00:00:00.000Z\"",
            "\" 2019-01-01T00:00:00z\"",
        ];
        for time in times {
            let record = format!(r#"{{"eventTime":{time},"eventName":"X"}}"#);
            let (members, out) = there_and_back(&record);
            assert_eq!((members.event_time, out), (Some(1_546_300_800_000_000), record));
        }
        let (members, _) = there_and_back(r#"{"eventTime":"soon","eventName":"X"}"#);
        assert_eq!(members.event_time, None);
        assert!(members.is_record());
    }

    #[test]
    fn what_is_not_one_object_is_refused() {
        for text in ["", "[]", "{} ", "{}{}", "\"x\"", r#"{"a":1"#, r#"{"a":}"#] {
            assert!(Members::default().take_apart(text).is_err(), "{text}");
        }
        let mut members = Members::default();
        members.take_apart(r#"{"foo":1,"ReadOnly":true}"#).unwrap();
        assert!(!members.is_record());
    }

    proptest! {
        #[test]
        fn any_record_comes_back_byte_for_byte(
            members in prop::collection::vec((
                "[ \n]{0,1}",
                prop_oneof![
                    (0..COLUMN_COUNT).prop_map(|c| format!("\"{}\"", COLUMNS[c].name())),
                    any::<String>().prop_map(|s| serde_json::to_string(&s).unwrap()),
                ],
                prop_oneof![
                    crate::json::tests::any_json(),
                    Just("\"2023-07-10T11:42:44Z\"".to_owned()),
                    Just("true".to_owned()),
                    Just("\"false\"".to_owned()),
                    Just("null".to_owned()),
                    Just(r#""a\/b""#.to_owned()),
                ],
            ), 0..12),
        ) {
            let members: Vec<_> = members.into_iter().map(|(w, k, v)| format!("{w}{k}{w}:{w}{v}{w}")).collect();
            let record = format!("{{{}}}", members.join(","));
            prop_assert_eq!(there_and_back(&record).1, record);
        }
    }
}
