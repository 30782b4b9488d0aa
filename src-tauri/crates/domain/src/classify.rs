//! From evidence to an answer: rules, then the learner, then "unassigned".
//!
//! The cloud classifier is asked by the engine where the answer is not sure; its answer comes
//! back through the same [`Proposed`].

use crate::activity::Activity;
use crate::block::{Answer, Block, Status};
use crate::evidence::Evidence;
use crate::id::RuleId;
use crate::label::label;
use crate::learner::{Day, Learner};
use crate::names::Names;
use crate::rule::Rules;
use crate::time::{MINUTE, Millis, SECOND, Span};
use crate::tokens::{Token, WordKey, tokens};

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
    /// The key that hides heard and seen words.
    pub key: &'a WordKey,
    /// How blocks are cut and joined.
    pub limits: Limits,
}

impl Classifier<'_> {
    /// What the work of `span` was, going by `evidence`.
    #[must_use]
    pub fn classify(&self, span: Span, evidence: &Evidence) -> Proposed {
        let tokens = tokens(evidence, self.key);
        let derived = |client| label(evidence, client);
        if let Some(rule) = self.rules.first_match(evidence) {
            let client = self.names.client(rule.client);
            let answer = Answer {
                client: Some(rule.client),
                project: rule.project,
                label: rule.label.clone().unwrap_or_else(|| derived(client)),
                billable: rule.billable.unwrap_or(true),
                confidence: 1.0,
                reason: rule.reason(),
            };
            return Proposed { span, answer, source: Source::Rule(rule.id), sure: true, tokens };
        }
        if let Some(guess) = self.learner.guess(&tokens, Day::of(span.start), self.names) {
            let client = guess.client.and_then(|id| self.names.client(id));
            let answer = Answer {
                client: guess.client,
                project: guess.project,
                label: guess.label.unwrap_or_else(|| derived(client)),
                billable: guess.billable,
                confidence: guess.confidence,
                reason: guess.reason,
            };
            let sure = answer.confidence >= self.limits.sure;
            if sure {
                return Proposed { span, answer, source: Source::Learner, sure, tokens };
            }
        }
        let answer = Answer {
            label: derived(None),
            reason: "no rule matches, and no correction taught anything like it".into(),
            ..Answer::default()
        };
        Proposed { span, answer, source: Source::Nobody, sure: false, tokens }
    }
}

/// The draft block `prev`, prolonged by `next`, if the two are one piece of work: the same
/// client, project, label and billable, and between them no more than a short idle or excluded
/// stretch. `activities` are those of the chunk; the ones in the gap decide.
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
    joined.answer =
        longer_answer(prev.span.millis(), &prev.answer, next.span.millis(), &next.answer);
    Some(joined)
}

/// Whether two answers say the same of the work.
#[must_use]
pub fn same_work(a: &Answer, b: &Answer) -> bool {
    a.client == b.client && a.project == b.project && a.billable == b.billable
}

/// Whether a block may go on across `gap`.
pub(crate) fn may_bridge(gap: Span, activities: &[Activity], limits: &Limits) -> bool {
    use crate::activity::State;
    if gap.is_empty() {
        return true;
    }
    gap.millis() <= limits.longest_gap
        && activities.iter().filter(|activity| activity.span.overlap(gap).is_some()).all(
            |activity| match activity.state {
                State::Working | State::Call | State::Idle | State::Excluded => true,
                State::Locked | State::Asleep | State::Paused | State::Off => false,
            },
        )
}

pub(crate) fn longer_answer(a_ms: Millis, a: &Answer, b_ms: Millis, b: &Answer) -> Answer {
    if b_ms > a_ms { b.clone() } else { a.clone() }
}
