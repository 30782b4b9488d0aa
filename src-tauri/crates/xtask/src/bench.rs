//! `cargo xtask bench`: the numbers of Daybook, as JSON lines (name, value, unit).

use crate::cargo::{self, Profile};
use crate::{Stop, compare, models, say, system};
use std::process::Command;

/// Builds for speed and lets `daybook bench` measure; `arguments` choose the part.
pub(crate) fn run(arguments: &[&str]) -> Result<(), Stop> {
    if arguments == ["speech", "--against", "faster-whisper"] {
        return compare::speech();
    }
    say::step("Looking for system packages", || system::ensure(&[system::TO_RUN]))?;
    say::step("Looking for the speech model", models::default)?;
    let daybook = cargo::daybook(Profile::Release)?;
    let mut measured = Command::new(&daybook);
    measured.args(["bench", "--json"]).args(arguments).env("DAYBOOK_MODELS", models::folder());
    cargo::finish(measured, "daybook bench")
}
