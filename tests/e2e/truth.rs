//! The tray, the window and a notification tell within ten seconds when something is not recorded,
//! with the way out, and tell within ten seconds when it is over; and no second is lost.

use crate::faults::{Filler, Holder, small_disk};
use crate::stage::{Stage, ask, records, settle, settled};
use serde_json::{Value, json};
use std::thread::sleep;
use std::time::{Duration, Instant};
use testkit::app::{App, desktop_binary};
use testkit::gate::Gate;
use testkit::webdriver::Page;

/// How long a fault may stay unsaid.
const TOLD: Duration = Duration::from_secs(10);

const SETTINGS: &str = "[ledger]\nchunk_seconds = 20\n[pictures]\nevery_seconds = 2\ngap_seconds = 1\n\
                        [sound]\nmode = \"always\"\n";

/// A fault as a person reads of it.
struct Said {
    /// In the tray's first line, and in the notification's heading.
    tray: &'static str,
    /// The heading of the window's banner.
    banner: &'static str,
    /// A part of the window's way out.
    step: &'static str,
    /// A part of the notification's way out.
    way_out: &'static str,
}

const LOCKED: Said = Said {
    tray: "another program holds the database",
    banner: "Another program holds the daybook",
    step: "Close the program",
    way_out: "Close the other program",
};
const FULL: Said = Said {
    tray: "the disk is full",
    banner: "The disk is full",
    step: "Make room on the disk",
    way_out: "Free some room",
};
const SPOOL: Said = Said {
    tray: "there is no room for more captures",
    banner: "Raw captures have used up their room",
    step: "give raw captures more room in the settings",
    way_out: "allow more room in the settings",
};
const MICROPHONE: Said = Said {
    tray: "the microphone cannot be heard",
    banner: "The microphone gives no sound",
    step: "Plug it in again",
    way_out: "Plug it in again",
};
const SCREEN: Said = Said {
    tray: "the screen cannot be seen",
    banner: "Daybook no longer sees the screen",
    step: "Sign in to the desktop again",
    way_out: "Allow Daybook to see the screen again",
};

#[test]
fn a_locked_database_is_told_and_no_second_is_lost() {
    let stage = Stage::open(SETTINGS);
    let _person = stage.person();
    let app = settled(&stage, json!([]));
    records(&stage, app.page());
    sleep(Duration::from_secs(5));
    let database = stage.home.data().join("daybook.db");
    let holder = check(&stage, app.page(), &LOCKED, || Holder::of(&database));
    sleep(Duration::from_secs(5));
    over(&stage, app.page(), &LOCKED, || drop(holder));
    no_second_is_lost(app.page());
}

#[test]
fn a_full_disk_is_told_and_no_second_is_lost() {
    let stage = Stage::open(SETTINGS);
    std::fs::rename(
        stage.home.data().join("settings.toml"),
        stage.home.data().with_extension("settings"),
    )
    .expect("the settings wait beside the disk");
    let _person = stage.person();
    let start = small_disk(&desktop_binary(), stage.home.all(), 48);
    let app = App::with_window_of(&stage.home, &start, &[]);
    settle(app.page(), json!([]));
    records(&stage, app.page());
    let process = app.main_process().expect("it runs");
    let data = format!("/proc/{}/root{}", process.pid, stage.home.data().display());
    let data = std::path::PathBuf::from(data);
    sleep(Duration::from_secs(5));
    let filler = check(&stage, app.page(), &FULL, || Filler::in_folder(&data));
    sleep(Duration::from_secs(5));
    over(&stage, app.page(), &FULL, || drop(filler));
    no_second_is_lost(app.page());
}

#[test]
fn a_spool_without_room_is_told_and_no_second_is_lost() {
    let stage = Stage::open(SETTINGS);
    let _person = stage.person();
    let app = settled(&stage, json!([]));
    records(&stage, app.page());
    let settings = stage.home.data().join("settings.toml");
    // Less than one picture: what a full spool is to the next capture.
    let tight = format!("{SETTINGS}[spool]\nbudget_megabytes = 0\n");
    stage.home.settings(&tight);
    let change = |change: Value| ask(app.page(), "change_settings", json!({ "changes": [change] }));
    check(&stage, app.page(), &SPOOL, || change(json!({ "review_notice": false })));
    assert!(std::fs::read_to_string(&settings).expect("settings").contains("budget_megabytes = 0"));
    over(&stage, app.page(), &SPOOL, || change(json!({ "budget_megabytes": 2048 })));
    no_second_is_lost(app.page());
}

#[test]
fn a_lost_microphone_is_told_and_no_second_is_lost() {
    let mut stage = Stage::open(SETTINGS);
    let _person = stage.person();
    let app = settled(&stage, json!([{ "sound": "always" }, { "system_sound": false }]));
    records(&stage, app.page());
    sleep(Duration::from_secs(5));
    let pulse = &mut stage.pulse;
    pulse.kill();
    check(&stage, app.page(), &MICROPHONE, || ());
    stage.pulse.revive().expect("a sound server again");
    over(&stage, app.page(), &MICROPHONE, || ());
    no_second_is_lost(app.page());
}

#[test]
fn a_screen_that_was_taken_away_is_told_and_no_second_is_lost() {
    let mut stage = Stage::open(SETTINGS);
    let display = stage.desk.environment().into_iter().find(|(name, _)| *name == "DISPLAY");
    let gate = Gate::before(&display.expect("a desk has a display").1).expect("a gate");
    stage.home.set("DISPLAY", &gate.display());
    let _person = stage.person();
    let app = App::with_window(&stage.home, &[]);
    app.page().wait_for_text("Nothing is recorded yet.", TOLD);
    let window = gate.mark();
    settle(app.page(), json!([]));
    records(&stage, app.page());
    sleep(Duration::from_secs(5));
    check(&stage, app.page(), &SCREEN, || {
        assert!(gate.close(window) > 0, "somebody watched the screen");
    });
    sleep(Duration::from_secs(5));
    over(&stage, app.page(), &SCREEN, || gate.open());
    no_second_is_lost(app.page());
}

/// Lets a fault begin; everything must tell of it in time. Returns what ends it.
#[track_caller]
fn check<T>(stage: &Stage, page: &Page, said: &Said, begin: impl FnOnce() -> T) -> T {
    let mark = stage.notices.count();
    let begun = Instant::now();
    let fault = begin();
    let tray = stage.tray.wait_for_menu("the tray tells of it", |menu| {
        let line = menu.first().map(|line| line.label.as_str()).unwrap_or_default();
        line == format!("Problem: {}", said.tray)
    });
    let tray = tray.max(begun.elapsed());
    let left = TOLD.saturating_sub(begun.elapsed());
    let (notice, _) = stage.notices.wait_since(mark, said.tray, left, |notice| {
        notice.summary == format!("Not everything is recorded: {}", said.tray)
    });
    let notified = begun.elapsed();
    page.wait_for_text(said.banner, TOLD.saturating_sub(begun.elapsed()));
    let shown = begun.elapsed();
    assert!(tray < TOLD && notified < TOLD && shown < TOLD, "{tray:?} {notified:?} {shown:?}");
    assert!(notice.body.contains(said.way_out), "the notification says what helps: {notice:?}");
    assert!(page.says(said.step), "the window says what helps: {}", page.text());
    eprintln!(
        "{}: tray {:.1} s, notification {:.1} s, window {:.1} s",
        said.tray,
        tray.as_secs_f64(),
        notified.as_secs_f64(),
        shown.as_secs_f64()
    );
    fault
}

/// Lets a fault end; everything must say so in time.
#[track_caller]
fn over<T>(stage: &Stage, page: &Page, said: &Said, end: impl FnOnce() -> T) {
    let mark = stage.notices.count();
    let begun = Instant::now();
    end();
    stage.tray.wait_for_menu("the tray says that it records again", |menu| {
        menu.first().is_some_and(|line| line.label.starts_with("Recording"))
    });
    let tray = begun.elapsed();
    let left = TOLD.saturating_sub(begun.elapsed());
    stage
        .notices
        .wait_since(mark, "the end of it", left, |notice| notice.summary == "Recording again");
    let notified = begun.elapsed();
    page.wait("the banner is gone", TOLD.saturating_sub(begun.elapsed()), || {
        !page.says(said.banner)
    });
    let shown = begun.elapsed();
    assert!(tray < TOLD && notified < TOLD && shown < TOLD, "{tray:?} {notified:?} {shown:?}");
    eprintln!(
        "{}: over in the tray after {:.1} s, notification {:.1} s, window {:.1} s",
        said.tray,
        tray.as_secs_f64(),
        notified.as_secs_f64(),
        shown.as_secs_f64()
    );
}

/// Every second since capture began is in the ledger once, and none of it is off.
#[track_caller]
fn no_second_is_lost(page: &Page) {
    // What was kept in memory is being written.
    sleep(Duration::from_secs(6));
    let day = ask(page, "day", json!({ "date": null }));
    let stretches = day["stretches"].as_array().expect("stretches");
    assert!(!stretches.is_empty(), "{day}");
    let at = |stretch: &Value, name: &str| stretch[name].as_i64().expect("a time");
    for pair in stretches.windows(2) {
        assert_eq!(at(&pair[0], "end_ms"), at(&pair[1], "start_ms"), "no gap, no overlap: {day}");
    }
    // Between the wish to capture and the first look at the screen lies a moment.
    let (first, others) = stretches.split_first().expect("a stretch");
    let beginning = at(first, "end_ms") - at(first, "start_ms");
    assert!(first["state"] != "off" || beginning < 1_000, "capture began late: {first}");
    let off: Vec<&Value> = others.iter().filter(|stretch| stretch["state"] == "off").collect();
    assert!(off.is_empty(), "time was lost: {off:?} of {day}");
    let last = stretches.last().map(|stretch| at(stretch, "end_ms")).unwrap_or_default();
    let now = day["now_ms"].as_i64().expect("a time");
    assert!(now - last < 6_000, "rows are written up to now: {last} of {now}");
}
