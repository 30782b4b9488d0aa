//! Time that several entries count: seen until it is resolved, or until the owner says that both
//! count.

use crate::Result;
use crate::daybook::Daybook;
use crate::history::{self, Kind};
use domain::edit::overlap::{Overlap, overlaps};
use domain::time::{Moment, Span, TimeZone};
use store::entries::{self, Row};
use store::{Connection, twice};

/// Time that two entries count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twofold {
    /// Which two, and what they share.
    pub overlap: Overlap,
    /// Whether the owner wants it counted in both.
    pub is_allowed: bool,
}

impl Daybook {
    /// All time that several of the entries in `span` count, also what the owner lets count twice.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn overlaps(&self, span: Span) -> Result<Vec<Twofold>> {
        let home = self.clock.zone();
        Ok(self.store.read(|db| all(db, &entries::within(db, span, &home)?))?)
    }
}

/// The time that several of `rows` count, and that nobody has decided about.
pub(crate) fn undecided(db: &Connection, rows: &[Row]) -> store::Result<Vec<Overlap>> {
    let open = all(db, rows)?.into_iter().filter(|one| !one.is_allowed);
    Ok(open.map(|one| one.overlap).collect())
}

/// What a new place in the day makes `row` share with others.
pub(crate) fn of_one(db: &Connection, row: &Row, home: &TimeZone) -> store::Result<Vec<Overlap>> {
    let id = row.entry.id();
    let mut around = entries::within(db, row.entry.span(), home)?;
    around.retain(|other| other.entry.id() != id);
    around.push(row.clone());
    let mut both = undecided(db, &around)?;
    both.retain(|one| one.first == id || one.second == id);
    Ok(both)
}

/// Entries with only a length share time with none.
fn all(db: &Connection, rows: &[Row]) -> store::Result<Vec<Twofold>> {
    let timed = rows.iter().filter(|row| !row.details.is_untimed);
    let timed: Vec<_> = timed.map(|row| row.entry.clone()).collect();
    let known = |overlap| {
        let is_allowed = twice::is_allowed(db, &overlap)?;
        Ok(Twofold { overlap, is_allowed })
    };
    overlaps(&timed).into_iter().map(known).collect()
}

/// Notes that both entries count, in the step `seq` that did so, or else in one of its own.
pub(crate) fn allow(
    tx: &Connection,
    overlaps: &[Overlap],
    seq: Option<i64>,
    home: &TimeZone,
    now: Moment,
) -> store::Result<()> {
    for overlap in overlaps {
        let seq = match seq {
            Some(seq) => seq,
            None => {
                let both = [overlap.first, overlap.second];
                history::keep_unchanged(tx, Kind::Resolve, &both, home, now)?
            }
        };
        twice::allow(tx, overlap, seq, now)?;
    }
    Ok(())
}
