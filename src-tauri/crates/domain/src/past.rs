//! The history of an entry: what each step changed of it, field by field.

use crate::block::Status;
use crate::segments::Segments;
use crate::step::Step;
use serde::Serialize;

/// A step in the history of one entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// What was done, to how many entries, and when.
    pub step: Step,
    /// What that was to this one.
    pub fate: Fate,
    /// What it changed, where the entry was there before and after.
    pub changes: Vec<Difference>,
}

/// What a step was to one of its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It came to be.
    Made,
    /// It was there before and after.
    Kept,
    /// It went: deleted, or merged into another.
    Removed,
}

/// A field that says something else since.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Which.
    pub field: Field,
    /// What it said.
    pub was: Value,
    /// What it says since.
    pub became: Value,
}

/// What can be said of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// From when to when, and how much of that counts.
    Time,
    /// The zone in which it was worked.
    Zone,
    /// For whom.
    Client,
    /// Which project of theirs.
    Project,
    /// Which task of that.
    Task,
    /// What was done.
    Label,
    /// Whether it is paid for.
    Billable,
    /// Where it stands.
    Status,
    /// Its tags.
    Tags,
    /// Its note.
    Note,
}

/// What a field says.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words; `None` is nobody or nothing, "" is one who was removed since.
    Text(Option<String>),
    /// Yes or no.
    Yes(bool),
    /// Where an entry stands.
    Status(Status),
    /// Names in order.
    Names(Vec<String>),
    /// When it was worked.
    Time(Worked),
}

/// When an entry was worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worked {
    /// What counts of it.
    pub segments: Segments,
    /// Only its day and its length are known.
    pub is_untimed: bool,
}

/// An entry before or after a step, in names.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// When it was worked.
    pub time: Worked,
    /// In which zone.
    pub zone: String,
    /// For whom.
    pub client: Option<String>,
    /// Which project of theirs.
    pub project: Option<String>,
    /// Which task of that.
    pub task: Option<String>,
    /// What was done.
    pub label: String,
    /// Whether it is paid for.
    pub billable: bool,
    /// Where it stands.
    pub status: Status,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its note.
    pub note: String,
}

impl Said {
    fn fields(self) -> [(Field, Value); 10] {
        let text = |text: String| Value::Text(Some(text).filter(|text| !text.is_empty()));
        [
            (Field::Time, Value::Time(self.time)),
            (Field::Zone, text(self.zone)),
            (Field::Client, Value::Text(self.client)),
            (Field::Project, Value::Text(self.project)),
            (Field::Task, Value::Text(self.task)),
            (Field::Label, text(self.label)),
            (Field::Billable, Value::Yes(self.billable)),
            (Field::Status, Value::Status(self.status)),
            (Field::Tags, Value::Names(self.tags)),
            (Field::Note, text(self.note)),
        ]
    }
}

impl Past {
    /// What `step` was to an entry that was `was` before it and `became` after it; `None` where
    /// there was none.
    #[must_use]
    pub fn new(step: Step, was: Option<Said>, became: Option<Said>) -> Self {
        let (fate, changes) = match (was, became) {
            (None, _) => (Fate::Made, Vec::new()),
            (Some(_), None) => (Fate::Removed, Vec::new()),
            (Some(was), Some(became)) => (Fate::Kept, differences(was, became)),
        };
        Self { step, fate, changes }
    }
}

fn differences(was: Said, became: Said) -> Vec<Difference> {
    let pairs = was.fields().into_iter().zip(became.fields());
    pairs
        .filter(|((_, was), (_, became))| was != became)
        .map(|((field, was), (_, became))| Difference { field, was, became })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::Kind;
    use crate::time::{Moment, Span};

    const STEP: Step = Step { kind: Kind::Edit, blocks: 1, at: Moment(9) };

    fn said() -> Said {
        Said {
            time: Worked { segments: Span::new(Moment(0), Moment(60)).into(), is_untimed: false },
            zone: "UTC".into(),
            client: Some("Acme".into()),
            project: None,
            task: None,
            label: String::new(),
            billable: true,
            status: Status::Draft,
            tags: Vec::new(),
            note: String::new(),
        }
    }

    #[test]
    fn only_what_says_something_else_is_told() {
        let became = Said {
            label: "Review".into(),
            tags: vec!["call".into()],
            status: Status::Confirmed,
            ..said()
        };
        let past = Past::new(STEP, Some(said()), Some(became));
        let told: Vec<Field> = past.changes.iter().map(|change| change.field).collect();
        assert_eq!(told, [Field::Label, Field::Status, Field::Tags]);
        let label = &past.changes[0];
        assert_eq!(label.was, Value::Text(None), "no words are nothing");
        assert_eq!(label.became, Value::Text(Some("Review".into())));
    }

    #[test]
    fn an_entry_that_came_or_went_has_no_before_and_after() {
        let made = Past::new(STEP, None, Some(said()));
        let removed = Past::new(STEP, Some(said()), None);
        assert_eq!((made.fate, made.changes), (Fate::Made, Vec::new()));
        assert_eq!((removed.fate, removed.changes), (Fate::Removed, Vec::new()));
        let kept = Past::new(STEP, Some(said()), Some(said()));
        assert_eq!((kept.fate, kept.changes), (Fate::Kept, Vec::new()));
    }
}
