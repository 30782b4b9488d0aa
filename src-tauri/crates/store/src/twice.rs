//! Time that two entries share and that the owner wants counted in both.
//!
//! What was said in a step is unsaid once the step is undone, and said again once it is redone.

use crate::history::IN_FORCE;
use crate::{Error, Result};
use domain::edit::overlap::Overlap;
use domain::id::BlockId;
use domain::segments::Segments;
use domain::time::Moment;
use rusqlite::{Connection, params};

const TABLE: &str = "counted_twice";

/// Notes that both entries of `overlap` count what they share, as the step `seq` says.
///
/// # Errors
///
/// SQLite refused.
pub fn allow(tx: &Connection, overlap: &Overlap, seq: i64, now: Moment) -> Result<()> {
    let (one, other) = pair(overlap);
    let shared = serde_json::to_string(&overlap.shared).map_err(|_| Error::Row { table: TABLE })?;
    tx.prepare_cached(
        "INSERT INTO counted_twice (one_id, other_id, shared, seq, decided_ms)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![one, other, shared, seq, now.0])?;
    Ok(())
}

/// Lets `into` count what `from` may count with others: the step `seq` gave it some of its time.
///
/// # Errors
///
/// SQLite refused.
pub fn hand_on(tx: &Connection, from: BlockId, into: BlockId, seq: i64, now: Moment) -> Result<()> {
    tx.prepare_cached(&format!(
        "INSERT INTO counted_twice (one_id, other_id, shared, seq, decided_ms)
         SELECT min(beside, ?2), max(beside, ?2), shared, ?3, ?4 FROM (
            SELECT iif(one_id = ?1, other_id, one_id) AS beside, shared FROM counted_twice t
            WHERE ?1 IN (one_id, other_id) AND {IN_FORCE})
         WHERE beside <> ?2"
    ))?
    .execute(params![from.to_string(), into.to_string(), seq, now.0])?;
    Ok(())
}

/// Whether both entries of `overlap` may count all that they share.
///
/// # Errors
///
/// SQLite refused.
pub fn is_allowed(db: &Connection, overlap: &Overlap) -> Result<bool> {
    let (one, other) = pair(overlap);
    let mut query = db.prepare_cached(&format!(
        "SELECT shared FROM counted_twice t WHERE one_id = ?1 AND other_id = ?2 AND {IN_FORCE}"
    ))?;
    let mut open = overlap.shared.clone();
    for allowed in query.query_map([one, other], |row| row.get::<_, String>(0))? {
        let allowed: Segments =
            serde_json::from_str(&allowed?).map_err(|_| Error::Row { table: TABLE })?;
        open = open.minus(&allowed);
    }
    Ok(open.is_empty())
}

/// Lets go of what was said of entries that are gone and that no step brings back.
pub(crate) fn forget_gone(tx: &Connection) -> Result<()> {
    let is_gone = |id| {
        format!(
            "({id} NOT IN (SELECT id FROM time_blocks)
              AND {id} NOT IN (SELECT block_id FROM block_changes))"
        )
    };
    let (one, other) = (is_gone("one_id"), is_gone("other_id"));
    tx.execute(&format!("DELETE FROM counted_twice WHERE {one} OR {other}"), [])?;
    Ok(())
}

/// The two, whichever of them starts first today.
fn pair(overlap: &Overlap) -> (String, String) {
    let name = |id: BlockId| id.to_string();
    let (first, second) = (name(overlap.first), name(overlap.second));
    if first < second { (first, second) } else { (second, first) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entries::{self, Row};
    use crate::history::{self, Stands};
    use crate::{Check, Store};
    use domain::block::{Answer, Block, Status};
    use domain::details::Details;
    use domain::entry::Entry;
    use domain::step::Kind;
    use domain::time::{Span, TimeZone};

    fn shared(first: BlockId, second: BlockId, start: i64, end: i64) -> Overlap {
        Overlap { first, second, shared: Span::new(Moment(start), Moment(end)).into() }
    }

    fn entry(number: u8) -> Row {
        let block = Block {
            id: BlockId::mint(Moment(0), [number; 10]),
            span: Span::new(Moment(0), Moment(100)),
            answer: Answer::default(),
            status: Status::Draft,
            edited: false,
        };
        Row { entry: Entry::new(block, [], TimeZone::UTC).unwrap(), details: Details::default() }
    }

    #[test]
    fn it_holds_for_that_time_of_those_two_and_as_long_as_its_step_stands() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        let rows = [entry(1), entry(2)];
        let [first, second] = [rows[0].entry.id(), rows[1].entry.id()];
        let both = shared(first, second, 10, 20);
        let (allowed, put) = (both.clone(), rows.clone());
        let seq = store
            .write(move |tx| {
                for row in &put {
                    entries::put(tx, row, Moment(0))?;
                }
                let seq = history::add(tx, Kind::Resolve, &[], Moment(1))?;
                allow(tx, &allowed, seq, Moment(1)).map(|()| seq)
            })
            .unwrap();
        let holds = |overlap: &Overlap| store.read(|db| is_allowed(db, overlap)).unwrap();
        assert!(holds(&both));
        assert!(holds(&shared(second, first, 12, 18)), "less of it, the other way round");
        assert!(!holds(&shared(first, second, 10, 21)), "more than was said");
        assert!(!holds(&shared(first, BlockId::mint(Moment(0), [3; 10]), 10, 20)));
        store.write(move |tx| history::set(tx, seq, Stands::Undone)).unwrap();
        assert!(!holds(&both));
        store.write(move |tx| history::set(tx, seq, Stands::Done)).unwrap();
        assert!(holds(&both));
        store.write(|tx| history::sweep(tx, Moment(9))).unwrap();
        assert!(holds(&both), "what is too old to be undone stays said");
        let put = rows[0].clone();
        store.write(move |tx| entries::remove(tx, first, Moment(2))).unwrap();
        store.write(move |tx| entries::put(tx, &put, Moment(3))).unwrap();
        assert!(holds(&both), "one of them was deleted and came back");
        store.write(move |tx| entries::remove(tx, first, Moment(4))).unwrap();
        store.write(|tx| history::sweep(tx, Moment(9))).unwrap();
        let left: i64 = store
            .read(|db| Ok(db.query_row("SELECT count(*) FROM counted_twice", [], |r| r.get(0))?))
            .unwrap();
        assert_eq!(left, 0, "nothing brings it back");
    }

    #[test]
    fn nobody_says_again_what_was_undone_for_good() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        let rows = [entry(1), entry(2)];
        let both = shared(rows[0].entry.id(), rows[1].entry.id(), 10, 20);
        let allowed = both.clone();
        store
            .write(move |tx| {
                for row in &rows {
                    entries::put(tx, row, Moment(0))?;
                }
                let seq = history::add(tx, Kind::Resolve, &[], Moment(1))?;
                allow(tx, &allowed, seq, Moment(1))?;
                history::set(tx, seq, Stands::Undone)?;
                history::add(tx, Kind::Edit, &[], Moment(2)).map(drop)
            })
            .unwrap();
        assert!(!store.read(|db| is_allowed(db, &both)).unwrap());
    }
}
