//! The timesheet: reading blocks, and correcting what the classifier said.

use crate::Result;
use crate::act::{Plan, Taught, carry_out};
use crate::clients::target;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::history::Kind;
use crate::learning::block_ids;
use crate::tags::tags_named;
use domain::activity::{Activity, State};
use domain::block::{Answer, Block, Status};
use domain::id::BlockId;
use domain::ledger;
use domain::reason::Reason;
use domain::time::{Date, Millis, Moment, Span, day_bounds};
use domain::typed;
use domain::work::Target;
use store::entries::{self, Row};
use store::{Connection, activities, blocks, clients};

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
    /// Which task; `Some(None)` is none.
    pub task: Option<Option<String>>,
    /// All tags by name; those that are new are added.
    pub tags: Option<Vec<String>>,
    /// A note on it.
    pub note: Option<String>,
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
        let taught = match correction.teaches() {
            true => Taught::Yes { label_chosen },
            false => Taught::AsBefore,
        };
        let (now, clock) = (self.now(), self.clock.clone());
        self.act(correction.kind(), taught, ids, move |tx, row| {
            corrected(tx, row, &correction, now, &mut || clock.random())
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
        let known = block_ids(ids)?;
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
    /// Whether it says for whom or what.
    const fn assigns(&self) -> bool {
        self.client.is_some() || self.project.is_some() || self.task.is_some()
    }

    /// Whether the classifier learns from it: tags and notes are the owner's own.
    const fn teaches(&self) -> bool {
        self.assigns() || self.label.is_some() || self.billable.is_some()
    }

    /// What the classifier learns from it about one entry of several that are written.
    pub(crate) const fn teaches_about(&self, id: BlockId) -> Taught {
        match self.teaches() {
            true => Taught::One { id, label_chosen: self.label.is_some() },
            false => Taught::AsBefore,
        }
    }

    /// What kind of act it is.
    const fn kind(&self) -> Kind {
        let assigns = self.assigns();
        if self.tags.is_some() || self.note.is_some() {
            return Kind::Edit;
        }
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

/// `row` as `correction` has it. Another client has other projects, and another project other
/// tasks: what is not said anew goes.
pub(crate) fn corrected(
    tx: &Connection,
    row: Row,
    correction: &Correction,
    now: Moment,
    random: &mut dyn FnMut() -> [u8; 10],
) -> Result<Row> {
    let (mut block, mut details) = (row.entry.block().clone(), row.details.clone());
    if correction.assigns() {
        let Answer { client, project, .. } = block.answer;
        let kept = Target { client, project, task: details.task };
        let whom = assigned(tx, correction, kept)?;
        (block.answer.client, block.answer.project) = (whom.client, whom.project);
        details.task = whom.task;
        block.answer.billable = passed_on(tx, kept, whom, block.answer.billable)?;
    }
    if let Some(label) = &correction.label {
        block.answer.label = typed::label(label).map_err(Error::input)?;
    }
    if let Some(billable) = correction.billable {
        block.answer.billable = billable;
    }
    if let Some(tags) = &correction.tags {
        details.tags = tags_named(tx, tags, now, random)?;
    }
    if let Some(note) = &correction.note {
        details.note = typed::note(note).map_err(Error::input)?;
    }
    // Of an entry that somebody looked at, what it says already is no news.
    let says_more = block.answer != row.entry.block().answer || details.task != row.details.task;
    if correction.teaches() && (says_more || block.status == Status::Draft) {
        block.answer.confidence = 1.0;
        block.answer.reason = Reason::You.to_string();
        block.edited = true;
    }
    Ok(Row { entry: row.entry.saying(block), details })
}

/// For whom it is, as `correction` says it over what was `kept`.
pub(crate) fn assigned(tx: &Connection, correction: &Correction, kept: Target) -> Result<Target> {
    let said = |name: &Option<Option<String>>, id: Option<String>| match name {
        Some(name) => name.clone(),
        None => id,
    };
    let client = said(&correction.client, kept.client.map(|id| id.to_string()));
    let mut whom = target(tx, client.as_deref(), None, None, kept)?;
    let had = kept.project.filter(|_| whom.client == kept.client);
    let project = said(&correction.project, had.map(|id| id.to_string()));
    whom = target(tx, client.as_deref(), project.as_deref(), None, kept)?;
    let had = kept.task.filter(|_| whom.project == kept.project);
    let task = said(&correction.task, had.map(|id| id.to_string()));
    target(tx, client.as_deref(), project.as_deref(), task.as_deref(), kept)
}

/// Whether work is billable that passes from one to another: as the new one says, unless somebody
/// had made it other than the old one says. Nobody says anything of work that was nobody's, and
/// nobody pays for work that becomes so.
pub(crate) fn passed_on(tx: &Connection, from: Target, to: Target, billable: bool) -> Result<bool> {
    if from == to {
        return Ok(billable);
    }
    if to.client.is_none() {
        return Ok(billable && from.client.is_none());
    }
    let said = clients::billables(tx)?;
    let is_as_said = from.client.is_none() || said.of(from).billable() == billable;
    Ok(if is_as_said { said.of(to).billable() } else { billable })
}

fn the_one(id: &str, blocks: Vec<Block>) -> Result<Block> {
    let none = || Error::NoSuch { what: "block", id: id.to_owned() };
    blocks.into_iter().next().ok_or_else(none)
}
