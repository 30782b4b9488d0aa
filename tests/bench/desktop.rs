//! # What the tray app costs
//!
//! `cargo xtask bench desktop`: the real program on a desk of its own, with a tray, an xterm to
//! watch and nobody at the keyboard. Prints JSON lines (name, value, unit).
//!
//! Memory is counted for the program and everything that it started, each shared page by its
//! share. Processor time is that of all of them, in parts of one core.

#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    clippy::cast_precision_loss,
    reason = "a measurement that cannot be made has no number to print"
)]

use engine::Daybook;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant};
use testkit::app::{App, log};
use testkit::desk::Desk;
use testkit::home::Home;
use testkit::tray::Tray;

/// How often a start and an opening are measured; the middle one counts.
const TURNS: usize = 5;

/// How long things settle before memory is read.
const SETTLED: Duration = Duration::from_secs(10);

/// How often one looks whether something has happened.
const GLANCE: Duration = Duration::from_millis(2);

/// What an app that hangs gets before the measurement is given up.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let idle = std::env::args()
        .skip_while(|word| word != "--idle-seconds")
        .nth(1)
        .and_then(|seconds| seconds.parse().ok())
        .map_or(Duration::from_secs(600), Duration::from_secs);
    let desk = Desk::open().expect("a desk");
    let bus = desk.environment().into_iter().find(|(name, _)| *name == "DBUS_SESSION_BUS_ADDRESS");
    let tray = Tray::open(&bus.expect("a bus").1).expect("a tray");
    let _watched = desk.terminal("acme-web: main.rs", "80x24+40+40", "fn main() {}");
    let home = set_up(&desk);

    let starts = (0..TURNS).map(|_| start(&home, &tray)).collect();
    print("desktop.start_to_tray", middle(starts), "ms");

    let app = App::alone(&home, &["--hidden"]);
    tray.item();
    sleep(SETTLED);
    print("desktop.memory_without_window", megabytes(&app), "MB");

    let mut openings = Vec::new();
    for turn in 0..TURNS {
        let (asked, told) = open(&home, &tray);
        openings.push(asked);
        if turn == 0 {
            print("desktop.first_click_to_painted", asked, "ms");
            print("desktop.first_click_to_painted_as_logged", told, "ms");
            sleep(SETTLED);
            print("desktop.memory_with_window", megabytes(&app), "MB");
        }
        close(&desk, &app);
    }
    print("desktop.click_to_painted", middle(openings), "ms");
    sleep(SETTLED);
    print("desktop.memory_after_closing", megabytes(&app), "MB");

    let (begun, before) = (Instant::now(), processor_seconds(&app));
    sleep(idle);
    let share = (processor_seconds(&app) - before) / begun.elapsed().as_secs_f64();
    print("desktop.idle_minutes", begun.elapsed().as_secs_f64() / 60.0, "min");
    print("desktop.processor_while_idle", share * 100.0, "percent of one core");
    print("desktop.memory_after_idling", megabytes(&app), "MB");
    ExitCode::SUCCESS
}

/// A data directory of somebody who has agreed to be recorded.
fn set_up(desk: &Desk) -> Home {
    let mut home = Home::new();
    for (name, value) in desk.environment() {
        home.set(name, &value);
    }
    let place = engine::home::Home::find(Some(home.data())).expect("a data directory");
    let (daybook, _) = Daybook::open(place, store::Check::Glance, engine::clock::machine())
        .expect("a new daybook");
    daybook.set_up(&[]).expect("it is set up");
    home
}

/// Starts the app and ends it again: milliseconds until the tray shows it.
fn start(home: &Home, tray: &Tray) -> f64 {
    tray.wait_for_no_item();
    let begun = Instant::now();
    let _app = App::alone(home, &["--hidden"]);
    glance("the tray shows the app", || tray.try_item().is_some());
    milliseconds(begun)
}

/// Clicks on the icon: milliseconds until the log says that the window is painted, and what it
/// says itself.
fn open(home: &Home, tray: &Tray) -> (f64, f64) {
    let before = painted(home).len();
    let begun = Instant::now();
    tray.click().expect("the icon takes clicks");
    glance("the window is painted", || painted(home).len() > before);
    (milliseconds(begun), painted(home).pop().unwrap_or_default())
}

/// Closes the window as its frame does, and waits until the web page's process is gone.
fn close(desk: &Desk, app: &App) {
    let mut wmctrl = desk.command("wmctrl");
    wmctrl.args(["-F", "-c", "Daybook"]).status().expect("wmctrl can be started");
    glance("the page's process is gone", || app.web_processes().is_empty());
}

/// How long each opening took, as the log tells it.
fn painted(home: &Home) -> Vec<f64> {
    log(home)
        .lines()
        .filter_map(|line| line.split_once("Window painted in ")?.1.split_once(" ms"))
        .filter_map(|(number, _)| number.parse().ok())
        .collect()
}

fn glance(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain until {what}");
        sleep(GLANCE);
    }
}

/// Processor time so far of the app and of everything that it started, ended or not.
fn processor_seconds(app: &App) -> f64 {
    // The kernel counts in hundredths of a second on every architecture that Daybook runs on.
    let ticks: u64 = app.processes().iter().filter_map(|one| ticks_of(one.pid)).sum();
    ticks as f64 / 100.0
}

/// User and system time of a process and of its children that have ended, in ticks.
fn ticks_of(pid: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold blanks; the fields after it do not.
    let (_, fields) = text.rsplit_once(") ")?;
    let fields: Vec<u64> =
        fields.split(' ').skip(11).take(4).filter_map(|field| field.parse().ok()).collect();
    Some(fields.iter().sum())
}

fn milliseconds(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1000.0
}

fn megabytes(app: &App) -> f64 {
    app.memory_bytes() as f64 / 1_000_000.0
}

fn middle(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

#[expect(clippy::print_stdout, reason = "numbers are what this is for")]
fn print(name: &str, value: f64, unit: &str) {
    let value = (value * 10.0).round() / 10.0;
    println!("{}", serde_json::json!({"name": name, "value": value, "unit": unit}));
}
