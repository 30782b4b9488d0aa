//! # Calling cargo
//!
//! Every chore builds through here, so that all of them share one target directory and one
//! resolution of features: what `run` has compiled, `test` does not compile again.

use crate::{Stop, say};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How a program is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// What `run` and `test` share.
    Dev,
    /// What is measured and shipped.
    Release,
}

impl Profile {
    /// What cargo calls the folder of its programs.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(3).unwrap_or(here).to_path_buf()
}

/// `cargo` with `arguments`, to be run at the root, building into the shared directory.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).args(arguments).env("CARGO_TARGET_DIR", target_dir());
    // `cargo xtask` sets these for itself; handed on, they would change the fingerprints of
    // build scripts and with them rebuild what a plain `cargo build` has built.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"]
    {
        command.env_remove(name);
    }
    command
}

/// Runs `command` to its end, its output being the progress.
///
/// Errors: it could not be started or did not succeed; `what` names it in the sentence.
pub(crate) fn finish(mut command: Command, what: &str) -> Result<(), Stop> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Stop::failed(format!("{what} did not succeed ({status})"))),
        Err(error) => Err(Stop::failed(format!("could not start {what}: {error}"))),
    }
}

/// Builds `daybook` and says where it is.
pub(crate) fn daybook(profile: Profile) -> Result<PathBuf, Stop> {
    Ok(program(&build(profile, &["daybook"])?, "daybook"))
}

/// Builds the programs of these names and says in which folder they are. The desktop program
/// embeds the pages of the window, which have to be built before.
pub(crate) fn build(profile: Profile, names: &[&str]) -> Result<PathBuf, Stop> {
    // `--workspace` makes cargo choose the features of dependencies as it does for the tests.
    let mut arguments = vec!["build", "--workspace"];
    arguments.extend(names.iter().flat_map(|name| ["--bin", name]));
    if profile == Profile::Release {
        arguments.push("--release");
    }
    let what = format!("Building {}", names.join(" and "));
    say::step(&what, || finish(cargo(&arguments), "cargo build"))?;
    Ok(target_dir().join(profile.folder()))
}

/// The file of the program called `name` in `folder`.
pub(crate) fn program(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Where cargo builds: as the environment says, else in the cache that all clones share, else in
/// `target` in the workspace.
pub(crate) fn target_dir() -> PathBuf {
    match set("CARGO_TARGET_DIR") {
        Some(chosen) => root().join(chosen),
        None => shared_cache().map_or_else(|| root().join("target"), |cache| cache.join("target")),
    }
}

/// What all clones on this machine share, if there is such a place; a build machine gets one.
pub(crate) fn shared_cache() -> Option<PathBuf> {
    let cache = Path::new(&set("HOME")?).join(".cache/daybook");
    let exists = cache.join("target").is_dir();
    let made = || set("CI").is_some() && std::fs::create_dir_all(cache.join("target")).is_ok();
    (exists || made()).then_some(cache)
}

fn set(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_holds_the_workspace() {
        let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[workspace]"));
    }
}
