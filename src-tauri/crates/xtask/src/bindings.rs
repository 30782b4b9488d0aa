//! # What is generated and committed
//!
//! The command reference in `docs/CLI.md` is written by the program that it describes. It stands
//! between two markers; the text around them is written by hand and stays as it is.
//!
//! What the window may ask and what it is told, `ui/src/lib/host/bindings.ts`, is written by a test
//! of the desktop program, the same that compares it in every run of the tests.

use crate::cargo::{self, Profile};
use crate::node::Node;
use crate::{Stop, say, ui};
use std::process::Command;

const BEGIN: &str = "<!-- reference: begin (cargo xtask bindings) -->\n";
const END: &str = "<!-- reference: end -->\n";

/// Writes both anew; with `--check`, only compares them.
pub(crate) fn run(arguments: &[&str]) -> Result<(), Stop> {
    let only_check = match arguments {
        [] => false,
        ["--check"] => true,
        other => return Err(Stop::Usage(format!("bindings does not know {}", other.join(" ")))),
    };
    reference(only_check)?;
    window(only_check)
}

/// The types of the window's commands and events.
fn window(only_check: bool) -> Result<(), Stop> {
    // The desktop program embeds the pages, and does not compile without them.
    let node = say::step("Looking for Node", Node::find)?;
    say::step("Building the pages of the window", || ui::build(&node))?;
    let mut test =
        cargo::cargo(&["test", "--workspace", "--bin", "daybook-desktop", "--quiet", "bindings"]);
    if !only_check {
        test.env("DAYBOOK_WRITE_BINDINGS", "1");
    }
    let what = if only_check { "Comparing bindings.ts" } else { "Writing bindings.ts" };
    say::step(what, || cargo::finish(test, "the test of the bindings"))
}

/// The command reference.
fn reference(only_check: bool) -> Result<(), Stop> {
    let daybook = cargo::daybook(Profile::Dev)?;
    let answer = Command::new(&daybook)
        .arg("__reference")
        .output()
        .map_err(|error| Stop::failed(format!("could not start daybook: {error}")))?;
    if !answer.status.success() {
        return Err(Stop::failed("daybook did not print its reference"));
    }
    let reference = String::from_utf8_lossy(&answer.stdout).into_owned();
    let path = cargo::root().join("docs/CLI.md");
    let old = std::fs::read_to_string(&path)
        .map_err(|error| Stop::failed(format!("could not read docs/CLI.md: {error}")))?;
    let new = replaced(&old, &reference)
        .ok_or_else(|| Stop::failed("docs/CLI.md has lost the markers of the reference"))?;
    if new == old {
        say::line("docs/CLI.md is current");
        return Ok(());
    }
    if only_check {
        return Err(Stop::failed("docs/CLI.md is out of date; run: cargo xtask bindings"));
    }
    std::fs::write(&path, new)
        .map_err(|error| Stop::failed(format!("could not write docs/CLI.md: {error}")))?;
    say::line("docs/CLI.md: the reference was written anew");
    Ok(())
}

/// `page` with `reference` between the markers; `None` if it has no markers.
fn replaced(page: &str, reference: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{}\n\n{END}{after}", reference.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_markers_changes() {
        let page = format!("# CLI\n{BEGIN}old{END}tail\n");
        let expected = format!("# CLI\n{BEGIN}\nnew\n\n{END}tail\n");
        assert_eq!(replaced(&page, "new\n").as_deref(), Some(expected.as_str()));
        assert_eq!(replaced(&expected, "new"), Some(expected.clone()), "twice is once");
    }

    #[test]
    fn a_page_without_markers_is_left_alone() {
        assert_eq!(replaced("# CLI\n", "new"), None);
    }
}
