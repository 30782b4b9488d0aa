//! Chunks whose drafts a cloud answer may still improve.

use crate::Result;
use crate::clients::parse;
use domain::id::ChunkId;
use domain::time::Moment;
use rusqlite::{Connection, OptionalExtension, params};

/// Notes that a chunk is to be asked about at `due`, and counts how often that was noted.
///
/// # Errors
///
/// SQLite refused.
pub fn put(tx: &Connection, id: ChunkId, due: Moment) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO refinements (chunk_id, due_ms, attempts) VALUES (?1, ?2, 1)
         ON CONFLICT (chunk_id) DO UPDATE SET due_ms = excluded.due_ms, attempts = attempts + 1",
    )?
    .execute(params![id.to_string(), due.0])?;
    Ok(())
}

/// The first chunk that is due, and how often it was noted.
///
/// # Errors
///
/// SQLite refused.
pub fn due(db: &Connection, now: Moment) -> Result<Option<(ChunkId, u32)>> {
    let row: Option<(String, u32)> = db
        .prepare_cached(
            "SELECT chunk_id, attempts FROM refinements WHERE due_ms <= ?1 ORDER BY due_ms LIMIT 1",
        )?
        .query_row([now.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    row.map(|(id, attempts)| Ok((parse(&id, "refinements")?, attempts))).transpose()
}

/// Takes a chunk off the list.
///
/// # Errors
///
/// SQLite refused.
pub fn remove(tx: &Connection, id: ChunkId) -> Result<()> {
    tx.prepare_cached("DELETE FROM refinements WHERE chunk_id = ?1")?.execute([id.to_string()])?;
    Ok(())
}
