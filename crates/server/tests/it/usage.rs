//! Wrong use gets a message that says what to do.

use crate::{run, text};

#[test]
fn wrong_use_is_answered_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let nothing = folder.path().join("nothing");
    crate::answer(&["demo", "--data-dir", text(&data), "--events", "300"]);
    let data = text(&data);
    let cases: &[(&[&str], &str)] = &[
        (&["lookup", "--data-dir", text(&nothing)], "import something first"),
        (&["query", "--data-dir", text(&nothing), "SELECT 1"], "import something first"),
        (&["lookup", "--data-dir", data, "-a", "User=x"], "Username"),
        (&["lookup", "--data-dir", data, "-a", "Username"], "KEY=VALUE"),
        (&["lookup", "--data-dir", data, "-a", "ReadOnly=yes"], "true or false"),
        (&["lookup", "--data-dir", data, "--start", "yesterday"], "2023-07-10T11:42:44Z"),
        (&["lookup", "--data-dir", data, "--start", "2024-01-02", "--end", "2024-01-01"], "exchange"),
        (&["query", "--data-dir", data, "DROP TABLE events"], "only queries"),
        (&["query", "--data-dir", data, "SELECT nope FROM events"], "nope"),
        (&["query", "--data-dir", data, "SELECT * FROM trails"], "trails"),
        (&["query", "--data-dir", data, "SELEC 1"], "line 1"),
        (&["import", "--data-dir", data, "/does/not/exist"], "/does/not/exist"),
        (&["import", "--data-dir", data], "PATH"),
        (&["quarantine", "--data-dir", data, "--show", "77"], "no quarantined entry 77"),
    ];
    for (arguments, expected) in cases {
        let output = run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{arguments:?} succeeded");
        assert!(said.to_lowercase().contains(&expected.to_lowercase()), "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{said}");
    }
}
