//! Values as JSON.

use serde_json::{Map, Value};

use super::text;
use crate::client::model::{Api, Member, Shape, TimestampFormat};
use crate::client::{DecodeError, EncodeError};

pub fn encode(api: &Api, at: &Member, value: &Value) -> Result<Value, EncodeError> {
    match (api.shape(at), value) {
        (Shape::Document, value) => Ok(value.clone()),
        (Shape::Structure(structure), Value::Object(given)) => encode_members(api, &structure.members, given),
        (Shape::Map(_, of), Value::Object(entries)) => {
            let entry = |(key, value): (&String, &Value)| {
                Ok((key.clone(), encode(api, of, value).map_err(|error| error.within(key))?))
            };
            entries.iter().map(entry).collect::<Result<Map<_, _>, _>>().map(Value::Object)
        }
        (Shape::List(of), Value::Array(items)) => {
            items.iter().map(|item| encode(api, of, item)).collect::<Result<_, _>>().map(Value::Array)
        }
        (Shape::Structure(_) | Shape::Map(..), _) => Err(EncodeError::mismatch("an object")),
        (Shape::List(_), _) => Err(EncodeError::mismatch("a list")),
        (Shape::Boolean, value) => text::boolean(value).map(Value::Bool),
        (Shape::Integer | Shape::Float, value) => text::number(value).map(Value::Number),
        (Shape::Timestamp, value) => {
            text::wire_time(value, at.format.unwrap_or(TimestampFormat::UnixTimestamp))
        }
        (Shape::Text | Shape::Blob, value) => {
            text::encode(api, at, value, TimestampFormat::UnixTimestamp).map(Value::String)
        }
    }
}

pub fn encode_members(
    api: &Api,
    members: &[Member],
    given: &Map<String, Value>,
) -> Result<Value, EncodeError> {
    let mut encoded = Map::new();
    for (name, value) in given.iter().filter(|(_, value)| !value.is_null()) {
        let Some(member) = members.iter().find(|member| member.name == *name) else {
            return Err(EncodeError::Unknown { path: name.clone() });
        };
        let value = encode(api, member, value).map_err(|error| error.within(name))?;
        encoded.insert(member.wire_name().to_owned(), value);
    }
    Ok(Value::Object(encoded))
}

/// `null` stays, for lists and maps can have it; structures leave it out.
pub fn decode(api: &Api, at: &Member, value: &Value) -> Result<Value, DecodeError> {
    match (api.shape(at), value) {
        (_, Value::Null) => Ok(Value::Null),
        (Shape::Document, value) => Ok(value.clone()),
        (Shape::Structure(structure), Value::Object(found)) => {
            let mut members = Map::new();
            for member in &structure.members {
                if let Some(value) = decode_member(api, member, found)? {
                    members.insert(member.name.clone(), value);
                }
            }
            Ok(Value::Object(members))
        }
        (Shape::Map(_, of), Value::Object(entries)) => {
            let entry = |(key, value): (&String, &Value)| {
                Ok((key.clone(), decode(api, of, value).map_err(|error| error.within(key))?))
            };
            entries.iter().map(entry).collect::<Result<Map<_, _>, _>>().map(Value::Object)
        }
        (Shape::List(of), Value::Array(items)) => {
            items.iter().map(|item| decode(api, of, item)).collect::<Result<_, _>>().map(Value::Array)
        }
        (Shape::Structure(_) | Shape::Map(..), _) => Err(DecodeError::mismatch("an object")),
        (Shape::List(_), _) => Err(DecodeError::mismatch("a list")),
        (Shape::Timestamp, Value::Number(number)) => match number.as_f64().and_then(text::from_seconds) {
            Some(time) => Ok(Value::String(text::iso(time))),
            None => Err(DecodeError::mismatch("a time")),
        },
        (Shape::Integer, Value::Number(number)) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => {
                Ok((float as i64).into())
            }
            _ => Ok(value.clone()),
        },
        (Shape::Boolean, Value::Bool(_)) | (Shape::Float, Value::Number(_)) => Ok(value.clone()),
        // Some services are not so exact about what a text is.
        (Shape::Text, Value::Number(_) | Value::Bool(_)) => Ok(value.clone()),
        (_, Value::String(text)) => text::decode(api, at, text),
        _ => Err(DecodeError::mismatch("a value of the kind that is expected")),
    }
}

/// The member in an object of the wire.
pub fn decode_member(
    api: &Api,
    member: &Member,
    found: &Map<String, Value>,
) -> Result<Option<Value>, DecodeError> {
    match found.get(member.wire_name()) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => decode(api, member, value).map(Some).map_err(|error| error.within(&member.name)),
    }
}
