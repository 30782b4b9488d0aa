//! What earlier imports brought.

use crate::clients::parse;
use crate::{Error, Result};
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
    use domain::time::Moment;

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
