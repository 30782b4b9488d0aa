//! The sealed file: the keys of a data directory behind a passphrase.
//!
//! Argon2id turns the passphrase into a key, XChaCha20-Poly1305 seals. The head of the file
//! (name and version, costs, salt) is sealed along as associated data, so that nobody can
//! lower the costs unnoticed.

use super::{Error, write_durably};
use crate::secret::{DeviceKey, Secret};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The name of the file in the data directory.
pub(super) const FILE: &str = "vault.sealed";

const MAGIC: &[u8; 16] = b"daybook vault 1\n";
/// OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
const COSTS: Costs = Costs { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
/// A file that asks for more was not written by Daybook.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const SALT: usize = 16;
const NONCE: usize = 24;
const HEAD: usize = MAGIC.len() + 3 * 4 + SALT;

/// What the file holds.
pub(super) struct Secrets {
    pub(super) device_key: DeviceKey,
    pub(super) gemini_key: Option<Secret>,
}

/// An opened sealed file. The passphrase is not kept, only what it became.
pub(super) struct Sealed {
    path: PathBuf,
    head: Vec<u8>,
    key: Zeroizing<[u8; 32]>,
}

#[derive(Clone, Copy)]
struct Costs {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

#[derive(Serialize, Deserialize)]
struct Plain {
    device_key: Zeroizing<String>,
    gemini_key: Option<Zeroizing<String>>,
}

impl Sealed {
    pub(super) fn create(
        dir: &Path,
        passphrase: &Secret,
        secrets: &Secrets,
    ) -> Result<Self, Error> {
        let mut salt = [0; SALT];
        getrandom::fill(&mut salt).map_err(|_| Error::NoRandom)?;
        let mut head = MAGIC.to_vec();
        for cost in [COSTS.memory_kib, COSTS.passes, COSTS.lanes] {
            head.extend(cost.to_le_bytes());
        }
        head.extend(salt);
        let key = derive(passphrase, &salt, COSTS)?;
        let sealed = Self { path: dir.join(FILE), head, key };
        sealed.write(secrets)?;
        Ok(sealed)
    }

    pub(super) fn open(dir: &Path, passphrase: &Secret) -> Result<(Self, Secrets), Error> {
        let path = dir.join(FILE);
        let bytes = fs::read(&path).map_err(Error::Files)?;
        let (head, _) = bytes.split_at_checked(HEAD).ok_or(Error::Damaged)?;
        let (costs, salt) = parse_head(head).ok_or(Error::Damaged)?;
        let key = derive(passphrase, &salt, costs)?;
        let sealed = Self { path, head: head.to_vec(), key };
        let secrets = sealed.unseal(&bytes)?;
        Ok((sealed, secrets))
    }

    /// What the file holds now; another process may have written it since.
    pub(super) fn read(&self) -> Result<Secrets, Error> {
        self.unseal(&fs::read(&self.path).map_err(Error::Files)?)
    }

    pub(super) fn write(&self, secrets: &Secrets) -> Result<(), Error> {
        let plain = Plain {
            device_key: secrets.device_key.to_hex(),
            gemini_key: secrets
                .gemini_key
                .as_ref()
                .map(|key| Zeroizing::new(key.expose().to_owned())),
        };
        let plain = Zeroizing::new(serde_json::to_vec(&plain).map_err(|_| Error::Damaged)?);
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| Error::NoRandom)?;
        let body = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: &plain, aad: &self.head })
            .map_err(|_| Error::Damaged)?;
        let bytes = [self.head.as_slice(), &nonce, &body].concat();
        write_durably(&self.path, &bytes)
    }

    fn unseal(&self, bytes: &[u8]) -> Result<Secrets, Error> {
        let (head, rest) = bytes.split_at_checked(HEAD).ok_or(Error::Damaged)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or(Error::Damaged)?;
        let plain = self
            .cipher()
            .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: head })
            .map(Zeroizing::new)
            .map_err(|_| Error::WrongPassphrase)?;
        let plain: Plain = serde_json::from_slice(&plain).map_err(|_| Error::Damaged)?;
        Ok(Secrets {
            device_key: DeviceKey::from_hex(&plain.device_key).ok_or(Error::Damaged)?,
            gemini_key: plain.gemini_key.and_then(|text| Secret::new(&text)),
        })
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.key).into())
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealed").finish_non_exhaustive()
    }
}

fn parse_head(head: &[u8]) -> Option<(Costs, [u8; SALT])> {
    let rest = head.strip_prefix(MAGIC)?;
    let (memory, rest) = rest.split_first_chunk::<4>()?;
    let (passes, rest) = rest.split_first_chunk::<4>()?;
    let (lanes, rest) = rest.split_first_chunk::<4>()?;
    let costs = Costs {
        memory_kib: u32::from_le_bytes(*memory),
        passes: u32::from_le_bytes(*passes),
        lanes: u32::from_le_bytes(*lanes),
    };
    let sane = costs.memory_kib <= MOST_MEMORY_KIB && costs.passes <= 64 && costs.lanes <= 64;
    sane.then(|| rest.try_into().ok().map(|salt| (costs, salt))).flatten()
}

fn derive(
    passphrase: &Secret,
    salt: &[u8; SALT],
    costs: Costs,
) -> Result<Zeroizing<[u8; 32]>, Error> {
    let params = Params::new(costs.memory_kib, costs.passes, costs.lanes, Some(32))
        .map_err(|_| Error::Damaged)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.expose().as_bytes(), salt, key.as_mut())
        .map_err(|_| Error::Damaged)?;
    Ok(key)
}
