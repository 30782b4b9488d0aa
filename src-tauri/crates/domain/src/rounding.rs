//! Rounding of billed time: what a client was promised, applied to lengths and to nothing else.
//!
//! A policy makes other lengths out of lengths when they are shown or put on an invoice. It never
//! sees a start or an end, and no stored time changes.
//!
//! - Up and down go to the next step; what lies on a step stays.
//! - Nearest goes to the nearer step, and *exactly between two steps it goes up*: 7.5 minutes to
//!   steps of 15 are 15, and 22.5 are 30. Three minutes are nothing.
//! - Nothing stays nothing: no time is billed where none was worked.
//! - Per entry, each entry is rounded as a whole, also over midnight. Per day, the sum of a day is
//!   rounded. What comes out is shared among the parts in whole minutes in proportion to their
//!   lengths ([`share_out`]), so that the parts add up to what was rounded.

use crate::apportion::share_out;
use crate::id::BlockId;
use crate::time::{Date, MINUTE, Millis};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

/// The largest step, in minutes: a working day of eight hours.
pub const LARGEST_STEP: u16 = 480;

/// Which way a length goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the nearer step; up if it lies exactly between two.
    Nearest,
    /// To the next step above.
    Up,
    /// To the next step below.
    Down,
}

/// What is rounded as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Per {
    /// Each entry.
    Entry,
    /// The sum of each local day.
    Day,
}

/// How a client's time is rounded. Its text is stable, as stored and on the wire: "none",
/// "nearest 15 per entry", "up 6 per day".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Policy(Option<Grid>);

/// The steps of a policy that rounds at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Grid {
    /// Which way.
    pub direction: Direction,
    /// The step, in minutes.
    pub minutes: NonZeroU16,
    /// What is rounded as one.
    pub per: Per,
}

/// Why there is no such policy.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum NotAPolicy {
    /// The step is nothing or too long.
    #[error("time cannot be rounded to {0} minutes; choose 1 to {LARGEST_STEP}")]
    Step(u16),
    /// The text is none.
    #[error("‘{0}’ is not a way to round; write none, or like: nearest 15 per entry, up 6 per day")]
    Text(String),
}

/// A length to be rounded: of which entry, on which local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// The entry.
    pub entry: BlockId,
    /// The day.
    pub day: Date,
    /// How much of the entry lies on that day.
    pub millis: Millis,
}

impl Direction {
    /// All directions.
    pub const ALL: [Self; 3] = [Self::Nearest, Self::Up, Self::Down];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nearest => "nearest",
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

impl Per {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Entry, Self::Day];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Day => "day",
        }
    }
}

impl Policy {
    /// No rounding: every length stays as it is, to the millisecond.
    pub const NONE: Self = Self(None);

    /// Rounds to steps of `minutes`.
    ///
    /// # Errors
    ///
    /// If the step is not between 1 and [`LARGEST_STEP`].
    pub fn new(direction: Direction, minutes: u16, per: Per) -> Result<Self, NotAPolicy> {
        NonZeroU16::new(minutes)
            .filter(|minutes| minutes.get() <= LARGEST_STEP)
            .map(|minutes| Self(Some(Grid { direction, minutes, per })))
            .ok_or(NotAPolicy::Step(minutes))
    }

    /// Its steps; `None` if it does not round.
    #[must_use]
    pub const fn grid(self) -> Option<Grid> {
        self.0
    }

    /// One length rounded; nothing if it is not above zero.
    #[must_use]
    pub fn length(self, millis: Millis) -> Millis {
        let millis = millis.max(0);
        let Some(Grid { direction, minutes, .. }) = self.0 else { return millis };
        let step = i64::from(minutes.get()).saturating_mul(MINUTE);
        let rest = millis.checked_rem(step).unwrap_or(0);
        let down = millis.saturating_sub(rest);
        let goes_up = match direction {
            Direction::Nearest => rest >= step.saturating_sub(rest),
            Direction::Up => rest > 0,
            Direction::Down => false,
        };
        if goes_up { down.saturating_add(step) } else { down }
    }

    /// All of one client's lengths rounded, in the order given; lengths below zero count as
    /// nothing.
    ///
    /// - [`Policy::NONE`] changes nothing.
    /// - Whatever is rounded as one (an entry, or a day) adds up to [`Policy::length`] of its sum.
    /// - So the whole differs by less than one step for each entry or day, and rounding again
    ///   changes nothing.
    #[must_use]
    pub fn apply(self, lengths: &[Length]) -> Vec<Millis> {
        let mut rounded: Vec<Millis> = lengths.iter().map(|one| one.millis.max(0)).collect();
        let Some(grid) = self.0 else { return rounded };
        let mut groups: BTreeMap<(Option<BlockId>, Option<Date>), Vec<usize>> = BTreeMap::new();
        for (at, one) in lengths.iter().enumerate() {
            let group = match grid.per {
                Per::Entry => (Some(one.entry), None),
                Per::Day => (None, Some(one.day)),
            };
            groups.entry(group).or_default().push(at);
        }
        for members in groups.into_values() {
            let weights: Vec<i128> =
                members.iter().filter_map(|at| rounded.get(*at)).copied().map(i128::from).collect();
            let sum = weights.iter().fold(0_i128, |sum, one| sum.saturating_add(*one));
            let whole = self.length(i64::try_from(sum).unwrap_or(i64::MAX));
            let minutes = i128::from(whole.checked_div(MINUTE).unwrap_or(0));
            for (at, share) in members.into_iter().zip(share_out(minutes, &weights)) {
                if let Some(one) = rounded.get_mut(at) {
                    *one = i64::try_from(share).unwrap_or(i64::MAX).saturating_mul(MINUTE);
                }
            }
        }
        rounded
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str("none"),
            Some(Grid { direction, minutes, per }) => {
                write!(f, "{} {minutes} per {}", direction.as_str(), per.as_str())
            }
        }
    }
}

impl FromStr for Policy {
    type Err = NotAPolicy;

    fn from_str(text: &str) -> Result<Self, NotAPolicy> {
        let not_one = || NotAPolicy::Text(text.to_owned());
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["none"] => Ok(Self::NONE),
            [direction, minutes, "per", per] => {
                let direction = Direction::ALL.into_iter().find(|one| one.as_str() == *direction);
                let per = Per::ALL.into_iter().find(|one| one.as_str() == *per);
                let (Some(direction), Some(per), Ok(minutes)) = (direction, per, minutes.parse())
                else {
                    return Err(not_one());
                };
                Self::new(direction, minutes, per)
            }
            _ => Err(not_one()),
        }
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::tests::{block, date};
    use proptest::prelude::*;

    fn policy(text: &str) -> Policy {
        text.parse().unwrap()
    }

    #[test]
    fn a_length_goes_to_its_step() {
        #[track_caller]
        fn check(text: &str, cases: &[(f64, f64)]) {
            #[expect(clippy::cast_possible_truncation, reason = "the cases are small")]
            let millis = |minutes: f64| (minutes * 60_000.0) as i64;
            for (minutes, expected) in cases {
                let rounded = policy(text).length(millis(*minutes));
                assert_eq!(rounded, millis(*expected), "{minutes} min, {text}");
            }
        }
        let nearest = [(0.0, 0.0), (7.4, 0.0), (7.5, 15.0), (15.0, 15.0), (22.5, 30.0)];
        check("nearest 15 per entry", &nearest);
        check("nearest 1 per day", &[(0.4, 0.0), (0.5, 1.0), (1.5, 2.0), (2.5, 3.0)]);
        check("up 6 per entry", &[(0.0, 0.0), (0.01, 6.0), (6.0, 6.0), (6.01, 12.0)]);
        check("down 6 per entry", &[(0.0, 0.0), (5.9, 0.0), (6.0, 6.0), (11.9, 6.0)]);
        check("none", &[(0.0, 0.0), (7.123, 7.123)]);
        assert_eq!(policy("up 15 per day").length(-1), 0, "no length is below zero");
    }

    /// Of the entry with that number, on that day of November, so many seconds.
    fn lengths(parts: &[(u8, i8, i64)]) -> Vec<Length> {
        parts
            .iter()
            .map(|(entry, day, seconds)| Length {
                entry: block(*entry),
                day: date("2026-11-01").with().day(*day).build().unwrap(),
                millis: seconds * 1_000,
            })
            .collect()
    }

    #[track_caller]
    fn check(text: &str, parts: &[(u8, i8, i64)], minutes: &[i64]) {
        let rounded = policy(text).apply(&lengths(parts));
        let minutes: Vec<_> = minutes.iter().map(|minutes| minutes * MINUTE).collect();
        assert_eq!(rounded, minutes, "{text}");
    }

    #[test]
    fn an_entry_over_midnight_is_rounded_once() {
        let over_midnight = [(1, 1, 90 * 60), (1, 2, 75 * 60)];
        check("up 60 per entry", &over_midnight, &[98, 82]);
        check("up 60 per day", &over_midnight, &[120, 120]);
        check("down 60 per entry", &over_midnight, &[65, 55]);
    }

    #[test]
    fn a_day_is_rounded_as_a_whole_and_shared_in_whole_minutes() {
        let day = [(1, 1, 10 * 60), (2, 1, 10 * 60), (3, 2, 60), (4, 1, 0)];
        check("up 15 per day", &day, &[15, 15, 15, 0]);
        check("up 15 per entry", &day, &[15, 15, 15, 0]);
        check("nearest 15 per day", &day, &[8, 7, 0, 0]);
        check("down 60 per day", &day, &[0, 0, 0, 0]);
    }

    #[test]
    fn a_policy_reads_back_and_a_wrong_one_is_refused() {
        for text in ["none", "nearest 15 per entry", "up 6 per day", "down 480 per entry"] {
            assert_eq!(policy(text).to_string(), text);
            let json = serde_json::to_string(&policy(text)).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy(text));
        }
        assert_eq!("up 0 per day".parse::<Policy>(), Err(NotAPolicy::Step(0)));
        assert_eq!("up 481 per day".parse::<Policy>(), Err(NotAPolicy::Step(481)));
        assert_eq!(
            NotAPolicy::Step(0).to_string(),
            "time cannot be rounded to 0 minutes; choose 1 to 480"
        );
        for text in ["", "up", "up 15", "up 15 per week", "sideways 15 per day", "up x per day"] {
            assert_eq!(text.parse::<Policy>(), Err(NotAPolicy::Text(text.into())));
        }
    }

    fn any_policy() -> impl Strategy<Value = Policy> {
        let grid = (
            proptest::sample::select(Direction::ALL.to_vec()),
            1_u16..=LARGEST_STEP,
            proptest::sample::select(Per::ALL.to_vec()),
        );
        prop_oneof![
            1 => Just(Policy::NONE),
            9 => grid.prop_map(|(direction, step, per)| Policy::new(direction, step, per).unwrap()),
        ]
    }

    fn any_lengths() -> impl Strategy<Value = Vec<Length>> {
        proptest::collection::vec((1_u8..6, 1_i8..4, 0_i64..20_000), 0..12)
            .prop_map(|parts| lengths(&parts))
    }

    fn group(policy: Policy, one: &Length) -> (Option<BlockId>, Option<Date>) {
        match policy.grid().map(|grid| grid.per) {
            Some(Per::Day) => (None, Some(one.day)),
            Some(Per::Entry) | None => (Some(one.entry), None),
        }
    }

    proptest! {
        #[test]
        fn none_is_identity(lengths in any_lengths()) {
            let raw: Vec<_> = lengths.iter().map(|one| one.millis).collect();
            prop_assert_eq!(Policy::NONE.apply(&lengths), raw);
        }

        #[test]
        fn what_is_rounded_as_one_adds_up_to_its_rounded_sum(
            policy in any_policy(), lengths in any_lengths(),
        ) {
            let rounded = policy.apply(&lengths);
            let mut sums: BTreeMap<_, (i64, i64)> = BTreeMap::new();
            for (one, billed) in lengths.iter().zip(&rounded) {
                let sum = sums.entry(group(policy, one)).or_default();
                sum.0 += one.millis;
                sum.1 += billed;
                prop_assert!(*billed >= 0 && (one.millis > 0 || *billed == 0));
            }
            for (raw, billed) in sums.into_values() {
                prop_assert_eq!(billed, policy.length(raw));
                let Some(grid) = policy.grid() else { continue };
                let step = i64::from(grid.minutes.get()) * MINUTE;
                prop_assert_eq!(billed % step, 0);
                match grid.direction {
                    Direction::Up => prop_assert!(billed >= raw && billed - raw < step),
                    Direction::Down => prop_assert!(billed <= raw && raw - billed < step),
                    Direction::Nearest => {
                        prop_assert!((billed - raw).abs() * 2 <= step);
                        prop_assert!(billed >= raw || (raw - billed) * 2 < step, "ties go up");
                    }
                }
            }
        }

        #[test]
        fn rounding_again_changes_nothing(policy in any_policy(), lengths in any_lengths()) {
            let once = policy.apply(&lengths);
            let again: Vec<_> = lengths
                .iter()
                .zip(&once)
                .map(|(one, millis)| Length { millis: *millis, ..*one })
                .collect();
            prop_assert_eq!(policy.apply(&again), once);
        }

        #[test]
        fn the_order_given_is_the_order_returned(policy in any_policy(), lengths in any_lengths()) {
            let rounded = policy.apply(&lengths);
            let mut backwards = lengths.clone();
            backwards.reverse();
            let mut turned = policy.apply(&backwards);
            turned.reverse();
            prop_assert_eq!(rounded.len(), lengths.len());
            for (there, back) in rounded.iter().zip(&turned) {
                prop_assert!((there - back).abs() <= MINUTE, "only equal remainders trade a minute");
            }
        }
    }
}
