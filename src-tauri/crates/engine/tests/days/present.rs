//! What is being done now, and for whom.

use domain::activity::State;
use engine::blocks::Correction;
use engine::current::Current;
use testkit::fakes::Workday;

fn day() -> Workday {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "");
    day.client("Acme");
    day.client("Globex");
    day.rule("acme", "Acme");
    day.senses.show("code", "main.rs, acme-web");
    day.look();
    day
}

fn current(day: &Workday) -> Option<Current> {
    day.daybook.current().expect("the database")
}

/// The client's name, and since when, in seconds after nine.
fn told(day: &Workday) -> Option<(String, i64)> {
    let now = current(day)?;
    let names = day.daybook.names().expect("names");
    let client = now.client.and_then(|id| names.client(id)).unwrap_or("?").to_owned();
    Some((client, now.since.since(day.lived().start) / 1_000))
}

#[test]
fn the_present_is_told_before_any_chunk_is_closed() {
    let mut day = day();
    day.work(30);
    let now = current(&day).expect("somebody works");
    assert_eq!(now.state, State::Working);
    assert_eq!(now.window.map(|window| window.title).as_deref(), Some("main.rs, acme-web"));
    assert_eq!(now.label, "main.rs, acme-web");
    assert_eq!(told(&day), Some(("Acme".into(), 0)));
    day.senses.show("code", "lib.rs, acme-web");
    day.work(30);
    assert_eq!(told(&day), Some(("Acme".into(), 0)), "another title of the same program");
    assert_eq!(day.blocks(), [], "nothing is stored");
    day.senses.show("xterm", "acme deploy");
    day.work(30);
    assert_eq!(told(&day), Some(("Acme".into(), 61)));
    day.senses.lock(true);
    day.watch(5);
    let now = current(&day).expect("rows are written");
    assert_eq!((now.state, now.client, now.label.as_str()), (State::Locked, None, ""));
}

#[test]
fn nobody_knows_what_is_done_while_no_row_is_written() {
    let mut day = day();
    assert_eq!(Workday::begin("2026-03-02T09:00:00Z", "").daybook.current().expect("none"), None);
    day.work(30);
    day.stop();
    assert!(current(&day).is_some());
    day.clock.pass(11_000);
    assert_eq!(current(&day), None);
}

#[test]
fn what_nothing_is_known_of_goes_on_for_whom_it_was_for_ten_minutes() {
    let mut day = day();
    day.work(60);
    day.stop();
    day.work_off();
    day.start();
    day.senses.show("gimp", "untitled");
    day.work(30);
    assert_eq!(told(&day).map(|one| one.0), Some("Acme".into()));
    day.work(9 * 60 - 40);
    assert_eq!(told(&day).map(|one| one.0), Some("Acme".into()));
    day.work(120);
    assert_eq!(told(&day).map(|one| one.0), Some("?".into()));
}

#[test]
fn a_correction_is_known_at_once_and_its_undo_too() {
    let mut day = day();
    day.senses.show("gimp", "kingfisher poster");
    day.work(60);
    day.senses.lock(true);
    day.watch(60);
    day.stop();
    day.work_off();
    day.start();
    day.senses.lock(false);
    day.clock.pass(30 * 60 * 1_000);
    day.work(30);
    assert_eq!(told(&day).map(|one| one.0), Some("?".into()));
    let block = day.blocks().pop().expect("a draft");
    let globex = Correction { client: Some(Some("Globex".into())), ..Correction::default() };
    day.daybook.correct(&block.id.to_string(), &globex).expect("corrected");
    assert_eq!(told(&day).map(|one| one.0), Some("Globex".into()), "it was learnt");
    day.daybook.undo().expect("undone");
    assert_eq!(told(&day).map(|one| one.0), Some("?".into()), "it was unlearnt");
}
