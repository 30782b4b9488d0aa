//! Undo and redo: what a person did to blocks, step by step, also after a restart.
//!
//! Every act writes its step in its own transaction: each block as it was and as it became, and
//! what it taught. Clients and projects that were added on the way stay.

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::learning::block_id;
use domain::block::Block;
use domain::id::BlockId;
pub use domain::step::{Kind, Step};
use domain::time::{DAY, Millis, Moment, Span};
use serde::{Deserialize, Serialize};
use store::history::{self, Change, Stands};
use store::lessons::{self, Learned};
use store::{Connection, blocks};

/// How long a step can be undone.
pub const KEPT: Millis = 90 * DAY;

impl Daybook {
    /// Takes the last act back. `None` if there is none left to take back.
    ///
    /// # Errors
    ///
    /// [`Error::Changed`] if one of its blocks is no longer as the act left it. Nothing changes
    /// then, and the act is not offered again.
    pub fn undo(&self) -> Result<Option<Step>> {
        self.turn(Way::Back)
    }

    /// Does the act again that was undone last. `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`Error::Changed`] as for [`Daybook::undo`].
    pub fn redo(&self) -> Result<Option<Step>> {
        self.turn(Way::Forth)
    }

    /// What an undo would take back, and what a redo would do again.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn undoable(&self) -> Result<(Option<Step>, Option<Step>)> {
        let kept = |kept: Option<history::Kept>| kept.map(|kept| kept.step);
        Ok(self
            .store
            .read(|db| Ok((kept(history::undoable(db)?), kept(history::redoable(db)?))))?)
    }

    /// What was done to a block and is in force, the newest first.
    ///
    /// # Errors
    ///
    /// The id cannot be read.
    pub fn history(&self, id: &str) -> Result<Vec<Step>> {
        let id = block_id(id)?;
        Ok(self.store.read(|db| history::of_block(db, id))?)
    }

    fn turn(&self, way: Way) -> Result<Option<Step>> {
        let now = self.now();
        match self.store.write(move |tx| turn(tx, way, now))? {
            Turned::Nothing => Ok(None),
            Turned::Changed => Err(Error::Changed),
            Turned::Done(step) => {
                self.events.tell(Event::Blocks);
                Ok(Some(step))
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Way {
    Back,
    Forth,
}

enum Turned {
    Nothing,
    Changed,
    Done(Step),
}

/// A block as a step keeps it: its row, and what it taught.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    pub(crate) block: Block,
    pub(crate) lesson: Option<Learned>,
}

impl Snapshot {
    /// How the block of that id is now.
    pub(crate) fn of(db: &Connection, id: BlockId) -> store::Result<Option<Self>> {
        let Some(block) = blocks::get(db, id)? else { return Ok(None) };
        Ok(Some(Self { block, lesson: lessons::get(db, id)? }))
    }

    /// Whether both are the same block and taught the same, whenever that was.
    fn is_same(&self, other: &Self) -> bool {
        let lesson = |one: &Self| one.lesson.as_ref().map(|learned| learned.lesson.clone());
        self.block == other.block && lesson(self) == lesson(other)
    }

    fn encode(&self) -> store::Result<String> {
        serde_json::to_string(self).map_err(|_| store::Error::Row { table: "block_changes" })
    }

    fn decode(text: &str) -> store::Result<Self> {
        serde_json::from_str(text).map_err(|_| store::Error::Row { table: "block_changes" })
    }
}

/// Writes an act down that is done to `before`; of a block that it left as it was, nothing.
pub(crate) fn keep(
    tx: &Connection,
    kind: Kind,
    before: &[Snapshot],
    now: Moment,
) -> store::Result<()> {
    let mut changes = Vec::new();
    for was in before {
        let became = Snapshot::of(tx, was.block.id)?;
        if became.as_ref().is_some_and(|became| became.is_same(was)) {
            continue;
        }
        let (start, end) = (was.block.span.start, was.block.span.end);
        let later = became.as_ref().map_or(was.block.span, |became| became.block.span);
        changes.push(Change {
            block: was.block.id,
            span: Span::new(start.min(later.start), end.max(later.end)),
            was: Some(was.encode()?),
            became: became.map(|became| became.encode()).transpose()?,
        });
    }
    if changes.is_empty() { Ok(()) } else { history::add(tx, kind, &changes, now) }
}

fn turn(tx: &Connection, way: Way, now: Moment) -> store::Result<Turned> {
    let (kept, after) = match way {
        Way::Back => (history::undoable(tx)?, Stands::Undone),
        Way::Forth => (history::redoable(tx)?, Stands::Done),
    };
    let Some(kept) = kept else { return Ok(Turned::Nothing) };
    let mut plan = Vec::new();
    for Change { block, was, became, .. } in history::changes(tx, kept.seq)? {
        let (from, to) = match way {
            Way::Back => (became, was),
            Way::Forth => (was, became),
        };
        let from = from.as_deref().map(Snapshot::decode).transpose()?;
        let is_as_left = match (&from, &Snapshot::of(tx, block)?) {
            (Some(from), Some(now)) => from.is_same(now),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !is_as_left {
            history::set(tx, kept.seq, Stands::Lapsed)?;
            return Ok(Turned::Changed);
        }
        plan.push((block, to.as_deref().map(Snapshot::decode).transpose()?));
    }
    for (id, to) in plan {
        match to {
            Some(Snapshot { block, lesson }) => {
                blocks::put(tx, &block, now)?;
                match lesson {
                    Some(Learned { lesson, at }) => lessons::put(tx, id, &lesson, at)?,
                    None => lessons::remove(tx, id)?,
                }
            }
            None => {
                lessons::remove(tx, id)?;
                blocks::remove(tx, id, now)?;
            }
        }
    }
    history::set(tx, kept.seq, after)?;
    Ok(Turned::Done(kept.step))
}
