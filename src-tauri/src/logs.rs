//! Where the app writes what it does: never what was captured.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tracing_subscriber::EnvFilter;

/// A log that has grown to this is put aside at the next start.
const LONGEST: u64 = 2_000_000;

/// Writes the log to the state directory, or to stderr where there is none.
pub(crate) fn start() {
    let filter = EnvFilter::try_from_env("DAYBOOK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false);
    match folder().and_then(|folder| open(&folder).ok()) {
        Some(file) => log.with_writer(Mutex::new(file)).init(),
        None => log.with_writer(io::stderr).init(),
    }
}

/// Where logs and what the window remembers of itself are kept.
pub(crate) fn folder() -> Option<PathBuf> {
    #[cfg(target_os = "linux")]
    {
        let set = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
        set.filter(|path| path.is_absolute())
            .or_else(|| Some(std::env::home_dir()?.join(".local/state")))
            .map(|state| state.join("daybook"))
    }
    #[cfg(target_os = "macos")]
    {
        Some(std::env::home_dir()?.join("Library/Logs/Daybook"))
    }
    #[cfg(target_os = "windows")]
    {
        Some(PathBuf::from(std::env::var_os("LOCALAPPDATA")?).join("Daybook"))
    }
}

fn open(folder: &Path) -> io::Result<File> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join("daybook.log");
    if path.metadata().is_ok_and(|found| found.len() > LONGEST) {
        std::fs::rename(&path, folder.join("daybook.old.log"))?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_long_log_is_put_aside_and_a_short_one_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path()).unwrap().write_all(b"first\n").unwrap();
        open(folder.path()).unwrap().write_all(b"second\n").unwrap();
        let path = folder.path().join("daybook.log");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "first\nsecond\n");
        let long = usize::try_from(LONGEST).unwrap() + 1;
        std::fs::write(&path, vec![b'x'; long]).unwrap();
        open(folder.path()).unwrap();
        assert_eq!(path.metadata().unwrap().len(), 0);
        assert!(folder.path().join("daybook.old.log").is_file());
    }
}
