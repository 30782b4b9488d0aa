//! Notes of a day: what the owner writes down, and transcripts that were kept.
//!
//! The note of an entry is no note of a day: it stands with the entry, in its details.

use crate::id::NoteId;
use crate::time::{Date, Moment};
use serde::{Deserialize, Serialize};

/// The longest note, in bytes of UTF-8.
pub const LONGEST: usize = 100_000;

/// What a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The owner wrote it.
    Note,
    /// It was said in a recording, and the owner kept it.
    Transcript,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::Note, Self::Transcript];

    /// The stable name, as stored and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Transcript => "transcript",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A note of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// Of which day.
    pub day: Date,
    /// What it is.
    pub kind: Kind,
    /// Markdown, as it was typed.
    pub content: String,
    /// When it was written.
    pub created: Moment,
    /// When it was last changed.
    pub updated: Moment,
}

/// Why a text cannot be a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is nothing in it.
    #[error("the note is empty; write something, or delete it")]
    Empty,
    /// It is longer than [`LONGEST`].
    #[error("a note cannot be longer than 100 kB; split it into several")]
    TooLong,
}

/// Whether `text` can be a note; it is kept as it was typed.
///
/// # Errors
///
/// There is nothing but white space in it, or it is too long.
pub fn check(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        Err(Refusal::Empty)
    } else if text.len() > LONGEST {
        Err(Refusal::TooLong)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_says_something_and_ends_somewhere() {
        assert_eq!(check("# Monday\n"), Ok(()));
        assert_eq!(check(" \n\t"), Err(Refusal::Empty));
        assert_eq!(check(&"ä".repeat(LONGEST / 2)), Ok(()));
        assert_eq!(check(&"ä".repeat(LONGEST / 2 + 1)), Err(Refusal::TooLong), "bytes count");
    }

    #[test]
    fn every_kind_reads_back_from_its_name() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.as_str()), Some(kind));
        }
    }
}
