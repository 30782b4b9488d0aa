//! The timesheet: reading blocks, and correcting what the classifier said.

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::history::{self, Kind, Snapshot};
use crate::learning::{block_id, teach};
use domain::activity::{Activity, State};
use domain::block::{Block, Status};
use domain::id::BlockId;
use domain::ledger;
use domain::reason::Reason;
use domain::time::{Date, Millis, Moment, Span, day_bounds};
use store::{Connection, activities, blocks, clients, lessons};

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
        self.act(correction.kind(), ids, move |tx, block| {
            let taught = Taught::Yes { label_chosen };
            Ok((corrected(tx, block, &correction)?, taught))
        })
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
        self.act(Kind::Confirm, ids, |_, block| {
            let taught = Taught::Yes { label_chosen: false };
            Ok((Block { status: Status::Confirmed, ..block.clone() }, taught))
        })
    }

    /// Makes confirmed blocks drafts again, all or none, in one step. What only the confirmation
    /// taught is unlearnt; what an edit taught stays.
    ///
    /// # Errors
    ///
    /// One of them does not exist.
    pub fn reopen<I: AsRef<str>>(&self, ids: &[I]) -> Result<Vec<Block>> {
        self.act(Kind::Reopen, ids, |_, block| {
            let taught = if block.edited { Taught::AsBefore } else { Taught::Nothing };
            Ok((Block { status: Status::Draft, ..block.clone() }, taught))
        })
    }

    /// Does one thing to all of `ids` in one transaction, with its step. Blocks that it leaves as
    /// they were are not written.
    fn act<I, F>(&self, kind: Kind, ids: &[I], change: F) -> Result<Vec<Block>>
    where
        I: AsRef<str>,
        F: Fn(&Connection, &Block) -> Result<(Block, Taught)> + Send + 'static,
    {
        let now = self.now();
        let mut known = Vec::new();
        for id in ids {
            let id = block_id(id.as_ref())?;
            if !known.contains(&id) {
                known.push(id);
            }
        }
        let done = self.store.write(move |tx| {
            // Planned as a whole before anything is written: a refusal leaves no half behind.
            match plan(tx, &known, &change) {
                Ok(plan) => write(tx, kind, &plan, now).map(Ok),
                Err(Error::Store(error)) => Err(error),
                Err(refusal) => Ok(Err(refusal)),
            }
        })??;
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

/// What becomes of a block's lesson.
#[derive(Debug, Clone, Copy)]
enum Taught {
    Yes { label_chosen: bool },
    AsBefore,
    Nothing,
}

type Planned = (Snapshot, Block, Taught);

fn plan(
    tx: &Connection,
    ids: &[BlockId],
    change: impl Fn(&Connection, &Block) -> Result<(Block, Taught)>,
) -> Result<Vec<Planned>> {
    let mut plan = Vec::new();
    for id in ids {
        let was = Snapshot::of(tx, *id)?
            .ok_or_else(|| Error::NoSuch { what: "block", id: id.to_string() })?;
        let (block, taught) = change(tx, &was.block)?;
        plan.push((was, block, taught));
    }
    Ok(plan)
}

fn write(tx: &Connection, kind: Kind, plan: &[Planned], now: Moment) -> store::Result<Vec<Block>> {
    let mut before = Vec::new();
    let mut blocks = Vec::new();
    for (was, block, taught) in plan {
        if *block != was.block {
            blocks::put(tx, block, now)?;
        }
        match taught {
            Taught::Yes { label_chosen } => teach(tx, block, *label_chosen, now)?,
            Taught::AsBefore => {}
            Taught::Nothing => lessons::remove(tx, block.id)?,
        }
        before.push(was.clone());
        blocks.push(block.clone());
    }
    history::keep(tx, kind, &before, now)?;
    Ok(blocks)
}

/// `block` as `correction` has it.
fn corrected(tx: &Connection, block: &Block, correction: &Correction) -> Result<Block> {
    let mut block = block.clone();
    let unknown = |what, name: &str| Error::Unknown { what, name: name.to_owned() };
    if let Some(client) = &correction.client {
        let client = match client {
            Some(name) => {
                let found = clients::find(tx, name)?;
                Some(found.ok_or_else(|| unknown("client", name))?.id)
            }
            None => None,
        };
        if client != block.answer.client {
            block.answer.project = None;
        }
        block.answer.client = client;
    }
    if let Some(project) = &correction.project {
        block.answer.project = match (project, block.answer.client) {
            (Some(name), Some(client)) => {
                let found = clients::find_project(tx, client, name)?;
                Some(found.ok_or_else(|| unknown("project", name))?.id)
            }
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
    block.answer.reason = Reason::You.to_string();
    block.edited = true;
    Ok(block)
}

fn the_one(id: &str, blocks: Vec<Block>) -> Result<Block> {
    let none = || Error::NoSuch { what: "block", id: id.to_owned() };
    blocks.into_iter().next().ok_or_else(none)
}
