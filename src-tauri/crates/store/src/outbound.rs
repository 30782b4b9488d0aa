//! What left this machine: when, how much, which kinds; no content.

use crate::Result;
use domain::time::Moment;
use rusqlite::{Connection, params};

/// One request that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbound {
    /// When.
    pub at: Moment,
    /// To which service.
    pub service: String,
    /// Which model was asked.
    pub model: String,
    /// How many bytes were sent.
    pub bytes: u64,
    /// Which kinds of content: titles, transcript, words, pictures.
    pub kinds: Vec<String>,
}

/// Writes it down.
///
/// # Errors
///
/// SQLite refused.
pub fn put(tx: &Connection, sent: &Outbound) -> Result<()> {
    let kinds = serde_json::to_string(&sent.kinds).unwrap_or_default();
    tx.prepare_cached(
        "INSERT INTO outbound (at_ms, service, model, size_bytes, kinds)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        sent.at.0,
        sent.service,
        sent.model,
        i64::try_from(sent.bytes).unwrap_or(i64::MAX),
        kinds
    ])?;
    Ok(())
}

/// Takes a request off the list that never left this machine.
///
/// # Errors
///
/// SQLite refused.
pub fn never_left(tx: &Connection, sent: &Outbound) -> Result<()> {
    tx.prepare_cached(
        "DELETE FROM outbound WHERE id =
            (SELECT max(id) FROM outbound WHERE at_ms = ?1 AND service = ?2 AND model = ?3)",
    )?
    .execute(params![sent.at.0, sent.service, sent.model])?;
    Ok(())
}

/// How many bytes were sent at `since` or later.
///
/// # Errors
///
/// SQLite refused.
pub fn bytes_since(db: &Connection, since: Moment) -> Result<u64> {
    let bytes: i64 = db
        .prepare_cached("SELECT coalesce(sum(size_bytes), 0) FROM outbound WHERE at_ms >= ?1")?
        .query_row([since.0], |row| row.get(0))?;
    Ok(u64::try_from(bytes).unwrap_or(0))
}

/// The newest, newest first.
///
/// # Errors
///
/// SQLite refused.
pub fn newest(db: &Connection, limit: u32) -> Result<Vec<Outbound>> {
    let mut query = db.prepare_cached(
        "SELECT at_ms, service, model, size_bytes, kinds FROM outbound
         ORDER BY id DESC LIMIT ?1",
    )?;
    let rows = query.query_map([limit], |row| {
        let kinds: String = row.get(4)?;
        Ok(Outbound {
            at: Moment(row.get(0)?),
            service: row.get(1)?,
            model: row.get(2)?,
            bytes: u64::try_from(row.get::<_, i64>(3)?).unwrap_or(0),
            kinds: serde_json::from_str(&kinds).unwrap_or_default(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
