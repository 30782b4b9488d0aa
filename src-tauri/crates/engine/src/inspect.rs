//! Privacy that can be checked: a search for anything raw, and numbers to hold it against.
//!
//! Nothing here tells what a file holds; only where it lies and what is wrong with it.

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use domain::activity::Window;
use domain::chunk::is_overdue;
use domain::exclusion::Verdict;
use domain::time::{MINUTE, Millis, Moment, day_bounds};
use std::collections::HashSet;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use store::{captures, chunks, outbound, receipts};

/// What a search of the data directory found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfCheck {
    /// When it was made.
    pub at: Moment,
    /// How many files were looked at: all there are.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What should not be there, by path.
    pub leftovers: Vec<Leftover>,
}

/// Something that should not be there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leftover {
    /// Relative to the data directory, with `/` between folders.
    pub path: String,
    /// What is wrong with it.
    pub what: What,
}

/// What is wrong with a leftover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It is a picture or sound that anybody could open.
    Unsealed,
    /// It lies in the spool, and no row knows it.
    Unknown,
    /// It has outlived the retention limit.
    Overdue,
}

impl What {
    /// The stable name, as on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unsealed => "unsealed",
            Self::Unknown => "unknown",
            Self::Overdue => "overdue",
        }
    }
}

/// What every sealed file begins with.
const SEALED: &[u8] = b"daybook\x01";

/// A file this young may be on its way to its row.
const ON_ITS_WAY: Millis = MINUTE;

/// So many bytes tell what a file is.
const HEAD: usize = 16;

impl Daybook {
    /// Searches the data directory for anything raw: every file of it is opened.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or the database refused.
    pub fn self_check(&self) -> Result<SelfCheck> {
        let at = self.now();
        let root = self.home.path();
        let (spool, models) = (self.home.spool(), self.home.models());
        let mut check = SelfCheck { at, files: 0, bytes: 0, leftovers: Vec::new() };
        let mut strays = Vec::new();
        let all = files(root)?;
        // Asked after the files were listed: whatever was listed has its row by now, or none.
        let (known, due) = self.store.read(|db| {
            let mut due = chunks::queued(db)?;
            due.extend(chunks::still_open(db)?);
            let known: HashSet<String> = captures::files(db)?.into_iter().collect();
            Ok((known, due))
        })?;
        for path in all {
            let Some(found) = look(&path)? else { continue };
            check.files += 1;
            check.bytes += found.bytes;
            let add = |what| Leftover { path: relative(root, &path), what };
            if path.starts_with(&spool) {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                let is_known = path.parent() == Some(&spool) && known.contains(name);
                if !found.is_sealed() {
                    check.leftovers.push(add(What::Unsealed));
                } else if !is_known && at.since(found.changed) > ON_ITS_WAY {
                    strays.push((path.clone(), add(What::Unknown)));
                }
            } else if !path.starts_with(&models) && found.is_raw() {
                check.leftovers.push(add(What::Unsealed));
            }
        }
        // A wipe takes the file before its row: what is gone by now was on its way out.
        check
            .leftovers
            .extend(strays.into_iter().filter(|(path, _)| path.exists()).map(|one| one.1));
        let retention = self.settings().spool.retention();
        for chunk in due.into_iter().filter(|chunk| is_overdue(chunk.id, at, retention)) {
            let held = self.store.read(|db| captures::of_chunk(db, chunk.id))?;
            let files = held.iter().map(|capture| relative(root, &spool.join(&capture.file)));
            let mut paths: Vec<String> = files.collect();
            if paths.is_empty() {
                // Its words are still staged, sealed, in the database.
                paths.push("daybook.db".into());
            }
            let overdue = |path| Leftover { path, what: What::Overdue };
            check.leftovers.extend(paths.into_iter().map(overdue));
        }
        check.leftovers.sort();
        check.leftovers.dedup();
        Ok(check)
    }

    /// What would be done with a window if it were in front.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn would_capture(&self, window: &Window) -> Result<Verdict> {
        Ok(self.exclusions()?.verdict(window))
    }

    /// How many raw captures were wiped today.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn wiped_today(&self) -> Result<u64> {
        let midnight = self.midnight();
        Ok(self.store.read(|db| receipts::files_since(db, midnight))?)
    }

    /// How many bytes left this machine today.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn outbound_today(&self) -> Result<u64> {
        let midnight = self.midnight();
        Ok(self.store.read(|db| outbound::bytes_since(db, midnight))?)
    }

    /// When the oldest raw capture was made that is still there.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn oldest_capture(&self) -> Result<Option<Moment>> {
        Ok(self.store.read(captures::oldest)?)
    }

    /// When today began, in the owner's zone.
    fn midnight(&self) -> Moment {
        day_bounds(self.today(), &self.clock.zone()).start
    }
}

/// What can be seen of a file without understanding it.
struct Found {
    head: Vec<u8>,
    bytes: u64,
    changed: Moment,
}

impl Found {
    /// Whether it begins as the spool's files do, as far as it has been written.
    fn is_sealed(&self) -> bool {
        self.head.starts_with(SEALED) || SEALED.starts_with(&self.head)
    }

    /// Whether it begins like a picture or like sound.
    fn is_raw(&self) -> bool {
        let begins = |mark: &[u8]| self.head.starts_with(mark);
        let at = |from: usize, mark: &[u8]| {
            self.head.get(from..).is_some_and(|rest| rest.starts_with(mark))
        };
        let is_picture = begins(b"\x89PNG\r\n\x1a\n")
            || begins(b"\xff\xd8\xff")
            || begins(b"GIF8")
            || begins(b"II*\0")
            || begins(b"MM\0*")
            || begins(b"qoif")
            || begins(b"\0\0\0\x0cJXL ")
            || (begins(b"RIFF") && at(8, b"WEBP"))
            || self.is_bitmap();
        let is_sound = (begins(b"RIFF") && at(8, b"WAVE"))
            || begins(b"RF64")
            || begins(b"OggS")
            || begins(b"fLaC")
            || begins(b"ID3")
            || (begins(b"FORM") && at(8, b"AIF"))
            || begins(b"caff")
            || begins(b"#!AMR")
            // Matroska and WebM.
            || begins(b"\x1a\x45\xdf\xa3")
            || self.is_bare_mpeg();
        // MP4, M4A, HEIC and AVIF.
        is_picture || is_sound || at(4, b"ftyp")
    }

    /// "BM", and then its own length.
    fn is_bitmap(&self) -> bool {
        let length = self.head.get(2..6).and_then(|four| <[u8; 4]>::try_from(four).ok());
        self.head.starts_with(b"BM")
            && length.is_some_and(|four| u64::from(u32::from_le_bytes(four)) == self.bytes)
    }

    /// MP3 without tags, or AAC: eleven or twelve bits set, then a layer that exists.
    fn is_bare_mpeg(&self) -> bool {
        let [0xff, second, ..] = *self.head else { return false };
        let is_mp3 = second & 0xe0 == 0xe0 && second & 0x18 != 0x08 && second & 0x06 == 0x02;
        let is_aac = second & 0xf6 == 0xf0;
        is_mp3 || is_aac
    }
}

/// Opens a file; `None` if it is gone by now.
fn look(path: &Path) -> Result<Option<Found>> {
    let fail = |source| Error::File { path: path.to_owned(), source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(fail(source)),
    };
    let meta = file.metadata().map_err(fail)?;
    let since = meta.modified().map_err(fail)?.duration_since(std::time::UNIX_EPOCH);
    let millis = since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
    let mut head = Vec::with_capacity(HEAD);
    file.take(HEAD as u64).read_to_end(&mut head).map_err(fail)?;
    Ok(Some(Found { head, bytes: meta.len(), changed: Moment(millis) }))
}

/// Every file below `root`. Links are not followed: what they lead to is not ours.
fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(source) => return Err(Error::File { path: folder, source }),
        };
        for entry in entries {
            let fail = |source| Error::File { path: folder.clone(), source };
            let entry = entry.map_err(fail)?;
            let kind = entry.file_type().map_err(fail)?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}

fn relative(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let steps = inside.components().map(|step| step.as_os_str().to_string_lossy());
    steps.collect::<Vec<_>>().join("/")
}
