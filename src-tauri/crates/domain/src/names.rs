//! What clients and projects are called, for reasons and labels.

use crate::fold::folded;
use crate::id::{ClientId, ProjectId};
use std::collections::BTreeMap;

/// The names of all clients and projects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    clients: BTreeMap<ClientId, String>,
    projects: BTreeMap<ProjectId, (ClientId, String)>,
}

impl Names {
    /// Adds a client.
    pub fn add_client(&mut self, id: ClientId, name: &str) {
        self.clients.insert(id, name.to_owned());
    }

    /// Adds a project of a client.
    pub fn add_project(&mut self, id: ProjectId, client: ClientId, name: &str) {
        self.projects.insert(id, (client, name.to_owned()));
    }

    /// What the client is called; `None` if there is none of that id.
    #[must_use]
    pub fn client(&self, id: ClientId) -> Option<&str> {
        self.clients.get(&id).map(String::as_str)
    }

    /// What the project is called; `None` if there is none of that id.
    #[must_use]
    pub fn project(&self, id: ProjectId) -> Option<&str> {
        self.projects.get(&id).map(|(_, name)| name.as_str())
    }

    /// Whose project it is.
    #[must_use]
    pub fn owner_of(&self, id: ProjectId) -> Option<ClientId> {
        self.projects.get(&id).map(|(client, _)| *client)
    }

    /// "Acme", "Acme, Website", or "unassigned".
    #[must_use]
    pub fn of(&self, client: Option<ClientId>, project: Option<ProjectId>) -> String {
        let client = client.and_then(|id| self.client(id)).unwrap_or("unassigned");
        match project.and_then(|id| self.project(id)) {
            Some(project) => format!("{client}, {project}"),
            None => client.to_owned(),
        }
    }

    /// All clients with their names.
    pub fn clients(&self) -> impl Iterator<Item = (ClientId, &str)> {
        self.clients.iter().map(|(id, name)| (*id, name.as_str()))
    }

    /// All projects with their clients and names.
    pub fn projects(&self) -> impl Iterator<Item = (ProjectId, ClientId, &str)> {
        self.projects.iter().map(|(id, (client, name))| (*id, *client, name.as_str()))
    }

    /// The client of that name, whatever its case.
    #[must_use]
    pub fn client_called(&self, name: &str) -> Option<ClientId> {
        let name = folded(name);
        self.clients().find(|(_, other)| folded(other) == name).map(|(id, _)| id)
    }
}
