//! The other side of the wire: how AWS services are called.
//!
//! From an operation and its input as JSON to the parts of an HTTP request, and from an HTTP answer to the output as
//! JSON, as botocore would give it. What an API is like is data, [`Api`], read from `models/described/`; there is no type
//! for each operation, because callers do not know which operation they call: a resource type's file says it.
//!
//! ```text
//! query, json, rest   requests, by protocol
//! answer              outputs, by protocol
//! value               values by shape: as text, JSON, XML
//! pages, refusal      what comes after an answer: the next page, or what an error says
//! ```
//!
//! Outputs have the members in the model's spelling and order. What the service leaves out is left out. Times are ISO 8601
//! in UTC with milliseconds (`2026-03-03T00:00:00.000Z`), whatever they are on the wire, and so are they taken in inputs.
//! Blobs are base64. A body that is one blob is the text that it is, or base64 where it is none.
//!
//! INVARIANT: an answer that is not understood is an error. Callers take a resource that is missing from a list for
//! deleted, so nothing that is cut off, garbled or somebody else's page may look like an empty list.
//!
//! There is no I/O here; signing and sending are the caller's. Streams of events, CBOR, and checksums of bodies are not
//! understood.

mod answer;
mod described;
mod json;
pub mod maps;
mod model;
mod pages;
mod query;
mod refusal;
mod rest;
#[cfg(test)]
mod tests;
mod value;

use http::{HeaderMap, Method};
use serde_json::Value;
use thiserror::Error;

pub use model::{Api, Endpoint, ModelError, Operation};
pub use refusal::{Refusal, refusal};

use model::Protocol;

/// A request, before anybody has decided where it goes.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpParts {
    pub method: Method,
    /// What is put before the host's name, with its dot: `123456789012.`. Mostly empty; where the endpoint is not AWS's own,
    /// left out.
    pub host_prefix: String,
    /// Begins with a slash; percent-encoded.
    pub path: String,
    /// Percent-encoded; without a question mark.
    pub query: String,
    /// With the content type, where there is a body.
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// The input is not one of this operation.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum EncodeError {
    #[error("the input has no {path}")]
    Missing { path: String },
    #[error("the operation knows no {path}")]
    Unknown { path: String },
    #[error("{path} in the input is not {expected}")]
    Mismatch { path: String, expected: &'static str },
}

/// The answer is not one of this operation.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DecodeError {
    #[error("the answer has status {0}")]
    Status(u16),
    #[error("the answer is not JSON: {0}")]
    Json(String),
    #[error("the answer is not XML: {0}")]
    Xml(String),
    /// It is well formed, but something else.
    #[error("the answer is not one of {operation}: {found}")]
    Foreign { operation: String, found: String },
    #[error("{path} in the answer is not {expected}")]
    Mismatch { path: String, expected: &'static str },
    /// There is more, and the way there leads in a circle, or nowhere.
    #[error("the answer has no way to the page after it: {0}")]
    Page(String),
}

impl Operation<'_> {
    /// Members that are `null` count as left out.
    pub fn request(&self, input: &Value) -> Result<HttpParts, EncodeError> {
        let Value::Object(members) = input else {
            return Err(EncodeError::Mismatch { path: "the whole".to_owned(), expected: "an object" });
        };
        let given = |name: &&String| members.get(*name).is_some_and(|value| !value.is_null());
        if let Some(missing) = self.facts.required.iter().find(|name| !given(name)) {
            return Err(EncodeError::Missing { path: missing.clone() });
        }
        let mut parts = match self.api.protocol {
            Protocol::Query | Protocol::Ec2 => query::request(*self, members),
            Protocol::Json => json::request(*self, members),
            Protocol::RestJson | Protocol::RestXml => rest::request(*self, members),
        }?;
        parts.host_prefix = rest::host_prefix(&self.facts.host_prefix, members)?;
        Ok(parts)
    }

    /// What a successful answer says; for others there is [`refusal`].
    pub fn output(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> Result<Value, DecodeError> {
        answer::output(*self, &answer::Answer { status, headers, body })
    }

    /// The input that gets the page after the one that `input` got, if there is one.
    pub fn next(&self, input: &Value, output: &Value) -> Result<Option<Value>, DecodeError> {
        match &self.facts.pages {
            Some(pages) => pages.next(input, output),
            None => Ok(None),
        }
    }
}

impl EncodeError {
    /// The same, seen from one level above.
    fn within(self, step: &str) -> Self {
        match self {
            EncodeError::Missing { path } => EncodeError::Missing { path: joined(step, &path) },
            EncodeError::Unknown { path } => EncodeError::Unknown { path: joined(step, &path) },
            EncodeError::Mismatch { path, expected } => {
                EncodeError::Mismatch { path: joined(step, &path), expected }
            }
        }
    }

    fn mismatch(expected: &'static str) -> Self {
        EncodeError::Mismatch { path: String::new(), expected }
    }
}

impl DecodeError {
    fn within(self, step: &str) -> Self {
        match self {
            DecodeError::Mismatch { path, expected } => {
                DecodeError::Mismatch { path: joined(step, &path), expected }
            }
            other => other,
        }
    }

    fn mismatch(expected: &'static str) -> Self {
        DecodeError::Mismatch { path: String::new(), expected }
    }
}

fn joined(step: &str, path: &str) -> String {
    match path {
        "" => step.to_owned(),
        path => format!("{step}.{path}"),
    }
}
