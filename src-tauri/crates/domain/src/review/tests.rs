//! The review at its edges; times are minutes.

use super::leak::{Captured, Confirmed, Limits, leaks};
use super::rule_effect::effect;
use super::suggestion::{Look, Part, Suggestion, Why, suggest};
use super::*;
use crate::activity::Window;
use crate::block::{Answer, Block};
use crate::edit::points::Run;
use crate::entry::tests::{entry, id, minutes};
use crate::evidence::Evidence;
use crate::id::RuleId;
use crate::names::Names;
use crate::pattern::Pattern;
use crate::rule::{Field, Rule, Rules};
use crate::segments::Segments;
use crate::time::{DAY, MINUTE, Moment};

fn client(number: u8) -> ClientId {
    ClientId::mint(Moment(0), [number; 10])
}

/// An entry of twenty minutes from that minute on.
fn draft(number: u8, start: i64, confidence: f32, whose: Option<u8>) -> Entry {
    let made = entry(number, &[(start, start + 10), (start + 15, start + 25)]);
    let answer = Answer { confidence, client: whose.map(client), ..made.block().answer.clone() };
    made.saying(Block { answer, ..made.block().clone() })
}

fn confirmed(entry: &Entry) -> Entry {
    entry.saying(Block { status: Status::Confirmed, ..entry.block().clone() })
}

#[test]
fn the_least_certain_draft_comes_first() {
    let entries = [
        draft(1, 0, 0.9, None),
        draft(2, 60, 0.3, None),
        draft(3, 30, 0.3, None),
        confirmed(&draft(4, 90, 0.1, None)),
        draft(5, 120, 0.2, None),
    ];
    let order = |later: &[BlockId]| -> Vec<BlockId> {
        queue(&entries, later).into_iter().map(Entry::id).collect()
    };
    assert_eq!(order(&[]), [id(5), id(3), id(2), id(1)]);
    assert_eq!(order(&[id(3), id(5)]), [id(2), id(1), id(5), id(3)], "put off, but not lost");
}

#[test]
fn unreviewed_time_is_counted_and_named() {
    let entries = [
        draft(1, 0, 0.9, Some(1)),
        draft(2, 30, 0.9, None),
        draft(3, 60, 0.9, Some(1)),
        confirmed(&draft(4, 90, 0.9, Some(2))),
    ];
    let amount = |entries: u32| Amount { entries, length: i64::from(entries) * 20 * MINUTE };
    let found = progress(&entries);
    assert_eq!(
        (found.drafts, found.confirmed, found.unassigned),
        (amount(3), amount(1), amount(1))
    );
    assert_eq!(found.unreviewed, [(Some(client(1)), amount(2)), (None, amount(1))]);
    assert_eq!(progress(&[]), Progress::default());
}

/// Looks in order, each so many minutes long; 0 is nobody.
fn looks(parts: &[(i64, u8)]) -> Vec<Look> {
    let mut start = 0;
    let look = |(length, whose): &(i64, u8)| {
        let span = minutes(start, start + length);
        start += length;
        Look { span, client: (*whose > 0).then(|| client(*whose)) }
    };
    parts.iter().map(look).collect()
}

/// Runs in order; a program that ends in "!" is a call.
fn runs(parts: &[(i64, &str)]) -> Vec<Run> {
    let mut start = 0;
    let run = |(length, program): &(i64, &str)| {
        let span = minutes(start, start + length);
        start += length;
        let call = program.ends_with('!');
        Run { span, worked: span.millis(), program: program.trim_end_matches('!').into(), call }
    };
    parts.iter().map(run).collect()
}

/// What is suggested for an entry of client 1.
fn suggested(length: i64, parts: &[(i64, u8)], programs: &[(i64, &str)]) -> Option<Suggestion> {
    let made = entry(1, &[(0, length)]);
    let answer = Answer { client: Some(client(1)), ..made.block().answer.clone() };
    let made = made.saying(Block { answer, ..made.block().clone() });
    suggest(&made, &looks(parts), &runs(programs), 5 * MINUTE)
}

#[test]
fn a_part_that_looks_like_somebody_elses_is_split_off() {
    let check = |parts: &[(i64, u8)], expected: Option<(i64, Part, i64, u8)>| {
        let length = parts.iter().map(|(length, _)| length).sum();
        let expected = expected.map(|(at, part, length, whose)| Suggestion {
            at: Moment(at * MINUTE),
            why: Why::Looks { part, length: length * MINUTE, client: client(whose) },
        });
        assert_eq!(suggested(length, parts, &[]), expected, "{parts:?}");
    };
    check(&[(27, 1), (2, 0), (17, 2)], Some((29, Part::Last, 17, 2)));
    check(&[(17, 2), (2, 0), (27, 1)], Some((17, Part::First, 17, 2)));
    check(&[(20, 1), (9, 2), (1, 1), (9, 2)], Some((20, Part::Last, 19, 2)));
    check(&[(20, 1), (9, 3), (15, 2)], Some((29, Part::Last, 15, 2)));
    check(&[(20, 1), (4, 2)], None);
    check(&[(4, 1), (20, 2)], None);
    check(&[(20, 1), (6, 2), (20, 1)], None);
    check(&[(20, 2)], None);
    check(&[(20, 0), (20, 0)], None);
    check(&[(20, 1), (20, 1)], None);
    assert_eq!(suggested(20, &[], &[]), None, "nothing is known");
}

#[test]
fn a_call_says_more_than_a_program_and_a_client_more_than_both() {
    let at = |minute| Moment(minute * MINUTE);
    let program = |at, from: &str, to: &str| {
        let (from, to) = (from.into(), to.into());
        Some(Suggestion { at, why: Why::Program { from, to } })
    };
    let check = |parts: &[(i64, &str)], expected: Option<Suggestion>| {
        let length = parts.iter().map(|(length, _)| length).sum();
        assert_eq!(suggested(length, &[], parts), expected, "{parts:?}");
    };
    check(&[(10, "a"), (10, "b")], program(at(10), "a", "b"));
    check(&[(6, "a"), (10, "b"), (20, "c")], program(at(16), "b", "c"));
    check(&[(4, "a"), (10, "b")], None);
    check(&[(10, "a"), (10, "")], None);
    let begins = Some(Suggestion { at: at(20), why: Why::CallBegins });
    check(&[(10, "a"), (10, "b"), (9, "z!")], begins);
    let ends = Some(Suggestion { at: at(9), why: Why::CallEnds });
    check(&[(9, "z!"), (10, "b")], ends);
    check(&[(20, "z!")], None);
    check(&[(10, "a"), (4, "z!")], None);
    let both = suggested(40, &[(30, 1), (10, 2)], &[(10, "a"), (30, "z!")]);
    assert_eq!(both.map(|one| one.at), Some(at(30)));
}

#[test]
fn a_suggestion_says_why() {
    let mut names = Names::default();
    names.add_client(client(2), "Acme");
    let check = |why: Why, expected: &str| assert_eq!(why.said(&names).to_string(), expected);
    let looks = |part, length| Why::Looks { part, length, client: client(2) };
    check(looks(Part::Last, 17 * MINUTE), "the last 17 minutes look like Acme");
    check(looks(Part::First, 80_000), "the first minute looks like Acme");
    check(looks(Part::First, 90_000), "the first 2 minutes look like Acme");
    check(Why::CallBegins, "a call begins here");
    check(Why::CallEnds, "a call ends here");
    let program = Why::Program { from: "Keynote".into(), to: "Firefox".into() };
    check(program, "‘Firefox’ follows ‘Keynote’ here");
}

fn rule(number: u8, pattern: &str, label: Option<&str>) -> Rule {
    Rule {
        id: RuleId::mint(Moment(number.into()), [0; 10]),
        field: Field::Title,
        pattern: Pattern::parse(pattern).unwrap(),
        client: client(number),
        project: None,
        label: label.map(str::to_owned),
        billable: None,
    }
}

#[test]
fn a_rule_shows_what_it_would_change_before_it_is_made() {
    let block = |number: u8, whose: Option<u8>, status, edited| {
        let answer = Answer {
            client: whose.map(client),
            label: "Slides".into(),
            billable: true,
            ..Answer::default()
        };
        Block { id: id(number), span: minutes(0, 1), answer, status, edited }
    };
    let titled =
        |title: &str| Evidence::of(Window { title: title.into(), ..Window::default() }, MINUTE);
    let seen = [
        (block(1, None, Status::Draft, false), titled("acme deck")),
        (block(2, Some(1), Status::Draft, false), titled("acme deck")),
        (block(3, None, Status::Confirmed, false), titled("acme deck")),
        (block(4, None, Status::Draft, true), titled("acme deck")),
        (block(5, None, Status::Draft, false), titled("acme deck of Globex")),
        (block(6, None, Status::Draft, false), titled("something else")),
    ];
    let others = Rules::new(vec![rule(2, "deck of globex", None), rule(1, "old words", None)]);
    let blocks = || seen.iter().map(|(block, evidence)| (block, evidence));
    let found = effect(&rule(1, "acme", None), &others, blocks());
    assert_eq!((found.same, found.kept), (vec![id(2)], vec![id(3), id(4)]));
    assert_eq!(found.overruled, [id(5)]);
    let [change] = found.changes.as_slice() else { panic!("{:?}", found.changes) };
    assert_eq!((change.block, &change.from), (id(1), &seen[0].0.answer));
    assert_eq!((change.to.client, change.to.label.as_str()), (Some(client(1)), "Slides"));
    assert_eq!(change.to.reason, "your rule ‘acme’ matches the title");
    let named = effect(&rule(1, "acme", Some("Deck")), &Rules::default(), blocks());
    let changed: Vec<BlockId> = named.changes.iter().map(|change| change.block).collect();
    assert_eq!(changed, [id(1), id(2), id(5)], "another label is a change");
}

fn billable(number: u8, whose: Option<u8>, start: i64, end: i64) -> Confirmed {
    Confirmed {
        block: id(number),
        client: whose.map(client),
        worked: Segments::from(minutes(start, end)),
        billable: true,
        rated: true,
        billed: false,
    }
}

fn limits() -> Limits {
    Limits { shortest: 10 * MINUTE, old_after_days: 30 }
}

#[test]
fn captured_time_that_nobody_confirmed_is_found() {
    let captured =
        |whose, start, end| Captured { span: minutes(start, end), client: client(whose) };
    let found = |captured: &[Captured], confirmed: &[Confirmed]| {
        leaks(captured, confirmed, Moment(0), &limits()).unconfirmed
    };
    let spans = [captured(1, 0, 30), captured(1, 20, 40), captured(2, 50, 110), captured(3, 0, 9)];
    let [second, first] = found(&spans, &[]).try_into().unwrap();
    assert_eq!((second.client, second.time.length()), (client(2), 60 * MINUTE));
    assert_eq!((first.client, first.time.length()), (client(1), 40 * MINUTE), "counted once");
    let [left] = found(&spans, &[billable(1, Some(9), 5, 100)]).try_into().unwrap();
    assert_eq!(left.time, minutes(100, 110).into(), "time confirmed for somebody else was seen");
    assert_eq!(found(&spans, &[billable(1, Some(1), 0, 110)]), []);
}

#[test]
fn work_without_a_rate_is_found() {
    let unrated = |number, whose, start, end| Confirmed {
        rated: false,
        ..billable(number, whose, start, end)
    };
    let found = |blocks: &[Confirmed]| leaks(&[], blocks, Moment(0), &limits()).unrated;
    let [first, second] = found(&[
        unrated(1, Some(1), 100, 110),
        unrated(2, Some(1), 0, 20),
        unrated(3, None, 0, 5),
        Confirmed { billable: false, ..unrated(4, Some(2), 0, 9) },
        Confirmed { billed: true, ..unrated(5, Some(2), 0, 9) },
        billable(6, Some(2), 0, 9),
    ])
    .try_into()
    .unwrap();
    assert_eq!((first.client, first.blocks), (Some(client(1)), vec![id(2), id(1)]));
    assert_eq!((first.length, second.client), (30 * MINUTE, None));
}

#[test]
fn clients_who_were_not_billed_for_long_are_found() {
    let now = Moment(30 * DAY + 60 * MINUTE);
    let found = leaks(
        &[],
        &[
            billable(1, Some(1), 59, 70),
            billable(2, Some(1), 10, 30),
            billable(3, Some(2), 60, 70),
            billable(4, None, 0, 9),
            Confirmed { billed: true, ..billable(5, Some(3), 0, 9) },
            Confirmed { billable: false, ..billable(6, Some(4), 0, 9) },
        ],
        now,
        &limits(),
    );
    let [one] = found.old.as_slice() else { panic!("{:?}", found.old) };
    assert_eq!((one.client, one.since), (client(1), Moment(10 * MINUTE)));
    assert_eq!((one.blocks.as_slice(), one.length), ([id(2), id(1)].as_slice(), 31 * MINUTE));
}
