//! What an argument of `stellwerk import` stands for: a file, a folder, a pattern, or objects of S3.
//!
//! Listing is a stream with a bound: an archive has millions of files, and memory is for other things. What
//! cannot be listed is an item like the files are, so that one locked folder does not end an import, and
//! nothing is left out without a word. Files come in the order of their paths; links are followed, but not in
//! circles.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::StreamExt;
use object_store::path::Path as Key;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use tokio::sync::mpsc;

use crate::aws::settings::{AwsSettingsError, s3_store};

/// Items that are listed ahead of their being read.
const LISTED_AHEAD: usize = 1024;
/// Enough to tell what a file is.
const HEAD_BYTES: u64 = 64;
/// The last ending decides. Whether the content keeps what the name promises, is seen when it is read.
const ENDINGS: [&str; 7] = ["json", "gz", "jsonl", "ndjson", "log", "zst", "txt"];
/// CloudTrail writes its digest files beside the log files; they hold no events.
const DIGEST_FOLDER: &str = "/CloudTrail-Digest/";

#[derive(Clone, Debug)]
pub enum Listed {
    File(SourceFile),
    /// Not to be imported, and that is fine.
    Skipped {
        uri: String,
        why: SkipReason,
    },
    /// Should have been imported, and could not be found or opened.
    Problem {
        uri: String,
        reason: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SkipReason {
    /// A CloudTrail digest file.
    Digest,
    /// The name ends like nothing that holds events.
    Ending(String),
    /// The name has no ending, and the content is neither JSON nor compressed.
    Content,
    /// A link to a folder that it is itself in.
    Circle,
}

/// One file to import.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The absolute path, or `s3://bucket/key`.
    pub uri: String,
    /// In bytes, as stored: perhaps compressed.
    pub size: u64,
    /// Changes when the content does: size and modification time in nanoseconds, or the ETag.
    pub version: String,
    pub location: Location,
}

#[derive(Clone, Debug)]
pub enum Location {
    File(PathBuf),
    Object { store: Arc<dyn ObjectStore>, path: Key },
}

/// Lists what the arguments stand for, one after the other. Must be called inside the async runtime; dropping
/// the receiver ends the listing.
pub fn list(arguments: Vec<String>) -> mpsc::Receiver<Listed> {
    list_with(arguments, s3_store)
}

type Connect = fn(&str) -> Result<Arc<dyn ObjectStore>, AwsSettingsError>;

fn list_with(arguments: Vec<String>, connect: Connect) -> mpsc::Receiver<Listed> {
    let (sender, receiver) = mpsc::channel(LISTED_AHEAD);
    tokio::spawn(async move {
        for argument in arguments {
            let sender = sender.clone();
            let listing = match argument.strip_prefix("s3://") {
                Some(rest) => {
                    let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
                    Bucket::list(bucket, key, connect, &sender).await
                }
                None => {
                    let folder = tokio::task::spawn_blocking(move || Folder { sender }.argument(&argument));
                    folder.await.unwrap_or(Err(Closed))
                }
            };
            if listing.is_err() {
                return;
            }
        }
    });
    receiver
}

pub(super) fn file_version(metadata: &Metadata) -> String {
    let since = metadata.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
    format!("{}:{}", metadata.len(), since.map_or(0, |d| d.as_nanos()))
}

pub(super) fn object_version(meta: &ObjectMeta) -> String {
    meta.e_tag.clone().unwrap_or_else(|| format!("{}:{}", meta.size, meta.last_modified.timestamp_micros()))
}

/// Nobody listens any more.
struct Closed;

/// What a name says about a file.
enum Name {
    Accepted,
    /// The content must be looked at.
    Unknown,
    Skipped(SkipReason),
}

/// `named`: by the user, one by one. Such a file is looked into whatever its ending.
fn judge(uri: &str, named: bool) -> Name {
    if uri.contains(DIGEST_FOLDER) {
        return Name::Skipped(SkipReason::Digest);
    }
    let name = uri.rsplit(['/', '\\']).next().unwrap_or(uri);
    match name.rsplit_once('.') {
        Some((_, ending)) if ENDINGS.iter().any(|e| e.eq_ignore_ascii_case(ending)) => Name::Accepted,
        Some((_, ending)) if !named => Name::Skipped(SkipReason::Ending(ending.to_owned())),
        _ => Name::Unknown,
    }
}

/// Whether something begins like JSON, or like what is compressed with gzip or zstd. An empty file holds
/// nothing wrong.
fn holds_json(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    head.starts_with(&[0x1f, 0x8b])
        || head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
        || matches!(text.first(), Some(b'{' | b'['))
        || text.is_empty()
}

// --- Files and folders -------------------------------------------------------------------------------------

struct Folder {
    sender: mpsc::Sender<Listed>,
}

impl Folder {
    fn argument(&self, argument: &str) -> Result<(), Closed> {
        let path = Path::new(argument);
        // A file may be called `a[1].json`: what exists under a name is meant by it.
        if fs::symlink_metadata(path).is_ok() || !argument.contains(['*', '?', '[']) {
            return self.path(path, true, &mut Vec::new());
        }
        let like_a_shell =
            glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
        let paths = match glob::glob_with(argument, like_a_shell) {
            Ok(paths) => paths,
            Err(error) => return self.problem(path, error.to_string()),
        };
        let mut matched = false;
        for found in paths {
            matched = true;
            match found {
                Ok(path) => self.path(&path, true, &mut Vec::new())?,
                Err(error) => self.problem(error.path(), error.error().to_string())?,
            }
        }
        if !matched {
            self.problem(path, "the pattern matches nothing".to_owned())?;
        }
        Ok(())
    }

    /// `around`: the folders that this one is in, without links.
    fn path(&self, path: &Path, named: bool, around: &mut Vec<PathBuf>) -> Result<(), Closed> {
        let link = fs::symlink_metadata(path).is_ok_and(|m| m.is_symlink());
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if link && error.kind() == io::ErrorKind::NotFound => {
                return self.problem(path, "the link points to nothing".to_owned());
            }
            Err(error) => return self.problem(path, error.to_string()),
        };
        if metadata.is_file() {
            return self.file(path, &metadata, named);
        }
        if !metadata.is_dir() {
            return self.problem(path, "neither a file nor a folder".to_owned());
        }
        let real = match (around.last(), path.file_name()) {
            (Some(parent), Some(name)) if !link => parent.join(name),
            _ => match fs::canonicalize(path) {
                Ok(real) => real,
                Err(error) => return self.problem(path, error.to_string()),
            },
        };
        if link && around.contains(&real) {
            return self.send(Listed::Skipped { uri: uri(path), why: SkipReason::Circle });
        }
        around.push(real);
        self.folder(path, around)?;
        around.pop();
        Ok(())
    }

    fn folder(&self, path: &Path, around: &mut Vec<PathBuf>) -> Result<(), Closed> {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return self.problem(path, error.to_string()),
        };
        let mut names = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_name().as_encoded_bytes().starts_with(b".") => {}
                Ok(entry) => names.push(entry.file_name()),
                Err(error) => self.problem(path, error.to_string())?,
            }
        }
        names.sort_unstable();
        names.iter().try_for_each(|name| self.path(&path.join(name), false, around))
    }

    fn file(&self, path: &Path, metadata: &Metadata, named: bool) -> Result<(), Closed> {
        let uri = uri(path);
        let skipped = match judge(&uri, named) {
            Name::Accepted => None,
            Name::Skipped(why) => Some(why),
            Name::Unknown => {
                let mut head = Vec::new();
                match File::open(path).and_then(|f| f.take(HEAD_BYTES).read_to_end(&mut head)) {
                    Ok(_) => (!holds_json(&head)).then_some(SkipReason::Content),
                    Err(error) => return self.problem(path, error.to_string()),
                }
            }
        };
        self.send(match skipped {
            Some(why) => Listed::Skipped { uri, why },
            None => Listed::File(SourceFile {
                uri,
                size: metadata.len(),
                version: file_version(metadata),
                location: Location::File(path.to_owned()),
            }),
        })
    }

    fn problem(&self, path: &Path, reason: String) -> Result<(), Closed> {
        self.send(Listed::Problem { uri: uri(path), reason })
    }

    fn send(&self, listed: Listed) -> Result<(), Closed> {
        self.sender.blocking_send(listed).map_err(|_| Closed)
    }
}

fn uri(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}

// --- S3 ----------------------------------------------------------------------------------------------------

struct Bucket<'a> {
    name: &'a str,
    store: Arc<dyn ObjectStore>,
    sender: &'a mpsc::Sender<Listed>,
}

impl Bucket<'_> {
    /// One object of that key if there is one, or else all objects whose keys begin so.
    async fn list(
        name: &str,
        key: &str,
        connect: Connect,
        sender: &mpsc::Sender<Listed>,
    ) -> Result<(), Closed> {
        let argument = format!("s3://{name}/{key}");
        let problem = |reason: String| Listed::Problem { uri: argument.clone(), reason };
        let failure = match (connect(name), Key::parse(key.trim_end_matches('/'))) {
            _ if name.is_empty() => "no bucket is named".to_owned(),
            (Ok(store), Ok(path)) => match (Bucket { name, store, sender }).objects(key, &path).await? {
                Ok(0) => "there is nothing under this key".to_owned(),
                Ok(_) => return Ok(()),
                Err(error) => error.to_string(),
            },
            (Err(error), _) => error.to_string(),
            (_, Err(error)) => error.to_string(),
        };
        sender.send(problem(failure)).await.map_err(|_| Closed)
    }

    /// How many objects there are.
    async fn objects(&self, key: &str, path: &Key) -> Result<object_store::Result<u64>, Closed> {
        let names_object = !key.is_empty() && !key.ends_with('/');
        // Not to be allowed to ask for the object may just mean that it does not exist: listing will tell.
        if names_object && let Ok(meta) = self.store.head(path).await {
            self.object(meta, true).await?;
            return Ok(Ok(1));
        }
        match self.under(path).await? {
            Ok(0) if names_object => {}
            counted => return Ok(counted),
        }
        // The key may end in the middle of a name, as prefixes of S3 may.
        let parent = Key::from_iter(path.parts().take(path.parts().count() - 1));
        let beside = match self.store.list_with_delimiter(Some(&parent)).await {
            Ok(beside) => beside,
            Err(error) => return Ok(Err(error)),
        };
        let mut count = 0;
        for folder in beside.common_prefixes.iter().filter(|p| p.as_ref().starts_with(key)) {
            match self.under(folder).await? {
                Ok(found) => count += found,
                error => return Ok(error),
            }
        }
        for meta in beside.objects.into_iter().filter(|o| o.location.as_ref().starts_with(key)) {
            count += 1;
            self.object(meta, false).await?;
        }
        Ok(Ok(count))
    }

    async fn under(&self, path: &Key) -> Result<object_store::Result<u64>, Closed> {
        let mut objects = self.store.list(Some(path));
        let mut count = 0;
        while let Some(meta) = objects.next().await {
            match meta {
                Ok(meta) => self.object(meta, false).await?,
                Err(error) => return Ok(Err(error)),
            }
            count += 1;
        }
        Ok(Ok(count))
    }

    async fn object(&self, meta: ObjectMeta, named: bool) -> Result<(), Closed> {
        let uri = format!("s3://{}/{}", self.name, meta.location);
        let skipped = match judge(&uri, named) {
            Name::Accepted => None,
            Name::Skipped(why) => Some(why),
            // What consoles create to show a folder.
            Name::Unknown if meta.size == 0 => return Ok(()),
            Name::Unknown => match self.store.get_range(&meta.location, 0..meta.size.min(HEAD_BYTES)).await {
                Ok(head) => (!holds_json(&head)).then_some(SkipReason::Content),
                Err(error) => return self.send(Listed::Problem { uri, reason: error.to_string() }).await,
            },
        };
        self.send(match skipped {
            Some(why) => Listed::Skipped { uri, why },
            None => Listed::File(SourceFile {
                uri,
                size: meta.size,
                version: object_version(&meta),
                location: Location::Object { store: self.store.clone(), path: meta.location },
            }),
        })
        .await
    }

    async fn send(&self, listed: Listed) -> Result<(), Closed> {
        self.sender.send(listed).await.map_err(|_| Closed)
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use object_store::memory::InMemory;

    use super::*;

    /// The items, one line each; paths below `root`.
    async fn listed(arguments: &[String], root: &str, connect: Connect) -> String {
        let mut items = list_with(arguments.to_vec(), connect);
        let mut out = String::new();
        while let Some(item) = items.recv().await {
            let line = match item {
                Listed::File(file) => format!("{} {} bytes", file.uri, file.size),
                Listed::Skipped { uri, why } => format!("{uri} skipped: {why:?}"),
                Listed::Problem { uri, reason } => format!("{uri} problem: {reason}"),
            };
            out += &line.replace(root, "");
            out.push('\n');
        }
        out
    }

    fn no_bucket(bucket: &str) -> Result<Arc<dyn ObjectStore>, AwsSettingsError> {
        panic!("nobody asked for bucket {bucket}")
    }

    #[tokio::test]
    async fn files_folders_and_patterns_are_listed_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let at = |name: &str| format!("{}/{name}", root.display());
        for (name, content) in [
            ("logs/b/2.json.gz", "xx"),
            ("logs/a/1.JSON", "{}"),
            ("logs/a/.hidden.json", "{}"),
            ("logs/.git/x.json", "{}"),
            ("logs/CloudTrail-Digest/eu/d.json.gz", "x"),
            ("logs/notes.md", "# {}"),
            ("logs/stream", " [{}]"),
            ("logs/binary", "\u{7f}ELF"),
            ("x[1].json", "{}"),
            ("data.bin", "{}"),
        ] {
            fs::create_dir_all(Path::new(&at(name)).parent().unwrap()).unwrap();
            fs::write(at(name), content).unwrap();
        }
        std::os::unix::fs::symlink(at("logs"), at("logs/b/back")).unwrap();
        std::os::unix::fs::symlink(at("nowhere"), at("logs/b/gone.json")).unwrap();
        std::os::unix::fs::symlink(at("x[1].json"), at("logs/b/to.json")).unwrap();

        let root = root.to_str().unwrap();
        assert_eq!(
            listed(&[at("logs")], root, no_bucket).await,
            "/logs/CloudTrail-Digest/eu/d.json.gz skipped: Digest\n/logs/a/1.JSON 2 bytes\n/logs/b/2.json.gz 2 bytes\n\
             /logs/b/back skipped: Circle\n/logs/b/gone.json problem: the link points to nothing\n/logs/b/to.json 2 bytes\n\
             /logs/binary skipped: Content\n/logs/notes.md skipped: Ending(\"md\")\n/logs/stream 5 bytes\n"
        );
        assert_eq!(
            listed(
                &[at("x[1].json"), at("data.bin"), at("none"), at("*/none*"), at("lo*/?/*.j*"), at("x[")],
                root,
                no_bucket
            )
            .await,
            "/x[1].json 2 bytes\n/data.bin 2 bytes\n/none problem: No such file or directory (os error 2)\n\
             /*/none* problem: the pattern matches nothing\n/logs/b/2.json.gz 2 bytes\n\
             /logs/b/gone.json problem: the link points to nothing\n/logs/b/to.json 2 bytes\n\
             /x[ problem: Pattern syntax error near position {}: invalid range pattern\n"
                .replace("{}", &(root.len() + 2).to_string())
        );
    }

    #[tokio::test]
    async fn a_listing_waits_for_its_reader_and_ends_with_it() {
        let folder = tempfile::tempdir().unwrap();
        for n in 0..LISTED_AHEAD + 10 {
            fs::write(folder.path().join(format!("{n}.json")), "").unwrap();
        }
        let mut items = list_with(vec![folder.path().to_str().unwrap().to_owned()], no_bucket);
        assert!(items.recv().await.is_some());
        assert!(items.len() <= LISTED_AHEAD);
        items.close();
        let mut rest = 0;
        while items.recv().await.is_some() {
            rest += 1;
        }
        assert!(rest <= LISTED_AHEAD + 1, "{rest}");
    }

    fn bucket(_: &str) -> Result<Arc<dyn ObjectStore>, AwsSettingsError> {
        let store = InMemory::new();
        for (key, content) in [
            ("AWSLogs/1/CloudTrail/eu/1.json.gz", "x"),
            ("AWSLogs/1/CloudTrail-Digest/eu/1.json.gz", "x"),
            ("AWSLogs/12/CloudTrail/eu/2.json.gz", "xy"),
            ("AWSLogs/12/CloudTrail/eu/raw", "{}"),
            ("AWSLogs/2/marker", ""),
            ("AWSLogs/1.json", "[]"),
        ] {
            // Memory does not keep anyone waiting.
            store.put(&Key::from(key), content.into()).now_or_never().unwrap().unwrap();
        }
        Ok(Arc::new(store))
    }

    fn no_profile(_: &str) -> Result<Arc<dyn ObjectStore>, AwsSettingsError> {
        Err(AwsSettingsError::Unsupported { profile: "p".to_owned(), setting: "role_arn" })
    }

    #[tokio::test]
    async fn objects_are_listed_by_key_and_by_prefix() {
        let under = async |key: &str| listed(&[format!("s3://b/{key}")], "s3://b/AWSLogs", bucket).await;
        let one = "/1/CloudTrail-Digest/eu/1.json.gz skipped: Digest\n/1/CloudTrail/eu/1.json.gz 1 bytes\n";
        let twelve = "/12/CloudTrail/eu/2.json.gz 2 bytes\n/12/CloudTrail/eu/raw 2 bytes\n";
        assert_eq!(under("AWSLogs/1/").await, one);
        assert_eq!(under("AWSLogs/12").await, twelve);
        assert_eq!(under("AWSLogs/1/CloudTrail/eu/1.json.gz").await, "/1/CloudTrail/eu/1.json.gz 1 bytes\n");
        assert_eq!(under("AWSLogs/12/CloudT").await, twelve);
        assert_eq!(under("AWSLogs/1.js").await, "/1.json 2 bytes\n");
        let mut all: Vec<_> = under("").await.lines().map(str::to_owned).collect();
        let mut expected: Vec<_> =
            format!("{one}{twelve}/1.json 2 bytes").lines().map(str::to_owned).collect();
        all.sort();
        expected.sort();
        assert_eq!(all, expected);
        assert_eq!(under("none/").await, "s3://b/none/ problem: there is nothing under this key\n");
        assert_eq!(
            listed(&["s3:///x".to_owned()], "", bucket).await,
            "s3:///x problem: no bucket is named\n"
        );
        let refused = listed(&["s3://b/x".to_owned()], "", no_profile).await;
        assert!(refused.starts_with("s3://b/x problem: use AWS profile"), "{refused}");
    }
}
