//! What an error says.

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::value::element::Element;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `NoSuchBucket`; where the answer has none, the status: `404`.
    pub code: String,
    /// Empty where there is none.
    pub message: String,
}

/// Code and message of an answer that is an error. The forms of the protocols are different enough that none has to be
/// known: `<Error>` at different depths, JSON with the code in it, JSON with the code in a header.
pub fn refusal(status: u16, headers: &HeaderMap, body: &[u8]) -> Refusal {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let found = match body.trim_ascii_start().first() {
        Some(b'{') => in_json(body),
        Some(_) => in_xml(body),
        None => Found::default(),
    };
    // `AWS.SimpleQueueService.NonExistentQueue;Sender`
    let query_code = header("x-amzn-query-error").and_then(|text| Some(text.split_once(';')?.0.to_owned()));
    let code = query_code.or_else(|| header("x-amzn-errortype")).or(found.code);
    let code = code.as_deref().map(bare).filter(|code| !code.is_empty()).map(str::to_owned);
    let reason = || StatusCode::from_u16(status).ok()?.canonical_reason();
    match code {
        Some(code) => Refusal { code, message: found.message.unwrap_or_default() },
        None => Refusal {
            code: status.to_string(),
            message: found.message.unwrap_or_else(|| reason().unwrap_or_default().to_owned()),
        },
    }
}

#[derive(Default)]
struct Found {
    code: Option<String>,
    message: Option<String>,
}

fn in_json(body: &[u8]) -> Found {
    let Ok(Value::Object(members)) = serde_json::from_slice(body) else { return Found::default() };
    let text = |names: &[&str]| names.iter().find_map(|name| members.get(*name)?.as_str()).map(str::to_owned);
    Found { code: text(&["__type", "code", "Code"]), message: text(&["message", "Message"]) }
}

/// `<Error>`, `<ErrorResponse><Error>`, `<Response><Errors><Error>`
fn in_xml(body: &[u8]) -> Found {
    let Ok(root) = Element::parse(body) else { return Found::default() };
    let nested = |outer: Option<&'_ Element>| outer.and_then(|outer| outer.first("Error")).is_some();
    let error = match root.name.as_str() {
        "Error" => Some(&root),
        _ if nested(Some(&root)) => root.first("Error"),
        _ => root.first("Errors").and_then(|errors| errors.first("Error")),
    };
    let text = |name| Some(error?.first(name)?.text.trim().to_owned());
    Found { code: text("Code"), message: text("Message") }
}

/// Without what is around it: `com.amazonaws.sqs#QueueDoesNotExist`, `NotFoundException:http://…`.
fn bare(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or(code);
    code.rsplit('#').next().unwrap_or(code).trim()
}

#[cfg(test)]
mod tests {
    use http::header::{HeaderName, HeaderValue};

    use super::*;

    fn read(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> String {
        let headers = headers.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v)));
        let Refusal { code, message } = refusal(status, &headers.collect(), body.as_bytes());
        format!("{code}: {message}")
    }

    #[test]
    fn errors_in_every_form() {
        let query = "<ErrorResponse xmlns=\"u\"><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>a \
                     &amp; b</Message></Error><RequestId>1</RequestId></ErrorResponse>";
        assert_eq!(read(404, &[], query), "NoSuchEntity: a & b");
        let ec2 = "<?xml version=\"1.0\"?>\n<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code>\
                   <Message>m</Message></Error></Errors><RequestID>1</RequestID></Response>";
        assert_eq!(read(400, &[], ec2), "InvalidVpcID.NotFound: m");
        let s3 = "<Error><Code>NoSuchBucket</Code><Message>m</Message><BucketName>b</BucketName></Error>";
        assert_eq!(read(404, &[], s3), "NoSuchBucket: m");
        assert_eq!(
            read(400, &[], r#"{"__type":"x.y#NotFoundException","message":"m"}"#),
            "NotFoundException: m"
        );
        assert_eq!(read(400, &[], r#"{"code":"TooMany","Message":"m"}"#), "TooMany: m");
        let header = [("x-amzn-errortype", "ResourceNotFoundException:http://internal.amazon.com/")];
        assert_eq!(read(404, &header, r#"{"Type":"User","Message":"m"}"#), "ResourceNotFoundException: m");
        let header = [
            ("x-amzn-errortype", "a#QueueDoesNotExist"),
            ("x-amzn-query-error", "A.NonExistentQueue;Sender"),
        ];
        assert_eq!(read(400, &header, r#"{"__type":"a#QueueDoesNotExist"}"#), "A.NonExistentQueue: ");
    }

    #[test]
    fn errors_that_say_little() {
        assert_eq!(read(404, &[], ""), "404: Not Found");
        assert_eq!(
            read(503, &[], "<html><body>Service Unavailable</body></html>"),
            "503: Service Unavailable"
        );
        assert_eq!(read(500, &[], "{"), "500: Internal Server Error");
        assert_eq!(read(500, &[], r#"{"message":"m"}"#), "500: m");
        assert_eq!(read(999, &[], "<Error><Code>cut"), "999: ");
    }
}
