//! KMS keys that requests name: looked for where the standard settings say KMS is.

use stellwerk_wire::cloudtrail::error;
use stellwerk_wire::{Error, Failure};

use crate::Context;

/// The ARN of the key that an id, an ARN, an alias or its ARN names; the key must be able to encrypt.
pub async fn key_arn(context: &Context, named: &str) -> Result<String, Failure> {
    check(named)?;
    // An ARN says where the key is: `arn:aws:kms:REGION:ACCOUNT:key/ID`.
    let region = named.split(':').nth(3).unwrap_or(&context.call.region);
    let key = match context.service.aws.describe_key(region, named).await {
        Ok(key) => key,
        Err(failed) if failed.code() == Some("NotFoundException") => {
            return Err(
                error::kms_key_not_found(format!("KMS key {named} was not found in {region}.")).into()
            );
        }
        Err(failed) if failed.code() == Some("AccessDeniedException") => {
            tracing::warn!("{failed}");
            return Err(error::insufficient_encryption_policy(format!(
                "Insufficient permissions to access KMS key {named}."
            ))
            .into());
        }
        Err(failed) => {
            tracing::warn!("{failed}");
            return Err(error::kms(format!(
                "KMS key {named} could not be looked at: {}.",
                failed.code().unwrap_or("KMS does not answer")
            ))
            .into());
        }
    };
    if !key.is_enabled {
        return Err(error::kms_key_disabled(format!("KMS key {named} is disabled.")).into());
    }
    if !key.is_symmetric {
        return Err(error::invalid_kms_key_id(format!("KMS key {named} is not symmetric.")).into());
    }
    Ok(key.arn)
}

fn check(named: &str) -> Result<(), Error> {
    let resource = match named.splitn(6, ':').collect::<Vec<_>>()[..] {
        ["arn", _, "kms", region, account, resource] if !region.is_empty() && !account.is_empty() => resource,
        [name] => name,
        _ => "",
    };
    let is_key = |id: &str| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let is_alias = resource.strip_prefix("alias/").is_some_and(|name| !name.is_empty());
    let is_arn = named.starts_with("arn:");
    let id = if is_arn { resource.strip_prefix("key/").unwrap_or_default() } else { resource };
    if is_alias || is_key(id) {
        return Ok(());
    }
    Err(error::invalid_kms_key_id(format!(
        "{named:?} is not a KMS key: name it by its id, its ARN, an alias (alias/NAME) or the ARN of one."
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_in_four_ways() {
        for named in [
            "12345678-1234-1234-1234-123456789012",
            "mrk-1234",
            "alias/logs",
            "arn:aws:kms:eu-west-1:111122223333:key/12345678-1234-1234-1234-123456789012",
            "arn:aws:kms:eu-west-1:111122223333:alias/logs",
        ] {
            assert!(check(named).is_ok(), "{named}");
        }
        for named in [
            "",
            "a b",
            "alias/",
            "arn:aws:s3:::bucket",
            "arn:aws:kms:eu-west-1:111122223333:x",
            "arn:aws:kms:::key/1",
        ] {
            assert_eq!(check(named).unwrap_err().code, "InvalidKmsKeyIdException", "{named}");
        }
    }
}
