//! What a timer is for, by the names that its owner types.

use crate::Result;
use crate::blocks::{Correction, assigned, passed_on};
use crate::clients::target;
use crate::entries::is_billable;
use crate::error::Error;
use domain::timer::Work;
use domain::typed;
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

/// The work as `said` has it by now; what is not said stays as it `was`.
pub(super) fn renamed(db: &Connection, said: &Correction, was: &Work) -> Result<Work> {
    let kept = Target { client: was.client, project: was.project, task: was.task };
    let whom = assigned(db, said, kept)?;
    let passed_on = passed_on(db, kept, whom, was.billable)?;
    let label = said.label.as_deref().unwrap_or(&was.label);
    Ok(Work {
        client: whom.client,
        project: whom.project,
        task: whom.task,
        label: typed::label(label).map_err(Error::input)?,
        billable: said.billable.unwrap_or(passed_on),
    })
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
        label: typed::label(label).map_err(Error::input)?,
        billable: billable.map_or_else(|| is_billable(db, whom), Ok)?,
    })
}
