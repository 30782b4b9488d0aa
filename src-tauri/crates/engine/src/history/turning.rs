//! Undo and redo: a step is turned if each of its entries is as the step left it, and if nobody
//! counts by now what they would count again.

use super::snapshot::Snapshot;
use crate::Result;
use crate::absences::turned;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::timers::captured::{Neighbours, Present, claim, gives_way, open, redraft};
use domain::id::BlockId;
use domain::segments::Segments;
use domain::step::{Kind, Step};
use domain::time::{Span, TimeZone};
use store::history::{self, Change, Stands};
use store::{Connection, blocks, entries, imports, lessons, rules, timers};

impl Daybook {
    /// Takes the last act back. `None` if there is none left to take back.
    ///
    /// # Errors
    ///
    /// [`Error::Changed`] if one of its blocks is no longer as the act left it,
    /// [`Error::Overtaken`] if it would count time that something else counts since. Nothing
    /// changes then, and the act is not offered again.
    pub fn undo(&self) -> Result<Option<Step>> {
        self.turn(Way::Back)
    }

    /// Does the act again that was undone last. `None` if there is none.
    ///
    /// # Errors
    ///
    /// As for [`Daybook::undo`].
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

    fn turn(&self, way: Way) -> Result<Option<Step>> {
        let present = self.present();
        match self.in_one(move |tx| turn(tx, way, &present))? {
            Turned::Nothing => Ok(None),
            Turned::Changed => Err(Error::Changed),
            Turned::Overtaken(span) => Err(Error::Overtaken(span)),
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
    Overtaken(Span),
    Done(Step),
}

fn turn(tx: &Connection, way: Way, present: &Present) -> Result<Turned> {
    let (kept, after) = match way {
        Way::Back => (history::undoable(tx)?, Stands::Undone),
        Way::Forth => (history::redoable(tx)?, Stands::Done),
    };
    let Some(kept) = kept else { return Ok(Turned::Nothing) };
    let Some(turns) = turns(tx, kept.seq, way, &present.zone)? else {
        history::set(tx, kept.seq, Stands::Lapsed)?;
        return Ok(Turned::Changed);
    };
    let gained = gained(&turns);
    if let Some(span) = overtaken(tx, present, &turns, &gained)? {
        history::set(tx, kept.seq, Stands::Lapsed)?;
        return Ok(Turned::Overtaken(span));
    }
    claim(tx, present, None, &gained)?;
    let is_timed = kept.step.kind == Kind::Timer;
    let is_unimported = kept.step.kind == Kind::Import && matches!(way, Way::Back);
    let lost = written(tx, present, turns, is_timed, is_unimported)?;
    // What the timer had kept from becoming drafts. They stay apart from others: those are as the
    // step left them, so that it can be redone.
    redraft(tx, present, &lost, Neighbours::Leave)?;
    if kept.step.kind == Kind::Import {
        match way {
            Way::Back => imports::take_timers(tx, kept.seq, present.now())?,
            Way::Forth => imports::bring_timers(tx, kept.seq, present.now())?,
        }
    }
    if kept.step.kind == Kind::Away {
        turned(tx, present, kept.seq, matches!(way, Way::Back))?;
    }
    if let Some(rule) = rules::made_by(tx, kept.seq)? {
        match way {
            Way::Back => drop(rules::remove(tx, rule.id)?),
            Way::Forth => rules::add(tx, &rule, present.now())?,
        }
    }
    history::set(tx, kept.seq, after)?;
    Ok(Turned::Done(kept.step))
}

/// An entry as it is, and as it is to become by an undo or a redo.
struct Turn {
    id: BlockId,
    is: Option<Snapshot>,
    to: Option<Snapshot>,
}

/// What turning the step `seq` changes; none if an entry is no longer as the step left it.
fn turns(tx: &Connection, seq: i64, way: Way, home: &TimeZone) -> Result<Option<Vec<Turn>>> {
    let mut turns = Vec::new();
    for Change { block, was, became, .. } in history::changes(tx, seq)? {
        let (from, to) = match way {
            Way::Back => (became, was),
            Way::Forth => (was, became),
        };
        let kept = |text: Option<String>| text.map(|text| Snapshot::kept(tx, &text)).transpose();
        let (from, to) = (kept(from)?, kept(to)?);
        let is = Snapshot::of(tx, block, home)?;
        let is_as_left = match (&from, &is) {
            (Some(from), Some(is)) => from.is_same(is),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !is_as_left {
            return Ok(None);
        }
        turns.push(Turn { id: block, is, to });
    }
    Ok(Some(turns))
}

/// Time that the entries did not count until now, and that nobody else counted when the step was
/// written.
fn gained(turns: &[Turn]) -> Segments {
    let all = |of: fn(&Turn) -> Segments| Segments::new(turns.iter().map(of).flat_map(Vec::from));
    let to = all(|turn| turn.to.as_ref().map(Snapshot::counted).unwrap_or_default());
    let is = all(|turn| turn.is.as_ref().map(Snapshot::counted).unwrap_or_default());
    let twice = all(|turn| turn.to.as_ref().map(|to| to.twice.clone()).unwrap_or_default());
    to.minus(&is).minus(&twice)
}

/// The first of `gained` that somebody counts by now. Drafts that nobody edited give way.
fn overtaken(
    db: &Connection,
    present: &Present,
    turns: &[Turn],
    gained: &Segments,
) -> Result<Option<Span>> {
    let Some(hull) = gained.hull() else { return Ok(None) };
    let mut taken = Segments::default();
    for row in entries::within(db, hull, &present.zone)? {
        let is_own = turns.iter().any(|turn| turn.id == row.entry.id());
        if !is_own && !row.details.is_untimed && !gives_way(row.entry.block()) {
            taken = taken.union(row.entry.segments());
        }
    }
    for (_, counted) in open(db, present.reading)? {
        taken = taken.union(&counted);
    }
    Ok(gained.shared(&taken).as_slice().first().copied())
}

/// Writes the entries as they are to become. Returns what timers' entries count no more.
fn written(
    tx: &Connection,
    present: &Present,
    turns: Vec<Turn>,
    is_timed: bool,
    is_unimported: bool,
) -> Result<Segments> {
    let now = present.now();
    let mut lost = Segments::default();
    for Turn { id, is, to } in turns {
        if let Some(is) = is.filter(Snapshot::is_timed) {
            lost = lost.union(&is.counted());
        }
        match to {
            Some(snapshot) => {
                snapshot.restore(tx, now)?;
                if is_timed {
                    evidence_again(tx, id)?;
                }
            }
            None => {
                if is_unimported {
                    imports::free(tx, id)?;
                }
                lessons::remove(tx, id)?;
                blocks::remove(tx, id, now)?;
            }
        }
    }
    Ok(lost)
}

/// Gives an entry back what was recognised while its timer ran.
fn evidence_again(tx: &Connection, id: BlockId) -> Result<()> {
    if let Some(timer) = timers::of_block(tx, id)? {
        blocks::put_evidence(tx, id, &timers::evidence(tx, timer)?)?;
    }
    Ok(())
}
