//! # Node
//!
//! The pages of the window are built with Node, and the tests' stand-in for Gemini runs on it.
//! Both want a newer one than some systems carry. Where the system's is too old, npm fetches a
//! newer one next to the build, for the chores alone.

use crate::{Stop, cargo, say};
use std::ffi::OsString;
use std::process::Command;

/// The oldest that will do: what the bundler of the pages asks for.
const OLDEST: (u32, u32) = (20, 19);

/// What is fetched instead of one that is older.
const NEWER: &str = "node@22.23.3";

/// A Node that will do.
pub(crate) struct Node {
    /// The search path on which it is found: `None` if that is the usual one.
    path: Option<OsString>,
}

impl Node {
    /// Finds one, and fetches it where the system's is too old.
    ///
    /// Errors: the newer one cannot be fetched.
    pub(crate) fn find() -> Result<Self, Stop> {
        let answer = Command::new("node").arg("--version").output();
        let said = answer.map(|answer| String::from_utf8_lossy(&answer.stdout).into_owned());
        if said.as_deref().ok().and_then(version).is_some_and(|found| found >= OLDEST) {
            return Ok(Self { path: None });
        }
        let folder = cargo::target_dir().join("node");
        let programs = folder.join("node_modules/node/bin");
        if !programs.join("node").exists() {
            say::detail(&format!(
                "the system's Node is too old; fetching {NEWER} next to the build"
            ));
            std::fs::create_dir_all(&folder).map_err(|error| {
                Stop::failed(format!("could not make {}: {error}", folder.display()))
            })?;
            let mut npm = Command::new(NPM);
            npm.args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&folder).arg(NEWER);
            cargo::finish(npm, "npm install")?;
        }
        let usual = std::env::var_os("PATH").unwrap_or_default();
        let all = std::iter::once(programs).chain(std::env::split_paths(&usual));
        std::env::join_paths(all)
            .map(|path| Self { path: Some(path) })
            .map_err(|_| Stop::failed("the path of the build holds a sign that PATH cannot carry"))
    }

    /// `npm` with `arguments`, to be run among the pages, saying nothing but what went wrong.
    pub(crate) fn npm(&self, arguments: &[&str]) -> Command {
        self.quiet(Command::new(NPM), arguments)
    }

    /// As [`Node::npm`], beside something that goes first.
    pub(crate) fn npm_aside(&self, arguments: &[&str]) -> Command {
        if cfg!(windows) {
            return self.npm(arguments);
        }
        let mut aside = Command::new("nice");
        aside.args(["-n", "5", NPM]);
        self.quiet(aside, arguments)
    }

    fn quiet(&self, mut npm: Command, arguments: &[&str]) -> Command {
        npm.current_dir(cargo::root().join("ui")).args(arguments);
        npm.env("npm_config_loglevel", "error").env("npm_config_audit", "false");
        npm.env("npm_config_fund", "false").env("npm_config_update_notifier", "false");
        self.equip(npm)
    }

    /// Tauri's own program, which draws icons and packs programs, to be run at the root.
    pub(crate) fn tauri(&self, arguments: &[&str]) -> Command {
        let mut tauri = Command::new("node");
        tauri.current_dir(cargo::root());
        tauri.arg("ui/node_modules/@tauri-apps/cli/tauri.js").args(arguments);
        tauri.env("CARGO_TARGET_DIR", cargo::target_dir());
        self.equip(tauri)
    }

    /// `command`, able to find this Node.
    pub(crate) fn equip(&self, mut command: Command) -> Command {
        if let Some(path) = &self.path {
            command.env("PATH", path);
        }
        command
    }
}

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Major and minor of "v20.15.1".
fn version(said: &str) -> Option<(u32, u32)> {
    let mut parts = said.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_what_node_says() {
        assert_eq!(version("v20.19.1\n"), Some((20, 19)));
        assert!(version("v18.20.4").is_some_and(|found| found < OLDEST));
        assert_eq!(version("command not found"), None);
    }
}
