//! What others change: another process may write to the same data directory, and tells nobody.

use crate::Result;
use crate::daybook::Daybook;
use store::{clients, outbox, timers};

/// Differs from an earlier one if blocks, timers, clients or projects were changed in between, by
/// whomever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision {
    /// The newest change of a block.
    pub blocks: i64,
    /// How many clients and projects there are.
    pub clients: i64,
    /// The newest change of a timer.
    pub timers: i64,
}

impl Daybook {
    /// How far the data directory has come. Cheap: it is asked every second.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn revision(&self) -> Result<Revision> {
        Ok(self.store.read(|db| {
            Ok(Revision {
                blocks: outbox::newest(db)?,
                clients: clients::count(db)?,
                timers: timers::revision(db)?,
            })
        })?)
    }
}
