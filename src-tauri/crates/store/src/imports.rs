//! What earlier imports brought.

use crate::clients::parse;
use crate::whole::{self, AFTER_ENTRIES, TIMERS};
use crate::{Error, Result, timers};
use domain::id::BlockId;
use domain::segments::Segments;
use domain::time::{Moment, Span};
use rusqlite::{Connection, params};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

const TABLE: &str = "import_keys";

/// The entries that stand for the row with that key; none of them if they were deleted since.
/// `None` if no import brought such a row.
///
/// # Errors
///
/// SQLite refused.
pub fn known(db: &Connection, key: &str) -> Result<Option<Vec<BlockId>>> {
    let mut query = db.prepare_cached(
        "SELECT k.block_id, EXISTS (SELECT 1 FROM time_blocks b WHERE b.id = k.block_id)
         FROM import_keys k WHERE k.key = ?1 ORDER BY k.block_id",
    )?;
    let mut rows = query.query([key])?;
    let mut known = None;
    while let Some(row) = rows.next()? {
        let entries: &mut Vec<BlockId> = known.get_or_insert_default();
        if row.get(1)? {
            entries.push(parse(&row.get::<_, String>(0)?, TABLE)?);
        }
    }
    Ok(known)
}

/// The known keys that begin with `start`, which ends in a colon.
///
/// # Errors
///
/// SQLite refused.
pub fn alike(db: &Connection, start: &str) -> Result<Vec<String>> {
    let mut query = db.prepare_cached(
        "SELECT DISTINCT key FROM import_keys
         WHERE key >= ?1 AND key < substr(?1, 1, length(?1) - 1) || ';' ORDER BY key",
    )?;
    let keys = query.query_map([start], |row| row.get(0))?;
    Ok(keys.collect::<rusqlite::Result<_>>()?)
}

/// Lets the entry be known by these keys and no others.
pub(crate) fn put(tx: &Connection, id: &str, keys: &BTreeSet<String>) -> Result<()> {
    tx.prepare_cached("DELETE FROM import_keys WHERE block_id = ?1")?.execute([id])?;
    let mut insert =
        tx.prepare_cached("INSERT INTO import_keys (key, block_id) VALUES (?1, ?2)")?;
    for key in keys {
        insert.execute([key.as_str(), id])?;
    }
    Ok(())
}

/// Lets go of the keys of an entry whose import is undone: another import may bring it again.
///
/// # Errors
///
/// SQLite refused.
pub fn free(tx: &Connection, id: BlockId) -> Result<()> {
    tx.prepare_cached(
        "DELETE FROM import_keys
         WHERE key IN (SELECT key FROM import_keys WHERE block_id = ?1)",
    )?
    .execute([id.to_string()])?;
    Ok(())
}

/// The keys of entries that were deleted, each with the entry's id.
///
/// # Errors
///
/// SQLite refused.
pub fn gone(db: &Connection) -> Result<Vec<(String, BlockId)>> {
    let mut query = db.prepare_cached(
        "SELECT key, block_id FROM import_keys
         WHERE block_id NOT IN (SELECT id FROM time_blocks) ORDER BY key, block_id",
    )?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (key, id) = row?;
        Ok((key, parse(&id, TABLE)?))
    })
    .collect()
}

/// Keeps the key of an entry that was deleted elsewhere.
///
/// # Errors
///
/// SQLite refused.
pub fn add_gone(tx: &Connection, key: &str, id: BlockId) -> Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO import_keys (key, block_id) VALUES (?1, ?2)")?
        .execute([key, &id.to_string()])?;
    Ok(())
}

/// Notes that the step `seq` made drafts of these rows of the ledger, whoever wrote them.
///
/// # Errors
///
/// SQLite refused.
pub fn drafted(tx: &Connection, spans: &Segments, seq: i64) -> Result<()> {
    let mut clear = tx.prepare_cached(
        "DELETE FROM activities_imported WHERE start_ms < ?2 AND end_ms > ?1 AND seq IS NULL",
    )?;
    let mut insert = tx.prepare_cached(
        "INSERT INTO activities_imported (start_ms, end_ms, seq) VALUES (?1, ?2, ?3)",
    )?;
    for span in spans.as_slice() {
        clear.execute([span.start.0, span.end.0])?;
        insert.execute([span.start.0, span.end.0, seq])?;
    }
    Ok(())
}

/// What of `span` an import wrote to the ledger whose drafts were taken back.
///
/// # Errors
///
/// SQLite refused.
pub fn undrafted(db: &Connection, span: Span) -> Result<Segments> {
    let mut query = db.prepare_cached(
        "SELECT i.start_ms, i.end_ms FROM activities_imported i
         LEFT JOIN block_steps s ON s.seq = i.seq
         WHERE i.start_ms < ?2 AND i.end_ms > ?1 AND coalesce(s.stands, 'undone') = 'undone'",
    )?;
    let rows = query.query_map([span.start.0, span.end.0], |row| {
        Ok(Span::new(Moment(row.get(0)?), Moment(row.get(1)?)))
    })?;
    Ok(Segments::new(rows.collect::<rusqlite::Result<Vec<_>>>()?).within(span))
}

/// Notes that the step `seq` brought a timer that is not stopped.
///
/// # Errors
///
/// It is no timer, or SQLite refused.
pub fn brought(tx: &Connection, row: &Map<String, Value>, seq: i64) -> Result<()> {
    let timer = serde_json::to_string(row).map_err(|_| Error::Row { table: TIMERS })?;
    tx.prepare_cached(
        "INSERT OR REPLACE INTO timers_brought (timer_id, seq, timer) VALUES (?1, ?2, ?3)",
    )?
    .execute(params![row.get("id").and_then(Value::as_str), seq, timer])?;
    Ok(())
}

/// Takes the timers away that the step `seq` brought, but for those that were stopped since.
///
/// # Errors
///
/// SQLite refused.
pub fn take_timers(tx: &Connection, seq: i64, now: Moment) -> Result<()> {
    let mut query = tx.prepare_cached(
        "SELECT t.id FROM timers_brought b JOIN timers t ON t.id = b.timer_id
         WHERE b.seq = ?1 AND t.status <> 'completed'",
    )?;
    let ids: Vec<String> =
        query.query_map([seq], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    ids.iter().try_for_each(|id| timers::remove(tx, parse(id, TIMERS)?, now))
}

/// Brings the timers again that the step `seq` brought. One that runs has to wait while another
/// one does.
///
/// # Errors
///
/// SQLite refused.
pub fn bring_timers(tx: &Connection, seq: i64, now: Moment) -> Result<()> {
    let mut query = tx.prepare_cached(
        "SELECT b.timer FROM timers_brought b
         WHERE b.seq = ?1 AND b.timer_id NOT IN (SELECT id FROM timers)",
    )?;
    let kept: Vec<String> =
        query.query_map([seq], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let Some(table) = AFTER_ENTRIES.iter().find(|table| table.name == TIMERS) else {
        return Ok(());
    };
    for text in kept {
        let row: Map<String, Value> =
            serde_json::from_str(&text).map_err(|_| Error::Row { table: TIMERS })?;
        let runs = row.get("status").and_then(Value::as_str) == Some("running");
        if !runs || timers::running(tx)?.is_none() {
            whole::add(tx, table, &row, now)?;
        }
    }
    Ok(())
}

/// Does `work`, and takes back whatever it wrote unless `keep` says that it stays.
///
/// # Errors
///
/// Those of `work`, or SQLite refused.
pub fn tried<T, E: From<Error>>(
    tx: &Connection,
    work: impl FnOnce() -> std::result::Result<T, E>,
    keep: impl FnOnce(&T) -> bool,
) -> std::result::Result<T, E> {
    tx.execute_batch("SAVEPOINT trial").map_err(Error::from)?;
    let done = work();
    let end = match &done {
        Ok(done) if keep(done) => "RELEASE trial",
        Ok(_) | Err(_) => "ROLLBACK TO trial; RELEASE trial",
    };
    tx.execute_batch(end).map_err(Error::from)?;
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Check, Store, facts};

    #[test]
    fn what_was_only_tried_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        let written = |keep: bool| {
            store
                .write(move |tx| {
                    let told = tried(tx, || facts::set(tx, "tried", "yes").map(|()| 7), |_| keep)?;
                    assert_eq!(told, 7);
                    facts::get(tx, "tried")
                })
                .unwrap()
        };
        assert_eq!(written(false), None);
        assert_eq!(written(true).as_deref(), Some("yes"));
    }
}
