//! What clients and projects are called, for reasons and labels.

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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Moment;

    #[test]
    fn subjects_are_called_by_their_names() {
        let client = ClientId::mint(Moment(0), [1; 10]);
        let project = ProjectId::mint(Moment(0), [2; 10]);
        let mut names = Names::default();
        assert_eq!(names.of(Some(client), Some(project)), "unassigned", "before they are known");
        names.add_client(client, "Acme");
        names.add_project(project, client, "Web shop");
        assert_eq!(names.of(Some(client), None), "Acme");
        assert_eq!(names.of(Some(client), Some(project)), "Acme, Web shop");
        assert_eq!(names.of(None, None), "unassigned");
    }
}
