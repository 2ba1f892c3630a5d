//! What we ask of SNS: whether a topic is there, and to publish.

use bytes::Bytes;
use http::Method;

use super::{Aws, AwsError, AwsRequest, form};

const VERSION: (&str, &str) = ("Version", "2010-03-31");

impl Aws {
    /// Whether the topic exists and may be seen.
    pub async fn topic_exists(&self, topic_arn: &str) -> Result<bool, AwsError> {
        let parameters = [("Action", "GetTopicAttributes"), VERSION, ("TopicArn", topic_arn)];
        match self.sns(topic_arn, &parameters, "look for topic").await {
            Ok(()) => Ok(true),
            Err(AwsError::Refused { status: 400..=499, .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub async fn publish(&self, topic_arn: &str, subject: &str, message: &str) -> Result<(), AwsError> {
        let parameters = [
            ("Action", "Publish"),
            VERSION,
            ("TopicArn", topic_arn),
            ("Subject", subject),
            ("Message", message),
        ];
        self.sns(topic_arn, &parameters, "publish to topic").await
    }

    async fn sns(&self, topic_arn: &str, parameters: &[(&str, &str)], what: &str) -> Result<(), AwsError> {
        let region = topic_arn.split(':').nth(3).filter(|r| !r.is_empty()).unwrap_or("us-east-1");
        let request = AwsRequest {
            service: "sns",
            region,
            host: None,
            method: Method::POST,
            path: "/".to_owned(),
            query: String::new(),
            headers: vec![("content-type", "application/x-www-form-urlencoded; charset=utf-8".to_owned())],
            body: Bytes::from(form(parameters)),
            attempted: format!("{what} {topic_arn}"),
        };
        self.send(request).await.map(|_| ())
    }
}
