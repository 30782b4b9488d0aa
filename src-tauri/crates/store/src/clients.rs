//! Clients and projects.
//!
//! Every change goes to the outbox in the same transaction.

use crate::outbox::Kind;
use crate::roster::{changed, refuse_kept, taken};
use crate::{Error, Result};
use domain::client::{Client, Project, name_key};
use domain::currency::Currency;
use domain::id::{ClientId, ProjectId};
use domain::time::Moment;
use domain::work::Billables;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

const CLIENTS: &str = "clients";
const PROJECTS: &str = "projects";

const CLIENT: &str = "id, name, colour, currency, billable, rounding, archived_ms";
const PROJECT: &str = "p.id, p.client_id, p.name, p.billable, p.archived_ms";

/// Adds a client.
///
/// # Errors
///
/// [`Error::Taken`] if there is one of that name.
pub fn add(tx: &Connection, client: &Client, now: Moment) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO clients (id, name, name_key, created_ms, colour, currency, billable, rounding,
            archived_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        client.id.to_string(),
        client.name,
        name_key(&client.name),
        now.0,
        client.colour,
        client.currency.code(),
        client.billable,
        client.rounding.to_string(),
        client.archived.map(|at| at.0),
    ])
    .map_err(|error| taken(error, "client", &client.name))?;
    told_client(tx, client, now)
}

/// Writes all that is said about a client that is there.
///
/// # Errors
///
/// [`Error::Taken`] if another one has that name.
pub fn put(tx: &Connection, client: &Client, now: Moment) -> Result<()> {
    tx.prepare_cached(
        "UPDATE clients SET name = ?2, name_key = ?3, colour = ?4, currency = ?5, billable = ?6,
            rounding = ?7, archived_ms = ?8
         WHERE id = ?1",
    )?
    .execute(params![
        client.id.to_string(),
        client.name,
        name_key(&client.name),
        client.colour,
        client.currency.code(),
        client.billable,
        client.rounding.to_string(),
        client.archived.map(|at| at.0),
    ])
    .map_err(|error| taken(error, "client", &client.name))?;
    told_client(tx, client, now)
}

/// Takes a client away that nothing refers to.
///
/// # Errors
///
/// [`Error::InUse`] if something does, [`Error::Kept`] if an undo or a redo would.
pub fn remove(tx: &Connection, client: &Client, now: Moment) -> Result<()> {
    let id = client.id.to_string();
    let is_used: bool = tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM projects WHERE client_id = ?1)
                 OR EXISTS (SELECT 1 FROM time_blocks WHERE client_id = ?1)
                 OR EXISTS (SELECT 1 FROM timers WHERE client_id = ?1)
                 OR EXISTS (SELECT 1 FROM rules WHERE client_id = ?1)
                 OR EXISTS (SELECT 1 FROM rates WHERE scope = 'client' AND scope_id = ?1)
                 OR EXISTS (SELECT 1 FROM budgets WHERE subject = 'client' AND subject_id = ?1)
                 OR EXISTS (SELECT 1 FROM lessons WHERE instr(lesson, ?1) > 0)",
        )?
        .query_row([&id], |row| row.get(0))?;
    if is_used {
        return Err(Error::InUse { what: "client", name: client.name.clone() });
    }
    refuse_kept(tx, "client", &client.name, &id)?;
    tx.prepare_cached("DELETE FROM clients WHERE id = ?1")?.execute([&id])?;
    changed(tx, CLIENTS, &id, Kind::Delete, &json!({}), now)
}

/// Adds a project.
///
/// # Errors
///
/// [`Error::Taken`] if that client has one of that name.
pub fn add_project(tx: &Connection, project: &Project, now: Moment) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO projects (id, client_id, name, name_key, created_ms, billable, archived_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        project.id.to_string(),
        project.client.to_string(),
        project.name,
        name_key(&project.name),
        now.0,
        project.billable,
        project.archived.map(|at| at.0),
    ])
    .map_err(|error| taken(error, "project", &project.name))?;
    told_project(tx, project, now)
}

/// Writes all that is said about a project that is there. It stays with its client.
///
/// # Errors
///
/// [`Error::Taken`] if another one of that client has that name.
pub fn put_project(tx: &Connection, project: &Project, now: Moment) -> Result<()> {
    tx.prepare_cached(
        "UPDATE projects SET name = ?2, name_key = ?3, billable = ?4, archived_ms = ?5
         WHERE id = ?1",
    )?
    .execute(params![
        project.id.to_string(),
        project.name,
        name_key(&project.name),
        project.billable,
        project.archived.map(|at| at.0),
    ])
    .map_err(|error| taken(error, "project", &project.name))?;
    told_project(tx, project, now)
}

/// Takes a project away that nothing refers to.
///
/// # Errors
///
/// [`Error::InUse`] if something does, [`Error::Kept`] if an undo or a redo would.
pub fn remove_project(tx: &Connection, project: &Project, now: Moment) -> Result<()> {
    let id = project.id.to_string();
    let is_used: bool = tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM tasks WHERE project_id = ?1)
                 OR EXISTS (SELECT 1 FROM time_blocks WHERE project_id = ?1)
                 OR EXISTS (SELECT 1 FROM timers WHERE project_id = ?1)
                 OR EXISTS (SELECT 1 FROM rules WHERE project_id = ?1)
                 OR EXISTS (SELECT 1 FROM rates WHERE scope = 'project' AND scope_id = ?1)
                 OR EXISTS (SELECT 1 FROM budgets WHERE subject = 'project' AND subject_id = ?1)
                 OR EXISTS (SELECT 1 FROM lessons WHERE instr(lesson, ?1) > 0)",
        )?
        .query_row([&id], |row| row.get(0))?;
    if is_used {
        return Err(Error::InUse { what: "project", name: project.name.clone() });
    }
    refuse_kept(tx, "project", &project.name, &id)?;
    tx.prepare_cached("DELETE FROM projects WHERE id = ?1")?.execute([&id])?;
    changed(tx, PROJECTS, &id, Kind::Delete, &json!({}), now)
}

/// All clients by name, archived ones among them.
///
/// # Errors
///
/// SQLite refused.
pub fn list(db: &Connection) -> Result<Vec<Client>> {
    let mut query =
        db.prepare_cached(&format!("SELECT {CLIENT} FROM clients ORDER BY name_key"))?;
    let rows = query.query_map([], raw_client)?;
    rows.map(|row| row?.client()).collect()
}

/// All projects, by client and name, archived ones among them.
///
/// # Errors
///
/// SQLite refused.
pub fn projects(db: &Connection) -> Result<Vec<Project>> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {PROJECT} FROM projects p JOIN clients c ON c.id = p.client_id
         ORDER BY c.name_key, p.name_key"
    ))?;
    let rows = query.query_map([], raw_project)?;
    rows.map(|row| row?.project()).collect()
}

/// The client of that id.
///
/// # Errors
///
/// SQLite refused.
pub fn get(db: &Connection, id: ClientId) -> Result<Option<Client>> {
    db.prepare_cached(&format!("SELECT {CLIENT} FROM clients WHERE id = ?1"))?
        .query_row([id.to_string()], raw_client)
        .optional()?
        .map(RawClient::client)
        .transpose()
}

/// The project of that id.
///
/// # Errors
///
/// SQLite refused.
pub fn get_project(db: &Connection, id: ProjectId) -> Result<Option<Project>> {
    db.prepare_cached(&format!("SELECT {PROJECT} FROM projects p WHERE p.id = ?1"))?
        .query_row([id.to_string()], raw_project)
        .optional()?
        .map(RawProject::project)
        .transpose()
}

/// The client of that name, whatever its case.
///
/// # Errors
///
/// SQLite refused.
pub fn find(db: &Connection, name: &str) -> Result<Option<Client>> {
    db.prepare_cached(&format!("SELECT {CLIENT} FROM clients WHERE name_key = ?1"))?
        .query_row([name_key(name)], raw_client)
        .optional()?
        .map(RawClient::client)
        .transpose()
}

/// The project of that name and client, whatever its case.
///
/// # Errors
///
/// SQLite refused.
pub fn find_project(db: &Connection, client: ClientId, name: &str) -> Result<Option<Project>> {
    db.prepare_cached(&format!(
        "SELECT {PROJECT} FROM projects p WHERE p.client_id = ?1 AND p.name_key = ?2"
    ))?
    .query_row([client.to_string(), name_key(name)], raw_project)
    .optional()?
    .map(RawProject::project)
    .transpose()
}

/// What each client is billed in.
///
/// # Errors
///
/// SQLite refused.
pub fn currencies(db: &Connection) -> Result<Vec<(ClientId, Currency)>> {
    let mut query = db.prepare_cached("SELECT id, currency FROM clients")?;
    let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (id, code): (String, String) = row?;
        Ok((parse(&id, CLIENTS)?, parse(&code, CLIENTS)?))
    })
    .collect()
}

/// Whether anything is valued in the currency of a client: billable work, or a rate or budget of
/// theirs or of a project or task of theirs.
///
/// # Errors
///
/// SQLite refused.
pub fn is_valued(db: &Connection, client: ClientId) -> Result<bool> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM time_blocks WHERE client_id = ?1 AND is_billable = 1)
                 OR EXISTS (
                    WITH scopes (id) AS (
                        SELECT ?1
                        UNION ALL SELECT id FROM projects WHERE client_id = ?1
                        UNION ALL SELECT t.id FROM tasks t JOIN projects p ON p.id = t.project_id
                            WHERE p.client_id = ?1)
                    SELECT 1 FROM scopes s WHERE
                        EXISTS (SELECT 1 FROM rates r WHERE r.scope_id = s.id
                            AND r.scope IN ('client', 'project', 'task') AND r.currency IS NOT NULL)
                     OR EXISTS (SELECT 1 FROM budgets b WHERE b.subject_id = s.id
                            AND b.currency IS NOT NULL))",
        )?
        .query_row([client.to_string()], |row| row.get(0))?)
}

/// What clients, projects and tasks say about being billable.
///
/// # Errors
///
/// SQLite refused.
pub fn billables(db: &Connection) -> Result<Billables> {
    Ok(Billables {
        clients: said(db, "SELECT id, billable FROM clients WHERE billable IS NOT NULL")?,
        projects: said(db, "SELECT id, billable FROM projects WHERE billable IS NOT NULL")?,
        tasks: said(db, "SELECT id, billable FROM tasks WHERE billable IS NOT NULL")?,
    })
}

fn said<T, C>(db: &Connection, sql: &str) -> Result<C>
where
    T: std::str::FromStr,
    C: FromIterator<(T, bool)>,
{
    let mut query = db.prepare_cached(sql)?;
    let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (id, billable) = row?;
        Ok((parse(&id, CLIENTS)?, billable))
    })
    .collect()
}

fn told_client(tx: &Connection, client: &Client, now: Moment) -> Result<()> {
    let Client { id, name, colour, currency, billable, rounding, archived } = client;
    let fields = json!({
        "name": name,
        "colour": colour,
        "currency": currency,
        "billable": billable,
        "rounding": rounding,
        "archived_ms": archived,
    });
    changed(tx, CLIENTS, &id.to_string(), Kind::Put, &fields, now)
}

fn told_project(tx: &Connection, project: &Project, now: Moment) -> Result<()> {
    let Project { id, client, name, billable, archived } = project;
    let fields = json!({
        "client_id": client,
        "name": name,
        "billable": billable,
        "archived_ms": archived,
    });
    changed(tx, PROJECTS, &id.to_string(), Kind::Put, &fields, now)
}

struct RawClient {
    id: String,
    name: String,
    colour: u8,
    currency: String,
    billable: Option<bool>,
    rounding: String,
    archived: Option<i64>,
}

fn raw_client(row: &Row<'_>) -> rusqlite::Result<RawClient> {
    Ok(RawClient {
        id: row.get(0)?,
        name: row.get(1)?,
        colour: row.get(2)?,
        currency: row.get(3)?,
        billable: row.get(4)?,
        rounding: row.get(5)?,
        archived: row.get(6)?,
    })
}

impl RawClient {
    fn client(self) -> Result<Client> {
        Ok(Client {
            id: parse(&self.id, CLIENTS)?,
            name: self.name,
            colour: self.colour,
            currency: parse(&self.currency, CLIENTS)?,
            billable: self.billable,
            rounding: parse(&self.rounding, CLIENTS)?,
            archived: self.archived.map(Moment),
        })
    }
}

struct RawProject {
    id: String,
    client: String,
    name: String,
    billable: Option<bool>,
    archived: Option<i64>,
}

fn raw_project(row: &Row<'_>) -> rusqlite::Result<RawProject> {
    Ok(RawProject {
        id: row.get(0)?,
        client: row.get(1)?,
        name: row.get(2)?,
        billable: row.get(3)?,
        archived: row.get(4)?,
    })
}

impl RawProject {
    fn project(self) -> Result<Project> {
        Ok(Project {
            id: parse(&self.id, PROJECTS)?,
            client: parse(&self.client, PROJECTS)?,
            name: self.name,
            billable: self.billable,
            archived: self.archived.map(Moment),
        })
    }
}

/// Reads an id, or another plain value, of a row.
pub(crate) fn parse<T: std::str::FromStr>(text: &str, table: &'static str) -> Result<T> {
    text.parse().map_err(|_| Error::Row { table })
}

#[cfg(test)]
mod tests;
