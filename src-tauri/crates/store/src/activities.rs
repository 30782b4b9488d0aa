//! The ledger's rows.

use crate::{Error, Result};
use domain::activity::{Activity, State, Window};
use domain::ledger::Change;
use domain::time::{Millis, Moment, Span};
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str = "a.started_ms, a.ended_ms, a.state, w.program, w.title, w.site";

/// Applies the ledger's changes, in order.
///
/// # Errors
///
/// SQLite refused.
pub fn apply(tx: &Connection, changes: &[Change]) -> Result<()> {
    for change in changes {
        match change {
            Change::Put(activity) => put(tx, activity)?,
            Change::Remove(start) => {
                tx.prepare_cached("DELETE FROM activities WHERE started_ms = ?1")?
                    .execute([start.0])?;
            }
        }
    }
    Ok(())
}

fn put(tx: &Connection, activity: &Activity) -> Result<()> {
    let window = activity.window.as_ref().map(|window| window_id(tx, window)).transpose()?;
    tx.prepare_cached(
        "INSERT INTO activities (started_ms, ended_ms, state, window_id) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (started_ms) DO UPDATE SET
            ended_ms = excluded.ended_ms, state = excluded.state, window_id = excluded.window_id",
    )?
    .execute(params![
        activity.span.start.0,
        activity.span.end.0,
        activity.state.as_str(),
        window
    ])?;
    Ok(())
}

fn window_id(tx: &Connection, window: &Window) -> Result<i64> {
    let site = window.site.as_deref().unwrap_or_default();
    let known = tx
        .prepare_cached("SELECT id FROM windows WHERE program = ?1 AND title = ?2 AND site = ?3")?
        .query_row(params![window.program, window.title, site], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    tx.prepare_cached("INSERT INTO windows (program, title, site) VALUES (?1, ?2, ?3)")?
        .execute(params![window.program, window.title, site])?;
    Ok(tx.last_insert_rowid())
}

/// The newest row.
///
/// # Errors
///
/// SQLite refused.
pub fn last(db: &Connection) -> Result<Option<Activity>> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM activities a LEFT JOIN windows w ON w.id = a.window_id
         ORDER BY a.started_ms DESC LIMIT 1"
    ))?
    .query_row([], read)
    .optional()?
    .transpose()
}

/// The rows that share an instant with `span`, in order, each clipped to it.
///
/// # Errors
///
/// SQLite refused.
pub fn within(db: &Connection, span: Span) -> Result<Vec<Activity>> {
    // Rows do not overlap, so at most one row begins before the span and reaches into it.
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM activities a LEFT JOIN windows w ON w.id = a.window_id
         WHERE a.started_ms >= coalesce(
                   (SELECT max(started_ms) FROM activities WHERE started_ms <= ?1), ?1)
           AND a.started_ms < ?2
         ORDER BY a.started_ms"
    ))?;
    let rows = query.query_map([span.start.0, span.end.0], read)?;
    let mut activities = Vec::new();
    for row in rows {
        let activity = row??;
        if let Some(span) = activity.span.overlap(span) {
            activities.push(Activity { span, ..activity });
        }
    }
    Ok(activities)
}

/// When each row that shares an instant with `span` begins and ends, and its state: what
/// [`within`] gives without its windows, at a third of the price.
///
/// # Errors
///
/// SQLite refused.
pub fn states(db: &Connection, span: Span) -> Result<Vec<(Span, State)>> {
    let mut query = db.prepare_cached(
        "SELECT started_ms, ended_ms, state FROM activities
         WHERE started_ms >= coalesce(
                   (SELECT max(started_ms) FROM activities WHERE started_ms <= ?1), ?1)
           AND started_ms < ?2
         ORDER BY started_ms",
    )?;
    let mut rows = query.query([span.start.0, span.end.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let known = row.get_ref(2)?.as_str().ok().and_then(State::from_name);
        let state = known.ok_or(Error::Row { table: "activities" })?;
        let whole = Span::new(Moment(row.get(0)?), Moment(row.get(1)?));
        found.extend(whole.overlap(span).map(|part| (part, state)));
    }
    Ok(found)
}

/// Work in front of a window, without the window itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Front {
    /// When.
    pub span: Span,
    /// Which window, for [`window`].
    pub window: i64,
}

/// When somebody worked in front of which window inside `span`, in order, each clipped to it:
/// what [`within`] gives of the work in windows, at a third of the price.
///
/// # Errors
///
/// SQLite refused.
pub fn fronts(db: &Connection, span: Span) -> Result<Vec<Front>> {
    let mut query = db.prepare_cached(
        "SELECT started_ms, ended_ms, state, window_id FROM activities
         WHERE started_ms >= coalesce(
                   (SELECT max(started_ms) FROM activities WHERE started_ms <= ?1), ?1)
           AND started_ms < ?2 AND window_id IS NOT NULL
         ORDER BY started_ms",
    )?;
    let mut rows = query.query([span.start.0, span.end.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let known = row.get_ref(2)?.as_str().ok().and_then(State::from_name);
        let state = known.ok_or(Error::Row { table: "activities" })?;
        let whole = Span::new(Moment(row.get(0)?), Moment(row.get(1)?));
        if let (true, Some(span)) = (state.is_work(), whole.overlap(span)) {
            found.push(Front { span, window: row.get(3)? });
        }
    }
    Ok(found)
}

/// A window by the number that [`fronts`] gives.
///
/// # Errors
///
/// SQLite refused.
pub fn window(db: &Connection, id: i64) -> Result<Option<Window>> {
    Ok(db
        .prepare_cached("SELECT program, title, site FROM windows WHERE id = ?1")?
        .query_row([id], |row| {
            let site = Some(row.get::<_, String>(2)?).filter(|site| !site.is_empty());
            Ok(Window { program: row.get(0)?, title: row.get(1)?, site })
        })
        .optional()?)
}

/// The newest rows that came without a gap and have the state and the program of the newest of
/// all: that one, and since when it has been so.
///
/// # Errors
///
/// SQLite refused.
pub fn current(db: &Connection) -> Result<Option<(Activity, Moment)>> {
    let Some(newest) = last(db)? else { return Ok(None) };
    let program = newest.window.as_ref().map(|window| window.program.as_str());
    let mut query = db.prepare_cached(
        "SELECT a.started_ms, a.ended_ms, a.state, w.program
         FROM activities a LEFT JOIN windows w ON w.id = a.window_id
         WHERE a.started_ms < ?1 ORDER BY a.started_ms DESC",
    )?;
    let mut rows = query.query([newest.span.start.0])?;
    let mut since = newest.span.start;
    while let Some(row) = rows.next()? {
        let is_same = row.get::<_, i64>(1)? == since.0
            && row.get_ref(2)?.as_str().ok() == Some(newest.state.as_str())
            && row.get_ref(3)?.as_str_or_null().ok().flatten() == program;
        if !is_same {
            break;
        }
        since = Moment(row.get(0)?);
    }
    Ok(Some((newest, since)))
}

/// A window, and for how long it was in front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The program.
    pub program: String,
    /// The title.
    pub title: String,
    /// For how long, in milliseconds.
    pub length_ms: i64,
}

/// The windows that were in front inside `span`, the longest first, `most` of them.
///
/// # Errors
///
/// SQLite refused.
pub fn windows(db: &Connection, span: Span, most: u32) -> Result<Vec<Seen>> {
    let mut query = db.prepare_cached(
        "SELECT w.program, w.title, sum(min(a.ended_ms, ?2) - max(a.started_ms, ?1)) AS length_ms
         FROM activities a JOIN windows w ON w.id = a.window_id
         WHERE a.started_ms >= coalesce(
                   (SELECT max(started_ms) FROM activities WHERE started_ms <= ?1), ?1)
           AND a.started_ms < ?2 AND a.ended_ms > ?1
         GROUP BY w.program, w.title ORDER BY length_ms DESC, w.program, w.title LIMIT ?3",
    )?;
    let rows = query.query_map(params![span.start.0, span.end.0, most], |row| {
        Ok(Seen { program: row.get(0)?, title: row.get(1)?, length_ms: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Milliseconds of each state inside `span`, without the states that have none.
///
/// # Errors
///
/// SQLite refused.
pub fn sums(db: &Connection, span: Span) -> Result<Vec<(State, Millis)>> {
    let mut query = db.prepare_cached(
        "SELECT state, sum(min(ended_ms, ?2) - max(started_ms, ?1)) FROM activities
         WHERE started_ms >= coalesce(
                   (SELECT max(started_ms) FROM activities WHERE started_ms <= ?1), ?1)
           AND started_ms < ?2 AND ended_ms > ?1
         GROUP BY state",
    )?;
    let rows = query.query_map([span.start.0, span.end.0], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Millis>(1)?))
    })?;
    let mut sums = Vec::new();
    for row in rows {
        let (state, sum) = row?;
        sums.push((State::from_name(&state).ok_or(Error::Row { table: "activities" })?, sum));
    }
    Ok(sums)
}

/// Takes all rows inside `span` away; rows that reach into it are cut.
///
/// # Errors
///
/// SQLite refused.
pub fn clear(tx: &Connection, span: Span) -> Result<()> {
    for inside in within(tx, span)? {
        let whole = covering(tx, inside.span.start)?;
        tx.prepare_cached("DELETE FROM activities WHERE started_ms = ?1")?
            .execute([whole.span.start.0])?;
        put_around(tx, &whole, span)?;
    }
    Ok(())
}

/// Takes the content out of all rows inside `span`: the time stays, as `excluded`.
///
/// # Errors
///
/// SQLite refused.
pub fn forget(tx: &Connection, span: Span) -> Result<()> {
    for inside in within(tx, span)? {
        let whole = covering(tx, inside.span.start)?;
        if !whole.state.is_work() {
            continue;
        }
        put(tx, &Activity { span: inside.span, state: State::Excluded, window: None })?;
        put_around(tx, &whole, span)?;
    }
    sweep_windows(tx)
}

/// The row that holds the instant `at`.
fn covering(tx: &Connection, at: Moment) -> Result<Activity> {
    tx.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM activities a LEFT JOIN windows w ON w.id = a.window_id
         WHERE a.started_ms <= ?1 ORDER BY a.started_ms DESC LIMIT 1"
    ))?
    .query_row([at.0], read)?
}

/// Writes the parts of `whole` that lie before and after `hole`.
fn put_around(tx: &Connection, whole: &Activity, hole: Span) -> Result<()> {
    let parts = [
        Span::new(whole.span.start, whole.span.end.min(hole.start)),
        Span::new(whole.span.start.max(hole.end), whole.span.end),
    ];
    for span in parts.into_iter().filter(|part| !part.is_empty()) {
        put(tx, &Activity { span, ..whole.clone() })?;
    }
    Ok(())
}

/// Removes windows that no row names any more.
fn sweep_windows(tx: &Connection) -> Result<()> {
    tx.execute(
        "DELETE FROM windows WHERE id NOT IN
            (SELECT window_id FROM activities WHERE window_id IS NOT NULL)",
        [],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Result<Activity>> {
    let state: String = row.get(2)?;
    let Some(state) = State::from_name(&state) else {
        return Ok(Err(Error::Row { table: "activities" }));
    };
    let program: Option<String> = row.get(3)?;
    let window = match program {
        Some(program) => Some(Window {
            program,
            title: row.get(4)?,
            site: Some(row.get::<_, String>(5)?).filter(|site| !site.is_empty()),
        }),
        None => None,
    };
    let span = Span::new(Moment(row.get(0)?), Moment(row.get(1)?));
    Ok(Ok(Activity { span, state, window }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Check, Store};

    fn row(start: i64, end: i64, state: State, title: Option<&str>) -> Change {
        Change::Put(Activity {
            span: Span::new(Moment(start), Moment(end)),
            state,
            window: title.map(|title| Window {
                program: "editor".into(),
                title: title.into(),
                site: None,
            }),
        })
    }

    #[test]
    fn forgetting_keeps_the_time_and_drops_the_content() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        store
            .write(|tx| {
                apply(
                    tx,
                    &[
                        row(0, 100, State::Working, Some("private matter")),
                        row(100, 200, State::Idle, None),
                        row(200, 300, State::Working, Some("other")),
                    ],
                )?;
                forget(tx, Span::new(Moment(50), Moment(250)))
            })
            .unwrap();
        let whole = Span::new(Moment(0), Moment(300));
        let rows = store.read(|db| within(db, whole)).unwrap();
        let drawn: Vec<_> = rows
            .iter()
            .map(|row| (row.span.start.0, row.span.end.0, row.state, row.window.is_some()))
            .collect();
        assert_eq!(
            drawn,
            [
                (0, 50, State::Working, true),
                (50, 100, State::Excluded, false),
                (100, 200, State::Idle, false),
                (200, 250, State::Excluded, false),
                (250, 300, State::Working, true),
            ]
        );
        store.write(|tx| forget(tx, Span::new(Moment(0), Moment(300)))).unwrap();
        let windows: i64 = store
            .read(|db| Ok(db.query_row("SELECT count(*) FROM windows", [], |row| row.get(0))?))
            .unwrap();
        assert_eq!(windows, 0, "no title outlives the rows that named it");
    }

    #[test]
    fn a_span_finds_the_row_that_reaches_into_it() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        store
            .write(|tx| {
                apply(
                    tx,
                    &[row(0, 100, State::Working, Some("a")), row(100, 200, State::Call, None)],
                )
            })
            .unwrap();
        let check = |start, end, expected: &[(i64, i64)]| {
            let rows = store
                .read(|db| within(db, Span::new(Moment(start), Moment(end))))
                .unwrap()
                .iter()
                .map(|row| (row.span.start.0, row.span.end.0))
                .collect::<Vec<_>>();
            assert_eq!(rows, expected, "{start}..{end}");
        };
        check(50, 60, &[(50, 60)]);
        check(50, 150, &[(50, 100), (100, 150)]);
        check(100, 500, &[(100, 200)]);
        check(300, 400, &[]);
    }
}
