//! Changes that wait for the shared backend, in the order they were made.
//!
//! Every function that changes a shared row calls [`enqueue`] in the same transaction: a change
//! and its place in the queue exist together or not at all.

use crate::Result;
use domain::time::Moment;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The row is made, or these fields of it change.
    Put,
    /// The row goes.
    Delete,
}

/// Puts a change in the queue. `fields` is an object of the changed fields only.
///
/// # Errors
///
/// SQLite refused.
pub fn enqueue(
    tx: &Connection,
    table: &str,
    row: &str,
    kind: Kind,
    fields: &Value,
    now: Moment,
) -> Result<()> {
    let kind = match kind {
        Kind::Put => "put",
        Kind::Delete => "delete",
    };
    tx.prepare_cached(
        "INSERT INTO outbox (table_name, row_id, kind, fields, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![table, row, kind, fields.to_string(), now.0])?;
    Ok(())
}

/// Puts a change in the queue in place of all earlier ones of the same row: whoever deletes what
/// the row held, or writes it anew with every word typed, leaves nothing of it waiting there.
/// `fields` is an object of all fields.
///
/// # Errors
///
/// SQLite refused.
pub fn replace(
    tx: &Connection,
    table: &str,
    row: &str,
    kind: Kind,
    fields: &Value,
    now: Moment,
) -> Result<()> {
    tx.prepare_cached("DELETE FROM outbox WHERE row_id = ?1 AND table_name = ?2")?
        .execute(params![row, table])?;
    enqueue(tx, table, row, kind, fields, now)
}

/// How many changes wait.
///
/// # Errors
///
/// SQLite refused.
pub fn waiting(db: &Connection) -> Result<u64> {
    let count: i64 = db.query_row("SELECT count(*) FROM outbox", [], |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// The number of the newest change there ever was; it only grows.
///
/// # Errors
///
/// SQLite refused.
pub fn newest(db: &Connection) -> Result<i64> {
    let newest = db
        .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(newest.unwrap_or(0))
}
