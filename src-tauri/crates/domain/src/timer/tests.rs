//! Timers at their edges; times are minutes of one day unless a zone matters.

use super::interruption::{Cause, Choice, GRACE, Interruption, Reading};
use super::question::{LONG, Why};
use super::*;
use crate::entry::tests::{id, minutes};
use crate::time::{HOUR, MINUTE, SECOND};
use proptest::prelude::*;

fn at(minute: i64) -> Moment {
    Moment(minute * MINUTE)
}

fn timer_id(number: u8) -> TimerId {
    TimerId::mint(Moment(0), [number; 10])
}

fn work(label: &str) -> Work {
    Work { label: label.into(), ..Work::default() }
}

fn started(start: i64) -> Timer {
    let none = Segments::default();
    Timer::start(timer_id(1), work("a"), TimeZone::UTC, at(start), at(start), &none).unwrap()
}

#[track_caller]
fn refuse<T: std::fmt::Debug>(done: Result<T, Refusal>, expected: &str) {
    let refusal = done.unwrap_err();
    assert!(refusal.to_string().contains(expected), "{refusal}");
}

#[test]
fn every_status_reads_back_from_its_name() {
    for status in Status::ALL {
        assert_eq!(Status::from_name(status.as_str()), Some(status));
    }
    assert_eq!(Status::from_name("draft"), None);
}

#[test]
fn a_timer_starts_in_the_past_but_not_ahead_or_where_another_ran() {
    let start = |from: i64, taken: &[Span]| {
        let taken = Segments::new(taken.iter().copied());
        Timer::start(timer_id(1), work("a"), TimeZone::UTC, at(from), at(60), &taken)
    };
    assert_eq!(start(20, &[]).unwrap().total(at(60)), 40 * MINUTE);
    assert!(start(60, &[minutes(0, 60)]).is_ok(), "touching is not overlapping");
    assert!(start(20, &[minutes(0, 20)]).is_ok());
    refuse(start(61, &[]), "has not come yet");
    refuse(start(20, &[minutes(30, 40)]), "from 1970-01-01T00:30:00Z to 1970-01-01T00:40:00Z");
    refuse(start(19, &[minutes(0, 20)]), "another timer ran");
    refuse(start(60, &[minutes(59, 90)]), "another timer ran");
}

#[test]
fn pauses_are_holes_in_one_entry() {
    let none = Segments::default();
    let timer = started(0).pause(None, at(10)).unwrap();
    assert_eq!((timer.status(), timer.total(at(99))), (Status::Paused, 10 * MINUTE));
    let timer = timer.resume(None, at(25), &none).unwrap();
    assert_eq!((timer.status(), timer.total(at(30))), (Status::Running, 15 * MINUTE));
    let timer = timer.stop(None, at(40)).unwrap();
    assert_eq!((timer.status(), timer.total(at(99))), (Status::Completed, 25 * MINUTE));
    let entry = timer.entry(id(1)).unwrap();
    assert_eq!(entry.segments().as_slice(), [minutes(0, 10), minutes(25, 40)]);
    assert_eq!((entry.length(), entry.span()), (25 * MINUTE, minutes(0, 40)));
    let answer = &entry.block().answer;
    assert_eq!(answer.confidence, 0.0, "nobody said yet for whom it was: it comes first");
    assert_eq!(answer.reason, Reason::Nothing.to_string());
    assert!(entry.block().edited, "no classifier touches it");
}

#[test]
fn a_second_stop_never_moves_the_first() {
    let stopped = started(0).stop(Some(at(10)), at(30)).unwrap();
    for again in [None, Some(at(5)), Some(at(20)), Some(at(99))] {
        assert_eq!(stopped.clone().stop(again, at(40)).unwrap(), stopped);
    }
    let paused = started(0).pause(Some(at(10)), at(30)).unwrap().stop(None, at(30)).unwrap();
    assert_eq!(paused.total(at(30)), 10 * MINUTE, "a pause is not counted by a stop");
}

#[test]
fn what_does_not_fit_is_refused() {
    let none = Segments::default();
    let paused = || started(10).pause(None, at(20)).unwrap();
    let stopped = || started(10).stop(None, at(20)).unwrap();
    refuse(started(10).pause(Some(at(9)), at(20)), "stands as it is since 1970-01-01T00:10:00Z");
    refuse(started(10).pause(Some(at(21)), at(20)), "has not come yet");
    refuse(started(10).stop(Some(at(9)), at(20)), "give a time after that");
    refuse(started(10).stop(Some(at(21)), at(20)), "give a time up to now");
    refuse(started(10).resume(None, at(20), &none), "pause it first");
    refuse(started(10).entry(id(1)), "stop it first");
    refuse(paused().pause(None, at(30)), "resume it first");
    refuse(paused().resume(Some(at(19)), at(30), &none), "stands as it is since");
    refuse(paused().resume(Some(at(31)), at(30), &none), "has not come yet");
    refuse(paused().resume(Some(at(22)), at(30), &minutes(21, 23).into()), "another timer ran");
    assert!(paused().resume(Some(at(23)), at(30), &minutes(21, 23).into()).is_ok());
    refuse(paused().stop(Some(at(19)), at(30)), "give a time after that");
    refuse(stopped().pause(None, at(30)), "continue it with a new one");
    refuse(stopped().resume(None, at(30), &none), "continue it with a new one");
    refuse(started(10).stop(None, at(10)).unwrap().entry(id(1)), "without any time");
    refuse(started(0).stop(None, at(49 * 60)).unwrap().entry(id(1)), "longer than 48 hours");
}

#[test]
fn a_switch_leaves_no_gap_and_no_overlap() {
    let none = Segments::default();
    let switch = |timer: Timer, to: Option<Moment>, taken: &Segments| {
        timer.switch(timer_id(2), work("b"), TimeZone::UTC, to, at(30), taken)
    };
    let (first, second) = switch(started(0), Some(at(20)), &none).unwrap();
    assert_eq!(first.segments(at(30)).as_slice(), [minutes(0, 20)]);
    assert_eq!(second.segments(at(30)).as_slice(), [minutes(20, 30)]);
    assert_eq!((first.status(), second.status()), (Status::Completed, Status::Running));
    let paused = started(0).pause(None, at(10)).unwrap();
    let (first, second) = switch(paused, None, &none).unwrap();
    assert_eq!((first.total(at(40)), second.total(at(40))), (10 * MINUTE, 10 * MINUTE));
    refuse(switch(started(0).stop(None, at(5)).unwrap(), None, &none), "was stopped");
    refuse(switch(started(0), Some(at(20)), &minutes(25, 26).into()), "another timer ran");
    refuse(switch(started(0), Some(at(31)), &none), "has not come yet");
}

#[test]
fn a_timer_may_be_named_later_and_continued() {
    let none = Segments::default();
    let nameless = started(0).named(Work::default());
    assert!(!nameless.work().is_named() && started(0).work().is_named());
    let named = nameless.stop(None, at(10)).unwrap().named(work("Workshop"));
    assert_eq!(named.entry(id(1)).unwrap().block().answer.label, "Workshop");
    let next = named.continued(timer_id(2), TimeZone::UTC, at(1_500), at(1_500), &none).unwrap();
    assert_eq!((next.work(), next.started()), (named.work(), at(1_500)));
    assert_eq!((next.id(), named.total(at(1_500))), (timer_id(2), 10 * MINUTE));
}

#[test]
fn time_away_is_left_out() {
    let without = |timer: Timer, from, to| timer.without(minutes(from, to), at(60));
    let left = |timer: Timer| timer.segments(at(60)).as_slice().to_vec();
    assert_eq!(left(without(started(0), 10, 20).unwrap()), [minutes(0, 10), minutes(20, 60)]);
    assert_eq!(left(without(started(0), 50, 60).unwrap()), [minutes(0, 50)]);
    assert_eq!(left(without(started(15), 10, 20).unwrap()), [minutes(20, 60)]);
    assert_eq!(left(without(started(30), 10, 20).unwrap()), [minutes(30, 60)]);
    assert_eq!(left(without(started(0), 10, 10).unwrap()), [minutes(0, 60)]);
    let stopped = started(0).stop(None, at(40)).unwrap();
    assert_eq!(left(without(stopped, 10, 50).unwrap()), [minutes(0, 10)]);
    refuse(without(started(0), 50, 61), "has not come yet");
}

#[test]
fn the_next_heartbeat_does_not_make_up_for_time_away() {
    let now = clock(130, 1_030, 530);
    let back = beaten().without(minutes(121, 130), now.wall).unwrap();
    let total = |timer: &Timer| timer.total(now.wall) / MINUTE;
    assert_eq!(total(&back), 21);
    assert_eq!(total(&back.clone().beating(now)), 21);
    assert_eq!(total(&back.clone().unwatched()), 21);
    let late = clock(150, 1_050, 550);
    let found = back.interruption(late, GRACE).unwrap();
    assert_eq!(found.span, minutes(130, 150), "what was left out is not asked again");
    assert_eq!(total(&back.interrupted(found, Choice::End, late).unwrap()), 21);
}

/// The clocks when `wall` minutes have passed by the wall, `boot` since start, `awake` awake.
fn clock(wall: i64, boot: i64, awake: i64) -> Reading {
    Reading { wall: at(wall), boot_ms: boot * MINUTE, awake_ms: awake * MINUTE }
}

/// A timer from minute 100 on, whose last heartbeat was in minute 120.
fn beaten() -> Timer {
    started(100).beating(clock(110, 1_010, 510)).beating(clock(120, 1_020, 520))
}

#[test]
fn a_timer_that_beats_goes_on() {
    let quiet = |timer: &Timer, clock| timer.interruption(clock, GRACE);
    assert_eq!(quiet(&beaten(), clock(121, 1_021, 521)), None);
    assert_eq!(quiet(&started(100), clock(999, 1, 1)), None, "nobody watched it");
    let paused = beaten().pause(None, at(120)).unwrap();
    assert_eq!(quiet(&paused, clock(999, 1, 1)), None, "there is nothing to lose");
    assert_eq!(quiet(&beaten().unwatched(), clock(999, 1_999, 999)), None, "quit on purpose");
    assert_eq!(beaten().unwatched().total(at(130)), 30 * MINUTE);
    assert_eq!(beaten().unwatched().total(at(0)), 20 * MINUTE, "what it reached stays");
}

#[test]
fn what_ended_the_heartbeats_is_told() {
    let check = |now: Reading, expected: Cause, minutes_away: i64| {
        let found = beaten().interruption(now, GRACE).unwrap();
        let span = Span::new(at(120), at(120 + minutes_away));
        assert_eq!(found, Interruption { cause: expected, span }, "{now:?}");
    };
    check(clock(150, 1_050, 550), Cause::Unwatched, 30);
    check(clock(150, 1_050, 521), Cause::Slept, 30);
    check(clock(121, 0, 0), Cause::Rebooted, 1);
    check(clock(150, 5, 5), Cause::Rebooted, 30);
    check(clock(4_000, 1_900, 1_900), Cause::Rebooted, 3_880);
    check(clock(60, 1_020, 520), Cause::ClockSetBack, 0);
    check(clock(119, 1_050, 550), Cause::ClockSetBack, 0);
    check(clock(180, 1_020, 520), Cause::ClockSetForward, 60);
}

#[test]
fn an_interrupted_timer_ends_at_its_last_heartbeat_unless_the_owner_says_otherwise() {
    let told = |now: Reading, choice| {
        let found = beaten().interruption(now, GRACE).unwrap();
        beaten().interrupted(found, choice, now).unwrap()
    };
    let check = |now: Reading, choice, status, segments: &[Span]| {
        let timer = told(now, choice);
        assert_eq!(timer.status(), status, "{choice:?}");
        assert_eq!(timer.segments(at(160)).as_slice(), segments, "{choice:?}");
        assert_eq!(timer.interruption(now, GRACE), None, "it is asked once");
    };
    let late = clock(150, 1_050, 550);
    check(late, Choice::End, Status::Completed, &[minutes(100, 120)]);
    check(late, Choice::LeaveOut, Status::Running, &[minutes(100, 120), minutes(150, 160)]);
    check(late, Choice::Keep, Status::Running, &[minutes(100, 160)]);
    check(late, Choice::EndAt(at(140)), Status::Completed, &[minutes(100, 140)]);
    let back = clock(60, 1_020, 520);
    check(back, Choice::End, Status::Completed, &[minutes(100, 120)]);
    check(back, Choice::LeaveOut, Status::Running, &[minutes(100, 160)]);
    check(back, Choice::Keep, Status::Running, &[minutes(100, 160)]);
    let found = beaten().interruption(late, GRACE).unwrap();
    refuse(beaten().interrupted(found, Choice::EndAt(at(151)), late), "has not come yet");
    refuse(beaten().interrupted(found, Choice::EndAt(at(99)), late), "stands as it is since");
}

#[test]
fn a_clock_that_was_set_back_takes_nothing_away() {
    let back = clock(60, 1_021, 521);
    let timer = beaten().beating(back);
    assert_eq!(timer.total(at(61)), 21 * MINUTE, "it runs on by the steady clock");
    let timer = timer.beating(clock(70, 1_031, 531));
    assert_eq!(timer.total(at(70)), 31 * MINUTE);
    let stopped = timer.clone().stop(None, at(70)).unwrap();
    assert_eq!(stopped.segments(at(70)).as_slice(), [minutes(100, 131)]);
    let paused = timer.clone().pause(None, at(70)).unwrap();
    let again = paused.resume(None, at(71), &Segments::default()).unwrap();
    assert_eq!(again.total(at(72)), 31 * MINUTE);
    let (_, next) = timer
        .switch(timer_id(2), work("b"), TimeZone::UTC, None, at(70), &Segments::default())
        .unwrap();
    assert_eq!((next.started(), next.total(at(70))), (at(131), 0));
    let unbeaten = started(100).stop(None, at(40)).unwrap();
    assert_eq!(unbeaten.total(at(40)), 0, "never negative");
}

#[test]
fn stored_times_must_hold_together() {
    let restore = |closed: &[Span], phase| {
        let closed = Segments::new(closed.iter().copied());
        Timer::restore(timer_id(1), work("a"), TimeZone::UTC, closed, phase)
    };
    let timer = beaten();
    let again = restore(timer.closed().as_slice(), timer.phase()).unwrap();
    assert_eq!(again, timer);
    let json = serde_json::to_string(&timer.phase()).unwrap();
    assert_eq!(serde_json::from_str::<Phase>(&json).unwrap(), timer.phase());
    assert!(restore(&[minutes(0, 5)], Phase::Paused { since: at(5) }).is_ok());
    refuse(restore(&[minutes(0, 5)], Phase::Paused { since: at(4) }), "contradict");
    refuse(restore(&[minutes(0, 5)], Phase::Completed { at: at(4) }), "contradict");
    refuse(restore(&[minutes(0, 5)], Phase::Running { since: at(4), beat: None }), "contradict");
}

#[test]
fn a_timer_that_was_forgotten_asks_once() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let start: Moment = "2026-03-28T20:00:00+01:00".parse().unwrap();
    let none = Segments::default();
    let timer = Timer::start(timer_id(1), work("a"), berlin, start, start, &none).unwrap();
    let ask = |after: Millis, asked: &[Why]| {
        timer.question(start.plus(after), LONG, asked).map(|question| question.why)
    };
    let (tomorrow, next) = (jiff::civil::date(2026, 3, 29), jiff::civil::date(2026, 3, 30));
    assert_eq!(ask(4 * HOUR - 1, &[]), None);
    assert_eq!(ask(4 * HOUR, &[]), Some(Why::Midnight(tomorrow)), "midnight where it started");
    assert_eq!(ask(5 * HOUR, &[Why::Midnight(tomorrow)]), None);
    assert_eq!(ask(12 * HOUR, &[Why::Midnight(tomorrow)]), None);
    assert_eq!(ask(12 * HOUR + 1, &[Why::Midnight(tomorrow)]), Some(Why::Long));
    let both = [Why::Midnight(tomorrow), Why::Long];
    assert_eq!(ask(27 * HOUR - 1, &both), None, "that day had 23 hours");
    assert_eq!(ask(27 * HOUR, &both), Some(Why::Midnight(next)));
    let paused = timer.clone().pause(None, start.plus(HOUR)).unwrap();
    assert_eq!(paused.question(start.plus(99 * HOUR), LONG, &[]), None, "it does not grow");
}

/// What an owner, a heartbeat or a broken clock does to a timer.
#[derive(Debug, Clone)]
enum Act {
    Pause(Option<i64>),
    Resume(Option<i64>),
    Stop(Option<i64>),
    Beat,
    Away(i64, i64),
    Unwatch,
    Interrupted(u8, i64),
}

fn act() -> impl Strategy<Value = Act> {
    let when = || proptest::option::of(0_i64..400);
    prop_oneof![
        when().prop_map(Act::Pause),
        when().prop_map(Act::Resume),
        when().prop_map(Act::Resume),
        when().prop_map(Act::Stop),
        Just(Act::Beat),
        Just(Act::Beat),
        (0_i64..400, 0_i64..60).prop_map(|(from, length)| Act::Away(from, length)),
        Just(Act::Unwatch),
        (0_u8..4, 0_i64..400).prop_map(|(choice, at)| Act::Interrupted(choice, at)),
    ]
}

fn done(timer: Timer, act: &Act, now: Reading) -> Result<Timer, Refusal> {
    let second = |at: i64| Moment(at * SECOND);
    let wall = now.wall;
    match act {
        Act::Pause(at) => timer.pause(at.map(second), wall),
        Act::Resume(at) => timer.resume(at.map(second), wall, &Segments::default()),
        Act::Stop(at) => timer.stop(at.map(second), wall),
        Act::Beat => Ok(timer.beating(now)),
        Act::Away(from, length) => {
            timer.without(Span::new(second(*from), second(from + length)), wall)
        }
        Act::Unwatch => Ok(timer.unwatched()),
        Act::Interrupted(choice, at) => {
            let Some(found) = timer.interruption(now, GRACE) else { return Ok(timer) };
            let choices = [Choice::End, Choice::LeaveOut, Choice::Keep, Choice::EndAt(second(*at))];
            timer.interrupted(found, choices[usize::from(*choice)], now)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_clock_and_no_act_makes_a_timer_lie(
        acts in proptest::collection::vec((act(), -200_i64..300, 0_i64..200), 0..30),
    ) {
        let none = Segments::default();
        let start = Moment(50 * SECOND);
        let mut timer =
            Timer::start(timer_id(1), work("a"), TimeZone::UTC, start, start, &none).unwrap();
        let mut now = Reading { wall: start, boot_ms: 0, awake_ms: 0 };
        let mut latest = now.wall;
        for (act, jump, passed) in acts {
            now.boot_ms += passed * SECOND;
            now.awake_ms += passed * SECOND;
            now.wall = now.wall.plus((passed + if jump % 5 == 0 { jump } else { 0 }) * SECOND);
            latest = latest.max(now.wall).max(latest.plus(passed * SECOND));
            let before = timer.clone();
            let Ok(after) = done(timer.clone(), &act, now) else { continue };
            timer = after;
            let segments = timer.segments(now.wall);
            prop_assert_eq!(
                timer.total(now.wall),
                segments.as_slice().iter().map(|span| span.millis()).sum::<i64>()
            );
            prop_assert!(segments.hull().is_none_or(|hull| hull.start >= start));
            prop_assert!(segments.hull().is_none_or(|hull| hull.end <= latest), "nothing ahead");
            if before.status() == Status::Completed && !matches!(act, Act::Away(..)) {
                prop_assert_eq!(&before, &timer, "what was stopped stays");
            }
            let again = Timer::restore(
                timer.id(), timer.work().clone(), timer.zone().clone(), timer.closed().clone(),
                timer.phase(),
            );
            prop_assert_eq!(again, Ok(timer.clone()), "whatever it becomes can be stored");
        }
    }
}
