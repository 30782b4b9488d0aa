//! `daybook client` and `daybook project`.

use crate::args::{Client, Project};
use crate::failure::Failure;
use crate::output::{Output, table};
use engine::Daybook;
use serde_json::json;

pub(crate) fn client(daybook: &Daybook, command: &Client, output: Output) -> Result<(), Failure> {
    match command {
        Client::Add { name } => {
            let client = daybook.add_client(name)?;
            output.print(&client, || format!("Added {}.", client.name))
        }
        Client::List => {
            let clients = daybook.clients()?;
            output.print(&clients, || match clients.as_slice() {
                [] => "No clients yet: daybook client add NAME".to_owned(),
                all => all.iter().map(|client| format!("{}\n", client.name)).collect(),
            })
        }
    }
}

pub(crate) fn project(daybook: &Daybook, command: &Project, output: Output) -> Result<(), Failure> {
    match command {
        Project::Add { name, client } => {
            let project = daybook.add_project(name, client)?;
            let client = daybook.client(client)?.name;
            let json = json!({ "id": project.id, "client": client, "name": project.name });
            output.print(&json, || format!("Added {} for {client}.", project.name))
        }
        Project::List => {
            let names = daybook.names()?;
            let projects = daybook.projects()?;
            let of = |id| names.client(id).unwrap_or_default().to_owned();
            let json: Vec<_> = projects
                .iter()
                .map(|one| json!({ "id": one.id, "client": of(one.client), "name": one.name }))
                .collect();
            output.print(&json, || {
                if projects.is_empty() {
                    return "No projects yet: daybook project add NAME --client NAME".to_owned();
                }
                let row = |one: &domain::client::Project| vec![of(one.client), one.name.clone()];
                table(&projects.iter().map(row).collect::<Vec<_>>())
            })
        }
    }
}
