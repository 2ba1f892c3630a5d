//! A PostgreSQL server of our own: one per test run, in a temporary folder, gone when the run ends.
//!
//! PostgreSQL refuses to run as root, so root lends the folder to the user `postgres`. A shell stands
//! between: it waits for the end of its standard input, which comes when this process ends, however it ends,
//! and then stops the server and deletes the folder.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sqlx::{Connection, PgConnection};

const SERVER: &str = r#"
bin=$1 dir=$2 port=$3
trap '' INT TERM
"$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --no-sync >"$dir/initdb.log" 2>&1 || exit 1
"$bin/postgres" -D "$dir/data" -p "$port" -k "$dir" -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300 \
    >"$dir/server.log" 2>&1 &
cat >/dev/null
kill -QUIT $!
wait
cd / && rm -rf "$dir"
"#;

struct Server {
    port: u16,
    /// Holds the pipe whose end stops the server.
    _shell: Child,
}

/// The URL of a new, empty database; `None`, with the reason printed, where PostgreSQL is not installed.
pub async fn new_database() -> Option<String> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = match SERVER.get_or_init(start) {
        Ok(server) => server,
        Err(reason) => {
            eprintln!("skipped: {reason}");
            return None;
        }
    };
    let url = format!("postgres://postgres@127.0.0.1:{}", server.port);
    let mut connection = connect(&format!("{url}/postgres")).await;
    let name = format!("lake_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let sql = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(sql).execute(&mut connection).await.expect("create a database");
    connection.close().await.expect("close the connection");
    Some(format!("{url}/{name}"))
}

/// `Err` is a reason to skip; what should work and does not is a panic.
fn start() -> Result<Server, String> {
    let bin = programs().ok_or("PostgreSQL's programs (initdb, postgres) are not installed")?;
    let dir = tempfile::Builder::new().prefix("stellwerk-postgres-").tempdir().expect("make a folder").keep();
    let port =
        TcpListener::bind("127.0.0.1:0").expect("find a free port").local_addr().expect("its address").port();

    let mut command = if output("id", &["-u"]).as_deref() == Some("0") {
        let uid =
            output("id", &["-u", "postgres"]).ok_or("running as root, and there is no user postgres")?;
        let gid = output("id", &["-g", "postgres"]).expect("the group of the user postgres");
        let (uid, gid) = (uid.parse().expect("a number"), gid.parse().expect("a number"));
        std::os::unix::fs::chown(&dir, Some(uid), Some(gid)).expect("lend the folder to the user postgres");
        let mut command = Command::new("setpriv");
        command.args([format!("--reuid={uid}"), format!("--regid={gid}")]).args(["--clear-groups", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.args(["-c", SERVER, "postgres-for-tests"]).arg(bin).arg(&dir).arg(port.to_string());
    // C: the order of texts in the database is of no concern to the catalog, and initdb is faster.
    command.env("LC_ALL", "C").current_dir("/").stdin(Stdio::piped());
    Ok(Server { port, _shell: command.spawn().expect("start PostgreSQL's shell") })
}

/// Waits until the server answers.
async fn connect(url: &str) -> PgConnection {
    let patience = Instant::now() + Duration::from_secs(60);
    loop {
        match PgConnection::connect(url).await {
            Ok(connection) => return connection,
            Err(e) => assert!(Instant::now() < patience, "PostgreSQL does not answer at {url}: {e}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The folder of `initdb` and `postgres`: Debian keeps it off the path.
fn programs() -> Option<PathBuf> {
    let complete = |dir: &Path| dir.join("initdb").exists() && dir.join("postgres").exists();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut dirs: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut versions: Vec<PathBuf> =
        glob::glob("/usr/lib/postgresql/*/bin").expect("a good pattern").filter_map(Result::ok).collect();
    versions.reverse();
    dirs.extend(versions);
    dirs.into_iter().find(|dir| complete(dir))
}

fn output(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
