//! What lies in the spool, counted anew only when it may have changed.

use crate::daybook::Daybook;
use domain::id::CaptureId;
use domain::time::{Millis, Moment, SECOND};
use serde::Serialize;
use std::path::Path;
use std::time::SystemTime;

/// Files that grow do not change their directory: it is counted at least this often.
const AT_LEAST: Millis = 10 * SECOND;

/// And at most this often, however much comes and goes.
const AT_MOST: Millis = 2 * SECOND;

/// What lies in the spool.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Spool {
    /// How many files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many bytes there may be.
    pub budget_bytes: u64,
    /// When the oldest of them was made, in milliseconds since 1970.
    pub oldest_ms: Option<i64>,
}

/// The last count.
#[derive(Debug, Default)]
pub(super) struct Counted {
    spool: Spool,
    at: Option<Moment>,
    changed: Option<SystemTime>,
}

impl Counted {
    /// What lies there now, or a moment ago.
    pub(super) fn usage(&mut self, daybook: &Daybook, now: Moment) -> Spool {
        let folder = daybook.home.spool();
        let changed = std::fs::metadata(&folder).and_then(|meta| meta.modified()).ok();
        let is_recent =
            |within: Millis| self.at.is_some_and(|at| (0..within).contains(&now.since(at)));
        let limit = if changed == self.changed { AT_LEAST } else { AT_MOST };
        if !is_recent(limit) {
            self.spool = count(&folder);
            self.at = Some(now);
            self.changed = changed;
        }
        let budget_bytes = daybook.settings().spool.budget_bytes();
        Spool { budget_bytes, ..self.spool }
    }
}

/// Counts the files without opening any; their names are ids, which tell when they were made.
fn count(folder: &Path) -> Spool {
    let mut usage = Spool::default();
    let Ok(entries) = std::fs::read_dir(folder) else { return usage };
    for entry in entries.flatten() {
        let Ok(meta) = entry.metadata() else { continue };
        if !meta.is_file() {
            continue;
        }
        usage.files += 1;
        usage.bytes += meta.len();
        let name = entry.file_name();
        let id = name.to_str().and_then(|name| name.split('.').next());
        if let Some(id) = id.and_then(|id| id.parse::<CaptureId>().ok()) {
            let made = id.minted().0;
            usage.oldest_ms = Some(usage.oldest_ms.map_or(made, |oldest| oldest.min(made)));
        }
    }
    usage
}
