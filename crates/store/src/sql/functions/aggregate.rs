//! The finishing halves of aggregates that the rewriting takes apart: `histogram(x)` becomes
//! `histogram$(array_agg(x))`, `map_agg(k, v)` becomes `map_agg$(array_agg(row(k, v)))`. Memory is accounted
//! for by `array_agg`.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, MapArray, StringArray, StructArray, UInt32Array};
use arrow::buffer::OffsetBuffer;
use arrow::compute::take;
use arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err, plan_err};

use super::cast::map_type;
use super::{Body, Call, Plan, Spec, field, text_array};

pub const FUNCTIONS: &[Spec] = &[
    Spec {
        name: "histogram$",
        args: 1..=1,
        body: Body::Arrays(|_| Ok(field(map_type(field(DataType::Int64)))), histogram),
    },
    Spec { name: "map_agg$", args: 1..=1, body: Body::Arrays(map_agg_plan, map_agg) },
];

fn map_agg_plan(plan: &Plan) -> Result<arrow::datatypes::Field> {
    match plan.data_type(0) {
        DataType::List(item) => match item.data_type() {
            DataType::Struct(pair) if pair.len() == 2 => Ok(field(map_type(pair[1].as_ref().clone()))),
            _ => plan_err!("map_agg takes a key and a value"),
        },
        _ => plan_err!("map_agg takes a key and a value"),
    }
}

/// One entry per distinct text, in order of first appearance; the groups come as one list each.
fn collect(call: &Call, keys: &StringArray, count: bool) -> Result<(OffsetBuffer<i32>, Vec<u32>, Vec<i64>)> {
    let Some(list) = call.args[0].as_list_opt::<i32>() else { return exec_err!("a list was planned") };
    let (mut first, mut counts, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..list.len() {
        let before = first.len();
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let items = list.offsets()[row] as usize..list.offsets()[row + 1] as usize;
        for at in items.filter(|at| list.is_valid(row) && keys.is_valid(*at)) {
            match seen.get(keys.value(at)) {
                Some(entry) if count => counts[*entry] += 1,
                Some(_) => {}
                None => {
                    seen.insert(keys.value(at), first.len());
                    first.push(at as u32);
                    counts.push(1);
                }
            }
        }
        lengths.push(first.len() - before);
    }
    Ok((OffsetBuffer::from_lengths(lengths), first, counts))
}

fn histogram(call: &Call) -> Result<ArrayRef> {
    let Some(list) = call.args[0].as_list_opt::<i32>() else { return exec_err!("a list was planned") };
    let keys = text_array(list.values())?;
    let (offsets, first, counts) = collect(call, &keys, true)?;
    let keys = take(&keys, &UInt32Array::from(first), None)?;
    finish(call, offsets, keys, Arc::new(Int64Array::from(counts)))
}

fn map_agg(call: &Call) -> Result<ArrayRef> {
    let Some(list) = call.args[0].as_list_opt::<i32>() else { return exec_err!("a list was planned") };
    let pairs = list.values().as_struct();
    let keys = text_array(pairs.column(0))?;
    let (offsets, first, _) = collect(call, &keys, false)?;
    let first = UInt32Array::from(first);
    finish(call, offsets, take(&keys, &first, None)?, take(pairs.column(1), &first, None)?)
}

fn finish(call: &Call, offsets: OffsetBuffer<i32>, keys: ArrayRef, values: ArrayRef) -> Result<ArrayRef> {
    let DataType::Map(entries, _) = call.returns.data_type() else { return exec_err!("a map was planned") };
    let DataType::Struct(pair) = entries.data_type() else { return exec_err!("a map was planned") };
    let pairs = StructArray::try_new(pair.clone(), vec![keys, values], None)?;
    let nulls = call.args[0].nulls().cloned();
    Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, pairs, nulls, false)?))
}
