//! The server: one address for every API, for health and metrics.
//!
//! A request's way is [`World::answer`](world::World::answer), readable as one list. Here is what surrounds it: routes, limits, the
//! network.

mod audit;
#[cfg(test)]
mod compat;
pub mod keys;
mod metrics;
mod network;
pub mod policy;
mod services;
pub mod sessions;
pub mod settings;
mod sts;
mod world;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use stellwerk_store::StoreSettings;
use stellwerk_wire::Error;
use stellwerk_wire::operation::Route;
use tokio::net::TcpListener;
use tokio::sync::{RwLock, watch};
use uuid::Uuid;

use network::{Peer, TlsListener};
use settings::Settings;
use world::{Answer, World};

/// The largest request of the modelled services is far below.
const BODY_BYTES_MAX: usize = 6 << 20;
/// Whoever is slow gets no longer to send a request or to read an answer once we stop.
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(20);

pub struct Options {
    pub data_dir: PathBuf,
    pub store: StoreSettings,
    pub listen: SocketAddr,
    pub settings: Settings,
    /// Adds what test suites need: a reset, and a clock that can be moved.
    pub ephemeral: bool,
}

#[derive(Clone)]
struct App {
    world: Arc<RwLock<Option<Arc<World>>>>,
    options: Arc<Options>,
}

/// Serves until the signal to stop; `ready` is told the address as soon as requests are answered.
pub async fn serve(
    options: Options,
    ready: impl FnOnce(&str),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let world = World::open(&options, &options.store, Vec::new()).await?;
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("listen on {}: choose another address with --listen", options.listen))?;
    let address = listener.local_addr()?;
    let tls = options.settings.tls.as_ref().map(network::tls).transpose()?;
    let options = Arc::new(options);
    let app = App { world: Arc::new(RwLock::new(Some(Arc::new(world)))), options: options.clone() };
    let service = router(&app).into_make_service_with_connect_info::<Peer>();

    let (stopping, mut stopped) = watch::channel(false);
    let graceful = async move {
        stop.await;
        let _ = stopping.send(true);
    };
    let serving = async {
        match tls {
            Some(tls) => {
                ready(&format!("https://{address}"));
                axum::serve(TlsListener::new(listener, tls), service).with_graceful_shutdown(graceful).await
            }
            None => {
                ready(&format!("http://{address}"));
                axum::serve(listener, service).with_graceful_shutdown(graceful).await
            }
        }
    };
    let impatience = async {
        let _ = stopped.wait_for(|stopped| *stopped).await;
        tokio::time::sleep(SHUTDOWN_PATIENCE).await;
    };
    tokio::select! {
        served = serving => served?,
        () = impatience => tracing::warn!("some requests did not end in time"),
    }
    let world = app.world.write().await.take().and_then(Arc::into_inner);
    if let Some(world) = world {
        world.close().await;
    }
    Ok(())
}

fn router(app: &App) -> Router {
    let mut router = Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready_to_serve))
        .route("/metrics", get(metrics))
        .route("/_stellwerk/events/{source}", post(events));
    if app.options.ephemeral {
        router = router.route("/_stellwerk/reset", post(reset)).route("/_stellwerk/clock", post(move_clock));
    }
    router.fallback(api).with_state(app.clone())
}

/// Everything that is an operation of some service.
async fn api(State(app): State<App>, ConnectInfo(peer): ConnectInfo<Peer>, request: Request) -> Response {
    let (id, read) = read_whole(peer, request).await;
    let answer = match (read, app.world().await) {
        (Ok(request), Some(world)) => world.answer(request).await,
        (Err(error), _) => Answer::Json(Route::Target, Err(error)),
        (_, None) => Answer::Json(Route::Target, Err(Error::internal())),
    };
    respond(answer, &id)
}

fn respond(answer: Answer, id: &str) -> Response {
    let (status, content_type, error, body) = match answer {
        Answer::Xml(status, body) => (status, "text/xml", None, body),
        Answer::Json(route, result) => {
            let content_type = match route {
                Route::Target => "application/x-amz-json-1.1",
                Route::Path(..) => "application/json",
            };
            match result {
                Ok(output) => (200, content_type, None, output),
                Err(error) => {
                    let body = error.body().to_string();
                    (error.status, content_type, Some(error.code), body)
                }
            }
        }
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert("x-amzn-requestid", id);
    }
    if let Some(code) = error.and_then(|code| HeaderValue::from_str(&code).ok()) {
        headers.insert("x-amzn-errortype", code);
    }
    response
}

async fn ready_to_serve(State(app): State<App>) -> Response {
    let Some(world) = app.world().await else {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    };
    match world.store.catalog.log_cursor().await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!("not ready: {error}");
            (StatusCode::SERVICE_UNAVAILABLE, "the catalog does not answer\n").into_response()
        }
    }
}

async fn metrics(State(app): State<App>) -> Response {
    match app.world().await {
        Some(world) => {
            let text = world.metrics.text(&world.store, world.clock.now()).await;
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Events of EventBridge, by an API destination.
async fn events(
    State(app): State<App>,
    Path(source): Path<String>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
) -> Response {
    let (id, read) = read_whole(peer, request).await;
    let taken = match (read, app.world().await) {
        (Ok(request), Some(world)) => world.receive(&source, &request).await,
        (Err(error), _) => Err(error),
        (_, None) => Err(Error::internal()),
    };
    match taken {
        Ok(text) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Err(error) => respond(Answer::Json(Route::Target, Err(error)), &id),
    }
}

/// The request's id, and the request with its body, if that is not too large.
async fn read_whole(peer: Peer, request: Request) -> (String, Result<world::Request, Error>) {
    let id = Uuid::new_v4().to_string();
    let (parts, body) = request.into_parts();
    let read = match axum::body::to_bytes(body, BODY_BYTES_MAX).await {
        Ok(body) => Ok(world::Request {
            id: id.clone(),
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body: body.to_vec(),
            source_ip: peer.address.ip().to_canonical().to_string(),
            tls: peer.tls,
        }),
        Err(_) => Err(Error::too_large(format!("a request has at most {BODY_BYTES_MAX} bytes"))),
    };
    (id, read)
}

/// Everything as it was at the start, with the same keys.
async fn reset(State(app): State<App>) -> Response {
    let mut place = app.world.write().await;
    let result = match place.as_ref() {
        Some(old) => begin_anew(old, &app.options).await,
        None => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    match result {
        Ok(world) => {
            *place = Some(Arc::new(world));
            "reset\n".into_response()
        }
        Err(error) => {
            tracing::error!("reset: {error:#}");
            (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}\n")).into_response()
        }
    }
}

/// What still runs in the old world comes to its end there; nobody sees it any more.
async fn begin_anew(old: &World, options: &Options) -> Result<World> {
    let folder = options.data_dir.join(format!("reset-{}", Uuid::new_v4()));
    World::open(options, &StoreSettings::embedded(&folder), old.keys().await?).await
}

#[derive(Deserialize)]
struct Advance {
    advance_seconds: f64,
}

async fn move_clock(State(app): State<App>, axum::Json(by): axum::Json<Advance>) -> Response {
    match app.world().await {
        Some(world) if by.advance_seconds >= 0.0 && by.advance_seconds < 1e9 => {
            world.clock.advance((by.advance_seconds * 1000.0) as u64);
            format!("{{\"now\":{}}}\n", world.clock.now() as f64 / 1000.0).into_response()
        }
        _ => (StatusCode::BAD_REQUEST, "{\"advance_seconds\": a number that is not negative}\n")
            .into_response(),
    }
}

impl App {
    async fn world(&self) -> Option<Arc<World>> {
        self.world.read().await.clone()
    }
}
