//! The week's grid: what stands in it, and what is typed into it.

use crate::desk::{Desk, at, entry, span};
use domain::time::{Date, HOUR, MINUTE, Millis, Moment, TimeZone};
use engine::entries::When;
use engine::week::{CellChange, Week};

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn week(desk: &Desk) -> Week {
    desk.daybook.week(date("2026-03-04")).expect("a week")
}

/// The cells of the first row in minutes.
fn cells(desk: &Desk) -> Vec<Millis> {
    let week = week(desk);
    let row = week.rows.first().expect("a row");
    row.cells.iter().map(|cell| cell.length / MINUTE).collect()
}

fn typed(day: &str, minutes: i64) -> CellChange {
    CellChange {
        date: date(day),
        client: Some("Acme".into()),
        project: None,
        task: None,
        billable: true,
        length: minutes * MINUTE,
    }
}

#[test]
fn an_entry_over_midnight_stands_on_both_days_and_adds_up() {
    let desk = Desk::new();
    desk.add("Acme", 22 * 60 + 30, 25 * 60 + 15);
    assert_eq!(cells(&desk), [90, 75, 0, 0, 0, 0, 0]);
    let week = week(&desk);
    assert_eq!(week.first, date("2026-03-02"), "weeks begin on Monday");
    let totals: Vec<_> = week.days.iter().map(|day| day.total / MINUTE).collect();
    assert_eq!(totals, [90, 75, 0, 0, 0, 0, 0]);
    assert_eq!(week.entries.len(), 1, "it stays one entry");
}

#[test]
fn work_of_the_week_before_keeps_its_row() {
    let desk = Desk::new();
    desk.add("Nordwind", -3 * 24 * 60, -3 * 24 * 60 + 60);
    let rows = week(&desk).rows;
    assert_eq!(rows.len(), 1);
    assert!(rows.iter().flat_map(|row| &row.cells).all(|cell| cell.length == 0));
}

#[test]
fn a_length_stands_on_its_day_wherever_the_owner_is() {
    let desk = Desk::new();
    let day = date("2026-03-02");
    desk.clock.move_to(TimeZone::get("Asia/Tokyo").expect("a zone"));
    desk.daybook.add_entry(entry("Acme", When::Length(day, HOUR))).expect("an entry");
    for zone in ["Asia/Tokyo", "Europe/Vienna", "Pacific/Honolulu", "Pacific/Kiritimati"] {
        desk.clock.move_to(TimeZone::get(zone).expect("a zone"));
        let on = |day: &str| desk.daybook.entries_on(date(day), date(day)).expect("entries").len();
        let found = ["2026-03-01", "2026-03-02", "2026-03-03"].map(on);
        assert_eq!(found, [0, 1, 0], "in {zone}");
        assert_eq!(desk.daybook.day(day).expect("a day").entries.len(), 1, "in {zone}");
        desk.daybook.set_cell(typed("2026-03-02", 90)).expect("typed over it");
        assert_eq!(cells(&desk), [90, 0, 0, 0, 0, 0, 0], "typed over and not added, in {zone}");
        desk.daybook.undo().expect("undone");
    }
}

#[test]
fn a_length_of_a_short_day_is_confirmed_with_its_own_day_only() {
    let desk = Desk::new();
    let day = date("2026-03-29");
    let new = entry("Acme", When::Length(day, 24 * HOUR));
    let id = desk.daybook.add_entry(new).expect("an entry").entry.id().to_string();
    desk.daybook.reopen(&[id]).expect("a draft");
    let confirm = |day: &str| desk.daybook.confirm_days(date(day), date(day)).expect("confirmed");
    assert_eq!(["2026-03-28", "2026-03-30", "2026-03-29"].map(confirm), [0, 0, 1]);
}

#[test]
fn the_last_day_of_the_calendar_is_an_end_like_any_other() {
    let desk = Desk::new();
    desk.add("Acme", 540, 600);
    for zone in ["Europe/Vienna", "America/Los_Angeles"] {
        desk.clock.move_to(TimeZone::get(zone).expect("a zone"));
        let until = |last: &str| {
            let rows = desk.daybook.entries_on(date("2026-03-01"), date(last));
            rows.expect("entries").len()
        };
        assert_eq!(["9999-12-30", "9999-12-31"].map(until), [1, 1], "in {zone}");
        let all = desk.daybook.entries_on(Date::MIN, Date::MAX).expect("entries");
        assert_eq!(all.len(), 1, "in {zone}");
    }
}

#[test]
fn what_is_typed_becomes_a_length_and_takes_no_time_that_has_its_place() {
    let desk = Desk::new();
    desk.add("Acme", 9 * 60, 10 * 60);
    let set = |minutes| desk.daybook.set_cell(typed("2026-03-02", minutes));
    set(90).expect("half an hour more");
    assert_eq!(desk.told(), ["Acme (0–30)", "Acme 540–600"]);
    set(120).expect("another half hour");
    assert_eq!(desk.told(), ["Acme (0–60)", "Acme 540–600"], "the length grows, none is added");
    set(70).expect("less");
    assert_eq!(desk.told(), ["Acme (0–10)", "Acme 540–600"]);
    let refused = set(30).expect_err("an hour has its place");
    assert_eq!(
        refused.to_string(),
        "1h 00m of this have their place in the day; change those entries to make it less"
    );
    set(60).expect("only what has its place");
    assert_eq!(desk.told(), ["Acme 540–600"]);
    for _ in 0..4 {
        desk.daybook.undo().expect("undone");
    }
    assert_eq!(desk.told(), ["Acme 540–600"]);
    assert!(set(25 * 60).is_err(), "no day is so long");
    assert_eq!(desk.told(), ["Acme 540–600"]);
}

#[test]
fn a_length_stays_on_its_day_wherever_it_is_looked_at() {
    let desk = Desk::new();
    let new = entry("Acme", When::Length(date("2026-03-03"), HOUR));
    desk.daybook.add_entry(new).expect("a length");
    assert_eq!(cells(&desk), [0, 60, 0, 0, 0, 0, 0]);
    desk.clock.move_to(TimeZone::get("America/Los_Angeles").expect("a zone"));
    assert_eq!(cells(&desk), [0, 60, 0, 0, 0, 0, 0]);
}

#[test]
fn minutes_are_conserved_by_a_change_of_zone_and_by_the_clocks() {
    let desk = Desk::new();
    // The night of 29 March 2026 has one hour less in Vienna.
    let from = 26 * 24 * 60;
    for hours in 0..40 {
        desk.add("Acme", from + hours * 60, from + hours * 60 + 50);
    }
    for zone in ["Europe/Vienna", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "UTC"] {
        desk.clock.move_to(TimeZone::get(zone).expect("a zone"));
        let of = |day| desk.daybook.week(date(day)).expect("a week");
        let weeks = [of("2026-03-25"), of("2026-04-01")];
        let total: Millis = weeks.iter().flat_map(|week| &week.days).map(|day| day.total).sum();
        assert_eq!(total, 40 * 50 * MINUTE, "{zone}");
    }
}

#[test]
fn a_day_of_25_hours_holds_25_hours() {
    let desk = Desk::new();
    let midnight: Moment = "2026-10-25T00:00:00+02:00".parse().expect("a moment");
    let minutes = (midnight.0 - at(0).0) / MINUTE;
    desk.daybook
        .add_entry(entry("Acme", When::Span(span(minutes, minutes + 25 * 60))))
        .expect("an entry");
    let week = desk.daybook.week(date("2026-10-25")).expect("a week");
    let sunday = week.days.last().expect("a Sunday");
    assert_eq!((sunday.date, sunday.total), (date("2026-10-25"), 25 * HOUR));
    assert_eq!(sunday.span.millis(), 25 * HOUR);
}
