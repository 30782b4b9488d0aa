//! A spool file that grows by sealed records.

use super::records::{self, Place};
use super::{Error, Spool};
use crate::seal::ContentKey;
use domain::id::CaptureId;
use std::fs::File;
use std::io::Write;
use std::time::{Duration, Instant};

/// How long records may wait in the system's memory before they are forced to the disk. A kill
/// of the process loses none of them; a power cut loses this much.
const SYNC_EVERY: Duration = Duration::from_secs(2);

/// Appends sealed records to one file of the spool. Dropped without [`Writer::finish`], the file
/// stays readable up to the last record, and is known to be unfinished.
pub struct Writer {
    spool: Spool,
    file: String,
    id: CaptureId,
    key: ContentKey,
    out: File,
    number: u64,
    size_bytes: u64,
    synced: Instant,
    is_dirty: bool,
}

impl Writer {
    pub(super) fn new(
        spool: Spool,
        file: String,
        id: CaptureId,
        key: ContentKey,
        out: File,
    ) -> Self {
        let size_bytes = records::MAGIC.len() as u64;
        let synced = Instant::now();
        Self { spool, file, id, key, out, number: 0, size_bytes, synced, is_dirty: false }
    }

    /// Seals `plain` as the next record and writes it; forced to the disk at least every two
    /// seconds as long as records keep coming, see also [`Writer::settle`].
    ///
    /// Errors: [`Error::BudgetReached`] with nothing written, after which the file may still be
    /// finished; [`Error::Io`], after which it must be dropped: a later record would not be found.
    pub fn append(&mut self, plain: &[u8]) -> Result<(), Error> {
        let bytes = records::sealed(&self.key, self.id, self.number, Place::Inside, plain)?;
        self.spool.reserve(bytes.len() as u64)?;
        self.write(&bytes)?;
        self.settle()
    }

    /// Forces records that have waited two seconds to the disk; cheap if none has.
    ///
    /// Errors: [`Error::Io`].
    pub fn settle(&mut self) -> Result<(), Error> {
        if self.is_dirty && self.synced.elapsed() >= SYNC_EVERY {
            self.out.sync_data()?;
            self.synced = Instant::now();
            self.is_dirty = false;
        }
        Ok(())
    }

    /// The file's name inside the spool.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Bytes on disk so far.
    #[must_use]
    pub const fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// Writes the last, empty record and forces everything to the disk; returns the file's size.
    ///
    /// The few bytes of the last record are written even if the budget is used up.
    ///
    /// Errors: [`Error::Io`].
    pub fn finish(mut self) -> Result<u64, Error> {
        let bytes = records::sealed(&self.key, self.id, self.number, Place::Last, &[])?;
        self.write(&bytes)?;
        self.out.sync_all()?;
        Ok(self.size_bytes)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if !self.is_dirty {
            self.is_dirty = true;
            self.synced = Instant::now();
        }
        self.out.write_all(bytes)?;
        self.number += 1;
        self.size_bytes += bytes.len() as u64;
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.spool.no_longer_growing(&self.file);
    }
}
