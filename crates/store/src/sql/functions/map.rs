//! Maps and structs: reaching into them, taking them apart, and the table that `UNNEST` makes of them.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Int64Array, ListArray, MapArray, StringArray, StructArray, UInt32Array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, Fields, Int64Type};
use datafusion::common::{Result, exec_err, plan_err};

use super::cast::{SqlType, cast_array, map_type, type_name};
use super::{Body, Call, Plan, Spec, field, list_of, text_array};
use crate::sql::json_build::json_texts;

pub const FUNCTIONS: &[Spec] = &[
    Spec { name: "element_at", args: 2..=2, body: Body::Arrays(element_plan, element_at) },
    Spec { name: "subscript$", args: 2..=2, body: Body::Arrays(element_plan, element_at) },
    Spec { name: "field$", args: 2..=2, body: Body::Arrays(member_plan, member) },
    Spec {
        name: "map_keys",
        args: 1..=1,
        body: Body::Arrays(|plan| pair_plan(plan, 0), |call| pair_part(call, 0)),
    },
    Spec {
        name: "map_values",
        args: 1..=1,
        body: Body::Arrays(|plan| pair_plan(plan, 1), |call| pair_part(call, 1)),
    },
    Spec { name: "map_entries", args: 1..=1, body: Body::Arrays(entries_plan, entries) },
    Spec { name: "map_from_entries", args: 1..=1, body: Body::Arrays(from_entries_plan, from_entries) },
    Spec { name: "map", args: 0..=2, body: Body::Arrays(map_plan, map) },
    Spec { name: "map_concat", args: 1..=usize::MAX, body: Body::Arrays(map_concat_plan, map_concat) },
    Spec {
        name: "json_text$",
        args: 1..=1,
        body: Body::Arrays(
            |_| Ok(field(DataType::Utf8)),
            |call| Ok(Arc::new(json_texts(&call.args[0], &call.fields[0])?)),
        ),
    },
    Spec { name: "row$", args: 1..=usize::MAX, body: Body::Arrays(row_plan, row) },
    Spec { name: "unnest$", args: 2..=usize::MAX, body: Body::Arrays(unnest_plan, unnest) },
];

/// Flag of `unnest$`: a last column counts the rows of each input from 1 (`WITH ORDINALITY`).
pub const UNNEST_ORDINALITY: i64 = 1;
/// Flag of `unnest$`: nothing to unnest gives one row of nulls (`LEFT JOIN UNNEST … ON TRUE`).
pub const UNNEST_KEEP_EMPTY: i64 = 2;

fn pair(entries: &Field) -> Result<&Fields> {
    match entries.data_type() {
        DataType::Struct(pair) if pair.len() == 2 => Ok(pair),
        _ => exec_err!("a map without entries"),
    }
}

fn element_plan(plan: &Plan) -> Result<Field> {
    match plan.data_type(0) {
        DataType::Map(entries, _) => Ok(pair(entries)?[1].as_ref().clone().with_nullable(true)),
        DataType::List(item) => Ok(item.as_ref().clone().with_nullable(true)),
        DataType::Null => Ok(field(DataType::Null)),
        DataType::Struct(fields) => match plan.literal(1) {
            Some(name) => Ok(find(fields, name)?.1),
            None => plan_err!("a row has fields, not elements: write column.field"),
        },
        _ => plan_err!(
            "{} has no elements: it is {}; for JSON text use json_extract_scalar(column, '$.key')",
            plan.fields[0].name(),
            type_name(&plan.fields[0])
        ),
    }
}

/// Of an array: 1-based, negative from the end; of a map: by key. Null when there is none.
fn element_at(call: &Call) -> Result<ArrayRef> {
    let (base, at) = (&call.args[0], &call.args[1]);
    match base.data_type() {
        DataType::Null => Ok(Arc::clone(base)),
        DataType::Struct(_) => member(call),
        DataType::Map(..) => {
            let map = base.as_map();
            let keys = text_array(map.keys())?;
            let wanted = text_array(at)?;
            let found: UInt32Array = (0..map.len())
                .map(|row| {
                    if map.is_null(row) || wanted.is_null(row) {
                        return None;
                    }
                    let (from, to) = (map.offsets()[row] as usize, map.offsets()[row + 1] as usize);
                    (from..to).find(|at| keys.value(*at) == wanted.value(row)).map(|at| at as u32)
                })
                .collect();
            Ok(take(map.values(), &found, None)?)
        }
        _ => {
            let list = base.as_list::<i32>();
            let at = cast_array(at, None, &SqlType::Bigint, true)?;
            let at = at.as_primitive::<Int64Type>();
            let found: UInt32Array = (0..list.len())
                .map(|row| {
                    if list.is_null(row) || at.is_null(row) {
                        return None;
                    }
                    let (from, to) = (i64::from(list.offsets()[row]), i64::from(list.offsets()[row + 1]));
                    let index = match at.value(row) {
                        0 => return None,
                        index @ 1.. => from.checked_add(index - 1)?,
                        index => to.checked_add(index)?,
                    };
                    (from..to).contains(&index).then_some(index as u32)
                })
                .collect();
            Ok(take(list.values(), &found, None)?)
        }
    }
}

/// The field of a struct by any case, with its position.
fn find(fields: &Fields, name: &str) -> Result<(usize, Field)> {
    let found = fields
        .iter()
        .position(|field| field.name() == name)
        .or_else(|| fields.iter().position(|field| field.name().eq_ignore_ascii_case(name)));
    match found {
        Some(at) => Ok((at, fields[at].as_ref().clone().with_nullable(true))),
        None => {
            let known: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
            plan_err!("column has no field '{name}'; its fields are {}", known.join(", "))
        }
    }
}

fn member_plan(plan: &Plan) -> Result<Field> {
    match (plan.data_type(0), plan.literal(1)) {
        (DataType::Struct(fields), Some(name)) => Ok(find(fields, name)?.1),
        // `requestParameters.bucketName`: not Trino, but there is only one thing it can mean.
        (DataType::Map(..), Some(_)) => element_plan(plan),
        (_, Some(name)) => plan_err!(
            "column has no field '{name}': it is {}; for JSON text use json_extract_scalar(column, '$.{name}')",
            type_name(&plan.fields[0])
        ),
        _ => plan_err!("a field is named by a word"),
    }
}

fn member(call: &Call) -> Result<ArrayRef> {
    if matches!(call.args[0].data_type(), DataType::Map(..)) {
        return element_at(call);
    }
    let rows = call.args[0].as_struct();
    let name = text_array(&call.args[1])?;
    let Some(name) = name.iter().next().flatten() else {
        return Ok(arrow::array::new_empty_array(call.returns.data_type()));
    };
    let (at, _) = find(rows.fields(), name)?;
    let column = rows.column(at);
    let Some(nulls) = rows.nulls() else { return Ok(Arc::clone(column)) };
    let valid = arrow::array::BooleanArray::new(nulls.inner().clone(), None);
    let missing = arrow::compute::not(&valid)?;
    Ok(arrow::compute::nullif(column, &missing)?)
}

fn pair_plan(plan: &Plan, part: usize) -> Result<Field> {
    match plan.data_type(0) {
        DataType::Map(entries, _) => {
            Ok(field(list_of(pair(entries)?[part].as_ref().clone().with_nullable(true))))
        }
        _ => plan_err!("{} takes a map, not {}", plan.name, type_name(&plan.fields[0])),
    }
}

fn pair_part(call: &Call, part: usize) -> Result<ArrayRef> {
    let map = call.args[0].as_map();
    let DataType::List(item) = call.returns.data_type() else { return exec_err!("a list was planned") };
    let values = Arc::clone(map.entries().column(part));
    Ok(Arc::new(ListArray::try_new(Arc::clone(item), map.offsets().clone(), values, map.nulls().cloned())?))
}

fn entries_plan(plan: &Plan) -> Result<Field> {
    match plan.data_type(0) {
        DataType::Map(entries, _) => Ok(field(list_of(entries.as_ref().clone().with_nullable(true)))),
        _ => plan_err!("map_entries takes a map, not {}", type_name(&plan.fields[0])),
    }
}

fn entries(call: &Call) -> Result<ArrayRef> {
    let map = call.args[0].as_map();
    let DataType::List(item) = call.returns.data_type() else { return exec_err!("a list was planned") };
    let pairs = Arc::new(map.entries().clone());
    Ok(Arc::new(ListArray::try_new(Arc::clone(item), map.offsets().clone(), pairs, map.nulls().cloned())?))
}

fn from_entries_plan(plan: &Plan) -> Result<Field> {
    match plan.data_type(0) {
        DataType::List(item) => match item.data_type() {
            DataType::Struct(pair) if pair.len() == 2 => Ok(field(map_type(pair[1].as_ref().clone()))),
            _ => plan_err!("map_from_entries takes an array of rows with two fields"),
        },
        _ => plan_err!("map_from_entries takes an array of rows"),
    }
}

fn from_entries(call: &Call) -> Result<ArrayRef> {
    let list = call.args[0].as_list::<i32>();
    let pairs = list.values().as_struct();
    build_map(list, pairs.column(0), pairs.column(1), call.returns.data_type())
}

/// A map over the rows of `list`, whose items' keys and values are given.
fn build_map(list: &ListArray, keys: &ArrayRef, values: &ArrayRef, data_type: &DataType) -> Result<ArrayRef> {
    let DataType::Map(entries, _) = data_type else { return exec_err!("a map was planned") };
    let keys = text_array(keys)?;
    if keys.null_count() > 0 {
        return exec_err!("a map key must not be null");
    }
    let pairs = StructArray::try_new(pair(entries)?.clone(), vec![Arc::new(keys), Arc::clone(values)], None)?;
    Ok(Arc::new(MapArray::try_new(
        Arc::clone(entries),
        list.offsets().clone(),
        pairs,
        list.nulls().cloned(),
        false,
    )?))
}

fn map_plan(plan: &Plan) -> Result<Field> {
    match plan.fields {
        [] => Ok(field(map_type(field(DataType::Utf8)))),
        [keys, values] => match (keys.data_type(), values.data_type()) {
            (DataType::List(_), DataType::List(value)) => Ok(field(map_type(value.as_ref().clone()))),
            _ => plan_err!("map takes an array of keys and an array of values"),
        },
        _ => plan_err!("map takes an array of keys and an array of values"),
    }
}

fn map(call: &Call) -> Result<ArrayRef> {
    let DataType::Map(entries, _) = call.returns.data_type() else { return exec_err!("a map was planned") };
    if call.args.is_empty() {
        let pairs = arrow::array::new_empty_array(entries.data_type()).as_struct().clone();
        let offsets = OffsetBuffer::from_lengths(std::iter::repeat_n(0, call.rows));
        return Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, pairs, None, false)?));
    }
    let (keys, values) = (call.args[0].as_list::<i32>(), call.args[1].as_list::<i32>());
    for row in 0..keys.len() {
        if keys.value_length(row) != values.value_length(row) {
            return exec_err!("map: as many keys as values are needed");
        }
    }
    // Bring the values under the offsets of the keys.
    let at: UInt32Array = (0..keys.len())
        .flat_map(|row| (values.offsets()[row] as u32)..(values.offsets()[row + 1] as u32))
        .collect();
    let from = keys.offsets().first().copied().unwrap_or(0) as usize;
    let to = keys.offsets().last().copied().unwrap_or(0) as usize;
    let key_items = keys.values().slice(from, to - from);
    let offsets = OffsetBuffer::from_lengths((0..keys.len()).map(|row| keys.value_length(row) as usize));
    let DataType::List(item) = keys.data_type() else { return exec_err!("a list was planned") };
    let list = ListArray::try_new(Arc::clone(item), offsets, Arc::clone(&key_items), keys.nulls().cloned())?;
    build_map(&list, &key_items, &take(values.values(), &at, None)?, call.returns.data_type())
}

fn map_concat_plan(plan: &Plan) -> Result<Field> {
    match plan.data_type(0) {
        DataType::Map(..) => Ok(field(plan.data_type(0).clone())),
        _ => plan_err!("map_concat takes maps"),
    }
}

/// Of equal keys the last map's value wins.
fn map_concat(call: &Call) -> Result<ArrayRef> {
    let DataType::Map(entries, _) = call.returns.data_type() else { return exec_err!("a map was planned") };
    let maps: Vec<&MapArray> = call.args.iter().map(|map| map.as_map()).collect();
    let keys = maps.iter().map(|map| text_array(map.keys())).collect::<Result<Vec<_>>>()?;
    let mut picked: Vec<(usize, usize)> = Vec::new();
    let mut lengths = Vec::with_capacity(call.rows);
    let mut valid = Vec::with_capacity(call.rows);
    for row in 0..call.rows {
        let start = picked.len();
        let all_there = maps.iter().all(|map| map.is_valid(row));
        valid.push(all_there);
        for (of, map) in maps.iter().enumerate().filter(|_| all_there) {
            for at in map.offsets()[row] as usize..map.offsets()[row + 1] as usize {
                let key = keys[of].value(at);
                match picked[start..].iter().position(|(of, at)| keys[*of].value(*at) == key) {
                    Some(same) => picked[start + same] = (of, at),
                    None => picked.push((of, at)),
                }
            }
        }
        lengths.push(picked.len() - start);
    }
    let new_keys: StringArray = picked.iter().map(|(of, at)| Some(keys[*of].value(*at))).collect();
    let values: Vec<&dyn Array> = maps.iter().map(|map| map.values().as_ref()).collect();
    let values = arrow::compute::interleave(&values, &picked)?;
    let pairs = StructArray::try_new(pair(entries)?.clone(), vec![Arc::new(new_keys), values], None)?;
    let offsets = OffsetBuffer::from_lengths(lengths);
    Ok(Arc::new(MapArray::try_new(
        Arc::clone(entries),
        offsets,
        pairs,
        Some(NullBuffer::from(valid)),
        false,
    )?))
}

fn row_plan(plan: &Plan) -> Result<Field> {
    let fields: Fields = plan
        .fields
        .iter()
        .enumerate()
        .map(|(at, member)| {
            Arc::new(member.as_ref().clone().with_name(format!("field{at}")).with_nullable(true))
        })
        .collect();
    Ok(field(DataType::Struct(fields)))
}

fn row(call: &Call) -> Result<ArrayRef> {
    let DataType::Struct(fields) = call.returns.data_type() else { return exec_err!("a row was planned") };
    Ok(Arc::new(StructArray::try_new(fields.clone(), call.args.clone(), None)?))
}

fn unnest_plan(plan: &Plan) -> Result<Field> {
    let mut columns: Vec<Field> = Vec::new();
    for argument in &plan.fields[1..] {
        match argument.data_type() {
            DataType::List(item) => match item.data_type() {
                DataType::Struct(fields) => columns.extend(fields.iter().map(|field| field.as_ref().clone())),
                _ => columns.push(item.as_ref().clone()),
            },
            DataType::Map(entries, _) => {
                columns.extend(pair(entries)?.iter().map(|field| field.as_ref().clone()))
            }
            _ => {
                return plan_err!(
                    "UNNEST takes arrays and maps, not {}; for JSON: UNNEST(CAST(json_extract(…) AS ARRAY(JSON)))",
                    type_name(argument)
                );
            }
        }
    }
    let flags = plan.scalars[0].and_then(|flags| match flags {
        datafusion::common::ScalarValue::Int64(flags) => *flags,
        _ => None,
    });
    if flags.unwrap_or(0) & UNNEST_ORDINALITY != 0 {
        columns.push(field(DataType::Int64));
    }
    let fields: Fields = columns
        .into_iter()
        .enumerate()
        .map(|(at, column)| Arc::new(column.with_name(format!("c{at}")).with_nullable(true)))
        .collect();
    Ok(field(list_of(Field::new("item", DataType::Struct(fields), true))))
}

/// Zips arrays and maps into one array of rows: a column per array, per field of an array of rows, two per
/// map.
fn unnest(call: &Call) -> Result<ArrayRef> {
    let DataType::List(item) = call.returns.data_type() else { return exec_err!("a list was planned") };
    let DataType::Struct(fields) = item.data_type() else { return exec_err!("rows were planned") };
    let flags = cast_array(&call.args[0], None, &SqlType::Bigint, true)?;
    let flags = flags.as_primitive::<Int64Type>();
    let flags = if flags.is_empty() { 0 } else { flags.value(0) };
    struct Source {
        offsets: OffsetBuffer<i32>,
        nulls: Option<NullBuffer>,
        columns: Vec<ArrayRef>,
    }
    let sources: Vec<Source> = call.args[1..]
        .iter()
        .map(|array| match array.data_type() {
            DataType::Map(..) => {
                let map = array.as_map();
                let columns = map.entries().columns().to_vec();
                Source { offsets: map.offsets().clone(), nulls: map.nulls().cloned(), columns }
            }
            _ => {
                let list = array.as_list::<i32>();
                let columns = match list.values().data_type() {
                    DataType::Struct(_) => {
                        let rows = list.values().as_struct();
                        let hidden = rows.nulls().map(|nulls| {
                            arrow::compute::not(&arrow::array::BooleanArray::new(nulls.inner().clone(), None))
                        });
                        match hidden {
                            Some(Ok(hidden)) => rows
                                .columns()
                                .iter()
                                .map(|column| arrow::compute::nullif(column, &hidden))
                                .collect::<Result<Vec<_>, _>>()
                                .unwrap_or_else(|_| rows.columns().to_vec()),
                            _ => rows.columns().to_vec(),
                        }
                    }
                    _ => vec![Arc::clone(list.values())],
                };
                Source { offsets: list.offsets().clone(), nulls: list.nulls().cloned(), columns }
            }
        })
        .collect();
    let length = |source: &Source, row: usize| {
        if source.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return 0;
        }
        (source.offsets[row + 1] - source.offsets[row]) as usize
    };
    let mut picks: Vec<Vec<Option<u32>>> = vec![Vec::new(); sources.len()];
    let mut ordinals: Vec<Option<i64>> = Vec::new();
    let mut lengths = Vec::with_capacity(call.rows);
    for row in 0..call.rows {
        let longest = sources.iter().map(|source| length(source, row)).max().unwrap_or(0);
        let kept = if longest == 0 && flags & UNNEST_KEEP_EMPTY != 0 { 1 } else { longest };
        for (source, picks) in sources.iter().zip(&mut picks) {
            let there = length(source, row);
            picks
                .extend((0..kept).map(|at| (at < there).then(|| (source.offsets[row] as usize + at) as u32)));
        }
        ordinals.extend((0..kept).map(|at| (longest > 0).then_some(at as i64 + 1)));
        lengths.push(kept);
    }
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(fields.len());
    for (source, picks) in sources.iter().zip(picks) {
        let picks = UInt32Array::from(picks);
        for column in &source.columns {
            columns.push(take(column, &picks, None)?);
        }
    }
    if flags & UNNEST_ORDINALITY != 0 {
        columns.push(Arc::new(Int64Array::from(ordinals)));
    }
    let rows = Arc::new(StructArray::try_new(fields.clone(), columns, None)?);
    Ok(Arc::new(ListArray::try_new(Arc::clone(item), OffsetBuffer::from_lengths(lengths), rows, None)?))
}
