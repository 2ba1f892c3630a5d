//! Numbers in few bytes: varints, and Parquet's hybrid of run-length encoding and bit packing.

pub fn push_varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Takes the next number off `bytes`; `None` when they end within it.
pub fn take_varint(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0u32;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.split_off_first()?;
        value |= u32::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Adds the numbers, none of which is wider than `bit_width`.
pub fn push_hybrid(out: &mut Vec<u8>, values: &[u32], bit_width: u32) {
    const GROUP: usize = 8;
    let mut at = 0;
    let mut packed_from = 0;
    while at < values.len() {
        let first = values[at];
        let run = values[at..].iter().take_while(|&&value| value == first).count();
        if run >= GROUP {
            push_packed(out, &values[packed_from..at], bit_width);
            push_varint(out, (run as u32) << 1);
            out.extend_from_slice(&first.to_le_bytes()[..bit_width.div_ceil(8) as usize]);
            at += run;
            packed_from = at;
        } else {
            // Packed values come in groups of eight; only the last group may have fewer.
            at = (at + GROUP).min(values.len());
        }
    }
    push_packed(out, &values[packed_from..], bit_width);
}

fn push_packed(out: &mut Vec<u8>, values: &[u32], bit_width: u32) {
    if values.is_empty() {
        return;
    }
    let groups = values.len().div_ceil(8);
    push_varint(out, (groups as u32) << 1 | 1);
    let end = out.len() + groups * bit_width as usize;
    let (mut bits, mut count) = (0u64, 0);
    for &value in values {
        bits |= u64::from(value) << count;
        count += bit_width;
        while count >= 8 {
            out.push(bits as u8);
            bits >>= 8;
            count -= 8;
        }
    }
    if count > 0 {
        out.push(bits as u8);
    }
    out.resize(end, 0);
}

/// Unpacks `count` numbers that [`push_hybrid`], or another writer of Parquet, has packed.
pub fn unpack_hybrid(mut bytes: &[u8], bit_width: u32, count: usize) -> Result<Vec<u32>, &'static str> {
    const EARLY: &str = "its keys end early";
    if bit_width > 32 {
        return Err("its keys are too wide");
    }
    let mut values = Vec::with_capacity(count + 7);
    let mask = (1u64 << bit_width) - 1;
    while values.len() < count {
        let header = take_varint(&mut bytes).ok_or(EARLY)?;
        let rest = count - values.len();
        if header & 1 == 0 {
            let width = bit_width.div_ceil(8) as usize;
            let mut value = [0; 4];
            value[..width].copy_from_slice(bytes.split_off(..width).ok_or(EARLY)?);
            values.resize(values.len() + rest.min(header as usize >> 1), u32::from_le_bytes(value));
            if header == 0 {
                return Err("it has an empty run of keys");
            }
            continue;
        }
        let groups = header as usize >> 1;
        let (packed, after) = bytes.split_at(bytes.len().min(groups * bit_width as usize));
        bytes = after;
        let (mut bits, mut have, mut next) = (0u64, 0, packed.iter());
        for _ in 0..rest.min(groups * 8) {
            while have < bit_width {
                bits |= u64::from(*next.next().ok_or(EARLY)?) << have;
                have += 8;
            }
            values.push((bits & mask) as u32);
            bits >>= bit_width;
            have -= bit_width;
        }
    }
    Ok(values)
}
