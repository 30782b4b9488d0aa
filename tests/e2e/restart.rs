//! The app ends and begins again: what was done can still be undone, and when the session ends
//! everything is written first.

use crate::screens::{with_a_day, yesterday};
use crate::stage::{SOON, Stage, records, settle, settled};
use serde_json::json;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;
use testkit::app::App;
use testkit::webdriver::{By, Page};

/// Goes to yesterday with the palette, which finds every day by its date.
fn go_to_yesterday(page: &Page) {
    page.find(By::Role("link", "Privacy"));
    page.press(&["Ctrl+K"]);
    page.find(By::Css("dialog[open] input"));
    page.write(&yesterday().to_string());
    page.press(&["Enter"]);
    page.find(By::Css("[data-block]"));
}

#[test]
fn a_correction_can_be_undone_after_a_restart() {
    let stage = with_a_day("");
    let mut app = settled(&stage, json!([{ "pictures": false }]));
    let page = app.page();
    go_to_yesterday(page);
    page.press(&["J", "C"]);
    page.find(By::Css("[role=combobox]:focus"));
    page.write("Helio");
    page.press(&["Enter"]);
    page.find(By::Role("row", "Helio"));
    stage.tray.choose(&["Quit Daybook"]);
    app.ends_by_itself();
    drop(app);

    let app = App::with_window(&stage.home, &[]);
    let page = app.page();
    go_to_yesterday(page);
    page.find(By::Role("row", "Helio"));
    page.press(&["Ctrl+Z"]);
    page.wait("it is as before", SOON, || !page.has(By::Role("row", "Helio")));
    page.press(&["Ctrl+Shift+Z"]);
    page.find(By::Role("row", "Helio"));
}

#[test]
fn the_end_of_the_session_ends_the_app_in_order() {
    let stage = Stage::open("");
    let mut app = App::with_window(&stage.home, &[]);
    settle(app.page(), json!([]));
    records(&stage, app.page());
    let process = app.main_process().expect("it runs").pid.to_string();
    sleep(Duration::from_secs(3));
    let asked = Command::new("kill").args(["-TERM", &process]).status().expect("kill");
    assert!(asked.success());
    app.ends_by_itself();
    stage.tray.wait_for_no_item();
    let status = stage.home.json(&["status"]);
    assert!(status["capture"]["process"].is_null(), "nobody captures any more: {status}");
    assert_eq!(stage.query("PRAGMA integrity_check"), "ok");
}
