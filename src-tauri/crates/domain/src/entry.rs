//! Time entries: a block with its pauses, and the zone in which it was worked.
//!
//! A block says from when to when; an entry also says which stretches in between do not count.
//! Its length is the sum of its segments, and that is what is billed.

use crate::block::Block;
use crate::id::BlockId;
use crate::segments::Segments;
use crate::time::{HOUR, Millis, Moment, Span, TimeZone};
use serde::{Deserialize, Serialize};

/// No entry reaches over more than this, pauses included; what does was forgotten to be stopped.
pub const LONGEST: Millis = 48 * HOUR;

/// Why this cannot be a time entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEntry {
    /// Nothing of it counts.
    #[error("this leaves an entry without any time; remove the entry instead")]
    Empty,
    /// It reaches over more than [`LONGEST`].
    #[error("an entry cannot be longer than 48 hours; give an earlier end or split it")]
    TooLong,
}

/// A block with its pauses and its zone.
///
/// Invariant: it has some time, and its block's span reaches from the start of its first segment
/// to the end of its last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Entry {
    block: Block,
    segments: Segments,
    zone: TimeZone,
}

impl Entry {
    /// The entry of `block`, of which `pauses` do not count, worked in `zone`. Pauses at the edges
    /// shorten it.
    ///
    /// # Errors
    ///
    /// No time is left, or it reaches over more than [`LONGEST`].
    pub fn new(
        block: Block,
        pauses: impl IntoIterator<Item = Span>,
        zone: TimeZone,
    ) -> Result<Self, NotAnEntry> {
        let segments = Segments::from(block.span).minus(&Segments::new(pauses));
        Self::of(block, segments, zone)
    }

    /// The entry that says what `block` says, of these segments.
    ///
    /// # Errors
    ///
    /// There is no time in them, or they reach over more than [`LONGEST`].
    pub fn of(block: Block, segments: Segments, zone: TimeZone) -> Result<Self, NotAnEntry> {
        let span = segments.hull().ok_or(NotAnEntry::Empty)?;
        if span.millis() > LONGEST {
            return Err(NotAnEntry::TooLong);
        }
        Ok(Self { block: Block { span, ..block }, segments, zone })
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> BlockId {
        self.block.id
    }

    /// What it says, and from when to when.
    #[must_use]
    pub const fn block(&self) -> &Block {
        &self.block
    }

    /// From its first start to its last end.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.block.span
    }

    /// What of its span counts.
    #[must_use]
    pub const fn segments(&self) -> &Segments {
        &self.segments
    }

    /// What of its span does not count.
    #[must_use]
    pub fn pauses(&self) -> Segments {
        self.segments.pauses()
    }

    /// Where it was worked; its local day goes by this.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// How long it is: the sum of its segments, in milliseconds.
    #[must_use]
    pub fn length(&self) -> Millis {
        self.segments.length()
    }

    /// The same words over other time, as a person's edit.
    pub(crate) fn over(&self, segments: Segments) -> Result<Self, NotAnEntry> {
        let block = Block { edited: true, ..self.block.clone() };
        Self::of(block, segments, self.zone.clone())
    }

    /// The same time, with another block's words.
    #[must_use]
    pub fn saying(&self, block: Block) -> Self {
        let block = Block { span: self.block.span, ..block };
        Self { block, segments: self.segments.clone(), zone: self.zone.clone() }
    }

    /// What sorts entries by time.
    pub(crate) const fn order(&self) -> (Moment, Moment, BlockId) {
        (self.block.span.start, self.block.span.end, self.block.id)
    }
}

/// An entry as it is kept: read back only if it still holds together.
#[derive(Serialize, Deserialize)]
struct Stored {
    block: Block,
    segments: Segments,
    #[serde(with = "jiff::fmt::serde::tz::required")]
    zone: TimeZone,
}

impl TryFrom<Stored> for Entry {
    type Error = NotAnEntry;

    fn try_from(Stored { block, segments, zone }: Stored) -> Result<Self, NotAnEntry> {
        Self::of(block, segments, zone)
    }
}

impl From<Entry> for Stored {
    fn from(Entry { block, segments, zone }: Entry) -> Self {
        Self { block, segments, zone }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::block::{Answer, Status};
    use crate::time::MINUTE;

    /// An id that is told by its number.
    pub(crate) fn id(number: u8) -> BlockId {
        BlockId::mint(Moment(i64::from(number)), [number; 10])
    }

    /// A span in minutes.
    pub(crate) fn minutes(start: i64, end: i64) -> Span {
        Span::new(Moment(start * MINUTE), Moment(end * MINUTE))
    }

    /// A draft of that number and those stretches, in minutes.
    pub(crate) fn entry(number: u8, stretches: &[(i64, i64)]) -> Entry {
        let segments = Segments::new(stretches.iter().map(|(start, end)| minutes(*start, *end)));
        let answer = Answer { label: format!("work {number}"), ..Answer::default() };
        let block = Block {
            id: id(number),
            span: minutes(0, 0),
            answer,
            status: Status::Draft,
            edited: false,
        };
        Entry::of(block, segments, TimeZone::UTC).unwrap()
    }

    #[test]
    fn an_entry_is_as_long_as_its_segments() {
        let plain = entry(1, &[(0, 100)]);
        let paused = Entry::new(
            plain.block().clone(),
            [minutes(10, 30), minutes(20, 40), minutes(90, 200)],
            TimeZone::UTC,
        )
        .unwrap();
        assert_eq!(paused.length(), 60 * MINUTE);
        assert_eq!(paused.span(), minutes(0, 90), "a pause at the edge shortens it");
        assert_eq!(paused.pauses().as_slice(), [minutes(10, 40)]);
    }

    #[test]
    fn an_entry_has_time_and_an_end() {
        let block = |end| Block { span: minutes(0, end), ..entry(1, &[(0, 1)]).block().clone() };
        let check = |end, pauses: &[Span], expected: Option<NotAnEntry>| {
            let made = Entry::new(block(end), pauses.iter().copied(), TimeZone::UTC);
            assert_eq!(made.err(), expected, "until {end} without {pauses:?}");
        };
        check(48 * 60, &[], None);
        check(48 * 60 + 1, &[], Some(NotAnEntry::TooLong));
        check(0, &[], Some(NotAnEntry::Empty));
        check(10, &[minutes(0, 10)], Some(NotAnEntry::Empty));
    }

    #[test]
    fn an_entry_reads_back_with_its_zone_and_not_without_time() {
        let zone = TimeZone::get("Asia/Kathmandu").unwrap();
        let pauses = [minutes(10, 20)];
        let kept = Entry::new(entry(1, &[(0, 60)]).block().clone(), pauses, zone).unwrap();
        let json = serde_json::to_string(&kept).unwrap();
        assert!(json.contains("Asia/Kathmandu"), "{json}");
        assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), kept);
        let mut empty = serde_json::to_value(&kept).unwrap();
        empty["segments"] = serde_json::json!([]);
        assert!(serde_json::from_value::<Entry>(empty).is_err(), "it has no time");
    }
}
