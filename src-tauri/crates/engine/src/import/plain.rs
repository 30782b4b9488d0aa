//! Any table: `description, billable, client, project, tags, start, end, task`, with times in ISO
//! 8601; and the table that Daybook itself exports.
//!
//! A time with an offset means what it says, another one is local to the zone of the file, or to
//! that in its own `zone` column. Instead of an end there may be a length (`minutes`, `hours`);
//! with a `date` and no start, the row stands in its day without a time.

use super::moments::{Dates, between, decimal, instants, length};
use super::sheet::{Column, Row, Sheet};
use super::stretch::on_day;
use super::{Found, How, Reading, Standing, When};
use crate::Result;
use crate::error::Error;
use domain::time::{MINUTE, Millis, Moment, Span, TimeZone, zone_of};
use jiff::civil::DateTime;

/// Reads a table.
pub(super) fn read(text: &str, how: &How) -> Result<Reading> {
    let sheet = Sheet::read(text)?;
    let columns = Columns::of(&sheet)?;
    let texts = sheet.rows.iter().map(|row| row.get(columns.date));
    let dates = Dates::of(texts.filter(|text| !text.is_empty()), how.order)?;
    let mut reading = Reading::default();
    let (mut repeated, mut differing) = (0, 0);
    for row in &sheet.rows {
        reading.rows = reading.rows.saturating_add(1);
        let one = || match sheet.misfit(row) {
            Some(misfit) => Err(misfit),
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

    fn found(&self, row: &Row, dates: Dates, how: &How) -> std::result::Result<Read, String> {
        let zone = match row.get(self.zone) {
            "" => how.zone.clone(),
            name => zone_of(name).ok_or_else(|| format!("there is no time zone ‘{name}’"))?,
        };
        let said = self.said(row)?;
        let mut is_repeated = false;
        let (when, when_facts) = if row.get(self.start).is_empty() {
            let day = dates.read(row.get(self.date))?;
            let length = said.ok_or_else(|| "it has neither a start nor a length".to_owned())?;
            (on_day(day, length)?, format!("{day} {length}"))
        } else {
            let (span, repeated) = self.span(row, dates, said, &zone)?;
            is_repeated = repeated;
            (When::From(span), format!("{} {}", span.start.0, span.end.0))
        };
        let differs = match (when, said) {
            (When::From(span), Some(said)) => said.saturating_sub(span.millis()).abs() >= MINUTE,
            (When::OnDay(..), _) | (_, None) => false,
        };
        let name = |column| unguarded(&row.name(column)).to_owned();
        let (client, project, task) = (name(self.client), name(self.project), name(self.task));
        let what = unguarded(row.get(self.label));
        let person = row.get(self.person);
        let facts = [&when_facts, person, &client, &project, &task, what].join("\n");
        let (label, more) = row.words(self.label);
        let note = unguarded(row.get(self.note));
        let invoice = unguarded(row.get(self.invoice)).to_owned();
        let is_billed = !invoice.is_empty() || row.get(self.status).eq_ignore_ascii_case("billed");
        let found = Found {
            line: row.line,
            facts,
            client,
            project,
            task,
            tags: row.names(self.tags).iter().map(|tag| unguarded(tag).to_owned()).collect(),
            label: unguarded(&label).to_owned(),
            note: if note.is_empty() { more } else { note.to_owned() },
            billable: row.yes(self.billable)?,
            when,
            zone,
            standing: if is_billed {
                Standing::Billed((!invoice.is_empty()).then_some(invoice))
            } else {
                Standing::Confirmed
            },
            currency: None,
        };
        Ok(Read { found, is_repeated, differs })
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

    fn span(
        &self,
        row: &Row,
        dates: Dates,
        said: Option<Millis>,
        zone: &TimeZone,
    ) -> std::result::Result<(Span, bool), String> {
        let start = self.at(row, self.start, dates)?;
        if row.get(self.end).is_empty() {
            let length = said.ok_or_else(|| "it has neither an end nor a length".to_owned())?;
            let starts = start.instants(zone)?;
            let begun = starts.first().copied().ok_or_else(|| "it has no start".to_owned())?;
            let span = Span::new(begun, begun.plus(length));
            let whole = (!span.is_empty()).then_some((span, starts.len() > 1));
            return whole.ok_or_else(|| "it has no time".to_owned());
        }
        let end = self.at(row, self.end, dates)?;
        if let (At::Local(start), At::Local(end)) = (&start, &end) {
            let meant = between(*start, *end, said, zone)?;
            return Ok((meant.span, meant.is_repeated));
        }
        let (starts, ends) = (start.instants(zone)?, end.instants(zone)?);
        let is_repeated = starts.len() > 1 || ends.len() > 1;
        let (Some(start), Some(end)) = (starts.first(), ends.first()) else {
            return Err("it has no time".into());
        };
        match start.cmp(end) {
            std::cmp::Ordering::Less => Ok((Span::new(*start, *end), is_repeated)),
            std::cmp::Ordering::Equal => Err("it has no time".into()),
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
        let clock = super::moments::clock(text).map_err(wrong)?;
        let day = dates.read(row.get(self.date))?;
        Ok(At::Local(day.to_datetime(clock)))
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

/// A cell without the apostrophe that keeps a spreadsheet from taking it for a formula.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => cell,
    }
}
