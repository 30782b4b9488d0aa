//! The timesheet: reading blocks, and correcting what the classifier said.

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::learning::{block_id, teach};
use domain::activity::{Activity, State};
use domain::block::{Block, Status};
use domain::ledger;
use domain::time::{Date, Millis, Span, day_bounds};
use store::{activities, blocks};

/// What a person says a block was. What is `None` stays as it was.
#[derive(Debug, Clone, Default)]
pub struct Correction {
    /// For whom; `Some(None)` is nobody.
    pub client: Option<Option<String>>,
    /// Which project; `Some(None)` is none.
    pub project: Option<Option<String>>,
    /// What it was.
    pub label: Option<String>,
    /// Whether the client pays for it.
    pub billable: Option<bool>,
}

impl Daybook {
    /// The span of the local days from `from` to `to`, both included.
    #[must_use]
    pub fn days(&self, from: Date, to: Date) -> Span {
        let zone = self.clock.zone();
        Span::new(day_bounds(from, &zone).start, day_bounds(to, &zone).end)
    }

    /// Today, in the owner's zone.
    #[must_use]
    pub fn today(&self) -> Date {
        self.now().in_zone(&self.clock.zone()).date()
    }

    /// The blocks that share an instant with `span`, in order.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn blocks(&self, span: Span) -> Result<Vec<Block>> {
        Ok(self.store.read(|db| blocks::within(db, span))?)
    }

    /// The ledger's rows inside `span`.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn ledger(&self, span: Span) -> Result<Vec<Activity>> {
        Ok(self.store.read(|db| activities::within(db, span))?)
    }

    /// Milliseconds per state inside `span`, from the moment capture was switched on to now.
    /// They add up to that time.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn accounted(&self, span: Span) -> Result<Vec<(State, Millis)>> {
        let since = self.capture_since()?.unwrap_or(span.end);
        let lived = Span::new(span.start.max(since), span.end.min(self.now()));
        Ok(ledger::totals(&self.ledger(lived)?, lived))
    }

    /// Corrects a block. It counts as edited from then on, and teaches the classifier.
    ///
    /// # Errors
    ///
    /// There is no such block, client or project.
    pub fn correct(&self, id: &str, correction: &Correction) -> Result<Block> {
        let mut block = self.block(id)?;
        if let Some(client) = &correction.client {
            let client = client.as_deref().map(|name| self.client(name)).transpose()?;
            let client = client.map(|client| client.id);
            if client != block.answer.client {
                block.answer.project = None;
            }
            block.answer.client = client;
        }
        if let Some(project) = &correction.project {
            block.answer.project = match (project, block.answer.client) {
                (Some(name), Some(client)) => Some(self.project(client, name)?.id),
                (None, _) => None,
                (Some(_), None) => {
                    return Err(Error::Input(
                        "a project needs its client; give --client as well".into(),
                    ));
                }
            };
        }
        if let Some(label) = &correction.label {
            block.answer.label = label.trim().to_owned();
        }
        if let Some(billable) = correction.billable {
            block.answer.billable = billable;
        }
        block.answer.confidence = 1.0;
        block.answer.reason = "you said so".into();
        block.edited = true;
        self.keep(block, correction.label.is_some())
    }

    /// Confirms a block as it is. That teaches the classifier too.
    ///
    /// # Errors
    ///
    /// There is no such block.
    pub fn confirm(&self, id: &str) -> Result<Block> {
        let mut block = self.block(id)?;
        block.status = Status::Confirmed;
        self.keep(block, false)
    }

    fn block(&self, id: &str) -> Result<Block> {
        let known = block_id(id)?;
        self.store
            .read(|db| blocks::get(db, known))?
            .ok_or_else(|| Error::NoSuch { what: "block", id: id.to_owned() })
    }

    fn keep(&self, block: Block, label_chosen: bool) -> Result<Block> {
        let now = self.now();
        let row = block.clone();
        self.store.write(move |tx| {
            blocks::put(tx, &row, now)?;
            teach(tx, &row, label_chosen, now)
        })?;
        self.events.tell(Event::Blocks);
        Ok(block)
    }
}
