//! The learner: what the owner corrected once, Daybook knows the next time.
//!
//! It counts in how many corrected blocks of each subject (a client's project, or nobody) each
//! token stood, and answers with naive Bayes over the tokens of a new block. Four things
//! differ from the textbook, each because it measured better on [`crate::month`]: each subject
//! is held against all the others, and both are smoothed towards what is usual, so that a
//! subject with one lesson is not punished for what it has not had the time to show; tokens
//! that came in the very same lessons count as one; only the strongest signs count, so that
//! four hundred words of a call do not drown one folder; and something that no lesson was
//! about competes with what was taught.
//!
//! Lessons fade: each counts half as much after [`HALF_LIFE`] days.
//!
//! Heard and seen words are known to it only as hashes; see [`crate::tokens`].

mod grounds;
mod knowledge;

use crate::id::{ClientId, ProjectId};
use crate::names::Names;
use crate::reason::Reason;
use crate::time::{HOUR, Moment};
use crate::tokens::Token;
use grounds::Named;
use knowledge::{Knowledge, Taught};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

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
    pub reason: Reason,
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

/// How many lessons of a subject the background outweighs: a subject with few lessons has not
/// had the time to show what it is like.
const BACKGROUND: f64 = 3.0;

/// How many signs of a block are heard.
const STRONGEST: usize = 12;

/// How much of the summed evidence is believed; what is left of the windows of one block still
/// says some things more than once.
const TEMPER: f64 = 0.7;

/// How much a sign gains by being made of many tokens that always came together.
const COMPANY: f64 = 0.2;

/// What a client's name in a title weighs, as the logarithm of odds.
const NAME: f64 = 6.0;

/// The most that is believed of a name in a title while no lesson agrees.
const ONLY_A_NAME: f64 = 0.8;

/// How likely it is at first, in lessons, that work is of something never taught.
const NEW: f64 = 0.7;

impl Learner {
    /// What these lessons teach.
    #[must_use]
    pub fn from_lessons(lessons: impl IntoIterator<Item = Lesson>) -> Self {
        let mut knowledge = Knowledge::default();
        for lesson in lessons {
            knowledge.add(&lesson);
        }
        Self { knowledge }
    }

    /// Takes a lesson in.
    pub fn learn(&mut self, lesson: &Lesson) {
        self.knowledge.add(lesson);
    }

    /// Forgets a lesson that was learnt, as if it had never been.
    pub fn unlearn(&mut self, lesson: &Lesson) {
        self.knowledge.remove(lesson);
    }

    /// What work with these tokens is, most likely; `None` when nothing speaks for anything:
    /// before the first lesson, unless a client's name stands in the title.
    #[must_use]
    pub fn guess(&self, tokens: &[Token], today: Day, names: &Names) -> Option<Guess> {
        let (mut opinions, new) = self.opinions(tokens, today, names);
        opinions.sort_by(|a, b| b.score.total_cmp(&a.score));
        let best = opinions.first()?;
        let subject = best.subject;
        // Something that no lesson was about is always possible; it is no answer.
        let top = best.score.max(new);
        let power = |score: f64| (score - top).exp();
        let sum: f64 = opinions.iter().map(|one| power(one.score)).sum::<f64>() + power(new);
        let share = power(best.score) / sum;
        let is_taught = best.strengths.iter().any(|sign| sign.here > 0.0 && sign.lift > 0.0);
        let confidence = if is_taught { share } else { share.min(ONLY_A_NAME) };
        let rival = opinions.get(1);
        #[expect(clippy::cast_possible_truncation, reason = "a share needs no more digits")]
        Some(Guess {
            client: subject.client,
            project: subject.project,
            label: self.knowledge.label(subject, tokens, today),
            billable: subject.billable,
            confidence: confidence.clamp(0.0, 0.99) as f32,
            reason: grounds::reason(subject, best, rival, &self.knowledge, names),
        })
    }

    /// What speaks for every subject, and the score of something that no lesson was about.
    fn opinions(&self, tokens: &[Token], today: Day, names: &Names) -> (Vec<Opinion>, f64) {
        let named = grounds::named(tokens, names);
        let mut subjects = self.knowledge.subjects(today);
        for name in &named {
            if !subjects.iter().any(|(subject, _)| name.is_of(*subject)) {
                let Named { client, project, .. } = *name;
                subjects.push((Subject { client: Some(client), project, billable: true }, 0.0));
            }
        }
        let all = self.knowledge.blocks(today);
        #[expect(clippy::cast_precision_loss, reason = "a handful of subjects")]
        let whole = all + subjects.len() as f64 + NEW;
        let loudness = |sign: &Sign| {
            let lifts = subjects.iter().map(|(subject, blocks)| sign.lift(*subject, *blocks, all));
            lifts.fold(0.0, f64::max)
        };
        let signs = self.signs(tokens, today).into_iter();
        let mut signs: Vec<(f64, Sign)> = signs.map(|sign| (loudness(&sign), sign)).collect();
        signs.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        signs.truncate(STRONGEST);
        let opinion = |(subject, blocks): (Subject, f64)| {
            let strengths: Vec<Strength> =
                signs.iter().map(|(_, sign)| sign.strength(subject, blocks, all)).collect();
            let name = named
                .iter()
                .filter(|name| name.is_of(subject))
                .max_by_key(|name| (name.project.is_some(), Reverse(&name.word)))
                .cloned();
            let prior = (blocks + 1.0) / whole;
            let sum: f64 = strengths.iter().map(|strength| strength.lift).sum();
            let bonus = name.as_ref().map_or(0.0, |name| self.trust(name, today));
            Opinion { subject, score: prior.ln() + sum * TEMPER + bonus, strengths, name }
        };
        let new = (NEW / whole).ln();
        (subjects.into_iter().map(opinion).collect(), new)
    }

    /// What a name in the title weighs: less with each lesson in which the same word stood and
    /// which was about somebody else.
    fn trust(&self, name: &Named, today: Day) -> f64 {
        let taught = self.knowledge.taught(&Token::Title(name.word.clone()));
        let others: f64 = taught
            .iter()
            .filter(|one| !name.is_of(one.subject))
            .map(|one| one.count.on(today))
            .sum();
        NAME / (1.0 + others)
    }

    /// The tokens that any lesson had, put together where they came in the very same lessons:
    /// the six words of one title that was open once are one sign, not six.
    fn signs(&self, tokens: &[Token], today: Day) -> Vec<Sign> {
        let mut signs: BTreeMap<Vec<Taught>, Vec<&Token>> = BTreeMap::new();
        for token in tokens {
            let taught = self.knowledge.taught(token);
            if !taught.is_empty() {
                signs.entry(taught).or_default().push(token);
            }
        }
        let sign = |(taught, company): (Vec<Taught>, Vec<&Token>)| {
            #[expect(clippy::cast_precision_loss, reason = "some hundred tokens")]
            let count = company.len() as f64;
            let token = company
                .into_iter()
                .max_by(|a, b| importance(a).total_cmp(&importance(b)).then_with(|| b.cmp(a)))?;
            let blocks = taught.iter().map(|one| (one.subject, one.count.on(today))).collect();
            let weight = importance(token) * (1.0 + COMPANY * count.ln());
            Some(Sign { token: token.clone(), weight, blocks })
        };
        signs.into_iter().filter_map(sign).collect()
    }
}

/// How much one kind of token says. Programs and sites are used for everybody; a folder is a
/// project's; words that were said come by the hundred.
const fn importance(token: &Token) -> f64 {
    match token {
        Token::Folder(_) => 2.0,
        Token::Title(_) => 1.0,
        Token::Heard(_) => 0.5,
        Token::Site(_) => 0.4,
        Token::Call => 0.3,
        Token::Program(_) | Token::Seen(_) => 0.1,
    }
}

/// Tokens that came in the same lessons, represented by the one that says most.
#[derive(Debug)]
struct Sign {
    token: Token,
    weight: f64,
    /// In how many lessons of which subject, counted as they fade.
    blocks: BTreeMap<Subject, f64>,
}

impl Sign {
    /// How much more often the sign stood in the lessons of `subject`, of which there were
    /// `blocks`, than in the others of `all`, as a weighted logarithm.
    fn lift(&self, subject: Subject, blocks: f64, all: f64) -> f64 {
        let here = self.blocks.get(&subject).copied().unwrap_or(0.0);
        let everywhere: f64 = self.blocks.values().sum();
        let usual = BACKGROUND * (everywhere + 0.5) / (all + 1.0);
        let inside = (here + usual) / (blocks + BACKGROUND);
        let outside =
            ((everywhere - here).max(0.0) + usual) / ((all - blocks).max(0.0) + BACKGROUND);
        (inside / outside).ln() * self.weight
    }

    fn strength(&self, subject: Subject, blocks: f64, all: f64) -> Strength {
        let here = self.blocks.get(&subject).copied().unwrap_or(0.0);
        Strength { token: self.token.clone(), lift: self.lift(subject, blocks, all), here }
    }
}

/// What speaks for one subject, and how loudly.
#[derive(Debug)]
struct Opinion {
    subject: Subject,
    score: f64,
    /// Of the same signs in the same order for every subject.
    strengths: Vec<Strength>,
    name: Option<Named>,
}

#[derive(Debug)]
struct Strength {
    token: Token,
    lift: f64,
    /// In how many lessons of the subject, counted as they fade.
    here: f64,
}

#[cfg(test)]
mod tests;
