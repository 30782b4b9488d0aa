//! Budgets of clients and projects, where they stand, and warnings, each told once in its period.

use crate::Result;
use crate::clients::{known, no_such};
use crate::daybook::{Daybook, names};
use crate::error::Error;
use crate::events::Event;
use crate::worth::{book, roundings};
use domain::budget::{self, Budget, Period, Size, Subject};
use domain::client::Client;
use domain::hours;
use domain::id::{BudgetId, ClientId};
use domain::money::Money;
use domain::report::Days;
use domain::time::{Date, Moment, Span, TimeZone};
use domain::valuation::value;
use domain::work::Work;
use std::collections::BTreeMap;
use store::works::{self, Kept};
use store::{Connection, budgets, clients};

/// A budget as somebody types it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBudget {
    /// Which budget is changed; `None` adds one, or changes that of the same subject and period.
    pub id: Option<String>,
    /// Whose work counts.
    pub subject: Subject,
    /// How much may be spent.
    pub limit: Limit,
    /// Over which time.
    pub period: Period,
    /// The shares of the limit at which to warn, in percent.
    pub warn_at: Vec<u16>,
}

/// How much may be spent, as somebody types it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// Hours: "40", "7:30", "7.5".
    Hours(String),
    /// Money in the client's currency: "4000", "1.234,50".
    Money(String),
    /// As much as before.
    Kept(Size),
}

/// A budget, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The budget.
    pub budget: Budget,
    /// The client that it is for, or whose project.
    pub client: ClientId,
    /// What that is called.
    pub client_name: String,
    /// What the project is called, if it is for one.
    pub project_name: Option<String>,
    /// Where it stands.
    pub stands: budget::Standing,
}

/// A warning to tell the owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Of which budget, and where that stands.
    pub standing: Standing,
    /// The share that is reached, in percent.
    pub percent: u16,
}

impl Standing {
    /// For people: "Acme", "Acme · Web".
    #[must_use]
    pub fn title(&self) -> String {
        match &self.project_name {
            Some(project) => format!("{} · {project}", self.client_name),
            None => self.client_name.clone(),
        }
    }
}

/// There is one budget of a subject and a period.
const SECOND: &str = "there is another budget for the same work and the same time; change that \
                      one, or remove it first";

impl Daybook {
    /// All budgets in the order they were made, and where they stand today.
    ///
    /// # Errors
    ///
    /// The database refused, or a sum is too large to count.
    pub fn budgets(&self) -> Result<Vec<Standing>> {
        let (today, zone) = (self.today(), self.clock.zone());
        self.store.read(|db| Ok(standings(db, budgets::list(db)?, today, &zone)))?
    }

    /// Adds a budget, or changes the one of that id or else of the same subject and period: then
    /// its warnings are told anew.
    ///
    /// # Errors
    ///
    /// The limit makes no sense or is not in the client's currency, a warning is out of range,
    /// there is no such client, project or budget, or another budget of that subject and period.
    pub fn put_budget(&self, new: &NewBudget) -> Result<Budget> {
        let (now, new) = (self.now(), new.clone());
        let fresh = BudgetId::mint(now, self.clock.random());
        let budget = self.in_one(move |tx| {
            let is_like = |one: &Budget| one.subject == new.subject && one.period == new.period;
            let like = budgets::list(tx)?.into_iter().find(is_like).map(|one| one.id);
            let id = match new.id {
                None => like.unwrap_or(fresh),
                Some(id) => {
                    let id = known::<BudgetId>("budget", &id)?;
                    budgets::get(tx, id)?.ok_or_else(|| no_such("budget", &id))?.id
                }
            };
            if like.is_some_and(|like| like != id) {
                return Err(Error::Input(SECOND.into()));
            }
            let client = client(tx, new.subject)?;
            let limit = match &new.limit {
                Limit::Hours(typed) => Size::Time(hours::parse(typed).map_err(Error::input)?),
                Limit::Money(typed) => {
                    Size::Money(Money::parse(typed, client.currency).map_err(Error::input)?)
                }
                Limit::Kept(size) => *size,
            };
            let NewBudget { subject, period, warn_at, .. } = new;
            let budget = Budget { id, subject, limit, period, warn_at };
            let budget = budget.checked(client.currency).map_err(Error::input)?;
            budgets::put(tx, &budget, now)?;
            budgets::untell(tx, id)?;
            Ok(budget)
        })?;
        self.events.tell(Event::Clients);
        Ok(budget)
    }

    /// Removes a budget.
    ///
    /// # Errors
    ///
    /// There is none of that id.
    pub fn remove_budget(&self, id: &str) -> Result<()> {
        let (now, id) = (self.now(), known::<BudgetId>("budget", id)?);
        self.in_one(move |tx| {
            if budgets::remove(tx, id, now)? { Ok(()) } else { Err(no_such("budget", &id)) }
        })?;
        self.events.tell(Event::Clients);
        Ok(())
    }

    /// The warnings to tell the owner now. Say [`Daybook::told_budget`] of each that was told.
    ///
    /// # Errors
    ///
    /// The database refused, or a sum is too large to count.
    pub fn budget_warnings_to_tell(&self) -> Result<Vec<Warning>> {
        let mut due = Vec::new();
        for standing in self.budgets()? {
            let (id, first) = (standing.budget.id, first_day(&standing));
            let told = self.store.read(|db| budgets::told(db, id, first))?;
            if let Some(percent) = standing.stands.due(&told) {
                due.push(Warning { standing, percent });
            }
        }
        Ok(due)
    }

    /// Notes that a warning was told, so that it is not told again in its period.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn told_budget(&self, warning: &Warning) -> Result<()> {
        let (id, first) = (warning.standing.budget.id, first_day(&warning.standing));
        let percent = warning.percent;
        Ok(self.store.write(move |tx| budgets::tell(tx, id, first, percent))?)
    }
}

/// Where `budgets` stand on `day`. Only the work that counts is read: that of each budget's
/// client, over its period.
pub(crate) fn standings(
    db: &Connection,
    budgets: Vec<Budget>,
    day: Date,
    zone: &TimeZone,
) -> Result<Vec<Standing>> {
    if budgets.is_empty() {
        return Ok(Vec::new());
    }
    let (book, roundings) = (book(db)?, roundings(db)?);
    let names = names(db)?;
    let mut of_clients: BTreeMap<ClientId, Vec<Budget>> = BTreeMap::new();
    let order: Vec<BudgetId> = budgets.iter().map(|budget| budget.id).collect();
    for budget in budgets {
        of_clients.entry(client(db, budget.subject)?.id).or_default().push(budget);
    }
    let mut found = Vec::new();
    for (client, budgets) in of_clients {
        let client_name = names.client(client).unwrap_or_default().to_owned();
        let span = span(&budgets, day, zone);
        let kept = works::of_client(db, client, span, zone)?;
        let works: Vec<Work> = kept.into_iter().map(|Kept { work, .. }| work).collect();
        let parts = value(&works, &book, &roundings, zone);
        for budget in budgets {
            let stands = budget.standing(&parts, day).map_err(Error::input)?;
            let project_name = match budget.subject {
                Subject::Client(_) => None,
                Subject::Project(id) => names.project(id).map(str::to_owned),
            };
            let client_name = client_name.clone();
            found.push(Standing { budget, client, client_name, project_name, stands });
        }
    }
    let place = |one: &Standing| order.iter().position(|id| *id == one.budget.id);
    found.sort_by_key(place);
    Ok(found)
}

/// The client that a budget is for, or whose project.
fn client(db: &Connection, subject: Subject) -> Result<Client> {
    let id = match subject {
        Subject::Client(id) => id,
        Subject::Project(id) => {
            clients::get_project(db, id)?.ok_or_else(|| no_such("project", &id))?.client
        }
    };
    clients::get(db, id)?.ok_or_else(|| no_such("client", &id))
}

/// The time in which work can count for any of `budgets` ([`Days::around`]).
fn span(budgets: &[Budget], day: Date, zone: &TimeZone) -> Span {
    let own = |budget: &Budget| match budget.days(day) {
        None => Span::new(Moment(i64::MIN), Moment(i64::MAX)),
        Some(days) => Days::try_from(days).map_or(NEVER, |days| days.around().span(zone)),
    };
    let both =
        |one: Span, other: Span| Span::new(one.start.min(other.start), one.end.max(other.end));
    budgets.iter().map(own).reduce(both).unwrap_or(NEVER)
}

const NEVER: Span = Span { start: Moment(0), end: Moment(0) };

fn first_day(standing: &Standing) -> Option<Date> {
    standing.stands.days.map(|(first, _)| first)
}
