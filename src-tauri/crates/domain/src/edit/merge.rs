//! Merging entries into one, in either of the two meanings that people have in mind.
//!
//! ```text
//! entries    [=====)     [===)
//! sum        [=====     ===)       lengths add; the gap becomes a pause
//! fill       [===============)     from first start to last end; the gap counts
//! ```
//!
//! What somebody said of one of the entries is what the merged one is; where different things were
//! said, nobody knows which of them to lose. A draft of which nobody said anything gives way, and of
//! drafts alone the earliest that is anybody's says it. The merged one is confirmed only if all
//! were: a merge reviews nothing.

use super::{Preview, Refusal, Twice, find, others, preview};
use crate::block::{Block, Status};
use crate::entry::Entry;
use crate::id::BlockId;
use crate::reason::Reason;
use crate::segments::Segments;
use crate::time::Span;

/// What a merge keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The sum of the lengths: gaps become pauses. Time that several of them counted is added at
    /// the end, so that the sum stays what it was.
    Sum,
    /// Start and end: the gaps between the entries are filled. Pauses inside an entry stay.
    Fill,
}

/// Merges entries into the earliest of them.
///
/// A filled gap is in [`Preview::gained`]; where entries overlapped, a fill counts the shared time
/// once.
///
/// # Errors
///
/// One of them is not there, there are fewer than two, different things were said of them, the
/// merged one is too long, or it would count time twice with another entry.
pub fn merge(day: &[Entry], ids: &[BlockId], keep: Keep, twice: Twice) -> Result<Preview, Refusal> {
    let mut parts = ids.iter().map(|id| find(day, *id)).collect::<Result<Vec<_>, _>>()?;
    parts.sort_by_key(|entry| entry.order());
    parts.dedup_by_key(|entry| entry.id());
    let [first, second, rest @ ..] = parts.as_slice() else { return Err(Refusal::OnlyOne) };
    let later = || [*second].into_iter().chain(rest.iter().copied());
    let mut segments = first.segments().clone();
    let mut sum = first.length();
    for entry in later() {
        let reached = segments.hull().map_or(entry.span().start, |hull| hull.end);
        segments = segments.union(entry.segments());
        sum = sum.saturating_add(entry.length());
        if keep == Keep::Fill {
            segments = segments.with(Span::new(reached, entry.span().start));
        }
    }
    if let (Keep::Sum, Some(hull)) = (keep, segments.hull()) {
        let shared = sum.saturating_sub(segments.length());
        segments = segments.with(Span::new(hull.end, hull.end.plus(shared)));
    }
    let merged = whole(first, &parts, segments)?;
    let mut after = others(day, ids);
    after.push(merged);
    preview(day, after, Vec::new(), twice)
}

/// Whose answer the merged one has.
///
/// # Errors
///
/// Somebody said different things of them.
pub fn speaker<'a>(parts: &[&'a Entry]) -> Result<Option<&'a Entry>, Refusal> {
    let mut said = parts.iter().copied().filter(|entry| is_said(entry));
    let Some(first) = said.next() else {
        let of_somebody = parts.iter().find(|entry| entry.block().answer.client.is_some());
        return Ok(of_somebody.or(parts.first()).copied());
    };
    let answer = &first.block().answer;
    for other in said.map(|entry| &entry.block().answer) {
        if other.client != answer.client {
            return Err(Refusal::Differ("client"));
        }
        if other.project != answer.project {
            return Err(Refusal::Differ("project"));
        }
        if other.billable != answer.billable {
            return Err(Refusal::OnePaid);
        }
    }
    Ok(Some(first))
}

/// Whether somebody said for whom the entry is.
#[must_use]
pub fn is_said(entry: &Entry) -> bool {
    let Block { answer, status, .. } = entry.block();
    *status != Status::Draft || answer.client.is_some() && answer.reason == Reason::You.to_string()
}

/// The first entry over all that time, as one of the parts says it.
fn whole(first: &Entry, parts: &[&Entry], segments: Segments) -> Result<Entry, Refusal> {
    let answer = speaker(parts)?.unwrap_or(first).block().answer.clone();
    let merged = first.over(segments)?;
    let is_draft = |entry: &&Entry| entry.block().status == Status::Draft;
    let status = if parts.iter().any(is_draft) { Status::Draft } else { first.block().status };
    Ok(merged.saying(Block { answer, status, ..merged.block().clone() }))
}
