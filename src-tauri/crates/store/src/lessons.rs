//! What the owner's corrections teach, as the classifier wrote it.

use crate::{Result, facts};
use domain::id::BlockId;
use domain::time::Moment;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

/// A lesson, and when it was learned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learned {
    /// As the classifier wrote it.
    pub lesson: String,
    /// When.
    pub at: Moment,
}

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
    count(tx)
}

/// The lesson of a block, if it taught one.
///
/// # Errors
///
/// SQLite refused.
pub fn get(db: &Connection, block: BlockId) -> Result<Option<Learned>> {
    Ok(db
        .prepare_cached("SELECT lesson, learned_ms FROM lessons WHERE block_id = ?1")?
        .query_row([block.to_string()], |row| {
            Ok(Learned { lesson: row.get(0)?, at: Moment(row.get(1)?) })
        })
        .optional()?)
}

/// Takes a block's lesson back.
///
/// # Errors
///
/// SQLite refused.
pub fn remove(tx: &Connection, block: BlockId) -> Result<()> {
    tx.prepare_cached("DELETE FROM lessons WHERE block_id = ?1")?.execute([block.to_string()])?;
    count(tx)
}

/// A number that is another one after every change of any lesson, by whichever process: whoever
/// keeps a learner in memory sees by it that it is out of date.
///
/// # Errors
///
/// SQLite refused.
pub fn revision(db: &Connection) -> Result<u64> {
    Ok(facts::get(db, facts::LESSONS)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

fn count(tx: &Connection) -> Result<()> {
    facts::set(tx, facts::LESSONS, &revision(tx)?.wrapping_add(1).to_string())
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
