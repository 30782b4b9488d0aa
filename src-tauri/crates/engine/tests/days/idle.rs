//! Time that turns out to have been idle.

use domain::activity::State;
use domain::chunk::Stage;
use domain::time::{Moment, SECOND};
use testkit::fakes::Workday;

const SETTINGS: &str = "[ledger]\nchunk_seconds = 60\nidle_after_seconds = 90\n";

/// The states with their first second and the one after their last, equal neighbours as one.
fn drawn(day: &Workday) -> Vec<(State, i64, i64)> {
    let from = day.lived().start;
    let second = |at: Moment| at.since(from) / SECOND;
    let mut drawn: Vec<(State, i64, i64)> = Vec::new();
    for row in day.rows() {
        match drawn.last_mut() {
            Some(last) if last.0 == row.state => last.2 = second(row.span.end),
            _ => drawn.push((row.state, second(row.span.start), second(row.span.end))),
        }
    }
    drawn
}

#[test]
fn going_idle_changes_nothing_that_is_on_its_way() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", SETTINGS);
    day.client("Acme");
    day.rule("acme", "Acme");
    day.senses.show("code", "acme-web");
    day.look();
    day.work(65);
    assert_eq!(day.stages(), [Stage::Captured, Stage::Open], "the first chunk is on its way");
    assert_eq!(day.work_off(), 0);
    let sheet = day.timesheet();
    assert_eq!(sheet, ["09:00:00–09:01:00 Acme"]);
    // The last sign of life lies before the border, or so the system says all of a sudden.
    day.senses.idle(100 * SECOND);
    day.watch(5);
    day.stop();
    assert_eq!(drawn(&day), [(State::Working, 0, 60), (State::Idle, 60, 70)]);
    assert_eq!(day.work_off(), 0);
    assert_eq!(day.timesheet(), sheet, "what became a block is as it was");
}

#[test]
fn time_since_the_last_sign_of_life_is_idle_and_in_no_block() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", SETTINGS);
    day.senses.show("code", "acme-web");
    day.look();
    day.work(30);
    day.rest(100);
    day.stop();
    assert_eq!(drawn(&day), [(State::Working, 0, 30), (State::Idle, 30, 130)]);
    assert_eq!(day.work_off(), 0);
    assert_eq!(day.timesheet(), ["09:00:00–09:00:30 ?"]);
}

#[test]
fn somebody_on_a_call_is_working_without_a_key_pressed() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", SETTINGS);
    day.senses.show("zoom", "Meeting");
    day.on_call.store(true, std::sync::atomic::Ordering::SeqCst);
    day.look();
    day.rest(200);
    day.stop();
    assert_eq!(drawn(&day), [(State::Call, 0, 200)]);
    day.work_off();
    assert_eq!(day.timesheet(), ["09:00:00–09:03:20 ?"]);
}
