//! The program `stellwerk`: the command line over the store.
//!
//! Every subcommand is a file in `cli/`; adding one touches that file and the list below.

mod cli;
mod demo;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "stellwerk",
    version,
    about = "Records every API call and every configuration state of a cloud estate."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(cli::demo::Arguments),
    Import(cli::import::Arguments),
    Keys(cli::keys::Arguments),
    Source(cli::source::Arguments),
    /// The timeline of a resource: what changed, and which calls did it
    History(cli::resource::Arguments),
    /// Every property of a resource, and who set it
    Blame(cli::resource::Arguments),
    Lookup(cli::lookup::Arguments),
    Maintain(cli::maintain::Arguments),
    Query(cli::query::Arguments),
    Serve(cli::serve::Arguments),
    BenchQueries(cli::bench_queries::Arguments),
    BenchRequests(cli::bench_requests::Arguments),
    Status(cli::status::Arguments),
    Verify(cli::verify::Arguments),
    Quarantine(cli::quarantine::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("STELLWERK_LOG").unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let runtime = tokio::runtime::Runtime::new().expect("start the runtime");
    let result = runtime.block_on(async {
        match arguments.command {
            Command::Demo(a) => cli::demo::run(a).await,
            Command::Import(a) => cli::import::run(a).await,
            Command::Keys(a) => cli::keys::run(a).await,
            Command::Source(a) => cli::source::run(a).await,
            Command::History(a) => cli::resource::history(a).await,
            Command::Blame(a) => cli::resource::blame(a).await,
            Command::Lookup(a) => cli::lookup::run(a).await,
            Command::Maintain(a) => cli::maintain::run(a).await,
            Command::Query(a) => cli::query::run(a).await,
            Command::Serve(a) => cli::serve::run(a).await,
            Command::BenchQueries(a) => cli::bench_queries::run(a).await,
            Command::BenchRequests(a) => cli::bench_requests::run(a).await,
            Command::Status(a) => cli::status::run(a).await,
            Command::Verify(a) => cli::verify::run(a).await,
            Command::Quarantine(a) => cli::quarantine::run(a).await,
        }
    });
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("stellwerk: {}", message(&error));
            ExitCode::FAILURE
        }
    }
}

/// The error and its causes, without those that the error says itself.
fn message(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |said, cause| match said.as_str() {
        "" => cause,
        _ if said.contains(&cause) => said,
        _ => format!("{said}: {cause}"),
    })
}
