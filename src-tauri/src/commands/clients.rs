//! For whom the owner works.

use super::Answer;
use crate::wire::{Client, Project};
use engine::Daybook;
use tauri::State;

/// All clients with their projects.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn clients(daybook: State<'_, Daybook>) -> Answer<Vec<Client>> {
    let projects = daybook.projects()?;
    Ok(daybook.clients()?.into_iter().map(|client| Client::new(client, &projects)).collect())
}

/// Adds a client.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn add_client(daybook: State<'_, Daybook>, name: String) -> Answer<Client> {
    Ok(Client::new(daybook.add_client(&name, None)?, &[]))
}

/// Adds a project to the client of that name.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn add_project(
    daybook: State<'_, Daybook>,
    client: String,
    name: String,
) -> Answer<Project> {
    Ok(daybook.add_project(&name, &client)?.into())
}
