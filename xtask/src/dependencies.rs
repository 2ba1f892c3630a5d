//! What may be in the dependency tree. `make test` checks it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// Licences that whoever passes Stellwerk on can keep without asking a lawyer.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "bzip2-1.0.6",
];

/// Two versions of one of these would not understand each other's types, or would listen twice.
const ONE_VERSION: &[&str] =
    &["arrow", "parquet", "datafusion", "object_store", "hyper", "rustls", "sqlx", "axum"];

/// Crates that must not come, and why.
const BANNED: &[(&str, &str)] =
    &[("openssl-sys", "TLS is rustls"), ("native-tls", "TLS is rustls"), ("rusqlite", "SQLite is sqlx's")];

/// Features that must stay off, and why. (`serde_json/preserve_order` is on: Cedar asks for it. What is measured in records goes
/// through our own scanner.)
const FEATURES_OFF: &[(&str, &str, &str)] =
    &[("serde_json", "arbitrary_precision", "it changes what a number is, for every crate")];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    /// `None` for our own.
    source: Option<String>,
    license: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    features: Vec<String>,
}

/// Says everything that is wrong with the tree.
pub fn check() -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--locked", "--filter-platform=x86_64-unknown-linux-gnu"])
        .output()
        .context("run cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let problems = problems(&serde_json::from_slice(&output.stdout).context("read cargo metadata")?);
    ensure!(problems.is_empty(), "the dependency tree is not as agreed:\n{}", problems.join("\n"));
    Ok(())
}

fn problems(metadata: &Metadata) -> Vec<String> {
    let mut problems = Vec::new();
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for Package { name, version, source, license } in &metadata.packages {
        let Some(source) = source else { continue };
        versions.entry(name).or_default().insert(version);
        if !source.starts_with("registry+") && !source.starts_with("sparse+") {
            problems.push(format!("{name} {version} is not from a registry: {source}"));
        }
        match license {
            None => problems.push(format!("{name} {version} does not say its licence")),
            Some(licence) if !is_allowed(licence) => {
                problems
                    .push(format!("{name} {version} has the licence {licence}, which is not on the list"));
            }
            Some(_) => {}
        }
        if let Some((_, why)) = BANNED.iter().find(|(banned, _)| banned == name) {
            problems.push(format!("{name} must not be in the tree: {why}"));
        }
    }
    for name in ONE_VERSION {
        if let Some(versions) = versions.get(name).filter(|versions| versions.len() > 1) {
            problems.push(format!("{name} is in the tree in several versions: {versions:?}"));
        }
    }
    for (name, feature, why) in FEATURES_OFF {
        let of_crate =
            |node: &&Node| node.id.contains(&format!("#{name}@")) || node.id.starts_with(&format!("{name} "));
        if metadata
            .resolve
            .nodes
            .iter()
            .filter(of_crate)
            .any(|node| node.features.iter().any(|f| f == feature))
        {
            problems.push(format!("{name} has the feature {feature}: {why}"));
        }
    }
    problems
}

/// Whether an SPDX expression can be met with the licences of the list.
fn is_allowed(expression: &str) -> bool {
    // Old manifests write `/` for OR.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any_of(&mut rest) && rest.is_empty()
}

fn any_of(rest: &mut &[&str]) -> bool {
    let mut allowed = all_of(rest);
    while let Some(("OR", more)) = rest.split_first().map(|(word, more)| (*word, more)) {
        *rest = more;
        allowed |= all_of(rest);
    }
    allowed
}

fn all_of(rest: &mut &[&str]) -> bool {
    let mut allowed = one(rest);
    while let Some(("AND", more)) = rest.split_first().map(|(word, more)| (*word, more)) {
        *rest = more;
        allowed &= one(rest);
    }
    allowed
}

fn one(rest: &mut &[&str]) -> bool {
    let (allowed, more) = match *rest {
        ["(", inner @ ..] => {
            let mut inner = inner;
            let allowed = any_of(&mut inner);
            match inner.split_first() {
                Some((&")", more)) => (allowed, more),
                _ => (false, inner),
            }
        }
        [licence, "WITH", exception, more @ ..] => {
            (LICENCES.contains(&format!("{licence} WITH {exception}").as_str()), more)
        }
        [licence, more @ ..] => (LICENCES.contains(licence), more),
        [] => (false, *rest),
    };
    *rest = more;
    allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_as_agreed() {
        check().unwrap();
    }

    #[test]
    fn expressions_of_licences() {
        for allowed in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0 OR MIT",
            "(MIT OR GPL-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(is_allowed(allowed), "{allowed}");
        }
        for refused in [
            "",
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "Apache-2.0 WITH Classpath-exception-2.0",
            "(MIT",
            "MIT GPL-3.0",
        ] {
            assert!(!is_allowed(refused), "{refused}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let package = |name: &str, version: &str, source: &str, license: Option<&str>| Package {
            name: name.into(),
            version: version.into(),
            source: Some(source.into()),
            license: license.map(str::to_owned),
        };
        let registry = "registry+https://example.org/index";
        let metadata = Metadata {
            packages: vec![
                package("arrow", "1.0.0", registry, Some("Apache-2.0")),
                package("arrow", "2.0.0", registry, Some("Apache-2.0")),
                package("openssl-sys", "0.9.0", registry, Some("MIT")),
                package("closed", "1.0.0", registry, None),
                package("viral", "1.0.0", "git+https://example.org/viral", Some("AGPL-3.0")),
            ],
            resolve: Resolve {
                nodes: vec![Node {
                    id: format!("{registry}#serde_json@1.0.0"),
                    features: vec!["arbitrary_precision".into()],
                }],
            },
        };
        assert_eq!(problems(&metadata).len(), 6, "{:#?}", problems(&metadata));
    }
}
