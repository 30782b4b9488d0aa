//! When to tell the owner that a day is ready to review.
//!
//! A day is told once: in the evening, when it has drafts and nobody is on a call; or, if it was
//! not told then, the next morning when work begins.

use crate::activity::State;
use crate::time::{Date, Time};
use jiff::civil::DateTime;

/// A day that nobody was told of in the evening is told from this hour of the next morning.
pub const MORNING: Time = Time::constant(6, 0, 0, 0);

/// What there is to review, and what was told already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Drafts of today.
    pub drafts_today: u32,
    /// Drafts of yesterday.
    pub drafts_yesterday: u32,
    /// The newest day that was told.
    pub last_told: Option<Date>,
    /// What is being done now, if rows are being written.
    pub state: Option<State>,
}

/// Which day to tell now, if any, at the owner's local time `now`; the owner wants to hear of a
/// day from `review_at` on.
#[must_use]
pub fn review_due(now: DateTime, review_at: Time, standing: &Standing) -> Option<Date> {
    let Standing { drafts_today, drafts_yesterday, last_told, state } = *standing;
    let is_new = |day: Date| last_told.is_none_or(|told| told < day);
    if state == Some(State::Call) {
        return None;
    }
    let today = now.date();
    if now.time() >= review_at && drafts_today > 0 && is_new(today) {
        return Some(today);
    }
    let yesterday = today.yesterday().ok()?;
    let work_began = now.time() >= MORNING && state == Some(State::Working);
    (work_began && drafts_yesterday > 0 && is_new(yesterday)).then_some(yesterday)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: Option<State> = Some(State::Call);
    const WORK: Option<State> = Some(State::Working);
    const AWAY: Option<State> = Some(State::Locked);

    /// On the 20th, at `time`, wanting to hear of a day from 17:00 on.
    #[track_caller]
    fn check(
        time: &str,
        (drafts_today, drafts_yesterday): (u32, u32),
        told: Option<i8>,
        state: Option<State>,
        expected: Option<i8>,
    ) {
        let day = |day| jiff::civil::date(2026, 11, day);
        let now = day(20).to_datetime(time.parse().unwrap());
        let last_told = told.map(day);
        let standing = Standing { drafts_today, drafts_yesterday, last_told, state };
        let due = review_due(now, Time::constant(17, 0, 0, 0), &standing);
        assert_eq!(due, expected.map(day), "at {time}: {standing:?}");
    }

    #[test]
    fn a_day_with_drafts_is_told_once_in_the_evening() {
        check("16:59:59", (3, 0), None, WORK, None);
        check("17:00", (3, 0), None, WORK, Some(20));
        check("17:00", (3, 0), Some(19), AWAY, Some(20));
        check("17:00", (3, 0), Some(19), None, Some(20));
        check("17:01", (3, 0), Some(20), WORK, None);
        check("17:00", (0, 0), None, WORK, None);
        check("23:59", (1, 9), Some(18), WORK, Some(20));
    }

    #[test]
    fn nobody_is_told_on_a_call() {
        check("17:30", (3, 3), None, CALL, None);
        check("09:00", (0, 3), None, CALL, None);
    }

    #[test]
    fn a_day_that_was_never_told_is_told_next_morning_when_work_begins() {
        check("05:59", (0, 3), None, WORK, None);
        check("06:00", (0, 3), None, WORK, Some(19));
        check("06:00", (0, 3), Some(18), WORK, Some(19));
        check("06:00", (0, 3), None, AWAY, None);
        check("06:00", (0, 3), None, None, None);
        check("06:00", (0, 3), Some(19), WORK, None);
        check("06:00", (0, 0), None, WORK, None);
        check("12:00", (5, 3), Some(18), WORK, Some(19));
        check("17:30", (0, 3), Some(18), WORK, Some(19));
        check("17:30", (5, 3), Some(20), WORK, None);
    }

    #[test]
    fn a_clock_that_was_set_back_tells_nothing_twice() {
        check("18:00", (3, 3), Some(21), WORK, None);
    }
}
