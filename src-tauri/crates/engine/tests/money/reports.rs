//! Reports, as somebody reads them and as programs do.

use crate::desk::{Desk, Said, acme, days, request, shown};
use domain::report::By;
use engine::clients::ClientChange;
use engine::reports::{ReportRequest, csv, json};

fn globex() -> Said {
    Said { client: "Globex", ..Said::default() }
}

/// An hour and a half for Acme, half an hour of it on the web; 40 minutes for Globex in dollars
/// and ten without pay; five minutes for nobody. One of them is a draft.
fn busy() -> Desk {
    let desk = Desk::at("2026-03-02");
    desk.day.daybook.add_project("Web", "Acme").expect("a project");
    desk.rate("Acme", "60", "2026-01-01").expect("a rate");
    desk.rate("Globex", "90", "2026-01-01").expect("a rate");
    desk.entry(&acme(), "2026-03-02 09:00-10:00");
    desk.entry(&Said { project: "Web", ..acme() }, "2026-03-03 09:00-09:30 draft");
    desk.entry(&globex(), "2026-03-03 10:00-10:40");
    desk.entry(&Said { free: true, ..globex() }, "2026-03-03 10:40-10:50");
    desk.entry(&Said { free: true, ..Said::default() }, "2026-03-04 10:00-10:05");
    desk
}

#[test]
fn rows_are_named_and_in_an_order_that_a_person_looks_for() {
    let desk = busy();
    let march = days("2026-03-01", "2026-03-31");
    let report = desk.report(By::Client, march);
    assert_eq!(
        shown(&report.rows),
        [
            "Acme: 90 min, 90 billable, 90.00 EUR",
            "Globex: 50 min, 40 billable, 60.00 USD",
            ": 5 min, 0 billable",
        ]
    );
    let colours: Vec<_> = report.rows.iter().map(|row| row.colour).collect();
    assert_eq!(colours, [Some(0), Some(1), None]);
    assert_eq!(
        report.rows.first().and_then(engine::reports::Row::id),
        Some(desk.client("Acme").to_string())
    );
    assert_eq!(report.totals.sums.minutes, 145);
    assert_eq!((report.drafts.entries, report.drafts.length), (1, 30 * 60_000));
    assert_eq!(report.zone, "UTC");
    assert_eq!(
        shown(&desk.report(By::Project, march).rows),
        [
            "Acme: 60 min, 60 billable, 60.00 EUR",
            "Globex: 50 min, 40 billable, 60.00 USD",
            "Acme · Web: 30 min, 30 billable, 30.00 EUR",
            ": 5 min, 0 billable",
        ]
    );
    assert_eq!(
        shown(&desk.report(By::Day, march).rows),
        [
            "2026-03-02: 60 min, 60 billable, 60.00 EUR",
            "2026-03-03: 80 min, 70 billable, 30.00 EUR, 60.00 USD",
            "2026-03-04: 5 min, 0 billable",
        ]
    );
}

#[test]
fn a_report_can_be_of_some_clients_and_of_what_is_confirmed() {
    let desk = busy();
    let march = days("2026-03-01", "2026-03-31");
    let confirmed = ReportRequest { confirmed: true, ..request(By::Client, march) };
    let report = desk.report_on(confirmed);
    assert_eq!(
        shown(&report.rows).first().map(String::as_str),
        Some("Acme: 60 min, 60 billable, 60.00 EUR")
    );
    assert_eq!(report.drafts.entries, 0);
    let of = |names: &[&str]| {
        let clients = names.iter().map(|name| desk.client(name)).collect();
        let report = desk.report_on(ReportRequest { clients, ..request(By::Client, march) });
        shown(&report.rows).len()
    };
    assert_eq!((of(&["Acme"]), of(&["Acme", "Globex"]), of(&[])), (1, 2, 3));
}

#[test]
fn time_is_shown_with_the_rounding_that_was_promised_or_as_it_was() {
    let desk = busy();
    let rounding =
        ClientChange { rounding: Some("up 60 per day".into()), ..ClientChange::default() };
    let id = desk.client("Globex").to_string();
    desk.day.daybook.change_client(&id, &rounding).expect("changed");
    let march = days("2026-03-01", "2026-03-31");
    let globex = |rounded: bool| {
        let report = desk.report_on(ReportRequest { rounded, ..request(By::Client, march) });
        shown(&report.rows).into_iter().find(|row| row.starts_with("Globex")).expect("a row")
    };
    assert_eq!(globex(true), "Globex: 70 min, 60 billable, 90.00 USD");
    assert_eq!(globex(false), "Globex: 50 min, 40 billable, 60.00 USD");
}

#[test]
fn a_length_without_a_time_counts_on_its_own_day_wherever_the_owner_is() {
    let desk = Desk::at("2026-03-02");
    desk.rate("Acme", "60", "2026-01-01").expect("a rate");
    desk.entry(&Said { untimed: true, ..acme() }, "2026-03-02 00:00-02:00");
    desk.day.clock.move_to(domain::time::TimeZone::get("America/Los_Angeles").expect("a zone"));
    let report = desk.report(By::Day, days("2026-03-02", "2026-03-02"));
    assert_eq!(shown(&report.rows), ["2026-03-02: 120 min, 120 billable, 120.00 EUR"]);
    assert_eq!(desk.report(By::Day, days("2026-03-01", "2026-03-01")).rows, []);
}

#[test]
fn weeks_begin_on_the_day_of_the_settings() {
    let check = |begins: &str, expected: &str| {
        let settings = format!("[timesheet]\nweek_begins = \"{begins}\"\n");
        let mut day = testkit::fakes::Workday::begin("2026-03-02T12:00:00Z", &settings);
        day.crash();
        day.client("Acme");
        let desk = Desk { day };
        desk.entry(&acme(), "2026-03-04 09:00-10:00");
        let report = desk.report(By::Week, days("2026-03-01", "2026-03-31"));
        assert_eq!(shown(&report.rows), [format!("{expected}: 60 min, 60 billable")]);
    };
    check("monday", "2026-03-02");
    check("sunday", "2026-03-01");
    check("saturday", "2026-02-28");
}

#[test]
fn programs_get_one_currency_in_a_row_and_sums_that_add_up() {
    let desk = busy();
    let report = desk.report(By::Day, days("2026-03-01", "2026-03-31"));
    let json = json::value(&report);
    let rows: Vec<String> = json["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| {
            format!(
                "{} {} {} {} {}",
                row["key"],
                row["minutes"],
                row["billable_minutes"],
                row["amount_minor"],
                row["currency"]
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "\"2026-03-02\" 60 60 6000 \"EUR\"",
            "\"2026-03-03\" 30 30 3000 \"EUR\"",
            "\"2026-03-03\" 40 40 6000 \"USD\"",
            "\"2026-03-03\" 10 0 null null",
            "\"2026-03-04\" 5 0 null null",
        ]
    );
    let sum: i64 = json["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["minutes"].as_i64())
        .sum();
    assert_eq!(json["total_minutes"], sum);
    assert_eq!(json["total_minutes"], 145);

    let report = desk.report(By::Client, days("2026-03-01", "2026-03-31"));
    let json = json::value(&report);
    let rows: Vec<String> = json["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| {
            format!("{} {} {} {}", row["key"], row["minutes"], row["amount_minor"], row["currency"])
        })
        .collect();
    assert_eq!(
        rows,
        ["\"Acme\" 90 9000 \"EUR\"", "\"Globex\" 50 6000 \"USD\"", "\"unassigned\" 5 null null"]
    );
    assert_eq!(json["drafts"]["minutes"], 30);
}

#[test]
fn a_row_without_a_rate_has_no_amount_and_one_without_pay_is_worth_nothing() {
    let desk = Desk::at("2026-03-02");
    desk.entry(&acme(), "2026-03-02 09:00-10:00");
    desk.entry(&Said { free: true, ..globex() }, "2026-03-02 10:00-11:00");
    let report = desk.report(By::Client, days("2026-03-01", "2026-03-31"));
    let lines: Vec<_> = report.rows.iter().flat_map(engine::reports::Row::lines).collect();
    let amounts: Vec<_> = lines
        .iter()
        .map(|line| (line.amount_minor, line.currency.map(|currency| currency.to_string())))
        .collect();
    assert_eq!(amounts, [(None, Some("EUR".into())), (Some(0), Some("USD".into()))]);
}

#[test]
fn csv_is_no_formula_and_its_numbers_are_numbers() {
    let desk = Desk::at("2026-03-02");
    let rename = |name: &str| ClientChange { name: Some(name.into()), ..ClientChange::default() };
    let id = desk.client("Acme").to_string();
    desk.rate("Acme", "60", "2026-01-01").expect("a rate");
    desk.entry(&acme(), "2026-03-02 09:00-10:10");
    desk.day.daybook.change_client(&id, &rename("=HYPERLINK(\"x\"), Ltd")).expect("renamed");
    let report = desk.report(By::Client, days("2026-03-01", "2026-03-31"));
    assert_eq!(
        csv::text(&report),
        "client,minutes,hours,billable_minutes,without_rate_minutes,amount,currency\r\n\
         \"'=HYPERLINK(\"\"x\"\"), Ltd\",70,1.17,70,0,70.00,EUR\r\n"
    );
    for (name, expected) in
        [("@x", "'@x"), ("+1", "'+1"), ("-1", "'-1"), ("a-1", "a-1"), ("\tx", "'\tx")]
    {
        assert_eq!(csv::cell(name), expected);
    }
    let report = desk.report(By::Project, days("2026-03-01", "2026-03-31"));
    assert!(csv::text(&report).starts_with("client,project,minutes"), "{}", csv::text(&report));
    assert!(csv::text(&report).contains(",unassigned,70,"), "{}", csv::text(&report));
}

#[test]
fn budgets_of_the_clients_that_are_asked_for_stand_below() {
    let desk = busy();
    let budget = |name: &str| engine::budgets::NewBudget {
        id: None,
        subject: domain::budget::Subject::Client(desk.client(name)),
        limit: engine::budgets::Limit::Hours("3".into()),
        period: domain::budget::Period::Month,
        warn_at: vec![80],
    };
    desk.day.daybook.put_budget(&budget("Acme")).expect("a budget");
    desk.day.daybook.put_budget(&budget("Globex")).expect("a budget");
    let percents = |clients: Vec<domain::id::ClientId>, last: &str| -> Vec<u32> {
        let asked = ReportRequest { clients, ..request(By::Client, days("2026-02-01", last)) };
        desk.report_on(asked).budgets.iter().map(|one| one.stands.percent).collect()
    };
    assert_eq!(percents(Vec::new(), "2026-03-31"), [50, 27]);
    assert_eq!(percents(vec![desk.client("Globex")], "2026-03-31"), [27]);
    assert_eq!(percents(Vec::new(), "2026-02-28"), [0, 0], "in the month of the last day");
}
