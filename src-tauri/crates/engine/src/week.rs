//! A week to look at: its days, its grid, and its entries; and what is typed into the grid.
//!
//! The grid never moves time that has its place in a day. What is typed above what is there
//! becomes an entry with only a length; what is typed below takes from such entries, and is
//! refused where the rest was captured, timed or written down with start and end.

use crate::Result;
use crate::act::{Plan, Taught, carry_out};
use crate::clients::target;
use crate::daybook::Daybook;
use crate::edits::loose;
use crate::entries::{NewEntry, When, written};
use crate::error::Error;
use crate::events::Event;
use crate::history::{Kind, Step};
use crate::overlaps;
use domain::block::Status;
use domain::days::{by_day, day_of, entry_day, week_of};
use domain::edit::Twice;
use domain::edit::overlap::Overlap;
use domain::id::{BlockId, ClientId, ProjectId, TaskId};
use domain::time::{Date, Millis, Moment, Span, TimeZone, day_bounds, length_text, zone_name};
use domain::work::Target;
use std::collections::BTreeMap;
use store::Connection;
use store::entries::{self, Row};

/// A week.
#[derive(Debug, Clone, PartialEq)]
pub struct Week {
    /// Its first day.
    pub first: Date,
    /// The name of the zone in force.
    pub zone: String,
    /// When it was looked at.
    pub now: Moment,
    /// Its seven days.
    pub days: Vec<WeekDay>,
    /// Its grid: a row for each work that has time in it, or had in the week before.
    pub rows: Vec<WeekRow>,
    /// Its entries, whole, in order.
    pub entries: Vec<Row>,
    /// Time that several of them count.
    pub overlaps: Vec<Overlap>,
    /// What an undo would take back, and a redo do again.
    pub steps: (Option<Step>, Option<Step>),
}

/// A day of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekDay {
    /// Which.
    pub date: Date,
    /// From midnight to midnight.
    pub span: Span,
    /// All time of the day.
    pub total: Millis,
    /// How many drafts have time on it.
    pub drafts: u32,
}

/// What a row of the grid is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// For whom.
    pub client: Option<ClientId>,
    /// Which project.
    pub project: Option<ProjectId>,
    /// Which task.
    pub task: Option<TaskId>,
    /// Whether the client pays for it.
    pub billable: bool,
}

/// A row of the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekRow {
    /// What it is for.
    pub key: Key,
    /// Its seven cells.
    pub cells: Vec<Cell>,
}

/// A cell of the grid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// What of the row lies on the day.
    pub length: Millis,
    /// How much of it waits to be reviewed.
    pub draft: Millis,
    /// How much has only a length, and can be taken away in the grid.
    pub loose: Millis,
    /// Its entries.
    pub blocks: Vec<BlockId>,
}

/// How long was worked for a row on a day, as typed into the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    /// Which day.
    pub date: Date,
    /// For whom, by name; `None` is nobody.
    pub client: Option<String>,
    /// Which project.
    pub project: Option<String>,
    /// Which task.
    pub task: Option<String>,
    /// Whether the client pays for it.
    pub billable: bool,
    /// How long, in all.
    pub length: Millis,
}

impl Daybook {
    /// The week in which `date` lies.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn week(&self, date: Date) -> Result<Week> {
        let (home, now) = (self.clock.zone(), self.now());
        let (first, last) = week_of(date, self.settings().timesheet.week_begins.weekday());
        let dates = dates(first, last);
        let before = first
            .yesterday()
            .map(|day| week_of(day, self.settings().timesheet.week_begins.weekday()));
        let (entries, overlaps, earlier) = self.store.read(|db| {
            let entries = entries::on_days(db, first, last, &home)?;
            let overlaps = overlaps::undecided(db, &entries)?;
            let earlier = before
                .map_or(Ok(Vec::new()), |(first, last)| entries::on_days(db, first, last, &home))?;
            Ok((entries, overlaps, earlier))
        })?;
        let mut grid: BTreeMap<Key, Vec<Cell>> = BTreeMap::new();
        for row in earlier.iter().filter(|row| row.entry.block().answer.client.is_some()) {
            grid.entry(Key::of(row)).or_insert_with(|| vec![Cell::default(); dates.len()]);
        }
        for row in &entries {
            let cells =
                grid.entry(Key::of(row)).or_insert_with(|| vec![Cell::default(); dates.len()]);
            for (day, length) in lengths(row, &home) {
                let at = dates.iter().position(|date| *date == day);
                if let Some(cell) = at.and_then(|at| cells.get_mut(at)) {
                    cell.add(row, length);
                }
            }
        }
        let days = dates.iter().enumerate().map(|(at, date)| {
            let cells = grid.values().filter_map(|cells| cells.get(at));
            let drafts = entries.iter().filter(|row| {
                row.entry.block().status == Status::Draft
                    && lengths(row, &home).iter().any(|(day, _)| day == date)
            });
            WeekDay {
                date: *date,
                span: day_bounds(*date, &home),
                total: cells.map(|cell| cell.length).sum(),
                drafts: u32::try_from(drafts.count()).unwrap_or(u32::MAX),
            }
        });
        Ok(Week {
            first,
            zone: zone_name(&home, day_bounds(first, &home).start),
            now,
            days: days.collect(),
            overlaps,
            rows: grid.into_iter().map(|(key, cells)| WeekRow { key, cells }).collect(),
            entries,
            steps: self.undoable()?,
        })
    }

    /// Sets how long was worked for a row of the grid on a day.
    ///
    /// # Errors
    ///
    /// There is no such client, project or task; the length cannot be; or less is asked for than
    /// has its place in the day.
    pub fn set_cell(&self, change: CellChange) -> Result<()> {
        let (now, home) = (self.now(), self.clock.zone());
        let clock = self.clock.clone();
        self.in_one(move |tx| {
            let (client, project) = (change.client.as_deref(), change.project.as_deref());
            let task = change.task.as_deref();
            let work = target(tx, client, project, task, Target::default())?;
            let rows = of_cell(tx, work, &change, &home)?;
            if change.length > day_bounds(change.date, &home).millis() {
                return Err(Error::Input("the day is shorter than that; give less".into()));
            }
            let there: Millis = rows.iter().map(|(_, length)| length).sum();
            let mut plan = Plan::put(Vec::new(), home.clone());
            if change.length > there {
                let missing = change.length - there;
                plan.put.push(match rows.iter().find(|(row, _)| is_loose(row)) {
                    Some((row, length)) => loose(row, change.date, length + missing)?,
                    None => {
                        let id = BlockId::mint(now, clock.random());
                        let new = added(&change, missing);
                        written(tx, id, new, &home, now, &mut || clock.random())?
                    }
                });
            } else {
                take(&mut plan, &rows, there - change.length, &change)?;
            }
            carry_out(tx, Kind::Resize, &plan, Taught::AsBefore, now)?;
            Ok(())
        })?;
        self.events.tell(Event::Blocks);
        Ok(())
    }
}

impl Key {
    fn of(row: &Row) -> Self {
        let answer = &row.entry.block().answer;
        Self {
            client: answer.client,
            project: answer.project,
            task: row.details.task,
            billable: answer.billable,
        }
    }
}

impl Cell {
    fn add(&mut self, row: &Row, length: Millis) {
        self.length += length;
        if row.entry.block().status == Status::Draft {
            self.draft += length;
        }
        if is_loose(row) {
            self.loose += length;
        }
        self.blocks.push(row.entry.id());
    }
}

/// Takes `less` away from what has only a length.
fn take(plan: &mut Plan, rows: &[(Row, Millis)], less: Millis, change: &CellChange) -> Result<()> {
    let free: Millis = rows.iter().filter(|(row, _)| is_loose(row)).map(|(_, one)| one).sum();
    if less > free {
        let placed = length_text(change.length + less - free);
        return Err(Error::Input(format!(
            "{placed} of this have their place in the day; change those entries to make it less"
        )));
    }
    let mut less = less;
    for (row, length) in rows.iter().filter(|(row, _)| is_loose(row)) {
        match less {
            0 => break,
            all if all >= *length => {
                plan.gone.push(row.entry.id());
                less -= length;
            }
            part => {
                plan.put.push(loose(row, change.date, length - part)?);
                less = 0;
            }
        }
    }
    Ok(())
}

/// The entries of a cell, and how much of each lies in it.
fn of_cell(
    tx: &Connection,
    work: Target,
    change: &CellChange,
    home: &TimeZone,
) -> Result<Vec<(Row, Millis)>> {
    let key = Key {
        client: work.client,
        project: work.project,
        task: work.task,
        billable: change.billable,
    };
    let rows = entries::on_days(tx, change.date, change.date, home)?;
    let of_key = rows.into_iter().filter(|row| Key::of(row) == key);
    Ok(of_key
        .filter_map(|row| {
            let on_day = lengths(&row, home).into_iter().find(|(day, _)| *day == change.date)?;
            Some((row, on_day.1))
        })
        .collect())
}

fn added(change: &CellChange, length: Millis) -> NewEntry {
    NewEntry {
        client: change.client.clone(),
        project: change.project.clone(),
        task: change.task.clone(),
        label: String::new(),
        billable: Some(change.billable),
        tags: Vec::new(),
        note: String::new(),
        when: When::Length(change.date, length),
        twice: Twice::Refuse,
    }
}

/// Whether the grid may take it away.
fn is_loose(row: &Row) -> bool {
    row.details.is_untimed && row.entry.block().status != Status::Billed
}

/// How much of an entry lies on each day in `home`.
pub(crate) fn lengths(row: &Row, home: &TimeZone) -> Vec<(Date, Millis)> {
    if row.details.is_untimed {
        return vec![(entry_day(&row.entry), row.entry.length())];
    }
    let mut days: BTreeMap<Date, Millis> = BTreeMap::new();
    for part in row.entry.segments().as_slice() {
        if day_of(part.start, home) == day_of(part.end.minus(1), home) {
            *days.entry(day_of(part.start, home)).or_default() += part.millis();
        } else {
            for (day, part) in by_day(*part, home) {
                *days.entry(day).or_default() += part.millis();
            }
        }
    }
    days.into_iter().collect()
}

fn dates(first: Date, last: Date) -> Vec<Date> {
    let all = std::iter::successors(Some(first), |date| date.tomorrow().ok());
    all.take_while(|date| *date <= last).collect()
}
