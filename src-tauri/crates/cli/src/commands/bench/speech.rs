//! How fast and how well sound becomes words here.

use super::Number;
use crate::failure::Failure;
use engine::{Daybook, Pace};
use speech::bench::{Clip, clips, measure as listen, real_time_factor, word_errors};
use std::path::{Path, PathBuf};

/// Each clip is heard so often; the best time counts.
const ROUNDS: u32 = 3;

/// `paths` are directories of clips with their words (`name.wav` beside `name.txt`), or sound files
/// without.
pub(super) fn measure(daybook: &Daybook, paths: &[PathBuf]) -> Result<Vec<Number>, Failure> {
    if paths.is_empty() {
        return Err(Failure::Input(
            "say what to listen to: daybook bench speech DIR, with name.txt beside name.wav".into(),
        ));
    }
    let mut all: Vec<Clip> = Vec::new();
    for path in paths {
        if path.is_dir() {
            let found =
                clips(path).map_err(|source| engine::Error::File { path: path.clone(), source })?;
            all.extend(found);
        } else {
            all.push(wordless(path)?);
        }
    }
    let mut scribe = daybook.scribe(Pace::Prompt)?;
    let scores = listen(&mut *scribe, &all, ROUNDS)?;
    let errors = word_errors(&scores);
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let seconds = scores.iter().map(|score| score.sound_ms).sum::<u64>() as f64 / 1_000.0;
    let mut numbers = vec![
        Number::new("speech.sound", seconds, "s"),
        Number::new("speech.real_time_factor", real_time_factor(&scores), "ratio"),
    ];
    if errors.words > 0 {
        numbers.push(Number::new("speech.word_error_rate", errors.rate(), "share"));
    }
    Ok(numbers)
}

fn wordless(path: &Path) -> Result<Clip, Failure> {
    let sound = speech::decode::file(path)
        .map_err(|source| engine::Error::Audio { path: path.to_owned(), source })?;
    Ok(Clip { name: path.display().to_string(), sound, reference: String::new() })
}
