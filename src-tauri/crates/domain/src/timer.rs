//! Timers: time that the owner starts and stops by hand.
//!
//! ```text
//!            pause            stop
//! Running ──────────▶ Paused ──────▶ Completed
//!    ▲ ◀──────────────   │               ▲
//!    │      resume                       │
//!  start ────────────── stop ────────────┘
//! ```
//!
//! One timer is one entry: its pauses are holes in it, not fragments. Its length is the sum of its
//! segments. It ends with the first stop: a second one changes nothing.
//!
//! Invariant: no segment is negative or counted twice, whatever the wall clock does. A running
//! timer never goes back behind its last heartbeat ([`Beat::reached`]); what happens when the
//! heartbeats end is told in [`interruption`].

pub mod interruption;
pub mod question;
mod start;

use crate::block::{Answer, Block, Status as Review};
use crate::entry::{Entry, NotAnEntry};
use crate::id::{BlockId, ClientId, ProjectId, TaskId, TimerId};
use crate::reason::Reason;
use crate::segments::Segments;
use crate::time::{Millis, Moment, Span, TimeZone};
use interruption::Beat;
use serde::{Deserialize, Serialize};

/// What a timer is for. It may be named at any time, also after it was stopped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// For whom; `None` is "unassigned".
    pub client: Option<ClientId>,
    /// Which project of that client.
    pub project: Option<ProjectId>,
    /// Which task of that project.
    pub task: Option<TaskId>,
    /// What is done, in a few words; may be empty.
    pub label: String,
    /// Whether the client pays for it.
    pub billable: bool,
}

impl Work {
    /// Whether it says anything: a client or a label.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.client.is_some() || !self.label.trim().is_empty()
    }
}

/// Where a timer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Its time grows.
    Running,
    /// It will go on, but its time does not grow.
    Paused,
    /// It was stopped and stays as it is.
    Completed,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Running, Self::Paused, Self::Completed];

    /// The stable name, as stored and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Completed => "completed",
        }
    }

    /// The status of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// What a timer does, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Its time grows.
    Running {
        /// The start of the open segment.
        since: Moment,
        /// The last sign that it ran; `None` while nobody watches it, as when it was started from
        /// a terminal with no app running. Nobody can miss heartbeats that were never there.
        beat: Option<Beat>,
    },
    /// It will go on.
    Paused {
        /// When it was paused.
        since: Moment,
    },
    /// It was stopped.
    Completed {
        /// When it was stopped.
        at: Moment,
    },
}

/// Why a timer does not do what it was told. Each is one sentence that names the way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The time given lies ahead.
    #[error("{at} has not come yet; give a time up to now ({now})")]
    Future {
        /// The time given.
        at: Moment,
        /// What time it is for this timer.
        now: Moment,
    },
    /// The time given lies before what the timer already did.
    #[error("the timer stands as it is since {since}; give a time after that")]
    TooEarly {
        /// Since when.
        since: Moment,
    },
    /// Another timer ran at that time.
    #[error(
        "another timer ran from {} to {}; give a time after it, or say that both count",
        .0.start, .0.end
    )]
    Overlaps(Span),
    /// There is nothing to resume.
    #[error("the timer is running; pause it first")]
    IsRunning,
    /// There is nothing to pause.
    #[error("the timer is paused; resume it first")]
    IsPaused,
    /// A timer that was stopped stays stopped.
    #[error("the timer was stopped at {0}; continue it with a new one")]
    IsCompleted(Moment),
    /// Only what was stopped can become an entry.
    #[error("the timer has not been stopped; stop it first")]
    IsOpen,
    /// Stored times that no timer can have had.
    #[error("the times of this timer contradict each other; remove it and add the entry by hand")]
    Broken,
    /// What was timed is no time entry.
    #[error(transparent)]
    NotAnEntry(#[from] NotAnEntry),
}

/// A timer.
#[derive(Debug, Clone, PartialEq)]
pub struct Timer {
    id: TimerId,
    work: Work,
    zone: TimeZone,
    /// Segments that are closed; the open one begins in the phase.
    closed: Segments,
    phase: Phase,
}

impl Timer {
    /// Starts a timer at `at`, which may lie in the past. `taken` is when other timers of the
    /// owner ran; leave it empty when the owner said that both count.
    ///
    /// # Errors
    ///
    /// `at` lies after `now`, or some of the time from `at` to `now` is taken.
    pub fn start(
        id: TimerId,
        work: Work,
        zone: TimeZone,
        at: Moment,
        now: Moment,
        taken: &Segments,
    ) -> Result<Self, Refusal> {
        if at > now {
            return Err(Refusal::Future { at, now });
        }
        free(at, now, taken)?;
        let phase = Phase::Running { since: at, beat: None };
        Ok(Self { id, work, zone, closed: Segments::default(), phase })
    }

    /// The timer that was stored.
    ///
    /// # Errors
    ///
    /// Its phase begins before its closed segments end.
    pub fn restore(
        id: TimerId,
        work: Work,
        zone: TimeZone,
        closed: Segments,
        phase: Phase,
    ) -> Result<Self, Refusal> {
        let begun = match phase {
            Phase::Running { since, .. } | Phase::Paused { since } => since,
            Phase::Completed { at } => at,
        };
        if closed.hull().is_some_and(|hull| hull.end > begun) {
            return Err(Refusal::Broken);
        }
        Ok(Self { id, work, zone, closed, phase })
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> TimerId {
        self.id
    }

    /// What it is for.
    #[must_use]
    pub const fn work(&self) -> &Work {
        &self.work
    }

    /// The zone in which it was started.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The segments that are closed, for keeping; [`Timer::segments`] has the open one too.
    #[must_use]
    pub const fn closed(&self) -> &Segments {
        &self.closed
    }

    /// What it does, and since when.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// Where it stands.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self.phase {
            Phase::Running { .. } => Status::Running,
            Phase::Paused { .. } => Status::Paused,
            Phase::Completed { .. } => Status::Completed,
        }
    }

    /// When it was started, its first segment's start.
    #[must_use]
    pub fn started(&self) -> Moment {
        match (self.closed.hull(), self.phase) {
            (Some(hull), _) => hull.start,
            (None, Phase::Running { since, .. } | Phase::Paused { since }) => since,
            (None, Phase::Completed { at }) => at,
        }
    }

    /// What it ran up to `now`, pauses left out.
    #[must_use]
    pub fn segments(&self, now: Moment) -> Segments {
        match self.phase {
            Phase::Running { since, .. } => self.closed.with(Span::new(since, self.present(now))),
            Phase::Paused { .. } | Phase::Completed { .. } => self.closed.clone(),
        }
    }

    /// How long it ran up to `now`: the sum of its segments, in milliseconds.
    #[must_use]
    pub fn total(&self, now: Moment) -> Millis {
        self.segments(now).length()
    }

    /// The timer under another name; allowed at any time.
    #[must_use]
    pub fn named(self, work: Work) -> Self {
        Self { work, ..self }
    }

    /// Pauses it, at `at` or now.
    ///
    /// # Errors
    ///
    /// It is not running, or `at` lies after now or before the start of the open segment.
    pub fn pause(self, at: Option<Moment>, now: Moment) -> Result<Self, Refusal> {
        match self.phase {
            Phase::Running { since, .. } => {
                let at = self.checked(at, since, now)?;
                let closed = self.closed.with(Span::new(since, at));
                Ok(Self { closed, phase: Phase::Paused { since: at }, ..self })
            }
            Phase::Paused { .. } => Err(Refusal::IsPaused),
            Phase::Completed { at } => Err(Refusal::IsCompleted(at)),
        }
    }

    /// Goes on after a pause, at `at` or now. `taken` is when other timers of the owner ran.
    ///
    /// # Errors
    ///
    /// It is not paused, or `at` lies after now or before the pause, or the time is taken.
    pub fn resume(
        self,
        at: Option<Moment>,
        now: Moment,
        taken: &Segments,
    ) -> Result<Self, Refusal> {
        match self.phase {
            Phase::Paused { since } => {
                let at = self.checked(at, since, now)?;
                free(at, self.present(now), taken)?;
                Ok(Self { phase: Phase::Running { since: at, beat: None }, ..self })
            }
            Phase::Running { .. } => Err(Refusal::IsRunning),
            Phase::Completed { at } => Err(Refusal::IsCompleted(at)),
        }
    }

    /// Stops it, at `at` or now. A timer that was stopped stays as it is, whatever `at` says: two
    /// devices may both have stopped it, and the first knew. A paused one ends with its last
    /// segment.
    ///
    /// # Errors
    ///
    /// `at` lies after now, or before the start of the open segment or of the pause.
    pub fn stop(self, at: Option<Moment>, now: Moment) -> Result<Self, Refusal> {
        match self.phase {
            Phase::Running { since, .. } => {
                let at = self.checked(at, since, now)?;
                let closed = self.closed.with(Span::new(since, at));
                Ok(Self { closed, phase: Phase::Completed { at }, ..self })
            }
            Phase::Paused { since } => {
                let at = self.checked(at, since, now)?;
                Ok(Self { phase: Phase::Completed { at }, ..self })
            }
            Phase::Completed { .. } => Ok(self),
        }
    }

    /// Stops this one and starts another at the same instant, `at` or now: no second is lost and
    /// none is counted twice. `taken` is when timers other than this one ran.
    ///
    /// # Errors
    ///
    /// This one was stopped already, or it cannot stop or the other cannot start at that time.
    pub fn switch(
        self,
        id: TimerId,
        work: Work,
        zone: TimeZone,
        at: Option<Moment>,
        now: Moment,
        taken: &Segments,
    ) -> Result<(Self, Self), Refusal> {
        if let Phase::Completed { at } = self.phase {
            return Err(Refusal::IsCompleted(at));
        }
        let present = self.present(now);
        let at = at.unwrap_or(present);
        let stopped = self.stop(Some(at), now)?;
        let started = Self::start(id, work, zone, at, present, taken)?;
        Ok((stopped, started))
    }

    /// Another timer for the same work, as when yesterday's is continued; this one stays.
    ///
    /// # Errors
    ///
    /// As for [`Timer::start`].
    pub fn continued(
        &self,
        id: TimerId,
        zone: TimeZone,
        at: Moment,
        now: Moment,
        taken: &Segments,
    ) -> Result<Self, Refusal> {
        Self::start(id, self.work.clone(), zone, at, now, taken)
    }

    /// Leaves `gap` out, as a pause: the owner was away. A running timer goes on after it.
    ///
    /// # Errors
    ///
    /// The gap reaches beyond `now`.
    pub fn without(self, gap: Span, now: Moment) -> Result<Self, Refusal> {
        let present = self.present(now);
        if gap.end > present && !gap.is_empty() {
            return Err(Refusal::Future { at: gap.end, now: present });
        }
        let closed = self.closed.without(gap);
        match self.phase {
            Phase::Running { since, beat } if gap.end > since && !gap.is_empty() => {
                let closed = closed.with(Span::new(since, gap.start));
                Ok(Self { closed, phase: Phase::Running { since: gap.end, beat }, ..self })
            }
            Phase::Running { .. } | Phase::Paused { .. } | Phase::Completed { .. } => {
                Ok(Self { closed, ..self })
            }
        }
    }

    /// What was timed, as an entry to review, with `block` as its id. It counts as edited: no
    /// classifier touches what the owner timed.
    ///
    /// # Errors
    ///
    /// It was not stopped, ran for no time at all, or reaches over more than an entry may.
    pub fn entry(&self, block: BlockId) -> Result<Entry, Refusal> {
        let Phase::Completed { .. } = self.phase else { return Err(Refusal::IsOpen) };
        let span = self.closed.hull().ok_or(NotAnEntry::Empty)?;
        // Whom it was for is still to be said where nobody is named.
        let is_named = self.work.client.is_some();
        let reason = if is_named { Reason::You } else { Reason::Nothing };
        let answer = Answer {
            client: self.work.client,
            project: self.work.project,
            label: self.work.label.clone(),
            billable: self.work.billable,
            confidence: if is_named { 1.0 } else { 0.0 },
            reason: reason.to_string(),
        };
        let block = Block { id: block, span, answer, status: Review::Draft, edited: true };
        Ok(Entry::of(block, self.closed.clone(), self.zone.clone())?)
    }

    /// What time it is for this timer: never before what it has already reached.
    fn present(&self, now: Moment) -> Moment {
        match self.phase {
            Phase::Running { since, beat } => {
                now.max(since).max(beat.map_or(since, |beat| beat.reached))
            }
            Phase::Paused { since } => now.max(since),
            Phase::Completed { at } => now.max(at),
        }
    }

    /// `at`, if it lies between `since` and now; now, if it is `None`.
    fn checked(&self, at: Option<Moment>, since: Moment, now: Moment) -> Result<Moment, Refusal> {
        let present = self.present(now);
        match at {
            None => Ok(present),
            Some(at) if at > present => Err(Refusal::Future { at, now: present }),
            Some(at) if at < since => Err(Refusal::TooEarly { since }),
            Some(at) => Ok(at),
        }
    }
}

/// Refuses a start at `at` that would count what is taken. An open segment grows from its first
/// instant on, so that one is asked for even when no time has passed yet.
fn free(at: Moment, now: Moment, taken: &Segments) -> Result<(), Refusal> {
    let wanted = Span::new(at, now.max(at.plus(1)));
    let hit = taken.as_slice().iter().find(|span| span.overlap(wanted).is_some());
    hit.map_or(Ok(()), |span| Err(Refusal::Overlaps(*span)))
}

#[cfg(test)]
mod tests;
