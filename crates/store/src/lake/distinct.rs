//! Columns of few values, by their dictionaries' keys: equal rows counted together, values that no row has left out.

use arrow::array::{Array, ArrayRef, AsArray, DictionaryArray, Int32Array, Int64Array, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{DataType, Int32Type};
use datafusion::common::Result;
use hashbrown::HashTable;

use super::schema::{self, READ_SCHEMA};

/// So many combinations of keys are counted by position at any rate; more, only if they are not many more than the rows.
const DENSE_CODES_MAX: u64 = 1 << 16;

/// Whether equal rows of a scan that reads these columns may be counted together.
pub fn can_be_counted(columns: &[usize]) -> bool {
    columns.iter().all(|&column| {
        schema::is_dictionary(column) || READ_SCHEMA.field(column).data_type() == &DataType::Boolean
    })
}

/// Of rows that are equal in all columns (dictionaries and flags) the first, and how many there are.
pub fn distinct(columns: &[ArrayRef], rows: usize) -> (UInt32Array, Int64Array) {
    // One number for each combination of keys.
    let mut codes = vec![0u64; rows];
    let mut combinations: u64 = 1;
    for column in columns {
        let of_column = key_count(column);
        if combinations.checked_mul(of_column).is_none() {
            // Numbers only for the combinations that there are.
            let (first, _) = count_codes(&mut codes, combinations);
            combinations = first.len() as u64;
        }
        combinations *= of_column;
        add_keys(column, of_column, &mut codes);
    }
    let (first, weights) = count_codes(&mut codes, combinations);
    (first.into(), weights.into())
}

/// The first row of each code, and how many have it. Each code becomes its position among these.
fn count_codes(codes: &mut [u64], combinations: u64) -> (Vec<u32>, Vec<i64>) {
    const UNSEEN: u32 = u32::MAX;
    let (mut first, mut counts) = (Vec::new(), Vec::new());
    let dense_max = DENSE_CODES_MAX.max(4 * codes.len() as u64);
    // Rows are sorted: many neighbours are equal.
    let mut count = |slot: &mut u32, row: usize, rows: &mut [u64]| {
        if *slot == UNSEEN {
            *slot = first.len() as u32;
            first.push(row as u32);
            counts.push(0);
        }
        counts[*slot as usize] += rows.len() as i64;
        rows.fill(u64::from(*slot));
    };
    let mut row = 0;
    let runs = codes.chunk_by_mut(|a, b| a == b).map(|run| {
        row += run.len();
        (row - run.len(), run)
    });
    if combinations <= dense_max {
        let mut slots = vec![UNSEEN; combinations as usize];
        runs.for_each(|(row, run)| count(&mut slots[run[0] as usize], row, run));
        return (first, counts);
    }
    let mut table: HashTable<(u64, u32)> = HashTable::new();
    let hash = |code: u64| code.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(26);
    for (row, run) in runs {
        let code = run[0];
        let entry = table.entry(hash(code), |e| e.0 == code, |e| hash(e.0));
        count(&mut entry.or_insert((code, UNSEEN)).into_mut().1, row, run);
    }
    (first, counts)
}

/// How many keys a column has, with one for rows without a value.
fn key_count(column: &ArrayRef) -> u64 {
    match column.as_dictionary_opt::<Int32Type>() {
        Some(dictionary) => dictionary.values().len() as u64 + 1,
        None => 3,
    }
}

fn add_keys(column: &ArrayRef, count: u64, codes: &mut [u64]) {
    match column.as_dictionary_opt::<Int32Type>() {
        Some(dictionary) if dictionary.null_count() == 0 => {
            for (code, key) in codes.iter_mut().zip(dictionary.keys().values()) {
                *code = *code * count + *key as u64;
            }
        }
        Some(dictionary) => {
            for (code, key) in codes.iter_mut().zip(dictionary.keys()) {
                *code = *code * count + key.map_or(count - 1, |key| key as u64);
            }
        }
        None => {
            for (code, flag) in codes.iter_mut().zip(column.as_boolean()) {
                *code = *code * count + flag.map_or(2, u64::from);
            }
        }
    }
}

/// The same rows, over the values that they have.
pub fn without_unused_values(dictionary: &DictionaryArray<Int32Type>) -> Result<DictionaryArray<Int32Type>> {
    const UNUSED: i32 = -1;
    let mut new_keys = vec![UNUSED; dictionary.values().len()];
    let mut used: Vec<u32> = Vec::new();
    let keys = dictionary.keys().iter().map(|key| {
        let key = key? as usize;
        if new_keys[key] == UNUSED {
            new_keys[key] = used.len() as i32;
            used.push(key as u32);
        }
        Some(new_keys[key])
    });
    let keys: Int32Array = keys.collect();
    let values = take(dictionary.values(), &UInt32Array::from(used), None)?;
    Ok(DictionaryArray::try_new(keys, values)?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use arrow::array::{BooleanArray, StringArray};
    use proptest::prelude::*;

    use super::*;

    fn dictionary(keys: &[Option<i32>], values: usize) -> ArrayRef {
        let values: StringArray = (0..values).map(|n| Some(n.to_string())).collect();
        let keys: Int32Array = keys.iter().copied().collect();
        Arc::new(DictionaryArray::try_new(keys, Arc::new(values)).unwrap())
    }

    proptest! {
        #[test]
        fn equal_rows_are_counted_together(
            rows in prop::collection::vec((prop::option::of(0..3i32), prop::option::of(0..70_000i32), any::<Option<bool>>()), 0..50),
            repeated in 1..7usize,
        ) {
            // So many columns that their combinations do not fit into a number.
            let small = dictionary(&rows.iter().map(|r| r.0).collect::<Vec<_>>(), 3);
            let large = dictionary(&rows.iter().map(|r| r.1).collect::<Vec<_>>(), 70_000);
            let flags: ArrayRef = Arc::new(rows.iter().map(|r| r.2).collect::<BooleanArray>());
            let columns: Vec<ArrayRef> = std::iter::repeat_n([small, large, flags], repeated).flatten().collect();

            let mut wanted: BTreeMap<_, (u32, i64)> = BTreeMap::new();
            for (n, row) in rows.iter().enumerate() {
                wanted.entry(row).or_insert((n as u32, 0)).1 += 1;
            }
            let (first, weights) = distinct(&columns, rows.len());
            let mut got: Vec<(u32, i64)> = first.values().iter().copied().zip(weights.values().iter().copied()).collect();
            got.sort();
            let mut wanted: Vec<(u32, i64)> = wanted.into_values().collect();
            wanted.sort();
            prop_assert_eq!(got, wanted);
        }
    }
}
