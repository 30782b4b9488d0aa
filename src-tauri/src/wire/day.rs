//! A day, its blocks, and what a person does with them.

use super::away::Away;
use super::entries::{BlockSource, Overlap, Timespan, given, named, spans};
use super::{Ms, Ref, State};
use domain::days::entry_day;
use domain::names::Names;
use domain::reason::Reason;
use domain::time::zone_name;
use domain::{block, details};
use engine::entries::Row;
use engine::{current, day, history};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// One local day.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Day {
    /// As 2026-11-20.
    pub(crate) date: String,
    /// IANA name of the zone in force.
    pub(crate) zone: String,
    /// Its first instant.
    pub(crate) start_ms: Ms,
    /// The first instant of the next day.
    pub(crate) end_ms: Ms,
    /// Now.
    pub(crate) now_ms: Ms,
    /// Whether now lies in it.
    pub(crate) is_today: bool,
    /// In order; they may reach beyond the day.
    pub(crate) blocks: Vec<Block>,
    /// The ledger: every second since capture was switched on, equal neighbours joined.
    pub(crate) stretches: Vec<Stretch>,
    /// What an undo would take back.
    pub(crate) undo: Option<Step>,
    /// What a redo would do again.
    pub(crate) redo: Option<Step>,
    /// Time that several entries count.
    pub(crate) overlaps: Vec<Overlap>,
    /// Absences that nobody has decided about.
    pub(crate) aways: Vec<Away>,
}

impl Day {
    pub(crate) fn new(
        day: day::Day,
        names: &Names,
        (undo, redo): (Option<history::Step>, Option<history::Step>),
        aways: Vec<engine::absences::Absence>,
    ) -> Self {
        let day::Day { date, zone, span, now, entries, overlaps, stretches } = day;
        Self {
            date: date.to_string(),
            zone,
            start_ms: span.start.into(),
            end_ms: span.end.into(),
            now_ms: now.into(),
            is_today: span.start <= now && now < span.end,
            blocks: blocks(entries, names),
            stretches: stretches.into_iter().map(Stretch::from).collect(),
            undo: undo.map(Step::from),
            redo: redo.map(Step::from),
            overlaps: overlaps.into_iter().map(Overlap::from).collect(),
            aways: aways.into_iter().map(|away| Away::new(away, names)).collect(),
        }
    }
}

/// A stretch of the ledger with one state.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Stretch {
    /// From.
    pub(crate) start_ms: Ms,
    /// Until, not included.
    pub(crate) end_ms: Ms,
    /// What it was.
    pub(crate) state: State,
}

impl From<domain::day::Stretch> for Stretch {
    fn from(stretch: domain::day::Stretch) -> Self {
        let domain::day::Stretch { span, state } = stretch;
        Self { start_ms: span.start.into(), end_ms: span.end.into(), state: state.into() }
    }
}

/// A time block.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Block {
    pub(crate) id: String,
    pub(crate) start_ms: Ms,
    pub(crate) end_ms: Ms,
    /// For whom; `null` is unassigned.
    pub(crate) client: Option<Ref>,
    pub(crate) project: Option<Ref>,
    pub(crate) label: String,
    /// Whether the client pays for it.
    pub(crate) billable: bool,
    /// From 0 to 1, and never NaN, which is all that keeps a float from being a plain number.
    #[specta(type = u32)]
    pub(crate) confidence: f32,
    /// Why, as one English sentence.
    pub(crate) reason: String,
    /// The same for another language, where Daybook itself found the reason.
    pub(crate) why: Option<Why>,
    pub(crate) status: BlockStatus,
    /// A person changed it.
    pub(crate) edited: bool,
    pub(crate) task: Option<Ref>,
    /// By name.
    pub(crate) tags: Vec<Ref>,
    /// A note on it; may be empty.
    pub(crate) note: String,
    /// The stretches that count, in order; what lies between them is a pause.
    pub(crate) segments: Vec<Timespan>,
    /// The sum of its segments.
    pub(crate) length_ms: Ms,
    /// IANA name of the zone in which it was worked.
    pub(crate) zone: String,
    /// Its local day there.
    pub(crate) date: String,
    /// Only its day and its length are known: its times mean nothing.
    pub(crate) is_untimed: bool,
    pub(crate) source: BlockSource,
    /// The invoice that it is on, as far as it is known.
    pub(crate) invoice: Option<String>,
}

/// Entries as the window sees them.
pub(crate) fn blocks(rows: Vec<Row>, names: &Names) -> Vec<Block> {
    rows.into_iter().map(|row| Block::new(row, names)).collect()
}

/// Where a block stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BlockStatus {
    /// Made by the classifier; nobody has looked at it yet.
    Draft,
    /// Confirmed by a person, or by a rule that a person made.
    Confirmed,
    /// On an issued invoice, here or elsewhere: from then on it stays as it is.
    Billed,
}

impl From<block::Status> for BlockStatus {
    fn from(status: block::Status) -> Self {
        match status {
            block::Status::Draft => Self::Draft,
            block::Status::Confirmed => Self::Confirmed,
            block::Status::Billed => Self::Billed,
        }
    }
}

/// A reason as a kind and its parts: the key of a message and what fills it.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Why {
    pub(crate) kind: String,
    pub(crate) parts: BTreeMap<String, String>,
}

impl Why {
    fn of(reason: &str) -> Option<Self> {
        let reason = Reason::parse(reason)?;
        let (kind, parts) = reason.parts();
        let parts = parts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Some(Self { kind: kind.to_owned(), parts })
    }
}

impl Block {
    pub(crate) fn new(row: Row, names: &Names) -> Self {
        let Row { entry, details } = row;
        let details::Details { task, tags, note, source, is_untimed, invoice, import_keys: _ } =
            details;
        let block::Block { id, span, answer, status, edited } = entry.block().clone();
        let block::Answer { client, project, label, billable, confidence, reason } = answer;
        let mut tags: Vec<Ref> = tags.iter().map(|id| named(id, names.tag(*id))).collect();
        tags.sort_by(|one, other| one.name.cmp(&other.name));
        Self {
            id: id.to_string(),
            start_ms: span.start.into(),
            end_ms: span.end.into(),
            client: client.map(|id| named(id, names.client(id))),
            project: project.map(|id| named(id, names.project(id))),
            label,
            billable,
            confidence,
            why: Why::of(&reason),
            reason,
            status: status.into(),
            edited,
            task: task.map(|id| named(id, names.task(id))),
            tags,
            note,
            segments: spans(entry.segments()),
            length_ms: Ms(entry.length()),
            zone: zone_name(entry.zone(), span.start),
            date: entry_day(&entry).to_string(),
            is_untimed,
            source: source.into(),
            invoice,
        }
    }
}

/// What a person says a block was. `null` leaves a thing as it is.
#[derive(Debug, Clone, Deserialize, Type)]
pub(crate) struct Correction {
    /// A name; "" takes the client away.
    pub(crate) client: Option<String>,
    /// A name; "" takes the project away.
    pub(crate) project: Option<String>,
    pub(crate) label: Option<String>,
    pub(crate) billable: Option<bool>,
    /// A name; "" takes the task away.
    pub(crate) task: Option<String>,
    /// All tags by name; those that are new are added.
    pub(crate) tags: Option<Vec<String>>,
    pub(crate) note: Option<String>,
}

impl From<Correction> for engine::blocks::Correction {
    fn from(correction: Correction) -> Self {
        let Correction { client, project, label, billable, task, tags, note } = correction;
        Self {
            client: client.map(given),
            project: project.map(given),
            label,
            billable,
            task: task.map(given),
            tags,
            note,
        }
    }
}

/// One act that can be taken back or done again.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Step {
    pub(crate) kind: StepKind,
    /// How many blocks it touches.
    pub(crate) blocks: u32,
    pub(crate) at_ms: Ms,
}

/// What kind of act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StepKind {
    Assign,
    Relabel,
    Billable,
    Confirm,
    Reopen,
    Edit,
    Split,
    Merge,
    Resize,
    Move,
    Duplicate,
    Delete,
    Add,
    Resolve,
    Rule,
    Away,
    Import,
    Timer,
}

impl From<history::Kind> for StepKind {
    fn from(kind: history::Kind) -> Self {
        match kind {
            history::Kind::Assign => Self::Assign,
            history::Kind::Relabel => Self::Relabel,
            history::Kind::Billable => Self::Billable,
            history::Kind::Confirm => Self::Confirm,
            history::Kind::Reopen => Self::Reopen,
            history::Kind::Edit => Self::Edit,
            history::Kind::Split => Self::Split,
            history::Kind::Merge => Self::Merge,
            history::Kind::Resize => Self::Resize,
            history::Kind::Move => Self::Move,
            history::Kind::Duplicate => Self::Duplicate,
            history::Kind::Delete => Self::Delete,
            history::Kind::Add => Self::Add,
            history::Kind::Resolve => Self::Resolve,
            history::Kind::Rule => Self::Rule,
            history::Kind::Away => Self::Away,
            history::Kind::Import => Self::Import,
            history::Kind::Timer => Self::Timer,
        }
    }
}

impl From<history::Step> for Step {
    fn from(step: history::Step) -> Self {
        let history::Step { kind, blocks, at } = step;
        Self { kind: kind.into(), blocks, at_ms: at.into() }
    }
}

/// A window that was in front during a block.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Seen {
    pub(crate) program: String,
    pub(crate) title: String,
    pub(crate) length_ms: Ms,
}

impl From<day::Seen> for Seen {
    fn from(seen: day::Seen) -> Self {
        let day::Seen { program, title, length_ms } = seen;
        Self { program, title, length_ms: Ms(length_ms) }
    }
}

/// What is being done now.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Current {
    pub(crate) state: State,
    pub(crate) since_ms: Ms,
    pub(crate) program: Option<String>,
    pub(crate) title: Option<String>,
    /// For whom Daybook thinks it is.
    pub(crate) client: Option<Ref>,
    pub(crate) project: Option<Ref>,
    pub(crate) label: String,
}

impl Current {
    pub(crate) fn new(current: current::Current, names: &Names) -> Self {
        let current::Current { state, since, window, client, project, label } = current;
        let named = |id: String, name: Option<&str>| Some(Ref { id, name: name?.to_owned() });
        let (program, title) = window.map(|window| (window.program, window.title)).unzip();
        Self {
            state: state.into(),
            since_ms: since.into(),
            program,
            title,
            client: client.and_then(|id| named(id.to_string(), names.client(id))),
            project: project.and_then(|id| named(id.to_string(), names.project(id))),
            label,
        }
    }
}

/// A day that holds time.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct MonthDay {
    /// As 2026-11-20.
    pub(crate) date: String,
    /// The sum of its blocks, each clipped to the day.
    pub(crate) work_ms: Ms,
    pub(crate) drafts: u32,
}

impl From<day::MonthDay> for MonthDay {
    fn from(day: day::MonthDay) -> Self {
        let day::MonthDay { date, work_ms, drafts } = day;
        Self { date: date.to_string(), work_ms: Ms(work_ms), drafts }
    }
}
