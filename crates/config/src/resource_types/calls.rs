//! Calls to AWS: all pages of an answer, and what is said when there is none.

use std::future::Future;

use serde_json::Value;
use stellwerk_wire::client::{Operation, maps};
use thiserror::Error;

use super::Place;
use super::node::Node;

/// More than any account has; without a bound a service that always has another page would never end.
const PAGES_MAX: usize = 10_000;

/// Who carries out calls: signs, sends, tries again, and decodes.
pub trait Calls: Sync {
    /// One page: the operation's output for this input.
    fn call(
        &self,
        operation: &Operation<'static>,
        region: &str,
        input: &Value,
    ) -> impl Future<Output = Result<Value, CallError>> + Send;
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    #[error("{code} ({status}): {message}")]
    Refused { code: String, message: String, status: u16 },
    /// Nobody answered, or the answer is not to be understood.
    #[error("{0}")]
    Failed(String),
}

/// Why it is not known what resources there are, or what one is like.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("call {call}: {why}")]
pub struct DescribeError {
    /// `ec2:DescribeSubnets`; the resource type where it is not a call that went wrong.
    pub call: String,
    /// What AWS calls the error, where it answered with one.
    pub code: Option<String>,
    pub why: String,
}

const THROTTLING: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "429",
];

const ACCESS_DENIED: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
    "NotAuthorized",
    "UnauthorizedOperation",
    "403",
];

/// What a cloud says that does not have all of AWS.
const UNSUPPORTED: &[&str] = &[
    "InvalidAction",
    "NotImplemented",
    "NotImplementedException",
    "UnknownOperation",
    "UnknownOperationException",
    "501",
];

impl DescribeError {
    pub(super) fn new(call: &str, why: impl ToString) -> DescribeError {
        DescribeError { call: call.to_owned(), code: None, why: why.to_string() }
    }

    pub fn is_throttling(&self) -> bool {
        self.code.as_deref().is_some_and(is_throttling)
    }

    pub fn is_access_denied(&self) -> bool {
        self.is_one_of(ACCESS_DENIED)
    }

    /// Whether the service does not know the call at all.
    pub fn is_unsupported(&self) -> bool {
        self.is_one_of(UNSUPPORTED)
    }

    pub(super) fn is_one_of<S: AsRef<str>>(&self, codes: &[S]) -> bool {
        self.code.as_ref().is_some_and(|code| codes.iter().any(|known| known.as_ref() == code))
    }
}

/// Whether an error's code says that there were too many calls.
pub fn is_throttling(code: &str) -> bool {
    THROTTLING.contains(&code)
}

/// All pages of an output, or none.
pub(super) async fn pages(
    calls: &impl Calls,
    place: &Place,
    call: &str,
    input: Value,
) -> Result<Vec<Node>, DescribeError> {
    let operation = Operation::named(call).map_err(|error| DescribeError::new(call, error))?;
    let form: Option<maps::Form> = operation.output_form();
    let (mut pages, mut input) = (Vec::new(), input);
    while pages.len() < PAGES_MAX {
        let output = match calls.call(&operation, &place.region, &input).await {
            Ok(output) => output,
            Err(error) => {
                let why = error.to_string();
                let code = match error {
                    CallError::Refused { code, .. } => Some(code),
                    CallError::Failed(_) => None,
                };
                return Err(DescribeError { call: call.to_owned(), code, why });
            }
        };
        let next = operation.next(&input, &output).map_err(|error| DescribeError::new(call, error))?;
        pages.push(Node::of_output(output, form));
        match next {
            Some(next) => input = next,
            None => return Ok(pages),
        }
    }
    Err(DescribeError::new(call, format!("there are more than {PAGES_MAX} pages")))
}

/// Pages as one output: lists in a row, of all else the first.
pub(super) fn merged(pages: Vec<Node>) -> Node {
    let mut pages = pages.into_iter();
    let mut whole = pages.next().unwrap_or_default();
    for page in pages {
        let (Some(members), Node::Structure(more) | Node::Map(more)) = (whole.members_mut(), page) else {
            continue;
        };
        for (name, node) in more {
            match (members.get_mut(&name), node) {
                (Some(Node::List(items)), Node::List(more)) => items.extend(more),
                (Some(_), _) => {}
                (None, node) => {
                    members.insert(name, node);
                }
            }
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Has always another page.
    struct Endless;

    impl Calls for Endless {
        async fn call(&self, _: &Operation<'static>, _: &str, input: &Value) -> Result<Value, CallError> {
            let token = input["NextToken"].as_str().unwrap_or("1").to_owned();
            Ok(json!({"Subnets": [], "NextToken": token.parse::<u64>().unwrap().wrapping_add(1).to_string()}))
        }
    }

    #[tokio::test]
    async fn pages_have_an_end() {
        let place = Place { account: "1".to_owned(), region: "eu-west-1".to_owned() };
        let error = pages(&Endless, &place, "ec2:DescribeSubnets", json!({})).await.unwrap_err();
        assert_eq!(error.to_string(), "call ec2:DescribeSubnets: there are more than 10000 pages");
        let error = pages(&Endless, &place, "ec2:DescribeNothing", json!({})).await.unwrap_err();
        assert!(error.why.contains("ec2:DescribeNothing"), "{error}");
    }

    #[test]
    fn pages_become_one() {
        let pages = [json!({"A": [1], "B": 2}), json!({"A": [3], "B": 4, "C": [5]}), json!({"A": 6})];
        let whole = merged(pages.into_iter().map(Node::of_data).collect());
        assert_eq!(whole.into_value(), json!({"A": [1, 3], "B": 2, "C": [5]}));
    }
}
