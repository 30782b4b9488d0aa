//! A timer beside what is captured: it names the time, and nothing is counted twice.

use super::{at, day, for_client, start};
use domain::activity::State;
use domain::edit::Twice;
use domain::edit::reshape::{Edge, Neighbour};
use domain::time::{DAY, MINUTE, Moment, Span};
use engine::edits::Edit;
use engine::entries::{NewEntry, Row, When};
use engine::timers::TimerWork;
use testkit::fakes::Workday;

/// Works in a window for so many seconds.
fn work(day: &mut Workday, title: &str, seconds: i64) {
    day.senses.show("code", title);
    day.look();
    day.work(seconds);
}

fn stop(day: &Workday, when: Option<Moment>) -> String {
    let stopped = day.daybook.stop_timer(None, when, Twice::Refuse).expect("it stops");
    stopped.timer.block.expect("an entry").to_string()
}

fn evidence(day: &Workday, block: &str) -> Vec<String> {
    let id = block.parse().expect("an id");
    day.store.read(|db| store::blocks::evidence(db, id)).expect("evidence")
}

/// Says where entries share time, or leave out work.
#[track_caller]
fn once(day: &Workday) {
    let rows = super::entries(day, day.lived());
    assert!(shared(&rows).is_none(), "{:?}", day.timesheet());
    let counted = day.store.read(|db| store::entries::counted(db, day.lived())).expect("entries");
    for row in day.rows().iter().filter(|row| row.state == State::Working) {
        assert_eq!(counted.within(row.span).length(), row.span.millis(), "{:?}", row.span);
    }
}

fn shared(rows: &[store::entries::Row]) -> Option<domain::time::Span> {
    let mut seen = domain::segments::Segments::default();
    for row in rows {
        if let Some(span) = seen.shared(row.entry.segments()).as_slice().first() {
            return Some(*span);
        }
        seen = seen.union(row.entry.segments());
    }
    None
}

/// Writes down so many minutes after nine for Globex.
fn write(day: &Workday, from: i64, to: i64, twice: Twice) -> engine::Result<Row> {
    let when = When::Span(Span::new(at(from), at(to)));
    let (client, label, note) = (Some("Globex".into()), String::new(), String::new());
    let (project, task, billable, tags) = (None, None, None, Vec::new());
    let new = NewEntry { client, project, task, label, billable, tags, note, when, twice };
    day.daybook.add_entry(new)
}

#[test]
fn nobody_writes_time_down_that_a_timer_counts() {
    let day = day();
    start(&day, "Acme");
    day.clock.pass(10 * MINUTE);
    day.daybook.pause_timer(None, Twice::Refuse).expect("it pauses");
    day.clock.pass(10 * MINUTE);
    super::refused(write(&day, 5, 15, Twice::Refuse), "would be counted twice");
    write(&day, 10, 15, Twice::Refuse).expect("in its pause");
    write(&day, 5, 8, Twice::Allow).expect("both count");
}

#[test]
fn the_present_is_named_by_the_timer_that_runs() {
    let mut day = day();
    let now = |day: &Workday| {
        let now = day.daybook.current().expect("a look").expect("somebody works");
        (day.daybook.names().expect("names").of(now.client, None), now.label)
    };
    let is = |client: &str, label: &str| (client.to_owned(), label.to_owned());
    work(&mut day, "globex-plan", 30);
    assert_eq!(now(&day), is("Globex", "globex-plan"));
    let nameless = TimerWork::default();
    day.daybook.start_timer(&nameless, None, Twice::Refuse).expect("it starts");
    assert_eq!(now(&day), is("Globex", "globex-plan"), "nobody said whose time it is");
    start(&day, "Acme");
    assert_eq!(now(&day), is("Acme", "globex-plan"));
    let named = for_client("Acme", "Call");
    day.daybook.start_timer(&named, None, Twice::Refuse).expect("it starts");
    assert_eq!(now(&day), is("Acme", "Call"));
    day.daybook.stop_timer(None, None, Twice::Refuse).expect("it stops");
    assert_eq!(now(&day), is("Globex", "globex-plan"));
}

#[test]
fn what_is_captured_while_a_timer_runs_is_its_evidence_and_no_draft() {
    let mut day = day();
    work(&mut day, "globex-shop", 120);
    start(&day, "Acme");
    work(&mut day, "globex-plan", 180);
    assert_eq!(day.work_off(), 0);
    assert_eq!(day.timesheet(), ["09:00:00–09:02:00 Globex"], "the timer has the rest");
    let block = stop(&day, None);
    work(&mut day, "globex-shop", 60);
    day.stop();
    assert_eq!(day.work_off(), 0);
    assert_eq!(
        day.timesheet(),
        ["09:00:00–09:02:00 Globex", "09:02:00–09:05:00 Acme", "09:05:00–09:06:00 Globex"]
    );
    once(&day);
    let tokens = evidence(&day, &block);
    assert!(tokens.contains(&"title:plan".to_owned()), "{tokens:?}");
    assert!(!tokens.contains(&"title:shop".to_owned()), "of the rest it knows nothing: {tokens:?}");
}

#[test]
fn what_is_committed_after_the_stop_still_belongs_to_the_entry() {
    let mut day = day();
    start(&day, "Acme");
    work(&mut day, "globex-plan", 150);
    let block = stop(&day, None);
    assert_eq!(evidence(&day, &block), [] as [&str; 0], "nothing is committed yet");
    day.stop();
    assert_eq!(day.work_off(), 0);
    assert_eq!(day.timesheet(), ["09:00:00–09:02:30 Acme"]);
    assert!(evidence(&day, &block).contains(&"title:plan".to_owned()));
    day.daybook.confirm(&block).expect("confirmed");
    let id = block.parse().expect("an id");
    let taught = day.store.read(|db| store::lessons::get(db, id)).expect("lessons");
    assert!(taught.expect("it teaches").lesson.contains("title:plan"), "by what was captured");
}

#[test]
fn work_in_a_pause_is_a_draft_of_its_own() {
    let mut day = day();
    start(&day, "Acme");
    work(&mut day, "acme-web", 60);
    day.daybook.pause_timer(None, Twice::Refuse).expect("it pauses");
    work(&mut day, "globex-shop", 120);
    day.daybook.resume_timer(None, None, Twice::Refuse).expect("it goes on");
    work(&mut day, "acme-web", 60);
    stop(&day, None);
    day.stop();
    assert_eq!(day.work_off(), 0);
    assert_eq!(day.timesheet(), ["09:00:00–09:04:00 Acme", "09:01:00–09:03:00 Globex"]);
    once(&day);
}

#[test]
fn drafts_give_way_to_a_start_in_the_past_and_come_back_when_it_is_moved() {
    let mut day = day();
    work(&mut day, "globex-shop", 360);
    assert_eq!(day.work_off(), 0);
    assert_eq!(day.timesheet(), ["09:00:00–09:06:00 Globex"]);
    let acme = for_client("Acme", "");
    let timer = day.daybook.start_timer(&acme, Some(at(2)), Twice::Refuse).expect("it starts");
    assert_eq!(day.timesheet(), ["09:00:00–09:02:00 Globex"], "it was cut");
    day.daybook.move_timer_start(&timer.id.to_string(), at(3), Twice::Refuse).expect("moved");
    assert_eq!(day.timesheet(), ["09:00:00–09:03:00 Globex"], "one piece of work again");
    let block = stop(&day, Some(at(4)));
    day.stop();
    day.work_off();
    assert_eq!(
        day.timesheet(),
        ["09:00:00–09:03:00 Globex", "09:03:00–09:04:00 Acme", "09:04:00–09:06:00 Globex"],
        "the middle of a draft may be timed"
    );
    once(&day);
    assert!(evidence(&day, &block).contains(&"title:shop".to_owned()));
}

#[test]
fn what_somebody_edited_or_confirmed_never_gives_way() {
    let mut day = day();
    work(&mut day, "globex-shop", 180);
    assert_eq!(day.work_off(), 0);
    let block = day.blocks()[0].id.to_string();
    day.daybook.confirm(&block).expect("confirmed");
    let start = |twice| day.daybook.start_timer(&for_client("Acme", ""), Some(at(1)), twice);
    super::refused(
        start(Twice::Refuse),
        "2026-03-02T09:01:00Z to 2026-03-02T09:03:00Z would be counted twice",
    );
    assert!(day.daybook.timers().expect("timers").running.is_none(), "nothing has changed");
    start(Twice::Allow).expect("both count");
    let stopped = day.daybook.stop_timer(None, None, Twice::Refuse).expect("it can be stopped");
    assert_eq!(stopped.overlaps.len(), 1, "and what is counted twice is told");
    assert_eq!(stopped.overlaps[0].millis(), 2 * MINUTE);
}

#[test]
fn the_time_of_a_timer_that_is_discarded_becomes_drafts_again() {
    let mut day = day();
    let timer = start(&day, "Acme");
    work(&mut day, "globex-shop", 200);
    assert_eq!(day.work_off(), 0);
    assert!(day.timesheet().is_empty());
    day.daybook.discard_timer(&timer.id.to_string()).expect("dropped");
    assert_eq!(day.timesheet(), ["09:00:00–09:03:00 Globex"], "as far as it is committed");
    day.stop();
    assert_eq!(day.work_off(), 0);
    assert_eq!(day.timesheet(), ["09:00:00–09:03:20 Globex"]);
    once(&day);
}

#[test]
fn a_stop_is_undone_and_done_again() {
    let mut day = day();
    start(&day, "Acme");
    work(&mut day, "globex-shop", 180);
    let block = stop(&day, None);
    work(&mut day, "globex-shop", 60);
    day.stop();
    assert_eq!(day.work_off(), 0);
    let timed = ["09:00:00–09:03:00 Acme", "09:03:00–09:04:00 Globex"];
    assert_eq!(day.timesheet(), timed);
    day.daybook.undo().expect("undone").expect("a step");
    assert_eq!(
        day.timesheet(),
        ["09:00:00–09:03:00 Globex", "09:03:00–09:04:00 Globex"],
        "what was captured is there"
    );
    once(&day);
    day.daybook.redo().expect("redone").expect("a step");
    assert_eq!(day.timesheet(), timed);
    once(&day);
    assert!(evidence(&day, &block).contains(&"title:shop".to_owned()), "with its evidence");
    assert_eq!(
        day.daybook.timer(None).expect("a look").expect("one").block.map(|id| id.to_string()),
        Some(block)
    );
}

#[test]
fn a_timer_that_was_filled_in_over_drafts_is_undone_and_done_again() {
    let mut day = day();
    work(&mut day, "globex-shop", 180);
    day.stop();
    assert_eq!(day.work_off(), 0);
    assert_eq!(day.timesheet(), ["09:00:00–09:03:00 Globex"]);
    day.clock.pass(DAY);
    let from = Moment(at(0).0 + MINUTE);
    let work = for_client("Acme", "");
    day.daybook.start_timer(&work, Some(from), Twice::Refuse).expect("it starts");
    stop(&day, Some(from.plus(MINUTE)));
    let timed = ["09:00:00–09:01:00 Globex", "09:01:00–09:02:00 Acme", "09:02:00–09:03:00 Globex"];
    assert_eq!(day.timesheet(), timed);
    day.daybook.undo().expect("undone").expect("a step");
    once(&day);
    day.daybook.redo().expect("redone").expect("a step");
    assert_eq!(day.timesheet(), timed, "the drafts of the undo give way again");
    once(&day);
}

#[test]
fn what_was_captured_beneath_a_timer_comes_back_when_its_entry_goes_or_shrinks() {
    let mut day = day();
    start(&day, "Acme");
    work(&mut day, "globex-shop", 180);
    let block = stop(&day, None);
    day.stop();
    assert_eq!(day.work_off(), 0);
    let timed = ["09:00:00–09:03:00 Acme"];
    assert_eq!(day.timesheet(), timed);
    let end = Moment(at(0).0 + 2 * MINUTE);
    let edit = Edit::Boundary(block.clone(), Edge::End, end, Neighbour::Stays);
    day.daybook.edit(&edit, Twice::Refuse).expect("shorter");
    assert_eq!(day.timesheet(), ["09:00:00–09:02:00 Acme", "09:02:00–09:03:00 Globex"]);
    once(&day);
    day.daybook.undo().expect("undone").expect("a step");
    assert_eq!(day.timesheet(), timed, "the draft gives way again");
    let edit = Edit::Delete(vec![block]);
    day.daybook.edit(&edit, Twice::Refuse).expect("gone");
    let captured = ["09:00:00–09:03:00 Globex"];
    assert_eq!(day.timesheet(), captured);
    day.daybook.undo().expect("undone").expect("a step");
    assert_eq!(day.timesheet(), timed);
    day.daybook.redo().expect("redone").expect("a step");
    assert_eq!(day.timesheet(), captured, "nothing that was captured is lost on the way");
    once(&day);
}

#[test]
fn a_stop_that_lets_both_count_is_a_decision() {
    let day = day();
    day.clock.pass(DAY);
    write(&day, 0, 60, Twice::Refuse).expect("an entry");
    let from = at(30);
    let work = for_client("Acme", "");
    day.daybook.start_timer(&work, Some(from), Twice::Allow).expect("it starts");
    let until = Some(from.plus(15 * MINUTE));
    let refused = day.daybook.stop_timer(None, until, Twice::Refuse).expect_err("it counts");
    assert_eq!(refused.code(), "twice");
    day.daybook.stop_timer(None, until, Twice::Allow).expect("both count");
    let overlaps = day.daybook.overlaps(Span::new(at(0), at(60))).expect("overlaps");
    assert!(overlaps.iter().all(|one| one.is_allowed) && overlaps.len() == 1, "{overlaps:?}");
}

#[test]
fn a_title_of_other_work_teaches_nothing_after_a_stop_in_the_past() {
    let mut day = day();
    start(&day, "Acme");
    work(&mut day, "acme-web", 120);
    work(&mut day, "globex-shop", 120);
    assert_eq!(day.work_off(), 0);
    let block = stop(&day, Some(at(2)));
    let tokens = evidence(&day, &block);
    assert!(tokens.contains(&"title:web".to_owned()), "{tokens:?}");
    assert!(!tokens.contains(&"title:shop".to_owned()), "it had been forgotten: {tokens:?}");
}

#[test]
fn what_is_forgotten_is_forgotten_by_the_timer_too() {
    let mut day = day();
    let timer = day.daybook.start_timer(&TimerWork::default(), None, Twice::Refuse);
    let id = timer.expect("it starts").id;
    work(&mut day, "zanzibar plan", 60);
    let until = day.lived().end;
    work(&mut day, "acme-web", 120);
    day.stop();
    assert_eq!(day.work_off(), 0);
    let known = || day.store.read(|db| store::timers::evidence(db, id)).expect("evidence");
    assert!(known().contains(&"title:zanzibar".to_owned()), "{:?}", known());
    day.daybook.forget(domain::time::Span::new(at(0), until)).expect("forgotten");
    assert!(!known().contains(&"title:zanzibar".to_owned()), "{:?}", known());
    assert!(known().contains(&"title:web".to_owned()), "{:?}", known());
    assert!(testkit::canary::found_in(day.daybook.home().path(), &["zanzibar"]).is_empty());
}
