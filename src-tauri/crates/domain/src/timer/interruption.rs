//! What becomes of a running timer when its heartbeats end.
//!
//! Whoever watches a timer writes a heartbeat every few seconds. When the next one comes late, or
//! the clocks disagree, nobody knows whether the owner worked in between. The timer then ends at
//! its last heartbeat, unless the owner says otherwise:
//!
//! ```text
//! beats        | | | | |                        | now
//! end          [=======)
//! leave out    [=======)                        [===
//! keep         [====================================
//! end at       [================)
//! ```
//!
//! When the wall clock is set back, a timer that goes on follows the steady clock until the wall
//! clock has caught up, as the ledger does ([`crate::ledger`]).

use super::{Phase, Refusal, Timer};
use crate::time::{Millis, Moment, SECOND, Span};
use serde::{Deserialize, Serialize};

/// Heartbeats may be this late without anybody being asked: Daybook restarts in that time.
pub const GRACE: Millis = 60 * SECOND;

/// A difference between clocks below this is drift, not a jump or a sleep.
const DRIFT: Millis = 2 * SECOND;

/// What the clocks of the machine say at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The wall clock.
    pub wall: Moment,
    /// Milliseconds since the machine was started, sleep included.
    pub boot_ms: Millis,
    /// Milliseconds since the machine was started, sleep left out.
    pub awake_ms: Millis,
}

/// A sign that a timer ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beat {
    /// Up to when it ran; never goes back. It may lie before the open segment, which then began
    /// after an absence that was left out.
    pub reached: Moment,
    /// What the clocks said then.
    pub clock: Reading,
}

/// What came between two heartbeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Daybook did not run: it was quit, killed, or crashed.
    Unwatched,
    /// The machine slept.
    Slept,
    /// The machine was started anew.
    Rebooted,
    /// The wall clock was set back.
    ClockSetBack,
    /// The wall clock was set forward.
    ClockSetForward,
}

/// A time in which nobody knows whether the timer should have run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interruption {
    /// Why nobody knows.
    pub cause: Cause,
    /// From the last heartbeat to now; empty if the clock stands before that.
    pub span: Span,
}

/// What the owner says about an interruption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The timer ended at its last heartbeat. This is what holds if nobody says anything.
    End,
    /// The time between was a pause; the timer goes on now.
    LeaveOut,
    /// It all counts; the timer goes on.
    Keep,
    /// The timer ended at this instant.
    EndAt(Moment),
}

impl Timer {
    /// Takes note that a running timer runs. Of others there is nothing to note.
    ///
    /// Ask [`Timer::interruption`] before: a heartbeat says that all time up to it counts.
    #[must_use]
    pub fn beating(self, clock: Reading) -> Self {
        let Phase::Running { since, beat } = self.phase else { return self };
        let reached = match beat {
            None => clock.wall.max(since),
            Some(last) => last.run_on(clock).max(since),
        };
        let beat = Some(Beat { reached, clock });
        Self { phase: Phase::Running { since, beat }, ..self }
    }

    /// What came between the last heartbeat of a running timer and `clock`, if anything did. A
    /// delay up to `grace`, and a clock that jumped by less, is nothing.
    #[must_use]
    pub fn interruption(&self, clock: Reading, grace: Millis) -> Option<Interruption> {
        let Phase::Running { since, beat: Some(last) } = self.phase else { return None };
        let cause = last.cause(clock, grace.max(DRIFT))?;
        Some(Interruption { cause, span: Span::new(last.reached.max(since), clock.wall) })
    }

    /// Ends the interruption as the owner chose, or with [`Choice::End`] if nobody did.
    ///
    /// # Errors
    ///
    /// [`Choice::EndAt`] lies after now or before the start of the open segment.
    pub fn interrupted(
        self,
        interruption: Interruption,
        choice: Choice,
        clock: Reading,
    ) -> Result<Self, Refusal> {
        let Phase::Running { since, .. } = self.phase else { return Ok(self) };
        let last = interruption.span.start;
        match choice {
            Choice::End => self.stop(Some(last.max(since)), clock.wall),
            Choice::LeaveOut => Ok(self.without(interruption.span, clock.wall)?.rewound(clock)),
            Choice::Keep => Ok(self.beating(clock)),
            Choice::EndAt(at) => self.stop(Some(at), clock.wall),
        }
    }

    /// From now on nobody watches the timer, as when the app is quit on purpose: it runs on until
    /// somebody stops it, and no missing heartbeat ends it.
    #[must_use]
    pub fn unwatched(self) -> Self {
        match self.phase {
            Phase::Running { since, beat } => {
                let reached = beat.map_or(since, |beat| beat.reached.max(since));
                let closed = self.closed.with(Span::new(since, reached));
                let phase = Phase::Running { since: reached, beat: None };
                Self { closed, phase, ..self }
            }
            Phase::Paused { .. } | Phase::Completed { .. } => self,
        }
    }

    /// Compares what comes with `clock`, without running on by what came before it.
    fn rewound(self, clock: Reading) -> Self {
        match self.phase {
            Phase::Running { since, beat } => {
                let reached = beat.map_or(since, |beat| beat.reached.max(since)).max(clock.wall);
                let beat = Some(Beat { reached, clock });
                Self { phase: Phase::Running { since, beat }, ..self }
            }
            Phase::Paused { .. } | Phase::Completed { .. } => self,
        }
    }
}

impl Beat {
    /// Up to when the timer ran if it ran until `clock`.
    fn run_on(self, clock: Reading) -> Moment {
        let passed = clock.boot_ms.saturating_sub(self.clock.boot_ms).max(0);
        let steady = self.reached.plus(passed);
        let is_behind = steady.since(clock.wall) > DRIFT;
        if is_behind { steady } else { clock.wall.max(self.reached) }
    }

    fn cause(self, clock: Reading, grace: Millis) -> Option<Cause> {
        let passed = clock.boot_ms.saturating_sub(self.clock.boot_ms);
        let awake = clock.awake_ms.saturating_sub(self.clock.awake_ms);
        if passed < 0 || awake < 0 {
            return Some(Cause::Rebooted);
        }
        let jumped = clock.wall.since(self.clock.wall).saturating_sub(passed);
        if jumped < grace.saturating_neg() {
            return Some(Cause::ClockSetBack);
        }
        if jumped > grace {
            // The steady clock went on for a moment only: the machine is the same. If it went on
            // for long, it began anew after the heartbeat and has since come further than before.
            let same = passed <= grace;
            return Some(if same { Cause::ClockSetForward } else { Cause::Rebooted });
        }
        if passed <= grace {
            return None;
        }
        let slept = passed.saturating_sub(awake) > DRIFT;
        Some(if slept { Cause::Slept } else { Cause::Unwatched })
    }
}
