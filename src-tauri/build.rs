//! Declares every command to Tauri, so that a window may call only what it was granted.
//!
//! The names are read from the sources themselves: a function under `#[tauri::command` in
//! `src/commands` is a command, and nothing else is.

use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=src/commands");
    let page = Path::new("../ui/dist/index.html");
    if !page.is_file() {
        return Err("the window's page is not built yet: run `cargo xtask run`, or `npm ci && npm run build` in ui".into());
    }
    let mut names = Vec::new();
    for file in files(Path::new("src/commands"))? {
        names.extend(commands(&std::fs::read_to_string(file)?));
    }
    names.sort();
    // The build script ends soon; Tauri wants names that outlive it.
    let names: Vec<&'static str> =
        names.into_iter().map(|name| &*Box::leak(name.into_boxed_str())).collect();
    let manifest = tauri_build::AppManifest::new().commands(Box::leak(names.into_boxed_slice()));
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}

fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files)
}

/// The names of the functions that follow a `#[tauri::command`.
fn commands(text: &str) -> Vec<String> {
    text.split("#[tauri::command")
        .skip(1)
        .filter_map(|after| after.split_once("fn "))
        .filter_map(|(_, after)| after.split(['(', '<']).next())
        .map(|name| name.trim().to_owned())
        .collect()
}
