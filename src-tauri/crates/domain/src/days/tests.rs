//! Days of every length, and entries that lie across them.

use super::*;
use crate::edit::Twice;
use crate::edit::merge::{Keep, merge};
use crate::edit::split::split_at;
use crate::entry::tests::{entry, id, minutes};
use crate::time::HOUR;
use jiff::civil::date;
use proptest::prelude::*;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn span(start: &str, end: &str) -> Span {
    Span::new(start.parse().unwrap(), end.parse().unwrap())
}

/// The entry over that time, worked in `zone`.
fn worked(span: Span, zone: &TimeZone) -> Entry {
    let block = entry(1, &[(0, 1)]).block().clone();
    Entry::of(block, span.into(), zone.clone()).unwrap()
}

#[test]
fn an_entry_over_midnight_belongs_to_both_days() {
    let check = |place: &str, start: &str, end: &str, expected: &[(&str, i64)]| {
        let found: Vec<(String, i64)> = by_day(span(start, end), &zone(place))
            .into_iter()
            .map(|(day, part)| (day.to_string(), part.millis() / 60_000))
            .collect();
        let expected: Vec<(String, i64)> =
            expected.iter().map(|(day, minutes)| ((*day).to_owned(), *minutes)).collect();
        assert_eq!(found, expected, "{start} to {end} in {place}");
    };
    check(
        "Europe/Berlin",
        "2026-11-19T22:30:00+01:00",
        "2026-11-20T01:15:00+01:00",
        &[("2026-11-19", 90), ("2026-11-20", 75)],
    );
    check(
        "Europe/Berlin",
        "2026-11-30T23:00:00+01:00",
        "2026-12-01T01:00:00+01:00",
        &[("2026-11-30", 60), ("2026-12-01", 60)],
    );
    check(
        "America/New_York",
        "2026-03-08T01:30:00-05:00",
        "2026-03-08T03:30:00-04:00",
        &[("2026-03-08", 60)],
    );
    check(
        "America/New_York",
        "2026-10-31T23:00:00-04:00",
        "2026-11-02T00:30:00-05:00",
        &[("2026-10-31", 60), ("2026-11-01", 25 * 60), ("2026-11-02", 30)],
    );
    check(
        "Australia/Lord_Howe",
        "2026-04-04T12:00:00Z",
        "2026-04-05T14:00:00Z",
        &[("2026-04-04", 60), ("2026-04-05", 24 * 60 + 30), ("2026-04-06", 30)],
    );
    check(
        "Asia/Kathmandu",
        "2026-11-19T18:00:00Z",
        "2026-11-19T18:30:00Z",
        &[("2026-11-19", 15), ("2026-11-20", 15)],
    );
    // Samoa went without the 30th; Brazil's clocks jumped at midnight.
    check(
        "Pacific/Apia",
        "2011-12-29T23:00:00-10:00",
        "2011-12-31T01:00:00+14:00",
        &[("2011-12-29", 60), ("2011-12-31", 60)],
    );
    check(
        "America/Sao_Paulo",
        "2018-11-03T23:00:00-03:00",
        "2018-11-04T02:00:00-02:00",
        &[("2018-11-03", 60), ("2018-11-04", 60)],
    );
    check("UTC", "2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z", &[]);
    check("UTC", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z", &[("2026-11-20", 24 * 60)]);
}

#[test]
fn who_travels_keeps_the_day_of_the_place() {
    let tokyo =
        worked(span("2026-11-20T08:00:00+09:00", "2026-11-20T09:00:00+09:00"), &zone("Asia/Tokyo"));
    let york = zone("America/New_York");
    assert_eq!(entry_day(&tokyo), date(2026, 11, 20));
    assert_eq!(
        worked_by_day([&tokyo], Midnight::Entry).into_iter().collect::<Vec<_>>(),
        [(date(2026, 11, 20), HOUR)]
    );
    assert_eq!(
        worked_by_day([&tokyo], Midnight::In(&york)).into_iter().collect::<Vec<_>>(),
        [(date(2026, 11, 19), HOUR)]
    );
    assert_eq!(on_day(&tokyo, date(2026, 11, 20), Midnight::Entry).length(), HOUR);
    assert!(on_day(&tokyo, date(2026, 11, 20), Midnight::In(&york)).is_empty());
}

#[test]
fn a_pause_over_midnight_is_counted_on_neither_day() {
    let night = entry(1, &[(23 * 60, 24 * 60 - 10), (24 * 60 + 5, 25 * 60)]);
    let days: Vec<_> = worked_by_day([&night], Midnight::Entry).into_values().collect();
    assert_eq!(days, [50 * 60_000, 55 * 60_000]);
}

#[test]
fn weeks_begin_on_the_day_that_the_owner_says() {
    let check = |first, expected: (i8, i8)| {
        let (begin, end) = week_of(date(2026, 11, 19), first);
        assert_eq!((begin.day(), end.day()), expected, "{first:?}");
        assert_eq!((begin.weekday(), begin.month()), (first, 11));
    };
    check(Weekday::Monday, (16, 22));
    check(Weekday::Sunday, (15, 21));
    check(Weekday::Saturday, (14, 20));
    check(Weekday::Thursday, (19, 25));
    check(Weekday::Friday, (13, 19));
    let (begin, end) = week_of(date(2027, 1, 1), Weekday::Monday);
    assert_eq!((begin, end), (date(2026, 12, 28), date(2027, 1, 3)));
    let (begin, end) = week_of(Date::MAX, Weekday::Monday);
    assert!(begin <= end && end == Date::MAX, "the calendar has an end");
}

#[test]
fn weeks_and_months_are_as_long_as_the_clock_says() {
    let berlin = zone("Europe/Berlin");
    let hours = |span: Span| span.millis() / HOUR;
    assert_eq!(hours(week_span(date(2026, 3, 29), Weekday::Monday, &berlin)), 7 * 24 - 1);
    assert_eq!(hours(week_span(date(2026, 3, 29), Weekday::Sunday, &berlin)), 7 * 24 - 1);
    assert_eq!(hours(week_span(date(2026, 3, 30), Weekday::Monday, &berlin)), 7 * 24);
    assert_eq!(hours(month_span(date(2026, 10, 5), &berlin)), 31 * 24 + 1);
    assert_eq!(hours(month_span(date(2028, 2, 29), &berlin)), 29 * 24);
    let first = date(2026, 11, 20);
    assert_eq!(hours(days_span(first, first, &berlin)), 24);
    assert!(days_span(first, date(2026, 11, 19), &berlin).is_empty());
}

#[test]
fn minutes_of_a_day_are_those_of_its_segments() {
    let both = [entry(1, &[(0, 10)]), entry(2, &[(5, 20)])];
    let days = worked_by_day(&both, Midnight::Entry);
    assert_eq!(days.values().sum::<i64>(), 25 * 60_000, "each entry counts its own time");
    assert_eq!(by_day(minutes(0, 10), &TimeZone::UTC).len(), 1);
}

fn any_zone() -> impl Strategy<Value = TimeZone> {
    proptest::sample::select(vec![
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/Sao_Paulo",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Pacific/Kiritimati",
        "Africa/Casablanca",
    ])
    .prop_map(zone)
}

/// An instant near a change of clocks somewhere, or anywhere in this century.
fn any_start() -> impl Strategy<Value = Moment> {
    let changes = proptest::sample::select(vec![
        "2026-03-08T07:00:00Z",
        "2026-11-01T06:00:00Z",
        "2026-03-29T01:00:00Z",
        "2026-10-25T01:00:00Z",
        "2026-04-04T15:00:00Z",
        "2026-10-03T15:30:00Z",
        "2011-12-30T10:00:00Z",
        "2018-11-04T03:00:00Z",
        "2027-01-01T00:00:00Z",
    ])
    .prop_map(|text| text.parse::<Moment>().unwrap());
    prop_oneof![
        (changes, -40 * HOUR..40 * HOUR).prop_map(|(change, by)| change.plus(by)),
        (946_684_800_000_i64..4_102_444_800_000).prop_map(Moment),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_days_cut_adds_up_to_the_whole(
        start in any_start(), length in 0_i64..90 * HOUR, zone in any_zone(),
    ) {
        let whole = Span::new(start, start.plus(length));
        let parts = by_day(whole, &zone);
        prop_assert_eq!(parts.iter().map(|(_, part)| part.millis()).sum::<i64>(), length);
        prop_assert_eq!(
            Segments::new(parts.iter().map(|(_, part)| *part)),
            Segments::from(whole)
        );
        for (day, part) in &parts {
            prop_assert!(!part.is_empty());
            prop_assert_eq!(day_of(part.start, &zone), *day);
            prop_assert_eq!(day_of(part.end.minus(1), &zone), *day);
        }
        prop_assert!(parts.windows(2).all(|two| two[0].0 < two[1].0));
    }

    #[test]
    fn minutes_are_conserved_by_a_change_of_zone(
        entries in proptest::collection::vec((any_start(), 1_i64..47 * HOUR, any_zone()), 0..5),
        one in any_zone(), other in any_zone(),
    ) {
        let entries: Vec<Entry> = entries
            .into_iter()
            .map(|(start, length, zone)| worked(Span::new(start, start.plus(length)), &zone))
            .collect();
        let whole: i64 = entries.iter().map(Entry::length).sum();
        for midnight in [Midnight::Entry, Midnight::In(&one), Midnight::In(&other)] {
            let days = worked_by_day(&entries, midnight);
            prop_assert_eq!(days.values().sum::<i64>(), whole);
            for (day, worked) in days {
                let seen: i64 =
                    entries.iter().map(|entry| on_day(entry, day, midnight).length()).sum();
                prop_assert_eq!(seen, worked, "a view of the day shows the same");
            }
        }
    }

    #[test]
    fn a_split_and_a_merge_move_no_minute_to_another_day(
        start in any_start(), length in 2_i64..47 * HOUR, cut in 0.0..1.0, zone in any_zone(),
    ) {
        let day = [worked(Span::new(start, start.plus(length)), &zone)];
        let by_day = |entries: &[Entry]| worked_by_day(entries, Midnight::Entry);
        #[expect(clippy::cast_possible_truncation, reason = "a part of a length is a length")]
        let at = start.plus(1 + ((length - 2) as f64 * cut) as i64);
        let parts = split_at(&day, id(1), at, id(2)).unwrap().entries;
        prop_assert_eq!(by_day(&parts), by_day(&day));
        let whole = merge(&parts, &[id(1), id(2)], Keep::Fill, Twice::Refuse).unwrap().entries;
        prop_assert_eq!(by_day(&whole), by_day(&day));
        prop_assert_eq!(entry_day(&whole[0]), entry_day(&day[0]));
    }

    #[test]
    fn weeks_of_a_year_leave_no_day_out(start in any_start(), back in 0_u8..7) {
        let day = day_of(start, &TimeZone::UTC);
        let first = Weekday::Monday.wrapping_add(back);
        let (begin, end) = week_of(day, first);
        prop_assert!(begin <= day && day <= end);
        prop_assert_eq!(begin.weekday(), first);
        prop_assert_eq!(week_of(end.tomorrow().unwrap(), first).0, end.tomorrow().unwrap());
    }
}
