//! What every change of clients, projects, tasks, tags, rates and budgets leaves behind: a row in
//! the outbox, and a higher revision, by which another process notices it.

use crate::outbox::{self, Kind};
use crate::{Error, Result, facts, history};
use domain::time::Moment;
use rusqlite::Connection;
use serde_json::Value;

/// How many such changes there were; it only grows.
///
/// # Errors
///
/// SQLite refused.
pub fn revision(db: &Connection) -> Result<i64> {
    Ok(facts::get(db, facts::ROSTER)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// Puts one change in the queue and counts it.
pub(crate) fn changed(
    tx: &Connection,
    table: &'static str,
    id: &str,
    kind: Kind,
    fields: &Value,
    now: Moment,
) -> Result<()> {
    facts::set(tx, facts::ROSTER, &revision(tx)?.saturating_add(1).to_string())?;
    outbox::enqueue(tx, table, id, kind, fields, now)
}

/// Refuses to take away what an undo or a redo would need again.
///
/// # Errors
///
/// [`Error::Kept`] if one would.
pub(crate) fn refuse_kept(db: &Connection, what: &'static str, name: &str, id: &str) -> Result<()> {
    if history::mentions(db, id)? {
        return Err(Error::Kept { what, name: name.to_owned() });
    }
    Ok(())
}

/// A unique name that is taken is told by its name.
pub(crate) fn taken(error: rusqlite::Error, what: &'static str, name: &str) -> Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => {
            Error::Taken { what, name: name.to_owned() }
        }
        _ => error.into(),
    }
}
