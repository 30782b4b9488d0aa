//! When to take a picture of the screen: a pure decision.
//!
//! ```text
//! front window changed ──settle──▶ picture
//! still the same window ──every──▶ picture, dropped when nothing changed
//!                       ──look───▶ a look, kept only when much changed
//! ```
//!
//! Never two within [`Cadence::gap_ms`]; none while nobody works, while the front window is
//! excluded or cannot be named, and none at all when nothing will read it, which its caller
//! knows and then never asks.

use crate::activity::{State, Window};
use crate::time::{Millis, Moment, SECOND};
use serde::{Deserialize, Serialize};

/// How often pictures are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cadence {
    /// At least this often while somebody works. Default: 30 s.
    pub every_ms: Millis,
    /// Never two within this. Default: 2 s.
    pub gap_ms: Millis,
    /// How long a new window may paint itself before it is looked at. Default: 0.4 s.
    pub settle_ms: Millis,
    /// How often to look whether the same window shows something new. Default: 10 s.
    pub look_ms: Millis,
    /// Look only if the last input is more recent than this: a screen that nobody touches
    /// waits for `every_ms`. Default: 10 s.
    pub lively_ms: Millis,
    /// A look is kept if at least so many of the 576 tiles changed. Default: 24.
    pub look_tiles: u32,
    /// Pictures for a change of title or content alone, in a row. Default: 3.
    pub burst: u32,
    /// One more of those each. Bounds a window whose title counts seconds. Default: 60 s.
    pub refill_ms: Millis,
}

impl Default for Cadence {
    fn default() -> Self {
        Self {
            every_ms: 30 * SECOND,
            gap_ms: 2 * SECOND,
            settle_ms: 400,
            look_ms: 10 * SECOND,
            lively_ms: 10 * SECOND,
            look_tiles: 24,
            burst: 3,
            refill_ms: 60 * SECOND,
        }
    }
}

/// Why a picture should be taken now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// Another window came to the front.
    Window,
    /// The window in front has a new title.
    Title,
    /// The last one is old enough.
    Due,
    /// To see whether something changed.
    Look,
}

/// Decides when; fed with every observation, told of every picture.
#[derive(Debug, Clone)]
pub struct Shutter {
    cadence: Cadence,
    front: Option<(Window, Option<u64>)>,
    pending: Option<(Moment, Why)>,
    last: Option<Moment>,
    due_from: Option<Moment>,
    credit_ms: Millis,
    credited: Option<Moment>,
}

impl Shutter {
    /// A shutter that has seen nothing yet.
    #[must_use]
    pub const fn new(cadence: Cadence) -> Self {
        Self {
            cadence,
            front: None,
            pending: None,
            last: None,
            due_from: None,
            credit_ms: (cadence.burst as Millis).saturating_mul(cadence.refill_ms),
            credited: None,
        }
    }

    /// Whether to take a picture now, and why. `handle` tells windows of the same name apart;
    /// `idle_ms` is the time since the last input.
    ///
    /// After `Some`, call [`Shutter::taken`] or, where the picture failed, [`Shutter::failed`].
    pub fn next(
        &mut self,
        now: Moment,
        state: State,
        window: Option<&Window>,
        handle: Option<u64>,
        idle_ms: Millis,
    ) -> Option<Why> {
        self.mend_clock(now);
        self.earn(now);
        let window = window.filter(|_| may_see(state));
        let Some(window) = window else {
            // Whatever is in front when work goes on counts as new.
            self.front = None;
            self.pending = None;
            return None;
        };
        self.notice(now, window, handle);
        if self.last.is_some_and(|last| now.since(last) < self.cadence.gap_ms) {
            return None;
        }
        match self.pending {
            Some((since, _)) if now.since(since) < self.cadence.settle_ms => return None,
            Some((_, Why::Window)) => return Some(Why::Window),
            Some((_, why)) if self.affords() => return Some(why),
            Some(_) | None => {}
        }
        if self.due_from.is_none_or(|from| now.since(from) >= self.cadence.every_ms) {
            return Some(Why::Due);
        }
        let rested = self.last.is_none_or(|last| now.since(last) >= self.cadence.look_ms);
        (rested && idle_ms < self.cadence.lively_ms && self.affords()).then_some(Why::Look)
    }

    /// Whether a picture taken for `why` is worth keeping, given how many tiles changed since
    /// the last one kept of this window.
    #[must_use]
    pub const fn keeps(&self, why: Why, changed_tiles: u32) -> bool {
        match why {
            Why::Window | Why::Title | Why::Due => changed_tiles > 0,
            Why::Look => changed_tiles >= self.cadence.look_tiles,
        }
    }

    /// A picture was taken for `why`, and kept or dropped as a near duplicate.
    pub fn taken(&mut self, now: Moment, why: Why, kept: bool) {
        self.last = Some(now);
        match why {
            Why::Look if !kept => {}
            // The picture shows whatever title was waiting for one.
            Why::Window | Why::Title | Why::Due | Why::Look => {
                self.pending = None;
                self.due_from = Some(now);
            }
        }
        match why {
            Why::Title | Why::Look if kept => {
                self.credit_ms = self.credit_ms.saturating_sub(self.cadence.refill_ms);
            }
            Why::Window | Why::Due | Why::Title | Why::Look => {}
        }
    }

    /// No picture came of it: tried again after the gap.
    pub const fn failed(&mut self, now: Moment) {
        self.last = Some(now);
    }

    /// How long nothing will be due if nothing changes: at most one second, so that a caller
    /// who waits this long is never late by more.
    #[must_use]
    pub fn patience(&self, now: Moment) -> Millis {
        let gap = self.last.map_or(0, |last| self.cadence.gap_ms.saturating_sub(now.since(last)));
        let settle = self
            .pending
            .map_or(SECOND, |(since, _)| self.cadence.settle_ms.saturating_sub(now.since(since)));
        gap.max(settle).clamp(1, SECOND)
    }

    fn notice(&mut self, now: Moment, window: &Window, handle: Option<u64>) {
        let why = match &self.front {
            Some((front, number)) if *number == handle && front == window => return,
            Some((front, number)) if *number == handle && front.program == window.program => {
                Why::Title
            }
            Some(_) | None => Why::Window,
        };
        // The first change counts, so that a title that never rests is not waited for.
        self.pending = match self.pending {
            Some((since, Why::Window)) => Some((since, Why::Window)),
            Some((_, _)) if why == Why::Window => Some((now, why)),
            Some(pending) => Some(pending),
            None => Some((now, why)),
        };
        self.front = Some((window.clone(), handle));
    }

    const fn affords(&self) -> bool {
        self.credit_ms >= self.cadence.refill_ms
    }

    fn earn(&mut self, now: Moment) {
        let earned = self.credited.map_or(0, |since| now.since(since).max(0));
        let most = Millis::from(self.cadence.burst).saturating_mul(self.cadence.refill_ms);
        self.credit_ms = self.credit_ms.saturating_add(earned).min(most);
        self.credited = Some(now);
    }

    /// A clock that was set back must not hold pictures back until it has caught up.
    fn mend_clock(&mut self, now: Moment) {
        for moment in [&mut self.last, &mut self.due_from] {
            if moment.is_some_and(|moment| moment > now) {
                *moment = Some(now);
            }
        }
        if let Some((since, _)) = &mut self.pending {
            *since = (*since).min(now);
        }
    }
}

/// Only a person's own work is pictured.
const fn may_see(state: State) -> bool {
    match state {
        State::Working | State::Call => true,
        State::Idle
        | State::Locked
        | State::Asleep
        | State::Excluded
        | State::Paused
        | State::Off => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A shutter whose pictures always succeed.
    struct Day(Shutter);

    impl Day {
        fn new() -> Self {
            Self(Shutter::new(Cadence::default()))
        }

        /// Asks at `at`; a picture that is due is taken and, if `tiles` allow, kept.
        fn at(&mut self, at: i64, title: &str, tiles: u32) -> Option<Why> {
            self.with(at, title, tiles, State::Working, 0)
        }

        fn with(
            &mut self,
            at: i64,
            title: &str,
            tiles: u32,
            state: State,
            idle: i64,
        ) -> Option<Why> {
            let window = Window { program: "XTerm".into(), title: title.into(), site: None };
            let handle = title.bytes().next().map(u64::from);
            let why = self.0.next(Moment(at), state, Some(&window), handle, idle);
            if let Some(why) = why {
                let keep = self.0.keeps(why, tiles);
                self.0.taken(Moment(at), why, keep);
            }
            why
        }
    }

    #[test]
    fn a_new_window_is_pictured_once_it_has_settled() {
        let mut day = Day::new();
        assert_eq!(day.at(0, "a", 576), None, "it is still painting");
        assert_eq!(day.at(400, "a", 576), Some(Why::Window));
        assert_eq!(day.at(500, "b", 576), None, "never two within two seconds");
        assert_eq!(day.at(2_399, "b", 576), None, "never two within two seconds");
        assert_eq!(day.at(2_400, "b", 576), Some(Why::Window), "the change was not forgotten");
    }

    #[test]
    fn an_unchanged_window_is_pictured_every_thirty_seconds_and_no_more() {
        let mut day = Day::new();
        let taken: Vec<(i64, Why)> = (0..=100)
            .map(|second| second * 1_000)
            .filter_map(|at| Some((at, day.with(at, "a", 0, State::Working, 20_000)?)))
            .collect();
        let expected =
            [(1_000, Why::Window), (31_000, Why::Due), (61_000, Why::Due), (91_000, Why::Due)];
        assert_eq!(taken, expected);
    }

    #[test]
    fn nothing_is_pictured_unless_somebody_works_in_a_window_with_a_name() {
        for state in State::ALL {
            let mut day = Day::new();
            let any = (0..100).any(|s| day.with(s * 1_000, "a", 576, state, 0).is_some());
            assert_eq!(any, matches!(state, State::Working | State::Call), "{state:?}");
        }
        let mut shutter = Shutter::new(Cadence::default());
        let any = (0..100)
            .any(|s| shutter.next(Moment(s * 1_000), State::Working, None, None, 0).is_some());
        assert!(!any, "a window that cannot be named is not pictured");
    }

    #[test]
    fn coming_back_to_work_counts_as_a_new_window() {
        let mut day = Day::new();
        day.at(0, "a", 576);
        assert_eq!(day.at(1_000, "a", 576), Some(Why::Window));
        assert_eq!(day.with(5_000, "a", 576, State::Locked, 0), None);
        assert_eq!(day.at(6_000, "a", 576), None, "settling");
        assert_eq!(day.at(7_000, "a", 576), Some(Why::Window));
    }

    #[test]
    fn a_lively_screen_is_looked_at_and_kept_only_if_much_changed() {
        let mut day = Day::new();
        day.at(0, "a", 576);
        assert_eq!(day.at(1_000, "a", 576), Some(Why::Window));
        assert_eq!(day.at(10_999, "a", 23), None);
        assert_eq!(day.at(11_000, "a", 23), Some(Why::Look), "ten seconds later");
        assert!(!day.0.keeps(Why::Look, 23) && day.0.keeps(Why::Look, 24));
        assert_eq!(day.at(21_000, "a", 23), Some(Why::Look));
        assert_eq!(day.at(31_000, "a", 23), Some(Why::Due), "looks do not push the due one away");
        assert!(day.0.keeps(Why::Due, 1) && !day.0.keeps(Why::Due, 0));
        assert_eq!(day.with(41_000, "a", 23, State::Working, 10_000), None, "nobody touched it");
    }

    #[test]
    fn a_title_that_counts_seconds_cannot_fill_the_spool() {
        let mut day = Day::new();
        let taken = (0..3_600)
            .filter(|second| day.at(second * 1_000, &format!("a{second}"), 576).is_some())
            .count();
        assert!((120..=190).contains(&taken), "{taken} pictures in an hour");
    }

    #[test]
    fn switching_windows_is_always_pictured() {
        let mut day = Day::new();
        let taken = (0..60)
            .filter(|step| {
                let title = if step % 2 == 0 { "a" } else { "b" };
                day.at(step * 3_000, title, 576);
                day.at(step * 3_000 + 500, title, 576) == Some(Why::Window)
            })
            .count();
        assert_eq!(taken, 60, "every switch, three seconds apart");
    }

    #[test]
    fn a_clock_set_back_does_not_hold_pictures_back() {
        let mut day = Day::new();
        day.at(1_000_000, "a", 576);
        assert_eq!(day.at(1_001_000, "a", 576), Some(Why::Window));
        assert_eq!(day.at(5_000, "a", 0), None);
        assert_eq!(day.at(35_000, "a", 0), Some(Why::Due));
    }

    #[test]
    fn a_failed_picture_is_tried_again_after_the_gap() {
        let mut shutter = Shutter::new(Cadence::default());
        let window = Window { program: "XTerm".into(), title: "a".into(), site: None };
        let mut ask = |at| {
            let why = shutter.next(Moment(at), State::Working, Some(&window), None, 0);
            if why.is_some() {
                shutter.failed(Moment(at));
            }
            why
        };
        assert_eq!(ask(0), None);
        assert_eq!(ask(500), Some(Why::Window));
        assert_eq!(ask(2_000), None);
        assert_eq!(ask(2_500), Some(Why::Window));
    }

    #[test]
    fn the_wait_is_no_longer_than_what_comes_next() {
        let mut shutter = Shutter::new(Cadence::default());
        let window = Window { program: "XTerm".into(), title: "a".into(), site: None };
        assert_eq!(shutter.patience(Moment(0)), SECOND);
        shutter.next(Moment(0), State::Working, Some(&window), None, 0);
        assert_eq!(shutter.patience(Moment(100)), 300, "until it has settled");
        shutter.taken(Moment(400), Why::Window, true);
        assert_eq!(shutter.patience(Moment(400)), SECOND);
    }
}
