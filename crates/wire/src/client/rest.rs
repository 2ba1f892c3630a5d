//! Requests of the two REST protocols: members are in the path, the query string, headers and the body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::model::{Api, Location, Member, Protocol, Shape, TimestampFormat};
use super::value::{json, text, xml};
use super::{EncodeError, HttpParts, Operation};

/// All but these are percent-encoded, as signatures want it.
pub(super) const UNRESERVED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// In a label that may be several parts of a path.
const GREEDY: &AsciiSet = &UNRESERVED.remove(b'/');

pub(super) fn request(operation: Operation, input: &Map<String, Value>) -> Result<HttpParts, EncodeError> {
    let api = operation.api;
    let mut labels = Vec::new();
    let mut query = Query::default();
    let mut headers = HeaderMap::new();
    for (name, value) in input.iter().filter(|(_, value)| !value.is_null()) {
        let Some(member) = operation.input().iter().find(|member| member.name == *name) else {
            return Err(EncodeError::Unknown { path: name.clone() });
        };
        let placed = match member.location {
            Location::Uri => label(api, member, value).map(|text| labels.push((member.wire_name(), text))),
            Location::Query => query.put(api, member, value),
            Location::Header => header(api, member, value, &mut headers),
            Location::Headers => headers_of(member, value, &mut headers),
            Location::Body | Location::StatusCode => Ok(()),
        };
        placed.map_err(|error| error.within(name))?;
    }
    let (path, own_query) = operation.facts.uri.split_once('?').unwrap_or((&operation.facts.uri, ""));
    let path = filled(path, &labels)?;
    let body = body(operation, input)?;
    if let Some(content_type) = body.content_type
        && !headers.contains_key(CONTENT_TYPE)
    {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    // API Gateway has another form of JSON, which is what one gets who does not ask.
    if api.protocol == Protocol::RestJson && !headers.contains_key(ACCEPT) {
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    }
    Ok(HttpParts {
        method: operation.facts.method.clone(),
        host_prefix: String::new(),
        path,
        query: query.after(own_query),
        headers,
        body: body.bytes,
    })
}

/// `{AccountId}.` with its labels filled in.
pub(super) fn host_prefix(template: &str, input: &Map<String, Value>) -> Result<String, EncodeError> {
    fill(template, |name| {
        let text = input.get(name).and_then(Value::as_str).unwrap_or_default();
        match text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.') {
            true if !text.is_empty() => Ok(text.to_owned()),
            _ => Err(EncodeError::Mismatch { path: name.to_owned(), expected: "a part of a host's name" }),
        }
    })
}

/// The path with the labels, `/{Bucket}/{Key+}`, filled in. An empty one would make it that of another operation.
fn filled(path: &str, labels: &[(&str, String)]) -> Result<String, EncodeError> {
    fill(path, |label| {
        let (name, set) = match label.strip_suffix('+') {
            Some(name) => (name, GREEDY),
            None => (label, UNRESERVED),
        };
        match labels.iter().find(|(known, _)| *known == name) {
            Some((_, text)) if !text.is_empty() => Ok(utf8_percent_encode(text, set).to_string()),
            _ => Err(EncodeError::Missing { path: name.to_owned() }),
        }
    })
}

fn fill(template: &str, value: impl Fn(&str) -> Result<String, EncodeError>) -> Result<String, EncodeError> {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (label, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(&value(label)?);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn label(api: &Api, member: &Member, value: &Value) -> Result<String, EncodeError> {
    let text = text::encode(api, member, value, TimestampFormat::Iso8601)?;
    // Route 53 gives ids as `/hostedzone/Z1`, and takes `Z1`.
    match member.shape_name.as_str() {
        "ResourceId" | "ChangeId" | "DelegationSetId" if api.name == "route53" => {
            Ok(text.rsplit('/').next().unwrap_or_default().to_owned())
        }
        _ => Ok(text),
    }
}

#[derive(Default)]
struct Query(Vec<String>);

impl Query {
    fn put(&mut self, api: &Api, member: &Member, value: &Value) -> Result<(), EncodeError> {
        let name = member.wire_name();
        match (api.shape(member), value) {
            (Shape::List(of), Value::Array(items)) => {
                items.iter().try_for_each(|item| self.put_single(api, of, name, item))
            }
            // Each key is a parameter.
            (Shape::Map(_, of), Value::Object(entries)) => {
                entries.iter().try_for_each(|(key, value)| match (api.shape(of), value) {
                    (Shape::List(of), Value::Array(items)) => {
                        items.iter().try_for_each(|item| self.put_single(api, of, key, item))
                    }
                    _ => self.put_single(api, of, key, value),
                })
            }
            _ => self.put_single(api, member, name, value),
        }
    }

    fn put_single(&mut self, api: &Api, at: &Member, name: &str, value: &Value) -> Result<(), EncodeError> {
        let text = text::encode(api, at, value, TimestampFormat::Iso8601)?;
        let encoded = |text| utf8_percent_encode(text, UNRESERVED);
        self.0.push(format!("{}={}", encoded(name), encoded(&text)));
        Ok(())
    }

    /// With what the operation has there itself: `list-type=2`.
    fn after(self, own: &str) -> String {
        let own = Some(own.to_owned()).filter(|own| !own.is_empty());
        own.into_iter().chain(self.0).collect::<Vec<_>>().join("&")
    }
}

fn header(api: &Api, member: &Member, value: &Value, headers: &mut HeaderMap) -> Result<(), EncodeError> {
    let text = match (api.shape(member), value) {
        (Shape::List(of), Value::Array(items)) => {
            let texts: Vec<String> =
                items.iter().map(|item| header_item(api, of, item)).collect::<Result<_, _>>()?;
            if texts.is_empty() {
                return Ok(());
            }
            texts.join(",")
        }
        _ => text::encode(api, member, value, TimestampFormat::Rfc822)?,
    };
    put_header(member.wire_name(), &text, headers)
}

fn header_item(api: &Api, at: &Member, value: &Value) -> Result<String, EncodeError> {
    let text = text::encode(api, at, value, TimestampFormat::Rfc822)?;
    match api.shape(at) {
        Shape::Text if text.contains([',', '"']) => Ok(format!("\"{}\"", text.replace('"', "\\\""))),
        _ => Ok(text),
    }
}

/// A map, with the beginning that its headers have in common.
fn headers_of(member: &Member, value: &Value, headers: &mut HeaderMap) -> Result<(), EncodeError> {
    let Value::Object(entries) = value else { return Err(EncodeError::mismatch("an object")) };
    entries.iter().try_for_each(|(key, value)| {
        let text =
            value.as_str().ok_or(EncodeError::mismatch("a text")).map_err(|error| error.within(key))?;
        put_header(&format!("{}{key}", member.wire_name()), text, headers)
    })
}

fn put_header(name: &str, text: &str, headers: &mut HeaderMap) -> Result<(), EncodeError> {
    let name = HeaderName::try_from(name).map_err(|_| EncodeError::mismatch("a name for a header"))?;
    headers.insert(name, header_value(text)?);
    Ok(())
}

pub(super) fn header_value(text: &str) -> Result<HeaderValue, EncodeError> {
    HeaderValue::try_from(text).map_err(|_| EncodeError::mismatch("a text for a header"))
}

#[derive(Default)]
struct Body {
    bytes: Vec<u8>,
    content_type: Option<&'static str>,
}

fn body(operation: Operation, input: &Map<String, Value>) -> Result<Body, EncodeError> {
    let api = operation.api;
    let Some(of_input) = &operation.facts.input else { return Ok(Body::default()) };
    let Some(structure) = api.structure(of_input) else { return Ok(Body::default()) };
    if let Some(payload) = structure.payload() {
        let value = input.get(&payload.name).filter(|value| !value.is_null());
        return payload_body(api, payload, value).map_err(|error| error.within(&payload.name));
    }
    let in_body = |name: &str| {
        structure.members.iter().any(|member| member.name == name && member.location == Location::Body)
    };
    let mut given = input.clone();
    given.retain(|name, value| !value.is_null() && in_body(name));
    let has_body = structure.members.iter().any(|member| member.location == Location::Body);
    match api.protocol {
        Protocol::RestJson if has_body => {
            Ok(Body::json(json::encode_members(api, &structure.members, &given)?))
        }
        Protocol::RestXml if !given.is_empty() => {
            let name = of_input.location_name.as_deref().unwrap_or(operation.name);
            Body::xml(api, of_input, name, &Value::Object(given))
        }
        _ => Ok(Body::default()),
    }
}

fn payload_body(api: &Api, payload: &Member, value: Option<&Value>) -> Result<Body, EncodeError> {
    match (api.shape(payload), value) {
        (Shape::Blob, Some(value)) => {
            let base64 = value.as_str().ok_or(EncodeError::mismatch("base64"))?;
            let bytes = STANDARD.decode(base64).map_err(|_| EncodeError::mismatch("base64"))?;
            Ok(Body { bytes, content_type: None })
        }
        (Shape::Text, Some(value)) => {
            let text = text::encode(api, payload, value, TimestampFormat::Iso8601)?;
            Ok(Body { bytes: text.into_bytes(), content_type: None })
        }
        (Shape::Blob | Shape::Text, None) => Ok(Body::default()),
        (_, Some(value)) if api.protocol == Protocol::RestXml => {
            Body::xml(api, payload, payload.wire_name(), value)
        }
        (_, Some(value)) => Ok(Body::json(json::encode(api, payload, value)?)),
        (_, None) if api.protocol == Protocol::RestJson => Ok(Body::json(Value::Object(Map::new()))),
        (_, None) => Ok(Body::default()),
    }
}

impl Body {
    fn json(value: Value) -> Body {
        Body { bytes: value.to_string().into_bytes(), content_type: Some("application/json") }
    }

    fn xml(api: &Api, at: &Member, name: &str, value: &Value) -> Result<Body, EncodeError> {
        let mut text = String::new();
        xml::encode(api, at, name, value, &mut text)?;
        Ok(Body { bytes: text.into_bytes(), content_type: Some("application/xml") })
    }
}
