//! What the owner said absences were, and which were asked about.
//!
//! The ledger stays as it is. What was decided in a step is undecided again once the step is
//! undone, and decided again once it is redone.

use crate::{Error, Result};
use domain::away::Was;
use domain::id::TimerId;
use domain::segments::Segments;
use domain::time::{Moment, Span};
use rusqlite::{Connection, params};

/// An absence that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// When nobody was there.
    pub gaps: Segments,
    /// What it was.
    pub was: Was,
    /// The step in which it was decided; `None` for good.
    pub seq: Option<i64>,
    /// What each timer counted of it until then.
    pub timed: Vec<(TimerId, Segments)>,
}

const TABLE: &str = "absences";

/// No absence is longer than this; it bounds the search for those that reach into a span.
const LONGEST: i64 = 48 * domain::time::HOUR;

/// Writes down what an absence was, in place of what was said of the same time before.
///
/// # Errors
///
/// SQLite refused.
pub fn put(tx: &Connection, decided: &Decided, now: Moment) -> Result<()> {
    let Decided { gaps, was, seq, timed } = decided;
    let mut insert = tx.prepare_cached(
        "INSERT INTO absences (start_ms, end_ms, was, seq, timed, decided_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (start_ms, end_ms) DO UPDATE SET
            was = excluded.was, seq = excluded.seq, timed = excluded.timed,
            decided_ms = excluded.decided_ms",
    )?;
    for gap in gaps.as_slice() {
        let lost = timed.iter().map(|(id, lost)| (id, lost.within(*gap)));
        let lost: Vec<_> = lost.filter(|(_, lost)| !lost.is_empty()).collect();
        insert.execute(params![
            gap.start.0,
            gap.end.0,
            name(*was),
            seq,
            serde_json::to_string(&lost).map_err(|_| Error::Row { table: TABLE })?,
            now.0,
        ])?;
    }
    Ok(())
}

/// What of `span` is decided.
///
/// # Errors
///
/// SQLite refused.
pub fn decided(db: &Connection, span: Span) -> Result<Segments> {
    let mut query = db.prepare_cached(
        "SELECT a.start_ms, a.end_ms FROM absences a
         WHERE a.start_ms >= ?1 AND a.start_ms < ?2 AND a.end_ms > ?3
           AND NOT EXISTS (SELECT 1 FROM block_steps s
                           WHERE s.seq = a.seq AND s.stands = 'undone')",
    )?;
    segments(&mut query, span)
}

/// What timers lost in the step `seq`.
///
/// # Errors
///
/// SQLite refused.
pub fn timed(db: &Connection, seq: i64) -> Result<Vec<(TimerId, Segments)>> {
    let mut query = db.prepare_cached("SELECT timed FROM absences WHERE seq = ?1")?;
    let mut all = Vec::new();
    for lost in query.query_map([seq], |row| row.get::<_, String>(0))? {
        let lost: Vec<(TimerId, Segments)> =
            serde_json::from_str(&lost?).map_err(|_| Error::Row { table: TABLE })?;
        all.extend(lost);
    }
    Ok(all)
}

/// Notes that an absence was asked about.
///
/// # Errors
///
/// SQLite refused.
pub fn ask(tx: &Connection, span: Span) -> Result<()> {
    if span.is_empty() {
        return Ok(());
    }
    tx.prepare_cached("INSERT OR IGNORE INTO absences_asked (start_ms, end_ms) VALUES (?1, ?2)")?
        .execute([span.start.0, span.end.0])?;
    Ok(())
}

/// What of `span` was asked about.
///
/// # Errors
///
/// SQLite refused.
pub fn asked(db: &Connection, span: Span) -> Result<Segments> {
    let mut query = db.prepare_cached(
        "SELECT start_ms, end_ms FROM absences_asked
         WHERE start_ms >= ?1 AND start_ms < ?2 AND end_ms > ?3",
    )?;
    segments(&mut query, span)
}

fn segments(query: &mut rusqlite::Statement<'_>, span: Span) -> Result<Segments> {
    let rows = query.query_map([span.start.minus(LONGEST).0, span.end.0, span.start.0], |row| {
        Ok(Span::new(Moment(row.get(0)?), Moment(row.get(1)?)))
    })?;
    Ok(Segments::new(rows.collect::<rusqlite::Result<Vec<_>>>()?).within(span))
}

const fn name(was: Was) -> &'static str {
    match was {
        Was::Work => "work",
        Was::Call => "call",
        Was::NoWork => "no_work",
        Was::Open => "open",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{self, Stands};
    use crate::{Check, Store};
    use domain::step::Kind;

    fn span(start: i64, end: i64) -> Span {
        Span::new(Moment(start), Moment(end))
    }

    fn store() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        (home, store)
    }

    fn said(gaps: &[Span], seq: Option<i64>) -> Decided {
        let gaps = Segments::new(gaps.iter().copied());
        let timer = TimerId::mint(Moment(0), [1; 10]);
        let timed = vec![(timer, span(15, 35).into())];
        Decided { gaps, was: Was::NoWork, seq, timed }
    }

    fn now_decided(store: &Store) -> Segments {
        store.read(|db| decided(db, span(0, 100))).unwrap()
    }

    #[test]
    fn what_was_decided_is_undone_with_its_step_and_redone_with_it() {
        let (_home, store) = store();
        let gaps = [span(10, 20), span(30, 40)];
        let seq = store
            .write(move |tx| {
                let seq = history::add(tx, Kind::Away, &[], Moment(1))?;
                put(tx, &said(&gaps, Some(seq)), Moment(1))?;
                Ok(seq)
            })
            .unwrap();
        assert_eq!(now_decided(&store), Segments::new(gaps));
        assert_eq!(store.read(|db| decided(db, span(15, 35))).unwrap().length(), 10, "cut to it");
        let lost = store.read(|db| timed(db, seq)).unwrap();
        let lost: Vec<_> = lost.into_iter().flat_map(|(_, lost)| Vec::from(lost)).collect();
        assert_eq!(lost, [span(15, 20), span(30, 35)], "each gap knows what a timer lost in it");
        store.write(move |tx| history::set(tx, seq, Stands::Undone)).unwrap();
        assert!(now_decided(&store).is_empty());
        store.write(move |tx| history::set(tx, seq, Stands::Done)).unwrap();
        assert_eq!(now_decided(&store), Segments::new(gaps));
    }

    #[test]
    fn what_nobody_can_redo_any_more_is_undecided_for_good() {
        let (_home, store) = store();
        store
            .write(|tx| {
                let seq = history::add(tx, Kind::Away, &[], Moment(1))?;
                put(tx, &said(&[span(10, 20)], Some(seq)), Moment(1))?;
                history::set(tx, seq, Stands::Undone)?;
                history::add(tx, Kind::Edit, &[], Moment(2))?;
                Ok(())
            })
            .unwrap();
        assert!(now_decided(&store).is_empty());
    }

    #[test]
    fn what_was_undone_stays_undecided_when_its_step_lapses() {
        let (_home, store) = store();
        store
            .write(|tx| {
                let undone = history::add(tx, Kind::Away, &[], Moment(1))?;
                put(tx, &said(&[span(10, 20)], Some(undone)), Moment(1))?;
                history::set(tx, undone, Stands::Undone)?;
                history::set(tx, undone, Stands::Lapsed)?;
                let done = history::add(tx, Kind::Away, &[], Moment(2))?;
                put(tx, &said(&[span(30, 40)], Some(done)), Moment(2))?;
                history::set(tx, done, Stands::Lapsed)
            })
            .unwrap();
        assert_eq!(now_decided(&store).as_slice(), [span(30, 40)], "only what was in force");
    }

    #[test]
    fn what_is_too_old_to_be_undone_stays_decided() {
        let (_home, store) = store();
        store
            .write(|tx| {
                let seq = history::add(tx, Kind::Away, &[], Moment(1))?;
                put(tx, &said(&[span(10, 20)], Some(seq)), Moment(1))?;
                history::sweep(tx, Moment(9))
            })
            .unwrap();
        assert_eq!(now_decided(&store).length(), 10);
    }

    #[test]
    fn to_be_asked_is_not_to_be_decided() {
        let (_home, store) = store();
        store
            .write(|tx| {
                ask(tx, span(10, 20))?;
                ask(tx, span(10, 20))?;
                ask(tx, span(30, 30))
            })
            .unwrap();
        let asked = store.read(|db| asked(db, span(0, 100))).unwrap();
        assert_eq!(asked.as_slice(), [span(10, 20)]);
        assert!(now_decided(&store).is_empty());
    }
}
