//! Clients and projects.

use crate::{Error, Result};
use domain::client::{Client, Project, name_key};
use domain::id::ClientId;
use domain::time::Moment;
use rusqlite::{Connection, Row, params};

/// Adds a client.
///
/// # Errors
///
/// [`Error::Taken`] if there is one of that name.
pub fn add(tx: &Connection, client: &Client, now: Moment) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO clients (id, name, name_key, created_ms, colour)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        client.id.to_string(),
        client.name,
        name_key(&client.name),
        now.0,
        client.colour
    ])
    .map_err(|error| taken(error, "client", &client.name))?;
    Ok(())
}

/// Adds a project.
///
/// # Errors
///
/// [`Error::Taken`] if that client has one of that name.
pub fn add_project(tx: &Connection, project: &Project, now: Moment) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO projects (id, client_id, name, name_key, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        project.id.to_string(),
        project.client.to_string(),
        project.name,
        name_key(&project.name),
        now.0
    ])
    .map_err(|error| taken(error, "project", &project.name))?;
    Ok(())
}

/// All clients by name.
///
/// # Errors
///
/// SQLite refused.
pub fn list(db: &Connection) -> Result<Vec<Client>> {
    let mut query = db.prepare_cached("SELECT id, name, colour FROM clients ORDER BY name_key")?;
    let rows =
        query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))?;
    rows.map(|row| {
        let (id, name, colour) = row?;
        Ok(Client { id: parse(&id, "clients")?, name, colour })
    })
    .collect()
}

/// All projects, by client and name.
///
/// # Errors
///
/// SQLite refused.
pub fn projects(db: &Connection) -> Result<Vec<Project>> {
    let mut query = db.prepare_cached(
        "SELECT p.id, p.client_id, p.name FROM projects p JOIN clients c ON c.id = p.client_id
         ORDER BY c.name_key, p.name_key",
    )?;
    let rows = query.query_map([], project)?;
    rows.map(|row| {
        let (id, client, name) = row?;
        Ok(Project { id: parse(&id, "projects")?, client: parse(&client, "projects")?, name })
    })
    .collect()
}

/// How many clients and projects there are.
///
/// # Errors
///
/// SQLite refused.
pub fn count(db: &Connection) -> Result<i64> {
    Ok(db
        .prepare_cached("SELECT (SELECT count(*) FROM clients) + (SELECT count(*) FROM projects)")?
        .query_row([], |row| row.get(0))?)
}

/// The client of that name, whatever its case.
///
/// # Errors
///
/// SQLite refused.
pub fn find(db: &Connection, name: &str) -> Result<Option<Client>> {
    let key = name_key(name);
    Ok(list(db)?.into_iter().find(|client| name_key(&client.name) == key))
}

/// The project of that name and client, whatever its case.
///
/// # Errors
///
/// SQLite refused.
pub fn find_project(db: &Connection, client: ClientId, name: &str) -> Result<Option<Project>> {
    let key = name_key(name);
    Ok(projects(db)?
        .into_iter()
        .find(|project| project.client == client && name_key(&project.name) == key))
}

fn project(row: &Row<'_>) -> rusqlite::Result<(String, String, String)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

/// Reads an id of a row.
pub(crate) fn parse<T: std::str::FromStr>(text: &str, table: &'static str) -> Result<T> {
    text.parse().map_err(|_| Error::Row { table })
}

fn taken(error: rusqlite::Error, what: &'static str, name: &str) -> Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => {
            Error::Taken { what, name: name.to_owned() }
        }
        _ => Error::Sqlite(error),
    }
}
