//! Connections: plain, or TLS by rustls.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::extract::connect_info::Connected;
use axum::http::HeaderMap;
use axum::serve::{IncomingStream, Listener};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::settings::Tls;

const HANDSHAKE_PATIENCE: Duration = Duration::from_secs(10);
/// Connections that wait for the server to take them.
const CONNECTIONS_WAITING: usize = 128;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    pub address: SocketAddr,
    pub tls: bool,
}

impl Connected<IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Peer { address: *stream.remote_addr(), tls: false }
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        Peer { address: *stream.remote_addr(), tls: true }
    }
}

/// Reads certificate and key.
pub fn tls(settings: &Tls) -> Result<Arc<ServerConfig>> {
    let certificates = CertificateDer::pem_file_iter(&settings.certificate)
        .and_then(|found| found.collect::<Result<Vec<_>, _>>())
        .with_context(|| format!("read the certificates in {}", settings.certificate.display()))?;
    let key = PrivateKeyDer::from_pem_file(&settings.key)
        .with_context(|| format!("read the private key in {}", settings.key.display()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .context("certificate and private key do not fit")?;
    Ok(Arc::new(config))
}

/// Accepts connections and shakes hands, each in its own task, so that a slow client holds up nobody.
pub struct TlsListener {
    address: io::Result<SocketAddr>,
    connections: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
}

impl TlsListener {
    pub fn new(mut listener: TcpListener, config: Arc<ServerConfig>) -> Self {
        let address = listener.local_addr();
        let (sender, connections) = mpsc::channel(CONNECTIONS_WAITING);
        tokio::spawn(async move {
            let acceptor = TlsAcceptor::from(config);
            while !sender.is_closed() {
                let (stream, peer) = Listener::accept(&mut listener).await;
                let (acceptor, sender) = (acceptor.clone(), sender.clone());
                tokio::spawn(async move {
                    match tokio::time::timeout(HANDSHAKE_PATIENCE, acceptor.accept(stream)).await {
                        Ok(Ok(stream)) => drop(sender.send((stream, peer)).await),
                        Ok(Err(error)) => tracing::debug!(%peer, "TLS handshake: {error}"),
                        Err(_) => tracing::debug!(%peer, "TLS handshake took too long"),
                    }
                });
            }
        });
        TlsListener { address, connections }
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.connections.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await, // the task that accepts ends after us
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.address.as_ref().copied().map_err(|error| io::Error::new(error.kind(), error.to_string()))
    }
}

/// An access key and its secret, from `Authorization: Basic` or `x-api-key: ID:SECRET`.
pub fn basic_key(headers: &HeaderMap) -> Option<(String, String)> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let pair = match (text("x-api-key"), text("authorization")) {
        (Some(pair), _) => pair.to_owned(),
        (None, Some(basic)) => {
            let encoded = basic.strip_prefix("Basic ")?;
            String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?
        }
        (None, None) => return None,
    };
    let (id, secret) = pair.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
