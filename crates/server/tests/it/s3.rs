//! Buckets on the command line: the standard variables are all that it needs to know.

use std::process::{Command, Output};

use object_store::ObjectStoreExt;
use object_store::path::Path;

use crate::events::event;
use crate::import::count;
use crate::{postgres, s3_server, stellwerk, text};

fn run(place: &s3_server::Place, arguments: &[&str]) -> Output {
    let mut command: Command = stellwerk(arguments);
    // Nothing of the caller's.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
        command.env_remove(name);
    }
    command.envs(place.environment()).env("HOME", "/nonexistent").output().expect("start the program")
}

fn answer(place: &s3_server::Place, arguments: &[&str]) -> String {
    let output = run(place, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).expect("text")
}

/// A trail's bucket, with what lies in it besides log files.
async fn write_logs(place: &s3_server::Place) {
    let bucket = place.bucket();
    let folder = format!("{}/logs/AWSLogs/111122223333/CloudTrail", place.prefix);
    for (name, events) in [("a", 0..100), ("b", 100..250), ("c", 200..300)] {
        let records = events.map(event).collect::<Vec<_>>().join(",");
        let path = Path::from(format!("{folder}/eu-central-1/2024/01/01/{name}.json"));
        bucket.put(&path, format!("{{\"Records\":[{records}]}}").into()).await.unwrap();
    }
    let digest = Path::from(format!("{folder}-Digest/eu-central-1/digest.json.gz"));
    bucket.put(&digest, "{}".into()).await.unwrap();
    let other = Path::from(format!("{}/logs2/d.json", place.prefix));
    bucket.put(&other, format!("{{\"Records\":[{}]}}", event(999)).into()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prefix_is_imported() {
    let Some(place) = s3_server::new_place() else { return };
    write_logs(&place).await;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let logs = format!("{}/logs/", place.url());
    let import = ["import", "--data-dir", text(&data), &logs];
    let said = answer(&place, &import);
    let counts = ["files", "not logs", "new", "duplicates", "quarantined"].map(|name| count(&said, name));
    assert_eq!(counts, [3, 1, 300, 50, 0], "{said}");
    let again = answer(&place, &import);
    assert_eq!(["files", "known", "events"].map(|name| count(&again, name)), [3, 3, 0], "{again}");

    // An object that is replaced is another one.
    let path = Path::from(format!(
        "{}/logs/AWSLogs/111122223333/CloudTrail/eu-central-1/2024/01/01/a.json",
        place.prefix
    ));
    let records = (0..101).map(|n| event(n % 101 * 7)).collect::<Vec<_>>().join(",");
    place.bucket().put(&path, format!("{{\"Records\":[{records}]}}").into()).await.unwrap();
    let changed = answer(&place, &import);
    assert_eq!(["known", "events"].map(|name| count(&changed, name)), [2, 101], "{changed}");
    let one =
        answer(&place, &["import", "--data-dir", text(&data), &format!("{}/logs2/d.json", place.url())]);
    assert_eq!(count(&one, "new"), 1, "{one}");

    for (variables, told) in [
        (&[("AWS_SECRET_ACCESS_KEY", "wrong")][..], "SignatureDoesNotMatch"),
        (&[("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")], "http://127.0.0.1:1"),
        (&[("AWS_PROFILE", "nobody")], "find AWS profile \"nobody\""),
    ] {
        let mut command = stellwerk(&import);
        command.envs(place.environment()).env("HOME", "/nonexistent").envs(variables.iter().copied());
        let output = command.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains(told) && errors.contains("not imported: "), "{variables:?}: {errors}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_lives_in_a_bucket_and_postgresql() {
    let Some(place) = s3_server::new_place() else { return };
    let Some(catalog) = postgres::new_database().await else { return };
    write_logs(&place).await;
    let (lake, logs) = (format!("{}/lake", place.url()), format!("{}/logs", place.url()));
    let with = |command: &[&str]| {
        let place_arguments = ["--catalog", catalog.as_str(), "--lake", lake.as_str()];
        let arguments: Vec<&str> =
            command[..1].iter().chain(&place_arguments).chain(&command[1..]).copied().collect();
        answer(&place, &arguments)
    };
    assert_eq!(count(&with(&["import", &logs]), "new"), 300);
    let counted =
        with(&["query", "--format", "csv", "SELECT count(*) AS n FROM events WHERE eventName = 'PutObject'"]);
    assert_eq!(counted, "n\r\n100\r\n");
    let found = with(&["lookup", "-a", "EventId=event-123", "--format", "json"]);
    assert!(found.contains("event-123"), "{found}");
    assert!(with(&["maintain", "--grace-hours", "0"]).contains("deleted"));
    assert_eq!(count(&with(&["status"]), "indexed"), 300);
}
