//! Tags, and which entries have them.
//!
//! Every change goes to the outbox in the same transaction, also that of each entry that gets
//! another tag by it.

use crate::clients::parse;
use crate::outbox::{self, Kind};
use crate::roster::{changed, taken};
use crate::{Error, Result, history};
use domain::client::name_key;
use domain::id::TagId;
use domain::tag::Tag;
use domain::time::Moment;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

const TABLE: &str = "tags";

/// Adds a tag.
///
/// # Errors
///
/// [`Error::Taken`] if there is one of that name.
pub fn add(tx: &Connection, tag: &Tag, now: Moment) -> Result<()> {
    tx.prepare_cached("INSERT INTO tags (id, name, name_key, created_ms) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![tag.id.to_string(), tag.name, name_key(&tag.name), now.0])
        .map_err(|error| taken(error, "tag", &tag.name))?;
    told(tx, tag, now)
}

/// Gives a tag that is there another name.
///
/// # Errors
///
/// [`Error::Taken`] if another one has it.
pub fn rename(tx: &Connection, tag: &Tag, now: Moment) -> Result<()> {
    tx.prepare_cached("UPDATE tags SET name = ?2, name_key = ?3 WHERE id = ?1")?
        .execute(params![tag.id.to_string(), tag.name, name_key(&tag.name)])
        .map_err(|error| taken(error, "tag", &tag.name))?;
    told(tx, tag, now)
}

/// Lets every entry that has `from` have `into` instead, also in what can be undone and redone,
/// and takes `from` away.
///
/// # Errors
///
/// SQLite refused.
pub fn join(tx: &Connection, from: TagId, into: TagId, now: Moment) -> Result<()> {
    let entries = entries(tx, from)?;
    tx.prepare_cached(
        "INSERT INTO block_tags (block_id, tag_id)
         SELECT block_id, ?2 FROM block_tags WHERE tag_id = ?1
         ON CONFLICT (block_id, tag_id) DO NOTHING",
    )?
    .execute(params![from.to_string(), into.to_string()])?;
    history::rename(tx, &from.to_string(), &into.to_string())?;
    take_away(tx, from, &entries, now)
}

/// Takes a tag away, also from the entries that have it. What an undo or a redo brings back comes
/// without it.
///
/// # Errors
///
/// SQLite refused.
pub fn remove(tx: &Connection, id: TagId, now: Moment) -> Result<()> {
    let entries = entries(tx, id)?;
    take_away(tx, id, &entries, now)
}

/// All tags by name, and how many entries have each.
///
/// # Errors
///
/// SQLite refused.
pub fn counted(db: &Connection) -> Result<Vec<(Tag, u64)>> {
    let mut query = db.prepare_cached(
        "SELECT t.id, t.name, (SELECT count(*) FROM block_tags b WHERE b.tag_id = t.id)
         FROM tags t ORDER BY t.name_key",
    )?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.map(|row| {
        let (id, name, count): (String, String, i64) = row?;
        Ok((Tag { id: parse(&id, TABLE)?, name }, u64::try_from(count).unwrap_or(0)))
    })
    .collect()
}

/// All tags by name.
///
/// # Errors
///
/// SQLite refused.
pub fn list(db: &Connection) -> Result<Vec<Tag>> {
    let mut query = db.prepare_cached("SELECT id, name FROM tags ORDER BY name_key")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.map(|row| tag(row?)).collect()
}

/// The tag of that id.
///
/// # Errors
///
/// SQLite refused.
pub fn get(db: &Connection, id: TagId) -> Result<Option<Tag>> {
    db.prepare_cached("SELECT id, name FROM tags WHERE id = ?1")?
        .query_row([id.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .map(tag)
        .transpose()
}

/// The tag of that name, whatever its case.
///
/// # Errors
///
/// SQLite refused.
pub fn find(db: &Connection, name: &str) -> Result<Option<Tag>> {
    db.prepare_cached("SELECT id, name FROM tags WHERE name_key = ?1")?
        .query_row([name_key(name)], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .map(tag)
        .transpose()
}

fn tag((id, name): (String, String)) -> Result<Tag> {
    Ok(Tag { id: parse(&id, TABLE)?, name })
}

fn told(tx: &Connection, tag: &Tag, now: Moment) -> Result<()> {
    changed(tx, TABLE, &tag.id.to_string(), Kind::Put, &json!({ "name": tag.name }), now)
}

/// Which entries have a tag.
fn entries(db: &Connection, tag: TagId) -> Result<Vec<String>> {
    let mut query =
        db.prepare_cached("SELECT block_id FROM block_tags WHERE tag_id = ?1 ORDER BY block_id")?;
    let rows = query.query_map([tag.to_string()], |row| row.get(0))?;
    rows.map(|row| row.map_err(Error::from)).collect()
}

/// Takes a tag away that these entries had.
fn take_away(tx: &Connection, id: TagId, entries: &[String], now: Moment) -> Result<()> {
    let id = id.to_string();
    tx.prepare_cached("DELETE FROM tags WHERE id = ?1")?.execute([&id])?;
    let mut touch = tx.prepare_cached(
        "UPDATE time_blocks SET revision = revision + 1, updated_ms = ?2 WHERE id = ?1
         RETURNING (SELECT group_concat(t.tag_id) FROM block_tags t WHERE t.block_id = id)",
    )?;
    for entry in entries {
        let left: Option<String> = touch.query_row(params![entry, now.0], |row| row.get(0))?;
        let left: Vec<&str> = left.as_deref().unwrap_or("").split_terminator(',').collect();
        outbox::enqueue(tx, "time_blocks", entry, Kind::Put, &json!({ "tags": left }), now)?;
    }
    changed(tx, TABLE, &id, Kind::Delete, &json!({}), now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Check, Store};

    fn tag(number: u8, name: &str) -> Tag {
        Tag { id: TagId::mint(Moment(0), [number; 10]), name: name.into() }
    }

    /// Entry x has "urgent", y "urgent" and "late", z "late".
    fn store() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        store
            .write(|tx| {
                add(tx, &tag(1, "urgent"), Moment(1))?;
                add(tx, &tag(2, "late"), Moment(1))?;
                for (block, number) in [("x", 1), ("y", 1), ("y", 2), ("z", 2)] {
                    tx.execute(
                        "INSERT INTO time_blocks (id, start_ms, end_ms, task_label, is_billable,
                            confidence, reason, status, created_ms, updated_ms)
                         VALUES (?1, 0, 1, '', 1, 1, '', 'draft', 0, 0) ON CONFLICT DO NOTHING",
                        [block],
                    )?;
                    let id = tag(number, "").id.to_string();
                    tx.execute(
                        "INSERT INTO block_tags (block_id, tag_id) VALUES (?1, ?2)",
                        [block, &id],
                    )?;
                }
                Ok(())
            })
            .unwrap();
        (home, store)
    }

    /// What waits in the outbox about entries: "x: 2" says that x has tag 2 now.
    fn told(db: &Connection) -> Vec<String> {
        let mut query = db
            .prepare(
                "SELECT row_id, fields FROM outbox WHERE table_name = 'time_blocks' ORDER BY seq",
            )
            .unwrap();
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(|row| {
            let (id, fields): (String, String) = row.unwrap();
            let number = |id: String| if id.ends_with("01") { "1" } else { "2" };
            let fields: serde_json::Value = serde_json::from_str(&fields).unwrap();
            let tags = fields["tags"].as_array().unwrap().iter();
            let tags: Vec<_> = tags.map(|id| number(id.as_str().unwrap().into())).collect();
            format!("{id}: {}", tags.join(", "))
        })
        .collect()
    }

    #[test]
    fn joined_tags_leave_every_entry_with_one() {
        let (_home, store) = store();
        store.write(|tx| join(tx, tag(1, "").id, tag(2, "").id, Moment(2))).unwrap();
        let left = store.read(counted).unwrap();
        assert_eq!(left, [(tag(2, "late"), 3)]);
        assert_eq!(store.read(|db| Ok(told(db))).unwrap(), ["x: 2", "y: 2"]);
    }

    #[test]
    fn a_tag_that_goes_leaves_its_entries() {
        let (_home, store) = store();
        store.write(|tx| remove(tx, tag(2, "").id, Moment(2))).unwrap();
        assert_eq!(store.read(counted).unwrap(), [(tag(1, "urgent"), 2)]);
        assert_eq!(store.read(|db| Ok(told(db))).unwrap(), ["y: 1", "z: "]);
        let revisions: i64 = store
            .read(|db| {
                Ok(db.query_row("SELECT sum(revision) FROM time_blocks", [], |row| row.get(0))?)
            })
            .unwrap();
        assert_eq!(revisions, 2, "both changed");
    }

    #[test]
    fn a_name_is_one_tags_only() {
        let (_home, store) = store();
        let taken = store.write(|tx| add(tx, &tag(3, "URGENT"), Moment(2)));
        assert!(matches!(taken, Err(Error::Taken { what: "tag", .. })));
        let taken = store.write(|tx| rename(tx, &tag(1, "Late"), Moment(2)));
        assert!(matches!(taken, Err(Error::Taken { what: "tag", .. })));
        store.write(|tx| rename(tx, &tag(1, "Urgent!"), Moment(2))).unwrap();
        assert_eq!(store.read(|db| find(db, "urgent!")).unwrap(), Some(tag(1, "Urgent!")));
        assert_eq!(store.read(|db| get(db, tag(2, "").id)).unwrap(), Some(tag(2, "late")));
    }
}
