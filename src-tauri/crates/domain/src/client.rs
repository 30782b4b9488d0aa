//! Clients, their projects and tasks: for whom somebody works, and on what.
//!
//! What is archived stays readable and in every report; it is only offered for nothing new.

use crate::currency::Currency;
use crate::id::{ClientId, ProjectId, TaskId};
use crate::rounding::Policy;
use crate::time::Moment;
use crate::typed::one_line;
use serde::{Deserialize, Serialize};

/// How many colours clients are shown in.
pub const COLOURS: u8 = 8;

/// Somebody who is worked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// Its name, as the owner typed it.
    pub name: String,
    /// Which of the [`COLOURS`] it is shown in, counted from 0.
    pub colour: u8,
    /// In which it is billed.
    pub currency: Currency,
    /// Whether new work for it is billable; `None`: it is.
    pub billable: Option<bool>,
    /// How its time is rounded when it is billed.
    pub rounding: Policy,
    /// Since when it is archived.
    pub archived: Option<Moment>,
}

/// A piece of work for a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// For whom.
    pub client: ClientId,
    /// Its name, as the owner typed it.
    pub name: String,
    /// Whether new work on it is billable; `None`: as the client says.
    pub billable: Option<bool>,
    /// Since when it is archived.
    pub archived: Option<Moment>,
}

/// A piece of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// Of which project.
    pub project: ProjectId,
    /// Its name, as the owner typed it.
    pub name: String,
    /// Whether new work on it is billable; `None`: as the project says.
    pub billable: Option<bool>,
    /// Since when it is archived.
    pub archived: Option<Moment>,
}

impl Client {
    /// A client that is billed in `currency` and about whom nothing else is said.
    #[must_use]
    pub const fn new(id: ClientId, name: String, colour: u8, currency: Currency) -> Self {
        let rounding = Policy::NONE;
        Self { id, name, colour, currency, billable: None, rounding, archived: None }
    }
}

impl Project {
    /// A project of `client` about which nothing else is said.
    #[must_use]
    pub const fn new(id: ProjectId, client: ClientId, name: String) -> Self {
        Self { id, client, name, billable: None, archived: None }
    }
}

impl Task {
    /// A task of `project` about which nothing else is said.
    #[must_use]
    pub const fn new(id: TaskId, project: ProjectId, name: String) -> Self {
        Self { id, project, name, billable: None, archived: None }
    }
}

/// The colour of a new client: the one that the fewest of `taken` have, the first of those.
#[must_use]
pub fn free_colour(taken: &[u8]) -> u8 {
    let used = |colour: &u8| taken.iter().filter(|one| *one == colour).count();
    (0..COLOURS).min_by_key(used).unwrap_or(0)
}

/// Two names are the same if their keys are: white space folded, case folded, each letter with its
/// marks one sign.
#[must_use]
pub fn name_key(name: &str) -> String {
    one_line(name).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_client_takes_the_colour_that_is_used_least() {
        let check = |taken: &[u8], expected: u8| {
            assert_eq!(free_colour(taken), expected, "{taken:?} are taken");
        };
        check(&[], 0);
        check(&[0, 1], 2);
        check(&[1, 0, 3], 2);
        check(&[0, 1, 2, 3, 4, 5, 6, 7], 0);
        check(&[0, 1, 2, 3, 4, 5, 6, 7, 0, 2], 1);
    }

    #[test]
    fn names_differ_by_more_than_case_and_spaces() {
        assert_eq!(name_key("  Acme  GmbH "), name_key("acme gmbh"));
        assert_eq!(name_key("Cafe\u{301}"), name_key("CAF\u{c9}"), "one sign or two");
        assert_ne!(name_key("Acme"), name_key("Acme GmbH"));
    }
}
