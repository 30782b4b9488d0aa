//! What becomes of a timer that is stopped: an entry to review, with what was captured meanwhile.
//!
//! A timer whose pauses reach over more than an entry may become several entries, cut in a pause.

use super::Standing;
use super::captured::{Present, counted, settle};
use crate::Result;
use crate::act::{Plan, Taught, carry_out};
use crate::history::Kind;
use crate::learning::unlearn_titles;
use crate::overlaps;
use domain::details::{Details, Source};
use domain::edit::Twice;
use domain::entry::LONGEST;
use domain::id::BlockId;
use domain::segments::Segments;
use domain::time::{SECOND, Span};
use domain::timer::interruption::Interruption;
use domain::timer::{Refusal, Timer};
use store::timers::{self, Row};
use store::{Connection, blocks, entries};

/// A timer that was stopped.
#[derive(Debug, Clone, PartialEq)]
pub struct Stopped {
    /// As it stands.
    pub timer: Standing,
    /// It had been stopped before, and stays as it was.
    pub already: bool,
    /// Time that another entry counts too.
    pub overlaps: Vec<Span>,
    /// It stood at its last heartbeat and ended there: the time since is not counted.
    pub left_out: Option<Interruption>,
}

impl Stopped {
    pub(super) const fn already(timer: Standing) -> Self {
        Self { timer, already: true, overlaps: Vec::new(), left_out: None }
    }

    pub(super) fn now(
        db: &Connection,
        timer: Standing,
        left_out: Option<Interruption>,
    ) -> Result<Self> {
        let mut overlaps = Vec::new();
        if let (Some(hull), Some(_)) = (timer.segments.hull(), timer.block) {
            let zone = domain::time::TimeZone::UTC;
            for row in entries::within(db, hull, &zone)? {
                let is_own = row.details.source == Source::Timer
                    && row.entry.segments().minus(&timer.segments).is_empty();
                if !is_own && !row.details.is_untimed {
                    overlaps.extend(Vec::from(row.entry.segments().shared(&timer.segments)));
                }
            }
        }
        let overlaps = Vec::from(Segments::new(overlaps));
        Ok(Self { timer, already: false, overlaps, left_out })
    }
}

/// Writes a timer down that was `row` and is `stopped` now, with its entry, in one step. Where time
/// may count twice, what its entry shares with others is decided with that.
pub(super) fn finish(
    tx: &Connection,
    present: &Present,
    row: Row,
    stopped: Timer,
    twice: Twice,
) -> Result<Row> {
    let now = present.now();
    let before = counted(&row, present.reading);
    let id = stopped.id();
    // Less than a second is a slip of the finger.
    let is_work = stopped.closed().length() >= SECOND;
    let made = if is_work { made(present, &stopped)? } else { Vec::new() };
    let block = made.first().map(|row| row.entry.id());
    let row = Row { timer: stopped, interruption: None, block, ..row };
    timers::put(tx, &row, now)?;
    let after = if is_work { row.timer.closed().clone() } else { Segments::default() };
    // Before the step is written: what gave way to the timer counts none of its time any more.
    settle(tx, present, Some(id), &before, &after)?;
    let blocks: Vec<BlockId> = made.iter().map(|row| row.entry.id()).collect();
    let plan = Plan::put(made, present.zone.clone());
    let seq = carry_out(tx, Kind::Timer, &plan, Taught::AsBefore, now)?;
    if twice == Twice::Allow {
        for row in &plan.put {
            let both = overlaps::of_one(tx, row, &present.zone)?;
            overlaps::allow(tx, &both, seq, &present.zone, now)?;
        }
    }
    let tokens = timers::evidence(tx, id)?;
    for block in &blocks {
        blocks::put_evidence(tx, *block, &tokens)?;
    }
    if blocks.len() > 1 {
        for block in plan.put.iter().map(|row| row.entry.block()) {
            unlearn_titles(tx, block)?;
        }
    }
    Ok(row)
}

/// The entries that a stopped timer becomes: one, unless its pauses are too long for that.
fn made(present: &Present, stopped: &Timer) -> Result<Vec<entries::Row>> {
    let ended = stopped.closed().hull().map_or(present.now(), |hull| hull.end);
    let mut all = Vec::new();
    for part in parts(stopped.closed()) {
        let phase = domain::timer::Phase::Completed { at: ended };
        let (work, zone) = (stopped.work().clone(), stopped.zone().clone());
        let part = Timer::restore(stopped.id(), work, zone, part, phase)?;
        let id = BlockId::mint(present.now(), present.clock.random());
        let details =
            Details { task: stopped.work().task, source: Source::Timer, ..Details::default() };
        let entry = part.entry(id).map_err(too_long)?;
        all.push(entries::Row { entry, details });
    }
    Ok(all)
}

/// Segments in order, none reaching over more than an entry may, if that can be had by cutting in
/// pauses.
fn parts(segments: &Segments) -> Vec<Segments> {
    let mut all: Vec<Vec<Span>> = Vec::new();
    for span in segments.as_slice() {
        let fits = |part: &Vec<Span>| {
            part.first().is_some_and(|first| span.end.since(first.start) <= LONGEST)
        };
        match all.last_mut().filter(|part| fits(part)) {
            Some(part) => part.push(*span),
            None => all.push(vec![*span]),
        }
    }
    all.into_iter().map(Segments::new).collect()
}

/// A timer that ran for days was forgotten: its end has to be said.
fn too_long(refusal: Refusal) -> crate::Error {
    match refusal {
        Refusal::NotAnEntry(domain::entry::NotAnEntry::TooLong) => crate::Error::Input(
            "the timer ran for more than 48 hours; say when it really ended, or discard it".into(),
        ),
        other => crate::Error::Timer(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::{HOUR, Moment};

    #[test]
    fn long_pauses_cut_a_timer_into_entries_and_no_time_is_lost() {
        let check = |hours: &[(i64, i64)], expected: &[usize]| {
            let spans =
                hours.iter().map(|(from, to)| Span::new(Moment(from * HOUR), Moment(to * HOUR)));
            let segments = Segments::new(spans);
            let parts = parts(&segments);
            let counts: Vec<_> = parts.iter().map(|part| part.as_slice().len()).collect();
            assert_eq!(counts, expected, "{hours:?}");
            let length: i64 = parts.iter().map(Segments::length).sum();
            assert_eq!(length, segments.length());
        };
        check(&[(0, 1), (2, 3)], &[2]);
        check(&[(0, 1), (47, 48)], &[2]);
        check(&[(0, 1), (47, 49)], &[1, 1]);
        check(&[(0, 1), (40, 41), (60, 61), (62, 63)], &[2, 2]);
        check(&[(0, 60)], &[1]);
    }
}
