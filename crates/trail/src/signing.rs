//! Keys that sign digests and query results, and `ListPublicKeys`, by which anybody checks the signatures.
//!
//! RSA with SHA-256, PKCS#1 v1.5, as AWS signs. Each region has its own; a key signs for [`VALID`] and is replaced a while before
//! that ends, so that validity times overlap. Private keys are stored sealed; public ones are kept for ever.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rsa::pkcs1::{EncodeRsaPrivateKey, EncodeRsaPublicKey};
use rsa::rand_core::{TryCryptoRng, TryRng};
use serde::{Deserialize, Serialize};
use stellwerk_store::catalog::{Catalog, CatalogError, Document, Key, Stored};
use stellwerk_store::seal::{SealError, Sealer};
use stellwerk_wire::cloudtrail::{self as wire, error};
use stellwerk_wire::json::{Blob, Timestamp};
use stellwerk_wire::registry::Registry;
use stellwerk_wire::sigv4::hex;
use stellwerk_wire::{Failure, json};
use thiserror::Error;

use crate::{Context, Service};

const BITS: usize = 2048;
const DAY_MILLIS: i64 = 24 * 3600 * 1000;
/// How long a key is valid, and how long before the end of that it is replaced.
const VALID: i64 = 30 * DAY_MILLIS;
const OVERLAP: i64 = 2 * DAY_MILLIS;

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::ListPublicKeys, _, _>(list_public_keys);
}

#[derive(Debug, Error)]
pub enum SigningError {
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error("{attempted}: {why}")]
    Key { attempted: &'static str, why: String },
}

/// Named after its fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SigningKey {
    /// DER, PKCS#1, in base64.
    public: String,
    sealed_private: String,
    /// Milliseconds since 1970.
    valid_from: i64,
    valid_until: i64,
}

impl Document for SigningKey {
    const KIND: &'static str = "signing-key";
}

/// A key pair that is ready to sign.
pub struct Signer {
    /// 32 hexadecimal digits.
    pub fingerprint: String,
    pair: RsaKeyPair,
}

impl Signer {
    /// The key that signs now in this region; made where there is none.
    pub async fn current(service: &Arc<Service>, region: &str) -> Result<Signer, SigningError> {
        let now = service.clock.now();
        let catalog = &service.store.catalog;
        let keys = catalog.documents::<SigningKey>(Some(""), Some(region)).await?;
        let usable =
            |k: &&Stored<SigningKey>| k.document.valid_from <= now && now < k.document.valid_until - OVERLAP;
        if let Some(key) = keys.iter().filter(usable).max_by_key(|k| k.document.valid_from) {
            return Signer::of(&service.sealer, key);
        }
        let sealer = service.sealer.clone();
        let made = tokio::task::spawn_blocking(move || make(&sealer, now)).await;
        let (fingerprint, key) = made.expect("drawing a key does not panic")?;
        let place = Key { account: "", region, name: &fingerprint };
        catalog.create_document(place, &key).await?;
        tracing::info!(%region, %fingerprint, "drew a key for signing in {region}: {fingerprint}");
        let stored = Stored {
            account: String::new(),
            region: region.to_owned(),
            name: fingerprint,
            revision: 1,
            document: key,
        };
        Signer::of(&service.sealer, &stored)
    }

    fn of(sealer: &Sealer, key: &Stored<SigningKey>) -> Result<Signer, SigningError> {
        let attempted = "read a signing key";
        let sealed = STANDARD
            .decode(&key.document.sealed_private)
            .map_err(|error| SigningError::Key { attempted, why: error.to_string() })?;
        let private = sealer.unseal(&sealed_as(&key.name), &sealed)?;
        let pair = RsaKeyPair::from_der(&private)
            .map_err(|error| SigningError::Key { attempted, why: error.to_string() })?;
        Ok(Signer { fingerprint: key.name.clone(), pair })
    }

    /// The signature as lower-case hexadecimal digits.
    pub fn sign(&self, text: &str) -> Result<String, SigningError> {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature)
            .map_err(|error| SigningError::Key { attempted: "sign", why: error.to_string() })?;
        Ok(hex(&signature))
    }
}

/// Seals private keys under the current master key; returns how many were under another.
pub async fn reseal(catalog: &Catalog, sealer: &Sealer) -> Result<usize, SigningError> {
    let mut resealed = 0;
    for stored in catalog.documents::<SigningKey>(None, None).await? {
        let sealed = STANDARD
            .decode(&stored.document.sealed_private)
            .map_err(|error| SigningError::Key { attempted: "read a signing key", why: error.to_string() })?;
        if let Some(sealed) = sealer.reseal(&sealed_as(&stored.name), &sealed)? {
            let key = SigningKey { sealed_private: STANDARD.encode(sealed), ..stored.document.clone() };
            catalog.replace_document(stored.key(), stored.revision, &key).await?;
            resealed += 1;
        }
    }
    Ok(resealed)
}

/// The region's public keys by fingerprint, DER of PKCS#1: all there ever were.
pub async fn public_keys(catalog: &Catalog, region: &str) -> Result<BTreeMap<String, Vec<u8>>, SigningError> {
    let keys = catalog.documents::<SigningKey>(Some(""), Some(region)).await?;
    let decoded = keys.into_iter().map(|key| {
        let public = STANDARD.decode(&key.document.public);
        let damaged = |error: base64::DecodeError| SigningError::Key {
            attempted: "read a public key",
            why: error.to_string(),
        };
        Ok((key.name, public.map_err(damaged)?))
    });
    decoded.collect()
}

/// SHA-256 as lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

fn sealed_as(fingerprint: &str) -> String {
    format!("signing key {fingerprint}")
}

fn make(sealer: &Sealer, now: i64) -> Result<(String, SigningKey), SigningError> {
    let failed = |why: String| SigningError::Key { attempted: "draw a signing key", why };
    let private = rsa::PrivateKey::new(&mut Random(sealer), BITS).map_err(|e| failed(e.to_string()))?;
    let public = private.to_public_key().to_pkcs1_der().map_err(|e| failed(e.to_string()))?;
    let private = private.to_pkcs1_der().map_err(|e| failed(e.to_string()))?;
    let fingerprint = sha256(public.as_bytes())[..32].to_owned();
    let sealed = sealer.seal(&sealed_as(&fingerprint), private.as_bytes())?;
    let key = SigningKey {
        public: STANDARD.encode(public.as_bytes()),
        sealed_private: STANDARD.encode(sealed),
        // A little earlier, for those whose clock is behind.
        valid_from: now - DAY_MILLIS,
        valid_until: now + VALID,
    };
    Ok((fingerprint, key))
}

/// The system's random numbers as `rsa` takes them.
struct Random<'a>(&'a Sealer);

impl TryRng for Random<'_> {
    type Error = SealError;

    fn try_next_u32(&mut self) -> Result<u32, SealError> {
        Ok(u32::from_le_bytes(self.0.random()?))
    }

    fn try_next_u64(&mut self) -> Result<u64, SealError> {
        Ok(u64::from_le_bytes(self.0.random()?))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), SealError> {
        for chunk in bytes.chunks_mut(32) {
            chunk.copy_from_slice(&self.0.random::<32>()?[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Random<'_> {}

async fn list_public_keys(
    context: Context,
    input: wire::ListPublicKeysRequest,
) -> Result<wire::ListPublicKeysResponse, Failure> {
    let now = context.call.now;
    let (start, end) = (input.start_time.unwrap_or(now), input.end_time.unwrap_or(now));
    if start > end {
        return Err(error::invalid_time_range("The start time is after the end time.").into());
    }
    if input.next_token.is_some() {
        return Err(error::invalid_token("NextToken is reserved: leave it out.").into());
    }
    let catalog = &context.store().catalog;
    let mut keys = catalog.documents::<SigningKey>(Some(""), Some(&context.call.region)).await?;
    keys.retain(|k| k.document.valid_from <= end.0 && k.document.valid_until >= start.0);
    keys.sort_by_key(|k| k.document.valid_from);
    let listed = keys.into_iter().map(|key| {
        let value = STANDARD.decode(&key.document.public).map_err(|_| json::Mismatch)?;
        Ok(wire::PublicKey {
            value: Some(Blob(value)),
            validity_start_time: Some(Timestamp(key.document.valid_from)),
            validity_end_time: Some(Timestamp(key.document.valid_until)),
            fingerprint: Some(key.name),
        })
    });
    let listed: Result<Vec<wire::PublicKey>, json::Mismatch> = listed.collect();
    Ok(wire::ListPublicKeysResponse { public_key_list: Some(listed?), next_token: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    #[test]
    fn what_a_key_signs_its_public_half_confirms() {
        let folder = tempfile::tempdir().unwrap();
        let sealer = Sealer::open(folder.path()).unwrap();
        let (fingerprint, key) = make(&sealer, 0).unwrap();
        let public = STANDARD.decode(&key.public).unwrap();
        let stored = Stored {
            account: String::new(),
            region: "us-east-1".to_owned(),
            name: fingerprint,
            revision: 1,
            document: key,
        };
        let signature = Signer::of(&sealer, &stored).unwrap().sign("text").unwrap();
        let signature = stellwerk_wire::sigv4::unhex(&signature).unwrap();
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public);
        public.verify(b"text", &signature).unwrap();
        assert!(public.verify(b"another", &signature).is_err());
    }
}
