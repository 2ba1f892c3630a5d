//! DuckDB with its `ducklake` extension, as a Python module: the other reader of the lake.
//!
//! `STELLWERK_TEST_PYTHON` names a Python with the packages duckdb, duckdb-extension-ducklake,
//! duckdb-extension-sqlite and duckdb-extension-postgres-scanner (all 1.5.5).

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use stellwerk_store::catalog::CatalogUrl;

/// What DuckDB calls the lake of this catalog.
pub fn ducklake(catalog: &CatalogUrl) -> String {
    match catalog {
        CatalogUrl::Sqlite(path) => format!("ducklake:sqlite:{}", path.display()),
        CatalogUrl::Postgres(url) | CatalogUrl::PostgresSchema { url, .. } => {
            let url = url::Url::parse(url).unwrap();
            let (host, port) = (url.host_str().unwrap(), url.port().unwrap());
            format!("ducklake:postgres:dbname={} host={host} port={port} user=postgres", &url.path()[1..])
        }
    }
}

pub struct DuckDb(OsString);

impl DuckDb {
    /// `None`, with the reason printed, where there is no such Python.
    pub fn find() -> Option<Self> {
        let python = std::env::var_os("STELLWERK_TEST_PYTHON");
        if python.is_none() {
            eprintln!("skipped: STELLWERK_TEST_PYTHON does not name a Python with DuckDB and its extensions");
        }
        python.map(Self)
    }

    /// Runs the statements in a new DuckDB, in the given folder. One line per statement: its rows as JSON, or
    /// `error: …`.
    pub fn run(&self, folder: &Path, statements: &[&str]) -> Vec<String> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/ducklake_count.py");
        let output = Command::new(&self.0).arg(script).args(statements).current_dir(folder).output();
        let output = output.unwrap_or_else(|e| panic!("run {}: {e}", self.0.display()));
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script} failed: {errors}");
        String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
    }
}
