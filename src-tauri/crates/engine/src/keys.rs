//! Keys in use: the device key that wraps all others, and what is derived from it.

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use capture::seal::{DeviceKey, Sealer};
use capture::spool::Spool;
use cloud::secret::Secret;
use cloud::vault::{Environment, Standing, Vault};
use domain::tokens::WordKey;
use sha2::{Digest, Sha256};
use std::sync::{Arc, PoisonError};

/// The vault, opened, and what needs its key. Recorder and pipeline share one, so that room in the
/// spool is counted once.
#[derive(Debug)]
pub struct Keys {
    /// Where secrets are kept.
    pub vault: Vault,
    /// Where that is, for a person.
    pub standing: Standing,
    /// Opens and seals what chunks stage.
    pub sealer: Sealer,
    /// Hides heard and seen words.
    pub words: WordKey,
    /// Where raw captures wait.
    pub spool: Spool,
}

/// Where keys are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    /// In the keyring of the system.
    Keyring,
    /// In a file behind the passphrase.
    SealedFile,
    /// In the memory of this process alone.
    Memory,
    /// Nowhere: none can be reached.
    Nowhere,
}

impl Daybook {
    /// Opens the vault and the spool; from then on it is the same for every clone of this door, so
    /// that a key that is kept for this session alone is kept once.
    ///
    /// # Errors
    ///
    /// The keyring is locked, the passphrase is wrong or missing, or the spool cannot be used.
    pub fn keys(&self) -> Result<Arc<Keys>> {
        let mut open = self.open_keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(keys) = &*open {
            return Ok(Arc::clone(keys));
        }
        let (vault, standing) = Vault::open(self.home.path(), &Environment::from_process())?;
        let device = DeviceKey::from_bytes(*vault.device_key().expose());
        let words = word_key(&device);
        let budget = self.settings().spool.budget_bytes();
        let spool = Spool::open(&self.home.spool(), device.clone(), budget)?;
        let keys = Arc::new(Keys { vault, standing, sealer: Sealer::new(device), words, spool });
        *open = Some(Arc::clone(&keys));
        Ok(keys)
    }

    /// Keeps the owner's key for Gemini.
    ///
    /// # Errors
    ///
    /// It is empty, or the vault refused.
    pub fn set_gemini_key(&self, key: &str) -> Result<()> {
        let key = Secret::new(key.trim()).ok_or_else(|| {
            Error::Input("there is no key; paste the key that Google gave you".into())
        })?;
        self.keys()?.vault.set_gemini_key(&key)?;
        self.tools_changed();
        Ok(())
    }

    /// Forgets the owner's key for Gemini.
    ///
    /// # Errors
    ///
    /// The vault refused.
    pub fn remove_gemini_key(&self) -> Result<()> {
        self.keys()?.vault.remove_gemini_key()?;
        self.tools_changed();
        Ok(())
    }

    /// Whether there is a key for Gemini.
    ///
    /// # Errors
    ///
    /// The vault cannot be opened.
    pub fn has_gemini_key(&self) -> Result<bool> {
        Ok(self.keys()?.vault.gemini_key()?.is_some())
    }

    /// Where keys are kept, or why there are none: one sentence without a full stop.
    #[must_use]
    pub fn keys_kept(&self) -> String {
        self.keys().map_or_else(|error| error.to_string(), |keys| keys.standing.sentence())
    }

    /// Where keys are kept.
    #[must_use]
    pub fn keeper(&self) -> Keeper {
        match self.keys().as_ref().map(|keys| &keys.standing) {
            Ok(Standing::Keyring) => Keeper::Keyring,
            Ok(Standing::SealedFile) => Keeper::SealedFile,
            Ok(Standing::SessionOnly { .. }) => Keeper::Memory,
            Err(_) => Keeper::Nowhere,
        }
    }

    /// A key or the model in use is another one: whoever works with it looks again.
    pub(crate) fn tools_changed(&self) {
        self.settings.tools_changed();
        self.events.tell(Event::Settings);
    }
}

/// The key that hides words is derived from the device key, so that no file holds it.
fn word_key(device: &DeviceKey) -> WordKey {
    let digest =
        Sha256::new().chain_update(b"daybook words 1").chain_update(device.as_bytes()).finalize();
    let mut key = [0; 16];
    for (to, from) in key.iter_mut().zip(digest) {
        *to = from;
    }
    WordKey(key)
}
