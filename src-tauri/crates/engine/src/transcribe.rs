//! Sound files into words, without keeping either.

use crate::Result;
use crate::error::Error;
use domain::transcript::Transcript;
use speech::decode::{Channels, Reader};
use speech::{Cancel, Scribe};
use std::path::{Path, PathBuf};

/// A transcribed file.
#[derive(Debug, Clone, PartialEq)]
pub struct Transcribed {
    /// The words, with times.
    pub transcript: Transcript,
    /// How long the sound is.
    pub duration_ms: i64,
    /// Which model wrote.
    pub model: String,
}

/// Writes down what is said in `file`. `progress` hears fractions from 0 to 1.
///
/// # Errors
///
/// The file cannot be read as sound, or the speech engine failed.
pub fn transcribe(
    scribe: &mut dyn Scribe,
    file: &Path,
    progress: &mut dyn FnMut(f32),
    cancel: &Cancel,
) -> Result<Transcribed> {
    let wrap = |source| Error::Audio { path: file.to_owned(), source };
    let mut reader = Reader::open(file, Channels::Mixed).map_err(wrap)?;
    let (transcript, duration_ms) =
        scribe.transcribe_source(&mut reader, progress, cancel).map_err(|error| match error {
            speech::Error::Source(source) => wrap(source),
            other => Error::Speech(other),
        })?;
    Ok(Transcribed { transcript, duration_ms, model: scribe.model() })
}

/// The endings of files that are looked for in a directory.
const ENDINGS: [&str; 8] = ["wav", "flac", "mp3", "m4a", "ogg", "oga", "opus", "webm"];

/// The files that are meant: each file as given, and of each directory its sound files by name.
///
/// # Errors
///
/// There is no such file, or a directory without any.
pub fn files(given: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in given {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries =
            std::fs::read_dir(path).map_err(|source| Error::File { path: path.clone(), source })?;
        let mut inside: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                let ending = path.extension().map(|end| end.to_string_lossy().to_lowercase());
                ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
            })
            .collect();
        if inside.is_empty() {
            return Err(Error::Input(format!("there is no sound file in {}", path.display())));
        }
        inside.sort();
        files.append(&mut inside);
    }
    Ok(files)
}
