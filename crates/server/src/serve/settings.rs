//! The settings file of `stellwerk serve` (TOML). Everything has a default; what is not known is an error.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use super::policy::Role;
use stellwerk_config::recorder::Settings as Recorder;
use stellwerk_trail::delivery::Settings as Delivery;
use stellwerk_trail::organization::Organization;
use stellwerk_trail::queries::Settings as Queries;
use stellwerk_trail::sources::Setting as Source;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Account of the first key, and of whatever belongs to nobody in particular.
    pub account: String,
    /// Names of regions beside those of AWS, for clouds that have their own.
    pub regions: Vec<String>,
    pub tls: Option<Tls>,
    /// When trails deliver.
    pub delivery: Delivery,
    pub queries: Queries,
    /// What is recorded, and how.
    pub recorder: Recorder,
    pub organization: Option<Organization>,
    /// A file of Cedar policies beside those of the roles.
    pub policies: Option<PathBuf>,
    /// Where live events come from.
    pub sources: Vec<Source>,
    /// Keys with ids and secrets of one's own choice, for test suites that bring theirs.
    pub access_keys: Vec<ChosenKey>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChosenKey {
    pub access_key_id: String,
    pub secret_access_key: String,
    pub user_name: String,
    pub role: Role,
    /// The settings' account if it is left out.
    pub account: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// PEM files: the chain of certificates, and the private key.
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            account: "123456789012".to_owned(),
            regions: Vec::new(),
            tls: None,
            delivery: Delivery::default(),
            queries: Queries::default(),
            recorder: Recorder::default(),
            organization: None,
            policies: None,
            sources: Vec::new(),
            access_keys: Vec::new(),
        }
    }
}

/// Regions of AWS's partitions; a signature for any other is refused unless the settings name it.
const REGIONS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

impl Settings {
    pub fn read(path: &Path) -> Result<Settings> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("read the settings file {}", path.display()))?;
        let settings: Settings =
            toml::from_str(&text).with_context(|| format!("read the settings file {}", path.display()))?;
        super::keys::check_account(&settings.account)?;
        Ok(settings)
    }

    /// The region of what belongs to none: the first of one's own, or AWS's first.
    pub fn home_region(&self) -> String {
        self.regions.first().cloned().unwrap_or_else(|| "us-east-1".to_owned())
    }

    pub fn has_region(&self, region: &str) -> bool {
        REGIONS.contains(&region) || self.regions.iter().any(|own| own == region)
    }
}
