//! What we ask of S3 besides what `object_store` does: whether a bucket is there, and objects with an ACL and metadata of
//! their own.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::Method;

use super::{Aws, AwsError, AwsRequest, AwsResponse, domain, encode};

/// Region in which a bucket is looked for first; S3 says where it is.
const REGION: &str = "us-east-1";

/// Content as an object of it is delivered: gzip.
pub fn compressed(content: &[u8]) -> io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content)?;
    Ok(Bytes::from(encoder.finish()?))
}

/// Headers of an object that its bucket's owner owns, encrypted with the key if there is one.
pub fn owned_headers(kms_key: Option<&str>) -> Vec<(&'static str, String)> {
    let mut headers = vec![("x-amz-acl", "bucket-owner-full-control".to_owned())];
    if let Some(key) = kms_key {
        headers.push(("x-amz-server-side-encryption", "aws:kms".to_owned()));
        headers.push(("x-amz-server-side-encryption-aws-kms-key-id", key.to_owned()));
    }
    headers
}

impl Aws {
    /// Whether the bucket exists and may be reached, as S3 answers it.
    pub async fn head_bucket(&self, bucket: &str) -> Result<(), AwsError> {
        let attempted = format!("look for bucket {bucket}");
        self.s3(Method::HEAD, bucket, None, String::new(), Vec::new(), Bytes::new(), attempted).await?;
        Ok(())
    }

    pub async fn put_object(
        &self,
        bucket: &str,
        key: &str,
        headers: Vec<(&'static str, String)>,
        body: Bytes,
    ) -> Result<(), AwsError> {
        let attempted = format!("put object s3://{bucket}/{key}");
        self.s3(Method::PUT, bucket, Some(key), String::new(), headers, body, attempted).await?;
        Ok(())
    }

    /// An object and the headers that came with it; `None` where there is none.
    pub async fn get_object(&self, bucket: &str, key: &str) -> Result<Option<AwsResponse>, AwsError> {
        let attempted = format!("read object s3://{bucket}/{key}");
        let got =
            self.s3(Method::GET, bucket, Some(key), String::new(), Vec::new(), Bytes::new(), attempted).await;
        match got {
            Ok(object) => Ok(Some(object)),
            Err(error) if error.code() == Some("NoSuchKey") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keys with the prefix that sort after `after`, at most 1,000, and whether there are more.
    pub async fn list_objects(
        &self,
        bucket: &str,
        prefix: &str,
        after: &str,
    ) -> Result<(Vec<String>, bool), AwsError> {
        let query = super::form(&[("list-type", "2"), ("prefix", prefix), ("start-after", after)]);
        let attempted = format!("list objects s3://{bucket}/{prefix}");
        let answer = self.s3(Method::GET, bucket, None, query, Vec::new(), Bytes::new(), attempted).await?;
        let text = String::from_utf8_lossy(&answer.body);
        let keys = text.split("<Contents>").skip(1).filter_map(|part| super::element(part, "Key"));
        let more = super::element(&text, "IsTruncated").as_deref() == Some("true");
        Ok((keys.collect(), more))
    }

    /// The folders right below a prefix, with the prefix and a slash at their ends.
    pub async fn list_folders(&self, bucket: &str, prefix: &str) -> Result<Vec<String>, AwsError> {
        let mut folders: Vec<String> = Vec::new();
        loop {
            let after = folders.last().map(|last| format!("{last}\u{10FFFF}")).unwrap_or_default();
            let query = super::form(&[
                ("delimiter", "/"),
                ("list-type", "2"),
                ("prefix", prefix),
                ("start-after", &after),
            ]);
            let attempted = format!("list folders s3://{bucket}/{prefix}");
            let answer =
                self.s3(Method::GET, bucket, None, query, Vec::new(), Bytes::new(), attempted).await?;
            let text = String::from_utf8_lossy(&answer.body);
            let before = folders.len();
            let found = text.split("<CommonPrefixes>").skip(1);
            folders.extend(found.filter_map(|part| super::element(part, "Prefix")));
            let more = super::element(&text, "IsTruncated").as_deref() == Some("true");
            if !more || folders.len() == before {
                return Ok(folders);
            }
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one request")]
    async fn s3(
        &self,
        method: Method,
        bucket: &str,
        key: Option<&str>,
        query: String,
        headers: Vec<(&'static str, String)>,
        body: Bytes,
        attempted: String,
    ) -> Result<AwsResponse, AwsError> {
        let key = key.unwrap_or_default().split('/').map(encode).collect::<Vec<_>>().join("/");
        let endpoint = self.endpoint("s3")?;
        let mut region = REGION.to_owned();
        loop {
            // A bucket with dots has no certificate of its own; an endpoint of somebody else may know no other style.
            let (base, path) = match &endpoint {
                Some(endpoint) => (endpoint.clone(), format!("/{bucket}/{key}")),
                None if bucket.contains('.') => {
                    (format!("https://s3.{region}.{}", domain(&region)), format!("/{bucket}/{key}"))
                }
                None => (format!("https://{bucket}.s3.{region}.{}", domain(&region)), format!("/{key}")),
            };
            let path = if key.is_empty() && endpoint.is_some() { format!("/{bucket}") } else { path };
            let request = AwsRequest {
                service: "s3",
                region: &region,
                host: None,
                method: method.clone(),
                path,
                query: query.clone(),
                headers: headers.clone(),
                body: body.clone(),
                attempted: attempted.clone(),
            };
            match self.send_to(&base, request).await {
                // AWS tells where the bucket is only in a header; asked anew there, it answers.
                Err(AwsError::Refused { status: 301 | 400, code, message, .. })
                    if endpoint.is_none()
                        && matches!(code.as_str(), "PermanentRedirect" | "AuthorizationHeaderMalformed") =>
                {
                    match self.bucket_region(bucket).await? {
                        Some(found) if found != region => region = found,
                        _ => {
                            return Err(AwsError::Refused { attempted, status: 301, code, message });
                        }
                    }
                }
                answer => return answer,
            }
        }
    }

    async fn bucket_region(&self, bucket: &str) -> Result<Option<String>, AwsError> {
        let found =
            object_store::aws::resolve_bucket_region(bucket, &object_store::ClientOptions::new()).await;
        Ok(found.ok())
    }
}
