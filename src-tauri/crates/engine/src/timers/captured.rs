//! Timers beside what is captured: the timer names the time, the capture is its evidence, and no
//! draft counts it as well.
//!
//! ```text
//! captured     |editor      |chat     |editor       |
//! timer             [==========)           [====
//! drafts       [===)           [==========)           nobody edited them: they give way
//! evidence           editor, chat           editor    goes to the entry when the timer is stopped
//! ```
//!
//! When a timer counts less than before, what was captured then becomes drafts again.

use crate::Result;
use crate::classify;
use crate::clock::Clock;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::learning::shown_in;
use crate::pipeline::add_draft;
use domain::away;
use domain::block::{Block, Status};
use domain::chunk::Stage;
use domain::classify::Limits;
use domain::details::{Details, Source};
use domain::edit::{self, Twice};
use domain::id::{BlockId, TimerId};
use domain::segments::Segments;
use domain::time::{Moment, Span, TimeZone, zone_name};
use domain::timer::interruption::{GRACE, Interruption, Reading};
use domain::timer::question::LONG;
use domain::timer::{Phase, Timer};
use domain::tokens::{Token, WordKey};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::timers::{self, Row};
use store::{Connection, blocks, chunks, entries};

/// What a use-case knows of the instant at which it is asked for.
#[derive(Clone)]
pub(crate) struct Present {
    pub(crate) reading: Reading,
    pub(crate) zone: TimeZone,
    pub(crate) limits: Limits,
    pub(crate) away: away::Limits,
    pub(crate) clock: Arc<dyn Clock>,
    /// Whether somebody watches, so that a timer may have heartbeats; asked where it matters.
    pub(crate) is_watched: bool,
}

impl Daybook {
    pub(crate) fn present(&self) -> Present {
        let wall = self.now();
        let settings = self.settings();
        Present {
            reading: Reading {
                wall,
                boot_ms: self.clock.boot_ms(),
                awake_ms: self.clock.awake_ms(),
            },
            zone: self.clock.zone(),
            limits: settings.classify.limits(),
            away: settings.away.limits(),
            clock: self.clock.clone(),
            is_watched: false,
        }
    }
}

impl Present {
    pub(crate) const fn now(&self) -> Moment {
        self.reading.wall
    }

    /// A time in which nobody knows whether the timer should have run.
    pub(crate) fn interruption(&self, row: &Row) -> Option<Interruption> {
        interruption(row, self.reading)
    }

    /// When a timer ends that is to end at `at` or now: one that stands at its last heartbeat ends
    /// there, if nothing else is said.
    pub(crate) fn end(&self, row: &Row, at: Option<Moment>) -> Option<Moment> {
        at.or_else(|| self.interruption(row).map(|one| one.span.start))
    }

    /// When a timer ends to which another one succeeds at `at` or now: one that stands at its last
    /// heartbeat ends there at the latest.
    pub(crate) fn earlier(&self, row: &Row, at: Option<Moment>) -> Option<Moment> {
        let stands = self.interruption(row).map(|one| one.span.start);
        stands.into_iter().chain(at).min()
    }
}

/// Whether the timer is filled in afterwards: it runs since long before somebody started it, so
/// that its end must be said as well.
pub(crate) fn is_filled_in(timer: &Timer) -> bool {
    match timer.phase() {
        Phase::Running { since, .. } => timer.id().minted().since(since) > LONG,
        Phase::Paused { .. } | Phase::Completed { .. } => false,
    }
}

/// What a timer counts. One that was interrupted stands at its last heartbeat.
pub(crate) fn counted(row: &Row, reading: Reading) -> Segments {
    if is_filled_in(&row.timer) {
        return row.timer.closed().clone();
    }
    let at = interruption(row, reading).map_or(reading.wall, |one| one.span.start);
    row.timer.segments(at)
}

/// What timers count that were not stopped yet, each by its id.
pub(crate) fn open(db: &Connection, reading: Reading) -> store::Result<Vec<(TimerId, Segments)>> {
    let rows = timers::open(db)?;
    Ok(rows.iter().map(|row| (row.timer.id(), counted(row, reading))).collect())
}

/// What those of the entries count that timers became.
pub(crate) fn timed(
    db: &Connection,
    ids: impl IntoIterator<Item = BlockId>,
    home: &TimeZone,
) -> store::Result<Segments> {
    let mut all = Segments::default();
    for id in ids {
        let row = entries::get(db, id, home)?;
        let is_timed = |details: &Details| details.source == Source::Timer && !details.is_untimed;
        if let Some(row) = row.filter(|row| is_timed(&row.details)) {
            all = all.union(row.entry.segments());
        }
    }
    Ok(all)
}

/// What of `span` is counted by entries and by timers that were not stopped yet.
pub(crate) fn covered(db: &Connection, span: Span, reading: Reading) -> store::Result<Segments> {
    let mut all = entries::counted(db, span)?;
    for (_, counted) in open(db, reading)? {
        all = all.union(&counted.within(span));
    }
    Ok(all)
}

/// Keeps what was recognised in `span` with whatever was timed then: timers that run, and entries
/// that timers became.
pub(crate) fn collect(
    tx: &Connection,
    span: Span,
    tokens: &[Token],
    reading: Reading,
) -> store::Result<()> {
    if tokens.is_empty() {
        return Ok(());
    }
    for (id, counted) in open(tx, reading)? {
        if !counted.within(span).is_empty() {
            add_evidence(tx, id, tokens.iter().map(Token::encode))?;
        }
    }
    for row in entries::within(tx, span, &TimeZone::UTC)? {
        let is_timed = row.details.source == Source::Timer && !row.details.is_untimed;
        if is_timed && !row.entry.segments().within(span).is_empty() {
            let block = row.entry.id();
            let mut all = BTreeSet::from_iter(blocks::evidence(tx, block)?);
            all.extend(tokens.iter().map(Token::encode));
            blocks::put_evidence(tx, block, &Vec::from_iter(all))?;
            // The entry may go with an undo, and come back.
            if let Some(id) = timers::of_block(tx, block)? {
                add_evidence(tx, id, tokens.iter().map(Token::encode))?;
            }
        }
    }
    Ok(())
}

/// Refuses to count any of `wanted` that somebody's entry or another timer counts.
pub(crate) fn refuse_taken(
    db: &Connection,
    present: &Present,
    wanted: &Segments,
    own: TimerId,
    twice: Twice,
) -> Result<()> {
    let (Some(hull), Twice::Refuse) = (wanted.hull(), twice) else { return Ok(()) };
    let mut taken = Segments::default();
    for row in entries::within(db, hull, &present.zone)? {
        if !gives_way(row.entry.block()) && !row.details.is_untimed {
            taken = taken.union(row.entry.segments());
        }
    }
    for (id, counted) in open(db, present.reading)? {
        if id != own {
            taken = taken.union(&counted);
        }
    }
    match wanted.shared(&taken).as_slice().first() {
        Some(first) => Err(Error::Edit(edit::Refusal::Twice(*first))),
        None => Ok(()),
    }
}

/// Refuses to count any of `span` that a timer counts which was not stopped yet.
pub(crate) fn refuse_timed(db: &Connection, present: &Present, span: Span) -> Result<()> {
    let timed = open(db, present.reading)?;
    match timed.iter().find_map(|(_, counted)| counted.within(span).as_slice().first().copied()) {
        Some(first) => Err(Error::Edit(edit::Refusal::Twice(first))),
        None => Ok(()),
    }
}

/// Brings drafts in line with a timer that counted `before` and counts `after` now: drafts in what
/// it gained give way, and what it lost becomes drafts again.
pub(crate) fn settle(
    tx: &Connection,
    present: &Present,
    timer: Option<TimerId>,
    before: &Segments,
    after: &Segments,
) -> Result<()> {
    claim(tx, present, timer, &after.minus(before))?;
    let lost = before.minus(after);
    if lost.is_empty() {
        return Ok(());
    }
    if let Some(id) = timer {
        unlearn(tx, id, after)?;
    }
    redraft(tx, present, &lost, Neighbours::Join)
}

/// Takes out of what was recognised while the timer ran everything that stands in no window of
/// what it counts now, and what was heard and seen: nobody knows when that was.
pub(crate) fn unlearn(tx: &Connection, id: TimerId, counted: &Segments) -> store::Result<()> {
    let mut kept = shown_in(tx, counted.as_slice(), timers::evidence(tx, id)?)?;
    kept.retain(|text| !matches!(Token::decode(text), Some(Token::Heard(_) | Token::Seen(_))));
    timers::put_evidence(tx, id, &kept)
}

/// What new drafts do beside others that say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Neighbours {
    /// They become one with them.
    Join,
    /// They stay apart, so that those stay as a step left them.
    Leave,
}

/// Takes drafts that nobody edited out of `gained`; what they were recognised by goes to the timer.
pub(crate) fn claim(
    tx: &Connection,
    present: &Present,
    timer: Option<TimerId>,
    gained: &Segments,
) -> Result<()> {
    let Some(hull) = gained.hull() else { return Ok(()) };
    for block in blocks::within(tx, hull)? {
        let whole = Segments::from(block.span);
        let shared = whole.shared(gained);
        if !gives_way(&block) || shared.is_empty() {
            continue;
        }
        let left = whole.minus(gained);
        let tokens = blocks::evidence(tx, block.id)?;
        if let Some(id) = timer {
            let seen = if left.is_empty() {
                tokens.clone()
            } else {
                shown_in(tx, shared.as_slice(), tokens.clone())?
            };
            add_evidence(tx, id, seen)?;
        }
        if left.is_empty() {
            blocks::remove(tx, block.id, present.now())?;
        }
        for (nth, span) in left.as_slice().iter().enumerate() {
            let id = if nth == 0 { block.id } else { present.block() };
            blocks::put(tx, &Block { id, span: *span, ..block.clone() }, present.now())?;
            blocks::put_evidence(tx, id, &tokens)?;
        }
    }
    Ok(())
}

/// Makes drafts of what was captured in `lost` and is counted by nobody.
pub(crate) fn redraft(
    tx: &Connection,
    present: &Present,
    lost: &Segments,
    neighbours: Neighbours,
) -> Result<()> {
    // Windows are no secret: the key hides only what was heard and seen, and here nothing was.
    let key = WordKey([0; 16]);
    let Some(hull) = lost.hull() else { return Ok(()) };
    let mut free = lost.minus(&covered(tx, hull, present.reading)?);
    // What is on its way becomes drafts by itself.
    for chunk in chunks::queued(tx)?.into_iter().chain(chunks::still_open(tx)?) {
        if chunk.stage < Stage::Committed {
            let end = if chunk.stage == Stage::Open { hull.end } else { chunk.span.end };
            free = free.without(Span::new(chunk.span.start, end.max(chunk.span.start)));
        }
    }
    for span in free.as_slice() {
        for proposed in classify::local(tx, &key, present.limits, *span, &[], &[])? {
            let mint = || present.block();
            match neighbours {
                Neighbours::Join => {
                    add_draft(tx, &proposed, &present.limits, present.now(), &mint)?;
                }
                Neighbours::Leave => {
                    let block = Block {
                        id: mint(),
                        span: proposed.span,
                        answer: proposed.answer,
                        status: Status::Draft,
                        edited: false,
                    };
                    blocks::put(tx, &block, present.now())?;
                    let tokens: Vec<_> = proposed.tokens.iter().map(Token::encode).collect();
                    blocks::put_evidence(tx, block.id, &tokens)?;
                }
            }
        }
    }
    Ok(blocks::worked_in(tx, hull, &zone_name(&present.zone, hull.start))?)
}

impl Present {
    fn block(&self) -> BlockId {
        BlockId::mint(self.now(), self.clock.random())
    }
}

/// Whether a timer may take the block's time: nobody but the classifier said anything about it.
pub(crate) fn gives_way(block: &Block) -> bool {
    block.status == Status::Draft && !block.edited
}

fn interruption(row: &Row, reading: Reading) -> Option<Interruption> {
    row.interruption.or_else(|| row.timer.interruption(reading, GRACE))
}

fn add_evidence(
    tx: &Connection,
    id: TimerId,
    tokens: impl IntoIterator<Item = String>,
) -> store::Result<()> {
    let mut all = BTreeSet::from_iter(timers::evidence(tx, id)?);
    let known = all.len();
    all.extend(tokens);
    if all.len() == known {
        return Ok(());
    }
    timers::put_evidence(tx, id, &Vec::from_iter(all))
}
