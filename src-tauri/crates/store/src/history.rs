//! What a person did to blocks, step by step, so that it can be undone and done again.
//!
//! Steps are written in the transaction of the act. Those that were undone are always the newest;
//! a new act takes them away. A step that could not be undone because too much has changed since
//! lapses: it is still told, and no longer offered.

use crate::clients::parse;
use crate::{Error, Result, facts, twice};
use domain::id::BlockId;
use domain::step::{Kind, Step};
use domain::time::{Moment, Span};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeSet;

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
    /// Its time, before and after together.
    pub span: Span,
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

/// A step and how it changed one block, as the engine encodes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The step.
    pub step: Step,
    /// How the block was; `None` if there was none.
    pub was: Option<String>,
    /// How it became; `None` if it went.
    pub became: Option<String>,
}

/// Of a table `t` that says of each row in which step it was decided: those of steps in force.
pub(crate) const IN_FORCE: &str =
    "NOT EXISTS (SELECT 1 FROM block_steps s WHERE s.seq = t.seq AND s.stands = 'undone')";

const COLUMNS: &str = "s.seq, s.kind, s.at_ms,
    (SELECT count(*) FROM block_changes c WHERE c.seq = s.seq)";

/// Writes a new act down, and returns its place. What could be done again until now no longer can.
///
/// # Errors
///
/// SQLite refused.
pub fn add(tx: &Connection, kind: Kind, changes: &[Change], now: Moment) -> Result<i64> {
    let_go(tx, "stands = 'undone'", params![])?;
    count(tx)?;
    tx.prepare_cached("INSERT INTO block_steps (kind, at_ms, stands) VALUES (?1, ?2, 'done')")?
        .execute(params![kind.as_str(), now.0])?;
    let seq = tx.last_insert_rowid();
    let mut insert = tx.prepare_cached(
        "INSERT INTO block_changes (seq, block_id, start_ms, end_ms, was, became)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for Change { block, span, was, became } in changes {
        let (start, end) = (span.start.0, span.end.0);
        insert.execute(params![seq, block.to_string(), start, end, was, became])?;
    }
    Ok(seq)
}

/// How often something was done, undone or redone; it only grows.
///
/// # Errors
///
/// SQLite refused.
pub fn revision(db: &Connection) -> Result<i64> {
    Ok(facts::get(db, facts::ACTS)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// An act may decide something and leave every block as it was: another process notices it by this.
fn count(tx: &Connection) -> Result<()> {
    facts::set(tx, facts::ACTS, &revision(tx)?.saturating_add(1).to_string())
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
        "SELECT block_id, start_ms, end_ms, was, became FROM block_changes
         WHERE seq = ?1 ORDER BY block_id",
    )?;
    let rows = query.query_map([seq], |row| {
        let span = Span::new(Moment(row.get(1)?), Moment(row.get(2)?));
        Ok((row.get::<_, String>(0)?, span, row.get(3)?, row.get(4)?))
    })?;
    rows.map(|row| {
        let (block, span, was, became) = row?;
        Ok(Change { block: parse(&block, "block_changes")?, span, was, became })
    })
    .collect()
}

/// Notes where a step stands now. One that lapses while it is undone takes back what it decided.
///
/// # Errors
///
/// [`Error::Row`] if there is no such step.
pub fn set(tx: &Connection, seq: i64, stands: Stands) -> Result<()> {
    if stands == Stands::Lapsed {
        unsay(tx, "seq = ?1", params![seq])?;
    }
    count(tx)?;
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
pub fn of_block(db: &Connection, block: BlockId) -> Result<Vec<Past>> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS}, b.was, b.became FROM block_changes b
         JOIN block_steps s ON s.seq = b.seq
         WHERE b.block_id = ?1 AND s.stands <> 'undone' ORDER BY b.seq DESC"
    ))?;
    let rows = query.query_map([block.to_string()], |row| {
        Ok(Past { step: read(row)?.step, was: row.get(4)?, became: row.get(5)? })
    })?;
    rows.map(|row| Ok(row?)).collect()
}

/// Whether an undo or a redo could bring back something that mentions `id`.
pub(crate) fn mentions(db: &Connection, id: &str) -> Result<bool> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (
                SELECT 1 FROM block_steps s WHERE s.stands <> 'lapsed' AND (
                    EXISTS (SELECT 1 FROM block_changes c WHERE c.seq = s.seq
                            AND instr(coalesce(c.was, '') || coalesce(c.became, ''), ?1) > 0)
                    OR EXISTS (SELECT 1 FROM rules_made r WHERE r.seq = s.seq
                               AND instr(r.rule, ?1) > 0)
                    OR EXISTS (SELECT 1 FROM timers_brought b WHERE b.seq = s.seq
                               AND instr(b.timer, ?1) > 0)))",
        )?
        .query_row([id], |row| row.get(0))?)
}

/// Lets all steps say `into` where they say `from`.
pub(crate) fn rename(tx: &Connection, from: &str, into: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE block_changes SET was = replace(was, ?1, ?2), became = replace(became, ?1, ?2)
         WHERE instr(coalesce(was, '') || coalesce(became, ''), ?1) > 0",
    )?
    .execute([from, into])?;
    Ok(())
}

/// Takes all blocks that share an instant with `span` out of every step, those that are gone by
/// now too: nothing tells what they once were.
///
/// # Errors
///
/// SQLite refused.
pub fn forget(tx: &Connection, span: Span) -> Result<()> {
    let mut taken = tx.prepare_cached(
        "DELETE FROM block_changes WHERE start_ms < ?2 AND end_ms > ?1 RETURNING seq",
    )?;
    let steps: rusqlite::Result<BTreeSet<i64>> =
        taken.query_map([span.start.0, span.end.0], |row| row.get(0))?.collect();
    // Others never changed a block: an absence was decided, or that time counts twice.
    for seq in steps? {
        let emptied = "seq = ?1 AND seq NOT IN (SELECT seq FROM block_changes)";
        let_go(tx, emptied, params![seq])?;
    }
    twice::forget_gone(tx)
}

/// Takes steps away that were made before `before`.
///
/// # Errors
///
/// SQLite refused.
pub fn sweep(tx: &Connection, before: Moment) -> Result<usize> {
    let swept = let_go(tx, "at_ms < ?1", params![before.0])?;
    twice::forget_gone(tx)?;
    Ok(swept)
}

/// Takes steps away. What was decided in one that is undone goes with it.
fn let_go(tx: &Connection, which: &str, values: &[&dyn rusqlite::ToSql]) -> Result<usize> {
    unsay(tx, which, values)?;
    // Of what an import in force wrote, nobody will make drafts again.
    tx.prepare_cached(&format!(
        "DELETE FROM activities_imported
         WHERE seq IN (SELECT seq FROM block_steps WHERE stands <> 'undone' AND {which})"
    ))?
    .execute(values)?;
    let steps =
        tx.prepare_cached(&format!("DELETE FROM block_steps WHERE {which}"))?.execute(values)?;
    Ok(steps)
}

/// Takes back for good what was decided in steps that are undone, about an absence or about time
/// that counts twice: nobody will redo them. What was decided in the others stays.
fn unsay(tx: &Connection, which: &str, values: &[&dyn rusqlite::ToSql]) -> Result<()> {
    for decided in ["absences", "counted_twice"] {
        tx.prepare_cached(&format!(
            "DELETE FROM {decided}
             WHERE seq IN (SELECT seq FROM block_steps WHERE stands = 'undone' AND {which})"
        ))?
        .execute(values)?;
    }
    Ok(())
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
        let from = i64::from(number) * 100;
        let span = Span::new(Moment(from), Moment(from + 100));
        Change {
            block: block(number),
            span,
            was: Some("was".into()),
            became: Some("became".into()),
        }
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
        let change = change(1);
        let past = Past { step: kept.step, was: change.was, became: change.became };
        assert_eq!(store.read(|db| of_block(db, block(1))).unwrap(), [past]);
        assert_eq!(store.read(|db| of_block(db, block(3))).unwrap(), []);
    }

    #[test]
    fn a_forgotten_block_leaves_no_trace_and_the_others_stay() {
        let (_home, store) = store();
        store
            .write(|tx| {
                add(tx, Kind::Assign, &[change(1), change(2)], Moment(1))?;
                add(tx, Kind::Relabel, &[change(1)], Moment(2))?;
                forget(tx, Span::new(Moment(150), Moment(200)))
            })
            .unwrap();
        let kept = store.read(undoable).unwrap().unwrap();
        assert_eq!((kept.step.at, kept.step.blocks), (Moment(1), 1), "the empty step went too");
        assert_eq!(store.read(|db| changes(db, kept.seq)).unwrap(), [change(2)]);
    }

    #[test]
    fn a_step_that_changed_no_block_is_not_forgotten_with_those_of_others() {
        let (_home, store) = store();
        store
            .write(|tx| {
                add(tx, Kind::Assign, &[change(1)], Moment(1))?;
                add(tx, Kind::Away, &[], Moment(2))?;
                add(tx, Kind::Relabel, &[change(2)], Moment(3))?;
                forget(tx, Span::new(Moment(250), Moment(251)))
            })
            .unwrap();
        let kept = store.read(undoable).unwrap().unwrap();
        assert_eq!((kept.step.kind, kept.step.at), (Kind::Away, Moment(2)));
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
