//! Calls to AWS services, or to whatever the standard AWS settings name in their place.
//!
//! One client for all of them: it finds the endpoint, signs, sends, and gives back what came. What the calls of a service look
//! like is in a file each.

pub mod kms;
pub mod logs;
pub mod roles;
pub mod s3;
pub mod settings;
pub mod sns;
pub mod sqs;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures::TryStreamExt;
use http::{HeaderMap, Method};
use object_store::ClientOptions;
use object_store::aws::{AwsAuthorizer, AwsCredentialProvider};
use object_store::client::{HttpClient, HttpConnector, HttpRequest, HttpRequestBody, ReqwestConnector};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use thiserror::Error;

use roles::Role;
use settings::AwsSettingsError;

const TIMEOUT: Duration = Duration::from_secs(60);
/// Answers are small, but for objects of S3.
const ANSWER_BYTES_MAX: usize = 512 << 20;

#[derive(Debug, Error)]
pub enum AwsError {
    #[error(transparent)]
    Settings(#[from] AwsSettingsError),
    #[error("{attempted}: {source}")]
    Credentials { attempted: String, source: object_store::Error },
    /// Nobody answered: trying again may help.
    #[error("{attempted}: {why}")]
    Unreachable { attempted: String, why: String },
    /// The service said no.
    #[error("{attempted}: {code} (HTTP {status}): {message}")]
    Refused { attempted: String, status: u16, code: String, message: String },
}

impl AwsError {
    /// The code with which the service refused: `NoSuchBucket`.
    pub fn code(&self) -> Option<&str> {
        match self {
            AwsError::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    pub fn status(&self) -> Option<u16> {
        match self {
            AwsError::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }
}

/// A call, before it is signed.
#[derive(Clone, Debug)]
pub struct AwsRequest<'a> {
    /// Signing name and, unless the settings or `host` say otherwise, first part of the host name.
    pub service: &'a str,
    pub region: &'a str,
    /// AWS's host, where its name does not follow from service and region.
    pub host: Option<String>,
    pub method: Method,
    /// Begins with a slash; encoded.
    pub path: String,
    pub query: String,
    pub headers: Vec<(&'a str, String)>,
    pub body: Bytes,
    /// For error messages: `put object s3://b/k`.
    pub attempted: String,
}

/// A call of a service whose answers are JSON, too.
struct JsonRequest<'a> {
    service: &'a str,
    region: &'a str,
    /// `1.0` or `1.1`.
    version: &'a str,
    /// `AmazonSQS.ReceiveMessage`.
    target: String,
    parameters: Value,
    attempted: String,
}

#[derive(Clone, Debug)]
pub struct AwsResponse {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// Sends signed requests.
#[derive(Clone, Debug)]
pub struct Aws {
    credentials: AwsCredentialProvider,
    network: Arc<Network>,
    /// The same in roles that were assumed.
    roles: Arc<Mutex<HashMap<Role, Aws>>>,
}

#[derive(Debug)]
struct Network {
    secure: HttpClient,
    plain: HttpClient,
    endpoints: Mutex<HashMap<String, Option<String>>>,
}

impl Aws {
    /// With the settings of this process; connects to nothing yet.
    pub fn new() -> Result<Aws, AwsError> {
        let connect = |options: ClientOptions| {
            let client = ReqwestConnector::default().connect(&options.with_timeout(TIMEOUT));
            client.map_err(|source| AwsError::Credentials {
                attempted: "prepare calls to AWS".to_owned(),
                source,
            })
        };
        let network = Network {
            secure: connect(ClientOptions::new())?,
            plain: connect(ClientOptions::new().with_allow_http(true))?,
            endpoints: Mutex::default(),
        };
        Ok(Aws { credentials: settings::credentials()?, network: Arc::new(network), roles: Arc::default() })
    }

    /// The endpoint that the settings name for the service, without a slash at its end.
    fn endpoint(&self, service: &str) -> Result<Option<String>, AwsError> {
        let mut endpoints = self.network.endpoints.lock().expect("no panic while locked");
        if let Some(known) = endpoints.get(service) {
            return Ok(known.clone());
        }
        let found = settings::endpoint(service)?.map(|url| url.trim_end_matches('/').to_owned());
        endpoints.insert(service.to_owned(), found.clone());
        Ok(found)
    }

    /// Sends a request to the service's usual address, or to the one in the settings.
    pub async fn send(&self, request: AwsRequest<'_>) -> Result<AwsResponse, AwsError> {
        let base = match self.endpoint(request.service)? {
            Some(endpoint) => endpoint,
            None => match &request.host {
                Some(host) => format!("https://{host}"),
                None => format!("https://{}.{}.{}", request.service, request.region, domain(request.region)),
            },
        };
        self.send_to(&base, request).await
    }

    async fn send_json(&self, request: JsonRequest<'_>) -> Result<Value, AwsError> {
        let attempted = request.attempted;
        let answer = self
            .send(AwsRequest {
                service: request.service,
                region: request.region,
                host: None,
                method: Method::POST,
                path: "/".to_owned(),
                query: String::new(),
                headers: vec![
                    ("content-type", format!("application/x-amz-json-{}", request.version)),
                    ("x-amz-target", request.target),
                ],
                body: Bytes::from(request.parameters.to_string()),
                attempted: attempted.clone(),
            })
            .await?;
        match answer.body.is_empty() {
            true => Ok(Value::Null),
            false => serde_json::from_slice(&answer.body).map_err(|error| AwsError::Unreachable {
                attempted,
                why: format!("the answer is not JSON: {error}"),
            }),
        }
    }

    async fn send_to(&self, base: &str, request: AwsRequest<'_>) -> Result<AwsResponse, AwsError> {
        let AwsRequest { service, region, method, path, query, headers, body, attempted, .. } = request;
        let unreachable = |why: String| AwsError::Unreachable { attempted: attempted.clone(), why };
        let credential = self
            .credentials
            .get_credential()
            .await
            .map_err(|source| AwsError::Credentials { attempted: attempted.clone(), source })?;
        let mark = if query.is_empty() { "" } else { "?" };
        let mut builder = http::Request::builder().method(method).uri(format!("{base}{path}{mark}{query}"));
        for (name, value) in headers {
            builder = builder.header(name, value);
        }
        let mut signed: HttpRequest =
            builder.body(HttpRequestBody::from(body)).map_err(|error| unreachable(error.to_string()))?;
        AwsAuthorizer::new(&credential, service, region).authorize(&mut signed, None);
        let client = if base.starts_with("http://") { &self.network.plain } else { &self.network.secure };
        let response = client.execute(signed).await.map_err(|error| unreachable(chain(&error)))?;
        let (parts, stream) = response.into_parts();
        let mut stream = stream.bytes_stream();
        let mut body = BytesMut::new();
        while let Some(piece) = stream.try_next().await.map_err(|error| unreachable(chain(&error)))? {
            if body.len() + piece.len() > ANSWER_BYTES_MAX {
                return Err(unreachable(format!("the answer has more than {ANSWER_BYTES_MAX} bytes")));
            }
            body.extend_from_slice(&piece);
        }
        let answer =
            AwsResponse { status: parts.status.as_u16(), headers: parts.headers, body: body.freeze() };
        if parts.status.is_success() {
            return Ok(answer);
        }
        let (code, message) = refusal(&answer);
        Err(AwsError::Refused { attempted, status: answer.status, code, message })
    }
}

/// AWS's partitions have domains of their own.
fn domain(region: &str) -> &'static str {
    match region {
        r if r.starts_with("cn-") => "amazonaws.com.cn",
        r if r.starts_with("eusc-") => "amazonaws.eu",
        _ => "amazonaws.com",
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

/// Code and message of an error, in whichever of AWS's forms it came.
fn refusal(answer: &AwsResponse) -> (String, String) {
    let header = |name| answer.headers.get(name).and_then(|value| value.to_str().ok());
    // `AWS.SimpleQueueService.NonExistentQueue;Sender`: the code that the query protocol had.
    let query_code = header("x-amzn-query-error").and_then(|text| text.split(';').next());
    let named = query_code.or_else(|| header("x-amzn-errortype").and_then(|text| text.split(':').next()));
    let text = String::from_utf8_lossy(&answer.body);
    if let Ok(json) = serde_json::from_slice::<Value>(&answer.body) {
        let code =
            named.or_else(|| json["__type"].as_str()).or_else(|| json["code"].as_str()).unwrap_or_default();
        let message = json["message"].as_str().or_else(|| json["Message"].as_str()).unwrap_or_default();
        return (code.rsplit('#').next().unwrap_or_default().to_owned(), message.to_owned());
    }
    let code = element(&text, "Code").unwrap_or_else(|| match answer.status {
        // HEAD has no body.
        404 => "NotFound".to_owned(),
        403 => "AccessDenied".to_owned(),
        301 => "PermanentRedirect".to_owned(),
        _ => "Unknown".to_owned(),
    });
    (code, element(&text, "Message").unwrap_or_default())
}

/// The text of the first element of this name. Answers of AWS are simple enough: no attributes, no CDATA.
pub fn element(xml: &str, name: &str) -> Option<String> {
    let start = xml.find(&format!("<{name}>"))? + name.len() + 2;
    let end = start + xml[start..].find(&format!("</{name}>"))?;
    let text = &xml[start..end];
    let unescaped = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    Some(unescaped.replace("&#39;", "'").replace("&apos;", "'").replace("&amp;", "&"))
}

/// All but these are percent-encoded, as signatures want it.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// Names and values as a query or a form.
pub fn form(parameters: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = parameters.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_in_every_form() {
        let answer = |status, body: &'static str| {
            let (code, message) = refusal(&AwsResponse {
                status,
                headers: HeaderMap::new(),
                body: Bytes::from_static(body.as_bytes()),
            });
            format!("{code}: {message}")
        };
        assert_eq!(
            answer(404, "<Error><Code>NoSuchBucket</Code><Message>a &amp; b</Message></Error>"),
            "NoSuchBucket: a & b"
        );
        assert_eq!(answer(400, r#"{"__type":"x#NotFoundException","message":"m"}"#), "NotFoundException: m");
        assert_eq!(answer(404, ""), "NotFound: ");
    }

    #[test]
    fn forms_are_encoded() {
        assert_eq!(form(&[("a", "1 2"), ("b", "ü/~")]), "a=1%202&b=%C3%BC%2F~");
    }
}
