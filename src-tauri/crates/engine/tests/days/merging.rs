//! Drafts of neighbouring chunks become one block where they are one piece of work.

use domain::chunk::Stage;
use domain::transcript::Track;
use speech::Cancel;
use std::sync::atomic::Ordering;
use testkit::fakes::{FakeScribe, Workday};

const MINUTES: &str = "[ledger]\nchunk_seconds = 60\n[sound]\nmode = \"always\"\n";

/// Two clients, one rule each.
fn day() -> Workday {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", MINUTES);
    for name in ["Acme", "Globex"] {
        day.client(name);
        day.rule(&name.to_lowercase(), name);
    }
    day.senses.show("code", "acme-web");
    day.look();
    day
}

#[test]
fn a_block_grows_over_the_borders_of_chunks() {
    let mut day = day();
    day.work(200);
    day.stop();
    assert_eq!(day.work_off(), 0);
    assert_eq!(day.timesheet(), ["09:00:00–09:03:20 Acme"]);
    assert_eq!(day.stages(), [Stage::Wiped; 4], "it was cut every minute");
}

#[test]
fn other_work_in_between_keeps_two_blocks_apart() {
    let mut day = day();
    day.work(70);
    day.senses.show("code", "globex-shop");
    day.work(60);
    day.senses.show("code", "acme-web");
    day.work(50);
    day.stop();
    day.work_off();
    assert_eq!(
        day.timesheet(),
        ["09:00:00–09:01:11 Acme", "09:01:11–09:02:11 Globex", "09:02:11–09:03:00 Acme"]
    );
}

#[test]
fn a_locked_screen_ends_a_block() {
    let mut day = day();
    day.work(60);
    day.senses.lock(true);
    day.watch(30);
    day.senses.lock(false);
    day.work(60);
    day.stop();
    day.work_off();
    assert_eq!(
        day.timesheet(),
        ["09:00:00–09:01:01 Acme", "09:01:31–09:02:30 Acme"],
        "half a minute is no gap to bridge if the screen was locked"
    );
}

#[test]
fn a_short_stop_loses_no_second_of_work() {
    let mut day = day();
    day.work(30);
    day.stop();
    day.start();
    day.work(30);
    day.stop();
    day.work_off();
    assert_eq!(day.timesheet(), ["09:00:00–09:01:00 Acme"]);
}

#[test]
fn the_end_of_a_call_that_needed_no_key_is_in_its_block() {
    let mut day = day();
    day.senses.show("zoom", "acme weekly");
    day.on_call.store(true, Ordering::SeqCst);
    day.rest(400);
    day.on_call.store(false, Ordering::SeqCst);
    for second in 401..=430 {
        day.senses.idle(second * 1_000);
        day.watch(1);
    }
    day.stop();
    day.work_off();
    assert_eq!(day.timesheet(), ["09:00:00–09:06:41 Acme"]);
}

#[test]
fn work_after_a_sleep_is_in_a_chunk_of_its_own() {
    let mut day = day();
    day.work(30);
    day.senses.sleep(true);
    day.watch(1);
    day.clock.sleep(7_200_000);
    day.senses.sleep(false);
    day.work(20);
    day.senses.lock(true);
    day.watch(30);
    day.stop();
    day.work_off();
    assert_eq!(day.timesheet(), ["09:00:00–09:00:31 Acme", "11:00:32–11:00:52 Acme"]);
    assert_eq!(day.stages().len(), 2, "nobody works off two hours of sleep");
}

#[test]
fn work_after_the_clock_was_set_back_is_in_blocks() {
    let mut day = day();
    day.work(30);
    day.clock.jump(-3_600_000);
    day.work(60);
    day.senses.lock(true);
    day.watch(30);
    day.stop();
    day.work_off();
    assert_eq!(day.timesheet(), ["09:00:00–09:01:31 Acme"], "the ledger's time never goes back");
}

#[test]
fn a_chunk_that_comes_late_joins_the_work_on_both_of_its_sides() {
    let mut day = day();
    day.work(65);
    assert!(day.ears.speak(Track::Microphone, 2_000).expect("room"), "somebody listens");
    day.work(115);
    day.stop();
    let scribe = FakeScribe::stumbling(1, "");
    let mut pipeline = day.pipeline(&scribe);
    assert_eq!(pipeline.work_off(&Cancel::new()).expect("the database"), 1, "one waits");
    assert_eq!(
        day.timesheet(),
        ["09:00:00–09:01:00 Acme", "09:02:00–09:03:00 Acme"],
        "the middle is missing"
    );
    day.clock.pass(60_000);
    assert_eq!(pipeline.work_off(&Cancel::new()).expect("the database"), 0);
    assert_eq!(day.timesheet(), ["09:00:00–09:03:00 Acme"]);
}
