//! Requests of the query protocol and of EC2's, which is almost the same: forms with numbered names.

use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderValue};
use percent_encoding::utf8_percent_encode;
use serde_json::{Map, Value};

use super::model::{Api, Member, Protocol, Shape, TimestampFormat};
use super::rest::UNRESERVED;
use super::value::text;
use super::{EncodeError, HttpParts, Operation};

pub(super) fn request(operation: Operation, input: &Map<String, Value>) -> Result<HttpParts, EncodeError> {
    let mut form = Form { api: operation.api, text: String::new() };
    form.put("Action", operation.name);
    form.put("Version", &operation.api.version);
    form.members("", operation.input(), input)?;
    let form_type = HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");
    Ok(HttpParts {
        method: operation.facts.method.clone(),
        host_prefix: String::new(),
        path: "/".to_owned(),
        query: String::new(),
        headers: HeaderMap::from_iter([(CONTENT_TYPE, form_type)]),
        body: form.text.into_bytes(),
    })
}

struct Form<'a> {
    api: &'a Api,
    text: String,
}

impl Form<'_> {
    fn members(
        &mut self,
        prefix: &str,
        members: &[Member],
        given: &Map<String, Value>,
    ) -> Result<(), EncodeError> {
        for (name, value) in given.iter().filter(|(_, value)| !value.is_null()) {
            let Some(member) = members.iter().find(|member| member.name == *name) else {
                return Err(EncodeError::Unknown { path: name.clone() });
            };
            let key = dotted(prefix, &self.name(member));
            self.value(key, member, value).map_err(|error| error.within(name))?;
        }
        Ok(())
    }

    fn value(&mut self, key: String, at: &Member, value: &Value) -> Result<(), EncodeError> {
        match (self.api.shape(at), value) {
            (Shape::Structure(structure), Value::Object(given)) => {
                self.members(&key, &structure.members, given)
            }
            (Shape::List(_), Value::Array(items)) if items.is_empty() => {
                // That it is empty can be said in one of the two.
                if self.api.protocol == Protocol::Query {
                    self.put(&key, "");
                }
                Ok(())
            }
            (Shape::List(of), Value::Array(items)) => {
                let key = self.list_key(key, at, of);
                let mut numbered = items.iter().zip(1..);
                numbered.try_for_each(|(item, n)| self.value(format!("{key}.{n}"), of, item))
            }
            (Shape::Map(keys, values), Value::Object(entries)) => {
                let entry = if at.flattened { key } else { format!("{key}.entry") };
                let key_name = keys.location_name.as_deref().unwrap_or("key");
                let value_name = values.location_name.as_deref().unwrap_or("value");
                let mut numbered = entries.iter().zip(1..);
                numbered.try_for_each(|((key, value), n)| {
                    self.put(&format!("{entry}.{n}.{key_name}"), key);
                    self.value(format!("{entry}.{n}.{value_name}"), values, value)
                })
            }
            (Shape::Structure(_) | Shape::Map(..), _) => Err(EncodeError::mismatch("an object")),
            (Shape::List(_), _) => Err(EncodeError::mismatch("a list")),
            (_, value) => {
                let text = text::encode(self.api, at, value, TimestampFormat::Iso8601)?;
                self.put(&key, &text);
                Ok(())
            }
        }
    }

    /// Names for EC2 begin with a capital, where the model has another spelling for answers.
    fn name(&self, member: &Member) -> String {
        match (self.api.protocol, &member.query_name) {
            (Protocol::Ec2, Some(name)) => name.clone(),
            (Protocol::Ec2, None) => capitalized(member.wire_name()),
            _ => member.wire_name().to_owned(),
        }
    }

    /// What stands before the numbers of a list's items.
    fn list_key(&self, key: String, at: &Member, of: &Member) -> String {
        if self.api.protocol == Protocol::Ec2 {
            return key;
        }
        match (at.flattened, &of.location_name) {
            (false, name) => format!("{key}.{}", name.as_deref().unwrap_or("member")),
            (true, None) => key,
            // The items' name in the place of the list's.
            (true, Some(name)) => dotted(key.rsplit_once('.').map_or("", |(before, _)| before), name),
        }
    }

    fn put(&mut self, name: &str, value: &str) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        self.text.extend(utf8_percent_encode(name, UNRESERVED));
        self.text.push('=');
        self.text.extend(utf8_percent_encode(value, UNRESERVED));
    }
}

fn dotted(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
}

fn capitalized(name: &str) -> String {
    let mut characters = name.chars();
    match characters.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + characters.as_str(),
        None => String::new(),
    }
}
