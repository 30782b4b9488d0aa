//! Undo and redo: what a person did to blocks, step by step, also after a restart.
//!
//! Every act writes its step in its own transaction: each block as it was and as it became, and
//! what it taught. Clients and projects that were added on the way stay.

use crate::Result;
use crate::absences::turned;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::learning::block_id;
use crate::timers::captured::{Neighbours, Present, claim, redraft};
use domain::block::Block;
use domain::details::Details;
use domain::entry::Entry;
use domain::id::{BlockId, TagId};
use domain::segments::Segments;
pub use domain::step::{Kind, Step};
use domain::time::{DAY, Millis, Moment, Span, TimeZone, zone_name, zone_of};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::entries::{self, Row};
use store::history::{self, Change, Stands};
use store::lessons::{self, Learned};
use store::{Connection, blocks, imports, rules, timers};

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
        let present = self.present();
        match self.in_one(move |tx| turn(tx, way, &present))? {
            Turned::Nothing => Ok(None),
            Turned::Changed => Err(Error::Changed),
            Turned::Done(step) => {
                self.events.tell(Event::Blocks);
                if step.kind == Kind::Import {
                    self.events.tell(Event::Timers);
                }
                if step.kind == Kind::Rule {
                    self.events.tell(Event::Clients);
                }
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

/// An entry as a step keeps it: its row, what it taught, and what it was recognised by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    pub(crate) block: Block,
    pub(crate) lesson: Option<Learned>,
    /// None in steps from before entries had more than their blocks.
    #[serde(default)]
    rest: Option<Rest>,
    /// Only where the step makes the entry or takes it away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<String>,
}

/// What an entry has beside its block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Rest {
    segments: Segments,
    zone: String,
    details: Details,
}

impl Snapshot {
    /// How the entry of that id is now.
    pub(crate) fn of(db: &Connection, id: BlockId, home: &TimeZone) -> store::Result<Option<Self>> {
        let Some(Row { entry, details }) = entries::get(db, id, home)? else { return Ok(None) };
        let rest = Rest {
            segments: entry.segments().clone(),
            zone: zone_name(entry.zone(), entry.span().start),
            details,
        };
        Ok(Some(Self {
            block: entry.block().clone(),
            lesson: lessons::get(db, id)?,
            rest: Some(rest),
            evidence: blocks::evidence(db, id)?,
        }))
    }

    /// The entry, if all of it is known.
    pub(crate) fn row(&self) -> Option<Row> {
        let Rest { segments, zone, details } = self.rest.clone()?;
        let entry = Entry::of(self.block.clone(), segments, zone_of(&zone)?).ok()?;
        Some(Row { entry, details })
    }

    /// Whether both are the same entry and taught the same, whenever that was.
    fn is_same(&self, other: &Self) -> bool {
        let lesson = |one: &Self| one.lesson.as_ref().map(|learned| learned.lesson.clone());
        let rest = match (&self.rest, &other.rest) {
            (Some(one), Some(other)) => one == other,
            (None, _) | (_, None) => true,
        };
        self.block == other.block && lesson(self) == lesson(other) && rest
    }

    /// Writes the entry as it is here.
    fn restore(&self, tx: &Connection, now: Moment) -> store::Result<()> {
        match self.row() {
            Some(mut row) => {
                let known = tags_known(tx, &row)?;
                row.details.tags = known;
                entries::put(tx, &row, now)?;
            }
            None => blocks::put(tx, &self.block, now)?,
        }
        if !self.evidence.is_empty() {
            blocks::put_evidence(tx, self.block.id, &self.evidence)?;
        }
        match &self.lesson {
            Some(Learned { lesson, at }) => lessons::put(tx, self.block.id, lesson, *at),
            None => lessons::remove(tx, self.block.id),
        }
    }

    fn encode(&self) -> store::Result<String> {
        serde_json::to_string(self).map_err(|_| store::Error::Row { table: "block_changes" })
    }

    fn decode(text: &str) -> store::Result<Self> {
        serde_json::from_str(text).map_err(|_| store::Error::Row { table: "block_changes" })
    }
}

/// Those of the entry's tags that were not removed meanwhile.
fn tags_known(db: &Connection, row: &Row) -> store::Result<BTreeSet<TagId>> {
    let mut query = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM tags WHERE id = ?1)")?;
    let mut known = BTreeSet::new();
    for tag in &row.details.tags {
        if query.query_row([tag.to_string()], |row| row.get(0))? {
            known.insert(*tag);
        }
    }
    Ok(known)
}

/// Writes an act down that was done to `before` and made `fresh`; of an entry that it left as it
/// was, nothing. Returns the step's place, if there is one.
pub(crate) fn keep(
    tx: &Connection,
    kind: Kind,
    before: &[Snapshot],
    fresh: &[BlockId],
    home: &TimeZone,
    now: Moment,
) -> store::Result<Option<i64>> {
    let mut changes = Vec::new();
    for was in before {
        let became = Snapshot::of(tx, was.block.id, home)?;
        if became.as_ref().is_some_and(|became| became.is_same(was)) {
            continue;
        }
        let (start, end) = (was.block.span.start, was.block.span.end);
        let later = became.as_ref().map_or(was.block.span, |became| became.block.span);
        let mut was = was.clone();
        if became.is_some() {
            was.evidence.clear();
        }
        let became = became.map(|became| Snapshot { evidence: Vec::new(), ..became });
        changes.push(Change {
            block: was.block.id,
            span: Span::new(start.min(later.start), end.max(later.end)),
            was: Some(was.encode()?),
            became: became.map(|became| became.encode()).transpose()?,
        });
    }
    for id in fresh {
        let Some(became) = Snapshot::of(tx, *id, home)? else { continue };
        changes.push(Change {
            block: *id,
            span: became.block.span,
            was: None,
            became: Some(became.encode()?),
        });
    }
    if changes.is_empty() { Ok(None) } else { history::add(tx, kind, &changes, now).map(Some) }
}

/// Writes an act down that decided something about entries and left them as they are. Returns the
/// step's place.
pub(crate) fn keep_unchanged(
    tx: &Connection,
    kind: Kind,
    ids: &[BlockId],
    home: &TimeZone,
    now: Moment,
) -> store::Result<i64> {
    let mut changes = Vec::new();
    for id in ids {
        let Some(is) = Snapshot::of(tx, *id, home)? else { continue };
        let is = Snapshot { evidence: Vec::new(), ..is };
        let (span, text) = (is.block.span, is.encode()?);
        changes.push(Change { block: *id, span, was: Some(text.clone()), became: Some(text) });
    }
    history::add(tx, kind, &changes, now)
}

fn turn(tx: &Connection, way: Way, present: &Present) -> Result<Turned> {
    let (home, now) = (&present.zone, present.now());
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
        let is_as_left = match (&from, &Snapshot::of(tx, block, home)?) {
            (Some(from), Some(now)) => from.is_same(now),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !is_as_left {
            history::set(tx, kept.seq, Stands::Lapsed)?;
            return Ok(Turned::Changed);
        }
        let to = to.as_deref().map(Snapshot::decode).transpose()?;
        let is_known = to.as_ref().map_or(Ok(true), |to| is_still_known(tx, to))?;
        if !is_known {
            history::set(tx, kept.seq, Stands::Lapsed)?;
            return Ok(Turned::Changed);
        }
        plan.push((block, to));
    }
    let is_timed = kept.step.kind == Kind::Timer;
    let is_unimported = kept.step.kind == Kind::Import && matches!(way, Way::Back);
    let mut lost = Segments::default();
    for (id, to) in plan {
        match to {
            Some(snapshot) => {
                if let Some(row) = snapshot.row().filter(|_| is_timed) {
                    claim(tx, present, None, row.entry.segments())?;
                }
                snapshot.restore(tx, now)?;
                if is_timed {
                    evidence_again(tx, id)?;
                }
            }
            None => {
                let row = entries::get(tx, id, home)?.filter(|_| is_timed);
                lost = row.map_or(lost.clone(), |row| lost.union(row.entry.segments()));
                if is_unimported {
                    imports::free(tx, id)?;
                }
                lessons::remove(tx, id)?;
                blocks::remove(tx, id, now)?;
            }
        }
    }
    // What the timer had kept from becoming drafts. They stay apart from others: those are as the
    // step left them, so that it can be redone.
    redraft(tx, present, &lost, Neighbours::Leave)?;
    if kept.step.kind == Kind::Import {
        match way {
            Way::Back => imports::take_timers(tx, kept.seq, now)?,
            Way::Forth => imports::bring_timers(tx, kept.seq, now)?,
        }
    }
    if kept.step.kind == Kind::Away {
        turned(tx, present, kept.seq, matches!(way, Way::Back))?;
    }
    if let Some(rule) = rules::made_by(tx, kept.seq)? {
        match way {
            Way::Back => drop(rules::remove(tx, rule.id)?),
            Way::Forth => rules::add(tx, &rule, now)?,
        }
    }
    history::set(tx, kept.seq, after)?;
    Ok(Turned::Done(kept.step))
}

/// Gives an entry back what was recognised while its timer ran.
fn evidence_again(tx: &Connection, id: BlockId) -> Result<()> {
    if let Some(timer) = timers::of_block(tx, id)? {
        blocks::put_evidence(tx, id, &timers::evidence(tx, timer)?)?;
    }
    Ok(())
}

/// Whether the client, project and task of the entry still exist.
fn is_still_known(db: &Connection, snapshot: &Snapshot) -> store::Result<bool> {
    let answer = &snapshot.block.answer;
    let task = snapshot.rest.as_ref().and_then(|rest| rest.details.task);
    let wanted = [
        ("clients", answer.client.map(|id| id.to_string())),
        ("projects", answer.project.map(|id| id.to_string())),
        ("tasks", task.map(|id| id.to_string())),
    ];
    for (table, id) in wanted {
        let Some(id) = id else { continue };
        let known: bool = db
            .prepare_cached(&format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE id = ?1)"))?
            .query_row([id], |row| row.get(0))?;
        if !known {
            return Ok(false);
        }
    }
    Ok(true)
}
