//! The way from a page to the page after it.

use serde::Deserialize;
use serde_json::Value;

use super::DecodeError;

/// As botocore's paginators have it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Pages {
    /// Members of the input that become what the output's tokens are.
    input_token: OneOrMore<String>,
    output_token: OneOrMore<Expression>,
    /// Whether there is another page, where this is not said by the tokens.
    more_results: Option<Expression>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T> OneOrMore<T> {
    fn as_slice(&self) -> &[T] {
        match self {
            OneOrMore::One(one) => std::slice::from_ref(one),
            OneOrMore::More(more) => more,
        }
    }
}

impl Pages {
    pub fn next(&self, input: &Value, output: &Value) -> Result<Option<Value>, DecodeError> {
        if self.more_results.as_ref().is_some_and(|more| more.value(output).is_none()) {
            return Ok(None);
        }
        let mut next = input.as_object().cloned().unwrap_or_default();
        let mut is_there_more = false;
        for (name, token) in self.input_token.as_slice().iter().zip(self.output_token.as_slice()) {
            match token.value(output) {
                Some(token) => {
                    is_there_more = true;
                    next.insert(name.clone(), token.clone());
                }
                None => {
                    next.retain(|known, _| known != name);
                }
            }
        }
        match is_there_more {
            true if input.as_object() == Some(&next) => {
                Err(DecodeError::Page("the token is that of this page".to_owned()))
            }
            true => Ok(Some(Value::Object(next))),
            false if self.more_results.is_some() => {
                Err(DecodeError::Page("there is more, but no token".to_owned()))
            }
            false => Ok(None),
        }
    }
}

/// `NextMarker || Contents[-1].Key`: the first of these paths at which there is something.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Expression(Vec<Vec<Step>>);

#[derive(Clone, Debug)]
enum Step {
    Member(String),
    /// The last item of a list.
    Last,
}

impl Expression {
    /// Nothing, where it is what counts as false.
    fn value<'a>(&self, output: &'a Value) -> Option<&'a Value> {
        self.0.iter().filter_map(|path| walk(path, output)).find(|value| is_something(value))
    }
}

fn walk<'a>(path: &[Step], from: &'a Value) -> Option<&'a Value> {
    path.iter().try_fold(from, |at, step| match step {
        Step::Member(name) => at.get(name),
        Step::Last => at.as_array()?.last(),
    })
}

fn is_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    }
}

impl TryFrom<String> for Expression {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let paths = text.split("||").map(|path| path.trim().split('.').map(steps).collect::<Vec<_>>());
        let paths: Option<Vec<Vec<Step>>> = paths
            .map(|steps| steps.into_iter().collect::<Option<Vec<_>>>().map(|steps| steps.concat()))
            .collect();
        paths
            .map(Expression)
            .ok_or_else(|| format!("not understood where a page says what the next one is: {text}"))
    }
}

/// `Contents[-1]`, `NextToken`
fn steps(text: &str) -> Option<Vec<Step>> {
    let (name, last) = match text.strip_suffix("[-1]") {
        Some(name) => (name, Some(Step::Last)),
        None => (text, None),
    };
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then(|| std::iter::once(Step::Member(name.to_owned())).chain(last).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn next(pages: Value, input: Value, output: Value) -> Result<Option<Value>, DecodeError> {
        serde_json::from_value::<Pages>(pages).unwrap().next(&input, &output)
    }

    #[test]
    fn one_token() {
        let pages =
            json!({"input_token": "NextToken", "output_token": "NextToken", "limit_key": "MaxResults"});
        let after = |output| next(pages.clone(), json!({"MaxResults": 5, "NextToken": "a"}), output);
        assert_eq!(after(json!({"NextToken": "b"})), Ok(Some(json!({"MaxResults": 5, "NextToken": "b"}))));
        for output in [json!({}), json!({"NextToken": ""}), json!({"NextToken": null}), json!({"Items": []})]
        {
            assert_eq!(after(output), Ok(None));
        }
        assert!(matches!(after(json!({"NextToken": "a"})), Err(DecodeError::Page(_))));
    }

    #[test]
    fn several_tokens() {
        let pages = json!({
            "input_token": ["StartRecordName", "StartRecordType", "StartRecordIdentifier"],
            "output_token": ["NextRecordName", "NextRecordType", "NextRecordIdentifier"],
            "more_results": "IsTruncated",
        });
        let input = json!({"HostedZoneId": "Z", "StartRecordName": "a", "StartRecordIdentifier": "i"});
        let after = |output| next(pages.clone(), input.clone(), output);
        assert_eq!(
            after(json!({"IsTruncated": true, "NextRecordName": "a", "NextRecordType": "NS"})),
            Ok(Some(json!({"HostedZoneId": "Z", "StartRecordName": "a", "StartRecordType": "NS"})))
        );
        assert_eq!(after(json!({"IsTruncated": false, "NextRecordName": "a"})), Ok(None));
        assert_eq!(after(json!({})), Ok(None));
        assert!(matches!(after(json!({"IsTruncated": true})), Err(DecodeError::Page(_))));
    }

    #[test]
    fn tokens_that_are_somewhere_else() {
        let pages = json!({"input_token": "Marker", "output_token": "NextMarker || Contents[-1].Key", "more_results": "L.More"});
        let after = |output| next(pages.clone(), json!({}), output);
        assert_eq!(
            after(json!({"L": {"More": true}, "Contents": [{"Key": "a"}, {"Key": "b"}]})),
            Ok(Some(json!({"Marker": "b"})))
        );
        assert_eq!(
            after(json!({"L": {"More": true}, "NextMarker": "m", "Contents": [{"Key": "a"}]})),
            Ok(Some(json!({"Marker": "m"})))
        );
        assert_eq!(after(json!({"Contents": [{"Key": "a"}]})), Ok(None));
        for text in ["", "a[0]", "a.", "a || ", "length(a)", "a[*].b", "[-1]"] {
            assert!(Expression::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
