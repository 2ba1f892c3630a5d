//! Rows: what was selected of a resource, as JSON text.
//!
//! The text looks as that of AWS, which shows that Java's Gson writes it: numbers within the configuration
//! come out as doubles (`100.0`, `1.609306416945E12`), members that are `null` are left out, and `= < > & '`
//! are escaped.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{ALL_PROPERTIES, Item, Path, Query};

/// The selected properties of a resource.
#[derive(Clone, Debug, Default)]
pub struct Projection {
    members: Vec<(String, Part)>,
}

/// How much of a member is selected.
#[derive(Clone, Debug)]
enum Part {
    All,
    Some(Projection),
}

impl Projection {
    /// Of a query without aggregates.
    pub fn new(query: &Query) -> Projection {
        let mut projection = Projection::default();
        for item in &query.items {
            match item {
                Item::All => ALL_PROPERTIES.iter().for_each(|name| projection.add([*name])),
                Item::Property(path) => projection.add(path.segments()),
                Item::Aggregate(_) => {}
            }
        }
        projection
    }

    /// Members come in the order in which they are first named.
    fn add<'p>(&mut self, path: impl IntoIterator<Item = &'p str>) {
        let mut within = self;
        let mut path = path.into_iter().peekable();
        while let Some(name) = path.next() {
            let at = within.members.iter().position(|(member, _)| member == name).unwrap_or_else(|| {
                within.members.push((name.to_owned(), Part::Some(Projection::default())));
                within.members.len() - 1
            });
            let part = &mut within.members[at].1;
            if path.peek().is_none() {
                *part = Part::All;
            }
            match part {
                Part::All => return,
                Part::Some(projection) => within = projection,
            }
        }
    }

    /// The row of a resource. What the resource does not have is left out.
    pub fn row(&self, document: &Value) -> String {
        let mut row = Map::new();
        for (name, part) in &self.members {
            let selected = match document.get(name) {
                // Resources of third parties have no configuration, which is shown.
                Some(Value::Null) if name == "configuration" => Some(Value::Null),
                Some(value) => part.of(value),
                None => None,
            };
            row.extend(selected.map(|value| (name.clone(), value)));
        }
        text(&row)
    }
}

impl Part {
    /// INVARIANT: a document was read from JSON text, which bounds the depth of its arrays.
    fn of(&self, value: &Value) -> Option<Value> {
        let projection = match self {
            Part::All => return (!value.is_null()).then(|| value.clone()),
            Part::Some(projection) => projection,
        };
        match value {
            Value::Array(elements) => {
                let selected: Vec<Value> = elements.iter().filter_map(|element| self.of(element)).collect();
                // An array without elements is still there.
                (elements.is_empty() || !selected.is_empty()).then_some(Value::Array(selected))
            }
            Value::Object(members) => {
                let selected: Map<String, Value> = projection
                    .members
                    .iter()
                    .filter_map(|(name, part)| Some((name.clone(), part.of(members.get(name)?)?)))
                    .collect();
                (!selected.is_empty()).then_some(Value::Object(selected))
            }
            _ => None,
        }
    }
}

/// Puts a value where the path says.
pub fn nest(row: &mut Map<String, Value>, path: &Path, value: Value) {
    let mut within = row;
    let mut segments = path.segments().peekable();
    while let Some(segment) = segments.next() {
        if segments.peek().is_none() {
            within.insert(segment.to_owned(), value);
            return;
        }
        let member = within.entry(segment).or_insert_with(|| json!({}));
        match member {
            Value::Object(members) => within = members,
            // A property and a property of it: the whole is enough.
            _ => return,
        }
    }
}

/// Tags as queries see them, so that key and value can be asked for one by one or, as `tags.tag`, together.
pub fn tags<'t>(tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> Value {
    tags.into_iter()
        .map(|(key, value)| json!({"key": key, "value": value, "tag": format!("{key}={value}")}))
        .collect()
}

pub fn text(row: &Map<String, Value>) -> String {
    let mut out = String::from("{");
    for (at, (name, value)) in row.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        write_text(name, &mut out);
        out.push(':');
        write(value, matches!(name.as_str(), "configuration" | "supplementaryConfiguration"), &mut out);
    }
    out.push('}');
    out
}

/// INVARIANT: a value was read from JSON text, which bounds its depth.
fn write(value: &Value, doubles: bool, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => match number.as_f64() {
            Some(double) if doubles || number.is_f64() => out.push_str(&java_double(double)),
            _ => out.push_str(&number.to_string()),
        },
        Value::String(value) => write_text(value, out),
        Value::Array(elements) => {
            out.push('[');
            for (at, element) in elements.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                write(element, doubles, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (at, (name, value)) in members.iter().filter(|(_, value)| !value.is_null()).enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                write_text(name, out);
                out.push(':');
                write(value, doubles, out);
            }
            out.push('}');
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '=' | '<' | '>' | '&' | '\'' | '\0'..'\u{20}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// As Java writes a `double`: plain from a thousandth to ten millions, otherwise with an exponent.
fn java_double(number: f64) -> String {
    if number == 0.0 || (1e-3..1e7).contains(&number.abs()) {
        return format!("{number:?}");
    }
    let text = format!("{number:E}");
    match text.split_once('E') {
        Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0E{exponent}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::select::parse;

    fn row(query: &str, document: Value) -> String {
        Projection::new(&parse(query).unwrap()).row(&document)
    }

    #[test]
    fn doubles_look_as_in_java() {
        let shown = [0.0, 1.0, -1.0, 100.0, 0.5, 0.001, 8830136.0, 9999999.0].map(java_double);
        assert_eq!(shown, ["0.0", "1.0", "-1.0", "100.0", "0.5", "0.001", "8830136.0", "9999999.0"]);
        let shown = [1e7, 1609306416945.0, -12345678.5, 0.0001, 1.5e-10, 1e300].map(java_double);
        assert_eq!(shown, ["1.0E7", "1.609306416945E12", "-1.23456785E7", "1.0E-4", "1.5E-10", "1.0E300"]);
    }

    #[test]
    fn selected_paths_are_nested_again() {
        let document = json!({
            "resourceId": "sg-1",
            "version": 1,
            "configuration": {
                "ipPermissions": [
                    {"fromPort": 22, "toPort": 22, "ranges": [{"cidr": "10.0.0.0/8"}, {"other": 1}]},
                    {"toPort": 80},
                    {"fromPort": 443, "ranges": []},
                ],
                "state": {"value": "available", "code": 16},
                "nothing": null,
            },
        });
        assert_eq!(
            row(
                "SELECT configuration.ipPermissions.fromPort, version, configuration.state.value, resourceId, \
                 configuration.ipPermissions.ranges.cidr",
                document.clone()
            ),
            r#"{"configuration":{"ipPermissions":[{"fromPort":22.0,"ranges":[{"cidr":"10.0.0.0/8"}]},{"fromPort":443.0,"ranges":[]}],"state":{"value":"available"}},"version":1,"resourceId":"sg-1"}"#
        );
        assert_eq!(
            row("SELECT configuration.state.code, configuration.state", document.clone()),
            r#"{"configuration":{"state":{"value":"available","code":16.0}}}"#
        );
        assert_eq!(
            row(
                "SELECT configuration.state, configuration.state.code, resourceId, resourceId",
                document.clone()
            ),
            r#"{"configuration":{"state":{"value":"available","code":16.0}},"resourceId":"sg-1"}"#
        );
        assert_eq!(
            row("SELECT configuration.nothing, configuration.state.value.x, resourceName", document),
            "{}"
        );
    }

    #[test]
    fn nulls_are_left_out_but_for_the_configuration() {
        let document = json!({"resourceName": null, "configuration": {"a": null, "b": [null, {"c": null}]}});
        assert_eq!(
            row("SELECT resourceName, configuration", document),
            r#"{"configuration":{"b":[null,{}]}}"#
        );
        assert_eq!(row("SELECT configuration", json!({"configuration": null})), r#"{"configuration":null}"#);
        assert_eq!(
            row("SELECT configuration.a", json!({"configuration": null})),
            r#"{"configuration":null}"#
        );
    }

    #[test]
    fn text_is_escaped_as_gson_does() {
        let document = json!({"resourceName": "<a href='x'>\"=&\\\n\t\r\u{8}\u{c}\u{1}\u{2028}é</a>"});
        assert_eq!(
            row("SELECT resourceName", document.clone()),
            r#"{"resourceName":"\u003ca href\u003d\u0027x\u0027\u003e\"\u003d\u0026\\\n\t\r\b\f\u0001\u2028é\u003c/a\u003e"}"#
        );
        let read: Value = serde_json::from_str(&row("SELECT resourceName", document.clone())).unwrap();
        assert_eq!(read, document);
    }

    #[test]
    fn tags_can_be_asked_for_in_three_ways() {
        assert_eq!(tags([]), json!([]));
        assert_eq!(
            tags([("Stage", "prod"), ("empty", "")]),
            json!([
                {"key": "Stage", "value": "prod", "tag": "Stage=prod"},
                {"key": "empty", "value": "", "tag": "empty="},
            ])
        );
    }
}
