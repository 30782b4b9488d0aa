//! # Chores
//!
//! `cargo xtask run` and `cargo xtask test` are the two commands of the README: each installs
//! what is missing, says what it does while it does it, and starts in seconds the second time.
//! The others are the chores between them.
//!
//! Invariant: this crate needs no system library, because it is what installs them.

mod bench;
mod bindings;
mod bundle;
mod cargo;
mod compare;
mod icons;
mod models;
mod node;
mod run;
mod sample;
mod say;
mod system;
mod test;
mod ui;
mod weights;

use std::process::ExitCode;

const USAGE: &str = "\
Chores of the Daybook workspace

Usage: cargo xtask <CHORE> [ARGUMENTS]

Chores:
  run [ARGUMENTS]     install what is missing, build, and start Daybook: its tray and window on this
                      display; with no display, put a sample half hour through the pipeline instead
                      (--sample asks for that on any machine; --headless starts `daybook run`)
  test                install what the tests need, then check format, lints and documentation,
                      and run every test
  bundle [--dev] [FORMAT ...]
                      release build, then packages: deb (unless another is asked for), rpm and
                      appimage here; dmg or nsis and msi on the systems they are for
  bench [PART]        release build, then `daybook bench`: JSON lines (name, value, unit)
  bench desktop [--idle-seconds N]
                      the tray app: start, window, memory, processor while idle, size of the package
  bench speech --against faster-whisper
                      the same clips through both engines, with the word errors of both
  bindings [--check]  write the command reference in docs/CLI.md and the window's bindings.ts anew
                      (or only compare them)
  icons               draw the pictures of the program and the tray from icons/*.svg
  models [default | q8_0 | verify]
                      build the speech weights from the packages that carry them
";

/// Why a chore ended early.
#[derive(Debug, thiserror::Error)]
enum Stop {
    /// The command line makes no sense.
    #[error("{0}")]
    Usage(String),
    /// Something that had to work did not; the sentence says what, and what to do.
    #[error("{0}")]
    Failed(String),
}

impl Stop {
    fn failed(sentence: impl Into<String>) -> Self {
        Self::Failed(sentence.into())
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.split_first() {
        None | Some((&("help" | "--help" | "-h"), _)) => {
            say::line(USAGE.trim_end());
            Ok(())
        }
        Some((_, rest)) if rest.iter().any(|word| matches!(*word, "--help" | "-h")) => {
            say::line(USAGE.trim_end());
            Ok(())
        }
        Some((&"run", rest)) => run::run(rest),
        Some((&"test", rest)) => test::run(rest),
        Some((&"bench", rest)) => bench::run(rest),
        Some((&"bindings", rest)) => bindings::run(rest),
        Some((&"bundle", rest)) => bundle::run(rest),
        Some((&"icons", rest)) => icons::run(rest),
        Some((&"models", rest)) => models::run(rest),
        Some((chore, _)) => Err(Stop::Usage(format!("there is no chore called {chore}"))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Usage(sentence)) => {
            say::problem(&format!("{sentence}; `cargo xtask --help` lists the chores"));
            ExitCode::from(2)
        }
        Err(Stop::Failed(sentence)) => {
            say::problem(&sentence);
            ExitCode::from(1)
        }
    }
}
