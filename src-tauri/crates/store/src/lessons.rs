//! What the owner's corrections teach, as the classifier wrote it.

use crate::Result;
use domain::id::BlockId;
use domain::time::Moment;
use rusqlite::{Connection, params};

/// Keeps the lesson of a block, in place of an earlier one of the same block.
///
/// # Errors
///
/// SQLite refused.
pub fn put(tx: &Connection, block: BlockId, lesson: &str, now: Moment) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO lessons (block_id, lesson, learned_ms) VALUES (?1, ?2, ?3)
         ON CONFLICT (block_id) DO UPDATE SET
            lesson = excluded.lesson, learned_ms = excluded.learned_ms",
    )?
    .execute(params![block.to_string(), lesson, now.0])?;
    Ok(())
}

/// Takes a block's lesson back.
///
/// # Errors
///
/// SQLite refused.
pub fn remove(tx: &Connection, block: BlockId) -> Result<()> {
    tx.prepare_cached("DELETE FROM lessons WHERE block_id = ?1")?.execute([block.to_string()])?;
    Ok(())
}

/// All lessons in the order they were learned.
///
/// # Errors
///
/// SQLite refused.
pub fn all(db: &Connection) -> Result<Vec<String>> {
    let mut query =
        db.prepare_cached("SELECT lesson FROM lessons ORDER BY learned_ms, block_id")?;
    let rows = query.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
