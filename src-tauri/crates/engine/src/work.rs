//! For whom and what, by the names that the owner types.

use crate::Result;
use crate::error::Error;
use domain::id::{ClientId, ProjectId, TagId, TaskId};
use domain::tag::Tag;
use domain::time::Moment;
use domain::work::BillableDefaults;
use std::collections::BTreeSet;
use store::{Connection, clients, tags, tasks};

/// For whom and what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Work {
    pub(crate) client: Option<ClientId>,
    pub(crate) project: Option<ProjectId>,
    pub(crate) task: Option<TaskId>,
    defaults: BillableDefaults,
}

impl Work {
    /// Whether such work is billable unless somebody says otherwise.
    pub(crate) fn is_billable(self) -> bool {
        self.client.is_some() && self.defaults.billable()
    }
}

/// What the owner means by these names.
///
/// # Errors
///
/// There is none of that name, it is archived, or a name above it is missing.
pub(crate) fn work_of(
    db: &Connection,
    client: Option<&str>,
    project: Option<&str>,
    task: Option<&str>,
) -> Result<Work> {
    let mut work = Work::default();
    let Some(client) = client else {
        return match (project, task) {
            (None, None) => Ok(work),
            (Some(_), _) => {
                Err(Error::Input("a project needs its client; give --client as well".into()))
            }
            (None, Some(_)) => {
                Err(Error::Input("a task needs its project; give --project as well".into()))
            }
        };
    };
    let unknown = |what, name: &str| Error::Unknown { what, name: name.to_owned() };
    let found = clients::find(db, client)?.ok_or_else(|| unknown("client", client))?;
    in_use("client", &found.name, found.archived)?;
    (work.client, work.defaults.client) = (Some(found.id), found.billable);
    let Some(project) = project else {
        return match task {
            None => Ok(work),
            Some(_) => Err(Error::Input("a task needs its project; give --project as well".into())),
        };
    };
    let found = clients::find_project(db, found.id, project)?;
    let found = found.ok_or_else(|| unknown("project", project))?;
    in_use("project", &found.name, found.archived)?;
    (work.project, work.defaults.project) = (Some(found.id), found.billable);
    let Some(task) = task else { return Ok(work) };
    let found = tasks::find(db, found.id, task)?.ok_or_else(|| unknown("task", task))?;
    in_use("task", &found.name, found.archived)?;
    (work.task, work.defaults.task) = (Some(found.id), found.billable);
    Ok(work)
}

/// The tags of these names; those that are new are added.
///
/// # Errors
///
/// A name is empty or too long.
pub(crate) fn tags_named(
    tx: &Connection,
    names: &[String],
    now: Moment,
    random: &mut dyn FnMut() -> [u8; 10],
) -> Result<BTreeSet<TagId>> {
    let mut found = BTreeSet::new();
    for name in names {
        let name = crate::clients::given("tag", name)?;
        let tag = match tags::find(tx, &name)? {
            Some(tag) => tag,
            None => {
                let tag = Tag { id: TagId::mint(now, random()), name };
                tags::add(tx, &tag, now)?;
                tag
            }
        };
        found.insert(tag.id);
    }
    Ok(found)
}

fn in_use(what: &'static str, name: &str, archived: Option<Moment>) -> Result<()> {
    match archived {
        None => Ok(()),
        Some(_) => Err(Error::Input(format!(
            "the {what} ‘{name}’ is archived; bring it back with daybook {what} unarchive"
        ))),
    }
}
