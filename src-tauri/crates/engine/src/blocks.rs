//! The timesheet: reading blocks, and correcting what the classifier said.

use crate::Result;
use crate::act::{Plan, Taught, carry_out};
use crate::clients::target;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::history::Kind;
use crate::learning::block_id;
use domain::activity::{Activity, State};
use domain::block::{Answer, Block, Status};
use domain::ledger;
use domain::reason::Reason;
use domain::time::{Date, Millis, Span, day_bounds};
use domain::work::Target;
use store::entries::{self, Row};
use store::{Connection, activities, blocks};

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
        the_one(id, self.correct_all(&[id], correction)?)
    }

    /// Corrects many blocks alike, all or none, in one step.
    ///
    /// # Errors
    ///
    /// As [`Daybook::correct`].
    pub fn correct_all<I: AsRef<str>>(
        &self,
        ids: &[I],
        correction: &Correction,
    ) -> Result<Vec<Block>> {
        let correction = correction.clone();
        let label_chosen = correction.label.is_some();
        let taught = Taught::Yes { label_chosen };
        self.act(correction.kind(), taught, ids, move |tx, row| corrected(tx, row, &correction))
    }

    /// Confirms a block as it is. That teaches the classifier too.
    ///
    /// # Errors
    ///
    /// There is no such block.
    pub fn confirm(&self, id: &str) -> Result<Block> {
        the_one(id, self.confirm_all(&[id])?)
    }

    /// Confirms many blocks as they are, all or none, in one step.
    ///
    /// # Errors
    ///
    /// One of them does not exist.
    pub fn confirm_all<I: AsRef<str>>(&self, ids: &[I]) -> Result<Vec<Block>> {
        let taught = Taught::Yes { label_chosen: false };
        self.act(Kind::Confirm, taught, ids, |_, row| Ok(with_status(row, Status::Confirmed)))
    }

    /// Makes confirmed blocks drafts again, all or none, in one step. What only the confirmation
    /// taught is unlearnt; what an edit taught stays.
    ///
    /// # Errors
    ///
    /// One of them does not exist.
    pub fn reopen<I: AsRef<str>>(&self, ids: &[I]) -> Result<Vec<Block>> {
        self.act(Kind::Reopen, Taught::Reopened, ids, |_, row| Ok(with_status(row, Status::Draft)))
    }

    /// Does one thing to all of `ids` in one transaction, with its step. Entries that it leaves as
    /// they were are not written.
    fn act<I, F>(&self, kind: Kind, taught: Taught, ids: &[I], change: F) -> Result<Vec<Block>>
    where
        I: AsRef<str>,
        F: Fn(&Connection, Row) -> Result<Row> + Send + 'static,
    {
        let (now, home) = (self.now(), self.clock.zone());
        let mut known = Vec::new();
        for id in ids {
            let id = block_id(id.as_ref())?;
            if !known.contains(&id) {
                known.push(id);
            }
        }
        let done = self.in_one(move |tx| {
            let mut put = Vec::new();
            for id in known {
                let row = entries::get(tx, id, &home)?
                    .ok_or_else(|| Error::NoSuch { what: "block", id: id.to_string() })?;
                put.push(change(tx, row)?);
            }
            let blocks = put.iter().map(|row| row.entry.block().clone()).collect();
            carry_out(tx, kind, &Plan::put(put, home), taught, now)?;
            Ok(blocks)
        })?;
        self.events.tell(Event::Blocks);
        Ok(done)
    }
}

impl Correction {
    /// What kind of act it is.
    const fn kind(&self) -> Kind {
        let assigns = self.client.is_some() || self.project.is_some();
        match (assigns, self.label.is_some(), self.billable.is_some()) {
            (true, false, false) => Kind::Assign,
            (false, true, false) => Kind::Relabel,
            (false, false, true) => Kind::Billable,
            _ => Kind::Edit,
        }
    }
}

/// `row` with another status; what is billed stays billed.
fn with_status(row: Row, status: Status) -> Row {
    let block = row.entry.block();
    if block.status == Status::Billed && status == Status::Confirmed {
        return row;
    }
    let block = Block { status, ..block.clone() };
    Row { entry: row.entry.saying(block), ..row }
}

/// `row` as `correction` has it.
fn corrected(tx: &Connection, row: Row, correction: &Correction) -> Result<Row> {
    let mut block = row.entry.block().clone();
    let Answer { client: was, project, .. } = block.answer;
    let kept = Target { client: was, project, task: row.details.task };
    if let Some(client) = &correction.client {
        block.answer.client = target(tx, client.as_deref(), None, None, kept)?.client;
        if block.answer.client != was {
            block.answer.project = None;
        }
    }
    if let Some(project) = &correction.project {
        let client = block.answer.client.map(|id| id.to_string());
        block.answer.project =
            target(tx, client.as_deref(), project.as_deref(), None, kept)?.project;
    }
    if let Some(label) = &correction.label {
        block.answer.label = label.trim().to_owned();
    }
    if let Some(billable) = correction.billable {
        block.answer.billable = billable;
    }
    block.answer.confidence = 1.0;
    block.answer.reason = Reason::You.to_string();
    block.edited = true;
    Ok(Row { entry: row.entry.saying(block), ..row })
}

fn the_one(id: &str, blocks: Vec<Block>) -> Result<Block> {
    let none = || Error::NoSuch { what: "block", id: id.to_owned() };
    blocks.into_iter().next().ok_or_else(none)
}
