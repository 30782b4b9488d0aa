//! Work as rates, budgets and reports read it: for whom, how long on which day, and whether it is
//! paid for. What it was called and how it was captured does not matter here.

use crate::apportion::share_out;
use crate::days::by_day;
use crate::id::{BlockId, ClientId, ProjectId, TagId, TaskId};
use crate::money::Money;
use crate::time::{Date, Millis, Span, TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// For whom and what.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Target {
    /// For whom; `None` is "unassigned".
    pub client: Option<ClientId>,
    /// Which project of that client.
    pub project: Option<ProjectId>,
    /// Which task of that project.
    pub task: Option<TaskId>,
}

/// How long, and when as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// The stretches that were worked, none overlapping another; pauses lie between them.
    Spans(Vec<Span>),
    /// So many milliseconds on a day, at no known time, as imported from a service that keeps
    /// only lengths.
    OnDay(Date, Millis),
}

/// What an invoice froze of one day of an entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Frozen {
    /// The rate per hour, never below zero; `None` as long as nobody set one.
    #[serde(default)]
    pub per_hour: Option<Money>,
    /// How long it counted for the client, in milliseconds; `None` as long as no rounding changed.
    #[serde(default)]
    pub billed_ms: Option<Millis>,
}

/// What is frozen of a billed entry, by its local days where it was worked.
pub type FrozenDays = BTreeMap<Date, Frozen>;

/// What of an entry lies on a local day in some zone, and on a local day where it was worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The day in that zone.
    pub day: Date,
    /// The day where it was worked: by it go rates and rounding, wherever somebody looks.
    pub own_day: Date,
    /// How long, in milliseconds.
    pub millis: Millis,
}

/// A time entry as money sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// The entry's id.
    pub id: BlockId,
    /// For whom and what.
    pub target: Target,
    /// Its tags, each once.
    pub tags: Vec<TagId>,
    /// How long.
    pub when: When,
    /// Where it was worked.
    pub zone: TimeZone,
    /// Whether the client pays for it.
    pub billable: bool,
    /// What is frozen of it if it is billed; `None` while it is not. No later rate and no later
    /// rounding touches that.
    pub billed: Option<FrozenDays>,
}

/// Whether new work is billable, as client, project and task say it; `None` leaves it to the
/// level above.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BillableDefaults {
    /// What the client says.
    pub client: Option<bool>,
    /// What the project says.
    pub project: Option<bool>,
    /// What the task says.
    pub task: Option<bool>,
}

/// What all clients, projects and tasks say about new work. Nothing is kept of those that say
/// nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Billables {
    /// What clients say.
    pub clients: BTreeMap<ClientId, bool>,
    /// What projects say.
    pub projects: BTreeMap<ProjectId, bool>,
    /// What tasks say.
    pub tasks: BTreeMap<TaskId, bool>,
}

impl Work {
    /// How much of it lies on each local day in `zone`, in milliseconds, in order and without
    /// empty days. It adds up to the whole, also where a day has 23 or 25 hours.
    #[must_use]
    pub fn by_day(&self, zone: &TimeZone) -> Vec<(Date, Millis)> {
        let mut days: Vec<(Date, Millis)> = Vec::with_capacity(1);
        match &self.when {
            When::OnDay(day, millis) => add(&mut days, *day, *millis),
            When::Spans(spans) => {
                for span in spans {
                    for (day, part) in by_day(*span, zone) {
                        add(&mut days, day, part.millis());
                    }
                }
            }
        }
        days.sort_by_key(|(day, _)| *day);
        days
    }

    /// Its days where it was worked.
    #[must_use]
    pub fn own_days(&self) -> Vec<(Date, Millis)> {
        self.by_day(&self.zone)
    }

    /// Its parts by local day in `zone` and by local day where it was worked, in order and none
    /// empty. They add up to the whole.
    #[must_use]
    pub fn parts(&self, zone: &TimeZone) -> Vec<Part> {
        let same = |(day, millis)| Part { day, own_day: day, millis };
        let spans = match &self.when {
            When::Spans(spans) if self.zone != *zone => spans,
            When::Spans(_) | When::OnDay(..) => {
                return self.by_day(zone).into_iter().map(same).collect();
            }
        };
        let mut parts: BTreeMap<(Date, Date), Millis> = BTreeMap::new();
        for span in spans {
            for (day, part) in by_day(*span, zone) {
                for (own_day, part) in by_day(part, &self.zone) {
                    let sum = parts.entry((day, own_day)).or_default();
                    *sum = sum.saturating_add(part.millis());
                }
            }
        }
        let parts = parts.into_iter().filter(|(_, millis)| *millis > 0);
        parts.map(|((day, own_day), millis)| Part { day, own_day, millis }).collect()
    }

    /// Forgets how long it counted when it was billed: it counts as long as it was.
    pub fn forget_lengths(&mut self) {
        for frozen in self.billed.iter_mut().flat_map(|days| days.values_mut()) {
            frozen.billed_ms = None;
        }
    }

    /// What is frozen of it on one of its own days.
    #[must_use]
    pub fn frozen(&self, own_day: Date) -> Frozen {
        let days = self.billed.as_ref();
        days.and_then(|days| days.get(&own_day)).copied().unwrap_or_default()
    }

    /// How long each of its `parts` counted for the client when it was billed; `None` where no
    /// length is frozen.
    #[must_use]
    pub fn frozen_lengths(&self, parts: &[Part]) -> Vec<Option<Millis>> {
        let mut counted = vec![None; parts.len()];
        for (own_day, frozen) in self.billed.iter().flatten() {
            let Some(billed) = frozen.billed_ms else { continue };
            let is_own = |part: &Part| part.own_day == *own_day;
            let weights: Vec<i128> =
                parts.iter().filter(|part| is_own(part)).map(|part| part.millis.into()).collect();
            let places = counted.iter_mut().zip(parts).filter(|(_, part)| is_own(part));
            for ((one, _), share) in places.zip(share_out(billed.into(), &weights)) {
                *one = i64::try_from(share).ok();
            }
        }
        counted
    }

    /// Whether any of it can lie in `span`, in which `first` to `last` are the local days.
    #[must_use]
    pub fn touches(&self, span: Span, first: Date, last: Date) -> bool {
        match &self.when {
            When::OnDay(day, _) => (first..=last).contains(day),
            When::Spans(spans) => spans.iter().any(|own| own.overlap(span).is_some()),
        }
    }
}

impl BillableDefaults {
    /// What holds: the task's word, or else the project's, or else the client's; billable if
    /// nobody says anything.
    #[must_use]
    pub fn billable(self) -> bool {
        self.said().unwrap_or(true)
    }

    /// The same; `None` if nobody says anything.
    #[must_use]
    pub fn said(self) -> Option<bool> {
        self.task.or(self.project).or(self.client)
    }
}

impl Billables {
    /// What is said of new work on `target`.
    #[must_use]
    pub fn of(&self, target: Target) -> BillableDefaults {
        BillableDefaults {
            client: target.client.and_then(|id| self.clients.get(&id)).copied(),
            project: target.project.and_then(|id| self.projects.get(&id)).copied(),
            task: target.task.and_then(|id| self.tasks.get(&id)).copied(),
        }
    }
}

fn add(days: &mut Vec<(Date, Millis)>, day: Date, millis: Millis) {
    if millis <= 0 {
        return;
    }
    match days.iter_mut().rev().find(|(known, _)| *known == day) {
        Some((_, sum)) => *sum = sum.saturating_add(millis),
        None => days.push((day, millis)),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::time::day_bounds;
    use crate::time::{HOUR, MINUTE, Moment};
    use proptest::prelude::*;

    /// Ids that are told by a number.
    pub(crate) fn client(number: u8) -> ClientId {
        ClientId::mint(Moment(i64::from(number)), [1; 10])
    }

    pub(crate) fn project(number: u8) -> ProjectId {
        ProjectId::mint(Moment(i64::from(number)), [2; 10])
    }

    pub(crate) fn task(number: u8) -> TaskId {
        TaskId::mint(Moment(i64::from(number)), [3; 10])
    }

    pub(crate) fn tag(number: u8) -> TagId {
        TagId::mint(Moment(i64::from(number)), [4; 10])
    }

    pub(crate) fn block(number: u8) -> BlockId {
        BlockId::mint(Moment(i64::from(number)), [5; 10])
    }

    pub(crate) fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    pub(crate) fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Billable work for client 1 from `start` to `end`.
    pub(crate) fn work(number: u8, start: &str, end: &str) -> Work {
        let span = Span::new(start.parse().unwrap(), end.parse().unwrap());
        Work {
            id: block(number),
            target: Target { client: Some(client(1)), ..Target::default() },
            tags: Vec::new(),
            when: When::Spans(vec![span]),
            zone: berlin(),
            billable: true,
            billed: None,
        }
    }

    /// Billable work for client 1 of so many milliseconds on `day`.
    pub(crate) fn on_day(number: u8, day: &str, millis: Millis) -> Work {
        let when = When::OnDay(date(day), millis);
        Work { when, ..work(number, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z") }
    }

    #[track_caller]
    fn check(zone: &str, start: &str, end: &str, expected: &[(&str, i64)]) {
        let zone = TimeZone::get(zone).unwrap();
        let expected: Vec<_> =
            expected.iter().map(|(day, minutes)| (date(day), minutes * MINUTE)).collect();
        assert_eq!(work(1, start, end).by_day(&zone), expected);
    }

    #[test]
    fn work_over_midnight_belongs_to_both_days() {
        check(
            "Europe/Berlin",
            "2026-11-30T22:30:00+01:00",
            "2026-12-01T01:15:00+01:00",
            &[("2026-11-30", 90), ("2026-12-01", 75)],
        );
        check(
            "Europe/Berlin",
            "2026-11-20T09:00:00+01:00",
            "2026-11-21T00:00:00+01:00",
            &[("2026-11-20", 15 * 60)],
        );
        check("Europe/Berlin", "2026-11-20T09:00:00Z", "2026-11-20T09:00:00Z", &[]);
    }

    #[test]
    fn days_are_as_long_as_the_clock_says() {
        let ny = "America/New_York";
        let (from, to) = ("2026-03-07T23:00:00-05:00", "2026-03-09T01:00:00-04:00");
        check(ny, from, to, &[("2026-03-07", 60), ("2026-03-08", 23 * 60), ("2026-03-09", 60)]);
        let (from, to) = ("2026-10-31T23:00:00-04:00", "2026-11-02T01:00:00-05:00");
        check(ny, from, to, &[("2026-10-31", 60), ("2026-11-01", 25 * 60), ("2026-11-02", 60)]);
        let (from, to) = ("2026-04-04T23:30:00+11:00", "2026-04-06T00:30:00+10:30");
        let half_hour = [("2026-04-04", 30), ("2026-04-05", 24 * 60 + 30), ("2026-04-06", 30)];
        check("Australia/Lord_Howe", from, to, &half_hour);
        let (from, to) = ("2026-11-20T18:00:00Z", "2026-11-20T18:30:00Z");
        check("Asia/Kathmandu", from, to, &[("2026-11-20", 15), ("2026-11-21", 15)]);
        let (from, to) = ("2011-12-29T23:00:00-10:00", "2011-12-31T01:00:00+14:00");
        check("Pacific/Apia", from, to, &[("2011-12-29", 60), ("2011-12-31", 60)]);
    }

    #[test]
    fn pauses_do_not_count_and_a_length_without_a_time_stays_on_its_day() {
        let mut paused = work(1, "2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z");
        let later = work(1, "2026-11-20T11:00:00Z", "2026-11-20T11:30:00Z");
        if let (When::Spans(spans), When::Spans(more)) = (&mut paused.when, later.when) {
            spans.extend(more);
        }
        assert_eq!(paused.by_day(&berlin()), [(date("2026-11-20"), 90 * MINUTE)]);
        let length = on_day(1, "2026-11-20", 2 * HOUR);
        assert_eq!(length.by_day(&berlin()), [(date("2026-11-20"), 2 * HOUR)]);
        assert_eq!(on_day(1, "2026-11-20", -5).by_day(&berlin()), []);
    }

    #[test]
    fn days_come_in_order_whatever_order_the_stretches_have() {
        let span = |from: &str, to: &str| Span::new(from.parse().unwrap(), to.parse().unwrap());
        let spans = vec![
            span("2026-11-21T09:00:00Z", "2026-11-21T10:00:00Z"),
            span("2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z"),
            span("2026-11-21T11:00:00Z", "2026-11-21T12:00:00Z"),
        ];
        let one = Work { when: When::Spans(spans), ..on_day(1, "2026-11-20", 0) };
        let expected = [(date("2026-11-20"), HOUR), (date("2026-11-21"), 2 * HOUR)];
        assert_eq!(one.by_day(&berlin()), expected);
    }

    #[test]
    fn work_touches_the_days_that_it_lies_on() {
        let check = |work: &Work, day: &str, expected| {
            let span = day_bounds(date(day), &berlin());
            assert_eq!(work.touches(span, date(day), date(day)), expected, "{:?}", work.when);
        };
        let timed = work(1, "2026-11-20T22:30:00+01:00", "2026-11-21T00:30:00+01:00");
        check(&timed, "2026-11-19", false);
        check(&timed, "2026-11-20", true);
        check(&timed, "2026-11-21", true);
        check(&timed, "2026-11-22", false);
        let length = on_day(1, "2026-11-20", HOUR);
        check(&length, "2026-11-19", false);
        check(&length, "2026-11-20", true);
    }

    #[test]
    fn the_nearest_word_says_what_is_billable() {
        let check = |client, project, task, expected| {
            let defaults = BillableDefaults { client, project, task };
            assert_eq!(defaults.billable(), expected, "{defaults:?}");
        };
        check(None, None, None, true);
        check(Some(false), None, None, false);
        check(Some(false), Some(true), None, true);
        check(Some(true), Some(true), Some(false), false);
        check(Some(true), Some(false), None, false);
        check(None, Some(false), Some(true), true);
    }

    #[test]
    fn who_says_nothing_leaves_it_to_the_level_above() {
        let mut said = Billables::default();
        said.clients.insert(client(1), false);
        said.tasks.insert(task(1), true);
        let check = |target: Target, expected: Option<bool>| {
            assert_eq!(said.of(target).said(), expected, "{target:?}");
        };
        let whole = Target { client: Some(client(1)), ..Target::default() };
        check(whole, Some(false));
        check(Target { project: Some(project(1)), ..whole }, Some(false));
        check(Target { task: Some(task(1)), ..whole }, Some(true));
        check(Target { client: Some(client(2)), ..Target::default() }, None);
        check(Target::default(), None);
    }

    proptest! {
        #[test]
        fn days_add_up_to_the_whole_in_every_zone(
            start in 1_700_000_000_000_i64..1_900_000_000_000,
            length in 0_i64..96 * HOUR,
            zone in proptest::sample::select(vec![
                "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                "Asia/Kathmandu", "Pacific/Apia", "America/Sao_Paulo", "Africa/Cairo",
            ]),
        ) {
            let zone = TimeZone::get(zone).unwrap();
            let span = Span::new(Moment(start), Moment(start + length));
            let one = Work { when: When::Spans(vec![span]), ..on_day(1, "2026-01-01", 0) };
            let days = one.by_day(&zone);
            prop_assert_eq!(days.iter().map(|(_, millis)| millis).sum::<i64>(), length);
            prop_assert!(days.windows(2).all(|two| two[0].0 < two[1].0), "in order, each once");
            for (day, millis) in days {
                let shared = day_bounds(day, &zone).overlap(span).map_or(0, Span::millis);
                prop_assert_eq!(millis, shared, "what of it lies on {}", day);
            }
        }
    }
}
