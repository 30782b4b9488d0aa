//! Laws of every import: no minute is lost or won, whatever the clock did meanwhile.

use crate::desk::Desk;
use domain::time::{HOUR, MINUTE, Moment, SECOND, TimeZone};
use engine::import::{Format, Import, Order};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

/// Where clocks change by an hour, by half an hour, at midnight, or never, and offsets are odd.
const ZONES: [&str; 8] = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "America/St_Johns",
    "Pacific/Apia",
    "UTC",
];

/// Weeks around changes of the clock, in 2026.
const AROUND: [&str; 6] = [
    "2026-03-08T00:00:00Z",
    "2026-03-29T00:00:00Z",
    "2026-04-04T00:00:00Z",
    "2026-04-24T00:00:00Z",
    "2026-10-25T00:00:00Z",
    "2026-11-01T00:00:00Z",
];

/// A row: who, when it began, and for how long.
type Row = (u8, Moment, i64);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let begin = (0..AROUND.len(), -3 * 86_400_i64..3 * 86_400).prop_map(|(near, by)| {
        let near: Moment = AROUND[near].parse().expect("a time");
        near.plus(by * SECOND)
    });
    proptest::collection::vec((0_u8..4, begin, 1_i64..46_000), 1..25)
}

/// Half an hour of the clock can be shown twice; a length tells two readings of a row apart only if
/// it is known to the second, as here.
fn clockify(rows: &[Row], zone: &TimeZone) -> String {
    let mut text =
        String::from("Client,Description,Start Date,Start Time,End Date,End Time,Duration (h)\n");
    for (who, start, seconds) in rows {
        let end = start.plus(seconds * SECOND);
        let day = |at: Moment| at.in_zone(zone).strftime("%m/%d/%Y").to_string();
        let clock = |at: Moment| at.in_zone(zone).strftime("%I:%M:%S %p").to_string();
        let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        text.push_str(&format!(
            "Client {who},work,{},{},{},{},{hours}:{minutes:02}:{rest:02}\n",
            day(*start),
            clock(*start),
            day(end),
            clock(end)
        ));
    }
    text
}

fn harvest(rows: &[Row], zone: &TimeZone) -> String {
    let mut text = String::from("Date;Client;Hours\n");
    for (who, start, seconds) in rows {
        let day = start.in_zone(zone).strftime("%d.%m.%Y").to_string();
        let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        text.push_str(&format!("{day};Client {who};{hours}:{minutes:02}:{rest:02}\n"));
    }
    text
}

fn plain(rows: &[Row], zone: &TimeZone) -> String {
    let mut text = String::from("start,end,client\n");
    for (who, start, seconds) in rows {
        let written = |at: Moment| at.in_zone(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
        let end = start.plus(seconds * SECOND);
        text.push_str(&format!("{},{},Client {who}\n", written(*start), written(end)));
    }
    text
}

/// Imports the rows as one of the services writes them, twice; and looks at every minute.
fn check(rows: &[Row], zone: usize, write: fn(&[Row], &TimeZone) -> String, format: Format) {
    let desk = Desk::new("Asia/Tokyo");
    let zone = TimeZone::get(ZONES[zone]).expect("a zone");
    let mut import = Import::new(format, write(rows, &zone).into_bytes());
    import.zone = Some(zone);
    import.order = (format == Format::Clockify).then_some(Order::MonthFirst);
    let done = desk.run(import.clone());
    assert!(done.refused.is_empty(), "{:?}", done.refused);
    let seconds: i64 = rows.iter().map(|(_, _, seconds)| seconds).sum();
    assert_eq!(desk.length(), seconds * SECOND, "the file's time is the entries' time");
    for (name, minutes) in &done.minutes_by_client {
        let of_client = |(who, _, _): &&Row| *name == format!("Client {who}");
        let exact: i64 = rows.iter().filter(of_client).map(|row| row.2).sum();
        assert_eq!(*minutes, (exact * SECOND + MINUTE / 2) / MINUTE, "{name} is rounded once");
    }
    if format != Format::Harvest {
        let mut starts: Vec<_> = rows.iter().map(|row| row.1).collect();
        starts.sort_unstable();
        let kept: Vec<_> = desk.rows().iter().map(|row| row.entry.span().start).collect();
        assert_eq!(kept, starts, "and lies where it lay");
    }
    let again = desk.run(import);
    assert_eq!((again.imported, again.duplicates), (0, done.imported));
    assert_eq!(desk.length(), seconds * SECOND, "a second time it adds nothing");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: Some(Box::new(FileFailurePersistence::SourceParallel("seeds"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn minutes_are_conserved_by_clock(rows in rows(), zone in 0..ZONES.len()) {
        check(&rows, zone, clockify, Format::Clockify);
    }

    #[test]
    fn minutes_are_conserved_by_length(rows in rows(), zone in 0..ZONES.len()) {
        check(&rows, zone, harvest, Format::Harvest);
    }

    #[test]
    fn minutes_are_conserved_by_instant(rows in rows(), zone in 0..ZONES.len()) {
        check(&rows, zone, plain, Format::Csv);
    }
}

#[test]
fn half_an_hour_that_comes_twice_is_told_apart_by_the_length_of_its_row() {
    // On Lord Howe the clock goes back by half an hour on 2026-04-05 at 02:00.
    let zone = ZONES.iter().position(|zone| *zone == "Australia/Lord_Howe").expect("a zone");
    let change: Moment = "2026-04-04T15:00:00Z".parse().expect("a time");
    let rows = [
        (1, change.minus(10 * MINUTE), 300),
        (1, change.minus(10 * MINUTE), 1_800),
        (1, change.minus(HOUR), 7_200),
        (1, change.plus(40 * MINUTE), 600),
    ];
    check(&rows, zone, clockify, Format::Clockify);
}
