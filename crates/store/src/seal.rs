//! Secrets at rest: encrypted (AES-256-GCM, bound to what they belong to) under a master key that is not in the database, but in
//! a file beside the data or in `STELLWERK_MASTER_KEY`. A stolen database reveals none of them.

use std::io;
use std::path::{Path, PathBuf};

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
    master: LessSafeKey,
    random: SystemRandom,
}

impl Sealer {
    /// With the master key of this place; it is made on first use.
    pub fn open(data_dir: &Path) -> Result<Sealer, SealError> {
        let random = SystemRandom::new();
        let key = master_key(data_dir, &random)?;
        let key =
            UnboundKey::new(&AES_256_GCM, &key).expect("the key has the length that the algorithm wants");
        Ok(Sealer { master: LessSafeKey::new(key), random })
    }

    /// `of`: what the secret belongs to; it can be unsealed for nothing else.
    pub fn seal(&self, of: &str, secret: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE_LEN] = self.random()?;
        let mut text = secret.to_vec();
        let aad = Aad::from(of.as_bytes());
        self.master
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut text)
            .map_err(|_| SealError::Random)?;
        Ok([&nonce[..], &text].concat())
    }

    pub fn unseal(&self, of: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let another_key = || SealError::AnotherKey { what: of.to_owned() };
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN).ok_or_else(another_key)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| another_key())?;
        let mut text = text.to_vec();
        let aad = Aad::from(of.as_bytes());
        Ok(self.master.open_in_place(nonce, aad, &mut text).map_err(|_| another_key())?.to_vec())
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

fn master_key(data_dir: &Path, rng: &SystemRandom) -> Result<[u8; MASTER_KEY_BYTES], SealError> {
    if let Ok(text) = std::env::var(MASTER_KEY_VARIABLE) {
        return parse(&text).ok_or_else(|| SealError::NotAKey(MASTER_KEY_VARIABLE.to_owned()));
    }
    let path = data_dir.join(MASTER_KEY_FILE);
    let read = || match std::fs::read_to_string(&path) {
        Ok(text) => parse(&text).map(Some).ok_or_else(|| SealError::NotAKey(path.display().to_string())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SealError::File { path: path.clone(), source }),
    };
    if let Some(key) = read()? {
        return Ok(key);
    }
    let key: [u8; MASTER_KEY_BYTES] = random(rng)?;
    let digits: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    match write_private(&path, &digits) {
        Ok(()) => Ok(key),
        // Another process was faster: its key counts.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            read()?.ok_or(SealError::File { path: path.clone(), source: error })
        }
        Err(source) => Err(SealError::File { path: path.clone(), source }),
    }
}

fn parse(text: &str) -> Option<[u8; MASTER_KEY_BYTES]> {
    let text = text.trim();
    let fits = text.len() == 2 * MASTER_KEY_BYTES && text.bytes().all(|b| b.is_ascii_hexdigit());
    let mut key = [0; MASTER_KEY_BYTES];
    for (at, byte) in key.iter_mut().enumerate().filter(|_| fits) {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    fits.then_some(key)
}

/// Writes a file that only its owner may read, unless there is one. It appears whole or not at all.
pub fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write;
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    // Temporary files are their owner's alone.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
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
    fn a_file_that_is_no_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(MASTER_KEY_FILE), "not a key").unwrap();
        let error = Sealer::open(folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("is not a master key: 64 hexadecimal digits"), "{error}");
    }
}
