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
use crate::worth::freeze;
use domain::block::{Block, Status};
use domain::edit::overlap::Overlap;
use domain::edit::{Copied, Preview};
use domain::id::BlockId;
use domain::time::{Moment, TimeZone};
use domain::work::FrozenDays;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::entries::{self, Row};
use store::{Connection, blocks, lessons};

/// What an act writes and takes away.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Entries that are new or changed.
    pub(crate) put: Vec<Row>,
    /// Entries that go.
    pub(crate) gone: Vec<BlockId>,
    /// Which entries were made of others: what those were recognised by goes along.
    pub(crate) copied: Vec<Copied>,
    /// What two entries share afterwards and did not before.
    pub(crate) fresh: Vec<Overlap>,
    /// At what entries were billed that an import brings or marks.
    pub(crate) billed: BTreeMap<BlockId, FrozenDays>,
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
        let billed = BTreeMap::new();
        Self { put, gone: Vec::new(), copied: Vec::new(), fresh: Vec::new(), billed, home }
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
        let Preview { gone, copied, fresh, .. } = preview.clone();
        Ok(Self { gone, copied, fresh, ..Self::put(put, home.clone()) })
    }
}

impl Daybook {
    /// Does `work` in one transaction: a refusal writes nothing.
    pub(crate) fn in_one<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        all_or_nothing(work, |job| self.store.write(move |tx| job(tx)))
    }

    /// As [`Daybook::in_one`], for whoever watches: it does not wait for long where another program
    /// writes.
    pub(crate) fn in_passing<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        all_or_nothing(work, |job| self.store.note(move |tx| job(tx)))
    }
}

type Job<T> = Box<dyn FnOnce(&Connection) -> store::Result<T> + Send>;

fn all_or_nothing<T: Send + 'static>(
    work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    write: impl FnOnce(Job<T>) -> store::Result<T>,
) -> Result<T> {
    // A refusal travels as the store's error that rolls back, and beside it as what it is.
    let (refused, told) = std::sync::mpsc::channel();
    let done = write(Box::new(move |tx| match work(tx) {
        Ok(done) => Ok(done),
        Err(Error::Store(error)) => Err(error),
        Err(refusal) => {
            let _ = refused.send(refusal);
            Err(store::Error::Refused)
        }
    }));
    match (done, told.try_recv()) {
        (Err(store::Error::Refused), Ok(refusal)) => Err(refusal),
        (done, _) => Ok(done?),
    }
}

/// Writes the plan with its step; an entry that it leaves as it was teaches nothing. Returns the
/// step's place, if anything changed.
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
    let known: HashMap<BlockId, &Snapshot> = before.iter().map(|was| (was.block.id, was)).collect();
    for row in &plan.put {
        let was = known.get(&row.entry.id()).copied();
        if was.and_then(Snapshot::row).as_ref() == Some(row) {
            continue;
        }
        entries::put(tx, row, now)?;
        recognised(tx, plan, &known, row.entry.id())?;
        learn(tx, row.entry.block(), taught, was, now)?;
    }
    for id in &plan.gone {
        lessons::remove(tx, *id)?;
        entries::remove(tx, *id, now)?;
    }
    // Before the step is written: it takes that back, too.
    freeze(tx, &plan.billed, now)?;
    Ok(history::keep(tx, kind, &before, &fresh, &plan.home, now)?)
}

/// An entry that was made of others was recognised by what they were, before anything of the plan
/// was written.
fn recognised(
    tx: &Connection,
    plan: &Plan,
    known: &HashMap<BlockId, &Snapshot>,
    id: BlockId,
) -> Result<()> {
    let mut tokens = BTreeSet::new();
    let mut sources = plan.copied.iter().filter(|copied| copied.id == id).peekable();
    if sources.peek().is_none() {
        return Ok(());
    }
    for of in sources.map(|copied| copied.of).chain([id]) {
        match known.get(&of) {
            Some(was) => tokens.extend(was.evidence().iter().cloned()),
            None => tokens.extend(blocks::evidence(tx, of)?),
        }
    }
    Ok(blocks::put_evidence(tx, id, &Vec::from_iter(tokens))?)
}

fn learn(
    tx: &Connection,
    block: &Block,
    taught: Taught,
    was: Option<&Snapshot>,
    now: Moment,
) -> Result<()> {
    match taught {
        Taught::Yes { label_chosen } => teach(tx, block, label_chosen, now)?,
        Taught::One { id, label_chosen } if id == block.id => teach(tx, block, label_chosen, now)?,
        Taught::Reopened if !block.edited => lessons::remove(tx, block.id)?,
        Taught::Reopened => {}
        Taught::AsBefore | Taught::One { .. } => {
            if was.is_none_or(|was| was.block.span != block.span) {
                unlearn_titles(tx, block)?;
            }
        }
    }
    Ok(())
}

/// That the entry is on an invoice.
pub(crate) fn billed(row: &Row) -> Error {
    Error::Billed { id: row.entry.id(), invoice: row.details.invoice.clone() }
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
    if is_kept { Ok(()) } else { Err(billed(&kept)) }
}
