//! What a time entry says beside its answer: task, tags, a note, and where it comes from.

use crate::id::{TagId, TaskId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Where an entry comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The classifier made it of what was captured.
    #[default]
    Capture,
    /// A timer ran.
    Timer,
    /// Somebody wrote it down.
    Hand,
    /// Another program exported it.
    Import,
    /// It stood in a calendar.
    Calendar,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Capture, Self::Timer, Self::Hand, Self::Import, Self::Calendar];

    /// The stable name, as stored and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Timer => "timer",
            Self::Hand => "hand",
            Self::Import => "import",
            Self::Calendar => "calendar",
        }
    }

    /// The source of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == name)
    }
}

/// What an entry says beside its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Which task of its project.
    pub task: Option<TaskId>,
    /// Its tags.
    pub tags: BTreeSet<TagId>,
    /// A note on it, Markdown; may be empty.
    pub note: String,
    /// Where it comes from.
    pub source: Source,
    /// Only its day and its length are known: it starts at midnight and shares time with nobody.
    pub is_untimed: bool,
    /// The invoice that it is on, as far as it is known.
    pub invoice: Option<String>,
    /// What a second import of the same file knows it by; of a merged one, several.
    pub import_keys: BTreeSet<String>,
}

impl Details {
    /// Those of another entry that was made of this one: no import knows it, and no invoice has it.
    #[must_use]
    pub fn copied(&self) -> Self {
        Self { import_keys: BTreeSet::new(), ..self.part() }
    }

    /// Those of a part of this entry: an import knows it as it knew the whole.
    #[must_use]
    pub fn part(&self) -> Self {
        Self { invoice: None, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_reads_back_from_its_name() {
        for source in Source::ALL {
            assert_eq!(Source::from_name(source.as_str()), Some(source));
        }
    }

    #[test]
    fn a_copy_is_on_no_invoice_and_in_no_import() {
        let details = Details {
            note: "kept".into(),
            invoice: Some("7".into()),
            import_keys: BTreeSet::from(["k".to_owned()]),
            ..Details::default()
        };
        let copy = details.copied();
        assert_eq!((copy.note.as_str(), copy.invoice), ("kept", None));
        assert!(copy.import_keys.is_empty());
        assert_eq!(details.part().import_keys, details.import_keys, "a part is of the same row");
    }
}
