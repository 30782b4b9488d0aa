//! # What is wrong now
//!
//! Trouble lives in memory, shared by every clone of a [`Daybook`](crate::Daybook): when the
//! database is locked or the disk is full, nothing can be written down, least of all that. The
//! recorder writes it beside its rows as well, for other processes, when it can.
//!
//! Each source reports everything that is wrong with it each time it looks, so what is over is
//! gone with its next report.

use crate::error::Error;
use crate::events::{Event, Events};
use domain::time::{Millis, Moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Something is wrong, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// What.
    pub code: Code,
    /// Since when.
    #[serde(rename = "since_ms")]
    pub since: Moment,
    /// One sentence with the way out, without a full stop.
    pub message: String,
}

/// What can be wrong, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A part of Daybook broke off.
    Ended,
    /// Another program holds the database.
    DatabaseLocked,
    /// No space is left on the disk.
    DiskFull,
    /// The database refused for another reason.
    Database,
    /// Rows should be written, and none are.
    Stalled,
    /// The keys cannot be had.
    Keys,
    /// The display is gone, or access to it was taken away.
    NoScreen,
    /// Raw captures have used up their room: time goes on, captures do not.
    SpoolFull,
    /// The system refuses pictures of the screen again and again.
    PicturesRefused,
    /// The microphone is wanted and cannot be heard.
    Microphone,
    /// What the machine plays is wanted and cannot be heard.
    SystemSound,
    /// Something else.
    #[serde(other)]
    Other,
}

impl Code {
    /// Every code, the worst first.
    pub const ALL: [Self; 12] = [
        Self::Ended,
        Self::DatabaseLocked,
        Self::DiskFull,
        Self::Database,
        Self::Stalled,
        Self::Keys,
        Self::NoScreen,
        Self::SpoolFull,
        Self::PicturesRefused,
        Self::Microphone,
        Self::SystemSound,
        Self::Other,
    ];

    /// The stable name, as on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::DatabaseLocked => "database_locked",
            Self::DiskFull => "disk_full",
            Self::Database => "database",
            Self::Stalled => "stalled",
            Self::Keys => "keys",
            Self::NoScreen => "no_screen",
            Self::SpoolFull => "spool_full",
            Self::PicturesRefused => "pictures_refused",
            Self::Microphone => "microphone",
            Self::SystemSound => "system_sound",
            Self::Other => "other",
        }
    }

    /// What a failure is called.
    #[must_use]
    pub fn of(error: &Error) -> Self {
        match error {
            Error::Store(error) => of_store(error),
            Error::Vault(_) | Error::Seal(_) => Self::Keys,
            Error::Spool(error) => of_spool(error),
            Error::File { source, .. } if is_full(source) => Self::DiskFull,
            _ => Self::Other,
        }
    }

    /// Whether it explains by itself that no rows are written.
    pub(crate) const fn stops_rows(self) -> bool {
        matches!(self, Self::Ended | Self::DatabaseLocked | Self::DiskFull | Self::Database)
    }

    /// The sentence for it, where its cause needs no further words.
    pub(crate) fn sentence(self, error: &Error) -> String {
        match self {
            Self::DatabaseLocked => {
                "another program holds the database, so time is kept in memory; close the program that has daybook.db open".into()
            }
            Self::DiskFull => {
                "the disk is full, so nothing more can be kept; make room on it".into()
            }
            Self::SpoolFull => FULL.into(),
            Self::Keys | Self::Database | Self::Ended | Self::Stalled | Self::NoScreen
            | Self::PicturesRefused | Self::Microphone | Self::SystemSound | Self::Other => {
                error.to_string()
            }
        }
    }
}

/// What is said when raw captures have used up their room.
pub(crate) const FULL: &str = "raw captures have used up their room, so time is kept without pictures and sound; allow more megabytes in the settings, or wait until some are wiped";

fn of_store(error: &store::Error) -> Code {
    match error {
        error if error.is_locked() => Code::DatabaseLocked,
        error if error.is_full() => Code::DiskFull,
        _ => Code::Database,
    }
}

fn of_spool(error: &capture::spool::Error) -> Code {
    match error {
        capture::spool::Error::BudgetReached { .. } => Code::SpoolFull,
        capture::spool::Error::Seal(_) => Code::Keys,
        capture::spool::Error::Io(source) if is_full(source) => Code::DiskFull,
        _ => Code::Other,
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Who reports trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// Whoever keeps the threads alive.
    Watch,
    /// The recorder.
    Recorder,
    /// The pipeline.
    Pipeline,
}

/// What is known of this process's capture without asking the database.
#[derive(Debug, Default)]
pub(crate) struct Vitals {
    troubles: Mutex<BTreeMap<Source, Vec<Trouble>>>,
    beat: Mutex<Beat>,
}

/// When this process last wrote rows, and since when it means to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Beat {
    /// On the clock that stands while the machine sleeps: since when it means to.
    pub(crate) begun: Option<Millis>,
    /// The same clock, and the wall's, when rows were last written.
    pub(crate) written: Option<(Millis, Moment)>,
}

impl Vitals {
    /// Puts `found` in the place of what `source` said before; tells everybody if another set of
    /// codes is in force now.
    pub(crate) fn report(
        &self,
        source: Source,
        found: Vec<(Code, String)>,
        now: Moment,
        events: &Events,
    ) {
        let mut troubles = self.troubles();
        let before = codes(&troubles);
        let old = troubles.remove(&source).unwrap_or_default();
        let mut new: Vec<Trouble> = Vec::new();
        for (code, message) in found {
            if new.iter().any(|trouble| trouble.code == code) {
                continue;
            }
            let since =
                old.iter().find(|trouble| trouble.code == code).map_or(now, |old| old.since);
            new.push(Trouble { code, since, message });
        }
        troubles.insert(source, new);
        let after = codes(&troubles);
        drop(troubles);
        if before != after {
            for code in after.iter().filter(|code| !before.contains(code)) {
                tracing::warn!(code = code.as_str(), "Capture is in trouble: {}", code.as_str());
            }
            events.tell(Event::Trouble);
        }
    }

    /// What is wrong, the worst first, each code once.
    pub(crate) fn all(&self) -> Vec<Trouble> {
        sorted(self.troubles().values().flatten().cloned().collect())
    }

    pub(crate) fn beat(&self) -> Beat {
        *self.beat.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Rows were written.
    pub(crate) fn wrote(&self, awake: Millis, now: Moment) {
        self.set(|beat| beat.written = Some((awake, now)));
    }

    /// From now on rows should be written; `None`: nobody means to any more.
    pub(crate) fn means_to(&self, awake: Option<Millis>) {
        self.set(|beat| *beat = Beat { begun: awake, written: None });
    }

    fn set(&self, change: impl FnOnce(&mut Beat)) {
        change(&mut self.beat.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn troubles(&self) -> MutexGuard<'_, BTreeMap<Source, Vec<Trouble>>> {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The worst first, each code once and since it first came.
pub(crate) fn sorted(mut troubles: Vec<Trouble>) -> Vec<Trouble> {
    troubles.sort_by_key(|trouble| (trouble.code, trouble.since));
    troubles.dedup_by_key(|trouble| trouble.code);
    troubles
}

fn codes(troubles: &BTreeMap<Source, Vec<Trouble>>) -> Vec<Code> {
    let mut codes: Vec<Code> = troubles.values().flatten().map(|trouble| trouble.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}
