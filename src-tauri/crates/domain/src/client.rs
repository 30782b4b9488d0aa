//! Clients and their projects: for whom somebody works.

use crate::id::{ClientId, ProjectId};
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

/// The colour of a new client: the one that the fewest of `taken` have, the first of those.
#[must_use]
pub fn free_colour(taken: &[u8]) -> u8 {
    let used = |colour: &u8| taken.iter().filter(|one| *one == colour).count();
    (0..COLOURS).min_by_key(used).unwrap_or(0)
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
        assert_ne!(name_key("Acme"), name_key("Acme GmbH"));
    }
}
