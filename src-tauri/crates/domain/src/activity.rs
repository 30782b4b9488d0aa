//! Activities: what the machine's owner had in front of them, second by second.
//!
//! The senses report [`Observation`]s; equal neighbours are merged like heartbeats
//! ([`crate::ledger`]) into [`Activity`] rows, and the rows are the ledger.

use crate::time::{Millis, Moment, Span};
use serde::{Deserialize, Serialize};

/// A window as the senses name it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    /// The program, as short as the system gives it ("firefox", "XTerm").
    pub program: String,
    /// The title, unchanged.
    pub title: String,
    /// The site, where the title or the system gives one ("github.com").
    pub site: Option<String>,
}

/// What the senses saw at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// When.
    pub at: Moment,
    /// The front window; `None` when there is none or it cannot be read.
    pub window: Option<Window>,
    /// Milliseconds since the last key or pointer movement.
    pub idle_ms: Millis,
    /// The session is locked.
    pub locked: bool,
    /// The machine is about to sleep.
    pub asleep: bool,
    /// A microphone is held by another program: somebody is on a call.
    pub call: bool,
}

/// The state of one second. Every second since capture was switched on has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Somebody worked at the machine.
    Working,
    /// Somebody was on a call, with or without touching the keyboard.
    Call,
    /// Nobody touched the machine for longer than the idle limit.
    Idle,
    /// The session was locked.
    Locked,
    /// The machine slept.
    Asleep,
    /// An excluded window was in front: the time is kept, its content dropped.
    Excluded,
    /// The owner had paused capture.
    Paused,
    /// Daybook was not running.
    Off,
}

impl State {
    /// All states, in the order in which a summary lists them.
    pub const ALL: [Self; 8] = [
        Self::Working,
        Self::Call,
        Self::Idle,
        Self::Locked,
        Self::Asleep,
        Self::Excluded,
        Self::Paused,
        Self::Off,
    ];

    /// The stable name, as stored and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Call => "call",
            Self::Idle => "idle",
            Self::Locked => "locked",
            Self::Asleep => "asleep",
            Self::Excluded => "excluded",
            Self::Paused => "paused",
            Self::Off => "off",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether somebody was at work: such seconds become blocks.
    #[must_use]
    pub const fn is_work(self) -> bool {
        match self {
            Self::Working | Self::Call => true,
            Self::Idle
            | Self::Locked
            | Self::Asleep
            | Self::Excluded
            | Self::Paused
            | Self::Off => false,
        }
    }
}

/// A stretch of time with one state and one front window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// When.
    pub span: Span,
    /// What state it was.
    pub state: State,
    /// The front window, kept only while working or on a call.
    pub window: Option<Window>,
}
