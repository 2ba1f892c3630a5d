//! `CAST` and `TRY_CAST` with Trino's types and Trino's idea of what a text of each looks like.
//!
//! The text of the type arrives as a literal (the rewriting puts it there), because neither the parser nor
//! the planner knows `ROW(…)`, `MAP(…, …)` or `JSON`. Where Trino refuses a cast that has an obvious meaning
//! (a map as varchar), the meaning wins.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, ListArray,
    MapArray, StringArray, StringBuilder, StructArray, TimestampMicrosecondBuilder, new_null_array,
};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{
    DataType, Date32Type, Field, Fields, Float64Type, Int32Type, TimestampMicrosecondType,
};
use datafusion::common::{Result, exec_err, plan_err};

use super::datetime::{format_date, format_timestamp, parse_date, parse_timestamp};
use super::{Body, Call, Plan, Spec, TIMESTAMP, field, is_json_field, json_field};
use crate::sql::json_build::{JsonBuilder, json_texts};
use crate::sql::json_text;

pub const FUNCTIONS: &[Spec] = &[
    Spec { name: "cast$", args: 2..=2, body: Body::Arrays(plan_cast, cast_call) },
    Spec { name: "typeof", args: 1..=1, body: Body::Arrays(|_| Ok(field(DataType::Utf8)), type_of) },
];

/// A type as Trino writes it.
#[derive(Debug, Clone, PartialEq)]
pub enum SqlType {
    Varchar(Option<usize>),
    Boolean,
    Bigint,
    Integer,
    Double,
    Decimal(u8, i8),
    Date,
    Timestamp,
    Json,
    Varbinary,
    Array(Box<SqlType>),
    Map(Box<SqlType>, Box<SqlType>),
    Row(Vec<(Option<String>, SqlType)>),
}

impl SqlType {
    /// Understands `varchar(10)`, `array(row(a varchar, b bigint))`, `map(varchar, json)`, `timestamp(3) with
    /// time zone`, …
    pub fn parse(text: &str) -> Result<Self> {
        let mut rest = text.trim();
        let parsed = Self::parse_prefix(&mut rest, 0)?;
        if !rest.trim().is_empty() {
            return plan_err!("type {text} is not understood");
        }
        Ok(parsed)
    }

    fn parse_prefix(rest: &mut &str, depth: usize) -> Result<Self> {
        if depth > 32 {
            return plan_err!("the type is nested too deeply");
        }
        let name = word(rest).to_ascii_lowercase();
        Ok(match name.as_str() {
            "varchar" | "char" | "string" | "text" => match arguments(rest)?.first() {
                Some(length) => Self::Varchar(length.trim().parse().ok()),
                None => Self::Varchar(None),
            },
            "uuid" | "ipaddress" => Self::Varchar(None),
            "boolean" | "bool" => Self::Boolean,
            "bigint" | "long" => Self::Bigint,
            "integer" | "int" | "smallint" | "tinyint" => Self::Integer,
            "double" => {
                if rest.trim_start().to_ascii_lowercase().starts_with("precision") {
                    word(rest);
                }
                Self::Double
            }
            "real" | "float" => Self::Double,
            "decimal" | "numeric" => {
                let arguments = arguments(rest)?;
                let number = |at: usize| arguments.get(at).and_then(|text| text.trim().parse().ok());
                Self::Decimal(
                    number(0).unwrap_or(38).clamp(1, 38) as u8,
                    number(1).unwrap_or(0).clamp(0, 38) as i8,
                )
            }
            "date" => Self::Date,
            "timestamp" | "datetime" => {
                arguments(rest)?;
                let lower = rest.trim_start().to_ascii_lowercase();
                if lower.starts_with("with") {
                    for _ in 0..3 {
                        word(rest);
                    }
                }
                Self::Timestamp
            }
            "json" => Self::Json,
            "varbinary" | "binary" => Self::Varbinary,
            "array" | "map" | "row" | "struct" => {
                let Some(inner) = rest.trim_start().strip_prefix(['(', '<']) else {
                    return plan_err!("type {name} needs its element types, as in {name}(varchar)");
                };
                *rest = inner;
                let mut members = Vec::new();
                loop {
                    let member_name =
                        if matches!(name.as_str(), "row" | "struct") { member_name(rest) } else { None };
                    members.push((member_name, Self::parse_prefix(rest, depth + 1)?));
                    let after = rest.trim_start();
                    if let Some(after) = after.strip_prefix(',') {
                        *rest = after;
                    } else if let Some(after) = after.strip_prefix([')', '>']) {
                        *rest = after;
                        break;
                    } else {
                        return plan_err!("type {name}(…) is not closed");
                    }
                }
                let mut types = members.iter().map(|(_, member)| Box::new(member.clone()));
                match (name.as_str(), members.len(), types.next(), types.next()) {
                    ("array", 1, Some(item), None) => Self::Array(item),
                    ("map", 2, Some(key), Some(value)) => Self::Map(key, value),
                    ("row" | "struct", ..) => Self::Row(members),
                    _ => return plan_err!("type {name} does not take {} types", members.len()),
                }
            }
            other => return plan_err!("type {other} is not supported"),
        })
    }

    pub fn to_field(&self, name: &str) -> Field {
        match self {
            Self::Json => json_field(name),
            other => Field::new(name, other.data_type(), true),
        }
    }

    pub fn data_type(&self) -> DataType {
        match self {
            Self::Varchar(_) | Self::Json => DataType::Utf8,
            Self::Boolean => DataType::Boolean,
            Self::Bigint => DataType::Int64,
            Self::Integer => DataType::Int64,
            Self::Double => DataType::Float64,
            Self::Decimal(precision, scale) => DataType::Decimal128(*precision, *scale),
            Self::Date => DataType::Date32,
            Self::Timestamp => TIMESTAMP,
            Self::Varbinary => DataType::Binary,
            Self::Array(item) => DataType::List(Arc::new(item.to_field("item"))),
            Self::Map(_, value) => map_type(value.to_field("value")),
            Self::Row(members) => DataType::Struct(
                members
                    .iter()
                    .enumerate()
                    .map(|(at, (name, member))| {
                        let unnamed = format!("field{at}");
                        Arc::new(member.to_field(name.as_deref().unwrap_or(&unnamed)))
                    })
                    .collect::<Fields>(),
            ),
        }
    }
}

/// `map(varchar, value)`.
pub fn map_type(value: Field) -> DataType {
    let pair = Fields::from(vec![
        Field::new("key", DataType::Utf8, false),
        value.with_name("value").with_nullable(true),
    ]);
    DataType::Map(Arc::new(Field::new("entries", DataType::Struct(pair), false)), false)
}

fn word<'a>(rest: &mut &'a str) -> &'a str {
    let text = rest.trim_start();
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    *rest = &text[end..];
    &text[..end]
}

/// A member's name in `row(name type, …)`, absent in `row(type, …)`.
fn member_name(rest: &mut &str) -> Option<String> {
    let text = rest.trim_start();
    if let Some(quoted) = text.strip_prefix('"') {
        let end = quoted.find('"')?;
        *rest = &quoted[end + 1..];
        return Some(quoted[..end].to_owned());
    }
    let mut after = text;
    let name = word(&mut after);
    let next = after.trim_start().trim_start_matches(':');
    if !name.is_empty()
        && next.starts_with(|c: char| c.is_alphabetic())
        && !next.to_ascii_lowercase().starts_with("with ")
    {
        *rest = next;
        return Some(name.to_owned());
    }
    None
}

fn arguments<'a>(rest: &mut &'a str) -> Result<Vec<&'a str>> {
    let Some(inner) = rest.trim_start().strip_prefix('(') else { return Ok(vec![]) };
    let Some(end) = inner.find(')') else { return plan_err!("a type is not closed") };
    *rest = &inner[end + 1..];
    Ok(inner[..end].split(',').collect())
}

fn plan_cast(plan: &Plan) -> Result<Field> {
    let Some(text) = plan.literal(1) else { return plan_err!("CAST needs a type") };
    Ok(SqlType::parse(text)?.to_field("value"))
}

fn cast_call(call: &Call) -> Result<ArrayRef> {
    let target = SqlType::parse(call.args[1].as_string::<i32>().value(0))?;
    cast_array(&call.args[0], Some(&call.fields[0]), &target, call.lenient)
}

fn type_of(call: &Call) -> Result<ArrayRef> {
    let name = type_name(&call.fields[0]);
    Ok(Arc::new(StringArray::from_iter_values(std::iter::repeat_n(name, call.rows))))
}

/// The name of a type as Trino shows it.
pub fn type_name(field: &Field) -> String {
    match field.data_type() {
        _ if is_json_field(field) => "json".into(),
        DataType::Dictionary(_, value) => type_name(&Field::new("", value.as_ref().clone(), true)),
        DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8 => "varchar".into(),
        DataType::Int64 | DataType::UInt64 => "bigint".into(),
        DataType::Int32 | DataType::UInt32 => "integer".into(),
        DataType::Float64 | DataType::Float32 => "double".into(),
        DataType::Boolean => "boolean".into(),
        DataType::Date32 => "date".into(),
        DataType::Timestamp(_, _) => "timestamp(3)".into(),
        DataType::Null => "unknown".into(),
        DataType::Decimal128(precision, scale) => format!("decimal({precision},{scale})"),
        DataType::Binary | DataType::BinaryView => "varbinary".into(),
        DataType::List(item) => format!("array({})", type_name(item)),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(pair) => format!("map({}, {})", type_name(&pair[0]), type_name(&pair[1])),
            _ => "map".into(),
        },
        DataType::Struct(fields) => {
            let members: Vec<String> =
                fields.iter().map(|field| format!("{} {}", field.name(), type_name(field))).collect();
            format!("row({})", members.join(", "))
        }
        DataType::Interval(_) | DataType::Duration(_) => "interval day to second".into(),
        other => other.to_string().to_ascii_lowercase(),
    }
}

/// Casts `array` (whose field tells whether it is JSON) to `target`; `lenient`: null where a value does not
/// fit.
pub fn cast_array(
    array: &ArrayRef,
    from: Option<&Field>,
    target: &SqlType,
    lenient: bool,
) -> Result<ArrayRef> {
    let wanted = target.data_type();
    let is_json = from.is_some_and(is_json_field);
    if is_json != (*target == SqlType::Json) || !matches!(array.data_type(), DataType::Utf8) {
        // Not the same type: fall through to the work below.
    } else if let SqlType::Varchar(Some(length)) = target {
        return Ok(Arc::new(map_text(array.as_string(), |text| Ok(Some(cut(text, *length))))?));
    } else if wanted == DataType::Utf8 {
        return Ok(Arc::clone(array));
    }
    match array.data_type() {
        DataType::Null => return Ok(new_null_array(&wanted, array.len())),
        DataType::Dictionary(_, _) => {
            if let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() {
                let values = cast_array(dictionary.values(), from, target, lenient)?;
                return Ok(arrow::compute::take(&values, dictionary.keys(), None)?);
            }
        }
        DataType::Utf8View | DataType::LargeUtf8 => {
            let text = arrow::compute::cast(array, &DataType::Utf8)?;
            return cast_array(&text, from, target, lenient);
        }
        _ => {}
    }
    if is_json && *target != SqlType::Json {
        return cast_json(array.as_string(), target, lenient);
    }
    match target {
        SqlType::Json => {
            let unmarked = field(array.data_type().clone());
            return Ok(Arc::new(json_texts(array, from.unwrap_or(&unmarked))?));
        }
        SqlType::Varchar(length) => {
            let text = to_text(array, from)?;
            return Ok(match length {
                Some(length) => Arc::new(map_text(&text, |text| Ok(Some(cut(text, *length))))?),
                None => Arc::new(text),
            });
        }
        _ => {}
    }
    if let Some(text) = array.as_string_opt::<i32>() {
        return cast_text(text, target, lenient);
    }
    nested_or_plain(array, target, &wanted, lenient)
}

fn nested_or_plain(array: &ArrayRef, target: &SqlType, wanted: &DataType, lenient: bool) -> Result<ArrayRef> {
    match (array.data_type(), target, wanted) {
        (DataType::List(from), SqlType::Array(item), DataType::List(to)) => {
            let array = array.as_list::<i32>();
            let items = cast_array(array.values(), Some(from), item, lenient)?;
            Ok(Arc::new(ListArray::try_new(
                Arc::clone(to),
                array.offsets().clone(),
                items,
                array.nulls().cloned(),
            )?))
        }
        (DataType::Map(from, _), SqlType::Map(_, value), DataType::Map(to, _)) => {
            let (DataType::Struct(from), DataType::Struct(pair)) = (from.data_type(), to.data_type()) else {
                return exec_err!("a map without entries");
            };
            let array = array.as_map();
            let keys = Arc::new(super::text_array(array.keys())?);
            let values = cast_array(array.values(), Some(&from[1]), value, lenient)?;
            let pairs = StructArray::try_new(pair.clone(), vec![keys, values], None)?;
            let (offsets, nulls) = (array.offsets().clone(), array.nulls().cloned());
            Ok(Arc::new(MapArray::try_new(Arc::clone(to), offsets, pairs, nulls, false)?))
        }
        (DataType::Struct(from), SqlType::Row(members), DataType::Struct(to)) if from.len() == to.len() => {
            let array = array.as_struct();
            let columns = (array.columns().iter().zip(from).zip(members))
                .map(|((column, from), (_, member))| cast_array(column, Some(from), member, lenient))
                .collect::<Result<Vec<_>>>()?;
            Ok(Arc::new(StructArray::try_new(to.clone(), columns, array.nulls().cloned())?))
        }
        (DataType::Float64 | DataType::Float32, SqlType::Bigint | SqlType::Integer, _) => {
            let rounded = arrow::compute::cast(array, &DataType::Float64)?;
            let rounded = rounded.as_primitive::<Float64Type>().unary::<_, Float64Type>(f64::round);
            plain_cast(&(Arc::new(rounded) as ArrayRef), wanted, lenient)
        }
        (DataType::List(_) | DataType::Map(..) | DataType::Struct(_), ..) => {
            exec_err!(
                "cannot cast {} to {}",
                type_name(&field(array.data_type().clone())),
                type_name(&target.to_field(""))
            )
        }
        _ => plain_cast(array, wanted, lenient),
    }
}

fn plain_cast(array: &ArrayRef, wanted: &DataType, lenient: bool) -> Result<ArrayRef> {
    Ok(cast_with_options(array, wanted, &CastOptions { safe: lenient, ..CastOptions::default() })?)
}

fn cut(text: &str, length: usize) -> Cow<'_, str> {
    match text.char_indices().nth(length) {
        Some((end, _)) => Cow::Borrowed(&text[..end]),
        None => Cow::Borrowed(text),
    }
}

fn map_text(texts: &StringArray, each: impl Fn(&str) -> Result<Option<Cow<'_, str>>>) -> Result<StringArray> {
    let mut builder = StringBuilder::with_capacity(texts.len(), texts.value_data().len());
    for text in texts {
        match text {
            Some(text) => builder.append_option(each(text)?),
            None => builder.append_null(),
        }
    }
    Ok(builder.finish())
}

fn to_text(array: &ArrayRef, from: Option<&Field>) -> Result<StringArray> {
    let map = |each: &dyn Fn(usize) -> String| -> StringArray {
        (0..array.len()).map(|row| array.is_valid(row).then(|| each(row))).collect()
    };
    Ok(match array.data_type() {
        DataType::Utf8 => array.as_string().clone(),
        DataType::Timestamp(_, _) => {
            let times = arrow::compute::cast(array, &TIMESTAMP)?;
            let times = times.as_primitive::<TimestampMicrosecondType>();
            map(&|row| format_timestamp(times.value(row)))
        }
        DataType::Date32 => {
            let dates = array.as_primitive::<Date32Type>();
            map(&|row| format_date(dates.value(row)))
        }
        DataType::Float64 => {
            let floats = array.as_primitive::<Float64Type>();
            map(&|row| format!("{:?}", floats.value(row)))
        }
        DataType::List(_) | DataType::Map(..) | DataType::Struct(_) => {
            let unmarked = field(array.data_type().clone());
            json_texts(array, from.unwrap_or(&unmarked))?
        }
        DataType::Binary | DataType::BinaryView | DataType::LargeBinary => {
            let bytes = arrow::compute::cast(array, &DataType::Binary)?;
            let bytes = bytes.as_binary::<i32>();
            map(&|row| String::from_utf8_lossy(bytes.value(row)).into_owned())
        }
        _ => arrow::compute::cast(array, &DataType::Utf8)?.as_string().clone(),
    })
}

/// JSON text to `target`.
fn cast_json(texts: &StringArray, target: &SqlType, lenient: bool) -> Result<ArrayRef> {
    let mut builder = match target {
        // These have no builder of their own: by way of their text.
        SqlType::Decimal(..) | SqlType::Varbinary => {
            let text = cast_json(texts, &SqlType::Varchar(None), lenient)?;
            return cast_array(&text, None, target, lenient);
        }
        _ => JsonBuilder::new(&target.to_field("value"))?,
    };
    for text in texts {
        let raw = text.and_then(json_text::trimmed);
        if !lenient && let Some(raw) = raw {
            check_json(raw, target)?;
        }
        builder.push(raw);
    }
    let array = builder.finish()?;
    match target {
        SqlType::Varchar(Some(_)) => cast_array(&array, None, target, lenient),
        _ => Ok(array),
    }
}

fn check_json(raw: &str, target: &SqlType) -> Result<()> {
    let first = raw.as_bytes()[0];
    let fits = match target {
        SqlType::Array(_) => first == b'[',
        SqlType::Map(..) => first == b'{',
        SqlType::Row(_) => matches!(first, b'{' | b'['),
        SqlType::Bigint | SqlType::Integer | SqlType::Double => {
            let text = json_text::scalar_text(raw);
            text.is_some_and(|text| text.trim().parse::<f64>().is_ok() || matches!(&*text, "true" | "false"))
        }
        _ => true,
    };
    if fits || first == b'n' {
        return Ok(());
    }
    let shown: String = raw.chars().take(60).collect();
    exec_err!(
        "cannot cast JSON {shown} to {}; use TRY_CAST to get null instead",
        type_name(&target.to_field(""))
    )
}

fn cast_text(texts: &StringArray, target: &SqlType, lenient: bool) -> Result<ArrayRef> {
    macro_rules! parse {
        ($builder:expr, $parse:expr) => {{
            let mut builder = $builder;
            for text in texts {
                match text {
                    None => builder.append_null(),
                    Some(text) => match $parse(text) {
                        Some(value) => builder.append_value(value),
                        None if lenient => builder.append_null(),
                        None => return cannot(text, target),
                    },
                }
            }
            Ok(Arc::new(builder.finish()) as ArrayRef)
        }};
    }
    match target {
        SqlType::Bigint | SqlType::Integer => {
            parse!(Int64Builder::new(), |text: &str| text.trim().parse::<i64>().ok())
        }
        SqlType::Double => parse!(Float64Builder::new(), |text: &str| text.trim().parse::<f64>().ok()),
        SqlType::Boolean => parse!(BooleanBuilder::new(), |text: &str| {
            match text.trim().to_ascii_lowercase().as_str() {
                "true" | "t" | "1" => Some(true),
                "false" | "f" | "0" => Some(false),
                _ => None,
            }
        }),
        SqlType::Timestamp => parse!(TimestampMicrosecondBuilder::new(), parse_timestamp),
        SqlType::Date => parse!(Date32Builder::new(), parse_date),
        SqlType::Varbinary => {
            Ok(arrow::compute::cast(&(Arc::new(texts.clone()) as ArrayRef), &DataType::Binary)?)
        }
        SqlType::Decimal(..) => {
            plain_cast(&(Arc::new(texts.clone()) as ArrayRef), &target.data_type(), lenient)
        }
        // Trino refuses these; what is meant can only be the JSON in the text.
        SqlType::Array(_) | SqlType::Map(..) | SqlType::Row(_) => cast_json(texts, target, lenient),
        SqlType::Varchar(_) | SqlType::Json => Ok(Arc::new(texts.clone())),
    }
}

fn cannot<T>(text: &str, target: &SqlType) -> Result<T> {
    let shown: String = text.chars().take(60).collect();
    exec_err!(
        "cannot cast '{shown}' to {}; use TRY_CAST to get null instead",
        type_name(&target.to_field(""))
    )
}
