//! Splitting an entry: at a time, at several, or in halves. The first part keeps the id.
//!
//! ```text
//! entry      [==========  ======)
//! split            ^
//! parts      [=====[====  ======)
//! ```
//!
//! A split gives every instant to exactly one part, so lengths add up to the whole. A pause in
//! which it is split belongs to neither part.

use super::{Copied, Preview, Refusal, Twice, check_fresh, find, others, preview};
use crate::block::Block;
use crate::entry::Entry;
use crate::id::BlockId;
use crate::time::{Moment, Span};

/// Splits an entry at `at`; the later part gets the id `fresh`.
///
/// # Errors
///
/// The entry is not there, or has no time before or after `at`.
pub fn split_at(
    day: &[Entry],
    id: BlockId,
    at: Moment,
    fresh: BlockId,
) -> Result<Preview, Refusal> {
    split_at_points(day, id, &[(at, fresh)])
}

/// Splits an entry into two parts of the same length, to a millisecond; the later part gets the id
/// `fresh`.
///
/// # Errors
///
/// The entry is not there, or is shorter than two milliseconds.
pub fn split_in_halves(day: &[Entry], id: BlockId, fresh: BlockId) -> Result<Preview, Refusal> {
    let segments = find(day, id)?.segments();
    let half = segments.length().checked_div(2).filter(|half| *half > 0);
    let at = half.and_then(|half| segments.after(half)).ok_or(Refusal::TooShort)?;
    split_at(day, id, at, fresh)
}

/// Splits an entry at each of `points`, given with the id of the part that begins there.
///
/// # Errors
///
/// The entry is not there, there are no points, a part would have no time, or one of the ids is in
/// use.
pub fn split_at_points(
    day: &[Entry],
    id: BlockId,
    points: &[(Moment, BlockId)],
) -> Result<Preview, Refusal> {
    let entry = find(day, id)?;
    if points.is_empty() {
        return Err(Refusal::NoPoint);
    }
    let mut points = points.to_vec();
    points.sort_by_key(|(at, _)| *at);
    let mut after = others(day, &[id]);
    let mut copied = Vec::new();
    let mut part_of = |entry: &Entry, from: Moment, to: Moment, id: BlockId, refusal: Refusal| {
        let segments = entry.segments().within(Span::new(from, to));
        let part = entry.over(segments).map_err(|_| refusal)?;
        check_fresh(&after, id)?;
        after.push(part.saying(Block { id, ..part.block().clone() }));
        Ok::<(), Refusal>(())
    };
    let (mut from, mut name) = (entry.span().start, id);
    for (at, fresh) in points {
        part_of(entry, from, at, name, Refusal::Outside(at))?;
        copied.push(Copied { id: fresh, of: id });
        (from, name) = (at, fresh);
    }
    part_of(entry, from, entry.span().end, name, Refusal::Outside(from))?;
    preview(day, after, copied, Twice::Refuse)
}
