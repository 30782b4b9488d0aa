//! Whole tables, row by row as they are kept, for the file that holds everything: a row goes out
//! as an object under the names of its columns, and comes back the same.
//!
//! Entries are not among them; they have a form of their own. What was captured never is.

use crate::history::IN_FORCE;
use crate::outbox::{self, Kind as Change};
use crate::{Error, Result, roster};
use domain::client::name_key;
use domain::time::Moment;
use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, OptionalExtension, ToSql};
use serde_json::{Map, Number, Value};

/// A table that is moved whole.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// What it is called, in the database, in the outbox and in the file.
    pub name: &'static str,
    columns: &'static [(&'static str, Holds)],
    /// So many of the first columns tell its rows apart.
    keys: usize,
    order: &'static str,
    /// Which of its rows count.
    only: &'static str,
    /// Names in it are unique by their keys: alone, or within what that column names.
    named: Option<Option<&'static str>>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    Number,
    /// Yes or no, kept as 1 or 0.
    Yes,
    /// JSON, kept as text.
    Json,
}

use Holds::{Json, Number as Num, Text, Yes};

/// The notes of days.
pub const NOTES: &str = "daily_notes";
/// At what rates and how long entries were billed.
pub const BILLED_DAYS: &str = "billed_days";
/// Timers.
pub const TIMERS: &str = "timers";
/// What must not be looked at.
pub const EXCLUSIONS: &str = "exclusions";
/// What absences were.
pub const ABSENCES: &str = "absences";
/// Time that two entries may count.
pub const TWICE: &str = "counted_twice";

const ALL: &str = "1";

/// The tables whose rows entries refer to, each after those that it refers to itself.
pub const BEFORE_ENTRIES: &[Table] = &[
    Table {
        name: "clients",
        columns: &[
            ("id", Text),
            ("name", Text),
            ("colour", Num),
            ("currency", Text),
            ("billable", Yes),
            ("rounding", Text),
            ("archived_ms", Num),
            ("created_ms", Num),
        ],
        keys: 1,
        order: "created_ms, id",
        only: ALL,
        named: Some(None),
    },
    Table {
        name: "projects",
        columns: &[
            ("id", Text),
            ("client_id", Text),
            ("name", Text),
            ("billable", Yes),
            ("archived_ms", Num),
            ("created_ms", Num),
        ],
        keys: 1,
        order: "created_ms, id",
        only: ALL,
        named: Some(Some("client_id")),
    },
    Table {
        name: "tasks",
        columns: &[
            ("id", Text),
            ("project_id", Text),
            ("name", Text),
            ("billable", Yes),
            ("archived_ms", Num),
            ("created_ms", Num),
        ],
        keys: 1,
        order: "created_ms, id",
        only: ALL,
        named: Some(Some("project_id")),
    },
    Table {
        name: "tags",
        columns: &[("id", Text), ("name", Text), ("created_ms", Num)],
        keys: 1,
        order: "created_ms, id",
        only: ALL,
        named: Some(None),
    },
    Table {
        name: "rates",
        columns: &[
            ("id", Text),
            ("scope", Text),
            ("scope_id", Text),
            ("from_day", Text),
            ("per_hour_minor", Num),
            ("currency", Text),
            ("created_ms", Num),
        ],
        keys: 1,
        order: "created_ms, id",
        only: ALL,
        named: None,
    },
    Table {
        name: "budgets",
        columns: &[
            ("id", Text),
            ("subject", Text),
            ("subject_id", Text),
            ("limit_ms", Num),
            ("limit_minor", Num),
            ("currency", Text),
            ("period", Text),
            ("warn_at", Json),
            ("created_ms", Num),
        ],
        keys: 1,
        order: "created_ms, id",
        only: ALL,
        named: None,
    },
    Table {
        name: "rules",
        columns: &[
            ("id", Text),
            ("field", Text),
            ("pattern", Text),
            ("client_id", Text),
            ("project_id", Text),
            ("label", Text),
            ("billable", Yes),
            ("created_ms", Num),
        ],
        keys: 1,
        order: "created_ms, id",
        only: ALL,
        named: None,
    },
];

/// The tables whose rows refer to entries, or to nothing.
pub const AFTER_ENTRIES: &[Table] = &[
    Table {
        name: EXCLUSIONS,
        columns: &[("id", Text), ("field", Text), ("pattern", Text), ("created_ms", Num)],
        keys: 1,
        order: "created_ms, id",
        only: ALL,
        named: None,
    },
    Table {
        name: ABSENCES,
        columns: &[("start_ms", Num), ("end_ms", Num), ("was", Text), ("decided_ms", Num)],
        keys: 2,
        order: "start_ms, end_ms",
        only: IN_FORCE,
        named: None,
    },
    Table {
        name: TWICE,
        columns: &[("one_id", Text), ("other_id", Text), ("decided_ms", Num), ("shared", Json)],
        keys: 3,
        order: "decided_ms, one_id, other_id",
        only: IN_FORCE,
        named: None,
    },
    Table {
        name: BILLED_DAYS,
        columns: &[("block_id", Text), ("days", Json)],
        keys: 1,
        order: "block_id",
        only: ALL,
        named: None,
    },
    Table {
        name: NOTES,
        columns: &[
            ("id", Text),
            ("day", Text),
            ("kind", Text),
            ("content", Text),
            ("created_ms", Num),
            ("updated_ms", Num),
        ],
        keys: 1,
        order: "day, created_ms, id",
        only: ALL,
        named: None,
    },
    Table {
        name: TIMERS,
        columns: &[
            ("id", Text),
            ("client_id", Text),
            ("project_id", Text),
            ("task_id", Text),
            ("label", Text),
            ("is_billable", Yes),
            ("zone", Text),
            ("status", Text),
            ("started_ms", Num),
            ("phase", Json),
            ("closed", Json),
            ("asked", Json),
            ("interrupted", Json),
            ("block_id", Text),
            ("done_ms", Num),
            ("created_ms", Num),
            ("updated_ms", Num),
        ],
        keys: 1,
        order: "started_ms, id",
        only: ALL,
        named: None,
    },
];

impl Table {
    /// The columns that tell its rows apart.
    fn keys(&self) -> impl Iterator<Item = &'static (&'static str, Holds)> {
        self.columns.iter().take(self.keys)
    }

    /// What tells a row apart: its id, where it has one.
    #[must_use]
    pub fn identity(&self, row: &Map<String, Value>) -> Option<String> {
        let mut parts = Vec::with_capacity(self.keys);
        for (name, _) in self.keys() {
            parts.push(match row.get(*name)? {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
            });
        }
        Some(parts.join("/"))
    }

    fn broken(&self) -> Error {
        Error::Row { table: self.name }
    }
}

/// All rows of a table, in its order.
///
/// # Errors
///
/// SQLite refused, or a row cannot be read.
pub fn rows(db: &Connection, table: &Table) -> Result<Vec<Map<String, Value>>> {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let Table { name, only, order, .. } = table;
    let names = names.join(", ");
    let sql = format!("SELECT {names} FROM {name} t WHERE {only} ORDER BY {order}");
    let mut query = db.prepare_cached(&sql)?;
    let mut rows = query.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let mut object = Map::new();
        for (at, (name, holds)) in table.columns.iter().enumerate() {
            let value = read(*holds, row.get_ref(at)?).ok_or_else(|| table.broken())?;
            object.insert((*name).to_owned(), value);
        }
        all.push(object);
    }
    Ok(all)
}

/// Whether the row is there, as far as it can be told apart.
///
/// # Errors
///
/// It is no row of that table, or SQLite refused.
pub fn has(db: &Connection, table: &Table, row: &Map<String, Value>) -> Result<bool> {
    let (mut same, mut values) = (Vec::new(), Vec::new());
    for (name, holds) in table.keys() {
        let value = row.get(*name).and_then(|value| write(*holds, value));
        values.push(value.ok_or_else(|| table.broken())?);
        same.push(format!("{name} = ?{}", values.len()));
    }
    let (name, same) = (table.name, same.join(" AND "));
    Ok(db
        .prepare_cached(&format!("SELECT EXISTS (SELECT 1 FROM {name} WHERE {same})"))?
        .query_row(rusqlite::params_from_iter(values.iter().map(Bound)), |row| row.get(0))?)
}

/// The id of the row that is called like `row`, in a table whose names are unique.
///
/// # Errors
///
/// SQLite refused.
pub fn namesake(
    db: &Connection,
    table: &Table,
    row: &Map<String, Value>,
) -> Result<Option<String>> {
    let Some(within) = table.named else { return Ok(None) };
    let said = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
    let key = name_key(said("name"));
    let found = match within {
        None => db
            .prepare_cached(&format!("SELECT id FROM {} WHERE name_key = ?1", table.name))?
            .query_row([key], |row| row.get(0))
            .optional()?,
        Some(column) => db
            .prepare_cached(&format!(
                "SELECT id FROM {} WHERE name_key = ?1 AND {column} = ?2",
                table.name
            ))?
            .query_row([key.as_str(), said(column)], |row| row.get(0))
            .optional()?,
    };
    Ok(found)
}

/// Adds a row as it came out of [`rows`], and puts it in the queue for the shared backend.
///
/// # Errors
///
/// It is no row of that table, or SQLite refused.
pub fn add(tx: &Connection, table: &Table, row: &Map<String, Value>, now: Moment) -> Result<()> {
    let mut names: Vec<&str> = Vec::new();
    let mut values: Vec<Sql> = Vec::new();
    for (name, holds) in table.columns {
        let value = row.get(*name).unwrap_or(&Value::Null);
        names.push(name);
        values.push(write(*holds, value).ok_or_else(|| table.broken())?);
    }
    if table.named.is_some() {
        let name = row.get("name").and_then(Value::as_str).filter(|name| !name.trim().is_empty());
        names.push("name_key");
        values.push(Sql::Text(name_key(name.ok_or_else(|| table.broken())?)));
    }
    let places: Vec<String> = (1..=names.len()).map(|nth| format!("?{nth}")).collect();
    let sql =
        format!("INSERT INTO {} ({}) VALUES ({})", table.name, names.join(", "), places.join(", "));
    tx.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(values.iter().map(Bound)))?;
    let id = table.identity(row).ok_or_else(|| table.broken())?;
    let fields = Value::Object(row.clone());
    match table.name {
        // Some are told with what they belong to, the others are nobody else's business.
        "rules" | BILLED_DAYS | EXCLUSIONS | ABSENCES | TWICE => Ok(()),
        NOTES | TIMERS => outbox::enqueue(tx, table.name, &id, Change::Put, &fields, now),
        _ => roster::changed(tx, table.name, &id, Change::Put, &fields, now),
    }
}

struct Bound<'a>(&'a Sql);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::from(self.0)))
    }
}

fn read(holds: Holds, value: ValueRef<'_>) -> Option<Value> {
    Some(match (holds, value) {
        (_, ValueRef::Null) => Value::Null,
        (Holds::Text, ValueRef::Text(text)) => Value::String(str::from_utf8(text).ok()?.to_owned()),
        (Holds::Number, ValueRef::Integer(number)) => Value::Number(Number::from(number)),
        (Holds::Yes, ValueRef::Integer(number)) => Value::Bool(number != 0),
        (Holds::Json, ValueRef::Text(text)) => serde_json::from_slice(text).ok()?,
        _ => return None,
    })
}

fn write(holds: Holds, value: &Value) -> Option<Sql> {
    Some(match (holds, value) {
        (_, Value::Null) => Sql::Null,
        (Holds::Text, Value::String(text)) => Sql::Text(text.clone()),
        (Holds::Number, Value::Number(number)) => Sql::Integer(number.as_i64()?),
        (Holds::Yes, Value::Bool(yes)) => Sql::Integer(i64::from(*yes)),
        (Holds::Json, value) => Sql::Text(value.to_string()),
        _ => return None,
    })
}
