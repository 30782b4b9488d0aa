//! A chunk's life: up to five minutes of captures on their way to becoming blocks.
//!
//! ```text
//! Open → Captured → Transcribed → Classified → Committed → Wiped
//! ```
//!
//! One row, one stage; each arrow is one transaction. A chunk that fails stays at its stage with
//! a count and a reason, waits longer each time, and never holds up those behind it. At the
//! retention limit it is finished from what there is.

use crate::id::ChunkId;
use crate::time::{HOUR, MINUTE, Millis, Moment, SECOND, Span};
use serde::{Deserialize, Serialize};

/// How long a chunk is at most.
pub const LENGTH: Millis = 5 * MINUTE;

/// Where a chunk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Captures are still being added.
    Open,
    /// Complete; sound and pictures wait sealed in the spool.
    Captured,
    /// Words were made of them; the words wait sealed in the database.
    Transcribed,
    /// Blocks were proposed; the proposals wait sealed in the database.
    Classified,
    /// The blocks are in the timesheet.
    Committed,
    /// Keys, files and words are gone; a receipt is kept.
    Wiped,
}

impl Stage {
    /// All stages in order.
    pub const ALL: [Self; 6] = [
        Self::Open,
        Self::Captured,
        Self::Transcribed,
        Self::Classified,
        Self::Committed,
        Self::Wiped,
    ];

    /// The stable name, as stored and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Captured => "captured",
            Self::Transcribed => "transcribed",
            Self::Classified => "classified",
            Self::Committed => "committed",
            Self::Wiped => "wiped",
        }
    }

    /// The stage of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == name)
    }

    /// The stage that the next transaction brings, if any is left.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Open => Some(Self::Captured),
            Self::Captured => Some(Self::Transcribed),
            Self::Transcribed => Some(Self::Classified),
            Self::Classified => Some(Self::Committed),
            Self::Committed => Some(Self::Wiped),
            Self::Wiped => None,
        }
    }
}

/// A chunk's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Its id.
    pub id: ChunkId,
    /// When its captures were made.
    pub span: Span,
    /// Where it stands.
    pub stage: Stage,
    /// How often its next step has failed.
    pub attempts: u32,
    /// Not tried again before this.
    pub due: Moment,
}

/// How long to wait after a step has failed `attempts` times: 2 s, doubling, at most 15 min.
#[must_use]
pub fn patience(attempts: u32) -> Millis {
    let doubled = (2 * SECOND).saturating_mul(1_i64 << attempts.saturating_sub(1).min(20));
    doubled.min(15 * MINUTE)
}

/// Whether the retention limit is reached, counted from when the chunk was made: it is then
/// finished from what there is, wiped included, whatever fails.
#[must_use]
pub fn is_overdue(chunk: ChunkId, now: Moment, retention: Millis) -> bool {
    now.since(chunk.minted()) >= retention
}

/// The retention limit when the settings say nothing.
pub const RETENTION: Millis = 24 * HOUR;

/// Where to cut the open chunk that began at `start`, when `now` has come with `quiet` milliseconds
/// since the last sign of life; `None` while it may grow.
///
/// It is cut at its full `length`, but only once somebody was seen alive after that: time which
/// may still turn out to be idle never belongs to a chunk that is on its way.
///
/// ```text
/// [start......length]..life~~quiet~~now    cut
/// [start...life~~~~~~~~length~~~~~~~now    not yet: life goes on, or the rest was idle
/// ```
#[must_use]
pub fn cut(start: Moment, now: Moment, quiet: Millis, length: Millis) -> Option<Moment> {
    let full = start.plus(length);
    (now.minus(quiet.max(0)) >= full).then_some(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_follow_one_another_to_the_end() {
        let mut stage = Stage::Open;
        let mut seen = vec![stage];
        while let Some(next) = stage.next() {
            assert!(next > stage, "a chunk never goes back");
            stage = next;
            seen.push(stage);
        }
        assert_eq!(seen, Stage::ALL);
        for stage in Stage::ALL {
            assert_eq!(Stage::from_name(stage.as_str()), Some(stage));
        }
    }

    #[test]
    fn patience_doubles_up_to_a_limit() {
        let check = |attempts, seconds| {
            assert_eq!(patience(attempts), seconds * SECOND, "after {attempts} failures");
        };
        check(1, 2);
        check(2, 4);
        check(5, 32);
        check(40, 900);
    }

    #[test]
    fn a_chunk_is_cut_once_somebody_was_alive_after_it() {
        let check = |now, quiet, expected: Option<i64>| {
            let cut = cut(Moment(0), Moment(now), quiet, 300_000);
            assert_eq!(cut, expected.map(Moment), "now {now}, quiet {quiet}");
        };
        check(299_999, 0, None);
        check(300_000, 0, Some(300_000));
        check(300_000, 1, None);
        check(330_000, 10_000, Some(300_000));
        check(500_000, 400_000, None);
    }
}
