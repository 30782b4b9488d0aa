//! What an earlier import brought, whatever has become of it since.

use crate::desk::Desk;
use domain::block::Status;
use domain::edit::Twice;
use domain::edit::merge::Keep;
use domain::time::MINUTE;
use engine::edits::Edit;
use engine::import::{Format, Import};

const TOGGL: &str = "Email,Client,Project,Description,Start date,Start time,End date,End time,Tags";

pub(crate) fn toggl(rows: &[&str]) -> String {
    format!("{TOGGL}\n{}\n", rows.join("\n"))
}

pub(crate) const ONE: &str = "a@b,Acme,Web,One,2026-03-02,09:00,2026-03-02,10:00,";
const TWO: &str = "a@b,Acme,Web,Two,2026-03-02,10:00,2026-03-02,11:00,";

const CLOCKIFY: &str =
    "Client,Description,Invoiced,Invoice ID,Start Date,Start Time,End Date,End Time";

pub(crate) fn clockify(invoiced: &[&str]) -> String {
    let rows = ["09:00,2026-04-14,11:00", "11:00,2026-04-14,12:00"];
    let rows = rows.iter().zip(invoiced).map(|(times, invoiced)| {
        let number = if *invoiced == "Yes" { "INV-9" } else { "" };
        format!("Acme,work,{invoiced},{number},2026-04-14,{times}")
    });
    format!("{CLOCKIFY}\n{}\n", rows.collect::<Vec<_>>().join("\n"))
}

pub(crate) fn edit(desk: &Desk, edit: &Edit) {
    desk.day.daybook.edit(edit, Twice::Refuse).expect("an edit");
}

pub(crate) fn ids(desk: &Desk) -> Vec<String> {
    desk.rows().iter().map(|row| row.entry.id().to_string()).collect()
}

pub(crate) fn undo(desk: &Desk) {
    desk.day.daybook.undo().expect("the database").expect("a step");
}

pub(crate) fn billed(desk: &Desk) -> Vec<bool> {
    desk.rows().iter().map(|row| row.entry.block().status == Status::Billed).collect()
}

#[test]
fn rows_that_were_merged_are_known() {
    let desk = Desk::new("Europe/Berlin");
    desk.text(Format::Toggl, &toggl(&[ONE, TWO]));
    edit(&desk, &Edit::Merge(ids(&desk), Keep::Sum));
    let again = desk.text(Format::Toggl, &toggl(&[ONE, TWO]));
    assert_eq!((again.imported, again.duplicates, again.overlaps), (0, 2, 0));
    undo(&desk);
    assert_eq!(desk.text(Format::Toggl, &toggl(&[ONE, TWO])).duplicates, 2);
    assert_eq!(desk.length(), 120 * MINUTE);
}

#[test]
fn a_row_that_was_split_is_billed_in_all_its_parts() {
    let desk = Desk::new("Europe/Berlin");
    desk.text(Format::Clockify, &clockify(&["No", "No"]));
    edit(&desk, &Edit::Halves(ids(&desk)[0].clone()));
    let done = desk.text(Format::Clockify, &clockify(&["Yes", "No"]));
    assert_eq!((done.imported, done.duplicates), (0, 2));
    assert_eq!(billed(&desk), [true, true, false]);
    undo(&desk);
    assert_eq!(billed(&desk), [false, false, false]);
}

#[test]
fn what_was_merged_is_billed_once_all_of_it_is() {
    let desk = Desk::new("Europe/Berlin");
    desk.text(Format::Clockify, &clockify(&["No", "No"]));
    edit(&desk, &Edit::Merge(ids(&desk), Keep::Sum));
    let half = desk.text(Format::Clockify, &clockify(&["Yes", "No"]));
    assert_eq!(billed(&desk), [false]);
    assert!(half.notes.iter().any(|note| note.contains("only in part")), "{:?}", half.notes);
    desk.text(Format::Clockify, &clockify(&["Yes", "Yes"]));
    assert_eq!(billed(&desk), [true]);
}

#[test]
fn what_was_deleted_stays_away_and_what_was_undone_comes_again() {
    let desk = Desk::new("Europe/Berlin");
    desk.text(Format::Toggl, &toggl(&[ONE, TWO]));
    edit(&desk, &Edit::Delete(vec![ids(&desk)[1].clone()]));
    let tagged = format!("{TWO}x");
    let again = desk.text(Format::Toggl, &toggl(&[ONE, &tagged]));
    assert_eq!((again.imported, again.duplicates), (0, 2));
    undo(&desk);
    assert_eq!(desk.rows().len(), 2, "the delete is taken back");
    undo(&desk);
    assert_eq!(desk.text(Format::Toggl, &toggl(&[ONE, TWO])).imported, 2);
    undo(&desk);
    desk.day.daybook.redo().expect("the database").expect("a step");
    assert_eq!(desk.text(Format::Toggl, &toggl(&[ONE, TWO])).duplicates, 2);
}

#[test]
fn the_same_rows_without_their_names_are_the_same() {
    let desk = Desk::new("Europe/Berlin");
    let other = "c@d,Acme,Web,One,2026-03-02,09:00,2026-03-02,10:00,";
    assert_eq!(desk.text(Format::Toggl, &toggl(&[ONE, other])).imported, 2, "two people");
    let bare = "Project,Description,Start date,Start time,End date,End time\n";
    let row = "web,One,2026-03-02,09:00,2026-03-02,10:00\n";
    let done = desk.text(Format::Toggl, &[bare, row, row, row].concat());
    assert_eq!((done.imported, done.duplicates), (1, 2), "the third is new");
    assert!(done.notes.iter().any(|note| note.starts_with("2 of the rows")), "{:?}", done.notes);
}

#[test]
fn a_file_that_was_read_in_another_zone_is_told_of() {
    let desk = Desk::new("Europe/Berlin");
    let import = Import::new(Format::Toggl, toggl(&[ONE]).into_bytes());
    let zone = domain::time::zone_of("America/New_York");
    desk.run(Import { zone, ..import });
    let done = desk.text(Format::Toggl, &toggl(&[ONE]));
    assert_eq!(done.duplicates, 1);
    assert!(done.notes.iter().any(|note| note.contains("another zone")), "{:?}", done.notes);
    let table = "client,start,end\nAcme,2026-03-02 09:00,2026-03-02 10:00\n";
    let import = Import::new(Format::Csv, table.as_bytes().to_vec());
    desk.run(Import { zone: domain::time::zone_of("America/New_York"), ..import });
    assert_eq!(desk.text(Format::Csv, table).duplicates, 1, "of a table, too");
}

#[test]
fn entries_of_one_file_that_share_time_are_told_of() {
    let desk = Desk::new("Europe/Berlin");
    let late = "a@b,Acme,Web,Late,2026-03-02,09:30,2026-03-02,10:30,";
    let done = desk.text(Format::Toggl, &toggl(&[late, ONE, TWO]));
    assert_eq!(done.overlaps, 2, "with the first, and with the last: {done:?}");
    assert!(done.notes.iter().any(|note| note.contains("same file")), "{:?}", done.notes);
}

fn meeting(day: &str, hour: u32) -> String {
    format!(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nSUMMARY:Talk\nDTSTART:{day}T{hour:02}0000Z\n\
         DURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR\n"
    )
}

#[test]
fn a_meeting_that_moved_takes_its_draft_along_and_one_that_was_deleted_stays_away() {
    let desk = Desk::new("Europe/Berlin");
    desk.text(Format::Ics, &meeting("20260302", 9));
    let done = desk.text(Format::Ics, &meeting("20260303", 14));
    assert_eq!((done.imported, done.duplicates), (0, 1));
    assert_eq!(desk.drawn(), ["2026-03-03T14:00:00Z 60m unassigned: Talk (draft, free)"]);
    assert_eq!(desk.text(Format::Ics, &meeting("20260303", 14)).notes, [] as [&str; 0]);
    undo(&desk);
    assert_eq!(desk.drawn(), ["2026-03-02T09:00:00Z 60m unassigned: Talk (draft, free)"]);
    edit(&desk, &Edit::Delete(ids(&desk)));
    for hour in [9, 14] {
        assert_eq!(desk.text(Format::Ics, &meeting("20260302", hour)).duplicates, 1);
    }
    assert!(desk.rows().is_empty());
}

#[test]
fn a_table_of_its_own_changes_nothing_and_keeps_pauses_and_drafts_elsewhere() {
    let desk = Desk::new("Europe/Berlin");
    desk.text(
        Format::Toggl,
        &toggl(&[ONE, "a@b,Acme,Web,Late,2026-03-02,11:00,2026-03-02,12:00,"]),
    );
    edit(&desk, &Edit::Merge(ids(&desk), Keep::Sum));
    desk.text(Format::Ics, &meeting("20260302", 14));
    let table = desk.day.daybook.export(engine::export::Format::Csv, None).expect("an export");
    let again = desk.text(Format::Csv, &table);
    assert_eq!((again.imported, again.duplicates), (0, 2), "{again:?}");
    let other = Desk::new("Asia/Tokyo");
    let done = other.text(Format::Csv, &table);
    assert_eq!(done.notes, [] as [&str; 0], "{done:?}");
    assert_eq!(other.drawn(), desk.drawn());
    assert_eq!(other.text(Format::Csv, &table).duplicates, 2);
}
