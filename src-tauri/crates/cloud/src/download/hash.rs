//! Known hashes, and how far a file has been hashed.

use super::{CancelToken, Error};
use crate::secret::hex;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};

/// A known hash, in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256, 64 digits.
    Sha256(String),
    /// SHA-1, 40 digits: all that the home of some models publishes.
    Sha1(String),
}

/// What has been hashed so far.
#[derive(Clone)]
pub(super) enum Hasher {
    Sha256(Sha256),
    Sha1(Sha1),
}

impl Hasher {
    pub(super) fn new(hash: &Hash) -> Self {
        match hash {
            Hash::Sha256(_) => Self::Sha256(Sha256::new()),
            Hash::Sha1(_) => Self::Sha1(Sha1::new()),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sha1(hasher) => hasher.update(bytes),
        }
    }

    pub(super) fn matches(self, hash: &Hash) -> bool {
        let (found, wanted) = match (self, hash) {
            (Self::Sha256(hasher), Hash::Sha256(wanted)) => (hex(&hasher.finalize()), wanted),
            (Self::Sha1(hasher), Hash::Sha1(wanted)) => (hex(&hasher.finalize()), wanted),
            (Self::Sha256(_), Hash::Sha1(_)) | (Self::Sha1(_), Hash::Sha256(_)) => return false,
        };
        found.eq_ignore_ascii_case(wanted)
    }
}

/// Reads `file` to its end off the asynchronous threads: it may hold gigabytes.
pub(super) async fn hash_file(
    mut file: File,
    mut hasher: Hasher,
    cancel: CancelToken,
) -> Result<Hasher, Error> {
    tokio::task::spawn_blocking(move || {
        let mut buffer = vec![0; 256 * 1024];
        loop {
            if cancel.is_cancelled() {
                return Err(Error::Cancelled);
            }
            match file.read(&mut buffer) {
                Ok(0) => return Ok(hasher),
                Ok(read) => hasher.update(buffer.get(..read).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::Files(error)),
            }
        }
    })
    .await
    .map_err(|_| Error::Cancelled)?
}
