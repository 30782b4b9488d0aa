//! Small facts by name.

use crate::Result;
use rusqlite::{Connection, OptionalExtension, params};

/// Since when capture is switched on, in milliseconds.
pub const CAPTURE_SINCE: &str = "capture_since_ms";
/// Until when capture is paused, in milliseconds.
pub const PAUSED_UNTIL: &str = "paused_until_ms";
/// What the capturer last reported, as JSON.
pub const PULSE: &str = "pulse";
/// A stretch of time that the capturer is asked to forget, as JSON.
pub const FORGET: &str = "forget";
/// The cloud classifier's request budget, as JSON.
pub const BUDGET: &str = "gemini_budget";

/// How often lessons have changed.
pub const LESSONS: &str = "lessons_revision";
/// How often clients, projects, tasks, tags, rates and budgets have changed.
pub const ROSTER: &str = "roster_revision";
/// How often something was done to blocks, undone or redone.
pub const ACTS: &str = "acts_revision";
/// The newest day that the owner was told is ready to review.
pub const REVIEW_TOLD: &str = "review_told";

/// The fact of that name.
///
/// # Errors
///
/// SQLite refused.
pub fn get(db: &Connection, name: &str) -> Result<Option<String>> {
    Ok(db
        .prepare_cached("SELECT value FROM facts WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?)
}

/// Writes a fact down.
///
/// # Errors
///
/// SQLite refused.
pub fn set(tx: &Connection, name: &str, value: &str) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO facts (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute(params![name, value])?;
    Ok(())
}

/// Takes a fact away.
///
/// # Errors
///
/// SQLite refused.
pub fn clear(tx: &Connection, name: &str) -> Result<()> {
    tx.prepare_cached("DELETE FROM facts WHERE name = ?1")?.execute([name])?;
    Ok(())
}
