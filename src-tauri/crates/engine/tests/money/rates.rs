//! Rates from a day on: what they touch, and what they never touch.

use crate::desk::{Desk, Said, acme, date, days, shown};
use domain::rate::Scope;
use domain::report::By;
use engine::rates::NewRate;

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
