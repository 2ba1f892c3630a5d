//! What messages say: that there are new objects, or an event itself, in whichever of AWS's envelopes it comes.

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::value::RawValue;

/// What a message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Buckets and keys.
    Objects(Vec<(String, String)>),
    /// Records, byte for byte.
    Events(Vec<String>),
    Nothing(Unwanted),
}

/// Understood, and of no concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwanted {
    /// S3 tries the queue.
    TestEvent,
    /// Something happened to an object, but it was not created.
    OtherEvent,
    /// An event that is not of CloudTrail.
    OtherDetailType,
}

/// Detail types under which EventBridge passes on CloudTrail's records.
const DETAIL_TYPES: &[&str] = &[
    "AWS API Call via CloudTrail",
    "AWS Console Sign In via CloudTrail",
    "AWS Service Event via CloudTrail",
    "AWS Console Action via CloudTrail",
    "AWS Insight via CloudTrail",
    "AWS CloudTrail Insight",
];

#[derive(Deserialize)]
struct Envelope<'a> {
    /// SNS
    #[serde(rename = "Type")]
    kind: Option<String>,
    #[serde(rename = "Message")]
    message: Option<String>,
    /// S3
    #[serde(rename = "Event")]
    event: Option<String>,
    #[serde(rename = "Records")]
    records: Option<Vec<Notification>>,
    /// CloudTrail
    #[serde(rename = "s3Bucket")]
    s3_bucket: Option<String>,
    #[serde(rename = "s3ObjectKey")]
    s3_object_key: Option<Vec<String>>,
    /// EventBridge
    #[serde(rename = "detail-type")]
    detail_type: Option<String>,
    #[serde(borrow)]
    detail: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Notification {
    #[serde(rename = "eventName")]
    event_name: String,
    s3: ObjectOfBucket,
}

#[derive(Deserialize)]
struct ObjectOfBucket {
    bucket: Bucket,
    object: Object,
}

#[derive(Deserialize)]
struct Bucket {
    name: String,
}

#[derive(Deserialize)]
struct Object {
    key: String,
}

/// Reads a message of a queue; or says what is wrong with it.
pub fn of_message(body: &str) -> Result<Content, String> {
    of_envelope(body, true)
}

/// Reads what was sent over HTTP: one envelope of EventBridge, or a list.
pub fn of_body(body: &str) -> Result<Vec<String>, String> {
    let envelopes: Vec<&RawValue> = match body.trim_start().starts_with('[') {
        true => serde_json::from_str(body),
        false => serde_json::from_str(body).map(|one| vec![one]),
    }
    .map_err(|error| format!("the body is not JSON: {error}"))?;
    let mut events = Vec::new();
    for envelope in envelopes {
        match of_envelope(envelope.get(), false)? {
            Content::Events(more) => events.extend(more),
            Content::Nothing(_) => {}
            Content::Objects(_) => return Err("the body is not an event of EventBridge".to_owned()),
        }
    }
    Ok(events)
}

fn of_envelope(body: &str, may_be_wrapped: bool) -> Result<Content, String> {
    let envelope: Envelope<'_> = serde_json::from_str(body)
        .map_err(|error| format!("not a message of S3, SNS, CloudTrail or EventBridge: {error}"))?;
    if let (Some("Notification"), Some(message), true) =
        (envelope.kind.as_deref(), &envelope.message, may_be_wrapped)
    {
        return of_envelope(message, false);
    }
    if envelope.event.as_deref() == Some("s3:TestEvent") {
        return Ok(Content::Nothing(Unwanted::TestEvent));
    }
    if let Some(records) = envelope.records {
        let created = records.into_iter().filter(|r| r.event_name.starts_with("ObjectCreated:"));
        // Keys come as in a query: encoded, with + for a space.
        let object = |r: Notification| {
            let key = r.s3.object.key.replace('+', " ");
            let key = percent_decode_str(&key).decode_utf8();
            let key = key.map_err(|_| "the key of an object is not UTF-8".to_owned())?.into_owned();
            Ok((r.s3.bucket.name, key))
        };
        let objects = created.map(object).collect::<Result<Vec<_>, String>>()?;
        return Ok(match objects.is_empty() {
            true => Content::Nothing(Unwanted::OtherEvent),
            false => Content::Objects(objects),
        });
    }
    if let (Some(bucket), Some(keys)) = (envelope.s3_bucket, envelope.s3_object_key) {
        return Ok(Content::Objects(keys.into_iter().map(|key| (bucket.clone(), key)).collect()));
    }
    match (envelope.detail_type.as_deref(), envelope.detail) {
        (Some("Object Created"), Some(detail)) => {
            let object: ObjectOfBucket = serde_json::from_str(detail.get())
                .map_err(|error| format!("an Object Created event without bucket and key: {error}"))?;
            Ok(Content::Objects(vec![(object.bucket.name, object.object.key)]))
        }
        (Some(kind), Some(detail)) if DETAIL_TYPES.contains(&kind) => {
            Ok(Content::Events(vec![detail.get().to_owned()]))
        }
        (Some(_), _) => Ok(Content::Nothing(Unwanted::OtherDetailType)),
        _ => Err("not a message of S3, SNS, CloudTrail or EventBridge".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn objects(content: Content) -> Vec<(String, String)> {
        match content {
            Content::Objects(objects) => objects,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn new_objects_in_every_envelope() {
        let wanted = vec![("logs".to_owned(), "AWSLogs/1 2/a=b.json.gz".to_owned())];
        let s3 = json!({"Records": [{"eventName": "ObjectCreated:Put",
            "s3": {"bucket": {"name": "logs"}, "object": {"key": "AWSLogs/1+2/a%3Db.json.gz"}}}]});
        let plain = "AWSLogs/1 2/a=b.json.gz";
        let trail = json!({"s3Bucket": "logs", "s3ObjectKey": [plain]});
        let bridge = json!({"detail-type": "Object Created", "source": "aws.s3",
            "detail": {"bucket": {"name": "logs"}, "object": {"key": plain}}});
        for message in [s3, trail, bridge] {
            assert_eq!(objects(of_message(&message.to_string()).unwrap()), wanted);
            let wrapped = json!({"Type": "Notification", "Message": message.to_string()});
            assert_eq!(objects(of_message(&wrapped.to_string()).unwrap()), wanted);
            let twice = json!({"Type": "Notification", "Message": wrapped.to_string()});
            assert!(of_message(&twice.to_string()).is_err());
        }
    }

    #[test]
    fn a_record_comes_out_as_it_went_in() {
        let record = r#"{"eventID": "1",  "odd":1.50}"#;
        let envelope =
            format!(r#"{{"version":"0","detail-type":"AWS API Call via CloudTrail","detail":{record}}}"#);
        assert_eq!(of_message(&envelope), Ok(Content::Events(vec![record.to_owned()])));
        assert_eq!(of_body(&format!("[{envelope},{envelope}]")).unwrap(), [record, record]);
        assert_eq!(of_body(&envelope).unwrap(), [record]);
    }

    #[test]
    fn what_is_of_no_concern_and_what_is_wrong() {
        let nothing = |what| Ok(Content::Nothing(what));
        assert_eq!(
            of_message(r#"{"Service":"Amazon S3","Event":"s3:TestEvent"}"#),
            nothing(Unwanted::TestEvent)
        );
        let removed = json!({"Records": [{"eventName": "ObjectRemoved:Delete",
            "s3": {"bucket": {"name": "logs"}, "object": {"key": "a"}}}]});
        assert_eq!(of_message(&removed.to_string()), nothing(Unwanted::OtherEvent));
        let other = r#"{"detail-type":"EC2 Instance State-change Notification","detail":{}}"#;
        assert_eq!(of_message(other), nothing(Unwanted::OtherDetailType));
        for wrong in ["", "[]", "{}", r#"{"detail":{}}"#, "text"] {
            assert!(of_message(wrong).is_err(), "{wrong}");
        }
    }
}
