//! Services and their operations, as the models name them.

use crate::json::Json;
use crate::shape::Shape;

#[derive(Debug)]
pub struct Service {
    /// As SDKs name it: `CloudTrail`, `Config Service`.
    pub id: &'static str,
    pub api_version: &'static str,
    /// The service in a signature's credential scope.
    pub signing_name: &'static str,
    /// The last part of `X-Amz-Target` before the operation: `CloudTrail_20131101`. SDKs differ in what they put before it.
    pub target: &'static str,
    pub operations: &'static [&'static Spec],
}

impl Service {
    /// The service as events name it.
    pub fn event_source(&self) -> String {
        format!("{}.amazonaws.com", self.signing_name)
    }
}

/// How a request says which operation it wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// JSON 1.1: `POST /` with the header `X-Amz-Target`.
    Target,
    /// REST-JSON: method and path.
    Path(&'static str, &'static str),
}

#[derive(Debug)]
pub struct Spec {
    pub name: &'static str,
    pub service: &'static Service,
    pub route: Route,
    pub input: &'static Shape,
    pub output: &'static Shape,
    /// Codes of the errors that clients expect of it, besides the common ones.
    pub errors: &'static [&'static str],
}

/// What changes nothing although its name does not say so; the rest is told by its first word. After the access levels that
/// AWS's service authorization reference gives.
const READING: &[&str] = &["BlameResource", "GenerateQuery", "StartQuery"];
const READING_WORDS: &[&str] =
    &["Get", "List", "Describe", "Lookup", "Search", "Select", "BatchGet", "Verify"];

impl Spec {
    pub fn is_read_only(&self) -> bool {
        READING.contains(&self.name) || READING_WORDS.iter().any(|word| self.name.starts_with(word))
    }
}

/// A type that stands for an operation, so that a handler's types follow from its name.
pub trait Operation {
    type Input: Json + Send + 'static;
    type Output: Json + Send + 'static;
    const SPEC: &'static Spec;
}
