//! `stellwerk lookup`: events by attribute and time, newest first.

use std::io::{BufWriter, Write};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, bail};
use stellwerk_model::attributes::AttributeKey;
use stellwerk_model::time;
use stellwerk_store::lookup::{self, FoundEvent, Lookup};

use super::DataArguments;
use super::output::{Format, write_csv_row, write_table};

/// Look up events by attribute and time, newest first
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    /// KEY=VALUE with EventId, EventName, ReadOnly, Username, ResourceType, ResourceName, EventSource or AccessKeyId; whole
    /// values, case-sensitive. May be repeated: different keys must all hold, of the same key any
    #[arg(long = "attribute", short = 'a', value_name = "KEY=VALUE", value_parser = attribute)]
    attributes: Vec<(AttributeKey, String)>,
    /// Not before this time (UTC): 2023-07-10T11:42:44Z, 2023-07-10
    #[arg(long, value_name = "TIME", value_parser = moment)]
    start: Option<i64>,
    /// Not after this time (UTC)
    #[arg(long, value_name = "TIME", value_parser = moment)]
    end: Option<i64>,
    /// At most so many events
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    max: u32,
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

fn attribute(text: &str) -> Result<(AttributeKey, String), String> {
    let names = || AttributeKey::ALL.map(AttributeKey::name).join(", ");
    let (key, value) =
        text.split_once('=').ok_or_else(|| format!("write KEY=VALUE, with KEY one of {}", names()))?;
    let key =
        AttributeKey::parse(key).ok_or_else(|| format!("no attribute {key:?}; there are {}", names()))?;
    if key == AttributeKey::ReadOnly && !matches!(value, "true" | "false") {
        return Err("ReadOnly is true or false".to_owned());
    }
    if value.is_empty() || value.chars().count() > 2000 {
        return Err("a value has 1 to 2000 characters".to_owned());
    }
    Ok((key, value.to_owned()))
}

fn moment(text: &str) -> Result<i64, String> {
    time::parse(text).ok_or_else(|| "write a time as 2023-07-10T11:42:44Z or 2023-07-10 (UTC)".to_owned())
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    if let (Some(start), Some(end)) = (arguments.start, arguments.end)
        && start > end
    {
        bail!("--start is after --end: exchange them");
    }
    let store = arguments.data.open().await?;
    let lookup = Lookup {
        attributes: arguments.attributes,
        start: arguments.start,
        end: arguments.end,
        max: arguments.max as usize,
        ..Lookup::default()
    };
    let found = lookup::lookup(&store, &lookup).await?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    match arguments.format {
        Format::Json => write_json(&mut out, &found)?,
        Format::Table => {
            let columns = ["EventTime", "EventName", "Username", "EventSource", "ResourceName", "EventId"];
            let rows: Vec<_> = found.iter().map(|e| cells(e, &columns)).collect();
            write_table(&mut out, &columns.map(str::to_owned), &rows)?;
            writeln!(out, "{} events", found.len())?;
        }
        Format::Csv => {
            let columns = [
                "EventTime",
                "EventName",
                "Username",
                "EventSource",
                "ReadOnly",
                "AccessKeyId",
                "ResourceType",
                "ResourceName",
                "EventId",
                "CloudTrailEvent",
            ];
            write_csv_row(&mut out, columns.iter().map(|c| Some(*c)))?;
            for event in &found {
                let cells = cells(event, &columns);
                write_csv_row(&mut out, cells.iter().map(Option::as_deref))?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The answer of LookupEvents: `{"Events": […]}`, the record itself as a string.
fn write_json(out: &mut impl Write, found: &[Arc<FoundEvent>]) -> Result<()> {
    let events: Vec<serde_json::Value> = found
        .iter()
        .map(|event| {
            let mut value = serde_json::to_value(&event.summary).expect("a summary is JSON");
            value["EventTime"] = event.summary.event_time.map(time::format).into();
            value["CloudTrailEvent"] = event.record.clone().into();
            value
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &serde_json::json!({ "Events": events }))?;
    writeln!(out)?;
    Ok(())
}

fn cells(event: &FoundEvent, columns: &[&str]) -> Vec<Option<String>> {
    let s = &event.summary;
    let joined = |texts: Vec<&str>| (!texts.is_empty()).then(|| texts.join(" "));
    let cell = |column: &&str| match *column {
        "EventTime" => s.event_time.map(time::format),
        "EventName" => s.event_name.clone(),
        "Username" => s.username.clone(),
        "EventSource" => s.event_source.clone(),
        "ReadOnly" => s.read_only.map(str::to_owned),
        "AccessKeyId" => s.access_key_id.clone(),
        "ResourceType" => joined(s.resources.iter().filter_map(|r| r.resource_type.as_deref()).collect()),
        "ResourceName" => joined(s.resources.iter().map(|r| r.resource_name.as_str()).collect()),
        "EventId" => s.event_id.clone(),
        _ => Some(event.record.clone()),
    };
    columns.iter().map(cell).collect()
}
