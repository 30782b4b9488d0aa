//! Chunks on their way: what fails, what waits, and what is finished all the same.

use domain::activity::State;
use domain::chunk::Stage;
use domain::ledger::totals;
use domain::time::{HOUR, MINUTE};
use domain::transcript::Track;
use engine::pipeline::Pipeline;
use speech::{Cancel, Error};
use testkit::fakes::{FakeScribe, Workday};

const MINUTES: &str = "[ledger]\nchunk_seconds = 60\n[sound]\nmode = \"always\"\n";

/// Two chunks for Acme, of which the first holds sound.
fn day() -> Workday {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", MINUTES);
    day.client("Acme");
    day.rule("acme", "Acme");
    day.senses.show("code", "acme-web");
    day.look();
    day.work(5);
    assert!(day.ears.speak(Track::Microphone, 2_000).expect("room"), "somebody listens");
    day.work(114);
    day.stop();
    day
}

fn work_off(pipeline: &mut Pipeline) -> usize {
    pipeline.work_off(&Cancel::new()).expect("the database")
}

#[test]
fn a_chunk_that_fails_holds_up_none_behind_it() {
    let day = day();
    let scribe = FakeScribe::stumbling(2, "");
    let mut pipeline = day.pipeline(&scribe);
    assert_eq!(work_off(&mut pipeline), 1);
    assert_eq!(day.stages(), [Stage::Captured, Stage::Wiped]);
    let status = day.daybook.status().expect("a status");
    assert_eq!(status.queue, 1);
    assert_eq!(
        status.waiting_because.as_deref(),
        Some("the speech engine stopped unexpectedly, twice"),
        "the reason is kept"
    );
    assert_eq!(work_off(&mut pipeline), 1);
    assert_eq!(scribe.calls(), 1, "it is not tried again before its time");
    for _ in 0..2 {
        day.clock.pass(MINUTE);
        work_off(&mut pipeline);
    }
    assert_eq!(day.stages(), [Stage::Wiped; 2]);
    assert_eq!(scribe.calls(), 3);
}

#[test]
fn what_can_never_be_read_is_left_out_at_once() {
    let day = day();
    let mut pipeline = day.pipeline(&FakeScribe::broken());
    assert_eq!(work_off(&mut pipeline), 0);
    assert_eq!(day.timesheet(), ["09:00:00–09:01:59 Acme"]);
    assert_eq!(day.raw_files(), 0);
}

#[test]
fn a_chunk_past_its_limit_is_finished_from_what_there_is() {
    let day = day();
    let scribe = FakeScribe::new(|_| Err(Error::Crashed));
    let mut pipeline = day.pipeline(&scribe);
    assert_eq!(work_off(&mut pipeline), 1);
    assert_eq!(day.raw_files(), 1, "the limit is not reached");
    day.clock.pass(24 * HOUR);
    assert_eq!(work_off(&mut pipeline), 0);
    assert_eq!(day.stages(), [Stage::Wiped; 2]);
    assert_eq!(day.timesheet(), ["09:00:00–09:01:59 Acme"], "its titles say enough");
    assert_eq!(day.raw_files(), 0);
    let causes: Vec<_> = day
        .daybook
        .receipts(9)
        .expect("receipts")
        .into_iter()
        .map(|receipt| (receipt.files, receipt.cause))
        .collect();
    assert_eq!(causes, [(1, "retention".to_owned())]);
}

#[test]
fn ending_the_program_costs_a_chunk_no_attempt() {
    let day = day();
    let cancel = Cancel::new();
    let asked = cancel.clone();
    let scribe = FakeScribe::new(move |_| {
        asked.cancel();
        Err(Error::Cancelled)
    });
    assert!(day.pipeline(&scribe).work_off(&cancel).expect("the database") > 0);
    assert_eq!(day.stages(), [Stage::Captured; 2]);
    assert_eq!(day.daybook.status().expect("a status").waiting_because, None);
    assert_eq!(day.work_off(), 0, "the next start goes on at once");
}

#[test]
fn a_lost_device_key_costs_captures_and_no_time() {
    let mut day = day();
    day.start();
    day.work(10);
    assert!(day.ears.speak(Track::Microphone, 2_000).expect("room"), "somebody listens");
    day.work(1);
    day.crash();
    // The keyring is gone, so the next start has another key.
    let home = day.daybook.home().path();
    let mut next = Workday::on(home, "2026-03-02T09:05:00Z", MINUTES, [8; 32]);
    assert_eq!(next.raw_files(), 2);
    next.start();
    next.look();
    next.stop();
    let scribe = FakeScribe::saying("never heard");
    let left = work_off(&mut next.pipeline(&scribe));
    assert_eq!(left, 0, "{:?} {:?}", next.daybook.status(), next.stages());
    assert_eq!(scribe.calls(), 0, "nothing could be opened");
    assert!(next.stages().iter().all(|stage| *stage == Stage::Wiped), "{:?}", next.stages());
    assert_eq!(next.raw_files(), 0);
    // A crash costs the last seconds, and nothing before them.
    assert_eq!(day.timesheet(), ["09:00:00–09:02:08 Acme"]);
    let rows = next.rows();
    let whole = domain::time::Span::new(rows[0].span.start, rows[rows.len() - 1].span.end);
    let worked = totals(&rows, whole).into_iter().find(|(state, _)| *state == State::Working);
    assert_eq!(worked, Some((State::Working, 128_000)), "{rows:?}");
}

#[test]
fn a_file_that_no_row_knows_goes_without_another_start() {
    // Far ahead, because the age of a file is told by the real clock.
    let day = Workday::begin("2099-01-01T09:00:00Z", "");
    let mut pipeline = day.pipeline(&FakeScribe::saying(""));
    let kind = capture::spool::Kind::Picture;
    let id = domain::id::CaptureId::mint(day.lived().end, [1; 10]);
    day.keys.spool.put(kind, id, b"sealed, and then the machine lost its power").expect("room");
    assert_eq!(work_off(&mut pipeline), 0);
    assert_eq!(day.raw_files(), 1, "its row may be on the way");
    day.clock.pass(HOUR);
    assert_eq!(work_off(&mut pipeline), 0);
    assert_eq!(day.raw_files(), 0);
}
