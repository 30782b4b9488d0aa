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
