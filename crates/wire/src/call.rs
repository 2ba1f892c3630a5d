//! Who calls, where, and how: what a handler may want to know of a request besides its input.

use crate::json::Timestamp;

/// Letters and digits of AWS's ids: base 32.
const ID_CHARACTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Somebody who proved to hold an access key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Twelve digits.
    pub account: String,
    pub user_name: String,
    pub access_key_id: String,
    pub role: String,
    /// Set where the call came with the credentials of a session: when it began.
    pub session_since: Option<Timestamp>,
}

impl Caller {
    pub fn arn(&self) -> String {
        format!("arn:aws:iam::{}:user/{}", self.account, self.user_name)
    }

    /// The user's id as IAM would have drawn it: the same for all keys and sessions of a user.
    pub fn user_id(&self) -> String {
        let digest = ring::digest::digest(&ring::digest::SHA256, self.arn().as_bytes());
        let characters = digest.as_ref()[..17].iter().map(|b| char::from(ID_CHARACTERS[*b as usize % 32]));
        "AIDA".chars().chain(characters).collect()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub caller: Caller,
    /// Region of the signature's scope.
    pub region: String,
    pub request_id: String,
    /// Of the event that records the call.
    pub event_id: String,
    pub source_ip: String,
    pub user_agent: String,
    /// Address under which the client reached us: `127.0.0.1:8700`.
    pub host: String,
    pub tls: bool,
    /// When the request arrived, by the clock that everything follows.
    pub now: Timestamp,
}

/// Regions of a partition share a beginning.
pub fn partition(region: &str) -> &'static str {
    match region {
        r if r.starts_with("cn-") => "aws-cn",
        r if r.starts_with("us-gov-") => "aws-us-gov",
        r if r.starts_with("eusc-") => "aws-eusc",
        _ => "aws",
    }
}
