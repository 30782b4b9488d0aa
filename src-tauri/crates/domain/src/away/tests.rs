//! Absences in pictures: one letter is one minute of the ledger, or of an entry.

use super::*;
use crate::edit::tests::{day, drawn};
use crate::entry::tests::{id, minutes};
use crate::id::{ClientId, TimerId};
use crate::time::SECOND;

/// `w` work, `c` call, `i` idle, `l` locked, `z` asleep, `x` excluded, `p` paused, `.` off; rows
/// are a minute long and their window is named by their place.
fn ledger(picture: &str) -> Vec<Activity> {
    let row = |(index, letter): (usize, char)| {
        let start = i64::try_from(index).unwrap();
        let state = match letter {
            'w' => State::Working,
            'c' => State::Call,
            'i' => State::Idle,
            'l' => State::Locked,
            'z' => State::Asleep,
            'x' => State::Excluded,
            'p' => State::Paused,
            '.' => State::Off,
            other => panic!("{other} is no state"),
        };
        let window =
            state.is_work().then(|| Window { program: index.to_string(), ..Window::default() });
        Activity { span: minutes(start, start + 1), state, window }
    };
    picture.char_indices().map(row).collect()
}

fn limits() -> Limits {
    Limits { shortest: 3 * MINUTE, longest: 12 * MINUTE, join: MINUTE }
}

fn away(from: i64, to: i64) -> Away {
    Away { gaps: minutes(from, to).into(), before: None, after: None, is_over: true }
}

#[test]
fn absences_are_found_and_short_ones_joined() {
    let check = |picture: &str, decided: &[Span], expected: &[&[(i64, i64)]]| {
        let decided = Segments::new(decided.iter().copied());
        let found: Vec<Segments> =
            aways(&ledger(picture), &decided, &limits()).into_iter().map(|one| one.gaps).collect();
        let expected: Vec<Segments> = expected
            .iter()
            .map(|gaps| Segments::new(gaps.iter().map(|(from, to)| minutes(*from, *to))))
            .collect();
        assert_eq!(found, expected, "{picture} without {decided:?}");
    };
    check("wwiiiww", &[], &[&[(2, 5)]]);
    check("wwilzww", &[], &[&[(2, 5)]]);
    check("wwiiww", &[], &[]);
    check("wiiwiiw", &[], &[&[(1, 3), (4, 6)]]);
    check("wiixiiw", &[], &[&[(1, 3), (4, 6)]]);
    check("wiiwwiiw", &[], &[]);
    check("wiiciiiw", &[], &[&[(4, 7)]]);
    check("wiiipiiiw", &[], &[&[(1, 4)], &[(5, 8)]]);
    check("wiii.iiiw", &[], &[&[(1, 4)], &[(5, 8)]]);
    check("w...ppp.w", &[], &[]);
    check("wzzzzzzzzzzzzzw", &[], &[]);
    check("wiiiiiiw", &[minutes(0, 4)], &[&[(4, 7)]]);
    check("wiiiwiiw", &[minutes(1, 4)], &[]);
    check("", &[], &[]);
}

#[test]
fn what_was_there_before_and_after_is_told() {
    let found = aways(&ledger("wwiiwiiwww"), &Segments::default(), &limits());
    let [one] = found.as_slice() else { panic!("{found:?}") };
    let program = |window: &Option<Window>| window.as_ref().map(|window| window.program.clone());
    assert_eq!((program(&one.before), program(&one.after)), (Some("1".into()), Some("7".into())));
    assert_eq!((one.span(), one.length()), (minutes(2, 7), 4 * MINUTE));
    let entries = day("11 ..22222 .......333 1..........");
    let around = around(one, &entries[..3]);
    assert_eq!(around, Around { before: Some(id(1)), during: vec![id(2)], after: Some(id(3)) });
}

#[test]
fn an_absence_is_asked_about_once_and_when_somebody_is_back() {
    let asks = |picture: &str, asked: &[Span]| {
        let found = aways(&ledger(picture), &Segments::default(), &limits());
        to_ask(&found, &Segments::new(asked.iter().copied())).map(Away::span)
    };
    assert_eq!(asks("wiii", &[]), None, "nobody is back");
    assert_eq!(asks("wiii.", &[]), None, "the machine was switched off");
    assert_eq!(asks("wiiiw", &[]), Some(minutes(1, 4)));
    assert_eq!(asks("wiiix", &[]), Some(minutes(1, 4)));
    assert_eq!(asks("wiiiw", &[minutes(1, 4)]), None);
    assert_eq!(asks("wiiiwiiiw", &[minutes(1, 4)]), None, "it went on: the same question");
    assert_eq!(asks("wiiiwwiiiw", &[minutes(1, 4)]), Some(minutes(6, 9)));
    assert_eq!(asks("wiiiwwiiiw", &[minutes(6, 9)]), None, "what is old is for the review");
    assert_eq!(asks("wiiiwwiii", &[]), None);
}

#[test]
fn what_is_not_answered_stays_undecided() {
    let rows = ledger("wiiiwwiiiiw");
    let undecided = |decided: &Segments| -> Vec<Span> {
        aways(&rows, decided, &limits()).iter().map(Away::span).collect()
    };
    let none = Segments::default();
    assert_eq!(undecided(&none), [minutes(1, 4), minutes(6, 10)]);
    let asked: Segments = minutes(6, 10).into();
    assert_eq!(to_ask(&aways(&rows, &none, &limits()), &asked), None);
    assert_eq!(undecided(&none).len(), 2, "to be asked decides nothing");
    let effect = told("1111111", &[], &away(1, 4), &Answer::SplitOff).unwrap();
    assert_eq!(undecided(&effect.decided), [minutes(6, 10)]);
}

fn acme() -> Work {
    let client = ClientId::mint(Moment(0), [7; 10]);
    Work { client: Some(client), label: "Workshop".into(), billable: true, ..Work::default() }
}

fn told(picture: &str, timed: &[Span], away: &Away, answer: &Answer) -> Result<Effect, Refusal> {
    let timed = Segments::new(timed.iter().copied());
    answered(&day(picture), &timed, away, answer, id(9), &TimeZone::UTC)
}

#[track_caller]
fn check(picture: &str, away: &Away, answer: &Answer, expected: &str, was: Was) {
    let effect = told(picture, &[], away, answer).unwrap();
    assert_eq!(drawn(&effect.preview.entries), expected, "{answer:?}");
    assert_eq!((effect.was, effect.decided), (was, away.gaps.clone()));
}

#[test]
fn each_answer_does_what_it_says() {
    let gap = away(2, 5);
    check("1111111", &gap, &Answer::Keep, "1111111", Was::Work);
    check("11 .....22", &gap, &Answer::Keep, "11111 .....22", Was::Work);
    check("11.1 .....22", &gap, &Answer::Keep, "11111 .....22", Was::Work);
    check("11...11", &gap, &Answer::Keep, "1111111", Was::Work);
    check("1111111", &gap, &Answer::Discard, "11...11", Was::NoWork);
    check("1111 ..22", &gap, &Answer::Discard, "11", Was::NoWork);
    check("11 .....22", &gap, &Answer::Discard, "11 .....22", Was::NoWork);
    check("1111111", &gap, &Answer::SplitOff, "11...11 ..999", Was::Open);
    check("11 .....22", &gap, &Answer::SplitOff, "11 ..999 .....22", Was::Open);
    check("1111111", &gap, &Answer::Assign(acme()), "11...11 ..999", Was::Work);
    check("11 .....22", &gap, &Answer::Call(acme()), "11 ..999 .....22", Was::Call);
    let twice = Away { gaps: Segments::new([minutes(2, 4), minutes(5, 7)]), ..gap };
    check("111111111", &twice, &Answer::Assign(acme()), "11..1..11 ..99.99", Was::Work);
    check("11 ....2 .......33", &twice, &Answer::Keep, "1111.11 ....2 .......33", Was::Work);
}

#[test]
fn time_is_kept_only_with_an_entry_that_ends_there() {
    let refused = told("1 .....22", &[], &away(3, 5), &Answer::Keep).unwrap_err();
    assert!(refused.to_string().contains("assign the time to a client instead"), "{refused}");
    let near = told("1 .....22", &[], &away(2, 5), &Answer::Keep).unwrap();
    assert_eq!(drawn(&near.preview.entries), "1.111 .....22", "a minute's drift between both");
    let timed = told("1 .....22", &[minutes(0, 9)], &away(3, 5), &Answer::Keep).unwrap();
    assert_eq!(timed.preview.put, [], "the timer counts it already");
    let known = told("1 .....22", &[], &away(3, 5), &Answer::Assign(Work::default()));
    assert_eq!(known.unwrap().preview.entries[1].block().answer.label, "Work");
    let used = answered(
        &day("11"),
        &Segments::default(),
        &away(3, 5),
        &Answer::SplitOff,
        id(1),
        &TimeZone::UTC,
    );
    assert!(used.unwrap_err().to_string().contains("there is an entry"));
}

#[test]
fn an_absence_that_was_named_is_a_draft_with_its_words() {
    let effect = told("1111111", &[], &away(2, 5), &Answer::Assign(acme())).unwrap();
    let made = effect.preview.entries.iter().find(|entry| entry.id() == id(9)).unwrap().block();
    assert_eq!((made.answer.client, made.answer.label.as_str()), (acme().client, "Workshop"));
    assert!(made.answer.billable && made.edited && made.status == Status::Draft);
    let open = told("1111111", &[], &away(2, 5), &Answer::SplitOff).unwrap();
    let made = open.preview.entries.iter().find(|entry| entry.id() == id(9)).unwrap().block();
    assert_eq!((made.answer.client, made.answer.billable), (None, false), "nobody is billed yet");
}

#[test]
fn a_timer_keeps_only_what_is_kept() {
    let start = Moment(0);
    let now = Moment(10 * MINUTE);
    let id = TimerId::mint(start, [1; 10]);
    let none = Segments::default();
    let timer = Timer::start(id, acme(), TimeZone::UTC, start, start, &none).unwrap();
    let twice = Away { gaps: Segments::new([minutes(2, 4), minutes(5, 7)]), ..away(0, 1) };
    let total = |answer| on_timer(timer.clone(), &twice, &answer, now).unwrap().total(now);
    assert_eq!(total(Answer::Keep), 10 * MINUTE);
    for answer in [Answer::Discard, Answer::SplitOff, Answer::Assign(acme()), Answer::Call(acme())]
    {
        assert_eq!(total(answer), 6 * MINUTE);
    }
    let late = on_timer(timer, &twice, &Answer::Discard, Moment(6 * MINUTE + SECOND));
    assert!(late.is_err(), "it has not come yet");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(500))]

    #[test]
    fn an_answer_touches_the_absence_only(
        picture in "[1.]{3,12}", from in 0_i64..10, length in 1_i64..6, which in 0_usize..5,
    ) {
        proptest::prop_assume!(picture.contains('1'));
        let gap = away(from, from + length);
        let answers = [
            Answer::Keep,
            Answer::Discard,
            Answer::SplitOff,
            Answer::Assign(acme()),
            Answer::Call(acme()),
        ];
        let Ok(effect) = told(&picture, &[], &gap, &answers[which]) else { return Ok(()) };
        let before = covered(&day(&picture));
        let after = covered(&effect.preview.entries);
        proptest::prop_assert_eq!(after.minus(&gap.gaps), before.minus(&gap.gaps));
        let inside = after.shared(&gap.gaps);
        if which == 1 {
            proptest::prop_assert!(inside.is_empty(), "all of it is discarded");
        } else {
            proptest::prop_assert_eq!(inside, gap.gaps, "all of it counts");
        }
        proptest::prop_assert!(effect.preview.overlaps.is_empty(), "and counts once");
    }
}
