//! What we ask of CloudWatch Logs: whether a log group is there, and to take events.

use serde_json::{Value, json};

use super::{Aws, AwsError, JsonRequest};

/// A log group, as its ARN names it: `arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogGroup<'a> {
    pub region: &'a str,
    pub account: &'a str,
    pub name: &'a str,
}

impl<'a> LogGroup<'a> {
    /// `None` where the ARN is not that of a log group.
    pub fn of(arn: &'a str) -> Option<LogGroup<'a>> {
        let mut parts = arn.splitn(7, ':');
        let (scheme, _, service) = (parts.next()?, parts.next()?, parts.next()?);
        let (region, account, kind, name) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let name = name.strip_suffix(":*").unwrap_or(name);
        let is_one = scheme == "arn" && service == "logs" && kind == "log-group" && !name.is_empty();
        (is_one && !name.contains(':')).then_some(LogGroup { region, account, name })
    }
}

/// An event for a log stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEvent {
    /// Milliseconds since 1970.
    pub timestamp: i64,
    pub message: String,
}

impl Aws {
    pub async fn log_group_exists(&self, group: LogGroup<'_>) -> Result<bool, AwsError> {
        let mut token = Value::Null;
        loop {
            let mut parameters = json!({ "logGroupNamePrefix": group.name });
            if !token.is_null() {
                parameters["nextToken"] = token;
            }
            let answer = self.logs(group, "DescribeLogGroups", parameters).await?;
            let groups = answer["logGroups"].as_array().map(Vec::as_slice).unwrap_or_default();
            if groups.iter().any(|found| found["logGroupName"] == group.name) {
                return Ok(true);
            }
            token = answer["nextToken"].clone();
            if !token.is_string() {
                return Ok(false);
            }
        }
    }

    /// Also where it is there already.
    pub async fn create_log_stream(&self, group: LogGroup<'_>, stream: &str) -> Result<(), AwsError> {
        let parameters = json!({ "logGroupName": group.name, "logStreamName": stream });
        match self.logs(group, "CreateLogStream", parameters).await {
            Err(error) if error.code() == Some("ResourceAlreadyExistsException") => Ok(()),
            done => done.map(drop),
        }
    }

    /// Adds events, which are in the order of their times. Returns how many the service did not want for their age.
    pub async fn put_log_events(
        &self,
        group: LogGroup<'_>,
        stream: &str,
        events: &[LogEvent],
    ) -> Result<usize, AwsError> {
        let listed: Vec<Value> = events
            .iter()
            .map(|event| json!({ "timestamp": event.timestamp, "message": event.message }))
            .collect();
        let parameters = json!({ "logGroupName": group.name, "logStreamName": stream, "logEvents": listed });
        let answer = self.logs(group, "PutLogEvents", parameters).await?;
        let rejected = &answer["rejectedLogEventsInfo"];
        let index = |name: &str| rejected[name].as_u64().map(|index| index as usize);
        let old = index("tooOldLogEventEndIndex").max(index("expiredLogEventEndIndex")).unwrap_or(0);
        let new = index("tooNewLogEventStartIndex").map_or(0, |start| events.len().saturating_sub(start));
        Ok(old + new)
    }

    async fn logs(&self, group: LogGroup<'_>, operation: &str, parameters: Value) -> Result<Value, AwsError> {
        self.send_json(JsonRequest {
            service: "logs",
            region: group.region,
            version: "1.1",
            target: format!("Logs_20140328.{operation}"),
            parameters,
            attempted: format!("{operation} of log group {}", group.name),
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_groups_by_their_arns() {
        let found = LogGroup { region: "eu-west-1", account: "111122223333", name: "trail/logs" };
        for arn in [
            "arn:aws:logs:eu-west-1:111122223333:log-group:trail/logs:*",
            "arn:aws:logs:eu-west-1:111122223333:log-group:trail/logs",
        ] {
            assert_eq!(LogGroup::of(arn), Some(found), "{arn}");
        }
        for arn in [
            "",
            "arn:aws:logs:eu-west-1:111122223333:log-group",
            "arn:aws:logs:eu-west-1:111122223333:log-group::*",
            "arn:aws:logs:eu-west-1:111122223333:log-group:a:log-stream:b",
            "arn:aws:sns:eu-west-1:111122223333:log-group:a",
        ] {
            assert_eq!(LogGroup::of(arn), None, "{arn}");
        }
    }
}
