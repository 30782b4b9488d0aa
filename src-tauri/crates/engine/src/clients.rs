//! Clients and projects.

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use domain::client::{Client, Project, free_colour};
use domain::id::{ClientId, ProjectId};
use store::clients;

impl Daybook {
    /// Adds a client.
    ///
    /// # Errors
    ///
    /// The name is empty or taken.
    pub fn add_client(&self, name: &str) -> Result<Client> {
        let now = self.now();
        let id = ClientId::mint(now, self.clock.random());
        let name = given("client", name)?;
        let client = self.store.write(move |tx| {
            let taken: Vec<u8> = clients::list(tx)?.iter().map(|client| client.colour).collect();
            let client = Client { id, name, colour: free_colour(&taken) };
            clients::add(tx, &client, now)?;
            Ok(client)
        })?;
        self.events.tell(Event::Clients);
        Ok(client)
    }

    /// Adds a project of a client.
    ///
    /// # Errors
    ///
    /// There is no such client, or the name is empty or taken.
    pub fn add_project(&self, name: &str, client: &str) -> Result<Project> {
        let now = self.now();
        let client = self.client(client)?;
        let id = ProjectId::mint(now, self.clock.random());
        let project = Project { id, client: client.id, name: given("project", name)? };
        let row = project.clone();
        self.store.write(move |tx| clients::add_project(tx, &row, now))?;
        self.events.tell(Event::Clients);
        Ok(project)
    }

    /// All clients by name.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn clients(&self) -> Result<Vec<Client>> {
        Ok(self.store.read(clients::list)?)
    }

    /// All projects by client and name.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn projects(&self) -> Result<Vec<Project>> {
        Ok(self.store.read(clients::projects)?)
    }

    /// The client of that name, whatever its case.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn client(&self, name: &str) -> Result<Client> {
        self.store
            .read(|db| clients::find(db, name))?
            .ok_or_else(|| Error::Unknown { what: "client", name: name.to_owned() })
    }

    /// That client's project of that name.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn project(&self, client: ClientId, name: &str) -> Result<Project> {
        self.store
            .read(|db| clients::find_project(db, client, name))?
            .ok_or_else(|| Error::Unknown { what: "project", name: name.to_owned() })
    }
}

/// A name as it is kept: white space folded, not empty, not longer than a line.
fn given(what: &str, name: &str) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Error::Input(format!("the {what} needs a name")));
    }
    if name.chars().count() > 200 {
        return Err(Error::Input(format!("the name of the {what} is longer than 200 characters")));
    }
    Ok(name)
}
