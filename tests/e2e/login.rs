//! Starting at login: off until asked for, a desktop entry when it is on, none when it is off.

use crate::stage::{SOON, Stage, settled};
use serde_json::json;
use std::path::PathBuf;
use std::process::Command;
use testkit::app::{App, config_folder, desktop_binary};
use testkit::desk::until;
use testkit::webdriver::By;

const SWITCH: By<'static> = By::Role("switch", "Start Daybook when you sign in");

fn entries(stage: &Stage) -> Vec<PathBuf> {
    testkit::canary::files(&config_folder(&stage.home).join("autostart"))
}

#[test]
fn start_at_login_is_off_until_asked_for_and_leaves_nothing_behind() {
    let stage = Stage::open("");
    let app = settled(&stage, json!([]));
    assert_eq!(entries(&stage), Vec::<PathBuf>::new(), "off until asked for");

    let page = app.page();
    page.click(By::Role("link", "Settings"));
    page.click(SWITCH);
    until(|| entries(&stage).len() == 1, "no entry is written").expect("an entry");
    let entry = std::fs::read_to_string(&entries(&stage)[0]).expect("a desktop entry");
    let wanted = format!("Exec={} --hidden", desktop_binary().display());
    assert!(entry.lines().any(|line| line == wanted), "it starts this app, hidden: {entry}");
    let mut validate = Command::new("desktop-file-validate");
    let checked = validate.arg(&entries(&stage)[0]).output().expect("the checker can be started");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    page.wait("the switch is on", SOON, || page.find(SWITCH).property("checked") == true);

    page.click(SWITCH);
    until(|| entries(&stage).is_empty(), "the entry stays").expect("no entry");
}

#[test]
fn start_at_login_can_be_asked_for_in_the_first_run() {
    let stage = Stage::open("");
    let app = App::with_window(&stage.home, &[]);
    let page = app.page();
    page.click(By::Role("button", "Continue"));
    page.find(By::Role("heading", "What may Daybook capture?"));
    page.click(By::Role("button", "Continue"));
    page.click(By::Role("switch", "Start Daybook at login"));
    assert_eq!(entries(&stage), Vec::<PathBuf>::new(), "nothing is written before the end");
    page.click(By::Role("button", "Start recording"));
    page.find(By::Role("link", "Privacy"));
    until(|| entries(&stage).len() == 1, "no entry is written").expect("an entry");
}
