//! The proof that captures may go, and the receipt that they went.

use domain::id::ChunkId;
use domain::time::{Millis, Moment};

/// Why captures may be wiped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The blocks they taught are committed.
    Committed,
    /// The retention limit was reached first.
    PastRetention,
}

/// Proof that the files of one chunk may be wiped. Only two roads lead to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wipeable {
    chunk: ChunkId,
    why: Why,
    files: Vec<String>,
}

impl Wipeable {
    /// The chunk's row says that its blocks are committed.
    #[must_use]
    pub const fn committed(chunk: ChunkId, files: Vec<String>) -> Self {
        Self { chunk, why: Why::Committed, files }
    }

    /// The chunk was captured `limit` or longer before `now`; nothing if it was not. An owner
    /// who wants everything forgotten at once sets the limit to zero.
    #[must_use]
    pub fn past_retention(
        chunk: ChunkId,
        files: Vec<String>,
        captured: Moment,
        now: Moment,
        limit: Millis,
    ) -> Option<Self> {
        (now.since(captured) >= limit).then_some(Self { chunk, why: Why::PastRetention, files })
    }

    /// The chunk it speaks of.
    #[must_use]
    pub const fn chunk(&self) -> ChunkId {
        self.chunk
    }

    /// Why they may go.
    #[must_use]
    pub const fn why(&self) -> Why {
        self.why
    }

    /// The files that may go.
    #[must_use]
    pub fn files(&self) -> &[String] {
        &self.files
    }
}

/// What a wipe removed; kept as a row, without any content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Whose captures they were.
    pub chunk: ChunkId,
    /// Why they went.
    pub why: Why,
    /// Files that were removed by this call.
    pub files: u64,
    /// Their bytes on disk.
    pub bytes: u64,
}
