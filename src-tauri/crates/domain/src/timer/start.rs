//! Another start, for a timer that was started too late or too early.
//!
//! ```text
//! was            [==)  [====      |
//! earlier    [======)  [====      |
//! later            [)  [====      |
//! later still             [=      |
//! ```

use super::{Phase, Refusal, Timer, free};
use crate::segments::Segments;
use crate::time::{Moment, Span};

impl Timer {
    /// Moves its start to `at`: what it did since stays, and what would lie before the start goes.
    /// `taken` is when other work was counted.
    ///
    /// # Errors
    ///
    /// It was stopped, nothing of it would be left, or the time that it would gain lies ahead or
    /// is taken.
    pub fn started_at(self, at: Moment, now: Moment, taken: &Segments) -> Result<Self, Refusal> {
        let started = self.started();
        let present = self.present(now);
        if at > present {
            return Err(Refusal::Future { at, now: present });
        }
        if at < started {
            free(at, started, taken)?;
        }
        let gained = Span::new(at, started);
        let before = Span::new(started, at);
        match self.phase {
            Phase::Running { since, beat } if self.closed.is_empty() || at >= since => {
                let phase = Phase::Running { since: at, beat };
                Ok(Self { closed: Segments::default(), phase, ..self })
            }
            Phase::Paused { since } if at >= since => Err(Refusal::IsPaused),
            Phase::Running { .. } | Phase::Paused { .. } => {
                let closed = self.closed.without(before).with(gained);
                Ok(Self { closed, ..self })
            }
            Phase::Completed { at } => Err(Refusal::IsCompleted(at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::tests::minutes;
    use crate::id::TimerId;
    use crate::time::{MINUTE, TimeZone};
    use crate::timer::Work;

    fn at(minute: i64) -> Moment {
        Moment(minute * MINUTE)
    }

    /// Ran from minute 10 to 20 and, if it runs, since 30.
    fn timer(runs: bool) -> Timer {
        let none = Segments::default();
        let id = TimerId::mint(Moment(0), [1; 10]);
        let timer = Timer::start(id, Work::default(), TimeZone::UTC, at(10), at(10), &none)
            .and_then(|timer| timer.pause(None, at(20)))
            .unwrap();
        if runs { timer.resume(None, at(30), &none).unwrap() } else { timer }
    }

    #[test]
    fn another_start_leaves_what_the_timer_did_since() {
        let check = |runs, to, expected: &[(i64, i64)]| {
            let moved = timer(runs).started_at(at(to), at(40), &Segments::default()).unwrap();
            let expected = Segments::new(expected.iter().map(|(from, to)| minutes(*from, *to)));
            assert_eq!(moved.segments(at(40)), expected, "started at {to}");
            assert_eq!(moved.status(), timer(runs).status());
        };
        check(true, 5, &[(5, 20), (30, 40)]);
        check(true, 15, &[(15, 20), (30, 40)]);
        check(true, 25, &[(30, 40)]);
        check(true, 35, &[(35, 40)]);
        check(false, 5, &[(5, 20)]);
        check(false, 15, &[(15, 20)]);
    }

    #[test]
    fn a_timer_without_a_pause_is_moved_whole() {
        let none = Segments::default();
        let id = TimerId::mint(Moment(0), [1; 10]);
        let timer =
            Timer::start(id, Work::default(), TimeZone::UTC, at(10), at(10), &none).unwrap();
        for to in [0, 10, 25] {
            let moved = timer.clone().started_at(at(to), at(40), &none).unwrap();
            assert_eq!((moved.started(), moved.total(at(40))), (at(to), (40 - to) * MINUTE));
        }
    }

    #[test]
    fn a_start_that_does_not_fit_is_refused() {
        let check = |runs, to, taken: &[Span], expected: &str| {
            let taken = Segments::new(taken.iter().copied());
            let refusal = timer(runs).started_at(at(to), at(40), &taken).unwrap_err();
            assert!(refusal.to_string().contains(expected), "{refusal}");
        };
        check(true, 41, &[], "has not come yet");
        check(false, 20, &[], "resume it first");
        check(true, 5, &[minutes(0, 6)], "another timer ran");
        let stopped = timer(true).stop(None, at(40)).unwrap();
        let refused = stopped.started_at(at(5), at(40), &Segments::default()).unwrap_err();
        assert!(refused.to_string().contains("was stopped"), "{refused}");
    }
}
