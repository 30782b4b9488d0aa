//! The speech weights that run, test and packages use: built here, kept in `models/`, not in git.
//! Clones that share a build share the weights too.

use crate::{Stop, cargo, say, weights};
use std::path::{Path, PathBuf};

/// Where the weights lie.
pub(crate) fn folder() -> PathBuf {
    cargo::root().join("models")
}

/// `cargo xtask models [default | q8_0 | verify]`.
pub(crate) fn run(arguments: &[&str]) -> Result<(), Stop> {
    match arguments {
        [] | ["default"] => default(),
        ["q8_0"] => {
            let made = weights::build_q8_0(&folder(), &mut say::detail).map_err(stop)?;
            say::line(&made.display().to_string());
            Ok(())
        }
        ["verify"] => weights::verify(&folder(), &mut say::detail).map_err(stop),
        other => Err(Stop::Usage(format!("models does not know {}", other.join(" ")))),
    }
}

/// Sees to it that the default weights are there.
pub(crate) fn default() -> Result<(), Stop> {
    let target = folder().join(weights::DEFAULT);
    let shared = cargo::shared_cache().map(|cache| cache.join(weights::DEFAULT));
    if let Some(shared) = shared.as_deref().filter(|shared| shared.is_file() && !target.exists()) {
        copy(shared, &target)?;
    }
    let made = weights::build_default(&folder(), &mut say::detail).map_err(stop)?;
    match shared {
        Some(shared) if !shared.exists() => copy(&made, &shared),
        Some(_) | None => Ok(()),
    }
}

/// Copies so that `to` is whole or not there.
fn copy(from: &Path, to: &Path) -> Result<(), Stop> {
    let part = to.with_extension(format!("{}.part", std::process::id()));
    std::fs::copy(from, &part)
        .and_then(|_| std::fs::rename(&part, to))
        .map_err(|error| Stop::failed(format!("could not copy to {}: {error}", to.display())))
}

fn stop(error: weights::Error) -> Stop {
    Stop::failed(error.to_string())
}
