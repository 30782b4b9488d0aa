//! Files that the owner asked for, written where the system puts downloads.

use crate::wire::{Problem, SavedFile};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tauri::{AppHandle, Manager};

/// The folder of the file that was saved last: the only one that the window may ask to be shown.
#[derive(Default)]
pub(crate) struct Saved(Mutex<Option<PathBuf>>);

impl Saved {
    /// The folder of the file that was saved last.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Saves `bytes` under `name` in the owner's downloads, beside what is there already.
///
/// Errors: the folder cannot be found or written.
pub(crate) fn save(app: &AppHandle, name: &str, bytes: &[u8]) -> Result<SavedFile, Problem> {
    let paths = app.path();
    let folder = paths
        .download_dir()
        .or_else(|_| paths.document_dir())
        .or_else(|_| paths.home_dir())
        .map_err(|error| refused(&error.to_string()))?;
    let written = write(&folder, name, bytes).map_err(|error| refused(&error.to_string()))?;
    *app.state::<Saved>().0.lock().unwrap_or_else(PoisonError::into_inner) = Some(folder.clone());
    let name = written.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(SavedFile { name, folder: folder.display().to_string() })
}

fn refused(why: &str) -> Problem {
    Problem::new("file", format!("the file could not be saved in the downloads: {why}"))
}

/// Writes a file of that name, or of the first one after it that is free: "report (2).pdf". It is
/// whole or not there.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
    for number in 1..1_000_u32 {
        let name = match number {
            1 => name.to_owned(),
            number => format!("{stem} ({number}).{end}"),
        };
        let path = folder.join(name);
        let made = fs::OpenOptions::new().write(true).create_new(true).open(&path);
        match made {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(mut file) => {
                let done = file.write_all(bytes).and_then(|()| file.sync_all());
                if done.is_err() {
                    let _ = fs::remove_file(&path);
                }
                return done.map(|()| path);
            }
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn a_file_never_takes_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let first = write(folder.path(), "report.pdf", b"one").unwrap();
        let second = write(folder.path(), "report.pdf", b"two").unwrap();
        assert_eq!(second.file_name().unwrap(), "report (2).pdf");
        assert_eq!(std::fs::read(first).unwrap(), b"one");
        assert_eq!(std::fs::read(second).unwrap(), b"two");
    }

    #[test]
    fn a_folder_that_is_not_there_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("Downloads");
        write(&below, "a.csv", b"x").unwrap();
        assert!(below.join("a.csv").exists());
    }
}
