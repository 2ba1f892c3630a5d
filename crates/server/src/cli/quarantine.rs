//! `stellwerk quarantine`: what arrived and could not be understood.

use std::io::{BufWriter, Write};
use std::process::ExitCode;

use anyhow::{Context, Result};

use super::DataArguments;
use super::output::{Format, write_csv_row, write_table};

/// List what could not be understood: file, offset, reason, bytes
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    /// Print the bytes of this entry, and nothing else
    #[arg(long, value_name = "ID")]
    show: Option<i64>,
    /// Go on after this entry
    #[arg(long, value_name = "ID", default_value_t = 0)]
    after: i64,
    /// At most so many entries
    #[arg(long, value_name = "N", default_value_t = 100)]
    max: u32,
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let store = arguments.data.open().await?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if let Some(id) = arguments.show {
        let found = store.catalog.quarantine_list(1, id - 1).await?;
        let entry = found
            .first()
            .filter(|q| q.id == id)
            .with_context(|| format!("no quarantined entry {id}: list them with stellwerk quarantine"))?;
        out.write_all(&entry.entry.bytes)?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    let entries = store.catalog.quarantine_list(arguments.max, arguments.after).await?;
    let columns = ["Id", "Source", "Offset", "Length", "Reason", "Bytes"];
    let rows: Vec<Vec<Option<String>>> = entries
        .iter()
        .map(|q| {
            let text = String::from_utf8_lossy(&q.entry.bytes).into_owned();
            let numbers = [q.id.to_string(), q.entry.source_uri.clone(), q.entry.offset.to_string()];
            let rest = [q.entry.length.to_string(), q.entry.reason.clone(), text];
            numbers.into_iter().chain(rest).map(Some).collect()
        })
        .collect();
    match arguments.format {
        Format::Table => {
            write_table(&mut out, &columns.map(str::to_owned), &rows)?;
            writeln!(out, "{} entries; the bytes of one: stellwerk quarantine --show ID", rows.len())?;
        }
        Format::Csv => {
            write_csv_row(&mut out, columns.iter().map(|c| Some(*c)))?;
            for row in &rows {
                write_csv_row(&mut out, row.iter().map(Option::as_deref))?;
            }
        }
        Format::Json => {
            for row in &rows {
                let members = columns.iter().zip(row).map(|(c, v)| ((*c).to_owned(), v.clone().into()));
                writeln!(out, "{}", serde_json::Value::Object(members.collect()))?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
