//! The keyring of the system: Secret Service, Keychain or Credential Manager.
//!
//! Every call runs on a thread of its own with a limit, since the system may wait for a person
//! who is not there.

use super::Error;
use keyring_core::{CredentialStore, Entry};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use tracing::debug;
use zeroize::Zeroizing;

/// The entry of the device key.
pub(super) const DEVICE: &str = "device-key";
/// The entry of the key to Gemini.
pub(super) const GEMINI: &str = "gemini-key";

const PROBE: &str = "probe";
const SERVICE: &str = "daybook";

/// The entries of one data directory.
pub(super) struct Keyring {
    store: Arc<CredentialStore>,
    id: String,
    patience: Duration,
}

impl Keyring {
    /// Connects to the keyring for the data directory named `id`.
    pub(super) fn connect(id: &str, patience: Duration) -> Result<Self, Error> {
        let store = within(patience, system_store)?;
        Ok(Self { store, id: id.to_owned(), patience })
    }

    /// Writes, reads and deletes an entry: a keyring that opens may still refuse to keep.
    pub(super) fn probe(&self) -> Result<(), Error> {
        self.write(PROBE, "probe")?;
        let read = self.read(PROBE)?;
        self.remove(PROBE)?;
        if read.as_deref().map(String::as_str) == Some("probe") {
            Ok(())
        } else {
            Err(Error::KeyringAway { why: "it did not give back what it was given".into() })
        }
    }

    pub(super) fn read(&self, name: &'static str) -> Result<Option<Zeroizing<String>>, Error> {
        self.with_entry(name, |entry| match entry.get_password() {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(keyring_core::Error::NoEntry) => Ok(None),
            Err(other) => Err(other),
        })
    }

    pub(super) fn write(&self, name: &'static str, text: &str) -> Result<(), Error> {
        let text = Zeroizing::new(text.to_owned());
        self.with_entry(name, move |entry| entry.set_password(&text))
    }

    pub(super) fn remove(&self, name: &'static str) -> Result<(), Error> {
        self.with_entry(name, |entry| match entry.delete_credential() {
            Ok(()) | Err(keyring_core::Error::NoEntry) => Ok(()),
            Err(other) => Err(other),
        })
    }

    fn with_entry<T: Send + 'static>(
        &self,
        name: &'static str,
        work: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let store = Arc::clone(&self.store);
        let user = format!("{name}:{}", self.id);
        within(self.patience, move || {
            let label = format!("Daybook {name}");
            let labelled = HashMap::from([("label", label.as_str())]);
            // Only the Secret Service shows a label to the owner; the others refuse it.
            let modifiers = cfg!(all(unix, not(target_os = "macos"))).then_some(&labelled);
            let entry = store.build(SERVICE, &user, modifiers)?;
            work(&entry)
        })
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keyring").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> keyring_core::Result<T> + Send + 'static,
) -> Result<T, Error> {
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("keyring".into())
        .spawn(move || {
            let _ = sender.send(work());
        })
        .map_err(Error::Files)?;
    match receiver.recv_timeout(limit) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Error::KeyringAway { why: in_words(&error) }),
        Err(_) => {
            Err(Error::KeyringAway { why: format!("no answer within {} seconds", limit.as_secs()) })
        }
    }
}

/// Says what failed without what was stored: some errors of the library carry the entry.
fn in_words(error: &keyring_core::Error) -> String {
    use keyring_core::Error as E;
    match error {
        E::PlatformFailure(cause) => {
            debug!(cause = %first_line(&cause.to_string()), "The keyring failed");
            "no keyring answers in this session".into()
        }
        E::NoStorageAccess(cause) => {
            debug!(cause = %first_line(&cause.to_string()), "The keyring gave no access");
            "the keyring is locked or was never set up".into()
        }
        E::BadEncoding(_) | E::BadDataFormat(..) => "an entry is damaged".into(),
        E::Ambiguous(_) => "an entry exists twice".into(),
        E::NoEntry => "an entry is missing".into(),
        other => first_line(&other.to_string()),
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(200).collect()
}
