//! Calendars as programs write them.

use super::*;

fn how(days: Option<(&str, &str)>) -> How {
    How {
        zone: TimeZone::get("Europe/Berlin").unwrap(),
        order: None,
        client: None,
        now: "2026-11-20T12:00:00Z".parse().unwrap(),
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

#[track_caller]
fn left_out(text: &str, count: u64, note: &str) {
    let reading = read(text, &how(None)).unwrap().finished();
    assert_eq!((reading.left_out, reading.refused.len()), (count, 0), "{reading:?}");
    assert!(reading.notes.iter().any(|one| one.contains(note)), "{:?}", reading.notes);
    let told = u64::try_from(reading.found.len()).unwrap() + reading.left_out;
    assert_eq!(reading.rows, told, "every row is told of");
}

#[test]
fn what_takes_no_time_or_is_yet_to_come_is_left_out() {
    left_out(&event("DTSTART:20260302T080000Z"), 1, "lasts no time");
    left_out(&event("DTSTART:20260302T080000Z\nDTEND:20260302T080000Z"), 1, "lasts no time");
    left_out(&event("DTSTART:20261120T113000Z\nDURATION:PT1H"), 1, "not over yet");
    left_out(
        &event("DTSTART:20261118T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=5"),
        2,
        "not over yet",
    );
    let free = "TRANSP:TRANSPARENT\nDTSTART:20260302T080000Z\nDURATION:PT1H";
    left_out(&event(free), 1, "free");
}

#[test]
fn an_occurrence_in_the_hour_that_is_skipped_is_left_out_alone() {
    let daily = "DTSTART;TZID=Europe/Berlin:20260328T023000\n\
                 DTEND;TZID=Europe/Berlin:20260328T024500\nRRULE:FREQ=DAILY;COUNT=3";
    left_out(&event(daily), 1, "clock skipped");
    assert_eq!(
        told(&event(daily), None),
        ["2026-03-28T01:30:00Z/2026-03-28T01:45:00Z", "2026-03-30T00:30:00Z/2026-03-30T00:45:00Z"]
    );
}

#[test]
fn a_day_that_is_taken_out_is_taken_out_whole() {
    check(
        "DTSTART:20260322T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2\n\
         EXDATE;VALUE=DATE:20260323",
        &["2026-03-22T08:00:00Z/2026-03-22T09:00:00Z"],
    );
}

#[test]
fn of_one_event_the_last_version_counts() {
    let version = |sequence: u32, hour: u32| {
        event(&format!("SEQUENCE:{sequence}\nDTSTART:20260302T{hour:02}0000Z\nDURATION:PT1H"))
    };
    let text = [version(2, 10), version(10, 12), version(1, 8)].concat();
    left_out(&text, 2, "older versions");
    assert_eq!(told(&text, None), ["2026-03-02T12:00:00Z/2026-03-02T13:00:00Z"]);
}

#[test]
fn a_file_that_ends_inside_an_event_was_cut_off() {
    let whole = event("DTSTART:20260302T080000Z\nDURATION:PT1H");
    let (cut, _) = whole.split_at(whole.find("END:VEVENT").unwrap());
    assert_eq!(told(cut, None), ["2: the file ends inside this event; export it again"]);
}

#[test]
fn a_zone_that_only_the_calendar_knows_follows_its_rules() {
    let own = "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\n\
               DTSTART:16010101T030000\nTZOFFSETTO:+0100\n\
               RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\n\
               DTSTART:16010101T020000\nTZOFFSETTO:+0200\n\
               RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n";
    let at = |day: &str| format!("DTSTART;TZID=Customized Time Zone:{day}T090000\nDURATION:PT1H");
    let text = [own, &event(&at("20260302")), &event(&at("20260702")).replace("UID:u", "UID:v")];
    assert_eq!(
        told(&text.concat(), None),
        ["2026-03-02T08:00:00Z/2026-03-02T09:00:00Z", "2026-07-02T07:00:00Z/2026-07-02T08:00:00Z"]
    );
}

#[test]
fn one_day_of_a_meeting_that_repeats_can_change_whole() {
    let daily = event("DTSTART:20260322T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2");
    let other = |says: &str| {
        let lines = format!("{says}\nDTSTART:20260323T100000Z\nDURATION:PT1H");
        [daily.clone(), event(&lines)].concat()
    };
    let first = "2026-03-22T08:00:00Z/2026-03-22T09:00:00Z";
    assert_eq!(
        told(&other("RECURRENCE-ID;VALUE=DATE:20260323"), None),
        [first, "2026-03-23T10:00:00Z/2026-03-23T11:00:00Z"]
    );
    assert_eq!(
        told(&other("RECURRENCE-ID;RANGE=THISANDFUTURE:20260323T080000Z"), None),
        [
            first,
            "2026-03-23T08:00:00Z/2026-03-23T09:00:00Z",
            "11: it changes a meeting that repeats from then on, which is not read",
        ]
    );
}
