//! # What crosses to the window
//!
//! Twins of the engine's types, each converted by taking its original apart, so that a new field
//! is a compile error here and not a silence there. Instants and lengths are milliseconds
//! ([`Ms`]), ids are text, and every failure is a [`Problem`].

mod away;
mod change;
mod clients;
mod day;
mod entries;
mod money;
mod notes;
mod past;
mod privacy;
mod reports;
mod review;
mod settings;
mod shell;
pub(crate) mod status;
mod timers;
mod week;

pub(crate) use away::{Away, AwayAnswer};
pub(crate) use change::{Changed, ModelStep};
pub(crate) use clients::{
    Client, ClientChange, Everything, Project, ProjectChange, Tag, Task, WorkKind,
};
pub(crate) use day::{Block, Correction, Current, Day, MonthDay, Seen, Step, blocks};
pub(crate) use entries::{Edit, NewBlock, Preview, Timespan, date as read_date, twice};
pub(crate) use money::{Budget, Money, NewBudget, NewRate, Rate, RatePlan};
pub(crate) use notes::{Found, NewNote, Note};
pub(crate) use past::Past;
pub(crate) use privacy::lists as exclusion_lists;
pub(crate) use privacy::{
    Exclusion, ExclusionField, Forgotten, PauseLength, Privacy, SelfCheck, Verdict, Window,
};
pub(crate) use reports::{
    EntryFormat, ImportRequest, Imported, Report, ReportFormat, ReportRequest, SavedFile,
};
pub(crate) use review::{Amount, Leaks, NewRule, Review, ReviewHelp, Rule, RuleEffect, SplitPoint};
pub(crate) use settings::{Change, Finding, Model, Settings, changes};
pub(crate) use shell::{Shell, Update};
pub(crate) use status::{LightState, State, Status, TroubleCode};
pub(crate) use timers::{InterruptionChoice, Timer, TimerWork, Timers};
pub(crate) use week::{CellChange, Week};

use domain::time::Moment;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Milliseconds: an instant is UTC since 1970, a length is elapsed time.
///
/// It is a number to the window: 2⁵³ ms reach beyond the year 287,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub(crate) struct Ms(#[specta(type = i32)] pub(crate) i64);

impl From<Moment> for Ms {
    fn from(moment: Moment) -> Self {
        Self(moment.0)
    }
}

/// Why something could not be done: a stable code, and one sentence with a way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub(crate) struct Problem {
    /// Stable; the window acts on it.
    pub(crate) code: String,
    /// One English sentence for people.
    pub(crate) message: String,
}

impl Problem {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into() }
    }
}

impl From<engine::Error> for Problem {
    fn from(error: engine::Error) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

/// A client or project as another thing refers to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub(crate) struct Ref {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// A count for the window, which has no larger integers.
pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
