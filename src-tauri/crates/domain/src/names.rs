//! What clients, projects, tasks and tags are called, for reasons, labels and lists.

use crate::id::{ClientId, ProjectId, TagId, TaskId};
use std::collections::BTreeMap;

/// The names of all clients, projects, tasks and tags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    clients: BTreeMap<ClientId, String>,
    projects: BTreeMap<ProjectId, (ClientId, String)>,
    tasks: BTreeMap<TaskId, (ProjectId, String)>,
    tags: BTreeMap<TagId, String>,
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

    /// Adds a task of a project.
    pub fn add_task(&mut self, id: TaskId, project: ProjectId, name: &str) {
        self.tasks.insert(id, (project, name.to_owned()));
    }

    /// Adds a tag.
    pub fn add_tag(&mut self, id: TagId, name: &str) {
        self.tags.insert(id, name.to_owned());
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

    /// What the task is called; `None` if there is none of that id.
    #[must_use]
    pub fn task(&self, id: TaskId) -> Option<&str> {
        self.tasks.get(&id).map(|(_, name)| name.as_str())
    }

    /// What the tag is called; `None` if there is none of that id.
    #[must_use]
    pub fn tag(&self, id: TagId) -> Option<&str> {
        self.tags.get(&id).map(String::as_str)
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

    /// All tasks with their projects and names.
    pub fn tasks(&self) -> impl Iterator<Item = (TaskId, ProjectId, &str)> {
        self.tasks.iter().map(|(id, (project, name))| (*id, *project, name.as_str()))
    }

    /// All tags with their names.
    pub fn tags(&self) -> impl Iterator<Item = (TagId, &str)> {
        self.tags.iter().map(|(id, name)| (*id, name.as_str()))
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
        let (task, tag) = (TaskId::mint(Moment(0), [3; 10]), TagId::mint(Moment(0), [4; 10]));
        assert_eq!((names.task(task), names.tag(tag)), (None, None), "before they are known");
        names.add_task(task, project, "Review");
        names.add_tag(tag, "urgent");
        assert_eq!((names.task(task), names.tag(tag)), (Some("Review"), Some("urgent")));
        assert_eq!(names.tasks().collect::<Vec<_>>(), [(task, project, "Review")]);
        assert_eq!(names.tags().collect::<Vec<_>>(), [(tag, "urgent")]);
    }
}
