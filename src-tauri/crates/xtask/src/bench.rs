//! `cargo xtask bench`: the numbers of Daybook, as JSON lines (name, value, unit).

use crate::cargo::{self, Profile};
use crate::node::Node;
use crate::{Stop, bundle, compare, models, say, system, ui};
use std::process::Command;

/// Builds for speed and lets `daybook bench` measure; `arguments` choose the part.
pub(crate) fn run(arguments: &[&str]) -> Result<(), Stop> {
    if arguments == ["speech", "--against", "faster-whisper"] {
        return compare::speech();
    }
    if let Some((&"desktop", rest)) = arguments.split_first() {
        return desktop(rest);
    }
    say::step("Looking for system packages", || system::ensure(&[system::TO_RUN]))?;
    say::step("Looking for the speech model", models::default)?;
    let daybook = cargo::daybook(Profile::Release)?;
    let mut measured = Command::new(&daybook);
    measured.args(["bench", "--json"]).args(arguments).env("DAYBOOK_MODELS", models::folder());
    cargo::finish(measured, "daybook bench")
}

/// The tray app on a desk of its own, and the size of its package.
fn desktop(arguments: &[&str]) -> Result<(), Stop> {
    say::step("Looking for system packages", || {
        system::ensure(&[system::TO_RUN, system::TO_TEST])
    })?;
    say::step("Looking for the speech model", models::default)?;
    let node = say::step("Looking for Node", Node::find)?;
    say::step("Building the pages of the window", || ui::build(&node))?;
    cargo::build(Profile::Release, &["daybook", "daybook-desktop"])?;
    for file in bundle::pack(&node, Profile::Release, bundle::usual())? {
        let bytes = file.metadata().map_or(0, |about| about.len());
        let size = serde_json::json!({
            "name": "desktop.package", "value": bytes / 1000, "unit": "kB",
        });
        say::line(&size.to_string());
    }
    let mut measured = cargo::cargo(&["bench", "--workspace", "--bench", "desktop", "--"]);
    measured.args(arguments).env("DAYBOOK_MODELS", models::folder());
    cargo::finish(measured, "the measurement")
}
