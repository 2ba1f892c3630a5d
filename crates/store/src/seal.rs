//! Secrets at rest: encrypted (AES-256-GCM, bound to what they belong to) under a master key that is not in the database, but in
//! a file beside the data or in `STELLWERK_MASTER_KEY`. A stolen database reveals none of them.
//!
//! A master key is replaced in three steps, each of which may be the last one for a while: the new key stands before the old
//! one, everything is sealed anew, the old key goes. What is sealed is always under one of the keys that are there.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::RwLock;
use std::time::SystemTime;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use thiserror::Error;

const MASTER_KEY_FILE: &str = "master.key";
const MASTER_KEY_VARIABLE: &str = "STELLWERK_MASTER_KEY";
const MASTER_KEY_BYTES: usize = 32;

#[derive(Debug, Error)]
pub enum SealError {
    #[error("{0} is not a master key: 64 hexadecimal digits")]
    NotAKey(String),
    #[error(
        "the master key is in {MASTER_KEY_VARIABLE}: put a new one before it, with a comma between them, restart what runs with it, and run this again"
    )]
    InVariable,
    #[error("use the master key {path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("draw random bytes")]
    Random,
    #[error(
        "decrypt {what}: it was stored under another master key; bring back {MASTER_KEY_FILE} or {MASTER_KEY_VARIABLE}"
    )]
    AnotherKey { what: String },
}

/// Encrypts and decrypts what must not be read by who has the database.
#[derive(Debug)]
pub struct Sealer {
    data_dir: PathBuf,
    masters: RwLock<Masters>,
    random: SystemRandom,
}

#[derive(Debug)]
struct Masters {
    /// The current one, and those that it replaces.
    keys: Vec<LessSafeKey>,
    /// Tells whether the file that they are from was replaced.
    file: FileId,
}

/// None where there is no file.
type FileId = Option<(u64, SystemTime)>;

fn file_id(data_dir: &Path) -> FileId {
    let metadata = std::fs::metadata(data_dir.join(MASTER_KEY_FILE)).ok()?;
    Some((metadata.ino(), metadata.modified().ok()?))
}

impl Sealer {
    /// With the master key of this place; it is made on first use.
    pub fn open(data_dir: &Path) -> Result<Sealer, SealError> {
        let random = SystemRandom::new();
        let masters = RwLock::new(masters(data_dir, &random)?);
        Ok(Sealer { data_dir: data_dir.to_owned(), masters, random })
    }

    /// `of`: what the secret belongs to; it can be unsealed for nothing else.
    pub fn seal(&self, of: &str, secret: &[u8]) -> Result<Vec<u8>, SealError> {
        self.look_again()?;
        let nonce: [u8; NONCE_LEN] = self.random()?;
        let mut text = secret.to_vec();
        let aad = Aad::from(of.as_bytes());
        self.masters.read().expect("no panic while locked").keys[0]
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut text)
            .map_err(|_| SealError::Random)?;
        Ok([&nonce[..], &text].concat())
    }

    pub fn unseal(&self, of: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        self.look_again()?;
        let found = self.try_to_unseal(of, sealed).map(|(_, text)| text);
        found.ok_or_else(|| SealError::AnotherKey { what: of.to_owned() })
    }

    /// The same secret under the current key; `None` where it is already.
    pub fn reseal(&self, of: &str, sealed: &[u8]) -> Result<Option<Vec<u8>>, SealError> {
        match self.try_to_unseal(of, sealed) {
            Some((0, _)) => Ok(None),
            Some((_, text)) => self.seal(of, &text).map(Some),
            None => Err(SealError::AnotherKey { what: of.to_owned() }),
        }
    }

    /// Which of the keys opens it, and what it says.
    fn try_to_unseal(&self, of: &str, sealed: &[u8]) -> Option<(usize, Vec<u8>)> {
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN)?;
        let masters = self.masters.read().expect("no panic while locked");
        masters.keys.iter().enumerate().find_map(|(at, master)| {
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let mut text = text.to_vec();
            let opened = master.open_in_place(nonce, Aad::from(of.as_bytes()), &mut text).ok()?;
            Some((at, opened.to_vec()))
        })
    }

    /// Another process may have replaced the key: what was sealed under the old one ends with that.
    fn look_again(&self) -> Result<(), SealError> {
        if self.masters.read().expect("no panic while locked").file == file_id(&self.data_dir) {
            return Ok(());
        }
        let masters = masters(&self.data_dir, &self.random)?;
        *self.masters.write().expect("no panic while locked") = masters;
        Ok(())
    }

    /// Draws a new master key, before the one that is there; does nothing where that was done already.
    pub fn begin_rotation(&self) -> Result<(), SealError> {
        if self.masters.read().expect("no panic while locked").keys.len() > 1 {
            return Ok(());
        }
        if std::env::var(MASTER_KEY_VARIABLE).is_ok() {
            return Err(SealError::InVariable);
        }
        let path = self.data_dir.join(MASTER_KEY_FILE);
        let failed = |source| SealError::File { path: path.clone(), source };
        let before = std::fs::read_to_string(&path).map_err(failed)?;
        let new = digits(&random(&self.random)?);
        replace_private(&path, &format!("{new}\n{}\n", before.trim())).map_err(failed)?;
        self.look_again()
    }

    /// Forgets all but the current master key; returns whether they stand in a variable, which its owner must change.
    pub fn end_rotation(&self) -> Result<bool, SealError> {
        if std::env::var(MASTER_KEY_VARIABLE).is_ok() {
            return Ok(true);
        }
        let path = self.data_dir.join(MASTER_KEY_FILE);
        let failed = |source| SealError::File { path: path.clone(), source };
        let text = std::fs::read_to_string(&path).map_err(failed)?;
        let current = text.split_whitespace().next().unwrap_or_default();
        replace_private(&path, current).map_err(failed)?;
        self.look_again()?;
        Ok(false)
    }

    pub fn random<const N: usize>(&self) -> Result<[u8; N], SealError> {
        random(&self.random)
    }
}

fn random<const N: usize>(random: &SystemRandom) -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    random.fill(&mut bytes).map_err(|_| SealError::Random)?;
    Ok(bytes)
}

/// The master keys of a place, the current one first; it is made where there is none.
fn masters(data_dir: &Path, rng: &SystemRandom) -> Result<Masters, SealError> {
    // Before the keys are read: a file that comes in between is read again.
    let file = file_id(data_dir);
    let keys = keys(data_dir, rng)?;
    Ok(Masters { keys, file })
}

fn keys(data_dir: &Path, rng: &SystemRandom) -> Result<Vec<LessSafeKey>, SealError> {
    if let Ok(text) = std::env::var(MASTER_KEY_VARIABLE) {
        return parse_all(&text).ok_or_else(|| SealError::NotAKey(MASTER_KEY_VARIABLE.to_owned()));
    }
    let path = data_dir.join(MASTER_KEY_FILE);
    let read = || match std::fs::read_to_string(&path) {
        Ok(text) => parse_all(&text).map(Some).ok_or_else(|| SealError::NotAKey(path.display().to_string())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SealError::File { path: path.clone(), source }),
    };
    if let Some(keys) = read()? {
        return Ok(keys);
    }
    match write_private(&path, &digits(&random(rng)?)) {
        // Or another process was faster: its key counts.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(SealError::File { path: path.clone(), source: error })
        }
        _ => read()?.ok_or_else(|| SealError::NotAKey(path.display().to_string())),
    }
}

fn digits(key: &[u8; MASTER_KEY_BYTES]) -> String {
    key.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse_all(text: &str) -> Option<Vec<LessSafeKey>> {
    let parts = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty());
    let keys: Vec<LessSafeKey> = parts.map(|part| Some(cipher(parse(part)?))).collect::<Option<_>>()?;
    (!keys.is_empty()).then_some(keys)
}

fn cipher(key: [u8; MASTER_KEY_BYTES]) -> LessSafeKey {
    LessSafeKey::new(
        UnboundKey::new(&AES_256_GCM, &key).expect("the key has the length that the algorithm wants"),
    )
}

fn parse(text: &str) -> Option<[u8; MASTER_KEY_BYTES]> {
    let fits = text.len() == 2 * MASTER_KEY_BYTES && text.bytes().all(|b| b.is_ascii_hexdigit());
    let mut key = [0; MASTER_KEY_BYTES];
    for (at, byte) in key.iter_mut().enumerate().filter(|_| fits) {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    fits.then_some(key)
}

/// Writes a file that only its owner may read, unless there is one. It appears whole or not at all.
pub fn write_private(path: &Path, text: &str) -> io::Result<()> {
    temporary(path, text)?.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
}

/// The same, in the place of the one that is there.
fn replace_private(path: &Path, text: &str) -> io::Result<()> {
    temporary(path, text)?.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn temporary(path: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    use std::io::Write;
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    // Temporary files are their owner's alone.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_read_by_the_same_key_for_the_same_thing_only() {
        let (here, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let sealed = Sealer::open(here.path()).unwrap().seal("key A", b"secret").unwrap();
        assert!(!sealed.windows(6).any(|w| w == b"secret"));
        let again = Sealer::open(here.path()).unwrap();
        assert_eq!(again.unseal("key A", &sealed).unwrap(), b"secret");
        assert!(again.unseal("key B", &sealed).is_err());
        assert!(again.unseal("key A", &sealed[1..]).is_err());
        assert!(Sealer::open(elsewhere.path()).unwrap().unseal("key A", &sealed).is_err());
        assert_ne!(again.seal("key A", b"secret").unwrap(), sealed);
    }

    #[test]
    fn a_master_key_is_replaced_step_by_step() {
        let folder = tempfile::tempdir().unwrap();
        // A server that runs meanwhile.
        let server = Sealer::open(folder.path()).unwrap();
        let old = server.seal("key A", b"secret").unwrap();
        let sealer = Sealer::open(folder.path()).unwrap();
        sealer.begin_rotation().unwrap();
        sealer.begin_rotation().unwrap();
        assert_eq!(sealer.unseal("key A", &old).unwrap(), b"secret");
        let new = sealer.reseal("key A", &old).unwrap().unwrap();
        assert_eq!(sealer.reseal("key A", &new).unwrap(), None);
        assert_eq!(server.unseal("key A", &new).unwrap(), b"secret");
        let meanwhile = server.seal("key B", b"another").unwrap();
        assert_eq!(sealer.reseal("key B", &meanwhile).unwrap(), None);
        assert!(!sealer.end_rotation().unwrap());
        let again = Sealer::open(folder.path()).unwrap();
        assert_eq!(again.unseal("key A", &new).unwrap(), b"secret");
        assert!(again.unseal("key A", &old).is_err());
        assert!(sealer.reseal("key A", &old).is_err());
    }

    #[test]
    fn a_file_that_is_no_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(MASTER_KEY_FILE), "not a key").unwrap();
        let error = Sealer::open(folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("is not a master key: 64 hexadecimal digits"), "{error}");
    }
}
