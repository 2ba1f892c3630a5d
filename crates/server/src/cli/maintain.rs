//! `stellwerk maintain`: what the lake needs over time, done once and now.

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use anyhow::Result;
use stellwerk_store::lake::maintain;
use stellwerk_store::log::index;

use super::DataArguments;
use super::output::grouped;

/// Index the log, merge small files, drop old events, delete files that nobody reads any more
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    /// Drop events that are older than this
    #[arg(long, value_name = "DAYS")]
    retention_days: Option<u32>,
    /// Keep replaced files for so long: what a long query may take to finish
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    grace_hours: u32,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let store = arguments.data.open().await?;
    let mut indexed = 0;
    loop {
        match index::index_once(&store).await? {
            0 => break,
            some => indexed += some,
        }
    }
    println!("indexed {} events from the log", grouped(indexed));
    if let Some(days) = arguments.retention_days {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_micros() as i64;
        let cutoff = now - i64::from(days) * stellwerk_model::time::MICROS_PER_DAY;
        println!(
            "dropped {} events older than {days} days",
            grouped(maintain::retain(&store, cutoff).await?)
        );
    }
    let merged = maintain::compact(&store).await?;
    println!("merged {} small files into {}", merged.files_before, merged.files_after);
    let grace = Duration::from_secs(u64::from(arguments.grace_hours) * 3600);
    println!("deleted {} files", maintain::clean(&store, grace).await?);
    Ok(ExitCode::SUCCESS)
}
