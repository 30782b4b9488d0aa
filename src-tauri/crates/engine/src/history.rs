//! What a person did to blocks, step by step, so that it can be told, undone and done again, also
//! after a restart.
//!
//! Every act writes its step in its own transaction: each block as it was and as it became, and
//! what it taught. Clients and projects that were added on the way stay.

mod past;
mod snapshot;
mod turning;

pub use domain::step::{Kind, Step};
pub(crate) use snapshot::{Snapshot, keep, keep_unchanged};

use domain::time::{DAY, Millis};

/// How long a step can be undone.
pub const KEPT: Millis = 90 * DAY;
