//! The splitter: what comes out does not depend on how the text was cut into chunks, an import can go on where it stopped, and
//! every record is a JSON object.

use stellwerk_model::record::Members;
use stellwerk_store::import::reader::Decompressed;
use stellwerk_store::import::split::{Limits, RecordSplitter};
use stellwerk_store::lake::rows::PartBuilder;

const LARGE: Limits = Limits { chunk_bytes: 1 << 20, record_bytes_max: 1 << 13, bad_bytes_max: 64 };

pub fn split(data: &[u8]) {
    let all = pieces(data, LARGE, 0);
    for chunk_bytes in [1, 61, 1000] {
        // One byte at a time, large texts take for ever.
        if chunk_bytes * 4096 > data.len() {
            let small = pieces(data, Limits { chunk_bytes, ..LARGE }, 0);
            assert!(small == all, "chunks of {chunk_bytes}:\n{small:#?}\n{all:#?}");
        }
    }
    for resume in [1, all.count / 2, all.count] {
        let rest = pieces(data, LARGE, resume.min(all.count));
        let begins = |all: &[(u64, String)], rest: &[(u64, String)]| all.ends_with(rest);
        assert!(begins(&all.records, &rest.records) && begins(&all.bad, &rest.bad), "{rest:#?}\n{all:#?}");
        let (given, expected) = (rest.records.len() + rest.bad.len(), all.count - resume.min(all.count));
        assert_eq!((given as u64, rest.count), (expected, all.count), "after {resume}");
    }
}

#[derive(Debug, PartialEq)]
struct Pieces {
    records: Vec<(u64, String)>,
    bad: Vec<(u64, String)>,
    count: u64,
}

fn pieces(data: &[u8], limits: Limits, resume: u64) -> Pieces {
    let mut pieces = Pieces { records: Vec::new(), bad: Vec::new(), count: resume };
    let mut splitter = RecordSplitter::with_limits(Decompressed::new(data), limits).skip(resume);
    while let Some(chunk) = splitter.next_chunk().expect("memory can be read") {
        for &span in &chunk.records {
            let record = chunk.record(span);
            Members::default().take_apart(record).unwrap_or_else(|e| panic!("{e}: {record:?}"));
            pieces.records.push((span.offset, record.to_owned()));
        }
        for bad in &chunk.bad {
            assert!(
                bad.bytes.len() <= limits.bad_bytes_max && bad.bytes.len() as u64 <= bad.length,
                "{bad:?}"
            );
            pieces.bad.push((bad.offset, format!("{} {} {:?}", bad.length, bad.reason, bad.bytes)));
        }
        pieces.count = chunk.pieces;
        // As import does.
        let mut part = PartBuilder::new(chunk.text);
        for span in chunk.records {
            let _ = part.push(span.start, span.len);
        }
        part.finish();
    }
    pieces
}
