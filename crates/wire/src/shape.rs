//! What a value may be, and what is wrong with one that is not.
//!
//! A request is checked in two steps, as AWS does it. A value of the wrong type is a `SerializationException` about the first
//! one found. Then all constraints (required, length, range, enumeration, pattern) are looked at, and one
//! `ValidationException` lists every violation.

use std::fmt::Write;
use std::sync::OnceLock;

use regex::Regex;
use serde_json::Value;

use crate::error::Error;
use crate::json::timestamp;

pub const UNLIMITED: u32 = u32::MAX;
/// Violations that one answer lists at most.
const VIOLATIONS_MAX: usize = 50;
/// What an answer shows of a value at most, in characters.
const SHOWN_MAX: usize = 1024;

#[derive(Debug)]
pub enum Shape {
    Text(Text),
    Integer {
        min: i64,
        max: i64,
        name: &'static str,
    },
    Number,
    Boolean,
    /// Seconds since 1970.
    Timestamp,
    /// Base64.
    Blob,
    List(&'static Shape, Length),
    Map(&'static Shape, &'static Shape, Length),
    Structure(&'static str, &'static [Member]),
}

#[derive(Debug)]
pub struct Text {
    /// In characters.
    pub length: Length,
    pub pattern: Pattern,
    /// Empty for any.
    pub one_of: &'static [&'static str],
}

#[derive(Debug)]
pub struct Pattern {
    /// As the model has it; empty for none.
    pub text: &'static str,
    /// The same for `regex`, compiled when it is first needed.
    regex: &'static str,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    const fn new(text: &'static str, regex: &'static str) -> Self {
        Pattern { text, regex, compiled: OnceLock::new() }
    }

    fn matches(&self, value: &str) -> bool {
        let compile = || Regex::new(self.regex).expect("checked when it was generated");
        self.text.is_empty() || self.compiled.get_or_init(compile).is_match(value)
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Length {
    pub min: u32,
    pub max: u32,
}

#[derive(Debug)]
pub struct Member {
    pub name: &'static str,
    pub shape: &'static Shape,
    pub required: bool,
}

pub const fn text(min: u32, max: u32, pattern: &'static str, regex: &'static str) -> Shape {
    Shape::Text(Text { length: Length { min, max }, pattern: Pattern::new(pattern, regex), one_of: &[] })
}

pub const fn one_of(values: &'static [&'static str]) -> Shape {
    Shape::Text(Text {
        length: Length { min: 0, max: UNLIMITED },
        pattern: Pattern::new("", ""),
        one_of: values,
    })
}

pub const fn integer(min: i64, max: i64, name: &'static str) -> Shape {
    Shape::Integer { min, max, name }
}

pub const fn list(of: &'static Shape, min: u32, max: u32) -> Shape {
    Shape::List(of, Length { min, max })
}

pub const fn map(key: &'static Shape, value: &'static Shape, min: u32, max: u32) -> Shape {
    Shape::Map(key, value, Length { min, max })
}

pub static EMPTY: Shape = Shape::Structure("Empty", &[]);

/// A constraint that a value does not keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// `lookupAttributes.1.member.attributeKey`
    pub path: String,
    /// The whole sentence.
    pub message: String,
}

/// Whether the value is what the shape says, with AWS's words where it is not. Members that the shape does not know are
/// passed over: a newer client may send them.
pub fn check(shape: &Shape, value: &Value) -> Result<(), Error> {
    check_types(shape, value)?;
    refusal(&violations(shape, value)).map_or(Ok(()), Err)
}

/// Every constraint that a value of the right type does not keep.
pub fn violations(shape: &Shape, value: &Value) -> Vec<Violation> {
    let mut violations = Vec::new();
    check_constraints(shape, value, &mut Path::default(), &mut violations);
    violations
}

/// The answer to violations, if there are any.
pub fn refusal(violations: &[Violation]) -> Option<Error> {
    let count = violations.len();
    let listed: Vec<&str> = violations.iter().take(VIOLATIONS_MAX).map(|v| v.message.as_str()).collect();
    (count > 0).then(|| {
        let errors = if count == 1 { "error" } else { "errors" };
        Error::validation(format!("{count} validation {errors} detected: {}", listed.join("; ")))
    })
}

/// A whole number, also written as `3.0`.
pub fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let number = value.as_f64()?;
        (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
    })
}

/// The first value of a wrong type.
pub fn check_types(shape: &Shape, value: &Value) -> Result<(), Error> {
    if value.is_null() {
        return Ok(());
    }
    let cannot = |wanted: &str| {
        Err(Error::serialization(match value {
            Value::Object(_) => "Start of structure or map found where not expected.".to_owned(),
            Value::Array(_) => "Start of list found where not expected.".to_owned(),
            Value::String(_) => format!("STRING_VALUE can not be converted to {wanted}"),
            Value::Bool(true) => format!("TRUE_VALUE can not be converted to {wanted}"),
            Value::Bool(false) => format!("FALSE_VALUE can not be converted to {wanted}"),
            _ if value.is_f64() => format!("DECIMAL_VALUE can not be converted to {wanted}"),
            _ => format!("NUMBER_VALUE can not be converted to {wanted}"),
        }))
    };
    match shape {
        Shape::Text(_) if value.is_string() => Ok(()),
        Shape::Text(_) => cannot("a String"),
        Shape::Integer { name, .. } => match (whole(value), *name) {
            (Some(number), "Integer") if i32::try_from(number).is_err() => {
                Err(Error::serialization(format!("{number} is not an Integer of 32 bits")))
            }
            (Some(_), _) => Ok(()),
            (None, "Integer") => cannot("an Integer"),
            (None, _) => cannot("a Long"),
        },
        Shape::Number if value.is_number() => Ok(()),
        Shape::Number => cannot("a Double"),
        Shape::Boolean if value.is_boolean() => Ok(()),
        Shape::Boolean => cannot("a Boolean"),
        Shape::Timestamp if timestamp(value).is_some() => Ok(()),
        Shape::Timestamp => cannot("milliseconds since epoch"),
        Shape::Blob => match <crate::json::Blob as crate::json::Json>::from_json(value.clone()) {
            Ok(_) => Ok(()),
            Err(_) => cannot("a Blob"),
        },
        Shape::List(of, _) => match value {
            Value::Array(items) => items.iter().try_for_each(|item| check_types(of, item)),
            Value::Object(_) => cannot("a list"),
            _ => Err(Error::serialization("Expected list or null")),
        },
        Shape::Map(_, of, _) => match value {
            Value::Object(items) => items.values().try_for_each(|item| check_types(of, item)),
            Value::Array(_) => cannot("a map"),
            _ => Err(Error::serialization("Expected map or null")),
        },
        Shape::Structure(_, members) => match value {
            Value::Object(found) => members.iter().try_for_each(|member| {
                found.get(member.name).map_or(Ok(()), |value| check_types(member.shape, value))
            }),
            Value::Array(_) => cannot("a structure"),
            _ => Err(Error::serialization("Expected structure or null")),
        },
    }
}

/// Where a value is: `lookupAttributes.1.member.attributeKey`.
#[derive(Default)]
struct Path(String);

impl Path {
    fn within<T>(&mut self, step: &str, f: impl FnOnce(&mut Path) -> T) -> T {
        let length = self.0.len();
        if length > 0 {
            self.0.push('.');
        }
        // AWS writes the members with a small first letter, whatever they are called.
        let mut characters = step.chars();
        self.0.extend(characters.next().map(|c| c.to_ascii_lowercase()));
        self.0.push_str(characters.as_str());
        let result = f(self);
        self.0.truncate(length);
        result
    }
}

fn check_constraints(shape: &Shape, value: &Value, path: &mut Path, violations: &mut Vec<Violation>) {
    if value.is_null() {
        return;
    }
    for rule in broken_rules(shape, value) {
        violations.push(violation(value, shape, path, &rule));
    }
    match (shape, value) {
        (Shape::List(of, _), Value::Array(items)) => match of {
            Shape::Structure(..) | Shape::List(..) | Shape::Map(..) => {
                for (at, item) in items.iter().enumerate() {
                    path.within(&format!("{}.member", at + 1), |path| {
                        check_constraints(of, item, path, violations)
                    });
                }
            }
            // Of a list of plain values AWS names the list, and all the rules that an element broke.
            _ => {
                if items.iter().any(|item| !broken_rules(of, item).is_empty()) {
                    let rule = format!("Member must satisfy constraint: [{}]", rules(of).join(", "));
                    violations.push(violation(value, shape, path, &rule));
                }
            }
        },
        (Shape::Map(key, of, _), Value::Object(items)) => {
            if items.keys().any(|k| !broken_rules(key, &Value::String(k.clone())).is_empty()) {
                let rule = format!("Map keys must satisfy constraint: [{}]", rules(key).join(", "));
                violations.push(violation(value, shape, path, &rule));
            }
            match of {
                Shape::Structure(..) | Shape::List(..) | Shape::Map(..) => {
                    for (key, item) in items {
                        path.within(&format!("{key}.member"), |path| {
                            check_constraints(of, item, path, violations)
                        });
                    }
                }
                _ => {
                    if items.values().any(|item| !broken_rules(of, item).is_empty()) {
                        let rule = format!("Map value must satisfy constraint: [{}]", rules(of).join(", "));
                        violations.push(violation(value, shape, path, &rule));
                    }
                }
            }
        }
        (Shape::Structure(_, members), Value::Object(found)) => {
            for member in *members {
                path.within(member.name, |path| {
                    let value = found.get(member.name).unwrap_or(&Value::Null);
                    if member.required && value.is_null() {
                        violations.push(violation(value, member.shape, path, "Member must not be null"));
                    }
                    check_constraints(member.shape, value, path, violations);
                });
            }
        }
        _ => {}
    }
}

fn violation(value: &Value, shape: &Shape, path: &Path, rule: &str) -> Violation {
    let mut shown = String::new();
    show(value, shape, &mut shown);
    if let Some((cut, _)) = shown.char_indices().nth(SHOWN_MAX) {
        shown.truncate(cut);
        shown.push('…');
    }
    // A value that is not there is shown without quotes.
    let quoted = if value.is_null() { shown } else { format!("'{shown}'") };
    let message = format!("Value {quoted} at '{}' failed to satisfy constraint: {rule}", path.0);
    Violation { path: path.0.clone(), message }
}

/// A value as AWS shows it: lists in brackets, structures as `Name(member=value)`.
fn show(value: &Value, shape: &Shape, out: &mut String) {
    if out.len() > 4 * SHOWN_MAX {
        return;
    }
    match (value, shape) {
        (Value::Null, _) => out.push_str("null"),
        (Value::String(text), _) => out.push_str(text),
        (Value::Array(items), _) => {
            let of = if let Shape::List(of, _) = shape { of } else { &EMPTY };
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                show(item, of, out);
            }
            out.push(']');
        }
        (Value::Object(found), Shape::Structure(name, members)) => {
            let _ = write!(out, "{name}(");
            for (at, member) in members.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                let _ = write!(out, "{}=", member.name);
                show(found.get(member.name).unwrap_or(&Value::Null), member.shape, out);
            }
            out.push(')');
        }
        (Value::Object(items), _) => {
            let of = if let Shape::Map(_, of, _) = shape { of } else { &EMPTY };
            out.push('{');
            for (at, (key, item)) in items.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                let _ = write!(out, "{key}=");
                show(item, of, out);
            }
            out.push('}');
        }
        (other, _) => {
            let _ = write!(out, "{other}");
        }
    }
}

/// The shape's own constraints, in AWS's words.
fn rules(shape: &Shape) -> Vec<String> {
    let mut rules = Vec::new();
    let mut length = |length: &Length| {
        if length.max != UNLIMITED {
            rules.push(format!("Member must have length less than or equal to {}", length.max));
        }
        if length.min > 0 {
            rules.push(format!("Member must have length greater than or equal to {}", length.min));
        }
    };
    match shape {
        Shape::Text(text) => {
            length(&text.length);
            if !text.pattern.text.is_empty() {
                rules.push(format!("Member must satisfy regular expression pattern: {}", text.pattern.text));
            }
            if !text.one_of.is_empty() {
                rules.push(format!("Member must satisfy enum value set: [{}]", text.one_of.join(", ")));
            }
        }
        Shape::List(_, limits) | Shape::Map(_, _, limits) => length(limits),
        Shape::Integer { min, max, .. } => {
            rules.push(format!("Member must have value less than or equal to {max}"));
            rules.push(format!("Member must have value greater than or equal to {min}"));
        }
        _ => {}
    }
    rules
}

/// Those of the shape's own constraints that the value does not keep.
fn broken_rules(shape: &Shape, value: &Value) -> Vec<String> {
    let mut broken = Vec::new();
    let mut length = |found: usize, length: &Length| {
        if found < length.min as usize {
            broken.push(format!("Member must have length greater than or equal to {}", length.min));
        }
        if length.max != UNLIMITED && found > length.max as usize {
            broken.push(format!("Member must have length less than or equal to {}", length.max));
        }
    };
    match (shape, value) {
        (Shape::Text(text), Value::String(found)) => {
            length(found.chars().count(), &text.length);
            if !text.pattern.matches(found) {
                let pattern = text.pattern.text;
                broken.push(format!("Member must satisfy regular expression pattern: {pattern}"));
            }
            if !text.one_of.is_empty() && !text.one_of.contains(&found.as_str()) {
                let values = text.one_of.join(", ");
                broken.push(format!("Member must satisfy enum value set: [{values}]"));
            }
        }
        (Shape::List(_, limits), Value::Array(items)) => length(items.len(), limits),
        (Shape::Map(_, _, limits), Value::Object(items)) => length(items.len(), limits),
        (Shape::Integer { min, max, .. }, found) => {
            if let Some(found) = whole(found) {
                if found < *min {
                    broken.push(format!("Member must have value greater than or equal to {min}"));
                }
                if found > *max {
                    broken.push(format!("Member must have value less than or equal to {max}"));
                }
            }
        }
        _ => {}
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudtrail;
    use crate::operation::Operation;
    use serde_json::json;

    fn problem(shape: &Shape, value: Value) -> String {
        check(shape, &value).map_or_else(|error| error.to_string(), |()| "fine".to_owned())
    }

    #[test]
    fn types_are_looked_at_first() {
        let lookup = cloudtrail::LookupEvents::SPEC.input;
        let wrong = |value| problem(lookup, value);
        assert_eq!(wrong(json!({"MaxResults": 10, "Unknown": 1, "NextToken": null})), "fine");
        assert_eq!(
            wrong(json!({"MaxResults": "ten"})),
            "SerializationException: STRING_VALUE can not be converted to an Integer"
        );
        assert_eq!(
            wrong(json!({"NextToken": 7})),
            "SerializationException: NUMBER_VALUE can not be converted to a String"
        );
        assert_eq!(
            wrong(json!({"NextToken": {}})),
            "SerializationException: Start of structure or map found where not expected."
        );
        assert_eq!(wrong(json!({"LookupAttributes": "x"})), "SerializationException: Expected list or null");
        assert_eq!(wrong(json!([])), "SerializationException: Start of list found where not expected.");
        assert_eq!(
            wrong(json!({"StartTime": "soon"})),
            "SerializationException: STRING_VALUE can not be converted to milliseconds since epoch"
        );
    }

    #[test]
    fn all_violations_are_listed() {
        let lookup = cloudtrail::LookupEvents::SPEC.input;
        assert_eq!(
            problem(lookup, json!({"MaxResults": 0, "LookupAttributes": [{"AttributeKey": "Nobody"}]})),
            "ValidationException: 3 validation errors detected: \
             Value 'Nobody' at 'lookupAttributes.1.member.attributeKey' failed to satisfy constraint: Member must satisfy enum \
             value set: [EventId, EventName, ReadOnly, Username, ResourceType, ResourceName, EventSource, AccessKeyId]; \
             Value null at 'lookupAttributes.1.member.attributeValue' failed to satisfy constraint: Member must not be null; \
             Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1"
        );
        let query = cloudtrail::StartQuery::SPEC.input;
        assert_eq!(
            problem(query, json!({"QueryAlias": "9", "QueryParameters": ["", "x"]})),
            "ValidationException: 2 validation errors detected: \
             Value '9' at 'queryAlias' failed to satisfy constraint: Member must satisfy regular expression pattern: \
             ^[a-zA-Z][a-zA-Z0-9._\\-]*$; \
             Value '[, x]' at 'queryParameters' failed to satisfy constraint: Member must satisfy constraint: \
             [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, \
             Member must satisfy regular expression pattern: .*]"
        );
    }
}
