//! The speech engine on its own. Not part of the product: the tests of this crate start it as
//! the engine, and the chores measure with it.
//!
//! ```text
//! scribe-alone __scribe                      be the engine
//! scribe-alone measure MODEL CLIPS [ROUNDS]  transcribe a directory of clips, as JSON lines
//! scribe-alone score CLIPS TEXTS             score another engine's texts of the same clips
//! ```

use std::path::Path;
use std::process::ExitCode;

use speech::bench::{self, Score, WordErrors};
use speech::{Cancel, Settings, Whisper, child};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        [first] if *first == child::ARGUMENT => return child::main(),
        ["measure", model, clips] => measure(Path::new(model), Path::new(clips), 3),
        ["measure", model, clips, rounds] => {
            measure(Path::new(model), Path::new(clips), rounds.parse().unwrap_or(1))
        }
        ["score", clips, texts] => score(Path::new(clips), Path::new(texts)),
        _ => Err("usage: scribe-alone __scribe | measure MODEL CLIPS [ROUNDS] | score CLIPS TEXTS"
            .into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("scribe-alone: {cause}");
            ExitCode::FAILURE
        }
    }
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn measure(model: &Path, clips: &Path, rounds: u32) -> Outcome {
    let clips = bench::clips(clips)?;
    let mut settings = Settings::new("measured", model)?;
    settings.gentle = false;
    if let Some(threads) = std::env::var("THREADS").ok().and_then(|threads| threads.parse().ok()) {
        settings.threads = threads;
    }
    let mut whisper = Whisper::new(settings);
    whisper.warm_up(&Cancel::new())?;
    let scores = bench::measure(&mut whisper, &clips, rounds)?;
    let (passes, repeats) = whisper.passes();
    eprintln!("{passes} passes, {repeats} of them repeated");
    for score in &scores {
        line(&serde_json::to_string(score)?);
    }
    line(&serde_json::to_string(&serde_json::json!({
        "name": "all",
        "real_time_factor": bench::real_time_factor(&scores),
        "words": bench::word_errors(&scores).words,
        "errors": bench::word_errors(&scores).errors,
    }))?);
    Ok(())
}

fn score(clips: &Path, texts: &Path) -> Outcome {
    let mut scores = Vec::new();
    for clip in bench::clips(clips)? {
        let text = std::fs::read_to_string(texts.join(&clip.name).with_extension("txt"))?;
        scores.push(Score {
            name: clip.name,
            sound_ms: u64::try_from(clip.sound.duration_ms())?,
            took_ms: 0,
            errors: WordErrors::between(&clip.reference, &text),
            text,
        });
    }
    for score in &scores {
        line(&serde_json::to_string(score)?);
    }
    let all = bench::word_errors(&scores);
    line(&serde_json::to_string(
        &serde_json::json!({"name": "all", "words": all.words, "errors": all.errors}),
    )?);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the lines are what the program is for")]
fn line(text: &str) {
    println!("{text}");
}
