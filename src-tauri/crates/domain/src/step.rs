//! Steps: what a person did to blocks, as undo and redo tell it.

use crate::time::Moment;
use serde::{Deserialize, Serialize};

/// What kind of act it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Another client or project.
    Assign,
    /// Another label.
    Relabel,
    /// Billable or not.
    Billable,
    /// Confirmed as it was.
    Confirm,
    /// Made a draft again.
    Reopen,
    /// Several of these at once, or a note, tags or a task.
    Edit,
    /// One became several.
    Split,
    /// Several became one.
    Merge,
    /// Another start or end.
    Resize,
    /// Another place in time.
    Move,
    /// A copy.
    Duplicate,
    /// Taken away.
    Delete,
    /// Added by hand.
    Add,
    /// Shared time was given to one of two.
    Resolve,
    /// A new rule changed drafts.
    Rule,
    /// Said what an absence was.
    Away,
    /// Another program's file was brought in.
    Import,
    /// A timer that was stopped became an entry.
    Timer,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 18] = [
        Self::Assign,
        Self::Relabel,
        Self::Billable,
        Self::Confirm,
        Self::Reopen,
        Self::Edit,
        Self::Split,
        Self::Merge,
        Self::Resize,
        Self::Move,
        Self::Duplicate,
        Self::Delete,
        Self::Add,
        Self::Resolve,
        Self::Rule,
        Self::Away,
        Self::Import,
        Self::Timer,
    ];

    /// The stable name, as stored and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::Relabel => "relabel",
            Self::Billable => "billable",
            Self::Confirm => "confirm",
            Self::Reopen => "reopen",
            Self::Edit => "edit",
            Self::Split => "split",
            Self::Merge => "merge",
            Self::Resize => "resize",
            Self::Move => "move",
            Self::Duplicate => "duplicate",
            Self::Delete => "delete",
            Self::Add => "add",
            Self::Resolve => "resolve",
            Self::Rule => "rule",
            Self::Away => "away",
            Self::Import => "import",
            Self::Timer => "timer",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// One act on one block or on many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What was done.
    pub kind: Kind,
    /// To how many blocks.
    pub blocks: u32,
    /// When.
    pub at: Moment,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_from_its_name() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.as_str()), Some(kind));
        }
        assert_eq!(Kind::from_name("tear"), None);
    }
}
