//! What the package holds and what it asks for.

use crate::{package, programs, said, unpacked, workspace};
use std::path::Path;
use std::process::Command;

/// One field of the package's description.
fn field(name: &str) -> String {
    said(Command::new("dpkg-deb").arg("--field").arg(package()).arg(name)).trim().to_owned()
}

/// The names in a list of packages, versions left out; alternatives are names like others.
fn names(list: &str) -> Vec<String> {
    list.split([',', '|'])
        .filter_map(|one| one.split_whitespace().next())
        .map(|name| name.split(':').next().unwrap_or(name).to_owned())
        .collect()
}

#[test]
fn it_says_what_it_is() {
    assert_eq!(field("Package"), "daybook");
    assert_eq!(field("Version"), env!("CARGO_PKG_VERSION"));
    let machine = said(Command::new("dpkg").arg("--print-architecture"));
    assert_eq!(field("Architecture"), machine.trim());
    let about = field("Description");
    let (first, rest) = about.split_once('\n').expect("a summary and a text");
    assert!(first.len() < 80 && first.contains("time blocks"), "{first}");
    assert!(rest.contains("speech\n model"), "what it carries is said: {rest}");
    assert!(field("Recommends").contains("tesseract-ocr"), "words on the screen are optional");
}

#[test]
fn it_asks_for_every_library_that_its_programs_are_linked_to() {
    let asked = names(&field("Depends"));
    // What the window's library brings along is not asked for twice.
    let brought: Vec<String> = ["libwebkit2gtk-4.1-0", "libgtk-3-0"]
        .iter()
        .flat_map(|name| {
            let show = ["--show", "--showformat", "${Depends}", name];
            names(&said(Command::new("dpkg-query").args(show)))
        })
        .collect();
    let place = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(place.path().join("debian")).expect("a folder");
    std::fs::write(place.path().join("debian/control"), "Source: daybook\nPackage: daybook\n")
        .expect("a file");
    let linked = said(
        Command::new("dpkg-shlibdeps")
            .current_dir(place.path())
            .args(["-O", "--ignore-missing-info"])
            .args(["daybook", "daybook-desktop"].map(|name| programs().join(name))),
    );
    let linked = names(linked.trim().trim_start_matches("shlibs:Depends="));
    assert!(linked.len() > 5, "the programs are linked to something: {linked:?}");
    for library in linked {
        let there = asked.contains(&library) || brought.contains(&library);
        assert!(there, "{library} is needed and not asked for: {asked:?}");
    }
    let tray = asked.iter().find(|name| name.contains("appindicator"));
    assert_eq!(tray, None, "the tray speaks to the panel without that library");
}

#[test]
fn it_holds_what_was_built_and_the_default_model() {
    let files = unpacked();
    let same = |inside: &str, outside: &Path| {
        let read = |path: &Path| std::fs::read(path).expect("it can be read");
        assert!(
            read(&files.path().join(inside)) == read(outside),
            "{inside} is not the one that was built; pack again: cargo xtask bundle --dev deb"
        );
    };
    same("usr/bin/daybook", &programs().join("daybook"));
    let models = workspace().join("models");
    for name in ["ggml-tiny.en.bin", "manifest.toml"] {
        same(&format!("usr/share/daybook/models/{name}"), &models.join(name));
    }
    // The packer writes into the program which package it is from, so only its length is the same.
    let length = |path: &Path| path.metadata().expect("it is there").len();
    assert_eq!(
        length(&files.path().join("usr/bin/daybook-desktop")),
        length(&programs().join("daybook-desktop")),
        "the desktop program is not the one that was built; pack again"
    );
    let rights = std::fs::read_to_string(files.path().join("usr/share/doc/daybook/copyright"))
        .expect("the licences are there");
    assert!(rights.contains("OpenAI") && rights.contains("The Daybook authors"));
    assert!(files.path().join("usr/lib/daybook/updates-off").is_file(), "apt keeps it up to date");
}

#[test]
fn it_is_nothing_but_files_of_root_that_nobody_else_can_change() {
    let listing = said(Command::new("dpkg-deb").arg("--contents").arg(package()));
    let mut files = 0;
    for line in listing.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (mode, owner, path) = (words[0], words[1], words[5]);
        assert_eq!(owner, "0/0", "{line}");
        assert!(path.trim_start_matches("./").starts_with("usr"), "{line}");
        let expected = match (mode.starts_with('d'), path.contains("usr/bin/")) {
            (true, _) => "drwxr-xr-x",
            (false, true) => "-rwxr-xr-x",
            (false, false) => "-rw-r--r--",
        };
        assert_eq!(mode, expected, "{line}");
        files += usize::from(!mode.starts_with('d'));
    }
    assert!(files > 8, "programs, model, menu, icons, licences: {listing}");
}

#[test]
fn it_runs_nothing_when_it_is_installed() {
    let place = tempfile::tempdir().expect("a folder");
    said(Command::new("dpkg-deb").arg("--control").arg(package()).arg(place.path()));
    let mut parts: Vec<String> = std::fs::read_dir(place.path())
        .expect("the description")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    parts.sort();
    assert_eq!(parts, ["control", "md5sums"], "no scripts");
}
