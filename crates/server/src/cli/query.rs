//! `stellwerk query`: SQL over the events.

use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use futures::StreamExt;
use stellwerk_store::sql::SqlLimits;
use stellwerk_store::sql::cells::{json, text_rows};
use stellwerk_store::store::sql_engine;

use super::DataArguments;
use super::output::{Format, write_csv_row, write_table};

/// Ask with SQL (Trino's, as in CloudTrail Lake and Athena) over the tables events and cloudtrail_logs
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Memory that the query may use, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 1024)]
    memory_max: usize,
    /// Seconds that the query may take
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    time_max: u64,
    /// The statement; - reads it from standard input
    sql: String,
}

/// A table is laid out once all rows are known; more rows than this belong into one of the other formats.
const TABLE_ROWS_MAX: usize = 10_000;

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let mut sql = arguments.sql;
    if sql == "-" {
        sql.clear();
        io::stdin().lock().read_to_string(&mut sql).context("read the statement from standard input")?;
    }
    let store = arguments.data.open().await?;
    let limits = SqlLimits {
        memory_bytes_max: arguments.memory_max.max(16) << 20,
        time_max: Duration::from_secs(arguments.time_max),
        ..SqlLimits::default()
    };
    let engine = sql_engine(&store, limits)?;
    let (schema, mut rows) = engine.query(&sql).await?;
    let mut printer = Printer::new(arguments.format, schema)?;
    loop {
        tokio::select! {
            batch = rows.next() => match batch {
                Some(batch) => printer.batch(&batch?)?,
                None => break,
            },
            // Dropping the stream ends the query.
            _ = tokio::signal::ctrl_c() => {
                eprintln!("stellwerk: query stopped");
                return Ok(ExitCode::from(130));
            }
        }
    }
    printer.finish()?;
    Ok(ExitCode::SUCCESS)
}

struct Printer {
    format: Format,
    /// Names of the columns; a query may give two columns one name, JSON may not.
    names: Vec<String>,
    out: BufWriter<io::Stdout>,
    rows: Vec<Vec<Option<String>>>,
    count: usize,
}

impl Printer {
    fn new(format: Format, schema: SchemaRef) -> Result<Self> {
        let mut out = BufWriter::new(io::stdout());
        if format == Format::Csv {
            write_csv_row(&mut out, schema.fields().iter().map(|f| Some(f.name().as_str())))?;
        }
        if format == Format::Json {
            out.write_all(b"[")?;
        }
        let names = distinct(schema.fields().iter().map(|f| f.name().clone()), format);
        Ok(Printer { format, names, out, rows: Vec::new(), count: 0 })
    }

    fn batch(&mut self, batch: &RecordBatch) -> Result<()> {
        match self.format {
            Format::Json => {
                for row in 0..batch.num_rows() {
                    self.out.write_all(if self.count == 0 { b"\n" } else { b",\n" })?;
                    self.count += 1;
                    let members = batch.columns().iter().zip(&self.names);
                    let members = members.map(|(c, f)| Ok((f.clone(), json(c, row)?)));
                    let object: serde_json::Map<_, _> = members.collect::<Result<_>>()?;
                    serde_json::to_writer(&mut self.out, &object)?;
                }
            }
            Format::Csv => {
                for cells in text_rows(batch)? {
                    write_csv_row(&mut self.out, cells.iter().map(Option::as_deref))?;
                }
            }
            Format::Table => {
                self.count += batch.num_rows();
                if self.rows.len() < TABLE_ROWS_MAX {
                    self.rows.extend(text_rows(batch)?);
                    self.rows.truncate(TABLE_ROWS_MAX);
                }
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        match self.format {
            Format::Json => self.out.write_all(b"\n]\n")?,
            Format::Csv => {}
            Format::Table => {
                write_table(&mut self.out, &self.names, &self.rows)?;
                if io::stdout().is_terminal() || self.count > self.rows.len() {
                    writeln!(
                        self.out,
                        "({} rows{})",
                        self.count,
                        match self.count > self.rows.len() {
                            true => format!(", the first {TABLE_ROWS_MAX} shown; --format csv gives all"),
                            false => String::new(),
                        }
                    )?;
                }
            }
        }
        Ok(self.out.flush()?)
    }
}

/// In JSON the second `arn` is `arn_2`; elsewhere names stay as they are.
fn distinct(names: impl Iterator<Item = String>, format: Format) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for name in names {
        let taken = |n: &String| format == Format::Json && distinct.contains(n);
        let others = (2..).map(|n| format!("{name}_{n}"));
        let free =
            std::iter::once(name.clone()).chain(others).find(|n| !taken(n)).expect("numbers do not end");
        distinct.push(free);
    }
    distinct
}
