//! `cargo xtask run`: from a fresh machine to a day that writes itself.

use crate::cargo::{self, Profile};
use crate::{Stop, models, sample, say, system};
use std::process::Command;

/// Installs what is missing, builds, and starts Daybook on the display that is there; without one,
/// puts the sample half hour through the pipeline. What follows `run` goes to `daybook run`.
pub(crate) fn run(arguments: &[&str]) -> Result<(), Stop> {
    let wants_sample = arguments.contains(&"--sample");
    let rest: Vec<&str> = arguments.iter().copied().filter(|word| *word != "--sample").collect();
    say::step("Looking for system packages", || system::ensure(&[system::TO_RUN]))?;
    say::step("Looking for the speech model", models::default)?;
    let daybook = cargo::daybook(Profile::Dev)?;
    if wants_sample || !has_display() {
        if !wants_sample {
            say::line("No display here, so a sample half hour goes through the real pipeline.");
        }
        return sample::run(&daybook);
    }
    say::line("Starting daybook on this display; Ctrl-C ends it.");
    let mut started = Command::new(&daybook);
    started.arg("run").args(rest).env("DAYBOOK_MODELS", models::folder());
    cargo::finish(started, "daybook run")
}

/// Whether there is a screen to capture.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
