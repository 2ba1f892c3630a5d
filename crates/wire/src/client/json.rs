//! Requests of the JSON protocol: a header names the operation, the body is the input.

use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, HeaderName};
use serde_json::{Map, Value};

use super::rest::header_value;
use super::value::json;
use super::{EncodeError, HttpParts, Operation};

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
/// Asks for the codes that errors had before the service spoke JSON: they are the ones that are known.
const QUERY_MODE: HeaderName = HeaderName::from_static("x-amzn-query-mode");

pub(super) fn request(operation: Operation, input: &Map<String, Value>) -> Result<HttpParts, EncodeError> {
    let api = operation.api;
    let body = json::encode_members(api, operation.input(), input)?;
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, header_value(&format!("application/x-amz-json-{}", api.json_version))?);
    headers.insert(TARGET, header_value(&format!("{}.{}", api.target_prefix, operation.name))?);
    if api.query_compatible {
        headers.insert(QUERY_MODE, HeaderValue::from_static("true"));
    }
    Ok(HttpParts {
        method: operation.facts.method.clone(),
        host_prefix: String::new(),
        path: "/".to_owned(),
        query: String::new(),
        headers,
        body: body.to_string().into_bytes(),
    })
}
