//! The ledger: every second since capture was switched on has exactly one state.
//!
//! [`Ledger::tick`] takes what the senses read and says which rows change. Equal neighbours
//! merge like heartbeats, as long as the readings come within [`PULSE`] of each other:
//!
//! ```text
//! a.a.a.b.b.......a.a  →  [aaaaaa][bbbb][ off  ][aaa]
//! ```
//!
//! A row reaches up to the next one, so rows neither overlap nor leave a gap. Time in which
//! nothing was read is `asleep` if the machine slept and `off` if not: the ledger never guesses
//! that somebody worked.
//!
//! The ledger's own clock never goes back. When the wall clock is set back, the ledger runs on
//! from where it stood at the pace of the machine's steady clock until the wall clock has caught
//! up, so the sum stays the time that passed. When it is set forward, the seconds that nobody
//! lived are `off`.

use crate::activity::{Activity, State, Window};
use crate::time::{Millis, Moment, SECOND, Span};

/// Readings that are further apart than this do not belong together.
pub const PULSE: Millis = 10 * SECOND;

/// A difference between clocks below this is drift, not a jump or a sleep.
const DRIFT: Millis = 2 * SECOND;

/// What was read at one instant, with the three clocks of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// The wall clock.
    pub wall: Moment,
    /// A steady clock that runs on while the machine sleeps.
    pub boot_ms: Millis,
    /// A steady clock that stands while the machine sleeps.
    pub awake_ms: Millis,
    /// The state at this instant.
    pub state: State,
    /// The front window, where its content is kept.
    pub window: Option<Window>,
}

/// A change to the stored rows; a row is known by its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Write this row, in place of one that starts at the same instant.
    Put(Activity),
    /// Take the row away that starts at this instant.
    Remove(Moment),
}

/// The open end of the ledger.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// Rows since [`Ledger::settle`]; the last one is still growing.
    recent: Vec<Activity>,
    /// Rows before this are on their way to blocks and do not change.
    settled: Moment,
    /// Ledger time, steady time and waking time of the last tick.
    last: Option<(Moment, Millis, Millis)>,
}

impl Ledger {
    /// Goes on after `last`, the newest stored row, if there is one.
    #[must_use]
    pub fn resume(last: Option<Activity>) -> Self {
        let settled = last.as_ref().map_or(Moment(i64::MIN), |row| row.span.end);
        Self { recent: last.into_iter().collect(), settled, last: None }
    }

    /// Where the ledger stands: the end of its last row.
    #[must_use]
    pub fn end(&self) -> Option<Moment> {
        self.recent.last().map(|row| row.span.end)
    }

    /// Since when things are as they are: the start of its last row.
    #[must_use]
    pub fn since(&self) -> Option<Moment> {
        self.recent.last().map(|row| row.span.start)
    }

    /// Takes a reading. Returns the rows that change, in order.
    pub fn tick(&mut self, tick: Tick) -> Vec<Change> {
        let at = self.stamp(&tick);
        let slept = self.last.is_some_and(|(_, boot, awake)| {
            let asleep = tick.boot_ms.saturating_sub(boot);
            asleep.saturating_sub(tick.awake_ms.saturating_sub(awake)) > DRIFT
        });
        let resumed = self.last.is_none();
        self.last = Some((at, tick.boot_ms, tick.awake_ms));
        let next = Activity { span: Span::new(at, at), state: tick.state, window: tick.window };

        let Some(open) = self.recent.last_mut() else {
            self.recent.push(next.clone());
            return vec![Change::Put(next)];
        };
        let gap = at.since(open.span.end);
        let same = open.state == next.state && open.window == next.window;
        let mut changes = Vec::new();
        if slept || gap > PULSE || (resumed && gap > SECOND) {
            let state = if slept || (open.state == State::Asleep && !resumed) {
                State::Asleep
            } else {
                State::Off
            };
            if open.state == state {
                open.span.end = at;
                changes.push(Change::Put(open.clone()));
            } else {
                let blank = Activity { span: Span::new(open.span.end, at), state, window: None };
                if open.span.is_empty() {
                    self.recent.pop();
                }
                changes.push(Change::Put(blank.clone()));
                self.recent.push(blank);
            }
            let same = self.recent.last().is_some_and(|row| row.state == next.state);
            if !same {
                changes.push(Change::Put(next.clone()));
                self.recent.push(next);
            }
        } else {
            open.span.end = at.max(open.span.end);
            if same {
                changes.push(Change::Put(open.clone()));
            } else {
                let replaced = open.span.is_empty();
                if !replaced {
                    changes.push(Change::Put(open.clone()));
                }
                if replaced {
                    self.recent.pop();
                }
                changes.push(Change::Put(next.clone()));
                self.recent.push(next);
            }
        }
        changes
    }

    /// Nobody has touched the machine since `since`: working rows after it were idle.
    ///
    /// `since` is clamped to what was settled, so rows that are already on their way to blocks
    /// never change under them.
    pub fn went_idle(&mut self, since: Moment) -> Vec<Change> {
        let Some(end) = self.end() else { return Vec::new() };
        let since = since.max(self.settled);
        let mut changes = Vec::new();
        let mut kept = Vec::new();
        let mut idle: Option<Activity> = None;
        for row in std::mem::take(&mut self.recent) {
            let counted = matches!(row.state, State::Working | State::Excluded);
            let turns = counted && (row.span.end > since || row.span.is_empty());
            if !turns {
                idle = None;
                kept.push(row);
                continue;
            }
            let cut = row.span.start.max(since);
            if cut > row.span.start {
                let before = Activity { span: Span::new(row.span.start, cut), ..row.clone() };
                changes.push(Change::Put(before.clone()));
                kept.push(before);
            }
            match idle.as_mut() {
                // The stretch goes on: this row's own entry goes, the idle one grows over it.
                Some(stretch) => {
                    stretch.span.end = row.span.end;
                    changes.push(Change::Remove(row.span.start));
                    if let Some(last) = kept.last_mut() {
                        last.span.end = row.span.end;
                        changes.push(Change::Put(last.clone()));
                    }
                }
                None => {
                    let stretch = Activity {
                        span: Span::new(cut, row.span.end),
                        state: State::Idle,
                        window: None,
                    };
                    changes.push(Change::Put(stretch.clone()));
                    kept.push(stretch.clone());
                    idle = Some(stretch);
                }
            }
        }
        self.recent = kept;
        debug_assert_eq!(self.end(), Some(end), "going idle moves no time");
        changes
    }

    /// Everything before `at` is settled and will not change again. A row that reaches over `at`
    /// is cut in two.
    pub fn settle(&mut self, at: Moment) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut settled = None;
        let mut kept = Vec::new();
        for row in std::mem::take(&mut self.recent) {
            if row.span.end <= at {
                settled = Some(row);
            } else if row.span.start < at {
                let before = Activity { span: Span::new(row.span.start, at), ..row.clone() };
                let after = Activity { span: Span::new(at, row.span.end), ..row };
                changes.extend([Change::Put(before), Change::Put(after.clone())]);
                kept.push(after);
            } else {
                kept.push(row);
            }
        }
        // The last row stays at hand even when it is settled: the next tick may extend it.
        self.recent = if kept.is_empty() { settled.into_iter().collect() } else { kept };
        self.settled = at.max(self.settled);
        changes
    }

    /// Ledger time for this tick: the wall clock, unless that would go back.
    fn stamp(&self, tick: &Tick) -> Moment {
        let floor = self.end().unwrap_or(tick.wall);
        match self.last {
            Some((at, boot, _)) => {
                let steady = at.plus(tick.boot_ms.saturating_sub(boot).max(0));
                let behind = steady.since(tick.wall);
                // Set back: run on by the steady clock. Drift: follow the wall, never backward.
                if behind > DRIFT { steady.max(floor) } else { tick.wall.max(floor) }
            }
            None => tick.wall.max(floor),
        }
    }
}

/// What decides the state of an instant, besides what the senses read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// The owner has paused capture.
    pub paused: bool,
    /// The machine is about to sleep.
    pub asleep: bool,
    /// The session is locked.
    pub locked: bool,
    /// Somebody is on a call.
    pub call: bool,
    /// An excluded window is in front.
    pub excluded: bool,
    /// Milliseconds since the last sign of life.
    pub idle_ms: Millis,
}

/// The state of an instant. The first that holds wins: paused, asleep, locked, idle (never on a
/// call), excluded, call, working.
#[must_use]
pub const fn state_of(now: Circumstances, idle_after: Millis) -> State {
    if now.paused {
        State::Paused
    } else if now.asleep {
        State::Asleep
    } else if now.locked {
        State::Locked
    } else if now.idle_ms >= idle_after && !now.call {
        State::Idle
    } else if now.excluded {
        State::Excluded
    } else if now.call {
        State::Call
    } else {
        State::Working
    }
}

/// Milliseconds per state inside `within`. What no row covers is `off`, so the sum is always the
/// length of `within`.
#[must_use]
pub fn totals(rows: &[Activity], within: Span) -> Vec<(State, Millis)> {
    let mut sums = State::ALL.map(|state| (state, 0_i64));
    let mut covered = 0_i64;
    for row in rows {
        let Some(part) = row.span.overlap(within) else { continue };
        covered = covered.saturating_add(part.millis());
        for (state, sum) in &mut sums {
            if *state == row.state {
                *sum = sum.saturating_add(part.millis());
            }
        }
    }
    for (state, sum) in &mut sums {
        if *state == State::Off {
            *sum = sum.saturating_add(within.millis().saturating_sub(covered).max(0));
        }
    }
    sums.to_vec()
}

#[cfg(test)]
mod tests;
