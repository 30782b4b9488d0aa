//! Time that turns out to have been idle.

use domain::activity::State;
use domain::chunk::Stage;
use domain::time::SECOND;
use testkit::fakes::Workday;

const SETTINGS: &str = "[ledger]\nchunk_seconds = 60\nidle_after_seconds = 90\n";

fn drawn(day: &Workday) -> Vec<(State, i64, i64)> {
    let from = day.lived().start;
    let second = |at: domain::time::Moment| at.since(from) / SECOND;
    let rows = day.rows();
    rows.iter().map(|row| (row.state, second(row.span.start), second(row.span.end))).collect()
}

#[test]
fn going_idle_changes_nothing_that_is_on_its_way() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", SETTINGS);
    day.client("Acme");
    day.rule("acme", "Acme");
    day.senses.show("code", "acme-web");
    day.look();
    day.work(30);
    day.rest(45);
    assert_eq!(day.stages()[0], Stage::Captured, "the first chunk was closed");
    let first = day.daybook.ledger(day.lived()).expect("rows")[0].clone();
    day.work_off();
    let sheet = day.timesheet();
    assert_eq!(sheet, ["09:00:00–09:00:30 Acme"], "it was cut at the last sign of life");
    for second in 46..=110 {
        day.senses.idle(second * SECOND);
        day.watch(1);
    }
    day.stop();
    assert_eq!(day.rows()[0], first, "the row that became a block is as it was");
    assert_eq!(
        drawn(&day),
        [(State::Working, 0, 30), (State::Idle, 30, 120), (State::Idle, 120, 140)]
    );
    assert_eq!(day.work_off(), 0);
    assert_eq!(day.timesheet(), sheet);
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
