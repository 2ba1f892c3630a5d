//! `stellwerk verify`: whether what a trail delivered is still what lies in its bucket.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use stellwerk_store::aws::Aws;
use stellwerk_trail::verify::{self, ChainPlace, Report, Verdict};

use super::DataArguments;
use super::output::grouped;

/// Verify digests and log files of a trail: signatures, hashes, places, and that none is missing
///
/// By its name, a trail of this store is verified, with the newest digests that were delivered: that they are there, too. By a
/// digest folder in a bucket, anybody's trail is, with the public keys that `aws cloudtrail list-public-keys` gave.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    /// Name of a trail of this store
    #[arg(long, value_name = "NAME", required_unless_present = "folder")]
    trail: Option<String>,
    /// Account of the trail
    #[arg(long, value_name = "ACCOUNT", default_value = "123456789012")]
    account: String,
    /// Id of the organization, for a trail of one
    #[arg(long, value_name = "ID")]
    organization: Option<String>,
    /// s3://bucket/[prefix/]AWSLogs/ACCOUNT/CloudTrail-Digest/REGION, for a trail that this store does not know
    #[arg(long, value_name = "URL", requires_all = ["public_keys", "trail_arn"], conflicts_with = "trail")]
    folder: Option<String>,
    /// ARN of the trail in that folder
    #[arg(long, value_name = "ARN", requires = "folder")]
    trail_arn: Option<String>,
    /// What `aws cloudtrail list-public-keys` printed for the time in question
    #[arg(long, value_name = "FILE", requires = "folder")]
    public_keys: Option<PathBuf>,
    /// Show what is valid, too
    #[arg(long, short)]
    verbose: bool,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let aws = Aws::new()?;
    let mut total = Report::default();
    match (&arguments.trail, &arguments.folder) {
        (Some(name), _) => {
            let store = arguments.data.open().await?;
            let organization = arguments.organization.as_deref();
            let places = verify::chains(&store.catalog, &arguments.account, name, organization).await?;
            if places.is_empty() {
                bail!(
                    "trail {name} of account {} has no digests here: is log file validation enabled, and an hour gone by?",
                    arguments.account
                );
            }
            for place in places {
                let keys = verify::keys(&store.catalog, &place.region).await?;
                one(&aws, &place, &keys, arguments.verbose, &mut total).await?;
            }
        }
        (None, Some(folder)) => {
            let place = place(folder, arguments.trail_arn.as_deref().unwrap_or_default())?;
            let path = arguments.public_keys.clone().unwrap_or_default();
            let text = std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
            let keys = verify::keys_of_answer(&text)
                .map_err(|why| anyhow::anyhow!("{} is no answer of ListPublicKeys: {why}", path.display()))?;
            for place in [place.clone(), ChainPlace { is_backfill: true, ..place }] {
                one(&aws, &place, &keys, arguments.verbose, &mut total).await?;
            }
            println!("the head of the chain is not known here: newer digests may have been deleted");
        }
        (None, None) => bail!("name a trail with --trail, or a folder with --folder"),
    }
    println!(
        "{} of {} digests valid, {} of {} log files valid",
        grouped(total.digests - total.digests_invalid),
        grouped(total.digests),
        grouped(total.log_files - total.log_files_invalid),
        grouped(total.log_files),
    );
    Ok(if total.is_valid() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn one(
    aws: &Aws,
    place: &ChainPlace,
    keys: &std::collections::BTreeMap<String, Vec<u8>>,
    verbose: bool,
    total: &mut Report,
) -> Result<()> {
    let kind = if place.is_backfill { "(backfill) " } else { "" };
    let report = verify::verify(aws, place, keys, |finding| match finding.verdict {
        Verdict::Valid if verbose => println!("{kind}{}\tvalid", finding.object),
        Verdict::Valid => {}
        Verdict::Note(note) => println!("{kind}{}\t{note}", finding.object),
        Verdict::Invalid(why) => println!("{kind}{}\tINVALID: {why}", finding.object),
    });
    let report = report.await?;
    total.digests += report.digests;
    total.digests_invalid += report.digests_invalid;
    total.log_files += report.log_files;
    total.log_files_invalid += report.log_files_invalid;
    Ok(())
}

/// `s3://bucket/[prefix/]AWSLogs/ACCOUNT/CloudTrail-Digest/REGION` and the trail's ARN, taken apart.
fn place(folder: &str, trail_arn: &str) -> Result<ChainPlace> {
    let usage = "write s3://bucket/[prefix/]AWSLogs/[ORGANIZATION/]ACCOUNT/CloudTrail-Digest/REGION";
    let rest = folder.strip_prefix("s3://").context(usage)?;
    let (bucket, path) = rest.trim_end_matches('/').split_once('/').context(usage)?;
    let parts: Vec<&str> = path.split('/').collect();
    let ([.., "AWSLogs", account, "CloudTrail-Digest", region]
    | [.., "AWSLogs", _, account, "CloudTrail-Digest", region]) = parts.as_slice()
    else {
        bail!(usage)
    };
    let arn: Vec<&str> = trail_arn.splitn(6, ':').collect();
    let [_, _, "cloudtrail", home_region, _, resource] = arn.as_slice() else {
        bail!("{trail_arn:?} is not the ARN of a trail")
    };
    let trail = resource.strip_prefix("trail/").context("the ARN is not that of a trail")?;
    Ok(ChainPlace {
        bucket: bucket.to_owned(),
        folder: path.to_owned(),
        account: (*account).to_owned(),
        region: (*region).to_owned(),
        trail: trail.to_owned(),
        home_region: (*home_region).to_owned(),
        is_backfill: false,
        head: None,
    })
}
