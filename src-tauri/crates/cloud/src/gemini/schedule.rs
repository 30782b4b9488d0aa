//! When which model may be asked: pure, so that a table of cases can test it.
//!
//! A model that is exhausted is put aside for as long as its hint says, a few times; then
//! until the provider's next day, because hints of seconds also come with daily limits. One
//! that is overloaded is put aside for seconds to minutes, one that is gone until the next
//! day. The provider's day begins at midnight in California.

use domain::time::{HOUR, MINUTE, Millis, Moment, SECOND};
use jiff::ToSpan as _;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What must be remembered between questions, over restarts too. Starts as `default()`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// When the provider's day ends that the numbers below belong to.
    day_ends: Option<Moment>,
    /// Requests sent on that day.
    sent: u32,
    /// Models put aside.
    aside: BTreeMap<String, Aside>,
}

/// Why a model is not to be asked, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Aside {
    until: Moment,
    times: u32,
    gone: bool,
}

/// Why no model is to be asked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// The daily number of requests is used up until then.
    Budget {
        /// The end of the provider's day.
        until: Moment,
    },
    /// Every model is put aside; the first comes back then.
    Parked {
        /// The earliest return.
        until: Moment,
    },
    /// There is no model, or none exists any more.
    Gone,
}

/// So many hints are followed before a model is put aside for the day.
const PATIENCE: u32 = 3;
const LONGEST_OVERLOAD: Millis = 15 * MINUTE;

impl Schedule {
    /// The first of `models` that may be asked at `now`.
    ///
    /// # Errors
    /// If none may: see [`Wait`].
    pub fn next<'a>(
        &mut self,
        models: &'a [String],
        requests_per_day: u32,
        now: Moment,
    ) -> Result<&'a str, Wait> {
        let day_ends = self.turn_day(now);
        if self.sent >= requests_per_day {
            return Err(Wait::Budget { until: day_ends });
        }
        let free = |model: &&String| self.aside.get(*model).is_none_or(|aside| aside.until <= now);
        if let Some(model) = models.iter().find(free) {
            return Ok(model);
        }
        models
            .iter()
            .filter_map(|model| self.aside.get(model))
            .filter(|aside| !aside.gone)
            .map(|aside| aside.until)
            .min()
            .map_or(Err(Wait::Gone), |until| Err(Wait::Parked { until }))
    }

    /// Requests counted on the provider's day that `now` lies in.
    #[must_use]
    pub fn sent_today(&self, now: Moment) -> u32 {
        if self.day_ends.is_some_and(|end| is_same_day(end, now)) { self.sent } else { 0 }
    }

    /// A request is about to leave.
    pub fn count(&mut self, now: Moment) {
        self.turn_day(now);
        self.sent = self.sent.saturating_add(1);
    }

    /// The request counted last never left.
    pub const fn uncount(&mut self) {
        self.sent = self.sent.saturating_sub(1);
    }

    /// `model` answered.
    pub fn answered(&mut self, model: &str) {
        self.aside.remove(model);
    }

    /// `model` is exhausted and asks to be left alone for `hint` milliseconds.
    pub fn exhausted(&mut self, model: &str, hint: Option<Millis>, now: Moment) {
        let day_ends = self.turn_day(now);
        let times = self.times(model);
        let until = if times > PATIENCE {
            day_ends
        } else {
            let wait = hint.unwrap_or_else(|| doubling(MINUTE, times, HOUR));
            now.plus(wait.max(SECOND)).min(day_ends)
        };
        self.put_aside(model, Aside { until, times, gone: false });
    }

    /// `model` is overloaded or broken on the provider's side.
    pub fn overloaded(&mut self, model: &str, hint: Option<Millis>, now: Moment) {
        self.turn_day(now);
        let times = self.times(model);
        let wait = hint.unwrap_or_else(|| doubling(15 * SECOND, times, LONGEST_OVERLOAD));
        let until = now.plus(wait.clamp(SECOND, LONGEST_OVERLOAD));
        self.put_aside(model, Aside { until, times, gone: false });
    }

    /// `model` does not exist (any more).
    pub fn gone(&mut self, model: &str, now: Moment) {
        let until = self.turn_day(now);
        let times = self.times(model);
        self.put_aside(model, Aside { until, times, gone: true });
    }

    fn put_aside(&mut self, model: &str, aside: Aside) {
        self.aside.insert(model.to_owned(), aside);
    }

    fn times(&self, model: &str) -> u32 {
        self.aside.get(model).map_or(0, |aside| aside.times).saturating_add(1)
    }

    fn turn_day(&mut self, now: Moment) -> Moment {
        match self.day_ends {
            Some(end) if is_same_day(end, now) => end,
            Some(_) | None => {
                let end = end_of_provider_day(now);
                *self = Self { day_ends: Some(end), ..Self::default() };
                end
            }
        }
    }
}

/// Whether `now` lies in the provider's day that ends at `end`. A clock that was set back by
/// more than a day begins a new one, else it would wait for a day that is far off.
fn is_same_day(end: Moment, now: Moment) -> bool {
    now < end && end.since(now) <= 25 * HOUR
}

/// The next midnight in California after `now`.
fn end_of_provider_day(now: Moment) -> Moment {
    // The rule instead of the name: a container may have no time zone database.
    let pacific = TimeZone::posix("PST8PDT,M3.2.0,M11.1.0").unwrap_or(TimeZone::UTC);
    now.in_zone(&pacific)
        .checked_add(1.day())
        .and_then(|tomorrow| tomorrow.start_of_day())
        .map_or_else(|_| now.plus(24 * HOUR), |zoned| Moment(zoned.timestamp().as_millisecond()))
}

fn doubling(first: Millis, times: u32, longest: Millis) -> Millis {
    first.saturating_mul(1 << times.saturating_sub(1).min(16)).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: &str = "2026-11-20T20:00:00Z"; // noon in California
    const MIDNIGHT: &str = "2026-11-21T08:00:00Z";

    fn at(text: &str) -> Moment {
        text.parse().unwrap()
    }

    fn models() -> Vec<String> {
        ["big", "small"].map(str::to_owned).to_vec()
    }

    #[test]
    fn the_day_ends_at_midnight_in_california_in_summer_and_winter() {
        let check = |now: &str, end: &str| assert_eq!(end_of_provider_day(at(now)), at(end));
        check(NOON, MIDNIGHT);
        check("2026-07-01T06:59:59Z", "2026-07-01T07:00:00Z");
        check("2026-07-01T07:00:00Z", "2026-07-02T07:00:00Z");
        check("2026-03-08T12:00:00Z", "2026-03-09T07:00:00Z");
        check("2026-11-01T08:00:00Z", "2026-11-02T08:00:00Z");
    }

    #[test]
    fn the_first_model_that_is_not_put_aside_is_asked() {
        let now = at(NOON);
        let models = models();
        let mut schedule = Schedule::default();
        assert_eq!(schedule.next(&models, 9, now), Ok("big"));
        schedule.gone("big", now);
        assert_eq!(schedule.next(&models, 9, now), Ok("small"));
        schedule.exhausted("small", Some(36_400), now);
        let until = now.plus(36_400);
        assert_eq!(schedule.next(&models, 9, now), Err(Wait::Parked { until }));
        assert_eq!(schedule.next(&models, 9, until), Ok("small"), "the hint is over");
        schedule.gone("small", until);
        assert_eq!(schedule.next(&models, 9, until), Err(Wait::Gone));
        assert_eq!(schedule.next(&models, 9, at(MIDNIGHT)), Ok("big"), "tomorrow all are tried");
        assert_eq!(schedule.next(&[], 9, now), Err(Wait::Gone), "no models, no answer");
    }

    #[test]
    fn a_hint_is_believed_three_times_and_then_the_day_is_over() {
        let mut now = at(NOON);
        let mut schedule = Schedule::default();
        let models = vec!["big".to_owned()];
        for _ in 0..3 {
            schedule.exhausted("big", Some(36_000), now);
            now = now.plus(36_000);
            assert_eq!(schedule.next(&models, 9, now), Ok("big"));
        }
        schedule.exhausted("big", Some(36_000), now);
        let until = at(MIDNIGHT);
        assert_eq!(schedule.next(&models, 9, now), Err(Wait::Parked { until }));
    }

    #[test]
    fn an_answer_wins_trust_back() {
        let now = at(NOON);
        let mut schedule = Schedule::default();
        for _ in 0..9 {
            schedule.exhausted("big", Some(36_000), now);
            schedule.answered("big");
        }
        schedule.exhausted("big", Some(36_000), now);
        assert_eq!(
            schedule.next(&["big".to_owned()], 99, now),
            Err(Wait::Parked { until: now.plus(36_000) })
        );
    }

    #[test]
    fn overload_never_costs_the_whole_day() {
        let now = at(NOON);
        let mut schedule = Schedule::default();
        for _ in 0..50 {
            schedule.overloaded("big", None, now);
        }
        assert_eq!(
            schedule.next(&["big".to_owned()], 99, now),
            Err(Wait::Parked { until: now.plus(LONGEST_OVERLOAD) })
        );
    }

    #[test]
    fn the_daily_number_is_kept_and_begins_anew_at_midnight() {
        let now = at(NOON);
        let models = models();
        let mut schedule = Schedule::default();
        for _ in 0..2 {
            assert!(schedule.next(&models, 2, now).is_ok());
            schedule.count(now);
        }
        let until = at(MIDNIGHT);
        assert_eq!(schedule.next(&models, 2, now), Err(Wait::Budget { until }));
        assert_eq!(schedule.sent_today(now), 2);
        schedule.uncount();
        assert!(schedule.next(&models, 2, now).is_ok(), "what never left does not count");
        schedule.count(now);
        assert_eq!(schedule.sent_today(until), 0);
        assert!(schedule.next(&models, 2, until).is_ok());
    }

    #[test]
    fn a_clock_set_back_by_days_does_not_silence_gemini_for_days() {
        let mut schedule = Schedule::default();
        schedule.exhausted("big", Some(1), at("2026-12-24T00:00:00Z"));
        schedule.gone("big", at("2026-12-24T00:00:00Z"));
        assert_eq!(schedule.next(&["big".to_owned()], 1, at(NOON)), Ok("big"));
    }

    #[test]
    fn it_survives_being_stored() {
        let mut schedule = Schedule::default();
        schedule.count(at(NOON));
        schedule.gone("big", at(NOON));
        let text = serde_json::to_string(&schedule).unwrap();
        assert_eq!(serde_json::from_str::<Schedule>(&text).unwrap(), schedule);
    }
}
