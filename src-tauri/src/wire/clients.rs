//! Clients with their projects and tasks, and tags.

use domain::client;
use domain::tag;
use engine::clients;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Somebody who is worked for.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Which of the eight client colours, from 0 to 7.
    pub(crate) colour: u8,
    pub(crate) projects: Vec<Project>,
    /// In which it is billed, as "EUR".
    pub(crate) currency: String,
    /// Whether new work for it is billable; `null`: it is.
    pub(crate) billable: Option<bool>,
    /// "none", "nearest 15 per entry", "up 6 per day".
    pub(crate) rounding: String,
    pub(crate) is_archived: bool,
}

/// A piece of work for a client.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) tasks: Vec<Task>,
    /// `null`: as the client says.
    pub(crate) billable: Option<bool>,
    pub(crate) is_archived: bool,
}

/// A piece of a project.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Task {
    pub(crate) id: String,
    pub(crate) name: String,
    /// `null`: as the project says.
    pub(crate) billable: Option<bool>,
    pub(crate) is_archived: bool,
}

/// All projects and tasks, from which each client takes its own.
pub(crate) struct Everything {
    pub(crate) projects: Vec<client::Project>,
    pub(crate) tasks: Vec<client::Task>,
}

impl Client {
    pub(crate) fn new(client: client::Client, all: &Everything) -> Self {
        let client::Client { id, name, colour, currency, billable, rounding, archived } = client;
        let own = all.projects.iter().filter(|project| project.client == id).cloned();
        Self {
            id: id.to_string(),
            name,
            colour,
            projects: own.map(|project| Project::new(project, &all.tasks)).collect(),
            currency: currency.to_string(),
            billable,
            rounding: rounding.to_string(),
            is_archived: archived.is_some(),
        }
    }
}

impl Project {
    pub(crate) fn new(project: client::Project, tasks: &[client::Task]) -> Self {
        let client::Project { id, client: _, name, billable, archived } = project;
        let own = tasks.iter().filter(|task| task.project == id).cloned();
        Self {
            id: id.to_string(),
            name,
            tasks: own.map(Task::from).collect(),
            billable,
            is_archived: archived.is_some(),
        }
    }
}

impl From<client::Task> for Task {
    fn from(task: client::Task) -> Self {
        let client::Task { id, project: _, name, billable, archived } = task;
        Self { id: id.to_string(), name, billable, is_archived: archived.is_some() }
    }
}

/// `null` leaves a thing as it is.
#[derive(Debug, Clone, Deserialize, Type)]
pub(crate) struct ClientChange {
    pub(crate) name: Option<String>,
    pub(crate) colour: Option<u8>,
    /// Only while nothing is valued in the old one.
    pub(crate) currency: Option<String>,
    pub(crate) billable: Option<bool>,
    pub(crate) rounding: Option<String>,
    pub(crate) is_archived: Option<bool>,
}

impl From<ClientChange> for clients::ClientChange {
    fn from(change: ClientChange) -> Self {
        let ClientChange { name, colour, currency, billable, rounding, is_archived } = change;
        Self { name, colour, currency, billable, rounding, archived: is_archived }
    }
}

/// Of a project or task; `null` leaves a thing as it is.
#[derive(Debug, Clone, Deserialize, Type)]
pub(crate) struct ProjectChange {
    pub(crate) name: Option<String>,
    pub(crate) billable: Option<Billable>,
    pub(crate) is_archived: Option<bool>,
}

/// Whether new work is billable.
#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Billable {
    Yes,
    No,
    /// As the level above says.
    Inherit,
}

impl From<ProjectChange> for clients::ProjectChange {
    fn from(change: ProjectChange) -> Self {
        let ProjectChange { name, billable, is_archived } = change;
        let billable = billable.map(|billable| match billable {
            Billable::Yes => Some(true),
            Billable::No => Some(false),
            Billable::Inherit => None,
        });
        Self { name, billable, archived: is_archived }
    }
}

/// What can be removed if nothing refers to it.
#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WorkKind {
    Client,
    Project,
    Task,
}

/// A tag, and how many entries have it.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Tag {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) entries: u32,
}

impl From<(tag::Tag, u64)> for Tag {
    fn from((tag, entries): (tag::Tag, u64)) -> Self {
        let tag::Tag { id, name } = tag;
        Self { id: id.to_string(), name, entries: u32::try_from(entries).unwrap_or(u32::MAX) }
    }
}
