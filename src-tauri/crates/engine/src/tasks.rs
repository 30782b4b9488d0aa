//! Tasks of projects.

use crate::Result;
use crate::clients::{ProjectChange, given, known, no_such, offered, since, task_of};
use crate::daybook::Daybook;
use crate::events::Event;
use domain::client::Task;
use domain::id::{ProjectId, TaskId};
use store::{clients, tasks};

impl Daybook {
    /// Adds a task to the project of that id.
    ///
    /// # Errors
    ///
    /// There is no such project, it is archived, or the name is empty or taken.
    pub fn add_task(&self, name: &str, project: &str) -> Result<Task> {
        let (now, project) = (self.now(), known::<ProjectId>("project", project)?);
        let (id, name) = (TaskId::mint(now, self.clock.random()), given("task", name)?);
        let task = self.in_one(move |tx| {
            let found = clients::get_project(tx, project)?;
            let project = offered("project", found.ok_or_else(|| no_such("project", &project))?)?;
            let task = Task::new(id, project.id, name);
            tasks::add(tx, &task, now)?;
            Ok(task)
        })?;
        self.events.tell(Event::Clients);
        Ok(task)
    }

    /// Changes a task.
    ///
    /// # Errors
    ///
    /// There is no task of that id, or the name is empty or taken.
    pub fn change_task(&self, id: &str, change: &ProjectChange) -> Result<Task> {
        let (now, id, change) = (self.now(), known::<TaskId>("task", id)?, change.clone());
        let task = self.in_one(move |tx| {
            let mut task = tasks::get(tx, id)?.ok_or_else(|| no_such("task", &id))?;
            let ProjectChange { name, billable, archived } = change;
            if let Some(name) = name {
                task.name = given("task", &name)?;
            }
            task.billable = billable.unwrap_or(task.billable);
            task.archived = since(archived, task.archived, now);
            tasks::put(tx, &task, now)?;
            Ok(task)
        })?;
        self.events.tell(Event::Clients);
        Ok(task)
    }

    /// Removes a task that nothing refers to.
    ///
    /// # Errors
    ///
    /// There is none of that id, or something refers to it.
    pub fn remove_task(&self, id: &str) -> Result<()> {
        let (now, id) = (self.now(), known::<TaskId>("task", id)?);
        self.in_one(move |tx| {
            let task = tasks::get(tx, id)?.ok_or_else(|| no_such("task", &id))?;
            Ok(tasks::remove(tx, &task, now)?)
        })?;
        self.events.tell(Event::Clients);
        Ok(())
    }

    /// All tasks by client, project and name, archived ones among them.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn tasks(&self) -> Result<Vec<Task>> {
        Ok(self.store.read(tasks::list)?)
    }

    /// That project's task of that name, whatever its case, or of that id.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn task(&self, project: ProjectId, name: &str) -> Result<Task> {
        self.store.read(|db| Ok(task_of(db, project, name)))?
    }
}
