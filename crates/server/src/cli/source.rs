//! `stellwerk source`: where live events come from.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use stellwerk_model::time;
use stellwerk_trail::sources::{self, Access, Kind};

use super::DataArguments;
use super::output::write_table;

/// Add, list, watch, pause and remove live sources of events
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Add(Add),
    List(List),
    Status(List),
    Pause(One),
    Resume(One),
    Remove(One),
}

#[derive(Clone, Copy, ValueEnum)]
enum KindName {
    /// An SQS queue that announces log files or carries events of EventBridge
    Queue,
    /// A bucket to which trails deliver
    Bucket,
    /// Events of EventBridge, sent to /_stellwerk/events/NAME
    Http,
}

/// Add a source; a server that runs begins with it within a second
#[derive(clap::Args)]
struct Add {
    #[command(flatten)]
    data: DataArguments,
    name: String,
    #[arg(long, value_enum)]
    kind: KindName,
    #[arg(long, value_name = "URL", required_if_eq("kind", "queue"))]
    queue_url: Option<String>,
    #[arg(long, value_name = "BUCKET", required_if_eq("kind", "bucket"))]
    bucket: Option<String>,
    /// What comes before AWSLogs/ in the bucket
    #[arg(long, value_name = "PREFIX", default_value = "")]
    prefix: String,
    /// How often the bucket is looked into
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    every_seconds: u64,
    /// How far back the first look goes, and how late a file may come
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    look_back_hours: u64,
    /// Role in which queue and bucket are reached, such as one of another account
    #[arg(long, value_name = "ARN")]
    role_arn: Option<String>,
    /// What the role's trust policy asks for
    #[arg(long, value_name = "ID", requires = "role_arn")]
    external_id: Option<String>,
}

/// All sources
#[derive(clap::Args)]
struct List {
    #[command(flatten)]
    data: DataArguments,
}

#[derive(clap::Args)]
struct One {
    #[command(flatten)]
    data: DataArguments,
    name: String,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.command {
        Command::Add(add) => {
            let kind = match add.kind {
                KindName::Queue => Kind::Queue { queue_url: add.queue_url.unwrap_or_default() },
                KindName::Bucket => Kind::Bucket {
                    bucket: add.bucket.unwrap_or_default(),
                    prefix: add.prefix,
                    every_seconds: add.every_seconds,
                    look_back_hours: add.look_back_hours,
                },
                KindName::Http => Kind::Http,
            };
            let access = Access { role_arn: add.role_arn, external_id: add.external_id };
            sources::add(&add.data.open().await?.catalog, &add.name, kind, access).await?;
        }
        Command::List(list) => {
            let rows =
                sources::all(&list.data.open().await?.catalog).await?.into_iter().map(|(source, _)| {
                    let place = match &source.document.kind {
                        Kind::Queue { queue_url } => queue_url.clone(),
                        Kind::Bucket { bucket, prefix, .. } => format!("s3://{bucket}/{prefix}"),
                        Kind::Http => format!("/_stellwerk/events/{}", source.name),
                    };
                    vec![Some(source.name), Some(source.document.kind.name().to_owned()), Some(place)]
                });
            table(&["name", "kind", "place"], rows.collect())?;
        }
        Command::Status(list) => {
            let now = chrono::Utc::now().timestamp_millis();
            let shown = |millis: i64| time::format(millis.div_euclid(1000) * 1_000_000);
            let rows =
                sources::all(&list.data.open().await?.catalog).await?.into_iter().map(|(source, state)| {
                    let condition = match (source.document.paused, state.failures) {
                        (true, _) => "paused",
                        (false, 0) => "running",
                        (false, _) => "failing",
                    };
                    let lag = state.newest_event.map(|newest| format!("{} s", (now - newest).max(0) / 1000));
                    let failure = state.last_error.filter(|_| state.failures > 0);
                    vec![
                        Some(source.name),
                        Some(condition.to_owned()),
                        Some(state.events.to_string()),
                        Some(state.duplicates.to_string()),
                        Some(state.files.to_string()),
                        Some(state.messages.to_string()),
                        Some(state.quarantined.to_string()),
                        lag,
                        state.waiting.map(|n| n.to_string()),
                        state.last_success.map(shown),
                        failure.map(|(at, why)| format!("{}: {why}", shown(at))),
                    ]
                });
            let names = [
                "name",
                "state",
                "events",
                "duplicates",
                "files",
                "messages",
                "quarantined",
                "lag",
                "waiting",
                "last success",
                "last error",
            ];
            table(&names, rows.collect())?;
        }
        Command::Pause(one) => sources::pause(&one.data.open().await?.catalog, &one.name, true).await?,
        Command::Resume(one) => sources::pause(&one.data.open().await?.catalog, &one.name, false).await?,
        Command::Remove(one) => sources::remove(&one.data.open().await?.catalog, &one.name).await?,
    }
    Ok(ExitCode::SUCCESS)
}

fn table(names: &[&str], rows: Vec<Vec<Option<String>>>) -> Result<()> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    write_table(&mut std::io::stdout().lock(), &names, &rows)?;
    Ok(())
}
