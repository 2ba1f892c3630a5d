//! JSON values to Rust types, and Rust types to JSON text.
//!
//! Whether a value fits is found out before, by its [shape](crate::shape), which can say what is wrong with it; here a value
//! that does not fit is only a [`Mismatch`]. Answers are written as text at once: a page of event history is 100 KB, and as a tree of
//! values it would be built, copied and thrown away for each request.

use std::collections::BTreeMap;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A value does not have the shape that it was checked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the value does not have the expected shape")]
pub struct Mismatch;

/// A member that is not there is `null`.
pub trait Json: Sized + Serialize {
    fn from_json(value: Value) -> Result<Self, Mismatch>;

    /// Whether a structure leaves it out.
    fn is_absent(&self) -> bool {
        false
    }
}

pub type Map<K, V> = BTreeMap<K, V>;

/// Milliseconds since 1970, on the wire a number of seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// Bytes, on the wire in base64.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blob(pub Vec<u8>);

/// Input or output without members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Empty;

/// The members of a structure.
pub fn object(value: Value) -> Result<serde_json::Map<String, Value>, Mismatch> {
    match value {
        Value::Object(members) => Ok(members),
        Value::Null => Ok(serde_json::Map::new()),
        _ => Err(Mismatch),
    }
}

pub fn member<T: Json>(members: &mut serde_json::Map<String, Value>, name: &str) -> Result<T, Mismatch> {
    T::from_json(members.remove(name).unwrap_or(Value::Null))
}

impl Json for String {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::String(text) => Ok(text),
            _ => Err(Mismatch),
        }
    }
}

impl Json for bool {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        value.as_bool().ok_or(Mismatch)
    }
}

impl Json for i64 {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        crate::shape::whole(&value).ok_or(Mismatch)
    }
}

impl Json for f64 {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        value.as_f64().ok_or(Mismatch)
    }
}

impl Json for Timestamp {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        timestamp(&value).ok_or(Mismatch)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 % 1000 {
            0 => to.serialize_i64(self.0 / 1000),
            _ => to.serialize_f64(self.0 as f64 / 1000.0),
        }
    }
}

/// Seconds since 1970; also the text forms, which some clients send.
pub fn timestamp(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(number) => {
            let millis = number.as_f64()? * 1000.0;
            (millis.abs() < 1e15).then(|| Timestamp(millis.round() as i64))
        }
        Value::String(text) => {
            let time = chrono::DateTime::parse_from_rfc3339(text).ok()?;
            Some(Timestamp(time.timestamp_millis()))
        }
        _ => None,
    }
}

impl Json for Blob {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        Ok(Blob(STANDARD.decode(value.as_str().ok_or(Mismatch)?).map_err(|_| Mismatch)?))
    }
}

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<T: Json> Json for Option<T> {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Null => Ok(None),
            value => T::from_json(value).map(Some),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Json> Json for Vec<T> {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Array(items) => items.into_iter().map(T::from_json).collect(),
            _ => Err(Mismatch),
        }
    }
}

impl<K: FromStr + Serialize + Ord, V: Json> Json for BTreeMap<K, V> {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        let items = object(value)?.into_iter();
        items.map(|(k, v)| Ok((k.parse().map_err(|_| Mismatch)?, V::from_json(v)?))).collect()
    }
}

impl Serialize for Empty {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(std::iter::empty::<((), ())>())
    }
}

impl Json for Empty {
    fn from_json(_: Value) -> Result<Self, Mismatch> {
        Ok(Empty)
    }
}
