//! Sealing: how captures and what was heard in them are kept unreadable on disk.
//!
//! Everything is sealed with XChaCha20-Poly1305. Each file has its own random [`ContentKey`],
//! which exists on disk only as a [`WrappedKey`]: sealed by the [`DeviceKey`] and tied to the id
//! of the thing it opens, so that keys cannot be swapped between rows. Deleting the row with
//! the wrapped key is what makes a capture unreadable; unlinking the file comes after.
//!
//! Invariant: no key and no opened content implements `Debug` or `Display`, and keys are
//! overwritten in memory when they are dropped.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use std::fmt;
use zeroize::Zeroizing;

/// Bytes that sealing adds to a text: a 24-byte nonce before it, a 16-byte tag after it.
pub const OVERHEAD_BYTES: usize = NONCE_BYTES + 16;

const NONCE_BYTES: usize = 24;
const KEY_BYTES: usize = 32;

/// Why sealing or opening failed. No variant holds content.
#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// Another key, another owner, or changed bytes; which of them cannot be known.
    #[error("sealed data cannot be opened: it belongs to another key or was changed")]
    Unreadable,
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    NoRandomness,
    /// More than can be sealed in one piece.
    #[error("too much to seal in one piece")]
    TooLarge,
}

impl Error {
    /// Whether trying again cannot help.
    #[must_use]
    pub const fn is_permanent(self) -> bool {
        match self {
            Self::Unreadable | Self::TooLarge => true,
            Self::NoRandomness => false,
        }
    }
}

/// The key of this device: it lives in the system's keyring and wraps every content key.
#[derive(Clone)]
pub struct DeviceKey(Zeroizing<[u8; KEY_BYTES]>);

impl DeviceKey {
    /// Takes a key that was kept elsewhere.
    #[must_use]
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Makes a new key.
    ///
    /// Errors: [`Error::NoRandomness`].
    pub fn random() -> Result<Self, Error> {
        let mut key = Self::from_bytes([0; KEY_BYTES]);
        random_into(key.0.as_mut_slice())?;
        Ok(key)
    }

    /// The 32 bytes, to be kept in a keyring and nowhere else.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Makes a content key for the thing called `about`, and its wrapped form.
    ///
    /// Errors: [`Error::NoRandomness`].
    pub fn new_content_key(&self, about: &str) -> Result<(ContentKey, WrappedKey), Error> {
        let mut content = ContentKey(Zeroizing::new([0; KEY_BYTES]));
        random_into(content.0.as_mut_slice())?;
        let wrapped = seal_with(&self.0, content.0.as_slice(), &aad_of_key(about))?;
        Ok((content, WrappedKey(wrapped)))
    }

    /// Opens a wrapped key that was made for `about`.
    ///
    /// Errors: [`Error::Unreadable`] if it was made for another thing or by another device.
    pub fn unwrap_key(&self, wrapped: &WrappedKey, about: &str) -> Result<ContentKey, Error> {
        let opened = Zeroizing::new(open_with(&self.0, &wrapped.0, &aad_of_key(about))?);
        let bytes = <[u8; KEY_BYTES]>::try_from(opened.as_slice());
        bytes.map(|bytes| ContentKey(Zeroizing::new(bytes))).map_err(|_| Error::Unreadable)
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceKey")
    }
}

/// The random key of one file or one chunk's texts; never stored but wrapped.
pub struct ContentKey(Zeroizing<[u8; KEY_BYTES]>);

impl ContentKey {
    /// Seals `plain`; `aad` must be given again to open it.
    ///
    /// The result is [`OVERHEAD_BYTES`] longer than `plain`.
    ///
    /// Errors: [`Error::NoRandomness`], [`Error::TooLarge`] (256 GiB).
    pub fn seal(&self, plain: &[u8], aad: &[u8]) -> Result<Vec<u8>, Error> {
        seal_with(&self.0, plain, aad)
    }

    /// Opens what [`ContentKey::seal`] sealed with the same `aad`.
    ///
    /// Errors: [`Error::Unreadable`].
    pub fn open(&self, sealed: &[u8], aad: &[u8]) -> Result<Vec<u8>, Error> {
        open_with(&self.0, sealed, aad)
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContentKey")
    }
}

/// A content key sealed by the device key; useless without it, and safe to keep in a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WrappedKey(pub Vec<u8>);

/// Seals the texts of a chunk (its transcript, the words on its pictures) for their rows.
///
/// One wrapped key per chunk; deleting it with the chunk's wipe makes all of them unreadable.
#[derive(Debug, Clone)]
pub struct Sealer {
    device: DeviceKey,
}

impl Sealer {
    /// A sealer that works with the device's key.
    #[must_use]
    pub const fn new(device: DeviceKey) -> Self {
        Self { device }
    }

    /// Makes the key for the texts of `chunk`.
    ///
    /// Errors: [`Error::NoRandomness`].
    pub fn new_key(&self, chunk: &str) -> Result<WrappedKey, Error> {
        self.device.new_content_key(chunk).map(|(_, wrapped)| wrapped)
    }

    /// Seals `text` with the key of `chunk`.
    ///
    /// Errors: [`Error::Unreadable`] if `key` is not that of `chunk`; [`Error::NoRandomness`].
    pub fn seal_text(&self, key: &WrappedKey, chunk: &str, text: &str) -> Result<Vec<u8>, Error> {
        self.device.unwrap_key(key, chunk)?.seal(text.as_bytes(), &aad_of_text(chunk))
    }

    /// Opens what [`Sealer::seal_text`] sealed for the same chunk.
    ///
    /// Errors: [`Error::Unreadable`].
    pub fn open_text(&self, key: &WrappedKey, chunk: &str, sealed: &[u8]) -> Result<String, Error> {
        let bytes = self.device.unwrap_key(key, chunk)?.open(sealed, &aad_of_text(chunk))?;
        String::from_utf8(bytes).map_err(|_| Error::Unreadable)
    }
}

// The first word keeps a key, a text and a record of the same thing from standing in for
// one another.
fn aad_of_key(about: &str) -> Vec<u8> {
    [b"key\0", about.as_bytes()].concat()
}

fn aad_of_text(about: &str) -> Vec<u8> {
    [b"text\0", about.as_bytes()].concat()
}

fn random_into(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|_| Error::NoRandomness)
}

fn seal_with(key: &[u8; KEY_BYTES], plain: &[u8], aad: &[u8]) -> Result<Vec<u8>, Error> {
    let mut nonce = [0; NONCE_BYTES];
    random_into(&mut nonce)?;
    let body = XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad })
        .map_err(|_| Error::TooLarge)?;
    Ok([nonce.as_slice(), body.as_slice()].concat())
}

fn open_with(key: &[u8; KEY_BYTES], sealed: &[u8], aad: &[u8]) -> Result<Vec<u8>, Error> {
    let (nonce, body) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(Error::Unreadable)?;
    XChaCha20Poly1305::new(key.into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad })
        .map_err(|_| Error::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device() -> DeviceKey {
        DeviceKey::from_bytes([7; 32])
    }

    #[test]
    fn what_is_sealed_opens_again_and_hides_its_content() {
        let (key, wrapped) = device().new_content_key("a").unwrap();
        let sealed = key.seal(b"canary canary", b"1").unwrap();
        assert_eq!(sealed.len(), 13 + OVERHEAD_BYTES);
        assert!(!sealed.windows(6).any(|part| part == b"canary"), "sealed bytes hide the text");
        let again = device().unwrap_key(&wrapped, "a").unwrap();
        assert_eq!(again.open(&sealed, b"1").unwrap(), b"canary canary");
        assert_eq!(again.open(&sealed, b"2"), Err(Error::Unreadable), "the place is sealed too");
    }

    #[test]
    fn a_key_cannot_be_moved_to_another_capture_or_device() {
        let (_, wrapped) = device().new_content_key("a").unwrap();
        assert!(device().unwrap_key(&wrapped, "b").is_err(), "another capture");
        assert!(
            DeviceKey::from_bytes([8; 32]).unwrap_key(&wrapped, "a").is_err(),
            "another device"
        );
        assert!(device().unwrap_key(&WrappedKey(vec![0; 5]), "a").is_err(), "cut short");
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let (key, _) = device().new_content_key("a").unwrap();
        let sealed = key.seal(b"words", b"").unwrap();
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(key.open(&changed, b""), Err(Error::Unreadable), "byte {place}");
        }
    }

    #[test]
    fn texts_of_a_chunk_open_only_with_its_key() {
        let sealer = Sealer::new(device());
        let (one, two) = (sealer.new_key("one").unwrap(), sealer.new_key("two").unwrap());
        let sealed = sealer.seal_text(&one, "one", "Grüße an Acme").unwrap();
        assert_eq!(sealer.open_text(&one, "one", &sealed).unwrap(), "Grüße an Acme");
        assert!(sealer.open_text(&two, "two", &sealed).is_err(), "another chunk's key");
        assert!(sealer.open_text(&one, "two", &sealed).is_err(), "another chunk's row");
    }

    #[test]
    fn keys_do_not_print() {
        let (content, _) = device().new_content_key("a").unwrap();
        assert_eq!(format!("{:?} {content:?}", device()), "DeviceKey ContentKey");
    }
}
