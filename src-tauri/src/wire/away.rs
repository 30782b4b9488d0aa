//! Absences, and what they were.

use super::entries::given;
use super::{Block, Ms};
use domain::activity::Window;
use domain::away;
use domain::names::Names;
use engine::absences;
use engine::timers::TimerWork;
use serde::{Deserialize, Serialize};
use specta::Type;

/// A time in which nobody was at the machine.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Away {
    pub(crate) start_ms: Ms,
    pub(crate) end_ms: Ms,
    /// How long nobody was there; moments at the machine are left out.
    pub(crate) length_ms: Ms,
    /// What was in front before.
    pub(crate) before: Option<SeenWindow>,
    /// What was in front after.
    pub(crate) after: Option<SeenWindow>,
    /// The entry that ended before it.
    pub(crate) block_before: Option<Block>,
    /// Entries that count some of it.
    pub(crate) blocks_during: Vec<Block>,
    /// The entry that begins after it.
    pub(crate) block_after: Option<Block>,
    /// A timer counted it.
    pub(crate) is_timed: bool,
    /// Somebody is back.
    pub(crate) is_over: bool,
}

/// A window that was in front.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct SeenWindow {
    pub(crate) program: String,
    pub(crate) title: String,
}

impl From<Window> for SeenWindow {
    fn from(window: Window) -> Self {
        let Window { program, title, site: _ } = window;
        Self { program, title }
    }
}

impl Away {
    pub(crate) fn new(absence: absences::Absence, names: &Names) -> Self {
        let absences::Absence { away, before, during, after, is_timed } = absence;
        let (span, length) = (away.span(), away.length());
        let away::Away { gaps: _, before: window_before, after: window_after, is_over } = away;
        Self {
            start_ms: span.start.into(),
            end_ms: span.end.into(),
            length_ms: Ms(length),
            before: window_before.map(SeenWindow::from),
            after: window_after.map(SeenWindow::from),
            block_before: before.map(|row| Block::new(row, names)),
            blocks_during: super::day::blocks(during, names),
            block_after: after.map(|row| Block::new(row, names)),
            is_timed,
            is_over,
        }
    }
}

/// What an absence was.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum AwayAnswer {
    /// Work on what was being done.
    Keep,
    /// No work.
    Discard,
    /// Something else, to be named in the review: a draft of its own.
    SplitOff,
    /// Work for somebody else: an entry of its own.
    Assign { client: String, project: String, label: String },
    /// A call somewhere else: an entry of its own.
    Call { client: String, project: String, label: String },
}

impl From<AwayAnswer> for absences::AwayAnswer {
    fn from(answer: AwayAnswer) -> Self {
        let work = |client, project, label| TimerWork {
            client: given(client),
            project: given(project),
            task: None,
            label,
            billable: None,
        };
        match answer {
            AwayAnswer::Keep => Self::Keep,
            AwayAnswer::Discard => Self::Discard,
            AwayAnswer::SplitOff => Self::SplitOff,
            AwayAnswer::Assign { client, project, label } => {
                Self::Assign(work(client, project, label))
            }
            AwayAnswer::Call { client, project, label } => Self::Call(work(client, project, label)),
        }
    }
}
