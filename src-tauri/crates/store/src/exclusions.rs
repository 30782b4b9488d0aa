//! The owner's exclusions, as they were saved.
//!
//! They are read without being parsed: what cannot be parsed must exclude, not vanish, and
//! [`domain::exclusion::Exclusions::from_stored`] sees to that.

use crate::Result;
use crate::clients::parse;
use domain::exclusion::{Exclusion, StoredExclusion};
use domain::id::ExclusionId;
use domain::time::Moment;
use rusqlite::{Connection, params};

/// Adds an exclusion.
///
/// # Errors
///
/// SQLite refused.
pub fn add(tx: &Connection, exclusion: &Exclusion, now: Moment) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO exclusions (id, field, pattern, created_ms) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        exclusion.id.to_string(),
        exclusion.field.as_str(),
        exclusion.pattern.source(),
        now.0
    ])?;
    Ok(())
}

/// Takes an exclusion away. Returns whether there was one.
///
/// # Errors
///
/// SQLite refused.
pub fn remove(tx: &Connection, id: ExclusionId) -> Result<bool> {
    Ok(tx.prepare_cached("DELETE FROM exclusions WHERE id = ?1")?.execute([id.to_string()])? == 1)
}

/// All of them, in the order they were made.
///
/// # Errors
///
/// SQLite refused.
pub fn list(db: &Connection) -> Result<Vec<StoredExclusion>> {
    let mut query =
        db.prepare_cached("SELECT id, field, pattern FROM exclusions ORDER BY created_ms, id")?;
    let rows =
        query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))?;
    rows.map(|row| {
        let (id, field, pattern) = row?;
        Ok(StoredExclusion { id: parse(&id, "exclusions")?, field, pattern })
    })
    .collect()
}
