//! What was taught, counted: in how many blocks of which class each token stood.

use super::{Day, HALF_LIFE, Lesson, Row, Subject};
use crate::tokens::Token;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What a block counts for: its subject, and its label if the owner chose one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Subject(Subject),
    Label(Subject, String),
}

impl Class {
    pub(super) const fn subject(&self) -> Subject {
        match self {
            Self::Subject(subject) | Self::Label(subject, _) => *subject,
        }
    }

    /// `client/project/y` or `…/n`, and for a label `/` and its text; absent ids are empty.
    fn encode(&self) -> String {
        let subject = self.subject();
        let client = subject.client.map(|id| id.to_string()).unwrap_or_default();
        let project = subject.project.map(|id| id.to_string()).unwrap_or_default();
        let billable = if subject.billable { "y" } else { "n" };
        match self {
            Self::Subject(_) => format!("{client}/{project}/{billable}"),
            Self::Label(_, text) => format!("{client}/{project}/{billable}/{text}"),
        }
    }

    fn decode(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '/');
        let client = parts.next()?;
        let project = parts.next()?;
        let billable = match parts.next()? {
            "y" => true,
            "n" => false,
            _ => return None,
        };
        let subject = Subject {
            client: if client.is_empty() { None } else { Some(client.parse().ok()?) },
            project: if project.is_empty() { None } else { Some(project.parse().ok()?) },
            billable,
        };
        Some(
            parts
                .next()
                .map_or(Self::Subject(subject), |label| Self::Label(subject, label.to_owned())),
        )
    }
}

/// Blocks, and what they still count.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    pub(super) blocks: u32,
    weight: f64,
    day: i32,
}

impl Count {
    /// What the blocks count on `today`.
    pub(super) fn on(self, today: Day) -> f64 {
        self.weight * faded(today.0.saturating_sub(self.day))
    }

    fn add(&mut self, day: Day) {
        if self.blocks == 0 {
            *self = Self { blocks: 0, weight: 0.0, day: day.0 };
        }
        // The weight refers to the latest day that was taught; an older lesson joins faded.
        if day.0 > self.day {
            *self = Self { weight: self.on(day), day: day.0, ..*self };
        }
        self.weight += faded(self.day.saturating_sub(day.0));
        self.blocks = self.blocks.saturating_add(1);
    }

    fn remove(&mut self, day: Day) {
        self.weight = (self.weight - faded(self.day.saturating_sub(day.0))).max(0.0);
        self.blocks = self.blocks.saturating_sub(1);
    }
}

/// What is left of a lesson after `days`.
fn faded(days: i32) -> f64 {
    (-f64::from(days.max(0)) / HALF_LIFE).exp2()
}

/// How often a subject was taught with a token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taught {
    pub(super) subject: Subject,
    pub(super) count: Count,
}

impl Ord for Taught {
    fn cmp(&self, other: &Self) -> Ordering {
        let Count { blocks, weight, day } = self.count;
        self.subject
            .cmp(&other.subject)
            .then(blocks.cmp(&other.count.blocks))
            .then(day.cmp(&other.count.day))
            .then(weight.total_cmp(&other.count.weight))
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
    pub(super) fn restore(&mut self, row: &Row) {
        let Some(class) = Class::decode(&row.class) else { return };
        if row.blocks == 0 || !row.weight.is_finite() {
            return;
        }
        let count = Count { blocks: row.blocks, weight: row.weight, day: row.day.0 };
        if row.token.is_empty() {
            self.classes.insert(class, count);
        } else if let Some(token) = Token::decode(&row.token) {
            self.tokens.entry(token).or_default().insert(class, count);
        }
    }

    pub(super) fn rows(&self) -> Vec<Row> {
        let whole = self.classes.iter().map(|(class, count)| row(None, class, *count));
        let parts = self.tokens.iter().flat_map(|(token, classes)| {
            classes.iter().map(move |(class, count)| row(Some(token), class, *count))
        });
        whole.chain(parts).collect()
    }

    pub(super) fn add(&mut self, lesson: &Lesson) {
        for class in classes(lesson) {
            self.change(&class, lesson, |count| count.add(lesson.day));
        }
    }

    pub(super) fn remove(&mut self, lesson: &Lesson) -> Vec<Row> {
        for class in classes(lesson) {
            self.change(&class, lesson, |count| count.remove(lesson.day));
        }
        let rows = self.rows_of(lesson);
        self.drop_empty();
        rows
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

    /// The rows that `lesson` had a part in.
    pub(super) fn rows_of(&self, lesson: &Lesson) -> Vec<Row> {
        let mut rows = Vec::new();
        for class in classes(lesson) {
            rows.push(row(None, &class, self.classes.get(&class).copied().unwrap_or_default()));
            for token in &lesson.tokens {
                let count = self.tokens.get(token).and_then(|of_token| of_token.get(&class));
                rows.push(row(Some(token), &class, count.copied().unwrap_or_default()));
            }
        }
        rows
    }

    /// Removes the counts that `gone` names and gives their rows, with no blocks left.
    pub(super) fn forget(&mut self, gone: impl Fn(&Class, Count) -> bool) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut sweep = |token: Option<&Token>, classes: &mut BTreeMap<Class, Count>| {
            classes.retain(|class, count| {
                if gone(class, *count) {
                    rows.push(row(token, class, Count::default()));
                    return false;
                }
                true
            });
        };
        sweep(None, &mut self.classes);
        for (token, classes) in &mut self.tokens {
            sweep(Some(token), classes);
        }
        self.drop_empty();
        rows
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

fn row(token: Option<&Token>, class: &Class, count: Count) -> Row {
    Row {
        token: token.map(Token::encode).unwrap_or_default(),
        class: class.encode(),
        blocks: count.blocks,
        weight: count.weight,
        day: Day(count.day),
    }
}
