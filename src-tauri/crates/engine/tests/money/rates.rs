//! Rates from a day on: what they touch, and what they never touch.

use crate::desk::{Desk, Said, acme, date, days, request, shown};
use domain::block::Status;
use domain::rate::Scope;
use domain::report::By;
use engine::clients::ClientChange;
use engine::rates::NewRate;
use engine::reports::ReportRequest;

#[test]
fn a_rate_holds_from_its_day_until_the_next_begins() {
    let desk = Desk::at("2026-03-02");
    desk.rate("Acme", "90.00", "2026-01-01").expect("a rate");
    desk.rate("Acme", "100,00", "2026-03-01").expect("a rate");
    desk.rate_of(Scope::Default("EUR".parse().expect("EUR")), "50", "2020-01-01").expect("a rate");
    let terms: Vec<String> = desk
        .day
        .daybook
        .rates()
        .expect("rates")
        .iter()
        .map(|term| {
            let until = term.until.map_or(String::new(), |day| format!(" until {day}"));
            format!("{} from {}{until}", term.rate.per_hour.expect("an amount"), term.rate.from)
        })
        .collect();
    assert_eq!(
        terms,
        [
            "50.00 EUR from 2020-01-01",
            "90.00 EUR from 2026-01-01 until 2026-03-01",
            "100.00 EUR from 2026-03-01",
        ]
    );
    desk.entry(&acme(), "2026-02-28 09:00-10:00");
    desk.entry(&acme(), "2026-03-01 09:00-10:00");
    desk.entry(&acme(), "2025-12-31 09:00-10:00");
    let report = desk.report(By::Month, days("2025-12-01", "2026-03-31"));
    assert_eq!(
        shown(&report.rows),
        [
            "2025-12: 60 min, 60 billable, 50.00 EUR",
            "2026-02: 60 min, 60 billable, 90.00 EUR",
            "2026-03: 60 min, 60 billable, 100.00 EUR",
        ]
    );
}

#[test]
fn a_plan_says_what_would_change_and_changes_nothing() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    desk.rate("Acme", "90", "2026-01-01").expect("a rate");
    desk.entry(&acme(), "2026-01-31 09:00-10:00");
    desk.entry(&acme(), "2026-02-01 23:00-23:30");
    desk.entry(&acme(), "2026-02-03 09:00-10:00");
    desk.entry(&Said { free: true, ..acme() }, "2026-02-04 09:00-10:00");
    desk.entry(&Said { client: "Globex", ..Said::default() }, "2026-02-05 09:00-10:00");
    let scope = Scope::Client(desk.client("Acme"));
    let new = NewRate { scope, from: date("2026-02-01"), per_hour: "1.234,50".into() };
    let plan = daybook.plan_rate(&new).expect("a plan");
    assert_eq!(plan.per_hour.expect("an amount").to_string(), "1234.50 EUR");
    assert_eq!((plan.entries, plan.replaces), (2, None));
    assert_eq!(plan.days, Some((date("2026-02-01"), date("2026-02-03"))));
    assert_eq!(daybook.rates().expect("rates").len(), 1, "nothing was set");

    let (rate, done) = daybook.set_rate(&new).expect("set");
    assert_eq!(done, plan);
    let again = NewRate { per_hour: "95".into(), ..new.clone() };
    assert_eq!(daybook.plan_rate(&again).expect("a plan").replaces, Some(rate));
    let gone = daybook.plan_rate_removal(&rate.id.to_string()).expect("a plan");
    assert_eq!(gone.entries, 2);
    assert_eq!(daybook.remove_rate(&rate.id.to_string()).expect("removed"), gone);
    assert_eq!(daybook.rates().expect("rates").len(), 1);
    assert_eq!(daybook.remove_rate(&rate.id.to_string()).expect_err("gone").code(), "unknown");
}

#[test]
fn a_rate_that_makes_no_sense_is_refused() {
    let desk = Desk::at("2026-03-02");
    let check = |client: &str, amount: &str, why: &str| {
        let refused = desk.rate(client, amount, "2026-01-01").expect_err(amount).to_string();
        assert!(refused.contains(why), "{refused}");
        assert_eq!(desk.day.daybook.rates().expect("rates"), []);
    };
    check("Acme", "-1", "below zero");
    check("Acme", "1.234", "can be thousands or decimals");
    check("Acme", "ninety", "is not an amount");
    check("Globex", "90.00 EUR", "is not in USD");
    let nobody = desk.day.daybook.scope("client", "x").expect_err("no id");
    assert_eq!(nobody.code(), "unknown");
    assert_eq!(desk.day.daybook.scope("team", "x").expect_err("no kind").code(), "input");
}

#[test]
fn what_was_billed_keeps_the_rate_that_it_had() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    desk.rate("Acme", "90", "2026-01-01").expect("a rate");
    desk.entry(&acme(), "2026-02-02 09:00-10:00 billed");
    desk.entry(&acme(), "2026-02-02 10:00-11:00");
    let worth = || shown(&desk.report(By::Client, days("2026-02-01", "2026-02-28")).rows);
    assert_eq!(worth(), ["Acme: 120 min, 120 billable, 180.00 EUR"]);
    let touched = desk.rate("Acme", "100", "2026-02-01").expect("a rate");
    assert_eq!(touched, 1, "only what is not billed");
    assert_eq!(worth(), ["Acme: 120 min, 120 billable, 190.00 EUR"]);
    for term in daybook.rates().expect("rates") {
        daybook.remove_rate(&term.rate.id.to_string()).expect("removed");
    }
    assert_eq!(worth(), ["Acme: 120 min, 120 billable, 90.00 EUR"]);
    desk.rate("Acme", "200", "2026-01-01").expect("a rate");
    assert_eq!(worth(), ["Acme: 120 min, 120 billable, 290.00 EUR"]);
}

#[test]
fn each_day_of_a_billed_entry_keeps_the_rate_that_it_had() {
    let desk = Desk::at("2026-10-02");
    desk.rate("Acme", "60", "2026-01-01").expect("a rate");
    desk.rate("Acme", "90", "2026-10-01").expect("a rate");
    desk.between(&acme(), "2026-09-30T22:30:00Z", "2026-10-01T01:15:00Z", Status::Billed);
    let worth = || shown(&desk.report(By::Day, days("2026-09-30", "2026-10-01")).rows);
    let billed = [
        "2026-09-30: 90 min, 90 billable, 90.00 EUR",
        "2026-10-01: 75 min, 75 billable, 112.50 EUR",
    ];
    assert_eq!(worth(), billed);
    assert_eq!(desk.rate("Acme", "95", "2026-10-01").expect("a rate"), 0);
    assert_eq!(worth(), billed, "what was billed stays, on both of its days");
    desk.rate("Acme", "10", "2026-01-01").expect("a rate");
    assert_eq!(worth(), billed);
}

#[test]
fn billed_work_that_never_had_a_rate_is_named_when_it_gets_one() {
    let desk = Desk::at("2026-03-02");
    desk.entry(&acme(), "2026-02-02 09:00-10:00 billed");
    let scope = Scope::Client(desk.client("Acme"));
    let new = NewRate { scope, from: date("2026-01-01"), per_hour: "90".into() };
    let (_, plan) = desk.day.daybook.set_rate(&new).expect("a rate");
    assert_eq!((plan.entries, plan.billed), (0, 1));
    let (_, plan) =
        desk.day.daybook.set_rate(&NewRate { per_hour: "95".into(), ..new }).expect("a rate");
    assert_eq!((plan.entries, plan.billed), (0, 0), "from then on it stays");
}

#[test]
fn a_change_of_rounding_leaves_what_was_billed() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    desk.rate("Acme", "100", "2026-01-01").expect("a rate");
    desk.entry(&acme(), "2026-02-02 09:00-09:50 billed");
    let day = days("2026-02-02", "2026-02-02");
    let worth = || shown(&desk.report(By::Client, day).rows);
    let round = |policy: &str| {
        let rounding = Some(policy.to_owned());
        let change = ClientChange { rounding, ..ClientChange::default() };
        daybook.change_client(&desk.client("Acme").to_string(), &change).expect("changed");
    };
    let billed = ["Acme: 50 min, 50 billable, 83.33 EUR"];
    assert_eq!(worth(), billed);
    round("up 60 per entry");
    assert_eq!(worth(), billed, "it stays as it was billed");
    desk.entry(&acme(), "2026-02-02 10:00-10:05");
    assert_eq!(worth(), ["Acme: 110 min, 110 billable, 183.33 EUR"], "and the rest is rounded");
    desk.entry(&acme(), "2026-02-02 11:00-11:10 billed");
    round("none");
    let rounded = ["Acme: 115 min, 115 billable, 191.67 EUR"];
    assert_eq!(worth(), rounded, "50, 5 and a billed hour");
    let exact = ReportRequest { rounded: false, ..request(By::Client, day) };
    let exact = shown(&desk.report_on(exact).rows);
    assert_eq!(exact, ["Acme: 65 min, 65 billable, 108.33 EUR"], "as it was worked");
}

#[test]
fn work_is_worth_the_same_wherever_the_laptop_is() {
    let desk = Desk::at("2026-03-05");
    desk.rate("Acme", "100", "2026-01-01").expect("a rate");
    desk.rate("Acme", "200", "2026-03-01").expect("a rate");
    desk.between(&acme(), "2026-02-28T22:00:00Z", "2026-03-01T00:30:00Z", Status::Confirmed);
    for zone in ["UTC", "Pacific/Auckland", "America/Los_Angeles"] {
        desk.day.clock.move_to(domain::time::TimeZone::get(zone).expect("a zone"));
        let report = desk.report(By::Client, days("2026-02-27", "2026-03-02"));
        let worth = ["Acme: 150 min, 150 billable, 300.00 EUR"];
        assert_eq!(shown(&report.rows), worth, "in {zone}");
    }
}

#[test]
fn a_level_that_says_nothing_leaves_it_to_the_one_above() {
    let desk = Desk::at("2026-03-02");
    let project = desk.day.daybook.add_project("Web", "Acme").expect("a project").id;
    desk.rate("Acme", "90", "2026-01-01").expect("a rate");
    desk.rate_of(Scope::Project(project), "120", "2026-01-01").expect("a rate");
    desk.rate_of(Scope::Project(project), " ", "2026-02-01").expect("the client's holds");
    let web = Said { project: "Web", ..acme() };
    desk.entry(&web, "2026-01-05 09:00-10:00");
    desk.entry(&web, "2026-02-05 09:00-10:00");
    assert_eq!(
        shown(&desk.report(By::Month, days("2026-01-01", "2026-02-28")).rows),
        ["2026-01: 60 min, 60 billable, 120.00 EUR", "2026-02: 60 min, 60 billable, 90.00 EUR"]
    );
}
