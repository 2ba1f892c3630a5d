//! JSON: Trino's functions, and the three internal ones the views stand on (`member$`, `nested$`,
//! `compact$`).

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringBuilder};
use arrow::datatypes::{DataType, Field, Int32Type};
use datafusion::common::{Result, exec_err, plan_err};

use super::{Body, Call, Kind, Plan, Row, Spec, field, is_json_field, json_field, text_array};
use crate::sql::json_build::{self, for_each_text, over_dictionary};
use crate::sql::json_text::{self, Elements, JsonPath, Members};
use crate::sql::views;

const TEXT: &[Kind] = &[Kind::Text];

pub const FUNCTIONS: &[Spec] = &[
    Spec {
        name: "json_extract",
        args: 2..=2,
        body: Body::Arrays(
            |plan| path_plan(plan, json_field("value")),
            |call| by_path(call, json_text::compact_some),
        ),
    },
    Spec {
        name: "json_extract_scalar",
        args: 2..=2,
        body: Body::Arrays(
            |plan| path_plan(plan, field(DataType::Utf8)),
            |call| by_path(call, json_text::scalar_text),
        ),
    },
    Spec { name: "json_parse", args: 1..=1, body: Body::Json(TEXT, json_parse) },
    Spec { name: "json_format", args: 1..=1, body: Body::Arrays(|_| Ok(field(DataType::Utf8)), json_format) },
    Spec {
        name: "json_array_length",
        args: 1..=1,
        body: Body::Int(TEXT, |row| Ok(Elements::of(row.text(0)).map(|elements| elements.count() as i64))),
    },
    Spec { name: "json_array_contains", args: 2..=2, body: Body::Bool(TEXT, json_array_contains) },
    Spec {
        name: "json_array_get",
        args: 2..=2,
        body: Body::Json(&[Kind::Text, Kind::Int], |row| {
            Ok(json_text::element(row.text(0), row.int(1)).map(|raw| json_text::compact(raw).into_owned()))
        }),
    },
    Spec { name: "json_size", args: 2..=2, body: Body::Int(TEXT, json_size) },
    Spec {
        name: "is_json_scalar",
        args: 1..=1,
        body: Body::Bool(TEXT, |row| {
            Ok(json_text::trimmed(row.text(0)).map(|raw| !raw.starts_with(['{', '['])))
        }),
    },
    Spec { name: "member$", args: 2..=2, body: Body::Arrays(member_plan, member_call) },
    Spec { name: "nested$", args: 2..=2, body: Body::Arrays(nested_plan, nested_call) },
    Spec {
        name: "compact$",
        args: 1..=1,
        body: Body::Arrays(
            |_| Ok(field(DataType::Utf8)),
            |call| map_texts(&call.args[0], |text| Some(json_text::compact(text))),
        ),
    },
];

/// One step into physical JSON text, as `member$` takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A field of a struct: any case will do.
    Field(String),
    /// A key of a map: exactly this case.
    Key(String),
    /// An element of an array, from 1; negative from the end.
    Element(i64),
}

const SEPARATOR: char = '\u{1f}';

/// Steps as one literal.
pub fn encode_steps(steps: &[Step]) -> String {
    let texts: Vec<String> = steps
        .iter()
        .map(|step| match step {
            Step::Field(name) => format!(".{name}"),
            Step::Key(key) => format!("={key}"),
            Step::Element(index) => format!("#{index}"),
        })
        .collect();
    texts.join(&SEPARATOR.to_string())
}

fn decode_steps(text: &str) -> Vec<Step> {
    text.split(SEPARATOR)
        .filter_map(|step| match step.split_at_checked(1)? {
            (".", name) => Some(Step::Field(name.to_owned())),
            ("=", key) => Some(Step::Key(key.to_owned())),
            (_, index) => index.parse().ok().map(Step::Element),
        })
        .collect()
}

fn follow<'a>(text: &'a str, steps: &[Step]) -> Option<&'a str> {
    let mut at = text;
    for step in steps {
        at = match step {
            Step::Field(name) => json_text::member_any_case(at, name)?,
            Step::Key(key) => json_text::member(at, key)?,
            // An object where an array should be counts as an array of one, as in the array itself.
            Step::Element(1 | -1) if at.starts_with('{') => at,
            Step::Element(index) => json_text::element(at, if *index > 0 { index - 1 } else { *index })?,
        };
    }
    Some(at)
}

fn path_plan(plan: &Plan, returns: Field) -> Result<Field> {
    match plan.literal(1) {
        Some(path) if JsonPath::parse(path).is_none() => {
            plan_err!("{}: '{path}' is not a JSON path such as $.a.b[0]", plan.name)
        }
        _ => match plan.data_type(0) {
            DataType::Map(..) | DataType::Struct(_) | DataType::List(_) => plan_err!(
                "{} takes JSON text, not {}; for a map use element_at(column, 'key'), or CAST(column AS JSON)",
                plan.name,
                super::cast::type_name(&plan.fields[0])
            ),
            _ => Ok(returns),
        },
    }
}

fn by_path(call: &Call, show: fn(&str) -> Option<Cow<'_, str>>) -> Result<ArrayRef> {
    let paths = text_array(&call.args[1])?;
    // A constant comes as equal rows.
    let constant = paths.is_empty()
        || (paths.null_count() == 0 && (paths.iter().all(|path| path == Some(paths.value(0)))));
    let show = |found: Cow<'_, str>| show(&found).map(Cow::into_owned);
    if constant {
        let Some(path) = paths.iter().next().flatten().and_then(JsonPath::parse) else {
            return map_texts(&call.args[0], |_| None);
        };
        return map_texts(&call.args[0], |text| path.walk(text).and_then(show).map(Cow::Owned));
    }
    let texts = text_array(&call.args[0])?;
    let mut builder = StringBuilder::new();
    for (text, path) in texts.iter().zip(&paths) {
        let found = text.zip(path).and_then(|(text, path)| JsonPath::parse(path)?.walk(text).and_then(show));
        builder.append_option(found);
    }
    Ok(Arc::new(builder.finish()))
}

/// Maps every text of a column into a plain text column; a dictionary's values are mapped once.
fn map_texts(texts: &ArrayRef, mut map: impl FnMut(&str) -> Option<Cow<'_, str>>) -> Result<ArrayRef> {
    if let Some(dictionary) = texts.as_dictionary_opt::<Int32Type>() {
        let values = map_texts(dictionary.values(), map)?;
        return Ok(arrow::compute::take(&values, dictionary.keys(), None)?);
    }
    let mut builder = StringBuilder::with_capacity(texts.len(), texts.len() * 16);
    for_each_text(texts, |text| match text.and_then(&mut map) {
        Some(text) => builder.append_value(text),
        None => builder.append_null(),
    })?;
    Ok(Arc::new(builder.finish()))
}

fn json_parse(row: &Row) -> Result<Option<String>> {
    let text = row.text(0);
    if !json_text::is_json(text) {
        let shown: String = text.chars().take(60).collect();
        return exec_err!("json_parse: not JSON: {shown}; use try(json_parse(…)) to get null instead");
    }
    Ok(Some(json_text::compact(text).into_owned()))
}

fn json_format(call: &Call) -> Result<ArrayRef> {
    let json = |field: &Field| {
        is_json_field(field)
            || matches!(
                call.args[0].data_type(),
                DataType::Utf8 | DataType::Utf8View | DataType::Dictionary(..)
            )
    };
    if json(&call.fields[0]) {
        return map_texts(&call.args[0], |text| Some(json_text::compact(text)));
    }
    Ok(Arc::new(json_build::json_texts(&call.args[0], &call.fields[0])?))
}

fn json_array_contains(row: &Row) -> Result<Option<bool>> {
    let wanted = row.text(1);
    Ok(Elements::of(row.text(0)).map(|mut elements| {
        elements.any(|raw| json_text::scalar_text(raw).is_some_and(|text| text == wanted))
    }))
}

fn json_size(row: &Row) -> Result<Option<i64>> {
    let found = JsonPath::parse(row.text(1)).and_then(|path| path.walk(row.text(0)));
    Ok(found.map(|raw| match Members::of(&raw) {
        Some(members) => members.count() as i64,
        None => Elements::of(&raw).map_or(0, |elements| elements.count() as i64),
    }))
}

fn member_plan(plan: &Plan) -> Result<Field> {
    Ok(field(match plan.data_type(0) {
        DataType::Dictionary(..) => over_dictionary(&DataType::Utf8),
        _ => DataType::Utf8,
    }))
}

fn member_call(call: &Call) -> Result<ArrayRef> {
    let steps = text_array(&call.args[1])?;
    let steps = if steps.is_empty() { Vec::new() } else { decode_steps(steps.value(0)) };
    let read = |text: &str| follow(text, &steps).and_then(json_text::value_text).map(Cow::into_owned);
    let mut texts = &call.args[0];
    let mut keys = None;
    if let Some(dictionary) = texts.as_dictionary_opt::<Int32Type>() {
        keys = Some(dictionary.keys().clone());
        texts = dictionary.values();
    }
    let mut builder = StringBuilder::with_capacity(texts.len(), texts.len() * 16);
    // The one-step case is the hot one (`element_at(requestParameters, 'x')`).
    match steps.as_slice() {
        [Step::Key(key)] => {
            // Most events do not have the key at all: that is told without walking the text, unless an escape
            // could hide it.
            let quoted = memchr::memmem::Finder::new(&format!("\"{key}\"")).into_owned();
            let may_have = |text: &&str| {
                quoted.find(text.as_bytes()).is_some() || memchr::memchr(b'\\', text.as_bytes()).is_some()
            };
            for_each_text(texts, |text| {
                let raw = text.filter(may_have).and_then(|text| json_text::member(text, key));
                builder.append_option(raw.and_then(json_text::value_text));
            })?;
        }
        _ => for_each_text(texts, |text| builder.append_option(text.and_then(read)))?,
    }
    let values: ArrayRef = Arc::new(builder.finish());
    Ok(match keys {
        Some(keys) => json_build::dictionary(&keys, &values)?,
        None => values,
    })
}

fn nested_plan(plan: &Plan) -> Result<Field> {
    let Some(nested) = plan.literal(1).and_then(views::nested_type) else {
        return plan_err!("no such nested column");
    };
    Ok(match plan.data_type(0) {
        DataType::Dictionary(..) => field(over_dictionary(&nested)),
        _ => field(nested),
    })
}

fn nested_call(call: &Call) -> Result<ArrayRef> {
    let name = text_array(&call.args[1])?;
    let nested = match name.iter().next().flatten() {
        Some(name) => views::nested_type(name),
        None => return Ok(arrow::array::new_empty_array(call.returns.data_type())),
    };
    let Some(nested) = nested else { return exec_err!("no such nested column") };
    json_build::build(&call.args[0], &field(nested))
}
