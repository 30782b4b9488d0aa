//! What was done to one entry: each step with what it changed, in the names of now.

use super::snapshot::Snapshot;
use crate::Result;
use crate::daybook::{Daybook, names};
use crate::error::Error;
use crate::learning::block_id;
use domain::past::{Past, Said};
use store::{blocks, history};

impl Daybook {
    /// What was done to a block and is in force, the newest first.
    ///
    /// # Errors
    ///
    /// There is no block of that id, and nothing is known of one.
    pub fn history(&self, id: &str) -> Result<Vec<Past>> {
        let known = block_id(id)?;
        let (steps, is_there) = self.store.read(|db| {
            let names = names(db)?;
            let said = |text: Option<String>| -> store::Result<Option<Said>> {
                text.map(|text| Ok(Snapshot::decode(&text)?.said(&names))).transpose()
            };
            let mut steps = Vec::new();
            for history::Past { step, was, became } in history::of_block(db, known)? {
                steps.push(Past::new(step, said(was)?, said(became)?));
            }
            Ok((steps, blocks::get(db, known)?.is_some()))
        })?;
        if steps.is_empty() && !is_there {
            return Err(Error::NoSuch { what: "block", id: id.to_owned() });
        }
        Ok(steps)
    }
}
