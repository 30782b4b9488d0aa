//! Reports: work of some days, added up by client, project, task, tag, day, week or month.
//!
//! ## What adds up, and how
//!
//! Milliseconds and exact worths are kept inside and rounded once, at the end:
//!
//! - The time of the total is the exact sum in whole minutes, half a minute up. It is first divided
//!   into billable time with a rate, billable time without one, and the rest; then each of these is
//!   shared among the rows by largest remainder ([`crate::apportion`]). So all columns add up to
//!   what stands below them, no cell moves by a whole minute, and the total is the same whatever
//!   the rows are.
//! - An amount is, for each currency, the exact sum of length times rate in its row, rounded once
//!   half away from zero: a row is worth the same alone and among others, equal rows are worth the
//!   same, and hours times rate is the amount. The total is the sum of the rows, as on an invoice,
//!   so other rows of the same work can come to some cents more or less: seven times 50 minutes at
//!   100.00 are 583.33 in one row and 583.31 in seven.
//! - An amount goes by the exact length, and not by the minutes shown beside it. A client whose
//!   rounding is to whole minutes or more gets minutes and amounts that belong together.
//! - By tag, work with several tags stands in the row of each. The rows then add up to more than
//!   the total, which counts everything once and rounds that; [`Report::rows_overlap`] says so.
//!
//! Days are local days of one zone, that of the report. Work over midnight is cut there, so that
//! neighbouring reports neither share nor lose a minute. Lengths are those of [`value`], after
//! the client's rounding; an effective rate goes by the time that was really worked.

mod rows;

use self::rows::{Table, add_up};
use crate::apportion::round_half_away;
use crate::budget::{self, Budget};
use crate::id::{ClientId, ProjectId, TagId, TaskId};
use crate::money::{self, Money};
use crate::rate::Book;
use crate::rounding::Policy;
use crate::time::{Date, Span, TimeZone, day_bounds};
use crate::valuation::{Valued, value};
use crate::work::Work;
pub use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What makes a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Each client.
    Client,
    /// Each project.
    Project,
    /// Each task.
    Task,
    /// Each tag.
    Tag,
    /// Each local day.
    Day,
    /// Each week.
    Week,
    /// Each calendar month.
    Month,
}

/// Which row it is. `None` is work without a client, project, task or tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// Of a client.
    Client(Option<ClientId>),
    /// Of a project, with its client: work without a project stands apart for each client.
    Project(Option<ClientId>, Option<ProjectId>),
    /// Of a task, with its client and project.
    Task(Option<ClientId>, Option<ProjectId>, Option<TaskId>),
    /// Of a tag.
    Tag(Option<TagId>),
    /// Of a day.
    Day(Date),
    /// Of the week that begins on this day, which may lie before the report's first.
    Week(Date),
    /// Of the month that begins on this day, which may lie before the report's first.
    Month(Date),
}

/// Days from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(Date, Date)", into = "(Date, Date)")]
pub struct Days {
    first: Date,
    last: Date,
}

/// Why two days are no range.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
#[error("{last} lies before {first}; give the earlier day first")]
pub struct NotDays {
    /// The day given as the first.
    pub first: Date,
    /// The day given as the last.
    pub last: Date,
}

/// What to report on.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The days.
    pub days: Days,
    /// What makes a row.
    pub by: By,
    /// On which day weeks begin.
    pub first_weekday: Weekday,
    /// Whose local days.
    pub zone: &'a TimeZone,
    /// The rates.
    pub book: &'a Book,
    /// How billable time of each client is rounded; of nobody else. Empty shows time as it was.
    pub roundings: &'a BTreeMap<ClientId, Policy>,
    /// The budgets to say of what is left, on the report's last day.
    pub budgets: &'a [Budget],
}

/// Time and money of a row, or of all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Minutes in all.
    pub minutes: i64,
    /// Of these, minutes that the client pays.
    pub billable_minutes: i64,
    /// Of these, minutes that nobody set a rate for.
    pub without_rate_minutes: i64,
    /// What the rest is worth, one amount for each currency, by code.
    pub amounts: Vec<Money>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Which.
    pub key: Key,
    /// Its time and money.
    pub sums: Sums,
    /// The same, divided by currency: for programs that want one amount in a line. Adds up to
    /// `sums`; by code, and work that is worth nothing or has no rate last.
    pub shares: Vec<Share>,
}

/// What of a row is worth one currency, or has no worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Minutes in all.
    pub minutes: i64,
    /// Of these, minutes that the client pays.
    pub billable_minutes: i64,
    /// Of these, minutes that nobody set a rate for.
    pub without_rate_minutes: i64,
    /// What they are worth; `None` for what has no worth.
    pub amount: Option<Money>,
}

/// Everything together, with what follows from it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// All time and money, each counted once.
    pub sums: Sums,
    /// Which part of the time is billable, in tenths of a percent; `None` if there is no time.
    pub billable_permille: Option<u16>,
    /// What an hour of work came to, billable or not, by the time really worked; `None` if there
    /// is no time, no amount, or more than one currency: two currencies have no common rate.
    pub effective_rate: Option<Money>,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its days.
    pub days: Days,
    /// The rows that have any time, ordered by key.
    pub rows: Vec<Row>,
    /// Whether work stands in several rows, so that they add up to more than the total.
    pub rows_overlap: bool,
    /// Everything together.
    pub totals: Totals,
    /// The time just before ([`Days::previous`]): the same totals of it.
    pub previous_days: Option<Days>,
    /// Everything together on those days.
    pub previous: Totals,
    /// Where the budgets stand on the last day, in the order given.
    pub budgets: Vec<budget::Standing>,
}

impl Days {
    /// The days from `first` to `last`.
    ///
    /// # Errors
    ///
    /// If the last lies before the first.
    pub fn new(first: Date, last: Date) -> Result<Self, NotDays> {
        if last < first { Err(NotDays { first, last }) } else { Ok(Self { first, last }) }
    }

    /// The first day.
    #[must_use]
    pub const fn first(self) -> Date {
        self.first
    }

    /// The last day.
    #[must_use]
    pub const fn last(self) -> Date {
        self.last
    }

    /// How many they are.
    #[must_use]
    pub fn count(self) -> i64 {
        self.last.duration_since(self.first).as_hours().saturating_div(24).saturating_add(1)
    }

    /// Whether `day` is one of them.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }

    /// The time just before that it is compared with: as many whole months if these are whole
    /// months (February before March, the year before a year), else as many days. `None` where
    /// the calendar begins.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        let before = self.first.yesterday().ok()?;
        if self.first.day() == 1 && self.last == self.last.last_of_month() {
            let months = self.first.until((jiff::Unit::Month, self.last.tomorrow().ok()?)).ok()?;
            let first = self.first.checked_sub(months).ok()?;
            return Some(Self { first, last: before });
        }
        let back = jiff::SignedDuration::try_from_hours(self.count().checked_mul(24)?)?;
        let first = self.first.checked_sub(back).ok()?;
        Some(Self { first, last: before })
    }

    /// These days and two more at both ends: the work that a report of them is made of. A day of
    /// another zone, by which rates and rounding go, reaches over the midnights of `zone`.
    #[must_use]
    pub fn around(self) -> Self {
        let moved = |day: Date, by| day.saturating_add(jiff::Span::new().days(by));
        Self { first: moved(self.first, -2), last: moved(self.last, 2) }
    }

    /// From the first midnight to the last, in `zone`.
    #[must_use]
    pub fn span(self, zone: &TimeZone) -> Span {
        Span::new(day_bounds(self.first, zone).start, day_bounds(self.last, zone).end)
    }
}

impl TryFrom<(Date, Date)> for Days {
    type Error = NotDays;

    fn try_from((first, last): (Date, Date)) -> Result<Self, NotDays> {
        Self::new(first, last)
    }
}

impl From<Days> for (Date, Date) {
    fn from(days: Days) -> Self {
        (days.first, days.last)
    }
}

/// The report that `request` asks for, on `works`. These must hold everything that was worked on
/// the days around the report ([`Days::around`]), around those before, and on the days that the
/// budgets count; what else there is does not matter.
///
/// # Errors
///
/// If an amount is too large to count.
pub fn report(works: &[Work], request: &Request<'_>) -> Result<Report, money::Refusal> {
    let Request { days, by, first_weekday, zone, book, roundings, budgets } = *request;
    let valued = |days: Days| {
        let Days { first, last } = days.around();
        let span = days.around().span(zone);
        let touching = works.iter().filter(move |work| work.touches(span, first, last));
        let mut parts = value(touching, book, roundings, zone);
        parts.retain(|part| days.contains(part.day));
        parts
    };
    let parts = valued(days);
    let keys = |part: &Valued<'_>| rows::keys(part, by, first_weekday);
    let Table { rows, rows_overlap, totals } = add_up(&parts, keys)?;
    let previous_days = days.previous();
    let previous = previous_days.map_or_else(Vec::new, valued);
    // A day is rounded over all work for a client, so a project's budget needs that too.
    let all = if budgets.is_empty() { Vec::new() } else { value(works, book, roundings, zone) };
    let standings = budgets.iter().map(|budget| budget.standing(&all, days.last));
    Ok(Report {
        days,
        rows,
        rows_overlap,
        totals,
        previous_days,
        previous: add_up(&previous, keys)?.totals,
        budgets: standings.collect::<Result<_, _>>()?,
    })
}

/// How much more or less `now` is than `before`, in percent, half a percent away from zero; `None`
/// if there was nothing before.
#[must_use]
pub fn change_percent(before: i64, now: i64) -> Option<i64> {
    let (before, now) = (i128::from(before), i128::from(now));
    let more = now.saturating_sub(before).saturating_mul(100);
    (before > 0).then(|| i64::try_from(round_half_away(more, before)).ok())?
}

#[cfg(test)]
mod tests;
