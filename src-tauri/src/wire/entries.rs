//! Time entries as the window sees them, and what is done to them.

use super::{Ms, Ref};
use domain::details;
use domain::edit::Twice;
use domain::edit::merge::Keep;
use domain::edit::overlap::{self, Resolution};
use domain::edit::reshape::{self, Neighbour};
use domain::names::Names;
use domain::time::{Date, Moment, Span};
use engine::edits;
use engine::entries;
use serde::{Deserialize, Serialize};
use specta::Type;

/// From, and until (not included).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub(crate) struct Timespan {
    pub(crate) start_ms: Ms,
    pub(crate) end_ms: Ms,
}

impl From<Span> for Timespan {
    fn from(span: Span) -> Self {
        Self { start_ms: span.start.into(), end_ms: span.end.into() }
    }
}

impl From<Timespan> for Span {
    fn from(span: Timespan) -> Self {
        Self::new(Moment(span.start_ms.0), Moment(span.end_ms.0))
    }
}

/// Several spans, in order.
pub(crate) fn spans(spans: &domain::segments::Segments) -> Vec<Timespan> {
    spans.as_slice().iter().map(|span| Timespan::from(*span)).collect()
}

/// Where an entry comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BlockSource {
    Capture,
    Timer,
    Hand,
    Import,
    Calendar,
}

impl From<details::Source> for BlockSource {
    fn from(source: details::Source) -> Self {
        match source {
            details::Source::Capture => Self::Capture,
            details::Source::Timer => Self::Timer,
            details::Source::Hand => Self::Hand,
            details::Source::Import => Self::Import,
            details::Source::Calendar => Self::Calendar,
        }
    }
}

/// Time that two entries count.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Overlap {
    pub(crate) first: String,
    pub(crate) second: String,
    pub(crate) shared: Vec<Timespan>,
}

impl From<overlap::Overlap> for Overlap {
    fn from(overlap: overlap::Overlap) -> Self {
        let overlap::Overlap { first, second, shared } = overlap;
        Self { first: first.to_string(), second: second.to_string(), shared: spans(&shared) }
    }
}

/// An entry made by hand: with start and end, or with a day and a length.
#[derive(Debug, Clone, Deserialize, Type)]
pub(crate) struct NewBlock {
    /// A name; "" is nobody.
    pub(crate) client: String,
    /// A name; "" is none.
    pub(crate) project: String,
    /// A name; "" is none.
    pub(crate) task: String,
    pub(crate) label: String,
    /// `null`: as client, project and task say.
    pub(crate) billable: Option<bool>,
    pub(crate) tags: Vec<String>,
    pub(crate) note: String,
    pub(crate) when: When,
    /// Whether it may count time that another entry counts.
    pub(crate) twice: bool,
}

/// When an entry was worked.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum When {
    Span { start_ms: Ms, end_ms: Ms },
    Length { date: String, length_ms: Ms },
}

/// A name as the window gives it; "" is none.
pub(crate) fn given(name: String) -> Option<String> {
    Some(name).filter(|name| !name.trim().is_empty())
}

/// A date as the window gives it.
pub(crate) fn date(text: &str) -> Result<Date, super::Problem> {
    text.parse()
        .map_err(|_| super::Problem::new("input", format!("‘{text}’ is no date like 2026-11-20")))
}

pub(crate) const fn twice(is_allowed: bool) -> Twice {
    if is_allowed { Twice::Allow } else { Twice::Refuse }
}

impl NewBlock {
    pub(crate) fn new_entry(self) -> Result<entries::NewEntry, super::Problem> {
        let Self { client, project, task, label, billable, tags, note, when, twice: is_allowed } =
            self;
        let when = match when {
            When::Span { start_ms, end_ms } => {
                entries::When::Span(Span::new(Moment(start_ms.0), Moment(end_ms.0)))
            }
            When::Length { date: day, length_ms } => {
                entries::When::Length(date(&day)?, length_ms.0)
            }
        };
        Ok(entries::NewEntry {
            client: given(client),
            project: given(project),
            task: given(task),
            label,
            billable,
            tags,
            note,
            when,
            twice: twice(is_allowed),
        })
    }
}

/// An edit of the timesheet.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Edit {
    Split {
        block: String,
        at_ms: Vec<Ms>,
    },
    Halves {
        block: String,
    },
    /// `fill` counts the gaps between them too; `sum` leaves them as pauses.
    Merge {
        blocks: Vec<String>,
        keep: Keeping,
    },
    /// Moves one end; with `follow`, the entry that touches it there gives or takes the time.
    Boundary {
        block: String,
        edge: Edge,
        to_ms: Ms,
        follow: bool,
    },
    Resize {
        block: String,
        start_ms: Ms,
        end_ms: Ms,
    },
    Move {
        block: String,
        to_ms: Ms,
    },
    /// Of an entry that has only a length.
    Length {
        block: String,
        length_ms: Ms,
    },
    Duplicate {
        block: String,
        to_ms: Ms,
    },
    Delete {
        blocks: Vec<String>,
    },
    Resolve {
        first: String,
        second: String,
        how: Side,
    },
}

/// What a merge keeps.
#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Keeping {
    Sum,
    Fill,
}

/// Which end of an entry.
#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Edge {
    Start,
    End,
}

/// Who keeps shared time.
#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Side {
    KeepFirst,
    KeepSecond,
    SplitAtMiddle,
    Trim,
    Both,
}

impl From<Edit> for edits::Edit {
    fn from(edit: Edit) -> Self {
        let moment = |ms: Ms| Moment(ms.0);
        match edit {
            Edit::Split { block, at_ms } => {
                Self::Split(block, at_ms.into_iter().map(moment).collect())
            }
            Edit::Halves { block } => Self::Halves(block),
            Edit::Merge { blocks, keep } => Self::Merge(
                blocks,
                match keep {
                    Keeping::Sum => Keep::Sum,
                    Keeping::Fill => Keep::Fill,
                },
            ),
            Edit::Boundary { block, edge, to_ms, follow } => {
                let edge = match edge {
                    Edge::Start => reshape::Edge::Start,
                    Edge::End => reshape::Edge::End,
                };
                let beside = if follow { Neighbour::Follows } else { Neighbour::Stays };
                Self::Boundary(block, edge, moment(to_ms), beside)
            }
            Edit::Resize { block, start_ms, end_ms } => {
                Self::Resize(block, Span::new(moment(start_ms), moment(end_ms)))
            }
            Edit::Move { block, to_ms } => Self::Move(block, moment(to_ms)),
            Edit::Length { block, length_ms } => Self::Length(block, length_ms.0),
            Edit::Duplicate { block, to_ms } => Self::Duplicate(block, moment(to_ms)),
            Edit::Delete { blocks } => Self::Delete(blocks),
            Edit::Resolve { first, second, how } => Self::Resolve(
                first,
                second,
                match how {
                    Side::KeepFirst => Resolution::KeepFirst,
                    Side::KeepSecond => Resolution::KeepSecond,
                    Side::SplitAtMiddle => Resolution::SplitAtMiddle,
                    Side::Trim => Resolution::Trim,
                    Side::Both => Resolution::Both,
                },
            ),
        }
    }
}

/// What would come of an edit.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Preview {
    /// All time of the entries around, before and after.
    pub(crate) before_ms: Ms,
    pub(crate) after_ms: Ms,
    /// Time that no entry had before.
    pub(crate) gained: Vec<Timespan>,
    /// Time that no entry has any more.
    pub(crate) lost: Vec<Timespan>,
    pub(crate) overlaps: Vec<Overlap>,
    /// Entries that are new or changed.
    pub(crate) put: Vec<super::Block>,
    /// Entries that go.
    pub(crate) gone: Vec<String>,
}

impl Preview {
    pub(crate) fn new(outcome: edits::Outcome, names: &Names) -> Self {
        let edits::Outcome { before, after, gained, lost, overlaps, put, gone } = outcome;
        Self {
            before_ms: Ms(before),
            after_ms: Ms(after),
            gained: spans(&gained),
            lost: spans(&lost),
            overlaps: overlaps.into_iter().map(Overlap::from).collect(),
            put: super::day::blocks(put, names),
            gone: gone.iter().map(ToString::to_string).collect(),
        }
    }
}

/// A tag, task or anything else by its id and its name.
pub(crate) fn named(id: impl ToString, name: Option<&str>) -> Ref {
    Ref { id: id.to_string(), name: name.unwrap_or("?").to_owned() }
}
