//! What a client is told when its request fails.

use std::borrow::Cow;

use serde_json::{Value, json};

/// An error as it goes over the wire: `{"__type": code, "message": message}` with a status.
///
/// The errors that a service's model lists have constructors in its module `error`; those that AWS's common layer gives,
/// whatever the service, are here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
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

    fn with_status(code: &'static str, status: u16, message: impl Into<String>) -> Self {
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
        Error::new("UnknownOperationException", message)
    }

    pub fn missing_authentication() -> Self {
        Error::new("MissingAuthenticationTokenException", "Request is missing Authentication Token")
    }

    pub fn incomplete_signature(message: impl Into<String>) -> Self {
        Error::new("IncompleteSignatureException", message)
    }

    pub fn invalid_signature(message: impl Into<String>) -> Self {
        Error::new("InvalidSignatureException", message)
    }

    pub fn unrecognized_client() -> Self {
        Error::new("UnrecognizedClientException", "The security token included in the request is invalid.")
    }

    pub fn expired_token() -> Self {
        Error::new("ExpiredTokenException", "The security token included in the request is expired")
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
