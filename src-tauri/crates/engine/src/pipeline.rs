//! # The pipeline
//!
//! Takes each closed chunk from captured to wiped, one transaction a step. A restart goes on from
//! the row's stage. A step that fails leaves the chunk where it is, with a count and a reason,
//! and the next chunk gets its turn. What can never succeed (no model, a lost key, a damaged
//! file) is left out, and the chunk is finished from what there is; so is one that has reached
//! the retention limit.
//!
//! [`Pipeline::work_off`] ends when nothing is due.

use crate::Result;
use crate::classify;
use crate::daybook::Daybook;
use crate::events::Event;
use crate::keys::Keys;
use capture::words::Reader;
use domain::chunk::{Chunk, Stage, is_overdue, patience};
use domain::classify::Proposed;
use domain::id::ChunkId;
use domain::pieces::{Heard, Seen};
use domain::time::Moment;
use speech::{Cancel, Scribe};
use std::sync::Arc;
use store::chunks;

mod commit;
mod refine;
mod staged;
mod transcribe;
mod wipe;

pub(crate) use commit::add_draft;
pub use refine::Cloud;
pub use wipe::recover;

/// How often a step that might succeed later is tried before the chunk goes on without it.
const TRIES: u32 = 5;

/// Turns chunks into blocks.
pub struct Pipeline {
    daybook: Daybook,
    keys: Arc<Keys>,
    scribe: Box<dyn Scribe>,
    reader: Option<Reader>,
    cloud: Option<Cloud>,
    /// When files that no row knows were last looked for.
    swept: Moment,
}

impl std::fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pipeline").field("daybook", &self.daybook).finish_non_exhaustive()
    }
}

impl Pipeline {
    /// A pipeline over these tools. Without a `reader` no words on the screen are read, without
    /// `cloud` nobody else is asked.
    #[must_use]
    pub fn new(
        daybook: Daybook,
        keys: Arc<Keys>,
        scribe: Box<dyn Scribe>,
        reader: Option<Reader>,
        cloud: Option<Cloud>,
    ) -> Self {
        let swept = daybook.now();
        Self { daybook, keys, scribe, reader, cloud, swept }
    }

    /// The keys in use.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The data directory it works on.
    pub(crate) const fn daybook(&self) -> &Daybook {
        &self.daybook
    }

    /// Takes every due chunk as far as it goes, the oldest first. Returns how many are left that
    /// wait for another try.
    ///
    /// # Errors
    ///
    /// The database refused; a chunk that fails is no error here.
    pub fn work_off(&mut self, cancel: &Cancel) -> Result<usize> {
        let mut left = 0;
        for chunk in self.daybook.store.read(chunks::queued)? {
            if cancel.is_cancelled() {
                return Ok(left + 1);
            }
            if chunk.due > self.daybook.now() || self.finish(chunk.id, cancel)? != Stage::Wiped {
                left += 1;
            }
        }
        self.refine_later();
        self.sweep_later()?;
        Ok(left)
    }

    /// Takes one chunk as far as it goes. Returns where it stands then.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn finish(&mut self, id: ChunkId, cancel: &Cancel) -> Result<Stage> {
        loop {
            let Some(chunk) = self.daybook.store.read(|db| chunks::get(db, id))? else {
                return Ok(Stage::Wiped);
            };
            if matches!(chunk.stage, Stage::Open | Stage::Wiped) || cancel.is_cancelled() {
                return Ok(chunk.stage);
            }
            let began = std::time::Instant::now();
            match self.step(&chunk, cancel) {
                Ok(()) => {
                    let took_ms = began.elapsed().as_millis();
                    tracing::info!(chunk.id = %id, took_ms, "Took chunk {id} on from {}", chunk.stage.as_str());
                }
                Err(_) if cancel.is_cancelled() => return Ok(chunk.stage),
                Err(error) => {
                    self.postpone(&chunk, &error)?;
                    return Ok(chunk.stage);
                }
            }
        }
    }

    /// One step of a chunk: what its stage asks for, in one transaction.
    ///
    /// # Errors
    ///
    /// Whatever the step could not do; nothing has changed then.
    pub fn step(&mut self, chunk: &Chunk, cancel: &Cancel) -> Result<()> {
        match chunk.stage {
            Stage::Open | Stage::Wiped => Ok(()),
            Stage::Captured => self.transcribe(chunk, cancel),
            Stage::Transcribed => self.classify(chunk),
            Stage::Classified => self.commit(chunk),
            Stage::Committed => {
                // A wipe that is tried again has asked already.
                if chunk.attempts == 0 {
                    self.refine(chunk);
                }
                self.wipe(chunk)
            }
        }
    }

    /// Empties the database's log after a wipe.
    pub(crate) fn scrub(daybook: &Daybook) -> Result<()> {
        wipe::scrub(&daybook.store)
    }

    /// What was said in a chunk that is not wiped yet.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn transcript(&self, id: ChunkId) -> Result<String> {
        let words: Option<staged::Words> =
            self.daybook.store.read(|db| staged::open(&self.keys, db, id, chunks::What::Words))?;
        let phrases = words.unwrap_or_default().heard;
        Ok(phrases.iter().map(|phrase| phrase.text.as_str()).collect::<Vec<_>>().join(" "))
    }

    fn is_overdue(&self, chunk: &Chunk) -> bool {
        is_overdue(chunk.id, self.daybook.now(), self.daybook.settings().spool.retention())
    }

    /// Whether to go on without what failed.
    fn gives_up(&self, chunk: &Chunk, is_permanent: bool) -> bool {
        is_permanent || chunk.attempts >= TRIES || self.is_overdue(chunk)
    }

    fn postpone(&self, chunk: &Chunk, error: &crate::Error) -> Result<()> {
        let attempts = chunk.attempts.saturating_add(1);
        let due = self.daybook.now().plus(patience(attempts));
        // An error's own words hold no content; what caused it might.
        let reason = error.to_string();
        tracing::warn!(chunk.id = %chunk.id, attempts, reason, "Chunk {} waits at {}", chunk.id, chunk.stage.as_str());
        let id = chunk.id;
        self.daybook.store.write(move |tx| chunks::postpone(tx, id, due, &reason))?;
        self.daybook.events.tell(Event::Trouble);
        Ok(())
    }

    /// The local classifier's blocks for a chunk.
    fn propose(&self, chunk: &Chunk, heard: &[Heard], seen: &[Seen]) -> Result<Vec<Proposed>> {
        let limits = self.daybook.settings().classify.limits();
        let key = &self.keys.words;
        Ok(self
            .daybook
            .store
            .read(|db| classify::local(db, key, limits, chunk.span, heard, seen))?)
    }

    /// Transcribed → Classified.
    fn classify(&mut self, chunk: &Chunk) -> Result<()> {
        let id = chunk.id;
        let (words, key) = self.daybook.store.read(|db| {
            let words: Option<staged::Words> =
                staged::open(&self.keys, db, id, chunks::What::Words)?;
            Ok((words.unwrap_or_default(), chunks::key(db, id)?))
        })?;
        let proposed = self.propose(chunk, &words.heard(), &words.seen())?;
        let rows: Vec<_> = proposed.iter().map(staged::Proposal::from).collect();
        let key = key.map(capture::seal::WrappedKey);
        let sealed = staged::seal(&self.keys, key.as_ref(), id, &rows)?;
        self.daybook.store.write(move |tx| {
            if let Some(sealed) = sealed {
                chunks::stage(tx, id, chunks::What::Proposals, &sealed)?;
            }
            chunks::advance(tx, id, Stage::Transcribed, Stage::Classified)
        })?;
        Ok(())
    }
}
