//! Where the work of an entry changed, going by what the ledger saw.
//!
//! ```text
//! activities   |editor|chat|editor   | idle |editor|  call   |editor|
//! runs         [editor             )        [     )[call    )[editor)
//! points                                           ^         ^
//! ```

use crate::activity::{Activity, State};
use crate::fold::folded;
use crate::time::{MINUTE, Millis, Moment, Span};

/// A run shorter than this is no change of work, unless somebody says otherwise.
pub const SHORTEST: Millis = 5 * MINUTE;

/// Work in one program, or on a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// From its first to its last instant of work.
    pub span: Span,
    /// How much of that was work, in milliseconds.
    pub worked: Millis,
    /// The program in front, as the ledger names it; empty if none was known.
    pub program: String,
    /// Whether it was a call, whatever program was in front.
    pub call: bool,
}

impl Run {
    /// A program that is not known is no other program.
    fn is_like(&self, other: &Self) -> bool {
        let is_known = !self.program.is_empty() && !other.program.is_empty();
        let differs = is_known && folded(&self.program) != folded(&other.program);
        self.call == other.call && (self.call || !differs)
    }

    fn take_in(&mut self, other: &Self) {
        self.span =
            Span::new(self.span.start.min(other.span.start), self.span.end.max(other.span.end));
        self.worked = self.worked.saturating_add(other.worked);
        if self.program.is_empty() && self.call == other.call {
            self.program.clone_from(&other.program);
        }
    }
}

/// The runs of work inside `span`, in order. One shorter than `shortest` belongs to the run before
/// it, or to the one after it if it is the first.
///
/// `activities` may reach beyond the span; they do not overlap, as in the ledger.
#[must_use]
pub fn runs(span: Span, activities: &[Activity], shortest: Millis) -> Vec<Run> {
    let mut inside: Vec<Run> = activities
        .iter()
        .filter(|activity| activity.state.is_work())
        .filter_map(|activity| {
            let span = activity.span.overlap(span)?;
            let program = activity.window.as_ref().map(|window| window.program.clone());
            let call = activity.state == State::Call;
            Some(Run { span, worked: span.millis(), program: program.unwrap_or_default(), call })
        })
        .collect();
    inside.sort_by_key(|run| run.span.start);
    let mut runs = joined(inside);
    while let Some(at) = too_short(&runs, shortest) {
        let short = runs.remove(at);
        // The first run has none before it: the one that followed stands in its place now.
        let beside = runs.get_mut(at.saturating_sub(1));
        let Some(beside) = beside else { return vec![short] };
        beside.take_in(&short);
        runs = joined(runs);
    }
    runs
}

/// The instants inside `span` at which program or call changed, in order.
#[must_use]
pub fn points(span: Span, activities: &[Activity], shortest: Millis) -> Vec<Moment> {
    runs(span, activities, shortest).iter().skip(1).map(|run| run.span.start).collect()
}

fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut all: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        match all.last_mut() {
            Some(last) if last.is_like(&run) => last.take_in(&run),
            _ => all.push(run),
        }
    }
    all
}

/// The shortest run that is too short to stand, the first of those.
fn too_short(runs: &[Run], shortest: Millis) -> Option<usize> {
    runs.iter()
        .enumerate()
        .filter(|(_, run)| run.worked < shortest)
        .min_by_key(|(_, run)| run.worked)
        .map(|(at, _)| at)
}
