//! The front window on a real display: seen at once, lost with the display, and found again.

#![cfg(all(target_os = "linux", feature = "desktop"))]

use capture::desktop::Desktop;
use capture::senses::{Lost, Seen, Senses};
use std::thread;
use std::time::Duration;
use testkit::desk::{Desk, until};

/// Longer than anyone would wait for a test: what is not reported is never seen.
const FOR_EVER: Duration = Duration::from_secs(3_600);

/// Observes until something is as it should be.
fn observe_until(desktop: &mut Desktop, what: impl Fn(&Seen) -> bool) -> Seen {
    loop {
        let seen = desktop.observe(FOR_EVER);
        if what(&seen) {
            return seen;
        }
    }
}

fn title(seen: &Seen) -> &str {
    seen.window.as_ref().map_or("", |window| window.title.as_str())
}

#[test]
fn titles_and_windows_are_seen_as_they_change() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    let first = desk.terminal("Acme", "60x10+0+0", "$ ").unwrap();
    let mut desktop = Desktop::new().unwrap();
    let seen = desktop.observe(FOR_EVER);
    assert_eq!(title(&seen), "Acme", "the first answer does not wait for a change");
    assert_eq!(seen.window.as_ref().unwrap().program, "XTerm");
    assert!(!seen.own && !seen.locked && !seen.asleep && seen.lost.is_none(), "{seen:?}");

    first.retitle("Acme – größer").unwrap();
    let renamed = observe_until(&mut desktop, |seen| title(seen) != "Acme");
    assert_eq!(title(&renamed), "Acme – größer", "what is not ASCII stays what it is");
    assert_eq!(renamed.handle, seen.handle, "it is still the same window");

    let second = desk.terminal("Globex", "60x10+700+0", "$ ").unwrap();
    let other = observe_until(&mut desktop, |seen| title(seen) == "Globex");
    assert_ne!(other.handle, seen.handle, "it is another window");

    first.focus().unwrap();
    observe_until(&mut desktop, |seen| title(seen).starts_with("Acme"));
    drop(first);
    observe_until(&mut desktop, |seen| !title(seen).starts_with("Acme"));
    drop(second);
    let none = observe_until(&mut desktop, |seen| seen.window.is_none());
    assert_eq!(none.handle, None, "an empty desktop has no front window");
    drop(inside);
}

#[test]
fn a_change_during_other_work_is_seen_afterwards() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    let terminal = desk.terminal("Acme", "60x10+0+0", "$ ").unwrap();
    let mut desktop = Desktop::new().unwrap();
    observe_until(&mut desktop, |seen| title(seen) == "Acme");
    terminal.retitle("Globex").unwrap();
    // Pictures are taken from the same thread; until one shows the new title.
    until(
        || {
            let shot = desktop.picture(capture::senses::Aim::FrontWindow, &|_| false);
            shot.is_ok_and(|shot| shot.window.title == "Globex")
        },
        "the terminal does not change its title",
    )
    .unwrap();
    let seen = observe_until(&mut desktop, |seen| title(seen) != "Acme");
    assert_eq!(title(&seen), "Globex", "a picture does not swallow the change");
    drop(inside);
}

#[test]
fn idle_time_ends_with_a_touch() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    let mut desktop = Desktop::new().unwrap();
    let mut idle = || desktop.observe(Duration::ZERO).idle_ms.unwrap();
    until(|| idle() > 1_500, "nobody is idle").unwrap();
    let before = idle();
    desk.touch().unwrap();
    assert!(idle() < before, "somebody touched the pointer");
    drop(inside);
}

#[test]
fn a_display_that_goes_away_is_reported_and_found_again() {
    let mut desk = Desk::open().unwrap();
    let inside = desk.enter();
    let terminal = desk.terminal("Acme", "60x10+0+0", "$ ").unwrap();
    let mut desktop = Desktop::new().unwrap();
    observe_until(&mut desktop, |seen| title(seen) == "Acme");
    desk.stop_display();
    let lost = observe_until(&mut desktop, |seen| seen.lost.is_some());
    assert_eq!(lost.lost, Some(Lost::Display));
    assert!(lost.window.is_none() && lost.idle_ms.is_none(), "nothing is known then: {lost:?}");
    let refused = desktop.picture(capture::senses::Aim::FrontWindow, &|_| false).unwrap_err();
    assert!(!refused.is_permanent(), "it may come back: {refused}");
    assert!(
        desktop.abilities().iter().any(|able| able.name == "pictures" && !able.works),
        "and it says so"
    );
    drop(terminal);
    desk.start_display().unwrap();
    let _terminal = desk.terminal("Globex", "60x10+0+0", "$ ").unwrap();
    let seen = observe_until(&mut desktop, |seen| seen.lost.is_none() && title(seen) == "Globex");
    assert!(seen.idle_ms.is_some(), "everything is sensed again");
    drop(inside);
}

#[test]
fn without_a_display_there_is_an_answer_and_no_busy_loop() {
    let desk = Desk::open().unwrap();
    let inside = desk.enter();
    // Nobody listens there, and nobody can: display numbers end at 65535 with TCP ports.
    let mut desk_gone = desk;
    desk_gone.stop_display();
    let mut desktop = Desktop::new().unwrap();
    let seen = desktop.observe(Duration::from_millis(10));
    assert_eq!(seen.lost, Some(Lost::Display));
    let observer = thread::spawn(move || desktop.observe(Duration::from_millis(10)));
    assert_eq!(observer.join().unwrap().lost, Some(Lost::Display), "it may move between threads");
    drop(inside);
}
