//! `stellwerk bench-queries`: the inside of `make bench`. Runs lookups and queries in one process and prints how long each took.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use stellwerk_model::attributes::AttributeKey;
use stellwerk_store::lookup::{self, Lookup};
use stellwerk_store::sql::SqlLimits;
use stellwerk_store::store::sql_engine;

use super::DataArguments;

/// Time queries in one process (used by make bench)
#[derive(clap::Args)]
#[command(hide = true)]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    /// JSON list of {"name", "kind": "sql"|"lookup", "sql", "attributes", "max", "repeat"}
    #[arg(long)]
    file: PathBuf,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
enum Query {
    Sql {
        name: String,
        sql: String,
        #[serde(default = "once")]
        repeat: usize,
    },
    Lookup {
        name: String,
        attributes: std::collections::BTreeMap<String, String>,
        #[serde(default = "fifty")]
        max: usize,
        #[serde(default = "once")]
        repeat: usize,
    },
}

fn once() -> usize {
    1
}

fn fifty() -> usize {
    50
}

#[derive(Serialize)]
struct Timing {
    name: String,
    rows: usize,
    milliseconds: Vec<f64>,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let text =
        std::fs::read(&arguments.file).with_context(|| format!("read {}", arguments.file.display()))?;
    let queries: Vec<Query> = serde_json::from_slice(&text).context("read the list of queries")?;
    let store = arguments.data.open().await?;
    let engine = sql_engine(&store, SqlLimits::default())?;
    let mut timings = Vec::new();
    for query in queries {
        let mut milliseconds = Vec::new();
        let mut rows = 0;
        let (name, repeat) = match &query {
            Query::Sql { name, repeat, .. } | Query::Lookup { name, repeat, .. } => (name.clone(), *repeat),
        };
        for _ in 0..repeat {
            let started = Instant::now();
            rows = match &query {
                Query::Sql { sql, .. } => {
                    let (_, mut stream) = engine.query(sql).await?;
                    let mut rows = 0;
                    while let Some(batch) = stream.next().await {
                        rows += batch?.num_rows();
                    }
                    rows
                }
                Query::Lookup { attributes, max, .. } => {
                    let parse = |(key, value): (&String, &String)| {
                        let key = AttributeKey::parse(key).ok_or_else(|| anyhow!("no attribute {key}"))?;
                        Ok((key, value.clone()))
                    };
                    let attributes = attributes.iter().map(parse).collect::<Result<_>>()?;
                    lookup::lookup(&store, &Lookup { attributes, max: *max, ..Lookup::default() })
                        .await?
                        .len()
                }
            };
            milliseconds.push(started.elapsed().as_secs_f64() * 1000.0);
        }
        timings.push(Timing { name, rows, milliseconds });
    }
    println!("{}", serde_json::to_string(&timings)?);
    Ok(ExitCode::SUCCESS)
}
