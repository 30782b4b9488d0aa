//! A week, its grid, and what is typed into it.

use super::day::blocks;
use super::entries::{Overlap, date, given, named};
use super::{Block, Ms, Problem, Ref, Step};
use domain::names::Names;
use domain::time::Moment;
use engine::week;
use serde::{Deserialize, Serialize};
use specta::Type;

/// A week with all its entries.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Week {
    /// The first day, as 2026-11-16.
    pub(crate) first: String,
    pub(crate) zone: String,
    pub(crate) now_ms: Ms,
    /// Seven of them.
    pub(crate) days: Vec<WeekDay>,
    /// One for each client, project, task and billable that has time in the week, or had in the
    /// week before.
    pub(crate) rows: Vec<WeekRow>,
    /// In order; they may reach beyond the week.
    pub(crate) blocks: Vec<Block>,
    pub(crate) overlaps: Vec<Overlap>,
    pub(crate) undo: Option<Step>,
    pub(crate) redo: Option<Step>,
}

/// A day of a week.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct WeekDay {
    pub(crate) date: String,
    pub(crate) start_ms: Ms,
    pub(crate) end_ms: Ms,
    /// All time of the day, each instant once per entry.
    pub(crate) total_ms: Ms,
    pub(crate) drafts: u32,
    pub(crate) is_today: bool,
}

/// A row of the grid.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct WeekRow {
    pub(crate) client: Option<Ref>,
    pub(crate) project: Option<Ref>,
    pub(crate) task: Option<Ref>,
    pub(crate) billable: bool,
    /// Seven of them.
    pub(crate) cells: Vec<WeekCell>,
    pub(crate) total_ms: Ms,
}

/// A cell of the grid.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct WeekCell {
    /// What of the row lies on this day.
    pub(crate) length_ms: Ms,
    /// How much of it waits to be reviewed.
    pub(crate) draft_ms: Ms,
    /// How much can be taken away in the grid: what has only a length. The rest has a place in
    /// the day.
    pub(crate) loose_ms: Ms,
    pub(crate) blocks: Vec<String>,
}

impl Week {
    pub(crate) fn new(week: week::Week, names: &Names) -> Self {
        let week::Week { first, zone, now, days, rows, entries, overlaps, steps: (undo, redo) } =
            week;
        Self {
            first: first.to_string(),
            zone,
            now_ms: now.into(),
            days: days.into_iter().map(|day| WeekDay::new(day, now)).collect(),
            rows: rows.into_iter().map(|row| WeekRow::new(row, names)).collect(),
            blocks: blocks(entries, names),
            overlaps: overlaps.into_iter().map(Overlap::from).collect(),
            undo: undo.map(Step::from),
            redo: redo.map(Step::from),
        }
    }
}

impl WeekDay {
    fn new(day: week::WeekDay, now: Moment) -> Self {
        let week::WeekDay { date, span, total, drafts } = day;
        Self {
            date: date.to_string(),
            start_ms: span.start.into(),
            end_ms: span.end.into(),
            total_ms: Ms(total),
            drafts,
            is_today: span.contains(now),
        }
    }
}

impl WeekRow {
    fn new(row: week::WeekRow, names: &Names) -> Self {
        let week::WeekRow { key, cells } = row;
        let week::Key { client, project, task, billable } = key;
        Self {
            client: client.map(|id| named(id, names.client(id))),
            project: project.map(|id| named(id, names.project(id))),
            task: task.map(|id| named(id, names.task(id))),
            billable,
            total_ms: Ms(cells.iter().map(|cell| cell.length).sum()),
            cells: cells.into_iter().map(WeekCell::from).collect(),
        }
    }
}

impl From<week::Cell> for WeekCell {
    fn from(cell: week::Cell) -> Self {
        let week::Cell { length, draft, loose, blocks } = cell;
        Self {
            length_ms: Ms(length),
            draft_ms: Ms(draft),
            loose_ms: Ms(loose),
            blocks: blocks.iter().map(ToString::to_string).collect(),
        }
    }
}

/// How long was worked for a row on a day. More than there is becomes an entry with only a
/// length; less takes from such entries, and is refused where the time has its place in the day.
#[derive(Debug, Clone, Deserialize, Type)]
pub(crate) struct CellChange {
    pub(crate) date: String,
    /// A name; "" is nobody.
    pub(crate) client: String,
    /// A name; "" is none.
    pub(crate) project: String,
    /// A name; "" is none.
    pub(crate) task: String,
    pub(crate) billable: bool,
    pub(crate) length_ms: Ms,
}

impl TryFrom<CellChange> for week::CellChange {
    type Error = Problem;

    fn try_from(change: CellChange) -> Result<Self, Problem> {
        let CellChange { date: day, client, project, task, billable, length_ms } = change;
        Ok(Self {
            date: date(&day)?,
            client: given(client),
            project: given(project),
            task: given(task),
            billable,
            length: length_ms.0,
        })
    }
}
