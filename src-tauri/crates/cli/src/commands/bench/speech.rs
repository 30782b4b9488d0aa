//! How fast sound becomes words here.

use super::Number;
use crate::failure::Failure;
use engine::Daybook;
use speech::Cancel;
use std::path::PathBuf;
use std::time::Instant;

pub(super) fn measure(daybook: &Daybook, files: &[PathBuf]) -> Result<Vec<Number>, Failure> {
    if files.is_empty() {
        return Err(Failure::Input("give sound files to be written down, such as daybook bench speech a.wav".into()));
    }
    let mut scribe = daybook.scribe()?;
    let sounds = files
        .iter()
        .map(|path| {
            speech::decode::file(path)
                .map_err(|source| engine::Error::Audio { path: path.clone(), source })
        })
        .collect::<Result<Vec<_>, _>>()?;
    // The first sound loads the model, which is not what is measured.
    if let Some(first) = sounds.first() {
        scribe.transcribe(first, &mut |_| {}, &Cancel::new())?;
    }
    let began = Instant::now();
    let mut words = 0_usize;
    for sound in &sounds {
        let transcript = scribe.transcribe(sound, &mut |_| {}, &Cancel::new())?;
        words += transcript.segments.iter().map(|segment| segment.words.len()).sum::<usize>();
    }
    let took = began.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let (sound, words) =
        (sounds.iter().map(speech::Sound::duration_ms).sum::<i64>() as f64 / 1_000.0, words as f64);
    Ok(vec![
        Number::new("speech.sound", sound, "s"),
        Number::new("speech.real_time_factor", took / sound.max(0.001), "ratio"),
        Number::new("speech.words", words, "words"),
    ])
}
