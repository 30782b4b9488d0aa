//! Daybook's own file, whole and back again.

use crate::desk::Desk;
use domain::block::{Answer, Block, Status};
use domain::details::{Details, Source};
use domain::entry::Entry;
use domain::id::{BlockId, TagId};
use domain::segments::Segments;
use domain::time::{MINUTE, Moment, Span};
use engine::edits::Edit;
use engine::export::Format as Out;
use engine::import::{Format, Import};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use store::entries::{self, Row};

/// A Daybook in which something stands in every corner.
fn lived_in() -> Desk {
    let desk = Desk::new("Europe/Berlin");
    desk.import(Format::Clockify, "clockify-month-first.csv");
    desk.import(Format::Toggl, "toggl-entries.csv");
    desk.import(Format::Harvest, "harvest.csv");
    desk.import(Format::Ics, "meetings.ics");
    desk.day.rule("acme-web", "Acme");
    desk.day
        .store
        .write(|tx| {
            tx.execute_batch(
                "UPDATE clients SET billable = 0, rounding = 'up 6 per day', archived_ms = 5
                 WHERE name = 'Initech';
                 UPDATE projects SET billable = 1 WHERE name = 'Web';
                 INSERT INTO rates (id, scope, scope_id, from_day, per_hour_minor, currency, created_ms)
                 SELECT '019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d01', 'client', id, '2026-01-01', 9000, 'EUR', 1
                 FROM clients WHERE name = 'Acme';
                 INSERT INTO rates (id, scope, scope_id, from_day, per_hour_minor, currency, created_ms)
                 VALUES ('019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d02', 'default', 'EUR', '2026-01-01', 8000,
                    'EUR', 2);
                 INSERT INTO budgets (id, subject, subject_id, limit_ms, period, warn_at, created_ms)
                 SELECT '019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d03', 'project', id, 3600000, 'month',
                    '[80,100]', 3 FROM projects WHERE name = 'Web';
                 INSERT INTO daily_notes (id, day, kind, content, created_ms, updated_ms)
                 VALUES ('019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d04', '2026-03-02', 'note', '# A *day*', 4, 5);
                 INSERT INTO exclusions (id, field, pattern, created_ms)
                 VALUES ('019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d05', 'title', 'bank', 6);
                 INSERT INTO absences (start_ms, end_ms, was, decided_ms) VALUES (7, 8, 'call', 9);
                 INSERT INTO counted_twice (one_id, other_id, shared, decided_ms)
                 SELECT min(id), max(id), '[{\"end\":2,\"start\":1}]', 10 FROM time_blocks;
                 INSERT INTO import_keys (key, block_id)
                 VALUES ('toggl:1:2', '019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d06');
                 INSERT OR REPLACE INTO billed_days (block_id, days)
                 SELECT id, json_object('2026-03-02', json_object('billed_ms', 3600000, 'per_hour',
                    json_object('currency', 'USD', 'minor', 9000)))
                 FROM time_blocks WHERE invoice = 'INV-0007';",
            )?;
            Ok(())
        })
        .expect("rows");
    desk
}

fn json(desk: &Desk) -> String {
    desk.day.daybook.export(Out::Json, None).expect("an export")
}

#[test]
fn everything_comes_back_and_makes_the_same_file() {
    let desk = lived_in();
    let file = json(&desk);
    for (what, count) in [
        ("\"clients\"", 1),
        ("\"per_hour_minor\":9000", 1),
        ("\"minor\":9000", 1),
        ("A *day*", 1),
        ("acme-web", 1),
        ("bank", 1),
        ("call", 1),
        ("toggl:1:2", 1),
    ] {
        assert_eq!(file.matches(what).count(), count, "{what} in {file}");
    }
    let other = Desk::new("America/New_York");
    let done = other.text(Format::Json, &file);
    assert!(done.is_done && done.refused.is_empty(), "{done:?}");
    assert_eq!(json(&other), file, "the same bytes, also where the owner is elsewhere");
    assert_eq!(other.drawn(), desk.drawn());
    let (left, right) = (other.rows(), desk.rows());
    assert_eq!(left, right, "with pauses, tags, notes, zones, keys and all");

    let again = other.text(Format::Json, &file);
    assert_eq!((again.imported, again.duplicates), (0, u64::try_from(right.len()).expect("few")));
    assert!(again.added.is_empty(), "{:?}", again.added);
    assert_eq!(json(&other), file);

    let waiting = |desk: &Desk| {
        let read = |table: &str| {
            let sql = format!("SELECT count(*) FROM outbox WHERE table_name = '{table}'");
            desk.day.store.read(|db| Ok(db.query_row(&sql, [], |row| row.get::<_, i64>(0))?))
        };
        ["clients", "projects", "tasks", "tags", "rates", "budgets", "daily_notes"]
            .map(|table| read(table).expect("a number"))
    };
    assert!(waiting(&other).iter().all(|count| *count > 0), "{:?}", waiting(&other));
}

#[test]
fn what_is_called_the_same_is_the_same() {
    let desk = lived_in();
    let other = Desk::new("Europe/Berlin");
    other.day.client("ACME");
    let acme = other.day.daybook.client("acme").expect("a client").id;
    other.day.daybook.add_project("web", "acme").expect("a project");
    let done = other.text(Format::Json, &json(&desk));
    assert!(done.is_done, "{done:?}");
    assert!(!done.added.iter().any(|one| one == "client Acme" || one == "project Web"));
    let of_acme =
        other.rows().iter().filter(|row| row.entry.block().answer.client == Some(acme)).count();
    assert_eq!(of_acme, 3);
    let rates = other.day.store.read(store::rates::list).expect("rates");
    assert!(rates.iter().any(|rate| rate.scope == domain::rate::Scope::Client(acme)));
}

#[test]
fn a_dry_run_of_the_whole_leaves_nothing_and_an_undo_takes_all_entries_back() {
    let file = json(&lived_in());
    let other = Desk::new("Europe/Berlin");
    let empty = json(&other);
    let import = Import::new(Format::Json, file.clone().into_bytes());
    let dry = other.run(Import { dry_run: true, ..import.clone() });
    assert!(dry.imported > 0 && !dry.minutes_by_client.is_empty() && !dry.is_done);
    assert_eq!(json(&other), empty);
    other.run(import);
    other.day.daybook.undo().expect("the database").expect("a step");
    assert!(other.rows().is_empty());
}

#[test]
fn an_entry_of_nobody_who_is_there_is_refused_and_nothing_is_kept() {
    let desk = lived_in();
    let file = json(&desk);
    let whole: serde_json::Value = serde_json::from_str(&file).expect("JSON");
    let lost = |name: &str, at: usize, field: &str, value: serde_json::Value| {
        let mut whole = whole.clone();
        whole[name][at][field] = value;
        whole.to_string()
    };
    let other = Desk::new("Europe/Berlin");
    let stranger = "019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4dff";
    let check = |text: &str, expected: &str| {
        let done = other.text(Format::Json, text);
        assert_eq!(done.refused.len(), 1, "{expected}: {done:?}");
        assert!(done.refused[0].reason.contains(expected), "{:?}", done.refused);
        assert!(!done.is_done && other.rows().is_empty());
        assert!(other.day.daybook.clients().expect("clients").is_empty());
    };
    check(&lost("entries", 0, "client_id", stranger.into()), "one of clients");
    check(&lost("entries", 0, "zone", "Moon".into()), "no time zone ‘Moon’");
    check(&lost("entries", 0, "end_ms", 0.into()), "ends before it begins");
    check(&lost("entries", 0, "status", "lost".into()), "no entry that Daybook wrote");
    check(&lost("daily_notes", 0, "id", "7".into()), "daily_notes: it has no id");
    let said = |text: String| other.refusal(Import::new(Format::Json, text.into_bytes()));
    assert!(said(lost("rates", 0, "per_hour_minor", (-1).into())).contains("cannot be kept"));
    assert!(said(lost("clients", 0, "currency", "XXX".into())).contains("cannot be read"));
    assert!(other.day.daybook.clients().expect("clients").is_empty());
}

/// An entry with any details.
fn any_row() -> impl Strategy<Value = Row> {
    let stretches = proptest::collection::vec((0_i64..200, 1_i64..90), 1..4);
    let words = proptest::collection::vec("[ -~äß€\\n]{0,12}", 2);
    let zones = prop_oneof![
        Just("Europe/Berlin"),
        Just("Asia/Kathmandu"),
        Just("+05:30"),
        Just("Australia/Lord_Howe")
    ];
    let flags = (any::<bool>(), any::<bool>(), 0_usize..3, 0_usize..5, 0.0_f32..=1.0);
    (any::<[u8; 10]>(), 0_i64..500_000, stretches, words, zones, flags).prop_map(
        |(id, day, stretches, words, zone, (billable, edited, status, source, confidence))| {
            let from = Moment(1_700_000_000_000 + day * 1_234_567);
            let segments = Segments::new(stretches.iter().map(|(start, length)| {
                let start = from.plus(start * MINUTE + 7);
                Span::new(start, start.plus(length * MINUTE))
            }));
            let answer = Answer {
                label: words[0].clone(),
                billable,
                confidence,
                reason: "you said so".into(),
                ..Answer::default()
            };
            let id = BlockId::mint(from, id);
            let status = Status::ALL[status];
            let block = Block { id, span: Span::new(from, from), answer, status, edited };
            let zone = domain::time::zone_of(zone).expect("a zone");
            let entry = Entry::of(block, segments, zone).expect("an entry");
            let invoice = (status == Status::Billed).then(|| words[1].clone());
            let details = Details {
                note: words[1].clone(),
                source: Source::ALL[source],
                is_untimed: billable && edited,
                invoice,
                ..Details::default()
            };
            Row { entry, details }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: Some(Box::new(FileFailurePersistence::SourceParallel("seeds"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_timesheet_comes_back_as_the_same_bytes(rows in proptest::collection::vec(any_row(), 0..12)) {
        let desk = Desk::new("Europe/Berlin");
        let kept = rows.clone();
        desk.day.store.write(move |tx| {
            let tag = TagId::mint(Moment(1), [1; 10]);
            tx.execute("INSERT INTO tags (id, name, name_key, created_ms) VALUES (?1, 'x', 'x', 1)",
                [tag.to_string()])?;
            for (nth, row) in kept.iter().enumerate() {
                let mut row = row.clone();
                if nth % 2 == 0 {
                    row.details.tags.insert(tag);
                }
                entries::put(tx, &row, Moment(9))?;
            }
            Ok(())
        }).expect("entries");
        let file = json(&desk);
        let other = Desk::new("Asia/Tokyo");
        let done = other.text(Format::Json, &file);
        prop_assert!(done.is_done, "{:?}", done);
        prop_assert_eq!(json(&other), file);
        prop_assert_eq!(other.length(), desk.length());
    }
}

#[test]
fn a_table_and_a_calendar_of_it_hold_what_they_must() {
    let desk = lived_in();
    let table = desk.day.daybook.export(Out::Csv, None).expect("an export");
    assert!(table.starts_with("date,start,end,zone,minutes,client,"), "{table}");
    assert!(table.lines().all(|line| !line.is_empty()));
    assert!(table.contains(
        "2026-03-29,2026-03-29T01:00:00+01:00,2026-03-29T03:30:00+02:00,Europe/Berlin,90,Acme"
    ));
    assert!(table.contains("2026-03-03,,,Europe/Berlin,19.8,Müller & Söhne,Umbau"), "{table}");
    let other = Desk::new("Europe/Berlin");
    let back = other.text(Format::Csv, &table);
    assert!(back.is_done, "{back:?}");
    assert_eq!(other.length(), desk.length(), "and the table is read back");

    let calendar = desk.day.daybook.export(Out::Ics, None).expect("an export");
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), desk.rows().len());
    let third = Desk::new("Europe/Berlin");
    let back = third.text(Format::Ics, &calendar);
    assert_eq!(back.left_out, 3, "those without a time last all day: {back:?}");
    let timed: i64 = desk
        .rows()
        .iter()
        .filter(|row| !row.details.is_untimed)
        .map(|row| row.entry.length())
        .sum();
    assert_eq!(third.length(), timed);
}

#[test]
fn an_export_of_some_days_holds_what_begins_on_them() {
    let desk = lived_in();
    let day = |text: &str| text.parse().expect("a date");
    let some = |from: &str, to: &str| {
        let table = desk.day.daybook.export(Out::Csv, Some((day(from), day(to))));
        // Each line of an entry ends as it does in the standard; a note breaks its lines otherwise.
        table.expect("an export").matches("\r\n").count() - 1
    };
    let all = desk.rows().len();
    let first = some("2026-01-01", "2026-03-03");
    let second = some("2026-03-04", "2026-12-31");
    assert!(first > 0 && second > 0);
    assert_eq!(first + second, all, "each entry on one side of midnight");
    assert!(
        desk.day.daybook.export(Out::Csv, Some((day("2026-03-02"), day("2026-03-01")))).is_err()
    );
}

#[test]
fn nothing_is_too_old_to_be_written() {
    let desk = Desk::new("Europe/Berlin");
    desk.text(Format::Csv, "client,start,end\nAcme,1969-04-14T09:00Z,1969-04-14T10:00Z\n");
    assert!(json(&desk).contains("\"end_ms\":-22600800000"), "{}", json(&desk));
}

#[test]
fn a_rate_that_is_otherwise_here_is_told_of() {
    let rate = |desk: &Desk, currency: &str, per_hour: i64| {
        desk.day.client("Acme");
        let sql = format!(
            "UPDATE clients SET currency = '{currency}';
             INSERT INTO rates (id, scope, scope_id, from_day, per_hour_minor, currency, created_ms)
             SELECT '019aa0c4-5e00-7d2a-9c3e-0b7a1f2e{per_hour}', 'client', id, '2026-01-01',
                {per_hour}, '{currency}', 1 FROM clients;"
        );
        desk.day.store.write(move |tx| Ok(tx.execute_batch(&sql)?)).expect("a rate");
    };
    let (desk, other) = (Desk::new("Europe/Berlin"), Desk::new("Europe/Berlin"));
    rate(&desk, "EUR", 8000);
    rate(&other, "USD", 9000);
    let done = desk.text(Format::Json, &json(&other));
    assert!(done.notes.iter().any(|note| note.contains("bills Acme in USD")), "{:?}", done.notes);
    assert!(done.notes.iter().any(|note| note.starts_with("1 of the rates")), "{:?}", done.notes);
    assert_eq!(desk.text(Format::Json, &json(&desk)).notes, [] as [&str; 0], "its own file");
}

#[test]
fn a_timer_that_an_import_brought_goes_and_comes_with_it() {
    let desk = Desk::new("Europe/Berlin");
    desk.text(Format::Csv, "client,start,end\nAcme,2026-03-02T09:00Z,2026-03-02T10:00Z\n");
    let timer = r#"INSERT INTO timers (id, label, is_billable, zone, status, started_ms, phase,
            closed, created_ms, updated_ms)
        VALUES ('019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d07', 'x', 1, 'UTC', 'running', 1795170000000,
            '{"running":{"since":1795170000000,"beat":null}}', '[]', 1, 1)"#;
    desk.day.store.write(move |tx| Ok(tx.execute(timer, []).map(drop)?)).expect("a timer");
    let other = Desk::new("Europe/Berlin");
    other.text(Format::Json, &json(&desk));
    let runs = || {
        other.day.store.read(|db| {
            Ok(db.query_row("SELECT count(*) FROM timers", [], |row| row.get::<_, i64>(0))?)
        })
    };
    assert_eq!(runs().expect("timers"), 1);
    other.day.daybook.undo().expect("the database").expect("a step");
    assert_eq!(runs().expect("timers"), 0, "nothing runs that nobody started here");
    other.day.daybook.redo().expect("the database").expect("a step");
    assert_eq!(runs().expect("timers"), 1);
}

#[test]
fn an_entry_without_a_time_goes_out_with_its_own_day() {
    let desk = Desk::new("UTC");
    let text = "Date,Client,Hours\n2026-03-02,Acme,1.0\n";
    for zone in ["Pacific/Auckland", "Pacific/Honolulu"] {
        let import = Import::new(Format::Harvest, text.replace("Acme", zone).into_bytes());
        desk.run(Import { zone: domain::time::zone_of(zone), ..import });
    }
    let on = |day: &str| {
        let day = day.parse().expect("a date");
        desk.day.daybook.export(Out::Csv, Some((day, day))).expect("an export").lines().count() - 1
    };
    assert_eq!(["2026-03-01", "2026-03-02", "2026-03-03"].map(on), [0, 2, 0]);
}

#[test]
fn both_halves_of_a_row_come_in_on_days_of_their_own() {
    let desk = Desk::new("UTC");
    let row = "a@b,Acme,Web,Night,2026-03-02,23:00,2026-03-03,01:00,";
    desk.text(Format::Toggl, &crate::known::toggl(&[row]));
    let whole = json(&desk);
    crate::known::edit(&desk, &Edit::Halves(crate::known::ids(&desk)[0].clone()));
    let other = Desk::new("UTC");
    let on = |desk: &Desk, day: &str| {
        let day = day.parse().expect("a date");
        let import = Import::new(Format::Json, json(desk).into_bytes());
        Import { days: Some((day, day)), ..import }
    };
    for day in ["2026-03-02", "2026-03-03"] {
        assert_eq!(other.run(on(&desk, day)).imported, 1, "{day}");
    }
    assert_eq!(other.length(), desk.length());
    let third = Desk::new("UTC");
    third.text(Format::Json, &whole);
    let done = third.text(Format::Json, &json(&desk));
    assert_eq!((done.imported, third.length()), (0, desk.length()), "the whole is there: {done:?}");
}

#[test]
fn time_that_an_own_file_doubles_is_told_of() {
    let desk = Desk::new("UTC");
    let row = |client: &str, hour: u32| format!("{client},2026-03-02T{hour:02}:00Z,60\n");
    let table = |rows: &[String]| format!("client,start,minutes\n{}", rows.concat());
    desk.text(Format::Csv, &table(&[row("Acme", 7), row("Acme", 9)]));
    let other = Desk::new("UTC");
    other.text(Format::Csv, &table(&[row("Borg", 9)]));
    let done = other.text(Format::Json, &json(&desk));
    assert_eq!(done.overlaps, 1, "{done:?}");
    assert!(done.notes.iter().any(|note| note.contains("share time")), "{:?}", done.notes);
}

#[test]
fn names_in_a_table_of_its_own_mean_what_they_say() {
    let desk = Desk::new("UTC");
    desk.day.client("(no name) Ltd");
    let row = "2026-03-02T09:00Z,2026-03-02T10:00Z,x";
    let import = Import::new(Format::Csv, format!("start,end,label\n{row}\n").into_bytes());
    desk.run(Import { client: Some("(no name) Ltd".into()), ..import });
    let sql = "INSERT INTO tags (id, name, name_key, created_ms)
            VALUES ('019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d08', 'a; b|c', 'a; b|c', 1),
                ('019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d09', 'z', 'z', 1);
        INSERT INTO block_tags (block_id, tag_id) SELECT b.id, t.id FROM time_blocks b, tags t;";
    desk.day.store.write(move |tx| Ok(tx.execute_batch(sql)?)).expect("tags");
    let table = desk.day.daybook.export(Out::Csv, None).expect("an export");
    let other = Desk::new("UTC");
    let done = other.text(Format::Csv, &table);
    assert_eq!(done.added, ["client (no name) Ltd", "tag a; b|c", "tag z"], "{table}");
}

#[test]
fn a_calendar_of_its_own_is_known() {
    let desk = lived_in();
    let calendar = desk.day.daybook.export(Out::Ics, None).expect("an export");
    let before = desk.drawn();
    let done = desk.text(Format::Ics, &calendar);
    assert_eq!((done.imported, done.refused.len()), (0, 0), "{done:?}");
    assert_eq!(desk.drawn(), before);
}
