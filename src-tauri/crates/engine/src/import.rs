//! Time that other programs wrote down, brought in: from the exports of Toggl, Clockify, Harvest
//! and ActivityWatch, from calendars and plain tables, and from Daybook's own file.
//!
//! A file is read as a whole before anything is written (`Reading`), and what is written stands
//! in one transaction with one step, so that it can be undone at once. A row that cannot be used
//! is told with its line; it stops everything, unless such rows are to be skipped.
//!
//! - Every entry keeps a key of its row's own facts, whatever becomes of it. The same file, or a
//!   longer one, adds only what is new; what was deleted stays away. Two rows that say the same in
//!   one file are two entries.
//! - What was on an invoice there arrives billed, so that nobody bills it twice.
//! - Entries of a time sheet arrive confirmed; what a calendar or ActivityWatch says are drafts.
//!
//! - What was on an invoice there keeps its length, and its rate if the file says it and in the
//!   client's currency: no rounding and no rate of Daybook's touches it.
//!
//! Deliberately absent: all other rates, and amounts. They are looked at only to warn of rows that
//! do not foot; what time is worth is said by Daybook's own rates.

mod activitywatch;
mod calendar;
mod catalogue;
mod clockify;
mod harvest;
mod known;
mod moments;
mod origin;
mod own;
mod plain;
mod sheet;
mod stretch;
mod text;
mod toggl;
mod writing;

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use domain::currency::Currency;
use domain::id::BlockId;
use domain::money::Money;
use domain::time::{DAY, Date, Millis, Moment, Span, TimeZone};
use std::collections::BTreeMap;

pub use moments::Order;

/// Who wrote the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Toggl Track: time entries, or the older "Detailed" report.
    Toggl,
    /// Clockify: the detailed report.
    Clockify,
    /// Harvest: the detailed time report.
    Harvest,
    /// ActivityWatch: an export of buckets.
    ActivityWatch,
    /// Any table with the right column names.
    Csv,
    /// Daybook itself.
    Json,
    /// A calendar.
    Ics,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Toggl,
        Self::Clockify,
        Self::Harvest,
        Self::ActivityWatch,
        Self::Csv,
        Self::Json,
        Self::Ics,
    ];

    /// The stable name, as typed and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Toggl => "toggl",
            Self::Clockify => "clockify",
            Self::Harvest => "harvest",
            Self::ActivityWatch => "activitywatch",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Ics => "ics",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// What is to be brought in, and how.
#[derive(Debug, Clone)]
pub struct Import {
    /// Who wrote it.
    pub format: Format,
    /// What stands in the file.
    pub content: Vec<u8>,
    /// Where its local times were read off the clock; the owner's zone if nothing is said.
    pub zone: Option<TimeZone>,
    /// In which order its dates are written, where they do not tell it themselves.
    pub order: Option<Order>,
    /// For whom the rows are that name no client.
    pub client: Option<String>,
    /// Only what begins on these local days, both included.
    pub days: Option<(Date, Date)>,
    /// Says what would be, and changes nothing.
    pub dry_run: bool,
    /// Leaves bad rows out; else one of them refuses all.
    pub skip_bad: bool,
}

impl Import {
    /// All of `content`, in the owner's zone.
    #[must_use]
    pub const fn new(format: Format, content: Vec<u8>) -> Self {
        Self {
            format,
            content,
            zone: None,
            order: None,
            client: None,
            days: None,
            dry_run: false,
            skip_bad: false,
        }
    }
}

/// A row that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The line on which it begins, counted from 1; in a JSON file the how manieth it is.
    pub line: u64,
    /// Why, in one sentence.
    pub reason: String,
}

/// What came of an import, or would.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many rows the file has: those that were imported, known, refused and left out.
    pub rows: u64,
    /// How many of them are new entries; of ActivityWatch, new events.
    pub imported: u64,
    /// How many of them were known from an earlier import.
    pub duplicates: u64,
    /// How many were left out on purpose; the notes say why.
    pub left_out: u64,
    /// Those that cannot be used.
    pub refused: Vec<Refused>,
    /// Minutes of the new entries by client, "unassigned" among them: each the exact sum, rounded
    /// once.
    pub minutes_by_client: BTreeMap<String, i64>,
    /// Clients, projects, tasks and tags that are new, each with what it is: "client Acme".
    pub added: Vec<String>,
    /// How many of the new entries share time with entries that were there before, or with an
    /// earlier one of the file.
    pub overlaps: u64,
    /// What else the owner should know, in sentences.
    pub notes: Vec<String>,
    /// Whether it was done: not on a dry run, and not if a row was refused.
    pub is_done: bool,
}

/// In which surroundings a file is read.
struct How {
    zone: TimeZone,
    order: Option<Order>,
    client: Option<String>,
    days: Option<(Date, Date)>,
    now: Moment,
}

impl How {
    /// Whether a day was asked for.
    fn wants(&self, day: Date) -> bool {
        self.days.is_none_or(|(from, to)| (from..=to).contains(&day))
    }

    /// No work is written down for a later day: in some zone it is tomorrow already.
    fn tomorrow(&self) -> Date {
        self.now.plus(DAY).in_zone(&self.zone).date()
    }
}

/// What a file says.
#[derive(Debug, Default)]
struct Reading {
    rows: u64,
    left_out: u64,
    /// Rows that last no time.
    empty: u64,
    found: Vec<Found>,
    refused: Vec<Refused>,
    notes: Vec<String>,
}

/// A row that can become an entry.
#[derive(Debug, Clone)]
struct Found {
    line: u64,
    /// What makes it this row and no other, also when the file is exported again.
    facts: String,
    /// What it has in common with the same row in another kind of export, where it may name its
    /// client or person otherwise; of a meeting, which one it is, whenever that takes place.
    look: String,
    /// Whose time it is, as far as the file says.
    person: Person,
    /// The entry that it was exported from, if it was Daybook that exported it.
    id: Option<BlockId>,
    client: String,
    project: String,
    task: String,
    tags: Vec<String>,
    label: String,
    note: String,
    billable: Option<bool>,
    when: When,
    pauses: Vec<Span>,
    zone: TimeZone,
    standing: Standing,
    /// The currency in which a client is billed that is new.
    currency: Option<Currency>,
    /// What an hour was billed at, if it was.
    rate: Option<Money>,
}

/// Whose time a row is: files name people by one or the other, or by both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Person {
    email: String,
    name: String,
}

/// When it was, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    From(Span),
    OnDay(Date, Millis),
}

/// Where it stood in the other program.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    /// Somebody has still to look at it.
    Draft,
    Confirmed,
    /// On that invoice, if it says which.
    Billed(Option<String>),
}

/// Why a row becomes no entry.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Unused {
    /// It lasts no time.
    Empty,
    /// It cannot be used, for this reason.
    Bad(String),
}

impl From<String> for Unused {
    fn from(reason: String) -> Self {
        Self::Bad(reason)
    }
}

impl From<&str> for Unused {
    fn from(reason: &str) -> Self {
        Self::Bad(reason.to_owned())
    }
}

impl Reading {
    fn refuse(&mut self, line: u64, reason: impl Into<String>) {
        self.refused.push(Refused { line, reason: reason.into() });
    }

    /// Takes what came of a row.
    fn take(&mut self, line: u64, found: std::result::Result<Found, Unused>) {
        match found {
            Ok(found) => self.found.push(found),
            Err(Unused::Empty) => self.empty = self.empty.saturating_add(1),
            Err(Unused::Bad(reason)) => self.refuse(line, reason),
        }
    }

    /// Leaves `count` rows out for a reason that it notes.
    fn leave(&mut self, count: u64, one: &str, many: &str) {
        self.left_out = self.left_out.saturating_add(count);
        self.note(count, one, many);
    }

    /// Leaves out what lasts no time, once all is read.
    fn finished(mut self) -> Self {
        self.leave(
            self.empty,
            "row lasts no time and was left out",
            "rows last no time and were left out",
        );
        self
    }

    /// Notes what holds for `count` rows, if there are any.
    fn note(&mut self, count: u64, one: &str, many: &str) {
        match count {
            0 => {}
            1 => self.notes.push(format!("1 {one}")),
            _ => self.notes.push(format!("{count} {many}")),
        }
    }
}

impl Found {
    /// When it was over, if that is known.
    fn end(&self) -> Option<Moment> {
        match self.when {
            When::From(span) => Some(span.end),
            When::OnDay(..) => None,
        }
    }

    /// Its first day in `zone`.
    fn day(&self, zone: &TimeZone) -> Date {
        match self.when {
            When::From(span) => span.start.in_zone(zone).date(),
            When::OnDay(day, _) => day,
        }
    }
}

impl Daybook {
    /// Brings a file in, or says what that would do.
    ///
    /// # Errors
    ///
    /// The file is not what it is said to be, its dates can be read in two ways, or the client for
    /// rows without one does not exist. Rows that cannot be used are no error: they are told, and
    /// nothing is done.
    pub fn import(&self, import: Import) -> Result<Imported> {
        let how = How {
            zone: import.zone.clone().unwrap_or_else(|| self.clock.zone()),
            order: import.order,
            client: import.client.clone(),
            days: import.days,
            now: self.now(),
        };
        if how.client.is_some() && matches!(import.format, Format::ActivityWatch | Format::Json) {
            return Err(Error::Input(format!(
                "an import from {} takes no client: the file or your rules say whose work it is",
                import.format.as_str()
            )));
        }
        if let Some((from, to)) = how.days
            && to < from
        {
            return Err(Error::Input(format!("{to} lies before {from}; give the later day last")));
        }
        let (content, note) = text::decode(&import.content)?;
        let mut done = match import.format {
            Format::ActivityWatch => self.import_activity(&content, &how, &import)?,
            Format::Json => self.import_own(&content, &how, &import)?,
            Format::Toggl => self.import_rows(toggl::read(&content, &how)?, &how, &import)?,
            Format::Clockify => self.import_rows(clockify::read(&content, &how)?, &how, &import)?,
            Format::Harvest => self.import_rows(harvest::read(&content, &how)?, &how, &import)?,
            Format::Csv => self.import_rows(plain::read(&content, &how)?, &how, &import)?,
            Format::Ics => self.import_rows(calendar::read(&content, &how)?, &how, &import)?,
        };
        done.notes.splice(0..0, note);
        if done.is_done {
            self.events.tell(Event::Clients);
            self.events.tell(Event::Blocks);
            if import.format == Format::Json {
                self.events.tell(Event::Notes);
                self.events.tell(Event::Timers);
            }
        }
        Ok(done)
    }
}

/// Whether an import with these refusals is carried out.
fn goes_on(import: &Import, refused: &[Refused]) -> bool {
    refused.is_empty() || import.skip_bad
}

/// Minutes from exact sums.
fn minutes(sums: BTreeMap<String, Millis>) -> BTreeMap<String, i64> {
    sums.into_iter()
        .map(|(name, sum)| {
            (name, sum.saturating_add(domain::time::MINUTE / 2) / domain::time::MINUTE)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_reads_back_from_its_name() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.as_str()), Some(format));
        }
    }

    #[test]
    fn minutes_are_rounded_once() {
        let sums = BTreeMap::from([("a".to_owned(), 89_999), ("b".to_owned(), 90_000)]);
        assert_eq!(minutes(sums), BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]));
    }
}
