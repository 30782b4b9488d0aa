//! What every change of clients, projects, tasks, tags, rates and budgets leaves behind: a row in
//! the outbox, and a higher revision, by which another process notices it.

use crate::outbox::{self, Kind};
use crate::{Error, Result, facts};
use domain::time::Moment;
use rusqlite::{Connection, params};
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

/// Takes acts out of what can be undone that mention `id`: what is gone cannot come back by them.
pub(crate) fn lapse_acts(tx: &Connection, id: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE block_steps SET stands = 'lapsed' WHERE stands <> 'lapsed' AND seq IN (
            SELECT seq FROM block_changes
            WHERE instr(coalesce(was, ''), ?1) > 0 OR instr(coalesce(became, ''), ?1) > 0)",
    )?
    .execute(params![id])?;
    Ok(())
}

/// A unique name that is taken is told by its name.
pub(crate) fn taken(error: rusqlite::Error, what: &'static str, name: &str) -> Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => {
            Error::Taken { what, name: name.to_owned() }
        }
        _ => Error::Sqlite(error),
    }
}
