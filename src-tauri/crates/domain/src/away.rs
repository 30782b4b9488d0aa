//! Being away: what to ask when somebody comes back, and what each answer does.
//!
//! ```text
//! ledger    |work| idle | locked |work 20 s| idle |work …
//! away           [===============)         [======)        one question: gaps and length named
//! ```
//!
//! The question is asked once. No answer stays undecided: nothing is billed and nothing is thrown
//! away, and the review still shows it. The ledger is never altered; an answer is kept beside it
//! ([`Effect::decided`], [`Effect::was`]) and changes entries only.
//!
//! Time in which Daybook did not run, or was paused by its owner, is no absence: nobody saw
//! whether anybody was there, and nobody is asked.

use crate::activity::{Activity, State, Window};
use crate::block::{Answer as Words, Block, Status};
use crate::edit::{self, Preview, Twice, covered};
use crate::entry::Entry;
use crate::id::BlockId;
use crate::reason::Reason;
use crate::segments::Segments;
use crate::time::{HOUR, MINUTE, Millis, Moment, Span, TimeZone};
use crate::timer::{self, Timer, Work};

/// Which absences are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Shorter ones are a part of working.
    pub shortest: Millis,
    /// Longer ones are nights and days off.
    pub longest: Millis,
    /// Absences with no more than this between them are one.
    pub join: Millis,
}

impl Default for Limits {
    fn default() -> Self {
        Self { shortest: 5 * MINUTE, longest: 10 * HOUR, join: MINUTE }
    }
}

/// A time in which nobody was at the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// When nobody was there; several gaps if somebody looked in for a moment.
    pub gaps: Segments,
    /// The last window before it.
    pub before: Option<Window>,
    /// The first window after it.
    pub after: Option<Window>,
    /// Whether somebody came back.
    pub is_over: bool,
}

impl Away {
    /// From when to when.
    #[must_use]
    pub fn span(&self) -> Span {
        self.gaps.hull().unwrap_or(Span::new(Moment(0), Moment(0)))
    }

    /// How long nobody was there, in milliseconds; moments at the machine are left out.
    #[must_use]
    pub fn length(&self) -> Millis {
        self.gaps.length()
    }
}

/// Which entries lie around an absence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// The one that ends last before it.
    pub before: Option<BlockId>,
    /// Those that count some of it.
    pub during: Vec<BlockId>,
    /// The one that starts first after it.
    pub after: Option<BlockId>,
}

/// What the owner says it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Work on what was being done: entries that count it keep it, and what none counts goes to
    /// the entry that ends where the absence begins, or that has a pause there.
    Keep,
    /// No work: entries that count it lose it, as a pause.
    Discard,
    /// Something else, to be named in the review: it becomes a draft of its own.
    SplitOff,
    /// Work for somebody else: it becomes an entry of its own.
    Assign(Work),
    /// A call somewhere else: it becomes an entry of its own.
    Call(Work),
}

/// What an absence was, as it is kept beside the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Was {
    /// Work away from the machine.
    Work,
    /// A call away from the machine.
    Call,
    /// No work.
    NoWork,
    /// Not known yet: it has a draft of its own.
    Open,
}

/// What an answer does.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// What comes of the entries.
    pub preview: Preview,
    /// The time that is decided; [`aways`] asks about it no more.
    pub decided: Segments,
    /// What it was.
    pub was: Was,
}

/// Why an answer does nothing. Each is one sentence that names the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is nothing to keep it with.
    #[error("no entry ends where the absence begins; assign the time to a client instead")]
    NothingToKeep,
    /// The entries cannot be changed so.
    #[error(transparent)]
    Edit(#[from] edit::Refusal),
}

/// The absences in the ledger's rows, given in order, that are within the limits and not `decided`
/// yet: those to ask about, and those that the review shows as undecided.
#[must_use]
pub fn aways(activities: &[Activity], decided: &Segments, limits: &Limits) -> Vec<Away> {
    let mut all: Vec<Away> = Vec::new();
    let mut last_window: Option<&Window> = None;
    // Whether an absence that begins now may go on from the last one.
    let mut joins = false;
    for row in activities.iter().filter(|row| !row.span.is_empty()) {
        match row.state {
            State::Idle | State::Locked | State::Asleep => {
                let near = |away: &&mut Away| row.span.start.since(away.span().end) <= limits.join;
                match all.last_mut().filter(|_| joins).filter(near) {
                    Some(away) => {
                        away.gaps = away.gaps.with(row.span);
                        (away.after, away.is_over) = (None, false);
                    }
                    None => all.push(Away {
                        gaps: row.span.into(),
                        before: last_window.cloned(),
                        after: None,
                        is_over: false,
                    }),
                }
                joins = true;
            }
            State::Working | State::Call | State::Excluded => {
                if let Some(away) = all.last_mut() {
                    away.is_over = true;
                    away.after = away.after.take().or_else(|| row.window.clone());
                }
                joins &= row.state != State::Call;
            }
            State::Paused | State::Off => joins = false,
        }
        last_window = row.window.as_ref().or(last_window);
    }
    for away in &mut all {
        away.gaps = away.gaps.minus(decided);
    }
    all.retain(|away| (limits.shortest..=limits.longest).contains(&away.length()));
    all
}

/// The absence to ask about now, if there is one: the newest, once somebody is back, and only if
/// none of it was `asked` about before.
#[must_use]
pub fn to_ask<'a>(aways: &'a [Away], asked: &Segments) -> Option<&'a Away> {
    aways.last().filter(|away| away.is_over && away.gaps.shared(asked).is_empty())
}

/// The entries around an absence.
#[must_use]
pub fn around(away: &Away, day: &[Entry]) -> Around {
    let span = away.span();
    let is_before = |entry: &&Entry| entry.span().end <= span.start;
    let is_after = |entry: &&Entry| entry.span().start >= span.end;
    let counts = |entry: &&Entry| !entry.segments().shared(&away.gaps).is_empty();
    let mut during: Vec<&Entry> = day.iter().filter(counts).collect();
    during.sort_by_key(|entry| entry.order());
    Around {
        before: day.iter().filter(is_before).max_by_key(|one| one.span().end).map(Entry::id),
        during: during.into_iter().map(Entry::id).collect(),
        after: day.iter().filter(is_after).min_by_key(|one| one.span().start).map(Entry::id),
    }
}

/// What the answer does to the entries of a day. `timed` is what a timer counts that was not
/// stopped yet; the answer's effect on the timer itself is that of [`on_timer`]. An entry that the
/// answer makes gets the id `fresh` and is a draft, worked in `zone`.
///
/// # Errors
///
/// There is nothing to keep the time with, or what would come of it is no entry.
pub fn answered(
    day: &[Entry],
    timed: &Segments,
    away: &Away,
    answer: &Answer,
    fresh: BlockId,
    zone: &TimeZone,
) -> Result<Effect, Refusal> {
    let effect = |preview, was| Effect { preview, decided: away.gaps.clone(), was };
    let own = |words: Words| {
        edit::check_fresh(day, fresh)?;
        let block = Block {
            id: fresh,
            span: away.span(),
            answer: words,
            status: Status::Draft,
            edited: true,
        };
        let entry =
            Entry::of(block, away.gaps.clone(), zone.clone()).map_err(edit::Refusal::from)?;
        let mut after = without(day, &away.gaps)?;
        after.push(entry);
        edit::preview(day, after, Vec::new(), Twice::Refuse)
    };
    Ok(match answer {
        Answer::Keep => effect(kept(day, timed, away)?, Was::Work),
        Answer::Discard => {
            let after = without(day, &away.gaps)?;
            effect(edit::preview(day, after, Vec::new(), Twice::Refuse)?, Was::NoWork)
        }
        Answer::SplitOff => effect(own(words(&Work::default(), "Away"))?, Was::Open),
        Answer::Assign(work) => effect(own(words(work, "Work"))?, Was::Work),
        Answer::Call(work) => effect(own(words(work, "Call"))?, Was::Call),
    })
}

/// What the answer does to a timer that counted the absence: it keeps the time only if the answer
/// is to keep it.
///
/// # Errors
///
/// The absence reaches beyond `now`.
pub fn on_timer(
    timer: Timer,
    away: &Away,
    answer: &Answer,
    now: Moment,
) -> Result<Timer, timer::Refusal> {
    match answer {
        Answer::Keep => Ok(timer),
        Answer::Discard | Answer::SplitOff | Answer::Assign(_) | Answer::Call(_) => {
            away.gaps.as_slice().iter().try_fold(timer, |timer, gap| timer.without(*gap, now))
        }
    }
}

/// The entries without that time; those that have nothing else are left out.
fn without(day: &[Entry], gaps: &Segments) -> Result<Vec<Entry>, edit::Refusal> {
    let mut after = Vec::with_capacity(day.len());
    for entry in day {
        let left = entry.segments().minus(gaps);
        if left == *entry.segments() {
            after.push(entry.clone());
        } else if !left.is_empty() {
            after.push(entry.over(left)?);
        }
    }
    Ok(after)
}

fn kept(day: &[Entry], timed: &Segments, away: &Away) -> Result<Preview, Refusal> {
    let open = away.gaps.minus(&covered(day)).minus(timed);
    let mut after = day.to_vec();
    if let Some(hull) = open.hull() {
        let reaches_it = |entry: &&mut Entry| {
            let Span { start, end } = entry.span();
            start < hull.start && hull.start.since(end) <= MINUTE
        };
        let last = after.iter_mut().filter(reaches_it).max_by_key(|entry| entry.span().end);
        let entry = last.ok_or(Refusal::NothingToKeep)?;
        *entry = entry.over(entry.segments().union(&open)).map_err(edit::Refusal::from)?;
    }
    Ok(edit::preview(day, after, Vec::new(), Twice::Refuse)?)
}

fn words(work: &Work, nameless: &str) -> Words {
    // Whom it was for is still to be said where nobody is named.
    let is_named = work.client.is_some();
    let label = if work.label.trim().is_empty() { nameless } else { work.label.as_str() };
    Words {
        client: work.client,
        project: work.project,
        label: label.to_owned(),
        billable: work.billable,
        confidence: if is_named { 1.0 } else { 0.0 },
        reason: if is_named { Reason::You } else { Reason::Nothing }.to_string(),
    }
}

#[cfg(test)]
mod tests;
