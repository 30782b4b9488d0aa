//! What was taught, counted: in how many blocks of which class each token stood.

use super::{Day, HALF_LIFE, Lesson, Subject};
use crate::tokens::Token;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What a block counts for: its subject, and its label if the owner chose one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Subject(Subject),
    Label(Subject, String),
}

/// Blocks, and what they still count.
///
/// Every lesson counts what it will have faded to on one fixed day, or, after that day, what
/// would have had to be taught then to be as strong: so lessons add up in any order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    pub(super) blocks: u32,
    weight: f64,
}

/// The day to which weights refer: 2024-10-04. Far from it in either direction, a weight is
/// still a number for a hundred years.
const REFERENCE: Day = Day(20_000);

impl Count {
    /// What the blocks count on `today`.
    pub(super) fn on(self, today: Day) -> f64 {
        self.weight / strength(today)
    }

    fn add(&mut self, day: Day) {
        self.weight += strength(day);
        self.blocks = self.blocks.saturating_add(1);
    }

    fn remove(&mut self, day: Day) {
        self.weight = (self.weight - strength(day)).max(0.0);
        self.blocks = self.blocks.saturating_sub(1);
    }
}

/// How much a lesson of `day` weighs against one of the reference day.
fn strength(day: Day) -> f64 {
    (f64::from(day.0.saturating_sub(REFERENCE.0)) / HALF_LIFE).exp2()
}

/// How often a subject was taught with a token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taught {
    pub(super) subject: Subject,
    pub(super) count: Count,
}

impl Ord for Taught {
    /// What was unlearnt leaves the last digits of a weight changed: they do not count.
    fn cmp(&self, other: &Self) -> Ordering {
        #[expect(clippy::cast_possible_truncation, reason = "to leave the last digits out")]
        let key = |one: &Self| (one.subject, one.count.blocks, one.count.weight as f32);
        let (a, b) = (key(self), key(other));
        a.0.cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.total_cmp(&b.2))
    }
}

impl PartialOrd for Taught {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Taught {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Taught {}

/// All counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Knowledge {
    classes: BTreeMap<Class, Count>,
    tokens: BTreeMap<Token, BTreeMap<Class, Count>>,
}

impl Knowledge {
    pub(super) fn add(&mut self, lesson: &Lesson) {
        for class in classes(lesson) {
            self.change(&class, lesson, |count| count.add(lesson.day));
        }
    }

    pub(super) fn remove(&mut self, lesson: &Lesson) {
        for class in classes(lesson) {
            self.change(&class, lesson, |count| count.remove(lesson.day));
        }
        self.drop_empty();
    }

    fn change(&mut self, class: &Class, lesson: &Lesson, change: impl Fn(&mut Count)) {
        change(self.classes.entry(class.clone()).or_default());
        for token in &lesson.tokens {
            let of_token = match self.tokens.get_mut(token) {
                Some(of_token) => of_token,
                None => self.tokens.entry(token.clone()).or_default(),
            };
            change(of_token.entry(class.clone()).or_default());
        }
    }

    fn drop_empty(&mut self) {
        self.classes.retain(|_, count| count.blocks > 0);
        self.tokens.retain(|_, classes| {
            classes.retain(|_, count| count.blocks > 0);
            !classes.is_empty()
        });
    }

    /// All blocks that taught anything, as they count today.
    pub(super) fn blocks(&self, today: Day) -> f64 {
        self.subjects(today).into_iter().map(|(_, blocks)| blocks).sum()
    }

    /// Every subject that was taught, and how much its blocks count today.
    pub(super) fn subjects(&self, today: Day) -> Vec<(Subject, f64)> {
        self.classes
            .iter()
            .filter_map(|(class, count)| match class {
                Class::Subject(subject) => Some((*subject, count.on(today))),
                Class::Label(..) => None,
            })
            .collect()
    }

    /// In which lessons `token` stood, by subject. Two tokens of the same lessons are taught
    /// the same.
    pub(super) fn taught(&self, token: &Token) -> Vec<Taught> {
        let classes = self.tokens.get(token).into_iter().flatten();
        classes
            .filter_map(|(class, count)| match class {
                Class::Subject(subject) => Some(Taught { subject: *subject, count: *count }),
                Class::Label(..) => None,
            })
            .collect()
    }

    /// How many blocks had `token`: those of the subject's client and project, and all.
    pub(super) fn tally(&self, token: &Token, subject: Subject) -> (u32, u32) {
        let (mut here, mut all) = (0_u32, 0_u32);
        for (class, count) in self.tokens.get(token).into_iter().flatten() {
            let Class::Subject(other) = class else { continue };
            all = all.saturating_add(count.blocks);
            if other.client == subject.client && other.project == subject.project {
                here = here.saturating_add(count.blocks);
            }
        }
        (here, all)
    }

    /// What the owner calls work like this: a label that two thirds of the subject's blocks
    /// with the same tokens bore, and two blocks at least.
    pub(super) fn label(&self, subject: Subject, tokens: &[Token], today: Day) -> Option<String> {
        let labels = self.classes.keys().filter_map(|class| match class {
            Class::Label(of, text) if *of == subject => Some(text),
            Class::Label(..) | Class::Subject(_) => None,
        });
        let habit = |text: &String| {
            let class = Class::Label(subject, text.clone());
            let shares: Vec<(f64, f64)> = tokens
                .iter()
                .filter_map(|token| self.tokens.get(token))
                .filter_map(|classes| {
                    let all = classes.get(&Class::Subject(subject)).map(|count| count.on(today))?;
                    Some((classes.get(&class).map_or(0.0, |count| count.on(today)), all))
                })
                .filter(|(_, all)| *all > 0.0)
                .collect();
            let most = shares.iter().map(|(here, _)| *here).fold(0.0, f64::max);
            let (here, all) =
                shares.iter().fold((0.0, 0.0), |(a, b), (here, all)| (a + here, b + all));
            (most > 1.5 && here / all >= 2.0 / 3.0).then(|| (here / all, text.clone()))
        };
        labels.filter_map(habit).max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, text)| text)
    }
}

/// The classes that a lesson is about: its subject, and its label if the owner chose one.
fn classes(lesson: &Lesson) -> impl Iterator<Item = Class> {
    let Lesson { client, project, billable, .. } = *lesson;
    let subject = Subject { client, project, billable };
    let label = lesson.label.as_deref().map(str::trim).filter(|label| !label.is_empty());
    let label = label.map(|label| Class::Label(subject, label.to_owned()));
    std::iter::once(Class::Subject(subject)).chain(label)
}
