//! Outputs from answers, in all protocols.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use serde_json::{Map, Value};

use super::model::{Api, Location, Member, Protocol, Shape, Structure};
use super::value::element::Element;
use super::value::{json, text, xml};
use super::{DecodeError, Operation};

pub(super) struct Answer<'a> {
    pub status: u16,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

pub(super) fn output(operation: Operation, answer: &Answer) -> Result<Value, DecodeError> {
    if !(200..300).contains(&answer.status) {
        return Err(DecodeError::Status(answer.status));
    }
    match operation.api.protocol {
        Protocol::Query | Protocol::Ec2 => query_output(operation, answer),
        Protocol::Json => json_output(operation, answer),
        Protocol::RestJson | Protocol::RestXml => rest_output(operation, answer),
    }
}

/// `<DescribeStacksResponse><DescribeStacksResult>…`; EC2 has no element for the result.
fn query_output(operation: Operation, answer: &Answer) -> Result<Value, DecodeError> {
    let root = Element::parse(answer.body)?;
    if root.name != format!("{}Response", operation.name) {
        return Err(foreign(operation, format!("it is a {}", root.name)));
    }
    let Some(of_output) = &operation.facts.output else { return Ok(Value::Object(Map::new())) };
    let result = match &operation.facts.result_wrapper {
        Some(name) => {
            root.first(name).ok_or_else(|| foreign(operation, format!("it has no element {name}")))?
        }
        None => &root,
    };
    xml::decode(operation.api, of_output, result)
}

fn json_output(operation: Operation, answer: &Answer) -> Result<Value, DecodeError> {
    let Some(of_output) = &operation.facts.output else { return Ok(Value::Object(Map::new())) };
    match operation.api.structure(of_output) {
        Some(structure) if !structure.members.is_empty() => {
            let value = parsed(answer.body)?;
            check_object(operation, structure, &value)?;
            json::decode(operation.api, of_output, &value)
        }
        _ => Ok(Value::Object(Map::new())),
    }
}

fn parsed(body: &[u8]) -> Result<Value, DecodeError> {
    serde_json::from_slice(body).map_err(|error| DecodeError::Json(error.to_string()))
}

/// Members in the body, in headers and the status.
fn rest_output(operation: Operation, answer: &Answer) -> Result<Value, DecodeError> {
    let api = operation.api;
    let structure = operation.facts.output.as_ref().and_then(|output| api.structure(output));
    let Some(structure) = structure else { return Ok(Value::Object(Map::new())) };
    let body = Body::read(operation, structure, answer)?;
    let mut members = Map::new();
    for member in &structure.members {
        let value = match member.location {
            Location::Header => header(api, member, answer.headers)?,
            Location::Headers => Some(headers(member, answer.headers)),
            Location::StatusCode => Some(answer.status.into()),
            _ => body.member(api, structure, member)?,
        };
        if let Some(value) = value {
            members.insert(member.name.clone(), value);
        }
    }
    Ok(Value::Object(members))
}

/// A body, before it is decoded.
enum Body {
    /// That there is nothing is all that there is to it.
    Nothing,
    /// The whole is one member: text or blob.
    Whole(String),
    Json(Value),
    Xml(Element),
}

impl Body {
    fn read(operation: Operation, structure: &Structure, answer: &Answer) -> Result<Body, DecodeError> {
        let api = operation.api;
        let is_single = |payload: &Member| matches!(api.shape(payload), Shape::Text | Shape::Blob);
        match structure.payload() {
            Some(payload) if is_single(payload) => {
                let text = std::str::from_utf8(answer.body).map(str::to_owned);
                return Ok(Body::Whole(text.unwrap_or_else(|_| STANDARD.encode(answer.body))));
            }
            None if !structure.members.iter().any(Member::is_in_output_body) => return Ok(Body::Nothing),
            _ => {}
        }
        // "No content" is something that services say on purpose.
        if answer.body.is_empty() && answer.status == 204 {
            return Ok(Body::Nothing);
        }
        match api.protocol {
            Protocol::RestXml => {
                let root = Element::parse(answer.body)?;
                check_root(operation, structure, &root)?;
                Ok(Body::Xml(root))
            }
            _ => {
                let value = parsed(answer.body)?;
                check_object(operation, structure, &value)?;
                Ok(Body::Json(value))
            }
        }
    }

    fn member(
        &self,
        api: &Api,
        structure: &Structure,
        member: &Member,
    ) -> Result<Option<Value>, DecodeError> {
        let within = |error: DecodeError| error.within(&member.name);
        match structure.payload() {
            Some(payload) if payload.name != member.name => return Ok(None),
            Some(payload) => match self {
                Body::Json(value) => return json::decode(api, payload, value).map(Some).map_err(within),
                Body::Xml(root) => return xml::decode(api, payload, root).map(Some).map_err(within),
                _ => {}
            },
            None => {}
        }
        match self {
            Body::Nothing => Ok(None),
            Body::Whole(text) => Ok(Some(Value::String(text.clone()))),
            Body::Json(Value::Object(found)) => json::decode_member(api, member, found),
            Body::Json(_) => Ok(None),
            Body::Xml(root) if is_root_itself(api, member, root) => match root.text.as_str() {
                "" => Ok(None),
                text => text::decode(api, member, text).map(Some).map_err(within),
            },
            Body::Xml(root) => xml::decode_member(api, member, root),
        }
    }
}

/// `<LocationConstraint>eu-west-1</LocationConstraint>`, the only member and nothing around it.
fn is_root_itself(api: &Api, member: &Member, root: &Element) -> bool {
    matches!(api.shape(member), Shape::Text)
        && root.children.is_empty()
        && root.name == xml::element_name(api, member)
}

/// A name that is no longer than this says nothing of what an operation is about.
const VERB_LENGTH_MAX: usize = 8;

/// Roots are named after the operation, its output or the payload. Where the model keeps the name to itself, there must be
/// something in it that is a part of the output.
fn check_root(operation: Operation, structure: &Structure, root: &Element) -> Result<(), DecodeError> {
    let api = operation.api;
    let output = operation.facts.output.as_ref();
    let names_by_model = [
        operation.facts.root.as_deref(),
        output.map(|output| output.shape_name.as_str()),
        output.and_then(|output| output.location_name.as_deref()),
        structure.payload().map(Member::wire_name),
        structure.payload().map(|payload| payload.shape_name.as_str()),
    ];
    // `GetBucketNotificationResponse` for GetBucketNotificationConfiguration, too: imitations of AWS are free with the names.
    let stem = root.name.strip_suffix("Response").or_else(|| root.name.strip_suffix("Result"));
    let is_named = names_by_model.contains(&Some(root.name.as_str()))
        || stem.is_some_and(|stem| stem.len() > VERB_LENGTH_MAX && operation.name.starts_with(stem));
    let members = match structure.payload() {
        Some(payload) => api.structure(payload).map_or(&[][..], |payload| &payload.members),
        None => &structure.members[..],
    };
    let is_part =
        |member: &Member| member.is_in_output_body() && root.first(xml::element_name(api, member)).is_some();
    match is_named || (operation.facts.root.is_none() && members.iter().any(is_part)) {
        true => Ok(()),
        false => Err(foreign(operation, format!("it is a {}", root.name))),
    }
}

/// What is empty may be an output in which everything is left out; what has only other members is something else.
fn check_object(operation: Operation, structure: &Structure, value: &Value) -> Result<(), DecodeError> {
    let members = match structure.payload() {
        None => &structure.members,
        Some(payload) => match operation.api.shape(payload) {
            Shape::Structure(payload) => &payload.members,
            // Decoding finds out whether it fits; but nothing fits everywhere.
            _ if !value.is_null() => return Ok(()),
            _ => return Err(foreign(operation, "it is null".to_owned())),
        },
    };
    let Value::Object(found) = value else {
        return Err(foreign(operation, "it is not an object".to_owned()));
    };
    let is_known = |name: &String| members.iter().any(|member| member.wire_name() == name);
    match found.is_empty() || found.keys().any(is_known) {
        true => Ok(()),
        false => Err(foreign(operation, "it has none of the output's members".to_owned())),
    }
}

fn header(api: &Api, member: &Member, headers: &HeaderMap) -> Result<Option<Value>, DecodeError> {
    let Some(found) = headers.get(member.wire_name()) else { return Ok(None) };
    let found = String::from_utf8_lossy(found.as_bytes());
    let decoded = match api.shape(member) {
        Shape::List(of) => {
            found.split(',').map(|item| text::decode(api, of, item.trim())).collect::<Result<_, _>>()
        }
        _ => text::decode(api, member, &found),
    };
    decoded.map(Some).map_err(|error| error.within(&member.name))
}

/// Those whose names begin with the member's, by the rest of their names.
fn headers(member: &Member, headers: &HeaderMap) -> Value {
    let prefix = member.location_name.as_deref().unwrap_or_default().to_ascii_lowercase();
    let found = headers.iter().filter_map(|(name, value)| {
        let key = name.as_str().strip_prefix(&prefix)?;
        Some((key.to_owned(), Value::String(String::from_utf8_lossy(value.as_bytes()).into_owned())))
    });
    Value::Object(found.collect())
}

fn foreign(operation: Operation, found: String) -> DecodeError {
    DecodeError::Foreign { operation: operation.name.to_owned(), found }
}
