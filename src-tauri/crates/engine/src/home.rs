//! The data directory, and the lock that lets one process at a time capture into it.

use crate::error::Error;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The data directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home(PathBuf);

/// Held while this process captures. The system lets go of it when the process ends, however.
#[derive(Debug)]
pub struct CaptureLock(#[expect(dead_code, reason = "held, not read")] File);

impl Home {
    /// `given`, else `DAYBOOK_HOME`, else the platform's place for an application's data.
    ///
    /// # Errors
    ///
    /// The directory cannot be made.
    pub fn find(given: Option<PathBuf>) -> Result<Self, Error> {
        let path = given
            .or_else(|| std::env::var_os("DAYBOOK_HOME").map(PathBuf::from))
            .or_else(platform)
            .ok_or_else(|| {
                Error::Input(
                    "there is no home directory; say where to keep data with --home".into(),
                )
            })?;
        std::fs::create_dir_all(&path)
            .map_err(|source| Error::File { path: path.clone(), source })?;
        Ok(Self(path))
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where sealed captures wait.
    #[must_use]
    pub fn spool(&self) -> PathBuf {
        self.0.join("spool")
    }

    /// Where speech models are installed.
    #[must_use]
    pub fn models(&self) -> PathBuf {
        self.0.join("models")
    }

    /// Becomes the one that captures.
    ///
    /// # Errors
    ///
    /// [`Error::AlreadyCapturing`] if another process is.
    pub fn lock(&self) -> Result<CaptureLock, Error> {
        let path = self.0.join("capture.lock");
        let fail = |source| Error::File { path: path.clone(), source };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(fail)?;
        if !taken(&file).map_err(fail)? {
            let mut pid = String::new();
            let _ = file.read_to_string(&mut pid);
            let pid = if pid.is_empty() { "unknown".into() } else { pid.trim().to_owned() };
            return Err(Error::AlreadyCapturing { home: self.0.clone(), pid });
        }
        file.set_len(0).map_err(fail)?;
        file.rewind().map_err(fail)?;
        write!(file, "{}", std::process::id()).map_err(fail)?;
        Ok(CaptureLock(file))
    }

    /// Whether some process captures into this directory now.
    #[must_use]
    pub fn is_captured(&self) -> bool {
        let Ok(file) = File::open(self.0.join("capture.lock")) else { return false };
        matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
    }
}

/// Tries for a moment: somebody who only asks holds the lock for an instant.
fn taken(file: &File) -> std::io::Result<bool> {
    for _ in 0..5 {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(40)),
            Err(TryLockError::Error(source)) => return Err(source),
        }
    }
    Ok(false)
}

#[cfg(target_os = "linux")]
fn platform() -> Option<PathBuf> {
    std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(std::env::home_dir()?.join(".local/share")))
        .map(|base| base.join("daybook"))
}

#[cfg(target_os = "macos")]
fn platform() -> Option<PathBuf> {
    Some(std::env::home_dir()?.join("Library/Application Support/Daybook"))
}

#[cfg(target_os = "windows")]
fn platform() -> Option<PathBuf> {
    std::env::var_os("APPDATA").map(|base| PathBuf::from(base).join("Daybook"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_process_at_a_time_captures() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::find(Some(dir.path().to_owned())).unwrap();
        let held = home.lock().unwrap();
        assert!(matches!(home.lock(), Err(Error::AlreadyCapturing { .. })));
        drop(held);
        assert!(!home.is_captured(), "the lock ends with its holder");
    }
}
