//! Budgets, where they stand, and their warnings.

use crate::desk::{Desk, Said, acme};
use domain::budget::{Period, Subject};
use domain::time::DAY;
use engine::budgets::{Limit, NewBudget, Standing};
use engine::clients::ClientChange;

fn monthly(desk: &Desk, limit: Limit) -> NewBudget {
    let subject = Subject::Client(desk.client("Acme"));
    NewBudget { id: None, subject, limit, period: Period::Month, warn_at: vec![80, 100] }
}

fn hours(text: &str) -> Limit {
    Limit::Hours(text.into())
}

/// "Acme · Web 50 %: 60, 60 left" in minutes or minor units.
fn stand(standings: &[Standing]) -> Vec<String> {
    let one = |standing: &Standing| {
        let unit = match standing.budget.limit {
            domain::budget::Size::Time(_) => 60_000,
            domain::budget::Size::Money(_) => 1,
        };
        let (spent, left) = (standing.stands.spent.number(), standing.stands.left.number());
        let percent = standing.stands.percent;
        format!("{} {percent} %: {}, {} left", standing.title(), spent / unit, left / unit)
    };
    standings.iter().map(one).collect()
}

#[test]
fn a_budget_counts_the_work_of_its_month_and_of_its_subject() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    let project = daybook.add_project("Web", "Acme").expect("a project").id;
    desk.rate("Acme", "60", "2026-01-01").expect("a rate");
    daybook.put_budget(&monthly(&desk, hours("2:00"))).expect("a budget");
    let whole = NewBudget {
        subject: Subject::Project(project),
        limit: Limit::Money("100".into()),
        period: Period::Whole,
        ..monthly(&desk, hours("1"))
    };
    daybook.put_budget(&whole).expect("a budget");
    let web = Said { project: "Web", ..acme() };
    desk.entry(&acme(), "2026-03-01 09:00-09:30");
    desk.entry(&Said { untimed: true, ..web.clone() }, "2026-03-02 00:00-00:30");
    desk.entry(&web, "2026-02-28 09:00-10:00");
    desk.entry(&Said { client: "Globex", ..Said::default() }, "2026-03-02 09:00-10:00");
    assert_eq!(
        stand(&daybook.budgets().expect("budgets")),
        ["Acme 50 %: 60, 60 left", "Acme · Web 90 %: 9000, 1000 left"]
    );
}

#[test]
fn money_is_counted_after_the_rounding_that_the_client_was_promised() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    desk.rate("Acme", "60", "2026-01-01").expect("a rate");
    let rounding =
        ClientChange { rounding: Some("up 30 per day".into()), ..ClientChange::default() };
    daybook.change_client(&desk.client("Acme").to_string(), &rounding).expect("changed");
    daybook.put_budget(&monthly(&desk, Limit::Money("60".into()))).expect("a budget");
    desk.entry(&acme(), "2026-03-01 09:00-09:10");
    desk.entry(&acme(), "2026-03-01 10:00-10:05");
    assert_eq!(stand(&daybook.budgets().expect("budgets")), ["Acme 50 %: 3000, 3000 left"]);
}

#[test]
fn each_warning_is_told_once_in_its_month() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    let budget = daybook.put_budget(&monthly(&desk, hours("10"))).expect("a budget");
    let told = || -> Vec<u16> {
        let due = daybook.budget_warnings_to_tell().expect("warnings");
        due.iter().for_each(|warning| daybook.told_budget(warning).expect("noted"));
        due.iter().map(|warning| warning.percent).collect()
    };
    assert_eq!(told(), [0_u16; 0], "nothing is spent");
    desk.entry(&acme(), "2026-03-01 00:00-08:00");
    assert_eq!(told(), [80]);
    assert_eq!(told(), [0_u16; 0], "once");
    desk.entry(&acme(), "2026-03-01 08:00-12:00");
    assert_eq!(told(), [100]);
    let more = NewBudget { id: Some(budget.id.to_string()), ..monthly(&desk, hours("15")) };
    daybook.put_budget(&more).expect("changed");
    assert_eq!(daybook.budgets().expect("budgets").len(), 1, "it was changed, not added");
    assert_eq!(told(), [80], "of another limit it is told anew");
    desk.day.clock.pass(30 * DAY);
    desk.entry(&acme(), "2026-04-01 00:00-20:00");
    assert_eq!(told(), [100], "and of another month; of two reached at once the higher one");
    daybook.remove_budget(&budget.id.to_string()).expect("removed");
    assert_eq!(daybook.remove_budget(&budget.id.to_string()).expect_err("gone").code(), "unknown");
}

#[test]
fn a_budget_that_makes_no_sense_is_refused() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    let check = |new: NewBudget, why: &str| {
        let refused = daybook.put_budget(&new).expect_err(why).to_string();
        assert!(refused.contains(why), "{refused}");
        assert_eq!(daybook.budgets().expect("budgets"), []);
    };
    check(monthly(&desk, hours("soon")), "not a number of hours");
    check(monthly(&desk, hours("0")), "above zero");
    check(monthly(&desk, Limit::Money("10 USD".into())), "is not in EUR");
    check(NewBudget { warn_at: vec![0], ..monthly(&desk, hours("1")) }, "makes no sense");
    let unknown = NewBudget { id: Some("x".into()), ..monthly(&desk, hours("1")) };
    check(unknown, "there is no budget");
}

#[test]
fn a_second_budget_of_the_same_scope_and_period_takes_the_place_of_the_first() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    let first = daybook.put_budget(&monthly(&desk, hours("2:00"))).expect("a budget");
    let second = daybook.put_budget(&monthly(&desk, hours("3:00"))).expect("changed");
    assert_eq!(first.id, second.id);
    let whole = NewBudget { period: Period::Whole, ..monthly(&desk, hours("40")) };
    let third = daybook.put_budget(&whole).expect("another");
    assert_eq!(daybook.budgets().expect("budgets").len(), 2);
    let onto = NewBudget { id: Some(third.id.to_string()), ..monthly(&desk, hours("1")) };
    let refused = daybook.put_budget(&onto).expect_err("there is one").to_string();
    assert!(refused.contains("another budget for the same work"), "{refused}");
    let absurd = daybook.put_budget(&monthly(&desk, hours("745"))).expect_err("absurd").to_string();
    assert!(absurd.contains("at most 744 hours"), "{absurd}");
}
