//! Calendars as programs write them.

use super::*;

fn how(days: Option<(&str, &str)>) -> How {
    How {
        zone: TimeZone::get("Europe/Berlin").unwrap(),
        order: None,
        client: None,
        days: days.map(|(from, to)| (from.parse().unwrap(), to.parse().unwrap())),
    }
}

/// What one event says, inside a calendar.
fn event(lines: &str) -> String {
    format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nSUMMARY:S\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n")
}

fn told(text: &str, days: Option<(&str, &str)>) -> Vec<String> {
    let reading = read(text, &how(days)).unwrap();
    let found = reading.found.iter().map(|found| match found.when {
        When::From(span) => format!("{}/{}", span.start, span.end),
        When::OnDay(day, length) => format!("{day} {length}"),
    });
    let refused = reading.refused.iter().map(|one| format!("{}: {}", one.line, one.reason));
    found.chain(refused).collect()
}

#[track_caller]
fn check(lines: &str, expected: &[&str]) {
    assert_eq!(told(&event(lines), None), expected, "{lines}");
}

#[test]
fn meetings_stand_at_their_instants() {
    let meeting = ["2026-03-02T08:00:00Z/2026-03-02T09:00:00Z"];
    check("DTSTART:20260302T080000Z\nDTEND:20260302T090000Z", &meeting);
    check("DTSTART:20260302T090000\nDTEND:20260302T100000", &meeting);
    check(
        "DTSTART;TZID=America/New_York:20260302T030000\nDTEND;TZID=America/New_York:20260302T040000",
        &meeting,
    );
    check("DTSTART;TZID=GMT Standard Time:20260302T080000\nDURATION:PT1H", &meeting);
    check("DTSTART;TZID=UTC:20260302T080000\nDTEND;TZID=Europe/Berlin:20260302T100000", &meeting);
    check(
        "DTSTART:20260302T080000Z\nDURATION:P1DT1H",
        &["2026-03-02T08:00:00Z/2026-03-03T09:00:00Z"],
    );
}

#[test]
fn what_cannot_be_used_is_told_with_its_line() {
    check("DTSTART:20260302T080000Z", &["2: it has no end"]);
    check("DTSTART:20260302T080000Z\nDTEND:20260302T080000Z", &["2: it has no time"]);
    check("DTSTART:20260302T080000Z\nDTEND:20260302T070000Z", &["2: it ends before it begins"]);
    check(
        "DTSTART:2026-03-02\nDTEND:20260302T070000Z",
        &["2: ‘2026-03-02’ is not a time of a calendar"],
    );
    check("DTSTART;TZID=Moon:20260302T080000", &["2: its time zone ‘Moon’ is not known"]);
    check(
        "DTSTART:20260302T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY",
        &["2: it repeats without end; say for which days with --from and --to"],
    );
}

#[test]
fn whole_days_and_what_was_cancelled_are_left_out() {
    let text = [
        event("DTSTART;VALUE=DATE:20260302\nDTEND;VALUE=DATE:20260303"),
        event("STATUS:CANCELLED\nDTSTART:20260302T080000Z\nDURATION:PT1H"),
    ];
    let reading = read(&text.concat(), &how(None)).unwrap();
    assert_eq!((reading.rows, reading.left_out, reading.found.len()), (2, 2, 0));
    assert_eq!(reading.notes.len(), 2, "{:?}", reading.notes);
    assert!(read("BEGIN:VCARD", &how(None)).is_err());
}

#[test]
fn a_meeting_keeps_its_hour_when_the_clock_changes() {
    let weekly = event(
        "DTSTART;TZID=Europe/Berlin:20260323T090000\nDTEND;TZID=Europe/Berlin:20260323T100000\n\
         RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Berlin:20260406T090000",
    );
    assert_eq!(
        told(&weekly, None),
        ["2026-03-23T08:00:00Z/2026-03-23T09:00:00Z", "2026-03-30T07:00:00Z/2026-03-30T08:00:00Z"]
    );
}

#[test]
fn only_the_days_asked_for_are_told_out_and_a_moved_meeting_once() {
    let daily = "DTSTART:20260302T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY";
    let moved = "RECURRENCE-ID:20260305T080000Z\nDTSTART:20260305T130000Z\nDURATION:PT2H";
    let text = [event(daily), event(moved)].concat();
    assert_eq!(
        told(&text, Some(("2026-03-04", "2026-03-06"))),
        [
            "2026-03-04T08:00:00Z/2026-03-04T09:00:00Z",
            "2026-03-06T08:00:00Z/2026-03-06T09:00:00Z",
            "2026-03-05T13:00:00Z/2026-03-05T15:00:00Z"
        ]
    );
    let late = event("DTSTART:20260302T233000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY");
    assert_eq!(
        told(&late, Some(("2026-03-05", "2026-03-05"))),
        ["2026-03-04T23:30:00Z/2026-03-05T00:30:00Z"],
        "the day is the owner's"
    );
}

#[test]
fn alarms_inside_a_meeting_are_not_its_own_words() {
    let text =
        event("DTSTART:20260302T080000Z\nDURATION:PT1H\nBEGIN:VALARM\nDURATION:PT9H\nEND:VALARM");
    let text = text.replace("SUMMARY:S\n", "SUMMARY:Talk\\, with\n  Ana\n");
    let reading = read(&text, &how(None)).unwrap();
    assert_eq!(reading.found[0].label, "Talk, with Ana");
    assert_eq!(told(&text, None), ["2026-03-02T08:00:00Z/2026-03-02T09:00:00Z"]);
}
