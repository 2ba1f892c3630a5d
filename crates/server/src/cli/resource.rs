//! `stellwerk history` and `stellwerk blame`: how a resource came to be as it is.

use std::io::{BufWriter, Write};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, bail};
use serde_json::{Value, json};
use stellwerk_config::timeline::{self, Call};
use stellwerk_model::configuration::{Certainty, ResourceKey, millis_text};
use stellwerk_store::Store;

use super::DataArguments;
use super::output::write_table;

/// A resource, and how it is shown
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    /// AWS::EC2::SecurityGroup
    #[arg(value_name = "TYPE")]
    resource_type: String,
    /// Its id, its name, or its ARN
    #[arg(value_name = "ID")]
    resource_id: String,
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Arguments {
    async fn find(&self) -> Result<(Arc<Store>, ResourceKey)> {
        let store = self.data.open().await?;
        let regions: Vec<&str> = self.region.as_deref().into_iter().collect();
        let account = self.account.as_deref();
        let mut found =
            timeline::find(&store, &self.resource_type, &self.resource_id, account, &regions).await?;
        let (what, id) = (&self.resource_type, &self.resource_id);
        match (found.len(), found.pop()) {
            (1, Some(key)) => Ok((store, key)),
            (0, _) => bail!("no {what} {id} was recorded"),
            (count, last) => {
                found.extend(last);
                let places: Vec<String> =
                    found.iter().map(|key| format!("{} in {}", key.account, key.region)).collect();
                bail!(
                    "{count} of them are {what} {id}: say which with --account and --region ({})",
                    places.join(", ")
                )
            }
        }
    }
}

/// Prints the timeline, oldest first, with what changed and what made it.
pub async fn history(arguments: Arguments) -> Result<ExitCode> {
    let (store, key) = arguments.find().await?;
    let entries = timeline::timeline(&store, &key).await?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if arguments.format == Format::Json {
        let entries: Vec<Value> = entries.iter().map(|entry| entry.json(text)).collect();
        serde_json::to_writer_pretty(&mut out, &json!({ "Resource": shown(&key), "Entries": entries }))?;
        writeln!(out)?;
    } else {
        for entry in &entries {
            let item = &entry.item;
            writeln!(out, "{}  {}", millis_text(item.captured), item.status.name())?;
            for change in &entry.diff.changes {
                let (before, after) = (short(&change.previous), short(&change.updated));
                writeln!(out, "    {} {}: {before} -> {after}", change.change_type().name(), change.path)?;
            }
            writeln!(out, "    {}", cause(item.cause.as_ref().map(|c| c.certainty), &entry.calls))?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Prints every property of the current state with who set it.
pub async fn blame(arguments: Arguments) -> Result<ExitCode> {
    let (store, key) = arguments.find().await?;
    let blamed = timeline::blame(&store, &key).await?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if arguments.format == Format::Json {
        let properties: Vec<Value> = blamed.iter().map(|blamed| blamed.json(text)).collect();
        serde_json::to_writer_pretty(
            &mut out,
            &json!({ "Resource": shown(&key), "Properties": properties }),
        )?;
        writeln!(out)?;
    } else {
        let columns = ["Since", "Property", "Value", "Cause"].map(str::to_owned);
        let rows: Vec<Vec<Option<String>>> = blamed
            .iter()
            .map(|b| {
                vec![
                    Some(millis_text(b.captured)),
                    Some(b.path.clone()),
                    Some(short(&b.value)),
                    Some(cause(b.certainty, &b.calls)),
                ]
            })
            .collect();
        write_table(&mut out, &columns, &rows)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn text(millis: i64) -> Value {
    json!(millis_text(millis))
}

fn shown(key: &ResourceKey) -> Value {
    json!({
        "AccountId": key.account,
        "AwsRegion": key.region,
        "ResourceType": key.resource_type,
        "ResourceId": key.resource_id,
    })
}

fn cause(certainty: Option<Certainty>, calls: &[Call]) -> String {
    let certainty = match certainty {
        Some(Certainty::Exact) => "exact",
        Some(Certainty::Approximate) => "approximate",
        Some(Certainty::Unexplained) => "unexplained",
        None => "unknown",
    };
    let told = calls.iter().map(|call| {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".to_owned());
        let who = call.username.as_ref().or(call.principal_arn.as_ref());
        let (name, who) = (text(&call.event_name), who.cloned().unwrap_or_else(|| "?".to_owned()));
        format!("{name} by {who} from {} ({})", text(&call.source_ip_address), call.event_id)
    });
    std::iter::once(certainty.to_owned()).chain(told).collect::<Vec<_>>().join(" ")
}

/// A value in one line.
fn short(value: &Value) -> String {
    const LENGTH_MAX: usize = 120;
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.char_indices().nth(LENGTH_MAX) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
