//! For whom the owner works, on what, and for how much.

use super::Answer;
use crate::wire::{
    Budget, Client, ClientChange, Everything, NewBudget, NewRate, Project, ProjectChange, Rate,
    RatePlan, Tag, Task, WorkKind,
};
use engine::Daybook;
use tauri::State;

/// All clients with their projects and tasks.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn clients(daybook: State<'_, Daybook>) -> Answer<Vec<Client>> {
    let all = everything(&daybook)?;
    Ok(daybook.clients()?.into_iter().map(|client| Client::new(client, &all)).collect())
}

/// Adds a client; without a currency, in that of the settings.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn add_client(
    daybook: State<'_, Daybook>,
    name: String,
    currency: Option<String>,
) -> Answer<Client> {
    let client = daybook.add_client(&name, currency.as_deref())?;
    Ok(Client::new(client, &everything(&daybook)?))
}

/// Changes a client.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn change_client(
    daybook: State<'_, Daybook>,
    id: String,
    change: ClientChange,
) -> Answer<Client> {
    let client = daybook.change_client(&id, &change.into())?;
    Ok(Client::new(client, &everything(&daybook)?))
}

/// Adds a project to the client of that name.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn add_project(
    daybook: State<'_, Daybook>,
    client: String,
    name: String,
) -> Answer<Project> {
    Ok(Project::new(daybook.add_project(&name, &client)?, &[]))
}

/// Changes a project.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn change_project(
    daybook: State<'_, Daybook>,
    id: String,
    change: ProjectChange,
) -> Answer<()> {
    daybook.change_project(&id, &change.into())?;
    Ok(())
}

/// Adds a task to a project.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn add_task(daybook: State<'_, Daybook>, project: String, name: String) -> Answer<Task> {
    Ok(daybook.add_task(&name, &project)?.into())
}

/// Changes a task.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn change_task(
    daybook: State<'_, Daybook>,
    id: String,
    change: ProjectChange,
) -> Answer<()> {
    daybook.change_task(&id, &change.into())?;
    Ok(())
}

/// Removes a client, project or task that nothing refers to; else it says to archive it.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn remove_unused(daybook: State<'_, Daybook>, kind: WorkKind, id: String) -> Answer<()> {
    Ok(match kind {
        WorkKind::Client => daybook.remove_client(&id),
        WorkKind::Project => daybook.remove_project(&id),
        WorkKind::Task => daybook.remove_task(&id),
    }?)
}

/// All tags by name.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn tags(daybook: State<'_, Daybook>) -> Answer<Vec<Tag>> {
    Ok(daybook.tags()?.into_iter().map(Tag::from).collect())
}

/// Adds a tag.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn add_tag(daybook: State<'_, Daybook>, name: String) -> Answer<Tag> {
    Ok((daybook.add_tag(&name)?, 0).into())
}

/// Renames a tag; onto the name of another, it joins that one.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn rename_tag(daybook: State<'_, Daybook>, id: String, name: String) -> Answer<()> {
    daybook.rename_tag(&id, &name)?;
    Ok(())
}

/// Removes a tag, also from the entries that have it.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn remove_tag(daybook: State<'_, Daybook>, id: String) -> Answer<()> {
    Ok(daybook.remove_tag(&id)?)
}

/// All rates with their ends, by scope, the oldest first.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn rates(daybook: State<'_, Daybook>) -> Answer<Vec<Rate>> {
    Ok(daybook.rates()?.into_iter().map(Rate::from).collect())
}

/// What a rate would change; nothing is changed.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn plan_rate(daybook: State<'_, Daybook>, rate: NewRate) -> Answer<RatePlan> {
    Ok(daybook.plan_rate(&rate.new_rate(&daybook)?)?.into())
}

/// Sets a rate, in place of one of the same scope and day.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn set_rate(daybook: State<'_, Daybook>, rate: NewRate) -> Answer<()> {
    daybook.set_rate(&rate.new_rate(&daybook)?)?;
    Ok(())
}

/// Removes a rate.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn remove_rate(daybook: State<'_, Daybook>, id: String) -> Answer<()> {
    daybook.remove_rate(&id)?;
    Ok(())
}

/// All budgets, and where they stand today.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn budgets(daybook: State<'_, Daybook>) -> Answer<Vec<Budget>> {
    Ok(daybook.budgets()?.into_iter().map(Budget::from).collect())
}

/// Adds a budget, or changes the one of that id.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn put_budget(daybook: State<'_, Daybook>, budget: NewBudget) -> Answer<()> {
    daybook.put_budget(&budget.try_into()?)?;
    Ok(())
}

/// Removes a budget.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn remove_budget(daybook: State<'_, Daybook>, id: String) -> Answer<()> {
    Ok(daybook.remove_budget(&id)?)
}

fn everything(daybook: &Daybook) -> Answer<Everything> {
    Ok(Everything { projects: daybook.projects()?, tasks: daybook.tasks()? })
}
