//! The part of STS that clients need of us: `GetCallerIdentity`, which they call first, and `GetSessionToken`, with which a console
//! trades a key for credentials that end by themselves. The query protocol: a form in, XML out.

use serde_json::{Value, json};
use stellwerk_model::time;
use stellwerk_wire::sigv4::parameters;
use stellwerk_wire::{Call, Error};

use super::audit;
use super::keys::Keys;
use super::sessions::{SECONDS, SECONDS_MAX, SECONDS_MIN, SessionCredentials};

pub const SIGNING_NAME: &str = "sts";
const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    CallerIdentity,
    SessionToken { seconds: i64 },
}

#[derive(Debug)]
pub enum Answered {
    CallerIdentity,
    SessionToken(SessionCredentials),
}

/// The action that a request of the query protocol names, if it is one.
pub fn action(query: &str, body: &[u8]) -> Option<String> {
    parameter("Action", query, body)
}

fn parameter(name: &str, query: &str, body: &[u8]) -> Option<String> {
    let find = |text: &str| parameters(text).into_iter().find(|(found, _)| found == name).map(|(_, v)| v);
    find(query).or_else(|| find(std::str::from_utf8(body).ok()?))
}

pub fn read(action: &str, query: &str, body: &[u8]) -> Result<Asked, Error> {
    match action {
        "GetCallerIdentity" => Ok(Asked::CallerIdentity),
        "GetSessionToken" => {
            let text = parameter("DurationSeconds", query, body).unwrap_or_else(|| SECONDS.to_string());
            let seconds = text.parse().map_err(|_| {
                Error::new("MalformedInput", format!("{text} is not a whole number of seconds"))
            })?;
            if !(SECONDS_MIN..=SECONDS_MAX).contains(&seconds) {
                let (bound, limit) = match seconds < SECONDS_MIN {
                    true => ("greater", SECONDS_MIN),
                    false => ("less", SECONDS_MAX),
                };
                return Err(Error::new(
                    "ValidationError",
                    format!(
                        "1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: \
                         Member must have value {bound} than or equal to {limit}"
                    ),
                ));
            }
            if parameter("SerialNumber", query, body).is_some() {
                return Err(Error::new(
                    "AccessDenied",
                    "Stellwerk knows no MFA devices: leave out SerialNumber and TokenCode",
                ));
            }
            Ok(Asked::SessionToken { seconds })
        }
        action => Err(Error::new(
            "InvalidAction",
            format!("Could not find operation {action} for version 2011-06-15"),
        )),
    }
}

pub fn answer(asked: &Asked, call: &Call, keys: &Keys) -> Result<Answered, Error> {
    match asked {
        Asked::CallerIdentity => Ok(Answered::CallerIdentity),
        Asked::SessionToken { .. } if call.caller.session_since.is_some() => Err(Error::with_status(
            "AccessDenied",
            403,
            "Cannot call GetSessionToken with session credentials",
        )),
        Asked::SessionToken { seconds } => {
            let now = chrono::Utc::now().timestamp() * 1000; // shown in whole seconds
            keys.begin_session(&call.caller.access_key_id, *seconds, now).map(Answered::SessionToken).map_err(
                |error| {
                    tracing::error!("begin a session: {error}");
                    Error::internal()
                },
            )
        }
    }
}

/// For the record, which has no secrets.
pub fn recorded(asked: &Asked, answer: &Result<Answered, Error>) -> audit::Action {
    let (name, parameters) = match asked {
        Asked::CallerIdentity => ("GetCallerIdentity", Value::Null),
        Asked::SessionToken { seconds } => ("GetSessionToken", json!({ "durationSeconds": seconds })),
    };
    let outcome = match answer {
        Ok(Answered::CallerIdentity) => Ok(Value::Null),
        // By the id, calls of the session are joined to who began it.
        Ok(Answered::SessionToken(new)) => Ok(json!({
            "credentials": { "accessKeyId": new.access_key_id, "expiration": time::format(new.expires * 1000) },
        })),
        Err(error) => Err(error.clone()),
    };
    audit::Action {
        event_source: "sts.amazonaws.com".to_owned(),
        name: name.to_owned(),
        read_only: true,
        parameters,
        outcome,
        data_of: None,
    }
}

pub fn xml(answer: &Answered, call: &Call) -> String {
    let (name, members) = match answer {
        Answered::CallerIdentity => {
            let caller = &call.caller;
            let members =
                [("Arn", caller.arn()), ("UserId", caller.user_id()), ("Account", caller.account.clone())];
            ("GetCallerIdentity", elements(&members))
        }
        Answered::SessionToken(new) => {
            let members = [
                ("AccessKeyId", new.access_key_id.clone()),
                ("SecretAccessKey", new.secret.clone()),
                ("SessionToken", new.token.clone()),
                ("Expiration", time::format(new.expires * 1000)),
            ];
            ("GetSessionToken", format!("<Credentials>{}</Credentials>", elements(&members)))
        }
    };
    format!(
        "<{name}Response xmlns=\"{NAMESPACE}\"><{name}Result>{members}</{name}Result>\
         <ResponseMetadata><RequestId>{}</RequestId></ResponseMetadata></{name}Response>",
        call.request_id
    )
}

fn elements(members: &[(&str, String)]) -> String {
    members.iter().map(|(name, value)| format!("<{name}>{}</{name}>", escaped(value))).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

pub fn error(error: &Error, request_id: &str) -> String {
    // The query protocol has its own names for these.
    let code = match error.code.as_ref() {
        "UnrecognizedClientException" => "InvalidClientTokenId",
        "InvalidSignatureException" => "SignatureDoesNotMatch",
        "MissingAuthenticationTokenException" => "MissingAuthenticationToken",
        "IncompleteSignatureException" => "IncompleteSignature",
        "ExpiredTokenException" => "ExpiredToken",
        code => code,
    };
    format!(
        "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>Sender</Type><Code>{code}</Code><Message>{}</Message></Error>\
         <RequestId>{request_id}</RequestId></ErrorResponse>",
        escaped(&error.message)
    )
}
