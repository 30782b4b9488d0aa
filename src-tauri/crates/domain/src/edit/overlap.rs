//! Entries that share time: found, and resolved as the owner says.
//!
//! ```text
//! first      [=========)              first      [======)
//! second           [=======)          second       [==)
//! keep first [=========[===)                     [======)        second is gone
//! keep second[=====[=======)                     [=[==)=)        a pause in the first
//! middle     [=======[=====)                     [==[=)=)
//! trim       [=====[=======)                     [=[==)          the first's rest is lost
//! both       [=====[==[====)                     [=[==[=)        as it was, and so wanted
//! ```
//!
//! What counts is the time worked: an entry in the pause of another one does not overlap it.

use super::{Preview, Refusal, Twice, find, others, preview};
use crate::entry::Entry;
use crate::id::BlockId;
use crate::segments::Segments;
use crate::time::{Moment, Span};
use std::collections::HashMap;

/// Two entries that share time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// The one that starts first.
    pub first: BlockId,
    /// The one that starts second.
    pub second: BlockId,
    /// The time that both count.
    pub shared: Segments,
}

impl Overlap {
    /// The two, whichever of them starts first.
    fn pair(&self) -> (BlockId, BlockId) {
        (self.first.min(self.second), self.first.max(self.second))
    }
}

/// Who keeps shared time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// The one that starts first; the other one gives it up.
    KeepFirst,
    /// The one that starts second.
    KeepSecond,
    /// Each its half: the first the earlier half of each shared stretch, the second the later one.
    SplitAtMiddle,
    /// The first ends where the shared time begins. What it had after that is lost.
    Trim,
    /// Both: two things were done at once.
    Both,
}

/// The pairs of entries that share time, in the order of time.
#[must_use]
pub fn overlaps(day: &[Entry]) -> Vec<Overlap> {
    let mut day: Vec<&Entry> = day.iter().collect();
    day.sort_by_key(|entry| entry.order());
    let mut found = Vec::new();
    for (at, first) in day.iter().enumerate() {
        let later = day.iter().skip(at.saturating_add(1));
        for second in later.take_while(|second| second.span().start < first.span().end) {
            let shared = first.segments().shared(second.segments());
            if !shared.is_empty() {
                found.push(Overlap { first: first.id(), second: second.id(), shared });
            }
        }
    }
    found
}

/// What pairs of entries share afterwards that the same two did not share before.
pub(crate) fn fresh(before: &[Entry], after: &[Overlap]) -> Vec<Overlap> {
    let known: HashMap<_, Segments> =
        overlaps(before).into_iter().map(|one| (one.pair(), one.shared)).collect();
    let new = |one: &Overlap| match known.get(&one.pair()) {
        Some(shared) => Overlap { shared: one.shared.minus(shared), ..one.clone() },
        None => one.clone(),
    };
    after.iter().map(new).filter(|one| !one.shared.is_empty()).collect()
}

/// Resolves the overlap of two entries, given in any order. An entry that would have no time left
/// is gone; the preview says so.
///
/// # Errors
///
/// One of them is not there, or they share no time.
pub fn resolve(
    day: &[Entry],
    one: BlockId,
    other: BlockId,
    resolution: Resolution,
) -> Result<Preview, Refusal> {
    let mut pair = [find(day, one)?, find(day, other)?];
    pair.sort_by_key(|entry| entry.order());
    let [first, second] = pair;
    let shared = first.segments().shared(second.segments());
    let Some(hull) = shared.hull().filter(|_| one != other) else {
        return Err(Refusal::NoOverlap);
    };
    let (of_first, of_second) = (first.segments(), second.segments());
    let (left, right) = match resolution {
        Resolution::KeepFirst => (of_first.clone(), of_second.minus(&shared)),
        Resolution::KeepSecond => (of_first.minus(&shared), of_second.clone()),
        Resolution::SplitAtMiddle => {
            let earlier = halves(&shared);
            (of_first.minus(&shared.minus(&earlier)), of_second.minus(&earlier))
        }
        Resolution::Both => (of_first.clone(), of_second.clone()),
        Resolution::Trim => {
            let rest = Span::new(hull.start, first.span().end);
            (of_first.without(rest), of_second.clone())
        }
    };
    let mut after = others(day, &[one, other]);
    for (entry, segments) in [(first, left), (second, right)] {
        if segments == *entry.segments() {
            after.push(entry.clone());
        } else if !segments.is_empty() {
            after.push(entry.over(segments)?);
        }
    }
    preview(day, after, Vec::new(), Twice::Refuse)
}

/// The earlier half of each stretch.
fn halves(shared: &Segments) -> Segments {
    Segments::new(shared.as_slice().iter().map(|span| {
        let half = span.millis().checked_div(2).unwrap_or(0);
        Span::new(span.start, span.start.plus(half))
    }))
}

/// The first stretch of time that more than one entry counts afterwards, and more than before.
pub(crate) fn crowded(before: &[Entry], after: &[Entry]) -> Option<Span> {
    // Most edits leave nothing overlapping, and that is told quickly.
    let doubtful = overlaps(after);
    let doubtful: Vec<&Span> =
        doubtful.iter().flat_map(|overlap| overlap.shared.as_slice()).collect();
    let mut points: Vec<Moment> = [before, after]
        .into_iter()
        .flatten()
        .flat_map(|entry| entry.segments().as_slice())
        .flat_map(|span| [span.start, span.end])
        .filter(|at| doubtful.iter().any(|span| span.contains(*at)))
        .collect();
    points.sort_unstable();
    points.dedup();
    let counted = |entries: &[Entry], at: Moment| {
        entries.iter().filter(|entry| entry.segments().contains(at)).count()
    };
    let start = points
        .into_iter()
        .find(|at| counted(after, *at) > 1 && counted(after, *at) > counted(before, *at))?;
    let end = doubtful.iter().filter(|span| span.contains(start)).map(|span| span.end).max()?;
    Some(Span::new(start, end))
}
