//! Time entries as rates, budgets and reports read them: for whom, how long and on which day, but
//! not in which words. Five years of them are read in a moment.

use crate::clients::parse;
use crate::zones::Zones;
use crate::{Error, Result};
use domain::block::Status;
use domain::details::Source;
use domain::id::{ClientId, TagId};
use domain::segments::Segments;
use domain::time::{Millis, Moment, Span, TimeZone};
use domain::work::{FrozenDays, Target, When, Work};
use rusqlite::{Connection, Params, Row, params};

/// An entry, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The entry.
    pub work: Work,
    /// From when to when it reaches; of one with only a length, from the midnight of its day.
    pub span: Span,
    /// Where it stands.
    pub status: Status,
    /// Where it comes from.
    pub source: Source,
}

const TABLE: &str = "time_blocks";

const COLUMNS: &str = "b.id, b.start_ms, b.end_ms, b.client_id, b.project_id, b.task_id,
    b.is_billable, b.pauses, b.is_untimed, b.zone, b.status, b.source,
    CASE b.status WHEN 'billed' THEN f.days END,
    (SELECT group_concat(t.tag_id) FROM block_tags t WHERE t.block_id = b.id)";

const FROM: &str = "time_blocks b LEFT JOIN billed_days f ON f.block_id = b.id";

/// No entry reaches over more than this; it bounds the search for those that reach into a span.
const LONGEST: Millis = domain::entry::LONGEST;

/// The entries that share an instant with `span`, in order of time. Those with only a length lie
/// on a day of their own zone: who wants the days of another gives a span that is a day longer.
///
/// # Errors
///
/// SQLite refused.
pub fn within(db: &Connection, span: Span, home: &TimeZone) -> Result<Vec<Kept>> {
    let which = "b.start_ms >= ?1 AND b.start_ms < ?2 AND b.end_ms > ?3 ORDER BY b.start_ms, b.id";
    let (from, end, start) = (span.start.minus(LONGEST).0, span.end.0, span.start.0);
    all(db, which, params![from, end, start], home)
}

/// The same, of one client.
///
/// # Errors
///
/// SQLite refused.
pub fn of_client(
    db: &Connection,
    client: ClientId,
    span: Span,
    home: &TimeZone,
) -> Result<Vec<Kept>> {
    let which = "b.client_id = ?4 AND b.start_ms >= ?1 AND b.start_ms < ?2 AND b.end_ms > ?3
        ORDER BY b.start_ms, b.id";
    let (from, end, start) = (span.start.minus(LONGEST).0, span.end.0, span.start.0);
    all(db, which, params![from, end, start, client.to_string()], home)
}

/// All entries that are on no invoice, in no order.
///
/// # Errors
///
/// SQLite refused.
pub fn unbilled(db: &Connection, home: &TimeZone) -> Result<Vec<Kept>> {
    all(db, "b.status <> 'billed'", [], home)
}

/// The billed entries that share an instant with `span`, in order of time.
///
/// # Errors
///
/// SQLite refused.
pub fn billed(db: &Connection, span: Span, home: &TimeZone) -> Result<Vec<Kept>> {
    let which = "b.start_ms >= ?1 AND b.start_ms < ?2 AND b.end_ms > ?3 AND b.status = 'billed'
        ORDER BY b.start_ms, b.id";
    let (from, end, start) = (span.start.minus(LONGEST).0, span.end.0, span.start.0);
    all(db, which, params![from, end, start], home)
}

fn all(db: &Connection, which: &str, given: impl Params, home: &TimeZone) -> Result<Vec<Kept>> {
    let mut query = db.prepare_cached(&format!("SELECT {COLUMNS} FROM {FROM} WHERE {which}"))?;
    let mut rows = query.query(given)?;
    let mut kept = Vec::new();
    let mut zones = Zones::new(home);
    while let Some(row) = rows.next()? {
        kept.push(read(row, &mut zones)?);
    }
    Ok(kept)
}

fn read(row: &Row<'_>, zones: &mut Zones<'_>) -> Result<Kept> {
    let span = Span::new(Moment(row.get(1)?), Moment(row.get(2)?));
    let zone = zones.of(text(row, 9)?.unwrap_or_default());
    let when = if row.get(8)? {
        When::OnDay(span.start.in_zone(&zone).date(), span.millis())
    } else {
        When::Spans(match text(row, 7)? {
            None => vec![span],
            Some(pauses) => {
                let pauses: Segments = serde_json::from_str(pauses).map_err(|_| unreadable())?;
                Segments::from(span).minus(&pauses).as_slice().to_vec()
            }
        })
    };
    let status = text(row, 10)?.and_then(Status::from_name).ok_or_else(unreadable)?;
    let billed = match (status, text(row, 12)?) {
        (Status::Draft | Status::Confirmed, _) => None,
        (Status::Billed, None) => Some(FrozenDays::new()),
        (Status::Billed, Some(days)) => Some(serde_json::from_str(days).map_err(|_| unreadable())?),
    };
    let tags: Vec<TagId> = match text(row, 13)? {
        None => Vec::new(),
        Some(ids) => ids.split(',').map(|id| parse(id, TABLE)).collect::<Result<_>>()?,
    };
    let work = Work {
        id: parse(text(row, 0)?.unwrap_or_default(), TABLE)?,
        target: Target { client: id(row, 3)?, project: id(row, 4)?, task: id(row, 5)? },
        tags,
        when,
        zone,
        billable: row.get(6)?,
        billed,
    };
    let source = text(row, 11)?.and_then(Source::from_name).ok_or_else(unreadable)?;
    Ok(Kept { work, span, status, source })
}

const fn unreadable() -> Error {
    Error::Row { table: TABLE }
}

/// A text of the row, without a copy.
fn text<'a>(row: &'a Row<'_>, column: usize) -> Result<Option<&'a str>> {
    row.get_ref(column)?.as_str_or_null().map_err(|_| unreadable())
}

fn id<T: std::str::FromStr>(row: &Row<'_>, column: usize) -> Result<Option<T>> {
    text(row, column)?.map(|text| parse(text, TABLE)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entries::{self, Row};
    use crate::{Check, Store, rates};
    use domain::block::{Answer, Block};
    use domain::details::Details;
    use domain::entry::Entry;
    use domain::id::BlockId;
    use domain::time::{DAY, HOUR, MINUTE, zone_of};
    use domain::work::Frozen;

    fn minutes(start: i64, end: i64) -> Span {
        Span::new(Moment(start * MINUTE), Moment(end * MINUTE))
    }

    fn row(number: u8, segments: &[Span], zone: &str) -> Row {
        let block = Block {
            id: BlockId::mint(Moment(0), [number; 10]),
            span: minutes(0, 1),
            answer: Answer { billable: true, ..Answer::default() },
            status: Status::Confirmed,
            edited: true,
        };
        let segments = Segments::new(segments.iter().copied());
        let entry = Entry::of(block, segments, zone_of(zone).unwrap()).unwrap();
        Row { entry, details: Details::default() }
    }

    fn store(rows: Vec<Row>) -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        store
            .write(move |tx| rows.iter().try_for_each(|row| entries::put(tx, row, Moment(1))))
            .unwrap();
        (home, store)
    }

    #[test]
    fn a_pause_is_no_work_and_a_length_lies_on_the_day_of_its_zone() {
        let paused = row(1, &[minutes(0, 10), minutes(20, 30)], "UTC");
        // Midnight of the second of January in Auckland is noon of the first in UTC.
        let mut untimed =
            row(2, &[Span::new(Moment(11 * HOUR), Moment(13 * HOUR))], "Pacific/Auckland");
        untimed.entry = {
            let noon = "1970-01-02T00:00:00+12:00".parse::<Moment>().unwrap();
            let block = untimed.entry.block().clone();
            let zone = untimed.entry.zone().clone();
            Entry::of(block, Segments::from(Span::new(noon, noon.plus(2 * HOUR))), zone).unwrap()
        };
        untimed.details.is_untimed = true;
        let (_home, store) = store(vec![paused, untimed]);
        let found =
            store.read(|db| within(db, Span::new(Moment(0), Moment(DAY)), &TimeZone::UTC)).unwrap();
        let when: Vec<&When> = found.iter().map(|one| &one.work.when).collect();
        let day = "1970-01-02".parse().unwrap();
        assert_eq!(
            when,
            [&When::Spans(vec![minutes(0, 10), minutes(20, 30)]), &When::OnDay(day, 2 * HOUR),]
        );
        let none = store.read(|db| within(db, minutes(30, 40), &TimeZone::UTC)).unwrap();
        assert_eq!(none, [], "it ended before");
    }

    #[test]
    fn an_entry_keeps_what_was_frozen_first_for_as_long_as_it_is_billed() {
        let mut billed = row(1, &[minutes(0, 10)], "UTC");
        let with = |row: &Row, status| {
            let block = Block { status, ..row.entry.block().clone() };
            Row { entry: row.entry.saying(block), ..row.clone() }
        };
        billed = with(&billed, Status::Billed);
        let open = with(&billed, Status::Confirmed);
        let id = billed.entry.id();
        let (_home, store) = store(vec![billed]);
        let day = |number: i8| format!("1970-01-{number:02}").parse().unwrap();
        let rate = |text: &str| Frozen { per_hour: Some(text.parse().unwrap()), billed_ms: None };
        let length = |minutes| Frozen { per_hour: None, billed_ms: Some(minutes * MINUTE) };
        store
            .write(move |tx| {
                for (day, frozen) in [
                    (day(1), rate("90.00 EUR")),
                    (day(1), rate("95.00 EUR")),
                    (day(1), length(60)),
                    (day(2), length(15)),
                    (day(1), length(5)),
                ] {
                    rates::freeze(tx, id, &[(day, frozen)].into(), Moment(1))?;
                }
                Ok(())
            })
            .unwrap();
        let all = Span::new(Moment(0), Moment(DAY));
        let found = || store.read(|db| within(db, all, &TimeZone::UTC)).unwrap().remove(0).work;
        let first = Frozen { billed_ms: Some(60 * MINUTE), ..rate("90.00 EUR") };
        assert_eq!(found().billed, Some([(day(1), first), (day(2), length(15))].into()));
        store.write(move |tx| entries::put(tx, &open, Moment(3))).unwrap();
        assert_eq!(found().billed, None, "it is on no invoice any more");
    }

    #[test]
    fn years_of_entries_are_found_by_an_index() {
        let (_home, store) = store(Vec::new());
        let check = |which: &str, index: &str| {
            let plan: Vec<String> = store
                .read(|db| {
                    let sql =
                        format!("EXPLAIN QUERY PLAN SELECT {COLUMNS} FROM {FROM} WHERE {which}");
                    let mut query = db.prepare(&sql)?;
                    let rows = query.query_map([], |row| row.get(3))?;
                    Ok(rows.collect::<rusqlite::Result<_>>()?)
                })
                .unwrap();
            let text = plan.join("; ");
            assert!(text.contains(index) && !text.contains("SCAN b"), "{text}");
            assert!(!text.contains("TEMP B-TREE FOR ORDER BY"), "found in order: {text}");
        };
        check(
            "b.start_ms >= 1 AND b.start_ms < 2 AND b.end_ms > 3 ORDER BY b.start_ms, b.id",
            "time_blocks_start",
        );
        check(
            "b.client_id = 'x' AND b.start_ms >= 1 AND b.start_ms < 2 AND b.end_ms > 3 ORDER BY b.start_ms, b.id",
            "time_blocks_client",
        );
    }
}
