//! Proof that raw captures are gone.

use crate::Result;
use domain::id::ChunkId;
use domain::time::{Moment, Span};
use rusqlite::{Connection, params};

/// Why a chunk was wiped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The blocks it taught are in the timesheet.
    Committed,
    /// The retention limit was reached.
    Retention,
    /// The owner asked to forget it.
    Forgotten,
}

impl Cause {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Retention => "retention",
            Self::Forgotten => "forgotten",
        }
    }
}

/// A receipt: when, how many, how much; no content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The chunk's id.
    pub chunk: String,
    /// When the captures were made.
    pub span: Span,
    /// When they were wiped.
    pub wiped: Moment,
    /// How many files.
    pub files: u64,
    /// How many bytes.
    pub bytes: u64,
    /// Why: committed, retention, forgotten.
    pub cause: String,
}

/// Writes a receipt.
///
/// # Errors
///
/// SQLite refused.
pub fn put(
    tx: &Connection,
    chunk: ChunkId,
    span: Span,
    wiped: Moment,
    files: u64,
    bytes: u64,
    cause: Cause,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO receipts (chunk_id, started_ms, ended_ms, wiped_ms, files, size_bytes, cause)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (chunk_id) DO NOTHING",
    )?
    .execute(params![
        chunk.to_string(),
        span.start.0,
        span.end.0,
        wiped.0,
        i64::try_from(files).unwrap_or(i64::MAX),
        i64::try_from(bytes).unwrap_or(i64::MAX),
        cause.as_str()
    ])?;
    Ok(())
}

/// How many files were wiped at `since` or later.
///
/// # Errors
///
/// SQLite refused.
pub fn files_since(db: &Connection, since: Moment) -> Result<u64> {
    let files: i64 = db
        .prepare_cached("SELECT coalesce(sum(files), 0) FROM receipts WHERE wiped_ms >= ?1")?
        .query_row([since.0], |row| row.get(0))?;
    Ok(u64::try_from(files).unwrap_or(0))
}

/// The newest receipts, newest first.
///
/// # Errors
///
/// SQLite refused.
pub fn newest(db: &Connection, limit: u32) -> Result<Vec<Receipt>> {
    let mut query = db.prepare_cached(
        "SELECT chunk_id, started_ms, ended_ms, wiped_ms, files, size_bytes, cause
         FROM receipts ORDER BY wiped_ms DESC, chunk_id DESC LIMIT ?1",
    )?;
    let rows = query.query_map([limit], |row| {
        Ok(Receipt {
            chunk: row.get(0)?,
            span: Span::new(Moment(row.get(1)?), Moment(row.get(2)?)),
            wiped: Moment(row.get(3)?),
            files: u64::try_from(row.get::<_, i64>(4)?).unwrap_or(0),
            bytes: u64::try_from(row.get::<_, i64>(5)?).unwrap_or(0),
            cause: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
