//! Timers, what was recognised while they ran, and what they wait to be told.
//!
//! That one runs at a time is kept by the database, whoever starts it. A heartbeat is no change
//! that anybody else has to hear of: it does not go to the outbox.

use crate::clients::parse;
use crate::outbox::{self, Kind};
use crate::{Error, Result};
use domain::id::{BlockId, TimerId};
use domain::segments::Segments;
use domain::time::{Moment, Span, TimeZone, zone_name, zone_of};
use domain::timer::interruption::{Cause, Interruption};
use domain::timer::question::Why;
use domain::timer::{Phase, Status, Timer, Work};
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A timer as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The timer.
    pub timer: Timer,
    /// What it asked and was answered.
    pub asked: Vec<Why>,
    /// When nobody knows whether it should have run, until the owner says.
    pub interruption: Option<Interruption>,
    /// The entry that it became, if that is there.
    pub block: Option<BlockId>,
}

const TABLE: &str = "timers";

const COLUMNS: &str = "id, client_id, project_id, task_id, label, is_billable, zone, phase, closed,
    asked, interrupted, (SELECT b.id FROM time_blocks b WHERE b.id = block_id)";

/// Writes a timer: a new one, or all of one that is there. The entry that it became stays its
/// entry while that is deleted: an undo may bring it back.
///
/// # Errors
///
/// SQLite refused, as it does where another one runs.
pub fn put(tx: &Connection, row: &Row, now: Moment) -> Result<()> {
    let Row { timer, asked, interruption, block } = row;
    let (id, work) = (timer.id().to_string(), timer.work());
    let zone = zone_name(timer.zone(), timer.started());
    tx.prepare_cached(
        "INSERT INTO timers (id, client_id, project_id, task_id, label, is_billable, zone, status,
            started_ms, phase, closed, asked, interrupted, block_id, done_ms, created_ms, updated_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?16)
         ON CONFLICT (id) DO UPDATE SET
            client_id = excluded.client_id, project_id = excluded.project_id,
            task_id = excluded.task_id, label = excluded.label,
            is_billable = excluded.is_billable, zone = excluded.zone, status = excluded.status,
            started_ms = excluded.started_ms, phase = excluded.phase, closed = excluded.closed,
            asked = excluded.asked, interrupted = excluded.interrupted,
            block_id = coalesce(excluded.block_id, block_id),
            done_ms = coalesce(done_ms, excluded.done_ms), updated_ms = excluded.updated_ms",
    )?
    .execute(params![
        id,
        work.client.map(|id| id.to_string()),
        work.project.map(|id| id.to_string()),
        work.task.map(|id| id.to_string()),
        work.label,
        work.billable,
        zone,
        timer.status().as_str(),
        timer.started().0,
        encode(&timer.phase())?,
        encode(timer.closed())?,
        encode(asked)?,
        interruption.map(|one| encode(&Interrupted::from(one))).transpose()?,
        block.map(|id| id.to_string()),
        (timer.status() == Status::Completed).then_some(now.0),
        now.0,
    ])?;
    let (since, stopped) = match timer.phase() {
        Phase::Running { since, .. } => (Some(since), None),
        Phase::Paused { .. } => (None, None),
        Phase::Completed { at } => (None, Some(at)),
    };
    let fields = json!({
        "client_id": work.client,
        "project_id": work.project,
        "task_id": work.task,
        "label": work.label,
        "is_billable": work.billable,
        "zone": zone,
        "status": timer.status().as_str(),
        "started_ms": timer.started().0,
        "segments": timer.closed(),
        "since_ms": since,
        "stopped_ms": stopped,
        "block_id": block,
    });
    outbox::replace(tx, TABLE, &id, Kind::Put, &fields, now)
}

/// Notes that a timer ran, and nothing else.
///
/// # Errors
///
/// SQLite refused.
pub fn beat(tx: &Connection, timer: &Timer) -> Result<()> {
    tx.prepare_cached("UPDATE timers SET phase = ?2 WHERE id = ?1")?
        .execute(params![timer.id().to_string(), encode(&timer.phase())?])?;
    Ok(())
}

/// Takes a timer away; none of its words waits in the outbox then.
///
/// # Errors
///
/// SQLite refused.
pub fn remove(tx: &Connection, id: TimerId, now: Moment) -> Result<()> {
    let id = id.to_string();
    tx.prepare_cached("DELETE FROM timers WHERE id = ?1")?.execute([&id])?;
    outbox::replace(tx, TABLE, &id, Kind::Delete, &json!({}), now)
}

/// One timer.
///
/// # Errors
///
/// SQLite refused.
pub fn get(db: &Connection, id: TimerId) -> Result<Option<Row>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM timers WHERE id = ?1"))?
        .query_row([id.to_string()], raw)
        .optional()?
        .map(Raw::row)
        .transpose()
}

/// The one that runs.
///
/// # Errors
///
/// SQLite refused.
pub fn running(db: &Connection) -> Result<Option<Row>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM timers WHERE status = 'running'"))?
        .query_row([], raw)
        .optional()?
        .map(Raw::row)
        .transpose()
}

/// Those that were not stopped: the one that runs first, then those that were started last.
///
/// # Errors
///
/// SQLite refused.
pub fn open(db: &Connection) -> Result<Vec<Row>> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM timers WHERE status IN ('running', 'paused')
         ORDER BY status DESC, started_ms DESC, id DESC"
    ))?;
    let rows = query.query_map([], raw)?;
    rows.map(|row| row?.row()).collect()
}

/// Those that were stopped and had been started at `since` or later, the newest first.
///
/// # Errors
///
/// SQLite refused.
pub fn completed(db: &Connection, since: Moment) -> Result<Vec<Row>> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM timers WHERE status = 'completed' AND started_ms >= ?1
         ORDER BY started_ms DESC, id DESC"
    ))?;
    let rows = query.query_map([since.0], raw)?;
    rows.map(|row| row?.row()).collect()
}

/// The one that was stopped last, whatever end it was given.
///
/// # Errors
///
/// SQLite refused.
pub fn last_stopped(db: &Connection) -> Result<Option<Row>> {
    last_completed(db, "done_ms")
}

/// The one whose time ends last.
///
/// # Errors
///
/// SQLite refused.
pub fn last_to_end(db: &Connection) -> Result<Option<Row>> {
    last_completed(db, "json_extract(phase, '$.completed.at')")
}

fn last_completed(db: &Connection, by: &str) -> Result<Option<Row>> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM timers WHERE status = 'completed'
         ORDER BY {by} DESC, id DESC LIMIT 1"
    ))?
    .query_row([], raw)
    .optional()?
    .map(Raw::row)
    .transpose()
}

/// The timer that became that entry.
///
/// # Errors
///
/// SQLite refused.
pub fn of_block(db: &Connection, block: BlockId) -> Result<Option<TimerId>> {
    let id: Option<String> = db
        .prepare_cached("SELECT id FROM timers WHERE block_id = ?1")?
        .query_row([block.to_string()], |row| row.get(0))
        .optional()?;
    id.map(|id| parse(&id, TABLE)).transpose()
}

/// All that may have run inside `span`.
///
/// # Errors
///
/// SQLite refused.
pub fn within(db: &Connection, span: Span) -> Result<Vec<Row>> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM timers
         WHERE started_ms < ?2
           AND coalesce(json_extract(phase, '$.completed.at'), started_ms) > ?1
            OR status <> 'completed'
         ORDER BY started_ms, id"
    ))?;
    let rows = query.query_map([span.start.0, span.end.0], raw)?;
    rows.map(|row| row?.row()).collect()
}

/// What was recognised while a timer ran.
///
/// # Errors
///
/// SQLite refused.
pub fn evidence(db: &Connection, id: TimerId) -> Result<Vec<String>> {
    let tokens: Option<String> = db
        .prepare_cached("SELECT evidence FROM timers WHERE id = ?1")?
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?;
    Ok(tokens.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Keeps what was recognised while a timer ran.
///
/// # Errors
///
/// SQLite refused.
pub fn put_evidence(tx: &Connection, id: TimerId, tokens: &[String]) -> Result<()> {
    tx.prepare_cached("UPDATE timers SET evidence = ?2 WHERE id = ?1")?
        .execute(params![id.to_string(), encode(&tokens)?])?;
    Ok(())
}

/// A number that is another one after every change of any timer.
///
/// # Errors
///
/// SQLite refused.
pub fn revision(db: &Connection) -> Result<i64> {
    Ok(db
        .prepare_cached("SELECT coalesce(max(updated_ms), 0) + count(*) FROM timers")?
        .query_row([], |row| row.get(0))?)
}

/// Takes timers away that were stopped, and last changed before `before`; their entries stay.
///
/// # Errors
///
/// SQLite refused.
pub fn sweep(tx: &Connection, before: Moment) -> Result<usize> {
    Ok(tx
        .prepare_cached("DELETE FROM timers WHERE status = 'completed' AND updated_ms < ?1")?
        .execute([before.0])?)
}

/// An interruption as it is kept. The twin of [`Interruption`], field by field.
#[derive(Debug, Serialize, Deserialize)]
struct Interrupted {
    cause: Cause,
    span: Span,
}

impl From<Interruption> for Interrupted {
    fn from(Interruption { cause, span }: Interruption) -> Self {
        Self { cause, span }
    }
}

impl From<Interrupted> for Interruption {
    fn from(Interrupted { cause, span }: Interrupted) -> Self {
        Self { cause, span }
    }
}

fn encode<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Row { table: TABLE })
}

fn decode<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::Row { table: TABLE })
}

struct Raw {
    id: String,
    client: Option<String>,
    project: Option<String>,
    task: Option<String>,
    label: String,
    billable: bool,
    zone: String,
    phase: String,
    closed: String,
    asked: String,
    interrupted: Option<String>,
    block: Option<String>,
}

fn raw(row: &SqlRow<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        client: row.get(1)?,
        project: row.get(2)?,
        task: row.get(3)?,
        label: row.get(4)?,
        billable: row.get(5)?,
        zone: row.get(6)?,
        phase: row.get(7)?,
        closed: row.get(8)?,
        asked: row.get(9)?,
        interrupted: row.get(10)?,
        block: row.get(11)?,
    })
}

impl Raw {
    fn row(self) -> Result<Row> {
        let work = Work {
            client: self.client.map(|id| parse(&id, TABLE)).transpose()?,
            project: self.project.map(|id| parse(&id, TABLE)).transpose()?,
            task: self.task.map(|id| parse(&id, TABLE)).transpose()?,
            label: self.label,
            billable: self.billable,
        };
        // The instants are right whatever the zone is called.
        let zone = zone_of(&self.zone).unwrap_or(TimeZone::UTC);
        let (closed, phase): (Segments, Phase) = (decode(&self.closed)?, decode(&self.phase)?);
        let timer = Timer::restore(parse(&self.id, TABLE)?, work, zone, closed, phase)
            .map_err(|_| Error::Row { table: TABLE })?;
        let interrupted: Option<Interrupted> =
            self.interrupted.as_deref().map(decode).transpose()?;
        Ok(Row {
            timer,
            asked: decode(&self.asked)?,
            interruption: interrupted.map(Interruption::from),
            block: self.block.map(|id| parse(&id, TABLE)).transpose()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Check, Store};
    use domain::time::MINUTE;
    use domain::timer::interruption::{GRACE, Reading};

    fn store() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        (home, store)
    }

    fn reading(minute: i64) -> Reading {
        let at = minute * MINUTE;
        Reading { wall: Moment(at), boot_ms: at, awake_ms: at }
    }

    fn started(number: u8, minute: i64) -> Row {
        let at = Moment(minute * MINUTE);
        let id = TimerId::mint(at, [number; 10]);
        let work = Work { label: format!("work {number}"), ..Work::default() };
        let zone = zone_of("America/New_York").unwrap();
        let timer = Timer::start(id, work, zone, at, at, &Segments::default()).unwrap();
        Row { timer, asked: Vec::new(), interruption: None, block: None }
    }

    fn paused(row: Row, minute: i64) -> Row {
        let timer = row.timer.pause(None, Moment(minute * MINUTE)).unwrap();
        Row { timer, ..row }
    }

    fn stopped(row: Row, minute: i64) -> Row {
        let timer = row.timer.stop(None, Moment(minute * MINUTE)).unwrap();
        Row { timer, ..row }
    }

    #[test]
    fn nothing_is_left_of_the_words_of_a_timer_that_is_taken_away() {
        let (_home, store) = store();
        let row = started(1, 0);
        let id = row.timer.id();
        let waiting = store
            .write(move |tx| {
                put(tx, &row, Moment(1))?;
                put(tx, &paused(row, 10), Moment(2))?;
                remove(tx, id, Moment(3))?;
                Ok(tx.query_row("SELECT group_concat(kind || fields) FROM outbox", [], |row| {
                    row.get::<_, String>(0)
                })?)
            })
            .unwrap();
        assert_eq!(waiting, "delete{}");
    }

    #[test]
    fn a_timer_reads_back_with_all_that_it_knows() {
        let (_home, store) = store();
        let mut row = paused(started(1, 0), 10);
        row.timer = row.timer.resume(None, Moment(20 * MINUTE), &Segments::default()).unwrap();
        row.timer = row.timer.beating(reading(21));
        row.interruption = row.timer.interruption(reading(40), GRACE);
        assert!(row.interruption.is_some(), "nobody watched it");
        row.asked = vec![Why::Long, Why::Midnight("2026-03-08".parse().unwrap())];
        let wanted = row.clone();
        row.block = Some(BlockId::mint(Moment(0), [9; 10]));
        let id = row.timer.id();
        store
            .write(move |tx| {
                put(tx, &started(1, 0), Moment(1))?;
                put(tx, &row, Moment(2))
            })
            .unwrap();
        assert_eq!(
            store.read(|db| get(db, id)).unwrap(),
            Some(wanted.clone()),
            "an entry that is gone is none"
        );
        assert_eq!(store.read(running).unwrap(), Some(wanted));
        let of =
            |number| store.read(|db| of_block(db, BlockId::mint(Moment(0), [number; 10]))).unwrap();
        assert_eq!((of(9), of(8)), (Some(id), None), "it may come back with an undo");
    }

    #[test]
    fn one_timer_runs_at_a_time() {
        let (_home, store) = store();
        store.write(|tx| put(tx, &started(1, 0), Moment(1))).unwrap();
        let second = store.write(|tx| put(tx, &started(2, 5), Moment(2)));
        assert!(second.is_err(), "the database keeps it, whoever asks");
        store
            .write(|tx| {
                put(tx, &paused(started(1, 0), 5), Moment(2))?;
                put(tx, &started(2, 5), Moment(2))?;
                put(tx, &paused(started(3, 5), 6), Moment(2))
            })
            .unwrap();
        let labels = |rows: Vec<Row>| -> Vec<String> {
            rows.into_iter().map(|row| row.timer.work().label.clone()).collect()
        };
        assert_eq!(labels(store.read(open).unwrap()), ["work 2", "work 3", "work 1"]);
    }

    #[test]
    fn a_heartbeat_is_nobody_elses_business() {
        let (_home, store) = store();
        let row = started(1, 0);
        let beaten = row.timer.clone().beating(reading(1));
        let (id, wanted) = (row.timer.id(), beaten.clone());
        store
            .write(move |tx| {
                put(tx, &row, Moment(1))?;
                beat(tx, &beaten)
            })
            .unwrap();
        assert_eq!(store.read(|db| get(db, id)).unwrap().unwrap().timer, wanted);
        assert_eq!(store.read(outbox::waiting).unwrap(), 1, "only that it was started");
    }

    #[test]
    fn stopped_timers_are_kept_for_a_while_and_the_others_until_they_are_stopped() {
        let (_home, store) = store();
        let newest = |since| {
            let rows = store.read(|db| completed(db, Moment(since))).unwrap();
            rows.into_iter().map(|row| row.timer.work().label.clone()).collect::<Vec<_>>()
        };
        store
            .write(|tx| {
                put(tx, &stopped(started(1, 0), 5), Moment(5))?;
                put(tx, &stopped(started(2, 5), 9), Moment(9))?;
                put(tx, &paused(started(3, 1), 2), Moment(2))
            })
            .unwrap();
        assert_eq!(newest(0), ["work 2", "work 1"]);
        assert_eq!(newest(MINUTE), ["work 2"]);
        store.write(|tx| sweep(tx, Moment(9))).unwrap();
        assert_eq!(newest(0), ["work 2"]);
        assert_eq!(store.read(open).unwrap().len(), 1, "a paused one may still be resumed");
    }

    #[test]
    fn evidence_is_kept_beside_the_timer_and_survives_its_changes() {
        let (_home, store) = store();
        let row = started(1, 0);
        let id = row.timer.id();
        store
            .write(move |tx| {
                put(tx, &row, Moment(1))?;
                put_evidence(tx, id, &["title:shop".to_owned()])?;
                put(tx, &paused(row, 5), Moment(2))
            })
            .unwrap();
        assert_eq!(store.read(|db| evidence(db, id)).unwrap(), ["title:shop"]);
    }
}
