//! What a timer is for, by the names that its owner types.

use crate::Result;
use crate::clients::target;
use crate::entries::is_billable;
use domain::timer::Work;
use domain::work::Target;
use store::Connection;

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
    let (client, project) = (client.as_deref(), project.as_deref());
    let whom = target(db, client, project, task.as_deref(), Target::default())?;
    Ok(Work {
        client: whom.client,
        project: whom.project,
        task: whom.task,
        label: label.trim().to_owned(),
        billable: billable.map_or_else(|| is_billable(db, whom), Ok)?,
    })
}
