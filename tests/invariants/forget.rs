//! What the owner forgets is gone: from the ledger, the drafts, what could be undone, what was
//! learnt, what waits to be sent, and every copy.

use domain::block::Status;
use domain::time::{MINUTE, Span};
use engine::blocks::Correction;
use testkit::canary;
use testkit::fakes::Workday;

/// In the titles of the windows that are forgotten, and in labels.
const CANARIES: [&str; 3] = ["zanzibar", "marmalade", "kingfisher"];

fn found(day: &Workday) -> Vec<String> {
    let found = canary::found_in(day.daybook.home().path(), &CANARIES);
    let mut words: Vec<_> = found.into_iter().map(|(_, word)| word).collect();
    words.sort();
    words.dedup();
    words
}

/// Works in a window for a minute, and looks away for two.
fn work_in(day: &mut Workday, title: &str) {
    day.senses.show("code", title);
    day.senses.lock(false);
    day.look();
    day.work(60);
    day.senses.lock(true);
    day.watch(120);
    assert_eq!(day.work_off(), 0);
}

#[test]
fn nothing_of_what_was_forgotten_can_be_found() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "[ledger]\nchunk_seconds = 60\n");
    day.client("Acme");
    work_in(&mut day, "the shop");
    let began = day.lived().end;
    work_in(&mut day, "zanzibar plan");
    work_in(&mut day, "marmalade plan");
    work_in(&mut day, "kingfisher plan");
    let ids: Vec<String> = day.blocks().iter().map(|block| block.id.to_string()).collect();
    assert_eq!(ids.len(), 4, "{:?}", day.timesheet());
    let daybook = &day.daybook;
    // A draft with a history that was taken back as a whole: its title is in the step.
    let named = |label: &str| Correction { label: Some(label.into()), ..Correction::default() };
    daybook.correct(&ids[1], &named("zanzibar at last")).expect("corrected");
    daybook.undo().expect("undone").expect("a step");
    // One that stays, under words of the owner's: once it was called something else.
    daybook.correct(&ids[2], &named("Planning")).expect("corrected");
    daybook.confirm(&ids[2]).expect("confirmed");
    // One that was confirmed with others and made a draft again.
    daybook.confirm_all(&[&ids[0], &ids[3]]).expect("confirmed");
    daybook.reopen(&ids[3..]).expect("a draft");
    daybook.keep_house().expect("a copy");
    assert_eq!(found(&day), ["kingfisher", "marmalade", "zanzibar"], "the search finds them");

    let until = day.lived().end;
    day.stop();
    let gone = day.daybook.forget(Span::new(began, until)).expect("forgotten");
    assert_eq!(gone.drafts, 2);
    assert_eq!(found(&day), [] as [&str; 0], "in no table, no index, no log and no copy");
    let left: Vec<_> =
        day.blocks().iter().map(|block| (block.answer.label.clone(), block.status)).collect();
    let expected = [("the shop", Status::Confirmed), ("Planning", Status::Confirmed)];
    assert_eq!(left, expected.map(|(label, status)| (label.to_owned(), status)));
    let shop = canary::found_in(day.daybook.home().path(), &["the shop"]);
    assert!(shop.iter().any(|(file, _)| file.ends_with("daybook.db")), "what is older stays");
    assert_eq!(shop.len(), 2, "the copy was made anew: {shop:?}");
    let step = day.daybook.undo().expect("undone").expect("a step");
    assert_eq!(step.blocks, 1, "of the two that were confirmed, the older one is known still");
    assert_eq!(day.blocks()[0].status, Status::Draft);
    assert_eq!(found(&day), [] as [&str; 0], "an undo brings nothing back");
}

#[test]
fn a_block_that_is_forgotten_in_part_teaches_only_what_is_left() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "[ledger]\nchunk_seconds = 60\n");
    day.client("Acme");
    day.senses.show("code", "the shop");
    day.look();
    day.work(60);
    let began = day.lived().end;
    day.senses.show("code", "zanzibar plan");
    day.work(60);
    day.senses.lock(true);
    day.watch(120);
    day.stop();
    assert_eq!(day.work_off(), 0);
    let block = day.blocks().pop().expect("a draft");
    assert!(block.span.millis() > MINUTE, "{:?}", day.timesheet());
    let acme = Correction {
        client: Some(Some("Acme".into())),
        label: Some("Shop".into()),
        ..Correction::default()
    };
    day.daybook.correct(&block.id.to_string(), &acme).expect("corrected");
    assert_eq!(found(&day), ["zanzibar"]);
    day.daybook.forget(Span::new(began, day.lived().end)).expect("forgotten");
    assert_eq!(found(&day), [] as [&str; 0]);
    let taught = day.store.read(|db| store::lessons::get(db, block.id)).expect("a lesson");
    let taught = taught.expect("it still teaches").lesson;
    assert!(taught.contains("title:shop"), "what was not forgotten: {taught}");
}
