//! Files and rows that cannot be used.

use crate::desk::Desk;
use engine::import::{Format, Import, Order};

const HEAD: &str = "Description,Client,Start date,Start time,End date,End time";

fn toggl(rows: &[&str]) -> Import {
    let text = format!("{HEAD}\n{}\n", rows.join("\n"));
    Import::new(Format::Toggl, text.into_bytes())
}

#[test]
fn one_bad_row_refuses_all_unless_it_is_to_be_skipped() {
    let desk = Desk::new("Europe/Berlin");
    let rows = [
        "good,Acme,2026-03-02,09:00,2026-03-02,10:00",
        "skipped,Acme,2026-03-29,02:30,2026-03-29,04:00",
        "back,Acme,2026-03-02,10:00,2026-03-02,09:00",
        "open,Acme,2026-03-02,10:00,,",
        "long,Acme,2026-03-02,10:00,2026-03-09,10:00",
        "short,Acme",
    ];
    let done = desk.run(toggl(&rows));
    let lines: Vec<_> = done.refused.iter().map(|one| one.line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7], "{:?}", done.refused);
    assert!(done.refused[0].reason.contains("02:30 did not exist on 2026-03-29"));
    assert!(done.refused[3].reason.contains("48 hours"), "{:?}", done.refused[3]);
    assert!(!done.is_done && done.imported == 0 && done.minutes_by_client.is_empty());
    assert!(desk.drawn().is_empty() && desk.day.daybook.clients().expect("clients").is_empty());
    assert_eq!(desk.day.daybook.undoable().expect("steps").0, None, "no step was written");

    let done = desk.run(Import { skip_bad: true, ..toggl(&rows) });
    assert!(done.is_done);
    assert_eq!((done.imported, done.refused.len()), (1, 5));
    assert_eq!(desk.drawn(), ["2026-03-02T08:00:00Z 60m Acme: good (confirmed)"]);
}

#[test]
fn dates_that_can_be_read_in_two_ways_are_asked_for() {
    let desk = Desk::new("Europe/Berlin");
    let rows = ["a,Acme,03/04/2026,09:00,03/04/2026,10:00"];
    let said = desk.refusal(toggl(&rows));
    assert!(said.contains("03/04/2026") && said.contains("--date-order"), "{said}");
    desk.run(Import { order: Some(Order::DayFirst), ..toggl(&rows) });
    assert_eq!(desk.drawn(), ["2026-04-03T07:00:00Z 60m Acme: a (confirmed)"]);
    let other = Desk::new("Europe/Berlin");
    other.run(Import { order: Some(Order::MonthFirst), ..toggl(&rows) });
    assert_eq!(other.drawn(), ["2026-03-04T08:00:00Z 60m Acme: a (confirmed)"]);
}

#[test]
fn a_file_of_somebody_else_is_refused_as_a_whole() {
    let desk = Desk::new("Europe/Berlin");
    let check = |format: Format, text: &str, expected: &str| {
        let said = desk.refusal(Import::new(format, text.as_bytes().to_vec()));
        assert!(said.contains(expected), "{format:?}: {said}");
    };
    check(Format::Toggl, "a,b\n1,2\n", "no export of Toggl");
    check(Format::Clockify, "a,b\n1,2\n", "‘start date’");
    check(Format::Harvest, "Date,Client\n2026-03-02,Acme\n", "‘hours’");
    check(Format::Csv, "a,b\n1,2\n", "start and end");
    check(Format::Csv, "", "empty");
    check(Format::Ics, "{}", "no calendar");
    check(Format::ActivityWatch, "[]", "no export of ActivityWatch");
    check(Format::Json, "{}", "no file that Daybook wrote");
    check(Format::Json, "{\"daybook\":2,\"entries\":[]}", "newer Daybook");
    let mut import = toggl(&["a,,2026-03-02,09:00,2026-03-02,10:00"]);
    import.client = Some("Nobody".into());
    assert!(desk.refusal(import).contains("no client named ‘Nobody’"));
    assert!(desk.drawn().is_empty());
}

#[test]
fn only_the_days_asked_for_come_in_and_the_rest_later() {
    let desk = Desk::new("Europe/Berlin");
    let rows = [
        "one,Acme,2026-03-02,09:00,2026-03-02,10:00",
        "one,Acme,2026-03-02,09:00,2026-03-02,10:00",
        "two,Acme,2026-03-03,09:00,2026-03-03,10:00",
    ];
    let day = |text: &str| text.parse().expect("a date");
    let days = Some((day("2026-03-03"), day("2026-03-03")));
    let done = desk.run(Import { days, ..toggl(&rows) });
    assert_eq!((done.rows, done.imported, done.left_out), (3, 1, 2), "{done:?}");
    let done = desk.run(toggl(&rows));
    assert_eq!((done.imported, done.duplicates), (2, 1));
}

#[test]
fn a_number_that_looks_like_a_yes_is_asked_about() {
    let desk = Desk::new("Europe/Berlin");
    let text = "start,end,billable\n2026-03-02T09:00Z,2026-03-02T10:00Z,perhaps\n";
    let done = desk.text(Format::Csv, text);
    assert_eq!(done.refused[0].reason, "‘perhaps’ is neither yes nor no");
}

#[test]
fn what_is_never_imported_refuses_no_row() {
    let head = "Client,Description,Start Date,Start Time,End Date,End Time,Duration (h),\
                Billable Rate (IDR),Billable Amount (IDR)";
    let row = |length: &str, amount: &str| {
        let desk = Desk::new("Europe/Berlin");
        let row = format!("Acme,x,2026-04-14,08:00,2026-04-14,16:00,{length},250000.00,{amount}");
        let done = desk.text(Format::Clockify, &format!("{head}\n{row}\n"));
        assert_eq!((done.imported, &done.refused), (1, &Vec::new()), "{length} {amount}");
    };
    for amount in ["2000000.00", "\"2,000,000.00\"", "-10.00", "n/a"] {
        row("8:00", amount);
    }
    for length in ["1h 30m", "47:06 min"] {
        row(length, "");
    }
}

#[test]
fn one_date_that_is_none_refuses_its_row_alone() {
    let desk = Desk::new("Europe/Berlin");
    let rows = [
        "good,Acme,14/04/2026,22:00,15/04/2026,06:00",
        "bad,Acme,99/99/2026,22:00,15/04/2026,06:00",
    ];
    let done = desk.run(Import { skip_bad: true, ..toggl(&rows) });
    assert_eq!((done.imported, done.refused.len(), done.refused[0].line), (1, 1, 3));
}

#[test]
fn rows_that_last_no_time_are_left_out_and_told_of() {
    let desk = Desk::new("Europe/Berlin");
    let rows = [
        "good,Acme,2026-03-02,09:00,2026-03-02,10:00",
        "none,Acme,2026-03-02,09:00,2026-03-02,09:00",
    ];
    let done = desk.run(toggl(&rows));
    assert_eq!((done.rows, done.imported, done.left_out), (2, 1, 1), "{done:?}");
    assert!(done.notes.iter().any(|note| note.contains("lasts no time")), "{:?}", done.notes);
    let harvest = "Date,Client,Project,Task,Hours\n2026-03-02,Acme,P,T,0.00\n";
    assert_eq!(desk.text(Format::Harvest, harvest).left_out, 1);
}

#[test]
fn times_are_read_as_people_write_them() {
    let check = |format: Format, text: &str, expected: &str| {
        let desk = Desk::new("Europe/Berlin");
        let done = desk.text(format, text);
        assert_eq!(done.refused, [], "{text}");
        assert_eq!(desk.drawn(), [expected], "{text}");
    };
    let nine = "2026-03-13T08:00:00Z 60m Acme:  (confirmed)";
    for (start, end) in [
        ("13/03/2026 09:00", "13/03/2026 10:00"),
        ("13.03.2026 09:00", "13.03.2026 10:00"),
        ("03/13/2026 9:00 AM", "03/13/2026 10:00 AM"),
        ("13/03/2026 9:00 a. m.", "13/03/2026 10:00 a. m."),
    ] {
        check(Format::Csv, &format!("client,start,end\nAcme,{start},{end}\n"), nine);
    }
    check(
        Format::Csv,
        "sep=;\nclient;start;end;billable\nAcme;2026-03-13 09:00;2026-03-13 10:00;Nein\n",
        "2026-03-13T08:00:00Z 60m Acme:  (confirmed, free)",
    );
    let late = "2026-03-13T22:00:00Z 120m Acme: x (confirmed)";
    let head = "Client,Description,Start date,Start time,End time,Duration";
    check(Format::Toggl, &format!("{head}\nAcme,x,2026-03-13,23:00,01:00,2:00:00\n"), late);
    let late = "2026-03-13T22:00:00Z 60m Acme: x (confirmed)";
    check(Format::Toggl, &format!("{head}\nAcme,x,2026-03-13,23:00,24:00,\n"), late);
}

#[test]
fn nothing_that_a_terminal_obeys_comes_in() {
    let desk = Desk::new("Europe/Berlin");
    let row = "A\u{1b}[31mB,2026-03-02T09:00Z,2026-03-02T10:00Z,l\0o\u{7}ng";
    desk.text(Format::Csv, &format!("client,start,end,description\n{row}\n"));
    assert_eq!(desk.drawn(), ["2026-03-02T09:00:00Z 60m A[31mB: long (confirmed)"]);
}

#[test]
fn a_client_that_is_billed_in_another_currency_is_told_of() {
    let desk = Desk::new("Europe/Berlin");
    desk.day.client("Acme");
    let head = "Client,Start Date,Start Time,End Date,End Time,Billable Rate (USD)";
    let text = format!("{head}\nAcme,2026-03-02,09:00,2026-03-02,10:00,90.00\n");
    let done = desk.text(Format::Clockify, &text);
    let expected = "the file bills Acme in USD, and here it is billed in EUR, which stays so";
    assert_eq!(done.notes, [expected]);
}

#[test]
fn a_file_of_another_service_is_refused_by_its_name() {
    let desk = Desk::new("Europe/Berlin");
    let clockify =
        String::from_utf8(crate::desk::fixture("clockify-month-first.csv")).expect("text");
    let toggl = String::from_utf8(crate::desk::fixture("toggl-entries.csv")).expect("text");
    let harvest = "Date,Client,Hours,Invoiced?,First Name\n2026-03-02,Acme,1.0,Yes,A\n";
    let check = |format: Format, text: &str, expected: &str| {
        let said = desk.refusal(Import::new(format, text.as_bytes().to_vec()));
        assert_eq!(said, format!("this looks like an export of {expected}"), "{format:?}");
    };
    check(Format::Toggl, &clockify, "Clockify; use `import clockify`");
    check(Format::Clockify, &toggl, "Toggl; use `import toggl`");
    check(Format::Harvest, &toggl, "Toggl; use `import toggl`");
    check(Format::Toggl, harvest, "Harvest; use `import harvest`");
    assert!(desk.drawn().is_empty());
}

#[test]
fn no_client_project_or_tag_is_called_nobody() {
    let desk = Desk::new("UTC");
    let row = "None,unassigned,2026-03-02T09:00Z,2026-03-02T10:00Z,\"none, x\"";
    let done = desk.text(Format::Csv, &format!("client,project,start,end,tags\n{row}\n"));
    assert_eq!(done.added, ["tag x"], "{done:?}");
    assert_eq!(desk.drawn(), ["2026-03-02T09:00:00Z 60m unassigned:  (confirmed)"]);
}

#[test]
fn a_label_is_one_line_that_can_be_read() {
    let desk = Desk::new("UTC");
    let long = "ü".repeat(501);
    let row = |label: &str, day: &str| format!("Acme,{day}T09:00Z,{day}T10:00Z,{label}\n");
    let rows = [row(&long, "2026-03-02"), row("a\tb", "2026-03-03")].concat();
    desk.text(Format::Csv, &format!("client,start,end,label\n{rows}"));
    let rows = desk.rows();
    let words = |at: usize| {
        let row: &store::entries::Row = &rows[at];
        (row.entry.block().answer.label.clone(), row.details.note.clone())
    };
    assert_eq!(words(0), ("ü".repeat(500), long));
    assert_eq!(words(1), ("a b".into(), String::new()));
}
