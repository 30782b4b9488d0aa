//! The learner: what the owner corrected once, Daybook knows the next time.
//!
//! It counts in how many corrected blocks of each subject (a client's project, or nobody) each
//! token stood, and answers with naive Bayes over the tokens of a new block. Three things
//! differ from the textbook, each because it measured better on [`crate::month`]: a token that
//! a subject has not shown yet is as likely as it is elsewhere, so that a subject with one
//! lesson is not punished for what it has not had the time to show; only the strongest tokens
//! count, so that four hundred words of a call do not drown one folder; and the confidence is
//! held down by how few blocks it rests on.
//!
//! Lessons fade: each counts half as much after [`HALF_LIFE`] days.
//!
//! Heard and seen words are known to it only as hashes; see [`crate::tokens`].

mod knowledge;
mod reason;

use crate::id::{ClientId, ProjectId};
use crate::names::Names;
use crate::time::{HOUR, Moment};
use crate::tokens::Token;
use knowledge::Knowledge;
use reason::Named;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// Days after which a lesson counts half.
pub const HALF_LIFE: f64 = 60.0;

/// What the owner said that a block was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// What the block had about it.
    pub tokens: Vec<Token>,
    /// For whom; `None` if the owner said that it was for nobody.
    pub client: Option<ClientId>,
    /// Which project.
    pub project: Option<ProjectId>,
    /// What the owner called it, if the owner chose the words.
    pub label: Option<String>,
    /// Whether the client pays for it.
    pub billable: bool,
    /// When the work was done; older lessons count less.
    pub day: Day,
}

/// Days since 1970-01-01, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i32);

impl Day {
    /// The day of an instant.
    #[must_use]
    pub fn of(moment: Moment) -> Self {
        Self(i32::try_from(moment.0.div_euclid(HOUR.saturating_mul(24))).unwrap_or(i32::MAX))
    }
}

/// One row of what the learner knows, as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// [`Token::encode`]; empty for the row that counts the class itself.
    pub token: String,
    /// What was taught, as text; only the learner reads it.
    pub class: String,
    /// How many blocks taught it. Zero: the row is to be deleted.
    pub blocks: u32,
    /// How much they count on `day`.
    pub weight: f64,
    /// The day to which `weight` refers.
    pub day: Day,
}

/// What the learner thinks of a stretch of work.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// For whom; `None` for nobody.
    pub client: Option<ClientId>,
    /// Which project.
    pub project: Option<ProjectId>,
    /// What the owner calls such work, if there is a habit.
    pub label: Option<String>,
    /// Whether the client pays for it.
    pub billable: bool,
    /// How sure, from 0 to 1.
    pub confidence: f32,
    /// Why, in words that quote titles and names only.
    pub reason: String,
}

/// A subject: what a block can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Subject {
    client: Option<ClientId>,
    project: Option<ProjectId>,
    billable: bool,
}

/// Everything that corrections taught.
#[derive(Debug, Clone, Default)]
pub struct Learner {
    knowledge: Knowledge,
}

/// How much the background counts against a subject's own lessons, in lessons.
const BACKGROUND: f64 = 1.5;

/// How many tokens of a block are heard.
const STRONGEST: usize = 24;

/// How much of the summed evidence is believed; tokens of one window say the same thing more
/// than once.
const TEMPER: f64 = 0.75;

/// What a client's name in a title weighs, as the logarithm of odds.
const NAME: f64 = 1.6;

impl Learner {
    /// What was stored. Rows that cannot be read are left out: they taught something that is
    /// taught again by the next correction.
    #[must_use]
    pub fn from_rows(rows: impl IntoIterator<Item = Row>) -> Self {
        let mut knowledge = Knowledge::default();
        for row in rows {
            knowledge.restore(&row);
        }
        Self { knowledge }
    }

    /// All rows, to be stored.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        self.knowledge.rows()
    }

    /// Takes a lesson in. Gives the rows that changed.
    pub fn learn(&mut self, lesson: &Lesson) -> Vec<Row> {
        self.knowledge.add(lesson)
    }

    /// Forgets a lesson that was learnt, as if it had never been. Gives the rows that changed;
    /// those with no blocks left are to be deleted.
    pub fn unlearn(&mut self, lesson: &Lesson) -> Vec<Row> {
        self.knowledge.remove(lesson)
    }

    /// Forgets everything about a client that no longer exists. Gives the rows to be deleted.
    pub fn forget_client(&mut self, client: ClientId) -> Vec<Row> {
        self.knowledge.forget(|class, _| class.subject().client == Some(client))
    }

    /// Forgets tokens so old and rare that they change no answer. Gives the rows to be deleted.
    pub fn forget_faded(&mut self, today: Day) -> Vec<Row> {
        self.knowledge.forget(|_, count| count.on(today) < 0.05)
    }

    /// What work with these tokens is, most likely; `None` when nothing speaks for anything:
    /// before the first lesson, unless a client's name stands in the title.
    #[must_use]
    pub fn guess(&self, tokens: &[Token], today: Day, names: &Names) -> Option<Guess> {
        let mut opinions: Vec<Opinion> = self.opinions(tokens, today, names);
        opinions.sort_by(|a, b| b.score.total_cmp(&a.score));
        // Something that no lesson was about is always possible.
        let new = 1.0 / (self.knowledge.blocks(today) + 2.0);
        let top = opinions.first()?.score.max(new.ln());
        let power = |score: f64| (score - top).exp();
        let sum: f64 = opinions.iter().map(|one| power(one.score)).sum::<f64>() + power(new.ln());
        let best = opinions.first()?;
        let share = power(best.score) / sum;
        let confidence = share.min(best.ceiling());
        let subject = best.subject;
        #[expect(clippy::cast_possible_truncation, reason = "a share needs no more digits")]
        Some(Guess {
            client: subject.client,
            project: subject.project,
            label: self.knowledge.label(subject, tokens, today),
            billable: subject.billable,
            confidence: confidence.clamp(0.0, 0.99) as f32,
            reason: reason::reason(best, &self.knowledge, names),
        })
    }

    fn opinions(&self, tokens: &[Token], today: Day, names: &Names) -> Vec<Opinion> {
        let named = reason::named(tokens, names);
        let mut subjects = self.knowledge.subjects(today);
        for name in &named {
            if !subjects.iter().any(|(subject, _)| name.is_of(*subject)) {
                let Named { client, project, .. } = *name;
                subjects.push((Subject { client: Some(client), project, billable: true }, 0.0));
            }
        }
        let all = self.knowledge.blocks(today);
        #[expect(clippy::cast_precision_loss, reason = "a handful of subjects")]
        let kinds = subjects.len() as f64;
        subjects
            .into_iter()
            .map(|(subject, blocks)| {
                let mut strengths: Vec<Strength> = tokens
                    .iter()
                    .filter_map(|token| self.strength(token, subject, blocks, all, today))
                    .collect();
                strengths.sort_by(|a, b| b.lift.abs().total_cmp(&a.lift.abs()));
                strengths.truncate(STRONGEST);
                let name = named
                    .iter()
                    .filter(|name| name.is_of(subject))
                    .max_by_key(|name| (name.project.is_some(), Reverse(&name.word)))
                    .cloned();
                let prior = ((blocks + 1.0) / (all + kinds + 1.0)).ln() * 0.5;
                let sum: f64 = strengths.iter().map(|strength| strength.lift).sum();
                let bonus = if name.is_some() { NAME } else { 0.0 };
                Opinion { subject, score: prior + sum * TEMPER + bonus, strengths, name }
            })
            .collect()
    }

    fn strength(
        &self,
        token: &Token,
        subject: Subject,
        blocks: f64,
        all: f64,
        today: Day,
    ) -> Option<Strength> {
        let (here, everywhere) = self.knowledge.token(token, subject, today)?;
        let usual = (everywhere + 0.5) / (all + 1.0);
        let lift = ((here + BACKGROUND * usual) / ((blocks + BACKGROUND) * usual)).ln();
        Some(Strength { token: token.clone(), lift: lift * importance(token), here })
    }
}

/// How much one kind of token says. Programs are used for everybody; words that were said
/// come by the hundred.
const fn importance(token: &Token) -> f64 {
    match token {
        Token::Program(_) => 0.5,
        Token::Title(_) | Token::Site(_) => 1.0,
        Token::Folder(_) => 1.4,
        Token::Call => 0.3,
        Token::Heard(_) => 0.6,
        Token::Seen(_) => 0.45,
    }
}

/// What speaks for one subject, and how loudly.
#[derive(Debug)]
struct Opinion {
    subject: Subject,
    score: f64,
    /// The strongest first.
    strengths: Vec<Strength>,
    name: Option<Named>,
}

impl Opinion {
    /// The most that may be believed, by the number of lessons that it rests on.
    fn ceiling(&self) -> f64 {
        let most = self
            .strengths
            .iter()
            .filter(|strength| strength.lift > 0.0)
            .map(|strength| strength.here)
            .fold(0.0, f64::max);
        let named = if self.name.is_some() { 1.5 } else { 0.0 };
        let support = most + named;
        (support + 0.5) / (support + 1.0)
    }
}

#[derive(Debug)]
struct Strength {
    token: Token,
    lift: f64,
    /// In how many lessons of the subject, counted as they fade.
    here: f64,
}
