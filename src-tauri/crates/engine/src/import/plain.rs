//! Any table: `description, billable, client, project, tags, start, end, task`, with times in ISO
//! 8601; and the table that Daybook itself exports.
//!
//! A time with an offset means what it says, another one is local to the zone of the file, or to
//! that in its own `zone` column; dates may be written in the owner's order. Instead of an end
//! there may be a length (`minutes`, `hours`); with a `date` and no start, the row stands in its
//! day without a time.

use super::moments::{Dates, Meant, between, decimal, instants, length, on_clock};
use super::sheet::{Column, Row, Sheet};
use super::stretch::on_day;
use super::{Found, How, Reading, Standing, Unused, When};
use crate::Result;
use crate::error::Error;
use crate::export::is_guarded;
use domain::id::BlockId;
use domain::segments::Segments;
use domain::time::{Date, MINUTE, Millis, Moment, Span, TimeZone, zone_of};
use jiff::civil::DateTime;

/// Reads a table.
pub(super) fn read(text: &str, how: &How) -> Result<Reading> {
    let sheet = Sheet::read(text)?;
    let columns = Columns::of(&sheet)?;
    let texts = sheet.rows.iter().flat_map(|row| columns.dates(row));
    let dates = Dates::of(texts, how)?;
    let mut reading = Reading::default();
    let (mut repeated, mut differing) = (0, 0);
    for row in &sheet.rows {
        reading.rows = reading.rows.saturating_add(1);
        let one = || match sheet.misfit(row) {
            Some(misfit) => Err(Unused::Bad(misfit)),
            None => columns.found(row, dates, how),
        };
        let found = one().map(|read| {
            repeated += u64::from(read.is_repeated);
            differing += u64::from(read.differs);
            read.found
        });
        reading.take(row.line, found);
    }
    reading.note(
        repeated,
        "row lies in the hour that the clock showed twice; the first is meant",
        "rows lie in the hour that the clock showed twice; the first is meant",
    );
    reading.note(
        differing,
        "row says another length than its times make, as one with pauses does; the times hold",
        "rows say another length than their times make, as those with pauses do; the times hold",
    );
    Ok(reading)
}

struct Columns {
    date: Column,
    start: Column,
    end: Column,
    minutes: Column,
    hours: Column,
    zone: Column,
    client: Column,
    project: Column,
    task: Column,
    label: Column,
    note: Column,
    tags: Column,
    billable: Column,
    status: Column,
    invoice: Column,
    person: Column,
    people: (Column, Column),
    pauses: Column,
    id: Column,
    /// It has the columns that only Daybook writes.
    is_own: bool,
}

struct Read {
    found: Found,
    is_repeated: bool,
    differs: bool,
}

/// An instant, or what a clock showed.
enum At {
    Instant(Moment),
    Local(DateTime),
}

impl Columns {
    fn of(sheet: &Sheet) -> Result<Self> {
        let columns = Self {
            date: sheet.column(&["date", "day"]),
            start: sheet.column(&["start", "started", "begin", "from"]),
            end: sheet.column(&["end", "ended", "stop", "to"]),
            minutes: sheet.column(&["minutes"]),
            hours: sheet.column(&["hours", "duration"]),
            zone: sheet.column(&["zone", "time zone", "timezone"]),
            client: sheet.column(&["client", "customer"]),
            project: sheet.column(&["project"]),
            task: sheet.column(&["task"]),
            label: sheet.column(&["label", "description", "title"]),
            note: sheet.column(&["note", "notes"]),
            tags: sheet.column(&["tags"]),
            billable: sheet.column(&["billable"]),
            status: sheet.column(&["status"]),
            invoice: sheet.column(&["invoice"]),
            person: sheet.column(&["user_email", "user_name", "email", "user"]),
            people: sheet.people(),
            pauses: sheet.column(&["pauses"]),
            id: sheet.column(&["id"]),
            is_own: ["id", "pauses", "zone", "minutes"]
                .iter()
                .all(|name| sheet.column(&[name]).is_there()),
        };
        if columns.start.is_there() || columns.date.is_there() {
            return Ok(columns);
        }
        Err(Error::Input(
            "the table says nowhere when anything was: name its columns start and end, with times \
             such as 2026-11-20T09:30:00+01:00"
                .into(),
        ))
    }

    /// The dates of a row: alone, or with a time of day behind them.
    fn dates<'a>(&self, row: &'a Row) -> impl Iterator<Item = &'a str> {
        let texts = [self.date, self.start, self.end].map(|column| row.get(column));
        texts.into_iter().filter_map(|text| text.split_whitespace().next())
    }

    fn found(&self, row: &Row, dates: Dates, how: &How) -> std::result::Result<Read, Unused> {
        let zone = match row.get(self.zone) {
            "" => how.zone.clone(),
            name => zone_of(name).ok_or_else(|| format!("there is no time zone ‘{name}’"))?,
        };
        let said = self.said(row);
        let pauses = pauses(row.get(self.pauses))?;
        let Placed { when, facts: when_facts, is_repeated } = if row.get(self.start).is_empty() {
            let day = dates.read(row.get(self.date))?;
            let length = said.clone()?.ok_or("it has neither a start nor a length")?;
            let facts = format!("{day} {length}");
            Placed { when: on_day(day, length)?, facts, is_repeated: false }
        } else {
            self.placed(row, dates, &said, &zone)?
        };
        let differs = match (when, said) {
            (When::From(span), Ok(Some(said))) => {
                let worked = Segments::from(span).minus(&Segments::new(pauses.iter().copied()));
                said.saturating_sub(worked.length()).abs() >= MINUTE
            }
            (When::OnDay(..), _) | (_, Ok(None) | Err(_)) => false,
        };
        let id = row.get(self.id).parse::<BlockId>().ok();
        // What Daybook itself exported means what it says.
        let is_own = self.is_own && id.is_some();
        let name = |column| {
            if is_own {
                unguarded(row.get(column)).to_owned()
            } else {
                unguarded(&row.name(column)).to_owned()
            }
        };
        let (client, project, task) = (name(self.client), name(self.project), name(self.task));
        let what = unguarded(row.get(self.label));
        let person = row.get(self.person);
        let (label, more) = row.words(self.label);
        let label = unguarded(&label).to_owned();
        let note = unguarded(row.get(self.note));
        let tags: Vec<String> = if is_own {
            let tags = unguarded(row.get(self.tags)).split(", ").filter(|tag| !tag.is_empty());
            tags.map(str::to_owned).collect()
        } else {
            row.names(self.tags).iter().map(|tag| unguarded(tag).to_owned()).collect()
        };
        let facts = match id {
            Some(id) => id.to_string(),
            None => [&when_facts, person, &client, &project, &task, what].join("\n"),
        };
        let found = Found {
            line: row.line,
            facts,
            look: [when_facts.as_str(), label.as_str()].join("\n"),
            person: row.person(self.people),
            id,
            client,
            project,
            task,
            tags,
            label,
            note: if note.is_empty() { more } else { note.to_owned() },
            billable: row.yes(self.billable)?,
            when,
            pauses,
            zone,
            standing: self.standing(row),
            currency: None,
            rate: None,
        };
        Ok(Read { found, is_repeated, differs })
    }

    /// Where the row stands; in a table that does not say it, it is confirmed.
    fn standing(&self, row: &Row) -> Standing {
        let invoice = unguarded(row.get(self.invoice));
        match row.get(self.status).to_lowercase().as_str() {
            _ if !invoice.is_empty() => Standing::Billed(Some(invoice.to_owned())),
            "billed" => Standing::Billed(None),
            "draft" => Standing::Draft,
            _ => Standing::Confirmed,
        }
    }

    fn said(&self, row: &Row) -> std::result::Result<Option<Millis>, String> {
        match (row.get(self.minutes), row.get(self.hours)) {
            ("", "") => Ok(None),
            ("", hours) => length(hours).map(Some),
            (minutes, _) => decimal(minutes, MINUTE)
                .map(Some)
                .ok_or_else(|| format!("‘{minutes}’ is not a number of minutes")),
        }
    }

    /// When a row was that says a start.
    fn placed(
        &self,
        row: &Row,
        dates: Dates,
        said: &std::result::Result<Option<Millis>, String>,
        zone: &TimeZone,
    ) -> std::result::Result<Placed, Unused> {
        let start = self.at(row, self.start, dates)?;
        if row.get(self.end).is_empty() {
            let length = said.clone()?.ok_or("it has neither an end nor a length")?;
            let starts = start.instants(zone)?;
            let begun = starts.first().copied().ok_or("it has no start")?;
            let span = Span::new(begun, begun.plus(length));
            if span.is_empty() {
                return Err(Unused::Empty);
            }
            let facts = format!("{start} +{length}");
            return Ok(Placed { when: When::From(span), facts, is_repeated: starts.len() > 1 });
        }
        let end = self.at(row, self.end, dates)?;
        let facts = format!("{start} {end}");
        if let (At::Local(start), At::Local(end)) = (&start, &end) {
            let Meant { span, is_repeated } =
                between(*start, *end, *said.as_ref().unwrap_or(&None), zone)?;
            return Ok(Placed { when: When::From(span), facts, is_repeated });
        }
        let (starts, ends) = (start.instants(zone)?, end.instants(zone)?);
        let is_repeated = starts.len() > 1 || ends.len() > 1;
        let (Some(start), Some(end)) = (starts.first(), ends.first()) else {
            return Err(Unused::Empty);
        };
        match start.cmp(end) {
            std::cmp::Ordering::Less => {
                Ok(Placed { when: When::From(Span::new(*start, *end)), facts, is_repeated })
            }
            std::cmp::Ordering::Equal => Err(Unused::Empty),
            std::cmp::Ordering::Greater => Err("it ends before it begins".into()),
        }
    }

    /// A whole time, or a time of day on the row's date.
    fn at(&self, row: &Row, column: Column, dates: Dates) -> std::result::Result<At, String> {
        let text = row.get(column);
        if let Ok(moment) = text.parse() {
            return Ok(At::Instant(moment));
        }
        if let Ok(local) = text.parse::<DateTime>() {
            let is_whole = text.contains(':');
            return if is_whole {
                Ok(At::Local(local))
            } else {
                Err(format!("‘{text}’ has no time of day"))
            };
        }
        let wrong = |_| {
            format!(
                "‘{text}’ is not a time; write it as 2026-11-20T09:30:00+01:00 or 2026-11-20 09:30"
            )
        };
        if let Ok(local) = dates.read_with_time(text) {
            return Ok(At::Local(local));
        }
        // Whether it is a time of day is seen on any day.
        on_clock(Date::default(), text).map_err(wrong)?;
        Ok(At::Local(on_clock(dates.read(row.get(self.date))?, text)?))
    }
}

/// When a row was, and how it says so.
struct Placed {
    when: When,
    facts: String,
    is_repeated: bool,
}

impl std::fmt::Display for At {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Instant(moment) => write!(out, "{}", moment.0),
            Self::Local(local) => write!(out, "{local}"),
        }
    }
}

impl At {
    fn instants(&self, zone: &TimeZone) -> std::result::Result<Vec<Moment>, String> {
        match self {
            Self::Instant(moment) => Ok(vec![*moment]),
            Self::Local(local) => instants(*local, zone),
        }
    }
}

/// Pauses as [`crate::export`] writes them: "start/end", with white space between them.
fn pauses(cell: &str) -> std::result::Result<Vec<Span>, String> {
    let pause = |text: &str| {
        let (start, end) = text.split_once('/')?;
        Some(Span::new(start.parse().ok()?, end.parse().ok()?))
    };
    let wrong = |text| format!("‘{text}’ is not a pause; write it as its start/its end");
    cell.split_whitespace().map(|text| pause(text).ok_or_else(|| wrong(text))).collect()
}

/// A cell without the apostrophe that keeps a spreadsheet from taking it for a formula.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_guarded(rest)).unwrap_or(cell)
}
