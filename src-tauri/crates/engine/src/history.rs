//! Undo and redo: what a person did to blocks, step by step, also after a restart.
//!
//! Every act writes its step in its own transaction: each block as it was and as it became, and
//! what it taught. Clients and projects that were added on the way stay.

mod past;

use crate::Result;
use crate::absences::turned;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::timers::captured::{Neighbours, Present, claim, gives_way, open, redraft};
use domain::block::Block;
use domain::details::Details;
use domain::entry::Entry;
use domain::id::{BlockId, TagId};
use domain::segments::Segments;
pub use domain::step::{Kind, Step};
use domain::time::{DAY, Millis, Moment, Span, TimeZone, zone_name, zone_of};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};
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

/// An entry as a step keeps it: its row, what it taught, and what it was recognised by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    pub(crate) block: Block,
    pub(crate) lesson: Option<Learned>,
    /// None in steps from before entries had more than their blocks.
    #[serde(default)]
    rest: Option<Rest>,
    /// What it was recognised by; none where the step left that as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<Vec<String>>,
    /// What of its time others counted as well when the step was written, where that gave the
    /// entry other times.
    #[serde(default, skip_serializing_if = "Segments::is_empty")]
    twice: Segments,
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
            evidence: Some(blocks::evidence(db, id)?),
            twice: Segments::default(),
        }))
    }

    /// As a step kept it, without the tags that were removed since.
    fn kept(db: &Connection, text: &str) -> store::Result<Self> {
        let mut kept = Self::decode(text)?;
        if let Some(rest) = &mut kept.rest {
            rest.details.tags = tags_known(db, &rest.details.tags)?;
        }
        Ok(kept)
    }

    /// The entry, if all of it is known.
    pub(crate) fn row(&self) -> Option<Row> {
        let Rest { segments, zone, details } = self.rest.clone()?;
        let entry = Entry::of(self.block.clone(), segments, zone_of(&zone)?).ok()?;
        Some(Row { entry, details })
    }

    /// What it was recognised by.
    pub(crate) fn evidence(&self) -> &[String] {
        self.evidence.as_deref().unwrap_or_default()
    }

    /// The time that it counts: with only a length, none in particular.
    fn counted(&self) -> Segments {
        match &self.rest {
            Some(rest) if rest.details.is_untimed => Segments::default(),
            Some(rest) => rest.segments.clone(),
            None => self.block.span.into(),
        }
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
            Some(row) => entries::put(tx, &row, now)?,
            None => blocks::put(tx, &self.block, now)?,
        }
        if let Some(tokens) = &self.evidence {
            blocks::put_evidence(tx, self.block.id, tokens)?;
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

/// Those of `tags` that were not removed meanwhile.
fn tags_known(db: &Connection, tags: &BTreeSet<TagId>) -> store::Result<BTreeSet<TagId>> {
    let mut query = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM tags WHERE id = ?1)")?;
    let mut known = BTreeSet::new();
    for tag in tags {
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
    let mut pairs = Vec::new();
    for was in before {
        let became = Snapshot::of(tx, was.block.id, home)?;
        if !became.as_ref().is_some_and(|became| became.is_same(was)) {
            pairs.push((Some(was.clone()), became));
        }
    }
    for id in fresh {
        pairs.push((None, Snapshot::of(tx, *id, home)?));
    }
    note_twice(tx, &mut pairs, home, now)?;
    let changes = pairs.into_iter().filter_map(|(was, became)| change(was, became));
    let changes = changes.collect::<store::Result<Vec<_>>>()?;
    if changes.is_empty() { Ok(None) } else { history::add(tx, kind, &changes, now).map(Some) }
}

/// An entry before and after a step.
type Pair = (Option<Snapshot>, Option<Snapshot>);

/// How a step changed an entry, as it is kept.
fn change(was: Option<Snapshot>, became: Option<Snapshot>) -> Option<store::Result<Change>> {
    let (mut was, mut became) = (was, became);
    if let (Some(was), Some(became)) = (&mut was, &mut became)
        && was.evidence == became.evidence
    {
        (was.evidence, became.evidence) = (None, None);
    }
    let both = || was.iter().chain(&became).map(|one| &one.block);
    let (start, end) =
        (both().map(|block| block.span.start).min()?, both().map(|block| block.span.end).max()?);
    let block = both().next()?.id;
    let encode = |one: &Option<Snapshot>| one.as_ref().map(Snapshot::encode).transpose();
    let encoded = encode(&was).and_then(|was| Ok((was, encode(&became)?)));
    let span = Span::new(start, end);
    Some(encoded.map(|(was, became)| Change { block, span, was, became }))
}

/// Notes what others count of the time that entries gain or lose in a step: to turn the step may
/// count that twice again, and nothing else.
fn note_twice(
    db: &Connection,
    pairs: &mut [Pair],
    home: &TimeZone,
    now: Moment,
) -> store::Result<()> {
    let own: HashSet<BlockId> =
        pairs.iter().flat_map(both).map(|snapshot| snapshot.block.id).collect();
    let times = |one: &Option<Snapshot>| one.as_ref().map(Snapshot::counted);
    let mut moved: Vec<_> =
        pairs.iter_mut().filter(|(was, became)| times(was) != times(became)).collect();
    let stretches = moved.iter().flat_map(|pair| both(pair)).map(Snapshot::counted);
    let all = Segments::new(stretches.flat_map(Vec::from));
    let Some(hull) = all.hull() else { return Ok(()) };
    let mut others = counted_beside(db, &own, hull, home)?;
    for row in timers::open(db)? {
        others = others.union(&row.timer.segments(now));
    }
    let others = others.shared(&all);
    for (was, became) in &mut moved {
        for one in [was, became].into_iter().flatten() {
            one.twice = one.counted().shared(&others);
        }
    }
    Ok(())
}

fn both(pair: &Pair) -> impl Iterator<Item = &Snapshot> {
    pair.0.iter().chain(&pair.1)
}

/// What of `span` entries count that are not among `own`.
fn counted_beside(
    db: &Connection,
    own: &HashSet<BlockId>,
    span: Span,
    home: &TimeZone,
) -> store::Result<Segments> {
    let mut rows = entries::within(db, span, home)?;
    rows.retain(|row| !row.details.is_untimed && !own.contains(&row.entry.id()));
    let stretches = rows.iter().flat_map(|row| row.entry.segments().as_slice());
    Ok(Segments::new(stretches.copied()))
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
        let is = Snapshot { evidence: None, ..is };
        let (span, text) = (is.block.span, is.encode()?);
        changes.push(Change { block: *id, span, was: Some(text.clone()), became: Some(text) });
    }
    history::add(tx, kind, &changes, now)
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
        match to {
            Some(snapshot) => {
                snapshot.restore(tx, now)?;
                if is_timed {
                    evidence_again(tx, id)?;
                }
            }
            None => {
                if let Some(is) = is.filter(|_| is_timed) {
                    lost = lost.union(&is.counted());
                }
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
