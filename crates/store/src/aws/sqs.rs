//! What we ask of SQS: messages, and to forget them.

use serde_json::{Value, json};

use super::{Aws, AwsError, JsonRequest};

/// Messages that come with one call.
const MESSAGES_MAX: u32 = 10;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: String,
    pub body: String,
    /// How often it was handed out, this time included.
    pub received: u32,
    receipt: String,
}

impl Aws {
    /// The next messages of a queue; waits some seconds for the first.
    pub async fn receive_messages(
        &self,
        queue_url: &str,
        wait_seconds: u32,
    ) -> Result<Vec<Message>, AwsError> {
        let parameters = json!({
            "QueueUrl": queue_url,
            "MaxNumberOfMessages": MESSAGES_MAX,
            "WaitTimeSeconds": wait_seconds,
            "AttributeNames": ["ApproximateReceiveCount"],
        });
        let answer = self.sqs(queue_url, "ReceiveMessage", parameters).await?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let messages = answer["Messages"].as_array().map(Vec::as_slice).unwrap_or_default();
        let message = |message: &Value| Message {
            id: text(&message["MessageId"]),
            body: text(&message["Body"]),
            received: text(&message["Attributes"]["ApproximateReceiveCount"]).parse().unwrap_or(1),
            receipt: text(&message["ReceiptHandle"]),
        };
        Ok(messages.iter().map(message).collect())
    }

    pub async fn delete_message(&self, queue_url: &str, message: &Message) -> Result<(), AwsError> {
        let parameters = json!({ "QueueUrl": queue_url, "ReceiptHandle": message.receipt });
        self.sqs(queue_url, "DeleteMessage", parameters).await.map(drop)
    }

    /// About how many messages wait in a queue.
    pub async fn waiting_messages(&self, queue_url: &str) -> Result<u64, AwsError> {
        let parameters = json!({ "QueueUrl": queue_url, "AttributeNames": ["ApproximateNumberOfMessages"] });
        let answer = self.sqs(queue_url, "GetQueueAttributes", parameters).await?;
        let count = answer["Attributes"]["ApproximateNumberOfMessages"].as_str().and_then(|n| n.parse().ok());
        Ok(count.unwrap_or_default())
    }

    async fn sqs(&self, queue_url: &str, operation: &str, parameters: Value) -> Result<Value, AwsError> {
        self.send_json(JsonRequest {
            service: "sqs",
            region: region_of(queue_url),
            version: "1.0",
            target: format!("AmazonSQS.{operation}"),
            parameters,
            attempted: format!("{operation} of queue {queue_url}"),
        })
        .await
    }
}

/// `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`; another address is somebody else's, who may not care.
fn region_of(queue_url: &str) -> &str {
    let host = queue_url.split("//").nth(1).unwrap_or_default();
    host.strip_prefix("sqs.").and_then(|rest| rest.split('.').next()).unwrap_or("us-east-1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_in_the_region_of_its_address() {
        assert_eq!(region_of("https://sqs.eu-west-1.amazonaws.com/111122223333/trail"), "eu-west-1");
        assert_eq!(region_of("http://127.0.0.1:5000/111122223333/trail"), "us-east-1");
    }
}
