//! # Packages
//!
//! `cargo xtask bundle` packs what has been built: the desktop program, the command `daybook`
//! beside it, and the default speech model. What goes where stands in `src-tauri/tauri.conf.json`;
//! added here is only what depends on where the build lies.
//!
//! Packages for Debian and Fedora are made without any other program and without a network. An
//! AppImage, an MSI and an NSIS installer are packed by tools that Tauri fetches when first asked.

use crate::cargo::{self, Profile};
use crate::node::Node;
use crate::{Stop, models, say, system, ui, weights};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What can be packed on this system; the first is what is packed unless something else is asked.
const FORMATS: &[&str] = if cfg!(target_os = "macos") {
    &["dmg", "app"]
} else if cfg!(windows) {
    &["nsis", "msi"]
} else {
    &["deb", "rpm", "appimage"]
};

/// The environment of who releases: the address that updates come from and the key that they are
/// signed with, both baked into the program, and the secret half of the key.
const UPDATE_KEY: &str = "DAYBOOK_UPDATE_KEY";
const SIGNING_KEY: &str = "TAURI_SIGNING_PRIVATE_KEY";

/// `cargo xtask bundle [--dev] [FORMAT ...]`.
pub(crate) fn run(arguments: &[&str]) -> Result<(), Stop> {
    let (profile, formats) = wish(arguments)?;
    say::step("Looking for system packages", || system::ensure(&[system::TO_RUN]))?;
    say::step("Looking for the speech model", models::default)?;
    let node = say::step("Looking for Node", Node::find)?;
    say::step("Building the pages of the window", || ui::build(&node))?;
    cargo::build(profile, &["daybook", "daybook-desktop"])?;
    for file in pack(&node, profile, &formats)? {
        let size = file.metadata().map_or(0, |about| about.len());
        say::line(&format!("{} ({})", file.display(), megabytes(size)));
    }
    Ok(())
}

/// The format that is packed unless another is asked for.
pub(crate) fn usual() -> &'static [&'static str] {
    FORMATS.get(..1).unwrap_or_default()
}

/// Packs what is built already and says which files came of it.
pub(crate) fn pack(node: &Node, profile: Profile, formats: &[&str]) -> Result<Vec<PathBuf>, Stop> {
    let folder = cargo::target_dir().join(profile.folder());
    let made = folder.join("bundle");
    let failed = |error: std::io::Error| {
        Stop::failed(format!("could not empty {}: {error}", made.display()))
    };
    // Emptied first: what lies there afterwards has been made now.
    if made.exists() {
        std::fs::remove_dir_all(&made).map_err(failed)?;
    }
    let config = beside(&folder, set(SIGNING_KEY).and_then(|_| set(UPDATE_KEY)));
    let mut tauri = node.tauri(&["bundle", "--ci", "--bundles"]);
    tauri.args(formats).arg("--config").arg(config.to_string());
    if profile == Profile::Dev {
        tauri.arg("--debug");
    }
    let what = format!("Packing {}", formats.join(" and "));
    say::step(&what, || cargo::finish(tauri, "tauri bundle"))?;
    files_in_folders_of(&made)
}

fn wish<'a>(arguments: &[&'a str]) -> Result<(Profile, Vec<&'a str>), Stop> {
    let mut profile = Profile::Release;
    let mut formats = Vec::new();
    for word in arguments {
        match *word {
            "--dev" => profile = Profile::Dev,
            format if FORMATS.contains(&format) => formats.push(format),
            other => {
                let known = FORMATS.join(", ");
                return Err(Stop::Usage(format!(
                    "bundle does not know {other}; on this system it packs {known}"
                )));
            }
        }
    }
    if formats.is_empty() {
        formats.extend(usual());
    }
    Ok((profile, formats))
}

/// What is laid over `tauri.conf.json`: the files that lie where the build put them, and whether
/// the packages are signed for the updater.
fn beside(folder: &Path, update_key: Option<String>) -> Value {
    let command = cargo::program(folder, "daybook");
    let mut bundle = if cfg!(target_os = "macos") {
        json!({"macOS": {"files": {"MacOS/daybook": command}}})
    } else if cfg!(windows) {
        // Only here are resources named in place: on other systems the compiler would ask for them.
        json!({"resources": {
            command.to_string_lossy(): "daybook.exe",
            "../models/manifest.toml": "models/manifest.toml",
            format!("../models/{}", weights::DEFAULT): format!("models/{}", weights::DEFAULT),
        }})
    } else {
        let files = json!({"files": {"/usr/bin/daybook": command}});
        json!({"linux": {"deb": files, "rpm": files, "appimage": files}})
    };
    let Some(key) = update_key else { return json!({"bundle": bundle}) };
    if let Some(bundle) = bundle.as_object_mut() {
        bundle.insert("createUpdaterArtifacts".to_owned(), json!(true));
    }
    json!({"bundle": bundle, "plugins": {"updater": {"pubkey": key}}})
}

/// The files one level down: a folder for each format, a file for each package.
fn files_in_folders_of(bundle: &Path) -> Result<Vec<PathBuf>, Stop> {
    let failed = |error: std::io::Error| {
        Stop::failed(format!("could not read {}: {error}", bundle.display()))
    };
    let mut found = Vec::new();
    for format in std::fs::read_dir(bundle).map_err(failed)? {
        let format = format.map_err(failed)?.path();
        if !format.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(format).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn set(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// As the shops write it: millions of bytes, one digit after the point.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_word_the_usual_package_is_made_for_release() {
        assert_eq!(wish(&[]).ok(), Some((Profile::Release, vec![FORMATS[0]])));
        let dev = wish(&["--dev", FORMATS[1]]).ok();
        assert_eq!(dev, Some((Profile::Dev, vec![FORMATS[1]])));
        assert!(wish(&["zip"]).is_err(), "what cannot be packed is refused");
    }

    #[test]
    fn packages_are_signed_only_for_who_has_the_key() {
        let unsigned = beside(Path::new("debug"), None);
        assert!(unsigned["bundle"]["createUpdaterArtifacts"].is_null());
        let signed = beside(Path::new("debug"), Some("key".to_owned()));
        assert_eq!(signed["bundle"]["createUpdaterArtifacts"], true);
        assert_eq!(signed["plugins"]["updater"]["pubkey"], "key");
    }

    #[test]
    fn sizes_are_told_in_megabytes() {
        assert_eq!(megabytes(83_456_789), "83.4 MB");
    }
}
