//! `cargo xtask icons`: the pictures that the build embeds and the packages carry, from the
//! drawings in `icons/`. They are committed, so that only who changes a drawing needs this.

use crate::node::Node;
use crate::{Stop, cargo, say, ui};
use std::path::Path;

/// The states of the tray, each with a drawing `tray-STATE.svg`.
const STATES: [&str; 5] = ["recording", "paused", "excluded", "problem", "off"];

/// Heights of panels, in pixels: usual, roomy, large, and usual on a dense screen.
const PANELS: [u32; 4] = [22, 24, 32, 44];

/// What is kept of the set that Tauri draws for programs, and what it is called here.
const PROGRAM: [(&str, &str); 7] = [
    ("32x32.png", "32x32.png"),
    ("64x64.png", "64x64.png"),
    ("128x128.png", "128x128.png"),
    ("128x128@2x.png", "128x128@2x.png"),
    ("icon.png", "512x512.png"),
    ("icon.icns", "app.icns"),
    ("icon.ico", "app.ico"),
];

/// Draws them all anew.
pub(crate) fn run(arguments: &[&str]) -> Result<(), Stop> {
    if let Some(word) = arguments.first() {
        return Err(Stop::Usage(format!("icons takes no arguments, but got {word}")));
    }
    let node = say::step("Looking for the drawing program", || {
        let node = Node::find()?;
        ui::packages(&node)?;
        Ok(node)
    })?;
    let aside = cargo::target_dir().join("icons");
    say::step("Drawing the program's icon", || {
        draw(&node, "app", &aside, &[])?;
        PROGRAM.iter().try_for_each(|(from, to)| keep(&aside.join(from), &format!("app/{to}")))
    })?;
    let sizes = PANELS.map(|size| size.to_string()).join(",");
    say::step("Drawing the tray's icons", || {
        STATES.iter().try_for_each(|state| {
            draw(&node, &format!("tray-{state}"), &aside, &["--png", &sizes])?;
            PANELS.iter().try_for_each(|size| {
                keep(&aside.join(format!("{size}x{size}.png")), &format!("tray/{state}-{size}.png"))
            })
        })
    })?;
    std::fs::remove_dir_all(&aside)
        .map_err(|error| Stop::failed(format!("could not remove {}: {error}", aside.display())))
}

fn draw(node: &Node, drawing: &str, to: &Path, more: &[&str]) -> Result<(), Stop> {
    let from = format!("icons/{drawing}.svg");
    let mut tauri = node.tauri(&["icon", &from]);
    tauri.args(more).arg("--output").arg(to);
    // It names each of fifty files.
    tauri.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    cargo::finish(tauri, &format!("drawing {from}"))
}

fn keep(from: &Path, to: &str) -> Result<(), Stop> {
    let to = cargo::root().join("icons").join(to);
    to.parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::copy(from, &to))
        .map(|_| ())
        .map_err(|error| Stop::failed(format!("could not write {}: {error}", to.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_drawing_and_its_pictures() {
        let icons = cargo::root().join("icons");
        for state in STATES {
            assert!(icons.join(format!("tray-{state}.svg")).is_file(), "{state} is drawn");
            for size in PANELS {
                let picture =
                    std::fs::read(icons.join(format!("tray/{state}-{size}.png"))).unwrap();
                let width =
                    picture[16..20].iter().fold(0, |all, byte| all * 256 + u32::from(*byte));
                assert_eq!(width, size, "{state} fits a panel of {size}");
            }
        }
        let drawings = std::fs::read_dir(&icons).unwrap();
        let trays = drawings.filter(|entry| {
            entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("tray-")
        });
        assert_eq!(trays.count(), STATES.len(), "no drawing is left behind");
    }
}
