//! The schema, step by step, from the files in `migrations/sqlite`.

use crate::{Error, Result};
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

const STEPS: &[M<'_>] = &[
    M::up(include_str!("../../../../migrations/sqlite/01-create-daybook/up.sql")),
    M::up(include_str!("../../../../migrations/sqlite/02-keep-block-history/up.sql")),
    M::up(include_str!("../../../../migrations/sqlite/03-keep-a-timesheet/up.sql")),
];

/// Brings the file up to date. Refuses one that a newer Daybook wrote.
pub(crate) fn climb(db: &mut Connection) -> Result<()> {
    let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if usize::try_from(version).map_or(true, |version| version > STEPS.len()) {
        return Err(Error::TooNew);
    }
    Ok(Migrations::from_slice(STEPS).to_latest(db)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_sqlite_has_the_wal_fix() {
        assert!(
            rusqlite::version_number() >= 3_051_003,
            "SQLite before 3.51.3 can corrupt a file in write-ahead mode, this is {}",
            rusqlite::version()
        );
    }

    #[test]
    fn a_file_from_the_future_is_refused() {
        let mut db = Connection::open_in_memory().unwrap();
        db.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(climb(&mut db), Err(Error::TooNew)));
    }
}
