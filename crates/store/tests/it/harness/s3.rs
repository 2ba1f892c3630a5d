//! An S3 server of our own (SeaweedFS): one per test run, in a temporary folder, gone when the run ends.
//!
//! `STELLWERK_TEST_WEED` names the program `weed`. As with PostgreSQL, a shell stands between, which waits for the end of
//! its standard input, stops the server, and deletes what it left.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use object_store::aws::{AmazonS3, AmazonS3Builder};

const BUCKET: &str = "stellwerk-test";
const KEY: &str = "AKIDTEST";
const SECRET: &str = "secret/of+the=tests";

const SERVER: &str = r#"
weed=$1 dir=$2; shift 2
trap '' INT TERM
cd "$dir"
"$weed" server -dir="$dir" -ip=127.0.0.1 -ip.bind=127.0.0.1 -master.volumeSizeLimitMB=64 -volume.max=200 \
    -master.telemetry=false -s3 -s3.config="$dir/s3.json" -s3.iam=false -s3.port.iceberg=0 -s3.port.lance=0 \
    -master.port="$1" -master.port.grpc="$2" -volume.port="$3" -volume.port.grpc="$4" \
    -filer.port="$5" -filer.port.grpc="$6" -s3.port="$7" -s3.port.grpc="$8" >"$dir/server.log" 2>&1 &
cat >/dev/null
kill -KILL $!
wait
cd / && rm -rf "$dir"
for port in "$@"; do rm -f /tmp/seaweedfs-*-"$port".sock; done
"#;

struct Server {
    s3: u16,
    filer: u16,
    /// Holds the pipe whose end stops the server.
    _shell: Child,
}

/// A place in a bucket that nothing else uses.
#[derive(Clone, Debug)]
pub struct Place {
    endpoint: String,
    pub prefix: String,
}

impl Place {
    pub fn url(&self) -> String {
        format!("s3://{BUCKET}/{}", self.prefix)
    }

    /// The whole bucket.
    pub fn bucket(&self) -> AmazonS3 {
        let builder = AmazonS3Builder::new().with_endpoint(&self.endpoint).with_allow_http(true);
        let builder = builder.with_access_key_id(KEY).with_secret_access_key(SECRET).with_region("us-east-1");
        builder.with_bucket_name(BUCKET).build().expect("an S3 client")
    }

    /// How a program learns of the server.
    #[allow(dead_code)] // each test binary uses its part of the harness
    pub fn environment(&self) -> [(&'static str, String); 4] {
        [
            ("AWS_ENDPOINT_URL_S3", self.endpoint.clone()),
            ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
        ]
    }
}

/// A new place; `None`, with the reason printed, where there is no server to be started.
pub fn new_place() -> Option<Place> {
    static SERVER: OnceLock<Option<Result<Server, String>>> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = SERVER.get_or_init(|| Some(start(Path::new(&std::env::var_os("STELLWERK_TEST_WEED")?))));
    let Some(server) = server else {
        eprintln!("skipped: STELLWERK_TEST_WEED does not name SeaweedFS's program `weed`");
        return None;
    };
    let server = server.as_ref().unwrap_or_else(|e| panic!("{e}"));
    let prefix = format!("place-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    Some(Place { endpoint: format!("http://127.0.0.1:{}", server.s3), prefix })
}

fn start(weed: &Path) -> Result<Server, String> {
    let dir = tempfile::Builder::new().prefix("stellwerk-weed-").tempdir().expect("make a folder").keep();
    let identities = format!(
        r#"{{"identities":[{{"name":"test","credentials":[{{"accessKey":"{KEY}","secretKey":"{SECRET}"}}],
            "actions":["Admin","Read","Write","List"]}}]}}"#
    );
    std::fs::write(dir.join("s3.json"), identities).expect("write the server's identities");
    let sockets: Vec<_> =
        (0..8).map(|_| TcpListener::bind("127.0.0.1:0").expect("find a free port")).collect();
    let ports: Vec<u16> = sockets.iter().map(|s| s.local_addr().expect("its address").port()).collect();
    drop(sockets);
    let mut command = Command::new("sh");
    command.args(["-c", SERVER, "weed-for-tests"]).arg(weed).arg(&dir);
    let shell = command.args(ports.iter().map(u16::to_string)).stdin(Stdio::piped()).spawn();
    let server = Server { s3: ports[6], filer: ports[4], _shell: shell.expect("start the server's shell") };

    // The bucket is a folder of the filer. When S3 knows it, all of the server is up.
    let patience = Instant::now() + Duration::from_secs(60);
    let create = format!(
        "POST /buckets/{BUCKET}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    let look = format!("HEAD /{BUCKET}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    loop {
        // 409: it is there. 403: the look is not signed, but was answered.
        let (created, looked) = (ask(server.filer, &create), ask(server.s3, &look));
        if created.starts_with("HTTP/1.1 409") && looked.starts_with("HTTP/1.1 403") {
            return Ok(server);
        }
        if Instant::now() > patience {
            let log = std::fs::read_to_string(dir.join("server.log")).unwrap_or_default();
            return Err(format!("SeaweedFS does not answer: {created:?} {looked:?}\n{log}"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// The answer to an HTTP request, or nothing.
fn ask(port: u16, request: &str) -> String {
    use std::io::{Read, Write};
    let mut answer = Vec::new();
    if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
        let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
        let _ =
            stream.write_all(request.as_bytes()).and_then(|()| stream.read_to_end(&mut answer).map(|_| ()));
    }
    String::from_utf8_lossy(&answer).into_owned()
}
