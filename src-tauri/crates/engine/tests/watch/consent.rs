//! Nothing counts as chosen before the owner has chosen.

use domain::time::SECOND;
use engine::clock::Clock;
use engine::settings::Change;
use testkit::fakes::Workday;

#[test]
fn a_data_directory_is_set_up_once_and_keeps_the_choices() {
    let day = Workday::begin("2026-03-02T09:00:00Z", "");
    let daybook = &day.daybook;
    assert!(!daybook.is_set_up().expect("an answer"), "nobody has chosen yet");
    assert!(daybook.set_up(&[Change::RetentionHours(0)]).is_err());
    assert!(!daybook.is_set_up().expect("an answer"), "a refused choice is none");
    daybook.set_up(&[Change::Pictures(false)]).expect("consent");
    assert!(daybook.is_set_up().expect("an answer"));
    assert!(!daybook.settings().pictures.enabled);
    let chosen = || day.store.read(|db| store::facts::get(db, "set_up_ms")).expect("a fact");
    let first = chosen();
    day.clock.pass(5 * SECOND);
    daybook.set_up(&[]).expect("again");
    assert_eq!(chosen(), first, "consent was given then, not now");
}

#[test]
fn a_pause_until_tomorrow_ends_at_local_midnight_on_a_day_of_23_hours_too() {
    let day = Workday::begin("2026-03-28T23:30:00Z", "");
    let zone = domain::time::TimeZone::get("Europe/Vienna").expect("a zone");
    day.clock.move_to(zone);
    // It is half past midnight on the day on which the clocks are put forward.
    let until = day.daybook.pause_until_tomorrow().expect("a pause");
    assert_eq!(until.rfc3339(), "2026-03-29T22:00:00Z");
    assert_eq!(day.daybook.paused_until().expect("a pause"), Some(until));
}

#[test]
fn a_pause_that_ends_by_itself_is_told() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "");
    day.look();
    day.work(3);
    let until = day.clock.now().plus(60 * SECOND);
    day.daybook.pause(Some(until)).expect("a pause");
    day.watch(58);
    let events = day.daybook.events().listen();
    // One reading: too soon for rows to be written by it alone.
    day.clock.pass(3 * SECOND);
    day.look();
    assert!(
        events.try_iter().any(|event| event == engine::events::Event::Ledger),
        "whoever shows the pause looks again"
    );
}
