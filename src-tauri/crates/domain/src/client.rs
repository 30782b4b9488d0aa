//! Clients and their projects: for whom somebody works.

use crate::id::{ClientId, ProjectId};
use serde::{Deserialize, Serialize};

/// Somebody who is worked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// Its name, as the owner typed it.
    pub name: String,
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
}

/// Two names are the same if their keys are: white space folded, case folded.
#[must_use]
pub fn name_key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_by_more_than_case_and_spaces() {
        assert_eq!(name_key("  Acme  GmbH "), name_key("acme gmbh"));
        assert_ne!(name_key("Acme"), name_key("Acme GmbH"));
    }
}
