//! Time entries, whole: reading them, and adding one by hand.

use crate::Result;
use crate::act::{Plan, Taught, carry_out};
use crate::clients::target;
use crate::daybook::Daybook;
use crate::edits::loose;
use crate::error::Error;
use crate::events::Event;
use crate::history::Kind;
use crate::learning::block_id;
use crate::overlaps;
use crate::tags::tags_named;
use crate::timers::captured;
use domain::block::{Answer, Block, Status};
use domain::details::{Details, Source};
use domain::edit::{self, Twice};
use domain::entry::Entry;
use domain::id::BlockId;
use domain::reason::Reason;
use domain::segments::Segments;
use domain::time::{Date, Millis, Moment, Span, TimeZone};
use domain::typed;
use domain::work::Target;
use store::Connection;
pub use store::entries::Row;
use store::{clients, entries};

/// An entry as the owner writes it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// For whom, by name; `None` is nobody.
    pub client: Option<String>,
    /// Which project of that client.
    pub project: Option<String>,
    /// Which task of that project.
    pub task: Option<String>,
    /// What was done.
    pub label: String,
    /// Whether the client pays for it; `None`: as client, project and task say.
    pub billable: Option<bool>,
    /// Tags by name; those that are new are added.
    pub tags: Vec<String>,
    /// A note on it.
    pub note: String,
    /// When.
    pub when: When,
    /// Whether it may count time that another entry counts.
    pub twice: Twice,
}

/// When an entry was worked, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// From, and until.
    Span(Span),
    /// So long on a day, at no known time.
    Length(Date, Millis),
}

impl Daybook {
    /// The entries of the days from `from` to `to`, both included, in order: those that share an
    /// instant with them, and those with only a length that lie on one of them.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn entries_on(&self, from: Date, to: Date) -> Result<Vec<Row>> {
        let home = self.clock.zone();
        Ok(self.store.read(|db| entries::on_days(db, from, to, &home))?)
    }

    /// Whether there is any entry, on whatever day.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn has_entries(&self) -> Result<bool> {
        Ok(self.store.read(entries::any)?)
    }

    /// One entry.
    ///
    /// # Errors
    ///
    /// There is none of that id.
    pub fn entry(&self, id: &str) -> Result<Row> {
        let (known, home) = (block_id(id)?, self.clock.zone());
        let row = self.store.read(|db| entries::get(db, known, &home))?;
        row.ok_or_else(|| Error::NoSuch { what: "block", id: id.to_owned() })
    }

    /// Adds an entry that the owner wrote down. It is confirmed: a person said so.
    ///
    /// # Errors
    ///
    /// There is no such client, project or task, it has no time, or it would count time
    /// twice.
    pub fn add_entry(&self, new: NewEntry) -> Result<Row> {
        let present = self.present();
        let (now, home) = (present.now(), present.zone.clone());
        let id = BlockId::mint(now, self.clock.random());
        let clock = self.clock.clone();
        let row = self.in_one(move |tx| {
            if let (When::Span(span), Twice::Refuse) = (new.when, new.twice) {
                captured::refuse_timed(tx, &present, span)?;
            }
            let row = written(tx, id, new, &home, now, &mut || clock.random())?;
            let plan = Plan::put(vec![row.clone()], home.clone());
            let seq = carry_out(tx, Kind::Add, &plan, Taught::AsBefore, now)?;
            if !row.details.is_untimed {
                // There are some only if the owner said that both count.
                let both = overlaps::of_one(tx, &row, &home)?;
                overlaps::allow(tx, &both, seq, &home, now)?;
            }
            Ok(row)
        })?;
        self.events.tell(Event::Blocks);
        Ok(row)
    }
}

/// The entry that `new` says.
pub(crate) fn written(
    tx: &Connection,
    id: BlockId,
    new: NewEntry,
    home: &TimeZone,
    now: Moment,
    random: &mut dyn FnMut() -> [u8; 10],
) -> Result<Row> {
    let NewEntry { client, project, task, label, billable, tags, note, when, twice } = new;
    let none = Target::default();
    let work = target(tx, client.as_deref(), project.as_deref(), task.as_deref(), none)?;
    let answer = Answer {
        client: work.client,
        project: work.project,
        label: typed::label(&label).map_err(Error::input)?,
        billable: billable.map_or_else(|| is_billable(tx, work), Ok)?,
        confidence: 1.0,
        reason: Reason::You.to_string(),
    };
    let details = Details {
        task: work.task,
        tags: tags_named(tx, &tags, now, random)?,
        note: typed::note(&note).map_err(Error::input)?,
        source: Source::Hand,
        ..Details::default()
    };
    let span = match when {
        When::Span(span) => span,
        When::Length(date, _) => domain::time::day_bounds(date, home),
    };
    let block = Block { id, span, answer, status: Status::Confirmed, edited: true };
    let entry = Entry::of(block, Segments::from(span), home.clone())
        .map_err(|error| Error::Edit(edit::Refusal::NotAnEntry(error)))?;
    let row = Row { entry, details };
    match when {
        When::Length(date, length) => loose(&row, date, length),
        When::Span(span) => {
            let taken = entries::counted(tx, span)?;
            match taken.as_slice().first() {
                Some(first) if twice == Twice::Refuse => {
                    Err(Error::Edit(edit::Refusal::Twice(*first)))
                }
                _ => Ok(row),
            }
        }
    }
}

/// Whether new work is billable unless somebody says otherwise: nobody pays for nobody's time.
pub(crate) fn is_billable(db: &Connection, work: Target) -> Result<bool> {
    Ok(work.client.is_some() && clients::billables(db)?.of(work).billable())
}
