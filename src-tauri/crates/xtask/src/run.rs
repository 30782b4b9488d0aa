//! `cargo xtask run`: from a fresh machine to a day that writes itself.

use crate::cargo::{self, Profile};
use crate::node::Node;
use crate::{Stop, models, sample, say, system, ui};
use std::process::Command;

/// What is to be started.
#[derive(Debug, PartialEq, Eq)]
enum Wish<'a> {
    /// The tray and its window, with these arguments.
    Desktop(Vec<&'a str>),
    /// `daybook run`, with these arguments.
    Headless(Vec<&'a str>),
    /// A day that was recorded before.
    Sample,
}

/// Installs what is missing, builds, and starts Daybook on the display that is there; without one,
/// puts the sample half hour through the pipeline. What follows `run` goes to what is started.
pub(crate) fn run(arguments: &[&str]) -> Result<(), Stop> {
    let wish = wish(arguments, has_display());
    say::step("Looking for system packages", || system::ensure(&[system::TO_RUN]))?;
    say::step("Looking for the speech model", models::default)?;
    match wish {
        Wish::Desktop(rest) => {
            let node = say::step("Looking for Node", Node::find)?;
            say::step("Building the pages of the window", || ui::build(&node))?;
            let folder = cargo::build(Profile::Dev, &["daybook", "daybook-desktop"])?;
            say::line("Starting Daybook: look for its icon in the panel. Ctrl-C ends it.");
            let mut started = Command::new(cargo::program(&folder, "daybook-desktop"));
            started.args(rest).env("DAYBOOK_MODELS", models::folder());
            cargo::finish(started, "daybook-desktop")
        }
        Wish::Headless(rest) => {
            let daybook = cargo::daybook(Profile::Dev)?;
            say::line("Starting daybook on this display; Ctrl-C ends it.");
            let mut started = Command::new(&daybook);
            started.arg("run").args(rest).env("DAYBOOK_MODELS", models::folder());
            cargo::finish(started, "daybook run")
        }
        Wish::Sample => {
            if !arguments.contains(&"--sample") {
                say::line("No display here, so a sample half hour goes through the real pipeline.");
            }
            sample::run(&cargo::daybook(Profile::Dev)?)
        }
    }
}

fn wish<'a>(arguments: &[&'a str], display: bool) -> Wish<'a> {
    let without = |word: &str| arguments.iter().copied().filter(|other| *other != word).collect();
    if arguments.contains(&"--headless") {
        Wish::Headless(without("--headless"))
    } else if arguments.contains(&"--sample") || !display {
        Wish::Sample
    } else {
        Wish::Desktop(arguments.to_vec())
    }
}

/// Whether there is a screen to capture.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_gets_the_window_and_a_server_the_sample() {
        assert_eq!(wish(&["--hidden"], true), Wish::Desktop(vec!["--hidden"]));
        assert_eq!(wish(&[], false), Wish::Sample);
        assert_eq!(wish(&["--sample"], true), Wish::Sample);
    }

    #[test]
    fn the_engine_alone_gets_what_else_was_said() {
        for display in [true, false] {
            let wish = wish(&["--headless", "--for", "60"], display);
            assert_eq!(wish, Wish::Headless(vec!["--for", "60"]));
        }
    }
}
