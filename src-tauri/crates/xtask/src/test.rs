//! `cargo xtask test`: everything that has to hold, in the order in which it fails fastest.

use crate::cargo::{Profile, cargo, finish};
use crate::node::Node;
use crate::{Stop, bundle, models, say, system, ui};
use std::process::Command;

/// Installs what the tests need, then checks format, lints and documentation and runs every test.
///
/// Errors: the first step that does not succeed ends the chore.
pub(crate) fn run(arguments: &[&str]) -> Result<(), Stop> {
    if let Some(word) = arguments.first() {
        return Err(Stop::Usage(format!("test takes no arguments, but got {word}")));
    }
    say::step("Looking for system packages", || {
        system::ensure(&[system::TO_RUN, system::TO_TEST])
    })?;
    let node = say::step("Looking for Node", Node::find)?;
    say::step("Format", || finish(cargo(&["fmt", "--all", "--check"]), "cargo fmt --check"))?;
    // Before everything that compiles: the desktop program embeds the pages.
    say::step("Building the pages of the window", || ui::build(&node))?;
    ui::check(&node)?;
    say::step("Speech model", models::default)?;
    say::step("Lints", || {
        let arguments = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        finish(cargo(&arguments), "cargo clippy")
    })?;
    say::step("Documentation", || {
        let mut doc = cargo(&["doc", "--workspace", "--no-deps"]);
        doc.env("RUSTDOCFLAGS", "-D warnings");
        finish(doc, "cargo doc")
    })?;
    // Both binaries and tests in one call: the journeys start the real programs, and cargo would
    // not build them for tests of another crate.
    say::step("Building Daybook and its tests", || {
        finish(cargo(&["build", "--workspace", "--bins", "--tests"]), "cargo build")
    })?;
    if cfg!(target_os = "linux") {
        // What the tests of the package open; made from what has just been built.
        bundle::pack(&node, Profile::Dev, &["deb"])?;
    }
    if has_nextest() {
        say::step("Examples in the documentation", || {
            finish(cargo(&["test", "--workspace", "--doc", "--quiet"]), "cargo test --doc")
        })?;
    }
    ui::test_beside(&node, || say::step("Tests", || finish(node.equip(tests()), "the tests")))
}

fn tests() -> Command {
    if !has_nextest() {
        return cargo(&["test", "--workspace", "--no-fail-fast"]);
    }
    let mut tests = cargo(&["nextest", "run", "--workspace", "--no-fail-fast"]);
    tests.args(["--test-threads", &at_once().to_string()]);
    tests
}

/// How many tests run at once: those that take long wait for a desk most of their time.
fn at_once() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from).saturating_mul(2).saturating_add(1)
}

fn has_nextest() -> bool {
    cargo(&["nextest", "--version"]).output().is_ok_and(|answer| answer.status.success())
}
