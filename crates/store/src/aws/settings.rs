//! The standard AWS settings, and an S3 bucket reached with them.
//!
//! Whoever has made `aws s3 ls` work need not tell us anything: environment first, then the profile in
//! `~/.aws`, then what the machine offers (web identity, container, instance), which object_store looks for
//! itself. Endpoints may be given as the AWS SDKs take them, so that any S3-compatible store will do; those
//! are addressed path-style.
//!
//! Not supported: profiles that assume a role, sign in through SSO or run a program. They are refused by
//! name, never passed over. <https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html>

use std::collections::HashMap;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey as Key, AwsCredentialProvider};
use object_store::{ClientOptions, ObjectStore, RetryConfig};

/// Where AWS sends those who name no region.
const REGION: &str = "us-east-1";
/// A large object that is imported as it arrives takes its time.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(600);
const RETRIES_MAX: usize = 5;
const RETRY_TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Debug, thiserror::Error)]
pub enum AwsSettingsError {
    #[error("read {path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("find AWS profile {profile:?}: neither {credentials} nor {config} has it")]
    NoProfile { profile: String, credentials: PathBuf, config: PathBuf },
    #[error(
        "use AWS profile {profile:?}: `{setting}` is not supported; `aws configure export-credentials --format env` \
         turns the profile into credentials that are"
    )]
    Unsupported { profile: String, setting: &'static str },
    #[error("open bucket {bucket:?}: {source}")]
    Bucket { bucket: String, source: object_store::Error },
}

/// The bucket, with the settings of this process. Connects to nothing yet.
pub fn s3_store(bucket: &str) -> Result<Arc<dyn ObjectStore>, AwsSettingsError> {
    let failed = |source| AwsSettingsError::Bucket { bucket: bucket.to_owned(), source };
    let settings = Settings::of_process("s3")?;
    let store = settings.builder(env::vars()).with_bucket_name(bucket).build().map_err(failed)?;
    Ok(Arc::new(store))
}

/// Credentials as the settings of this process say, renewed when they run out.
pub fn credentials() -> Result<AwsCredentialProvider, AwsSettingsError> {
    let failed = |source| AwsSettingsError::Bucket { bucket: String::new(), source };
    let settings = Settings::of_process("sts")?;
    let bucket = settings.builder(env::vars()).with_bucket_name("none").build().map_err(failed)?;
    Ok(bucket.credentials().clone())
}

/// Where a service is asked, if not at AWS itself.
pub fn endpoint(service: &str) -> Result<Option<String>, AwsSettingsError> {
    Ok(Settings::of_process(service)?.endpoint)
}

/// What environment and profile say together.
#[derive(Clone, Default, PartialEq, Eq)]
struct Settings {
    access_key_id: Option<String>,
    secret_access_key: Option<String>,
    session_token: Option<String>,
    region: Option<String>,
    endpoint: Option<String>,
    role_arn: Option<String>,
    web_identity_token_file: Option<String>,
}

impl Settings {
    fn of_process(service: &str) -> Result<Settings, AwsSettingsError> {
        Settings::resolve(service, &|name| env::var(name).ok(), &|path| fs::read_to_string(path))
    }

    /// `service`: as endpoints are set for it in settings files, `s3`.
    fn resolve(
        service: &str,
        env: &dyn Fn(&str) -> Option<String>,
        read: &dyn Fn(&Path) -> io::Result<String>,
    ) -> Result<Settings, AwsSettingsError> {
        let env = |name: &str| env(name).filter(|v| !v.trim().is_empty());
        let aws = PathBuf::from(env("HOME").or_else(|| env("USERPROFILE")).unwrap_or_default()).join(".aws");
        let file = |name: &str, default: &str| env(name).map_or_else(|| aws.join(default), PathBuf::from);
        let credentials_path = file("AWS_SHARED_CREDENTIALS_FILE", "credentials");
        let config_path = file("AWS_CONFIG_FILE", "config");
        let sections = |path: &Path| match read(path) {
            Ok(text) => Ok(sections(&text)),
            Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(HashMap::new()),
            Err(source) => Err(AwsSettingsError::File { path: path.to_owned(), source }),
        };
        let (credentials, config) = (sections(&credentials_path)?, sections(&config_path)?);

        let profile = env("AWS_PROFILE").or_else(|| env("AWS_DEFAULT_PROFILE"));
        let name = profile.clone().unwrap_or_else(|| "default".to_owned());
        let in_credentials = credentials.get(&name);
        let in_config = config
            .get(&format!("profile {name}"))
            .or_else(|| config.get(&name).filter(|_| name == "default"));
        if profile.is_some() && in_credentials.is_none() && in_config.is_none() {
            let (credentials, config) = (credentials_path, config_path);
            return Err(AwsSettingsError::NoProfile { profile: name, credentials, config });
        }
        let profile =
            |key: &str| in_credentials.and_then(|s| s.get(key)).or_else(|| in_config?.get(key)).cloned();
        let services = profile("services").and_then(|s| config.get(&format!("services {s}")));

        let mut settings = Settings {
            region: env("AWS_REGION").or_else(|| env("AWS_DEFAULT_REGION")).or_else(|| profile("region")),
            ..Settings::default()
        };
        if env("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").is_none_or(|v| !v.eq_ignore_ascii_case("true")) {
            settings.endpoint = env(&format!("AWS_ENDPOINT_URL_{}", service.to_ascii_uppercase()))
                .or_else(|| env("AWS_ENDPOINT_URL"))
                .or_else(|| services?.get(&format!("{service}.endpoint_url")).cloned())
                .or_else(|| profile("endpoint_url"));
        }
        // Key, secret and token come from one place: those of two places never fit together.
        if env("AWS_ACCESS_KEY_ID").is_some() {
            settings.access_key_id = env("AWS_ACCESS_KEY_ID");
            settings.secret_access_key = env("AWS_SECRET_ACCESS_KEY");
            settings.session_token = env("AWS_SESSION_TOKEN");
        } else if env("AWS_WEB_IDENTITY_TOKEN_FILE").is_none() {
            settings.access_key_id = profile("aws_access_key_id");
            settings.secret_access_key = profile("aws_secret_access_key");
            settings.session_token = profile("aws_session_token");
            settings.web_identity_token_file = profile("web_identity_token_file");
            settings.role_arn = profile("role_arn");
            let usable = settings.access_key_id.is_some() || settings.web_identity_token_file.is_some();
            // A role is assumed with the keys beside it or of another profile: neither may be used in its
            // place.
            let assumes = settings.role_arn.is_some() && settings.web_identity_token_file.is_none();
            let others =
                ["sso_session", "sso_start_url", "credential_process", "source_profile", "credential_source"];
            let other = others.into_iter().find(|key| profile(key).is_some()).filter(|_| !usable);
            if let Some(setting) = assumes.then_some("role_arn").or(other) {
                return Err(AwsSettingsError::Unsupported { profile: name, setting });
            }
        }
        Ok(settings)
    }

    /// What we do not resolve ourselves (identities of machines and containers, proxies …) is taken from the
    /// environment as object_store names it.
    fn builder(self, environment: impl Iterator<Item = (String, String)>) -> AmazonS3Builder {
        let mut builder = AmazonS3Builder::new();
        for (name, value) in
            environment.filter(|(name, value)| name.starts_with("AWS_") && !value.trim().is_empty())
        {
            match name.to_ascii_lowercase().parse() {
                Ok(
                    Key::AccessKeyId
                    | Key::SecretAccessKey
                    | Key::Token
                    | Key::Region
                    | Key::DefaultRegion
                    | Key::Endpoint
                    | Key::S3Endpoint
                    | Key::Bucket,
                )
                | Err(_) => {}
                Ok(key) => builder = builder.with_config(key, value),
            }
        }
        let allows_http = self.endpoint.as_deref().is_some_and(|e| e.starts_with("http://"));
        let resolved = [
            (Key::AccessKeyId, self.access_key_id),
            (Key::SecretAccessKey, self.secret_access_key),
            (Key::Token, self.session_token),
            (Key::Region, Some(self.region.unwrap_or_else(|| REGION.to_owned()))),
            (Key::S3Endpoint, self.endpoint),
            (Key::RoleArn, self.role_arn),
            (Key::WebIdentityTokenFile, self.web_identity_token_file),
        ];
        for (key, value) in resolved {
            if let Some(value) = value {
                builder = builder.with_config(key, value);
            }
        }
        let retry =
            RetryConfig { max_retries: RETRIES_MAX, retry_timeout: RETRY_TIMEOUT, ..RetryConfig::default() };
        builder
            .with_client_options(
                ClientOptions::new().with_timeout(REQUEST_TIMEOUT).with_allow_http(allows_http),
            )
            .with_retry(retry)
    }
}

/// The sections of an AWS settings file; a member of a nested setting is `setting.member`.
fn sections(text: &str) -> HashMap<String, HashMap<String, String>> {
    let mut sections: HashMap<String, HashMap<String, String>> = HashMap::new();
    let mut section: Option<String> = None;
    let mut parent = String::new();
    for line in text.lines() {
        let content = line.trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = content.strip_prefix('[') {
            let name = name.split(']').next().unwrap_or_default();
            let name =
                name.split_whitespace().map(|w| w.trim_matches(['"', '\''])).collect::<Vec<_>>().join(" ");
            sections.entry(name.clone()).or_default();
            (section, parent) = (Some(name), String::new());
            continue;
        }
        let (Some(section), Some((key, value))) = (&section, content.split_once('=')) else { continue };
        let value =
            value.split(" #").next().unwrap_or_default().split(" ;").next().unwrap_or_default().trim();
        let key = key.trim().to_ascii_lowercase();
        let nested = line.starts_with([' ', '\t']) && !parent.is_empty();
        let name = if nested { format!("{parent}.{key}") } else { key.clone() };
        if !nested {
            parent = if value.is_empty() { key } else { String::new() };
        }
        if !value.is_empty() {
            sections.entry(section.clone()).or_default().insert(name, value.to_owned());
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREDENTIALS: &str = "[default]\naws_access_key_id = DEFAULT\naws_secret_access_key=s/+=\n\n# note\n[work]\n\
                               aws_access_key_id=WORK\naws_secret_access_key=w\naws_session_token=t\n";
    const CONFIG: &str = "[default]\nregion = eu-central-1 ; near\n\n[profile work]\nregion=eu-west-1\nservices = local\n\
                          endpoint_url = https://all\n[services local]\ndynamodb =\n  endpoint_url = http://d\ns3 =\n  \
                          endpoint_url = http://s3.local:9000\n[profile sso]\nsso_session = x\n[profile role]\n\
                          role_arn = arn:aws:iam::1:role/r\nsource_profile = work\n[profile pod]\n\
                          role_arn = r\nweb_identity_token_file = /token\n";

    /// Access key, region and endpoint that are used with these variables; or why not.
    fn resolved(variables: &[(&str, &str)]) -> String {
        let env = |name: &str| {
            let home = [("HOME", "/home/u")];
            home.iter().chain(variables).find(|(n, _)| *n == name).map(|(_, v)| v.to_string())
        };
        let read = |path: &Path| match path.to_str().unwrap() {
            "/home/u/.aws/credentials" => Ok(CREDENTIALS.to_owned()),
            "/home/u/.aws/config" | "/etc/aws" => Ok(CONFIG.to_owned()),
            "/locked" => Err(io::ErrorKind::PermissionDenied.into()),
            _ => Err(io::ErrorKind::NotFound.into()),
        };
        match Settings::resolve("s3", &env, &read) {
            Ok(s) => {
                let all = [
                    s.access_key_id,
                    s.secret_access_key,
                    s.session_token,
                    s.region,
                    s.endpoint,
                    s.web_identity_token_file,
                ];
                all.map(|v| v.unwrap_or_else(|| "-".to_owned())).join(" ")
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn settings_are_found_where_the_aws_tools_find_them() {
        for (variables, expected) in [
            (&[][..], "DEFAULT s/+= - eu-central-1 - -"),
            (&[("AWS_PROFILE", "work")], "WORK w t eu-west-1 http://s3.local:9000 -"),
            (&[("AWS_PROFILE", "work"), ("AWS_ENDPOINT_URL", "http://e")], "WORK w t eu-west-1 http://e -"),
            (
                &[("AWS_ENDPOINT_URL_S3", "http://s"), ("AWS_ENDPOINT_URL", "http://e")],
                "DEFAULT s/+= - eu-central-1 http://s -",
            ),
            (
                &[("AWS_PROFILE", "work"), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")],
                "WORK w t eu-west-1 - -",
            ),
            (&[("AWS_ACCESS_KEY_ID", "ENV"), ("AWS_SECRET_ACCESS_KEY", "e")], "ENV e - eu-central-1 - -"),
            (&[("AWS_ACCESS_KEY_ID", ""), ("AWS_DEFAULT_REGION", "x")], "DEFAULT s/+= - x - -"),
            (&[("AWS_REGION", "y"), ("AWS_DEFAULT_REGION", "x")], "DEFAULT s/+= - y - -"),
            (
                &[("AWS_SHARED_CREDENTIALS_FILE", "/none"), ("AWS_CONFIG_FILE", "/etc/aws")],
                "- - - eu-central-1 - -",
            ),
            (&[("AWS_PROFILE", "pod")], "- - - - - /token"),
            (
                &[("AWS_PROFILE", "nobody")],
                "find AWS profile \"nobody\": neither /home/u/.aws/credentials nor /home/u/.aws/config has it",
            ),
            (&[("AWS_CONFIG_FILE", "/locked")], "read /locked: permission denied"),
        ] {
            assert_eq!(resolved(variables), expected, "{variables:?}");
        }
        for (profile, setting) in [("sso", "sso_session"), ("role", "role_arn")] {
            let refused = resolved(&[("AWS_PROFILE", profile)]);
            assert!(
                refused.starts_with(&format!("use AWS profile \"{profile}\": `{setting}` is not supported")),
                "{refused}"
            );
        }
    }

    #[test]
    fn a_bucket_behind_an_http_endpoint_can_be_opened() {
        let settings = |endpoint: &str| Settings {
            access_key_id: Some("a".to_owned()),
            secret_access_key: Some("s".to_owned()),
            endpoint: Some(endpoint.to_owned()),
            ..Settings::default()
        };
        let variables =
            [("AWS_ENDPOINT_URL", "https://elsewhere"), ("AWS_SKIP_SIGNATURE", "true"), ("AWS_REGION", "x")];
        let environment = || variables.map(|(n, v)| (n.to_owned(), v.to_owned())).into_iter();
        let builder = settings("http://127.0.0.1:9").builder(environment());
        let value = |key| builder.get_config_value(&key);
        assert_eq!(value(Key::S3Endpoint).as_deref(), Some("http://127.0.0.1:9"));
        assert_eq!(value(Key::Endpoint), None);
        assert_eq!(value(Key::SkipSignature).as_deref(), Some("true"));
        assert_eq!(value(Key::Region).as_deref(), Some(REGION));
        assert!(builder.with_bucket_name("b").build().is_ok());
    }
}
