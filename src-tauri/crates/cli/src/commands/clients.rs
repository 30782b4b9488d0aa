//! `daybook client`, `daybook project` and `daybook task`.

use crate::args::YesNo;
use crate::args::money::{Client, ClientSaid, Project, Task, WhichProject, WhichTask};
use crate::failure::Failure;
use crate::output::{Output, table};
use domain::client;
use domain::names::Names;
use engine::Daybook;
use engine::clients::{ClientChange, ProjectChange};
use serde::Serialize;
use serde_json::json;

/// What is said where nothing was to be done.
const UNCHANGED: &str = "Nothing has changed about";

/// A client as JSON.
#[derive(Debug, Serialize)]
struct ShownClient {
    id: String,
    name: String,
    colour: u8,
    currency: String,
    billable: Option<bool>,
    rounding: String,
    archived: bool,
}

impl From<&client::Client> for ShownClient {
    fn from(client: &client::Client) -> Self {
        let client::Client { id, name, colour, currency, billable, rounding, archived } = client;
        Self {
            id: id.to_string(),
            name: name.clone(),
            colour: *colour,
            currency: currency.to_string(),
            billable: *billable,
            rounding: rounding.to_string(),
            archived: archived.is_some(),
        }
    }
}

/// A project or task as JSON.
#[derive(Debug, Serialize)]
struct Shown {
    id: String,
    client: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<String>,
    name: String,
    billable: Option<bool>,
    archived: bool,
}

impl Shown {
    fn project(project: &client::Project, names: &Names) -> Self {
        Self {
            id: project.id.to_string(),
            client: names.client(project.client).unwrap_or_default().to_owned(),
            project: None,
            name: project.name.clone(),
            billable: project.billable,
            archived: project.archived.is_some(),
        }
    }

    fn task(task: &client::Task, names: &Names) -> Self {
        let owner = names.projects().find(|(id, _, _)| *id == task.project);
        let client = owner.and_then(|(_, client, _)| names.client(client));
        Self {
            id: task.id.to_string(),
            client: client.unwrap_or_default().to_owned(),
            project: Some(names.project(task.project).unwrap_or_default().to_owned()),
            name: task.name.clone(),
            billable: task.billable,
            archived: task.archived.is_some(),
        }
    }

    fn row(&self) -> Vec<String> {
        let mut row = vec![self.client.clone()];
        row.extend(self.project.clone());
        row.extend([self.name.clone(), said(self.billable), archived(self.archived)]);
        row
    }
}

pub(crate) fn client(daybook: &Daybook, command: &Client, output: Output) -> Result<(), Failure> {
    let changed = |name: &str, change: ClientChange, done: &str| {
        let was = daybook.client(name)?;
        let client = daybook.change_client(&was.id.to_string(), &change)?;
        let done = if client == was { UNCHANGED } else { done };
        output.print(&ShownClient::from(&client), || format!("{done} {}.", client.name))
    };
    match command {
        Client::Add { name, said } => {
            let client = daybook.add_client_as(name, said_of(said))?;
            output.print(&ShownClient::from(&client), || {
                format!("Added {}, billed in {}.", client.name, client.currency)
            })
        }
        Client::List { archived: all } => {
            let clients = daybook.clients()?;
            let shown: Vec<_> = clients
                .iter()
                .map(ShownClient::from)
                .filter(|client| *all || !client.archived)
                .collect();
            output.print(&shown, || match shown.as_slice() {
                [] if clients.is_empty() => "No clients yet: daybook client add NAME".to_owned(),
                [] => "All clients are archived: daybook client list --archived".to_owned(),
                all => table(&all.iter().map(client_row).collect::<Vec<_>>()),
            })
        }
        Client::Edit { name, to, colour, said } => {
            let change = ClientChange { name: to.clone(), colour: *colour, ..said_of(said) };
            changed(name, change, "Changed")
        }
        Client::Archive { name } => changed(name, archive(true), "Archived"),
        Client::Unarchive { name } => changed(name, archive(false), "Unarchived"),
        Client::Remove { name } => {
            let client = daybook.client(name)?;
            daybook.remove_client(&client.id.to_string())?;
            output.print(&json!({ "removed": client.id }), || format!("Removed {}.", client.name))
        }
    }
}

pub(crate) fn project(daybook: &Daybook, command: &Project, output: Output) -> Result<(), Failure> {
    let find = |which: &WhichProject| -> Result<client::Project, Failure> {
        Ok(daybook.project(daybook.client(&which.client)?.id, &which.name)?)
    };
    let show = |project: &client::Project, done: &str| {
        let shown = Shown::project(project, &daybook.names()?);
        output.print(&shown, || format!("{done} {} for {}.", shown.name, shown.client))
    };
    let changed = |which: &WhichProject, change: ProjectChange, done: &str| {
        let was = find(which)?;
        let project = daybook.change_project(&was.id.to_string(), &change)?;
        show(&project, if project == was { UNCHANGED } else { done })
    };
    match command {
        Project::Add { which, billable } => {
            let added = daybook.add_project(&which.name, &which.client)?;
            let billable = billable.map(|said| said.said());
            let change = ProjectChange { billable, ..ProjectChange::default() };
            let project = match billable {
                None => added,
                Some(_) => daybook.change_project(&added.id.to_string(), &change)?,
            };
            show(&project, "Added")
        }
        Project::List { client, archived: all } => {
            let of = client.as_deref().map(|name| daybook.client(name)).transpose()?;
            let (names, projects) = (daybook.names()?, daybook.projects()?);
            let wanted = projects.iter().filter(|one| {
                of.as_ref().is_none_or(|of| of.id == one.client) && (*all || one.archived.is_none())
            });
            let shown: Vec<_> = wanted.map(|one| Shown::project(one, &names)).collect();
            list(&shown, "No projects: daybook project add NAME --client NAME", output)
        }
        Project::Edit { which, to, billable } => {
            let billable = billable.map(|said| said.said());
            let change = ProjectChange { name: to.clone(), billable, archived: None };
            changed(which, change, "Changed")
        }
        Project::Archive(which) => changed(which, put_away(true), "Archived"),
        Project::Unarchive(which) => changed(which, put_away(false), "Unarchived"),
        Project::Remove(which) => {
            let project = find(which)?;
            daybook.remove_project(&project.id.to_string())?;
            output.print(&json!({ "removed": project.id }), || format!("Removed {}.", project.name))
        }
    }
}

pub(crate) fn task(daybook: &Daybook, command: &Task, output: Output) -> Result<(), Failure> {
    let project_of = |which: &WhichTask| -> Result<client::Project, Failure> {
        Ok(daybook.project(daybook.client(&which.client)?.id, &which.project)?)
    };
    let find = |which: &WhichTask| -> Result<client::Task, Failure> {
        Ok(daybook.task(project_of(which)?.id, &which.name)?)
    };
    let show = |task: &client::Task, done: &str| {
        let shown = Shown::task(task, &daybook.names()?);
        let project = shown.project.clone().unwrap_or_default();
        output.print(&shown, || format!("{done} {} in {}, {project}.", shown.name, shown.client))
    };
    let changed = |which: &WhichTask, change: ProjectChange, done: &str| {
        let was = find(which)?;
        let task = daybook.change_task(&was.id.to_string(), &change)?;
        show(&task, if task == was { UNCHANGED } else { done })
    };
    match command {
        Task::Add { which, billable } => {
            let added = daybook.add_task(&which.name, &project_of(which)?.id.to_string())?;
            let billable = billable.map(|said| said.said());
            let change = ProjectChange { billable, ..ProjectChange::default() };
            let task = match billable {
                None => added,
                Some(_) => daybook.change_task(&added.id.to_string(), &change)?,
            };
            show(&task, "Added")
        }
        Task::List { client, archived: all } => {
            let of = client.as_deref().map(|name| daybook.client(name)).transpose()?;
            let names = daybook.names()?;
            let own = |task: &client::Task| {
                let owner = names.projects().find(|(id, _, _)| *id == task.project);
                of.as_ref().is_none_or(|of| owner.is_some_and(|(_, client, _)| client == of.id))
            };
            let tasks = daybook.tasks()?;
            let wanted = tasks.iter().filter(|one| own(one) && (*all || one.archived.is_none()));
            let shown: Vec<_> = wanted.map(|one| Shown::task(one, &names)).collect();
            let empty = "No tasks: daybook task add NAME --project NAME --client NAME";
            list(&shown, empty, output)
        }
        Task::Edit { which, to, billable } => {
            let billable = billable.map(|said| said.said());
            let change = ProjectChange { name: to.clone(), billable, archived: None };
            changed(which, change, "Changed")
        }
        Task::Archive(which) => changed(which, put_away(true), "Archived"),
        Task::Unarchive(which) => changed(which, put_away(false), "Unarchived"),
        Task::Remove(which) => {
            let task = find(which)?;
            daybook.remove_task(&task.id.to_string())?;
            output.print(&json!({ "removed": task.id }), || format!("Removed {}.", task.name))
        }
    }
}

fn list(shown: &[Shown], empty: &str, output: Output) -> Result<(), Failure> {
    output.print(&shown, || match shown {
        [] => empty.to_owned(),
        all => table(&all.iter().map(Shown::row).collect::<Vec<_>>()),
    })
}

fn client_row(client: &ShownClient) -> Vec<String> {
    let rounding = match client.rounding.as_str() {
        "none" => String::new(),
        policy => format!("rounded {policy}"),
    };
    vec![
        client.name.clone(),
        client.currency.clone(),
        said(client.billable),
        rounding,
        archived(client.archived),
    ]
}

fn said_of(said: &ClientSaid) -> ClientChange {
    ClientChange {
        currency: said.currency.clone(),
        billable: said.billable.map(YesNo::is_yes),
        rounding: said.rounding.clone(),
        ..ClientChange::default()
    }
}

fn archive(archived: bool) -> ClientChange {
    ClientChange { archived: Some(archived), ..ClientChange::default() }
}

fn put_away(archived: bool) -> ProjectChange {
    ProjectChange { archived: Some(archived), ..ProjectChange::default() }
}

fn said(billable: Option<bool>) -> String {
    match billable {
        None => String::new(),
        Some(true) => "billable".into(),
        Some(false) => "not billable".into(),
    }
}

fn archived(archived: bool) -> String {
    if archived { "archived".into() } else { String::new() }
}
