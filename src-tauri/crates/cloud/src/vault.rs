//! # The vault
//!
//! Where the device key and the keys to services are kept: in the keyring of the system, or
//! in a file sealed with the owner's passphrase. Never in plain text.
//!
//! ## Which of them, and for how long
//!
//! The choice is made once, when a data directory is opened for the first time, and then
//! stands: a passphrase in the environment means the sealed file; else the keyring is tried
//! with a write, a read and a delete. If neither is there, keys live as long as the process
//! and [`Standing::SessionOnly`] says so: what was captured before a crash cannot be read after
//! it, only its time is kept. A vault that once had a keyring and cannot reach it now is an
//! error, not a reason to begin anew.
//!
//! Entries belong to a data directory, by a random name in its `vault.id`. `vault.lock` keeps
//! two processes that start at once from making two keys.

use crate::secret::{DeviceKey, Secret, hex};
use keyring::Keyring;
use sealed::{Sealed, Secrets};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

mod keyring;
mod sealed;

/// A person may have to unlock the keyring in a window of the system's.
const PATIENCE: Duration = Duration::from_secs(60);

/// The keys of one data directory.
#[derive(Debug)]
pub struct Vault {
    dir: PathBuf,
    device: DeviceKey,
    gemini_from_environment: Option<Secret>,
    place: Place,
}

/// What the surroundings of the process say about keys.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// `DAYBOOK_PASSPHRASE`: opens the sealed file, and chooses it for a new data directory.
    pub passphrase: Option<Secret>,
    /// `DAYBOOK_GEMINI_KEY`: used instead of a stored key.
    pub gemini_key: Option<Secret>,
}

/// Where the keys are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// In the keyring of the system.
    Keyring,
    /// In `vault.sealed`, behind the passphrase.
    SealedFile,
    /// In the memory of this process: captures not yet processed when it ends are lost, their
    /// time is kept.
    SessionOnly {
        /// Why the keyring cannot be used.
        why: String,
    },
}

/// What went wrong with keys.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The directory's keys are in a keyring that does not answer now.
    #[error(
        "the keyring that holds this data directory's key cannot be used now ({why}); unlock it and start again"
    )]
    KeyringAway {
        /// What is wrong with it.
        why: String,
    },
    /// The directory has a sealed file and there is no passphrase.
    #[error("this data directory's keys are sealed; set DAYBOOK_PASSPHRASE to open them")]
    PassphraseNeeded,
    /// The sealed file does not open.
    #[error("the passphrase in DAYBOOK_PASSPHRASE does not open this data directory's keys")]
    WrongPassphrase,
    /// The sealed file or an entry is not what was written.
    #[error("the stored keys of this data directory are damaged")]
    Damaged,
    /// There is neither a keyring nor a passphrase.
    #[error(
        "there is no keyring to keep a key in; set DAYBOOK_PASSPHRASE to keep keys in a sealed file, or DAYBOOK_GEMINI_KEY to use one without keeping it"
    )]
    NowhereToKeep,
    /// The data directory cannot be read or written.
    #[error("the keys of the data directory cannot be read or written")]
    Files(#[source] io::Error),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandom,
}

#[derive(Debug)]
enum Place {
    Keyring(Keyring),
    Sealed(Sealed),
    Memory { why: String },
}

impl Vault {
    /// Opens the keys of the data directory `dir`, making the device key at first use.
    ///
    /// Blocks, up to a minute if the system asks the owner to unlock the keyring; call it
    /// outside of asynchronous code.
    ///
    /// # Errors
    /// See [`Error`]; never because a new directory finds no keyring.
    pub fn open(dir: &Path, environment: &Environment) -> Result<(Self, Standing), Error> {
        fs::create_dir_all(dir).map_err(Error::Files)?;
        let _lock = lock(dir)?;
        let (device, place) = open_place(dir, environment)?;
        let vault = Self {
            dir: dir.to_owned(),
            device,
            gemini_from_environment: environment.gemini_key.clone(),
            place,
        };
        let standing = vault.standing();
        Ok((vault, standing))
    }

    /// A vault that keeps nothing: its device key ends with the process.
    ///
    /// # Errors
    /// [`Error::NoRandom`].
    pub fn session_only(environment: &Environment, why: &str) -> Result<(Self, Standing), Error> {
        let vault = Self {
            dir: PathBuf::new(),
            device: DeviceKey::random().map_err(|_| Error::NoRandom)?,
            gemini_from_environment: environment.gemini_key.clone(),
            place: Place::Memory { why: why.to_owned() },
        };
        let standing = vault.standing();
        Ok((vault, standing))
    }

    /// Where the keys are.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match &self.place {
            Place::Keyring(_) => Standing::Keyring,
            Place::Sealed(_) => Standing::SealedFile,
            Place::Memory { why } => Standing::SessionOnly { why: why.clone() },
        }
    }

    /// The key that wraps the keys of captures.
    #[must_use]
    pub const fn device_key(&self) -> &DeviceKey {
        &self.device
    }

    /// The key to Gemini: the one of the environment, else the stored one, else `None`.
    ///
    /// # Errors
    /// If the keyring or the sealed file cannot be read. Blocks like [`Vault::open`].
    pub fn gemini_key(&self) -> Result<Option<Secret>, Error> {
        if let Some(key) = &self.gemini_from_environment {
            return Ok(Some(key.clone()));
        }
        match &self.place {
            Place::Keyring(keyring) => {
                Ok(keyring.read(keyring::GEMINI)?.and_then(|text| Secret::new(&text)))
            }
            Place::Sealed(sealed) => Ok(sealed.read()?.gemini_key),
            Place::Memory { .. } => Ok(None),
        }
    }

    /// Keeps `key` as the key to Gemini, in the place of an earlier one.
    ///
    /// # Errors
    /// [`Error::NowhereToKeep`] if keys live in memory only.
    pub fn set_gemini_key(&self, key: &Secret) -> Result<(), Error> {
        self.put_gemini_key(Some(key))
    }

    /// Removes the stored key to Gemini; nothing happens if there is none.
    ///
    /// # Errors
    /// If the keyring or the sealed file cannot be written.
    pub fn remove_gemini_key(&self) -> Result<(), Error> {
        self.put_gemini_key(None)
    }

    /// Removes every key of this data directory. What they sealed can never be read again.
    ///
    /// # Errors
    /// If the keyring or the sealed file cannot be written.
    pub fn forget(self) -> Result<(), Error> {
        if matches!(self.place, Place::Memory { .. }) {
            return Ok(());
        }
        let _lock = lock(&self.dir)?;
        if let Place::Keyring(keyring) = &self.place {
            keyring.remove(keyring::GEMINI)?;
            keyring.remove(keyring::DEVICE)?;
        }
        for name in [ID_FILE, sealed::FILE] {
            match fs::remove_file(self.dir.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(Error::Files(error));
                }
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    fn put_gemini_key(&self, key: Option<&Secret>) -> Result<(), Error> {
        match (&self.place, key) {
            (Place::Keyring(keyring), Some(key)) => keyring.write(keyring::GEMINI, key.expose()),
            (Place::Keyring(keyring), None) => keyring.remove(keyring::GEMINI),
            (Place::Sealed(sealed), key) => {
                let _lock = lock(&self.dir)?;
                let kept = sealed.read()?;
                sealed.write(&Secrets { gemini_key: key.cloned(), ..kept })
            }
            (Place::Memory { .. }, Some(_)) => Err(Error::NowhereToKeep),
            (Place::Memory { .. }, None) => Ok(()),
        }
    }
}

impl Environment {
    /// What the variables `DAYBOOK_PASSPHRASE` and `DAYBOOK_GEMINI_KEY` say.
    #[must_use]
    pub fn from_process() -> Self {
        let read = |name| std::env::var(name).ok().and_then(|text| Secret::new(&text));
        Self { passphrase: read("DAYBOOK_PASSPHRASE"), gemini_key: read("DAYBOOK_GEMINI_KEY") }
    }
}

impl Standing {
    /// What it means for the owner, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Keyring => "keys are in the keyring of this system".into(),
            Self::SealedFile => "keys are in vault.sealed, behind the passphrase".into(),
            Self::SessionOnly { why } => format!(
                "keys live in memory only ({why}): captures that wait when Daybook ends are lost and their time is kept; set DAYBOOK_PASSPHRASE for a sealed file"
            ),
        }
    }
}

impl Error {
    /// Whether trying again later cannot help.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        match self {
            Self::KeyringAway { .. } | Self::Files(_) | Self::NoRandom => false,
            Self::PassphraseNeeded
            | Self::WrongPassphrase
            | Self::Damaged
            | Self::NowhereToKeep => true,
        }
    }
}

const ID_FILE: &str = "vault.id";
const LOCK_FILE: &str = "vault.lock";

fn lock(dir: &Path) -> Result<File, Error> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(dir.join(LOCK_FILE))
        .map_err(Error::Files)?;
    file.lock().map_err(Error::Files)?;
    Ok(file)
}

fn open_place(dir: &Path, environment: &Environment) -> Result<(DeviceKey, Place), Error> {
    if dir.join(sealed::FILE).exists() {
        let passphrase = environment.passphrase.as_ref().ok_or(Error::PassphraseNeeded)?;
        let (sealed, secrets) = Sealed::open(dir, passphrase)?;
        return Ok((secrets.device_key, Place::Sealed(sealed)));
    }
    if let Some(id) = read_id(dir)? {
        let keyring = Keyring::connect(&id, PATIENCE)?;
        return Ok((device_key_in(&keyring)?, Place::Keyring(keyring)));
    }
    if let Some(passphrase) = &environment.passphrase {
        let device_key = new_device_key()?;
        let secrets = Secrets { device_key: device_key.clone(), gemini_key: None };
        let sealed = Sealed::create(dir, passphrase, &secrets)?;
        return Ok((device_key, Place::Sealed(sealed)));
    }
    let id = new_id()?;
    match Keyring::connect(&id, PATIENCE).and_then(|keyring| keyring.probe().map(|()| keyring)) {
        Ok(keyring) => {
            // The name goes to disk before the key is made: a crash in between leaves a name
            // without a key, which the next start completes, and never a lost key.
            write_durably(&dir.join(ID_FILE), id.as_bytes())?;
            Ok((device_key_in(&keyring)?, Place::Keyring(keyring)))
        }
        Err(Error::KeyringAway { why }) => Ok((new_device_key()?, Place::Memory { why })),
        Err(other) => Err(other),
    }
}

fn device_key_in(keyring: &Keyring) -> Result<DeviceKey, Error> {
    if let Some(text) = keyring.read(keyring::DEVICE)? {
        return DeviceKey::from_hex(&text).ok_or(Error::Damaged);
    }
    let key = new_device_key()?;
    keyring.write(keyring::DEVICE, &key.to_hex())?;
    Ok(key)
}

fn new_device_key() -> Result<DeviceKey, Error> {
    DeviceKey::random().map_err(|_| Error::NoRandom)
}

fn new_id() -> Result<String, Error> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|_| Error::NoRandom)?;
    Ok(hex(&random))
}

fn read_id(dir: &Path) -> Result<Option<String>, Error> {
    match fs::read_to_string(dir.join(ID_FILE)) {
        Ok(text) if text.trim().is_empty() => Err(Error::Damaged),
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::Files(error)),
    }
}

/// Writes a whole file so that a crash leaves the old one or the new one, readable by the
/// owner only.
fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    use io::Write as _;
    let part = path.with_extension("part");
    let mut options = File::options();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&part).map_err(Error::Files)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(Error::Files)?;
    fs::rename(&part, path).map_err(Error::Files)
}
