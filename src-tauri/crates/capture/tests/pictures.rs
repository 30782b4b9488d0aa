//! Pictures of a real display, read with a real Tesseract: what is in front is there, and what
//! is excluded is not.

#![cfg(all(target_os = "linux", feature = "desktop"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on is a failed test")]

use capture::desktop::Desktop;
use capture::picture::{MAX_LINES, Pixels, QUALITY};
use capture::senses::{Aim, Error, Senses, Shot};
use capture::tiles::Grid;
use capture::words::Reader;
use domain::activity::Window;
use std::time::Duration;
use testkit::desk::{Desk, Terminal, until};

const CANARY: &str = "CANARY";

/// Lines of one word, to be found again wherever a part of the window shows.
fn page(word: &str, lines: usize) -> String {
    format!("{word} {word} {word} {word} {word}\r\n").repeat(lines)
}

fn excluded(window: &Window) -> bool {
    window.title.contains("Vault")
}

/// Takes pictures until the terminals have painted themselves and `shows` is content.
fn picture(desktop: &mut Desktop, aim: Aim, shows: &str) -> Shot {
    let mut taken = None;
    until(
        || match desktop.picture(aim, &excluded) {
            Ok(shot) => {
                let there = read(&shot).contains(shows);
                taken = Some(shot);
                there
            }
            Err(Error::Changed) => false,
            Err(error) => panic!("no picture: {error}"),
        },
        "the words do not show",
    )
    .unwrap_or_else(|error| panic!("{error}: {:?}", taken.as_ref().map(read)));
    taken.unwrap()
}

/// All words on a picture, as the spool would keep it: scaled, lossy, and decoded again.
fn read(shot: &Shot) -> String {
    let reader = Reader::new("eng");
    let read = |pixels: &Pixels| {
        let file = pixels.clone().shrunk(MAX_LINES).webp(QUALITY).unwrap();
        reader.read(&Pixels::decode(&file).unwrap()).unwrap()
    };
    shot.frames.iter().map(|frame| read(&frame.pixels)).collect::<Vec<_>>().join("\n")
}

/// Not even a part of it.
fn assert_no_canary(words: &str) {
    assert!(!words.contains("CANA") && !words.contains("NARY"), "{words}");
}

fn desktop() -> Desktop {
    let mut desktop = Desktop::new().unwrap();
    desktop.observe(Duration::ZERO);
    desktop
}

/// Two terminals: the open one in front, the vault lying on top of its middle.
fn open_under_vault(desk: &Desk) -> (Terminal, Terminal) {
    let open = desk.terminal("Acme", "100x30+100+100", &page("INVOICE", 28)).unwrap();
    let vault = desk.terminal("Vault", "40x8+300+250", &page(CANARY, 8)).unwrap();
    vault.keep_above().unwrap();
    (open, vault)
}

#[test]
fn a_picture_of_the_front_window_holds_its_words() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    let _other = desk.terminal("Globex", "60x10+1000+600", &page("ELSEWHERE", 8)).unwrap();
    let _open =
        desk.terminal("Acme", "80x12+100+100", "Quarterly review of the harbour\r\n").unwrap();
    let mut desktop = desktop();
    let shot = picture(&mut desktop, Aim::FrontWindow, "harbour");
    assert_eq!(shot.window.title, "Acme");
    let words = read(&shot);
    assert!(words.contains("Quarterly review of the harbour"), "{words}");
    assert!(!words.contains("ELSEWHERE"), "only the front window is on it: {words}");
    drop(inside);
}

#[test]
fn an_excluded_window_on_top_leaves_no_trace() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    let (open, vault) = open_under_vault(&desk);
    open.focus().unwrap();
    let mut desktop = desktop();
    // Whole on the screen, and reaching over its edge: two ways to the pixels.
    for (x, y) in [(100, 100), (-50, 200)] {
        open.shift_to(x, y).unwrap();
        let shot = picture(&mut desktop, Aim::FrontWindow, "INVOICE");
        assert!(shot.frames[0].blanked > 0, "the vault lies on it");
        assert_no_canary(&read(&shot));
    }
    // The control: what is not excluded may be seen, and Tesseract would find it.
    until(
        || {
            let shot = desktop.picture(Aim::FrontWindow, &|_| false);
            shot.is_ok_and(|shot| read(&shot).contains(CANARY))
        },
        "the canary is not there to be found",
    )
    .unwrap();
    drop((open, vault, inside));
}

#[test]
fn excluded_windows_are_blanked_on_whole_monitors_also_beside_and_beneath() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    let beside = desk.terminal("Vault beside", "40x8+1200+50", &page(CANARY, 8)).unwrap();
    let (open, vault) = open_under_vault(&desk);
    open.focus().unwrap();
    let mut desktop = desktop();
    let shot = picture(&mut desktop, Aim::Monitors, "INVOICE");
    let words = read(&shot);
    assert!(shot.frames[0].blanked >= 2, "both vaults");
    assert_no_canary(&words);
    let front = shot.frames[0].front.unwrap();
    let part = shot.frames[0].pixels.crop(front).unwrap();
    let words = Reader::new("eng").read(&part).unwrap();
    assert!(words.contains("INVOICE"), "the front window's part is known: {words}");
    drop((beside, open, vault, inside));
}

#[test]
fn an_excluded_front_window_gives_no_picture_at_all() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    let terminal = desk.terminal("Acme", "80x12+100+100", "$ ").unwrap();
    let mut desktop = desktop();
    assert!(desktop.picture(Aim::FrontWindow, &excluded).is_ok(), "the control");
    terminal.retitle("Vault").unwrap();
    for aim in [Aim::FrontWindow, Aim::Monitors] {
        until(
            || matches!(desktop.picture(aim, &excluded), Err(Error::Excluded)),
            "it is not excluded",
        )
        .unwrap();
    }
    drop(inside);
}

#[test]
fn a_window_that_becomes_excluded_meanwhile_gives_no_picture() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    let _terminal = desk.terminal("Acme", "80x12+100+100", "$ ").unwrap();
    let mut desktop = desktop();
    // Excluded from the second question on: the first is asked before the picture is taken.
    let asked = std::cell::Cell::new(0);
    let late = |_: &Window| asked.replace(asked.get() + 1) > 0;
    let refused = desktop.picture(Aim::FrontWindow, &late).unwrap_err();
    assert!(matches!(refused, Error::Excluded), "{refused}");
    assert!(asked.get() > 1, "it is asked again afterwards");
    drop(inside);
}

#[test]
fn daybooks_own_window_and_an_empty_desktop_give_no_picture() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    let mut desktop = desktop();
    let refused = desktop.picture(Aim::FrontWindow, &excluded).unwrap_err();
    assert!(matches!(refused, Error::NoWindow), "{refused}");
    let mut own = desk
        .command("xterm")
        .args(["-class", "Daybook", "-T", "Today", "-e", "sleep", "600"])
        .spawn()
        .unwrap();
    until(|| desktop.observe(Duration::from_millis(100)).own, "it is not recognised").unwrap();
    let refused = desktop.picture(Aim::FrontWindow, &excluded).unwrap_err();
    assert!(matches!(refused, Error::Own), "{refused}");
    own.kill().unwrap();
    own.wait().unwrap();
    drop(inside);
}

#[test]
fn a_window_that_reaches_over_the_edge_is_pictured_as_far_as_it_shows() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    let terminal = desk.terminal("Acme", "100x30+100+100", &page("INVOICE", 28)).unwrap();
    let mut desktop = desktop();
    let whole = picture(&mut desktop, Aim::FrontWindow, "INVOICE");
    terminal.shift_to(-200, 800).unwrap();
    let part = picture(&mut desktop, Aim::FrontWindow, "INVOICE");
    let (whole, part) = (whole.frames[0].pixels.bounds(), part.frames[0].pixels.bounds());
    assert!(part.width < whole.width && part.height < whole.height, "{part:?} of {whole:?}");
    drop(inside);
}

#[test]
fn scrolling_is_seen_and_standing_still_is_not() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    let words = ["harbour", "invoice", "quarterly", "review", "of", "the", "terms"];
    let line = |line: usize| words.iter().cycle().skip(line).step_by(3).take(9).copied();
    let lines: String = (0..30).map(|at| line(at).collect::<Vec<_>>().join(" ") + "\r\n").collect();
    let terminal = desk.terminal("Acme", "80x30+100+100", &lines).unwrap();
    let mut desktop = desktop();
    let still = picture(&mut desktop, Aim::FrontWindow, "quarterly");
    let grid = |shot: &Shot| Grid::of(&shot.frames[0].pixels);
    let before = grid(&still);
    let again = grid(&picture(&mut desktop, Aim::FrontWindow, "quarterly"));
    assert!(before.change(&again, None).is_none(), "nothing moved");
    terminal.print("one more line\r\n").unwrap();
    let after = grid(&picture(&mut desktop, Aim::FrontWindow, "one more line"));
    let change = before.change(&after, None);
    assert!(change.tiles > 100, "every line moved up by one: {change:?}");
    drop(inside);
}
