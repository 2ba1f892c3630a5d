//! COMPAT.md: every operation of the models, and whether it is there. Generated, so that it is true.

use std::fmt::Write;

use stellwerk_wire::request::SERVICES;

use super::services::{Operations, deviations};

/// The whole file.
pub fn text() -> String {
    let operations = Operations::default();
    let mut out = String::from(
        "# Compatibility\n\n\
         Generated from the models and from what is registered; a test keeps it true. An operation that is not there yet is\n\
         answered with `UnsupportedOperationException`, a name that nobody knows with `UnknownOperationException`.\n\n\
         Of STS, `GetCallerIdentity` is answered, which clients call first, and `GetSessionToken`, without MFA.\n\n\
         | service | operations | there |\n| --- | --- | --- |\n",
    );
    for service in SERVICES {
        let there = service.operations.iter().filter(|spec| operations.has(spec)).count();
        let _ = writeln!(out, "| {} | {} | {there} |", service.id, service.operations.len());
    }
    for service in SERVICES {
        let _ =
            write!(out, "\n## {}\n\n| operation | | known deviations |\n| --- | --- | --- |\n", service.id);
        for spec in service.operations {
            let state = if operations.has(spec) { "yes" } else { "no" };
            let deviations: Vec<&str> = deviations()
                .filter(|(name, _)| *name == spec.name && state == "yes")
                .map(|(_, text)| *text)
                .collect();
            let _ = writeln!(out, "| {} | {state} | {} |", spec.name, deviations.join(" "));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `STELLWERK_WRITE=1 cargo test -p stellwerk-server compat_md` writes it.
    #[test]
    fn compat_md_is_true() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../COMPAT.md");
        if std::env::var_os("STELLWERK_WRITE").is_some() {
            std::fs::write(path, text()).unwrap();
        }
        let found = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            found == text(),
            "COMPAT.md is old: STELLWERK_WRITE=1 cargo test -p stellwerk-server compat_md"
        );
    }

    #[test]
    fn deviations_are_of_operations_that_are_there() {
        let operations = Operations::default();
        for (name, _) in deviations() {
            let known = SERVICES
                .iter()
                .flat_map(|s| s.operations)
                .any(|spec| spec.name == *name && operations.has(spec));
            assert!(known, "{name}");
        }
    }
}
