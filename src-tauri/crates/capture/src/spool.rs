//! # The spool
//!
//! Raw captures wait here, and nowhere else, until the blocks they taught are committed.
//!
//! ## What a file is
//!
//! A picture is one file, written whole ([`Spool::put`]): temporary name, fsync, rename, fsync of
//! the directory. A sound segment is one file that grows by sealed records ([`Writer`]): after a
//! crash everything up to the last whole record reads back. Each file has its own random key;
//! its wrapped form is handed to the caller, who keeps it in the row of the capture. The spool
//! keeps no key, so a file that no row knows is unreadable for good. Names are ids: they tell
//! when a file was made, and nothing else.
//!
//! ## When a capture is wiped
//!
//! Within a minute of its chunk's commit, or at the retention limit, whichever comes first.
//! [`Spool::wipe`] asks for [`Wipeable`] as proof; there is no other way to remove a file that a
//! row knows. [`Spool::sweep`] removes only files that no row knows.
//!
//! ## The budget
//!
//! [`Spool::put`] and [`Writer::append`] refuse with [`Error::BudgetReached`] once the directory
//! would hold more bytes than allowed. Nothing is thrown away to make room: what is there is
//! still to be learnt from, and the owner is told.
//!
//! Invariant: this module is the only one that writes raw captures, and it writes them sealed.

mod records;
mod wipe;
mod writer;

pub use records::{End, Records};
pub use wipe::{Receipt, Why, Wipeable};
pub use writer::Writer;

use crate::seal::{self, DeviceKey, WrappedKey};
use domain::id::CaptureId;
use domain::time::Moment;
use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// What a file in the spool holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A picture of the screen.
    Picture,
    /// A segment of sound.
    Sound,
}

impl Kind {
    const fn extension(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Sound => "sound",
        }
    }
}

/// Where a capture lies and what opens it: the row of a capture holds this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The file's name inside the spool.
    pub file: String,
    /// Its size on disk; 0 for a file that has just been opened to grow.
    pub size_bytes: u64,
    /// The wrapped key of this file.
    pub key: WrappedKey,
}

/// What lies in the spool now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Number of files, half-written ones included.
    pub files: u64,
    /// Their bytes together.
    pub bytes: u64,
}

/// Why the spool refused. No variant holds content.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The byte budget is used up.
    #[error("the spool is full: {used_bytes} of {budget_bytes} bytes are used")]
    BudgetReached {
        /// Bytes that lie in the spool.
        used_bytes: u64,
        /// Bytes that may lie there.
        budget_bytes: u64,
    },
    /// Nothing of this name lies in the spool.
    #[error("the spool has no file {file}")]
    Missing {
        /// The name that was asked for.
        file: String,
    },
    /// A name the spool never gave.
    #[error("not a name the spool gives")]
    NotOurs,
    /// A file that was written whole does not read back whole.
    #[error("the file {file} is damaged")]
    Damaged {
        /// The name that was asked for.
        file: String,
    },
    /// The key does not belong to the file, or there was no randomness.
    #[error("sealing failed")]
    Seal(#[from] seal::Error),
    /// The file system refused.
    #[error("the spool's directory cannot be used")]
    Io(#[from] io::Error),
}

impl Error {
    /// Whether trying again cannot help.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        match self {
            Self::BudgetReached { .. } | Self::Io(_) => false,
            Self::Missing { .. } | Self::NotOurs | Self::Damaged { .. } => true,
            Self::Seal(error) => error.is_permanent(),
        }
    }
}

/// The directory of sealed captures. Cloning gives another handle to the same one.
#[derive(Debug, Clone)]
pub struct Spool {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    dir: PathBuf,
    device: DeviceKey,
    budget_bytes: AtomicU64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    // As last counted, plus what was appended since: another process may write here too, so
    // it is counted anew whenever a file is made.
    used_bytes: u64,
    // When the directory had changed when it was last counted.
    counted: Option<SystemTime>,
    growing: HashSet<String>,
}

impl Spool {
    /// Opens the spool in `dir`, which is made (0700) if it is not there.
    ///
    /// Errors: [`Error::Io`].
    pub fn open(dir: &Path, device: DeviceKey, budget_bytes: u64) -> Result<Self, Error> {
        make_private_dir(dir)?;
        let inner = Inner {
            dir: dir.to_owned(),
            device,
            budget_bytes: AtomicU64::new(budget_bytes),
            state: Mutex::new(State::default()),
        };
        let spool = Self { inner: Arc::new(inner) };
        spool.usage()?;
        Ok(spool)
    }

    /// Seals `bytes` into a new file; when this returns it is on the disk.
    ///
    /// Errors: [`Error::BudgetReached`]; [`Error::Io`], with nothing left behind.
    pub fn put(&self, kind: Kind, id: CaptureId, bytes: &[u8]) -> Result<Stored, Error> {
        let (content, key) = self.inner.device.new_content_key(&id.to_string())?;
        let sealed = records::whole_file(&content, id, bytes)?;
        let size_bytes = sealed.len() as u64;
        self.usage()?;
        self.reserve(size_bytes)?;
        let file = file_name(kind, id);
        let part = self.inner.dir.join(format!("{file}.part"));
        let written = new_private_file(&part)
            .and_then(|mut out| out.write_all(&sealed).and_then(|()| out.sync_all()))
            .and_then(|()| fs::rename(&part, self.inner.dir.join(&file)))
            .and_then(|()| sync_dir(&self.inner.dir));
        if let Err(error) = written {
            // The part is unreadable already, since its key was never handed out; it goes too.
            if fs::remove_file(&part).is_err() {
                tracing::debug!("A half-written capture stays until the next sweep");
            }
            self.give_back(size_bytes);
            return Err(error.into());
        }
        Ok(Stored { file, size_bytes, key })
    }

    /// Opens a file that grows by records, and tells its name and wrapped key at once, so that
    /// they can be kept in a row before the first record matters.
    ///
    /// Errors: [`Error::BudgetReached`], [`Error::Io`].
    pub fn grow(&self, kind: Kind, id: CaptureId) -> Result<(Writer, Stored), Error> {
        let (content, key) = self.inner.device.new_content_key(&id.to_string())?;
        self.usage()?;
        self.reserve(records::MAGIC.len() as u64)?;
        let file = file_name(kind, id);
        let mut out = new_private_file(&self.inner.dir.join(&file))?;
        out.write_all(records::MAGIC)?;
        out.sync_all()?;
        sync_dir(&self.inner.dir)?;
        self.state(|state| state.growing.insert(file.clone()));
        let writer = Writer::new(self.clone(), file.clone(), id, content, out);
        Ok((writer, Stored { file, size_bytes: 0, key }))
    }

    /// Reads back what [`Spool::put`] sealed.
    ///
    /// Errors: [`Error::Missing`]; [`Error::Damaged`] unless every byte is as it was written;
    /// [`Error::Seal`] if the key is not that of this capture.
    pub fn read(&self, file: &str, key: &WrappedKey, id: CaptureId) -> Result<Vec<u8>, Error> {
        let Records { records, end } = self.read_records(file, key, id)?;
        match end {
            End::Finished => Ok(records.concat()),
            End::Open | End::Torn | End::Broken => Err(Error::Damaged { file: file.to_owned() }),
        }
    }

    /// Reads back the records of a file that grew, up to the first that does not open, and how
    /// it ends.
    ///
    /// Errors: [`Error::Missing`]; [`Error::Damaged`] if it is not a file of the spool at all;
    /// [`Error::Seal`] if the key is not that of this capture.
    pub fn read_records(
        &self,
        file: &str,
        key: &WrappedKey,
        id: CaptureId,
    ) -> Result<Records, Error> {
        let content = self.inner.device.unwrap_key(key, &id.to_string())?;
        let bytes = match fs::read(self.path(file)?) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Error::Missing { file: file.to_owned() });
            }
            Err(error) => return Err(error.into()),
        };
        records::parse(&content, id, &bytes).ok_or_else(|| Error::Damaged { file: file.to_owned() })
    }

    /// What lies in the spool now, counted on disk.
    ///
    /// Errors: [`Error::Io`].
    pub fn usage(&self) -> Result<Usage, Error> {
        let mut usage = Usage::default();
        for entry in self.entries()? {
            usage.files += 1;
            usage.bytes += entry.size_bytes;
        }
        self.state(|state| state.used_bytes = usage.bytes);
        Ok(usage)
    }

    /// The bytes that may lie in the spool.
    #[must_use]
    pub fn budget_bytes(&self) -> u64 {
        self.inner.budget_bytes.load(Ordering::SeqCst)
    }

    /// Allows another number of bytes from now on; what lies there stays.
    pub fn allow(&self, budget_bytes: u64) {
        self.inner.budget_bytes.store(budget_bytes, Ordering::SeqCst);
    }

    /// Whether `more_bytes` would be taken now. Files that another process made or removed are
    /// noticed by the directory's time of change, and only then counted anew.
    ///
    /// Errors: [`Error::Io`].
    pub fn has_room(&self, more_bytes: u64) -> Result<bool, Error> {
        let changed = fs::metadata(&self.inner.dir)?.modified()?;
        if self.state(|state| state.counted != Some(changed)) {
            self.usage()?;
            self.state(|state| state.counted = Some(changed));
        }
        let used_bytes = self.state(|state| state.used_bytes);
        Ok(used_bytes.saturating_add(more_bytes) <= self.budget_bytes())
    }

    /// Removes the files of `proof` and makes that durable. Done twice it is the same as once:
    /// a file that is gone already is fine and counts as nothing.
    ///
    /// Errors: [`Error::NotOurs`] for a name the spool never gave, before anything is removed;
    /// [`Error::Io`], after which it may be called again.
    pub fn wipe(&self, proof: &Wipeable) -> Result<Receipt, Error> {
        let paths = proof.files().iter().map(|file| self.path(file));
        let paths = paths.collect::<Result<Vec<_>, _>>()?;
        let mut receipt = Receipt { chunk: proof.chunk(), why: proof.why(), files: 0, bytes: 0 };
        for path in paths {
            let size_bytes = fs::metadata(&path).map_or(0, |meta| meta.len());
            match fs::remove_file(&path) {
                Ok(()) => {
                    receipt.files += 1;
                    receipt.bytes += size_bytes;
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        sync_dir(&self.inner.dir)?;
        self.give_back(receipt.bytes);
        Ok(receipt)
    }

    /// Removes files that no row knows, and says how much that was: their keys were never kept,
    /// so nobody could read them any more. Files that this process is still growing, and files
    /// changed at or after `changed_before`, stay: their rows may be on the way.
    ///
    /// Errors: [`Error::Io`].
    pub fn sweep(&self, known: &HashSet<String>, changed_before: Moment) -> Result<Usage, Error> {
        let growing = self.state(|state| state.growing.clone());
        let mut removed = Usage::default();
        for entry in self.entries()? {
            let is_wanted = known.contains(&entry.name)
                || growing.contains(&entry.name)
                || entry.changed >= changed_before;
            if is_wanted {
                continue;
            }
            match fs::remove_file(self.inner.dir.join(&entry.name)) {
                Ok(()) => {
                    removed.files += 1;
                    removed.bytes += entry.size_bytes;
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        sync_dir(&self.inner.dir)?;
        self.give_back(removed.bytes);
        Ok(removed)
    }

    fn path(&self, file: &str) -> Result<PathBuf, Error> {
        if is_ours(file) { Ok(self.inner.dir.join(file)) } else { Err(Error::NotOurs) }
    }

    fn reserve(&self, more_bytes: u64) -> Result<(), Error> {
        let budget_bytes = self.budget_bytes();
        self.state(|state| {
            let wanted = state.used_bytes.saturating_add(more_bytes);
            if wanted > budget_bytes {
                return Err(Error::BudgetReached { used_bytes: state.used_bytes, budget_bytes });
            }
            state.used_bytes = wanted;
            Ok(())
        })
    }

    fn give_back(&self, bytes: u64) {
        self.state(|state| state.used_bytes = state.used_bytes.saturating_sub(bytes));
    }

    fn no_longer_growing(&self, file: &str) {
        self.state(|state| state.growing.remove(file));
    }

    fn state<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.inner.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn entries(&self) -> Result<Vec<Entry>, Error> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(&self.inner.dir)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if !is_ours(name.strip_suffix(".part").unwrap_or(&name)) {
                continue;
            }
            // It may have been wiped between the listing and here.
            let Ok(meta) = entry.metadata() else { continue };
            let since_epoch = meta.modified()?.duration_since(std::time::UNIX_EPOCH);
            let millis = since_epoch.map_or(0, |since| since.as_millis());
            let changed = Moment(i64::try_from(millis).unwrap_or(i64::MAX));
            entries.push(Entry { name, size_bytes: meta.len(), changed });
        }
        Ok(entries)
    }
}

struct Entry {
    name: String,
    size_bytes: u64,
    changed: Moment,
}

fn file_name(kind: Kind, id: CaptureId) -> String {
    format!("{id}.{}", kind.extension())
}

// Names come back from rows; one that leads elsewhere must never reach `remove_file`.
fn is_ours(file: &str) -> bool {
    file.split_once('.').is_some_and(|(id, extension)| {
        id.parse::<CaptureId>().is_ok_and(|parsed| parsed.to_string() == id)
            && [Kind::Picture, Kind::Sound].iter().any(|kind| kind.extension() == extension)
    })
}

#[cfg(unix)]
fn make_private_dir(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
}

#[cfg(unix)]
fn new_private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(unix)]
fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

// Elsewhere the profile directory is private already, and a directory cannot be synced.
#[cfg(not(unix))]
fn make_private_dir(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)
}

#[cfg(not(unix))]
fn new_private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(not(unix))]
fn sync_dir(_dir: &Path) -> io::Result<()> {
    Ok(())
}
