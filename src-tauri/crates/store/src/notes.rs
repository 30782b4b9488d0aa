//! Notes of days, and which entries have one.
//!
//! Every change goes to the outbox in the same transaction. What a note held before is kept
//! nowhere: a deleted one is gone from the table, the index of words and what waits to be sent.

use crate::clients::parse;
use crate::outbox::{self, Kind as Change};
use crate::{Error, Result};
use domain::entry::LONGEST;
use domain::id::{BlockId, NoteId};
use domain::note::{Kind, Note};
use domain::time::{Date, Moment, Span};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

const TABLE: &str = "daily_notes";
const COLUMNS: &str = "id, day, kind, content, created_ms, updated_ms";

/// An entry that has a note, and when the entry was made and last changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted {
    /// Which.
    pub entry: BlockId,
    /// When it was made.
    pub created: Moment,
    /// When anything of it was last changed.
    pub updated: Moment,
}

/// Writes a note: a new one, or day, content and time of change of one that is there.
///
/// # Errors
///
/// SQLite refused.
pub fn put(tx: &Connection, note: &Note, now: Moment) -> Result<()> {
    let id = note.id.to_string();
    tx.prepare_cached(
        "INSERT INTO daily_notes (id, day, kind, content, created_ms, updated_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET
            day = excluded.day, content = excluded.content, updated_ms = excluded.updated_ms",
    )?
    .execute(params![
        id,
        note.day.to_string(),
        note.kind.as_str(),
        note.content,
        note.created.0,
        note.updated.0
    ])?;
    let fields = json!({
        "day": note.day.to_string(),
        "kind": note.kind.as_str(),
        "content": note.content,
    });
    outbox::replace(tx, TABLE, &id, Change::Put, &fields, now)
}

/// Deletes a note. Returns whether there was one.
///
/// # Errors
///
/// SQLite refused.
pub fn remove(tx: &Connection, id: NoteId, now: Moment) -> Result<bool> {
    let id = id.to_string();
    let gone = tx.prepare_cached("DELETE FROM daily_notes WHERE id = ?1")?.execute([&id])? == 1;
    if gone {
        outbox::replace(tx, TABLE, &id, Change::Delete, &json!({}), now)?;
    }
    Ok(gone)
}

/// One note.
///
/// # Errors
///
/// SQLite refused.
pub fn get(db: &Connection, id: NoteId) -> Result<Option<Note>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM daily_notes WHERE id = ?1"))?
        .query_row([id.to_string()], raw)
        .optional()?
        .map(Raw::note)
        .transpose()
}

/// The notes of the days from `from` to `to`, both included, in order.
///
/// # Errors
///
/// SQLite refused.
pub fn within(db: &Connection, from: Date, to: Date) -> Result<Vec<Note>> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM daily_notes WHERE day >= ?1 AND day <= ?2
         ORDER BY day, created_ms, id"
    ))?;
    let rows = query.query_map([from.to_string(), to.to_string()], raw)?;
    rows.map(|row| row?.note()).collect()
}

/// The entries with a note that share an instant with `span`, in order.
///
/// # Errors
///
/// SQLite refused.
pub fn of_entries(db: &Connection, span: Span) -> Result<Vec<Noted>> {
    let mut query = db.prepare_cached(
        "SELECT id, created_ms, updated_ms FROM time_blocks
         WHERE start_ms >= ?1 AND start_ms < ?2 AND end_ms > ?3 AND note <> ''
         ORDER BY start_ms, id",
    )?;
    let rows = query.query_map([span.start.minus(LONGEST).0, span.end.0, span.start.0], noted)?;
    rows.map(|row| read_noted(&row?)).collect()
}

/// The note of one entry, if the entry has one.
///
/// # Errors
///
/// SQLite refused.
pub fn of_entry(db: &Connection, id: BlockId) -> Result<Option<Noted>> {
    db.prepare_cached(
        "SELECT id, created_ms, updated_ms FROM time_blocks WHERE id = ?1 AND note <> ''",
    )?
    .query_row([id.to_string()], noted)
    .optional()?
    .map(|row| read_noted(&row))
    .transpose()
}

fn noted(row: &Row<'_>) -> rusqlite::Result<(String, i64, i64)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

fn read_noted((id, created, updated): &(String, i64, i64)) -> Result<Noted> {
    let entry = parse(id, "time_blocks")?;
    Ok(Noted { entry, created: Moment(*created), updated: Moment(*updated) })
}

struct Raw {
    id: String,
    day: String,
    kind: String,
    content: String,
    created: i64,
    updated: i64,
}

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        day: row.get(1)?,
        kind: row.get(2)?,
        content: row.get(3)?,
        created: row.get(4)?,
        updated: row.get(5)?,
    })
}

impl Raw {
    fn note(self) -> Result<Note> {
        Ok(Note {
            id: parse(&self.id, TABLE)?,
            day: parse(&self.day, TABLE)?,
            kind: Kind::from_name(&self.kind).ok_or(Error::Row { table: TABLE })?,
            content: self.content,
            created: Moment(self.created),
            updated: Moment(self.updated),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Check, Store};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn note(number: u8, on: &str, content: &str) -> Note {
        Note {
            id: NoteId::mint(Moment(0), [number; 10]),
            day: day(on),
            kind: Kind::Note,
            content: content.into(),
            created: Moment(i64::from(number)),
            updated: Moment(i64::from(number)),
        }
    }

    fn store() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        (home, store)
    }

    fn queued(store: &Store) -> Vec<(String, String)> {
        store
            .read(|db| {
                let mut query = db.prepare("SELECT kind, fields FROM outbox ORDER BY seq")?;
                let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .unwrap()
    }

    #[test]
    fn notes_come_by_day_in_the_order_they_were_written() {
        let (_home, store) = store();
        let all = [
            note(3, "2026-03-02", "third"),
            note(2, "2026-03-02", "second"),
            note(1, "2026-03-04", "later"),
            note(4, "2026-03-05", "beyond"),
        ];
        let rows = all.clone();
        store.write(move |tx| rows.iter().try_for_each(|note| put(tx, note, Moment(9)))).unwrap();
        let found = |from, to| store.read(|db| within(db, day(from), day(to))).unwrap();
        let [third, second, later, _] = all;
        assert_eq!(found("2026-03-02", "2026-03-04"), [second.clone(), third, later]);
        assert_eq!(found("2026-03-03", "2026-03-03"), []);
        assert_eq!(store.read(|db| get(db, second.id)).unwrap(), Some(second));
    }

    #[test]
    fn a_change_keeps_when_it_was_written_and_only_the_newest_waits_to_be_sent() {
        let (_home, store) = store();
        let first = note(1, "2026-03-02", "first");
        let moved = Note {
            day: day("2026-03-03"),
            content: "again".into(),
            updated: Moment(7),
            ..first.clone()
        };
        let (one, two) = (first.clone(), Note { created: Moment(7), ..moved.clone() });
        store
            .write(move |tx| {
                put(tx, &one, Moment(1))?;
                put(tx, &two, Moment(7))
            })
            .unwrap();
        assert_eq!(store.read(|db| get(db, first.id)).unwrap(), Some(moved));
        let [(kind, fields)] = queued(&store).try_into().unwrap();
        assert_eq!(kind, "put");
        assert!(fields.contains("again") && fields.contains("2026-03-03"), "{fields}");
        assert!(store.write(move |tx| remove(tx, first.id, Moment(8))).unwrap());
        assert!(!store.write(move |tx| remove(tx, first.id, Moment(9))).unwrap(), "it is gone");
        assert_eq!(queued(&store), [("delete".to_owned(), "{}".to_owned())]);
    }
}
