//! Whether a timer was forgotten: it asks when it runs for long, and when it runs over midnight.

use super::{Phase, Timer};
use crate::days::day_of;
use crate::time::{Date, HOUR, Millis, Moment};
use serde::{Deserialize, Serialize};

/// A timer that ran for longer than this asks, unless the owner set another limit.
pub const LONG: Millis = 12 * HOUR;

/// Why a running timer asks whether it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It ran for longer than the limit.
    Long,
    /// It runs over midnight into this day.
    Midnight(Date),
}

/// What a running timer asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Why it asks.
    pub why: Why,
    /// When it was started.
    pub started: Moment,
    /// How long it ran, in milliseconds.
    pub total: Millis,
}

impl Timer {
    /// What a running timer asks, if anything: first that it ran for longer than `long`, then that
    /// a day began in its zone. What was `asked` is not asked again.
    #[must_use]
    pub fn question(&self, now: Moment, long: Millis, asked: &[Why]) -> Option<Question> {
        let Phase::Running { .. } = self.phase else { return None };
        let (started, total) = (self.started(), self.total(now));
        let today = day_of(self.present(now), &self.zone);
        let is_long = total > long;
        let is_over_midnight = day_of(started, &self.zone) < today;
        [(is_long, Why::Long), (is_over_midnight, Why::Midnight(today))]
            .into_iter()
            .find(|(holds, why)| *holds && !asked.contains(why))
            .map(|(_, why)| Question { why, started, total })
    }
}
