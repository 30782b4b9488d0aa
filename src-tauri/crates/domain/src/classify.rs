//! From evidence to an answer: rules, then the learner, then "unassigned".
//!
//! The cloud classifier is asked by the engine where the answer is not sure; its answer comes
//! back through the same [`Proposed`].

use crate::activity::{Activity, State, Window};
use crate::block::{Answer, Block, Status};
use crate::evidence::Evidence;
use crate::id::{ClientId, ProjectId, RuleId};
use crate::label::label;
use crate::learner::{Day, Learner};
use crate::names::Names;
use crate::pieces::Piece;
use crate::reason::Reason;
use crate::rule::Rules;
use crate::time::{MINUTE, Millis, SECOND, Span};
use crate::tokens::{Token, WordKey, tokens};
use crate::work::{BillableDefaults, Billables, Target};

/// How blocks are cut and joined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// A piece shorter than this is taken in by a neighbour.
    pub shortest_piece: Millis,
    /// The longest idle or excluded stretch that a block goes on across.
    pub longest_gap: Millis,
    /// The confidence from which an answer counts as sure.
    pub sure: f32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { shortest_piece: 10 * SECOND, longest_gap: MINUTE, sure: 0.6 }
    }
}

/// Below this confidence the learner's idea is not even a draft: the block is unassigned.
pub const LOWEST: f32 = 0.35;

/// Who gave an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A rule of the owner's.
    Rule(RuleId),
    /// What corrections taught, or a client's name in a title.
    Learner,
    /// The cloud classifier.
    Cloud,
    /// Nobody: it is unassigned.
    Nobody,
}

/// A block that the classifier proposes.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// When.
    pub span: Span,
    /// What it was.
    pub answer: Answer,
    /// Who says so.
    pub source: Source,
    /// Whether the answer is sure enough not to ask the cloud.
    pub sure: bool,
    /// What a correction of it would teach with.
    pub tokens: Vec<Token>,
}

/// All that an answer is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Classifier<'a> {
    /// The owner's rules.
    pub rules: &'a Rules,
    /// What corrections taught.
    pub learner: &'a Learner,
    /// What clients and projects are called.
    pub names: &'a Names,
    /// What clients and projects say about being billable.
    pub billables: &'a Billables,
    /// The key that hides heard and seen words.
    pub key: &'a WordKey,
    /// How blocks are cut and joined.
    pub limits: Limits,
}

impl Classifier<'_> {
    /// What the work of `span` was, going by `evidence`.
    #[must_use]
    pub fn classify(&self, span: Span, evidence: &Evidence) -> Proposed {
        let (answer, source, sure) = self.answer(span, evidence);
        let draft =
            Draft { span, worked: span.millis(), evidence: evidence.clone(), answer, source, sure };
        self.proposed(draft)
    }

    /// The answer for a piece, still open to its neighbours.
    pub(crate) fn draft(&self, piece: Piece) -> Draft {
        let Piece { span, worked, evidence, .. } = piece;
        let (answer, source, sure) = self.answer(span, &evidence);
        Draft { span, worked, evidence, answer, source, sure }
    }

    /// A draft that has all its time, with its label and its tokens.
    pub(crate) fn proposed(&self, draft: Draft) -> Proposed {
        let Draft { span, evidence, mut answer, source, sure, .. } = draft;
        if answer.label.is_empty() {
            answer.label = label(&evidence, answer.client.and_then(|id| self.names.client(id)));
        }
        Proposed { span, answer, source, sure, tokens: tokens(&evidence, self.key) }
    }

    /// The answer, who gave it, and whether it is sure. Its label is empty where nobody chose
    /// one.
    fn answer(&self, span: Span, evidence: &Evidence) -> (Answer, Source, bool) {
        if let Some(rule) = self.rules.first_match(evidence) {
            let answer = Answer {
                client: Some(rule.client),
                project: rule.project,
                label: rule.label.clone().unwrap_or_default(),
                billable: rule
                    .billable
                    .unwrap_or_else(|| self.defaults(Some(rule.client), rule.project).billable()),
                confidence: 1.0,
                reason: rule.reason().to_string(),
            };
            return (answer, Source::Rule(rule.id), true);
        }
        let tokens = tokens(evidence, self.key);
        let guess = self.learner.guess(&tokens, Day::of(span.start), self.names);
        match guess.filter(|guess| guess.confidence >= LOWEST) {
            Some(guess) => {
                let sure = guess.confidence >= self.limits.sure;
                let answer = Answer {
                    client: guess.client,
                    project: guess.project,
                    label: guess.label.unwrap_or_default(),
                    // What the owner said outright outweighs what corrections hint at.
                    billable: self
                        .defaults(guess.client, guess.project)
                        .said()
                        .unwrap_or(guess.billable),
                    confidence: guess.confidence,
                    reason: guess.reason.to_string(),
                };
                (answer, Source::Learner, sure)
            }
            None => {
                let reason = Reason::Nothing.to_string();
                (Answer { reason, ..Answer::default() }, Source::Nobody, false)
            }
        }
    }

    fn defaults(&self, client: Option<ClientId>, project: Option<ProjectId>) -> BillableDefaults {
        self.billables.of(Target { client, project, task: None })
    }
}

/// A piece with its answer, on its way to becoming a proposed block.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) span: Span,
    /// How much of the span was work.
    pub(crate) worked: Millis,
    evidence: Evidence,
    answer: Answer,
    source: Source,
    sure: bool,
}

impl Draft {
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        same_work(&self.answer, &other.answer)
    }

    pub(crate) const fn is_sure(&self) -> bool {
        self.sure
    }

    /// Takes a neighbour's time. If both say the same, the longer one's words are kept and
    /// both teach; if not, the neighbour was too short to count.
    pub(crate) fn take_in(&mut self, other: Self) {
        let span =
            Span::new(self.span.start.min(other.span.start), self.span.end.max(other.span.end));
        let worked = self.worked.saturating_add(other.worked);
        if self.says_the_same(&other) {
            if other.worked > self.worked {
                self.answer = other.answer;
                self.source = other.source;
            }
            self.sure |= other.sure;
            self.evidence.absorb(other.evidence);
        }
        self.span = span;
        self.worked = worked;
    }
}

/// The draft block `prev`, prolonged by `next`, if the two are one piece of work: the same
/// client, project and billable, and between them no more than a short idle or excluded
/// stretch. `activities` are those around the gap; the ones in it decide. Label, confidence
/// and reason are those of the longer one.
///
/// A block that a person edited or confirmed is never touched: `None`.
#[must_use]
pub fn join(
    prev: &Block,
    next: &Proposed,
    activities: &[Activity],
    limits: &Limits,
) -> Option<Block> {
    let is_free = prev.status == Status::Draft && !prev.edited;
    if !is_free || !same_work(&prev.answer, &next.answer) || prev.span.start > next.span.start {
        return None;
    }
    if !may_bridge(Span::new(prev.span.end, next.span.start), activities, limits) {
        return None;
    }
    let mut joined = prev.clone();
    joined.span.end = prev.span.end.max(next.span.end);
    if next.span.millis() > prev.span.millis() {
        joined.answer = next.answer.clone();
    }
    Some(joined)
}

/// Lets an answer reach over the border of two chunks: where one and the same window is in front
/// on both sides and only one side knows for whom, the other learns it from there. The owner who
/// names the client in the sixth minute of a meeting was in it for the first five too.
///
/// Gives both sides as they are then; `None` if nothing changes.
#[must_use]
pub fn carry(prev: &Block, next: &Proposed, same_window: bool) -> Option<(Block, Proposed)> {
    let is_free = prev.status == Status::Draft && !prev.edited;
    if !same_window || !is_free {
        return None;
    }
    let (mut prev, mut next) = (prev.clone(), next.clone());
    match (prev.answer.client, next.answer.client) {
        (Some(_), None) => {
            next.answer = prev.answer.clone();
            next.source = Source::Learner;
            next.sure = true;
        }
        (None, Some(_)) => prev.answer = next.answer.clone(),
        (Some(_), Some(_)) | (None, None) => return None,
    }
    Some((prev, next))
}

/// The one window that all work inside `span` was done in, if it was one.
#[must_use]
pub fn only_window(activities: &[Activity], span: Span) -> Option<&Window> {
    let mut windows = activities
        .iter()
        .filter(|row| row.state.is_work() && row.span.overlap(span).is_some())
        .map(|row| row.window.as_ref());
    let first = windows.next()??;
    windows.all(|window| window == Some(first)).then_some(first)
}

/// Whether two answers say the same of the work: for whom, in which project, and whether it
/// is paid for. Labels may differ; the longer stretch names the whole.
#[must_use]
pub fn same_work(a: &Answer, b: &Answer) -> bool {
    a.client == b.client && a.project == b.project && a.billable == b.billable
}

/// Whether a block may go on across `gap`: an idle or excluded stretch, or one that nothing is
/// known of, no longer than the limit. A locked, sleeping, paused or stopped machine always
/// ends a block, and so does work that is not known yet: it belongs to a chunk that waits.
pub(crate) fn may_bridge(gap: Span, activities: &[Activity], limits: &Limits) -> bool {
    if gap.is_empty() {
        return true;
    }
    let is_open = |activity: &Activity| match activity.state {
        State::Idle | State::Excluded => true,
        State::Working
        | State::Call
        | State::Locked
        | State::Asleep
        | State::Paused
        | State::Off => false,
    };
    gap.millis() <= limits.longest_gap
        && activities.iter().filter(|one| one.span.overlap(gap).is_some()).all(is_open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::State;
    use crate::id::BlockId;
    use crate::time::Moment;

    fn span(start: i64, end: i64) -> Span {
        Span::new(Moment(start), Moment(end))
    }

    fn answer(client: bool) -> Answer {
        let client = client.then(|| ClientId::mint(Moment(0), [1; 10]));
        Answer { client, ..Answer::default() }
    }

    fn draft(client: bool) -> Block {
        Block {
            id: BlockId::mint(Moment(0), [0; 10]),
            span: span(0, 10),
            answer: answer(client),
            status: Status::Draft,
            edited: false,
        }
    }

    fn proposed(client: bool) -> Proposed {
        Proposed {
            span: span(10, 20),
            answer: answer(client),
            source: Source::Nobody,
            sure: client,
            tokens: Vec::new(),
        }
    }

    #[test]
    fn a_client_is_carried_over_a_chunks_border_in_both_directions() {
        let check = |prev: &Block, next: bool, same_window: bool, expected: Option<bool>| {
            let carried = carry(prev, &proposed(next), same_window);
            let both = carried
                .map(|(prev, next)| prev.answer.client.is_some() && next.answer.client.is_some());
            assert_eq!(both, expected, "{prev:?}, then {next}, {same_window}");
        };
        check(&draft(true), false, true, Some(true));
        check(&draft(false), true, true, Some(true));
        check(&draft(true), false, false, None);
        check(&draft(false), false, true, None);
        check(&draft(true), true, true, None);
        check(&Block { edited: true, ..draft(false) }, true, true, None);
        check(&Block { status: Status::Confirmed, ..draft(true) }, false, true, None);
    }

    #[test]
    fn one_window_is_one_window_throughout() {
        let row = |start, end, title: &str| Activity {
            span: span(start, end),
            state: State::Working,
            window: Some(Window { title: title.into(), ..Window::default() }),
        };
        let rows = [row(0, 10, "a"), row(10, 20, "a"), row(20, 30, "b")];
        let check = |from, to, expected: Option<&str>| {
            let window = only_window(&rows, span(from, to));
            assert_eq!(window.map(|window| window.title.as_str()), expected, "{from}..{to}");
        };
        check(0, 20, Some("a"));
        check(0, 30, None);
        check(20, 30, Some("b"));
        check(40, 50, None);
    }
}
