//! A minute and a half at a real desk: two clients in two terminals, a voice on the microphone, a
//! locked screen and a short sleep. The real `daybook run` watches, and nobody tells it anything.

use crate::half_hour::nothing_raw_is_left;
use serde_json::Value;
use std::thread::sleep;
use std::time::{Duration, Instant};
use testkit::desk::{Desk, until};
use testkit::home::{Home, workspace};
use testkit::pulse::Pulse;
use testkit::running::Running;

/// How far the edge of a block may lie from the moment at which it was made, in milliseconds:
/// samples are merged by the second, and a busy build machine is slow to bring a window up.
const EDGE_MS: i64 = 4_000;

/// Words on the screen that stand in no title.
const SHOWN: &str = "marmalade kingfisher";

#[test]
fn a_day_at_the_desk_becomes_blocks_and_nothing_raw_is_left() {
    let desk = Desk::open().expect("a desk");
    let pulse = Pulse::start().expect("a sound server");
    let mut home = Home::new();
    for (name, value) in desk.environment().into_iter().chain(pulse.environment()) {
        home.set(name, &value);
    }
    home.settings("[sound]\nmode = \"always\"\n[pictures]\nevery_seconds = 5\n");
    home.call(&["client", "add", "Acme"]);
    home.call(&["client", "add", "Kennedy"]);
    home.call(&["rule", "add", "--title", "acme-web", "--client", "Acme"]);
    home.call(&["rule", "add", "--words", "your country", "--client", "Kennedy"]);

    let text = format!("{SHOWN}\n").repeat(12);
    let call = desk.terminal("Meeting", "80x24+900+100", &text).expect("a terminal");
    let code = desk.terminal("acme-web: vim", "80x24+50+100", &text).expect("a terminal");
    let mut run = Running::start(&home, &["--for", "100"]);

    let acme = scene(&desk, 22, || code.focus().expect("in front"));
    let mut speaking = None;
    let kennedy = scene(&desk, 26, || {
        call.focus().expect("in front");
        let voice = workspace().join("tests/fixtures/speech/jfk.wav");
        speaking = Some(pulse.play(&voice).expect("a voice"));
    });
    drop(speaking);
    let locked = scene(&desk, 8, || desk.lock().expect("locked"));
    desk.unlock().expect("unlocked");
    let acme_again = scene(&desk, 12, || code.focus().expect("in front"));
    let asleep = scene(&desk, 6, || desk.sleep().expect("asleep"));
    desk.wake().expect("awake");
    run.ends_by_itself(&home);

    let blocks = home.json(&["blocks", "--from", &day_of(acme.0), "--to", &day_of(asleep.1)]);
    let of = |client: &str| spans(&blocks, client);
    assert!(covers(&of("Kennedy"), kennedy), "{kennedy:?} was for Kennedy: {blocks}");
    assert!(covers(&of("Acme"), acme), "{acme:?} was for Acme: {blocks}");
    assert!(covers(&of("Acme"), acme_again), "{acme_again:?} was for Acme: {blocks}");
    for (what, gap) in [("locked", locked), ("asleep", asleep)] {
        assert!(!touches(&blocks, gap), "nobody works while {what}: {blocks}");
    }
    nothing_raw_is_left(&home, &[SHOWN, "marmalade", "fellow americans", "ask not"]);
}

/// A moment span in UTC milliseconds.
type Span = (i64, i64);

/// Lets `begin` happen and then time pass, with somebody at the machine; when that was.
fn scene(desk: &Desk, seconds: u64, begin: impl FnOnce()) -> Span {
    let start = now_ms();
    begin();
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(seconds) {
        until(|| desk.touch().is_ok(), "nobody is there").expect("a display");
        sleep(Duration::from_secs(1));
    }
    (start, now_ms())
}

fn spans(blocks: &Value, client: &str) -> Vec<Span> {
    let time = |value: &Value| {
        let text = value.as_str().expect("a time");
        text.parse::<jiff::Timestamp>().expect("RFC 3339").as_millisecond()
    };
    blocks
        .as_array()
        .expect("blocks")
        .iter()
        .filter(|block| client == "*" || block["client"] == client)
        .map(|block| (time(&block["start"]), time(&block["end"])))
        .collect()
}

/// Whether `spans` hold all of `wanted`, but for its edges.
fn covers(spans: &[Span], wanted: Span) -> bool {
    let (from, to) = (wanted.0 + EDGE_MS, wanted.1 - EDGE_MS);
    let held: i64 = spans.iter().map(|span| (span.1.min(to) - span.0.max(from)).max(0)).sum();
    held >= to - from - 1_000
}

/// Whether any block lies in the inner part of `gap`.
fn touches(blocks: &Value, gap: Span) -> bool {
    let (from, to) = (gap.0 + EDGE_MS / 2, gap.1 - EDGE_MS / 2);
    spans(blocks, "*").iter().any(|span| span.0 < to && from < span.1)
}

/// The date of a moment, in the zone of the journey.
fn day_of(ms: i64) -> String {
    let moment = jiff::Timestamp::from_millisecond(ms).expect("a moment");
    moment.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

#[expect(clippy::disallowed_methods, reason = "the test plays the person who looks at the clock")]
fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
