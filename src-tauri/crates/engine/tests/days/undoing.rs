//! What a person did is undone and done again, also after a restart.

use domain::block::{Block, Status};
use domain::step::{Kind, Step};
use domain::time::{DAY, Moment};
use engine::blocks::Correction;
use engine::home::Home;
use engine::{Daybook, Error};
use std::sync::Arc;
use store::{Check, lessons, outbox};
use testkit::fakes::Workday;

/// Two stretches of work in the same window, with a locked screen between them: two drafts for
/// nobody.
fn day() -> Workday {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "[ledger]\nchunk_seconds = 60\n");
    for name in ["Acme", "Globex"] {
        day.client(name);
    }
    day.senses.show("code", "kingfisher planning");
    day.look();
    for locked in [true, false, true] {
        if locked {
            day.work(60);
        }
        day.senses.lock(locked);
        day.watch(60);
    }
    assert_eq!(day.work_off(), 0);
    assert_eq!(day.blocks().len(), 2, "{:?}", day.timesheet());
    day
}

fn ids(day: &Workday) -> Vec<String> {
    day.blocks().iter().map(|block| block.id.to_string()).collect()
}

fn lesson(day: &Workday, nth: usize) -> Option<String> {
    let id = day.blocks().get(nth).expect("a block").id;
    day.store.read(|db| lessons::get(db, id)).expect("a lesson").map(|learned| learned.lesson)
}

fn for_client(name: &str) -> Correction {
    Correction { client: Some(Some(name.into())), ..Correction::default() }
}

fn relabelled(label: &str) -> Correction {
    Correction { label: Some(label.into()), ..Correction::default() }
}

/// The same data directory, opened by another process.
fn again(day: &Workday) -> Daybook {
    let home = Home::find(Some(day.daybook.home().path().to_owned())).expect("a home");
    Daybook::open(home, Check::Thorough, Arc::new(day.clock.clone())).expect("it opens").0
}

fn kinds(daybook: &Daybook) -> (Option<Kind>, Option<Kind>) {
    let (undo, redo) = daybook.undoable().expect("steps");
    (undo.map(|step| step.kind), redo.map(|step| step.kind))
}

#[test]
fn a_correction_is_undone_and_done_again_after_a_restart() {
    let day = day();
    let before = day.blocks();
    let id = before[0].id.to_string();
    let waiting = || day.store.read(outbox::waiting).expect("the outbox");
    let corrected = day.daybook.correct(&id, &for_client("Acme")).expect("a correction");
    let taught = lesson(&day, 0);
    assert!(taught.is_some() && corrected.edited);
    let at = day.lived().end;

    let restarted = again(&day);
    let step = Step { kind: Kind::Assign, blocks: 1, at };
    assert_eq!(restarted.undoable().expect("steps"), (Some(step), None));
    let sent = waiting();
    assert_eq!(restarted.undo().expect("undone"), Some(step));
    assert_eq!(day.blocks(), before, "every field is as it was");
    assert_eq!(lesson(&day, 0), None, "what it taught is unlearnt");
    assert_eq!(waiting(), sent + 1, "the backend hears of it");

    let restarted = again(&day);
    assert_eq!(restarted.undoable().expect("steps"), (None, Some(step)));
    assert_eq!(restarted.redo().expect("done again"), Some(step));
    assert_eq!(day.blocks()[0], corrected);
    assert_eq!(lesson(&day, 0), taught);
    assert_eq!(restarted.redo().expect("nothing"), None);
}

#[test]
fn steps_are_undone_from_the_newest_to_the_oldest_until_somebody_acts() {
    let day = day();
    let id = &ids(&day)[0];
    let daybook = &day.daybook;
    assert_eq!(daybook.undo().expect("nothing"), None);
    let before = day.blocks();
    daybook.correct(id, &for_client("Acme")).expect("a correction");
    daybook.correct(id, &relabelled("Planning")).expect("a correction");
    daybook.confirm(id).expect("confirmed");
    let history = daybook.history(id).expect("a history");
    let told: Vec<Kind> = history.iter().map(|past| past.step.kind).collect();
    assert_eq!(told, [Kind::Confirm, Kind::Relabel, Kind::Assign], "the newest first");
    assert_eq!(daybook.history(&ids(&day)[1]).expect("a history"), []);
    for kind in [Kind::Confirm, Kind::Relabel, Kind::Assign] {
        assert_eq!(daybook.undo().expect("undone").map(|step| step.kind), Some(kind));
    }
    assert_eq!(day.blocks(), before);
    daybook.redo().expect("done again");
    assert_eq!(kinds(daybook), (Some(Kind::Assign), Some(Kind::Relabel)));
    let unpaid = Correction { billable: Some(false), ..Correction::default() };
    daybook.correct(id, &unpaid).expect("a correction");
    assert_eq!(kinds(daybook), (Some(Kind::Billable), None), "what was undone is past");
    assert_eq!(day.blocks()[0].answer.label, before[0].answer.label);
}

#[test]
fn many_blocks_are_one_step_and_all_or_none() {
    let day = day();
    let ids = ids(&day);
    let before = day.blocks();
    let statuses = || day.blocks().iter().map(|block| block.status).collect::<Vec<_>>();
    let stranger = "019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d55".to_owned();
    let mixed = [ids[0].clone(), stranger];
    let refused = day.daybook.confirm_all(&mixed).expect_err("one does not exist");
    assert_eq!(refused.code(), "unknown");
    let refused = day.daybook.correct_all(&ids, &for_client("Nobody")).expect_err("unknown");
    assert_eq!(refused.code(), "unknown");
    assert_eq!((day.blocks(), kinds(&day.daybook)), (before.clone(), (None, None)), "none");

    day.daybook.confirm_all(&ids).expect("confirmed");
    assert_eq!(statuses(), [Status::Confirmed; 2]);
    let both = Correction { label: Some("Planning".into()), ..for_client("Acme") };
    day.daybook.correct_all(&ids, &both).expect("corrected");
    assert!(day.blocks().iter().all(|block| block.answer.label == "Planning"));
    let step = day.daybook.undo().expect("undone").expect("a step");
    assert_eq!((step.kind, step.blocks), (Kind::Edit, 2));
    let step = day.daybook.undo().expect("undone").expect("a step");
    assert_eq!((step.kind, step.blocks), (Kind::Confirm, 2));
    assert_eq!(day.blocks(), before);
    assert_eq!((lesson(&day, 0), lesson(&day, 1)), (None, None));
}

#[test]
fn what_changes_nothing_is_no_step() {
    let day = day();
    let ids = ids(&day);
    day.daybook.confirm(&ids[0]).expect("confirmed");
    let waiting = day.store.read(outbox::waiting).expect("the outbox");
    day.clock.pass(5_000);
    day.daybook.confirm(&ids[0]).expect("confirmed");
    day.daybook.reopen(&ids[1..]).expect("a draft as before");
    assert_eq!(day.store.read(outbox::waiting).expect("the outbox"), waiting);
    day.daybook.confirm_all(&ids).expect("confirmed");
    let (undo, _) = day.daybook.undoable().expect("steps");
    assert_eq!(undo.map(|step| step.blocks), Some(1), "one of the two was confirmed already");
    day.daybook.undo().expect("undone");
    day.daybook.undo().expect("undone");
    assert_eq!(kinds(&day.daybook), (None, Some(Kind::Confirm)), "there were two steps");
}

#[test]
fn a_block_that_went_on_growing_is_not_confirmed_again_unseen() {
    let mut day = day();
    day.senses.lock(false);
    day.work(60);
    day.work_off();
    day.work(60);
    day.work_off();
    let grows = day.blocks().pop().expect("a draft");
    day.daybook.confirm(&grows.id.to_string()).expect("confirmed");
    day.daybook.undo().expect("undone").expect("a step");
    day.work(120);
    day.work_off();
    let grown = day.blocks().into_iter().find(|block| block.id == grows.id).expect("a draft");
    assert!(grown.span.end > grows.span.end, "the draft went on");
    let refused = day.daybook.redo().expect_err("it is another block now");
    assert!(matches!(refused, Error::Changed), "{refused}");
    assert_eq!(refused.code(), "changed");
    assert!(refused.is_permanent());
    let after = day.blocks().into_iter().find(|block| block.id == grows.id);
    assert_eq!(after, Some(grown), "nothing has changed");
    assert_eq!(kinds(&day.daybook), (None, None), "it is not offered again");
}

#[test]
fn one_block_that_changed_keeps_the_whole_step_from_being_undone() {
    let day = day();
    let ids = ids(&day);
    day.daybook.confirm(&ids[0]).expect("confirmed");
    day.daybook.correct_all(&ids, &for_client("Acme")).expect("corrected");
    let changed = Block { edited: false, ..day.blocks()[1].clone() };
    day.store
        .write(move |tx| store::blocks::put(tx, &changed, Moment(0)))
        .expect("somebody else writes");
    let before = day.blocks();
    assert_eq!(day.daybook.undo().expect_err("one has changed").code(), "changed");
    assert_eq!(day.blocks(), before, "not even the first of them");
    assert_eq!(kinds(&day.daybook), (Some(Kind::Confirm), None), "the next one is offered");
}

#[test]
fn a_reopened_block_unlearns_the_confirmation_and_keeps_what_was_said() {
    let day = day();
    let ids = ids(&day);
    day.daybook.correct(&ids[1], &for_client("Globex")).expect("corrected");
    let said = lesson(&day, 1);
    day.daybook.confirm_all(&ids).expect("confirmed");
    assert!(lesson(&day, 0).is_some());
    let drafts = day.daybook.reopen(&ids).expect("drafts again");
    assert!(drafts.iter().all(|block| block.status == Status::Draft));
    assert_eq!((lesson(&day, 0), lesson(&day, 1)), (None, said));
    assert_eq!(kinds(&day.daybook).0, Some(Kind::Reopen));
    day.daybook.undo().expect("undone");
    assert!(day.blocks().iter().all(|block| block.status == Status::Confirmed));
    assert!(lesson(&day, 0).is_some(), "the confirmation teaches again");
}

#[test]
fn the_words_that_a_person_chose_go_on_teaching_when_something_else_changes() {
    let day = day();
    let id = &ids(&day)[0];
    day.daybook.correct(id, &relabelled("Roadmap")).expect("corrected");
    day.daybook.correct(id, &for_client("Acme")).expect("corrected");
    day.daybook.confirm(id).expect("confirmed");
    assert!(lesson(&day, 0).is_some_and(|text| text.contains("Roadmap")), "{:?}", lesson(&day, 0));
}

#[test]
fn steps_can_be_undone_for_ninety_days() {
    let day = day();
    let id = &ids(&day)[0];
    day.daybook.confirm(id).expect("confirmed");
    day.clock.pass(89 * DAY);
    day.daybook.keep_house().expect("order");
    assert_eq!(kinds(&day.daybook), (Some(Kind::Confirm), None));
    day.clock.pass(2 * DAY);
    day.daybook.keep_house().expect("order");
    assert_eq!(kinds(&day.daybook), (None, None));
    assert_eq!(day.daybook.history(id).expect("a history"), []);
}
