//! Clients, projects, tasks and tags by name: those that are there, and those that an import adds.

use super::{Found, Standing};
use domain::client::{Client, Project, Task, free_colour, name_key};
use domain::currency::Currency;
use domain::id::{ClientId, ProjectId, TagId, TaskId};
use domain::tag::Tag;
use domain::time::Moment;
use domain::work::BillableDefaults;
use std::collections::{BTreeMap, BTreeSet};
use store::{Connection, clients, tags, tasks};

/// What bears a name, and what of it is new.
pub(super) struct Catalogue {
    clients: BTreeMap<String, Client>,
    projects: BTreeMap<(ClientId, String), Project>,
    tasks: BTreeMap<(ProjectId, String), Task>,
    tags: BTreeMap<String, Tag>,
    /// In which currency a client is billed of whom the file does not say it.
    currency: Currency,
    fresh: Fresh,
    /// Clients that the file bills in another currency, and in which.
    elsewhere: BTreeMap<ClientId, Currency>,
}

/// What an import adds, in the order in which it is needed.
#[derive(Default)]
struct Fresh {
    clients: Vec<Client>,
    projects: Vec<Project>,
    tasks: Vec<Task>,
    tags: Vec<Tag>,
}

/// For whom and what a row was.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) client: Option<ClientId>,
    pub(super) project: Option<ProjectId>,
    pub(super) task: Option<TaskId>,
    pub(super) tags: BTreeSet<TagId>,
    pub(super) billable: bool,
    /// In which currency the client is billed.
    pub(super) currency: Option<Currency>,
    /// What the client is called.
    pub(super) client_name: Option<String>,
    /// It names a project and nobody whose it could be.
    pub(super) is_homeless: bool,
}

/// Mints ids.
pub(super) struct Mint<'a> {
    pub(super) now: Moment,
    pub(super) random: &'a dyn Fn() -> [u8; 10],
}

/// No name is longer; see what [`crate::clients`] lets in.
const LONGEST: usize = 200;

impl Catalogue {
    /// All that there is.
    pub(super) fn read(db: &Connection, currency: Currency) -> store::Result<Self> {
        let key = |name: &str| name_key(name);
        Ok(Self {
            clients: clients::list(db)?.into_iter().map(|one| (key(&one.name), one)).collect(),
            projects: clients::projects(db)?
                .into_iter()
                .map(|one| ((one.client, key(&one.name)), one))
                .collect(),
            tasks: tasks::list(db)?
                .into_iter()
                .map(|one| ((one.project, key(&one.name)), one))
                .collect(),
            tags: tags::list(db)?.into_iter().map(|one| (key(&one.name), one)).collect(),
            currency,
            fresh: Fresh::default(),
            elsewhere: BTreeMap::new(),
        })
    }

    /// For whom and what a row was. `client` stands in where it names none.
    pub(super) fn named(
        &mut self,
        found: &Found,
        client: Option<&Client>,
        mint: &Mint<'_>,
    ) -> Result<Named, String> {
        fits("client", &found.client)?;
        fits("project", &found.project)?;
        fits("task", &found.task)?;
        found.tags.iter().try_for_each(|tag| fits("tag", tag))?;
        let mut named = Named::default();
        let client = if found.client.is_empty() {
            client.cloned().or_else(|| self.owner_of(&found.project))
        } else {
            Some(self.client(&found.client, found.currency, mint))
        };
        if let Some((client, theirs)) = client.as_ref().zip(found.currency)
            && client.currency != theirs
        {
            self.elsewhere.insert(client.id, theirs);
        }
        let mut defaults = BillableDefaults::default();
        match client {
            Some(client) => {
                defaults.client = client.billable;
                named.client = Some(client.id);
                named.currency = Some(client.currency);
                named.client_name = Some(client.name);
                if !found.project.is_empty() {
                    let project = self.project(client.id, &found.project, mint);
                    defaults.project = project.billable;
                    named.project = Some(project.id);
                    if !found.task.is_empty() {
                        let task = self.task(project.id, &found.task, mint);
                        defaults.task = task.billable;
                        named.task = Some(task.id);
                    }
                }
            }
            None if !found.project.is_empty() => {
                named.is_homeless = true;
                named.tags.insert(self.tag(&found.project, mint));
            }
            None => {}
        }
        for tag in &found.tags {
            named.tags.insert(self.tag(tag, mint));
        }
        // A draft of nobody is billed to nobody; whoever gets it decides.
        let is_open = named.client.is_none() && found.standing == Standing::Draft;
        named.billable = found.billable.unwrap_or_else(|| !is_open && defaults.billable());
        Ok(named)
    }

    /// What is new, each with what it is.
    pub(super) fn added(&self) -> Vec<String> {
        let Fresh { clients, projects, tasks, tags } = &self.fresh;
        let clients = clients.iter().map(|one| format!("client {}", one.name));
        let projects = projects.iter().map(|one| format!("project {}", one.name));
        let tasks = tasks.iter().map(|one| format!("task {}", one.name));
        let tags = tags.iter().map(|one| format!("tag {}", one.name));
        clients.chain(projects).chain(tasks).chain(tags).collect()
    }

    /// What is to be told of clients that were there before.
    pub(super) fn notes(&self) -> impl Iterator<Item = String> {
        self.clients.values().filter_map(|client| {
            let theirs = self.elsewhere.get(&client.id)?;
            Some(other_currency(client, theirs))
        })
    }

    /// Writes what is new.
    pub(super) fn write(&self, tx: &Connection, now: Moment) -> store::Result<()> {
        let Fresh { clients: new, projects, tasks: pieces, tags: words } = &self.fresh;
        new.iter().try_for_each(|one| clients::add(tx, one, now))?;
        projects.iter().try_for_each(|one| clients::add_project(tx, one, now))?;
        pieces.iter().try_for_each(|one| tasks::add(tx, one, now))?;
        words.iter().try_for_each(|one| tags::add(tx, one, now))
    }

    /// Whose project of that name it is, if only one client has one.
    fn owner_of(&self, project: &str) -> Option<Client> {
        if project.is_empty() {
            return None;
        }
        let key = name_key(project);
        let mut owners = self.projects.keys().filter(|(_, name)| *name == key);
        let (owner, _) = owners.next()?;
        if owners.next().is_some() {
            return None;
        }
        self.clients.values().find(|client| client.id == *owner).cloned()
    }

    fn client(&mut self, name: &str, currency: Option<Currency>, mint: &Mint<'_>) -> Client {
        let currency = currency.unwrap_or(self.currency);
        let Self { clients, fresh, .. } = self;
        let taken: Vec<u8> = clients.values().map(|client| client.colour).collect();
        let made = || {
            let id = ClientId::mint(mint.now, (mint.random)());
            let client = Client::new(id, name.to_owned(), free_colour(&taken), currency);
            fresh.clients.push(client.clone());
            client
        };
        clients.entry(name_key(name)).or_insert_with(made).clone()
    }

    fn project(&mut self, client: ClientId, name: &str, mint: &Mint<'_>) -> Project {
        let Self { projects, fresh, .. } = self;
        let made = || {
            let id = ProjectId::mint(mint.now, (mint.random)());
            let project = Project::new(id, client, name.to_owned());
            fresh.projects.push(project.clone());
            project
        };
        projects.entry((client, name_key(name))).or_insert_with(made).clone()
    }

    fn task(&mut self, project: ProjectId, name: &str, mint: &Mint<'_>) -> Task {
        let Self { tasks, fresh, .. } = self;
        let made = || {
            let id = TaskId::mint(mint.now, (mint.random)());
            let task = Task::new(id, project, name.to_owned());
            fresh.tasks.push(task.clone());
            task
        };
        tasks.entry((project, name_key(name))).or_insert_with(made).clone()
    }

    fn tag(&mut self, name: &str, mint: &Mint<'_>) -> TagId {
        let Self { tags, fresh, .. } = self;
        let made = || {
            let tag = Tag { id: TagId::mint(mint.now, (mint.random)()), name: name.to_owned() };
            fresh.tags.push(tag.clone());
            tag
        };
        tags.entry(name_key(name)).or_insert_with(made).id
    }
}

/// That the file bills a client in another currency.
pub(super) fn other_currency(client: &Client, theirs: impl std::fmt::Display) -> String {
    let Client { name, currency, .. } = client;
    format!(
        "the file bills {name} in {theirs}, and here it is billed in {currency}, which stays so"
    )
}

fn fits(what: &str, name: &str) -> Result<(), String> {
    if name.chars().count() > LONGEST {
        return Err(format!("the name of its {what} is longer than {LONGEST} characters"));
    }
    Ok(())
}
