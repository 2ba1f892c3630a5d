//! What we ask of KMS: whether a key is there and can encrypt.

use serde_json::{Value, json};

use super::{Aws, AwsError, JsonRequest};

/// A key as KMS describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub arn: String,
    pub is_enabled: bool,
    /// Encrypts and decrypts with one and the same key.
    pub is_symmetric: bool,
}

impl Aws {
    /// A key by its id, its ARN, or an alias or its ARN.
    pub async fn describe_key(&self, region: &str, key: &str) -> Result<Key, AwsError> {
        let answer = self
            .send_json(JsonRequest {
                service: "kms",
                region,
                version: "1.1",
                target: "TrentService.DescribeKey".to_owned(),
                parameters: json!({ "KeyId": key }),
                attempted: format!("describe key {key}"),
            })
            .await?;
        let found = &answer["KeyMetadata"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(Key {
            arn: text(&found["Arn"]),
            is_enabled: found["KeyState"].as_str().is_none_or(|state| state == "Enabled"),
            is_symmetric: found["KeySpec"].as_str().is_none_or(|spec| spec == "SYMMETRIC_DEFAULT"),
        })
    }
}
