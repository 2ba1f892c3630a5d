//! `stellwerk status`: what is in the store, in counts that add up.

use std::process::ExitCode;

use anyhow::Result;
use stellwerk_model::time;

use super::DataArguments;
use super::output::grouped;

/// Show what is in the store
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let store = arguments.data.open().await?;
    let snapshot = store.snapshot().await?;
    let counters = store.catalog.counters().await?;
    let line = |name: &str, value: String| println!("{name:<14}{value:>22}");
    line("accepted", grouped(counters.accepted));
    line("  indexed", grouped(counters.indexed));
    line("  duplicates", grouped(counters.rejected_as_duplicate));
    line("  quarantined", grouped(counters.quarantined));
    line("events", grouped(snapshot.files.iter().map(|f| f.record_count).sum()));
    line("data files", grouped(snapshot.files.len() as u64));
    line("bytes", grouped(snapshot.files.iter().map(|f| f.file_size_bytes).sum()));
    let oldest = snapshot.files.iter().filter_map(|f| f.event_time_min_us).min();
    let newest = snapshot.files.iter().filter_map(|f| f.event_time_max_us).max();
    line("oldest event", oldest.map_or("-".into(), time::format));
    line("newest event", newest.map_or("-".into(), time::format));
    Ok(ExitCode::SUCCESS)
}
