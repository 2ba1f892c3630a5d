//! Import on the command line, killed and started anew.

use std::path::Path;
use std::time::Duration;

use crate::{answer, stellwerk, text};

fn everything(data: &Path) -> String {
    answer(&[
        "query",
        "--data-dir",
        text(data),
        "--format",
        "csv",
        "SELECT raw FROM events ORDER BY eventID, raw",
    ])
}

/// The number behind a name in what `status` prints.
pub fn count(status: &str, name: &str) -> u64 {
    let line = status.lines().find(|l| l.trim_start().starts_with(name)).expect("a line of that name");
    line.split_whitespace().last().expect("a value").replace(',', "").parse().expect("a number")
}

#[test]
fn an_import_killed_again_and_again_ends_like_a_clean_one() {
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("logs");
    let (clean, killed) = (folder.path().join("clean"), folder.path().join("killed"));
    answer(&["demo", "--events", "12000", "--logs", text(&logs), "--logs-only"]);
    answer(&["import", "--data-dir", text(&clean), text(&logs.join("AWSLogs"))]);
    let expected = everything(&clean);

    let mut kills = 0;
    for attempt in 0.. {
        let mut import = stellwerk(&["import", "--data-dir", text(&killed), text(&logs.join("AWSLogs"))])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Later every time, so that every stage is hit and the end is reached.
        std::thread::sleep(Duration::from_millis(40 + 120 * attempt));
        match import.try_wait().unwrap() {
            Some(status) => {
                assert!(status.success());
                break;
            }
            None => {
                kills += 1;
                import.kill().unwrap();
                import.wait().unwrap();
            }
        }
    }
    assert!(kills >= 2, "killed {kills} times only");
    assert!(everything(&killed) == expected, "another result after {kills} kills");
    let status = answer(&["status", "--data-dir", text(&killed)]);
    let parts: u64 = ["indexed", "duplicates", "quarantined"].iter().map(|n| count(&status, n)).sum();
    assert_eq!(count(&status, "accepted"), parts);
}

#[test]
fn the_first_commands_of_the_readme_work() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let said = answer(&["demo", "--data-dir", text(&data), "--events", "6000"]);
    assert!(said.contains("incidents to find"), "{said}");
    let counted = answer(&[
        "query",
        "--data-dir",
        text(&data),
        "--format",
        "csv",
        "SELECT eventName, count(*) AS n FROM events GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10",
    ]);
    assert_eq!(counted.lines().count(), 11, "{counted}");
    assert!(counted.starts_with("eventName,n\r\n"), "{counted}");
    let found = answer(&[
        "lookup",
        "--data-dir",
        text(&data),
        "-a",
        "EventName=AssumeRole",
        "--max",
        "3",
        "--format",
        "json",
    ]);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found["Events"].as_array().unwrap().len(), 3);
    for event in found["Events"].as_array().unwrap() {
        let record: serde_json::Value =
            serde_json::from_str(event["CloudTrailEvent"].as_str().unwrap()).unwrap();
        assert_eq!(record["eventName"], "AssumeRole");
        assert_eq!(event["EventId"], record["eventID"]);
    }
}
