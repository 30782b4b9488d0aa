//! Lock and sleep, told by a logind on a message bus of its own.

#![cfg(all(target_os = "linux", feature = "desktop"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on is a failed test")]

use capture::desktop::Desktop;
use capture::senses::{Seen, Senses};
use std::time::Duration;
use testkit::desk::{Desk, until};

const FOR_EVER: Duration = Duration::from_secs(3_600);

fn observe_until(desktop: &mut Desktop, what: impl Fn(&Seen) -> bool) {
    while !what(&desktop.observe(FOR_EVER)) {}
}

fn works(desktop: &Desktop, name: &str) -> bool {
    desktop.abilities().iter().any(|able| able.name == name && able.works)
}

/// Waits until the desktop has found logind.
fn listening(desk: &Desk) -> Desktop {
    let mut desktop = Desktop::new().unwrap();
    until(|| works(&desktop, "sleep"), "logind is not heard").unwrap();
    until(|| !desk.inhibitors().unwrap().is_empty(), "sleep is not held back").unwrap();
    desktop.observe(Duration::ZERO);
    desktop
}

#[test]
fn locking_is_seen_by_request_and_by_hint() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    let mut desktop = listening(&desk);
    desk.lock().unwrap();
    observe_until(&mut desktop, |seen| seen.locked);
    desk.unlock().unwrap();
    observe_until(&mut desktop, |seen| !seen.locked);
    desk.hint_locked(true).unwrap();
    observe_until(&mut desktop, |seen| seen.locked);
    desk.hint_locked(false).unwrap();
    observe_until(&mut desktop, |seen| !seen.locked);
    drop(inside);
}

#[test]
fn nothing_is_pictured_while_locked() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    let _terminal = desk.terminal("Acme", "60x10+0+0", "$ ").unwrap();
    let mut desktop = listening(&desk);
    let aim = capture::senses::Aim::FrontWindow;
    assert!(desktop.picture(aim, &|_| false).is_ok(), "the control: unlocked there is a picture");
    desk.lock().unwrap();
    observe_until(&mut desktop, |seen| seen.locked);
    assert!(desktop.picture(aim, &|_| false).is_err());
    drop(inside);
}

#[test]
fn sleep_waits_until_the_last_seconds_are_kept() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    let mut desktop = listening(&desk);
    let holds = desk.inhibitors().unwrap();
    assert!(holds.contains("sleep") && holds.contains("delay"), "{holds}");
    desktop.kept();
    assert_eq!(desk.inhibitors().unwrap(), holds, "nothing is let go while awake");
    desk.sleep().unwrap();
    observe_until(&mut desktop, |seen| seen.asleep);
    assert_eq!(desk.inhibitors().unwrap(), holds, "not before the last seconds are kept");
    desktop.kept();
    until(|| desk.inhibitors().unwrap().is_empty(), "sleep is still held back").unwrap();
    desk.wake().unwrap();
    observe_until(&mut desktop, |seen| !seen.asleep);
    until(|| !desk.inhibitors().unwrap().is_empty(), "the next sleep would not wait").unwrap();
    drop(inside);
}

#[test]
fn a_logind_that_goes_away_is_found_again() {
    let mut desk = Desk::open().unwrap();
    let inside = desk.enter();
    let mut desktop = listening(&desk);
    desk.hint_locked(true).unwrap();
    observe_until(&mut desktop, |seen| seen.locked);
    desk.stop_logind();
    observe_until(&mut desktop, |seen| !seen.locked);
    assert!(!works(&desktop, "sleep"), "and doctor says so");
    desk.start_logind().unwrap();
    until(|| works(&desktop, "sleep"), "logind is not heard again").unwrap();
    desk.lock().unwrap();
    observe_until(&mut desktop, |seen| seen.locked);
    drop(inside);
}

#[test]
fn a_screen_locker_that_tells_nobody_is_seen() {
    let mut desk = Desk::open().unwrap();
    let inside = desk.enter();
    let mut desktop = Desktop::new().unwrap();
    // Bare, so that it lies on the screen as a locker does: over all of it, without a frame.
    desk.stop_manager();
    let mut cover = |class: &str| {
        let mut xterm = desk.command("xterm");
        xterm.args(["-class", class, "-T", class, "-geometry", "400x200+0+0", "-bw", "0"]);
        let mut xterm = xterm.args(["-e", "sleep", "600"]).spawn().unwrap();
        let shows = || desktop.observe(Duration::from_millis(50)).window.is_some();
        desk.touch().unwrap();
        until(shows, "the window does not show").unwrap();
        let locked = desktop.observe(Duration::ZERO).locked;
        xterm.kill().unwrap();
        xterm.wait().unwrap();
        locked
    };
    assert!(!cover("Film"), "the control: a film covers the screen as well");
    assert!(cover("i3lock"));
    drop(inside);
}
