//! Names, ids and ARNs of what belongs to AWS Config itself.

use serde_json::Value;
use stellwerk_wire::Call;
use stellwerk_wire::call::partition;

/// Letters and digits that ids are made of.
const ID_CHARACTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// `arn:aws:config:REGION:ACCOUNT:TAIL`
pub fn arn(region: &str, account: &str, tail: &str) -> String {
    format!("arn:{}:config:{region}:{account}:{tail}", partition(region))
}

/// An id of so many small letters and digits that nobody has yet.
pub fn new_id(length: usize) -> String {
    let random = uuid::Uuid::new_v4().into_bytes().into_iter().chain(uuid::Uuid::new_v4().into_bytes());
    random.map(|byte| char::from(ID_CHARACTERS[byte as usize % 36])).take(length).collect()
}

/// The ARN of what a request is about, for policies; empty where it is about nothing in particular. Ids at the end of ARNs are not known
/// from a name: there, the ARN ends with a slash.
pub fn named_resource(call: &Call, input: &Value) -> String {
    let text = |path: &[&str]| {
        let found = path.iter().try_fold(input, |value, member| value.get(*member));
        found.and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let named =
        |kind: &str, name: String| arn(&call.region, &call.caller.account, &format!("{kind}/{name}/"));
    let recorder = text(&["ConfigurationRecorderName"]).or_else(|| text(&["ConfigurationRecorder", "name"]));
    let query = text(&["QueryName"]).or_else(|| text(&["StoredQuery", "QueryName"]));
    let given = ["ResourceArn", "ConfigurationRecorderArn", "Arn"].iter().find_map(|member| text(&[member]));
    given
        .or_else(|| recorder.map(|name| named("configuration-recorder", name)))
        .or_else(|| query.map(|name| named("stored-query", name)))
        .unwrap_or_default()
}
