//! # How good and how quick the words are
//!
//! Clips with known words go through a scribe; what comes out is scored by the usual word error
//! rate: substitutions, deletions and insertions over the words of the reference, letters only.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;

use crate::{Cancel, Error, Scribe, Sound, decode};

/// A sound with the words that are said in it.
#[derive(Debug, Clone)]
pub struct Clip {
    /// The file's name without its ending.
    pub name: String,
    /// What is heard.
    pub sound: Sound,
    /// What is said.
    pub reference: String,
}

/// Words right and wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct WordErrors {
    /// Words in the reference.
    pub words: u32,
    /// Words replaced, left out or added.
    pub errors: u32,
}

/// How one clip went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// The clip's.
    pub name: String,
    /// The length of its sound.
    pub sound_ms: u64,
    /// What its transcription took, decoding of the file not included; the best of the rounds.
    pub took_ms: u64,
    /// What went wrong.
    #[serde(flatten)]
    pub errors: WordErrors,
    /// What was written down.
    pub text: String,
}

impl WordErrors {
    /// Compares what was written with what was said.
    #[must_use]
    pub fn between(reference: &str, written: &str) -> Self {
        let (said, wrote) = (plain(reference), plain(written));
        let mut row: Vec<u32> = (0..=u32::try_from(wrote.len()).unwrap_or(u32::MAX)).collect();
        for (index, word) in said.iter().enumerate() {
            let mut diagonal = row.first().copied().unwrap_or(0);
            let mut left = u32::try_from(index + 1).unwrap_or(u32::MAX);
            let mut next = vec![left];
            for (above, other) in row.iter().skip(1).zip(&wrote) {
                let replaced = diagonal + u32::from(word != other);
                left = replaced.min(above + 1).min(left + 1);
                next.push(left);
                diagonal = *above;
            }
            row = next;
        }
        Self {
            words: u32::try_from(said.len()).unwrap_or(u32::MAX),
            errors: row.last().copied().unwrap_or(0),
        }
    }

    /// Errors per word of the reference.
    #[must_use]
    pub fn rate(&self) -> f64 {
        f64::from(self.errors) / f64::from(self.words.max(1))
    }
}

impl std::ops::AddAssign for WordErrors {
    fn add_assign(&mut self, other: Self) {
        self.words += other.words;
        self.errors += other.errors;
    }
}

/// The clips of a directory: every sound with a `.txt` of the same name beside it, by name.
///
/// # Errors
/// The directory cannot be read, or one of its sounds cannot be decoded.
pub fn clips(dir: &Path) -> io::Result<Vec<Clip>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(dir)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    let mut clips = Vec::new();
    for path in paths {
        let text = path.with_extension("txt");
        if path == text || !text.is_file() {
            continue;
        }
        clips.push(Clip {
            name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            sound: decode::file(&path).map_err(io::Error::other)?,
            reference: fs::read_to_string(text)?,
        });
    }
    Ok(clips)
}

/// Transcribes every clip `rounds` times and keeps each one's quickest time. The first call of a
/// scribe also loads its model: warm it up before.
///
/// # Errors
/// As [`Scribe::transcribe`].
pub fn measure(scribe: &mut dyn Scribe, clips: &[Clip], rounds: u32) -> Result<Vec<Score>, Error> {
    let cancel = Cancel::new();
    let mut scores: Vec<Score> = Vec::new();
    for round in 0..rounds.max(1) {
        for (index, clip) in clips.iter().enumerate() {
            let started = Instant::now();
            let text = scribe.transcribe(&clip.sound, &mut |_| {}, &cancel)?.text();
            let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            match scores.get_mut(index) {
                Some(score) if round > 0 => score.took_ms = score.took_ms.min(took_ms),
                _ => scores.push(Score {
                    name: clip.name.clone(),
                    sound_ms: u64::try_from(clip.sound.duration_ms()).unwrap_or(0),
                    took_ms,
                    errors: WordErrors::between(&clip.reference, &text),
                    text,
                }),
            }
        }
    }
    Ok(scores)
}

/// Seconds of work per second of sound, over all scores.
#[must_use]
pub fn real_time_factor(scores: &[Score]) -> f64 {
    let sum = |of: fn(&Score) -> u64| -> u32 {
        u32::try_from(scores.iter().map(of).sum::<u64>()).unwrap_or(u32::MAX)
    };
    f64::from(sum(|score| score.took_ms)) / f64::from(sum(|score| score.sound_ms).max(1))
}

/// All word errors together.
#[must_use]
pub fn word_errors(scores: &[Score]) -> WordErrors {
    let mut all = WordErrors::default();
    for score in scores {
        all += score.errors;
    }
    all
}

/// Lower-case words of letters and digits, one spelling for each; hesitations are left out,
/// because recognisers are taught to leave them out.
fn plain(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace(['’', '\''], "")
        .replace("all right", "alright")
        .replace("yknow", "you know")
        .replace("gonna", "going to")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !["um", "uh", "hmm", "mm", "uhm"].contains(word))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(said: &str, wrote: &str, errors: u32) {
        assert_eq!(WordErrors::between(said, wrote).errors, errors, "{said:?} as {wrote:?}");
    }

    #[test]
    fn words_are_compared_without_case_and_punctuation() {
        check("Ask not what your country can do", "ask not, what your COUNTRY can do!", 0);
        check("don't", "don’t", 0);
        check("well um I think", "Well, I think", 0);
    }

    #[test]
    fn replaced_missing_and_added_words_count_one_each() {
        check("a b c", "a x c", 1);
        check("a b c", "a c", 1);
        check("a b c", "a b b c", 1);
        check("a b c", "", 3);
        check("", "a", 1);
        check("a b c d", "b c d e", 2);
    }

    #[test]
    fn the_rate_is_errors_per_word_said() {
        let errors = WordErrors::between("one two three four", "one two tree");
        assert_eq!((errors.words, errors.errors), (4, 2));
        assert!((errors.rate() - 0.5).abs() < 1e-9);
    }
}
