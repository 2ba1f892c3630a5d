//! Calls as botocore sends them, answers as services give them, outputs as botocore reads them: `tests/*.json`, written by
//! `tests/capture.py`. And what must not be read.

use std::collections::BTreeMap;
use std::path::Path;

use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, Method};
use serde::Deserialize;
use serde_json::{Value, json};

use super::value::element::Element;
use super::*;

#[derive(Deserialize)]
struct Example {
    #[serde(skip)]
    file: String,
    call: String,
    input: Value,
    request: ExampleRequest,
    answer: ExampleAnswer,
    output: Option<Value>,
    refusal: Option<ExampleRefusal>,
}

#[derive(Deserialize)]
struct ExampleRequest {
    method: String,
    path: String,
    query: String,
    headers: BTreeMap<String, String>,
    body: String,
}

#[derive(Deserialize)]
struct ExampleAnswer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ExampleRefusal {
    code: String,
    message: String,
}

fn examples() -> Vec<Example> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/client/tests");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        Example { file, ..serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap() }
    };
    paths.iter().map(read).collect()
}

impl Example {
    fn operation(&self) -> Operation<'static> {
        Operation::named(&self.call).unwrap()
    }

    fn output_of(&self, body: &[u8]) -> Result<Value, DecodeError> {
        self.operation().output(self.answer.status, &header_map(&self.answer.headers), body)
    }

    /// Whether the output is in the body, and is not all of it as it is.
    fn is_in_body(&self) -> bool {
        let body = self.answer.body.trim_start();
        let is_whole = self.output.as_ref().and_then(Value::as_object).is_some_and(|members| {
            members.values().any(|value| value.as_str() == Some(self.answer.body.as_str()))
        });
        self.output.is_some() && !body.is_empty() && !is_whole
    }
}

fn header_map(headers: &BTreeMap<String, String>) -> HeaderMap {
    let headers = headers.iter().map(|(name, value)| {
        (HeaderName::try_from(name).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap())
    });
    headers.collect()
}

fn operation(call: &str) -> Operation<'static> {
    Operation::named(call).unwrap()
}

fn output(call: &str, body: &str) -> Result<Value, DecodeError> {
    operation(call).output(200, &HeaderMap::new(), body.as_bytes())
}

/// Bodies in a form in which they can be compared: the order and the quoting of parameters and elements do not count.
fn comparable(body: &str) -> String {
    match body.chars().next() {
        Some('{') => serde_json::from_str::<Value>(body).unwrap().to_string(),
        Some('<') => format!("{:?}", Element::parse(body.as_bytes()).unwrap()),
        _ => format!("{:?}", crate::sigv4::parameters(body).into_iter().collect::<BTreeMap<_, _>>()),
    }
}

#[test]
fn every_description_is_understood() {
    for name in Api::names() {
        let api = Api::named(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(api.name, name);
        assert!(api.operations().count() > 0, "{name}");
    }
}

#[test]
fn requests_are_those_of_botocore() {
    for example in examples() {
        let file = &example.file;
        let request = example.operation().request(&example.input).unwrap_or_else(|e| panic!("{file}: {e}"));
        let expected = &example.request;
        assert_eq!(request.method.as_str(), expected.method, "{file}");
        assert_eq!(request.path, expected.path, "{file}");
        assert_eq!(comparable(&request.query), comparable(&expected.query), "{file}");
        let body = String::from_utf8(request.body).unwrap();
        assert_eq!(comparable(&body), comparable(&expected.body), "{file}");
        for (name, value) in &expected.headers {
            let ours = request.headers.get(name).map(|value| value.to_str().unwrap());
            assert_eq!(ours, Some(value.as_str()), "{file}: {name}");
        }
        let others = request.headers.keys().filter(|name| !expected.headers.contains_key(name.as_str()));
        let others: Vec<&str> = others.map(HeaderName::as_str).collect();
        assert!(others.iter().all(|name| ["accept", "content-type"].contains(name)), "{file}: {others:?}");
    }
}

#[test]
fn outputs_are_those_of_botocore() {
    let examples = examples();
    assert!(examples.len() > 50);
    for example in &examples {
        let file = &example.file;
        match (&example.output, &example.refusal) {
            (Some(expected), None) => {
                let output = example.output_of(example.answer.body.as_bytes());
                let output = output.unwrap_or_else(|error| panic!("{file}: {error}"));
                assert_eq!(&output, expected, "{file}");
                // The order counts, too, but for botocore's, which has headers first.
                for (name, value) in expected.as_object().unwrap() {
                    assert_eq!(output[name].to_string(), value.to_string(), "{file}: {name}");
                }
            }
            (None, Some(expected)) => {
                let answer = &example.answer;
                let refusal = refusal(answer.status, &header_map(&answer.headers), answer.body.as_bytes());
                assert_eq!((&refusal.code, &refusal.message), (&expected.code, &expected.message), "{file}");
                assert!(example.output_of(answer.body.as_bytes()).is_err(), "{file}");
            }
            _ => panic!("{file}: neither output nor refusal"),
        }
    }
}

#[test]
fn nothing_is_read_from_an_answer_that_is_cut_off() {
    for example in examples().iter().filter(|example| example.is_in_body()) {
        let body = example.answer.body.trim_end().as_bytes();
        for end in (0..body.len()).step_by(3) {
            let read = example.output_of(&body[..end]);
            assert!(read.is_err(), "{} up to {end}: {read:?}", example.file);
        }
    }
}

#[test]
fn nothing_is_read_from_an_answer_that_is_something_else() {
    let others = [
        "",
        " ",
        "null",
        "[]",
        "\"\"",
        "0",
        "OK",
        "{\"error\":\"no\"}",
        "{\"__type\":\"x#AccessDenied\",\"message\":\"m\"}",
        "<html><body>It works!</body></html>",
        "<!DOCTYPE html><html></html>",
        "<Error><Code>SlowDown</Code><Message>m</Message></Error>",
        "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>",
        "<Response><Errors><Error><Code>InternalError</Code></Error></Errors></Response>",
        "<DescribeOtherThingsResponse><thingSet/></DescribeOtherThingsResponse>",
        "\u{0}\u{0}",
    ];
    for example in examples().iter().filter(|example| example.is_in_body()) {
        for body in others {
            let read = example.output_of(body.as_bytes());
            assert!(read.is_err(), "{}: {body}: {read:?}", example.file);
        }
        let status = example.operation().output(503, &HeaderMap::new(), example.answer.body.as_bytes());
        assert_eq!(status, Err(DecodeError::Status(503)));
    }
}

/// Answers and inputs with a byte that is another one: what comes of it does not matter, only that it comes.
#[test]
fn nothing_panics() {
    for example in examples() {
        let mut body = example.answer.body.clone().into_bytes();
        let headers = header_map(&example.answer.headers);
        for (place, byte) in (0..body.len()).step_by(7).zip(b"<>&\"{}0 \xff;/=".iter().cycle()) {
            let before = std::mem::replace(&mut body[place], *byte);
            let _ = example.output_of(&body);
            let _ = refusal(400, &headers, &body);
            body[place] = before;
        }
        let mut input = example.input.to_string().into_bytes();
        for (place, byte) in (0..input.len()).step_by(3).zip(b"1\"/ {".iter().cycle()) {
            let before = std::mem::replace(&mut input[place], *byte);
            if let Ok(input) = serde_json::from_slice(&input) {
                let _ = example.operation().request(&input);
            }
            input[place] = before;
        }
    }
}

#[test]
fn lists_that_are_absent_and_lists_that_are_empty() {
    let vpcs = |inside: &str| {
        output("ec2:DescribeVpcs", &format!("<DescribeVpcsResponse>{inside}</DescribeVpcsResponse>")).unwrap()
    };
    assert_eq!(vpcs("<requestId>1</requestId>"), json!({}));
    assert_eq!(vpcs("<vpcSet/>"), json!({"Vpcs": []}));
    assert_eq!(vpcs("<vpcSet> </vpcSet><nextToken></nextToken>"), json!({"NextToken": "", "Vpcs": []}));
    assert_eq!(vpcs("<vpcSet><item/></vpcSet>"), json!({"Vpcs": [{}]}));
    assert_eq!(output("sqs:ListQueues", "{}"), Ok(json!({})));
    assert_eq!(
        output("sqs:ListQueues", r#"{"QueueUrls":[],"NextToken":null}"#),
        Ok(json!({"QueueUrls": []}))
    );
}

#[test]
fn values_of_the_wrong_kind() {
    let vpcs = |inside: &str| {
        output("ec2:DescribeVpcs", &format!("<DescribeVpcsResponse>{inside}</DescribeVpcsResponse>"))
    };
    let mismatch = |path: &str, expected| Err(DecodeError::Mismatch { path: path.to_owned(), expected });
    assert_eq!(
        vpcs("<vpcSet><item><isDefault>perhaps</isDefault></item></vpcSet>"),
        mismatch("Vpcs.IsDefault", "a boolean")
    );
    assert_eq!(
        vpcs("<vpcSet><item><vpcId><x/></vpcId></item></vpcSet>"),
        mismatch("Vpcs.VpcId", "a single value")
    );
    assert_eq!(output("sqs:ListQueues", r#"{"QueueUrls":{}}"#), mismatch("QueueUrls", "a list"));
    assert_eq!(output("dynamodb:ListTables", r#"{"TableNames":"a"}"#), mismatch("TableNames", "a list"));
    assert_eq!(
        output("dynamodb:DescribeTable", r#"{"Table":{"CreationDateTime":1e300}}"#),
        mismatch("Table.CreationDateTime", "a time")
    );
    assert_eq!(output("dynamodb:DescribeTable", r#"{"Table":[]}"#), mismatch("Table", "an object"));
}

#[test]
fn attributes_and_namespaces() {
    let acl = output(
        "s3:GetBucketAcl",
        r#"<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><AccessControlList><Grant>
           <Grantee xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="Group"><URI>u</URI></Grantee>
           <Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>"#,
    );
    let grant = json!({"Grantee": {"Type": "Group", "URI": "u"}, "Permission": "READ"});
    assert_eq!(acl, Ok(json!({"Grants": [grant]})));
}

#[test]
fn inputs_that_are_none() {
    let refused = |call: &str, input: Value| operation(call).request(&input).unwrap_err().to_string();
    assert_eq!(refused("s3:GetBucketAcl", json!({})), "the input has no Bucket");
    assert_eq!(refused("s3:GetBucketAcl", json!({"Bucket": ""})), "the input has no Bucket");
    assert_eq!(refused("s3:GetBucketAcl", json!({"Bucket": null})), "the input has no Bucket");
    assert_eq!(refused("s3:GetBucketAcl", json!([])), "the whole in the input is not an object");
    assert_eq!(refused("ec2:DescribeVpcs", json!({"VpcId": "v"})), "the operation knows no VpcId");
    assert_eq!(refused("ec2:DescribeVpcs", json!({"VpcIds": "v"})), "VpcIds in the input is not a list");
    assert_eq!(
        refused("ec2:DescribeVpcs", json!({"Filters": [{"Names": "n"}]})),
        "the operation knows no Filters.Names"
    );
    assert_eq!(
        refused("sqs:ListQueues", json!({"MaxResults": "x"})),
        "MaxResults in the input is not a number"
    );
    assert_eq!(
        refused("s3:HeadObject", json!({"Bucket": "b", "Key": "k", "IfMatch": "a\nb"})),
        "IfMatch in the input is not a text for a header"
    );
}

#[test]
fn labels_and_headers() {
    let input = json!({
        "Bucket": "b", "Key": "a/b c?ü", "IfModifiedSince": "2026-03-03T00:00:00.000Z", "PartNumber": 2,
    });
    let request = operation("s3:HeadObject").request(&input).unwrap();
    assert_eq!(request.method, Method::HEAD);
    assert_eq!(request.path, "/b/a/b%20c%3F%C3%BC");
    assert_eq!(request.query, "partNumber=2");
    assert_eq!(request.headers["if-modified-since"], "Tue, 03 Mar 2026 00:00:00 GMT");
    let name = json!({"FunctionName": "arn:aws:lambda:us-east-1:1:function:f/g"});
    let request = operation("lambda:GetFunction").request(&name).unwrap();
    assert_eq!(request.path, "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Af%2Fg");
    let request = operation("apigateway:GetRestApis").request(&json!({})).unwrap();
    assert_eq!(request.headers["accept"], "application/json");
}

#[test]
fn headers_become_members() {
    let headers = [
        ("content-length", "12"),
        ("last-modified", "Tue, 03 Mar 2026 00:00:00 GMT"),
        ("x-amz-meta-colour", "blue"),
        ("x-amz-server-side-encryption-bucket-key-enabled", "true"),
    ];
    let headers = headers.map(|(n, v)| (n.to_owned(), v.to_owned())).into_iter().collect();
    let output = operation("s3:HeadObject").output(200, &header_map(&headers), b"").unwrap();
    assert_eq!(
        output,
        json!({
            "LastModified": "2026-03-03T00:00:00.000Z",
            "ContentLength": 12,
            "Metadata": {"colour": "blue"},
            "BucketKeyEnabled": true,
        })
    );
}

#[test]
fn pages_follow_each_other() {
    let example =
        examples().into_iter().find(|e| e.file == "route53.ListResourceRecordSets-pages.json").unwrap();
    let output = example.output_of(example.answer.body.as_bytes()).unwrap();
    let next = example.operation().next(&example.input, &output).unwrap().unwrap();
    let query = example.operation().request(&next).unwrap().query;
    assert_eq!(query, "maxitems=1&name=example.com.&type=SOA");
    let last = json!({"ResourceRecordSets": [], "IsTruncated": false});
    assert_eq!(example.operation().next(&next, &last), Ok(None));
    assert_eq!(operation("iam:GetUser").next(&json!({}), &json!({"Marker": "m"})), Ok(None));
}

#[test]
fn endpoints() {
    let at = |api: &str, region: &str| {
        let Endpoint { hostname, region } = Api::named(api).unwrap().endpoint(region);
        format!("{hostname} {region}")
    };
    assert_eq!(at("elbv2", "eu-west-1"), "elasticloadbalancing.eu-west-1.amazonaws.com eu-west-1");
    assert_eq!(at("iam", "eu-west-1"), "iam.amazonaws.com us-east-1");
    assert_eq!(at("route53", "us-gov-east-1"), "route53.us-gov.amazonaws.com us-gov-west-1");
    assert_eq!(at("s3", "eu-west-1"), "s3.eu-west-1.amazonaws.com eu-west-1");
    assert_eq!(at("sqs", "cn-north-1"), "sqs.cn-north-1.amazonaws.com.cn cn-north-1");
    assert!(Api::named("cloudfront").unwrap().is_global() && !Api::named("s3").unwrap().is_global());
    assert!(Api::named("nothing").is_err() && Operation::named("ec2:Nothing").is_err());
}
