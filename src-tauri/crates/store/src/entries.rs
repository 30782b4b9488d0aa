//! Time entries: blocks with their pauses, zone, task, tags and note.
//!
//! The same rows as [`crate::blocks`], whole. A block that was kept before entries had zones was
//! worked in the owner's zone, which whoever reads it gives as `home`.

use crate::blocks;
use crate::clients::parse;
use crate::outbox::{self, Kind};
use crate::zones::Zones;
use crate::{Error, Result, imports};
use domain::block::{Answer, Block, Status};
use domain::days::{days_span, entry_day};
use domain::details::{Details, Source};
use domain::entry::Entry;
use domain::id::{BlockId, TagId};
use domain::segments::Segments;
use domain::time::{DAY, Date, Moment, Span, TimeZone, zone_name};
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};
use serde_json::json;
use std::collections::BTreeSet;

/// A time entry as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its block, pauses and zone.
    pub entry: Entry,
    /// What else it says.
    pub details: Details,
}

const TABLE: &str = "time_blocks";

const COLUMNS: &str = "b.id, b.start_ms, b.end_ms, b.client_id, b.project_id, b.task_label,
    b.is_billable, b.confidence, b.reason, b.status, b.edited, b.task_id, b.zone, b.pauses, b.note,
    b.source, b.is_untimed, b.invoice,
    (SELECT json_group_array(k.key) FROM import_keys k WHERE k.block_id = b.id),
    (SELECT group_concat(t.tag_id) FROM block_tags t WHERE t.block_id = b.id)";

/// No entry reaches over more than this; it bounds the search for those that reach into a span.
const LONGEST: i64 = domain::entry::LONGEST;

/// Writes an entry: a new one, or all of one that is there.
///
/// # Errors
///
/// SQLite refused.
pub fn put(tx: &Connection, row: &Row, now: Moment) -> Result<()> {
    let Row { entry, details } = row;
    let (block, answer) = (entry.block(), &entry.block().answer);
    let id = block.id.to_string();
    let pauses = entry.pauses();
    let pauses = (!pauses.is_empty()).then(|| encode(&pauses)).transpose()?;
    let zone = zone_name(entry.zone(), block.span.start);
    tx.prepare_cached(
        "INSERT INTO time_blocks (id, start_ms, end_ms, client_id, project_id, task_label,
            is_billable, confidence, reason, status, edited, created_ms, updated_ms, task_id, zone,
            pauses, note, source, is_untimed, invoice)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?13, ?14, ?15, ?16, ?17,
            ?18, ?19)
         ON CONFLICT (id) DO UPDATE SET
            start_ms = excluded.start_ms, end_ms = excluded.end_ms,
            client_id = excluded.client_id, project_id = excluded.project_id,
            task_label = excluded.task_label, is_billable = excluded.is_billable,
            confidence = excluded.confidence, reason = excluded.reason,
            status = excluded.status, edited = excluded.edited, task_id = excluded.task_id,
            zone = excluded.zone, pauses = excluded.pauses, note = excluded.note,
            source = excluded.source, is_untimed = excluded.is_untimed,
            invoice = excluded.invoice, revision = revision + 1, updated_ms = excluded.updated_ms",
    )?
    .execute(params![
        id,
        block.span.start.0,
        block.span.end.0,
        answer.client.map(|id| id.to_string()),
        answer.project.map(|id| id.to_string()),
        answer.label,
        answer.billable,
        f64::from(answer.confidence),
        answer.reason,
        block.status.as_str(),
        block.edited,
        now.0,
        details.task.map(|id| id.to_string()),
        zone,
        pauses,
        details.note,
        details.source.as_str(),
        details.is_untimed,
        details.invoice,
    ])?;
    tx.prepare_cached("DELETE FROM block_tags WHERE block_id = ?1")?.execute([&id])?;
    let mut tag = tx.prepare_cached("INSERT INTO block_tags (block_id, tag_id) VALUES (?1, ?2)")?;
    for one in &details.tags {
        tag.execute(params![id, one.to_string()])?;
    }
    imports::put(tx, &id, &details.import_keys)?;
    let fields = json!({
        "start_ms": block.span.start.0,
        "end_ms": block.span.end.0,
        "client_id": answer.client,
        "project_id": answer.project,
        "task_id": details.task,
        "task_label": answer.label,
        "is_billable": answer.billable,
        "status": block.status.as_str(),
        "zone": zone,
        "pauses": entry.pauses(),
        "note": details.note,
        "source": details.source.as_str(),
        "is_untimed": details.is_untimed,
        "invoice": details.invoice,
        "tags": details.tags,
    });
    outbox::enqueue(tx, TABLE, &id, Kind::Put, &fields, now)
}

/// Takes an entry away.
///
/// # Errors
///
/// SQLite refused.
pub fn remove(tx: &Connection, id: BlockId, now: Moment) -> Result<()> {
    blocks::remove(tx, id, now)
}

/// One entry.
///
/// # Errors
///
/// SQLite refused.
pub fn get(db: &Connection, id: BlockId, home: &TimeZone) -> Result<Option<Row>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM time_blocks b WHERE b.id = ?1"))?
        .query_row([id.to_string()], raw)
        .optional()?
        .map(|raw| raw.row(&mut Zones::new(home)))
        .transpose()
}

/// Whether there is any entry.
///
/// # Errors
///
/// SQLite refused.
pub fn any(db: &Connection) -> Result<bool> {
    let mut query = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM time_blocks)")?;
    Ok(query.query_row([], |row| row.get(0))?)
}

/// The entries that share an instant with `span`, in order; those with only a length among them.
///
/// # Errors
///
/// SQLite refused.
pub fn within(db: &Connection, span: Span, home: &TimeZone) -> Result<Vec<Row>> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM time_blocks b
         WHERE b.start_ms >= ?1 AND b.start_ms < ?2 AND b.end_ms > ?3
         ORDER BY b.start_ms, b.id"
    ))?;
    let rows = query.query_map([span.start.minus(LONGEST).0, span.end.0, span.start.0], raw)?;
    let mut zones = Zones::new(home);
    rows.map(|row| row?.row(&mut zones)).collect()
}

/// The entries of the local days from `first` to `last` in `home`, in order: those that share an
/// instant with them, and those with only a length whose own day is one of them, wherever that was.
///
/// # Errors
///
/// SQLite refused.
pub fn on_days(db: &Connection, first: Date, last: Date, home: &TimeZone) -> Result<Vec<Row>> {
    let span = days_span(first, last, home);
    // The same date begins up to 26 hours earlier or later elsewhere.
    let around = Span::new(span.start.minus(2 * DAY), span.end.plus(2 * DAY));
    let mut rows = within(db, around, home)?;
    rows.retain(|Row { entry, details }| {
        if details.is_untimed {
            (first..=last).contains(&entry_day(entry))
        } else {
            entry.span().overlap(span).is_some()
        }
    });
    Ok(rows)
}

/// What of `span` any entry counts, pauses left out. Entries with only a length count none of it.
///
/// # Errors
///
/// SQLite refused.
pub fn counted(db: &Connection, span: Span) -> Result<Segments> {
    let mut query = db.prepare_cached(
        "SELECT start_ms, end_ms, pauses FROM time_blocks
         WHERE start_ms >= ?1 AND start_ms < ?2 AND end_ms > ?3 AND is_untimed = 0
         ORDER BY start_ms, id",
    )?;
    let mut rows = query.query([span.start.minus(LONGEST).0, span.end.0, span.start.0])?;
    let mut stretches = Vec::new();
    while let Some(row) = rows.next()? {
        let whole = Span::new(Moment(row.get(0)?), Moment(row.get(1)?));
        let pauses: Option<String> = row.get(2)?;
        let pauses = pauses.as_deref().map(decode).transpose()?.unwrap_or_default();
        let left = Segments::from(whole).minus(&pauses).within(span);
        stretches.extend_from_slice(left.as_slice());
    }
    Ok(Segments::new(stretches))
}

fn encode(segments: &Segments) -> Result<String> {
    serde_json::to_string(segments).map_err(|_| Error::Row { table: TABLE })
}

fn decode(text: &str) -> Result<Segments> {
    serde_json::from_str(text).map_err(|_| Error::Row { table: TABLE })
}

struct Raw {
    id: String,
    span: Span,
    client: Option<String>,
    project: Option<String>,
    label: String,
    billable: bool,
    confidence: f64,
    reason: String,
    status: String,
    edited: bool,
    task: Option<String>,
    zone: String,
    pauses: Option<String>,
    note: String,
    source: String,
    is_untimed: bool,
    invoice: Option<String>,
    import_keys: String,
    tags: Option<String>,
}

fn raw(row: &SqlRow<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        span: Span::new(Moment(row.get(1)?), Moment(row.get(2)?)),
        client: row.get(3)?,
        project: row.get(4)?,
        label: row.get(5)?,
        billable: row.get(6)?,
        confidence: row.get(7)?,
        reason: row.get(8)?,
        status: row.get(9)?,
        edited: row.get(10)?,
        task: row.get(11)?,
        zone: row.get(12)?,
        pauses: row.get(13)?,
        note: row.get(14)?,
        source: row.get(15)?,
        is_untimed: row.get(16)?,
        invoice: row.get(17)?,
        import_keys: row.get(18)?,
        tags: row.get(19)?,
    })
}

impl Raw {
    fn row(self, zones: &mut Zones<'_>) -> Result<Row> {
        let unreadable = || Error::Row { table: TABLE };
        #[expect(clippy::cast_possible_truncation, reason = "a confidence lies between 0 and 1")]
        let confidence = self.confidence as f32;
        let block = Block {
            id: parse(&self.id, TABLE)?,
            span: self.span,
            answer: Answer {
                client: self.client.map(|id| parse(&id, TABLE)).transpose()?,
                project: self.project.map(|id| parse(&id, TABLE)).transpose()?,
                label: self.label,
                billable: self.billable,
                confidence,
                reason: self.reason,
            },
            status: Status::from_name(&self.status).ok_or_else(unreadable)?,
            edited: self.edited,
        };
        let pauses = self.pauses.as_deref().map(decode).transpose()?.unwrap_or_default();
        let tags: BTreeSet<TagId> = match self.tags.as_deref() {
            None => BTreeSet::new(),
            Some(ids) => ids.split(',').map(|id| parse(id, TABLE)).collect::<Result<_>>()?,
        };
        let details = Details {
            task: self.task.map(|id| parse(&id, TABLE)).transpose()?,
            tags,
            note: self.note,
            source: Source::from_name(&self.source).ok_or_else(unreadable)?,
            is_untimed: self.is_untimed,
            invoice: self.invoice,
            import_keys: serde_json::from_str(&self.import_keys).map_err(|_| unreadable())?,
        };
        let segments = Segments::from(block.span).minus(&pauses);
        let entry = Entry::of(block, segments, zones.of(&self.zone)).map_err(|_| unreadable())?;
        Ok(Row { entry, details })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Check, Store};
    use domain::time::MINUTE;
    use domain::time::zone_of;

    fn minutes(start: i64, end: i64) -> Span {
        Span::new(Moment(start * MINUTE), Moment(end * MINUTE))
    }

    fn row(number: u8, stretches: &[(i64, i64)]) -> Row {
        let block = Block {
            id: BlockId::mint(Moment(0), [number; 10]),
            span: minutes(0, 1),
            answer: Answer { label: format!("work {number}"), ..Answer::default() },
            status: Status::Draft,
            edited: true,
        };
        let segments = Segments::new(stretches.iter().map(|(from, to)| minutes(*from, *to)));
        let entry = Entry::of(block, segments, zone_of("Europe/Vienna").unwrap()).unwrap();
        Row { entry, details: Details::default() }
    }

    fn store() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        (home, store)
    }

    #[test]
    fn an_entry_reads_back_with_all_that_it_says() {
        let (_home, store) = store();
        let tag = TagId::mint(Moment(0), [7; 10]);
        let mut kept = row(1, &[(0, 10), (20, 30)]);
        kept.details = Details {
            tags: BTreeSet::from([tag]),
            note: "a *note*".into(),
            source: Source::Timer,
            invoice: Some("2026-7".into()),
            import_keys: BTreeSet::from(["toggl:1".to_owned()]),
            ..Details::default()
        };
        let wanted = kept.clone();
        store
            .write(move |tx| {
                tx.execute(
                    "INSERT INTO tags (id, name, name_key, created_ms) VALUES (?1, 'x', 'x', 0)",
                    [tag.to_string()],
                )?;
                put(tx, &kept, Moment(1))?;
                put(tx, &kept, Moment(2))
            })
            .unwrap();
        let read = store.read(|db| get(db, wanted.entry.id(), &TimeZone::UTC)).unwrap();
        assert_eq!(read, Some(wanted));
    }

    #[test]
    fn a_pause_is_not_counted_and_a_length_without_a_time_neither() {
        let (_home, store) = store();
        let paused = row(1, &[(0, 10), (20, 30)]);
        let mut untimed = row(2, &[(10, 20)]);
        untimed.details.is_untimed = true;
        store
            .write(move |tx| {
                put(tx, &paused, Moment(1))?;
                put(tx, &untimed, Moment(1))
            })
            .unwrap();
        let counted = store.read(|db| counted(db, minutes(5, 25))).unwrap();
        assert_eq!(counted.as_slice(), [minutes(5, 10), minutes(20, 25)]);
        let rows = store.read(|db| within(db, minutes(12, 13), &TimeZone::UTC)).unwrap();
        assert_eq!(rows.len(), 2, "both reach over that minute");
    }

    #[test]
    fn a_row_from_before_there_were_zones_was_worked_at_home() {
        let (_home, store) = store();
        let kept = row(1, &[(0, 10)]);
        let id = kept.entry.id();
        store
            .write(move |tx| {
                put(tx, &kept, Moment(1))?;
                tx.execute("UPDATE time_blocks SET zone = ''", [])?;
                Ok(())
            })
            .unwrap();
        let tokyo = zone_of("Asia/Tokyo").unwrap();
        let read = store.read(|db| get(db, id, &tokyo)).unwrap().unwrap();
        assert_eq!(read.entry.zone(), &tokyo);
    }
}
