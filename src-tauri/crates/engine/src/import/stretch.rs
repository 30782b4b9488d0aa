//! When a row of a timesheet was: date and time of its start and end in columns of their own, as
//! Toggl and Clockify write them; or only a date and a length.

use super::moments::{Dates, Meant, between, instants, length, on_clock};
use super::sheet::{Column, Row, Sheet};
use super::{How, Unused, When};
use crate::Result;
use domain::currency::Currency;
use domain::money::Money;
use domain::time::{MINUTE, Millis, Span, TimeZone};
use jiff::civil::DateTime;

/// The columns that say when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    start_date: Column,
    start_time: Column,
    end_date: Column,
    end_time: Column,
    lengths: [Column; 2],
}

/// When a row was.
#[derive(Debug)]
pub(super) struct Stretch {
    pub(super) when: When,
    /// The same as it stands in the file, however it is written there.
    pub(super) facts: String,
    /// The clock showed one of its times twice that day.
    pub(super) is_repeated: bool,
    /// The row says another length than its times make.
    pub(super) differs: bool,
}

impl Columns {
    /// Those of a file of `whose`.
    pub(super) fn of(sheet: &Sheet, whose: &str) -> Result<Self> {
        Ok(Self {
            start_date: sheet.needed(whose, &["start date"])?,
            start_time: sheet.column(&["start time"]),
            end_date: sheet.column(&["end date", "stop date"]),
            end_time: sheet.column(&["end time", "stop time"]),
            lengths: [
                sheet.column(&["duration", "duration (h)"]),
                sheet.column(&["duration (decimal)"]),
            ],
        })
    }

    /// How the dates of the file are written.
    pub(super) fn dates(&self, sheet: &Sheet, how: &How) -> Result<Dates> {
        let texts = sheet.rows.iter().flat_map(|row| {
            [row.get(self.start_date), row.get(self.end_date)]
                .into_iter()
                .filter(|at| !at.is_empty())
        });
        Dates::of(texts, how)
    }

    /// When a row was.
    pub(super) fn read(
        &self,
        row: &Row,
        dates: Dates,
        zone: &TimeZone,
    ) -> std::result::Result<Stretch, Unused> {
        let day = dates.read(row.get(self.start_date))?;
        let said = self.said(row);
        let start_time = row.get(self.start_time);
        if start_time.is_empty() && row.get(self.end_time).is_empty() {
            let length = said?.ok_or("it has neither a time nor a length")?;
            return Ok(Stretch {
                when: on_day(day, length)?,
                facts: format!("{day} {length}"),
                is_repeated: false,
                differs: false,
            });
        }
        let start = on_clock(day, start_time)?;
        let end_time = row.get(self.end_time);
        if end_time.is_empty() {
            return open_ended(start, said?, zone);
        }
        // Where both times are known, a length that cannot be read says nothing more.
        let said = said.ok().flatten();
        let end = match row.get(self.end_date) {
            "" => after_midnight(start, on_clock(day, end_time)?, said, zone),
            text => on_clock(dates.read(text)?, end_time)?,
        };
        let Meant { span, is_repeated } = between(start, end, said, zone)?;
        let differs = said.is_some_and(|said| said.saturating_sub(span.millis()).abs() >= MINUTE);
        Ok(Stretch {
            when: When::From(span),
            facts: format!("{start} {end}"),
            is_repeated,
            differs,
        })
    }

    /// The length that the row says, if it says one.
    fn said(&self, row: &Row) -> std::result::Result<Option<Millis>, String> {
        let text = self.lengths.iter().map(|at| row.get(*at)).find(|text| !text.is_empty());
        text.map(length).transpose()
    }
}

/// The end of a row that says no day for it: on the next one, if it would lie before the start
/// and the row's length agrees.
fn after_midnight(
    start: DateTime,
    end: DateTime,
    said: Option<Millis>,
    zone: &TimeZone,
) -> DateTime {
    let next = end.date().tomorrow().map(|day| day.to_datetime(end.time()));
    let agrees = |next: &DateTime| {
        let meant = between(start, *next, said, zone).ok().zip(said);
        meant.is_some_and(|(meant, said)| meant.span.millis().saturating_sub(said).abs() < MINUTE)
    };
    next.ok().filter(|next| end <= start && agrees(next)).unwrap_or(end)
}

/// A row that says when it began and for how long it went on.
fn open_ended(
    start: DateTime,
    said: Option<Millis>,
    zone: &TimeZone,
) -> std::result::Result<Stretch, Unused> {
    let length = said.ok_or("it has no end: stop it there and export again")?;
    let starts = instants(start, zone)?;
    let begun = starts.first().copied().ok_or("it has no start")?;
    if length <= 0 {
        return Err(Unused::Empty);
    }
    Ok(Stretch {
        when: When::From(Span::new(begun, begun.plus(length))),
        facts: format!("{start} +{length}"),
        is_repeated: starts.len() > 1,
        differs: false,
    })
}

/// So much on a day, at no known time.
pub(super) fn on_day(day: domain::time::Date, length: Millis) -> std::result::Result<When, Unused> {
    match length {
        ..=0 => Err(Unused::Empty),
        _ => Ok(When::OnDay(day, length)),
    }
}

/// The rate per hour in a cell, if it can be read. A rate of nothing is one that nobody set.
pub(super) fn hourly(text: &str, currency: Currency) -> Option<Money> {
    Money::parse(text, currency).ok().filter(|rate| rate.minor > 0)
}

/// What is to be told of all rows together.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    repeated: u64,
    differing: u64,
}

impl Remarks {
    /// Counts a row.
    pub(super) fn of(&mut self, stretch: &Stretch) {
        self.repeated = self.repeated.saturating_add(u64::from(stretch.is_repeated));
        self.differing = self.differing.saturating_add(u64::from(stretch.differs));
    }

    /// Tells it.
    pub(super) fn tell(&self, reading: &mut super::Reading) {
        reading.note(
            self.repeated,
            "row lies in the hour that the clock showed twice; the first is meant, unless its \
             length says otherwise",
            "rows lie in the hour that the clock showed twice; the first is meant, unless their \
             length says otherwise",
        );
        reading.note(
            self.differing,
            "row says another length than its times make; the times hold; check the zone",
            "rows say another length than their times make; the times hold; check the zone",
        );
    }
}
