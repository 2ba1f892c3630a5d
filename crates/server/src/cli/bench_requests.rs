//! `stellwerk bench-requests`: signed requests to a running server from many clients at once; for `make bench`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use stellwerk_store::aws::{Aws, AwsRequest};

/// Send requests to a server, and print how long each took
#[derive(clap::Args)]
#[command(hide = true)]
pub struct Arguments {
    /// JSON: a list of requests, each {"service", "target", "path", "query", "body"}; sent in turn. Where to: AWS_ENDPOINT_URL_…, with
    /// the usual AWS credentials
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "N", default_value_t = 16)]
    clients: usize,
    #[arg(long, value_name = "N", default_value_t = 2000)]
    requests: usize,
    #[arg(long, value_name = "REGION", default_value = "us-east-1")]
    region: String,
    /// Print the answers, one a line
    #[arg(long)]
    show: bool,
}

#[derive(Clone, Deserialize)]
struct Request {
    service: String,
    #[serde(default)]
    target: String,
    #[serde(default = "root")]
    path: String,
    #[serde(default)]
    query: String,
    body: serde_json::Value,
}

fn root() -> String {
    "/".to_owned()
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let text = std::fs::read_to_string(&arguments.file)
        .with_context(|| format!("read {}", arguments.file.display()))?;
    let requests: Arc<Vec<Request>> = Arc::new(serde_json::from_str(&text)?);
    ensure!(!requests.is_empty(), "{} has no requests", arguments.file.display());
    let aws = Arc::new(Aws::new()?);
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let clients: Vec<_> = (0..arguments.clients)
        .map(|_| {
            let (aws, next, requests) = (aws.clone(), next.clone(), requests.clone());
            let (region, total, show) = (arguments.region.clone(), arguments.requests, arguments.show);
            tokio::spawn(async move {
                let mut took: Vec<Duration> = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= total {
                        return Ok::<_, anyhow::Error>(took);
                    }
                    let request = &requests[number % requests.len()];
                    let began = Instant::now();
                    let answer = aws.send(signed(request, &region)).await?;
                    took.push(began.elapsed());
                    if show {
                        println!("{}", String::from_utf8_lossy(&answer.body));
                    }
                }
            })
        })
        .collect();
    let mut took = Vec::new();
    for client in clients {
        took.extend(client.await??);
    }
    let seconds = began.elapsed().as_secs_f64();
    took.sort_unstable();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    let (requests, p50, p99) = (took.len(), at(0.5), at(0.99));
    let answer = serde_json::json!({
        "requests": requests,
        "clients": arguments.clients,
        "seconds": seconds,
        "per_second": requests as f64 / seconds,
        "p50_ms": p50,
        "p99_ms": p99,
        "max_ms": at(1.0),
    });
    println!("{answer}");
    Ok(ExitCode::SUCCESS)
}

fn signed<'a>(request: &'a Request, region: &'a str) -> AwsRequest<'a> {
    let mut headers = vec![("content-type", "application/x-amz-json-1.1".to_owned())];
    if !request.target.is_empty() {
        headers.push(("x-amz-target", request.target.clone()));
    }
    AwsRequest {
        host: None,
        service: &request.service,
        region,
        method: axum::http::Method::POST,
        path: request.path.clone(),
        query: request.query.clone(),
        headers,
        body: request.body.to_string().into(),
        attempted: format!("call {}", request.target),
    }
}
