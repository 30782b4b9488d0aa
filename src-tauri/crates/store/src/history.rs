//! What a person did to blocks, step by step, so that it can be undone and done again.
//!
//! Steps are written in the transaction of the act. Those that were undone are always the newest;
//! a new act takes them away. A step that could not be undone because too much has changed since
//! lapses: it is still told, and no longer offered.

use crate::clients::parse;
use crate::{Error, Result};
use domain::id::BlockId;
use domain::step::{Kind, Step};
use domain::time::Moment;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// In force: it can be undone.
    Done,
    /// Undone: it can be done again.
    Undone,
    /// In force or not, and for good.
    Lapsed,
}

impl Stands {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Undone => "undone",
            Self::Lapsed => "lapsed",
        }
    }
}

/// How a step changed one block, as the engine encodes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which block.
    pub block: BlockId,
    /// How it was; `None` if there was none.
    pub was: Option<String>,
    /// How it became; `None` if it went.
    pub became: Option<String>,
}

/// A step and its place in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Its place.
    pub seq: i64,
    /// The step.
    pub step: Step,
}

const COLUMNS: &str = "s.seq, s.kind, s.at_ms,
    (SELECT count(*) FROM block_changes c WHERE c.seq = s.seq)";

/// Writes a new act down. What could be done again until now no longer can.
///
/// # Errors
///
/// SQLite refused.
pub fn add(tx: &Connection, kind: Kind, changes: &[Change], now: Moment) -> Result<()> {
    tx.prepare_cached("DELETE FROM block_steps WHERE stands = 'undone'")?.execute([])?;
    tx.prepare_cached("INSERT INTO block_steps (kind, at_ms, stands) VALUES (?1, ?2, 'done')")?
        .execute(params![kind.as_str(), now.0])?;
    let seq = tx.last_insert_rowid();
    let mut insert = tx.prepare_cached(
        "INSERT INTO block_changes (seq, block_id, was, became) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for change in changes {
        insert.execute(params![seq, change.block.to_string(), change.was, change.became])?;
    }
    Ok(())
}

/// The step that an undo would take back.
///
/// # Errors
///
/// SQLite refused.
pub fn undoable(db: &Connection) -> Result<Option<Kept>> {
    one(db, "s.stands = 'done' ORDER BY s.seq DESC")
}

/// The step that a redo would do again.
///
/// # Errors
///
/// SQLite refused.
pub fn redoable(db: &Connection) -> Result<Option<Kept>> {
    one(db, "s.stands = 'undone' ORDER BY s.seq")
}

fn one(db: &Connection, which: &str) -> Result<Option<Kept>> {
    Ok(db
        .prepare_cached(&format!("SELECT {COLUMNS} FROM block_steps s WHERE {which} LIMIT 1"))?
        .query_row([], read)
        .optional()?)
}

/// How a step changed its blocks.
///
/// # Errors
///
/// SQLite refused.
pub fn changes(db: &Connection, seq: i64) -> Result<Vec<Change>> {
    let mut query = db.prepare_cached(
        "SELECT block_id, was, became FROM block_changes WHERE seq = ?1 ORDER BY block_id",
    )?;
    let rows =
        query.query_map([seq], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))?;
    rows.map(|row| {
        let (block, was, became) = row?;
        Ok(Change { block: parse(&block, "block_changes")?, was, became })
    })
    .collect()
}

/// Notes where a step stands now.
///
/// # Errors
///
/// [`Error::Row`] if there is no such step.
pub fn set(tx: &Connection, seq: i64, stands: Stands) -> Result<()> {
    let moved = tx
        .prepare_cached("UPDATE block_steps SET stands = ?2 WHERE seq = ?1")?
        .execute(params![seq, stands.as_str()])?;
    if moved == 1 { Ok(()) } else { Err(Error::Row { table: "block_steps" }) }
}

/// The steps in force that changed a block, the newest first.
///
/// # Errors
///
/// SQLite refused.
pub fn of_block(db: &Connection, block: BlockId) -> Result<Vec<Step>> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM block_changes b JOIN block_steps s ON s.seq = b.seq
         WHERE b.block_id = ?1 AND s.stands <> 'undone' ORDER BY b.seq DESC"
    ))?;
    let rows = query.query_map([block.to_string()], read)?;
    rows.map(|row| Ok(row?.step)).collect()
}

/// Takes a block out of every step, so that nothing tells what it once was.
///
/// # Errors
///
/// SQLite refused.
pub fn forget(tx: &Connection, block: BlockId) -> Result<()> {
    tx.prepare_cached("DELETE FROM block_changes WHERE block_id = ?1")?
        .execute([block.to_string()])?;
    tx.execute("DELETE FROM block_steps WHERE seq NOT IN (SELECT seq FROM block_changes)", [])?;
    Ok(())
}

/// Takes steps away that were made before `before`.
///
/// # Errors
///
/// SQLite refused.
pub fn sweep(tx: &Connection, before: Moment) -> Result<usize> {
    Ok(tx.execute("DELETE FROM block_steps WHERE at_ms < ?1", [before.0])?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Kept> {
    let kind: String = row.get(1)?;
    Ok(Kept {
        seq: row.get(0)?,
        step: Step {
            // A newer Daybook knows more kinds of acts; to this one they are edits.
            kind: Kind::from_name(&kind).unwrap_or(Kind::Edit),
            at: Moment(row.get(2)?),
            blocks: row.get(3)?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Check, Store};

    fn block(number: u8) -> BlockId {
        BlockId::mint(Moment(0), [number; 10])
    }

    fn change(number: u8) -> Change {
        Change { block: block(number), was: Some("was".into()), became: Some("became".into()) }
    }

    fn store() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        (home, store)
    }

    fn offered(store: &Store) -> (Option<i64>, Option<i64>) {
        let at = |kept: Option<Kept>| kept.map(|kept| kept.step.at.0);
        store.read(|db| Ok((at(undoable(db)?), at(redoable(db)?)))).unwrap()
    }

    #[test]
    fn what_was_undone_is_done_again_in_order_until_somebody_acts() {
        let (_home, store) = store();
        let undo = |store: &Store| {
            let kept = store.read(undoable).unwrap().unwrap();
            store.write(move |tx| set(tx, kept.seq, Stands::Undone)).unwrap();
        };
        assert_eq!(offered(&store), (None, None));
        for at in 1..=3 {
            store.write(move |tx| add(tx, Kind::Relabel, &[change(1)], Moment(at))).unwrap();
        }
        undo(&store);
        undo(&store);
        assert_eq!(offered(&store), (Some(1), Some(2)));
        store.write(|tx| add(tx, Kind::Confirm, &[change(2)], Moment(4))).unwrap();
        assert_eq!(offered(&store), (Some(4), None), "a new act clears what could be redone");
        undo(&store);
        assert_eq!(offered(&store), (Some(1), Some(4)));
    }

    #[test]
    fn a_step_that_lapsed_is_told_and_not_offered() {
        let (_home, store) = store();
        store.write(|tx| add(tx, Kind::Assign, &[change(1), change(2)], Moment(1))).unwrap();
        let kept = store.read(undoable).unwrap().unwrap();
        assert_eq!(kept.step, Step { kind: Kind::Assign, blocks: 2, at: Moment(1) });
        store.write(move |tx| set(tx, kept.seq, Stands::Lapsed)).unwrap();
        assert_eq!(offered(&store), (None, None));
        assert_eq!(store.read(|db| of_block(db, block(1))).unwrap(), [kept.step]);
        assert_eq!(store.read(|db| of_block(db, block(3))).unwrap(), []);
    }

    #[test]
    fn a_forgotten_block_leaves_no_trace_and_the_others_stay() {
        let (_home, store) = store();
        store
            .write(|tx| {
                add(tx, Kind::Assign, &[change(1), change(2)], Moment(1))?;
                add(tx, Kind::Relabel, &[change(1)], Moment(2))?;
                forget(tx, block(1))
            })
            .unwrap();
        let kept = store.read(undoable).unwrap().unwrap();
        assert_eq!((kept.step.at, kept.step.blocks), (Moment(1), 1), "the empty step went too");
        assert_eq!(store.read(|db| changes(db, kept.seq)).unwrap(), [change(2)]);
    }

    #[test]
    fn old_steps_are_swept_with_what_they_hold() {
        let (_home, store) = store();
        store
            .write(|tx| {
                add(tx, Kind::Assign, &[change(1)], Moment(1))?;
                add(tx, Kind::Assign, &[change(2)], Moment(9))?;
                sweep(tx, Moment(9))
            })
            .unwrap();
        let left: i64 = store
            .read(|db| Ok(db.query_row("SELECT count(*) FROM block_changes", [], |r| r.get(0))?))
            .unwrap();
        assert_eq!((offered(&store).0, left), (Some(9), 1));
    }
}
