//! What others change: another process may write to the same data directory, and tells nobody.

use crate::Result;
use crate::daybook::Daybook;
use store::{history, outbox, roster, timers};

/// Differs from an earlier one if entries, clients or anything else that is shared was changed in
/// between, by whomever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision {
    /// How many changes of entries and notes there were, and acts that only decided something.
    pub blocks: i64,
    /// How many changes of clients, projects, tasks, tags, rates and budgets there were.
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
            // Every change waits in the outbox, those of the roster are counted apart.
            let clients = roster::revision(db)?;
            Ok(Revision {
                blocks: outbox::newest(db)?
                    .saturating_sub(clients)
                    .saturating_add(history::revision(db)?),
                clients,
                timers: timers::revision(db)?,
            })
        })?)
    }
}
