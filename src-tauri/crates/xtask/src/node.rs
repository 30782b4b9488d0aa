//! # Node for the tests
//!
//! The stand-in for Gemini wants a newer Node than some systems carry. Where the system's is too
//! old, npm fetches a newer one next to the build, for the tests alone.

use crate::{Stop, cargo, say};
use std::ffi::OsString;
use std::process::Command;

/// The oldest that will do: the first with `crc32` in `node:zlib`.
const OLDEST: (u32, u32) = (20, 15);

/// What is fetched instead of one that is older.
const NEWER: &str = "node@22.23.3";

/// The search path on which the tests find a Node that will do: `None` if that is the usual one.
///
/// Errors: the newer one cannot be fetched.
pub(crate) fn path() -> Result<Option<OsString>, Stop> {
    let answer = Command::new("node").arg("--version").output();
    let said = answer.map(|answer| String::from_utf8_lossy(&answer.stdout).into_owned());
    if said.as_deref().ok().and_then(version).is_some_and(|found| found >= OLDEST) {
        return Ok(None);
    }
    let folder = cargo::target_dir().join("node");
    let programs = folder.join("node_modules/node/bin");
    if !programs.join("node").exists() {
        say::detail(&format!("the system's Node is too old; fetching {NEWER} next to the build"));
        std::fs::create_dir_all(&folder).map_err(|error| {
            Stop::failed(format!("could not make {}: {error}", folder.display()))
        })?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&folder).arg(NEWER);
        cargo::finish(npm, "npm install")?;
    }
    let usual = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(programs).chain(std::env::split_paths(&usual));
    std::env::join_paths(all)
        .map(Some)
        .map_err(|_| Stop::failed("the path of the build holds a sign that PATH cannot carry"))
}

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
        assert_eq!(version("v20.15.1\n"), Some((20, 15)));
        assert!(version("v18.20.4").is_some_and(|found| found < OLDEST));
        assert_eq!(version("command not found"), None);
    }
}
