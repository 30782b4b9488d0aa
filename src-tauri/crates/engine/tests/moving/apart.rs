//! Rows that look the same and are not.

use crate::desk::Desk;
use crate::known::billed;
use engine::import::{Format, Import, Imported};

const HARVEST: &str = "Date,Client,Project,Task,Notes,Hours,Billable?,Invoiced?,First Name,\
                       Last Name,Currency";

fn harvest(desk: &Desk, rows: &[&str]) -> Imported {
    desk.text(Format::Harvest, &format!("{HARVEST}\n{}\n", rows.join("\n")))
}

fn has(done: &Imported, words: &str) -> bool {
    done.notes.iter().any(|note| note.contains(words))
}

#[test]
fn rows_of_different_clients_projects_and_people_are_different_rows() {
    let desk = Desk::new("UTC");
    let row = |names: &str, invoiced: &str, person: &str| {
        format!("2026-03-02,{names},Meetings,Weekly call,1.0,Yes,{invoiced},{person},Euro - EUR")
    };
    let one = row("Acme,Web", "No", "A,L");
    assert_eq!(harvest(&desk, &[&one]).imported, 1);
    for other in [
        row("Borg,App", "Yes", "A,L"),
        row("Acme,App", "Yes", "A,L"),
        row("Acme,Web", "Yes", "B,M"),
    ] {
        let done = harvest(&desk, &[&other]);
        assert_eq!((done.imported, done.duplicates), (1, 0), "{other}: {done:?}");
    }
    assert_eq!(billed(&desk).iter().filter(|is_billed| **is_billed).count(), 3, "each its own");
    assert_eq!(harvest(&desk, &[&one]).duplicates, 1);
}

#[test]
fn a_row_that_can_be_several_bills_none_of_them() {
    let desk = Desk::new("UTC");
    let row = |client: &str| format!("{client},work,No,2026-04-14,09:00,2026-04-14,10:00");
    let head = "Client,Description,Invoiced,Start Date,Start Time,End Date,End Time";
    desk.text(Format::Clockify, &format!("{head}\n{}\n{}\n", row("Acme"), row("Borg")));
    let bare = "Description,Invoiced,Start Date,Start Time,End Date,End Time\n\
                work,Yes,2026-04-14,09:00,2026-04-14,10:00\n";
    let done = desk.text(Format::Clockify, bare);
    assert_eq!((done.imported, done.duplicates), (0, 1), "{done:?}");
    assert_eq!(billed(&desk), [false, false]);
    assert!(has(&done, "several entries"), "{:?}", done.notes);
}

#[test]
fn a_row_is_found_again_where_a_file_names_people_otherwise() {
    let desk = Desk::new("UTC");
    let rest = "Acme,One,2026-03-02,09:00,2026-03-02,10:00";
    let head = "Client,Description,Start date,Start time,End date,End time";
    desk.text(Format::Toggl, &format!("Email,{head}\na@b,{rest}\n"));
    let done = desk.text(Format::Toggl, &format!("User,{head}\nAda,{rest}\n"));
    assert_eq!((done.imported, done.duplicates), (0, 1), "{done:?}");
}

#[test]
fn a_corrected_length_is_told_of() {
    let desk = Desk::new("UTC");
    let row = |hours: &str| format!("2026-03-02,Acme,Web,Dev,Login,{hours},Yes,No,A,L,Euro - EUR");
    harvest(&desk, &[&row("2.0")]);
    let both = harvest(&desk, &[&row("2.0"), &row("1.0")]);
    assert_eq!((both.imported, has(&both, "another length")), (1, false), "both stand in the file");
    let done = harvest(&desk, &[&row("2.5")]);
    assert_eq!(done.imported, 1);
    assert!(has(&done, "1 of the rows say another length"), "{:?}", done.notes);
    let mut days =
        Import::new(Format::Harvest, format!("{HARVEST}\n{}\n", row("3.0")).into_bytes());
    days.zone = domain::time::zone_of("Pacific/Auckland");
    assert!(has(&desk.run(days), "another length"), "also where it was read elsewhere");
}
