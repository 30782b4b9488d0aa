//! A timer through sleep, a crash, a reboot and a clock that was set: it stands at its last
//! heartbeat until its owner says what the time was.

use super::{at, day, drawn, refused, start};
use domain::edit::Twice;
use domain::time::{HOUR, MINUTE, Moment, SECOND, Span};
use domain::timer::Status;
use domain::timer::interruption::{Cause, Choice};
use engine::timers::Standing;
use testkit::fakes::{FakeScribe, Workday};

/// Somebody watches for so many seconds.
fn watched(day: &Workday, seconds: i64) {
    day.daybook.beat_timer().expect("a heartbeat");
    for _ in 0..seconds / 5 {
        day.clock.pass(5 * SECOND);
        day.daybook.beat_timer().expect("a heartbeat");
    }
}

fn running(day: &Workday) -> Standing {
    day.daybook.timers().expect("timers").running.expect("one runs")
}

fn interruption(day: &Workday) -> Option<(Cause, Span)> {
    running(day).interruption.map(|one| (one.cause, one.span))
}

/// Ten minutes watched, an hour away, and back.
fn slept() -> (Workday, String) {
    let day = day();
    let id = start(&day, "Acme").id.to_string();
    watched(&day, 600);
    day.clock.sleep(HOUR);
    day.daybook.beat_timer().expect("a heartbeat");
    (day, id)
}

#[test]
fn a_short_sleep_is_nothing_and_a_long_one_asks() {
    let day = day();
    start(&day, "Acme");
    watched(&day, 600);
    day.clock.sleep(50 * SECOND);
    day.daybook.beat_timer().expect("a heartbeat");
    assert_eq!(interruption(&day), None);
    assert_eq!(running(&day).total, 650 * SECOND, "it counts");
    day.clock.sleep(HOUR);
    let from = at(10).plus(50 * SECOND);
    let expected = Some((Cause::Slept, Span::new(from, from.plus(HOUR))));
    assert_eq!(interruption(&day), expected, "before anybody took note");
    day.daybook.beat_timer().expect("a heartbeat");
    watched(&day, 300);
    assert_eq!(interruption(&day), expected, "it stays as it was found until it is answered");
    assert_eq!(running(&day).total, 650 * SECOND, "nothing is counted that nobody knows");
    let now = day.daybook.timer_now().expect("a look").expect("it runs");
    assert!(now.asks);
    assert_eq!(now.total, 650 * SECOND);
}

#[test]
fn each_answer_makes_of_the_time_what_it_says() {
    let check = |choice: Choice, status: Status, expected: &str| {
        let (day, id) = slept();
        watched(&day, 300);
        let answered = day.daybook.answer_interruption(&id, choice).expect("an answer");
        assert_eq!((answered.status, drawn(&answered).as_str()), (status, expected), "{choice:?}");
        assert_eq!(answered.interruption, None);
        assert_eq!(answered.block.is_some(), status == Status::Completed);
        refused(day.daybook.answer_interruption(&id, choice), "nothing is asked");
    };
    check(Choice::End, Status::Completed, "0:00–10:00");
    check(Choice::EndAt(at(30)), Status::Completed, "0:00–30:00");
    check(Choice::LeaveOut, Status::Running, "0:00–10:00 70:00–75:00");
    check(Choice::Keep, Status::Running, "0:00–75:00");
}

#[test]
fn whoever_does_not_answer_loses_and_gains_nothing() {
    let until = |what: fn(&Workday) -> Standing| {
        let (day, _) = slept();
        watched(&day, 300);
        drawn(&what(&day))
    };
    let stopped =
        |day: &Workday| day.daybook.stop_timer(None, None, Twice::Refuse).expect("it stops").timer;
    assert_eq!(until(stopped), "0:00–10:00", "it ends at its last heartbeat");
    let told = |at: Option<Moment>| {
        let (day, _) = slept();
        watched(&day, 300);
        day.daybook.stop_timer(None, at, Twice::Refuse).expect("it stops").left_out
    };
    assert_eq!(told(None).map(|one| one.span.start), Some(at(10)), "and says what is left out");
    assert_eq!(told(Some(at(72))), None);
    let said = |day: &Workday| {
        day.daybook.stop_timer(None, Some(at(72)), Twice::Refuse).expect("it stops").timer
    };
    assert_eq!(until(said), "0:00–72:00", "unless somebody says when");
    let paused = |day: &Workday| day.daybook.pause_timer(None, Twice::Refuse).expect("it pauses");
    assert_eq!(until(paused), "0:00–10:00");
    let resumed =
        |day: &Workday| day.daybook.resume_timer(None, None, Twice::Refuse).expect("it goes on");
    assert_eq!(until(resumed), "0:00–10:00", "what comes from now on counts");
    let switched = |day: &Workday| {
        start(day, "Globex");
        day.clock.pass(MINUTE);
        assert_eq!(
            day.timesheet(),
            ["09:00:00–09:10:00 Acme"],
            "the one that was interrupted ended where it stood"
        );
        running(day)
    };
    assert_eq!(until(switched), "75:00–76:00");
}

#[test]
fn a_timer_goes_on_after_a_crash_before_anybody_watches_again() {
    let day = day();
    start(&day, "Acme");
    watched(&day, 60);
    day.clock.pass(2 * HOUR);
    let resumed = day.daybook.resume_timer(None, None, Twice::Refuse).expect("it goes on");
    assert_eq!(drawn(&resumed), "0:00–1:00");
    day.clock.pass(MINUTE);
    assert_eq!(drawn(&running(&day)), "0:00–1:00 121:00–122:00");
}

#[test]
fn every_way_in_which_heartbeats_end_is_told() {
    let check = |happen: fn(&Workday), cause: Cause| {
        let day = day();
        start(&day, "Acme");
        watched(&day, 60);
        happen(&day);
        day.daybook.beat_timer().expect("a heartbeat");
        let (told, span) = interruption(&day).expect("it asks");
        assert_eq!((told, span.start), (cause, at(1)), "it stands where it was");
        assert_eq!(running(&day).total, MINUTE);
    };
    check(|day| day.clock.pass(2 * HOUR), Cause::Unwatched);
    check(|day| day.clock.sleep(2 * HOUR), Cause::Slept);
    check(|day| day.clock.jump(2 * HOUR), Cause::ClockSetForward);
    check(|day| day.clock.jump(-2 * HOUR), Cause::ClockSetBack);
}

#[test]
fn a_machine_that_was_started_anew_is_told_from_one_that_slept() {
    let day = day();
    start(&day, "Acme");
    watched(&day, 600);
    // Another clock, whose steady hands began anew.
    let later = "2026-03-02T09:40:00Z";
    let next = Workday::on(day.daybook.home().path(), later, super::MINUTES, [7; 32]);
    next.daybook.beat_timer().expect("a heartbeat");
    let expected = Span::new(at(10), later.parse::<Moment>().expect("a time"));
    assert_eq!(interruption(&next), Some((Cause::Rebooted, expected)));
}

#[test]
fn a_timer_from_a_terminal_runs_on_while_nobody_watches() {
    let day = day();
    start(&day, "Acme");
    day.clock.sleep(HOUR);
    assert_eq!(interruption(&day), None, "there never was a heartbeat to miss");
    watched(&day, 60);
    assert_eq!(running(&day).total, HOUR + MINUTE);
    day.daybook.leave_timer().expect("an orderly end");
    day.clock.pass(HOUR);
    assert_eq!(interruption(&day), None, "it was quit on purpose");
    let stopped = day.daybook.stop_timer(None, None, Twice::Refuse).expect("it stops").timer;
    assert_eq!(drawn(&stopped), "0:00–121:00", "and it is one stretch");
}

#[test]
fn an_orderly_end_hides_no_interruption() {
    let day = day();
    start(&day, "Acme");
    watched(&day, 60);
    day.clock.sleep(HOUR);
    day.daybook.leave_timer().expect("an orderly end");
    assert_eq!(interruption(&day).map(|(cause, _)| cause), Some(Cause::Slept));
}

#[test]
fn what_is_answered_while_nobody_watches_is_not_asked_again() {
    let answer = |day: &Workday, id: &str| {
        day.daybook.answer_interruption(id, Choice::LeaveOut).expect("an answer");
    };
    let resume = |day: &Workday, id: &str| {
        day.daybook.resume_timer(Some(id), None, Twice::Refuse).expect("it goes on");
    };
    for go_on in [&answer as &dyn Fn(&Workday, &str), &resume] {
        let (day, id) = slept();
        go_on(&day, &id);
        day.clock.pass(HOUR);
        assert_eq!(interruption(&day), None);
        assert_eq!(running(&day).total, HOUR + 10 * MINUTE);
    }
}

#[test]
fn the_watch_beats_for_the_timer_and_leaves_it_in_order() {
    let day = day();
    start(&day, "Acme");
    let watch = day.watch_over(&FakeScribe::saying("")).expect("it watches");
    let beats = || {
        let row = day.store.read(store::timers::running).expect("timers").expect("one runs");
        matches!(row.timer.phase(), domain::timer::Phase::Running { beat: Some(_), .. })
    };
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !beats() {
        assert!(std::time::Instant::now() < until, "there is no heartbeat");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    watch.stop(std::time::Duration::from_secs(5)).expect("an orderly end");
    assert!(!beats(), "nobody watches it any more");
}
