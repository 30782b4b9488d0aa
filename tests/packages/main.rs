//! # Packages
//!
//! The package for Debian as its owner meets it: what it holds and asks for, what the menu shows,
//! and what installing, starting and removing it does to a system. It is put into a root of its
//! own, so that the machine's system stays as it is.
//!
//! `cargo xtask test` packs before it tests; elsewhere `cargo xtask bundle --dev deb` does.

#![cfg(target_os = "linux")]
#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail so")]

mod contents;
mod installed;
mod menu;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The package, packed from the programs beside these tests.
fn package() -> PathBuf {
    let folder = programs().join("bundle/deb");
    let mut found: Vec<PathBuf> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension() == Some(OsStr::new("deb")))
        .collect();
    assert_eq!(found.len(), 1, "one package is there; make it: cargo xtask bundle --dev deb");
    found.remove(0)
}

/// Where cargo put the programs.
fn programs() -> PathBuf {
    let test = std::env::current_exe().expect("the test has a path");
    test.ancestors().nth(2).expect("target/debug").to_path_buf()
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).expect("a root").to_path_buf()
}

/// Runs `command`, which must succeed, and hands on what it said.
#[track_caller]
fn said(command: &mut Command) -> String {
    let output = command.output().expect("it can be started");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{out}\n{err}", output.status);
    out
}

/// The package's files taken out of it, with nothing installed.
fn unpacked() -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("daybook-").tempdir().expect("a folder");
    said(Command::new("dpkg-deb").arg("--extract").arg(package()).arg(folder.path()));
    folder
}
