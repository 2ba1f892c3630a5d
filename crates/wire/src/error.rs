//! What a client is told when its request fails.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Value, json};

/// An error as it goes over the wire: `{"__type": code, "message": message}` with a status.
///
/// The errors that a service's model lists have constructors in its module `error`; those that AWS's common layer gives,
/// whatever the service, are here.
///
/// It is no `std::error::Error`, so that [`Failure`] can be made from it and, as something else, from any of those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub code: Cow<'static, str>,
    pub message: String,
    /// HTTP status.
    pub status: u16,
}

impl Error {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Error { code: Cow::Borrowed(code), message: message.into(), status: 400 }
    }

    pub fn with_status(code: &'static str, status: u16, message: impl Into<String>) -> Self {
        Error { code: Cow::Borrowed(code), message: message.into(), status }
    }

    /// The request was read, and says something that the operation's shapes do not allow.
    pub fn validation(message: impl Into<String>) -> Self {
        Error::new("ValidationException", message)
    }

    /// The request could not be read.
    pub fn serialization(message: impl Into<String>) -> Self {
        Error::new("SerializationException", message)
    }

    pub fn unknown_operation(message: impl Into<String>) -> Self {
        Error::with_status("UnknownOperationException", 404, message)
    }

    pub fn missing_authentication() -> Self {
        Error::with_status(
            "MissingAuthenticationTokenException",
            403,
            "Request is missing Authentication Token",
        )
    }

    pub fn incomplete_signature(message: impl Into<String>) -> Self {
        Error::with_status("IncompleteSignatureException", 403, message)
    }

    pub fn invalid_signature(message: impl Into<String>) -> Self {
        Error::with_status("InvalidSignatureException", 403, message)
    }

    pub fn unrecognized_client() -> Self {
        Error::with_status(
            "UnrecognizedClientException",
            403,
            "The security token included in the request is invalid.",
        )
    }

    pub fn expired_token() -> Self {
        Error::with_status(
            "ExpiredTokenException",
            403,
            "The security token included in the request is expired",
        )
    }

    pub fn access_denied(message: impl Into<String>) -> Self {
        Error::new("AccessDeniedException", message)
    }

    pub fn throttling(message: impl Into<String>) -> Self {
        Error::new("ThrottlingException", message)
    }

    pub fn too_large(message: impl Into<String>) -> Self {
        Error::with_status("RequestEntityTooLargeException", 413, message)
    }

    /// Known, and not there yet.
    pub fn not_implemented(operation: &str) -> Self {
        Error::new(
            "UnsupportedOperationException",
            format!("{operation} is not supported by this version of Stellwerk"),
        )
    }

    /// Our fault. The cause goes to the log, the client learns only that trying again may help.
    pub fn internal() -> Self {
        Error::with_status(
            "InternalFailure",
            500,
            "The request processing has failed because of an unknown error, exception or failure.",
        )
    }

    pub fn body(&self) -> Value {
        json!({ "__type": self.code, "message": self.message })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

/// Why an operation did not succeed: something to tell the client, or something of ours that broke.
#[derive(Debug)]
pub enum Failure {
    Told(Error),
    Broken(Box<dyn std::error::Error + Send + Sync>),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Told(error)
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Broken(Box::new(error))
    }
}
