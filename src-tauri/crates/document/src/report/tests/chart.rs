//! What the chart of a report shows, and what it says to those who do not see it.

use super::paper::Printed;
use super::sheets::{days, month, row, sums};
use super::{budget, date};
use crate::report::{Row, Sheet, view::view};
use domain::budget::Size;
use domain::report::{By, Key};
use domain::time::{Date, HOUR};

#[test]
fn days_without_work_are_gaps_in_the_chart() {
    let mut sheet = Sheet { by: By::Day, ..month() };
    sheet.days = days("2026-11-16", "2026-11-20");
    let on = |day: &str, minutes: i64| Row {
        key: Key::Day(date(day)),
        name: None,
        of: None,
        color: None,
        sums: sums(minutes, minutes, 0, &[]),
    };
    sheet.rows = vec![on("2026-11-16", 480), on("2026-11-19", 240)];
    sheet.totals.sums = sums(720, 720, 0, &[]);
    let printed = Printed::of(&sheet);
    let below = ["16", "17", "18", "19", "20"];
    assert!(printed.table().iter().any(|cells| *cells == below), "{:#?}", printed.table());
    assert!(
        printed
            .holds("Bar chart: Mon 16 Nov 2026 8\u{a0}h\u{a0}00; Thu 19 Nov 2026 4\u{a0}h\u{a0}00")
    );
    assert!(!printed.text().contains("Not billable"), "all of it is billable");
}

#[test]
fn of_many_days_the_chart_tells_the_longest() {
    let mut sheet = Sheet { by: By::Day, ..month() };
    sheet.days = days("2026-11-01", "2026-12-31");
    let like = sheet.rows.remove(0);
    sheet.rows.clear();
    let mut day = sheet.days.first();
    for minutes in 1..=32 {
        let sums = sums(minutes % 32, 0, 0, &[]);
        sheet.rows.push(Row { key: Key::Day(day), sums, ..like.clone() });
        day = day.tomorrow().unwrap();
    }
    let alt = |sheet: &Sheet| {
        let view = serde_json::to_value(view(sheet)).unwrap();
        view["chart"]["alt"].as_str().unwrap().replace('\u{a0}', " ")
    };
    let each = alt(&sheet);
    assert_eq!(each.matches(" h ").count(), 31, "one has no time: {each}");
    sheet.rows[31].sums.minutes = 31;
    assert_eq!(
        alt(&sheet),
        "Bar chart: the longest is Tue 1 Dec 2026 0 h 31; the table below has them all"
    );
}

#[test]
fn months_and_years_are_named_where_they_begin() {
    #[track_caller]
    fn check(by: By, key: fn(Date) -> Key, first: &str, last: &str, expected: &[&str]) {
        let mut sheet = Sheet { by, days: days(first, last), ..month() };
        sheet.rows.truncate(1);
        // A Monday, and the first of its month.
        sheet.rows[0].key = key(date("2026-06-01"));
        let rows = Printed::of(&sheet).table();
        assert!(rows.iter().any(|cells| *cells == expected), "{expected:?} in {rows:#?}");
    }
    let weeks = ["28 May", "1 Jun", "8", "15", "22", "29", "6 Jul"];
    check(By::Week, Key::Week, "2026-05-28", "2026-07-12", &weeks);
    let months = ["Nov 2025", "Dec", "Jan 2026", "Feb", "Mar", "Apr", "May", "Jun"];
    check(By::Month, Key::Month, "2025-11-15", "2026-06-30", &months);
    check(By::Month, Key::Month, "2024-11-15", "2027-06-30", &["2024", "2025", "2026", "2027"]);
    check(By::Day, Key::Day, "2026-05-25", "2026-08-31", &["May", "Jun", "Jul", "Aug"]);
    check(
        By::Week,
        Key::Week,
        "2026-02-01",
        "2026-09-13",
        &["Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep"],
    );
}

#[test]
fn more_days_than_can_be_told_apart_have_no_chart() {
    let mut sheet = Sheet { by: By::Day, ..month() };
    let figures = |sheet: &Sheet| Printed::of(sheet).structure().matches("Figure").count();
    sheet.days = days("2025-10-28", "2026-12-01");
    sheet.rows.truncate(1);
    sheet.rows[0].key = Key::Day(date("2026-11-16"));
    assert_eq!(figures(&sheet), 1, "400 days");
    sheet.days = days("2025-10-27", "2026-12-01");
    assert_eq!(figures(&sheet), 0, "401 days");
}

#[test]
fn a_bar_is_as_long_as_its_part_of_the_longest() {
    let mut sheet = month();
    sheet.rows = (0..14)
        .map(|at| row(at, &format!("Client {at}"), sums(100 + i64::from(at), 50, 0, &[])))
        .collect();
    sheet.budgets = vec![
        budget("Acme", Size::Time(HOUR), Size::Time(2 * HOUR)),
        budget("Nordwind", Size::Time(2 * HOUR), Size::Time(HOUR)),
    ];
    let view = serde_json::to_value(view(&sheet)).unwrap();
    let bars = view["chart"]["bars"].as_array().unwrap();
    let parts = |at: usize| {
        let bar = &bars[at];
        (bar["label"].as_str().unwrap(), bar["billable"].as_i64(), bar["rest"].as_i64())
    };
    assert_eq!(bars.len(), 12);
    assert_eq!(parts(0), ("Client 13", Some(4_424), Some(5_575)), "the longest, cut down");
    assert_eq!(parts(10), ("Client 3", Some(4_424), Some(4_690)));
    assert_eq!(parts(11), ("3 others", Some(0), Some(0)), "what is left has no bar");
    assert_eq!(bars[11]["value"], "5\u{a0}h\u{a0}03");
    let budget = |at: usize| {
        let row = &view["budgets"]["rows"][at];
        (row["percent"].as_i64().unwrap(), row["over"].as_bool().unwrap())
    };
    assert_eq!(budget(0), (100, true), "a bar does not leave its place");
    assert_eq!(budget(1), (50, false));
}
