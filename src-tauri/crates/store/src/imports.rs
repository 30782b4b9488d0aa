//! What earlier imports brought.

use crate::Result;
use crate::clients::parse;
use domain::id::BlockId;
use rusqlite::{Connection, OptionalExtension};

/// The entry that an earlier import made of the row with that key.
///
/// # Errors
///
/// SQLite refused.
pub fn known(db: &Connection, key: &str) -> Result<Option<BlockId>> {
    let id: Option<String> = db
        .prepare_cached("SELECT id FROM time_blocks WHERE import_key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    id.map(|id| parse(&id, "time_blocks")).transpose()
}
