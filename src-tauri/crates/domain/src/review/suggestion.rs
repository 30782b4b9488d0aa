//! Where to split a draft, and why: it looks like another client from there on, a call begins or
//! ends there, or the program changes.
//!
//! ```text
//! entry     [Nordwind                             )
//! looks     [Nordwind          |unsure|Acme       )
//! split                               ^  "the last 17 minutes look like Acme"
//! ```

use crate::edit::points::Run;
use crate::entry::Entry;
use crate::id::ClientId;
use crate::names::Names;
use crate::time::{MINUTE, Millis, Moment, Span};
use std::fmt;

/// For whom a part of an entry looks to be, going by what the ledger saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub span: Span,
    /// For whom; `None` where nothing speaks for anybody.
    pub client: Option<ClientId>,
}

/// Which part of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What lies before the split.
    First,
    /// What lies after it.
    Last,
}

/// Why an entry should be split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A part looks like another client's.
    Looks {
        /// Which part.
        part: Part,
        /// How long it is, in milliseconds.
        length: Millis,
        /// Whose it looks to be.
        client: ClientId,
    },
    /// A call begins.
    CallBegins,
    /// A call ends.
    CallEnds,
    /// Another program comes to the front.
    Program {
        /// The one before.
        from: String,
        /// The one after.
        to: String,
    },
}

/// Where to split an entry, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Where.
    pub at: Moment,
    /// Why.
    pub why: Why,
}

/// The best place to split an entry, if there is one. Both parts are at least `shortest` long.
///
/// `looks` and `runs` are in order and do not overlap; runs come from
/// [`crate::edit::points::runs`]. Another client says more than a call, and a call more than a
/// program.
#[must_use]
pub fn suggest(
    entry: &Entry,
    looks: &[Look],
    runs: &[Run],
    shortest: Millis,
) -> Option<Suggestion> {
    by_client(entry, looks, shortest)
        .or_else(|| by_call(entry, runs, shortest))
        .or_else(|| by_program(entry, runs, shortest))
}

impl Why {
    /// The reason as a sentence that can follow another one.
    #[must_use]
    pub fn said<'a>(&'a self, names: &'a Names) -> impl fmt::Display + 'a {
        Said { why: self, names }
    }
}

struct Said<'a> {
    why: &'a Why,
    names: &'a Names,
}

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.why {
            Why::Looks { part, length, client } => {
                let part = match part {
                    Part::First => "first",
                    Part::Last => "last",
                };
                let whose = self.names.of(Some(*client), None);
                let half = MINUTE.checked_div(2).unwrap_or(0);
                match length.saturating_add(half).checked_div(MINUTE).unwrap_or(0) {
                    1 => write!(f, "the {part} minute looks like {whose}"),
                    minutes => write!(f, "the {part} {minutes} minutes look like {whose}"),
                }
            }
            Why::CallBegins => f.write_str("a call begins here"),
            Why::CallEnds => f.write_str("a call ends here"),
            Why::Program { from, to } => write!(f, "‘{to}’ follows ‘{from}’ here"),
        }
    }
}

/// Worked time of the entry before and after `at`.
fn sides(entry: &Entry, at: Moment) -> (Millis, Millis) {
    let Span { start, end } = entry.span();
    let worked = |span| entry.segments().within(span).length();
    (worked(Span::new(start, at)), worked(Span::new(at, end)))
}

/// Whether both sides of a split there are long enough.
fn fits(entry: &Entry, at: Moment, shortest: Millis) -> bool {
    let (before, after) = sides(entry, at);
    before.min(after) >= shortest.max(1)
}

/// The split after which (or before which) the most time is another client's and the least is
/// not; among equals the one that gives that client the least of what is unsure.
fn by_client(entry: &Entry, looks: &[Look], shortest: Millis) -> Option<Suggestion> {
    let own = entry.block().answer.client;
    let worked = |look: &Look| entry.segments().within(look.span).length();
    let mut best: Option<(Millis, Millis, Suggestion)> = None;
    for client in looks.iter().filter_map(|look| look.client) {
        if Some(client) == own {
            continue;
        }
        for at in looks.iter().skip(1).map(|look| look.span.start) {
            if !fits(entry, at, shortest) {
                continue;
            }
            let (before, after) = sides(entry, at);
            for (part, length) in [(Part::First, before), (Part::Last, after)] {
                let weight = |look: &Look| {
                    let inside = (look.span.start < at) == (part == Part::First);
                    match look.client {
                        Some(whose) if whose == client => {
                            let worked = worked(look);
                            if inside { worked } else { worked.saturating_neg() }
                        }
                        Some(_) if inside => worked(look).saturating_neg(),
                        Some(_) | None => 0,
                    }
                };
                let score =
                    looks.iter().map(weight).fold(0, |sum: Millis, one| sum.saturating_add(one));
                let rank = (score, length.saturating_neg());
                let is_better = best.as_ref().is_none_or(|(score, size, _)| rank > (*score, *size));
                if score >= shortest.max(1) && is_better {
                    let why = Why::Looks { part, length, client };
                    best = Some((rank.0, rank.1, Suggestion { at, why }));
                }
            }
        }
    }
    best.map(|(_, _, suggestion)| suggestion)
}

/// Where a call begins or ends, the first of those.
fn by_call(entry: &Entry, runs: &[Run], shortest: Millis) -> Option<Suggestion> {
    runs.windows(2).find_map(|two| {
        let [before, after] = two else { return None };
        let at = after.span.start;
        if before.call == after.call || !fits(entry, at, shortest) {
            return None;
        }
        let why = if after.call { Why::CallBegins } else { Why::CallEnds };
        Some(Suggestion { at, why })
    })
}

/// The change of program that parts the longest work from the longest, the first of those.
fn by_program(entry: &Entry, runs: &[Run], shortest: Millis) -> Option<Suggestion> {
    let mut best: Option<(Millis, Suggestion)> = None;
    for two in runs.windows(2) {
        let [before, after] = two else { continue };
        let at = after.span.start;
        let known = !before.program.is_empty() && !after.program.is_empty();
        if before.call || after.call || !known || !fits(entry, at, shortest) {
            continue;
        }
        let weight = before.worked.min(after.worked);
        if best.as_ref().is_none_or(|(most, _)| weight > *most) {
            let (from, to) = (before.program.clone(), after.program.clone());
            best = Some((weight, Suggestion { at, why: Why::Program { from, to } }));
        }
    }
    best.map(|(_, suggestion)| suggestion)
}
