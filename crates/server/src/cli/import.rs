//! `stellwerk import`: log files into the store, with a progress bar and counts that add up.

use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use stellwerk_store::Store;
use stellwerk_store::import::{self, Progress, Report};

use super::DataArguments;
use super::output::{bytes, grouped};

/// Import CloudTrail log files, or what AWS Config delivered: files, folders, globs, s3://bucket/prefix
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    /// What to import; JSON, JSON lines, gzip and zstd, in any wrapper that CloudTrail events travel in
    #[arg(required = true, value_name = "PATH|GLOB|S3-URL")]
    paths: Vec<String>,
    /// The files are configuration items: snapshots, histories and notifications of AWS Config
    #[arg(long)]
    configuration_items: bool,
}

const PROBLEMS_SHOWN: usize = 20;

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let store = arguments.data.create().await?;
    if arguments.configuration_items {
        return import_items(&store, arguments.paths).await;
    }
    let progress = Arc::new(Progress::default());
    let started = Instant::now();
    let stop = progress.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            eprintln!(
                "stopping after the current batch; run the same command again to go on (Ctrl-C again: at once)"
            );
            stop.stop.store(true, Relaxed);
        }
        if tokio::signal::ctrl_c().await.is_ok() {
            std::process::exit(130);
        }
    });
    let show = tokio::spawn(show(progress.clone(), started));
    let result = import::import(&store, arguments.paths, progress).await;
    show.abort();
    let _ = show.await;
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[2K");
    }
    let report = result?;
    print(&report, started.elapsed());
    Ok(match report.problems.is_empty() && !report.stopped {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(2),
    })
}

async fn import_items(store: &Store, paths: Vec<String>) -> Result<ExitCode> {
    let imported = import::configuration::import_items(store, paths).await?;
    for (name, count) in [
        ("files", imported.files),
        ("items", imported.items),
        ("added", imported.added),
        ("there already", imported.items - imported.added),
        ("problems", imported.problems.len() as u64),
    ] {
        println!("{name:<14}{:>16}", grouped(count));
    }
    for (uri, why) in imported.problems.iter().take(PROBLEMS_SHOWN) {
        eprintln!("{uri}: {why}");
    }
    Ok(if imported.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// A bar on a terminal, a line every few seconds elsewhere.
async fn show(progress: Arc<Progress>, started: Instant) {
    let terminal = std::io::stderr().is_terminal();
    let bar = match terminal {
        true => ProgressBar::new(0).with_style(
            ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}").expect("a valid template"),
        ),
        false => ProgressBar::hidden(),
    };
    let mut tick =
        tokio::time::interval(if terminal { Duration::from_millis(200) } else { Duration::from_secs(5) });
    tick.tick().await;
    loop {
        tick.tick().await;
        let (done, all) = (progress.bytes.load(Relaxed), progress.bytes_listed.load(Relaxed));
        let events = progress.events.load(Relaxed);
        let seconds = started.elapsed().as_secs_f64();
        let listing = if progress.listed.load(Relaxed) { "" } else { " (still listing)" };
        let left = match done {
            0 => "?".to_owned(),
            done => duration(seconds * (all.saturating_sub(done)) as f64 / done as f64),
        };
        let line = format!(
            "{} of {} files, {} of {}, {} events, {}/s, {left} left{listing}",
            grouped(progress.files.load(Relaxed)),
            grouped(progress.files_listed.load(Relaxed)),
            bytes(done),
            bytes(all),
            grouped(events),
            grouped((events as f64 / seconds) as u64),
        );
        if terminal {
            bar.set_length(all.max(1));
            bar.set_position(done.min(all));
            bar.set_message(line);
        } else {
            eprintln!("importing: {line}");
        }
    }
}

fn duration(seconds: f64) -> String {
    match seconds as u64 {
        s @ 0..120 => format!("{s} s"),
        s @ 120..7200 => format!("{} min", s / 60),
        s => format!("{} h {} min", s / 3600, s / 60 % 60),
    }
}

fn print(report: &Report, elapsed: Duration) {
    let seconds = elapsed.as_secs_f64();
    let line = |name: &str, value: String| println!("{name:<14}{value:>16}");
    let count = |name: &str, value: u64| line(name, grouped(value));
    count("files", report.files);
    for (name, value) in [
        ("  known", report.files_known),
        ("  changed", report.files_changed),
        ("not logs", report.files_skipped),
    ] {
        if value > 0 {
            count(name, value);
        }
    }
    count("events", report.events);
    count("  new", report.new);
    count("  duplicates", report.duplicates);
    if report.undated > 0 {
        count("  no time", report.undated);
    }
    count("quarantined", report.quarantined);
    line("bytes", grouped(report.bytes));
    line("seconds", format!("{seconds:.1}"));
    line("events/s", grouped((report.events as f64 / seconds.max(0.001)) as u64));
    if report.quarantined > 0 {
        println!("what could not be understood is kept: stellwerk quarantine");
    }
    for (uri, reason) in report.problems.iter().take(PROBLEMS_SHOWN) {
        let place = if reason.contains(uri.as_str()) { String::new() } else { format!("{uri}: ") };
        eprintln!("not imported: {place}{reason}");
    }
    if report.problems.len() > PROBLEMS_SHOWN {
        eprintln!("… and {} more", report.problems.len() - PROBLEMS_SHOWN);
    }
    if report.stopped {
        eprintln!("stopped before the end; the same command goes on from here");
    }
}
