//! What a timer is for, by the names that its owner types.

use crate::Result;
use crate::error::Error;
use domain::timer::Work;
use store::{Connection, clients};

/// What a timer is for; everything may be left out, and named later.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimerWork {
    /// For whom, by name.
    pub client: Option<String>,
    /// Which project of that client.
    pub project: Option<String>,
    /// Which task of that project.
    pub task: Option<String>,
    /// What is done.
    pub label: String,
    /// Whether the client pays for it; `None`: as client, project and task say.
    pub billable: Option<bool>,
}

/// What the names mean.
pub(crate) fn understood(db: &Connection, said: &TimerWork) -> Result<Work> {
    let TimerWork { client, project, task, label, billable } = said;
    let unknown = |what, name: &str| Error::Unknown { what, name: name.to_owned() };
    let client = match client.as_deref() {
        Some(name) => Some(clients::find(db, name)?.ok_or_else(|| unknown("client", name))?.id),
        None => None,
    };
    let project = match (project.as_deref(), client) {
        (Some(name), Some(client)) => {
            let found = clients::find_project(db, client, name)?;
            Some(found.ok_or_else(|| unknown("project", name))?.id)
        }
        (Some(_), None) => {
            return Err(Error::Input("a project needs its client; name that as well".into()));
        }
        (None, _) => None,
    };
    if task.is_some() {
        return Err(Error::Input("tasks".into()));
    }
    Ok(Work {
        client,
        project,
        task: None,
        label: label.trim().to_owned(),
        billable: billable.unwrap_or(true),
    })
}
