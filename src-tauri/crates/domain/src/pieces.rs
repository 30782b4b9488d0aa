//! A chunk, cut where the work changed, and put together again where it did not.
//!
//! ```text
//! activities   |editor  |chat|editor |  idle  |editor|mail        |
//! pieces       |A       |B   |A      |        |A     |C           |
//! answers      |Acme    |?   |Acme   |        |Acme  |Globex      |
//! blocks       |Acme                          |Acme  |Globex      |   idle longer than the gap
//! ```
//!
//! Every second of work lies in exactly one block. A second that was no work lies in none,
//! except in an idle or excluded stretch no longer than the gap limit between two pieces that
//! say the same.

use crate::activity::{Activity, State, Window};
use crate::classify::{Classifier, Draft, Limits, Proposed, may_bridge};
use crate::evidence::{Evidence, folder_of, push_words};
use crate::fold::folded;
use crate::id::RuleId;
use crate::rule::Rules;
use crate::site::site_of;
use crate::time::{Millis, Moment, Span};
use std::fmt;

/// A phrase that was said, at its absolute time.
#[derive(Clone, PartialEq, Eq)]
pub struct Heard {
    /// When.
    pub span: Span,
    /// The phrase.
    pub text: String,
}

/// Words that were on the screen.
#[derive(Clone, PartialEq, Eq)]
pub struct Seen {
    /// When the picture was taken.
    pub at: Moment,
    /// The words.
    pub text: String,
}

/// A stretch of work in one context, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// When. It may hold short gaps in which the same window was idle or excluded.
    pub span: Span,
    /// How much of it was work.
    pub worked: Millis,
    /// What is known of it.
    pub evidence: Evidence,
    context: Context,
}

/// What makes two stretches one: the same window, or the same project in one program, in or
/// outside a call, under the same rule.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Context {
    call: bool,
    program: String,
    place: String,
    rule: Option<RuleId>,
}

/// The blocks that the work inside `chunk` makes, in the order of time, none overlapping.
///
/// `activities` may reach beyond the chunk; only what lies inside is used, and where two of them
/// overlap, the earlier one keeps the time.
#[must_use]
pub fn propose(
    chunk: Span,
    activities: &[Activity],
    heard: &[Heard],
    seen: &[Seen],
    classifier: &Classifier<'_>,
) -> Vec<Proposed> {
    let limits = &classifier.limits;
    let pieces = cut(chunk, activities, heard, seen, classifier.rules, limits);
    let mut drafts: Vec<Draft> = pieces.into_iter().map(|piece| classifier.draft(piece)).collect();
    merge(&mut drafts, activities, limits);
    while let Some((small, neighbour)) = to_absorb(&drafts, chunk, activities, limits) {
        let taken = drafts.remove(small);
        // The neighbour's index moved if it stood behind the one that was removed.
        let at = if neighbour > small { neighbour.saturating_sub(1) } else { neighbour };
        if let Some(draft) = drafts.get_mut(at) {
            draft.take_in(taken);
        }
        merge(&mut drafts, activities, limits);
    }
    drafts.into_iter().map(|draft| classifier.proposed(draft)).collect()
}

/// The pieces of `chunk`: work, cut where the context changes.
#[must_use]
pub fn cut(
    chunk: Span,
    activities: &[Activity],
    heard: &[Heard],
    seen: &[Seen],
    rules: &Rules,
    limits: &Limits,
) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (span, activity) in in_order(chunk, activities) {
        let call = match activity.state {
            State::Working => false,
            State::Call => true,
            State::Idle
            | State::Locked
            | State::Asleep
            | State::Excluded
            | State::Paused
            | State::Off => continue,
        };
        let worked = span.millis();
        let mut evidence = Evidence { call, ..Evidence::default() };
        if let Some(window) = &activity.window {
            evidence.add(window.clone(), worked);
        }
        let context = Context::of(activity.window.as_ref(), &evidence, rules);
        match pieces.last_mut() {
            Some(last)
                if last.context == context
                    && may_bridge(Span::new(last.span.end, span.start), activities, limits) =>
            {
                last.span.end = span.end;
                last.worked = last.worked.saturating_add(worked);
                last.evidence.absorb(evidence);
            }
            _ => pieces.push(Piece { span, worked, evidence, context }),
        }
    }
    hand_out_heard(&mut pieces, heard);
    hand_out_seen(&mut pieces, seen);
    pieces
}

impl Context {
    fn of(window: Option<&Window>, evidence: &Evidence, rules: &Rules) -> Self {
        let rule = rules.first_match(evidence).map(|rule| rule.id);
        let Some(window) = window else {
            let (program, place) = Default::default();
            return Self { call: evidence.call, program, place, rule };
        };
        let place = folder_of(window).unwrap_or_else(|| folded(&window.title));
        let site = site_of(window).unwrap_or_default();
        Self {
            call: evidence.call,
            program: folded(&window.program),
            place: format!("{site} {place}"),
            rule,
        }
    }
}

/// What of `activities` lies in `chunk`, by time, without overlaps.
fn in_order(chunk: Span, activities: &[Activity]) -> Vec<(Span, &Activity)> {
    let mut inside: Vec<(Span, &Activity)> = activities
        .iter()
        .filter_map(|activity| Some((activity.span.overlap(chunk)?, activity)))
        .collect();
    inside.sort_by_key(|(span, _)| (span.start, span.end));
    let mut reached = chunk.start;
    for (span, _) in &mut inside {
        *span = Span::new(span.start.max(reached), span.end);
        reached = reached.max(span.end);
    }
    inside.retain(|(span, _)| !span.is_empty());
    inside
}

/// A phrase belongs to the piece during most of which it was said. What is said on a call is
/// about the whole call, whatever window was in front meanwhile.
fn hand_out_heard(pieces: &mut [Piece], heard: &[Heard]) {
    for phrase in heard {
        let shared = |piece: &Piece| piece.span.overlap(phrase.span).map_or(0, Span::millis);
        let best = (0..pieces.len())
            .filter_map(|at| Some((shared(pieces.get(at)?), at)))
            .filter(|(shared, _)| *shared > 0)
            .max_by_key(|(shared, at)| (*shared, std::cmp::Reverse(*at)));
        let Some((_, at)) = best else { continue };
        for piece in call_around(pieces, at) {
            push_words(&mut piece.evidence.heard, &phrase.text);
        }
    }
}

/// The pieces of the call that the piece at `at` is a part of; that piece alone if it is none.
fn call_around(pieces: &mut [Piece], at: usize) -> &mut [Piece] {
    let is_call = |piece: &Piece| piece.evidence.call;
    let alone = pieces.get(at).is_none_or(|piece| !is_call(piece));
    let before = pieces.get(..at).unwrap_or_default();
    let after = pieces.get(at..).unwrap_or_default();
    let (first, last) = if alone {
        (at, at.saturating_add(1))
    } else {
        let back = before.iter().rev().take_while(|piece| is_call(piece)).count();
        let on = after.iter().take_while(|piece| is_call(piece)).count();
        (at.saturating_sub(back), at.saturating_add(on))
    };
    pieces.get_mut(first..last).unwrap_or_default()
}

/// Words on the screen belong to the window that was in front when the picture was taken,
/// whenever in the chunk it was in front.
fn hand_out_seen(pieces: &mut [Piece], seen: &[Seen]) {
    for words in seen {
        let context = pieces
            .iter()
            .find(|piece| piece.span.contains(words.at))
            .map(|piece| piece.context.clone());
        for piece in pieces.iter_mut().filter(|piece| Some(&piece.context) == context.as_ref()) {
            push_words(&mut piece.evidence.seen, &words.text);
        }
    }
}

/// Puts neighbours together that say the same.
fn merge(drafts: &mut Vec<Draft>, activities: &[Activity], limits: &Limits) {
    let mut merged: Vec<Draft> = Vec::with_capacity(drafts.len());
    for draft in drafts.drain(..) {
        match merged.last_mut() {
            Some(last)
                if last.says_the_same(&draft) && adjoin(last, &draft, activities, limits) =>
            {
                last.take_in(draft);
            }
            _ => merged.push(draft),
        }
    }
    *drafts = merged;
}

fn adjoin(a: &Draft, b: &Draft, activities: &[Activity], limits: &Limits) -> bool {
    may_bridge(Span::new(a.span.end, b.span.start), activities, limits)
}

/// The shortest draft that is too short to stand, and the longer of the neighbours that can
/// take it in. A draft without such a neighbour stands: its time is not lost.
fn to_absorb(
    drafts: &[Draft],
    chunk: Span,
    activities: &[Activity],
    limits: &Limits,
) -> Option<(usize, usize)> {
    let neighbour_of = |at: usize| {
        let draft = drafts.get(at)?;
        let before = at.checked_sub(1).filter(|before| {
            drafts.get(*before).is_some_and(|a| adjoin(a, draft, activities, limits))
        });
        let after = Some(at.saturating_add(1)).filter(|after| {
            drafts.get(*after).is_some_and(|b| adjoin(draft, b, activities, limits))
        });
        let worked = |index: &usize| drafts.get(*index).map_or(0, |neighbour| neighbour.worked);
        before
            .into_iter()
            .chain(after)
            .max_by_key(|index| (worked(index), std::cmp::Reverse(*index)))
    };
    (0..drafts.len())
        .filter(|at| {
            drafts.get(*at).is_some_and(|draft| {
                // What is sure and touches the chunk's edge may go on beyond it.
                let goes_on = draft.span.start == chunk.start || draft.span.end == chunk.end;
                draft.worked < limits.shortest_piece && !(goes_on && draft.is_sure())
            })
        })
        .filter_map(|at| Some((at, neighbour_of(at)?)))
        .min_by_key(|(at, _)| drafts.get(*at).map_or(0, |draft| draft.worked))
}

impl fmt::Debug for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Heard")
            .field("span", &self.span)
            .field("letters", &self.text.len())
            .finish()
    }
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seen").field("at", &self.at).field("letters", &self.text.len()).finish()
    }
}

#[cfg(test)]
mod tests;
