//! A tray item of the usual library is seen, and its menu used.

use crate::{script, session_bus};
use testkit::desk::Desk;
use testkit::tray::{Tray, find};

#[test]
fn an_item_is_seen_and_its_menu_works() {
    let desk = Desk::open().expect("a desk");
    let mut tray = Tray::open(&session_bus(&desk)).expect("a tray");
    assert!(tray.try_item().is_none(), "nobody is there yet");
    let mut program = desk
        .command("/usr/bin/python3")
        .arg(script("item.py"))
        .env("NO_AT_BRIDGE", "1")
        .spawn()
        .expect("an item");

    tray.wait_for_item("it shows its first icon", |item| item.icon_name == "first-icon");
    let item = tray.item();
    assert_eq!((item.id.as_str(), item.title.as_str()), ("an-item", "An item"));
    assert_eq!(item.status, "Active");

    tray.wait_for_menu("the menu is complete", |menu| find(menu, "An hour").is_some());
    let menu = tray.menu();
    let labels: Vec<&str> = menu.iter().map(|line| line.label.as_str()).collect();
    assert_eq!(labels, ["Working", "", "Rest", "Quit"]);
    assert!(!menu[0].is_enabled && menu[2].is_enabled);
    assert!(tray.click().is_err(), "this library takes no clicks");

    tray.choose(&["Rest", "An hour"]);
    tray.wait_for_item("it shows its other icon", |item| item.icon_name == "second-icon");
    tray.wait_for_menu("it says that it rests", |menu| find(menu, "Resting").is_some());

    tray.go_away();
    assert!(tray.try_item().is_none(), "no tray, no item");
    tray.come_back().expect("a tray again");
    tray.wait_for_item("it comes back by itself", |item| item.icon_name == "second-icon");

    tray.choose(&["Quit"]);
    program.wait().expect("it quits");
    tray.wait_for_no_item();
}
