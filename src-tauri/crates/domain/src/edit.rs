//! Edits of a day's entries: what would come of them, or why they cannot be.
//!
//! Each operation takes the entries that lie around (those of the day, and of its neighbours where
//! they may be reached) and returns a [`Preview`]: the entries afterwards, what must be written,
//! and what is gained, lost and counted twice. Nothing is done until somebody writes it, so a
//! preview that was shown is exactly what happens.
//!
//! Invariants, each a property in `edit/properties.rs`: minutes are conserved by a split, by a
//! merge that keeps the sum, by moving and by moving a boundary with its neighbour; no operation
//! makes an empty entry, and none counts an instant more often than before unless it was told to.

pub mod merge;
pub mod overlap;
pub mod points;
pub mod reshape;
pub mod split;

use crate::entry::{Entry, NotAnEntry};
use crate::id::BlockId;
use crate::segments::Segments;
use crate::time::{Millis, Moment, Span};
use overlap::{Overlap, crowded, overlaps};

/// What to do when time would be counted twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twice {
    /// Refuse, and name the time.
    Refuse,
    /// The owner said that both count.
    Allow,
}

/// Why an edit cannot be. Each is one sentence that names the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The entry is not among those given.
    #[error("there is no entry {0} on this day; look at the day again")]
    NoSuchEntry(BlockId),
    /// The id for a new entry is in use.
    #[error("there is an entry {0} already; mint another id")]
    IdInUse(BlockId),
    /// A split there would leave one side without time.
    #[error("the entry has no time on both sides of {0}; split it at a time inside it")]
    Outside(Moment),
    /// No time to split at was given, or the work never changed.
    #[error("there is no time to split the entry at; give one inside it")]
    NoPoint,
    /// Too short for two parts.
    #[error("the entry is too short to be split; give a time inside it")]
    TooShort,
    /// A merge of fewer than two entries.
    #[error("merging takes two different entries; give another one")]
    OnlyOne,
    /// Time would be counted twice.
    #[error(
        "{} to {} would be counted twice; resolve the overlap first, or say that both count",
        .0.start, .0.end
    )]
    Twice(Span),
    /// Moving a boundary would eat up the entry beside it.
    #[error("this would leave nothing of the entry beside it; remove that one first")]
    NothingLeft(BlockId),
    /// There is no overlap to resolve.
    #[error("these entries do not overlap; there is nothing to resolve")]
    NoOverlap,
    /// What would come of it is no time entry.
    #[error(transparent)]
    NotAnEntry(#[from] NotAnEntry),
}

/// An entry that was made from another one: tags, notes and evidence go along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// The new entry.
    pub id: BlockId,
    /// The one it was made from.
    pub of: BlockId,
}

/// What would come of an edit.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// All entries afterwards, in order.
    pub entries: Vec<Entry>,
    /// Those that are new or changed, in order.
    pub put: Vec<Entry>,
    /// Where the new ones come from.
    pub copied: Vec<Copied>,
    /// Those that are no more.
    pub gone: Vec<BlockId>,
    /// The sum of all lengths before, in milliseconds.
    pub before: Millis,
    /// The sum of all lengths afterwards.
    pub after: Millis,
    /// Time that no entry had before: a gap that is filled.
    pub gained: Segments,
    /// Time that no entry has any more.
    pub lost: Segments,
    /// Entries that share time afterwards, whether or not they did before.
    pub overlaps: Vec<Overlap>,
}

/// Removes entries.
///
/// # Errors
///
/// One of them is not there.
pub fn remove(day: &[Entry], ids: &[BlockId]) -> Result<Preview, Refusal> {
    for id in ids {
        find(day, *id)?;
    }
    let after = day.iter().filter(|entry| !ids.contains(&entry.id())).cloned().collect();
    preview(day, after, Vec::new(), Twice::Refuse)
}

/// The day with `after` in place of `day`, if no instant is counted twice that was not before, or
/// the owner allowed it.
pub(crate) fn preview(
    day: &[Entry],
    mut after: Vec<Entry>,
    copied: Vec<Copied>,
    twice: Twice,
) -> Result<Preview, Refusal> {
    if let (Twice::Refuse, Some(span)) = (twice, crowded(day, &after)) {
        return Err(Refusal::Twice(span));
    }
    after.sort_by_key(Entry::order);
    let put = after.iter().filter(|entry| !day.contains(entry)).cloned().collect();
    let stays = |id: BlockId| after.iter().any(|entry| entry.id() == id);
    let gone = day.iter().map(Entry::id).filter(|id| !stays(*id)).collect();
    let (had, has) = (covered(day), covered(&after));
    Ok(Preview {
        put,
        copied,
        gone,
        before: sum(day),
        after: sum(&after),
        gained: has.minus(&had),
        lost: had.minus(&has),
        overlaps: overlaps(&after),
        entries: after,
    })
}

/// The entry of that id.
pub(crate) fn find(day: &[Entry], id: BlockId) -> Result<&Entry, Refusal> {
    day.iter().find(|entry| entry.id() == id).ok_or(Refusal::NoSuchEntry(id))
}

/// Refuses an id for a new entry that is in use.
pub(crate) fn check_fresh(day: &[Entry], id: BlockId) -> Result<(), Refusal> {
    match find(day, id) {
        Ok(_) => Err(Refusal::IdInUse(id)),
        Err(_) => Ok(()),
    }
}

/// All of `day` but those of these ids.
pub(crate) fn others(day: &[Entry], ids: &[BlockId]) -> Vec<Entry> {
    day.iter().filter(|entry| !ids.contains(&entry.id())).cloned().collect()
}

/// All instants that any entry has.
pub(crate) fn covered(entries: &[Entry]) -> Segments {
    Segments::new(entries.iter().flat_map(|entry| entry.segments().as_slice().iter().copied()))
}

fn sum(entries: &[Entry]) -> Millis {
    entries.iter().fold(0, |sum: Millis, entry| sum.saturating_add(entry.length()))
}

#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod tests;
