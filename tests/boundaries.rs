//! # Boundaries
//!
//! The rules of the house that a compiler does not keep: which crate may know which, which crate
//! alone carries a heavy dependency, how files begin and what they are called, what lies at the
//! top, and what no file may hold. Each rule is a pure function from what was found to sentences
//! about what is wrong, and each is shown a bad example, so that it cannot pass by seeing nothing.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate of the workspace and what it is built from.
#[derive(Debug, Default)]
struct Crate {
    name: String,
    /// Names of normal and build dependencies.
    needs: Vec<String>,
    /// Names of dependencies of its tests only.
    tests_need: Vec<String>,
}

/// A file of the tree, by its path from the root, with `/` between folders.
#[derive(Debug)]
struct Page {
    path: String,
    text: String,
}

/// The crates by layer; a crate imports lower layers only.
const LAYERS: &[(u8, &[&str])] = &[
    (0, &["domain"]),
    (1, &["store", "capture", "speech", "document", "cloud"]),
    (2, &["sync"]),
    (3, &["engine"]),
    (4, &["daybook", "daybook-desktop"]),
];

/// Crates beside the layers: nothing that ships may import them.
const BESIDE: &[&str] = &["testkit", "xtask"];

/// Heavy or special dependencies (a name, or the first words of one) and the crates that may
/// carry them.
const HEAVY: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("xcap", &["capture"]),
    ("x11rb", &["capture"]),
    ("cpal", &["capture"]),
    ("hound", &["capture"]),
    ("zbus", &["capture", "cloud", "daybook-desktop", "testkit"]),
    ("notify-rust", &["daybook-desktop"]),
    ("whisper-rs", &["speech"]),
    ("symphonia", &["speech"]),
    ("rubato", &["speech", "capture"]),
    ("earshot", &["speech", "capture"]),
    ("typst", &["document"]),
    ("fontdb", &["document"]),
    ("ttf-parser", &["document"]),
    ("reqwest", &["cloud"]),
    ("object_store", &["cloud"]),
    ("keyring", &["cloud"]),
    ("tokio", &["engine", "cloud", "daybook"]),
    ("clap", &["daybook"]),
    ("tauri", &["daybook-desktop"]),
];

const MUST_BE_AT_THE_TOP: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "docs",
    "icons",
    "migrations",
    "models",
    "src-tauri",
    "tests",
    "ui",
];

/// Names that say nothing about what a file is for.
const EMPTY_NAMES: &[&str] =
    &["util", "utils", "common", "shared", "helper", "helpers", "manager", "misc", "stuff"];

const MOST_LINES: usize = 700;

fn layer(name: &str) -> Option<u8> {
    LAYERS.iter().find(|(_, names)| names.contains(&name)).map(|(layer, _)| *layer)
}

fn wrong_layers(crates: &[Crate]) -> Vec<String> {
    let names: BTreeSet<&str> = crates.iter().map(|found| found.name.as_str()).collect();
    let mut wrong = Vec::new();
    for found in crates {
        let name = &found.name;
        let own = layer(name);
        if own.is_none() && !BESIDE.contains(&name.as_str()) {
            wrong.push(format!("{name} has no place in the layers"));
        }
        for need in found.needs.iter().filter(|need| names.contains(need.as_str())) {
            let allowed = match (own, layer(need)) {
                (Some(own), Some(needed)) => needed < own,
                (Some(_), None) => false,
                (None, needed) => name == "testkit" && needed.is_some_and(|layer| layer < 4),
            };
            if !allowed {
                wrong.push(format!("{name} may not import {need}"));
            }
        }
        for need in found.tests_need.iter().filter(|need| names.contains(need.as_str())) {
            let allowed = match (own, layer(need)) {
                (Some(own), Some(needed)) => needed < own,
                (_, None) => need == "testkit",
                (None, Some(_)) => name == "testkit",
            };
            if !allowed {
                wrong.push(format!("the tests of {name} may not import {need}"));
            }
        }
    }
    wrong
}

fn misplaced_weight(crates: &[Crate]) -> Vec<String> {
    let mut wrong = Vec::new();
    for found in crates {
        for need in &found.needs {
            for (heavy, homes) in HEAVY {
                let is_it = need == heavy
                    || need.strip_prefix(heavy).is_some_and(|rest| rest.starts_with(['-', '_']));
                if is_it && !homes.contains(&found.name.as_str()) {
                    let homes = homes.join(" and ");
                    wrong.push(format!("{} carries {need}, which belongs to {homes}", found.name));
                }
            }
        }
    }
    wrong
}

fn wrong_top(names: &[&str]) -> Vec<String> {
    let known = |name: &&str| MUST_BE_AT_THE_TOP.contains(name) || *name == "target";
    let strange = names
        .iter()
        .filter(|name| !name.starts_with('.') && !known(name))
        .map(|name| format!("{name} has no place at the top"));
    let lost = MUST_BE_AT_THE_TOP
        .iter()
        .filter(|name| !names.contains(name))
        .map(|name| format!("{name} is missing at the top"));
    strange.chain(lost).collect()
}

fn silent_beginnings(pages: &[Page]) -> Vec<String> {
    rust(pages)
        .filter(|page| !page.text.starts_with("//! "))
        .map(|page| format!("{} does not begin by saying what it is for", page.path))
        .collect()
}

fn empty_names(pages: &[Page]) -> Vec<String> {
    rust(pages)
        .filter_map(|page| {
            let mut parts = page.path.rsplit('/');
            let file = parts.next().unwrap_or_default();
            let stem = file.trim_end_matches(".rs");
            let strange = file == "mod.rs"
                || EMPTY_NAMES.contains(&stem)
                || parts.any(|folder| EMPTY_NAMES.contains(&folder));
            strange.then(|| format!("{} has a name that says nothing", page.path))
        })
        .collect()
}

fn long_files(pages: &[Page]) -> Vec<String> {
    rust(pages)
        .filter(|page| page.text.lines().count() > MOST_LINES)
        .map(|page| format!("{} has more than {MOST_LINES} lines", page.path))
        .collect()
}

/// `domain` is pure: whatever touches the machine, or asks it for the time, is not imported.
fn impurities(pages: &[Page]) -> Vec<String> {
    let banned = [
        "std::fs",
        "std::net",
        "std::io",
        "std::process",
        "std::env",
        "std::thread",
        "SystemTime",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
    ];
    let domain = "src-tauri/crates/domain/src/";
    rust(pages)
        .filter(|page| page.path.starts_with(domain))
        .flat_map(|page| {
            banned
                .iter()
                .filter(|word| code_of(&page.text).any(|line| line.contains(*word)))
                .map(|word| format!("{} touches {word}", page.path))
        })
        .collect()
}

/// Lines that are not comments.
fn code_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

fn unfinished(pages: &[Page]) -> Vec<String> {
    // In pieces, so that this file does not find itself.
    let needles = [
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("#[ig", "nore"),
        concat!("db", "g!("),
        concat!("FIX", "ME"),
        concat!("// TO", "DO"),
    ];
    rust(pages).flat_map(|page| holds(page, &needles)).collect()
}

fn out_of_place(pages: &[Page], here: &[String]) -> Vec<String> {
    let hosts = [
        concat!("crates", ".io"),
        concat!("pypi", ".org"),
        concat!("python", "hosted", ".org"),
        concat!("npmjs", ".org"),
        concat!("npmjs", ".com"),
        concat!("/ro", "ot/"),
    ];
    let needles: Vec<&str> = hosts.into_iter().chain(here.iter().map(String::as_str)).collect();
    pages
        .iter()
        .filter(|page| page.path != "Cargo.lock")
        .flat_map(|page| holds(page, &needles))
        .collect()
}

fn holds(page: &Page, needles: &[&str]) -> Vec<String> {
    needles
        .iter()
        .filter(|needle| page.text.contains(**needle))
        .map(|needle| format!("{} holds {needle}", page.path))
        .collect()
}

/// Relative links of Markdown pages that lead nowhere. `exists` is asked with paths from the root.
fn dead_links(pages: &[Page], exists: impl Fn(&str) -> bool) -> Vec<String> {
    let mut dead = Vec::new();
    for page in pages.iter().filter(|page| page.path.ends_with(".md")) {
        let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for target in page.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = target.split(['#', ' ']).next().unwrap_or_default();
            let elsewhere = target.contains("://") || target.starts_with("mailto:");
            if !target.is_empty() && !elsewhere && !exists(&resolved(folder, target)) {
                dead.push(format!("{} links to {target}, which is not there", page.path));
            }
        }
    }
    dead
}

/// Where `target`, seen from `folder`, lies from the root.
fn resolved(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// Crates whose manifest does not take the lints of the workspace.
fn unlinted(pages: &[Page]) -> Vec<String> {
    pages
        .iter()
        .filter(|page| page.path.starts_with("src-tauri/") && page.path.ends_with("/Cargo.toml"))
        .filter(|page| !page.text.contains("[lints]\nworkspace = true"))
        .map(|page| format!("{} does not take the lints of the workspace", page.path))
        .collect()
}

fn rust(pages: &[Page]) -> impl Iterator<Item = &Page> {
    pages.iter().filter(|page| page.path.ends_with(".rs"))
}

// What is really there.

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(3).expect("testkit lies three folders below the root").to_path_buf()
}

fn crates() -> Vec<Crate> {
    let answer = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo can be started");
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&answer.stdout).expect("JSON");
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    list(&metadata["packages"])
        .iter()
        .map(|package| {
            let mut found = Crate { name: text(&package["name"]), ..Crate::default() };
            for need in list(&package["dependencies"]) {
                let names = match need["kind"].as_str() {
                    Some("dev") => &mut found.tests_need,
                    _ => &mut found.needs,
                };
                names.push(text(&need["name"]));
            }
            found
        })
        .collect()
}

/// Every text file of the tree that people write.
fn pages() -> Vec<Page> {
    let root = root();
    let mut pages = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder can be read").flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let from_root = path.strip_prefix(&root).expect("below the root").to_string_lossy();
            if path.is_dir() {
                let made = ["target", "node_modules", ".git", ".cache", "output"];
                if !made.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if written_by_people(&name)
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                pages.push(Page { path: from_root.replace('\\', "/"), text });
            }
        }
    }
    assert!(pages.len() > 30, "the tree was found");
    pages
}

fn written_by_people(name: &str) -> bool {
    let kinds = ["rs", "md", "toml", "sql", "sh", "py", "js", "ts", "svelte", "svg", "txt", "yml"];
    let kind = name.rsplit_once('.').map(|(_, kind)| kind);
    kind.is_some_and(|kind| kinds.contains(&kind)) || name == "run"
}

/// Paths of the machine that this runs on.
fn here() -> Vec<String> {
    let home = std::env::var("HOME").unwrap_or_default();
    [root().to_string_lossy().into_owned(), home]
        .into_iter()
        .filter(|path| path.len() > 4)
        .map(|path| format!("{path}/"))
        .collect()
}

#[track_caller]
fn nothing(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn a_crate_imports_lower_layers_only() {
    nothing(wrong_layers(&crates()));
}

#[test]
fn a_heavy_dependency_stays_in_its_crate() {
    nothing(misplaced_weight(&crates()));
}

#[test]
fn the_top_holds_what_the_design_names_and_nothing_else() {
    let names: Vec<String> = std::fs::read_dir(root())
        .expect("the root can be read")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    nothing(wrong_top(&names.iter().map(String::as_str).collect::<Vec<_>>()));
}

#[test]
fn every_module_begins_by_saying_what_it_is_for() {
    nothing(silent_beginnings(&pages()));
}

#[test]
fn every_file_name_says_something() {
    nothing(empty_names(&pages()));
}

#[test]
fn no_file_grows_past_reading() {
    nothing(long_files(&pages()));
}

#[test]
fn domain_has_no_clock_and_touches_no_machine() {
    nothing(impurities(&pages()));
}

#[test]
fn nothing_is_left_unfinished_or_skipped() {
    nothing(unfinished(&pages()));
}

#[test]
fn no_file_names_a_machine_or_a_package_registry() {
    nothing(out_of_place(&pages(), &here()));
}

#[test]
fn every_relative_link_leads_somewhere() {
    nothing(dead_links(&pages(), |path| root().join(path).exists()));
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    nothing(unlinted(&pages()));
}

mod a_bad_example_is_found {
    use super::*;

    fn tree(pages: &[(&str, &str)]) -> Vec<Page> {
        pages
            .iter()
            .map(|(path, text)| Page { path: (*path).into(), text: (*text).into() })
            .collect()
    }

    fn workspace(crates: &[(&str, &[&str], &[&str])]) -> Vec<Crate> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        crates
            .iter()
            .map(|(name, needs, tests_need)| Crate {
                name: (*name).into(),
                needs: owned(needs),
                tests_need: owned(tests_need),
            })
            .collect()
    }

    #[test]
    fn of_layers() {
        let crates = workspace(&[
            ("domain", &["jiff", "store"], &[]),
            ("store", &["domain", "capture"], &["testkit"]),
            ("capture", &["domain"], &["engine"]),
            ("engine", &["domain", "store", "testkit"], &["testkit"]),
            ("testkit", &["engine"], &["daybook"]),
            ("daybook", &["engine"], &[]),
            ("xtask", &["domain"], &[]),
            ("stranger", &[], &[]),
        ]);
        assert_eq!(
            wrong_layers(&crates),
            [
                "domain may not import store",
                "store may not import capture",
                "the tests of capture may not import engine",
                "engine may not import testkit",
                "xtask may not import domain",
                "stranger has no place in the layers",
            ]
        );
    }

    #[test]
    fn of_weight() {
        let crates = workspace(&[
            ("store", &["rusqlite", "rusqlite_migration"], &["reqwest"]),
            ("engine", &["rusqlite", "symphonia-core", "tokio"], &[]),
        ]);
        assert_eq!(
            misplaced_weight(&crates),
            [
                "engine carries rusqlite, which belongs to store",
                "engine carries symphonia-core, which belongs to speech",
            ]
        );
    }

    #[test]
    fn of_top_level_names() {
        let mut names = MUST_BE_AT_THE_TOP.to_vec();
        names.extend([".gitignore", "target", "ui", "notes.txt"]);
        names.retain(|name| *name != "LICENSE");
        assert_eq!(
            wrong_top(&names),
            ["notes.txt has no place at the top", "LICENSE is missing at the top"]
        );
    }

    #[test]
    fn of_files() {
        let long = format!("//! Long.\n{}", "\n".repeat(MOST_LINES));
        let pages = tree(&[
            ("src-tauri/crates/store/src/mod.rs", "//! Said.\n"),
            ("src-tauri/crates/store/src/utils.rs", "//! Said.\n"),
            ("src-tauri/crates/store/src/common/a.rs", "//! Said.\n"),
            ("src-tauri/crates/store/src/silent.rs", "use std::fs;\n"),
            ("src-tauri/crates/store/src/long.rs", &long),
            ("src-tauri/crates/store/src/fine.rs", "//! Said.\nuse std::fs;\n"),
        ]);
        assert_eq!(empty_names(&pages).len(), 3);
        assert_eq!(silent_beginnings(&pages).len(), 1);
        assert_eq!(long_files(&pages).len(), 1);
    }

    #[test]
    fn of_impurity() {
        let pages = tree(&[
            ("src-tauri/crates/domain/src/a.rs", "//! A.\nlet now = Instant::now();\n"),
            ("src-tauri/crates/domain/src/b.rs", "//! No std::fs here.\n"),
            ("src-tauri/crates/store/src/c.rs", "//! C.\nuse std::fs;\n"),
        ]);
        assert_eq!(impurities(&pages), ["src-tauri/crates/domain/src/a.rs touches Instant::now"]);
    }

    #[test]
    fn of_unfinished_work() {
        let text = format!("//! A.\n{}{}\n", "to", "do!()");
        assert_eq!(unfinished(&tree(&[("a.rs", &text)])).len(), 1);
        let text = format!("//! A.\n#[test]\n#[ig{}]\n", "nore");
        assert_eq!(unfinished(&tree(&[("a.rs", &text)])).len(), 1);
    }

    #[test]
    fn of_machines_and_registries() {
        let registry = format!("https://{}{}/simple", "pypi", ".org");
        let pages = tree(&[
            ("docs/a.md", "see /srv/anna/daybook/x"),
            ("b.toml", &registry),
            ("Cargo.lock", &registry),
        ]);
        assert_eq!(out_of_place(&pages, &["/srv/anna/daybook/".to_owned()]).len(), 2);
    }

    #[test]
    fn of_links() {
        let pages = tree(&[(
            "docs/decisions/a.md",
            "[x](../CLI.md#run) [y](b.md) [z](https://example.org) [w](#here)",
        )]);
        let found = dead_links(&pages, |path| path == "docs/CLI.md");
        assert_eq!(found, ["docs/decisions/a.md links to b.md, which is not there"]);
    }

    #[test]
    fn of_lints() {
        let pages = tree(&[("src-tauri/crates/store/Cargo.toml", "[package]\n")]);
        assert_eq!(unlinted(&pages).len(), 1);
    }
}
