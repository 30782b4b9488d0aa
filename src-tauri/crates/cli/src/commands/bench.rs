//! `daybook bench`: numbers of this machine, as JSON lines (name, value, unit).
//!
//! Everything is measured in a folder of its own inside the data directory, which is removed again.

mod capture;
mod day;
mod learner;
mod sheet;
mod speech;
mod store;

use crate::failure::Failure;
use crate::output::Output;
use engine::Daybook;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// One number.
#[derive(Debug, Serialize)]
pub(crate) struct Number {
    name: String,
    value: f64,
    unit: &'static str,
}

impl Number {
    pub(crate) fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), value: (value * 10_000.0).round() / 10_000.0, unit }
    }
}

/// A part that can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Part {
    /// Samples merged into SQLite
    Store,
    /// A day looked at, out of half a million activities
    Day,
    /// The timesheet out of five years: days, weeks, reports, search, what is unbilled
    Sheet,
    /// Accuracy after so many corrections
    Learner,
    /// Speed and word errors of transcription
    Speech,
    /// Cost of watching this display
    Capture,
}

pub(crate) fn bench(
    daybook: &Daybook,
    part: Option<Part>,
    files: &[PathBuf],
    seconds: u64,
    output: Output,
) -> Result<(), Failure> {
    let parts = match part {
        Some(one) => vec![one],
        None if files.is_empty() => {
            vec![Part::Store, Part::Day, Part::Sheet, Part::Learner, Part::Capture]
        }
        None => {
            vec![Part::Store, Part::Day, Part::Sheet, Part::Learner, Part::Speech, Part::Capture]
        }
    };
    for part in parts {
        let numbers = match part {
            Part::Store => store::measure(&Folder::inside(daybook)?)?,
            Part::Day => day::measure(&Folder::inside(daybook)?)?,
            Part::Sheet => sheet::measure(&Folder::inside(daybook)?)?,
            Part::Learner => learner::measure(),
            Part::Speech => speech::measure(daybook, files)?,
            Part::Capture => capture::measure(&Folder::inside(daybook)?, seconds)?,
        };
        for number in numbers {
            output.line(&serde_json::to_string(&number).unwrap_or_default())?;
        }
    }
    Ok(())
}

/// A folder to measure in, removed in the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    fn inside(daybook: &Daybook) -> Result<Self, Failure> {
        let path = daybook.home().path().join(format!("bench-{}", std::process::id()));
        std::fs::create_dir_all(&path)
            .map_err(|source| engine::Error::File { path: path.clone(), source })?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn timed<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<(T, Duration), Failure> {
    let began = Instant::now();
    let value = work()?;
    Ok((value, began.elapsed()))
}

/// Of thirty times.
fn median<T>(work: impl Fn() -> Result<T, Failure>) -> Result<Duration, Failure> {
    let mut took = Vec::new();
    for _ in 0..30 {
        took.push(timed(&work)?.1);
    }
    took.sort_unstable();
    Ok(took.get(took.len() / 2).copied().unwrap_or_default())
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1_000.0
}
