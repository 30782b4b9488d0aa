//! Pause, resume, forget, and the lists that let the owner check.

use crate::Result;
use crate::classify;
use crate::daybook::Daybook;
use crate::events::Event;
use crate::keys::Keys;
use crate::learning::unlearn_titles;
use crate::pipeline::{Pipeline, add_draft};
use crate::timers::captured::unlearn;
use capture::spool::Wipeable;
use domain::block::Status;
use domain::chunk::Stage;
use domain::id::BlockId;
use domain::segments::Segments;
use domain::time::{Moment, Span, zone_name};
use serde::{Deserialize, Serialize};
use store::captures;
use store::outbound::{self, Outbound};
use store::receipts::{self, Cause, Receipt};
use store::{activities, blocks, chunks, facts, history, timers};

/// What was forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// Raw captures that were removed.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Drafts that were taken back or cut.
    pub drafts: u64,
}

impl Daybook {
    /// Since when capture is switched on, if it ever was.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn capture_since(&self) -> Result<Option<Moment>> {
        let fact = self.store.read(|db| facts::get(db, facts::CAPTURE_SINCE))?;
        Ok(fact.and_then(|text| text.parse().ok()).map(Moment))
    }

    /// Pauses capture until `until`; `None`: until it is resumed. Time goes on as `paused`.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn pause(&self, until: Option<Moment>) -> Result<()> {
        let until = until.map_or(i64::MAX, |moment| moment.0).to_string();
        self.store.write(move |tx| facts::set(tx, facts::PAUSED_UNTIL, &until))?;
        self.events.tell(Event::Ledger);
        Ok(())
    }

    /// Ends a pause.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn resume(&self) -> Result<()> {
        self.store.write(|tx| facts::clear(tx, facts::PAUSED_UNTIL))?;
        self.events.tell(Event::Ledger);
        Ok(())
    }

    /// Until when capture is paused, if it is. `i64::MAX` stands for "until resumed".
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn paused_until(&self) -> Result<Option<Moment>> {
        let fact = self.store.read(|db| facts::get(db, facts::PAUSED_UNTIL))?;
        let until = fact.and_then(|text| text.parse().ok()).map(Moment);
        Ok(until.filter(|until| *until > self.now()))
    }

    /// The newest receipts.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn receipts(&self, limit: u32) -> Result<Vec<Receipt>> {
        Ok(self.store.read(|db| receipts::newest(db, limit))?)
    }

    /// What left this machine lately.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn outbound(&self, limit: u32) -> Result<Vec<Outbound>> {
        Ok(self.store.read(|db| outbound::newest(db, limit))?)
    }

    /// Forgets `span`: its captures are wiped, its titles dropped, drafts in it taken back. The
    /// time stays, as `excluded`. Blocks that a person edited or confirmed stay as they are now;
    /// what they once were can no longer be undone, and titles teach nothing any more. Copies of
    /// the database that may hold any of it are made anew.
    ///
    /// While another process captures, it is asked to do this, so that what it holds in memory
    /// goes too.
    ///
    /// # Errors
    ///
    /// The database or the spool refused, or the capturing process does not answer.
    pub fn forget(&self, span: Span) -> Result<Forgotten> {
        if !self.home.is_captured() {
            return forget(self, &*self.keys()?, span);
        }
        let request = serde_json::to_string(&Request { span, done: None }).unwrap_or_default();
        self.store.write(move |tx| facts::set(tx, facts::FORGET, &request))?;
        for _ in 0..100 {
            std::thread::sleep(std::time::Duration::from_millis(100));
            if let Some(Request { done: Some(done), .. }) = request_of(self)? {
                self.store.write(|tx| facts::clear(tx, facts::FORGET))?;
                return Ok(done);
            }
            if !self.home.is_captured() {
                self.store.write(|tx| facts::clear(tx, facts::FORGET))?;
                return forget(self, &*self.keys()?, span);
            }
        }
        Err(crate::Error::System("to forget: the process that captures does not answer"))
    }
}

/// What the capturing process is asked, and its answer.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) span: Span,
    pub(crate) done: Option<Forgotten>,
}

pub(crate) fn request_of(daybook: &Daybook) -> Result<Option<Request>> {
    let fact = daybook.store.read(|db| facts::get(db, facts::FORGET))?;
    Ok(fact.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Forgets `span` in this process.
pub(crate) fn forget(daybook: &Daybook, keys: &Keys, span: Span) -> Result<Forgotten> {
    let now = daybook.now();
    let limits = daybook.settings().classify.limits();
    let word_key = keys.words.clone();
    let clock = daybook.clock.clone();
    let zone = zone_name(&clock.zone(), span.start);

    let mut all = daybook.store.read(chunks::queued)?;
    all.extend(daybook.store.read(chunks::still_open)?);
    // An open chunk has no end yet.
    all.retain(|chunk| {
        let end = if chunk.stage == Stage::Open { now } else { chunk.span.end };
        Span::new(chunk.span.start, end).overlap(span).is_some()
    });
    let mut forgotten = Forgotten::default();
    for chunk in &all {
        let captured = daybook.store.read(|db| captures::of_chunk(db, chunk.id))?;
        let files = captured.iter().map(|capture| capture.file.clone()).collect();
        // The owner wants it gone now: the limit is none.
        let proof = Wipeable::past_retention(
            chunk.id,
            files,
            chunk.span.start,
            now.max(chunk.span.start),
            0,
        );
        let Some(proof) = proof else { continue };
        let gone = keys.spool.wipe(&proof)?;
        forgotten.files = forgotten.files.saturating_add(gone.files);
        forgotten.bytes = forgotten.bytes.saturating_add(gone.bytes);
    }
    forgotten.drafts = daybook.store.write(move |tx| {
        for chunk in &all {
            let captured = captures::of_chunk(tx, chunk.id)?;
            let count = u64::try_from(captured.len()).unwrap_or(u64::MAX);
            let bytes = captured.iter().map(|capture| capture.size_bytes).sum();
            if chunk.stage < Stage::Committed {
                // What lies outside the span still becomes blocks, from the titles alone.
                chunks::empty(tx, chunk.id)?;
            } else {
                chunks::strip(tx, chunk.id)?;
            }
            if count > 0 {
                receipts::put(tx, chunk.id, chunk.span, now, count, bytes, Cause::Forgotten)?;
            }
        }
        activities::forget(tx, span)?;
        history::forget(tx, span)?;
        for row in timers::within(tx, span)? {
            unlearn(tx, row.timer.id(), &row.timer.segments(now))?;
        }
        let mut drafts = 0;
        for block in blocks::within(tx, span)? {
            if block.edited || block.status != Status::Draft {
                unlearn_titles(tx, &block)?;
                continue;
            }
            blocks::remove(tx, block.id, now)?;
            drafts += 1;
            for rest in Segments::from(block.span).without(span).as_slice() {
                for proposed in classify::local(tx, &word_key, limits, *rest, &[], &[])? {
                    let mint = || BlockId::mint(now, clock.random());
                    add_draft(tx, &proposed, &limits, now, &mint)?;
                }
            }
            blocks::worked_in(tx, block.span, &zone)?;
        }
        blocks::forget_changes(tx, span)?;
        Ok(drafts)
    })?;
    daybook.store.renew_copies(span.start, now)?;
    Pipeline::scrub(daybook)?;
    daybook.events.tell(Event::Blocks);
    daybook.events.tell(Event::Wiped);
    Ok(forgotten)
}
