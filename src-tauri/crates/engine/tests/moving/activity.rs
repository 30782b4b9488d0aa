//! ActivityWatch: rows for time that the ledger does not know, and drafts of them.

use crate::desk::Desk;
use domain::activity::{Activity, State, Window};
use domain::ledger::Change;
use domain::time::{Moment, Span};
use engine::import::{Format, Import};
use serde_json::json;
use store::activities;

fn ledger(desk: &Desk) -> Vec<String> {
    let line = |row: &Activity| {
        let title = row.window.as_ref().map_or("", |window| window.title.as_str());
        let clock = |at: Moment| {
            let text = at.rfc3339();
            text.split_once('T').map_or(String::new(), |(_, time)| time.replace('Z', ""))
        };
        format!("{}–{} {} {title}", clock(row.span.start), clock(row.span.end), row.state.as_str())
    };
    desk.day.rows().iter().map(|row| line(row).trim_end().to_owned()).collect()
}

fn acme() -> Desk {
    let desk = Desk::new("UTC");
    desk.day.client("Acme");
    desk.day.rule("acme-web", "Acme");
    desk
}

#[test]
fn events_become_rows_and_drafts_and_nothing_a_second_time() {
    let desk = acme();
    let dry = {
        let content = crate::desk::fixture("activitywatch.json");
        desk.run(Import { dry_run: true, ..Import::new(Format::ActivityWatch, content) })
    };
    assert!(ledger(&desk).is_empty() && desk.drawn().is_empty(), "a dry run leaves nothing");

    let done = desk.import(Format::ActivityWatch, "activitywatch.json");
    assert_eq!(done.rows, 5, "{done:?}");
    assert_eq!((done.imported, done.left_out), (4, 1), "one lasted no time: {:?}", done.notes);
    assert_eq!(
        ledger(&desk),
        [
            "09:00:00–09:20:00 working acme-web: main.rs",
            "09:20:00–09:25:00.500 working Inbox",
            "09:25:00.500–09:30:00 working acme-web: main.rs",
            "09:30:00–09:40:00 excluded",
            "09:40:00–10:00:00 working acme-web: main.rs",
            "10:00:00–10:40:00 idle",
        ]
    );
    let drawn = desk.drawn();
    assert!(drawn.iter().all(|line| line.contains("(draft")), "{drawn:?}");
    assert!(drawn[0].starts_with("2026-03-02T09:00:00Z 20m Acme"), "{drawn:?}");
    assert_eq!(dry.minutes_by_client, done.minutes_by_client);
    let acme = done.minutes_by_client.get("Acme").copied().unwrap_or_default();
    assert!((44..=45).contains(&acme), "{:?}", done.minutes_by_client);

    let again = desk.import(Format::ActivityWatch, "activitywatch.json");
    assert_eq!((again.imported, again.duplicates), (0, 4), "{again:?}");
    assert_eq!(desk.drawn(), drawn);
}

#[test]
fn what_daybook_captured_stays_and_only_its_gaps_are_filled() {
    let desk = acme();
    let at = |text: &str| -> Moment { format!("2026-03-02T{text}Z").parse().expect("a time") };
    let row = |from: &str, to: &str, state: State, title: Option<&str>| {
        let window =
            title.map(|title| Window { program: "code".into(), title: title.into(), site: None });
        Change::Put(Activity { span: Span::new(at(from), at(to)), state, window })
    };
    let own = vec![
        row("09:05:00", "09:10:00", State::Working, Some("own")),
        row("09:10:00", "09:50:00", State::Off, None),
        row("09:50:00", "09:55:00", State::Paused, None),
    ];
    desk.day.store.write(move |tx| activities::apply(tx, &own)).expect("rows");
    let done = desk.import(Format::ActivityWatch, "activitywatch.json");
    assert_eq!(done.imported, 4, "{done:?}");
    assert_eq!(
        ledger(&desk),
        [
            "09:00:00–09:05:00 working acme-web: main.rs",
            "09:05:00–09:10:00 working own",
            "09:10:00–09:20:00 working acme-web: main.rs",
            "09:20:00–09:25:00.500 working Inbox",
            "09:25:00.500–09:30:00 working acme-web: main.rs",
            "09:30:00–09:40:00 excluded",
            "09:40:00–09:50:00 working acme-web: main.rs",
            "09:50:00–09:55:00 paused",
            "09:55:00–10:00:00 working acme-web: main.rs",
            "10:00:00–10:40:00 idle",
        ]
    );
}

#[test]
fn time_that_an_entry_counts_gets_no_draft() {
    let desk = acme();
    let text = "start,end,client\n2026-03-02T08:30Z,2026-03-02T09:50Z,Acme\n";
    desk.text(Format::Csv, text);
    desk.import(Format::ActivityWatch, "activitywatch.json");
    let drawn = desk.drawn();
    assert_eq!(drawn.len(), 2, "{drawn:?}");
    assert!(drawn[1].starts_with("2026-03-02T09:50:00Z 10m Acme"), "{drawn:?}");
}

#[test]
fn an_import_of_activity_is_undone_with_all_its_drafts() {
    let desk = acme();
    desk.import(Format::ActivityWatch, "activitywatch.json");
    assert!(!desk.drawn().is_empty());
    desk.day.daybook.undo().expect("the database").expect("a step");
    assert!(desk.drawn().is_empty());
    assert_eq!(ledger(&desk).len(), 6, "what was in front stays known");

    let again = desk.import(Format::ActivityWatch, "activitywatch.json");
    assert_eq!((again.imported, again.duplicates), (4, 0), "{again:?}");
    assert!(!desk.drawn().is_empty());
    assert_eq!(ledger(&desk).len(), 6, "and is known once");
    desk.day.daybook.undo().expect("the database").expect("a step");
    let table = "start,end,client\n2026-04-02T08:30Z,2026-04-02T09:50Z,Acme\n";
    desk.text(Format::Csv, table);
    desk.import(Format::ActivityWatch, "activitywatch.json");
    assert_eq!(desk.drawn().len(), 5, "also after something else was done: {:?}", desk.drawn());
    let drafts = desk.drawn();
    let known = desk.import(Format::ActivityWatch, "activitywatch.json");
    assert_eq!((known.imported, desk.drawn()), (0, drafts));
}

#[test]
fn an_event_that_cannot_be_read_is_told_by_its_number() {
    let desk = acme();
    let event = |at: &str, duration: f64| json!({ "timestamp": at, "duration": duration, "data": { "app": "code", "title": "t" } });
    let bucket = json!({ "id": "aw-watcher-window_x", "hostname": "x", "events": [
        event("2026-03-02T09:00:00Z", 600.0),
        event("yesterday", 600.0),
        event("2026-03-02T09:10:00Z", -1.0),
        { "timestamp": "2026-03-02T09:20:00Z", "duration": 1.0 },
    ]});
    let done = desk.text(Format::ActivityWatch, &bucket.to_string());
    let lines: Vec<_> = done.refused.iter().map(|one| one.line).collect();
    assert_eq!(lines, [2, 3, 4], "{:?}", done.refused);
    assert!(!done.is_done && desk.day.rows().is_empty());
    assert!(done.notes.iter().any(|note| note.contains("no afk bucket")), "{:?}", done.notes);

    let import = Import::new(Format::ActivityWatch, bucket.to_string().into_bytes());
    let done = desk.run(Import { skip_bad: true, ..import });
    assert_eq!((done.rows, done.imported, done.is_done), (4, 1, true));
}

#[test]
fn an_absence_on_one_machine_hides_no_work_on_another() {
    let desk = acme();
    let window = |host: &str, at: &str, title: &str| {
        json!({ "type": "currentwindow", "hostname": host, "events": [
            { "timestamp": at, "duration": 600.0, "data": { "app": "code", "title": title } }
        ]})
    };
    let presence = |host: &str, at: &str, status: &str| {
        json!({ "type": "afkstatus", "hostname": host, "events": [
            { "timestamp": at, "duration": 600.0, "data": { "status": status } }
        ]})
    };
    let (early, late) = ("2026-03-02T09:00:00Z", "2026-03-02T09:05:00Z");
    let file = json!({ "buckets": {
        "a": window("a", early, "acme-web"), "b": presence("a", early, "not-afk"),
        "c": window("b", late, "other"), "d": presence("b", late, "afk"),
    }});
    desk.text(Format::ActivityWatch, &file.to_string());
    assert_eq!(ledger(&desk), ["09:00:00–09:10:00 working acme-web", "09:10:00–09:15:00 idle"]);
}
