//! The owner's rules: what is recognised by a pattern needs no guessing.
//!
//! Rules are tried in a fixed order, and the first that matches decides:
//! site before title before program before words, because a site or a title is about the
//! window in front, a program is used for many clients, and words are said about anybody;
//! among rules of one field, the longer pattern first (it says more), then the older one.

use crate::evidence::Evidence;
use crate::id::{ClientId, ProjectId, RuleId};
use crate::pattern::Pattern;
use crate::reason::Reason;
use crate::site::site_names;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::str::FromStr;

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The site in a browser: its address or the name with which it signs its titles.
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
            Field::Site => {
                let names = main.map(site_names).unwrap_or_default();
                names.iter().any(|name| self.pattern.matches(name))
            }
            Field::Title => main.is_some_and(|window| self.pattern.matches(&window.title)),
            Field::Program => main.is_some_and(|window| self.pattern.matches(&window.program)),
            Field::Words => {
                self.pattern.matches(&evidence.heard) || self.pattern.matches(&evidence.seen)
            }
        }
    }

    /// Why it matched, in words that hold nothing but what the owner typed.
    #[must_use]
    pub fn reason(&self) -> Reason {
        Reason::Rule { pattern: self.pattern.to_string(), field: self.field }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Window;
    use crate::time::Moment;

    fn rule(number: u8, field: Field, pattern: &str) -> Rule {
        Rule {
            id: RuleId::mint(Moment(number.into()), [0; 10]),
            field,
            pattern: Pattern::parse(pattern).unwrap(),
            client: ClientId::mint(Moment(0), [number; 10]),
            project: None,
            label: None,
            billable: None,
        }
    }

    fn evidence(program: &str, title: &str, heard: &str) -> Evidence {
        let window = Window { program: program.into(), title: title.into(), site: None };
        Evidence { heard: heard.into(), ..Evidence::of(window, 1) }
    }

    #[test]
    fn a_rule_looks_at_its_own_field() {
        let check = |field: Field, pattern: &str, expected: bool| {
            let work =
                evidence("firefox", "Acme board · GitHub — Mozilla Firefox", "ask Globex, please");
            assert_eq!(rule(1, field, pattern).matches(&work), expected, "{field:?} {pattern}");
        };
        check(Field::Program, "fire", true);
        check(Field::Program, "acme", false);
        check(Field::Title, "ACME", true);
        check(Field::Title, "globex", false);
        check(Field::Site, "github.com", true);
        check(Field::Site, "/^github$/", true);
        check(Field::Site, "acme", false);
        check(Field::Words, "globex please", true);
        check(Field::Words, "acme", false);
    }

    #[test]
    fn words_are_also_looked_for_on_the_screen() {
        let work = Evidence { seen: "Initech ledger".into(), ..Evidence::default() };
        assert!(rule(1, Field::Words, "initech").matches(&work));
        assert!(!rule(1, Field::Title, "initech").matches(&work), "there is no window");
    }

    #[test]
    fn the_first_rule_in_a_fixed_order_decides() {
        let check = |rules: &[(u8, Field, &str)], expected: u8| {
            let rules = rules.iter().map(|(n, field, pattern)| rule(*n, *field, pattern)).collect();
            let work = evidence("firefox", "acme board · GitHub — Mozilla Firefox", "globex");
            let client = Rules::new(rules).first_match(&work).map(|rule| rule.client);
            assert_eq!(client, Some(ClientId::mint(Moment(0), [expected; 10])));
        };
        check(&[(1, Field::Words, "globex"), (2, Field::Title, "acme")], 2);
        check(&[(1, Field::Program, "firefox"), (2, Field::Title, "acme")], 2);
        check(&[(1, Field::Title, "acme"), (2, Field::Site, "github")], 2);
        check(&[(1, Field::Title, "acme"), (2, Field::Title, "acme board")], 2);
        check(&[(2, Field::Title, "acme b"), (1, Field::Title, "acme ")], 2);
        check(&[(2, Field::Title, "board"), (1, Field::Title, "githu")], 1);
        check(&[(1, Field::Title, "nothing"), (2, Field::Words, "globex")], 2);
    }

    #[test]
    fn a_rule_is_stored_and_read_back() {
        let rule = Rule { label: Some("Shop".into()), ..rule(1, Field::Words, r"/acme-\d+/") };
        let json = serde_json::to_string(&rule).unwrap();
        assert_eq!(serde_json::from_str::<Rule>(&json).unwrap(), rule);
        for field in Field::ALL {
            assert_eq!(field.as_str().parse(), Ok(field));
        }
        assert!("colour".parse::<Field>().is_err());
    }
}
