//! Who calls, where, and how: what a handler may want to know of a request besides its input.

use crate::json::Timestamp;

/// Somebody who proved to hold an access key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Twelve digits.
    pub account: String,
    pub user_name: String,
    pub access_key_id: String,
    pub role: String,
    /// Set where the call came with session credentials: when the session began.
    pub session_since: Option<Timestamp>,
}

impl Caller {
    pub fn arn(&self) -> String {
        format!("arn:aws:iam::{}:user/{}", self.account, self.user_name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub caller: Caller,
    /// Region of the signature's scope.
    pub region: String,
    pub request_id: String,
    pub source_ip: String,
    pub user_agent: String,
    /// Address under which the client reached us: `127.0.0.1:8700`.
    pub host: String,
    pub tls: bool,
    /// When the request arrived, by the clock that everything follows.
    pub now: Timestamp,
}
