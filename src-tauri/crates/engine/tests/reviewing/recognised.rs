//! What an entry was recognised by goes along when it is split and merged, and comes back.

use crate::desk::Desk;
use domain::edit::Twice;
use domain::edit::merge::Keep;
use engine::edits::Edit;
use store::{blocks, lessons};

/// Half an hour of one client's work, and half an hour of another's, in one draft.
fn desk() -> (Desk, String) {
    let desk = Desk::new();
    desk.front(0, 30, "code", "acme web");
    desk.front(30, 60, "mail", "nordwind offer");
    let whole = desk.draft(0, 60, Some("Acme"), 0.5);
    (desk, whole)
}

/// The words of titles by which an entry was recognised.
fn words(desk: &Desk, id: &str) -> Vec<String> {
    let id = id.parse().expect("an id");
    let mut tokens = desk.day.store.read(|db| blocks::evidence(db, id)).expect("evidence");
    tokens.retain(|token| token.starts_with("title:"));
    tokens.sort();
    tokens
}

fn do_it(desk: &Desk, edit: &Edit) -> Vec<String> {
    let put = desk.daybook().edit(edit, Twice::Refuse).expect("it can be done");
    put.iter().map(|row| row.entry.id().to_string()).collect()
}

const ALL: [&str; 4] = ["title:acme", "title:nordwind", "title:offer", "title:web"];

#[test]
fn each_part_of_a_split_is_recognised_by_its_own_windows() {
    let (desk, whole) = desk();
    assert_eq!(words(&desk, &whole), ALL);
    let parts = do_it(&desk, &Edit::Split(whole.clone(), vec![Desk::at(30)]));
    let [first, second] = parts.as_slice() else { panic!("two parts: {parts:?}") };
    let check = || {
        assert_eq!(words(&desk, first), ["title:acme", "title:web"]);
        assert_eq!(words(&desk, second), ["title:nordwind", "title:offer"]);
    };
    check();
    desk.daybook().undo().expect("undone").expect("a step");
    assert_eq!(words(&desk, &whole), ALL, "it was recognised by all of it");
    desk.daybook().redo().expect("redone").expect("a step");
    check();
    let whom = engine::blocks::Correction {
        client: Some(Some("Nordwind".into())),
        ..engine::blocks::Correction::default()
    };
    desk.daybook().correct(second, &whom).expect("corrected");
    let id = second.parse().expect("an id");
    let taught = desk.day.store.read(|db| lessons::get(db, id)).expect("lessons");
    let taught = taught.expect("it teaches").lesson;
    assert!(taught.contains("title:offer") && !taught.contains("title:web"), "{taught}");
}

#[test]
fn a_merged_entry_is_recognised_by_what_all_were() {
    let (desk, whole) = desk();
    let parts = do_it(&desk, &Edit::Split(whole.clone(), vec![Desk::at(30)]));
    do_it(&desk, &Edit::Merge(parts.clone(), Keep::Sum));
    assert_eq!(words(&desk, &whole), ALL);
    desk.daybook().undo().expect("undone").expect("a step");
    assert_eq!(words(&desk, &parts[1]), ["title:nordwind", "title:offer"]);
    assert_eq!(words(&desk, &whole), ["title:acme", "title:web"]);
}
