//! A day with three clients, a call, an idle gap and an excluded hour, from drafts to a confirmed
//! timesheet by keyboard alone; and a timer, told by the tray.

use crate::screens::yesterday;
use crate::stage::{SOON, Stage, ask, records, settled};
use domain::time::{MINUTE, SECOND, whole_minutes};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use testkit::app::App;
use testkit::fakes::Workday;
use testkit::webdriver::{By, Page};

/// Somebody's hands, and how often they struck a key.
struct Hands<'a> {
    page: &'a Page,
    strokes: usize,
}

impl Hands<'_> {
    /// Strikes a key, and waits until another card is shown.
    fn decide(&mut self, key: &str) {
        let before = card(self.page);
        self.strike(&[key]);
        self.page.wait("another card is shown", SOON, || card(self.page) != before);
    }

    fn strike(&mut self, keys: &[&str]) {
        self.page.press(keys);
        self.strokes += keys.len();
    }

    fn write(&mut self, text: &str) {
        self.page.write(text);
        self.strokes += text.chars().count();
    }
}

/// What the card on top says first, or the end of the review.
fn card(page: &Page) -> String {
    let script = "return (document.querySelector('[data-card] h2')
        ?? document.querySelector('main h2'))?.innerText ?? ''";
    page.js(script, &[]).as_str().unwrap_or_default().trim().to_owned()
}

#[test]
fn a_day_of_three_clients_is_confirmed_by_keyboard_alone() {
    let stage = Stage::open("");
    live_yesterday(&stage);
    let app = settled(&stage, json!([{ "pictures": false }]));
    let page = app.page();
    records(&stage, page);
    stage.front();
    let before = timesheet(page);
    assert!(before.iter().any(|block| block["status"] == "draft"), "{before:?}");

    let mut hands = Hands { page, strokes: 0 };
    hands.strike(&["R", "["]);
    page.wait("the absence comes first", SOON, || card(page).starts_with("Away for 25"));
    hands.decide("2");
    review(&mut hands);
    page.find(By::Role("heading", "All of it is reviewed"));

    let after = timesheet(page);
    let length_ms: i64 = after.iter().map(length).sum();
    assert!(after.iter().all(|block| block["status"] == "confirmed"), "{after:?}");
    assert_eq!(length_ms, before.iter().map(length).sum::<i64>(), "no minute is lost on the way");
    assert_eq!(clients(&after), ["Acme", "Helio", "Nordwind"]);
    let excluded = stage.query(
        "SELECT CAST(round(sum(ended_ms - started_ms) / 60000.0) AS INTEGER) FROM activities
         WHERE state = 'excluded'",
    );
    assert_eq!(excluded, "60", "the excluded hour stays in the ledger and on nobody's sheet");
    let told = stage.home.json(&[
        "report",
        "--from",
        &yesterday().to_string(),
        "--to",
        &yesterday().to_string(),
        "--by",
        "client",
    ]);
    assert_eq!(
        told["total_minutes"],
        json!(whole_minutes(length_ms)),
        "the report says the same: {told}"
    );
    // A person strikes two keys a second without hurry: this is far below two minutes.
    assert_eq!(hands.strokes, 12);

    hands.strike(&["Ctrl+Z"]);
    page.wait("the last decision is taken back", SOON, || {
        timesheet(page).iter().any(|block| block["status"] == "draft")
    });
}

/// Accepts what is right; what is nobody's was a call with Helio.
fn review(hands: &mut Hands<'_>) {
    let page = hands.page;
    for _ in 0..12 {
        match card(page).as_str() {
            "No client yet" => {
                hands.strike(&["P"]);
                page.wait("the field has the focus", SOON, || {
                    page.js("return document.activeElement?.getAttribute('role')", &[])
                        == json!("combobox")
                });
                hands.write("Hel");
                hands.strike(&["Enter"]);
                page.wait("it is Helio's", SOON, || card(page) == "Helio");
                hands.decide("1");
            }
            "All of it is reviewed" => return,
            _ => hands.decide("1"),
        }
    }
    page.fail("the review does not end");
}

/// Lives through yesterday from nine to a quarter to one, with the fakes of the engine's tests in
/// the place of eyes and ears; the database is the one that the app opens then.
fn live_yesterday(stage: &Stage) {
    for client in ["Acme", "Nordwind", "Helio"] {
        stage.home.call(&["client", "add", client]);
    }
    for (title, client) in [("acme-web", "Acme"), ("nordwind", "Nordwind"), ("helio", "Helio")] {
        stage.home.call(&["rule", "add", "--title", title, "--client", client]);
    }
    stage.home.call(&["privacy", "exclusion", "add", "--title", "Household accounts"]);
    let settings = std::fs::read_to_string(stage.home.data().join("settings.toml"));
    let mut day = Workday::on(
        &stage.home.data(),
        &format!("{}T09:00:00Z", yesterday()),
        &settings.unwrap_or_default(),
        [7; 32],
    );
    day.start();
    let work = |day: &mut Workday, program: &str, title: &str, minutes: i64| {
        day.senses.show(program, title);
        day.senses.idle(0);
        pass(day, minutes);
    };
    work(&mut day, "code", "checkout.rs - acme-web", 40);
    work(&mut day, "impress", "nordwind-deck.odp", 30);
    for minute in 0..25 {
        day.senses.idle(minute * MINUTE);
        pass(&mut day, 1);
    }
    day.on_call.store(true, Ordering::SeqCst);
    work(&mut day, "zoom", "Meeting", 20);
    day.on_call.store(false, Ordering::SeqCst);
    work(&mut day, "firefox", "Household accounts", 60);
    work(&mut day, "gimp", "helio-logo.xcf", 30);
    day.stop();
    let mut left = 1;
    for _ in 0..30 {
        left = day.work_off();
        day.clock.pass(MINUTE);
    }
    assert_eq!(left, 0, "the day is worked off: {:?}", day.chunks());
}

/// So many minutes, with a reading every five seconds.
fn pass(day: &mut Workday, minutes: i64) {
    for _ in 0..minutes * 12 {
        day.clock.pass(5 * SECOND);
        day.look();
    }
}

/// The entries of yesterday.
fn timesheet(page: &Page) -> Vec<Value> {
    let day = ask(page, "day", json!({ "date": yesterday().to_string() }));
    day["blocks"].as_array().cloned().unwrap_or_default()
}

fn length(block: &Value) -> i64 {
    block["length_ms"].as_i64().expect("a length")
}

fn clients(blocks: &[Value]) -> Vec<String> {
    let mut names: Vec<String> = blocks
        .iter()
        .map(|block| block["client"]["name"].as_str().unwrap_or("nobody").to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn a_timer_is_started_in_the_tray_named_in_the_window_and_stopped_by_key() {
    let stage = Stage::open("");
    let app: App = settled(&stage, json!([{ "pictures": false }]));
    let page = app.page();
    records(&stage, page);
    stage.home.call(&["client", "add", "Acme"]);
    stage.tray.choose(&["Start a timer"]);
    stage.tray.wait_for_menu("the tray tells of it", |menu| {
        menu.iter().any(|line| line.label == "Stop the timer")
    });
    let running = || ask(page, "timers", json!({}))["running"].clone();
    page.wait("the window knows of it", SOON, || !running().is_null());
    stage.home.call(&["timer", "name", "--client", "Acme", "--label", "API review"]);
    stage.tray.wait_for_menu("the tray says what for", |menu| {
        menu.iter().any(|line| line.label.starts_with("Acme · API review"))
    });
    stage.tray.choose(&["Pause the timer"]);
    page.wait("it is paused", SOON, || running().is_null());
    stage.tray.wait_for_menu("the tray offers to go on", |menu| {
        menu.iter().any(|line| line.label == "Resume the timer")
    });
    stage.tray.choose(&["Resume the timer"]);
    page.wait("it runs again", SOON, || !running().is_null());
    stage.front();
    page.press(&["Shift+S"]);
    page.wait("it was stopped", SOON, || running().is_null());
    let blocks = stage.home.json(&["blocks"]);
    let made = blocks.as_array().and_then(|all| all.last()).cloned().unwrap_or_default();
    assert_eq!(
        (&made["client"], &made["label"], &made["source"]),
        (&json!("Acme"), &json!("API review"), &json!("timer")),
        "{blocks}"
    );
}
