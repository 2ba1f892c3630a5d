//! Damage to texts, the same every time: what fuzzing does, without its instruments, for tests that must end.

pub struct Mutation {
    state: u64,
    corpus: Vec<Vec<u8>>,
}

const BYTES_MAX: usize = 1 << 14;
const TOKENS: [&[u8]; 22] = [
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\n",
    b"\0",
    b"\xff",
    b"\\u0000",
    b"\\ud800",
    b"null",
    b"true",
    b"{\"Records\":[",
    b"]}",
    b"\"eventTime\":\"2023-07-10T11:42:44Z\",",
    b"\"eventID\":",
    b"1e999",
    b"\x1f\x8b",
    b"\xef\xbb\xbf",
];

impl Mutation {
    pub fn new(seed: u64, corpus: Vec<Vec<u8>>) -> Self {
        assert!(!corpus.is_empty());
        Mutation { state: seed | 1, corpus }
    }

    /// Below `below`, which is not zero.
    fn number(&mut self, below: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % below
    }

    fn range(&mut self, len: usize) -> std::ops::Range<usize> {
        let start = self.number(len + 1);
        start..start + self.number((len - start).min(200) + 1)
    }

    /// Another damaged text.
    pub fn next(&mut self) -> Vec<u8> {
        let pick = self.number(self.corpus.len());
        let mut text = self.corpus[pick].clone();
        for _ in 0..1 + self.number(4) {
            let at = self.number(text.len() + 1);
            match self.number(8) {
                0 if at < text.len() => text[at] ^= 1 << self.number(8),
                1 => text.truncate(at),
                2 => drop(text.drain(self.range(text.len()))),
                3 => {
                    let piece = text[self.range(text.len())].to_vec();
                    text.splice(at..at, piece);
                }
                4 => {
                    let other = self.number(self.corpus.len());
                    let from = self.number(self.corpus[other].len() + 1);
                    text.truncate(at);
                    text.extend_from_slice(&self.corpus[other][from..]);
                }
                5 => {
                    let other = self.number(self.corpus.len());
                    let range = self.range(self.corpus[other].len());
                    let piece = self.corpus[other][range].to_vec();
                    text.splice(at..at, piece);
                }
                _ => {
                    let token = TOKENS[self.number(TOKENS.len())];
                    text.splice(at..at, token.iter().copied());
                }
            }
            text.truncate(BYTES_MAX);
        }
        text
    }
}
