//! `stellwerk serve`: the APIs, over HTTP.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use stellwerk_store::StoreSettings;

use super::DataArguments;
use crate::serve::settings::Settings;
use crate::serve::{Options, serve};

/// Serve the CloudTrail API
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    /// Address to listen on; port 0 chooses one
    #[arg(long, value_name = "ADDRESS", env = "STELLWERK_LISTEN", default_value = "127.0.0.1:8700")]
    listen: SocketAddr,
    /// Settings (TOML): account, regions, TLS
    #[arg(long, value_name = "FILE", env = "STELLWERK_SETTINGS")]
    settings: Option<PathBuf>,
    /// Keep everything in a temporary folder, and let test suites reset it (POST /_stellwerk/reset) and move its clock
    #[arg(long)]
    ephemeral: bool,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let settings = match &arguments.settings {
        Some(path) => Settings::read(path)?,
        None => Settings::default(),
    };
    let data = &arguments.data;
    let temporary = match arguments.ephemeral {
        true if data.catalog.is_some() || data.lake.is_some() => {
            bail!("--ephemeral keeps everything in a temporary folder: leave out --catalog and --lake")
        }
        true => Some(tempfile::Builder::new().prefix("stellwerk-").tempdir()?),
        false => None,
    };
    let (data_dir, store) = match &temporary {
        Some(folder) => (folder.path().to_owned(), StoreSettings::embedded(folder.path())),
        None => (data.data_dir.clone(), data.settings()),
    };
    let options =
        Options { data_dir, store, listen: arguments.listen, settings, ephemeral: arguments.ephemeral };
    let credentials = options.data_dir.join("credentials");
    let ready = |url: &str| {
        println!("listening on {url}");
        println!("access key in {} (AWS_SHARED_CREDENTIALS_FILE)", credentials.display());
    };
    serve(options, ready, stop_signal()).await?;
    Ok(ExitCode::SUCCESS)
}

/// Ctrl-C, or the signal with which services are stopped.
async fn stop_signal() {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .expect("signals can be listened to");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
