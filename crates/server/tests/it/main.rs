//! The program as a person runs it: one binary of tests, because the program is large.

mod import;
mod s3;
mod usage;
mod world;
// The store's tests have these; each uses its part of them.
#[allow(dead_code)]
#[path = "../../../store/tests/it/harness/events.rs"]
mod events;
#[path = "../../../store/tests/it/harness/postgres.rs"]
mod postgres;
#[path = "../../../store/tests/it/harness/s3.rs"]
mod s3_server;

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A call of the program; it finds nothing of the caller's settings.
fn stellwerk(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stellwerk"));
    command.args(arguments).stdin(Stdio::null());
    for variable in ["STELLWERK_DATA_DIR", "STELLWERK_CATALOG", "STELLWERK_LAKE", "STELLWERK_LOG"] {
        command.env_remove(variable);
    }
    command
}

fn run(arguments: &[&str]) -> Output {
    stellwerk(arguments).output().expect("start the program")
}

/// What a call prints, which must succeed.
fn answer(arguments: &[&str]) -> String {
    let output = run(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).expect("text")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a temporary path is text")
}
