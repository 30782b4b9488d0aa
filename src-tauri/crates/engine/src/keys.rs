//! Keys in use: the device key that wraps all others, and what is derived from it.

use crate::Result;
use crate::daybook::Daybook;
use capture::seal::{DeviceKey, Sealer};
use capture::spool::Spool;
use cloud::vault::{Environment, Standing, Vault};
use domain::tokens::WordKey;
use sha2::{Digest, Sha256};
use std::sync::Arc;

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

impl Daybook {
    /// Opens the vault and the spool.
    ///
    /// # Errors
    ///
    /// The keyring is locked, the passphrase is wrong or missing, or the spool cannot be used.
    pub fn keys(&self) -> Result<Arc<Keys>> {
        let (vault, standing) = Vault::open(self.home.path(), &Environment::from_process())?;
        let device = DeviceKey::from_bytes(*vault.device_key().expose());
        let words = word_key(&device);
        let spool =
            Spool::open(&self.home.spool(), device.clone(), self.settings.spool.budget_bytes())?;
        Ok(Arc::new(Keys { vault, standing, sealer: Sealer::new(device), words, spool }))
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
