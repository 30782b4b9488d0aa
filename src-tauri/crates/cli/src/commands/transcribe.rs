//! `daybook transcribe`.

use crate::failure::Failure;
use crate::output::Output;
use crate::signals;
use crate::when;
use domain::time::Date;
use domain::transcript::Segment;
use engine::transcribe::{Transcribed, files, transcribe as write_down};
use engine::{Daybook, Pace};
use serde::Serialize;
use speech::Cancel;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// A transcript as JSON.
#[derive(Serialize)]
struct Shown {
    text: String,
    duration_ms: i64,
    model: String,
    segments: Vec<Segment>,
    /// The notes in which it was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<Vec<String>>,
}

impl From<Transcribed> for Shown {
    fn from(done: Transcribed) -> Self {
        let Transcribed { transcript, duration_ms, model } = done;
        Self {
            text: transcript.text(),
            duration_ms,
            model,
            segments: transcript.segments,
            notes: None,
        }
    }
}

pub(crate) fn transcribe(
    daybook: &Daybook,
    given: &[PathBuf],
    note: Option<&str>,
    output: Output,
) -> Result<(), Failure> {
    let day = note.map(|text| when::day(daybook, text)).transpose()?;
    let one = matches!(given, [path] if !path.is_dir());
    let paths = files(given)?;
    let mut scribe = daybook.scribe(Pace::Prompt)?;
    let cancel = cancelled_by_signal();
    let mut all: Vec<(PathBuf, Shown)> = Vec::new();
    for (nth, path) in paths.iter().enumerate() {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let mut tell = |done: f32| {
            let of = if paths.len() > 1 {
                format!(" ({} of {})", nth + 1, paths.len())
            } else {
                String::new()
            };
            output.progress(&format!("{name}{of}: {:.0} %", done * 100.0));
        };
        let done = write_down(&mut *scribe, path, &mut tell, &cancel);
        output.progress_done();
        all.push((path.clone(), done?.into()));
    }
    if let Some(day) = day {
        keep(daybook, day, &mut all)?;
    }
    let shown: Vec<&Shown> = all.iter().map(|(_, shown)| shown).collect();
    match (one, shown.as_slice()) {
        (true, [only]) => output.print(only, || only.text.clone()),
        _ => output.print(&shown, || {
            all.iter()
                .map(|(path, shown)| format!("{}\n{}\n\n", path.display(), shown.text))
                .collect()
        }),
    }
}

/// Keeps what was said as notes of a day. Of a file in which nothing was said nothing is kept.
fn keep(daybook: &Daybook, day: Date, all: &mut [(PathBuf, Shown)]) -> Result<(), Failure> {
    for (_, shown) in all {
        let kept = if shown.text.trim().is_empty() {
            Vec::new()
        } else {
            daybook.keep_transcript(day, &shown.text)?
        };
        shown.notes = Some(kept.into_iter().map(|note| note.id).collect());
    }
    Ok(())
}

/// A wish to stop that Ctrl-C makes.
fn cancelled_by_signal() -> Cancel {
    let cancel = Cancel::new();
    let asked = signals::asked_to_end();
    let wish = cancel.clone();
    std::thread::spawn(move || {
        while !asked.load(Ordering::SeqCst) {
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        wish.cancel();
    });
    cancel
}
