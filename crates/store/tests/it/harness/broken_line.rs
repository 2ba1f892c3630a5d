//! A line to PostgreSQL that breaks at the worst moment: when a transaction that writes is being
//! committed.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// The server never hears of the commit.
    Before,
    /// The server commits, and its answer is lost.
    After,
    /// As [`Break::After`], and from then on nobody gets through.
    ForGood,
}

pub struct Line {
    pub url: String,
    next: Arc<Mutex<Option<Break>>>,
}

impl Line {
    /// A line to the server behind this URL; it works until it is told to break.
    pub async fn to(url: &str) -> Line {
        let mut through = url::Url::parse(url).unwrap();
        let server = (through.host_str().unwrap().to_owned(), through.port().unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        through.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        let next = Arc::new(Mutex::new(None));
        let (dead, line) = (Arc::new(AtomicBool::new(false)), next.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(server.clone()).await.unwrap();
                tokio::spawn(carry(client, server, line.clone(), dead.clone()));
            }
        });
        Line { url: through.to_string(), next }
    }

    pub fn break_at_the_next_commit(&self, how: Break) {
        *self.next.lock().unwrap() = Some(how);
    }

    pub fn has_broken(&self) -> bool {
        self.next.lock().unwrap().is_none()
    }
}

/// Carries bytes both ways until an end hangs up or it is time to break.
async fn carry(
    mut client: TcpStream,
    mut server: TcpStream,
    next: Arc<Mutex<Option<Break>>>,
    dead: Arc<AtomicBool>,
) {
    let (mut asked, mut answered) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    let holds = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|w| w == text);
    let mut writes = false;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let asked = match read {
                    Ok(count) if count > 0 && !dead.load(SeqCst) => &asked[..count],
                    _ => return,
                };
                // As the catalog begins a transaction that writes.
                writes = holds(asked, b"READ COMMITTED") || writes && !holds(asked, b"READ ONLY");
                let commits = writes && holds(asked, b"COMMIT\0");
                let how = if commits { next.lock().unwrap().take() } else { None };
                if how == Some(Break::Before) || server.write_all(asked).await.is_err() {
                    return;
                }
                if let Some(how) = how {
                    let _ = server.read(&mut answered).await;
                    dead.store(how == Break::ForGood, SeqCst);
                    return;
                }
            }
            read = server.read(&mut answered) => match read {
                Ok(count) if count > 0 && client.write_all(&answered[..count]).await.is_ok() => {}
                _ => return,
            },
        }
    }
}
