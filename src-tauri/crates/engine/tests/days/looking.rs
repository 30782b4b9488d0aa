//! A day and a month, as they are looked at.

use domain::activity::{Activity, State, Window};
use domain::block::{Answer, Block, Status};
use domain::id::BlockId;
use domain::ledger::Change;
use domain::time::{Date, HOUR, MINUTE, Moment, Span, TimeZone};
use engine::day::MonthDay;
use store::{activities, blocks, facts};
use testkit::fakes::Workday;

/// An empty past, looked at in Berlin at `now`, while nobody records.
fn berlin(now: &str) -> Workday {
    let mut day = Workday::begin(now, "");
    day.crash();
    day.clock.move_to(TimeZone::get("Europe/Berlin").expect("a zone"));
    day
}

fn span(start: &str, end: &str) -> Span {
    Span::new(start.parse().expect("a time"), end.parse().expect("a time"))
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn since(day: &Workday, at: &str) {
    let at: Moment = at.parse().expect("a time");
    day.store
        .write(move |tx| facts::set(tx, facts::CAPTURE_SINCE, &at.0.to_string()))
        .expect("a fact");
}

fn row(day: &Workday, span: Span, state: State, title: &str) {
    let window = Window { program: "code".into(), title: title.into(), site: None };
    let window = state.is_work().then_some(window);
    let change = Change::Put(Activity { span, state, window });
    day.store.write(move |tx| activities::apply(tx, &[change])).expect("a row");
}

fn block(day: &Workday, span: Span, status: Status) -> BlockId {
    let id = BlockId::mint(span.start, [1; 10]);
    let block = Block { id, span, answer: Answer::default(), status, edited: false };
    day.store.write(move |tx| blocks::put(tx, &block, Moment(0))).expect("a block");
    id
}

#[test]
fn a_day_is_the_local_one_however_long_it_is() {
    let day = berlin("2026-11-01T12:00:00Z");
    since(&day, "2026-01-01T00:00:00Z");
    let check = |text: &str, hours: i64, start: &str| {
        let looked = day.daybook.day(date(text)).expect("a day");
        assert_eq!(looked.span.millis(), hours * HOUR, "{text}");
        assert_eq!(looked.span.start.rfc3339(), start, "{text}");
        let told: i64 = looked.stretches.iter().map(|one| one.span.millis()).sum();
        assert_eq!(told, hours * HOUR, "every second is told: {text}");
        assert_eq!(looked.zone, "Europe/Berlin");
    };
    check("2026-03-28", 24, "2026-03-27T23:00:00Z");
    check("2026-03-29", 23, "2026-03-28T23:00:00Z");
    check("2026-10-25", 25, "2026-10-24T22:00:00Z");
    let today = day.daybook.day(date("2026-11-01")).expect("a day");
    assert_eq!(today.now.rfc3339(), "2026-11-01T12:00:00Z");
    assert_eq!(today.stretches.last().map(|one| one.span.end), Some(today.now), "not the future");
    assert_eq!(day.daybook.day(date("2026-11-02")).expect("a day").stretches, []);
}

#[test]
fn a_zone_without_a_name_is_told_by_its_offset() {
    let day = berlin("2026-11-01T12:00:00Z");
    let check = |zone: TimeZone, name: &str| {
        day.clock.move_to(zone);
        assert_eq!(day.daybook.day(date("2026-11-01")).expect("a day").zone, name);
    };
    check(TimeZone::UTC, "UTC");
    check(TimeZone::get("America/New_York").expect("a zone"), "America/New_York");
    check(TimeZone::posix("QQQ-5:30").expect("a zone"), "+05:30");
    check(TimeZone::unknown(), "+00:00");
}

#[test]
fn work_over_midnight_is_in_both_days() {
    let day = berlin("2026-10-27T12:00:00Z");
    since(&day, "2026-10-25T10:00:00Z");
    // From 23:00 to 01:00 in the night after the clocks went back.
    let night = span("2026-10-25T22:00:00Z", "2026-10-26T00:00:00Z");
    row(&day, Span::new(night.start, night.start.plus(HOUR / 2)), State::Working, "a");
    row(&day, Span::new(night.start.plus(HOUR / 2), night.end), State::Working, "b");
    let id = block(&day, night, Status::Draft);
    for (text, part) in [
        ("2026-10-25", span("2026-10-25T22:00:00Z", "2026-10-25T23:00:00Z")),
        ("2026-10-26", span("2026-10-25T23:00:00Z", "2026-10-26T00:00:00Z")),
    ] {
        let looked = day.daybook.day(date(text)).expect("a day");
        assert_eq!(
            looked.entries.iter().map(|one| (one.entry.id(), one.entry.span())).collect::<Vec<_>>(),
            [(id, night)]
        );
        let worked: Vec<Span> = looked
            .stretches
            .iter()
            .filter(|one| one.state == State::Working)
            .map(|one| one.span)
            .collect();
        assert_eq!(worked, [part], "one stretch, cut at midnight: {text}");
    }
    let first = day.daybook.day(date("2026-10-25")).expect("a day");
    assert_eq!(
        first.stretches.first().map(|one| (one.span.start.rfc3339(), one.state)),
        Some(("2026-10-25T10:00:00Z".into(), State::Off)),
        "nothing before capture was switched on"
    );
    let months = day.daybook.month(date("2026-10-05")).expect("a month");
    let one = |text, drafts| MonthDay { date: date(text), work_ms: HOUR, drafts };
    assert_eq!(months, [one("2026-10-25", 1), one("2026-10-26", 1)]);
}

#[test]
fn a_month_tells_the_days_that_have_blocks() {
    let day = berlin("2026-12-27T12:00:00Z");
    let minutes = |start: &str, minutes: i64| {
        let start: Moment = start.parse().expect("a time");
        Span::new(start, start.plus(minutes * MINUTE))
    };
    // The last hour of October and the first of December are other months, here and in UTC.
    block(&day, minutes("2026-10-31T22:30:00Z", 60), Status::Confirmed);
    block(&day, minutes("2026-11-20T09:00:00Z", 45), Status::Draft);
    block(&day, minutes("2026-11-20T10:00:00Z", 30), Status::Confirmed);
    block(&day, minutes("2026-11-20T11:00:00Z", 5), Status::Draft);
    block(&day, minutes("2026-11-30T23:00:00Z", 60), Status::Draft);
    let told = |text: &str| -> Vec<(String, i64, u32)> {
        let days = day.daybook.month(date(text)).expect("a month");
        days.iter().map(|one| (one.date.to_string(), one.work_ms / MINUTE, one.drafts)).collect()
    };
    assert_eq!(told("2026-11-01"), [("2026-11-01".into(), 30, 0), ("2026-11-20".into(), 80, 2)]);
    assert_eq!(told("2026-10-31"), [("2026-10-31".into(), 30, 0)]);
    assert_eq!(told("2026-12-31"), [("2026-12-01".into(), 60, 1)]);
    assert_eq!(told("2026-09-01"), []);
}

#[test]
fn a_block_tells_which_windows_were_in_front_the_longest_first() {
    let day = berlin("2026-11-01T12:00:00Z");
    let start: Moment = "2026-11-01T09:00:00Z".parse().expect("a time");
    let at = |from: i64, to: i64| Span::new(start.plus(from * MINUTE), start.plus(to * MINUTE));
    row(&day, at(-5, 2), State::Working, "before and in it");
    row(&day, at(2, 5), State::Working, "short");
    row(&day, at(5, 6), State::Idle, "");
    row(&day, at(6, 9), State::Call, "before and in it");
    row(&day, at(9, 30), State::Working, "in it and after");
    for nth in 0..20 {
        row(&day, at(30 + nth, 31 + nth), State::Working, &format!("after {nth:02}"));
    }
    let id = block(&day, at(0, 13), Status::Draft).to_string();
    let seen = day.daybook.evidence(&id).expect("windows");
    let told: Vec<_> =
        seen.iter().map(|one| (one.title.as_str(), one.length_ms / MINUTE)).collect();
    assert_eq!(told, [("before and in it", 5), ("in it and after", 4), ("short", 3)]);
    let long = block(&day, at(1, 50), Status::Draft).to_string();
    assert_eq!(day.daybook.evidence(&long).expect("windows").len(), 12, "twelve at most");
    let stranger = "019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d55";
    assert_eq!(day.daybook.evidence(stranger).expect_err("no such block").code(), "unknown");
}

#[test]
fn clients_take_the_colour_that_is_used_least() {
    let day = berlin("2026-11-01T12:00:00Z");
    for nth in 0..9 {
        let added = day.daybook.add_client(&format!("Client {nth}"), None).expect("a client");
        assert_eq!(added.colour, nth % 8);
    }
    let colours: Vec<u8> =
        day.daybook.clients().expect("clients").iter().map(|one| one.colour).collect();
    assert_eq!(colours, [0, 1, 2, 3, 4, 5, 6, 7, 0], "it is kept");
}

#[test]
fn a_captured_block_keeps_the_zone_in_which_it_was_worked() {
    let mut day = Workday::begin("2026-03-02T23:30:00Z", "[ledger]\nchunk_seconds = 60\n");
    day.clock.move_to(TimeZone::get("Asia/Tokyo").expect("a zone"));
    day.senses.show("code", "acme-web");
    day.look();
    day.work(70);
    assert_eq!(day.work_off(), 0);
    day.clock.move_to(TimeZone::get("America/New_York").expect("a zone"));
    let rows = day.daybook.entries_on(date("2026-03-01"), date("2026-03-03")).expect("entries");
    let [row] = rows.as_slice() else { panic!("one entry: {:?}", day.timesheet()) };
    assert_eq!(row.entry.zone().iana_name(), Some("Asia/Tokyo"));
    assert_eq!(
        domain::days::entry_day(&row.entry),
        date("2026-03-03"),
        "its day stays that of there"
    );
}
