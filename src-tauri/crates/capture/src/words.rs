//! Words on a picture, read on this machine by Tesseract.
//!
//! Tesseract runs as a child process at the lowest priority, on one thread, for one picture,
//! and is killed when it takes too long or when its reader is dropped. The picture goes in
//! through its standard input and the words come out through its standard output: neither
//! ever touches a disk.
//!
//! How often to read is not decided here: a page of small text takes a second or two.

use crate::picture::{self, Pixels};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

/// How long one picture may take before it is given up.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Reads words off pictures. Cheap to keep; any thread may use it.
#[derive(Debug, Clone)]
pub struct Reader {
    program: PathBuf,
    languages: String,
}

/// Which Tesseract was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// "5.3.0".
    pub number: String,
    /// The languages it has models for ("deu", "eng"), sorted.
    pub languages: Vec<String>,
}

/// Why a picture was not read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no Tesseract to be started.
    #[error("tesseract cannot be started")]
    Missing(#[source] std::io::Error),
    /// It took longer than it may.
    #[error("text recognition took longer than {} s", .0.as_secs())]
    TooLong(Duration),
    /// It ended badly: a language without a model, or a fault of its own.
    #[error("tesseract ended with {code:?}")]
    Failed {
        /// Its exit code; none if it was killed.
        code: Option<i32>,
    },
    /// Its pipes broke.
    #[error("tesseract did not answer")]
    Broken(#[source] std::io::Error),
    /// The picture cannot be read at all.
    #[error(transparent)]
    Picture(#[from] picture::Error),
}

impl Error {
    /// Whether the same picture would fail again.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        match self {
            Self::Missing(_) | Self::Broken(_) | Self::TooLong(_) => false,
            Self::Failed { .. } | Self::Picture(_) => true,
        }
    }
}

impl Reader {
    /// A reader that reads `languages` ("eng", "deu+eng") with the `tesseract` of the path.
    #[must_use]
    pub fn new(languages: &str) -> Self {
        Self { program: "tesseract".into(), languages: languages.to_owned() }
    }

    /// A reader that starts `program` instead.
    #[must_use]
    pub fn with_program(self, program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), ..self }
    }

    /// Which Tesseract there is, if any.
    #[must_use]
    pub fn found(&self) -> Option<Version> {
        let said = |what: &str| {
            let output =
                Command::new(&self.program).arg(what).stdin(Stdio::null()).output().ok()?;
            output.status.success().then(|| {
                let both = [output.stdout, output.stderr].concat();
                String::from_utf8_lossy(&both).into_owned()
            })
        };
        let number = said("--version")?.lines().next()?.split_whitespace().nth(1)?.to_owned();
        let listed = said("--list-langs").unwrap_or_default();
        let mut languages: Vec<String> = listed
            .lines()
            .skip(1)
            .map(str::trim)
            .filter(|name| !name.is_empty() && *name != "osd" && !name.contains(' '))
            .map(str::to_owned)
            .collect();
        languages.sort();
        Some(Version { number, languages })
    }

    /// The words on `pixels`, line by line as Tesseract finds them; empty if there are none.
    ///
    /// Blocks for as long as it takes, at most [`PATIENCE`]. Give it the part of the front
    /// window that changed, not the whole screen.
    ///
    /// # Errors
    ///
    /// [`Error`].
    pub fn read(&self, pixels: &Pixels) -> Result<String, Error> {
        self.read_within(pixels, PATIENCE)
    }

    /// The same with another limit.
    ///
    /// # Errors
    ///
    /// [`Error`].
    pub fn read_within(&self, pixels: &Pixels, patience: Duration) -> Result<String, Error> {
        let mut reading = Reading::start(self, pixels.pgm())?;
        let text = reading.finish(patience)?;
        Ok(tidy(&text))
    }
}

/// One running Tesseract. Dropping it ends the process.
struct Reading {
    child: Child,
    words: std::sync::mpsc::Receiver<std::io::Result<Vec<u8>>>,
}

impl Reading {
    fn start(reader: &Reader, picture: Vec<u8>) -> Result<Self, Error> {
        let mut child = Command::new(&reader.program)
            // 6, one block of text: it keeps the order of lines, and on a full screen of small
            // text it found more words than "sparse text" (11) in less time (decision 0003).
            .args(["stdin", "stdout", "--psm", "6", "--dpi", "96", "-l", &reader.languages])
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(Error::Missing)?;
        lower_priority(&child);
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (done, words) = std::sync::mpsc::sync_channel(1);
        if let (Some(stdin), Some(stdout)) = (stdin, stdout) {
            let exchange = move || {
                // Nobody listens any more once the reading was given up.
                let _ = done.send(exchange(stdin, &picture, stdout));
            };
            if let Err(error) = std::thread::Builder::new().name("words".into()).spawn(exchange) {
                return Err(Self { child, words }.broken(error));
            }
        }
        Ok(Self { child, words })
    }

    fn finish(&mut self, patience: Duration) -> Result<String, Error> {
        use std::sync::mpsc::RecvTimeoutError::{Disconnected, Timeout};
        let text = match self.words.recv_timeout(patience) {
            Ok(Ok(text)) => text,
            Ok(Err(error)) => return Err(Error::Broken(error)),
            Err(Timeout) => return Err(Error::TooLong(patience)),
            Err(Disconnected) => return Err(Error::Broken(std::io::ErrorKind::BrokenPipe.into())),
        };
        let status = self.child.wait().map_err(Error::Broken)?;
        if !status.success() {
            return Err(Error::Failed { code: status.code() });
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    fn broken(self, error: std::io::Error) -> Error {
        drop(self);
        Error::Broken(error)
    }
}

impl Drop for Reading {
    /// Ends the process if it still runs, and waits for it, so that none is left behind.
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // Both fail only when it has ended by itself meanwhile.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn exchange(
    mut stdin: std::process::ChildStdin,
    picture: &[u8],
    mut stdout: ChildStdout,
) -> std::io::Result<Vec<u8>> {
    // Tesseract reads all of its input before it writes, so one thread does for both. A child
    // that ends before it has read everything tells more by its exit code than by a broken pipe.
    match stdin.write_all(picture) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => return Err(error),
        Err(_) | Ok(()) => drop(stdin),
    }
    let mut words = Vec::new();
    stdout.read_to_end(&mut words)?;
    Ok(words)
}

/// Lines without their outer blanks, without empty ones and without what holds no letter or
/// digit: frames and icons read as `| _ =`.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| line.chars().any(char::is_alphanumeric))
        .collect();
    lines.join("\n")
}

#[cfg(unix)]
fn lower_priority(child: &Child) {
    let pid = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    // Where the system refuses, it reads at ordinary priority.
    let _ = rustix::process::setpriority_process(pid, 19);
}

#[cfg(not(unix))]
fn lower_priority(_: &Child) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn white() -> Pixels {
        Pixels::new(200, 100, vec![255; 200 * 100 * 4]).unwrap()
    }

    #[test]
    fn a_reader_that_is_not_there_is_not_found() {
        let reader = Reader::new("eng").with_program("/no/such/tesseract");
        assert_eq!(reader.found(), None);
        let error = reader.read(&white()).unwrap_err();
        assert!(matches!(error, Error::Missing(_)) && !error.is_permanent(), "{error}");
    }

    #[test]
    fn the_installed_tesseract_tells_its_version_and_languages() {
        let found = Reader::new("eng").found().unwrap();
        assert!(found.number.starts_with(char::is_numeric), "{found:?}");
        assert!(found.languages.contains(&"eng".to_owned()), "{found:?}");
        assert!(!found.languages.contains(&"osd".to_owned()), "that is no language: {found:?}");
    }

    #[test]
    fn an_empty_page_has_no_words() {
        assert_eq!(Reader::new("eng").read(&white()).unwrap(), "");
    }

    #[test]
    fn a_language_without_a_model_is_a_lasting_failure() {
        let error = Reader::new("tlh").read(&white()).unwrap_err();
        assert!(matches!(error, Error::Failed { .. }) && error.is_permanent(), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_reader_that_hangs_is_ended() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let script = home.path().join("hangs");
        let pid_file = home.path().join("pid");
        let text = format!("#!/bin/sh\necho $$ > {}\nexec sleep 600\n", pid_file.display());
        std::fs::write(&script, text).unwrap();
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
        let reader = Reader::new("eng").with_program(&script);
        let error = reader.read_within(&white(), Duration::from_millis(500)).unwrap_err();
        assert!(matches!(error, Error::TooLong(_)), "{error}");
        if let Ok(pid) = std::fs::read_to_string(pid_file) {
            let process = std::path::Path::new("/proc").join(pid.trim());
            assert!(!process.exists(), "it was ended and waited for");
        }
    }

    #[test]
    fn frames_and_icons_are_not_words() {
        assert_eq!(tidy("  Invoice 7 \n| _\n\n=|\nHarbour\n"), "Invoice 7\nHarbour");
    }
}
