//! Which operation a request wants, and what it says.

use http::HeaderMap;
use serde_json::Value;

use crate::error::Error;
use crate::generated::{cloudtrail, cloudtrail_data, config, stellwerk};
use crate::operation::{Route, Service, Spec};
use crate::sigv4::parameters;

pub static SERVICES: &[&Service] =
    &[&cloudtrail::SERVICE, &cloudtrail_data::SERVICE, &config::SERVICE, &stellwerk::SERVICE];

/// The operation of a request, by `X-Amz-Target` or by method and path.
///
/// What stands before the last dot of the target but one differs between SDKs, so only the part that names service and
/// version counts.
pub fn identify(method: &str, path: &str, headers: &HeaderMap) -> Result<&'static Spec, Error> {
    if let Some(target) = headers.get("x-amz-target") {
        let target = target.to_str().unwrap_or_default();
        let (service, operation) = target.rsplit_once('.').unwrap_or(("", target));
        let service = service.rsplit('.').next().unwrap_or_default();
        return SERVICES
            .iter()
            .filter(|s| s.target == service && !s.target.is_empty())
            .flat_map(|s| s.operations)
            .find(|spec| spec.name == operation)
            .copied()
            .ok_or_else(|| Error::unknown_operation(format!("there is no operation {target}")));
    }
    let by_path = |spec: &&&Spec| matches!(spec.route, Route::Path(m, p) if m == method && p == path);
    SERVICES.iter().flat_map(|s| s.operations).find(by_path).copied().ok_or_else(|| {
        Error::unknown_operation(format!("{method} {path}: no operation, and no header X-Amz-Target"))
    })
}

/// The input of an operation as a JSON value: the body, and for REST-JSON what the query says.
pub fn decode(spec: &Spec, query: &str, body: &[u8]) -> Result<Value, Error> {
    let mut value: Value = match body.iter().all(u8::is_ascii_whitespace) {
        true => Value::Object(serde_json::Map::new()),
        false => serde_json::from_slice(body)
            .map_err(|error| Error::serialization(format!("the body is not JSON: {error}")))?,
    };
    if let (Route::Path(..), Value::Object(members)) = (spec.route, &mut value) {
        for (name, text) in parameters(query) {
            if !name.starts_with("X-Amz-") {
                members.insert(name, Value::String(text));
            }
        }
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Operation;

    #[test]
    fn targets_and_paths() {
        let find = |method: &str, path: &str, target: &'static str| {
            let mut headers = HeaderMap::new();
            if !target.is_empty() {
                headers.insert("x-amz-target", http::HeaderValue::from_static(target));
            }
            identify(method, path, &headers)
                .map_or_else(|error| error.to_string(), |spec| spec.name.to_owned())
        };
        assert_eq!(
            find("POST", "/", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.GetTrail"),
            "GetTrail"
        );
        assert_eq!(find("POST", "/", "CloudTrail_20131101.GetTrail"), "GetTrail");
        assert_eq!(find("POST", "/", "StarlingDoveService.PutConfigRule"), "PutConfigRule");
        assert_eq!(find("POST", "/PutAuditEvents", ""), "PutAuditEvents");
        for (method, path, target) in [
            ("POST", "/", "CloudTrail_20131101.GetTail"),
            ("POST", "/", "GetTrail"),
            ("POST", "/", ".GetTrail"),
            ("GET", "/x", ""),
        ] {
            assert!(find(method, path, target).starts_with("UnknownOperationException"), "{target}");
        }
    }

    #[test]
    fn every_service_has_all_its_operations() {
        let counts: Vec<usize> = SERVICES.iter().map(|s| s.operations.len()).collect();
        assert_eq!(counts, [60, 1, 102, 7]);
    }

    #[test]
    fn rest_json_reads_the_query() {
        let spec = cloudtrail_data::PutAuditEvents::SPEC;
        let value = decode(spec, "channelArn=arn%3Aaws&X-Amz-Date=x", br#"{"auditEvents":[]}"#).unwrap();
        assert_eq!(value, serde_json::json!({"auditEvents": [], "channelArn": "arn:aws"}));
        assert_eq!(decode(spec, "", b"{").unwrap_err().code, "SerializationException");
    }
}
