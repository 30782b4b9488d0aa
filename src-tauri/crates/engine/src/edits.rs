//! Edits of the timesheet: split, merge, move, resize, duplicate, delete, resolve.
//!
//! [`Daybook::preview_edit`] says what would come of an edit and changes nothing;
//! [`Daybook::edit`] does exactly that, in one step. What the ledger captured never changes.
//!
//! An entry that has only a length lies at no time: it shares none with anybody, and cannot be
//! split, merged or moved within its day.

use crate::Result;
use crate::act::{Plan, Taught, billed, carry_out};
use crate::blocks::{Correction, corrected};
use crate::clients::target;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::history::Kind;
use crate::learning::{block_id, block_ids};
use crate::overlaps;
use crate::timers::captured::{Neighbours, redraft, timed};
use domain::block::Status;
use domain::days::entry_day;
use domain::edit::merge::{self, Keep};
use domain::edit::overlap::{self, Overlap, Resolution};
use domain::edit::reshape::{self, Edge, Neighbour};
use domain::edit::{self, Copied, Preview, Twice, split};
use domain::entry::Entry;
use domain::id::BlockId;
use domain::segments::Segments;
use domain::time::{DAY, Date, MINUTE, Millis, Moment, SECOND, Span, TimeZone, day_bounds};
use domain::work::Target;
use store::entries::{self, Row};
use store::{Connection, twice};

/// An edit. Entries are named by their ids, as the owner's program gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// At these times; each part but the first is a new entry.
    Split(String, Vec<Moment>),
    /// Into two parts of the same length.
    Halves(String),
    /// Into the earliest of them.
    Merge(Vec<String>, Keep),
    /// One end, with or without the entry that touches it there.
    Boundary(String, Edge, Moment, Neighbour),
    /// Another start and end.
    Resize(String, Span),
    /// Whole, so that it starts there; one with only a length goes to that day.
    Move(String, Moment),
    /// Another length, of one that has only that.
    Length(String, Millis),
    /// A draft like it that starts there.
    Duplicate(String, Moment),
    /// Away with them.
    Delete(Vec<String>),
    /// Of two that share time.
    Resolve(String, String, Resolution),
}

/// What would come of an edit, of the entries around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Their lengths together, before.
    pub before: Millis,
    /// And after.
    pub after: Millis,
    /// Time that none had before.
    pub gained: Segments,
    /// Time that none has any more.
    pub lost: Segments,
    /// Time that two count afterwards.
    pub overlaps: Vec<Overlap>,
    /// Entries that are new or changed, in order.
    pub put: Vec<Row>,
    /// Entries that go.
    pub gone: Vec<BlockId>,
}

/// The longest that an entry without a place in its day can be.
pub const LONGEST_LENGTH: Millis = DAY;

impl Daybook {
    /// What would come of an edit. `twice` says whether time may be counted twice.
    ///
    /// # Errors
    ///
    /// It cannot be done, and why.
    pub fn preview_edit(&self, edit: &Edit, twice: Twice) -> Result<Outcome> {
        let mut desk = self.desk(twice);
        let looked = self.store.read(|db| Ok(desk.planned(db, edit)))?;
        looked.map(|(outcome, _)| outcome)
    }

    /// Does an edit, in one step. Returns what was written.
    ///
    /// # Errors
    ///
    /// It cannot be done, and why; nothing is changed then.
    pub fn edit(&self, edit: &Edit, twice: Twice) -> Result<Vec<Row>> {
        self.edited(edit, None, twice)
    }

    /// Does an edit of one entry and says anew what that was, in one step. Returns what was
    /// written.
    ///
    /// # Errors
    ///
    /// As [`Daybook::edit`] and [`Daybook::correct`]; nothing is changed then.
    pub fn edit_and_correct(
        &self,
        edit: &Edit,
        correction: &Correction,
        twice: Twice,
    ) -> Result<Vec<Row>> {
        self.edited(edit, Some(correction.clone()), twice)
    }

    fn edited(
        &self,
        edit: &Edit,
        correction: Option<Correction>,
        twice: Twice,
    ) -> Result<Vec<Row>> {
        let mut desk = self.desk(twice);
        let (edit, clock, present) = (edit.clone(), self.clock.clone(), self.present());
        let put = self.in_one(move |tx| {
            let now = present.now();
            let (outcome, mut plan) = desk.planned(tx, &edit)?;
            let (mut kind, mut taught) = (edit.kind(), Taught::AsBefore);
            if let (Some(correction), [id, ..]) = (&correction, edit.named()?.as_slice()) {
                (kind, taught) = (Kind::Edit, correction.teaches_about(*id));
                desk.correct(tx, &mut plan, *id, correction, now, &mut || clock.random())?;
            }
            let ids = plan.put.iter().map(|row| row.entry.id()).chain(plan.gone.iter().copied());
            let timed = timed(tx, ids, &desk.home)?;
            let seq = carry_out(tx, kind, &plan, taught, now)?;
            let both = desk.allowed(&edit, outcome, &plan)?;
            overlaps::allow(tx, &both, seq, &desk.home, now)?;
            if let (Some(seq), Kind::Split | Kind::Merge) = (seq, edit.kind()) {
                for Copied { id, of } in &plan.copied {
                    twice::hand_on(tx, *of, *id, seq, now)?;
                }
            }
            // What was captured beneath a timer is looked at again where that counts no more.
            redraft(tx, &present, &timed, Neighbours::Leave)?;
            Ok(plan.put)
        })?;
        self.events.tell(Event::Blocks);
        Ok(put)
    }

    fn desk(&self, twice: Twice) -> Desk {
        let (now, clock) = (self.now(), self.clock.clone());
        let mint = Box::new(move || BlockId::mint(now, clock.random()));
        Desk { home: self.clock.zone(), twice, mint }
    }
}

impl Edit {
    /// What kind of act it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Split(..) | Self::Halves(_) => Kind::Split,
            Self::Merge(..) => Kind::Merge,
            Self::Boundary(..) | Self::Resize(..) | Self::Length(..) => Kind::Resize,
            Self::Move(..) => Kind::Move,
            Self::Duplicate(..) => Kind::Duplicate,
            Self::Delete(_) => Kind::Delete,
            Self::Resolve(..) => Kind::Resolve,
        }
    }

    /// The entries it names.
    fn named(&self) -> Result<Vec<BlockId>> {
        match self {
            Self::Split(id, _)
            | Self::Halves(id)
            | Self::Boundary(id, ..)
            | Self::Resize(id, _)
            | Self::Move(id, _)
            | Self::Length(id, _)
            | Self::Duplicate(id, _) => Ok(vec![block_id(id)?]),
            Self::Merge(ids, _) | Self::Delete(ids) => block_ids(ids),
            Self::Resolve(first, second, _) => Ok(vec![block_id(first)?, block_id(second)?]),
        }
    }
}

/// Refuses new work for what was archived since.
fn offered_again(db: &Connection, row: &Row) -> Result<()> {
    let answer = &row.entry.block().answer;
    let client = answer.client.map(|id| id.to_string());
    let project = answer.project.map(|id| id.to_string());
    let task = row.details.task.map(|id| id.to_string());
    let none = Target::default();
    target(db, client.as_deref(), project.as_deref(), task.as_deref(), none).map(|_| ())
}

/// What an edit needs beside the entries.
struct Desk {
    home: TimeZone,
    twice: Twice,
    mint: Box<dyn FnMut() -> BlockId + Send>,
}

impl Desk {
    fn planned(&mut self, db: &Connection, edit: &Edit) -> Result<(Outcome, Plan)> {
        let rows = self.rows(db, &edit.named()?)?;
        if let (Edit::Duplicate(..), [row]) = (edit, rows.as_slice()) {
            offered_again(db, row)?;
        }
        if let Edit::Delete(_) = edit {
            return Ok(self.deleted(&rows));
        }
        match rows.as_slice() {
            [row] if row.details.is_untimed => self.untimed(db, row, edit),
            rows if rows.iter().any(|row| row.details.is_untimed) => Err(Error::Input(
                "an entry with only a length has no place in the day; give it a start and an end first"
                    .into(),
            )),
            rows => {
                if let Edit::Merge(..) = edit {
                    refuse_billed(rows)?;
                }
                let preview = self.timed(db, rows, edit)?;
                let mut plan = Plan::of(db, &preview, &self.home)?;
                if let Edit::Merge(..) = edit {
                    gather(&mut plan, rows)?;
                }
                refuse_billed(&rows_of(rows, &preview))?;
                Ok((Outcome::of(preview, &plan), plan))
            }
        }
    }

    /// What two count after the edit because the owner said that both may.
    fn allowed(&self, edit: &Edit, outcome: Outcome, plan: &Plan) -> Result<Vec<Overlap>> {
        Ok(match (edit, self.twice) {
            (Edit::Resolve(.., Resolution::Both), _) => {
                let (named, mut both) = (edit.named()?, outcome.overlaps);
                both.retain(|one| named.contains(&one.first) && named.contains(&one.second));
                both
            }
            (_, Twice::Allow) => plan.fresh.clone(),
            (_, Twice::Refuse) => Vec::new(),
        })
    }

    /// Says anew what the entry of that id was, which `plan` writes or leaves as it is.
    fn correct(
        &self,
        tx: &Connection,
        plan: &mut Plan,
        id: BlockId,
        correction: &Correction,
        now: Moment,
        random: &mut dyn FnMut() -> [u8; 10],
    ) -> Result<()> {
        if !plan.put.iter().any(|row| row.entry.id() == id) {
            plan.put.append(&mut self.rows(tx, &[id])?);
        }
        for row in plan.put.iter_mut().filter(|row| row.entry.id() == id) {
            *row = corrected(tx, row.clone(), correction, now, random)?;
        }
        Ok(())
    }

    fn rows(&self, db: &Connection, ids: &[BlockId]) -> Result<Vec<Row>> {
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            let row = entries::get(db, *id, &self.home)?;
            rows.push(row.ok_or_else(|| Error::NoSuch { what: "block", id: id.to_string() })?);
        }
        Ok(rows)
    }

    fn deleted(&self, rows: &[Row]) -> (Outcome, Plan) {
        let gone: Vec<BlockId> = rows.iter().map(|row| row.entry.id()).collect();
        let timed = rows.iter().filter(|row| !row.details.is_untimed);
        let lost = Segments::new(timed.flat_map(|row| row.entry.segments().as_slice().to_vec()));
        let before = rows.iter().map(|row| row.entry.length()).sum();
        let outcome = Outcome { before, lost, gone: gone.clone(), ..Outcome::nothing() };
        let plan = Plan { gone, ..Plan::put(Vec::new(), self.home.clone()) };
        (outcome, plan)
    }

    /// An edit of an entry that has only a length.
    fn untimed(&mut self, db: &Connection, row: &Row, edit: &Edit) -> Result<(Outcome, Plan)> {
        let zone = row.entry.zone().clone();
        let length = row.entry.length();
        let made = match edit {
            Edit::Length(_, length) => loose(row, entry_day(&row.entry), *length)?,
            Edit::Move(_, to) => loose(row, to.in_zone(&zone).date(), length)?,
            Edit::Duplicate(_, to) => {
                let mut copy = loose(row, to.in_zone(&zone).date(), length)?;
                let mut block = copy.entry.block().clone();
                (block.id, block.status, block.edited) = ((self.mint)(), Status::Draft, true);
                copy.entry = copy.entry.saying(block);
                copy.details = copy.details.copied();
                copy
            }
            Edit::Resize(_, span) => {
                let mut placed = row.clone();
                placed.entry = with_span(&row.entry, *span)?;
                placed.details.is_untimed = false;
                placed
            }
            Edit::Split(..)
            | Edit::Halves(_)
            | Edit::Merge(..)
            | Edit::Boundary(..)
            | Edit::Delete(_)
            | Edit::Resolve(..) => {
                return Err(Error::Input(
                    "an entry with only a length has no place in the day; give it a start and an end first"
                        .into(),
                ));
            }
        };
        let is_new = made.entry.id() != row.entry.id();
        let before = length;
        let after = made.entry.length() + if is_new { length } else { 0 };
        let fresh = overlaps::of_one(db, &made, &self.home)?;
        if let (Twice::Refuse, Some(span)) =
            (self.twice, fresh.first().and_then(|one| one.shared.hull()))
        {
            return Err(Error::Edit(edit::Refusal::Twice(span)));
        }
        let put = vec![made];
        let overlaps = fresh.clone();
        let outcome = Outcome { before, after, overlaps, put: put.clone(), ..Outcome::nothing() };
        Ok((outcome, Plan { fresh, ..Plan::put(put, self.home.clone()) }))
    }

    /// An edit of entries that have their place in the day.
    fn timed(&mut self, db: &Connection, rows: &[Row], edit: &Edit) -> Result<Preview> {
        let day = self.around(db, rows, edit)?;
        let ids: Vec<BlockId> = rows.iter().map(|row| row.entry.id()).collect();
        let first = *ids.first().ok_or_else(|| Error::Input("name an entry".into()))?;
        let twice = self.twice;
        Ok(match edit {
            Edit::Split(_, at) => {
                let points: Vec<_> = at.iter().map(|at| (*at, (self.mint)())).collect();
                let parts = split::split_at_points(&day, first, &points)?;
                if parts.put.iter().any(|part| part.length() < SECOND) {
                    return Err(Error::Input(
                        "this would leave a part of less than a second; give another time".into(),
                    ));
                }
                parts
            }
            Edit::Halves(_) => split::split_in_halves(&day, first, (self.mint)())?,
            Edit::Merge(_, keep) => merge::merge(&day, &ids, *keep, twice)?,
            Edit::Boundary(_, edge, to, neighbour) => {
                reshape::move_boundary(&day, first, *edge, *to, *neighbour, twice)?
            }
            Edit::Resize(_, span) => reshape::resize(&day, first, *span, twice)?,
            Edit::Move(_, to) => reshape::move_to(&day, first, *to, twice)?,
            Edit::Duplicate(_, to) => reshape::duplicate(&day, first, *to, (self.mint)(), twice)?,
            Edit::Delete(_) => edit::remove(&day, &ids)?,
            Edit::Resolve(_, _, how) => {
                let second = ids.get(1).copied().unwrap_or(first);
                overlap::resolve(&day, first, second, *how)?
            }
            Edit::Length(..) => {
                return Err(Error::Input(
                    "this entry has its place in the day; give it another start or end".into(),
                ));
            }
        })
    }

    /// All entries that the edit may reach, those with only a length left out.
    fn around(&self, db: &Connection, rows: &[Row], edit: &Edit) -> Result<Vec<Entry>> {
        let spans = rows.iter().map(|row| row.entry.span());
        let own = rows.first().map_or(0, |row| row.entry.span().millis());
        let target = match edit {
            Edit::Resize(_, span) => Some(*span),
            Edit::Move(_, to) | Edit::Duplicate(_, to) => Some(Span::new(*to, to.plus(own))),
            Edit::Boundary(_, _, to, _) => Some(Span::new(*to, to.plus(1))),
            Edit::Split(..)
            | Edit::Halves(_)
            | Edit::Merge(..)
            | Edit::Length(..)
            | Edit::Delete(_)
            | Edit::Resolve(..) => None,
        };
        let hull = Segments::new(spans.chain(target)).hull();
        let hull = hull.unwrap_or(Span::new(Moment(0), Moment(0)));
        let reach = Span::new(hull.start.minus(MINUTE), hull.end.plus(MINUTE));
        let rows = entries::within(db, reach, &self.home)?;
        let timed = rows.into_iter().filter(|row| !row.details.is_untimed);
        Ok(timed.map(|row| row.entry).collect())
    }
}

impl Outcome {
    fn nothing() -> Self {
        Self {
            before: 0,
            after: 0,
            gained: Segments::default(),
            lost: Segments::default(),
            overlaps: Vec::new(),
            put: Vec::new(),
            gone: Vec::new(),
        }
    }

    fn of(preview: Preview, plan: &Plan) -> Self {
        let Preview { before, after, gained, lost, overlaps, .. } = preview;
        let (put, gone) = (plan.put.clone(), plan.gone.clone());
        Self { before, after, gained, lost, overlaps, put, gone }
    }
}

/// The merged entry has the task of the one that says what it is, the tags of all of `rows`, their
/// notes one after the other, and was recognised by what they were.
fn gather(plan: &mut Plan, rows: &[Row]) -> Result<()> {
    let mut rows: Vec<&Row> = rows.iter().collect();
    rows.sort_by_key(|row| (row.entry.span().start, row.entry.id()));
    let entries: Vec<&Entry> = rows.iter().map(|row| &row.entry).collect();
    let speaker = merge::speaker(&entries)?.map(Entry::id);
    let task = rows.iter().find(|row| Some(row.entry.id()) == speaker);
    let task = task.and_then(|row| row.details.task);
    if rows.iter().any(|row| merge::is_said(&row.entry) && row.details.task != task) {
        return Err(Error::Edit(edit::Refusal::Differ("task")));
    }
    let mut notes: Vec<&str> = Vec::new();
    for row in &rows {
        let note = row.details.note.as_str();
        if !note.is_empty() && !notes.contains(&note) {
            notes.push(note);
        }
    }
    for merged in &mut plan.put {
        let id = merged.entry.id();
        if rows.iter().any(|row| row.entry.id() == id) {
            merged.details.tags = rows.iter().flat_map(|row| row.details.tags.clone()).collect();
            merged.details.note = notes.join("\n\n");
            merged.details.import_keys =
                rows.iter().flat_map(|row| row.details.import_keys.clone()).collect();
            merged.details.task = task;
            plan.copied.extend(plan.gone.iter().map(|of| Copied { id, of: *of }));
        }
    }
    Ok(())
}

/// Those of `rows` that the preview changes or takes away.
fn rows_of(rows: &[Row], preview: &Preview) -> Vec<Row> {
    let touched = |row: &&Row| {
        let id = row.entry.id();
        preview.gone.contains(&id) || preview.put.iter().any(|entry| entry.id() == id)
    };
    rows.iter().filter(touched).cloned().collect()
}

/// A preview of what is on an invoice is refused as the edit would be.
fn refuse_billed(rows: &[Row]) -> Result<()> {
    match rows.iter().find(|row| row.entry.block().status == Status::Billed) {
        Some(row) => Err(billed(row)),
        None => Ok(()),
    }
}

/// `row` with only that length, on that day.
pub(crate) fn loose(row: &Row, date: Date, length: Millis) -> Result<Row> {
    if !(MINUTE..=LONGEST_LENGTH).contains(&length) {
        return Err(Error::Input(
            "give a length between one minute and twenty-four hours, such as 1:30".into(),
        ));
    }
    let start = day_bounds(date, row.entry.zone()).start;
    let entry = with_span(&row.entry, Span::new(start, start.plus(length)))?;
    let mut row = Row { entry, details: row.details.clone() };
    row.details.is_untimed = true;
    Ok(row)
}

/// The entry over `span`, as a person's edit.
fn with_span(entry: &Entry, span: Span) -> Result<Entry> {
    let mut block = entry.block().clone();
    block.edited = true;
    Entry::of(block, Segments::from(span), entry.zone().clone())
        .map_err(|error| Error::Edit(edit::Refusal::NotAnEntry(error)))
}
