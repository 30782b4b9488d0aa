//! Clients and projects, and for whom work is when somebody says it by name.
//!
//! What is archived stays readable and in every report. It is offered for nothing new: whoever
//! names it is told so.

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::worth::freeze_lengths;
use domain::client::{COLOURS, Client, Project, free_colour};
use domain::currency::Currency;
use domain::id::{ClientId, ProjectId, TaskId};
use domain::rate::change_currency;
use domain::time::Moment;
use domain::typed::one_line;
use domain::work::Target;
use store::{Connection, clients, tasks};

/// What shall be said about a client. What is `None` stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientChange {
    /// Its name.
    pub name: Option<String>,
    /// Its colour.
    pub colour: Option<u8>,
    /// What it is billed in: only while nothing is valued in another currency.
    pub currency: Option<String>,
    /// Whether new work for it is billable.
    pub billable: Option<bool>,
    /// How its time is rounded: "none", "up 6 per day".
    pub rounding: Option<String>,
    /// Whether it is archived.
    pub archived: Option<bool>,
}

/// What shall be said about a project or task. What is `None` stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectChange {
    /// Its name.
    pub name: Option<String>,
    /// Whether new work on it is billable; `Some(None)` leaves it to the level above.
    pub billable: Option<Option<bool>>,
    /// Whether it is archived.
    pub archived: Option<bool>,
}

impl Daybook {
    /// Adds a client that is billed in `currency`, else in that of the settings.
    ///
    /// # Errors
    ///
    /// The name is empty or taken, or that is no currency in use.
    pub fn add_client(&self, name: &str, currency: Option<&str>) -> Result<Client> {
        let currency = currency.map(str::to_owned);
        self.add_client_as(name, ClientChange { currency, ..ClientChange::default() })
    }

    /// Adds a client of whom more is said than its name.
    ///
    /// # Errors
    ///
    /// As [`Daybook::add_client`], or something that is said makes no sense.
    pub fn add_client_as(&self, name: &str, said: ClientChange) -> Result<Client> {
        let now = self.now();
        let id = ClientId::mint(now, self.clock.random());
        let name = given("client", name)?;
        let currency = self.settings().timesheet.currency();
        let client = self.in_one(move |tx| {
            let taken: Vec<u8> = clients::list(tx)?.iter().map(|client| client.colour).collect();
            let client = Client::new(id, name, free_colour(&taken), currency);
            let client = changed(tx, client, said, now)?;
            clients::add(tx, &client, now)?;
            Ok(client)
        })?;
        self.events.tell(Event::Clients);
        Ok(client)
    }

    /// Changes a client.
    ///
    /// # Errors
    ///
    /// There is no client of that id, a value makes no sense, the name is taken, or something is
    /// valued in the old currency.
    pub fn change_client(&self, id: &str, change: &ClientChange) -> Result<Client> {
        let (now, id, change) = (self.now(), known::<ClientId>("client", id)?, change.clone());
        let home = self.clock.zone();
        let client = self.in_one(move |tx| {
            let was = clients::get(tx, id)?.ok_or_else(|| no_such("client", &id))?;
            let client = changed(tx, was.clone(), change, now)?;
            if client.rounding != was.rounding {
                freeze_lengths(tx, id, &home, now)?;
            }
            clients::put(tx, &client, now)?;
            Ok(client)
        })?;
        self.events.tell(Event::Clients);
        Ok(client)
    }

    /// Removes a client that nothing refers to.
    ///
    /// # Errors
    ///
    /// There is none of that id, or something refers to it.
    pub fn remove_client(&self, id: &str) -> Result<()> {
        let (now, id) = (self.now(), known::<ClientId>("client", id)?);
        self.in_one(move |tx| {
            let client = clients::get(tx, id)?.ok_or_else(|| no_such("client", &id))?;
            Ok(clients::remove(tx, &client, now)?)
        })?;
        self.events.tell(Event::Clients);
        Ok(())
    }

    /// Adds a project to the client of that name or id.
    ///
    /// # Errors
    ///
    /// There is no such client, it is archived, or the name is empty or taken.
    pub fn add_project(&self, name: &str, client: &str) -> Result<Project> {
        let now = self.now();
        let client = offered("client", self.client(client)?)?;
        let id = ProjectId::mint(now, self.clock.random());
        let project = Project::new(id, client.id, given("project", name)?);
        let row = project.clone();
        self.store.write(move |tx| clients::add_project(tx, &row, now))?;
        self.events.tell(Event::Clients);
        Ok(project)
    }

    /// Changes a project.
    ///
    /// # Errors
    ///
    /// There is no project of that id, or the name is empty or taken.
    pub fn change_project(&self, id: &str, change: &ProjectChange) -> Result<Project> {
        let (now, id, change) = (self.now(), known::<ProjectId>("project", id)?, change.clone());
        let project = self.in_one(move |tx| {
            let found = clients::get_project(tx, id)?;
            let mut project = found.ok_or_else(|| no_such("project", &id))?;
            let ProjectChange { name, billable, archived } = change;
            if let Some(name) = name {
                project.name = given("project", &name)?;
            }
            project.billable = billable.unwrap_or(project.billable);
            project.archived = since(archived, project.archived, now);
            clients::put_project(tx, &project, now)?;
            Ok(project)
        })?;
        self.events.tell(Event::Clients);
        Ok(project)
    }

    /// Removes a project that nothing refers to.
    ///
    /// # Errors
    ///
    /// There is none of that id, or something refers to it.
    pub fn remove_project(&self, id: &str) -> Result<()> {
        let (now, id) = (self.now(), known::<ProjectId>("project", id)?);
        self.in_one(move |tx| {
            let project = clients::get_project(tx, id)?.ok_or_else(|| no_such("project", &id))?;
            Ok(clients::remove_project(tx, &project, now)?)
        })?;
        self.events.tell(Event::Clients);
        Ok(())
    }

    /// All clients by name, archived ones among them.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn clients(&self) -> Result<Vec<Client>> {
        Ok(self.store.read(clients::list)?)
    }

    /// All projects by client and name, archived ones among them.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn projects(&self) -> Result<Vec<Project>> {
        Ok(self.store.read(clients::projects)?)
    }

    /// The client of that name, whatever its case, or of that id.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn client(&self, name: &str) -> Result<Client> {
        self.store.read(|db| Ok(client_of(db, name)))?
    }

    /// That client's project of that name, whatever its case, or of that id.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn project(&self, client: ClientId, name: &str) -> Result<Project> {
        self.store.read(|db| Ok(project_of(db, client, name)))?
    }

    /// Whether new work on this is billable, if nobody says so of the work itself.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn billable_default(
        &self,
        client: Option<ClientId>,
        project: Option<ProjectId>,
        task: Option<TaskId>,
    ) -> Result<bool> {
        let billables = self.store.read(clients::billables)?;
        Ok(billables.of(Target { client, project, task }).billable())
    }
}

/// For whom new work is, by names or ids; "" and `None` are nobody and nothing. Nothing archived
/// can be named, but for what `kept` names already.
///
/// # Errors
///
/// There is no such client, project or task, one is archived, or a level above is missing.
pub(crate) fn target(
    db: &Connection,
    client: Option<&str>,
    project: Option<&str>,
    task: Option<&str>,
    kept: Target,
) -> Result<Target> {
    let named = |name: Option<&str>| name.filter(|name| !name.trim().is_empty()).map(str::to_owned);
    let (client, project, task) = (named(client), named(project), named(task));
    let mut target = Target::default();
    if let Some(name) = client {
        let client = client_of(db, &name)?;
        target.client = Some(client.id);
        if kept.client != target.client {
            offered("client", client)?;
        }
    }
    if let Some(name) = project {
        let needs_client =
            || Error::Input("a project needs its client; name the client too".into());
        let project = project_of(db, target.client.ok_or_else(needs_client)?, &name)?;
        target.project = Some(project.id);
        if kept.project != target.project {
            offered("project", project)?;
        }
    }
    if let Some(name) = task {
        let needs_project =
            || Error::Input("a task needs its project; name the project too".into());
        let task = task_of(db, target.project.ok_or_else(needs_project)?, &name)?;
        target.task = Some(task.id);
        if kept.task != target.task {
            offered("task", task)?;
        }
    }
    Ok(target)
}

/// The client of that name or id.
pub(crate) fn client_of(db: &Connection, name: &str) -> Result<Client> {
    let by_id = || name.parse().map_or(Ok(None), |id| clients::get(db, id));
    let found = clients::find(db, name)?.map_or_else(by_id, |found| Ok(Some(found)))?;
    found.ok_or_else(|| unknown("client", name))
}

/// That client's project of that name or id.
pub(crate) fn project_of(db: &Connection, client: ClientId, name: &str) -> Result<Project> {
    let by_id = || name.parse().map_or(Ok(None), |id| clients::get_project(db, id));
    let found = clients::find_project(db, client, name)?.map_or_else(by_id, |one| Ok(Some(one)))?;
    found.filter(|one| one.client == client).ok_or_else(|| unknown("project", name))
}

/// That project's task of that name or id.
pub(crate) fn task_of(
    db: &Connection,
    project: ProjectId,
    name: &str,
) -> Result<domain::client::Task> {
    let by_id = || name.parse().map_or(Ok(None), |id| tasks::get(db, id));
    let found = tasks::find(db, project, name)?.map_or_else(by_id, |one| Ok(Some(one)))?;
    found.filter(|one| one.project == project).ok_or_else(|| unknown("task", name))
}

/// What can be archived.
pub(crate) trait Archivable {
    /// Its name, and whether it is archived.
    fn stands(&self) -> (&str, bool);
}

impl Archivable for Client {
    fn stands(&self) -> (&str, bool) {
        (&self.name, self.archived.is_some())
    }
}

impl Archivable for Project {
    fn stands(&self) -> (&str, bool) {
        (&self.name, self.archived.is_some())
    }
}

impl Archivable for domain::client::Task {
    fn stands(&self) -> (&str, bool) {
        (&self.name, self.archived.is_some())
    }
}

/// `one`, if it is offered for something new.
pub(crate) fn offered<T: Archivable>(what: &'static str, one: T) -> Result<T> {
    match one.stands() {
        (_, false) => Ok(one),
        (name, true) => Err(Error::Input(format!(
            "the {what} ‘{name}’ is archived; take it out of the archive first, or choose another"
        ))),
    }
}

/// Since when something is archived, after a wish.
pub(crate) fn since(wish: Option<bool>, was: Option<Moment>, now: Moment) -> Option<Moment> {
    match wish {
        None => was,
        Some(true) => was.or(Some(now)),
        Some(false) => None,
    }
}

/// An id as it was typed.
pub(crate) fn known<T: std::str::FromStr>(what: &'static str, id: &str) -> Result<T> {
    id.parse().map_err(|_| Error::NoSuch { what, id: id.to_owned() })
}

/// Nothing has that id.
pub(crate) fn no_such(what: &'static str, id: &dyn std::fmt::Display) -> Error {
    Error::NoSuch { what, id: id.to_string() }
}

/// Whether a name says that there is nobody or nothing.
pub(crate) fn says_none(name: &str) -> bool {
    ["none", "unassigned"].contains(&name.to_lowercase().as_str())
}

/// A name as it is kept: one line, white space folded, not empty, not longer than a
/// line, and no word that says nobody or nothing.
pub(crate) fn given(what: &str, name: &str) -> Result<String> {
    let name = one_line(name).split_whitespace().collect::<Vec<_>>().join(" ");
    if says_none(&name) {
        return Err(Error::Input(format!("‘{name}’ says that there is none; choose another name")));
    }
    if name.is_empty() {
        return Err(Error::Input(format!("the {what} needs a name")));
    }
    if name.chars().count() > 200 {
        return Err(Error::Input(format!("the name of the {what} is longer than 200 characters")));
    }
    Ok(name)
}

/// A currency that can be chosen for something new.
pub(crate) fn current(code: &str) -> Result<Currency> {
    let currency: Currency = code.trim().parse().map_err(Error::input)?;
    if currency.is_current() {
        return Ok(currency);
    }
    Err(Error::Input(format!("{currency} was withdrawn; choose the currency that replaced it")))
}

fn changed(
    tx: &Connection,
    mut client: Client,
    change: ClientChange,
    now: Moment,
) -> Result<Client> {
    let ClientChange { name, colour, currency, billable, rounding, archived } = change;
    if let Some(name) = name {
        client.name = given("client", &name)?;
    }
    if let Some(colour) = colour {
        if colour >= COLOURS {
            return Err(Error::Input(format!(
                "there is no colour {colour}; choose one from 0 to {}",
                COLOURS.saturating_sub(1)
            )));
        }
        client.colour = colour;
    }
    if let Some(code) = currency {
        let wanted: Currency = code.trim().parse().map_err(Error::input)?;
        if wanted != client.currency {
            let is_used = clients::is_valued(tx, client.id)?;
            let refused = |refusal: domain::rate::Refusal| Error::InUse(refusal.to_string());
            client.currency =
                change_currency(client.currency, current(&code)?, is_used).map_err(refused)?;
        }
    }
    if let Some(rounding) = rounding {
        client.rounding = rounding.trim().to_lowercase().parse().map_err(Error::input)?;
    }
    client.billable = billable.or(client.billable);
    client.archived = since(archived, client.archived, now);
    Ok(client)
}

fn unknown(what: &'static str, name: &str) -> Error {
    Error::Unknown { what, name: name.to_owned() }
}
