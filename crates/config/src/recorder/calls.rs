//! Describing calls, as they go over the network: not too many at a time, and again where that may help.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use stellwerk_store::aws::{Aws, AwsError, AwsRequest};
use stellwerk_wire::client::{DecodeError, Operation};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::resource_types::{CallError, Calls, is_throttling};

const ATTEMPTS: u32 = 4;
const PAUSE_MIN: Duration = Duration::from_millis(200);

/// So many calls a second, evenly.
#[derive(Debug)]
pub struct Limit {
    every: Duration,
    next: Mutex<Instant>,
}

impl Limit {
    pub fn new(per_second: u32) -> Limit {
        Limit { every: Duration::from_secs(1) / per_second.max(1), next: Mutex::new(Instant::now()) }
    }

    async fn wait(&self) {
        let turn = {
            let mut next = self.next.lock().await;
            let turn = (*next).max(Instant::now());
            *next = turn + self.every;
            turn
        };
        tokio::time::sleep_until(turn).await;
    }
}

#[derive(Clone, Debug)]
pub struct AwsCalls {
    aws: Aws,
    limit: Arc<Limit>,
}

impl AwsCalls {
    pub fn new(aws: Aws, limit: Arc<Limit>) -> AwsCalls {
        AwsCalls { aws, limit }
    }

    async fn once(
        &self,
        operation: &Operation<'static>,
        region: &str,
        input: &Value,
    ) -> Result<Value, CallError> {
        let attempted = format!("{}:{}", operation.api.name, operation.name);
        let failed = |why: String| CallError::Failed(format!("{attempted}: {why}"));
        let parts = operation.request(input).map_err(|error| failed(error.to_string()))?;
        let endpoint = operation.api.endpoint(region);
        let headers = parts
            .headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?.to_owned())));
        let answer = self
            .aws
            .send(AwsRequest {
                service: &operation.api.signing_name,
                region: &endpoint.region,
                host: Some(format!("{}{}", parts.host_prefix, endpoint.hostname)),
                method: parts.method.clone(),
                path: parts.path.clone(),
                query: parts.query.clone(),
                headers: headers.collect(),
                body: Bytes::from(parts.body.clone()),
                attempted: attempted.clone(),
            })
            .await;
        match answer {
            Ok(answer) => {
                let output = operation.output(answer.status, &answer.headers, &answer.body);
                output.map_err(|error| match is_list_of_bucket(operation, &error) {
                    true => CallError::Refused {
                        code: "NotImplemented".to_owned(),
                        message: "the answer is a list of the bucket's objects".to_owned(),
                        status: 501,
                    },
                    false => failed(error.to_string()),
                })
            }
            Err(AwsError::Refused { status, code, message, .. }) => {
                Err(CallError::Refused { code, message, status })
            }
            Err(error) => Err(CallError::Failed(error.to_string())),
        }
    }
}

impl Calls for AwsCalls {
    async fn call(
        &self,
        operation: &Operation<'static>,
        region: &str,
        input: &Value,
    ) -> Result<Value, CallError> {
        let mut pause = PAUSE_MIN;
        for _ in 1..ATTEMPTS {
            self.limit.wait().await;
            match self.once(operation, region, input).await {
                Err(error) if may_pass(&error) => tokio::time::sleep(pause).await,
                answer => return answer,
            }
            pause *= 4;
        }
        self.limit.wait().await;
        self.once(operation, region, input).await
    }
}

/// Imitations of S3 that do not know a sub-resource of a bucket answer with what is in the bucket.
fn is_list_of_bucket(operation: &Operation<'static>, error: &DecodeError) -> bool {
    let is_list = matches!(error, DecodeError::Foreign { found, .. } if found.contains("ListBucketResult"));
    operation.api.name == "s3" && is_list
}

/// Whether the same call may succeed a moment later.
fn may_pass(error: &CallError) -> bool {
    match error {
        CallError::Refused { status, code, .. } => {
            (*status >= 500 && *status != 501) || *status == 429 || is_throttling(code)
        }
        CallError::Failed(_) => true,
    }
}
