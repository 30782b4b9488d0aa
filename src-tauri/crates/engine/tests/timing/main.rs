//! # Timing
//!
//! Timers and absences lived through: beside what is captured, through sleep, a crash, a reboot
//! and a clock that was set, and what each answer makes of the time.

#![expect(clippy::expect_used, reason = "tests fail so")]

mod away;
mod beside;
mod running;
mod sequences;
mod watching;

use domain::edit::Twice;
use domain::time::{MINUTE, Moment, Span, TimeZone};
use engine::timers::{Standing, TimerWork};
use store::entries::Row;
use testkit::fakes::Workday;

/// Where every day begins.
const START: &str = "2026-03-02T09:00:00Z";
/// Chunks of a minute, so that drafts come soon.
const MINUTES: &str = "[ledger]\nchunk_seconds = 60\nidle_after_seconds = 60\n";

fn day() -> Workday {
    let day = Workday::begin(START, MINUTES);
    for name in ["Acme", "Globex"] {
        day.client(name);
        day.rule(&name.to_lowercase(), name);
    }
    day
}

fn for_client(client: &str, label: &str) -> TimerWork {
    TimerWork { client: Some(client.into()), label: label.into(), ..TimerWork::default() }
}

fn start(day: &Workday, client: &str) -> Standing {
    day.daybook.start_timer(&for_client(client, ""), None, Twice::Refuse).expect("it starts")
}

/// So many minutes after nine.
fn at(minute: i64) -> Moment {
    START.parse::<Moment>().expect("a time").plus(minute * MINUTE)
}

/// The entry of that id, whole.
fn entry(day: &Workday, id: &str) -> Row {
    let id = id.parse().expect("an id");
    let row = day.store.read(|db| store::entries::get(db, id, &TimeZone::UTC)).expect("entries");
    row.expect("it is there")
}

/// The entries that share an instant with `span`, whole.
fn entries(day: &Workday, span: Span) -> Vec<Row> {
    day.store.read(|db| store::entries::within(db, span, &TimeZone::UTC)).expect("entries")
}

/// What runs, in minutes and seconds after nine: "0:00–1:30 2:00–3:00".
fn drawn(timer: &Standing) -> String {
    let clock = |moment: Moment| {
        let seconds = moment.since(at(0)) / 1_000;
        format!("{}:{:02}", seconds / 60, seconds % 60)
    };
    let spans = timer.segments.as_slice().iter();
    let texts: Vec<_> =
        spans.map(|span| format!("{}–{}", clock(span.start), clock(span.end))).collect();
    texts.join(" ")
}

#[track_caller]
fn refused<T: std::fmt::Debug>(done: engine::Result<T>, expected: &str) {
    let refusal = done.expect_err("it is refused").to_string();
    assert!(refusal.contains(expected), "{refusal}");
}
