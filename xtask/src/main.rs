//! Chores of the repository: `cargo run -p xtask -- COMMAND`.

mod codegen;
mod dependencies;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("codegen") => codegen::run(false),
        Some("dependencies") => dependencies::check(),
        _ => bail!(
            "say what to do: codegen (models/ to crates/wire/src/generated/), dependencies (checks licences, sources and \
             versions of the dependency tree)"
        ),
    }
}
