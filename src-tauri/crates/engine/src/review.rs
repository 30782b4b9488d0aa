//! Whether to tell the owner that a day is ready to review.

use crate::Result;
use crate::daybook::Daybook;
use domain::block::{Block, Status};
use domain::ledger::PULSE;
use domain::notice::{Standing, review_due};
use domain::time::{Date, Span, Time, day_bounds};
use store::{Connection, activities, blocks, facts};

impl Daybook {
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
            let drafts = |date: Date| drafts(db, day_bounds(date, &zone));
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
        let day = day_bounds(date, &self.clock.zone());
        Ok(self.store.read(|db| drafts(db, day))?)
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

/// How many drafts begin in `day`.
fn drafts(db: &Connection, day: Span) -> store::Result<u32> {
    let all = blocks::within(db, day)?;
    let begins = |block: &&Block| block.status == Status::Draft && day.contains(block.span.start);
    Ok(u32::try_from(all.iter().filter(begins).count()).unwrap_or(u32::MAX))
}
