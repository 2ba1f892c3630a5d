//! JSON text into arrow arrays of a wanted type, and arrow arrays back into JSON text.
//!
//! A value that does not have the wanted type becomes null instead of failing the query: events are written
//! by hundreds of services, and 83 of their paths are known to come in more than one type. Two mismatches
//! keep what can be kept: an object where an array is wanted counts as an array of one, and anything becomes
//! text where text is wanted.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanBuilder, Date32Builder, DictionaryArray, Float64Builder, Int64Builder,
    ListArray, MapArray, StringArray, StringBuilder, StructArray, TimestampMicrosecondBuilder,
    new_empty_array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::{cast, take};
use arrow::datatypes::{
    DataType, Field, FieldRef, Fields, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType,
};
use datafusion::common::{Result, not_impl_err};

use super::functions::datetime::{format_timestamp, parse_date, parse_timestamp};
use super::functions::{TIMESTAMP, is_json_field};
use super::json_text::{self, Elements, Members, compact, push_string, value_text};

/// Collects JSON values into an array of one type.
pub enum JsonBuilder {
    Text(StringBuilder),
    Json(StringBuilder),
    Int(Int64Builder),
    Float(Float64Builder),
    Bool(BooleanBuilder),
    Time(TimestampMicrosecondBuilder),
    Date(Date32Builder),
    List {
        item: FieldRef,
        items: Box<JsonBuilder>,
        lengths: Vec<usize>,
        valid: Vec<bool>,
    },
    Map {
        entries: FieldRef,
        keys: StringBuilder,
        values: Box<JsonBuilder>,
        lengths: Vec<usize>,
        valid: Vec<bool>,
    },
    Struct {
        fields: Fields,
        members: Vec<JsonBuilder>,
        valid: Vec<bool>,
    },
}

impl JsonBuilder {
    pub fn new(field: &Field) -> Result<Self> {
        Ok(match field.data_type() {
            DataType::Utf8 if is_json_field(field) => Self::Json(StringBuilder::new()),
            DataType::Utf8 => Self::Text(StringBuilder::new()),
            DataType::Int64 => Self::Int(Int64Builder::new()),
            DataType::Float64 => Self::Float(Float64Builder::new()),
            DataType::Boolean => Self::Bool(BooleanBuilder::new()),
            DataType::Date32 => Self::Date(Date32Builder::new()),
            data_type if *data_type == TIMESTAMP => Self::Time(TimestampMicrosecondBuilder::new()),
            DataType::List(item) => Self::List {
                item: Arc::clone(item),
                items: Box::new(Self::new(item)?),
                lengths: Vec::new(),
                valid: Vec::new(),
            },
            DataType::Map(entries, _) => {
                let DataType::Struct(pair) = entries.data_type() else {
                    return not_impl_err!("a map without entries");
                };
                Self::Map {
                    entries: Arc::clone(entries),
                    keys: StringBuilder::new(),
                    values: Box::new(Self::new(&pair[1])?),
                    lengths: Vec::new(),
                    valid: Vec::new(),
                }
            }
            DataType::Struct(fields) => Self::Struct {
                fields: fields.clone(),
                members: fields.iter().map(|field| Self::new(field)).collect::<Result<_>>()?,
                valid: Vec::new(),
            },
            other => return not_impl_err!("JSON as {other}"),
        })
    }

    /// Appends the value of `raw` (nothing: null).
    pub fn push(&mut self, raw: Option<&str>) {
        let raw = raw.filter(|raw| *raw != "null");
        let text = || raw.and_then(value_text);
        match self {
            Self::Text(builder) => builder.append_option(text()),
            Self::Json(builder) => builder.append_option(raw.map(compact)),
            Self::Int(builder) => builder.append_option(text().and_then(|text| int(&text))),
            Self::Float(builder) => builder.append_option(text().and_then(|text| text.trim().parse().ok())),
            Self::Bool(builder) => builder.append_option(text().and_then(|text| boolean(&text))),
            Self::Time(builder) => builder.append_option(text().and_then(|text| parse_timestamp(&text))),
            Self::Date(builder) => builder.append_option(text().and_then(|text| parse_date(&text))),
            Self::List { items, lengths, valid, .. } => {
                let before = items.len();
                match raw.map(|raw| (raw, Elements::of(raw))) {
                    Some((_, Some(elements))) => elements.for_each(|element| items.push(Some(element))),
                    Some((raw, None)) if raw.starts_with('{') => items.push(Some(raw)),
                    _ => {}
                }
                lengths.push(items.len() - before);
                valid.push(raw.is_some_and(|raw| raw.starts_with(['[', '{'])));
            }
            Self::Map { keys, values, lengths, valid, .. } => {
                let inner = raw.and_then(object_text);
                let mut length = 0;
                let mut seen: Vec<&str> = Vec::new();
                for (name, value) in inner.iter().filter_map(|text| Members::of(text)).flatten() {
                    if seen.contains(&name) {
                        continue;
                    }
                    seen.push(name);
                    keys.append_value(json_text::name_text(name));
                    values.push(Some(value));
                    length += 1;
                }
                lengths.push(length);
                valid.push(inner.is_some());
            }
            Self::Struct { fields, members, valid } => {
                let mut found: Vec<Option<(&str, bool)>> = vec![None; fields.len()];
                for (name, value) in raw.and_then(Members::of).into_iter().flatten() {
                    for (at, field) in fields.iter().enumerate() {
                        let exact = field.name() == name;
                        let better = match found[at] {
                            None => exact || field.name().eq_ignore_ascii_case(name),
                            Some((_, was_exact)) => exact && !was_exact,
                        };
                        if better {
                            found[at] = Some((value, exact));
                        }
                    }
                }
                let by_position: Vec<&str> = raw.and_then(Elements::of).into_iter().flatten().collect();
                for (at, member) in members.iter_mut().enumerate() {
                    member.push(found[at].map(|(value, _)| value).or(by_position.get(at).copied()));
                }
                valid.push(raw.is_some_and(|raw| raw.starts_with(['{', '['])));
            }
        }
    }

    pub fn len(&self) -> usize {
        use arrow::array::ArrayBuilder;
        match self {
            Self::Text(builder) | Self::Json(builder) => builder.len(),
            Self::Int(builder) => builder.len(),
            Self::Float(builder) => builder.len(),
            Self::Bool(builder) => builder.len(),
            Self::Time(builder) => builder.len(),
            Self::Date(builder) => builder.len(),
            Self::List { valid, .. } | Self::Map { valid, .. } | Self::Struct { valid, .. } => valid.len(),
        }
    }

    pub fn finish(self) -> Result<ArrayRef> {
        Ok(match self {
            Self::Text(mut builder) | Self::Json(mut builder) => Arc::new(builder.finish()),
            Self::Int(mut builder) => Arc::new(builder.finish()),
            Self::Float(mut builder) => Arc::new(builder.finish()),
            Self::Bool(mut builder) => Arc::new(builder.finish()),
            Self::Time(mut builder) => Arc::new(builder.finish()),
            Self::Date(mut builder) => Arc::new(builder.finish()),
            Self::List { item, items, lengths, valid } => Arc::new(ListArray::try_new(
                item,
                OffsetBuffer::from_lengths(lengths),
                items.finish()?,
                nulls(valid),
            )?),
            Self::Map { entries, mut keys, values, lengths, valid } => {
                let DataType::Struct(pair) = entries.data_type() else {
                    return not_impl_err!("a map without entries");
                };
                let pairs = StructArray::try_new(
                    pair.clone(),
                    vec![Arc::new(keys.finish()), values.finish()?],
                    None,
                )?;
                Arc::new(MapArray::try_new(
                    entries,
                    OffsetBuffer::from_lengths(lengths),
                    pairs,
                    nulls(valid),
                    false,
                )?)
            }
            Self::Struct { fields, members, valid } => {
                let rows = valid.len();
                if fields.is_empty() {
                    return Ok(Arc::new(StructArray::new_empty_fields(rows, nulls(valid))));
                }
                let members = members.into_iter().map(Self::finish).collect::<Result<_>>()?;
                Arc::new(StructArray::try_new(fields, members, nulls(valid))?)
            }
        })
    }
}

/// The object in `raw`, also when it is written as a string that holds one.
fn object_text(raw: &str) -> Option<Cow<'_, str>> {
    match raw.as_bytes().first()? {
        b'{' => Some(Cow::Borrowed(raw)),
        b'"' => json_text::string_content(raw)
            .filter(|text| text.trim_start().starts_with('{') && json_text::is_json(text)),
        _ => None,
    }
}

fn nulls(valid: Vec<bool>) -> Option<NullBuffer> {
    valid.contains(&false).then(|| NullBuffer::from(valid))
}

fn int(text: &str) -> Option<i64> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        let float = text.parse::<f64>().ok()?.round();
        (float.abs() < 9.2e18).then_some(float as i64)
    })
}

fn boolean(text: &str) -> Option<bool> {
    match text.trim() {
        text if text.eq_ignore_ascii_case("true") => Some(true),
        text if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// `data_type` as it comes out of a dictionary of texts: its text leaves are dictionaries too.
pub fn over_dictionary(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Utf8 => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
        DataType::Struct(fields) => DataType::Struct(
            fields
                .iter()
                .map(|field| {
                    Arc::new(field.as_ref().clone().with_data_type(over_dictionary(field.data_type())))
                })
                .collect(),
        ),
        other => other.clone(),
    }
}

/// Spreads `values`, one per value of a dictionary, over its rows: the array has the type [`over_dictionary`]
/// tells.
pub fn spread(values: &ArrayRef, keys: &arrow::array::Int32Array) -> Result<ArrayRef> {
    Ok(match values.data_type() {
        DataType::Utf8 => dictionary(keys, values)?,
        DataType::Struct(fields) if !fields.is_empty() => {
            let values = values.as_struct();
            let valid: NullBuffer =
                keys.iter().map(|key| key.is_some_and(|key| values.is_valid(key as usize))).collect();
            let members =
                values.columns().iter().map(|member| spread(member, keys)).collect::<Result<Vec<_>>>()?;
            let DataType::Struct(fields) = over_dictionary(values.data_type()) else {
                return not_impl_err!("a struct that is none");
            };
            Arc::new(StructArray::try_new(fields, members, Some(valid))?)
        }
        _ => take(values, keys, None)?,
    })
}

/// A dictionary array. Nulls are null keys, never null values: joins look at the keys alone.
pub fn dictionary(keys: &arrow::array::Int32Array, values: &ArrayRef) -> Result<ArrayRef> {
    if values.null_count() == 0 {
        return Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys.clone(), Arc::clone(values))?));
    }
    let keys = keys.iter().map(|key| key.filter(|key| values.is_valid(*key as usize))).collect();
    Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::clone(values))?))
}

/// A text column (plain, view or dictionary) of JSON as an array of `field`'s type (for dictionaries:
/// [`over_dictionary`] of it).
pub fn build(texts: &ArrayRef, field: &Field) -> Result<ArrayRef> {
    if let Some(dictionary) = texts.as_dictionary_opt::<Int32Type>() {
        return spread(&build(dictionary.values(), field)?, dictionary.keys());
    }
    let mut builder = JsonBuilder::new(field)?;
    for_each_text(texts, |text| builder.push(text.and_then(json_text::trimmed)))?;
    builder.finish()
}

/// Calls `each` with every text of a plain or view array.
pub fn for_each_text<'a>(texts: &'a ArrayRef, mut each: impl FnMut(Option<&'a str>)) -> Result<()> {
    match texts.data_type() {
        DataType::Utf8 => texts.as_string::<i32>().iter().for_each(&mut each),
        DataType::LargeUtf8 => texts.as_string::<i64>().iter().for_each(&mut each),
        DataType::Utf8View => texts.as_string_view().iter().for_each(&mut each),
        DataType::Null => (0..texts.len()).for_each(|_| each(None)),
        other => return not_impl_err!("text of type {other}"),
    }
    Ok(())
}

/// Writes the value at `row` as JSON.
pub fn push_json(out: &mut String, array: &dyn Array, field: &Field, row: usize) -> Result<()> {
    use std::fmt::Write;
    if array.is_null(row) {
        out.push_str("null");
        return Ok(());
    }
    match array.data_type() {
        DataType::Utf8 => {
            let text = array.as_string::<i32>().value(row);
            if is_json_field(field) { out.push_str(text) } else { push_string(out, text) }
        }
        DataType::Utf8View => push_string(out, array.as_string_view().value(row)),
        DataType::LargeUtf8 => push_string(out, array.as_string::<i64>().value(row)),
        DataType::Boolean => out.push_str(if array.as_boolean().value(row) { "true" } else { "false" }),
        DataType::Float64 => {
            let value = array.as_primitive::<Float64Type>().value(row);
            if value.is_finite() {
                let _ = write!(out, "{value:?}");
            } else {
                let _ = write!(out, "\"{value}\"");
            }
        }
        data_type if *data_type == TIMESTAMP => {
            push_string(out, &format_timestamp(array.as_primitive::<TimestampMicrosecondType>().value(row)));
        }
        data_type if data_type.is_integer() => {
            let whole = cast(&array.slice(row, 1), &DataType::Int64)?;
            let _ = write!(out, "{}", whole.as_primitive::<Int64Type>().value(0));
        }
        DataType::Dictionary(_, _) => {
            let dictionary = array.as_any_dictionary();
            let key = dictionary.normalized_keys()[row];
            push_json(out, dictionary.values(), field, key)?;
        }
        DataType::List(item) => {
            let items = array.as_list::<i32>().value(row);
            out.push('[');
            for at in 0..items.len() {
                if at > 0 {
                    out.push(',');
                }
                push_json(out, &items, item, at)?;
            }
            out.push(']');
        }
        DataType::Map(entries, _) => {
            let DataType::Struct(pair) = entries.data_type() else {
                return not_impl_err!("a map without entries");
            };
            let entries = array.as_map().value(row);
            let keys = super::functions::text_array(entries.column(0))?;
            out.push('{');
            for at in 0..entries.len() {
                if at > 0 {
                    out.push(',');
                }
                push_string(out, keys.value(at));
                out.push(':');
                push_json(out, entries.column(1), &pair[1], at)?;
            }
            out.push('}');
        }
        DataType::Struct(fields) => {
            let members = array.as_struct();
            out.push('{');
            for (at, field) in fields.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                push_string(out, field.name());
                out.push(':');
                push_json(out, members.column(at), field, row)?;
            }
            out.push('}');
        }
        _ => {
            let text = super::functions::text_array(&array.slice(row, 1))?;
            push_string(out, if text.is_valid(0) { text.value(0) } else { "" });
        }
    }
    Ok(())
}

/// Every row as JSON text; a null row stays null.
pub fn json_texts(array: &ArrayRef, field: &Field) -> Result<StringArray> {
    // A dictionary is resolved once for the column, not once for each row.
    let plain = match array.data_type() {
        DataType::Dictionary(_, value) => cast(array, value)?,
        _ => Arc::clone(array),
    };
    let mut builder = StringBuilder::new();
    let mut out = String::new();
    for row in 0..plain.len() {
        if plain.is_null(row) {
            builder.append_null();
            continue;
        }
        out.clear();
        push_json(&mut out, &plain, field, row)?;
        builder.append_value(&out);
    }
    Ok(builder.finish())
}

/// `data_type` without dictionaries and views, as results leave the engine.
pub fn plain(data_type: &DataType) -> DataType {
    let plain_field =
        |field: &FieldRef| Arc::new(field.as_ref().clone().with_data_type(plain(field.data_type())));
    match data_type {
        DataType::Dictionary(_, value) => plain(value),
        DataType::Utf8View | DataType::LargeUtf8 | DataType::Null => DataType::Utf8,
        DataType::BinaryView => DataType::Binary,
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(plain_field).collect()),
        DataType::List(item) => DataType::List(plain_field(item)),
        DataType::Map(entries, sorted) => DataType::Map(plain_field(entries), *sorted),
        other => other.clone(),
    }
}

/// `array` with the type [`plain`] tells.
pub fn to_plain(array: &ArrayRef) -> Result<ArrayRef> {
    let wanted = plain(array.data_type());
    if wanted == *array.data_type() {
        return Ok(Arc::clone(array));
    }
    if array.is_empty() {
        return Ok(new_empty_array(&wanted));
    }
    Ok(match (array.data_type(), &wanted) {
        (DataType::Struct(_), DataType::Struct(fields)) => {
            let array = array.as_struct();
            let members = array.columns().iter().map(to_plain).collect::<Result<Vec<_>>>()?;
            Arc::new(StructArray::try_new(fields.clone(), members, array.nulls().cloned())?)
        }
        (DataType::List(_), DataType::List(item)) => {
            let array = array.as_list::<i32>();
            let items = to_plain(array.values())?;
            Arc::new(ListArray::try_new(
                Arc::clone(item),
                array.offsets().clone(),
                items,
                array.nulls().cloned(),
            )?)
        }
        (DataType::Map(_, _), DataType::Map(entries, _)) => {
            let array = array.as_map();
            let pairs = to_plain(&(Arc::new(array.entries().clone()) as ArrayRef))?;
            Arc::new(MapArray::try_new(
                Arc::clone(entries),
                array.offsets().clone(),
                pairs.as_struct().clone(),
                array.nulls().cloned(),
                false,
            )?)
        }
        _ => cast(array, &wanted)?,
    })
}
