//! Time blocks: what the owner reviews and, later, bills.

use crate::id::{BlockId, ClientId, ProjectId};
use crate::time::Span;
use serde::{Deserialize, Serialize};

/// Where a block stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Made by the classifier; nobody has looked at it yet.
    Draft,
    /// Confirmed by a person, or by a rule that a person made.
    Confirmed,
    /// On an issued invoice, here or elsewhere: from then on it stays as it is.
    Billed,
}

impl Status {
    /// All of them, in the order of a block's life.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Confirmed, Self::Billed];

    /// The stable name, as stored and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Confirmed => "confirmed",
            Self::Billed => "billed",
        }
    }

    /// The status of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// What a stretch of work was, as a classifier or a person says it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// For whom; `None` is "unassigned".
    pub client: Option<ClientId>,
    /// Which project of that client.
    pub project: Option<ProjectId>,
    /// What was done, in a few words.
    pub label: String,
    /// Whether the client pays for it.
    pub billable: bool,
    /// How sure, from 0 to 1.
    pub confidence: f32,
    /// Why, in words the owner can check.
    pub reason: String,
}

/// A stretch of work with one answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Its id.
    pub id: BlockId,
    /// When.
    pub span: Span,
    /// What it was.
    pub answer: Answer,
    /// Where it stands.
    pub status: Status,
    /// A person changed it: no classifier touches it again.
    pub edited: bool,
}
