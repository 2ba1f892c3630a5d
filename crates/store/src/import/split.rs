//! Decompressed text in, single records out: whatever wraps them, however long it is, however damaged.
//!
//! The text is read in chunks of about 4 MiB. A record is a slice of its chunk's text, so nothing is copied
//! on the way but the unfinished end of one chunk to the beginning of the next. What wraps the records is
//! told by [`stellwerk_model::wrapper`]; open lists are a small stack here, so that a wrapper may be longer
//! than memory.
//!
//! **Nothing is lost silently.** Every byte that is not white space is part of a record, of a [`Bad`] piece,
//! of a [`Skipped`] document, or of a wrapper. Broken text becomes one bad piece, which ends where the next
//! whole record begins: a line that begins with an object (no further to the right than the broken one), an
//! object after a comma that has the members of a record, or an object that begins as records and their
//! wrappers do.
//!
//! **The order is fixed.** Records and bad pieces come in the order of the text and do not depend on how it
//! was cut into chunks or reads, so that an interrupted import can skip what it has stored
//! ([`RecordSplitter::skip`]).
//!
//! Whether an object is a CloudTrail record at all is not decided here.

use std::io::{self, Cursor, Read};
use std::ops::Range;

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::{memchr, memchr_iter, memchr3};
use stellwerk_model::json::{self, JsonError, Kind, Problem, Value};
use stellwerk_model::record::{MemberSpan, RECORD_BYTES_MAX};
use stellwerk_model::wrapper::{self, Found, List, Object, Skip};

use super::reader::{Damage, Decompressed};

/// Part of the text, with the records in it.
#[derive(Debug, Default)]
pub struct Chunk {
    /// What the records are slices of: a part of the stream, and after it what was decoded from strings in
    /// it.
    pub text: String,
    pub records: Vec<RecordSpan>,
    /// The members of those records that were scanned for them on the way; see [`RecordSpan::members`].
    pub members: Vec<MemberSpan>,
    pub bad: Vec<Bad>,
    pub skipped: Vec<Skipped>,
    /// Records and bad pieces of the stream up to and including this chunk, those that were skipped counted
    /// too. A resumed import passes this to [`RecordSplitter::skip`].
    pub pieces: u64,
    /// Bytes of the stream up to and including this chunk.
    pub position: u64,
}

impl Chunk {
    /// One JSON object, from brace to brace.
    pub fn record(&self, span: RecordSpan) -> &str {
        &self.text[span.start as usize..(span.start + span.len) as usize]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordSpan {
    /// Where in [`Chunk::text`].
    pub start: u32,
    pub len: u32,
    /// Where in the decompressed stream; of a record that was decoded from a string, where the object with
    /// the string is.
    pub offset: u64,
    /// First and last of its members in [`Chunk::members`]; none where they have not been looked for.
    pub members: (u32, u32),
}

/// Text that holds no whole record, to be quarantined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    pub offset: u64,
    pub reason: String,
    /// The first [`Limits::bad_bytes_max`] of it.
    pub bytes: Vec<u8>,
    /// How long it really is. Zero where only something that should follow is missing.
    pub length: u64,
}

/// A document that is recognised, and holds no events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped {
    pub what: Skip,
    pub offset: u64,
    pub length: u64,
}

#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub chunk_bytes: usize,
    pub record_bytes_max: usize,
    pub bad_bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { chunk_bytes: 4 << 20, record_bytes_max: RECORD_BYTES_MAX, bad_bytes_max: 1 << 20 }
    }
}

/// Wrappers in wrappers in lists: more than this is not CloudTrail.
const FRAMES_MAX: usize = 16;
/// Strings that hold wrappers that hold strings: SNS in SQS in CloudWatch Logs in Kinesis is 4.
const NESTED_MAX: u32 = 5;
/// What one string may hold when decoded and decompressed. CloudWatch Logs sends at most 1 MiB, compressed.
const NESTED_BYTES_MAX: u64 = 64 << 20;
/// The first read of a stream; most log files are smaller than a chunk.
const FIRST_BYTES: usize = 64 << 10;
const DECODED_BYTES_MAX: usize = 8 << 20;
/// How far back the indentation of a line is looked at.
const INDENT_MAX: usize = 256;
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Shippers write base64 with and without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub struct RecordSplitter<R> {
    reader: R,
    limits: Limits,
    /// The text at hand. Everything before `at` is done with.
    buffer: Vec<u8>,
    at: usize,
    /// Where in the stream the buffer begins.
    base: u64,
    /// How much text must follow `at` before another look is worth while.
    wanted: usize,
    ended: bool,
    damage: Option<Damage>,
    frames: Vec<Frame>,
    mode: Mode,
    /// Something was broken before: brackets of wrappers that went with it may come alone.
    broken_before: bool,
    nesting: u32,

    pieces: Vec<Piece>,
    members: Vec<MemberSpan>,
    decoded: String,
    skipped: Vec<Skipped>,
    to_skip: u64,
    given: u64,
}

/// An open bracket of a wrapper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    /// In a list; a record or wrapper may come.
    List(List),
    /// In the object around a list, after one of its values.
    Object,
}

enum Mode {
    /// Between values.
    Values,
    /// Looking for the end of something broken; `searched` is the offset before which it is not. Text after
    /// which nothing can be read is broken to the end.
    Broken {
        bad: Bad,
        column: usize,
        searched: u64,
        to_the_end: bool,
    },
    /// Passing over a value that may be longer than memory.
    Passing {
        passage: Passage,
        what: Passed,
    },
    Done,
}

enum Passed {
    Skipped(Skipped),
    TooLarge(Bad),
    /// A member of a wrapper that holds no records.
    Member,
}

enum Piece {
    Record { start: usize, len: usize, offset: u64, decoded: bool, members: Range<usize> },
    Bad(Box<Bad>),
}

/// What to do next.
#[derive(PartialEq, Eq)]
enum Step {
    Again,
    /// The buffer holds too little to go on with.
    More,
}

impl<R: Read> RecordSplitter<R> {
    pub fn new(reader: R) -> Self {
        Self::with_limits(reader, Limits::default())
    }

    pub fn with_limits(reader: R, limits: Limits) -> Self {
        RecordSplitter {
            reader,
            limits,
            buffer: Vec::new(),
            at: 0,
            base: 0,
            wanted: 0,
            ended: false,
            damage: None,
            frames: Vec::new(),
            mode: Mode::Values,
            broken_before: false,
            nesting: NESTED_MAX,
            pieces: Vec::new(),
            members: Vec::new(),
            decoded: String::new(),
            skipped: Vec::new(),
            to_skip: 0,
            given: 0,
        }
    }

    /// Leaves out the first `pieces` records and bad pieces: what [`Chunk::pieces`] said where the import
    /// stopped.
    pub fn skip(mut self, pieces: u64) -> Self {
        self.to_skip = pieces;
        self
    }

    pub fn into_reader(self) -> R {
        self.reader
    }

    pub fn reader(&self) -> &R {
        &self.reader
    }

    /// The next part of the text with its records; `None` at the end. An error is the reader's own: the
    /// stream could not be read, and nothing is known about the rest of it. A stream that is damaged is no
    /// error here, but a bad piece.
    pub fn next_chunk(&mut self) -> io::Result<Option<Chunk>> {
        loop {
            let step = match self.mode {
                Mode::Values => self.values(),
                Mode::Broken { .. } => self.search(),
                Mode::Passing { .. } => self.pass(),
                Mode::Done => {
                    let rest = !self.pieces.is_empty() || !self.skipped.is_empty();
                    return Ok(if rest { self.chunk() } else { None });
                }
            };
            if step == Step::More || self.decoded.len() > DECODED_BYTES_MAX {
                let full = !self.pieces.is_empty() || !self.skipped.is_empty();
                if let Some(chunk) = if full { self.chunk() } else { None } {
                    return Ok(Some(chunk));
                }
                if step == Step::More {
                    self.fill()?;
                }
            }
        }
    }

    fn offset(&self, at: usize) -> u64 {
        self.base + at as u64
    }

    // --- Values --------------------------------------------------------------------------------------------

    /// What comes between values, and the beginning of the next one.
    fn values(&mut self) -> Step {
        let frame = self.frames.last().copied();
        let comma_separates = frame != Some(Frame::Object);
        while let Some(b' ' | b'\n' | b'\r' | b'\t' | b',') = self.buffer.get(self.at) {
            if self.buffer[self.at] == b',' && !comma_separates {
                break;
            }
            self.at += 1;
        }
        let Some(&first) = self.buffer.get(self.at) else {
            return if self.ended { self.finish() } else { self.more(1) };
        };
        match (frame, first) {
            (Some(Frame::Object), b',') => self.member(),
            (Some(Frame::Object), b'}') | (Some(Frame::List(_)), b']') => {
                self.at += 1;
                self.frames.pop();
                Step::Again
            }
            (Some(Frame::Object), _) => self.broken(self.at, "expected ',' or '}' in the wrapper".to_owned()),
            (_, b'{') => self.object(),
            (Some(Frame::List(List::Rows)), b'[') => self.row(),
            (_, b'[') if self.frames.len() < FRAMES_MAX => {
                self.at += 1;
                self.frames.push(Frame::List(List::Elements));
                Step::Again
            }
            (_, b']' | b'}') if self.broken_before => {
                self.at += 1;
                Step::Again
            }
            (None, 0xEF | 0xFE | 0xFF | b'0'..=b'9') => self.prelude(),
            _ => self.broken(self.at, "expected a JSON object".to_owned()),
        }
    }

    /// What may stand before an object and is not JSON: a byte order mark, or the time that an export of
    /// CloudWatch Logs writes before each message.
    fn prelude(&mut self) -> Step {
        const LONGEST: usize = "2006-01-02T15:04:05.000000000Z ".len();
        let ahead = &self.buffer[self.at..];
        if ahead.len() < LONGEST && !self.ended {
            return self.more(LONGEST);
        }
        if ahead.starts_with(BOM) {
            self.at += BOM.len();
            return Step::Again;
        }
        if self.offset(self.at) == 0 && (ahead.starts_with(b"\xFF\xFE") || ahead.starts_with(b"\xFE\xFF")) {
            self.broken(self.at, "the text is UTF-16; only UTF-8 is read".to_owned());
            if let Mode::Broken { to_the_end, .. } = &mut self.mode {
                *to_the_end = true;
            }
            return Step::Again;
        }
        let line = &ahead[..ahead.len().min(LONGEST)];
        if let Some(blank) = memchr(b' ', line)
            && is_time(&line[..blank])
            && ahead.get(blank + 1) == Some(&b'{')
        {
            self.at += blank + 1;
            return Step::Again;
        }
        self.broken(self.at, "expected a JSON object".to_owned())
    }

    /// A record, a wrapper, or something broken, at `at`.
    fn object(&mut self) -> Step {
        let mut members = std::mem::take(&mut self.members);
        let (text, whole) = self.record_window(self.at);
        let first = members.len();
        let found = wrapper::look_and_scan(text, self.at, &mut members);
        self.members = members;
        match found {
            Ok(found) => self.found(found, first..self.members.len()),
            Err(JsonError { problem: Problem::Incomplete, .. }) if !whole => self.too_large(),
            Err(JsonError { problem: Problem::Incomplete, .. }) if !self.ended => {
                self.more_after_incomplete()
            }
            Err(error) => {
                let reason = self.reason(error);
                self.broken(self.at, reason)
            }
        }
    }

    /// The text that a record at `start` may reach into, and whether that is all the text that there is.
    fn record_window(&self, start: usize) -> (&[u8], bool) {
        let end = start + self.limits.record_bytes_max;
        match self.buffer.get(..end) {
            Some(text) => (text, false),
            None => (&self.buffer, true),
        }
    }

    fn found(&mut self, Found { object, end, .. }: Found, members: Range<usize>) -> Step {
        let (start, offset) = (self.at, self.offset(self.at));
        match object {
            Object::Record => {
                self.pieces.push(Piece::Record { start, len: end - start, offset, decoded: false, members });
                self.at = end;
            }
            Object::Detail(Value { start, end: detail_end, .. }) => {
                let offset = self.offset(start);
                let len = detail_end - start;
                self.pieces.push(Piece::Record { start, len, offset, decoded: false, members: 0..0 });
                self.at = end;
            }
            Object::List(list) if self.frames.len() + 2 <= FRAMES_MAX => {
                self.frames.extend([Frame::Object, Frame::List(list)]);
                self.at = end;
            }
            Object::List(_) => return self.broken(start, "wrappers are nested too deep".to_owned()),
            Object::Skip(what) => {
                let what = Passed::Skipped(Skipped { what, offset, length: 0 });
                self.mode = Mode::Passing { passage: Passage::default(), what };
            }
            Object::Text { .. } | Object::Data { .. } => {
                self.unwrap(object, start, end);
                self.at = end;
            }
        }
        Step::Again
    }

    /// A row of a query's result.
    fn row(&mut self) -> Step {
        let start = self.at;
        let (text, whole) = self.record_window(start);
        match json::value(text, start) {
            Ok(row) => {
                match wrapper::event_of_row(text, start) {
                    Some(event) => self.unwrap(event, start, row.end),
                    None => {
                        self.bad_piece(start, row.end, "no event in this row: select eventJson".to_owned())
                    }
                }
                self.at = row.end;
                Step::Again
            }
            Err(JsonError { problem: Problem::Incomplete, .. }) if !whole => self.too_large(),
            Err(JsonError { problem: Problem::Incomplete, .. }) if !self.ended => {
                self.more_after_incomplete()
            }
            Err(error) => {
                let reason = self.reason(error);
                self.broken(start, reason)
            }
        }
    }

    /// A further member of the wrapper: another list, or something that holds no records.
    fn member(&mut self) -> Step {
        let start = self.at;
        let (text, whole) = self.record_window(start);
        // A comma before the closing brace is not JSON, and does no harm either.
        let name_at = json::skip_white(text, start + 1);
        if text.get(name_at) == Some(&b'}') {
            self.at = name_at;
            return Step::Again;
        }
        let name = match json::value(text, name_at) {
            Ok(name) if matches!(name.kind, Kind::String { .. }) => name,
            Ok(_) => return self.broken(start, "expected a member name in the wrapper".to_owned()),
            Err(JsonError { problem: Problem::Incomplete, .. }) if whole && !self.ended => {
                return self.more_after_incomplete();
            }
            Err(error) => {
                let reason = self.reason(error);
                return self.broken(start, reason);
            }
        };
        let colon = json::skip_white(text, name.end);
        let value = match text.get(colon) {
            Some(b':') => json::skip_white(text, colon + 1),
            Some(_) => return self.broken(start, "expected ':' in the wrapper".to_owned()),
            None => colon,
        };
        let Some(&first) = text.get(value) else {
            return match whole && !self.ended {
                true => self.more_after_incomplete(),
                false => self.broken(start, "the text ends early inside the wrapper".to_owned()),
            };
        };
        let list = wrapper::list_of(&text[name.start + 1..name.end - 1]);
        match (first, list) {
            (b'[', Some(list)) => {
                self.at = value + 1;
                self.frames.push(Frame::List(list));
            }
            // It may as well be the rest of what was broken: then it is not ours to drop.
            _ if self.broken_before => {
                return self.broken(
                    start,
                    "after something broken: a member of the wrapper or of a record".to_owned(),
                );
            }
            (b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n', _) => {
                self.at = value;
                self.mode = Mode::Passing { passage: Passage::default(), what: Passed::Member };
            }
            _ => return self.broken(start, "expected a value in the wrapper".to_owned()),
        }
        Step::Again
    }

    fn finish(&mut self) -> Step {
        self.mode = Mode::Done;
        let end = self.offset(self.at);
        let missing =
            |reason| Piece::Bad(Box::new(Bad { offset: end, reason, bytes: Vec::new(), length: 0 }));
        let reported = matches!(self.pieces.last(), Some(Piece::Bad(bad)) if bad.offset + bad.length == end);
        if let Some(damage) = self.damage.take() {
            self.pieces.push(missing(damage.to_string()));
        } else if !self.frames.is_empty() && !reported {
            self.pieces
                .push(missing("the text ends inside a list of records: some may be missing".to_owned()));
        }
        Step::Again
    }

    fn reason(&self, error: JsonError) -> String {
        let offset = self.offset(error.offset);
        match error.problem {
            Problem::Incomplete => format!("the JSON text ends early at byte {offset}"),
            Problem::Syntax(expected) => format!("invalid JSON at byte {offset}: expected {expected}"),
            Problem::TooDeep => {
                format!("JSON nested deeper than {} levels at byte {offset}", json::DEPTH_MAX)
            }
        }
    }

    // --- Records in strings --------------------------------------------------------------------------------

    /// The records in a string of the object `start..end`.
    fn unwrap(&mut self, object: Object, start: usize, end: usize) {
        let (member, token) = match object {
            Object::Text { member, token } | Object::Data { member, token } => (member, token),
            _ => return,
        };
        let pieces_before = self.pieces.len() + self.skipped.len();
        let is_text = matches!(object, Object::Text { .. });
        let decoded = match std::str::from_utf8(token.text(&self.buffer)) {
            Err(_) => Err("invalid UTF-8".to_owned()),
            Ok(_) if self.nesting == 0 => Err("wrapped too often".to_owned()),
            Ok(token) => {
                let text = json::decode_string(token);
                match is_text {
                    true => Ok(text.into_owned().into_bytes()),
                    false => {
                        BASE64.decode(text.trim_ascii().as_bytes()).map_err(|e| format!("no base64: {e}"))
                    }
                }
            }
        };
        let problem = match decoded {
            Ok(bytes) => self.nested(bytes, member, self.offset(start)).err(),
            Err(reason) => Some(reason),
        };
        if let Some(problem) = problem {
            self.bad_piece(start, end, format!("in `{member}`: {problem}"));
        } else if self.pieces.len() + self.skipped.len() == pieces_before {
            self.bad_piece(start, end, format!("in `{member}`: no record"));
        }
    }

    /// Splits what was decoded. Its pieces become pieces of this stream, at the `offset` of the object that
    /// held them.
    fn nested(&mut self, bytes: Vec<u8>, member: &str, offset: u64) -> Result<(), String> {
        // Nearly always it is one record and nothing else.
        if bytes.first() == Some(&b'{')
            && let Ok(Found { object: Object::Record, end, .. }) = wrapper::look(&bytes, 0)
            && end == bytes.len()
            && end <= self.limits.record_bytes_max
            && let Ok(record) = std::str::from_utf8(&bytes)
        {
            self.decoded_record(record, offset);
            return Ok(());
        }
        let limits = Limits { chunk_bytes: Limits::default().chunk_bytes, ..self.limits };
        let limited: Box<dyn Read> = Box::new(Decompressed::new(Cursor::new(bytes)).take(NESTED_BYTES_MAX));
        let mut splitter = RecordSplitter::with_limits(limited, limits);
        splitter.nesting = self.nesting - 1;
        while let Some(chunk) = splitter.next_chunk().map_err(|e| e.to_string())? {
            let mut bad = chunk.bad.iter().peekable();
            // Both are in the order of the text; a bad piece that begins where a record does comes after it.
            for span in &chunk.records {
                while let Some(bad) = bad.next_if(|bad| bad.offset < span.offset) {
                    self.nested_bad(bad, member, offset);
                }
                self.decoded_record(chunk.record(*span), offset);
            }
            bad.for_each(|bad| self.nested_bad(bad, member, offset));
            self.skipped.extend(chunk.skipped.iter().map(|skipped| Skipped { offset, ..*skipped }));
        }
        match splitter.offset(splitter.at) {
            NESTED_BYTES_MAX.. => Err(format!("more than {NESTED_BYTES_MAX} bytes")),
            _ => Ok(()),
        }
    }

    fn decoded_record(&mut self, record: &str, offset: u64) {
        let start = self.decoded.len();
        self.decoded.push_str(record);
        let len = record.len();
        self.pieces.push(Piece::Record { start, len, offset, decoded: true, members: 0..0 });
    }

    fn nested_bad(&mut self, bad: &Bad, member: &str, offset: u64) {
        let reason = format!("in `{member}`: {}", bad.reason);
        self.pieces.push(Piece::Bad(Box::new(Bad {
            offset,
            reason,
            bytes: bad.bytes.clone(),
            length: bad.length,
        })));
    }

    // --- Broken text ---------------------------------------------------------------------------------------

    /// What begins at `start` is broken: from here on, look for where it ends.
    fn broken(&mut self, start: usize, reason: String) -> Step {
        self.at = start;
        let offset = self.offset(start);
        let bad = Bad { offset, reason, bytes: Vec::new(), length: 0 };
        let column = self.line_start(start).unwrap_or(0);
        self.mode = Mode::Broken { bad, column, searched: offset + 1, to_the_end: false };
        self.broken_before = true;
        Step::Again
    }

    /// How far `at` is indented, if there is only indentation before it on its line.
    fn line_start(&self, at: usize) -> Option<usize> {
        let before = &self.buffer[at.saturating_sub(INDENT_MAX)..at];
        let column = before.iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
        match before.len().checked_sub(column + 1) {
            Some(last) => matches!(before[last], b'\n' | b'\r').then_some(column),
            None => (self.base == 0 && at == column).then_some(column),
        }
    }

    /// Looks for the next object that ends the broken stretch.
    fn search(&mut self) -> Step {
        let Mode::Broken { column, searched, to_the_end, .. } = self.mode else { return Step::Again };
        let mut from = (searched - self.base) as usize;
        let mut next = Candidate::No;
        let mut end = self.buffer.len();
        while !to_the_end && let Some(brace) = memchr(b'{', &self.buffer[from..]).map(|n| from + n) {
            let (text, whole) = self.record_window(brace);
            next = self.candidate(brace, column, text, whole && !self.ended);
            if !matches!(next, Candidate::No) {
                end = brace;
                break;
            }
            from = brace + 1;
        }
        let Mode::Broken { bad, searched, .. } = &mut self.mode else { return Step::Again };
        bad.take(&self.buffer[self.at..end], self.limits.bad_bytes_max);
        *searched = self.base + end as u64;
        self.at = end;
        match next {
            Candidate::Unknown => return self.more_after_incomplete(),
            Candidate::No if !self.ended => return self.more(1),
            Candidate::Yes { outermost: true } => self.frames.clear(),
            // The list that seemed to be closed still goes on.
            Candidate::Yes { .. } if self.frames.last() == Some(&Frame::Object) => {
                self.frames.push(Frame::List(List::Elements));
            }
            _ => {}
        }
        if let Mode::Broken { mut bad, .. } = std::mem::replace(&mut self.mode, Mode::Values) {
            bad.trim(matches!(next, Candidate::Yes { .. }) && !self.frames.is_empty());
            self.pieces.push(Piece::Bad(Box::new(bad)));
        }
        Step::Again
    }

    /// Whether a broken stretch ends before the brace at `at`. The object may reach to the end of `text`;
    /// `more` tells whether there may be text after that.
    fn candidate(&self, at: usize, column: usize, text: &[u8], more: bool) -> Candidate {
        /// What an object in the middle of nowhere must begin with.
        const KEYS: [&[u8]; 7] = [
            b"\"Records\"",
            b"\"records\"",
            b"\"Events\"",
            b"\"events\"",
            b"\"logEvents\"",
            b"\"messageType\"",
            b"\"QueryResultRows\"",
        ];
        const RECORD_KEY: &[u8] = b"\"eventVersion\"";
        let line = self.line_start(at).filter(|&c| c <= column);
        let before = self.buffer[at.saturating_sub(INDENT_MAX)..at].trim_ascii_end().last();
        // Requests have members that look like wrappers, too: as the value of a member, only a record is
        // taken.
        let is_member = before == Some(&b':');
        let marks_needed = match before {
            _ if line.is_some() && !is_member => 0,
            Some(b',') => 2,
            _ => {
                let key = &text[json::skip_white(text, at + 1)..];
                let keys = if is_member { &[][..] } else { &KEYS[..] };
                let mut keys = std::iter::once(&RECORD_KEY).chain(keys);
                if !keys.clone().any(|k| key.starts_with(k)) {
                    let cut = more && keys.any(|k| k.starts_with(key));
                    return if cut { Candidate::Unknown } else { Candidate::No };
                }
                1
            }
        };
        match wrapper::look(text, at) {
            Ok(Found { object, marks, .. }) => {
                let is_list = matches!(object, Object::List(_));
                let wraps = matches!(object, Object::Detail(_) | Object::Text { .. } | Object::Data { .. });
                match is_list || marks >= marks_needed || wraps && !self.frames.is_empty() {
                    true => Candidate::Yes { outermost: is_list || line.is_some_and(|c| c < column) },
                    false => Candidate::No,
                }
            }
            Err(JsonError { problem: Problem::Incomplete, .. }) if more => Candidate::Unknown,
            Err(_) => Candidate::No,
        }
    }

    /// What begins at `at` is longer than a record may be: either it is, or a bracket is missing somewhere
    /// and the records that follow look as if they belonged to it.
    fn too_large(&mut self) -> Step {
        let reason = format!("larger than {} bytes", self.limits.record_bytes_max);
        let (text, _) = self.record_window(self.at);
        let column = self.line_start(self.at).unwrap_or(0);
        // Only what lies within the window counts, so that the result does not depend on how much has been
        // read.
        let swallowed = memchr_iter(b'{', &text[self.at + 1..])
            .any(|n| matches!(self.candidate(self.at + 1 + n, column, text, false), Candidate::Yes { .. }));
        if swallowed {
            return self.broken(self.at, format!("{reason}, or not closed"));
        }
        let bad = Bad { offset: self.offset(self.at), reason, bytes: Vec::new(), length: 0 };
        self.mode = Mode::Passing { passage: Passage::default(), what: Passed::TooLarge(bad) };
        Step::Again
    }

    fn bad_piece(&mut self, start: usize, end: usize, reason: String) {
        let mut bad = Bad { offset: self.offset(start), reason, bytes: Vec::new(), length: 0 };
        bad.take(&self.buffer[start..end], self.limits.bad_bytes_max);
        self.pieces.push(Piece::Bad(Box::new(bad)));
    }

    /// Passes over a value, to its end or that of the text.
    fn pass(&mut self) -> Step {
        let Mode::Passing { passage, what } = &mut self.mode else { return Step::Again };
        let (count, outcome) = passage.over(&self.buffer[self.at..]);
        let passed = &self.buffer[self.at..self.at + count];
        match what {
            Passed::Skipped(skipped) => skipped.length += count as u64,
            Passed::TooLarge(bad) => bad.take(passed, self.limits.bad_bytes_max),
            Passed::Member => {}
        }
        self.at += count;
        let stray = match outcome {
            Outcome::Open if !self.ended => return self.more(1),
            Outcome::Open | Outcome::Passed => false,
            Outcome::Stray => true,
        };
        match std::mem::replace(&mut self.mode, Mode::Values) {
            Mode::Passing { what: Passed::Skipped(skipped), .. } => self.skipped.push(skipped),
            Mode::Passing { what: Passed::TooLarge(bad), .. } if stray => {
                self.broken_before = true;
                self.mode =
                    Mode::Broken { bad, column: 0, searched: self.base + self.at as u64, to_the_end: false };
            }
            Mode::Passing { what: Passed::TooLarge(bad), .. } => self.pieces.push(Piece::Bad(Box::new(bad))),
            _ => {}
        }
        Step::Again
    }

    // --- The buffer ----------------------------------------------------------------------------------------

    fn more(&mut self, wanted: usize) -> Step {
        self.wanted = wanted;
        Step::More
    }

    /// Twice what is there, so that a long record is looked at a few times only.
    fn more_after_incomplete(&mut self) -> Step {
        self.more(2 * (self.buffer.len() - self.at))
    }

    /// Reads until there is as much text after `at` as a chunk has, or as is wanted.
    fn fill(&mut self) -> io::Result<()> {
        let keep_from = self.kept_before();
        self.buffer.drain(..keep_from);
        self.base += keep_from as u64;
        self.at -= keep_from;
        let most = self.limits.record_bytes_max + self.limits.chunk_bytes;
        let unread = self.buffer.len() - self.at;
        let target = self.at + (unread + self.limits.chunk_bytes).max(self.wanted.min(most));
        while !self.ended && self.buffer.len() < target {
            let start = self.buffer.len();
            // Most files are small: what is allocated grows with what there is to read.
            let room =
                if self.base == 0 { start.max(FIRST_BYTES).min(target - start) } else { target - start };
            self.buffer.resize(start + room, 0);
            let mut filled = start;
            while filled < self.buffer.len() {
                match self.reader.read(&mut self.buffer[filled..]) {
                    Ok(0) => {
                        self.ended = true;
                        break;
                    }
                    Ok(count) => filled += count,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => match Damage::of(&error) {
                        Some(damage) => {
                            self.damage = Some(damage.clone());
                            self.ended = true;
                            break;
                        }
                        None => {
                            self.buffer.truncate(filled);
                            return Err(error);
                        }
                    },
                }
            }
            self.buffer.truncate(filled);
        }
        Ok(())
    }

    /// Where the text begins that is still needed: white space before `at` tells how a line is indented.
    fn kept_before(&self) -> usize {
        let before = &self.buffer[self.at.saturating_sub(INDENT_MAX)..self.at];
        let white = before.len() - before.trim_ascii_end().len();
        // And the character before it, if it is one byte.
        let comma = before.len().checked_sub(white + 1).is_some_and(|i| before[i].is_ascii());
        self.at - white - usize::from(comma)
    }

    /// Hands out what has been found: the text becomes the chunk's, its unfinished end moves to a new buffer.
    fn chunk(&mut self) -> Option<Chunk> {
        let position = self.offset(self.at);
        let keep_from = self.kept_before();
        let rest = self.buffer[keep_from..].to_vec();
        let mut text = std::mem::replace(&mut self.buffer, rest);
        text.truncate(self.at);
        self.base += keep_from as u64;
        self.at -= keep_from;

        let mut pieces = std::mem::take(&mut self.pieces);
        let from_text = |piece: &Piece| matches!(piece, Piece::Record { decoded: false, .. });
        let bad_bytes_max = self.limits.bad_bytes_max;
        let mut text = match pieces.iter().any(from_text) {
            true => valid(text, &mut pieces, bad_bytes_max),
            false => String::new(),
        };
        let raw_bytes = text.len();
        text.push_str(&self.decoded);
        self.decoded.clear();

        let skip = self.to_skip.min(pieces.len() as u64);
        self.to_skip -= skip;
        self.given += pieces.len() as u64;
        let mut chunk = Chunk { text, pieces: self.given, position, ..Chunk::default() };
        chunk.records.reserve(pieces.len());
        for piece in pieces.into_iter().skip(skip as usize) {
            match piece {
                Piece::Record { start, len, offset, decoded, members } => {
                    let start = start + if decoded { raw_bytes } else { 0 };
                    let members = (members.start as u32, members.end as u32);
                    chunk.records.push(RecordSpan { start: start as u32, len: len as u32, offset, members });
                }
                Piece::Bad(bad) => chunk.bad.push(*bad),
            }
        }
        chunk.members = std::mem::take(&mut self.members);
        chunk.skipped = std::mem::take(&mut self.skipped);
        Some(chunk)
    }
}

enum Candidate {
    No,
    /// `outermost`: it stands in none of the wrappers that were open.
    Yes {
        outermost: bool,
    },
    /// More text must be read to tell.
    Unknown,
}

impl Bad {
    fn take(&mut self, bytes: &[u8], max: usize) {
        let room = max.saturating_sub(self.bytes.len()).min(bytes.len());
        self.bytes.extend_from_slice(&bytes[..room]);
        self.length += bytes.len() as u64;
    }

    /// White space after what is broken belongs to nothing, and the comma before what follows to the list.
    fn trim(&mut self, followed: bool) {
        if self.bytes.len() as u64 == self.length {
            let text = self.bytes.trim_ascii_end();
            let text = if followed { text.strip_suffix(b",").unwrap_or(text).trim_ascii_end() } else { text };
            self.bytes.truncate(text.len());
            self.length = self.bytes.len() as u64;
        }
    }
}

/// The text as a `String`. A record that is no UTF-8 becomes a bad piece; other such bytes are replaced, as
/// they are part of no record.
fn valid(text: Vec<u8>, pieces: &mut [Piece], bad_bytes_max: usize) -> String {
    let error = match String::from_utf8(text) {
        Ok(text) => return text,
        Err(error) => error,
    };
    let mut text = error.into_bytes();
    for piece in pieces {
        if let Piece::Record { start, len, offset, decoded: false, .. } = *piece {
            let record = &text[start..start + len];
            if let Err(error) = std::str::from_utf8(record) {
                let reason = format!("invalid UTF-8 at byte {}", offset + error.valid_up_to() as u64);
                let bytes = record[..len.min(bad_bytes_max)].to_vec();
                *piece = Piece::Bad(Box::new(Bad { offset, reason, bytes, length: len as u64 }));
            }
        }
    }
    let mut at = 0;
    let mut invalid = Vec::new();
    for part in text.utf8_chunks() {
        at += part.valid().len();
        invalid.push((at, part.invalid().len()));
        at += part.invalid().len();
    }
    invalid.into_iter().for_each(|(at, len)| text[at..at + len].fill(b'?'));
    String::from_utf8(text).unwrap_or_default()
}

fn is_time(text: &[u8]) -> bool {
    text.len() >= 20
        && text.ends_with(b"Z")
        && text.iter().enumerate().all(|(i, b)| match i {
            4 | 7 => *b == b'-',
            10 => *b == b'T',
            13 | 16 => *b == b':',
            19 => matches!(b, b'.' | b'Z'),
            _ => b.is_ascii_digit() || i + 1 == text.len(),
        })
}

/// Passes over one JSON value of any length, by its brackets and quotes alone.
#[derive(Default)]
struct Passage {
    depth: u64,
    in_string: bool,
    escaped: bool,
    in_scalar: bool,
}

#[derive(PartialEq, Eq)]
enum Outcome {
    Open,
    Passed,
    /// A line ends inside a string: quotes are missing, and the brackets mean nothing.
    Stray,
}

impl Passage {
    /// How many of `bytes` belong to the value, and whether it ends with them.
    fn over(&mut self, bytes: &[u8]) -> (usize, Outcome) {
        let mut at = 0;
        while at < bytes.len() {
            if self.escaped {
                self.escaped = false;
                at += 1;
                continue;
            }
            if self.in_string {
                let Some(next) = memchr3(b'"', b'\\', b'\n', &bytes[at..]) else { break };
                at += next + 1;
                match bytes[at - 1] {
                    b'\\' => self.escaped = true,
                    b'\n' => return (at - 1, Outcome::Stray),
                    _ => {
                        self.in_string = false;
                        if self.depth == 0 {
                            return (at, Outcome::Passed);
                        }
                    }
                }
                continue;
            }
            match bytes[at] {
                b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' if self.in_scalar => {
                    return (at, Outcome::Passed);
                }
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return (at + 1, Outcome::Passed);
                    }
                }
                _ => self.in_scalar = self.depth == 0,
            }
            at += 1;
        }
        (bytes.len(), Outcome::Open)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;

    const SMALL: Limits = Limits { chunk_bytes: 7, record_bytes_max: 1 << 16, bad_bytes_max: 40 };

    fn chunks(stream: impl Read, limits: Limits) -> Vec<Chunk> {
        let mut splitter = RecordSplitter::with_limits(stream, limits);
        std::iter::from_fn(|| splitter.next_chunk().unwrap()).collect()
    }

    /// Everything that comes out of a text, one line each, in order of kind; the same for small and for large
    /// chunks.
    fn split(text: impl AsRef<[u8]>) -> String {
        let text = text.as_ref();
        let show = |limits| {
            let (mut records, mut others) = (String::new(), String::new());
            for chunk in chunks(text, limits) {
                for &span in &chunk.records {
                    records += &format!("{} {}\n", span.offset, chunk.record(span));
                }
                for bad in &chunk.bad {
                    let bytes = String::from_utf8_lossy(&bad.bytes);
                    others += &format!("{}+{} bad: {} <{bytes}>\n", bad.offset, bad.length, bad.reason);
                }
                for Skipped { what, offset, length } in chunk.skipped {
                    others += &format!("{offset}+{length} skipped: {}\n", what.name());
                }
            }
            records + &others
        };
        let large = show(Limits { chunk_bytes: 1 << 20, ..SMALL });
        for chunk_bytes in [1, 2, 3, 7, 64] {
            assert_eq!(show(Limits { chunk_bytes, ..SMALL }), large, "chunks of {chunk_bytes}");
        }
        large
    }

    fn base64(bytes: &[u8]) -> String {
        base64::engine::general_purpose::STANDARD.encode(bytes)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    const A: &str = r#"{"eventVersion":"1.08","eventID":"a"}"#;
    const B: &str = r#"{ "eventID" : "b\u0041", "eventName":"ü" }"#;

    /// Wrappers around A and B whose records are slices of the text.
    fn plain_wrappers() -> Vec<String> {
        let bridge = |r: &str| {
            format!(r#"{{"version":"0","detail-type":"AWS API Call via CloudTrail","detail":{r},"id":"1"}}"#)
        };
        vec![
            format!(r#"{{"Records":[{A},{B}]}}"#),
            format!(
                "{{\"x\":[{{\"Records\":1}}], \"Records\" : [\n  {A},\n  {B}\n] , \"y\":\"]}}\", \"Records\":[]}}\n"
            ),
            format!("{A}\n{B}\n"),
            format!("{A}\r\n\r\n  {B}"),
            format!("{A}{B}"),
            format!("[{A},{B}]"),
            format!(r#"[{{"Records":[{A}]}},{{"Records":[{B}]}}]"#),
            format!("{{\"Records\":[{A}]}}\n{{\"Records\":[{B}]}}\n"),
            format!("{}\n{}", bridge(A), bridge(B)),
            format!("[{},\n{}]", bridge(A), bridge(B)),
            format!("\u{feff}[{A},{B}]"),
            format!("2023-07-10T11:42:44.000Z {A}\n2023-07-10T11:42:45.123Z {B}\n"),
        ]
    }

    fn records_of(text: &[u8], limits: Limits) -> Vec<String> {
        let all = chunks(text, limits);
        all.iter().flat_map(|c| c.records.iter().map(|&s| c.record(s).to_owned())).collect()
    }

    #[test]
    fn every_wrapper_gives_its_records_as_they_are() {
        for text in plain_wrappers() {
            let out = split(&text);
            let at = |r: &str| text.find(r).unwrap();
            assert_eq!(out, format!("{} {A}\n{} {B}\n", at(A), at(B)), "{text}");
        }
    }

    #[test]
    fn records_in_strings_are_decoded() {
        let json = |s: &str| serde_json::to_string(s).unwrap();
        let logs = format!(
            r#"{{"messageType":"DATA_MESSAGE","logGroup":"g","logEvents":[{{"id":"1","timestamp":1,"message":{}}},{{"id":"2","message":{}}}]}}"#,
            json(A),
            json(B)
        );
        for text in [
            format!(
                r#"{{"NextToken":"x","Events":[{{"EventId":"a","CloudTrailEvent":{}}},{{"CloudTrailEvent":{}}}]}}"#,
                json(A),
                json(B)
            ),
            logs.clone(),
            format!(
                r#"{{"events":[{{"message":{}}},{{"message":{}}}],"searchedLogStreams":[{{}}]}}"#,
                json(A),
                json(B)
            ),
            format!(r#"{{"awslogs":{{"data":"{}"}}}}"#, base64(&gzip(logs.as_bytes()))),
            format!(
                r#"{{"Records":[{{"kinesis":{{"data":"{}"}},"eventVersion":"1.0","eventID":"s","eventName":"aws:kinesis:record"}}]}}"#,
                base64(&gzip(logs.as_bytes()))
            ),
            format!(
                r#"{{"records":[{{"recordId":"1","data":"{}"}},{{"data":"{}"}}]}}"#,
                base64(A.as_bytes()),
                base64(B.as_bytes())
            ),
            format!(
                r#"{{"records":[{{"data":"{}"}}]}}"#,
                base64(format!("{A}\n{B}\n").as_bytes()).trim_end_matches('=')
            ),
            format!(
                r#"{{"Records":[{{"messageId":"1","body":{},"eventSource":"aws:sqs"}}]}}"#,
                json(&format!("[{A},{B}]"))
            ),
            format!(
                r#"{{"Records":[{{"messageId":"1","body":{}}}]}}"#,
                json(&format!(
                    r#"{{"Type":"Notification","Message":{}}}"#,
                    json(&format!(r#"{{"Records":[{A},{B}]}}"#))
                ))
            ),
            format!(
                r#"{{"QueryResultRows":[[{{"eventJson":{}}},{{"eventTime":"x"}}],[{{"eventTime":"y"}},{{"eventJson":{}}}]]}}"#,
                json(A),
                json(B)
            ),
            format!(
                r#"{{"results":[[{{"field":"@ptr","value":"1"}},{{"field":"@message","value":{}}}],[{{"field":"@message","value":{}}}]]}}"#,
                json(A),
                json(B)
            ),
        ] {
            let out = split(&text);
            let records: Vec<_> = out.lines().map(|l| l.split_once(' ').unwrap().1).collect();
            assert_eq!(records, [A, B], "{text}\n{out}");
        }
    }

    #[test]
    fn documents_without_events_are_skipped_and_counted() {
        for (text, expected) in [
            (
                r#"{"awsAccountId":"1","digestStartTime":"x","digestEndTime":"y","logFiles":[{}]}"#,
                "0+78 skipped: CloudTrail digest\n",
            ),
            (
                r#" {"fileVersion":"1.0","configurationItems":[{"a":"]}"},{}]} "#,
                "1+58 skipped: AWS Config document\n",
            ),
            (
                r#"{"messageType":"CONTROL_MESSAGE","logEvents":[{"message":"x"}]}"#,
                "0+63 skipped: CloudWatch Logs control message\n",
            ),
            (r#"{"Records":[]}"#, ""),
            ("", ""),
            (" \n ", ""),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
    }

    #[test]
    fn broken_text_is_one_piece_and_the_records_around_it_survive() {
        let list = |middle: &str| format!(r#"{{"Records":[{A},{middle},{A}]}}"#);
        for (text, expected) in [
            (
                format!("{A}\nnonsense {{\nmore\n{A}\n"),
                vec!["bad: expected a JSON object <nonsense {\nmore>"],
            ),
            (
                format!("{A}\n{{\"a\":1,\n{A}\n"),
                vec![r#"bad: invalid JSON at byte 46: expected a member name <{"a":1,>"#],
            ),
            (format!("{A}\n{{\"a\":[\n{A}\n"), vec![r#"bad: the JSON text ends early at byte 83 <{"a":[>"#]),
            (
                format!("{A}\n{{\"a\":\"tr{A}\n"),
                vec![r#"bad: invalid JSON at byte 48: expected ',' or '}' <{"a":"tr>"#],
            ),
            (list(r#"{"a":oops}"#), vec![r#"bad: invalid JSON at byte 55: expected a value <{"a":oops}>"#]),
            (list(r#"{"a":"x"#), vec![r#"bad: invalid JSON at byte 60: expected ',' or '}' <{"a":"x>"#]),
            (list(r#"null,7,"x""#), vec![r#"bad: expected a JSON object <null,7,"x">"#]),
            (format!("{A}\u{0}\u{0}"), vec!["bad: expected a JSON object <\u{0}\u{0}>"]),
            (format!("{{\n \"Records\": [\n  {A},\n  {{\"x\": {{\n  {{}}}}\n  }},\n  {A}\n ]\n}}\n"), vec![]),
        ] {
            let out = split(&text);
            let (records, bad): (Vec<_>, Vec<_>) =
                out.split_inclusive('\n').partition(|l| l.ends_with(&format!("{A}\n")));
            assert_eq!(records.len(), text.matches(A).count(), "{text}\n{out}");
            let bad = bad.concat();
            if !expected.is_empty() {
                let bad: Vec<_> =
                    bad.split_inclusive(">\n").map(|b| b.split_once(' ').unwrap().1.trim_end()).collect();
                assert_eq!(bad, expected, "{text}\n{out}");
            }
        }
    }

    /// Which bytes of a text are in a record, in a bad piece or in a skipped document.
    fn covered(text: &[u8], limits: Limits) -> Vec<bool> {
        let mut covered = vec![false; text.len()];
        let mut cover = |offset: u64, length: u64| {
            for byte in &mut covered[offset as usize..(offset + length) as usize] {
                assert!(!*byte, "byte covered twice");
                *byte = true;
            }
        };
        for chunk in chunks(text, limits) {
            chunk.records.iter().for_each(|r| cover(r.offset, r.len.into()));
            chunk.bad.iter().for_each(|b| cover(b.offset, b.length));
            chunk.skipped.iter().for_each(|s| cover(s.offset, s.length));
        }
        covered
    }

    #[test]
    fn a_text_cut_anywhere_gives_its_whole_records_and_accounts_for_the_rest() {
        for text in plain_wrappers() {
            let wrapper: Vec<bool> = covered(text.as_bytes(), SMALL).iter().map(|c| !c).collect();
            for cut in 0..text.len() {
                let cut_text = &text.as_bytes()[..cut];
                for limits in [SMALL, Limits { chunk_bytes: 1 << 20, ..SMALL }] {
                    let whole = [A, B].into_iter().filter(|r| text.find(r).unwrap() + r.len() <= cut);
                    // The envelope around a record must be whole, too, or begin as if it were none.
                    let records = records_of(cut_text, limits);
                    if !text.contains("detail") {
                        assert_eq!(
                            records,
                            whole.collect::<Vec<_>>(),
                            "{}",
                            &String::from_utf8_lossy(cut_text)
                        );
                    }
                    for (at, covered) in covered(cut_text, limits).iter().enumerate() {
                        let accounted = *covered || wrapper[at] || text.as_bytes()[at].is_ascii_whitespace();
                        assert!(accounted, "byte {at} of {}", String::from_utf8_lossy(cut_text));
                    }
                }
                let out = split(cut_text);
                let ends_between_values =
                    cut_text.trim_ascii_end().last().is_none_or(|b| matches!(b, b'}' | b'\n'));
                assert!(out.contains("bad") || ends_between_values || cut <= 30, "cut unnoticed: {out}");
            }
        }
    }

    #[test]
    fn what_belongs_to_a_broken_record_is_not_taken_for_a_wrapper() {
        let bad = "after something broken: a member of the wrapper or of a record";
        for (broken, whole) in [
            // A request whose parameters look like a wrapper.
            ("{\"a\":\n{\"Records\":[{}]},oops}", true),
            // A nested object at the start of a line ends the stretch too early; what follows it is no member
            // to drop.
            ("{\"a\":\n[{\"b\"\n{\"c\":1}],\"d\":\"e\"}", false),
        ] {
            let text = format!("{{\"Records\":[{broken},{A}]}}");
            let all = chunks(text.as_bytes(), SMALL);
            let pieces: Vec<_> = all.iter().flat_map(|c| &c.bad).collect();
            assert!(records_of(text.as_bytes(), SMALL).contains(&A.to_owned()), "{}", split(&text));
            match whole {
                false => assert!(
                    pieces.iter().any(|b| b.reason == bad && b.bytes.starts_with(b",\"d\":\"e\"")),
                    "{pieces:?}"
                ),
                true => assert_eq!((pieces.len(), pieces[0].length), (1, broken.len() as u64), "{pieces:?}"),
            }
        }
    }

    #[test]
    fn a_list_that_is_not_closed_is_reported() {
        let out = split(format!(r#"{{"Records":[{A}"#));
        assert_eq!(
            out,
            format!("12 {A}\n49+0 bad: the text ends inside a list of records: some may be missing <>\n")
        );
    }

    #[test]
    fn one_record_that_is_no_utf8_is_bad_and_the_others_stay() {
        let mut text = format!("{A}\n{{\"a\":\"?\"}}\n{B}\n").into_bytes();
        let at = text.iter().position(|&b| b == b'?').unwrap();
        text[at] = 0xff;
        let out = split(&text);
        let b_at = A.len() + 1 + 10;
        assert_eq!(
            out,
            format!("0 {A}\n{} {B}\n38+9 bad: invalid UTF-8 at byte 44 <{{\"a\":\"\u{fffd}\"}}>\n", b_at)
        );
        for mark in [[0xff, 0xfe], [0xfe, 0xff]] {
            let text: Vec<u8> = mark
                .into_iter()
                .chain(format!("{A}\n{A}").encode_utf16().flat_map(u16::to_le_bytes))
                .collect();
            let all = chunks(&text[..], SMALL);
            let bad: Vec<_> = all.iter().flat_map(|c| &c.bad).collect();
            assert!(all.iter().all(|c| c.records.is_empty()));
            assert_eq!(
                (bad.len(), bad[0].length, &*bad[0].reason),
                (1, 152, "the text is UTF-16; only UTF-8 is read")
            );
        }
    }

    #[test]
    fn what_cannot_be_unwrapped_is_bad() {
        for (text, expected) in [
            (
                r#"{"CloudTrailEvent":"{oops"}"#,
                "0+5 bad: in `CloudTrailEvent`: invalid JSON at byte 1: expected a member name <{oops>\n",
            ),
            (
                r#"{"CloudTrailEvent":""}"#,
                "0+22 bad: in `CloudTrailEvent`: no record <{\"CloudTrailEvent\":\"\"}>\n",
            ),
            (
                r#"{"data":"*"}"#,
                "0+12 bad: in `data`: no base64: Invalid symbol 42, offset 0. <{\"data\":\"*\"}>\n",
            ),
            (
                r#"{"QueryResultRows":[[{"a":1}]]}"#,
                "20+9 bad: no event in this row: select eventJson <[{\"a\":1}]>\n",
            ),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
        let mut cut = gzip(format!("{A}\n{A}\n").as_bytes());
        cut.truncate(cut.len() - 4);
        let out = split(format!(r#"{{"data":"{}"}}"#, base64(&cut)));
        assert_eq!(out.matches(A).count(), 2, "{out}");
        assert!(out.contains("bad: in `data`: the compressed data ends early"), "{out}");
        // Too deep, and a bomb in a string.
        let deep = (0..8)
            .fold(A.to_owned(), |r, _| format!(r#"{{"message":{}}}"#, serde_json::to_string(&r).unwrap()));
        let limits = Limits { record_bytes_max: 1 << 20, ..SMALL };
        let bad = |text: &str| {
            chunks(text.as_bytes(), limits)
                .into_iter()
                .flat_map(|c| c.bad)
                .map(|b| b.reason)
                .collect::<Vec<_>>()
        };
        assert!(bad(&deep)[0].ends_with("wrapped too often"), "{:?}", bad(&deep));
        let bomb = base64(&gzip(&vec![b' '; 65 << 20]));
        assert_eq!(bad(&format!(r#"{{"data":"{bomb}"}}"#)), ["in `data`: more than 67108864 bytes"]);
    }

    /// A text that is made while it is read.
    struct Repeat {
        start: &'static [u8],
        unit: &'static [u8],
        units: usize,
        end: &'static [u8],
        at: usize,
    }

    impl Read for Repeat {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let middle = self.start.len() + self.unit.len() * self.units;
            let rest = match self.at {
                at if at < self.start.len() => &self.start[at..],
                at if at < middle => &self.unit[(at - self.start.len()) % self.unit.len()..],
                at => self.end.get(at - middle..).unwrap_or(&[]),
            };
            let count = rest.len().min(into.len());
            into[..count].copy_from_slice(&rest[..count]);
            self.at += count;
            Ok(count)
        }
    }

    /// What came out, and the most text that was held at once.
    fn summary(
        start: &'static str,
        unit: &'static str,
        units: usize,
        end: &'static str,
    ) -> (usize, Vec<(String, u64, usize)>, usize) {
        let limits = Limits { chunk_bytes: 1 << 14, record_bytes_max: 1 << 16, bad_bytes_max: 1 << 12 };
        let stream =
            Repeat { start: start.as_bytes(), unit: unit.as_bytes(), units, end: end.as_bytes(), at: 0 };
        let mut splitter = RecordSplitter::with_limits(stream, limits);
        let (mut records, mut bad, mut held) = (0, Vec::new(), 0);
        while let Some(chunk) = splitter.next_chunk().unwrap() {
            records += chunk.records.len();
            bad.extend(chunk.bad.into_iter().map(|b| (b.reason, b.length, b.bytes.len())));
            held = held.max(splitter.buffer.capacity() + chunk.text.capacity());
        }
        (records, bad, held.max(splitter.buffer.capacity()))
    }

    #[test]
    fn what_is_longer_than_memory_streams_or_is_skipped() {
        const UNITS: usize = 1 << 20;
        let one = r#"{"eventVersion":"1.08"}"#;
        let record = r#"{"eventVersion":"1.08"},"#;
        let too_large = |length, kept| vec![("larger than 65536 bytes".to_owned(), length, kept)];
        for (start, unit, end, records, bad) in [
            ("{\"Records\":[", record, "{}]}\n", UNITS + 1, vec![]),
            ("{\"a\":[", "1,23,", "4]}{\"eventVersion\":\"1.08\"}", 1, too_large(5 * UNITS as u64 + 9, 4096)),
            (
                "[{\"a\":\"",
                "x\\\"{[ü",
                "\"},{\"eventVersion\":\"1.08\"}]",
                1,
                too_large(7 * UNITS as u64 + 8, 4096),
            ),
            (
                "\"",
                "x{ ",
                "\"\n{\"eventVersion\":\"1.08\"}",
                1,
                vec![("expected a JSON object".to_owned(), 3 * UNITS as u64 + 3, 4096)],
            ),
            ("{\"a\":\"", "xx", "\n{\"eventVersion\":\"1.08\"}", 1, too_large(2 * UNITS as u64 + 7, 4096)),
            ("{\"Records\":[],\"x\":[", "\"yyy\",", "1],\"Records\":[{}]}", 1, vec![]),
            ("{\"configurationItems\":[", "{\"a\":1},", "{}]}{\"eventVersion\":\"1.08\"}", 1, vec![]),
        ] {
            let (found, reasons, held) = summary(start, unit, UNITS, end);
            assert_eq!((found, reasons), (records, bad), "{start}{unit}…{end}");
            assert!(held < 1 << 20, "{start}{unit}…{end}: {held} bytes held");
        }
        // A bracket is missing, and all that follows seems to belong to one endless object.
        let (found, reasons, _) =
            summary("{\"Records\":[{\"eventVersion\":\"1.08\",\"a\":[{},", record, UNITS, "{}]}");
        assert_eq!(found, UNITS + 1, "{one}: {reasons:?}");
        assert_eq!(reasons.len(), 1);
    }

    #[test]
    fn an_interrupted_import_goes_on_where_it_stopped() {
        let text =
            format!("{A}\noops\n{B}\n{{\"data\":\"{}\"}}\n{A}\n", base64(format!("{A} x {B}").as_bytes()));
        let pieces = |chunks: &[Chunk]| -> Vec<String> {
            let record = |c: &Chunk, &s: &RecordSpan| c.record(s).to_owned();
            let all = chunks.iter().flat_map(|c| {
                let records = c.records.iter().map(|s| (s.offset, record(c, s)));
                records.chain(c.bad.iter().map(|b| (b.offset, b.reason.clone()))).collect::<Vec<_>>()
            });
            let mut all: Vec<_> = all.collect();
            all.sort();
            all.into_iter().map(|(_, piece)| piece).collect()
        };
        let all = chunks(text.as_bytes(), SMALL);
        assert_eq!(all.last().unwrap().pieces, 6);
        for stop in 0..=all.len() {
            let done = all[..stop].last().map_or(0, |c| c.pieces);
            for chunk_bytes in [1, 30, 1 << 20] {
                let mut rest =
                    RecordSplitter::with_limits(text.as_bytes(), Limits { chunk_bytes, ..SMALL }).skip(done);
                let rest: Vec<_> = std::iter::from_fn(|| rest.next_chunk().unwrap()).collect();
                let mut both = pieces(&all[..stop]);
                both.extend(pieces(&rest));
                assert_eq!(both, pieces(&all), "{stop}");
                assert_eq!(rest.last().unwrap().pieces, 6);
            }
        }
    }

    #[test]
    fn a_failing_reader_is_an_error_and_damage_is_a_bad_piece() {
        struct Fails;
        impl Read for Fails {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::new(io::ErrorKind::ConnectionReset, "gone"))
            }
        }
        let mut splitter = RecordSplitter::new(A.as_bytes().chain(Fails));
        assert_eq!(splitter.next_chunk().unwrap_err().kind(), io::ErrorKind::ConnectionReset);

        let mut file = gzip(format!("{A}\n{A}\n{A}").as_bytes());
        file.truncate(file.len() - 9);
        let out: Vec<_> = chunks(Decompressed::new(&file[..]), SMALL);
        let records: usize = out.iter().map(|c| c.records.len()).sum();
        let bad: Vec<_> = out.iter().flat_map(|c| &c.bad).map(|b| b.reason.as_str()).collect();
        let last = format!("the compressed data ends early (at byte {} of the file)", file.len());
        assert!(records >= 2 && bad.last() == Some(&&*last), "{records} {bad:?}");
    }

    fn any_record() -> impl Strategy<Value = String> {
        let value = prop_oneof![
            any::<String>().prop_map(|s| serde_json::to_string(&s).unwrap()),
            Just(r#"[{"eventVersion":1},{"a":{}}]"#.to_owned()),
            Just(r#"{"Records":[{}]}"#.to_owned()),
            Just("\"\\\\\\\"},{\"".to_owned()),
            any::<i64>().prop_map(|n| n.to_string()),
        ];
        let member = ("[a-z]{1,3}", "[ \n]{0,2}", value)
            .prop_map(|(key, white, value)| format!("\"x{key}\":{white}{value}"));
        (prop::collection::vec(member, 0..5), any::<bool>()).prop_map(|(mut members, first)| {
            if first {
                members.insert(0, "\"eventVersion\":\"1.08\"".to_owned());
            }
            format!("{{{}}}", members.join(","))
        })
    }

    proptest! {
        #[test]
        fn any_records_come_out_of_any_wrapper_byte_for_byte(
            records in prop::collection::vec(any_record(), 0..8),
            wrapper in 0..9,
            chunk_bytes in 1usize..64,
        ) {
            let json = |s: &str| serde_json::to_string(s).unwrap();
            let list = |wrap: &dyn Fn(&String) -> String| records.iter().map(wrap).collect::<Vec<_>>().join(",");
            let plain = list(&String::clone);
            let text = match wrapper {
                0 => format!("{{\"Records\":[{plain}]}}"),
                1 => records.join("\n"),
                2 => records.concat(),
                3 => format!("[{plain}]"),
                4 => format!("{{\"z\":{{}},\"Events\":[{}],\"y\":1}}", list(&|r| format!("{{\"CloudTrailEvent\":{}}}", json(r)))),
                5 => format!("[{}]", list(&|r| format!("{{\"detail-type\":\"AWS Service Event via CloudTrail\",\"detail\":{r}}}"))),
                6 => format!("{{\"records\":[{}]}}", list(&|r| format!("{{\"data\":\"{}\"}}", base64(r.as_bytes())))),
                7 => format!("{{\"logEvents\":[{}]}}", list(&|r| format!("{{\"message\":{}}}", json(r)))),
                _ => format!("{{\"records\":[{{\"data\":\"{}\"}}]}}", base64(&gzip(format!("{{\"Records\":[{plain}]}}").as_bytes()))),
            };
            let out = records_of(text.as_bytes(), Limits { chunk_bytes, ..SMALL });
            prop_assert_eq!(out, records, "{}", text);
        }

        /// Whatever is done to a text: no panic, the same result for all chunk sizes, no byte twice, and
        /// every byte that is not covered is one of a wrapper.
        #[test]
        fn damage_is_contained(
            records in prop::collection::vec(any_record(), 1..6),
            lines in any::<bool>(),
            at in any::<prop::sample::Index>(),
            cut in 0usize..6,
            put in prop::sample::select(vec!["", "\"", "{", "}", "]", "\n", "\\", ",", "\u{0}", "ü", "{\"Records\":["]),
        ) {
            // A nested object that begins as a record does would be taken for one.
            let records: Vec<_> = records.iter().map(|r| r.replace("[{\"eventVersion\"", "[{\"b\"")).collect();
            let text = if lines { records.join("\n") } else { format!("{{\"Records\":[{}]}}", records.join(",")) };
            let mut text = text.into_bytes();
            let from = at.index(text.len());
            let to = (from + cut).min(text.len());
            text.splice(from..to, put.bytes());
            split(&text);
            let covered = covered(&text, SMALL);
            let uncovered: Vec<u8> = text.iter().zip(&covered).filter(|(_, c)| !**c).map(|(b, _)| *b).collect();
            let uncovered = String::from_utf8_lossy(&uncovered).replace("\"Records\":", "");
            let allowed = |c: char| c.is_ascii_whitespace() || "{[]},".contains(c);
            // The damage may have made another valid document, in which the rest of a record is a member of
            // the wrapper.
            let is_valid = put.starts_with("{\"R") || json::value(&text, 0).is_ok();
            prop_assert!(is_valid || uncovered.chars().all(allowed), "{} of {}", uncovered, String::from_utf8_lossy(&text));
        }
    }
}
