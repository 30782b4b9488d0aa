//! Notes, and words that were found.

use super::entries::{date, named};
use super::{Block, Ms, Problem, Ref};
use domain::names::Names;
use engine::notes;
use engine::search;
use serde::{Deserialize, Serialize};
use specta::Type;

/// A note of a day, or of an entry.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Note {
    /// That of the entry, for the note of an entry.
    pub(crate) id: String,
    pub(crate) date: String,
    /// The entry it is tied to.
    pub(crate) block: Option<Block>,
    pub(crate) kind: NoteKind,
    /// Markdown.
    pub(crate) text: String,
    pub(crate) created_ms: Ms,
    pub(crate) updated_ms: Ms,
}

/// What a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoteKind {
    Note,
    /// What was said in a sound file, and kept.
    Transcript,
}

impl From<notes::Kind> for NoteKind {
    fn from(kind: notes::Kind) -> Self {
        match kind {
            notes::Kind::Note => Self::Note,
            notes::Kind::Transcript => Self::Transcript,
        }
    }
}

impl Note {
    pub(crate) fn new(note: notes::Note, names: &Names) -> Self {
        let notes::Note { id, date, entry, kind, text, created, updated } = note;
        Self {
            id,
            date: date.to_string(),
            block: entry.map(|row| Block::new(row, names)),
            kind: kind.into(),
            text,
            created_ms: created.into(),
            updated_ms: updated.into(),
        }
    }
}

/// A note to be written.
#[derive(Debug, Clone, Deserialize, Type)]
pub(crate) struct NewNote {
    /// `null` makes a new one.
    pub(crate) id: Option<String>,
    pub(crate) date: String,
    /// Ties it to an entry, as its only note.
    pub(crate) block: Option<String>,
    pub(crate) text: String,
}

impl TryFrom<NewNote> for notes::NewNote {
    type Error = Problem;

    fn try_from(note: NewNote) -> Result<Self, Problem> {
        let NewNote { id, date: day, block, text } = note;
        Ok(Self { id, date: date(&day)?, block, text })
    }
}

/// Where words were found.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Found {
    pub(crate) kind: FoundKind,
    /// Of the note or the entry.
    pub(crate) id: String,
    pub(crate) date: String,
    pub(crate) start_ms: Option<Ms>,
    pub(crate) client: Option<Ref>,
    pub(crate) label: String,
    /// A piece of the text; what was found is marked.
    pub(crate) snippet: Vec<Piece>,
}

/// In what words were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FoundKind {
    Note,
    Transcript,
    Entry,
}

/// A stretch of a text.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) is_hit: bool,
}

impl Found {
    pub(crate) fn new(found: search::Found, names: &Names) -> Self {
        let search::Found { kind, id, date, start, client, project: _, label, snippet } = found;
        Self {
            kind: match kind {
                search::Kind::Entry => FoundKind::Entry,
                search::Kind::Note => FoundKind::Note,
                search::Kind::Transcript => FoundKind::Transcript,
            },
            id,
            date: date.to_string(),
            start_ms: start.map(Ms::from),
            client: client.map(|id| named(id, names.client(id))),
            label,
            snippet: snippet
                .into_iter()
                .map(|piece| Piece { text: piece.text, is_hit: piece.is_hit })
                .collect(),
        }
    }
}
