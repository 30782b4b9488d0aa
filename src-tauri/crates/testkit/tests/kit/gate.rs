//! A display is taken away from those who came late, and given back.

use testkit::desk::{Desk, until};
use testkit::gate::Gate;

#[test]
fn who_came_late_loses_the_display_and_who_was_there_keeps_it() {
    let desk = Desk::open().expect("a desk");
    let display = desk.environment()[0].1.clone();
    let gate = Gate::before(&display).expect("a gate");
    let terminal = |title: &str| {
        desk.command("xterm")
            .args(["-T", title])
            .env("DISPLAY", gate.display())
            .spawn()
            .expect("a terminal")
    };
    let shows = |title: &str| {
        let list = desk.command("wmctrl").arg("-l").stdout(std::process::Stdio::piped()).output();
        String::from_utf8_lossy(&list.expect("a list").stdout).contains(title)
    };

    let mut early = terminal("early");
    until(|| shows("early"), "the first terminal does not show").expect("a window");
    let mark = gate.mark();
    let mut late = terminal("late");
    until(|| shows("late"), "the second terminal does not show").expect("a window");

    assert!(gate.close(mark) > 0);
    assert!(!late.wait().expect("it ends").success(), "who came late lost the display");
    assert!(early.try_wait().expect("asked").is_none(), "who was there keeps it");
    assert!(!terminal("refused").wait().expect("it ends").success(), "nobody comes through");
    assert!(shows("early") && !shows("refused"));

    gate.open();
    let mut again = terminal("again");
    until(|| shows("again"), "the third terminal does not show").expect("a window");

    let number = gate.display();
    drop(gate);
    assert!(!early.wait().expect("it ends").success(), "the gate is gone");
    assert!(!again.wait().expect("it ends").success(), "the gate is gone");
    let socket = format!("/tmp/.X11-unix/X{}", number.trim_start_matches(':'));
    assert!(!std::path::Path::new(&socket).exists(), "nothing is left of it");
}
