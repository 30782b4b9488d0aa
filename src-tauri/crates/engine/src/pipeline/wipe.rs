//! Committed → Wiped: files, keys and words go; a receipt stays.

use super::Pipeline;
use crate::Result;
use crate::daybook::Daybook;
use crate::events::Event;
use crate::keys::Keys;
use capture::spool::{Spool, Wipeable};
use domain::chunk::{Chunk, Stage};
use domain::time::{DAY, HOUR, MINUTE, Moment};
use std::collections::HashSet;
use store::captures::{self, Capture};
use store::receipts::{self, Cause};
use store::{Store, chunks};

/// How long rows of wiped chunks are kept beside their receipts.
const KEPT: i64 = 30 * DAY;

impl Pipeline {
    pub(super) fn wipe(&mut self, chunk: &Chunk) -> Result<()> {
        let all = self.daybook.store.read(|db| captures::of_chunk(db, chunk.id))?;
        let proof = Wipeable::committed(chunk.id, files(&all));
        let cause = if self.is_overdue(chunk) { Cause::Retention } else { Cause::Committed };
        remove(
            &self.daybook.store,
            &self.keys.spool,
            chunk,
            &all,
            &proof,
            cause,
            self.daybook.now(),
        )?;
        self.daybook.events.tell(Event::Wiped);
        Ok(())
    }

    /// Once an hour, removes what a crash left behind that was too young for the last start.
    pub(super) fn sweep_later(&mut self) -> Result<()> {
        let now = self.daybook.now();
        if (0..HOUR).contains(&now.since(self.swept)) {
            return Ok(());
        }
        self.swept = now;
        sweep(&self.daybook, &self.keys, now.minus(HOUR))
    }
}

/// Removes a chunk's files, then its keys and words, and writes the receipt.
///
/// The files go first: if this is cut short, the rows still name them and the step is repeated.
pub(crate) fn remove(
    store: &Store,
    spool: &Spool,
    chunk: &Chunk,
    all: &[Capture],
    proof: &Wipeable,
    cause: Cause,
    now: Moment,
) -> Result<()> {
    let gone = spool.wipe(proof)?;
    // After a repeat the files are gone already; the rows remember how many there were.
    let count = u64::try_from(all.len()).unwrap_or(u64::MAX).max(gone.files);
    let bytes = all.iter().map(|capture| capture.size_bytes).sum::<u64>().max(gone.bytes);
    let (id, span) = (chunk.id, chunk.span);
    store.write(move |tx| {
        chunks::strip(tx, id)?;
        // Where nothing was captured there is nothing to prove.
        if count > 0 {
            receipts::put(tx, id, span, now, count, bytes, cause)?;
        }
        chunks::tidy(tx, now.minus(KEPT))?;
        Ok(())
    })?;
    scrub(store)
}

/// Empties the write-ahead log, waiting for readers of other processes for a moment.
pub(crate) fn scrub(store: &Store) -> Result<()> {
    for _ in 0..50 {
        if store.scrub()? {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    // What stands in the log was sealed; the next wipe empties it.
    tracing::warn!("The database's log could not be emptied: another program is reading it");
    Ok(())
}

pub(crate) fn files(all: &[Capture]) -> Vec<String> {
    all.iter().map(|capture| capture.file.clone()).collect()
}

/// Puts a data directory in order after a crash: chunks that were still open are closed at the
/// last row of the ledger, and files that no row knows are removed. Call it while holding the
/// capture lock.
///
/// # Errors
///
/// The database or the spool refused.
pub fn recover(daybook: &Daybook, keys: &Keys) -> Result<()> {
    let now = daybook.now();
    daybook.store.write(move |tx| {
        let last = store::activities::last(tx)?.map_or(now, |row| row.span.end);
        for chunk in chunks::still_open(tx)? {
            debug_assert_eq!(chunk.stage, Stage::Open);
            let sound = captures::of_chunk(tx, chunk.id)?;
            let end = sound.iter().map(|capture| capture.span.end).fold(last, Moment::max);
            // The ledger may be ahead of a wall clock that was set back.
            chunks::close(tx, chunk.id, end.min(now.max(last)))?;
        }
        Ok(())
    })?;
    // Another process may be ingesting right now: what is young stays.
    sweep(daybook, keys, now.minus(10 * MINUTE))?;
    scrub(&daybook.store)
}

/// Removes sealed files that no row knows and that were last changed before `before`: a crash left
/// them behind, and nobody can open them.
fn sweep(daybook: &Daybook, keys: &Keys, before: Moment) -> Result<()> {
    let known: HashSet<String> = daybook.store.read(captures::files)?.into_iter().collect();
    let removed = keys.spool.sweep(&known, before)?;
    if removed.files > 0 {
        tracing::info!(
            removed.files,
            removed.bytes,
            "Removed sealed files that nothing could open"
        );
    }
    Ok(())
}
