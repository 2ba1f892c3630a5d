//! `stellwerk demo`: the simulated estate, as log files and in the store.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use stellwerk_store::import::{self, Progress};

use super::DataArguments;
use super::output::{bytes, grouped};
use crate::demo::{EVENTS_WITH_INCIDENTS_MIN, EstateSettings, INCIDENTS, estate, readme};

/// Write a simulated estate: accounts, people, roles, 90 days of activity with a few incidents
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    /// How many events
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    events: u64,
    /// Another seed is another estate; the same seed is the same, byte for byte
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Days of activity
    #[arg(long, value_name = "N", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=3660))]
    days: u32,
    /// Time of the newest event
    #[arg(long, value_name = "TIME", default_value = "2026-10-01T00:00:00Z")]
    end: DateTime<Utc>,
    /// Keep the CloudTrail log files in this folder, too
    #[arg(long, value_name = "DIR")]
    logs: Option<PathBuf>,
    /// Only write the log files
    #[arg(long, requires = "logs")]
    logs_only: bool,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let settings = EstateSettings {
        seed: arguments.seed,
        events: arguments.events,
        days: arguments.days,
        end: arguments.end,
    };
    let scratch;
    let folder = match &arguments.logs {
        Some(folder) => folder.clone(),
        None => {
            std::fs::create_dir_all(&arguments.data.data_dir)
                .with_context(|| format!("create {}", arguments.data.data_dir.display()))?;
            scratch = tempfile::tempdir_in(&arguments.data.data_dir).context("create a temporary folder")?;
            scratch.path().to_owned()
        }
    };
    let target = folder.clone();
    let of = settings.clone();
    let (files, size) = tokio::task::spawn_blocking(move || write_logs(&of, &target)).await??;
    println!("simulated estate: {} events in {files} log files, {}", grouped(settings.events), bytes(size));
    if let Some(folder) = &arguments.logs {
        println!("log files: {}", folder.display());
    }
    if !arguments.logs_only {
        let store = arguments.data.create().await?;
        let paths = vec![folder.join("AWSLogs").to_string_lossy().into_owned()];
        let report = import::import(&store, paths, Arc::new(Progress::default())).await?;
        println!(
            "imported into {}: {} new, {} duplicates",
            arguments.data.data_dir.display(),
            grouped(report.new),
            grouped(report.duplicates)
        );
    }
    if settings.events >= EVENTS_WITH_INCIDENTS_MIN {
        println!("incidents to find:");
        for incident in INCIDENTS {
            println!("  {}: {}\n    {}", incident.name, incident.story, incident.sql);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write_logs(settings: &EstateSettings, folder: &std::path::Path) -> Result<(u64, u64)> {
    std::fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
    std::fs::write(folder.join("README.txt"), readme(settings)).context("write README.txt")?;
    let (mut files, mut size) = (0, 0);
    for file in estate(settings.clone()) {
        size += file.write(folder).with_context(|| format!("write {}", file.key))?;
        files += 1;
    }
    Ok((files, size))
}
