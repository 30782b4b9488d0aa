//! What the tray's light shows, from what was written and never from what is meant to happen.

use engine::status::Status;
use engine::trouble::Code;

/// What the tray's light shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Light {
    /// Rows are being written, and nothing that should be captured is missing.
    Recording,
    /// The owner paused it.
    Paused,
    /// The front window is excluded.
    Excluded,
    /// Something that should be captured is not.
    Problem,
    /// Nobody captures: Daybook is not set up.
    Off,
    /// Another process captures.
    Elsewhere,
}

/// What may be expected of capture now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hope {
    /// Nothing: the owner has not agreed to it.
    None,
    /// It was switched on a moment ago, and the first row is still to come.
    Starting,
    /// Rows.
    Rows,
}

impl Light {
    /// The light of `status`, as `hope` makes silence a fault or not.
    pub(crate) fn of(status: &Status, own: u32, hope: Hope) -> Self {
        let capture = &status.capture;
        if capture.process.is_some_and(|process| process != own) {
            return Self::Elsewhere;
        }
        match hope {
            Hope::None => return Self::Off,
            Hope::Starting
                if capture.troubles.iter().all(|trouble| trouble.code == Code::Stalled) =>
            {
                return Self::Off;
            }
            Hope::Starting | Hope::Rows => {}
        }
        if !capture.troubles.is_empty() {
            return Self::Problem;
        }
        match capture.state.as_str() {
            "paused" => Self::Paused,
            "excluded" => Self::Excluded,
            "working" | "call" | "idle" | "locked" | "asleep" => Self::Recording,
            // Off although it was asked for, stalled, or a state that nobody knows.
            _ => Self::Problem,
        }
    }
}
