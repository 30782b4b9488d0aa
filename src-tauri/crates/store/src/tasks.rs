//! Tasks of projects.
//!
//! Every change goes to the outbox in the same transaction.

use crate::clients::parse;
use crate::outbox::Kind;
use crate::roster::{changed, refuse_kept, taken};
use crate::{Error, Result};
use domain::client::{Task, name_key};
use domain::id::{ProjectId, TaskId};
use domain::time::Moment;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

const TABLE: &str = "tasks";
const COLUMNS: &str = "t.id, t.project_id, t.name, t.billable, t.archived_ms";

/// Adds a task.
///
/// # Errors
///
/// [`Error::Taken`] if that project has one of that name.
pub fn add(tx: &Connection, task: &Task, now: Moment) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO tasks (id, project_id, name, name_key, created_ms, billable, archived_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        task.id.to_string(),
        task.project.to_string(),
        task.name,
        name_key(&task.name),
        now.0,
        task.billable,
        task.archived.map(|at| at.0),
    ])
    .map_err(|error| taken(error, "task", &task.name))?;
    told(tx, task, now)
}

/// Writes all that is said about a task that is there. It stays with its project.
///
/// # Errors
///
/// [`Error::Taken`] if another one of that project has that name.
pub fn put(tx: &Connection, task: &Task, now: Moment) -> Result<()> {
    tx.prepare_cached(
        "UPDATE tasks SET name = ?2, name_key = ?3, billable = ?4, archived_ms = ?5 WHERE id = ?1",
    )?
    .execute(params![
        task.id.to_string(),
        task.name,
        name_key(&task.name),
        task.billable,
        task.archived.map(|at| at.0),
    ])
    .map_err(|error| taken(error, "task", &task.name))?;
    told(tx, task, now)
}

/// Takes a task away that nothing refers to.
///
/// # Errors
///
/// [`Error::InUse`] if something does, [`Error::Kept`] if an undo or a redo would.
pub fn remove(tx: &Connection, task: &Task, now: Moment) -> Result<()> {
    let id = task.id.to_string();
    let is_used: bool = tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM time_blocks WHERE task_id = ?1)
                 OR EXISTS (SELECT 1 FROM timers WHERE task_id = ?1)
                 OR EXISTS (SELECT 1 FROM rates WHERE scope = 'task' AND scope_id = ?1)",
        )?
        .query_row([&id], |row| row.get(0))?;
    if is_used {
        return Err(Error::InUse { what: "task", name: task.name.clone() });
    }
    refuse_kept(tx, "task", &task.name, &id)?;
    tx.prepare_cached("DELETE FROM tasks WHERE id = ?1")?.execute([&id])?;
    changed(tx, TABLE, &id, Kind::Delete, &json!({}), now)
}

/// All tasks, by client, project and name, archived ones among them.
///
/// # Errors
///
/// SQLite refused.
pub fn list(db: &Connection) -> Result<Vec<Task>> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM tasks t
         JOIN projects p ON p.id = t.project_id JOIN clients c ON c.id = p.client_id
         ORDER BY c.name_key, p.name_key, t.name_key"
    ))?;
    let rows = query.query_map([], read)?;
    rows.map(|row| row?.task()).collect()
}

/// The task of that id.
///
/// # Errors
///
/// SQLite refused.
pub fn get(db: &Connection, id: TaskId) -> Result<Option<Task>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM tasks t WHERE t.id = ?1"))?
        .query_row([id.to_string()], read)
        .optional()?
        .map(Raw::task)
        .transpose()
}

/// The task of that name and project, whatever its case.
///
/// # Errors
///
/// SQLite refused.
pub fn find(db: &Connection, project: ProjectId, name: &str) -> Result<Option<Task>> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM tasks t WHERE t.project_id = ?1 AND t.name_key = ?2"
    ))?
    .query_row([project.to_string(), name_key(name)], read)
    .optional()?
    .map(Raw::task)
    .transpose()
}

fn told(tx: &Connection, task: &Task, now: Moment) -> Result<()> {
    let Task { id, project, name, billable, archived } = task;
    let fields = json!({
        "project_id": project,
        "name": name,
        "billable": billable,
        "archived_ms": archived,
    });
    changed(tx, TABLE, &id.to_string(), Kind::Put, &fields, now)
}

struct Raw {
    id: String,
    project: String,
    name: String,
    billable: Option<bool>,
    archived: Option<i64>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        project: row.get(1)?,
        name: row.get(2)?,
        billable: row.get(3)?,
        archived: row.get(4)?,
    })
}

impl Raw {
    fn task(self) -> Result<Task> {
        Ok(Task {
            id: parse(&self.id, TABLE)?,
            project: parse(&self.project, TABLE)?,
            name: self.name,
            billable: self.billable,
            archived: self.archived.map(Moment),
        })
    }
}
