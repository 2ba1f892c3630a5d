//! Values as XML elements.

use std::borrow::Cow;

use quick_xml::escape::escape;
use serde_json::{Map, Value};

use super::element::Element;
use super::text;
use crate::client::model::{Api, Member, Shape, TimestampFormat};
use crate::client::{DecodeError, EncodeError};

/// The value of a member, in elements of this name: one, or for flattened lists and maps any number of them.
pub fn encode(
    api: &Api,
    at: &Member,
    name: &str,
    value: &Value,
    xml: &mut String,
) -> Result<(), EncodeError> {
    match (api.shape(at), value) {
        (Shape::Structure(structure), Value::Object(given)) => {
            encode_structure(api, at, name, &structure.members, given, xml)
        }
        (Shape::List(of), Value::Array(items)) => {
            let item_name = match at.flattened {
                true => name,
                false => of.location_name.as_deref().unwrap_or("member"),
            };
            around(at, name, !at.flattened, xml, |xml| {
                items.iter().try_for_each(|item| encode(api, of, item_name, item, xml))
            })
        }
        (Shape::Map(keys, values), Value::Object(entries)) => around(at, name, !at.flattened, xml, |xml| {
            let entry_name = if at.flattened { name } else { "entry" };
            entries.iter().try_for_each(|(key, value)| {
                begin(entry_name, "", xml);
                encode(api, keys, map_part(keys, "key"), &key.as_str().into(), xml)?;
                encode(api, values, map_part(values, "value"), value, xml)
                    .map_err(|error| error.within(key))?;
                end(entry_name, xml);
                Ok(())
            })
        }),
        (Shape::Structure(_) | Shape::Map(..), _) => Err(EncodeError::mismatch("an object")),
        (Shape::List(_), _) => Err(EncodeError::mismatch("a list")),
        (_, value) => {
            let text = text::encode(api, at, value, TimestampFormat::Iso8601)?;
            around(at, name, true, xml, |xml| {
                xml.push_str(&escape(&text));
                Ok(())
            })
        }
    }
}

fn encode_structure(
    api: &Api,
    at: &Member,
    name: &str,
    members: &[Member],
    given: &Map<String, Value>,
    xml: &mut String,
) -> Result<(), EncodeError> {
    let (mut attributes, mut inside) = (namespace(at), String::new());
    for (name, value) in given.iter().filter(|(_, value)| !value.is_null()) {
        let Some(member) = members.iter().find(|member| member.name == *name) else {
            return Err(EncodeError::Unknown { path: name.clone() });
        };
        if member.xml_attribute {
            let text = text::encode(api, member, value, TimestampFormat::Iso8601)
                .map_err(|error| error.within(name))?;
            attributes.push_str(&format!(" {}=\"{}\"", member.wire_name(), escape(&text)));
        } else {
            encode(api, member, member.wire_name(), value, &mut inside)
                .map_err(|error| error.within(name))?;
        }
    }
    begin(name, &attributes, xml);
    xml.push_str(&inside);
    end(name, xml);
    Ok(())
}

/// What is inside, in an element of this name if it is to have one.
fn around(
    at: &Member,
    name: &str,
    has_element: bool,
    xml: &mut String,
    inside: impl FnOnce(&mut String) -> Result<(), EncodeError>,
) -> Result<(), EncodeError> {
    if !has_element {
        return inside(xml);
    }
    begin(name, &namespace(at), xml);
    inside(xml)?;
    end(name, xml);
    Ok(())
}

fn begin(name: &str, attributes: &str, xml: &mut String) {
    xml.extend(["<", name, attributes, ">"]);
}

fn end(name: &str, xml: &mut String) {
    xml.extend(["</", name, ">"]);
}

fn namespace(at: &Member) -> String {
    match &at.xml_namespace {
        Some(namespace) => {
            let prefix = namespace.prefix.as_deref().map_or(Cow::Borrowed(""), |p| format!(":{p}").into());
            format!(" xmlns{prefix}=\"{}\"", escape(&namespace.uri))
        }
        None => String::new(),
    }
}

fn map_part<'a>(of: &'a Member, usual: &'a str) -> &'a str {
    of.location_name.as_deref().unwrap_or(usual)
}

/// The value that one element is.
pub fn decode(api: &Api, at: &Member, element: &Element) -> Result<Value, DecodeError> {
    match api.shape(at) {
        Shape::Structure(structure) => {
            let mut members = Map::new();
            for member in structure.members.iter().filter(|member| member.is_in_output_body()) {
                if let Some(value) = decode_member(api, member, element)? {
                    members.insert(member.name.clone(), value);
                }
            }
            Ok(Value::Object(members))
        }
        Shape::List(of) => element
            .children
            .iter()
            .map(|item| decode(api, of, item))
            .collect::<Result<_, _>>()
            .map(Value::Array),
        Shape::Map(keys, values) => decode_entries(api, keys, values, element.children.iter()),
        // An element where text is meant: not what the model describes.
        _ if !element.children.is_empty() => Err(DecodeError::mismatch("a single value")),
        _ => text::decode(api, at, &element.text),
    }
}

/// The member in the element of its structure.
pub fn decode_member(api: &Api, member: &Member, structure: &Element) -> Result<Option<Value>, DecodeError> {
    if member.xml_attribute {
        return Ok(structure.attribute(member.wire_name()).map(|text| Value::String(text.to_owned())));
    }
    let mut found = structure.named(element_name(api, member)).peekable();
    let Some(first) = found.peek() else { return Ok(None) };
    let decoded = match api.shape(member) {
        Shape::List(of) if member.flattened => {
            found.map(|item| decode(api, of, item)).collect::<Result<_, _>>().map(Value::Array)
        }
        Shape::Map(keys, values) if member.flattened => decode_entries(api, keys, values, found),
        _ => decode(api, member, first),
    };
    decoded.map(Some).map_err(|error| error.within(&member.name))
}

/// What a member's elements are called. Those of a flattened list are its items.
pub fn element_name<'a>(api: &'a Api, member: &'a Member) -> &'a str {
    match api.shape(member) {
        Shape::List(of) if member.flattened => of.location_name.as_deref().unwrap_or(member.wire_name()),
        _ => member.wire_name(),
    }
}

fn decode_entries<'a>(
    api: &Api,
    keys: &Member,
    values: &Member,
    entries: impl Iterator<Item = &'a Element>,
) -> Result<Value, DecodeError> {
    let mut decoded = Map::new();
    for entry in entries {
        let key =
            entry.first(map_part(keys, "key")).ok_or(DecodeError::mismatch("a map: an entry has no key"))?;
        let value = match entry.first(map_part(values, "value")) {
            Some(value) => decode(api, values, value).map_err(|error| error.within(&key.text))?,
            None => return Err(DecodeError::mismatch("a map: an entry has no value")),
        };
        decoded.insert(key.text.clone(), value);
    }
    Ok(Value::Object(decoded))
}
