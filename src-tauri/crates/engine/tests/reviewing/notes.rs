//! Notes of days and of entries.

use crate::desk::Desk;
use domain::block::Status;
use domain::step::Kind as Act;
use domain::time::Date;
use engine::events::Event;
use engine::notes::{Kind, NewNote, Note};
use testkit::canary;

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn new(text: &str) -> NewNote {
    NewNote { id: None, date: date("2026-03-02"), block: None, text: text.into() }
}

fn all(desk: &Desk) -> Vec<Note> {
    desk.daybook().notes(date("2026-03-01"), date("2026-03-03")).expect("notes")
}

fn texts(desk: &Desk) -> Vec<String> {
    all(desk).into_iter().map(|note| note.text).collect()
}

#[test]
fn a_note_of_a_day_is_written_changed_and_deleted_without_a_trace() {
    let desk = Desk::new();
    let daybook = desk.daybook();
    let events = daybook.events().listen();
    let markdown = "# Marmalade\r\n\n- [ ] call *Ann*\n   ";
    let note = daybook.put_note(new(markdown)).expect("a note");
    assert_eq!(note.text, markdown, "as it was typed");
    assert_eq!(
        (note.kind, note.date, note.entry.is_none()),
        (Kind::Note, date("2026-03-02"), true)
    );
    assert_eq!(all(&desk), std::slice::from_ref(&note));
    desk.day.clock.pass(5_000);
    let id = Some(note.id.clone());
    let moved = NewNote { id: id.clone(), date: date("2026-03-03"), ..new("kingfisher") };
    let changed = daybook.put_note(moved).expect("changed");
    assert_eq!(changed.created, note.created);
    assert_eq!(changed.updated, note.created.plus(5_000));
    assert_eq!(daybook.note(&note.id).expect("the note"), changed);
    let found = || canary::found_in(daybook.home().path(), &["marmalade", "kingfisher"]);
    assert!(!found().is_empty(), "the search sees it");
    daybook.delete_note(&note.id).expect("deleted");
    assert_eq!(found(), [], "in no table, no index, no queue and no log");
    assert_eq!(daybook.delete_note(&note.id).expect_err("it is gone").code(), "unknown");
    assert_eq!(daybook.note(&note.id).expect_err("it is gone").code(), "unknown");
    let gone = daybook.put_note(NewNote { id, ..new("again") }).expect_err("it is gone");
    assert_eq!(gone.code(), "unknown");
    assert_eq!(texts(&desk), [] as [&str; 0]);
    let told = events.try_iter().filter(|event| *event == Event::Notes).count();
    assert_eq!(told, 3, "written, changed, deleted");
}

#[test]
fn a_note_says_something_and_ends_somewhere() {
    let desk = Desk::new();
    for text in ["", " \n", &"x".repeat(100_001)] {
        let refused = desk.daybook().put_note(new(text)).expect_err("no note");
        assert_eq!(refused.code(), "input", "{refused}");
    }
    assert_eq!(texts(&desk), [] as [&str; 0]);
}

#[test]
fn the_note_of_an_entry_stands_with_it_and_can_be_undone() {
    let desk = Desk::new();
    let daybook = desk.daybook();
    let entry = desk.draft(0, 30, Some("Acme"), 0.4);
    let tie = |text: &str| NewNote { block: Some(entry.clone()), ..new(text) };
    let note = daybook.put_note(tie("with Ann")).expect("a note");
    assert_eq!((&note.id, note.entry.as_ref()), (&entry, Some(&desk.row(&entry))));
    assert_eq!(desk.row(&entry).details.note, "with Ann");
    let block = desk.row(&entry).entry.block().clone();
    assert!(block.edited, "the classifier leaves it alone from now on");
    assert_eq!((block.status, block.answer.confidence), (Status::Draft, 0.4), "nobody reviewed it");
    // The same note by its own id.
    let again = NewNote { id: Some(entry.clone()), ..new("with Ann and Bob") };
    daybook.put_note(again).expect("changed");
    daybook.put_note(new("of the day")).expect("a note");
    assert_eq!(texts(&desk), ["with Ann and Bob", "of the day"]);
    daybook.delete_note(&entry).expect("deleted");
    assert_eq!(texts(&desk), ["of the day"]);
    assert_eq!(daybook.delete_note(&entry).expect_err("it has none").code(), "unknown");
    assert_eq!(daybook.undo().expect("undone").map(|step| step.kind), Some(Act::Edit));
    assert_eq!(desk.row(&entry).details.note, "with Ann and Bob");
    daybook.undo().expect("undone");
    daybook.undo().expect("undone");
    let row = desk.row(&entry);
    assert_eq!((row.details.note.as_str(), row.entry.block().edited), ("", false));
}

#[test]
fn a_deleted_note_is_in_no_copy_of_the_database() {
    let desk = Desk::new();
    let daybook = desk.daybook();
    let note = daybook.put_note(new("zanzibar")).expect("a note");
    desk.day.store.back_up(daybook.clock().now()).expect("a copy").expect("of today");
    daybook.delete_note(&note.id).expect("deleted");
    let home = daybook.home().path();
    assert!(testkit::canary::found_in(home, &["zanzibar"]).is_empty());
    assert_eq!(std::fs::read_dir(home.join("backups")).expect("copies").count(), 1);
}

#[test]
fn the_note_of_a_day_stays_one() {
    let desk = Desk::new();
    let daybook = desk.daybook();
    let entry = desk.draft(0, 30, Some("Acme"), 0.9);
    let note = daybook.put_note(new("loose")).expect("a note");
    let tied = NewNote { id: Some(note.id), block: Some(entry.clone()), ..new("tied") };
    assert_eq!(daybook.put_note(tied).expect_err("no undo brings it back").code(), "input");
    assert_eq!(texts(&desk), ["loose"]);
    let nowhere = NewNote { block: Some("nowhere".into()), ..new("x") };
    assert_eq!(daybook.put_note(nowhere).expect_err("no entry").code(), "unknown");
}

#[test]
fn what_is_billed_can_be_noted_still() {
    let desk = Desk::new();
    let entry = desk.entry(0, 30, Some("Acme"), |block| block.status = Status::Billed);
    let note = NewNote { block: Some(entry.clone()), ..new("paid late") };
    desk.daybook().put_note(note).expect("a note");
    assert_eq!(desk.row(&entry).entry.block().status, Status::Billed);
}

#[test]
fn an_entrys_note_is_one_of_the_day_where_it_was_worked() {
    let desk = Desk::new();
    let entry = desk.draft(14 * 60, 15 * 60, Some("Acme"), 0.9);
    let mut row = desk.row(&entry);
    let kiritimati = domain::time::zone_of("Pacific/Kiritimati").expect("a zone");
    let block = row.entry.block().clone();
    row.entry = domain::entry::Entry::new(block, [], kiritimati).expect("an entry");
    row.details.note = "over there".into();
    desk.day.store.write(move |tx| store::entries::put(tx, &row, Desk::began())).expect("written");
    let on = |day: &str| desk.daybook().notes(date(day), date(day)).expect("notes").len();
    assert_eq!((on("2026-03-02"), on("2026-03-03")), (0, 1));
}

#[test]
fn a_transcript_is_kept_in_as_many_notes_as_it_needs() {
    let desk = Desk::new();
    let daybook = desk.daybook();
    let kept = daybook.keep_transcript(date("2026-03-02"), " Hello there. ").expect("kept");
    assert_eq!((kept[0].kind, kept[0].text.as_str()), (Kind::Transcript, "Hello there."));
    let long = "word ".repeat(30_000);
    let kept = daybook.keep_transcript(date("2026-03-02"), &long).expect("kept");
    assert_eq!(kept.len(), 2);
    let words: usize = kept.iter().map(|note| note.text.split_whitespace().count()).sum();
    assert_eq!(words, 30_000, "no word is lost");
    assert_eq!(all(&desk).len(), 3);
    assert_eq!(
        daybook.keep_transcript(date("2026-03-02"), " ").expect_err("silence").code(),
        "input"
    );
}
