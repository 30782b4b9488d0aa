//! Opening the file, and the two ways to use it.

use crate::backup::{self, Check, Opened};
use crate::file::{FILE, private};
use crate::writer::Writer;
use crate::{Result, schema};
use domain::time::Moment;
use rusqlite::{Connection, OpenFlags, Transaction};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Everything Daybook remembers.
pub struct Store {
    writer: Writer,
    reader: Mutex<Connection>,
    glances: Mutex<Connection>,
    home: PathBuf,
}

/// How long one try waits for another program that holds the database. The recorder must not be
/// kept from its next reading by it, so it tries once.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// How often it is tried to write what a person asked for: for some twenty seconds, in which the
/// longest import is done.
const TRIES: u32 = 14;

/// The same for a query that somebody asks every second.
const GLANCE: Duration = Duration::from_millis(300);

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("home", &self.home).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the store in the data directory `home`, creating or repairing it where needed.
    ///
    /// # Errors
    ///
    /// The directory cannot be written, or the file is from a newer Daybook.
    pub fn open(home: &Path, check: Check, now: Moment) -> Result<(Self, Opened)> {
        let opened = backup::examine(home, check, now)?;
        let path = home.join(FILE);
        let mut db = Connection::open(&path)?;
        private(&path)?;
        set_up(&db)?;
        schema::climb(&mut db)?;
        let reader = reading(&path)?;
        let glances = reading(&path)?;
        glances.busy_timeout(GLANCE)?;
        let store = Self {
            writer: Writer::start(db)?,
            reader: Mutex::new(reader),
            glances: Mutex::new(glances),
            home: home.to_owned(),
        };
        Ok((store, opened))
    }

    /// Lends a connection that can only read. All that `work` sees is of one instant, whatever is
    /// written meanwhile.
    ///
    /// # Errors
    ///
    /// Whatever `work` returns.
    pub fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        work(&*reader.unchecked_transaction()?)
    }

    /// As [`Store::read`], for a question that is asked again and again and must be answered soon:
    /// it waits neither for a long query nor for long where another program holds the database.
    ///
    /// # Errors
    ///
    /// Whatever `work` returns.
    pub fn glance<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        work(&self.glances.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs `work` in one transaction. When this returns `Ok`, the change is on the disk; when it
    /// returns an error, nothing has changed. While another program writes, this waits for it.
    ///
    /// # Errors
    ///
    /// Whatever `work` returns, or SQLite's refusal to commit.
    pub fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    {
        self.writer.transact(work, TRIES)
    }

    /// As [`Store::write`], for whoever has a next reading to take: it does not wait for long
    /// where another program writes, and the caller tries again later.
    ///
    /// # Errors
    ///
    /// Whatever `work` returns, or SQLite's refusal to commit.
    pub fn note<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    {
        self.writer.transact(work, 1)
    }

    /// Folds the write-ahead log into the file and empties it, so that what was deleted can be
    /// found in neither. Returns whether it is empty now; `false` means a reader was in the way,
    /// and the caller tries again.
    ///
    /// # Errors
    ///
    /// SQLite refused.
    pub fn scrub(&self) -> Result<bool> {
        let _no_reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        self.writer.with(|db| {
            let busy: i64 =
                db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            Ok(busy == 0)
        })
    }

    /// Makes today's copy if there is none yet, and lets the oldest go. Returns the new copy.
    ///
    /// # Errors
    ///
    /// The copy could not be written.
    pub fn back_up(&self, now: Moment) -> Result<Option<PathBuf>> {
        let home = self.home.clone();
        self.writer.with(move |db| backup::make(db, &home, now))
    }

    /// Removes the copies that may hold something of `since` or later, and makes a new one if
    /// there were any: what is forgotten must not be found in a copy.
    ///
    /// # Errors
    ///
    /// A copy could not be removed or written.
    pub fn renew_copies(&self, since: Moment, now: Moment) -> Result<()> {
        let home = self.home.clone();
        self.writer.with(move |db| backup::renew(db, &home, since, now))
    }
}

/// Counts up when somebody else has written: what was read before may have changed.
///
/// # Errors
///
/// SQLite refused.
pub fn version(db: &Connection) -> Result<i64> {
    Ok(db.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
}

/// A connection that can only read.
fn reading(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    set_up(&db)?;
    db.pragma_update(None, "query_only", true)?;
    Ok(db)
}

/// What every connection agrees on.
pub(crate) fn set_up(db: &Connection) -> Result<()> {
    db.busy_timeout(PATIENCE)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "secure_delete", true)?;
    db.pragma_update(None, "foreign_keys", true)?;
    // Sorting and statement journals stay in memory: no third file could hold content.
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts;

    fn store() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        (home, store)
    }

    #[test]
    fn what_a_person_asks_waits_for_a_long_write_and_a_reading_does_not() {
        let (home, store) = store();
        let other = Connection::open(home.path().join(FILE)).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        std::thread::scope(|threads| {
            let asked = threads.spawn(|| store.write(|tx| facts::set(tx, "asked", "yes")));
            std::thread::sleep(Duration::from_millis(100));
            let error = store.note(|tx| facts::set(tx, "read", "yes")).unwrap_err();
            assert!(error.is_locked() && !error.is_permanent());
            assert_eq!(error.to_string(), "another Daybook is writing; try again in a moment");
            std::thread::sleep(Duration::from_millis(1_500));
            other.execute_batch("COMMIT").unwrap();
            asked.join().unwrap().unwrap();
        });
        assert_eq!(store.read(|db| facts::get(db, "asked")).unwrap().as_deref(), Some("yes"));
    }

    #[test]
    fn a_reader_sees_one_instant() {
        let (home, store) = store();
        let other = Connection::open(home.path().join(FILE)).unwrap();
        let add = || {
            other.execute("INSERT INTO facts (name, value) VALUES ('a', 'b')", []).unwrap();
        };
        store
            .read(|db| {
                assert_eq!(facts::get(db, "a")?, None);
                add();
                assert_eq!(facts::get(db, "a")?, None, "it was not there when the reader came");
                Ok(())
            })
            .unwrap();
        assert_eq!(store.read(|db| facts::get(db, "a")).unwrap().as_deref(), Some("b"));
    }
}
