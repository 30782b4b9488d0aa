//! Files as the services write them.

use crate::desk::Desk;
use domain::block::Status;
use domain::currency::Currency;
use domain::details::Source;
use engine::import::{Format, Import, Imported, Order};
use std::collections::BTreeMap;

fn minutes(expected: &[(&str, i64)]) -> BTreeMap<String, i64> {
    expected.iter().map(|(name, minutes)| ((*name).to_owned(), *minutes)).collect()
}

#[test]
fn toggl_entries_keep_their_clock_over_the_change_in_spring() {
    let desk = Desk::new("Europe/Berlin");
    let done = desk.import(Format::Toggl, "toggl-entries.csv");
    assert_eq!((done.rows, done.imported, done.refused.len()), (5, 5, 0), "{done:?}");
    assert_eq!(done.minutes_by_client, minutes(&[("Acme", 300), ("unassigned", 90)]));
    assert_eq!(
        done.added,
        ["client Acme", "project Web", "task Review", "tag deep work", "tag api"]
    );
    assert_eq!(
        desk.drawn(),
        [
            "2026-03-02T08:00:00Z 90m Acme, Web: API review, part 2 (confirmed)",
            "2026-03-02T10:00:00Z 45m unassigned: Accounts (confirmed, free)",
            "2026-03-02T10:00:00Z 45m unassigned: Accounts (confirmed, free)",
            "2026-03-28T22:30:00Z 120m Acme, Web: Night shift (confirmed)",
            "2026-03-29T00:00:00Z 90m Acme, Web: Over the change (confirmed)",
        ],
        "two rows that say the same are two entries"
    );
    let first = &desk.rows()[0];
    assert_eq!(first.details.tags.len(), 2);
    assert_eq!(first.details.source, Source::Import);
    assert!(first.details.task.is_some());
    assert_eq!(first.entry.zone().iana_name(), Some("Europe/Berlin"));
}

#[test]
fn a_second_import_adds_nothing_and_a_longer_file_only_what_is_new() {
    let desk = Desk::new("Europe/Berlin");
    desk.import(Format::Toggl, "toggl-entries.csv");
    let before = desk.drawn();
    let again = desk.import(Format::Toggl, "toggl-entries.csv");
    assert_eq!((again.imported, again.duplicates, again.is_done), (0, 5, true));
    assert_eq!(desk.drawn(), before);

    let mut grown = String::from_utf8(crate::desk::fixture("toggl-entries.csv")).expect("text");
    let accounts = grown.lines().last().expect("a line").to_owned();
    grown.push_str(&format!("{accounts}\r\n{}\r\n", accounts.replace("Accounts", "Tax")));
    let more = desk.text(Format::Toggl, &grown);
    assert_eq!(
        (more.rows, more.imported, more.duplicates),
        (7, 2, 5),
        "a third of the same is new"
    );
    assert_eq!(more.overlaps, 2, "both lie on time that counts already");
}

#[test]
fn the_older_toggl_report_brings_its_currency_and_its_line_breaks() {
    let desk = Desk::new("America/New_York");
    let done = desk.import(Format::Toggl, "toggl-detailed.csv");
    assert_eq!(done.minutes_by_client, minutes(&[("Globex", 210)]), "{done:?}");
    let rows = desk.rows();
    assert_eq!(rows[0].entry.block().answer.label, "Said \"yes\",");
    assert_eq!(rows[0].details.note, "Said \"yes\",\nthen wrote it down");
    assert_eq!(rows[1].entry.length(), 165 * 60_000, "over midnight it is one entry");
    let client = desk.day.daybook.client("globex").expect("a client");
    assert_eq!(client.currency, Currency::from_code("USD").expect("dollars"));
}

#[test]
fn what_clockify_invoiced_arrives_billed_and_breaks_stay_there() {
    let desk = Desk::new("America/New_York");
    let done = desk.import(Format::Clockify, "clockify-month-first.csv");
    assert_eq!((done.rows, done.imported, done.left_out), (4, 3, 1), "{done:?}");
    // 180 and 44.5 minutes: rounded once, not twice.
    assert_eq!(done.minutes_by_client, minutes(&[("Initech", 225), ("unassigned", 20)]));
    assert_eq!(done.notes.len(), 1, "only the break is told of: {:?}", done.notes);
    assert_eq!(
        desk.drawn(),
        [
            "2026-03-04T14:00:00Z 180m Initech, Relaunch: Design, first draft (billed)",
            "2026-03-13T04:00:00Z 20m unassigned: Mail (confirmed, free)",
            "2026-03-13T17:15:30Z 44m Initech, Relaunch: Design, second draft (confirmed)",
        ]
    );
    assert_eq!(desk.rows()[0].details.invoice.as_deref(), Some("INV-0007"));
    let client = desk.day.daybook.client("Initech").expect("a client");
    assert_eq!(client.currency.code(), "USD", "as the names of the columns say");
}

#[test]
fn what_was_invoiced_after_an_earlier_import_is_billed_by_the_next() {
    let desk = Desk::new("America/New_York");
    desk.import(Format::Clockify, "clockify-month-first.csv");
    let text = String::from_utf8(crate::desk::fixture("clockify-month-first.csv")).expect("text");
    let later = text.replace("\"Yes\",\"No\",\"\"", "\"Yes\",\"Yes\",\"INV-0008\"");
    let done = desk.text(Format::Clockify, &later);
    assert_eq!((done.imported, done.duplicates), (0, 3));
    assert!(done.notes.iter().any(|note| note.contains("invoiced by now")), "{:?}", done.notes);
    let billed: Vec<_> = desk
        .rows()
        .iter()
        .filter(|row| row.entry.block().status == Status::Billed)
        .map(|row| row.details.invoice.clone().unwrap_or_default())
        .collect();
    assert_eq!(billed, ["INV-0007", "INV-0008"]);
}

#[test]
fn a_short_clockify_file_is_read_with_its_own_columns() {
    let desk = Desk::new("Europe/Berlin");
    let done = desk.import(Format::Clockify, "clockify-day-first.csv");
    assert_eq!(done.minutes_by_client, minutes(&[("unassigned", 180)]), "{done:?}");
    assert!(done.notes.iter().any(|note| note.contains("clock showed twice")), "{:?}", done.notes);
    assert!(done.notes.iter().any(|note| note.contains("no client")), "{:?}", done.notes);
    assert_eq!(desk.rows()[0].details.tags.len(), 1, "the project is kept as a tag");
    assert_eq!(
        desk.drawn(),
        [
            "2026-03-05T13:00:00Z 60m unassigned: Setting up (confirmed)",
            "2026-10-24T23:30:00Z 120m unassigned: Meeting (confirmed)",
        ],
        "its length says which of the two hours is meant"
    );

    let other = Desk::new("Europe/Berlin");
    other.day.client("Initech");
    let mut import = Import::new(Format::Clockify, crate::desk::fixture("clockify-day-first.csv"));
    import.client = Some("initech".into());
    let done = other.run(import);
    assert_eq!(done.minutes_by_client, minutes(&[("Initech", 180)]));
    assert_eq!(done.added, ["project Relaunch", "task Concept"]);
}

#[test]
fn harvest_entries_have_a_day_and_a_length_and_no_time() {
    let desk = Desk::new("Europe/Vienna");
    let done = desk.import(Format::Harvest, "harvest.csv");
    assert_eq!(done.imported, 3, "{done:?}");
    // 7.25 h, 1.5 h and 0.33 h: 435 + 90 + 19.8.
    assert_eq!(done.minutes_by_client, minutes(&[("Müller & Söhne", 545)]));
    assert!(done.notes[0].contains("Windows-1252"), "{:?}", done.notes);
    assert_eq!(done.overlaps, 0, "a length shares time with nobody");
    let rows = desk.rows();
    assert!(rows.iter().all(|row| row.details.is_untimed));
    let first = rows.iter().find(|row| row.entry.length() == 435 * 60_000).expect("the first");
    assert_eq!(first.entry.block().answer.label, "Gespräch über");
    assert_eq!(first.details.note, "Gespräch über\ndie Küche");
    let billed: Vec<_> =
        rows.iter().filter(|row| row.entry.block().status == Status::Billed).collect();
    assert_eq!(billed.len(), 1);
    assert_eq!(billed[0].entry.block().answer.label, "Entwicklung", "the task, where no note is");
    assert_eq!(desk.import(Format::Harvest, "harvest.csv").duplicates, 3);
}

#[test]
fn a_plain_table_says_when_in_its_own_words() {
    let desk = Desk::new("Europe/Berlin");
    let done = desk.import(Format::Csv, "plain.csv");
    assert_eq!(done.imported, 2, "{done:?}");
    let more = "date,minutes,client,label\n2026-03-05,90,Acme,'=Sums\n2026-03-05,90,Acme,'=Sums\n";
    assert_eq!(desk.text(Format::Csv, more).imported, 2);
    assert_eq!(
        desk.drawn(),
        [
            "2026-03-04T08:00:00Z 120m Acme, Web: Workshop (confirmed)",
            "2026-03-04T10:00:00Z 25m Acme: Call (confirmed, free)",
            "2026-03-04T23:00:00Z 90m Acme: =Sums (confirmed)",
            "2026-03-04T23:00:00Z 90m Acme: =Sums (confirmed)",
        ]
    );
}

#[test]
fn meetings_become_drafts_of_the_client_that_is_named() {
    let desk = Desk::new("Europe/Berlin");
    desk.day.client("Acme");
    let import = || {
        let mut import = Import::new(Format::Ics, crate::desk::fixture("meetings.ics"));
        import.client = Some("Acme".into());
        import
    };
    let done = desk.run(import());
    assert_eq!((done.rows, done.imported, done.left_out), (5, 4, 1), "{done:?}");
    assert_eq!(
        desk.drawn(),
        [
            "2026-03-02T08:00:00Z 15m Acme: Stand-up (draft)",
            "2026-03-02T12:00:00Z 60m Acme: Planning, with a very long title that goes on and on \
             until it has to be folded (draft)",
            "2026-03-09T08:00:00Z 15m Acme: Stand-up (draft)",
            "2026-03-11T08:00:00Z 15m Acme: Stand-up (draft)",
        ]
    );
    assert!(desk.rows().iter().all(|row| row.details.source == Source::Calendar));
    assert_eq!(desk.run(import()).duplicates, 4);
}

#[test]
fn an_import_is_undone_and_done_again_at_once() {
    let desk = Desk::new("Europe/Berlin");
    desk.import(Format::Clockify, "clockify-day-first.csv");
    desk.import(Format::Toggl, "toggl-entries.csv");
    let before = desk.drawn();
    desk.day.daybook.undo().expect("the database").expect("a step");
    assert_eq!(desk.drawn().len(), 2, "the first import stays");
    desk.day.daybook.redo().expect("the database").expect("a step");
    assert_eq!(desk.drawn(), before);
    desk.day.daybook.undo().expect("the database").expect("a step");
    let again = desk.import(Format::Toggl, "toggl-entries.csv");
    assert_eq!((again.imported, again.duplicates), (5, 0), "what was undone can come again");
}

#[test]
fn a_dry_run_says_what_would_be_and_changes_nothing() {
    let desk = Desk::new("America/New_York");
    let mut import =
        Import::new(Format::Clockify, crate::desk::fixture("clockify-month-first.csv"));
    import.order = Some(Order::MonthFirst);
    let dry = desk.run(Import { dry_run: true, ..import.clone() });
    assert!(desk.drawn().is_empty() && desk.day.daybook.clients().expect("clients").is_empty());
    let done = desk.run(import);
    assert!(!dry.is_done && done.is_done);
    assert_eq!(Imported { is_done: true, ..dry }, done);
}

#[test]
fn ten_thousand_rows_are_in_at_once() {
    let mut text = String::from("description,client,project,tags,start,end\n");
    for nth in 0..10_000_i64 {
        let start = domain::time::Moment(1_700_000_000_000 + nth * 3_600_000);
        let end = start.plus(1_800_000);
        text.push_str(&format!(
            "work {nth},client {},p {},t {},{start},{end}\n",
            nth % 12,
            nth % 40,
            nth % 25
        ));
    }
    let desk = Desk::new("Europe/Berlin");
    let begun = std::time::Instant::now();
    let done = desk.text(Format::Csv, &text);
    let took = begun.elapsed();
    assert_eq!(done.imported, 10_000);
    // Half a second of work; a machine that also builds is ten times slower.
    assert!(took.as_secs() < 20, "{took:?}");
    eprintln!("10,000 rows in {took:?}");
}
