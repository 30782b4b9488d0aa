//! Daily copies, and what happens to a damaged file.
//!
//! A copy holds the timesheet and the ledger, never what waits to be wiped: staged words, keys of
//! captures and the chunks themselves are taken out of it before it gets its name. Seven daily
//! copies are kept. At a start the file is checked; a damaged one is set aside, never opened again,
//! and the newest sound copy takes its place.

use crate::file::{FILE, create, private, remove};
use crate::{Error, Result};
use domain::time::Moment;
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How well the file is looked at before it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Every page: what a start of the app does.
    Thorough,
    /// Whether it is a database at all: what a short command does.
    Glance,
}

/// What a start found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// The file was sound, or is new.
    Sound,
    /// The file was damaged: it was set aside as `quarantined`, and `restored` took its place
    /// (`None`: there was no sound copy, so the store began anew).
    Repaired {
        /// Where the damaged file lies now.
        quarantined: PathBuf,
        /// The copy that took its place.
        restored: Option<PathBuf>,
    },
}

/// How many daily copies are kept.
pub const KEPT: usize = 7;

const FOLDER: &str = "backups";

/// Makes today's copy if there is none.
pub(crate) fn make(db: &Connection, home: &Path, now: Moment) -> Result<Option<PathBuf>> {
    let folder = home.join(FOLDER);
    create(&folder)?;
    let path = folder.join(name(now));
    if path.exists() {
        return Ok(None);
    }
    let draft = path.with_extension("draft");
    remove(&draft)?;
    {
        let mut copy = Connection::open(&draft)?;
        private(&draft)?;
        Backup::new(db, &mut copy)?.run_to_completion(256, Duration::ZERO, None)?;
        // In memory, so that the rollback journal of this clean-up cannot hold what it removes.
        copy.pragma_update(None, "journal_mode", "MEMORY")?;
        copy.pragma_update(None, "secure_delete", true)?;
        copy.execute_batch(
            "BEGIN; DELETE FROM staged; DELETE FROM captures; DELETE FROM chunks; COMMIT;",
        )?;
        if !is_sound(&copy) {
            return Err(Error::Row { table: "backup" });
        }
    }
    fs::rename(&draft, &path).map_err(|source| Error::File { path: path.clone(), source })?;
    let copies = copies(home)?;
    for old in copies.iter().skip(KEPT) {
        remove(old)?;
    }
    Ok(Some(path))
}

/// Removes the copies that may hold something of `since` or later, and puts a new one in their
/// place if there were any.
pub(crate) fn renew(db: &Connection, home: &Path, since: Moment, now: Moment) -> Result<()> {
    let first = name(since);
    let holds = |path: &PathBuf| path.file_name().is_some_and(|name| name >= first.as_str());
    let stale: Vec<_> = copies(home)?.into_iter().filter(holds).collect();
    for copy in &stale {
        remove(copy)?;
    }
    if !stale.is_empty() {
        make(db, home, now)?;
    }
    Ok(())
}

/// What the copy of that day is called.
fn name(of: Moment) -> String {
    let stamp = of.rfc3339();
    let day = stamp.split_once('T').map_or("undated", |(day, _)| day);
    format!("daybook-{day}.db")
}

/// Checks the file before it is used, and replaces a damaged one.
pub(crate) fn examine(home: &Path, check: Check, now: Moment) -> Result<Opened> {
    create(home)?;
    let path = home.join(FILE);
    let sound = |db: &Connection| match check {
        Check::Thorough => is_sound(db),
        Check::Glance => is_database(db),
    };
    if !path.exists() || Connection::open(&path).is_ok_and(|db| sound(&db)) {
        return Ok(Opened::Sound);
    }
    let quarantined = home.join(format!("daybook-damaged-{}.db", now.0));
    for end in ["", "-wal", "-shm"] {
        let from = home.join(format!("{FILE}{end}"));
        if from.exists() {
            let to = PathBuf::from(format!("{}{end}", quarantined.display()));
            fs::rename(&from, &to).map_err(|source| Error::File { path: from, source })?;
        }
    }
    let restored =
        copies(home)?.into_iter().find(|copy| Connection::open(copy).is_ok_and(|db| is_sound(&db)));
    if let Some(copy) = &restored {
        fs::copy(copy, &path).map_err(|source| Error::File { path: path.clone(), source })?;
    }
    Ok(Opened::Repaired { quarantined, restored })
}

/// The copies, newest first.
fn copies(home: &Path) -> Result<Vec<PathBuf>> {
    let folder = home.join(FOLDER);
    let Ok(entries) = fs::read_dir(&folder) else { return Ok(Vec::new()) };
    let mut copies: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "db"))
        .collect();
    copies.sort();
    copies.reverse();
    Ok(copies)
}

fn is_sound(db: &Connection) -> bool {
    // A check must not fail because another process is writing.
    let _ = db.busy_timeout(Duration::from_secs(5));
    match db.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0)) {
        Ok(answer) => answer == "ok",
        Err(_) => is_database(db),
    }
}

/// Whether it can be read at all. A file that is merely busy is no reason to set it aside.
fn is_database(db: &Connection) -> bool {
    let _ = db.busy_timeout(Duration::from_secs(5));
    match db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)) {
        Ok(_) => true,
        Err(error) => !matches!(
            error.sqlite_error_code(),
            Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Store, chunks, facts};
    use domain::id::ChunkId;
    use std::io::{Seek, SeekFrom, Write};

    const DAY: i64 = 86_400_000;

    #[test]
    fn a_copy_holds_the_facts_and_no_key() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        let id = ChunkId::mint(Moment(1), [1; 10]);
        store
            .write(move |tx| {
                facts::set(tx, facts::CAPTURE_SINCE, "1")?;
                chunks::open(tx, id, Moment(1), chunks::Origin::Live, b"canary-key")?;
                chunks::stage(tx, id, chunks::What::Words, b"canary-words")
            })
            .unwrap();
        let copy = store.back_up(Moment(DAY)).unwrap().expect("the first of the day");
        assert_eq!(store.back_up(Moment(DAY + 1)).unwrap(), None, "one copy a day");
        let bytes = fs::read(&copy).unwrap();
        for canary in [&b"canary-key"[..], b"canary-words"] {
            assert!(!bytes.windows(canary.len()).any(|window| window == canary));
        }
        let db = Connection::open(&copy).unwrap();
        assert_eq!(facts::get(&db, facts::CAPTURE_SINCE).unwrap().as_deref(), Some("1"));
    }

    #[test]
    fn the_oldest_copies_go() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        for day in 0..10 {
            store.back_up(Moment(day * DAY)).unwrap();
        }
        let copies = copies(home.path()).unwrap();
        assert_eq!(copies.len(), KEPT);
        assert!(copies[0].ends_with("daybook-1970-01-10.db"), "the newest stays: {copies:?}");
    }

    #[test]
    fn copies_of_what_is_forgotten_are_made_anew() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        for day in 0..4 {
            store.write(move |tx| facts::set(tx, "secret", "canary")).unwrap();
            store.back_up(Moment(day * DAY)).unwrap();
        }
        store.write(|tx| facts::clear(tx, "secret")).unwrap();
        store.renew_copies(Moment(2 * DAY + 5), Moment(3 * DAY + 9)).unwrap();
        let hold: Vec<_> = copies(home.path())
            .unwrap()
            .iter()
            .map(|copy| {
                let db = Connection::open(copy).unwrap();
                let name = copy.file_stem().unwrap().to_string_lossy().into_owned();
                (name, facts::get(&db, "secret").unwrap().is_some())
            })
            .collect();
        let expected = [("1970-01-04", false), ("1970-01-02", true), ("1970-01-01", true)];
        assert_eq!(hold, expected.map(|(day, holds)| (format!("daybook-{day}"), holds)));
    }

    #[test]
    fn a_damaged_file_is_set_aside_and_the_newest_sound_copy_takes_its_place() {
        let home = tempfile::tempdir().unwrap();
        {
            let (store, opened) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
            assert_eq!(opened, Opened::Sound);
            store.write(|tx| facts::set(tx, "a", "kept")).unwrap();
            store.back_up(Moment(0)).unwrap();
            store.back_up(Moment(DAY)).unwrap();
        }
        let damage = |path: &Path| {
            let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
            file.seek(SeekFrom::Start(0)).unwrap();
            file.write_all(&[0x55; 8192]).unwrap();
        };
        damage(&home.path().join(FILE));
        damage(&home.path().join(FOLDER).join("daybook-1970-01-02.db"));
        let (store, opened) = Store::open(home.path(), Check::Thorough, Moment(2 * DAY)).unwrap();
        let Opened::Repaired { quarantined, restored } = opened else { panic!("{opened:?}") };
        assert!(quarantined.exists(), "the damaged file is kept for a rescue");
        assert!(
            restored.unwrap().ends_with("daybook-1970-01-01.db"),
            "the damaged copy is not used"
        );
        assert_eq!(store.read(|db| facts::get(db, "a")).unwrap().as_deref(), Some("kept"));
    }
}
