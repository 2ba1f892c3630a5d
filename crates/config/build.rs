//! Lists the files in `resource-types/`, which are put into the program.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = Path::new(&env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("resource-types");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    for service in entries(&folder)?.into_iter().filter(|path| path.is_dir()) {
        println!("cargo::rerun-if-changed={}", service.display());
        files.extend(
            entries(&service)?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml")),
        );
    }
    files.sort();
    let line = |path: &PathBuf| {
        let name = path.strip_prefix(&folder).unwrap_or(path).with_extension("");
        format!("    ({:?}, include_str!({:?})),\n", name.display().to_string(), path.display().to_string())
    };
    let lines: String = files.iter().map(line).collect();
    let code = format!("/// Name and text of each file.\nstatic FILES: &[(&str, &str)] = &[\n{lines}];\n");
    fs::write(Path::new(&env::var_os("OUT_DIR").unwrap_or_default()).join("resource_types.rs"), code)
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}
