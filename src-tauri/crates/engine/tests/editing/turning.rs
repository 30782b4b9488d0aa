//! Undo and redo among changes that are no steps: of tags, of clients, of another process.

use crate::desk::{Desk, at, entry, id, span};
use domain::edit::Twice;
use domain::entry::Entry;
use domain::id::BlockId;
use domain::past::{Fate, Field, Past, Value, Worked};
use domain::time::{Span, TimeZone};
use engine::blocks::Correction;
use engine::edits::Edit;
use engine::entries::{Row, When};
use engine::history::Kind;

fn delete(desk: &Desk, row: &Row) {
    desk.daybook.edit(&Edit::Delete(vec![id(row)]), Twice::Refuse).expect("deleted");
}

fn tagged(desk: &Desk, client: &str, tag: &str, when: Span) -> Row {
    let mut new = entry(client, When::Span(when));
    new.tags = vec![tag.into()];
    desk.daybook.add_entry(new).expect("an entry")
}

fn undone(desk: &Desk) -> Kind {
    desk.daybook.undo().expect("undone").expect("a step").kind
}

fn redone(desk: &Desk) -> Kind {
    desk.daybook.redo().expect("redone").expect("a step").kind
}

#[test]
fn a_tag_that_is_removed_leaves_the_order_of_undo_as_it_was() {
    let desk = Desk::new();
    let first = desk.add("Acme", 0, 60);
    delete(&desk, &first);
    tagged(&desk, "Nordwind", "al", span(0, 60));
    let tag = desk.daybook.tag("al").expect("a tag").id.to_string();
    desk.daybook.remove_tag(&tag).expect("removed");
    assert_eq!((undone(&desk), desk.told()), (Kind::Add, vec![]), "the newest act, not the delete");
    assert_eq!((redone(&desk), desk.told()), (Kind::Add, vec!["Nordwind 0–60".to_owned()]));
    assert!(desk.sheet()[0].details.tags.is_empty(), "it comes back without what was removed");
    assert_eq!((undone(&desk), undone(&desk)), (Kind::Add, Kind::Delete));
    assert_eq!(desk.sheet(), [first]);
}

#[test]
fn a_tag_that_joins_another_one_leaves_the_order_of_undo_as_it_was() {
    let desk = Desk::new();
    let one = tagged(&desk, "Acme", "one", span(0, 60));
    let two = tagged(&desk, "Nordwind", "two", span(60, 90));
    let label = Correction { label: Some("other".into()), ..Correction::default() };
    desk.daybook.correct(&id(&one), &label).expect("corrected");
    let tag = desk.daybook.tag("one").expect("a tag").id.to_string();
    let left = desk.daybook.rename_tag(&tag, "two").expect("joined").id;
    assert_eq!(undone(&desk), Kind::Relabel);
    let sheet = desk.sheet();
    assert_eq!(sheet[0].entry, one.entry, "the label is back");
    assert!(sheet.iter().all(|row| row.details.tags.iter().eq([&left])), "{sheet:?}");
    assert_eq!((undone(&desk), undone(&desk)), (Kind::Add, Kind::Add));
    assert_eq!((redone(&desk), redone(&desk)), (Kind::Add, Kind::Add));
    assert!(desk.sheet()[0].details.tags.iter().eq([&left]), "it has the one that it joined");
    assert_eq!(desk.sheet()[1], two);
}

#[test]
fn what_an_undo_may_bring_back_is_archived_and_not_removed() {
    let desk = Desk::new();
    desk.add("Acme", 0, 60);
    let mut new = entry("Nordwind", When::Span(span(60, 90)));
    (new.project, new.task) = (Some("Deck".into()), Some("Slides".into()));
    let row = desk.daybook.add_entry(new).expect("an entry");
    delete(&desk, &row);
    let answer = row.entry.block().answer.clone();
    let project = answer.project.expect("a project").to_string();
    let task = row.details.task.expect("a task").to_string();
    let refused = desk.daybook.remove_task(&task).expect_err("an undo needs it");
    assert_eq!(
        (refused.code(), refused.to_string().as_str()),
        (
            "in_use",
            "an undo or a redo may bring back time of the task ‘Slides’; archive it instead"
        )
    );
    assert_eq!(undone(&desk), Kind::Delete);
    assert_eq!(desk.told(), ["Acme 0–60", "Nordwind 60–90"]);
    assert_eq!(undone(&desk), Kind::Add);
    let refused = desk.daybook.remove_task(&task).expect_err("a redo needs it");
    assert_eq!(refused.code(), "in_use");
    desk.add("Acme", 100, 110);
    desk.daybook.remove_task(&task).expect("nobody needs it any more");
    desk.daybook.remove_project(&project).expect("nobody needs it any more");
}

#[test]
fn an_undo_never_counts_time_twice_that_was_not_meant_to() {
    let desk = Desk::new();
    let first = desk.add("Acme", 0, 60);
    delete(&desk, &first);
    // Somebody wrote without a step.
    let mut block = first.entry.block().clone();
    (block.id, block.span) = (BlockId::mint(at(0), [9; 10]), span(30, 90));
    let entry = Entry::new(block, [], TimeZone::UTC).expect("an entry");
    let other = Row { entry, ..first };
    desk.write(move |tx| store::entries::put(tx, &other, at(0)));
    let refused = desk.daybook.undo().expect_err("it would count twice");
    assert_eq!(refused.code(), "changed");
    assert!(refused.to_string().contains("is counted by something else by now"), "{refused}");
    assert_eq!(desk.told(), ["Acme 30–90"], "nothing has changed");
    let (offered, _) = desk.daybook.undoable().expect("a look");
    assert_eq!(offered.map(|step| step.kind), Some(Kind::Add), "it is not offered again");
}

#[test]
fn what_changes_nothing_is_no_step() {
    let desk = Desk::new();
    let row = desk.add("Acme", 0, 60);
    let ids = [id(&row), id(&row)];
    desk.daybook.confirm_all(&ids).expect("it is confirmed already");
    let same = Correction { label: Some("work".into()), ..Correction::default() };
    desk.daybook.correct_all(&ids, &same).expect("it says so already");
    assert_eq!(desk.sheet(), [row]);
    assert_eq!((undone(&desk), desk.told()), (Kind::Add, vec![]), "the one that did something");
}

#[test]
fn a_block_that_never_was_has_no_history() {
    let desk = Desk::new();
    let row = desk.add("Acme", 0, 60);
    delete(&desk, &row);
    let told = desk.daybook.history(&id(&row)).expect("it was there");
    let told: Vec<_> = told.iter().map(|past| (past.step.kind, past.fate)).collect();
    assert_eq!(told, [(Kind::Delete, Fate::Removed), (Kind::Add, Fate::Made)]);
    let never = BlockId::mint(at(0), [9; 10]).to_string();
    assert_eq!(desk.daybook.history(&never).expect_err("nothing").code(), "unknown");
}

#[test]
fn a_history_tells_what_each_step_changed() {
    let desk = Desk::new();
    let row = desk.add("Acme", 0, 60);
    let correction = Correction {
        label: Some("API review".to_owned()),
        tags: Some(vec!["call".to_owned()]),
        ..Correction::default()
    };
    desk.daybook.correct(&id(&row), &correction).expect("a correction");
    let halves = Edit::Halves(id(&row));
    desk.daybook.edit(&halves, Twice::Refuse).expect("halved");
    let told = desk.daybook.history(&id(&row)).expect("a history");
    let fields = |past: &Past| past.changes.iter().map(|one| one.field).collect::<Vec<_>>();
    let words = |text: &str| Value::Text(Some(text.to_owned()));
    let [split, edit, _] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(fields(split), [Field::Time]);
    let time = |from: i64, to: i64| {
        let segments = Span::new(at(from), at(to)).into();
        Value::Time(Worked { segments, is_untimed: false })
    };
    assert_eq!((&split.changes[0].was, &split.changes[0].became), (&time(0, 60), &time(0, 30)));
    assert_eq!(fields(edit), [Field::Label, Field::Tags]);
    assert_eq!(edit.changes[0].became, words("API review"));
    assert_eq!(edit.changes[1].became, Value::Names(vec!["call".to_owned()]));
}
