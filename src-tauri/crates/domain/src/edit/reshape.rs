//! Other times for an entry: move a boundary, move it whole, resize it, duplicate it.
//!
//! ```text
//! entries                  [=====[=======)
//! boundary to the right    [========[====)     the neighbour follows
//! ```
//!
//! Pauses stay where they are unless the entry moves as a whole, and then they move along.

use super::{Copied, Preview, Refusal, Twice, check_fresh, find, others, preview};
use crate::block::{Block, Status};
use crate::entry::Entry;
use crate::id::BlockId;
use crate::segments::Segments;
use crate::time::{Moment, Span};

/// Which end of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Its start.
    Start,
    /// Its end.
    End,
}

/// What the entry does that touches a boundary which is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Neighbour {
    /// It gives the time, or takes it.
    Follows,
    /// It stays as it is.
    Stays,
}

/// Moves the start or the end of an entry to `to`.
///
/// With [`Neighbour::Follows`], every entry that ends where this one began (or begins where it
/// ended) gets its boundary there too, so that no gap opens between them.
///
/// # Errors
///
/// The entry is not there, it or a neighbour would have no time left, or time would be counted
/// twice.
pub fn move_boundary(
    day: &[Entry],
    id: BlockId,
    edge: Edge,
    to: Moment,
    neighbour: Neighbour,
    twice: Twice,
) -> Result<Preview, Refusal> {
    let entry = find(day, id)?;
    let at = match edge {
        Edge::Start => entry.span().start,
        Edge::End => entry.span().end,
    };
    let other = match edge {
        Edge::Start => Edge::End,
        Edge::End => Edge::Start,
    };
    let touches = |beside: &Entry| match edge {
        Edge::Start => beside.span().end == at,
        Edge::End => beside.span().start == at,
    };
    let mut after = Vec::with_capacity(day.len());
    for one in day {
        let reshaped = if one.id() == id {
            with_edge(one, edge, to)?
        } else if neighbour == Neighbour::Follows && touches(one) {
            with_edge(one, other, to).map_err(|_| Refusal::NothingLeft(one.id()))?
        } else {
            one.clone()
        };
        after.push(reshaped);
    }
    preview(day, after, Vec::new(), twice)
}

/// Gives an entry another start and end. Its pauses stay where they are.
///
/// # Errors
///
/// The entry is not there, would have no time left, or would count time twice.
pub fn resize(day: &[Entry], id: BlockId, span: Span, twice: Twice) -> Result<Preview, Refusal> {
    let resized = over(find(day, id)?, span)?;
    let mut after = others(day, &[id]);
    after.push(resized);
    preview(day, after, Vec::new(), twice)
}

/// Moves an entry whole, with its pauses, so that it starts at `to`.
///
/// # Errors
///
/// The entry is not there, or would count time twice.
pub fn move_to(day: &[Entry], id: BlockId, to: Moment, twice: Twice) -> Result<Preview, Refusal> {
    let entry = find(day, id)?;
    let moved = moved(entry, to)?;
    let mut after = others(day, &[id]);
    after.push(moved);
    preview(day, after, Vec::new(), twice)
}

/// Makes a copy of an entry that starts at `to`, with the id `fresh`. The copy is a draft: nobody
/// has confirmed that it happened.
///
/// # Errors
///
/// The entry is not there, the id is in use, or the copy would count time twice.
pub fn duplicate(
    day: &[Entry],
    id: BlockId,
    to: Moment,
    fresh: BlockId,
    twice: Twice,
) -> Result<Preview, Refusal> {
    let copy = moved(find(day, id)?, to)?;
    check_fresh(day, fresh)?;
    let block = Block { id: fresh, status: Status::Draft, edited: true, ..copy.block().clone() };
    let mut after = day.to_vec();
    after.push(copy.saying(block));
    preview(day, after, vec![Copied { id: fresh, of: id }], twice)
}

fn with_edge(entry: &Entry, edge: Edge, to: Moment) -> Result<Entry, Refusal> {
    let span = entry.span();
    match edge {
        Edge::Start => over(entry, Span::new(to, span.end)),
        Edge::End => over(entry, Span::new(span.start, to)),
    }
}

/// The entry over `span`, its pauses left where they are; unchanged if that is its span.
fn over(entry: &Entry, span: Span) -> Result<Entry, Refusal> {
    if span == entry.span() {
        return Ok(entry.clone());
    }
    Ok(entry.over(Segments::from(span).minus(&entry.pauses()))?)
}

fn moved(entry: &Entry, to: Moment) -> Result<Entry, Refusal> {
    let by = to.since(entry.span().start);
    if by == 0 { Ok(entry.clone()) } else { Ok(entry.over(entry.segments().moved(by))?) }
}
