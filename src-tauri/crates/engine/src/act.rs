//! How an act on the timesheet is written: all of it or nothing, with its step.
//!
//! An act is planned as a whole before anything is written ([`Plan`]), so a refusal leaves no half
//! behind. [`carry_out`] writes the plan and the step that takes it back.
//!
//! Invariant: what is on an invoice stays as it is, but for its tags and its note.

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::history::{self, Kind, Snapshot};
use crate::learning::{teach, unlearn_titles};
use domain::block::{Block, Status};
use domain::edit::{Copied, Preview};
use domain::id::BlockId;
use domain::time::{Moment, TimeZone};
use std::collections::HashMap;
use store::entries::{self, Row};
use store::{Connection, blocks, lessons};

/// What an act writes and takes away.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Entries that are new or changed.
    pub(crate) put: Vec<Row>,
    /// Entries that go.
    pub(crate) gone: Vec<BlockId>,
    /// Which new entries were made of others: what those were recognised by goes along.
    pub(crate) copied: Vec<Copied>,
    /// The zone of entries that do not say theirs.
    pub(crate) home: TimeZone,
}

/// What becomes of the lesson of each entry that is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Taught {
    /// It teaches what it says now.
    Yes {
        /// Whether the owner chose its words.
        label_chosen: bool,
    },
    /// Only this one teaches what it says now; the others teach what they taught.
    One {
        /// Which.
        id: BlockId,
        /// Whether the owner chose its words.
        label_chosen: bool,
    },
    /// It teaches what it taught, as far as its windows still show it.
    AsBefore,
    /// What only the confirmation taught is unlearnt; what an edit taught stays.
    Reopened,
}

impl Plan {
    /// A plan that writes `put` and takes nothing away.
    pub(crate) const fn put(put: Vec<Row>, home: TimeZone) -> Self {
        Self { put, gone: Vec::new(), copied: Vec::new(), home }
    }

    /// The plan of an edit: each entry keeps what it says beside its answer, and a new one gets
    /// that of the entry it was made of.
    pub(crate) fn of(db: &Connection, preview: &Preview, home: &TimeZone) -> Result<Self> {
        let mut put = Vec::with_capacity(preview.put.len());
        for entry in &preview.put {
            let source = preview.copied.iter().find(|copied| copied.id == entry.id());
            let kept = entries::get(db, source.map_or(entry.id(), |copied| copied.of), home)?;
            let details = kept.map(|row| row.details).unwrap_or_default();
            let is_there = |id: BlockId| preview.put.iter().any(|entry| entry.id() == id);
            let details = match source {
                // What was cut is written too.
                Some(copied) if is_there(copied.of) => details.part(),
                Some(_) => details.copied(),
                None => details,
            };
            put.push(Row { entry: entry.clone(), details });
        }
        let (gone, copied) = (preview.gone.clone(), preview.copied.clone());
        Ok(Self { put, gone, copied, home: home.clone() })
    }
}

impl Daybook {
    /// Does `work` in one transaction: a refusal writes nothing.
    pub(crate) fn in_one<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        // A refusal travels as the store's error that rolls back, and beside it as what it is.
        let (refused, told) = std::sync::mpsc::channel();
        let done = self.store.write(move |tx| match work(tx) {
            Ok(done) => Ok(done),
            Err(Error::Store(error)) => Err(error),
            Err(refusal) => {
                let _ = refused.send(refusal);
                Err(store::Error::Refused)
            }
        });
        match (done, told.try_recv()) {
            (Err(store::Error::Refused), Ok(refusal)) => Err(refusal),
            (done, _) => Ok(done?),
        }
    }
}

/// Writes the plan with its step. Returns the step's place, if anything changed.
///
/// # Errors
///
/// One of its entries is billed and would change, or the database refused.
pub(crate) fn carry_out(
    tx: &Connection,
    kind: Kind,
    plan: &Plan,
    taught: Taught,
    now: Moment,
) -> Result<Option<i64>> {
    let mut before = Vec::new();
    let mut fresh = Vec::new();
    for row in &plan.put {
        match Snapshot::of(tx, row.entry.id(), &plan.home)? {
            Some(was) => {
                refuse_billed(&was, Some(row))?;
                before.push(was);
            }
            None => fresh.push(row.entry.id()),
        }
    }
    for id in &plan.gone {
        if let Some(was) = Snapshot::of(tx, *id, &plan.home)? {
            refuse_billed(&was, None)?;
            before.push(was);
        }
    }
    let kept: HashMap<BlockId, Row> =
        before.iter().filter_map(|was| Some((was.block.id, was.row()?))).collect();
    for row in &plan.put {
        let block = row.entry.block();
        if kept.get(&block.id) != Some(row) {
            entries::put(tx, row, now)?;
        }
        if let Some(copied) = plan.copied.iter().find(|copied| copied.id == block.id) {
            let tokens = blocks::evidence(tx, copied.of)?;
            blocks::put_evidence(tx, block.id, &tokens)?;
        }
        learn(tx, block, taught, &before, now)?;
    }
    for id in &plan.gone {
        lessons::remove(tx, *id)?;
        entries::remove(tx, *id, now)?;
    }
    Ok(history::keep(tx, kind, &before, &fresh, &plan.home, now)?)
}

fn learn(
    tx: &Connection,
    block: &Block,
    taught: Taught,
    before: &[Snapshot],
    now: Moment,
) -> Result<()> {
    match taught {
        Taught::Yes { label_chosen } => teach(tx, block, label_chosen, now)?,
        Taught::One { id, label_chosen } if id == block.id => teach(tx, block, label_chosen, now)?,
        Taught::Reopened if !block.edited => lessons::remove(tx, block.id)?,
        Taught::Reopened => {}
        Taught::AsBefore | Taught::One { .. } => {
            let was = before.iter().find(|was| was.block.id == block.id);
            if was.is_none_or(|was| was.block.span != block.span) {
                unlearn_titles(tx, block)?;
            }
        }
    }
    Ok(())
}

/// Whether the entry may become `row`, or go: not if it is on an invoice.
fn refuse_billed(was: &Snapshot, row: Option<&Row>) -> Result<()> {
    if was.block.status != Status::Billed {
        return Ok(());
    }
    let Some(kept) = was.row() else { return Ok(()) };
    let free = |row: &Row| {
        let mut row = row.clone();
        row.details.tags.clear();
        row.details.note.clear();
        row
    };
    let is_kept = row.is_some_and(|row| free(row) == free(&kept));
    if is_kept { Ok(()) } else { Err(Error::Billed { invoice: kept.details.invoice }) }
}
