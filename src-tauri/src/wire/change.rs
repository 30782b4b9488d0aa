//! The one event: something changed, ask again.

use super::Problem;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Something changed; the window asks again. Carries no content of captures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, tauri_specta::Event)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Changed {
    /// Rows of the ledger were written.
    Ledger,
    /// Blocks were added or changed.
    Blocks,
    /// Raw captures were wiped.
    Wiped,
    /// Clients, projects or rules changed.
    Clients,
    /// Settings changed.
    Settings,
    /// A timer was started, paused, stopped or named.
    Timers,
    /// Notes changed.
    Notes,
    /// Status changed more than its numbers.
    Status,
    /// Midnight passed, or the time zone changed.
    Day,
    /// The tray appeared or went away.
    Tray,
    /// The tray or a notice asks for a page: today, privacy, settings.
    Go {
        /// Which.
        page: String,
    },
    /// The owner closed the window, and there is no tray to close it to.
    CloseAsked,
    /// How fetching a speech model goes.
    ModelProgress {
        /// Which model.
        name: String,
        /// Bytes that are here.
        #[specta(type = u32)]
        done_bytes: u64,
        /// Bytes in all.
        #[specta(type = u32)]
        total_bytes: u64,
        /// Where it stands.
        state: ModelStep,
        /// Why it failed, if it did.
        problem: Option<Problem>,
    },
}

/// Where fetching a model stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ModelStep {
    Running,
    Done,
    Failed,
    Cancelled,
}
