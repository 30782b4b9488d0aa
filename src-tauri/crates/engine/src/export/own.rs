//! Daybook's own file: everything that the owner wrote or decided, to be read back by another
//! Daybook without loss. One line for each row, so that two files can be compared.
//!
//! The same facts make the same bytes.

use domain::block::{Answer, Block, Status};
use domain::details::{Details, Source};
use domain::entry::Entry;
use domain::id::{BlockId, ClientId, ProjectId, TagId, TaskId};
use domain::time::{Date, Moment, Span, zone_name, zone_of};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use store::entries::Row;
use store::whole::{self, Table};
use store::{Connection, Error, imports};

/// What the file says that it is: the only form so far.
pub(crate) const FORM: i64 = 1;

/// Under which name it says that.
pub(crate) const FORM_NAME: &str = "daybook";

/// Under which name the entries stand; other rows stand under the names of their tables.
pub(crate) const ENTRIES: &str = "entries";

/// Under which name it says what imports brought and the owner deleted.
pub(crate) const DELETED: &str = "deleted";

/// What an import brought and the owner deleted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Gone {
    pub(crate) key: String,
    pub(crate) block_id: BlockId,
}

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stretch {
    start_ms: i64,
    end_ms: i64,
}

/// An entry as it stands in the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) id: BlockId,
    start_ms: i64,
    end_ms: i64,
    zone: String,
    pauses: Vec<Stretch>,
    client_id: Option<ClientId>,
    project_id: Option<ProjectId>,
    task_id: Option<TaskId>,
    tags: Vec<TagId>,
    label: String,
    note: String,
    billable: bool,
    confidence: f32,
    reason: String,
    status: Status,
    edited: bool,
    source: Source,
    is_untimed: bool,
    invoice: Option<String>,
    pub(crate) import_keys: BTreeSet<String>,
}

impl From<&Row> for Kept {
    fn from(Row { entry, details }: &Row) -> Self {
        let Block { id, span, answer, status, edited } = entry.block().clone();
        let Answer { client, project, label, billable, confidence, reason } = answer;
        let Details { task, tags, note, source, is_untimed, invoice, import_keys } =
            details.clone();
        let pauses = entry.pauses();
        let pauses = pauses.as_slice().iter();
        Self {
            id,
            start_ms: span.start.0,
            end_ms: span.end.0,
            zone: zone_name(entry.zone(), span.start),
            pauses: pauses
                .map(|pause| Stretch { start_ms: pause.start.0, end_ms: pause.end.0 })
                .collect(),
            client_id: client,
            project_id: project,
            task_id: task,
            tags: tags.into_iter().collect(),
            label,
            note,
            billable,
            confidence,
            reason,
            status,
            edited,
            source,
            is_untimed,
            invoice,
            import_keys,
        }
    }
}

impl TryFrom<Kept> for Row {
    type Error = String;

    fn try_from(kept: Kept) -> Result<Self, String> {
        let Kept { id, start_ms, end_ms, zone, pauses, client_id, project_id, task_id, .. } = kept;
        let zone = zone_of(&zone).ok_or_else(|| format!("there is no time zone ‘{zone}’"))?;
        if end_ms <= start_ms {
            return Err("it ends before it begins".into());
        }
        let answer = Answer {
            client: client_id,
            project: project_id,
            label: kept.label,
            billable: kept.billable,
            confidence: kept.confidence.clamp(0.0, 1.0),
            reason: kept.reason,
        };
        let span = Span::new(Moment(start_ms), Moment(end_ms));
        let block = Block { id, span, answer, status: kept.status, edited: kept.edited };
        let pauses =
            pauses.iter().map(|pause| Span::new(Moment(pause.start_ms), Moment(pause.end_ms)));
        let entry = Entry::new(block, pauses, zone).map_err(|refusal| refusal.to_string())?;
        let details = Details {
            task: task_id,
            tags: kept.tags.into_iter().collect(),
            note: kept.note,
            source: kept.source,
            is_untimed: kept.is_untimed,
            invoice: kept.invoice,
            import_keys: kept.import_keys,
        };
        Ok(Self { entry, details })
    }
}

/// The whole file. Of notes only those of `days`; of everything else, all.
pub(super) fn write(
    db: &Connection,
    entries: &[Row],
    days: Option<(Date, Date)>,
) -> store::Result<String> {
    let mut text = format!("{{\n\"{FORM_NAME}\": {FORM}");
    let ids: BTreeSet<String> = entries.iter().map(|row| row.entry.id().to_string()).collect();
    for table in whole::BEFORE_ENTRIES {
        list(&mut text, table.name, &whole::rows(db, table)?)?;
    }
    let kept: Vec<Kept> = entries.iter().map(Kept::from).collect();
    list(&mut text, ENTRIES, &kept)?;
    let gone = imports::gone(db)?.into_iter().map(|(key, block_id)| Gone { key, block_id });
    list(&mut text, DELETED, &gone.collect::<Vec<_>>())?;
    for table in whole::AFTER_ENTRIES {
        let mut rows = whole::rows(db, table)?;
        rows.retain(|row| is_wanted(table, row, days, &ids));
        list(&mut text, table.name, &rows)?;
    }
    text.push_str("\n}\n");
    Ok(text)
}

fn is_wanted(
    table: &Table,
    row: &Map<String, Value>,
    days: Option<(Date, Date)>,
    entries: &BTreeSet<String>,
) -> bool {
    let said = |name: &str| row.get(name).and_then(Value::as_str);
    match (table.name, days) {
        (whole::BILLED_DAYS, _) => said("block_id").is_some_and(|id| entries.contains(id)),
        (whole::TWICE, _) => ["one_id", "other_id"]
            .iter()
            .all(|one| said(one).is_some_and(|id| entries.contains(id))),
        (whole::NOTES, Some((from, to))) => said("day")
            .and_then(|day| day.parse::<Date>().ok())
            .is_some_and(|day| (from..=to).contains(&day)),
        _ => true,
    }
}

fn list<T: Serialize>(text: &mut String, name: &str, rows: &[T]) -> store::Result<()> {
    text.push_str(&format!(",\n\"{name}\": ["));
    for (nth, row) in rows.iter().enumerate() {
        text.push_str(if nth == 0 { "\n" } else { ",\n" });
        text.push_str(
            &serde_json::to_string(row).map_err(|_| Error::Row { table: "time_blocks" })?,
        );
    }
    text.push_str(if rows.is_empty() { "]" } else { "\n]" });
    Ok(())
}
