//! What was done to one entry: each step with what it changed, in the names of now.

use super::Snapshot;
use crate::Result;
use crate::daybook::{Daybook, names};
use crate::error::Error;
use crate::learning::block_id;
use domain::names::Names;
use domain::past::{Past, Said, Worked};
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

impl Snapshot {
    /// What it says, in names; who was removed since has none.
    fn said(self, names: &Names) -> Said {
        let answer = self.block.answer;
        let name = |name: Option<&str>| Some(name.unwrap_or_default().to_owned());
        let said = Said {
            time: Worked { segments: self.block.span.into(), is_untimed: false },
            zone: String::new(),
            client: answer.client.and_then(|id| name(names.client(id))),
            project: answer.project.and_then(|id| name(names.project(id))),
            task: None,
            label: answer.label,
            billable: answer.billable,
            status: self.block.status,
            tags: Vec::new(),
            note: String::new(),
        };
        let Some(rest) = self.rest else { return said };
        let details = rest.details;
        let mut tags: Vec<String> =
            details.tags.iter().filter_map(|id| names.tag(*id)).map(str::to_owned).collect();
        tags.sort_unstable();
        Said {
            time: Worked { segments: rest.segments, is_untimed: details.is_untimed },
            zone: rest.zone,
            task: details.task.and_then(|id| name(names.task(id))),
            tags,
            note: details.note,
            ..said
        }
    }
}
