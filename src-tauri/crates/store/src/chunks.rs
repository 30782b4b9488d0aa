//! Chunks and what they have staged.

use crate::clients::parse;
use crate::{Error, Result};
use domain::chunk::{Chunk, Stage};
use domain::id::ChunkId;
use domain::time::{Moment, Span};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

/// Where a chunk came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The senses.
    Live,
    /// Files that the owner gave.
    Ingest,
}

/// What a chunk stages between two steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// What was heard and seen, as text.
    Words,
    /// The proposed blocks.
    Proposals,
}

impl What {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Proposals => "proposals",
        }
    }
}

const COLUMNS: &str = "id, started_ms, ended_ms, stage, attempts, due_ms";

/// Opens a chunk. `key` is its key, wrapped.
///
/// # Errors
///
/// SQLite refused.
pub fn open(tx: &Connection, id: ChunkId, start: Moment, origin: Origin, key: &[u8]) -> Result<()> {
    let origin = match origin {
        Origin::Live => "live",
        Origin::Ingest => "ingest",
    };
    tx.prepare_cached(
        "INSERT INTO chunks (id, started_ms, ended_ms, stage, origin, key)
         VALUES (?1, ?2, ?2, 'open', ?3, ?4)",
    )?
    .execute(params![id.to_string(), start.0, origin, key])?;
    Ok(())
}

/// Closes an open chunk: its captures are complete.
///
/// # Errors
///
/// SQLite refused.
pub fn close(tx: &Connection, id: ChunkId, end: Moment) -> Result<()> {
    tx.prepare_cached(
        "UPDATE chunks SET stage = 'captured', ended_ms = max(started_ms, ?2)
         WHERE id = ?1 AND stage = 'open'",
    )?
    .execute(params![id.to_string(), end.0])?;
    Ok(())
}

/// Takes a chunk one stage on and starts its count anew.
///
/// # Errors
///
/// [`Error::Row`] if the chunk is no longer at the stage before: somebody else took it on.
pub fn advance(tx: &Connection, id: ChunkId, from: Stage, to: Stage) -> Result<()> {
    let moved = tx
        .prepare_cached(
            "UPDATE chunks SET stage = ?3, attempts = 0, reason = NULL
             WHERE id = ?1 AND stage = ?2",
        )?
        .execute(params![id.to_string(), from.as_str(), to.as_str()])?;
    if moved == 1 { Ok(()) } else { Err(Error::Row { table: "chunks" }) }
}

/// Notes that the next step failed, why, and when to try again. `reason` never holds content.
///
/// # Errors
///
/// SQLite refused.
pub fn postpone(tx: &Connection, id: ChunkId, due: Moment, reason: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE chunks SET attempts = attempts + 1, due_ms = max(due_ms, ?2), reason = ?3
         WHERE id = ?1",
    )?
    .execute(params![id.to_string(), due.0, reason])?;
    Ok(())
}

/// One chunk.
///
/// # Errors
///
/// SQLite refused.
pub fn get(db: &Connection, id: ChunkId) -> Result<Option<Chunk>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM chunks WHERE id = ?1"))?
        .query_row([id.to_string()], read)
        .optional()?
        .map(chunk)
        .transpose()
}

/// Every chunk that is neither open nor wiped, the oldest first.
///
/// # Errors
///
/// SQLite refused.
pub fn queued(db: &Connection) -> Result<Vec<Chunk>> {
    select(db, "stage NOT IN ('open', 'wiped') ORDER BY started_ms")
}

/// Chunks that are still open: one while capturing; more only after a crash.
///
/// # Errors
///
/// SQLite refused.
pub fn still_open(db: &Connection) -> Result<Vec<Chunk>> {
    select(db, "stage = 'open' ORDER BY started_ms")
}

fn select(db: &Connection, condition: &str) -> Result<Vec<Chunk>> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM chunks WHERE stage <> 'wiped' AND {condition}"
    ))?;
    let rows = query.query_map([], read)?;
    rows.map(|row| chunk(row?)).collect()
}

/// A chunk's wrapped key; `None` once it is wiped.
///
/// # Errors
///
/// SQLite refused.
pub fn key(db: &Connection, id: ChunkId) -> Result<Option<Vec<u8>>> {
    Ok(db
        .prepare_cached("SELECT key FROM chunks WHERE id = ?1")?
        .query_row([id.to_string()], |row| row.get::<_, Option<Vec<u8>>>(0))
        .optional()?
        .flatten())
}

/// Why the chunk's last step failed.
///
/// # Errors
///
/// SQLite refused.
pub fn reason(db: &Connection, id: ChunkId) -> Result<Option<String>> {
    Ok(db
        .prepare_cached("SELECT reason FROM chunks WHERE id = ?1")?
        .query_row([id.to_string()], |row| row.get::<_, Option<String>>(0))
        .optional()?
        .flatten())
}

/// Stages sealed text for a chunk, in place of what was staged before.
///
/// # Errors
///
/// SQLite refused.
pub fn stage(tx: &Connection, id: ChunkId, what: What, sealed: &[u8]) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO staged (chunk_id, what, sealed) VALUES (?1, ?2, ?3)
         ON CONFLICT (chunk_id, what) DO UPDATE SET sealed = excluded.sealed",
    )?
    .execute(params![id.to_string(), what.as_str(), sealed])?;
    Ok(())
}

/// What was staged, still sealed.
///
/// # Errors
///
/// SQLite refused.
pub fn staged(db: &Connection, id: ChunkId, what: What) -> Result<Option<Vec<u8>>> {
    Ok(db
        .prepare_cached("SELECT sealed FROM staged WHERE chunk_id = ?1 AND what = ?2")?
        .query_row(params![id.to_string(), what.as_str()], |row| row.get(0))
        .optional()?)
}

/// Drops a chunk's key, the keys of its captures and everything it staged. The row stays, as
/// `wiped`.
///
/// # Errors
///
/// SQLite refused.
pub fn strip(tx: &Connection, id: ChunkId) -> Result<()> {
    let id = id.to_string();
    tx.prepare_cached("DELETE FROM staged WHERE chunk_id = ?1")?.execute([&id])?;
    tx.prepare_cached("DELETE FROM captures WHERE chunk_id = ?1")?.execute([&id])?;
    tx.prepare_cached(
        "UPDATE chunks SET stage = 'wiped', key = NULL, reason = NULL WHERE id = ?1",
    )?
    .execute([&id])?;
    Ok(())
}

/// Sends a chunk back to its beginning, without anything it captured or staged. An open chunk
/// stays open.
///
/// # Errors
///
/// SQLite refused.
pub fn empty(tx: &Connection, id: ChunkId) -> Result<()> {
    let id = id.to_string();
    tx.prepare_cached("DELETE FROM staged WHERE chunk_id = ?1")?.execute([&id])?;
    tx.prepare_cached("DELETE FROM captures WHERE chunk_id = ?1")?.execute([&id])?;
    tx.prepare_cached(
        "UPDATE chunks SET stage = 'captured', attempts = 0, due_ms = 0, reason = NULL
         WHERE id = ?1 AND stage <> 'open'",
    )?
    .execute([&id])?;
    Ok(())
}

/// Keeps everybody away from a chunk until `due`: whoever makes it finishes it.
///
/// # Errors
///
/// SQLite refused.
pub fn reserve(tx: &Connection, id: ChunkId, due: Moment) -> Result<()> {
    tx.prepare_cached("UPDATE chunks SET due_ms = ?2 WHERE id = ?1")?
        .execute(params![id.to_string(), due.0])?;
    Ok(())
}

/// Takes away rows of chunks that were wiped before `before`: their receipts say all there is.
///
/// # Errors
///
/// SQLite refused.
pub fn tidy(tx: &Connection, before: Moment) -> Result<usize> {
    Ok(tx.execute("DELETE FROM chunks WHERE stage = 'wiped' AND ended_ms < ?1", [before.0])?)
}

struct Raw {
    id: String,
    span: Span,
    stage: String,
    attempts: u32,
    due: Moment,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        span: Span::new(Moment(row.get(1)?), Moment(row.get(2)?)),
        stage: row.get(3)?,
        attempts: row.get(4)?,
        due: Moment(row.get(5)?),
    })
}

fn chunk(raw: Raw) -> Result<Chunk> {
    Ok(Chunk {
        id: parse(&raw.id, "chunks")?,
        span: raw.span,
        stage: Stage::from_name(&raw.stage).ok_or(Error::Row { table: "chunks" })?,
        attempts: raw.attempts,
        due: raw.due,
    })
}
