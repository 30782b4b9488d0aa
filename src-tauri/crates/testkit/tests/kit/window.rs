//! A web page in a real window is looked at, clicked and typed into.

use crate::script;
use serde_json::json;
use std::path::Path;
use std::time::Duration;
use testkit::desk::Desk;
use testkit::home::workspace;
use testkit::webdriver::{By, Page, WebDriver};

const SOON: Duration = Duration::from_secs(10);

/// The page, on a desk that stays until the end.
fn with_page(look: impl FnOnce(&Page)) {
    let desk = Desk::open().expect("a desk");
    let mut command = desk.command("WebKitWebDriver");
    command.env("NO_AT_BRIDGE", "1");
    let driver = WebDriver::start(command).expect("a driver");
    let page = driver.open(&script("page.py"), &[]).expect("a page");
    look(&page);
}

#[test]
fn things_are_found_by_what_a_person_calls_them() {
    with_page(|page| {
        assert_eq!(page.find(By::Role("heading", "Window")).text(), "Window 1");
        assert_eq!(page.find(By::Role("textbox", "Name")).role(), "textbox");
        assert_eq!(page.find(By::Text("Greet")).label(), "Greet");
        assert_eq!(page.find(By::Xpath("//button[2]")).label(), "Close it");
        assert_eq!(page.find(By::Css("#said")).text(), "");
        assert!(!page.has(By::Role("button", "never")), "a name that nothing has");
        assert!(!page.has(By::Role("link", "Greet")), "a role that it has not");
        assert!(!page.has(By::Text("never shown")), "what is hidden is not seen");
        assert!(!page.says("never shown"), "what is hidden is not said");
    });
}

#[test]
fn hands_reach_everything() {
    with_page(|page| {
        let name = page.find(By::Role("textbox", "Name"));
        name.write("Anna");
        page.click(By::Role("button", "Greet"));
        page.wait_for_text("clicked Anna true", SOON);
        name.clear();
        name.click();
        page.write("Bé");
        assert_eq!(name.property("value"), "Bé");

        page.js("keys = []", &[]);
        page.press(&["Ctrl+K", "Ctrl+Shift+Z", "?", "Escape", "ArrowDown"]);
        let pressed =
            page.js("return keys.filter(([key]) => !['Control', 'Shift'].includes(key))", &[]);
        let keys: Vec<String> = pressed
            .as_array()
            .expect("keys")
            .iter()
            .map(|key| key[0].as_str().unwrap_or_default().to_lowercase())
            .collect();
        assert_eq!(keys, ["k", "z", "?", "escape", "arrowdown"]);
        assert_eq!(pressed[0][1], true, "Ctrl was down");
        assert_eq!((&pressed[1][1], &pressed[1][2]), (&json!(true), &json!(true)));
        assert_eq!(pressed[3][1], false, "Ctrl is up again");

        assert!(!page.says("a hint"));
        page.find(By::Css(".spot")).hover();
        page.wait_for_text("a hint", SOON);

        let long = page.find(By::Css("#long"));
        long.wheel(120);
        page.wait("it scrolled", SOON, || long.property("scrollTop").as_f64() > Some(0.0));
    });
}

#[test]
fn the_page_has_the_size_that_it_is_given_and_shows_it_in_a_picture() {
    with_page(|page| {
        for (width, height) in [(1280, 800), (900, 600)] {
            page.resize(width, height);
            assert_eq!(page.js("return [innerWidth, innerHeight]", &[]), json!([width, height]));
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("below/page.png");
            page.screenshot(&file).expect("a picture");
            assert_eq!(size_of_png(&file), (width, height));
        }
    });
}

#[test]
fn axe_finds_what_is_wrong_and_nothing_else() {
    let axe = workspace().join("ui/node_modules/axe-core/axe.min.js");
    with_page(|page| {
        assert_eq!(page.violations(&axe), Vec::<String>::new());
        page.js("document.getElementById('faint').hidden = false", &[]);
        let found = page.violations(&axe);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("color-contrast"), "{found:?}");
    });
}

#[test]
fn a_window_that_was_opened_again_can_be_taken() {
    with_page(|page| {
        page.click(By::Role("button", "Close it"));
        page.wait("the window closed", SOON, || page.try_js("return 1", &[]).is_err());
        page.wait("another one opened", SOON, || page.take_newest().is_ok());
        page.wait_for_text("Window 2", SOON);
    });
}

fn size_of_png(file: &Path) -> (i64, i64) {
    let bytes = std::fs::read(file).expect("a file");
    assert!(bytes.starts_with(b"\x89PNG"), "it is a PNG");
    let side = |at: usize| {
        i64::from(u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]))
    };
    (side(16), side(20))
}
