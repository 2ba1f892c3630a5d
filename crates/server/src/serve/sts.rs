//! `sts:GetCallerIdentity`, which clients call first. The query protocol: a form in, XML out.

use stellwerk_wire::sigv4::parameters;
use stellwerk_wire::{Call, Error};

pub const SIGNING_NAME: &str = "sts";
const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// The action that a request of the query protocol names, if it is one.
pub fn action(query: &str, body: &[u8]) -> Option<String> {
    let named = |text: &str| parameters(text).into_iter().find(|(name, _)| name == "Action").map(|(_, v)| v);
    named(query).or_else(|| named(std::str::from_utf8(body).ok()?))
}

pub fn answer(action: &str, call: &Call) -> Result<String, Error> {
    if action != "GetCallerIdentity" {
        return Err(Error::new(
            "InvalidAction",
            format!("Could not find operation {action} for version 2011-06-15"),
        ));
    }
    let caller = &call.caller;
    Ok(format!(
        "<GetCallerIdentityResponse xmlns=\"{NAMESPACE}\"><GetCallerIdentityResult><Arn>{}</Arn><UserId>{}</UserId>\
         <Account>{}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>{}</RequestId></ResponseMetadata>\
         </GetCallerIdentityResponse>",
        caller.arn(),
        caller.access_key_id,
        caller.account,
        call.request_id
    ))
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
    let message = error.message.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
         <RequestId>{request_id}</RequestId></ErrorResponse>"
    )
}
