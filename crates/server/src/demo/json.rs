//! Writes JSON text into a byte buffer. There is no tree of values: an event is copied together from prepared
//! text and a few identifiers, which is what makes hundreds of thousands of events per second possible.
//!
//! Nothing here escapes. INVARIANT: every text that reaches the writer is already JSON (templates) or free of
//! quotes, backslashes and control characters (names, identifiers); a test parses every event of an estate.

use super::random::mix;

pub struct Writer(pub Vec<u8>);

impl Writer {
    #[inline]
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    /// `,"name":"value"`
    pub fn member(&mut self, name: &str, value: &str) -> &mut Self {
        self.text(",\"").text(name).text("\":\"").text(value).text("\"")
    }

    pub fn number(&mut self, mut n: u64) -> &mut Self {
        let mut digits = [0; 20];
        let mut at = digits.len();
        loop {
            at -= 1;
            digits[at] = b'0' + (n % 10) as u8;
            n /= 10;
            if n == 0 {
                break;
            }
        }
        self.0.extend_from_slice(&digits[at..]);
        self
    }

    /// `length` characters of an alphabet whose size is a power of two, from as many random bits as they
    /// need.
    #[inline]
    fn random(&mut self, mut hash: u64, length: usize, bits: u32, alphabet: &[u8]) -> &mut Self {
        let (per_word, mask) = ((64 / bits) as usize, (1 << bits) - 1);
        let mut left = length;
        while left > 0 {
            hash = mix(hash);
            let mut word = hash;
            let mut chunk = [0; 16];
            let count = left.min(per_word);
            for byte in &mut chunk[..count] {
                *byte = alphabet[(word & mask) as usize];
                word >>= bits;
            }
            self.0.extend_from_slice(&chunk[..count]);
            left -= count;
        }
        self
    }

    pub fn hex(&mut self, hash: u64, length: usize) -> &mut Self {
        self.random(hash, length, 4, b"0123456789abcdef")
    }

    pub fn base64(&mut self, hash: u64, length: usize) -> &mut Self {
        self.random(hash, length, 6, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    }

    pub fn base64url(&mut self, hash: u64, length: usize) -> &mut Self {
        self.random(hash, length, 6, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    }

    /// The alphabet of access key and principal identifiers (base 32).
    pub fn upper(&mut self, hash: u64, length: usize) -> &mut Self {
        self.random(hash, length, 5, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    }

    pub fn lower(&mut self, hash: u64, length: usize) -> &mut Self {
        self.random(hash, length, 5, b"abcdefghijklmnopqrstuvwxyz234567")
    }

    /// Letters and digits of both cases (62 of 64 are distinct), as in the names of log files.
    pub fn alphanumeric(&mut self, hash: u64, length: usize) -> &mut Self {
        self.random(hash, length, 6, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789Zz")
    }

    /// A random (version 4) UUID.
    pub fn uuid(&mut self, hash: u64) -> &mut Self {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let (a, b) = (mix(hash), mix(hash ^ 0x5555));
        let a = (a & !0xf000) | 0x4000;
        let b = (b & !(3 << 62)) | (2 << 62);
        let mut text = [b'-'; 36];
        let mut at = 0;
        for i in 0..32 {
            if matches!(i, 8 | 12 | 16 | 20) {
                at += 1;
            }
            let word = if i < 16 { a } else { b };
            text[at] = HEX[((word >> (60 - 4 * (i % 16))) & 15) as usize];
            at += 1;
        }
        self.0.extend_from_slice(&text);
        self
    }

    fn two(&mut self, n: u64) -> &mut Self {
        self.0.extend_from_slice(&[b'0' + (n / 10) as u8, b'0' + (n % 10) as u8]);
        self
    }

    /// `2026-09-30`, with any separator.
    pub fn day(&mut self, seconds: u64, separator: &str) -> &mut Self {
        let (year, month, day) = civil(seconds / 86_400);
        self.number(year).text(separator).two(month).text(separator).two(day)
    }

    /// `2026-09-30T23:59:59Z`
    pub fn instant(&mut self, seconds: u64) -> &mut Self {
        let second = seconds % 86_400;
        self.day(seconds, "-").text("T").two(second / 3600).text(":").two(second / 60 % 60).text(":");
        self.two(second % 60).text("Z")
    }

    /// `Sep 30, 2026, 11:59:59 PM`: how many services write times in responses.
    pub fn long_date(&mut self, seconds: u64) -> &mut Self {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (year, month, day) = civil(seconds / 86_400);
        let second = seconds % 86_400;
        let hour = (second / 3600 + 11) % 12 + 1;
        self.text(MONTHS[month as usize - 1]).text(" ").number(day).text(", ").number(year).text(", ");
        self.number(hour).text(":").two(second / 60 % 60).text(":").two(second % 60);
        self.text(if second < 43_200 { " AM" } else { " PM" })
    }
}

/// Text as a `String`, for names that are made once.
pub fn string(write: impl FnOnce(&mut Writer)) -> String {
    let mut writer = Writer(Vec::new());
    write(&mut writer);
    String::from_utf8(writer.0).expect("the writer writes UTF-8")
}

/// Days since 1970-01-01 as year, month, day (Howard Hinnant's algorithm for the proleptic Gregorian
/// calendar).
fn civil(days: u64) -> (u64, u64, u64) {
    let z = days + 719_468;
    let (era, of_era) = (z / 146_097, z % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let (day, month) =
        (of_year - (153 * shifted + 2) / 5 + 1, if shifted < 10 { shifted + 3 } else { shifted - 9 });
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_chrono_writes_them() {
        for seconds in (0..4_000_000_000).step_by(7_654_321) {
            let time = chrono::DateTime::from_timestamp(seconds as i64, 0).unwrap();
            assert_eq!(string(|w| _ = w.instant(seconds)), time.format("%Y-%m-%dT%H:%M:%SZ").to_string());
            assert_eq!(
                string(|w| _ = w.long_date(seconds)),
                time.format("%b %-d, %Y, %-I:%M:%S %p").to_string()
            );
        }
    }

    #[test]
    fn identifiers_look_like_identifiers() {
        assert_eq!(string(|w| _ = w.uuid(1)).len(), 36);
        assert_eq!(&string(|w| _ = w.uuid(1))[14..15], "4");
        assert_eq!(string(|w| _ = w.hex(1, 17)).len(), 17);
        assert_ne!(string(|w| _ = w.hex(1, 17)), string(|w| _ = w.hex(2, 17)));
        assert_eq!(string(|w| _ = w.number(0).text(" ").number(u64::MAX)), "0 18446744073709551615");
    }
}
