//! A day to look at: its blocks, and the ledger's states behind them.

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::learning::block_id;
use crate::overlaps;
use crate::week::lengths;
use domain::block::Status;
use domain::day::{Stretch, stretches};
use domain::edit::overlap::Overlap;
use domain::time::{Date, Millis, Moment, Span, day_bounds, zone_name};
pub use store::activities::Seen;
use store::entries::{self, Row};
use store::{activities, blocks};

/// One local day.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// Which.
    pub date: Date,
    /// The name of the zone in force: "Europe/Vienna", or an offset where the system has none.
    pub zone: String,
    /// From midnight to midnight: 23 or 25 hours when clocks change.
    pub span: Span,
    /// When it was looked at.
    pub now: Moment,
    /// The entries that share an instant with it, whole, in order, and those with only a length
    /// that lie on it.
    pub entries: Vec<Row>,
    /// Time that several of them count, and that nobody has decided about.
    pub overlaps: Vec<Overlap>,
    /// Its states up to now, in order, clipped to the day.
    pub stretches: Vec<Stretch>,
}

/// A day of a month that has blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthDay {
    /// Which.
    pub date: Date,
    /// The time of its blocks within the day, in milliseconds.
    pub work_ms: Millis,
    /// How many of them are drafts.
    pub drafts: u32,
}

/// So many windows of a block are told at most.
const MOST_SEEN: u32 = 12;

impl Daybook {
    /// One local day.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn day(&self, date: Date) -> Result<Day> {
        let zone = self.clock.zone();
        let (span, now) = (day_bounds(date, &zone), self.now());
        let since = self.capture_since()?;
        let (entries, overlaps, rows) = self.store.read(|db| {
            let entries = entries::on_days(db, date, date, &zone)?;
            let overlaps = overlaps::undecided(db, &entries)?;
            Ok((entries, overlaps, activities::states(db, span)?))
        })?;
        let stretches = stretches(rows, span, since, now);
        let zone = zone_name(&zone, span.start);
        Ok(Day { date, zone, span, now, entries, overlaps, stretches })
    }

    /// The days of the month in which `date` lies that have blocks, in order.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn month(&self, date: Date) -> Result<Vec<MonthDay>> {
        let zone = self.clock.zone();
        let (first, last) = (date.first_of_month(), date.last_of_month());
        let rows = self.entries_on(first, last)?;
        let mut days = Vec::new();
        let dates = std::iter::successors(Some(first), |date| date.tomorrow().ok());
        for date in dates.take_while(|date| *date <= last) {
            let on_day = |row: &Row| {
                let parts = lengths(row, &zone).into_iter().find(|(day, _)| *day == date);
                parts.map(|(_, length)| (length, row.entry.block().status))
            };
            let inside: Vec<_> = rows.iter().filter_map(on_day).collect();
            if inside.is_empty() {
                continue;
            }
            let work_ms = inside.iter().map(|(length, _)| length).sum();
            let drafts = inside.iter().filter(|(_, status)| *status == Status::Draft).count();
            days.push(MonthDay {
                date,
                work_ms,
                drafts: u32::try_from(drafts).unwrap_or(u32::MAX),
            });
        }
        Ok(days)
    }

    /// The windows that were in front during a block, the longest first, twelve at most.
    ///
    /// # Errors
    ///
    /// There is no such block.
    pub fn evidence(&self, id: &str) -> Result<Vec<Seen>> {
        let known = block_id(id)?;
        let block = self.store.read(|db| blocks::get(db, known))?;
        let block = block.ok_or_else(|| Error::NoSuch { what: "block", id: id.to_owned() })?;
        Ok(self.store.read(|db| activities::windows(db, block.span, MOST_SEEN))?)
    }
}
