//! What the menu and the software centre show.

use crate::{said, unpacked};
use std::path::Path;
use std::process::Command;

const ENTRY: &str = "usr/share/applications/Daybook.desktop";
const PAGE: &str = "usr/share/metainfo/app.daybook.desktop.metainfo.xml";

fn value<'a>(entry: &'a str, key: &str) -> &'a str {
    let line = entry.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
    line.unwrap_or_else(|| panic!("the entry has no {key}:\n{entry}"))
}

#[test]
fn the_menu_entry_is_one_that_desktops_understand_in_both_languages() {
    let files = unpacked();
    let path = files.path().join(ENTRY);
    let complaints = said(Command::new("desktop-file-validate").arg(&path));
    assert_eq!(complaints, "");
    let entry = std::fs::read_to_string(&path).expect("the entry");
    assert_eq!(value(&entry, "Name"), "Daybook");
    assert_eq!(value(&entry, "GenericName[de]"), "Zeiterfassung");
    assert!(value(&entry, "Comment").contains("working day"));
    assert!(value(&entry, "Comment[de]").contains("Arbeitstag"));
    assert_eq!(value(&entry, "Categories"), "Office;ProjectManagement;");
    assert!(!entry.contains("{{"), "every place in the template is filled");
}

#[test]
fn the_menu_entry_starts_a_program_and_shows_an_icon_of_the_package() {
    let files = unpacked();
    let entry = std::fs::read_to_string(files.path().join(ENTRY)).expect("the entry");
    let program = value(&entry, "Exec");
    assert!(files.path().join("usr/bin").join(program).is_file(), "{program}");
    // By this name the panel knows that a window belongs to the entry.
    assert_eq!(value(&entry, "StartupWMClass"), program);
    let icon = value(&entry, "Icon");
    for (folder, width) in
        [("32x32", 32), ("64x64", 64), ("128x128", 128), ("256x256@2", 256), ("512x512", 512)]
    {
        let path = format!("usr/share/icons/hicolor/{folder}/apps/{icon}.png");
        assert_eq!(width_of(&files.path().join(&path)), width, "{path}");
    }
}

/// The width that a PNG says it has.
fn width_of(picture: &Path) -> u32 {
    let bytes = std::fs::read(picture).expect("the icon is there");
    assert_eq!(&bytes[1..4], b"PNG");
    bytes[16..20].iter().fold(0, |all, byte| all * 256 + u32::from(*byte))
}

#[test]
fn the_software_centre_understands_its_page() {
    let files = unpacked();
    let page = files.path().join(PAGE);
    said(Command::new("appstreamcli").args(["validate", "--no-net"]).arg(&page));
    let text = std::fs::read_to_string(&page).expect("the page");
    let entry = Path::new(ENTRY).file_name().expect("a name").to_string_lossy().into_owned();
    assert!(text.contains(&format!("<launchable type=\"desktop-id\">{entry}</launchable>")));
}
