//! Import against the world: damaged files, files that are too large, too small, locked or still being written, full disks.
//! In every case the rest is imported, what was not says so, and the counts add up.

use std::io::{BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::events::{event, write_log};
use crate::import::count;
use crate::{answer, stellwerk, text};

/// A folder with logs and a store.
struct World {
    folder: tempfile::TempDir,
}

struct Said {
    code: i32,
    out: String,
    errors: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let (out, errors) =
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert!(!errors.contains("panicked"), "{errors}");
        Said { code: output.status.code().unwrap_or_else(|| panic!("killed: {errors}")), out, errors }
    }
}

impl World {
    fn new() -> Self {
        let world = World { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(world.logs()).unwrap();
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn logs(&self) -> PathBuf {
        self.path("logs")
    }

    fn data(&self) -> PathBuf {
        self.path("data")
    }

    fn import_command(&self) -> Command {
        stellwerk(&["import", "--data-dir", text(&self.data()), text(&self.logs())])
    }

    fn import(&self) -> Said {
        self.import_command().output().unwrap().into()
    }

    /// The program with these arguments, behind a line of shell.
    fn in_shell(&self, before: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{before}\nexec \"$@\""), "sh", env!("CARGO_BIN_EXE_stellwerk")]);
        command.args(arguments).stdin(Stdio::null());
        command
    }

    /// Every record in the store, sorted.
    fn records(&self) -> Vec<String> {
        let data = self.data();
        let found =
            answer(&["query", "--data-dir", text(&data), "--format", "json", "SELECT raw FROM events"]);
        let rows: Vec<serde_json::Value> = serde_json::from_str(&found).unwrap();
        let mut records: Vec<String> =
            rows.iter().map(|row| row["raw"].as_str().unwrap().to_owned()).collect();
        records.sort();
        records
    }

    /// What is quarantined: reason and bytes.
    fn quarantine(&self) -> Vec<(String, String)> {
        let data = self.data();
        let list = answer(&["quarantine", "--data-dir", text(&data), "--format", "json"]);
        let entry = |line: &str| {
            let entry: serde_json::Value = serde_json::from_str(line).unwrap();
            let member = |name: &str| entry[name].as_str().unwrap().to_owned();
            (member("Reason"), member("Bytes"))
        };
        list.lines().map(entry).collect()
    }

    fn assert_counts_add_up(&self) {
        let data = self.data();
        let status = answer(&["status", "--data-dir", text(&data)]);
        let parts: u64 = ["indexed", "duplicates", "quarantined"].iter().map(|n| count(&status, n)).sum();
        assert_eq!(count(&status, "accepted"), parts, "{status}");
        assert_eq!(count(&status, "events"), count(&status, "indexed"), "{status}");
    }
}

fn sorted(events: impl IntoIterator<Item = usize>) -> Vec<String> {
    let mut events: Vec<String> = events.into_iter().map(event).collect();
    events.sort();
    events
}

fn gzip(path: &Path, level: Compression, write: impl FnOnce(&mut dyn Write)) {
    let file = BufWriter::new(std::fs::File::create(path).unwrap());
    let mut gzip = GzEncoder::new(file, level);
    write(&mut gzip);
    gzip.finish().unwrap().flush().unwrap();
}

fn log_of(events: impl IntoIterator<Item = usize>) -> String {
    format!("{{\"Records\":[{}]}}", events.into_iter().map(event).collect::<Vec<_>>().join(","))
}

#[test]
fn of_a_truncated_gzip_file_everything_before_the_end_is_imported() {
    let world = World::new();
    write_log(&world.logs().join("b.json"), (5000..5100).map(event));
    let path = world.logs().join("a.json.gz");
    gzip(&path, Compression::default(), |out| out.write_all(log_of(0..4000).as_bytes()).unwrap());
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() * 2 / 3]).unwrap();
    let said = world.import();
    assert_eq!(said.code, 0, "{}", said.errors);
    assert!(said.out.contains("what could not be understood is kept"), "{}", said.out);
    let kept = count(&said.out, "new") as usize - 100;
    assert!((1000..4000).contains(&kept), "{kept}");
    assert_eq!(world.records(), sorted((0..kept).chain(5000..5100)));
    let quarantine = world.quarantine();
    assert!(quarantine.iter().any(|(reason, _)| reason.contains("ends early")), "{quarantine:?}");
    world.assert_counts_add_up();

    // The file is repaired: what was missing comes, nothing comes twice.
    std::fs::write(&path, whole).unwrap();
    assert_eq!(world.import().code, 0);
    assert_eq!(world.records(), sorted((0..4000).chain(5000..5100)));
    assert_eq!(world.quarantine(), []);
    world.assert_counts_add_up();
}

#[test]
fn broken_json_in_the_middle_of_a_file_is_all_that_is_lost() {
    let world = World::new();
    let broken = r#"{"eventVersion":"1.08","eventName":"Broken","requestParameters":{"a":}"#;
    let log = log_of(0..300).replace(&event(150), broken);
    std::fs::write(world.logs().join("a.json"), log).unwrap();
    let lines = (300..600).map(|n| if n == 400 { "\u{0}\u{0}not JSON".to_owned() } else { event(n) });
    std::fs::write(world.logs().join("b.jsonl"), lines.collect::<Vec<_>>().join("\n")).unwrap();
    let said = world.import();
    assert_eq!((said.code, count(&said.out, "quarantined")), (0, 2), "{}{}", said.out, said.errors);
    assert_eq!(world.records(), sorted((0..600).filter(|n| ![150, 400].contains(n))));
    let quarantine = world.quarantine();
    assert!(quarantine.iter().any(|(_, bytes)| bytes.contains("\"Broken\"")), "{quarantine:?}");
    assert!(quarantine.iter().any(|(_, bytes)| bytes.contains("not JSON")), "{quarantine:?}");
    world.assert_counts_add_up();
}

/// Runs a command, and says how much memory it took at most.
fn peak_memory(mut command: Command) -> (Said, u64) {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let watch = std::thread::spawn(move || {
        let mut peak_kib = 0;
        // The line is gone when the process is.
        while let Some(peak) = std::fs::read_to_string(&status).ok().and_then(|status| {
            let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
            line.trim().trim_end_matches(" kB").parse::<u64>().ok()
        }) {
            peak_kib = peak;
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        peak_kib
    });
    let output = child.wait_with_output().unwrap();
    (output.into(), watch.join().unwrap() << 10)
}

#[test]
fn a_line_longer_than_memory_should_be_is_passed_over() {
    let world = World::new();
    // Compressed as well as text may be: what is compressed better counts as a bomb.
    let mut random = 1u64;
    let mut megabyte: Vec<u8> = Vec::with_capacity(1 << 20);
    gzip(&world.logs().join("a.jsonl.gz"), Compression::fast(), |out| {
        writeln!(out, "{}\n{{\"eventName\":\"Long\",\"requestParameters\":{{\"a\":\"", event(1)).unwrap();
        for _ in 0..1024 {
            megabyte.clear();
            for _ in 0..1024 {
                random =
                    random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                write!(megabyte, "{random:016x}").unwrap();
            }
            megabyte.resize(1 << 20, b'x');
            out.write_all(&megabyte).unwrap();
        }
        write!(out, "\"}}}}\n{}\n", event(2)).unwrap();
    });
    write_log(&world.logs().join("b.json"), (3..100).map(event));
    let (said, peak) = peak_memory(world.import_command());
    assert_eq!((said.code, count(&said.out, "quarantined")), (0, 1), "{}{}", said.out, said.errors);
    assert!((1..1 << 30).contains(&peak), "{} MiB", peak >> 20);
    assert_eq!(world.records(), sorted(1..100));
    world.assert_counts_add_up();
}

#[test]
fn a_zip_bomb_is_stopped_and_what_came_before_it_is_kept() {
    let world = World::new();
    let spaces = vec![b' '; 1 << 20];
    gzip(&world.logs().join("a.json.gz"), Compression::default(), |out| {
        write!(out, "{{\"Records\":[{},{},", event(1), event(2)).unwrap();
        (0..1024).for_each(|_| out.write_all(&spaces).unwrap());
        write!(out, "{}]}}", event(3)).unwrap();
    });
    assert!(std::fs::metadata(world.logs().join("a.json.gz")).unwrap().len() < 2 << 20);
    write_log(&world.logs().join("b.json"), (4..100).map(event));
    let (said, peak) = peak_memory(world.import_command());
    assert_eq!(said.code, 0, "{}", said.errors);
    assert!((1..1 << 30).contains(&peak), "{} MiB", peak >> 20);
    assert_eq!(world.records(), sorted((1..3).chain(4..100)));
    let quarantine = world.quarantine();
    assert!(quarantine.iter().any(|(reason, _)| reason.contains("more than 200 times")), "{quarantine:?}");
    world.assert_counts_add_up();
}

#[test]
fn a_file_that_grows_while_it_is_read_ends_up_whole() {
    let world = World::new();
    let path = world.logs().join("growing.jsonl");
    let mut file = std::fs::File::create(&path).unwrap();
    let mut written = 0;
    // In two pieces: half a line is what a reader may find at the end.
    let mut append = |events: usize| {
        for n in written..written + events {
            let line = event(n) + "\n";
            let (one, other) = line.as_bytes().split_at(line.len() / 2);
            file.write_all(one).unwrap();
            file.write_all(other).unwrap();
        }
        written += events;
        written
    };
    append(5000);
    let (mut imports, mut changed, mut all) = (0, 0, 0);
    while imports < 4 {
        let mut import = world.import_command();
        let import = import.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let status = format!("/proc/{}/stat", import.id());
        // Until it is a zombie: it is waited for below.
        while std::fs::read_to_string(&status).is_ok_and(|s| !s.contains(") Z ")) {
            all = append(1);
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        let said = Said::from(import.wait_with_output().unwrap());
        assert_eq!(said.code, 0, "{}", said.errors);
        changed += u32::from(said.out.contains("changed"));
        imports += 1;
        world.assert_counts_add_up();
    }
    assert!(changed > 0, "it must be seen to have changed");
    let last = world.import();
    assert!(!last.out.contains("changed"), "{}", last.out);
    assert_eq!(world.records(), sorted(0..all));
    assert_eq!(world.quarantine(), [], "half a line that is whole by now is no longer quarantined");
    world.assert_counts_add_up();
}

/// `Some` with what to put before a command so that it may not read everything; `None`, with the reason printed, where
/// that cannot be done.
fn as_nobody() -> Option<&'static str> {
    let me = Command::new("id").arg("-u").output().unwrap();
    if me.stdout != b"0\n" {
        return Some("");
    }
    let setpriv = "set -- setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"";
    let script = format!("{setpriv}\nexec \"$@\" 2>&1 >/dev/null");
    let tried =
        Command::new("sh").args(["-c", &script, "sh", env!("CARGO_BIN_EXE_stellwerk"), "--help"]).output();
    let works = tried.as_ref().is_ok_and(|o| o.status.success());
    if !works {
        eprintln!("skipped: cannot run the program as another user: {tried:?}");
    }
    works.then_some(setpriv)
}

#[test]
fn a_locked_folder_does_not_keep_the_rest_from_being_imported() {
    let Some(before) = as_nobody() else { return };
    let world = World::new();
    write_log(&world.logs().join("a.json"), (0..10).map(event));
    write_log(&world.logs().join("b/locked/x.json"), (10..20).map(event));
    write_log(&world.logs().join("c/file.json"), (20..30).map(event));
    write_log(&world.logs().join("d.json"), (30..40).map(event));
    let mode = |path: &Path, mode| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    std::fs::create_dir(world.data()).unwrap();
    mode(world.folder.path(), 0o755);
    mode(&world.data(), 0o777);
    let (locked, file) = (world.logs().join("b/locked"), world.logs().join("c/file.json"));
    mode(&locked, 0o000);
    mode(&file, 0o000);
    let (data, logs) = (world.data(), world.logs());
    let import = ["import", "--data-dir", text(&data), text(&logs)];
    let said = Said::from(world.in_shell(before, &import).output().unwrap());
    assert_eq!(said.code, 2, "not everything was imported: {}", said.errors);
    let told =
        |path: &Path| said.errors.lines().any(|l| l.contains(text(path)) && l.contains("ermission denied"));
    assert!(told(&locked) && told(&file), "{}", said.errors);
    assert_eq!(world.records(), sorted((0..10).chain(30..40)));
    world.assert_counts_add_up();

    mode(&locked, 0o755);
    mode(&file, 0o644);
    let said = Said::from(world.in_shell(before, &import).output().unwrap());
    assert_eq!(
        (said.code, count(&said.out, "known"), count(&said.out, "new")),
        (0, 2, 20),
        "{}",
        said.errors
    );
    assert_eq!(world.records(), sorted(0..40));

    // Nowhere to write.
    let closed = world.path("closed");
    std::fs::create_dir(&closed).unwrap();
    mode(&closed, 0o555);
    let import = ["import", "--data-dir", text(&closed), text(&logs)];
    let said = Said::from(world.in_shell(before, &import).output().unwrap());
    assert_eq!(said.code, 1);
    assert!(said.errors.contains(text(&closed)), "{}", said.errors);
}

#[test]
fn files_that_cannot_grow_are_an_error_and_the_next_import_completes_them() {
    let world = World::new();
    for file in 0..4 {
        write_log(&world.logs().join(format!("{file}.json")), (file * 500..file * 500 + 600).map(event));
    }
    let (data, logs) = (world.data(), world.logs());
    let import = ["import", "--data-dir", text(&data), text(&logs)];
    let (mut failures, mut blocks) = (0, 1);
    loop {
        // The signal is ignored, as a daemon would: then writing too much is an error like others.
        let limit = format!("trap '' XFSZ; ulimit -f {blocks}");
        let said = Said::from(world.in_shell(&limit, &import).output().unwrap());
        if said.code == 0 {
            break;
        }
        assert_eq!(said.code, 1, "{}", said.errors);
        let clear =
            ["File too large", "disk is full", "disk I/O error"].iter().any(|e| said.errors.contains(e));
        assert!(clear && said.errors.contains(text(world.folder.path())), "at {blocks}: {}", said.errors);
        failures += 1;
        blocks *= 2;
    }
    assert!(failures >= 5, "the limit must be felt: {failures}");
    assert_eq!(world.records(), sorted(0..2100));
    world.assert_counts_add_up();
}

#[test]
fn a_full_disk_is_an_error_and_the_next_import_completes_it() {
    let world = World::new();
    for file in 0..4 {
        write_log(&world.logs().join(format!("{file}.json")), (file * 500..file * 500 + 600).map(event));
    }
    let data = world.data();
    std::fs::create_dir(&data).unwrap();
    // A disk of our own, in a mount namespace of our own, which ends with the shell: so all of it happens in there.
    let script = r#"
        program=$1 data=$2 logs=$3 copy=$4
        mount -t tmpfs -o size=64k none "$data" || exit 77
        for size in 64k 256k 384k 512k 640k 768k 1m 2m 64m; do
            mount -o remount,size=$size "$data" || exit 77
            "$program" import --data-dir "$data" "$logs" >/dev/null 2>"$copy.errors"
            code=$?
            echo "$code $size $(cat "$copy.errors")"
            [ $code = 0 ] && break
        done
        cp -a "$data" "$copy"
    "#;
    let mut command = Command::new("unshare");
    command.args(["-m", "sh", "-c", script, "sh", env!("CARGO_BIN_EXE_stellwerk"), text(&data)]);
    let copy = world.path("copy");
    let output = command.arg(text(&world.logs())).arg(text(&copy)).stdin(Stdio::null()).output();
    let done = match output {
        Ok(output) if output.status.success() => String::from_utf8(output.stdout).unwrap(),
        other => {
            eprintln!("skipped: cannot mount a small disk here: {other:?}");
            return;
        }
    };
    let runs: Vec<&str> = done.lines().collect();
    let (last, failures) = runs.split_last().unwrap();
    assert!(last.starts_with("0 ") && failures.len() >= 2, "{done}");
    for failure in failures {
        let clear = ["No space left", "disk is full", "disk I/O error"].iter().any(|e| failure.contains(e));
        assert!(failure.starts_with("1 ") && clear && failure.contains(text(&data)), "{failure}");
    }
    std::fs::remove_dir(&data).unwrap();
    std::fs::rename(&copy, &data).unwrap();
    assert_eq!(world.records(), sorted(0..2100));
    world.assert_counts_add_up();
}
