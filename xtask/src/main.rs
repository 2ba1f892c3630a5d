//! Chores of the repository: `cargo run -p xtask -- COMMAND`.

mod dependencies;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("dependencies") => dependencies::check(),
        _ => bail!(
            "say what to do: dependencies (checks licences, sources and versions of the dependency tree)"
        ),
    }
}
