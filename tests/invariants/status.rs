//! What is said about recording is read from what was written.

use crate::ledger::exactly_once;
use testkit::fakes::Workday;

fn state(day: &Workday) -> String {
    day.daybook.status().expect("a status").capture.state
}

#[test]
fn recording_is_derived_from_rows_written_never_from_intent() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "[sound]\nmode = \"always\"\n");
    day.senses.show("code", "acme-web");
    assert_eq!(state(&day), "off", "a recorder that holds no lock is none");
    let lock = day.daybook.home().lock().expect("this process captures");
    assert_eq!(state(&day), "stalled", "somebody means to record, and nothing was written");
    day.look();
    day.work(5);
    assert_eq!(state(&day), "working");
    let sound = &day.daybook.status().expect("a status").capture.sound;
    assert_eq!(sound[0].state, "waiting", "{sound:?}");

    // The recorder's thread hangs.
    day.clock.pass(11_000);
    assert_eq!(state(&day), "stalled");
    day.watch(3);
    assert_eq!(state(&day), "working");
    day.senses.lock(true);
    day.watch(3);
    assert_eq!(state(&day), "locked");
    day.senses.lock(false);
    day.watch(3);

    // The process is gone without a word.
    day.crash();
    drop(lock);
    let status = day.daybook.status().expect("a status");
    assert_eq!(status.capture.state, "off");
    assert!(status.capture.last_written_ms.is_some(), "when it was is kept");
    assert!(status.capture.process.is_none() && status.capture.sound.is_empty());
}

#[test]
fn a_recorder_that_cannot_write_is_not_called_recording_and_loses_nothing() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "");
    let _lock = day.daybook.home().lock().expect("this process captures");
    day.senses.show("code", "acme-web");
    day.look();
    day.work(5);
    assert_eq!(state(&day), "working");
    let database = day.daybook.home().path().join("daybook.db");
    let other = store::Connection::open(database).expect("another connection");
    other.execute_batch("BEGIN IMMEDIATE").expect("another program holds the database");
    day.senses.show("code", "globex-shop");
    day.watch(1);
    // SQLite waits five seconds of real time for it and then refuses.
    day.clock.pass(8_000);
    day.look();
    day.clock.pass(3_000);
    assert_eq!(state(&day), "stalled");
    other.execute_batch("COMMIT").expect("it lets go");
    day.senses.show("code", "acme-web");
    day.watch(2);
    assert_eq!(state(&day), "working");
    day.stop();
    let rows = day.rows();
    let titles: Vec<_> = rows.iter().filter_map(|row| Some(&row.window.as_ref()?.title)).collect();
    assert_eq!(titles, ["acme-web", "globex-shop", "acme-web"], "what was seen meanwhile is there");
    exactly_once(&rows).expect("no gap, nothing twice");
    assert_eq!((rows[0].span.start, rows[2].span.end), (day.lived().start, day.lived().end));
}
