//! Rates per hour, each from a day on: a change never rewrites history.
//!
//! A rate holds from its day until the next of the same scope begins. Which one is paid for work
//! on a local day is the word of the nearest level that has one that day:
//!
//! ```text
//! task > project > client > default in the client's currency
//! ```
//!
//! - A rate without an amount takes the level out from its day on: the level above holds again.
//! - The default is a rate for each currency. There is no exchange: a client billed in dollars
//!   never gets the default in euros.
//! - Work over midnight is paid part by part, each at the rate of the local day where it was done.
//! - What an issued invoice froze keeps its rate, day by day.
//! - A rate may begin on a past day. [`Book::plan`] says beforehand which work that would touch.

use crate::currency::Currency;
use crate::id::{BlockId, ClientId, ProjectId, RateId, TaskId};
use crate::money::Money;
use crate::time::Date;
use crate::work::{Target, Work};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// For what work a rate is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// All clients that are billed in this currency.
    Default(Currency),
    /// A client.
    Client(ClientId),
    /// A project.
    Project(ProjectId),
    /// A task.
    Task(TaskId),
}

/// A rate per hour, from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rate {
    /// Its id.
    pub id: RateId,
    /// For what work.
    pub scope: Scope,
    /// The first local day on which it holds.
    pub from: Date,
    /// The amount for an hour; `None` leaves it to the level above.
    pub per_hour: Option<Money>,
}

/// A rate with its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Term {
    /// The rate.
    pub rate: Rate,
    /// The first day on which it holds no more, where the next begins; open if there is none.
    pub until: Option<Date>,
}

/// The rate that holds for some work on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Holding {
    /// The amount for an hour.
    pub per_hour: Money,
    /// Which rate says so.
    pub rate: RateId,
    /// On which level.
    pub scope: Scope,
    /// Since which day.
    pub from: Date,
}

/// All rates, and in which currency each client is billed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    rates: BTreeMap<Scope, BTreeMap<Date, Rate>>,
    billed_in: BTreeMap<ClientId, Currency>,
}

/// Work whose rate would change, on one of its own local days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Touched {
    /// The entry.
    pub work: BlockId,
    /// The day.
    pub day: Date,
    /// The amount for an hour so far.
    pub before: Option<Money>,
    /// The amount for an hour then.
    pub after: Option<Money>,
}

/// What a new rate, or the removal of one, would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The rate of the same scope and day that would go.
    pub replaces: Option<Rate>,
    /// The work whose rate would change, in the order given, day by day.
    pub touched: Vec<Touched>,
}

/// No rate is higher, in units of its currency's smallest: sums of such work can still be counted.
pub const MOST: i64 = 100_000_000_000;

/// Why a rate is refused.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
pub enum Refusal {
    /// Below zero.
    #[error("a rate cannot be below zero; to charge nothing, make the work non-billable")]
    Negative,
    /// Above [`MOST`].
    #[error("nobody is paid so much for an hour; look where the decimal point of the rate stands")]
    TooHigh,
    /// Not in the currency that the work is billed in.
    #[error("the rate is in {given} and the work is billed in {wanted}; give the rate in {wanted}")]
    OtherCurrency {
        /// That of the rate.
        given: Currency,
        /// That of the client.
        wanted: Currency,
    },
    /// There is no such rate.
    #[error("this rate is not there any more; look at the rates again")]
    Unknown(RateId),
    /// Rates or billable work are valued in the old currency.
    #[error(
        "this client already has rates or billable work in {0}; add a second client for the new \
         currency"
    )]
    CurrencyInUse(Currency),
}

impl Book {
    /// The book of these `rates` and of the currency each client is billed in. Of two rates with
    /// the same scope and day, as two machines can make them offline, the one minted later holds.
    #[must_use]
    pub fn new(
        rates: impl IntoIterator<Item = Rate>,
        billed_in: impl IntoIterator<Item = (ClientId, Currency)>,
    ) -> Self {
        let mut book = Self { rates: BTreeMap::new(), billed_in: billed_in.into_iter().collect() };
        for rate in rates {
            let terms = book.rates.entry(rate.scope).or_default();
            if terms.get(&rate.from).is_none_or(|known| known.id < rate.id) {
                terms.insert(rate.from, rate);
            }
        }
        book
    }

    /// The rate that holds for work on `target` on the local day `day`; `None` if nobody set one,
    /// or the work is for nobody.
    #[must_use]
    pub fn on(&self, target: &Target, day: Date) -> Option<Holding> {
        let client = target.client?;
        let default = self.billed_in.get(&client).copied().map(Scope::Default);
        let levels = [
            target.task.map(Scope::Task),
            target.project.map(Scope::Project),
            Some(Scope::Client(client)),
            default,
        ];
        levels.into_iter().flatten().find_map(|scope| {
            let (_, rate) = self.rates.get(&scope)?.range(..=day).next_back()?;
            let Rate { id, scope, from, per_hour } = *rate;
            Some(Holding { per_hour: per_hour?, rate: id, scope, from })
        })
    }

    /// What an hour of `work` is worth on one of its own days: nothing is said of work that is not
    /// billable.
    #[must_use]
    pub fn per_hour(&self, work: &Work, day: Date) -> Option<Money> {
        if !work.billable {
            return None;
        }
        work.frozen(day)
            .per_hour
            .or_else(|| self.on(&work.target, day).map(|holding| holding.per_hour))
    }

    /// All rates of a scope with their ends, the oldest first.
    #[must_use]
    pub fn history(&self, scope: Scope) -> Vec<Term> {
        let Some(terms) = self.rates.get(&scope) else { return Vec::new() };
        let ends = terms.keys().skip(1).copied().map(Some).chain([None]);
        terms.values().zip(ends).map(|(rate, until)| Term { rate: *rate, until }).collect()
    }

    /// The currency that a client is billed in.
    #[must_use]
    pub fn currency_of(&self, client: ClientId) -> Option<Currency> {
        self.billed_in.get(&client).copied()
    }

    /// This book with `rate` in it, in place of one with the same scope and day.
    #[must_use]
    pub fn with(&self, rate: Rate) -> Self {
        let mut book = self.clone();
        book.rates.entry(rate.scope).or_default().insert(rate.from, rate);
        book
    }

    /// What setting `rate` would do to `works`, for a client billed in `billed_in`. Nothing is
    /// changed; what an invoice froze and what is not billable is never touched.
    ///
    /// # Errors
    ///
    /// If the rate is below zero, above [`MOST`] or in another currency.
    pub fn plan(&self, rate: Rate, billed_in: Currency, works: &[Work]) -> Result<Change, Refusal> {
        if let Some(per_hour) = rate.per_hour {
            let wanted = match rate.scope {
                Scope::Default(currency) => currency,
                Scope::Client(_) | Scope::Project(_) | Scope::Task(_) => billed_in,
            };
            if per_hour.currency != wanted {
                return Err(Refusal::OtherCurrency { given: per_hour.currency, wanted });
            }
            if per_hour.minor < 0 {
                return Err(Refusal::Negative);
            }
            if per_hour.minor > MOST {
                return Err(Refusal::TooHigh);
            }
        }
        let replaces = self.rates.get(&rate.scope).and_then(|terms| terms.get(&rate.from)).copied();
        Ok(Change { replaces, touched: self.touched(&self.with(rate), works) })
    }

    /// What removing a rate would do to `works`. Nothing is changed.
    ///
    /// # Errors
    ///
    /// If it is not in the book.
    pub fn plan_removal(&self, id: RateId, works: &[Work]) -> Result<Change, Refusal> {
        let gone = self
            .rates
            .values()
            .flat_map(BTreeMap::values)
            .find(|rate| rate.id == id)
            .copied()
            .ok_or(Refusal::Unknown(id))?;
        let mut after = self.clone();
        if let Some(terms) = after.rates.get_mut(&gone.scope) {
            terms.remove(&gone.from);
        }
        Ok(Change { replaces: Some(gone), touched: self.touched(&after, works) })
    }

    fn touched(&self, after: &Self, works: &[Work]) -> Vec<Touched> {
        let mut touched = Vec::new();
        for work in works {
            for (day, _) in work.own_days() {
                let (before, after) = (self.per_hour(work, day), after.per_hour(work, day));
                if before != after {
                    touched.push(Touched { work: work.id, day, before, after });
                }
            }
        }
        touched
    }
}

/// Whether a client may be billed in another currency from now on: only while nothing of theirs
/// is valued in the old one, since that would be worth something else over night. `is_used` says
/// whether the client, or a project or task of theirs, has a rate or billable work.
///
/// # Errors
///
/// If something is.
pub fn change_currency(from: Currency, to: Currency, is_used: bool) -> Result<Currency, Refusal> {
    if is_used && from != to { Err(Refusal::CurrencyInUse(from)) } else { Ok(to) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Moment;
    use crate::work::Frozen;
    use crate::work::tests::{block, client, date, project, task, work};
    use proptest::prelude::*;

    fn rate(number: u8, scope: Scope, from: &str, per_hour: &str) -> Rate {
        Rate {
            id: RateId::mint(Moment(i64::from(number)), [6; 10]),
            scope,
            from: date(from),
            per_hour: (!per_hour.is_empty()).then(|| per_hour.parse().unwrap()),
        }
    }

    fn money(text: &str) -> Option<Money> {
        Some(text.parse().unwrap())
    }

    fn book(rates: &[Rate]) -> Book {
        let dollar = "USD".parse().unwrap();
        Book::new(rates.iter().copied(), [(client(1), Currency::EUR), (client(2), dollar)])
    }

    fn all() -> Target {
        Target { client: Some(client(1)), project: Some(project(1)), task: Some(task(1)) }
    }

    #[test]
    fn the_nearest_level_holds() {
        let book = book(&[
            rate(1, Scope::Default(Currency::EUR), "2026-01-01", "60.00 EUR"),
            rate(2, Scope::Client(client(1)), "2026-02-01", "70.00 EUR"),
            rate(3, Scope::Project(project(1)), "2026-03-01", "80.00 EUR"),
            rate(4, Scope::Task(task(1)), "2026-04-01", "90.00 EUR"),
            rate(5, Scope::Task(task(1)), "2026-05-01", ""),
        ]);
        let check = |target: Target, day: &str, expected: &str| {
            let held = book.on(&target, date(day)).map(|holding| holding.per_hour.to_string());
            assert_eq!(held.unwrap_or_default(), expected, "on {day}");
        };
        check(all(), "2025-12-31", "");
        check(all(), "2026-01-01", "60.00 EUR");
        check(all(), "2026-01-31", "60.00 EUR");
        check(all(), "2026-02-01", "70.00 EUR");
        check(all(), "2026-03-15", "80.00 EUR");
        check(all(), "2026-04-30", "90.00 EUR");
        check(all(), "2026-05-01", "80.00 EUR");
        check(Target { task: None, ..all() }, "2026-04-15", "80.00 EUR");
        check(Target { project: None, task: None, ..all() }, "2026-04-15", "70.00 EUR");
        check(Target { client: Some(client(2)), ..Target::default() }, "2026-04-15", "");
        check(Target { client: None, ..all() }, "2026-04-15", "");
        let held = book.on(&all(), date("2026-03-15")).unwrap();
        assert_eq!((held.scope, held.from), (Scope::Project(project(1)), date("2026-03-01")));
    }

    #[test]
    fn a_rate_ends_where_the_next_begins() {
        let scope = Scope::Client(client(1));
        let first = rate(1, scope, "2026-01-01", "70.00 EUR");
        let second = rate(2, scope, "2026-07-01", "75.00 EUR");
        let history = book(&[second, first]).history(scope);
        let expected =
            [Term { rate: first, until: Some(second.from) }, Term { rate: second, until: None }];
        assert_eq!(history, expected);
        assert_eq!(book(&[first]).history(Scope::Project(project(1))), []);
    }

    #[test]
    fn of_two_rates_for_the_same_day_the_later_made_holds() {
        let scope = Scope::Client(client(1));
        let early = rate(1, scope, "2026-01-01", "70.00 EUR");
        let late = rate(2, scope, "2026-01-01", "75.00 EUR");
        assert_eq!(book(&[early, late]), book(&[late, early]), "whatever order they arrive in");
        assert_eq!(book(&[late, early]).on(&all(), date("2026-02-01")).unwrap().rate, late.id);
    }

    #[test]
    fn a_rate_for_a_past_day_says_what_it_would_touch() {
        let scope = Scope::Client(client(1));
        let book = book(&[
            rate(1, scope, "2026-01-01", "70.00 EUR"),
            rate(2, scope, "2026-03-01", "80.00 EUR"),
        ]);
        let mut billed = work(3, "2026-02-12T09:00:00Z", "2026-02-12T10:00:00Z");
        let frozen = Frozen { per_hour: money("70.00 EUR"), billed_ms: None };
        billed.billed = Some([(date("2026-02-12"), frozen)].into());
        let mut free = work(4, "2026-02-12T10:00:00Z", "2026-02-12T11:00:00Z");
        free.billable = false;
        let works = [
            work(1, "2026-02-09T09:00:00Z", "2026-02-09T10:00:00Z"),
            work(2, "2026-02-09T22:00:00Z", "2026-02-10T01:00:00Z"),
            billed,
            free,
            work(5, "2026-02-28T22:30:00Z", "2026-03-01T00:30:00Z"),
        ];
        let new = rate(9, scope, "2026-02-10", "75.00 EUR");
        let change = book.plan(new, Currency::EUR, &works).unwrap();
        let touched = |number, day| Touched {
            work: block(number),
            day: date(day),
            before: money("70.00 EUR"),
            after: money("75.00 EUR"),
        };
        let expected = [touched(2, "2026-02-10"), touched(5, "2026-02-28")];
        assert_eq!(change, Change { replaces: None, touched: expected.to_vec() });

        let again = rate(10, scope, "2026-02-10", "76.00 EUR");
        let change = book.with(new).plan(again, Currency::EUR, &works).unwrap();
        assert_eq!(change.replaces, Some(new), "a rate for the same day takes its place");
        assert_eq!(change.touched.len(), 2);
        assert_eq!(book.plan(again, Currency::EUR, &[]).unwrap().touched, []);

        let removal = book.with(new).plan_removal(new.id, &works).unwrap();
        let back = expected.map(|one| Touched { before: one.after, after: one.before, ..one });
        assert_eq!(removal, Change { replaces: Some(new), touched: back.to_vec() });
        let unknown = book.plan_removal(new.id, &works);
        assert_eq!(unknown, Err(Refusal::Unknown(new.id)));
    }

    #[test]
    fn a_rate_that_makes_no_sense_is_refused() {
        let check = |scope, per_hour, sentence: &str| {
            let new = rate(1, scope, "2026-01-01", per_hour);
            let refused = book(&[]).plan(new, Currency::EUR, &[]).unwrap_err();
            assert_eq!(refused.to_string(), sentence);
        };
        let client = Scope::Client(client(1));
        check(
            client,
            "-1.00 EUR",
            "a rate cannot be below zero; to charge nothing, make the work non-billable",
        );
        let high =
            "nobody is paid so much for an hour; look where the decimal point of the rate stands";
        check(client, "1000000000.01 EUR", high);
        let other = "the rate is in USD and the work is billed in EUR; give the rate in EUR";
        check(client, "90.00 USD", other);
        check(Scope::Default(Currency::EUR), "90.00 USD", other);
        let dollars = rate(1, Scope::Default("USD".parse().unwrap()), "2026-01-01", "90.00 USD");
        let planned = book(&[]).plan(dollars, Currency::EUR, &[]);
        assert!(planned.is_ok(), "a default is in its own currency, whoever is looked at");
        let free = rate(1, client, "2026-01-01", "0.00 EUR");
        assert!(book(&[]).plan(free, Currency::EUR, &[]).is_ok(), "free is a rate");
    }

    #[test]
    fn a_currency_changes_only_while_nothing_is_valued_in_it() {
        let yen: Currency = "JPY".parse().unwrap();
        assert_eq!(change_currency(Currency::EUR, yen, false), Ok(yen));
        assert_eq!(change_currency(Currency::EUR, Currency::EUR, true), Ok(Currency::EUR));
        let refused = change_currency(Currency::EUR, yen, true);
        assert_eq!(refused, Err(Refusal::CurrencyInUse(Currency::EUR)));
        assert_eq!(
            Refusal::CurrencyInUse(Currency::EUR).to_string(),
            "this client already has rates or billable work in EUR; add a second client for the \
             new currency"
        );
    }

    proptest! {
        /// A change never rewrites history: before its day nothing is different.
        #[test]
        fn no_rate_touches_a_day_before_its_own(
            known in proptest::collection::vec((0_u8..4, 1_i8..28, 0_i64..9), 0..8),
            new in (0_u8..4, 1_i8..28, 0_i64..9),
        ) {
            let day = |day: i8| date("2026-02-01").with().day(day).build().unwrap();
            let made = |number: u8, (level, from, euros): (u8, i8, i64)| Rate {
                id: RateId::mint(Moment(i64::from(number)), [6; 10]),
                scope: match level {
                    0 => Scope::Default(Currency::EUR),
                    1 => Scope::Client(client(1)),
                    2 => Scope::Project(project(1)),
                    _ => Scope::Task(task(1)),
                },
                from: day(from),
                per_hour: (euros > 0).then(|| Money::new(euros * 1_000, Currency::EUR)),
            };
            let numbers = 1_u8..;
            let rates: Vec<_> = numbers.zip(known).map(|(number, one)| made(number, one)).collect();
            let before = book(&rates);
            let rate = made(200, new);
            let after = before.with(rate);
            for at in (1..28).map(day) {
                if at < rate.from {
                    prop_assert_eq!(before.on(&all(), at), after.on(&all(), at));
                }
            }
            let terms = after.history(rate.scope);
            prop_assert!(terms.windows(2).all(|two| two[0].until == Some(two[1].rate.from)));
        }
    }
}
