//! Absences: asked about once, decided in one step, undecided again when that is undone.

use super::{at, day, drawn, for_client, refused, start};
use domain::block::Status as Review;
use domain::edit::Twice;
use domain::time::{MINUTE, Span};
use engine::absences::AwayAnswer;
use engine::settings::Change;
use testkit::fakes::Workday;

/// Five minutes of work, ten away from the machine, and a minute back at it.
fn away_and_back(day: &mut Workday) {
    day.senses.show("code", "acme-web");
    day.look();
    day.work(300);
    day.rest(600);
    day.senses.show("mail", "acme inbox");
    day.work(60);
}

fn spans(day: &Workday) -> Vec<Span> {
    let all = day.daybook.aways(day.lived()).expect("absences");
    all.iter().map(|one| one.away.span()).collect()
}

fn asked(day: &Workday) -> Option<Span> {
    day.daybook.away_to_ask().expect("a look").map(|one| one.away.span())
}

#[test]
fn an_absence_is_asked_about_once_and_stays_undecided() {
    let mut day = day();
    away_and_back(&mut day);
    day.stop();
    assert_eq!(day.work_off(), 0);
    let one = day.daybook.away_to_ask().expect("a look").expect("somebody is back");
    assert!(!one.is_timed);
    let program = |window: Option<domain::activity::Window>| window.map(|window| window.program);
    assert_eq!(
        (program(one.away.before.clone()), program(one.away.after.clone())),
        (Some("code".into()), Some("mail".into()))
    );
    let id = |row: &Option<store::entries::Row>| row.as_ref().map(|row| row.entry.id());
    let blocks = day.blocks();
    assert_eq!((id(&one.before), id(&one.after)), (Some(blocks[0].id), Some(blocks[1].id)));
    day.daybook.away_asked(one.away.span()).expect("noted");
    assert_eq!(asked(&day), None);
    assert_eq!(spans(&day), [one.away.span()], "the review still shows it");
}

#[test]
fn settings_say_from_when_on_an_absence_is_one_and_whether_it_is_asked_about() {
    let mut day = day();
    away_and_back(&mut day);
    day.stop();
    assert_eq!(day.work_off(), 0);
    let change = |changes: &[Change]| day.daybook.change_settings(changes).expect("a change");
    change(&[Change::AskAboutAbsences(false)]);
    assert_eq!((asked(&day), spans(&day).len()), (None, 1), "the review shows it all the same");
    change(&[Change::AskAboutAbsences(true), Change::ShortestAbsenceMinutes(16)]);
    assert_eq!((asked(&day), spans(&day).len()), (None, 0), "it is a part of working");
    change(&[Change::ShortestAbsenceMinutes(10)]);
    assert_eq!(asked(&day), Some(spans(&day)[0]));
}

#[test]
fn each_answer_is_one_step_that_can_be_undone() {
    let check = |answer: AwayAnswer, expected: &[&str]| {
        let mut day = day();
        away_and_back(&mut day);
        day.stop();
        assert_eq!(day.work_off(), 0);
        let before = day.timesheet();
        let span = spans(&day)[0];
        day.daybook.answer_away(span, &answer).expect("an answer");
        assert_eq!(day.timesheet(), expected, "{answer:?}");
        assert!(spans(&day).is_empty() && asked(&day).is_none(), "it is decided");
        refused(day.daybook.answer_away(span, &answer), "decided, or has changed");
        let step = day.daybook.undo().expect("undone").expect("a step");
        assert_eq!(step.kind, domain::step::Kind::Away);
        assert_eq!((day.timesheet(), spans(&day)), (before.clone(), vec![span]), "{answer:?}");
        day.daybook.redo().expect("redone").expect("a step");
        assert_eq!(day.timesheet(), expected, "{answer:?} again");
        assert!(spans(&day).is_empty());
    };
    // Idle begins with the last sign of life, and ends with the reading that sees one.
    let work = "09:00:00–09:05:00 Acme";
    let back = "09:15:01–09:16:00 Acme";
    check(AwayAnswer::Keep, &["09:00:00–09:15:01 Acme", back]);
    check(AwayAnswer::Discard, &[work, back]);
    check(AwayAnswer::SplitOff, &[work, "09:05:00–09:15:01 ?", back]);
    let globex = for_client("globex", "");
    check(AwayAnswer::Assign(globex.clone()), &[work, "09:05:00–09:15:01 Globex", back]);
    check(AwayAnswer::Call(globex), &[work, "09:05:00–09:15:01 Globex", back]);
}

#[test]
fn what_was_said_of_an_absence_is_a_draft_with_its_words() {
    let mut day = day();
    away_and_back(&mut day);
    day.stop();
    let span = spans(&day)[0];
    let nobody = AwayAnswer::Assign(for_client("Nobody", ""));
    refused(day.daybook.answer_away(span, &nobody), "there is no client named ‘Nobody’");
    refused(day.daybook.answer_away(span, &AwayAnswer::Keep), "assign the time to a client");
    assert_eq!(spans(&day), [span], "nothing is decided by a refusal");
    day.daybook.answer_away(span, &AwayAnswer::Call(for_client("Acme", ""))).expect("an answer");
    let block = day.blocks().pop().expect("a draft");
    assert_eq!((block.answer.label.as_str(), block.status), ("Call", Review::Draft));
    assert!(block.edited && block.answer.billable);
    assert_eq!(
        super::entry(&day, &block.id.to_string()).details.source,
        domain::details::Source::Hand
    );
}

#[test]
fn a_timer_counts_an_absence_until_somebody_says_otherwise() {
    let timed = |answer: AwayAnswer| {
        let mut day = day();
        start(&day, "Acme");
        away_and_back(&mut day);
        let one = day.daybook.away_to_ask().expect("a look").expect("somebody is back");
        assert!(one.is_timed);
        day.daybook.answer_away(one.away.span(), &answer).expect("an answer");
        let timer = day.daybook.timer(None).expect("a look").expect("one runs");
        (day, drawn(&timer))
    };
    assert_eq!(timed(AwayAnswer::Keep).1, "0:00–16:00");
    let out = "0:00–5:00 15:01–16:00";
    let (day, drawn_out) = timed(AwayAnswer::Assign(for_client("Globex", "")));
    assert_eq!(drawn_out, out);
    assert_eq!(day.timesheet(), ["09:05:00–09:15:01 Globex"]);
    let (day, drawn_out) = timed(AwayAnswer::Discard);
    assert_eq!(drawn_out, out);
    let timer = || drawn(&day.daybook.timer(None).expect("a look").expect("one runs"));
    day.daybook.undo().expect("undone").expect("a step");
    assert_eq!(timer(), "0:00–16:00", "the timer has it back");
    assert_eq!(spans(&day).len(), 1);
    day.daybook.redo().expect("redone").expect("a step");
    assert_eq!(timer(), out);
    let stopped = day.daybook.stop_timer(None, None, Twice::Refuse).expect("it stops").timer;
    assert_eq!(drawn(&stopped), out);
    assert_eq!(stopped.total, 6 * MINUTE - 1_000);
}

#[test]
fn every_timer_that_counted_an_absence_has_its_time_back_when_the_answer_is_undone() {
    let mut day = day();
    day.senses.show("code", "acme-web");
    day.look();
    day.work(300);
    day.rest(600);
    day.work(300);
    let minutes = |from, to| Span::new(at(from), at(to));
    let paused = |name: &str, from, to| {
        let work = for_client(name, "");
        let started = day.daybook.start_timer(&work, Some(at(from)), Twice::Refuse);
        day.daybook.pause_timer(Some(at(to)), Twice::Refuse).expect("it pauses");
        started.expect("it starts").id
    };
    let timers = [paused("Acme", 1, 8), paused("Globex", 8, 18)];
    let counted = || {
        let all = day.daybook.timers().expect("timers").paused;
        timers.map(|id| {
            let one = all.iter().find(|one| one.id == id).expect("it is paused");
            Vec::from(one.segments.clone())
        })
    };
    let whole = [vec![minutes(1, 8)], vec![minutes(8, 18)]];
    assert_eq!(counted(), whole);
    let span = spans(&day)[0];
    day.daybook.answer_away(span, &AwayAnswer::Discard).expect("an answer");
    let left = [vec![Span::new(at(1), span.start)], vec![Span::new(span.end, at(18))]];
    assert_eq!(counted(), left);
    day.daybook.undo().expect("undone").expect("a step");
    assert_eq!(counted(), whole, "both of them");
    day.daybook.redo().expect("redone").expect("a step");
    assert_eq!(counted(), left);
}

#[test]
fn a_sleep_that_the_timer_asks_about_is_not_asked_about_twice() {
    let mut day = day();
    let id = start(&day, "Acme").id.to_string();
    day.senses.show("code", "acme-web");
    day.look();
    day.work(300);
    day.daybook.beat_timer().expect("a heartbeat");
    day.clock.sleep(10 * MINUTE);
    day.daybook.beat_timer().expect("a heartbeat");
    day.work(60);
    assert_eq!(asked(&day), None, "the timer asks");
    assert_eq!(spans(&day).len(), 1, "the ledger knows of it");
    day.daybook
        .answer_interruption(&id, domain::timer::interruption::Choice::LeaveOut)
        .expect("an answer");
    assert_eq!((asked(&day), spans(&day)), (None, vec![]), "one answer is enough");
    let timer = day.daybook.timer(None).expect("a look").expect("one runs");
    assert_eq!(timer.segments.as_slice()[0], Span::new(at(0), at(5)));
}
