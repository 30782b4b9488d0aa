//! The review: what waits to be looked at, how far it got, and when to tell the owner of it.
//!
//! A draft belongs to every day that it shares an instant with, and counts there as a whole.
//! [`hints`] says what helps to decide about one draft.

pub mod hints;
mod usual;

use crate::Result;
use crate::daybook::Daybook;
use crate::overlaps;
use domain::block::Status;
use domain::edit::overlap::Overlap;
use domain::entry::Entry;
use domain::id::{BlockId, ClientId};
use domain::ledger::PULSE;
use domain::notice::{Standing, review_due};
pub use domain::review::Amount;
use domain::review::{Progress, progress, queue};
use domain::step::Step;
use domain::time::{Date, Moment, Time, TimeZone, day_bounds, zone_name};
use store::entries::{self, Row};
use store::{Connection, activities, facts, waiting};

/// What waits to be reviewed on some days.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The drafts in the order in which to look at them, the least certain first; all are whole,
    /// also those that reach beyond the days.
    pub queue: Vec<Row>,
    /// How far the review of these days got.
    pub progress: Progress,
    /// Time that entries of these days share, and that nobody has decided about.
    pub overlaps: Vec<Overlap>,
    /// What an undo would take back.
    pub undo: Option<Step>,
    /// What a redo would do again.
    pub redo: Option<Step>,
    /// When it was looked at.
    pub now: Moment,
    /// The name of the owner's zone.
    pub zone: String,
}

impl Daybook {
    /// What waits to be reviewed on the days from `from` to `to`, both included. The drafts in
    /// `later` were put off: they come last.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn review<I: AsRef<str>>(&self, from: Date, to: Date, later: &[I]) -> Result<Review> {
        let (now, home) = (self.now(), self.clock.zone());
        let later: Vec<BlockId> = later.iter().filter_map(|id| id.as_ref().parse().ok()).collect();
        let (rows, overlaps) = self.store.read(|db| {
            let rows = entries::on_days(db, from, to, &home)?;
            let overlaps = overlaps::undecided(db, &rows)?;
            Ok((rows, overlaps))
        })?;
        let all: Vec<Entry> = rows.iter().map(|row| row.entry.clone()).collect();
        let order: Vec<BlockId> = queue(&all, &later).into_iter().map(Entry::id).collect();
        let (undo, redo) = self.undoable()?;
        Ok(Review {
            queue: in_order(rows, &order),
            progress: progress(&all),
            overlaps,
            undo,
            redo,
            now,
            zone: zone_name(&home, now),
        })
    }

    /// Confirms every draft of the days from `from` to `to`, both
    /// included, in one step. Returns how many there were.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn confirm_days(&self, from: Date, to: Date) -> Result<usize> {
        let rows = self.entries_on(from, to)?.into_iter();
        let drafts = rows.filter(|row| row.entry.block().status == Status::Draft);
        let drafts: Vec<String> = drafts.map(|row| row.entry.id().to_string()).collect();
        if drafts.is_empty() { Ok(0) } else { Ok(self.confirm_all(&drafts)?.len()) }
    }

    /// What waits to be reviewed, of all that is kept, by client and the longest time first;
    /// `None` is nobody.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn unreviewed(&self) -> Result<Vec<(Option<ClientId>, Amount)>> {
        Ok(self.store.read(waiting::by_client)?)
    }

    /// The day to tell the owner of now, if there is one; days are told from `review_at` on. Say
    /// [`Daybook::told_review`] when it was told.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn review_to_tell(&self, review_at: Time) -> Result<Option<Date>> {
        let now = self.now();
        let zone = self.clock.zone();
        let local = now.in_zone(&zone).datetime();
        let today = local.date();
        let standing = self.store.read(|db| {
            let drafts = |date: Date| drafts(db, date, &zone);
            let newest = activities::last(db)?.filter(|row| now.since(row.span.end) <= PULSE);
            Ok(Standing {
                drafts_today: drafts(today)?,
                drafts_yesterday: today.yesterday().map_or(Ok(0), drafts)?,
                last_told: facts::get(db, facts::REVIEW_TOLD)?.and_then(|text| text.parse().ok()),
                state: newest.map(|row| row.state),
            })
        })?;
        Ok(review_due(local, review_at, &standing))
    }

    /// How many drafts begin on `date`.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn drafts(&self, date: Date) -> Result<u32> {
        let home = self.clock.zone();
        Ok(self.store.read(|db| drafts(db, date, &home))?)
    }

    /// Notes that the owner was told of `date`, so that nobody is told twice.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn told_review(&self, date: Date) -> Result<()> {
        self.store.write(move |tx| facts::set(tx, facts::REVIEW_TOLD, &date.to_string()))?;
        Ok(())
    }
}

/// Those of `rows` that stand in `order`, so.
fn in_order(rows: Vec<Row>, order: &[BlockId]) -> Vec<Row> {
    let mut places: std::collections::HashMap<BlockId, Row> =
        rows.into_iter().map(|row| (row.entry.id(), row)).collect();
    order.iter().filter_map(|id| places.remove(id)).collect()
}

/// How many drafts begin on `date`.
fn drafts(db: &Connection, date: Date, home: &TimeZone) -> store::Result<u32> {
    let day = day_bounds(date, home);
    let begins = |row: &&Row| {
        let block = row.entry.block();
        let is_here = row.details.is_untimed || day.contains(block.span.start);
        block.status == Status::Draft && is_here
    };
    let all = entries::on_days(db, date, date, home)?;
    Ok(u32::try_from(all.iter().filter(begins).count()).unwrap_or(u32::MAX))
}
