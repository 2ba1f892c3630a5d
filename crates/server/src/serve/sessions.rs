//! Session credentials: short-lived, traded for an access key by `sts:GetSessionToken`.
//!
//! Nothing of a session is stored. The token holds everything, sealed under the master key, and belongs to one temporary access
//! key id; disabling or deleting the access key it was traded for ends the session, too.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use stellwerk_store::seal::{SealError, Sealer};

use super::keys::{draw_id, draw_secret};

/// How long a session may last, in seconds, and how long one does whose length nobody chose. As at AWS.
pub const SECONDS_MIN: i64 = 900;
pub const SECONDS_MAX: i64 = 129_600;
pub const SECONDS: i64 = 43_200;

/// What a token holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The key that was traded.
    pub access_key_id: String,
    pub secret: String,
    /// Milliseconds since 1970, as the end.
    pub began: i64,
    pub expires: i64,
}

/// What the caller of `GetSessionToken` gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionCredentials {
    pub access_key_id: String,
    pub secret: String,
    pub token: String,
    pub expires: i64,
}

pub fn begin(
    sealer: &Sealer,
    access_key_id: &str,
    seconds: i64,
    now: i64,
) -> Result<SessionCredentials, SealError> {
    let temporary = draw_id(sealer, "ASIA")?;
    let session = Session {
        access_key_id: access_key_id.to_owned(),
        secret: draw_secret(sealer)?,
        began: now,
        expires: now + seconds * 1000,
    };
    let text = serde_json::to_vec(&session).expect("a session is plain data");
    let token = STANDARD.encode(sealer.seal(&sealed_as(&temporary), &text)?);
    Ok(SessionCredentials {
        access_key_id: temporary,
        secret: session.secret,
        token,
        expires: session.expires,
    })
}

/// What a token says; `None` for one that we did not make, or made for another key id.
pub fn read(sealer: &Sealer, access_key_id: &str, token: &str) -> Option<Session> {
    let sealed = STANDARD.decode(token).ok()?;
    let text = sealer.unseal(&sealed_as(access_key_id), &sealed).ok()?;
    serde_json::from_slice(&text).ok()
}

fn sealed_as(access_key_id: &str) -> String {
    format!("session {access_key_id}")
}
