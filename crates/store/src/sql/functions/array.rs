//! Arrays, and the functions that take an array or a text (`concat`, `reverse`).

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Int64Array, ListArray, StringArray, StringBuilder, UInt32Array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::{interleave, take};
use arrow::datatypes::{DataType, Field, Int64Type};
use datafusion::common::{Result, exec_err, plan_err};

use super::cast::{SqlType, cast_array, type_name};
use super::{Body, Call, Plan, Spec, field, list_of, text_array};

pub const FUNCTIONS: &[Spec] = &[
    Spec {
        name: "cardinality",
        args: 1..=1,
        body: Body::Arrays(|_| Ok(field(DataType::Int64)), cardinality),
    },
    Spec { name: "contains", args: 2..=2, body: Body::Arrays(contains_plan, contains) },
    Spec {
        name: "array_position",
        args: 2..=2,
        body: Body::Arrays(|plan| needs_array(plan, 0, DataType::Int64), position),
    },
    Spec {
        name: "array_join",
        args: 2..=3,
        body: Body::Arrays(|plan| needs_array(plan, 0, DataType::Utf8), join),
    },
    Spec { name: "array_remove", args: 2..=2, body: Body::Arrays(same_array, remove) },
    Spec {
        name: "arrays_overlap",
        args: 2..=2,
        body: Body::Arrays(|plan| needs_array(plan, 0, DataType::Boolean), overlap),
    },
    Spec { name: "slice", args: 3..=3, body: Body::Arrays(same_array, slice) },
    Spec { name: "reverse", args: 1..=1, body: Body::Arrays(text_or_array, reverse) },
    Spec { name: "concat", args: 1..=usize::MAX, body: Body::Arrays(concat_plan, concat) },
    Spec {
        name: "sequence",
        args: 2..=3,
        body: Body::Arrays(|_| Ok(field(DataType::new_list(DataType::Int64, true))), sequence),
    },
    Spec { name: "array_distinct", args: 1..=1, body: Body::Arrays(same_array, distinct) },
];

fn needs_array(plan: &Plan, at: usize, returns: DataType) -> Result<Field> {
    match plan.data_type(at) {
        DataType::List(_) | DataType::Null => Ok(field(returns)),
        _ => plan_err!("{} takes an array, not {}", plan.name, type_name(&plan.fields[at])),
    }
}

fn same_array(plan: &Plan) -> Result<Field> {
    needs_array(plan, 0, plan.data_type(0).clone())
}

fn text_or_array(plan: &Plan) -> Result<Field> {
    match plan.data_type(0) {
        DataType::List(_) => Ok(field(plan.data_type(0).clone())),
        _ => Ok(field(DataType::Utf8)),
    }
}

/// The rows of `lists` with `kept(row, item position)` only.
fn pick(list: &ListArray, mut picks: impl FnMut(usize) -> Vec<usize>) -> Result<ArrayRef> {
    let DataType::List(item) = list.data_type() else { return exec_err!("a list was planned") };
    let mut at: Vec<u32> = Vec::new();
    let mut lengths = Vec::with_capacity(list.len());
    for row in 0..list.len() {
        let picked = if list.is_null(row) { Vec::new() } else { picks(row) };
        lengths.push(picked.len());
        at.extend(picked.into_iter().map(|at| at as u32));
    }
    let values = take(list.values(), &UInt32Array::from(at), None)?;
    Ok(Arc::new(ListArray::try_new(
        Arc::clone(item),
        OffsetBuffer::from_lengths(lengths),
        values,
        list.nulls().cloned(),
    )?))
}

fn range(list: &ListArray, row: usize) -> std::ops::Range<usize> {
    list.offsets()[row] as usize..list.offsets()[row + 1] as usize
}

fn cardinality(call: &Call) -> Result<ArrayRef> {
    let array = &call.args[0];
    let offsets = match array.data_type() {
        DataType::List(_) => array.as_list::<i32>().offsets(),
        DataType::Map(..) => array.as_map().offsets(),
        DataType::Null => return Ok(Arc::new(Int64Array::new_null(array.len()))),
        other => return exec_err!("cardinality takes an array or a map, not {other}"),
    };
    let length = |row: usize| array.is_valid(row).then(|| i64::from(offsets[row + 1] - offsets[row]));
    Ok(Arc::new((0..array.len()).map(length).collect::<Int64Array>()))
}

/// The items of the first argument and the second argument, both as text.
fn texts<'a>(call: &'a Call) -> Result<Option<(&'a ListArray, StringArray, StringArray)>> {
    let Some(list) = call.args[0].as_list_opt::<i32>() else { return Ok(None) };
    Ok(Some((list, text_array(list.values())?, text_array(&call.args[1])?)))
}

/// Of an array and an item, or of a network and an address.
fn contains_plan(plan: &Plan) -> Result<Field> {
    match plan.data_type(0) {
        DataType::Utf8 | DataType::Utf8View | DataType::Dictionary(..) => Ok(field(DataType::Boolean)),
        _ => needs_array(plan, 0, DataType::Boolean),
    }
}

/// Whether `address` lies in `network` (`10.0.0.0/8`); not for what is no address, such as a host name.
fn in_network(network: &str, address: &str) -> Option<bool> {
    use std::net::IpAddr;
    let (base, length) = network.split_once('/')?;
    let length: u32 = length.parse().ok()?;
    let (base, address): (IpAddr, IpAddr) = (base.trim().parse().ok()?, address.trim().parse().ok()?);
    let (base, address, bits) = match (base, address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            (u128::from(base.to_bits()), u128::from(address.to_bits()), 32)
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => (base.to_bits(), address.to_bits(), 128),
        _ => return Some(false),
    };
    let shift = u32::checked_sub(bits, length)?;
    Some(base.checked_shr(shift).unwrap_or(0) == address.checked_shr(shift).unwrap_or(0))
}

/// Null when the value is not there but a null is, as in SQL's IN.
fn contains(call: &Call) -> Result<ArrayRef> {
    if call.args[0].as_list_opt::<i32>().is_none() && *call.args[0].data_type() != DataType::Null {
        let (networks, addresses) = (text_array(&call.args[0])?, text_array(&call.args[1])?);
        let inside = networks.iter().zip(&addresses).map(|(network, address)| in_network(network?, address?));
        return Ok(Arc::new(inside.collect::<BooleanArray>()));
    }
    let Some((list, items, wanted)) = texts(call)? else {
        return Ok(Arc::new(BooleanArray::new_null(call.rows)));
    };
    let found = (0..list.len()).map(|row| {
        if list.is_null(row) || wanted.is_null(row) {
            return None;
        }
        if range(list, row).any(|at| items.is_valid(at) && items.value(at) == wanted.value(row)) {
            return Some(true);
        }
        range(list, row).all(|at| items.is_valid(at)).then_some(false)
    });
    Ok(Arc::new(found.collect::<BooleanArray>()))
}

/// 1-based, 0 when absent.
fn position(call: &Call) -> Result<ArrayRef> {
    let Some((list, items, wanted)) = texts(call)? else {
        return Ok(Arc::new(Int64Array::new_null(call.rows)));
    };
    let found = (0..list.len()).map(|row| {
        if list.is_null(row) || wanted.is_null(row) {
            return None;
        }
        let at = range(list, row).position(|at| items.is_valid(at) && items.value(at) == wanted.value(row));
        Some(at.map_or(0, |at| at as i64 + 1))
    });
    Ok(Arc::new(found.collect::<Int64Array>()))
}

fn remove(call: &Call) -> Result<ArrayRef> {
    let Some((list, items, wanted)) = texts(call)? else { return Ok(Arc::clone(&call.args[0])) };
    pick(list, |row| {
        range(list, row)
            .filter(|at| wanted.is_null(row) || items.is_null(*at) || items.value(*at) != wanted.value(row))
            .collect()
    })
}

fn overlap(call: &Call) -> Result<ArrayRef> {
    let (Some(left), Some(right)) = (call.args[0].as_list_opt::<i32>(), call.args[1].as_list_opt::<i32>())
    else {
        return Ok(Arc::new(BooleanArray::new_null(call.rows)));
    };
    let (left_items, right_items) = (text_array(left.values())?, text_array(right.values())?);
    let overlaps = (0..call.rows).map(|row| {
        if left.is_null(row) || right.is_null(row) {
            return None;
        }
        let right_texts: Vec<&str> = range(right, row)
            .filter(|at| right_items.is_valid(*at))
            .map(|at| right_items.value(at))
            .collect();
        Some(
            range(left, row).any(|at| left_items.is_valid(at) && right_texts.contains(&left_items.value(at))),
        )
    });
    Ok(Arc::new(overlaps.collect::<BooleanArray>()))
}

fn distinct(call: &Call) -> Result<ArrayRef> {
    let Some(list) = call.args[0].as_list_opt::<i32>() else { return Ok(Arc::clone(&call.args[0])) };
    let items = text_array(list.values())?;
    pick(list, |row| {
        let mut seen = std::collections::HashSet::new();
        range(list, row).filter(|at| seen.insert(items.is_valid(*at).then(|| items.value(*at)))).collect()
    })
}

/// Nulls are left out, or shown as the third argument.
fn join(call: &Call) -> Result<ArrayRef> {
    let Some((list, items, delimiters)) = texts(call)? else {
        return Ok(Arc::new(StringArray::new_null(call.rows)));
    };
    let shown = call.args.get(2).map(text_array).transpose()?;
    let mut builder = StringBuilder::new();
    for row in 0..list.len() {
        if list.is_null(row) || delimiters.is_null(row) {
            builder.append_null();
            continue;
        }
        let null = shown.as_ref().filter(|shown| shown.is_valid(row)).map(|shown| shown.value(row));
        let texts: Vec<&str> = range(list, row)
            .filter_map(|at| if items.is_valid(at) { Some(items.value(at)) } else { null })
            .collect();
        builder.append_value(texts.join(delimiters.value(row)));
    }
    Ok(Arc::new(builder.finish()))
}

/// Start is 1-based, negative from the end.
fn slice(call: &Call) -> Result<ArrayRef> {
    let Some(list) = call.args[0].as_list_opt::<i32>() else { return Ok(Arc::clone(&call.args[0])) };
    let whole = |at: usize| cast_array(&call.args[at], None, &SqlType::Bigint, call.lenient);
    let (starts, lengths) = (whole(1)?, whole(2)?);
    let (starts, lengths) = (starts.as_primitive::<Int64Type>(), lengths.as_primitive::<Int64Type>());
    pick(list, |row| {
        if starts.is_null(row) || lengths.is_null(row) {
            return Vec::new();
        }
        let items = range(list, row);
        let skipped = match starts.value(row) {
            0 => return Vec::new(),
            start @ 1.. => start - 1,
            start => items.len() as i64 + start,
        };
        if skipped < 0 {
            return Vec::new();
        }
        items.skip(skipped as usize).take(usize::try_from(lengths.value(row)).unwrap_or(0)).collect()
    })
}

fn reverse(call: &Call) -> Result<ArrayRef> {
    match call.args[0].as_list_opt::<i32>() {
        Some(list) => pick(list, |row| range(list, row).rev().collect()),
        None => {
            let texts = text_array(&call.args[0])?;
            let reversed = texts.iter().map(|text| text.map(|text| text.chars().rev().collect::<String>()));
            Ok(Arc::new(reversed.collect::<StringArray>()))
        }
    }
}

fn concat_plan(plan: &Plan) -> Result<Field> {
    match plan.fields.iter().find(|field| matches!(field.data_type(), DataType::List(_))) {
        Some(list) => Ok(field(list.data_type().clone())),
        None => Ok(field(DataType::Utf8)),
    }
}

/// Texts, or arrays and single items; any null gives null.
fn concat(call: &Call) -> Result<ArrayRef> {
    let DataType::List(item) = call.returns.data_type() else {
        let texts = call.args.iter().map(text_array).collect::<Result<Vec<_>>>()?;
        let mut builder = StringBuilder::new();
        let mut out = String::new();
        for row in 0..call.rows {
            if texts.iter().any(|text| text.is_null(row)) {
                builder.append_null();
                continue;
            }
            out.clear();
            texts.iter().for_each(|text| out.push_str(text.value(row)));
            builder.append_value(&out);
        }
        return Ok(Arc::new(builder.finish()));
    };
    let items = call
        .args
        .iter()
        .map(|array| {
            let values = array.as_list_opt::<i32>().map_or(array, |list| list.values());
            Ok(arrow::compute::cast(values, item.data_type())?)
        })
        .collect::<Result<Vec<ArrayRef>>>()?;
    let mut picks: Vec<(usize, usize)> = Vec::new();
    let mut lengths = Vec::with_capacity(call.rows);
    let mut valid = Vec::with_capacity(call.rows);
    for row in 0..call.rows {
        let before = picks.len();
        let there =
            call.args.iter().all(|array| array.as_list_opt::<i32>().is_none_or(|list| list.is_valid(row)));
        valid.push(there);
        for (of, array) in call.args.iter().enumerate().filter(|_| there) {
            match array.as_list_opt::<i32>() {
                Some(list) => picks.extend(range(list, row).map(|at| (of, at))),
                None => picks.push((of, row)),
            }
        }
        lengths.push(picks.len() - before);
    }
    let items: Vec<&dyn Array> = items.iter().map(AsRef::as_ref).collect();
    let values = interleave(&items, &picks)?;
    let (offsets, nulls) = (OffsetBuffer::from_lengths(lengths), Some(NullBuffer::from(valid)));
    Ok(Arc::new(ListArray::try_new(Arc::clone(item), offsets, values, nulls)?))
}

/// As many numbers as Trino allows in one array.
const SEQUENCE_MAX: usize = 10_000;

fn sequence(call: &Call) -> Result<ArrayRef> {
    let columns = call
        .args
        .iter()
        .map(|array| {
            Ok(cast_array(array, None, &SqlType::Bigint, call.lenient)?.as_primitive::<Int64Type>().clone())
        })
        .collect::<Result<Vec<Int64Array>>>()?;
    let mut rows: Vec<Option<Vec<Option<i64>>>> = Vec::with_capacity(call.rows);
    for row in 0..call.rows {
        if columns.iter().any(|column| column.is_null(row)) {
            rows.push(None);
            continue;
        }
        let (start, stop) = (columns[0].value(row), columns[1].value(row));
        let step = columns.get(2).map_or(if stop < start { -1 } else { 1 }, |step| step.value(row));
        if step == 0 || (stop > start && step < 0) || (stop < start && step > 0) {
            return exec_err!("sequence: the step does not lead from {start} to {stop}");
        }
        let mut numbers = Vec::new();
        let mut next = Some(start);
        while let Some(number) =
            next.filter(|number| if step > 0 { *number <= stop } else { *number >= stop })
        {
            if numbers.len() == SEQUENCE_MAX {
                return exec_err!("sequence: more than {SEQUENCE_MAX} entries");
            }
            numbers.push(Some(number));
            next = number.checked_add(step);
        }
        rows.push(Some(numbers));
    }
    let list = ListArray::from_iter_primitive::<Int64Type, _, _>(rows);
    let wanted = list_of(Field::new("item", DataType::Int64, true));
    Ok(arrow::compute::cast(&list, &wanted)?)
}
