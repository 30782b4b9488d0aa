//! Rates per hour, each from a day on.
//!
//! A rate may begin on a past day. Which unbilled work that touches is said beforehand
//! ([`Daybook::plan_rate`]); what was billed keeps the rate that it had: that is written down
//! before the new one takes its place, day by day. So is how long it counted, before the client's
//! rounding changes.

use crate::Result;
use crate::clients::{client_of, known, no_such};
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::worth::{book, freeze};
use domain::block::Status;
use domain::currency::Currency;
use domain::id::{BlockId, ClientId, RateId};
use domain::money::Money;
use domain::rate::{Book, Change, Rate, Scope, Term, Touched};
use domain::time::{DAY, Date, Moment, Span, TimeZone, day_bounds};
use domain::work::{Frozen, FrozenDays, Work};
use std::collections::{BTreeMap, BTreeSet};
use store::works::{self, Kept};
use store::{Connection, clients, rates, tasks};

/// A rate as somebody types it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRate {
    /// For what work.
    pub scope: Scope,
    /// The first local day on which it holds.
    pub from: Date,
    /// The amount for an hour: "90", "90,00", "1.234,50"; "" leaves it to the level above.
    pub per_hour: String,
}

/// What a rate, or the removal of one, would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatePlan {
    /// What was typed, understood; `None` leaves it to the level above.
    pub per_hour: Option<Money>,
    /// The rate of the same scope and day that would go.
    pub replaces: Option<Rate>,
    /// How many unbilled entries would be worth something else.
    pub entries: usize,
    /// How many billed entries would get a worth: nobody had set a rate for them.
    pub billed: usize,
    /// The first and the last day of those.
    pub days: Option<(Date, Date)>,
}

/// A plan with what it is made of.
struct Planned {
    rate: Option<Rate>,
    plan: RatePlan,
    /// Billed entries that would be worth something else, and the rates that their days had.
    to_freeze: BTreeMap<BlockId, FrozenDays>,
}

/// All time that can be counted.
const ALWAYS: Moment = Moment(i64::MAX);

impl Daybook {
    /// All rates with their ends: by scope, the oldest first.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn rates(&self) -> Result<Vec<Term>> {
        let (rates, book) = self.store.read(|db| Ok((rates::list(db)?, book(db)?)))?;
        let scopes: BTreeSet<Scope> = rates.iter().map(|rate| rate.scope).collect();
        Ok(scopes.into_iter().flat_map(|scope| book.history(scope)).collect())
    }

    /// All rates, and in which currency each client is billed.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn book(&self) -> Result<Book> {
        Ok(self.store.read(book)?)
    }

    /// For what a rate is meant, by its kind ("default", "client", "project", "task") and the
    /// currency or id.
    ///
    /// # Errors
    ///
    /// There is no such kind, or it names nothing.
    pub fn scope(&self, kind: &str, id: &str) -> Result<Scope> {
        let scope = match kind {
            "default" => Scope::Default(id.parse().map_err(Error::input)?),
            "client" => Scope::Client(known("client", id)?),
            "project" => Scope::Project(known("project", id)?),
            "task" => Scope::Task(known("task", id)?),
            _ => {
                return Err(Error::Input(format!(
                    "‘{kind}’ has no rates; say default, client, project or task"
                )));
            }
        };
        self.store.read(|db| Ok(owner(db, scope)))??;
        Ok(scope)
    }

    /// What a rate would do. Nothing is changed.
    ///
    /// # Errors
    ///
    /// It is no amount in the currency that the work is billed in, below zero, or its scope is
    /// not there.
    pub fn plan_rate(&self, new: &NewRate) -> Result<RatePlan> {
        let home = self.clock.zone();
        let id = RateId::mint(self.now(), self.clock.random());
        Ok(self.store.read(|db| Ok(plan(db, id, new, &home)))??.plan)
    }

    /// Sets a rate, in place of one of the same scope and day.
    ///
    /// # Errors
    ///
    /// As [`Daybook::plan_rate`].
    pub fn set_rate(&self, new: &NewRate) -> Result<(Rate, RatePlan)> {
        let (now, home, new) = (self.now(), self.clock.zone(), new.clone());
        let rate_id = RateId::mint(now, self.clock.random());
        let done = self.in_one(move |tx| {
            let Planned { rate, plan, to_freeze } = plan(tx, rate_id, &new, &home)?;
            freeze(tx, &to_freeze, now)?;
            let rate = rate.ok_or_else(|| no_such("rate", &rate_id))?;
            rates::put(tx, &rate, now)?;
            Ok((rate, plan))
        })?;
        self.events.tell(Event::Clients);
        Ok(done)
    }

    /// What the removal of a rate would do. Nothing is changed.
    ///
    /// # Errors
    ///
    /// There is none of that id.
    pub fn plan_rate_removal(&self, id: &str) -> Result<RatePlan> {
        let (id, home) = (known::<RateId>("rate", id)?, self.clock.zone());
        Ok(self.store.read(|db| Ok(plan_removal(db, id, &home)))??.plan)
    }

    /// Removes a rate: what held before it holds on.
    ///
    /// # Errors
    ///
    /// There is none of that id.
    pub fn remove_rate(&self, id: &str) -> Result<RatePlan> {
        let (now, home, id) = (self.now(), self.clock.zone(), known::<RateId>("rate", id)?);
        let plan = self.in_one(move |tx| {
            let Planned { plan, to_freeze, .. } = plan_removal(tx, id, &home)?;
            freeze(tx, &to_freeze, now)?;
            rates::remove(tx, id, now)?;
            Ok(plan)
        })?;
        self.events.tell(Event::Clients);
        Ok(plan)
    }
}

fn plan(db: &Connection, id: RateId, new: &NewRate, home: &TimeZone) -> Result<Planned> {
    let (currency, whose) = owner(db, new.scope)?;
    let per_hour = match new.per_hour.trim() {
        "" => None,
        typed => Some(Money::parse(typed, currency).map_err(Error::input)?),
    };
    let rate = Rate { id, scope: new.scope, from: new.from, per_hour };
    let kept = since(db, &whose, new.from, home)?;
    let book = book(db)?;
    let planned = |works: &[Work]| book.plan(rate, currency, works).map_err(Error::input);
    understood(Some(rate), kept, planned)
}

fn plan_removal(db: &Connection, id: RateId, home: &TimeZone) -> Result<Planned> {
    let rate = rates::get(db, id)?.ok_or_else(|| no_such("rate", &id))?;
    let (_, whose) = owner(db, rate.scope)?;
    let kept = since(db, &whose, rate.from, home)?;
    let book = book(db)?;
    let planned = |works: &[Work]| book.plan_removal(id, works).map_err(Error::input);
    understood(None, kept, planned)
}

/// Plans for what is billed and for what is not.
fn understood(
    rate: Option<Rate>,
    kept: Vec<Kept>,
    planned: impl Fn(&[Work]) -> Result<Change>,
) -> Result<Planned> {
    let (billed, open): (Vec<_>, Vec<_>) =
        kept.into_iter().partition(|one| one.status == Status::Billed);
    let works = |kept: Vec<Kept>| -> Vec<Work> { kept.into_iter().map(|one| one.work).collect() };
    let change = planned(&works(open))?;
    let entries: BTreeSet<BlockId> = change.touched.iter().map(|one| one.work).collect();
    let first = change.touched.iter().map(|one| one.day).min();
    let last = change.touched.iter().map(|one| one.day).max();
    let mut to_freeze: BTreeMap<BlockId, FrozenDays> = BTreeMap::new();
    let mut unrated = BTreeSet::new();
    for Touched { work, day, before, .. } in planned(&works(billed))?.touched {
        match before {
            Some(_) => {
                let frozen = Frozen { per_hour: before, billed_ms: None };
                to_freeze.entry(work).or_default().insert(day, frozen);
            }
            None => {
                unrated.insert(work);
            }
        }
    }
    Ok(Planned {
        rate,
        plan: RatePlan {
            per_hour: rate.and_then(|rate| rate.per_hour),
            replaces: change.replaces,
            entries: entries.len(),
            billed: unrated.len(),
            days: first.zip(last),
        },
        to_freeze,
    })
}

/// What a scope is billed in, and whose work it can be.
fn owner(db: &Connection, scope: Scope) -> Result<(Currency, Vec<ClientId>)> {
    let of_client = |id: ClientId| {
        let client = client_of(db, &id.to_string())?;
        Ok((client.currency, vec![client.id]))
    };
    let of_project = |id| {
        let project = clients::get_project(db, id)?.ok_or_else(|| no_such("project", &id))?;
        of_client(project.client)
    };
    match scope {
        Scope::Default(currency) => {
            let all = clients::currencies(db)?.into_iter();
            Ok((currency, all.filter(|(_, of)| *of == currency).map(|(id, _)| id).collect()))
        }
        Scope::Client(id) => of_client(id),
        Scope::Project(id) => of_project(id),
        Scope::Task(id) => {
            of_project(tasks::get(db, id)?.ok_or_else(|| no_such("task", &id))?.project)
        }
    }
}

/// The entries of these clients on `from` and later.
fn since(
    db: &Connection,
    whose: &[ClientId],
    from: Date,
    home: &TimeZone,
) -> store::Result<Vec<Kept>> {
    // The same date begins up to 26 hours earlier elsewhere.
    let span = Span::new(day_bounds(from, home).start.minus(2 * DAY), ALWAYS);
    let mut all = Vec::new();
    for client in whose {
        all.extend(works::of_client(db, *client, span, home)?);
    }
    Ok(all)
}
