//! The tray can do everything that matters, tells the truth by its shape, and the app lives on in
//! it without a window; where there is no tray, the window says so and does it all.

use crate::stage::{SOON, Stage, ask, corner, records, settled};
use serde_json::json;
use std::thread::sleep;
use std::time::{Duration, Instant};
use testkit::app::{App, log};
use testkit::desk::until;
use testkit::tray::{Line, Pixels, find};
use testkit::webdriver::{By, Page};

const SETTINGS: &str = "[ledger]\nchunk_seconds = 20\n";

fn labels(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.label.as_str()).collect()
}

#[test]
fn the_menu_can_do_everything_that_matters() {
    let stage = Stage::open(SETTINGS);
    let app = settled(&stage, json!([]));
    records(&stage, app.page());
    let menu = stage.tray.menu();
    assert_eq!(
        labels(&menu)[2..],
        [
            "",
            "Open Daybook",
            "",
            "Start a timer",
            "",
            "Pause",
            "Forget the last",
            "",
            "Settings",
            "Quit Daybook"
        ]
    );
    assert!(menu[0].label.starts_with("Recording") && !menu[0].is_enabled, "{menu:?}");
    assert!(menu[1].label.starts_with("Today ") && !menu[1].is_enabled, "{menu:?}");
    let below = |label: &str| find(&menu, label).expect("a line").lines.clone();
    assert_eq!(
        labels(&below("Pause")),
        ["15 minutes", "1 hour", "Until tomorrow", "Until I resume"]
    );
    assert_eq!(labels(&below("Forget the last")), ["5 minutes", "15 minutes", "60 minutes"]);

    stage.tray.choose(&["Pause", "15 minutes"]);
    stage.tray.wait_for_menu("it is paused for a while", |menu| {
        menu[0].label.starts_with("Paused until ") && find(menu, "Resume").is_some()
    });
    stage.tray.choose(&["Resume"]);
    stage.tray.wait_for_menu("it records again", |menu| menu[0].label.starts_with("Recording"));

    stage.tray.choose(&["Settings"]);
    app.page().find(By::Role("heading", "Settings"));
    stage.tray.choose(&["Forget the last", "5 minutes"]);
    stage.notices.wait_since(0, "what was forgotten", SOON, |notice| notice.summary == "Forgotten");
}

#[test]
fn the_tray_speaks_the_language_of_the_settings() {
    let stage = Stage::open(SETTINGS);
    let app = settled(&stage, json!([]));
    records(&stage, app.page());
    ask(app.page(), "change_settings", json!({ "changes": [{ "language": "de" }] }));
    stage.tray.wait_for_menu("it speaks German", |menu| {
        find(menu, "Daybook öffnen").is_some() && find(menu, "Daybook beenden").is_some()
    });
    stage.home.call(&["privacy", "pause"]);
    stage.tray.wait_for_menu("its first line too", |menu| menu[0].label.starts_with("Pausiert"));
}

#[test]
fn a_notification_of_trouble_opens_the_window() {
    let stage = Stage::open(SETTINGS);
    drop(settled(&stage, json!([])));
    let app = App::alone(&stage.home, &["--hidden"]);
    stage.tray.wait_for_menu("it records", |menu| menu[0].label.starts_with("Recording"));
    sleep(Duration::from_secs(6));
    let mark = stage.notices.count();
    let holder = crate::faults::Holder::of(&stage.home.data().join("daybook.db"));
    let (notice, _) = stage.notices.wait_since(mark, "trouble", SOON, |notice| {
        notice.summary.starts_with("Not everything is recorded")
    });
    assert!(!stage.shows_window(), "a notification does not push itself forward");
    stage.notices.press(&notice, "default").expect("pressed");
    until(|| stage.shows_window(), "the window does not open").expect("a window");
    drop(holder);
    drop(app);
}

#[test]
fn the_first_line_names_the_client_and_the_total_of_the_day() {
    let stage = Stage::open(SETTINGS);
    stage.home.call(&["client", "add", "Acme"]);
    stage.home.call(&["rule", "add", "--title", "acme-web", "--client", "Acme"]);
    let _person = stage.person();
    let app = settled(&stage, json!([{ "pictures": false }]));
    records(&stage, app.page());
    let terminal =
        stage.desk.terminal("acme-web: vim", "80x24+50+100", "work").expect("a terminal");
    terminal.focus().expect("in front");
    stage.tray.wait_for_menu("it names the client", |menu| menu[0].label == "Recording · Acme");
    sleep(Duration::from_secs(60));
    stage.tray.wait_for_menu("the first minute counts", |menu| {
        menu[1].label.trim_start_matches("Today ").starts_with(['1', '2', '3'])
    });
}

#[test]
fn each_state_has_a_shape_of_its_own() {
    let stage = Stage::open(SETTINGS);
    let app = App::with_window(&stage.home, &[]);
    let mut shapes = Vec::new();
    let mut note = |state: &'static str, begins: &str| {
        stage.tray.wait_for_menu(state, |menu| menu[0].label.starts_with(begins));
        // The icon and the text come one after the other.
        sleep(Duration::from_secs(1));
        let item = stage.tray.item();
        let largest = item.pixels.iter().max_by_key(|pixels| pixels.width).cloned();
        shapes.push((state, shape(&largest.expect("the icon has pixels"))));
    };
    note("off", "Not set up");
    crate::stage::settle(app.page(), json!([]));
    note("recording", "Recording");
    stage.tray.choose(&["Pause", "Until I resume"]);
    note("paused", "Paused");
    stage.tray.choose(&["Resume"]);
    note("recording again", "Recording");
    stage.home.call(&["privacy", "exclusion", "add", "--title", "payroll"]);
    let secret = stage.desk.terminal("payroll", "80x24+50+100", "numbers").expect("a terminal");
    secret.focus().expect("in front");
    note("excluded", "Excluded now");
    drop(secret);
    let _holder = crate::faults::Holder::of(&stage.home.data().join("daybook.db"));
    note("problem", "Problem");

    let again = shapes.remove(3);
    assert_eq!(again.1, shapes[1].1, "the same state has the same shape");
    for (nth, (state, shape)) in shapes.iter().enumerate() {
        for (other, other_shape) in &shapes[nth + 1..] {
            let differing = shape.iter().zip(other_shape).filter(|(one, two)| one != two).count();
            assert!(differing * 50 > shape.len(), "{state} looks like {other} without colours");
        }
    }
}

/// Where the icon is dark: what is left of it without its colours.
fn shape(pixels: &Pixels) -> Vec<bool> {
    let is_dark = |pixel: &[u8]| {
        let grey: u32 = pixel[1..].iter().map(|part| u32::from(*part)).sum();
        pixel[0] > 127 && grey < 3 * 140
    };
    pixels.argb.chunks(4).map(is_dark).collect()
}

#[test]
fn a_click_opens_the_window_and_closing_it_frees_its_memory_while_recording_goes_on() {
    let stage = Stage::open(SETTINGS);
    let _person = stage.person();
    let app = settled(&stage, json!([]));
    records(&stage, app.page());
    let with_window = app.memory_bytes();
    assert!(!app.web_processes().is_empty(), "a window has a process for its page");

    stage.front();
    close(&stage);
    until(|| app.web_processes().is_empty(), "the page outlives its window").expect("freed");
    let without_window = app.memory_bytes();
    eprintln!(
        "memory: {} MB with the window, {} MB after closing it",
        with_window / 1_000_000,
        without_window / 1_000_000
    );
    assert!(without_window < with_window, "closing the window frees memory");
    stage.notices.wait_since(0, "the tray", SOON, |notice| notice.summary == "Daybook records on");

    let rows = || stage.query("SELECT max(ended_ms) FROM activities").parse::<i64>().unwrap_or(0);
    let before = rows();
    until(|| rows() > before + 3_000, "rows are not written without a window").expect("it records");
    assert!(stage.standing().starts_with("Recording"));

    stage.tray.click().expect("the icon takes a click");
    until(|| stage.shows_window(), "the window does not open").expect("a window");
    let page = app.page();
    until(|| page.take_newest().is_ok(), "the new window cannot be driven").expect("a page");
    page.find(By::Role("link", "Privacy"));
    until(|| log(&stage.home).contains("Window painted in"), "it is not painted").expect("painted");
    close(&stage);
    until(|| !stage.shows_window(), "it does not close").expect("closed");
    sleep(Duration::from_secs(2));
    let told = stage.notices.all().iter().filter(|one| one.summary == "Daybook records on").count();
    assert_eq!(told, 1, "it is said once");
}

#[test]
fn a_second_start_brings_the_window_of_the_first() {
    let stage = Stage::open(SETTINGS);
    drop(settled(&stage, json!([])));
    let mut app = App::alone(&stage.home, &["--hidden"]);
    stage.tray.wait_for_menu("it records", |menu| menu[0].label.starts_with("Recording"));
    sleep(Duration::from_secs(3));
    assert!(!stage.shows_window(), "a hidden start has no window");
    assert!(app.web_processes().is_empty(), "a hidden start has no page");
    let first = app.main_process();

    assert!(App::start_again(&stage.home, &["--hidden"]).success());
    sleep(Duration::from_secs(2));
    assert!(!stage.shows_window(), "a second hidden start shows nothing");
    assert!(App::start_again(&stage.home, &[]).success());
    until(|| stage.shows_window(), "the window does not come").expect("a window");
    assert_eq!(app.main_process(), first, "there is still one app");

    stage.tray.choose(&["Quit Daybook"]);
    app.ends_by_itself();
    stage.tray.wait_for_no_item();
}

#[test]
fn a_desk_without_a_tray_is_told_of_and_the_window_does_it_all() {
    let mut stage = Stage::open(SETTINGS);
    stage.tray.go_away();
    let mut app = settled(&stage, json!([]));
    let page = app.page();
    page.wait_for_text("This system shows no tray", SOON);
    page.wait("it records", SOON, || corner(page).starts_with("Recording"));

    stage.front();
    close(&stage);
    page.find(By::Role("dialog", "Record on without the window?"));
    assert!(stage.shows_window(), "nothing is closed before the answer");
    page.click(By::Role("button", "Cancel"));
    everything_is_in_the_window(page);

    stage.tray.come_back().expect("a tray");
    stage.tray.wait_for_menu("it takes its place", |menu| menu[0].label.starts_with("Recording"));
    page.wait("the window knows of the tray", SOON, || !page.says("This system shows no tray"));
    stage.tray.go_away();
    page.wait_for_text("This system shows no tray", SOON);

    close(&stage);
    page.find(By::Role("dialog", "Record on without the window?"));
    // The app may be gone before the driver has told of the click.
    let _ = page.find(By::Role("button", "Quit Daybook")).try_click();
    app.ends_by_itself();
}

/// What the tray offers is in the corner of the window too.
fn everything_is_in_the_window(page: &Page) {
    page.click(By::Css(".corner"));
    for label in [
        "Pause for 15 minutes",
        "Pause for 1 hour",
        "Pause until tomorrow",
        "Pause until I resume",
        "Forget the last 5 minutes",
        "Forget the last 15 minutes",
        "Forget the last 60 minutes",
    ] {
        page.find(By::Role("menuitem", label));
    }
    page.click(By::Role("menuitem", "Pause until I resume"));
    page.wait("it is paused", SOON, || corner(page).starts_with("Paused"));
    page.click(By::Css(".corner"));
    page.click(By::Role("menuitem", "Resume"));
    page.wait("it records", SOON, || corner(page).starts_with("Recording"));
}

#[test]
fn a_day_that_is_ready_to_review_is_told_and_opens() {
    let now = jiff_now();
    let stage =
        Stage::open(&format!("{SETTINGS}[notices]\nreview = true\nreview_at = \"00:00\"\n"));
    let start = now.checked_sub(jiff::Span::new().minutes(10)).expect("a moment");
    stage.home.call(&["client", "add", "Acme"]);
    stage.home.call(&[
        "ingest",
        "--start",
        &start.to_string(),
        "--end",
        &now.to_string(),
        "--window",
        &format!("{}|Code|acme-web", start.strftime("%H:%M:%S")),
    ]);
    let app = settled(&stage, json!([{ "pictures": false }]));
    let (notice, _) =
        stage.notices.wait_since(0, "a day to review", Duration::from_secs(60), |one| {
            one.summary.ends_with(" is ready to review")
        });
    let page = app.page();
    page.click(By::Role("link", "Settings"));
    page.find(By::Role("heading", "Settings"));
    let button = notice.actions.first().expect("it has a button").0.clone();
    stage.notices.press(&notice, &button).expect("pressed");
    page.wait("the review is shown", SOON, || {
        page.js("return document.querySelector('[aria-current=page]')?.innerText ?? ''", &[])
            .as_str()
            .is_some_and(|text| text.contains("Review"))
    });
    ask(page, "status", json!({}));
    let told = Instant::now();
    while told.elapsed() < Duration::from_secs(35) {
        sleep(Duration::from_secs(5));
    }
    let count = stage.notices.all().iter().filter(|one| one.summary == notice.summary).count();
    assert_eq!(count, 1, "a day is told once");
}

#[expect(clippy::disallowed_methods, reason = "the test plays the person who looks at the clock")]
fn jiff_now() -> jiff::Timestamp {
    jiff::Timestamp::from_second(jiff::Timestamp::now().as_second()).expect("a moment")
}

/// Closes the window as its frame's button does.
fn close(stage: &Stage) {
    let mut command = stage.desk.command("wmctrl");
    let closed = command.args(["-c", "Daybook"]).status().expect("wmctrl can be started");
    assert!(closed.success(), "the window is there");
}
