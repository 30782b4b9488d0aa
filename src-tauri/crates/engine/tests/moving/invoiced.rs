//! What was invoiced in another program, before it came here or since.

use crate::desk::Desk;
use crate::known::{billed, clockify, edit, ids, undo};
use domain::edit::merge::Keep;
use domain::time::Span;
use domain::work::FrozenDays;
use engine::blocks::Correction;
use engine::edits::Edit;
use engine::import::{Format, Imported};

fn again(desk: &Desk) -> Imported {
    desk.text(Format::Clockify, &clockify(&["Yes", "Yes"]))
}

fn frozen(desk: &Desk) -> Vec<Option<FrozenDays>> {
    let one = |row: &store::entries::Row| {
        let id = row.entry.id();
        desk.day.store.read(|db| store::rates::frozen(db, id)).expect("what is frozen")
    };
    desk.rows().iter().map(one).collect()
}

/// "2026-04-14 50m 8000 EUR"
fn drawn(desk: &Desk) -> Vec<String> {
    let days = frozen(desk).into_iter().flatten().flatten();
    days.map(|(day, frozen)| {
        let minutes = frozen.billed_ms.unwrap_or_default() / domain::time::MINUTE;
        let rate = frozen.per_hour.map_or("-".to_owned(), |rate| rate.to_string());
        format!("{day} {minutes}m {rate}")
    })
    .collect()
}

#[test]
fn what_is_as_it_was_is_marked() {
    let desk = Desk::new("UTC");
    desk.text(Format::Clockify, &clockify(&["No", "No"]));
    let done = again(&desk);
    assert_eq!(billed(&desk), [true, true], "{:?}", done.notes);
    assert_eq!(drawn(&desk), ["2026-04-14 120m -", "2026-04-14 60m -"]);
    undo(&desk);
    assert_eq!(billed(&desk), [false, false]);
    assert_eq!(frozen(&desk), [None, None], "what it was billed at goes with the mark");
    desk.day.daybook.redo().expect("the database").expect("a step");
    assert_eq!(drawn(&desk), ["2026-04-14 120m -", "2026-04-14 60m -"]);
}

#[test]
fn what_was_changed_since_is_not_marked() {
    let check = |change: &dyn Fn(&Desk), expected: &[bool], told: &str| {
        let desk = Desk::new("UTC");
        desk.day.client("Borg");
        desk.text(Format::Clockify, &clockify(&["No", "No"]));
        change(&desk);
        let done = again(&desk);
        assert_eq!(billed(&desk), expected, "{told}: {:?}", done.notes);
        let is_told = done.notes.iter().any(|note| note.contains("not marked"));
        assert!(is_told, "{told}: {:?}", done.notes);
    };
    let span = |from: &str, to: &str| Span::new(from.parse().unwrap(), to.parse().unwrap());
    let longer = span("2026-04-14T08:00:00Z", "2026-04-14T11:00:00Z");
    check(
        &|desk| edit(desk, &Edit::Resize(ids(desk)[0].clone(), longer)),
        &[false, true],
        "longer",
    );
    let earlier = "2026-04-14T08:00:00Z".parse().unwrap();
    check(&|desk| edit(desk, &Edit::Move(ids(desk)[0].clone(), earlier)), &[false, true], "moved");
    let given = |client: Option<&str>| {
        let client = Some(client.map(str::to_owned));
        let correction = Correction { client, ..Correction::default() };
        move |desk: &Desk| {
            desk.day.daybook.correct(&ids(desk)[0], &correction).expect("a change");
        }
    };
    check(&given(Some("Borg")), &[false, true], "another client");
    check(&given(None), &[false, true], "nobody");
    let merged = |desk: &Desk| {
        let table = "client,start,end\nAcme,2026-04-14T12:00Z,2026-04-14T13:00Z\n";
        desk.text(Format::Csv, table);
        edit(desk, &Edit::Merge(ids(desk)[1..].to_vec(), Keep::Sum));
    };
    check(&merged, &[true, false], "merged with other time");
}

const CLOCKIFY: &str = "Client,Description,Billable,Invoiced,Start Date,Start Time,End Date,\
                        End Time,Billable Rate (EUR)";

#[test]
fn what_was_invoiced_keeps_its_length_and_its_rate() {
    let check = |rate: &str, expected: &str| {
        let desk = Desk::new("UTC");
        desk.day.client("Acme");
        let sql = "UPDATE clients SET rounding = 'up 30 per entry'";
        desk.day.store.write(move |tx| Ok(tx.execute(sql, []).map(drop)?)).expect("a rounding");
        let row = format!("Acme,x,Yes,Yes,2026-04-14,09:00,2026-04-14,09:50,{rate}");
        desk.text(Format::Clockify, &format!("{CLOCKIFY}\n{row}\n"));
        assert_eq!(drawn(&desk), [expected], "{rate}");
        undo(&desk);
        let kept = || {
            let sql = "SELECT count(*) FROM billed_days";
            desk.day.store.read(|db| Ok(db.query_row(sql, [], |row| row.get::<_, i64>(0))?))
        };
        assert_eq!(kept().expect("a number"), 0, "it goes with the entry");
        desk.day.daybook.redo().expect("the database").expect("a step");
        assert_eq!(drawn(&desk), [expected], "and comes back with it");
    };
    check("80.00", "2026-04-14 50m 80.00 EUR");
    check("\"80,00\"", "2026-04-14 50m 80.00 EUR");
    check("", "2026-04-14 50m -");
    check("0.00", "2026-04-14 50m -");
    check("eighty", "2026-04-14 50m -");
}

#[test]
fn a_rate_in_another_currency_is_not_kept() {
    let desk = Desk::new("UTC");
    desk.day.client("Acme");
    let head = CLOCKIFY.replace("EUR", "USD");
    let row = "Acme,x,Yes,Yes,2026-04-14,23:30,2026-04-15,00:30,80.00";
    desk.text(Format::Clockify, &format!("{head}\n{row}\n"));
    assert_eq!(drawn(&desk), ["2026-04-14 30m -", "2026-04-15 30m -"]);
    let head = "Date,Client,Hours,Invoiced?,Billable Rate,Currency";
    desk.text(Format::Harvest, &format!("{head}\n2026-03-02,Acme,1.5,Yes,90.0,Euro - EUR\n"));
    assert_eq!(drawn(&desk)[0], "2026-03-02 90m 90.00 EUR");
}

#[test]
fn what_a_file_of_its_own_says_of_invoices_goes_and_comes_with_its_entries() {
    let desk = Desk::new("UTC");
    let row = "Acme,x,Yes,Yes,2026-04-14,09:00,2026-04-14,09:50,80.00";
    desk.text(Format::Clockify, &format!("{CLOCKIFY}\n{row}\n"));
    let json = |desk: &Desk| {
        desk.day.daybook.export(engine::export::Format::Json, None).expect("an export")
    };
    let other = Desk::new("UTC");
    other.text(Format::Json, &json(&desk));
    assert_eq!(json(&other), json(&desk));
    undo(&other);
    assert!(other.rows().is_empty());
    other.day.daybook.redo().expect("the database").expect("a step");
    assert_eq!(drawn(&other), ["2026-04-14 50m 80.00 EUR"]);
    assert_eq!(json(&other), json(&desk));
}
