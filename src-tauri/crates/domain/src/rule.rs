//! The owner's rules: what is recognised by a pattern needs no guessing.
//!
//! Rules are tried in a fixed order, and the first that matches decides:
//! site before title before program before words, because a site or a title is about the
//! window in front, a program is used for many clients, and words are said about anybody;
//! among rules of one field, the longer pattern first (it says more), then the older one.

use crate::evidence::Evidence;
use crate::id::{ClientId, ProjectId, RuleId};
use crate::pattern::Pattern;
use crate::site::site_of;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::str::FromStr;

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The site in a browser.
    Site,
    /// The title of the window.
    Title,
    /// The name of the program.
    Program,
    /// What was said or read on the screen.
    Words,
}

impl Field {
    /// All fields, in the order in which their rules are tried.
    pub const ALL: [Self; 4] = [Self::Site, Self::Title, Self::Program, Self::Words];

    /// The stable name, as stored and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Title => "title",
            Self::Program => "program",
            Self::Words => "words",
        }
    }
}

/// A text names nothing that a rule could look at.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("‘{0}’ is not program, title, site or words")]
pub struct NotAField(pub String);

impl FromStr for Field {
    type Err = NotAField;

    fn from_str(text: &str) -> Result<Self, NotAField> {
        Self::ALL
            .into_iter()
            .find(|field| field.as_str() == text)
            .ok_or_else(|| NotAField(text.to_owned()))
    }
}

/// A rule of the owner's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Its id; ids sort by the time they were minted.
    pub id: RuleId,
    /// Where to look.
    pub field: Field,
    /// What to look for.
    pub pattern: Pattern,
    /// For whom such work is.
    pub client: ClientId,
    /// Which project of that client.
    pub project: Option<ProjectId>,
    /// What to call it; derived from the title if absent.
    pub label: Option<String>,
    /// Whether the client pays for it; yes if absent.
    pub billable: Option<bool>,
}

impl Rule {
    /// Whether the rule is meant for this work. Program, title and site are those of the window
    /// that was longest in front; words are looked for in all that was said and read.
    #[must_use]
    pub fn matches(&self, evidence: &Evidence) -> bool {
        let main = evidence.main();
        match self.field {
            Field::Site => main.and_then(site_of).is_some_and(|site| self.pattern.matches(&site)),
            Field::Title => main.is_some_and(|window| self.pattern.matches(&window.title)),
            Field::Program => main.is_some_and(|window| self.pattern.matches(&window.program)),
            Field::Words => {
                self.pattern.matches(&evidence.heard) || self.pattern.matches(&evidence.seen)
            }
        }
    }

    /// Why it matched, in words that hold nothing but what the owner typed.
    #[must_use]
    pub fn reason(&self) -> String {
        let place = match self.field {
            Field::Site => "the site",
            Field::Title => "the title",
            Field::Program => "the program",
            Field::Words => "what was said or on the screen",
        };
        format!("your rule ‘{}’ matches {place}", self.pattern)
    }
}

/// The owner's rules in the order in which they are tried.
#[derive(Debug, Clone, Default)]
pub struct Rules(Vec<Rule>);

impl Rules {
    /// Brings `rules` into order.
    #[must_use]
    pub fn new(mut rules: Vec<Rule>) -> Self {
        rules.sort_by_key(|rule| {
            (rule.field, Reverse(rule.pattern.source().chars().count()), rule.id)
        });
        Self(rules)
    }

    /// The rule that decides about this work, if one does.
    #[must_use]
    pub fn first_match(&self, evidence: &Evidence) -> Option<&Rule> {
        self.0.iter().find(|rule| rule.matches(evidence))
    }

    /// Every rule that matches, the deciding one first.
    pub fn all_matches<'a>(&'a self, evidence: &'a Evidence) -> impl Iterator<Item = &'a Rule> {
        self.0.iter().filter(|rule| rule.matches(evidence))
    }

    /// The rules in the order in which they are tried.
    #[must_use]
    pub fn as_slice(&self) -> &[Rule] {
        &self.0
    }
}
