//! Clients with their projects.

use domain::client;
use serde::Serialize;
use specta::Type;

/// Somebody who is worked for.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Which of the eight client colours, from 0 to 7.
    pub(crate) colour: u8,
    pub(crate) projects: Vec<Project>,
}

/// A piece of work for a client.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) name: String,
}

impl From<client::Project> for Project {
    fn from(project: client::Project) -> Self {
        let client::Project { id, client: _, name, billable: _, archived: _ } = project;
        Self { id: id.to_string(), name }
    }
}

impl Client {
    /// `client` with those of `projects` that are its own.
    pub(crate) fn new(client: client::Client, projects: &[client::Project]) -> Self {
        let client::Client { id, name, colour, .. } = client;
        let own = projects.iter().filter(|project| project.client == id).cloned();
        Self { id: id.to_string(), name, colour, projects: own.map(Project::from).collect() }
    }
}
