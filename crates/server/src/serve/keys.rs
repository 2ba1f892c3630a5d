//! Access keys: who may call.
//!
//! The protocol makes whoever checks a signature know the secret, so it cannot be stored as a hash. It is stored
//! [sealed](stellwerk_store::seal).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use stellwerk_store::catalog::{Catalog, Document, Key, Stored};
use stellwerk_store::seal::{SealError, Sealer};

use super::policy::Role;
use super::sessions::{self, SessionCredentials};

/// How long a key that was read is believed: a key that is disabled by another process works no longer than this.
const BELIEVED: Duration = Duration::from_secs(1);
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
    /// When it stops working: it was replaced by another.
    #[serde(default)]
    pub expires: Option<i64>,
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

impl AccessKey {
    /// Whether it works now.
    pub fn is_active(&self, now: i64) -> bool {
        self.status == Status::Active && self.expires.is_none_or(|expires| now < expires)
    }
}

/// Keys that a user may have at a time, as at AWS: the old one and the new one.
const ACTIVE_MAX: usize = 2;

/// The keys of a store.
pub struct Keys {
    catalog: Catalog,
    sealer: Arc<Sealer>,
    known: Mutex<HashMap<String, Known>>,
}

/// Somebody whom a signature may prove.
pub struct Holder {
    pub key: AccessKey,
    /// What the signature was made with.
    pub secret: String,
    /// When the session began and when it ends, in milliseconds since 1970.
    pub session: Option<(i64, i64)>,
}

struct Known {
    at: Instant,
    key: AccessKey,
    secret: String,
}

impl Keys {
    pub fn new(catalog: &Catalog, sealer: Arc<Sealer>) -> Keys {
        Keys { catalog: catalog.clone(), sealer, known: Mutex::default() }
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
            None => draw_id(&self.sealer, "AKIA")?,
        };
        ensure!(
            (4..=128).contains(&access_key_id.len())
                && access_key_id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'),
            "an access key id has 4 to 128 letters, digits, _ and -"
        );
        let secret = match new.secret {
            Some(secret) => secret,
            None => draw_secret(&self.sealer)?,
        };
        ensure!(!secret.is_empty() && secret.len() <= 256, "a secret has 1 to 256 characters");
        let key = AccessKey {
            account: new.account,
            user_name: new.user_name,
            role: new.role,
            status: Status::Active,
            created: now,
            expires: None,
            sealed_secret: STANDARD.encode(self.sealer.seal(&sealed_as(&access_key_id), secret.as_bytes())?),
        };
        self.catalog.create_document(place(&access_key_id), &key).await?;
        Ok(Credentials { access_key_id, secret })
    }

    /// A key for a user who has not two of them yet.
    pub async fn create_another(&self, new: NewKey, now: i64) -> Result<Credentials> {
        let keys = self.list().await?;
        let same = |k: &&Stored<AccessKey>| {
            k.document.account == new.account && k.document.user_name == new.user_name
        };
        let active: Vec<&str> =
            keys.iter().filter(same).filter(|k| k.document.is_active(now)).map(|k| k.name.as_str()).collect();
        ensure!(
            active.len() < ACTIVE_MAX,
            "{} has {ACTIVE_MAX} active access keys, {}: disable or delete one first",
            new.user_name,
            active.join(" and ")
        );
        self.create(new, now).await
    }

    /// Another key in the place of one, which works for some time yet.
    pub async fn rotate(&self, access_key_id: &str, keep_millis: i64, now: i64) -> Result<Credentials> {
        let stored = self.stored(access_key_id).await?;
        ensure!(stored.document.is_active(now), "access key {access_key_id} is not active");
        let new = NewKey {
            account: stored.document.account.clone(),
            user_name: stored.document.user_name.clone(),
            role: stored.document.role,
            access_key_id: None,
            secret: None,
        };
        let credentials = self.create_another(new, now).await?;
        let old = AccessKey { expires: Some(now + keep_millis), ..stored.document.clone() };
        self.catalog.replace_document(place(access_key_id), stored.revision, &old).await?;
        self.forget(access_key_id);
        Ok(credentials)
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
        // As for signatures, the time is that of this world.
        let now = chrono::Utc::now().timestamp_millis();
        let Some(key) = stored.map(|s| s.document).filter(|key| key.is_active(now)) else {
            self.forget(access_key_id);
            return Ok(None);
        };
        let sealed = STANDARD.decode(&key.sealed_secret).context("decode a secret")?;
        let secret = String::from_utf8(self.sealer.unseal(&sealed_as(access_key_id), &sealed)?)?;
        let known = Known { at: Instant::now(), key: key.clone(), secret: secret.clone() };
        self.known.lock().expect("no panic while locked").insert(access_key_id.to_owned(), known);
        Ok(Some((key, secret)))
    }

    /// Who holds these credentials; `None` where nobody does.
    pub async fn holder(&self, access_key_id: &str, token: Option<&str>) -> Result<Option<Holder>> {
        let Some(token) = token else {
            let found = self.find(access_key_id).await?;
            return Ok(found.map(|(key, secret)| Holder { key, secret, session: None }));
        };
        let Some(session) = sessions::read(&self.sealer, access_key_id, token) else { return Ok(None) };
        let found = self.find(&session.access_key_id).await?;
        Ok(found.map(|(key, _)| Holder {
            key,
            secret: session.secret,
            session: Some((session.began, session.expires)),
        }))
    }

    /// Seals secrets under the current master key; returns how many were under another.
    pub async fn reseal(&self) -> Result<usize> {
        let mut resealed = 0;
        for stored in self.list().await? {
            let sealed = STANDARD.decode(&stored.document.sealed_secret).context("decode a secret")?;
            if let Some(sealed) = self.sealer.reseal(&sealed_as(&stored.name), &sealed)? {
                let key = AccessKey { sealed_secret: STANDARD.encode(sealed), ..stored.document.clone() };
                self.catalog.replace_document(stored.key(), stored.revision, &key).await?;
                resealed += 1;
            }
        }
        Ok(resealed)
    }

    /// Trades a key for credentials that end by themselves.
    pub fn begin_session(
        &self,
        access_key_id: &str,
        seconds: i64,
        now: i64,
    ) -> Result<SessionCredentials, SealError> {
        sessions::begin(&self.sealer, access_key_id, seconds, now)
    }

    async fn stored(&self, access_key_id: &str) -> Result<Stored<AccessKey>> {
        let stored = self.catalog.document(place(access_key_id)).await?;
        stored
            .with_context(|| format!("there is no access key {access_key_id}: stellwerk keys list shows all"))
    }

    fn forget(&self, access_key_id: &str) {
        self.known.lock().expect("no panic while locked").remove(access_key_id);
    }
}

/// A new access key id: four letters that say of what kind, and sixteen drawn.
pub fn draw_id(sealer: &Sealer, kind: &str) -> Result<String, SealError> {
    let drawn = sealer.random::<16>()?;
    let characters = drawn.iter().map(|b| char::from(ID_CHARACTERS[*b as usize % ID_CHARACTERS.len()]));
    Ok(kind.chars().chain(characters).collect())
}

pub fn draw_secret(sealer: &Sealer) -> Result<String, SealError> {
    Ok(STANDARD.encode(sealer.random::<30>()?))
}

fn sealed_as(access_key_id: &str) -> String {
    format!("access key {access_key_id}")
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
