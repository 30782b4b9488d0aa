//! Keys that must not be printed: they read as `…` and are overwritten when dropped.

use std::fmt;
use zeroize::Zeroizing;

/// A text to be kept from logs and screens, such as a passphrase or the key to a service.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps `text`, trimmed of the white space that pasting leaves; `None` if nothing is left.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The text itself. Only what needs it at once may call this.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The 32 bytes that wrap the key of every capture on this machine.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceKey(Zeroizing<[u8; 32]>);

impl DeviceKey {
    /// A new key from the system's random numbers.
    ///
    /// # Errors
    /// If the system has none to give.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut())?;
        Ok(Self(bytes))
    }

    /// The key itself.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex(self.0.as_slice()))
    }

    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        if text.len() != 64 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceKey(…)")
    }
}

/// `bytes` as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed() {
        let secret = Secret::new(" tell-nobody\n").unwrap();
        assert_eq!(secret.expose(), "tell-nobody", "pasted white space is no part of a key");
        assert!(!format!("{secret:?}").contains("tell"));
        assert!(Secret::new(" \n").is_none(), "an empty variable is no key");
    }

    #[test]
    fn a_device_key_survives_its_text_form() {
        let key = DeviceKey::random().unwrap();
        assert_eq!(DeviceKey::from_hex(&key.to_hex()), Some(key.clone()));
        assert_ne!(DeviceKey::random().unwrap(), key, "keys are random");
        assert!(DeviceKey::from_hex("zz").is_none());
        assert!(!format!("{key:?}").contains(key.to_hex().as_str()));
    }
}
