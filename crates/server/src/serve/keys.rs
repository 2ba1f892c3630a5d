//! Access keys: who may call.
//!
//! The protocol makes whoever checks a signature know the secret, so it cannot be stored as a hash. It is stored encrypted
//! (AES-256-GCM, bound to its access key) under a master key that is not in the database: a file beside the data, or
//! `STELLWERK_MASTER_KEY`. A stolen database reveals no secret.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use stellwerk_store::catalog::{Catalog, Document, Key, Stored};
use stellwerk_wire::sigv4::{hex, unhex};

use super::policy::Role;

/// How long a key that was read is believed: a key that is disabled by another process works no longer than this.
const BELIEVED: Duration = Duration::from_secs(1);
const MASTER_KEY_FILE: &str = "master.key";
const MASTER_KEY_VARIABLE: &str = "STELLWERK_MASTER_KEY";
/// Letters and digits of access key ids, as AWS draws them: base 32.
const ID_CHARACTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessKey {
    /// Twelve digits.
    pub account: String,
    pub user_name: String,
    pub role: Role,
    pub status: Status,
    /// Milliseconds since 1970.
    pub created: i64,
    /// Nonce and ciphertext in base64.
    sealed_secret: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Active,
    Inactive,
}

impl Document for AccessKey {
    const KIND: &'static str = "access-key";
}

/// What a new key shall be; what is left out is drawn.
#[derive(Clone, Debug)]
pub struct NewKey {
    pub account: String,
    pub user_name: String,
    pub role: Role,
    pub access_key_id: Option<String>,
    pub secret: Option<String>,
}

/// An access key with its secret, shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    pub access_key_id: String,
    pub secret: String,
}

impl Credentials {
    /// As a profile of the AWS shared credentials file.
    pub fn profile(&self, name: &str) -> String {
        format!(
            "[{name}]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
            self.access_key_id, self.secret
        )
    }
}

/// The keys of a store.
pub struct Keys {
    catalog: Catalog,
    master: LessSafeKey,
    random: SystemRandom,
    known: Mutex<HashMap<String, Known>>,
}

struct Known {
    at: Instant,
    key: AccessKey,
    secret: String,
}

impl Keys {
    /// Opens the keys of a store; the master key is made on first use.
    pub fn open(catalog: &Catalog, data_dir: &Path) -> Result<Keys> {
        let random = SystemRandom::new();
        let master = master_key(data_dir, &random)?;
        let master = UnboundKey::new(&AES_256_GCM, &master).ok().context("the master key has 32 bytes")?;
        Ok(Keys {
            catalog: catalog.clone(),
            master: LessSafeKey::new(master),
            random,
            known: Mutex::default(),
        })
    }

    pub async fn create(&self, new: NewKey, now: i64) -> Result<Credentials> {
        check_account(&new.account)?;
        ensure!(
            (1..=64).contains(&new.user_name.len())
                && new.user_name.chars().all(|c| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c)),
            "a user name has 1 to 64 characters out of letters, digits and +=,.@_-"
        );
        let access_key_id = match new.access_key_id {
            Some(id) => id,
            None => format!("AKIA{}", self.draw(16, ID_CHARACTERS)?),
        };
        ensure!(
            (4..=128).contains(&access_key_id.len())
                && access_key_id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'),
            "an access key id has 4 to 128 letters, digits, _ and -"
        );
        let secret = match new.secret {
            Some(secret) => secret,
            None => STANDARD.encode(self.bytes::<30>()?),
        };
        ensure!(!secret.is_empty() && secret.len() <= 256, "a secret has 1 to 256 characters");
        let key = AccessKey {
            account: new.account,
            user_name: new.user_name,
            role: new.role,
            status: Status::Active,
            created: now,
            sealed_secret: self.seal(&access_key_id, &secret)?,
        };
        self.catalog.create_document(place(&access_key_id), &key).await?;
        Ok(Credentials { access_key_id, secret })
    }

    /// All keys, by id.
    pub async fn list(&self) -> Result<Vec<Stored<AccessKey>>> {
        Ok(self.catalog.documents(None, None).await?)
    }

    pub async fn set_status(&self, access_key_id: &str, status: Status) -> Result<()> {
        let stored = self.stored(access_key_id).await?;
        let key = AccessKey { status, ..stored.document };
        self.catalog.replace_document(place(access_key_id), stored.revision, &key).await?;
        self.forget(access_key_id);
        Ok(())
    }

    pub async fn delete(&self, access_key_id: &str) -> Result<()> {
        let stored = self.stored(access_key_id).await?;
        self.catalog.delete_document::<AccessKey>(place(access_key_id), stored.revision).await?;
        self.forget(access_key_id);
        Ok(())
    }

    /// An active key and its secret; `None` where there is none.
    pub async fn find(&self, access_key_id: &str) -> Result<Option<(AccessKey, String)>> {
        {
            let known = self.known.lock().expect("no panic while locked");
            if let Some(known) = known.get(access_key_id).filter(|k| k.at.elapsed() < BELIEVED) {
                return Ok(Some((known.key.clone(), known.secret.clone())));
            }
        }
        let stored = self.catalog.document::<AccessKey>(place(access_key_id)).await?;
        let Some(key) = stored.map(|s| s.document).filter(|key| key.status == Status::Active) else {
            self.forget(access_key_id);
            return Ok(None);
        };
        let secret = self.unseal(access_key_id, &key.sealed_secret)?;
        let known = Known { at: Instant::now(), key: key.clone(), secret: secret.clone() };
        self.known.lock().expect("no panic while locked").insert(access_key_id.to_owned(), known);
        Ok(Some((key, secret)))
    }

    async fn stored(&self, access_key_id: &str) -> Result<Stored<AccessKey>> {
        let stored = self.catalog.document(place(access_key_id)).await?;
        stored
            .with_context(|| format!("there is no access key {access_key_id}: stellwerk keys list shows all"))
    }

    fn forget(&self, access_key_id: &str) {
        self.known.lock().expect("no panic while locked").remove(access_key_id);
    }

    fn seal(&self, access_key_id: &str, secret: &str) -> Result<String> {
        let nonce = self.bytes::<NONCE_LEN>()?;
        let mut text = secret.as_bytes().to_vec();
        self.master
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(access_key_id.as_bytes()),
                &mut text,
            )
            .ok()
            .context("encrypt the secret")?;
        Ok(STANDARD.encode([&nonce[..], &text].concat()))
    }

    fn unseal(&self, access_key_id: &str, sealed: &str) -> Result<String> {
        let damaged = || {
            format!(
                "read the secret of access key {access_key_id}: it was stored under another master key; bring back \
                 {MASTER_KEY_FILE} or {MASTER_KEY_VARIABLE}, or delete the key and create a new one"
            )
        };
        let sealed = STANDARD.decode(sealed).with_context(damaged)?;
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN).with_context(damaged)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok().with_context(damaged)?;
        let mut text = text.to_vec();
        let aad = Aad::from(access_key_id.as_bytes());
        let secret = self.master.open_in_place(nonce, aad, &mut text).ok().with_context(damaged)?;
        String::from_utf8(secret.to_vec()).with_context(damaged)
    }

    fn bytes<const N: usize>(&self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes).ok().context("draw random bytes")?;
        Ok(bytes)
    }

    fn draw(&self, count: usize, characters: &[u8]) -> Result<String> {
        let bytes = self.bytes::<64>()?;
        Ok(bytes[..count].iter().map(|b| char::from(characters[*b as usize % characters.len()])).collect())
    }
}

fn place(access_key_id: &str) -> Key<'_> {
    Key { account: "", region: "", name: access_key_id }
}

pub fn check_account(account: &str) -> Result<()> {
    ensure!(
        account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()),
        "{account:?} is not an account id: twelve digits"
    );
    Ok(())
}

fn master_key(data_dir: &Path, random: &SystemRandom) -> Result<[u8; 32]> {
    let parse = |text: &str, from: &str| -> Result<[u8; 32]> {
        let bytes = unhex(text.trim()).and_then(|bytes| bytes.try_into().ok());
        bytes.with_context(|| format!("{from} is not a master key: 64 hexadecimal digits"))
    };
    if let Ok(text) = std::env::var(MASTER_KEY_VARIABLE) {
        return parse(&text, MASTER_KEY_VARIABLE);
    }
    let path = data_dir.join(MASTER_KEY_FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => parse(&text, &path.display().to_string()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut key = [0; 32];
            if random.fill(&mut key).is_err() {
                bail!("draw a master key");
            }
            match write_private(&path, &hex(&key)) {
                Ok(()) => Ok(key),
                // Another process was faster: its key counts.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                    parse(&std::fs::read_to_string(&path)?, &path.display().to_string())
                }
                Err(error) => Err(error).with_context(|| format!("write {}", path.display())),
            }
        }
        Err(error) => Err(error).with_context(|| format!("read {}", path.display())),
    }
}

/// Writes a file that only its owner may read, unless there is one. It appears whole or not at all.
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
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
