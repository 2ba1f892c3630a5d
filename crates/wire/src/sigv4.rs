//! AWS Signature Version 4, the side that checks.
//!
//! After <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>: signatures in the header `Authorization` and in
//! the query (presigned), with or without a session token. Checking has the order that AWS's answers show: is it all there, is
//! the scope right, (does the caller know the key,) is it the right time, is the signature right.

use std::fmt::Write;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use ring::{digest, hmac};

use crate::error::Error;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const TERMINATOR: &str = "aws4_request";
/// How far a client's clock may be off.
const SKEW: TimeDelta = TimeDelta::minutes(5);
/// How long a presigned request may be valid, in seconds.
const EXPIRES_MAX: i64 = 7 * 24 * 3600;
const TIME_FORMAT: &str = "%Y%m%dT%H%M%SZ";
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What is signed of a request.
#[derive(Clone, Copy, Debug)]
pub struct SignedRequest<'a> {
    pub method: &'a str,
    /// As received, without the query.
    pub path: &'a str,
    /// As received, without `?`.
    pub query: &'a str,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

/// A request's claim to come from somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    pub access_key_id: String,
    pub region: String,
    pub service: String,
    pub session_token: Option<String>,
    date: String,
    time: DateTime<Utc>,
    signed_headers: Vec<String>,
    signature: Vec<u8>,
    presigned: Option<TimeDelta>,
}

impl Authorization {
    /// Reads the claim; nothing is proven by it yet.
    pub fn of(request: &SignedRequest<'_>) -> Result<Authorization, Error> {
        match request.headers.get(http::header::AUTHORIZATION) {
            Some(header) => {
                let header = header
                    .to_str()
                    .map_err(|_| Error::incomplete_signature("Authorization header is not ASCII."))?;
                Self::in_header(request, header)
            }
            None => Self::in_query(request),
        }
    }

    fn in_header(request: &SignedRequest<'_>, header: &str) -> Result<Authorization, Error> {
        let Some(fields) = header.strip_prefix(ALGORITHM).filter(|rest| rest.starts_with([' ', '\t'])) else {
            return Err(Error::incomplete_signature(format!(
                "Unsupported AWS 'algorithm': '{}', only {ALGORITHM} is supported.",
                header.split(' ').next().unwrap_or_default()
            )));
        };
        let field = |name: &str| {
            fields
                .split(',')
                .filter_map(|field| field.trim().split_once('='))
                .find(|(found, _)| *found == name)
                .map(|(_, value)| value.trim().to_owned())
                .ok_or_else(|| {
                    Error::incomplete_signature(format!(
                        "Authorization header requires '{name}' parameter. Authorization={ALGORITHM}"
                    ))
                })
        };
        let (credential, signed, signature) =
            (field("Credential")?, field("SignedHeaders")?, field("Signature")?);
        let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
        let time = match (header("x-amz-date"), header("date")) {
            (Some(text), _) => parse_time(text)?,
            (None, Some(text)) => {
                DateTime::parse_from_rfc2822(text).map(|time| time.to_utc()).or_else(|_| parse_time(text))?
            }
            (None, None) => {
                return Err(Error::incomplete_signature(
                    "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
                ));
            }
        };
        let token = header("x-amz-security-token").map(str::to_owned);
        Self::new(&credential, &signed, &signature, time, token, None)
    }

    fn in_query(request: &SignedRequest<'_>) -> Result<Authorization, Error> {
        let parameters = parameters(request.query);
        let find = |name: &str| parameters.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
        let Some(algorithm) = find("X-Amz-Algorithm") else {
            return Err(Error::missing_authentication());
        };
        if algorithm != ALGORITHM {
            return Err(Error::incomplete_signature(format!(
                "Unsupported AWS 'algorithm': '{algorithm}', only {ALGORITHM} is supported."
            )));
        }
        let required = |name: &str| {
            find(name).ok_or_else(|| {
                Error::incomplete_signature(format!("AWS query-string parameters must include '{name}'."))
            })
        };
        let expires: i64 = required("X-Amz-Expires")?
            .parse()
            .ok()
            .filter(|seconds| (1..=EXPIRES_MAX).contains(seconds))
            .ok_or_else(|| {
                Error::incomplete_signature(format!(
                    "X-Amz-Expires must be a number of seconds from 1 to {EXPIRES_MAX}."
                ))
            })?;
        Self::new(
            &required("X-Amz-Credential")?,
            &required("X-Amz-SignedHeaders")?,
            &required("X-Amz-Signature")?,
            parse_time(&required("X-Amz-Date")?)?,
            find("X-Amz-Security-Token"),
            Some(TimeDelta::seconds(expires)),
        )
    }

    fn new(
        credential: &str,
        signed_headers: &str,
        signature: &str,
        time: DateTime<Utc>,
        session_token: Option<String>,
        presigned: Option<TimeDelta>,
    ) -> Result<Authorization, Error> {
        // An access key may contain slashes where it was chosen by somebody: the scope is what the last four say.
        let mut parts = credential.rsplitn(5, '/');
        let mut next = || parts.next().unwrap_or_default().to_owned();
        let (terminator, service, region, date, access_key_id) = (next(), next(), next(), next(), next());
        if access_key_id.is_empty() {
            return Err(Error::incomplete_signature(format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'"
            )));
        }
        if terminator != TERMINATOR {
            return Err(Error::invalid_signature(format!(
                "Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{terminator}'."
            )));
        }
        let signature = unhex(signature)
            .ok_or_else(|| Error::incomplete_signature("Signature is not a hexadecimal number."))?;
        let mut signed_headers: Vec<String> =
            signed_headers.split(';').map(str::to_ascii_lowercase).collect();
        signed_headers.sort();
        Ok(Authorization {
            access_key_id,
            region,
            service,
            session_token,
            date,
            time,
            signed_headers,
            signature,
            presigned,
        })
    }

    /// Whether the request was signed for this service.
    pub fn check_service(&self, signing_name: &str) -> Result<(), Error> {
        match self.service == signing_name {
            true => Ok(()),
            false => Err(Error::invalid_signature(format!(
                "Credential should be scoped to correct service: '{signing_name}'. "
            ))),
        }
    }

    /// Whether the request was signed just now, or is a presigned one that still holds.
    pub fn check_time(&self, now: DateTime<Utc>) -> Result<(), Error> {
        let shown = |time: DateTime<Utc>| time.format(TIME_FORMAT).to_string();
        if self.date != self.time.format("%Y%m%d").to_string() {
            return Err(Error::invalid_signature(format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{}', from '{}'.",
                self.date,
                self.time.format("%Y%m%d"),
                shown(self.time)
            )));
        }
        let end = self.time + self.presigned.unwrap_or(SKEW);
        if end < now {
            return Err(Error::invalid_signature(format!(
                "Signature expired: {} is now earlier than {} ({} - 5 min.)",
                shown(self.time),
                shown(now - self.presigned.unwrap_or(SKEW)),
                shown(now)
            )));
        }
        if self.time > now + SKEW {
            return Err(Error::invalid_signature(format!(
                "Signature not yet current: {} is still later than {} ({} + 5 min.)",
                shown(self.time),
                shown(now + SKEW),
                shown(now)
            )));
        }
        Ok(())
    }

    /// Whether who signed the request knows the secret, in constant time.
    pub fn check_signature(&self, secret: &str, request: &SignedRequest<'_>) -> Result<(), Error> {
        let signed = |name: &str| self.signed_headers.iter().any(|header| header == name);
        // What is not signed could have been put there by anybody on the way.
        let unsigned = request
            .headers
            .keys()
            .map(http::HeaderName::as_str)
            .find(|name| (*name == "host" || name.starts_with("x-amz-")) && !signed(name));
        if let Some(name) = unsigned {
            return Err(Error::invalid_signature(format!(
                "'{name}' must be a 'SignedHeader' in the AWS Authorization."
            )));
        }
        let scope = format!("{}/{}/{}/{TERMINATOR}", self.date, self.region, self.service);
        let canonical = self.canonical_request(request);
        let text = format!(
            "{ALGORITHM}\n{}\n{scope}\n{}",
            self.time.format(TIME_FORMAT),
            hex(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref())
        );
        let mut key = hmac::Key::new(hmac::HMAC_SHA256, format!("AWS4{secret}").as_bytes());
        for part in [&self.date, &self.region, &self.service, TERMINATOR] {
            key = hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&key, part.as_bytes()).as_ref());
        }
        hmac::verify(&key, text.as_bytes(), &self.signature).map_err(|_| {
            Error::invalid_signature(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key \
                 and signing method. Consult the service documentation for details.",
            )
        })
    }

    fn canonical_request(&self, request: &SignedRequest<'_>) -> String {
        let mut out = format!("{}\n{}\n", request.method, canonical_path(request.path));
        let mut parameters: Vec<(String, String)> = parameters(request.query)
            .into_iter()
            .filter(|(name, _)| self.presigned.is_none() || name != "X-Amz-Signature")
            .map(|(name, value)| (encode(&name), encode(&value)))
            .collect();
        parameters.sort();
        for (at, (name, value)) in parameters.iter().enumerate() {
            let _ = write!(out, "{}{name}={value}", if at > 0 { "&" } else { "" });
        }
        out.push('\n');
        for name in &self.signed_headers {
            let values = request.headers.get_all(name.as_str()).iter();
            let values: Vec<String> = values
                .map(|value| {
                    String::from_utf8_lossy(value.as_bytes()).split_whitespace().collect::<Vec<_>>().join(" ")
                })
                .collect();
            let _ = writeln!(out, "{name}:{}", values.join(","));
        }
        let _ = write!(out, "\n{}\n", self.signed_headers.join(";"));
        out.push_str(&hex(digest::digest(&digest::SHA256, request.body).as_ref()));
        out
    }
}

/// Every segment is encoded once more than it came, and `.` and `..` are resolved, as for all services but S3.
fn canonical_path(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let mut out = String::new();
    for segment in &segments {
        out.push('/');
        out.push_str(&encode(segment));
    }
    if out.is_empty() || path.ends_with('/') {
        out.push('/');
    }
    out
}

/// Names and values of a query or a form, decoded.
pub fn parameters(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

fn parse_time(text: &str) -> Result<DateTime<Utc>, Error> {
    NaiveDateTime::parse_from_str(text, TIME_FORMAT).map(|time| time.and_utc()).map_err(|_| {
        Error::incomplete_signature(format!(
            "Date must be in ISO-8601 'basic format'. Got '{text}'. See http://en.wikipedia.org/wiki/ISO_8601"
        ))
    })
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

pub fn unhex(text: &str) -> Option<Vec<u8>> {
    (text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit())).then(|| {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap_or(0)).collect()
    })
}

/// Whether two secrets are the same, in a time that does not tell how much of them is.
pub fn is_equal(one: &[u8], other: &[u8]) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"compare");
    hmac::verify(&key, one, hmac::sign(&key, other).as_ref()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    fn at(text: &str) -> DateTime<Utc> {
        parse_time(text).unwrap()
    }

    /// `get-vanilla` of the test suite that AWS published for signers.
    fn vanilla(signature: &str) -> HeaderMap {
        headers(&[
            ("host", "example.amazonaws.com"),
            ("x-amz-date", "20150830T123600Z"),
            (
                "authorization",
                &format!(
                    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
                     SignedHeaders=host;x-amz-date, Signature={signature}"
                ),
            ),
        ])
    }

    const VANILLA: &str = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

    fn get<'a>(headers: &'a HeaderMap, query: &'a str) -> SignedRequest<'a> {
        SignedRequest { method: "GET", path: "/", query, headers, body: b"" }
    }

    #[test]
    fn a_published_signature() {
        let headers = vanilla(VANILLA);
        let request = get(&headers, "");
        let claim = Authorization::of(&request).unwrap();
        assert_eq!((claim.access_key_id.as_str(), claim.region.as_str()), ("AKIDEXAMPLE", "us-east-1"));
        claim.check_time(at("20150830T123900Z")).unwrap();
        claim.check_signature(SECRET, &request).unwrap();
        assert!(claim.check_signature("another", &request).is_err());
        assert!(claim.check_signature(SECRET, &get(&headers, "Param1=value1")).is_err());
        assert!(claim.check_signature(SECRET, &SignedRequest { body: b"x", ..request }).is_err());
        let mut more = headers.clone();
        more.insert("x-amz-target", "Other.Operation".parse().unwrap());
        assert_eq!(
            claim.check_signature(SECRET, &get(&more, "")).unwrap_err().message,
            "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization."
        );
        let broken = vanilla(&VANILLA.replace('5', "6"));
        let claim = Authorization::of(&get(&broken, "")).unwrap();
        assert_eq!(
            claim.check_signature(SECRET, &get(&broken, "")).unwrap_err().code,
            "InvalidSignatureException"
        );
    }

    #[test]
    fn five_minutes_either_way() {
        let headers = vanilla(VANILLA);
        let claim = Authorization::of(&get(&headers, "")).unwrap();
        claim.check_time(at("20150830T124100Z")).unwrap();
        claim.check_time(at("20150830T123100Z")).unwrap();
        assert_eq!(
            claim.check_time(at("20150830T124200Z")).unwrap_err().message,
            "Signature expired: 20150830T123600Z is now earlier than 20150830T123700Z (20150830T124200Z - 5 min.)"
        );
        assert_eq!(
            claim.check_time(at("20150830T123000Z")).unwrap_err().message,
            "Signature not yet current: 20150830T123600Z is still later than 20150830T123500Z (20150830T123000Z + 5 min.)"
        );
    }

    #[test]
    fn what_is_not_there_is_named() {
        let problem = |lines: &[(&'static str, &str)], query: &str| {
            let headers = headers(lines);
            Authorization::of(&get(&headers, query)).unwrap_err().to_string()
        };
        each_is(&[
            (
                problem(&[], ""),
                "MissingAuthenticationTokenException: Request is missing Authentication Token",
            ),
            (
                problem(&[("authorization", "Basic eDp5")], ""),
                "IncompleteSignatureException: Unsupported AWS 'algorithm': 'Basic', only AWS4-HMAC-SHA256 is supported.",
            ),
            (
                problem(&[("authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request")], ""),
                "IncompleteSignatureException: Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256",
            ),
            (
                problem(&[], "X-Amz-Algorithm=AWS4-HMAC-SHA256"),
                "IncompleteSignatureException: AWS query-string parameters must include 'X-Amz-Expires'.",
            ),
        ]);
    }

    fn each_is(pairs: &[(String, &str)]) {
        for (found, expected) in pairs {
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn paths_and_queries() {
        assert_eq!(canonical_path("/"), "/");
        assert_eq!(canonical_path(""), "/");
        assert_eq!(canonical_path("/a//b/../c d/"), "/a/c%20d/");
        assert_eq!(canonical_path("/a%20b"), "/a%2520b");
        assert_eq!(
            parameters("a=1&b=%2F+x&c"),
            [("a", "1"), ("b", "/ x"), ("c", "")].map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
    }
}
