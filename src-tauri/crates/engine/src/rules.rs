//! The owner's rules and exclusions.
//!
//! [`following`] lets drafts follow a rule that was made in the review.

pub mod following;

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use domain::activity::Window;
use domain::evidence::Evidence;
use domain::exclusion::{self, Exclusion, Exclusions};
use domain::id::{ExclusionId, RuleId};
use domain::pattern::Pattern;
use domain::rule::{Field, Rule, Rules};
use domain::time::SECOND;
use store::{exclusions, rules};

/// The programs under which Daybook's own windows appear.
pub(crate) const OWN: &[&str] = &["daybook", "daybook-desktop"];

/// A rule as the owner says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRule {
    /// Where to look.
    pub field: Field,
    /// What to look for.
    pub pattern: String,
    /// For whom such work is.
    pub client: String,
    /// Which project.
    pub project: Option<String>,
    /// What to call it.
    pub label: Option<String>,
    /// Whether the client pays for it.
    pub billable: Option<bool>,
}

impl Daybook {
    /// Adds a rule.
    ///
    /// # Errors
    ///
    /// The pattern cannot be read, or there is no such client or project.
    pub fn add_rule(&self, new: NewRule) -> Result<Rule> {
        let now = self.now();
        let rule = self.rule_of(new)?;
        let row = rule.clone();
        self.store.write(move |tx| rules::add(tx, &row, now))?;
        self.events.tell(Event::Clients);
        Ok(rule)
    }

    /// The rule that the owner means.
    fn rule_of(&self, new: NewRule) -> Result<Rule> {
        let pattern = pattern(&new.pattern)?;
        let client = self.client(&new.client)?;
        let project =
            new.project.map(|name| self.project(client.id, &name)).transpose()?.map(|p| p.id);
        Ok(Rule {
            id: RuleId::mint(self.now(), self.clock.random()),
            field: new.field,
            pattern,
            client: client.id,
            project,
            label: new.label.filter(|label| !label.trim().is_empty()),
            billable: new.billable,
        })
    }

    /// All rules in the order in which they are tried.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn rules(&self) -> Result<Rules> {
        Ok(Rules::new(self.store.read(rules::list)?))
    }

    /// Takes a rule away.
    ///
    /// # Errors
    ///
    /// There is none of that id.
    pub fn remove_rule(&self, id: &str) -> Result<()> {
        let no_such = || Error::NoSuch { what: "rule", id: id.to_owned() };
        let known: RuleId = id.parse().map_err(|_| no_such())?;
        let removed = self.store.write(move |tx| rules::remove(tx, known))?;
        self.events.tell(Event::Clients);
        if removed { Ok(()) } else { Err(no_such()) }
    }

    /// Which rules would match this window and these words, the deciding one first.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn matching_rules(&self, window: Window, words: &str) -> Result<Vec<Rule>> {
        let mut evidence = Evidence::of(window, SECOND);
        evidence.heard = words.to_owned();
        Ok(self.rules()?.all_matches(&evidence).cloned().collect())
    }

    /// Adds an exclusion.
    ///
    /// # Errors
    ///
    /// The pattern cannot be read: it is refused now rather than met later.
    pub fn add_exclusion(&self, field: exclusion::Field, text: &str) -> Result<Exclusion> {
        let now = self.now();
        let exclusion = Exclusion {
            id: ExclusionId::mint(now, self.clock.random()),
            field,
            pattern: pattern(text)?,
        };
        let row = exclusion.clone();
        self.store.write(move |tx| exclusions::add(tx, &row, now))?;
        Ok(exclusion)
    }

    /// Takes an exclusion away.
    ///
    /// # Errors
    ///
    /// There is none of that id.
    pub fn remove_exclusion(&self, id: &str) -> Result<()> {
        let no_such = || Error::NoSuch { what: "exclusion", id: id.to_owned() };
        let known: ExclusionId = id.parse().map_err(|_| no_such())?;
        let removed = self.store.write(move |tx| exclusions::remove(tx, known))?;
        if removed { Ok(()) } else { Err(no_such()) }
    }

    /// The owner's exclusions, as they were saved.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn stored_exclusions(&self) -> Result<Vec<exclusion::StoredExclusion>> {
        Ok(self.store.read(exclusions::list)?)
    }

    /// Everything that is excluded: built in, and the owner's.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn exclusions(&self) -> Result<Exclusions> {
        Ok(Exclusions::from_stored(OWN, self.store.read(exclusions::list)?))
    }
}

fn pattern(text: &str) -> Result<Pattern> {
    Pattern::parse(text).map_err(|refused| Error::Input(refused.to_string()))
}
