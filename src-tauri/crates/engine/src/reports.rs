//! Reports: time and money of some days, by client, project, task, tag, day, week or month.
//!
//! The figures come from `domain::report` and from nowhere else; here they get names, colours and
//! an order that a person looks for. Work that is on an invoice counts at the rate, and as long,
//! as was frozen for it, if anything was; else as other work of its day.

pub mod csv;
pub mod json;

use crate::Result;
use crate::budgets;
use crate::daybook::{Daybook, names};
use crate::error::Error;
use crate::worth::{book, roundings};
use domain::block::Status;
use domain::budget::Subject;
use domain::client::Client;
use domain::currency::Currency;
use domain::id::{ClientId, ProjectId};
use domain::names::Names;
use domain::report::{self, By, Days, Key, Share, Sums, Totals};
use domain::review::Amount;
use domain::time::{Date, Span, TimeZone, zone_name};
use domain::work::Work;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use store::works::{self, Kept};
use store::{Connection, clients};

/// What to report on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRequest {
    /// The days, in the owner's zone.
    pub days: Days,
    /// What makes a row.
    pub by: By,
    /// With the rounding that each client was promised.
    pub rounded: bool,
    /// Only these clients; empty: all, and work for nobody.
    pub clients: Vec<ClientId>,
    /// Only what somebody confirmed.
    pub confirmed: bool,
}

/// A report to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What was asked.
    pub request: ReportRequest,
    /// What the clients are called that were asked for; empty: all, and work for nobody.
    pub client_names: Vec<String>,
    /// The rows that have any time: days in order, everything else the longest first, and what is
    /// nobody's last.
    pub rows: Vec<Row>,
    /// By tag, work stands in several rows, which then add up to more than the total.
    pub rows_overlap: bool,
    /// Everything together, each counted once.
    pub totals: Totals,
    /// The time just before: as many months if these are whole months, else as many days.
    pub previous_days: Option<Days>,
    /// Everything together in it.
    pub previous: Totals,
    /// Where the budgets of these clients stand on the last day, drafts and all.
    pub budgets: Vec<budgets::Standing>,
    /// Drafts among it, as far as they lie on these days.
    pub drafts: Amount,
    /// Whose days they are: "Europe/Vienna".
    pub zone: String,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub key: Key,
    /// Its own name: "Web", "2026-11-20"; `None` where it is nobody's or nothing's.
    pub name: Option<String>,
    /// What it belongs to, the client first; empty for clients, tags and days.
    pub above: Vec<String>,
    /// Whose it is, of clients, projects and tasks.
    pub client: Option<ClientId>,
    /// The colour of that client.
    pub colour: Option<u8>,
    /// What that client is billed in.
    pub currency: Option<Currency>,
    /// Its time and money.
    pub sums: Sums,
    /// The same by currency.
    pub shares: Vec<Share>,
}

/// What a row is called that is nobody's or nothing's.
pub const NONE: &str = "unassigned";

/// A row as programs read it: with one amount at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Minutes in all.
    pub minutes: i64,
    /// Of these, minutes that the client pays.
    pub billable_minutes: i64,
    /// Of these, minutes that nobody set a rate for.
    pub without_rate_minutes: i64,
    /// What they are worth in minor units; `None` where nobody set a rate.
    pub amount_minor: Option<i64>,
    /// Of which currency; `None` where that is not known.
    pub currency: Option<Currency>,
}

impl Row {
    /// The row in one line, or in one for each currency that it is worth. They add up to the row.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let Sums { minutes, billable_minutes, without_rate_minutes, .. } = self.sums;
        let line = |amount_minor, currency| {
            vec![Line { minutes, billable_minutes, without_rate_minutes, amount_minor, currency }]
        };
        match self.sums.amounts.as_slice() {
            [] => {
                // Work that nobody pays is worth nothing, which is known.
                let nothing = self.currency.filter(|_| without_rate_minutes == 0).map(|_| 0);
                line(nothing, self.currency)
            }
            [one] => line(Some(one.minor), Some(one.currency)),
            _ => self.shares.iter().map(Line::from).collect(),
        }
    }

    /// For people: "Acme", "Acme · Web", "2026-11-20"; "" where it is nobody's or nothing's.
    #[must_use]
    pub fn title(&self) -> String {
        let parts: Vec<&str> = self.above.iter().chain(&self.name).map(String::as_str).collect();
        parts.join(" · ")
    }

    /// The id that it is known by, or the day on which it begins; `None` where it is nobody's or
    /// nothing's.
    #[must_use]
    pub fn id(&self) -> Option<String> {
        match self.key {
            Key::Client(id) => id.map(|id| id.to_string()),
            Key::Project(_, id) => id.map(|id| id.to_string()),
            Key::Task(_, _, id) => id.map(|id| id.to_string()),
            Key::Tag(id) => id.map(|id| id.to_string()),
            Key::Day(day) | Key::Week(day) | Key::Month(day) => Some(day.to_string()),
        }
    }
}

impl From<&Share> for Line {
    fn from(share: &Share) -> Self {
        let Share { minutes, billable_minutes, without_rate_minutes, amount } = *share;
        Self {
            minutes,
            billable_minutes,
            without_rate_minutes,
            amount_minor: amount.map(|amount| amount.minor),
            currency: amount.map(|amount| amount.currency),
        }
    }
}

impl Daybook {
    /// A report.
    ///
    /// # Errors
    ///
    /// The database refused, or an amount is too large to count.
    pub fn report_on(&self, request: ReportRequest) -> Result<Report> {
        let (zone, now) = (self.clock.zone(), self.now());
        let first_weekday = self.settings().timesheet.week_begins.weekday();
        self.store.read(|db| {
            let Facts { names, clients, mut kept, book, mut roundings } =
                facts(db, &request, &zone)?;
            if !request.rounded {
                roundings.clear();
                kept.iter_mut().for_each(|one| one.work.forget_lengths());
            }
            let drafts = drafts(&kept, request.days, &zone);
            let works: Vec<Work> = kept.into_iter().map(|one| one.work).collect();
            let asked = report::Request {
                days: request.days,
                by: request.by,
                first_weekday,
                zone: &zone,
                book: &book,
                roundings: &roundings,
                budgets: &[],
            };
            Ok(report::report(&works, &asked).map_err(Error::input).and_then(|report| {
                let budgets = standings(db, &request, &zone)?;
                let mut rows: Vec<Row> =
                    report.rows.into_iter().map(|row| named(row, &names, &clients)).collect();
                rows.sort_by_cached_key(order);
                let asked = request.clients.iter().filter_map(|id| names.client(*id));
                Ok(Report {
                    client_names: asked.map(str::to_owned).collect(),
                    rows,
                    rows_overlap: report.rows_overlap,
                    totals: report.totals,
                    previous_days: report.previous_days,
                    previous: report.previous,
                    budgets,
                    drafts,
                    zone: zone_name(&zone, now),
                    request,
                })
            }))
        })?
    }
}

/// What makes a row, in a word.
#[must_use]
pub const fn by(by: By) -> &'static str {
    match by {
        By::Client => "client",
        By::Project => "project",
        By::Task => "task",
        By::Tag => "tag",
        By::Day => "day",
        By::Week => "week",
        By::Month => "month",
    }
}

/// What a report is made of.
struct Facts {
    names: Names,
    clients: BTreeMap<ClientId, Client>,
    kept: Vec<Kept>,
    book: domain::rate::Book,
    roundings: BTreeMap<ClientId, domain::rounding::Policy>,
}

fn facts(db: &Connection, request: &ReportRequest, zone: &TimeZone) -> store::Result<Facts> {
    let all = clients::list(db)?.into_iter().map(|client| (client.id, client)).collect();
    let first = request.days.previous().unwrap_or(request.days);
    let (first, last) = (first.around().span(zone), request.days.around().span(zone));
    let span = Span::new(first.start, last.end);
    let mut kept = match request.clients.as_slice() {
        [one] => works::of_client(db, *one, span, zone)?,
        _ => works::within(db, span, zone)?,
    };
    if !request.clients.is_empty() {
        let wanted: BTreeSet<ClientId> = request.clients.iter().copied().collect();
        kept.retain(|one| one.work.target.client.is_some_and(|client| wanted.contains(&client)));
    }
    if request.confirmed {
        kept.retain(|one| one.status != Status::Draft);
    }
    Ok(Facts { names: names(db)?, clients: all, kept, book: book(db)?, roundings: roundings(db)? })
}

/// The budgets of the clients of a report, on its last day.
fn standings(
    db: &Connection,
    request: &ReportRequest,
    zone: &TimeZone,
) -> Result<Vec<budgets::Standing>> {
    let mut budgets = store::budgets::list(db)?;
    if !request.clients.is_empty() {
        let mut owners: BTreeMap<ProjectId, ClientId> = BTreeMap::new();
        owners.extend(clients::projects(db)?.iter().map(|project| (project.id, project.client)));
        let owner = |subject: Subject| match subject {
            Subject::Client(id) => Some(id),
            Subject::Project(id) => owners.get(&id).copied(),
        };
        budgets.retain(|one| owner(one.subject).is_some_and(|id| request.clients.contains(&id)));
    }
    budgets::standings(db, budgets, request.days.last(), zone)
}

/// How many drafts lie on `days`, and how long they are there.
fn drafts(kept: &[Kept], days: Days, zone: &TimeZone) -> Amount {
    let mut amount = Amount::default();
    let span = days.span(zone);
    let is_draft = |one: &&Kept| {
        one.status == Status::Draft && one.work.touches(span, days.first(), days.last())
    };
    for draft in kept.iter().filter(is_draft) {
        let parts = draft.work.by_day(zone).into_iter();
        let length: i64 =
            parts.filter(|(day, _)| days.contains(*day)).map(|(_, millis)| millis).sum();
        if length > 0 {
            amount.entries = amount.entries.saturating_add(1);
            amount.length = amount.length.saturating_add(length);
        }
    }
    amount
}

fn named(row: report::Row, names: &Names, clients: &BTreeMap<ClientId, Client>) -> Row {
    let report::Row { key, sums, shares } = row;
    let client = |id: Option<ClientId>| id.and_then(|id| names.client(id)).map(str::to_owned);
    let project = |id: Option<ProjectId>| id.and_then(|id| names.project(id)).map(str::to_owned);
    let dated = |day: Date| Some(day.to_string());
    let (name, above, whose) = match key {
        Key::Client(id) => (client(id), Vec::new(), id),
        Key::Project(whose, id) => (project(id), Vec::from_iter(client(whose)), whose),
        Key::Task(whose, within, id) => {
            let name = id.and_then(|id| names.task(id)).map(str::to_owned);
            (name, client(whose).into_iter().chain(project(within)).collect(), whose)
        }
        Key::Tag(id) => (id.and_then(|id| names.tag(id)).map(str::to_owned), Vec::new(), None),
        Key::Day(day) | Key::Week(day) => (dated(day), Vec::new(), None),
        Key::Month(day) => (Some(day.strftime("%Y-%m").to_string()), Vec::new(), None),
    };
    let kept = whose.and_then(|id| clients.get(&id));
    let (colour, currency) = (kept.map(|one| one.colour), kept.map(|one| one.currency));
    Row { key, name, above, client: whose, colour, currency, sums, shares }
}

/// Days in order; everything else the longest first, and what is nobody's last.
fn order(row: &Row) -> (Option<Date>, bool, Reverse<i64>, String) {
    let day = match row.key {
        Key::Day(day) | Key::Week(day) | Key::Month(day) => Some(day),
        Key::Client(_) | Key::Project(..) | Key::Task(..) | Key::Tag(_) => None,
    };
    (day, row.title().is_empty(), Reverse(row.sums.minutes), row.title().to_lowercase())
}
