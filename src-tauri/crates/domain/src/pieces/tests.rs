//! How a chunk is cut and put together, as cases and as laws.

use super::*;
use crate::block::{Answer, Block, Status};
use crate::classify::{Source, join};
use crate::id::{BlockId, ClientId};
use crate::learner::Learner;
use crate::names::Names;
use crate::pattern::Pattern;
use crate::rule::{Field, Rule};
use crate::time::{MINUTE, SECOND};
use crate::tokens::WordKey;
use crate::work::Billables;
use proptest::prelude::*;

fn client(number: u8) -> ClientId {
    ClientId::mint(Moment(0), [number; 10])
}

struct Desk {
    rules: Rules,
    names: Names,
    billables: Billables,
    learner: Learner,
    key: WordKey,
    limits: Limits,
}

/// A desk with a rule for each client: "acme" and "globex" in the title, "initech" in words.
fn desk() -> Desk {
    let rule = |number: u8, field: Field, pattern: &str| Rule {
        id: RuleId::mint(Moment(0), [number; 10]),
        field,
        pattern: Pattern::parse(pattern).unwrap(),
        client: client(number),
        project: None,
        label: None,
        billable: None,
    };
    let mut names = Names::default();
    for (number, name) in [(1, "Alpha"), (2, "Beta"), (3, "Gamma")] {
        names.add_client(client(number), name);
    }
    Desk {
        rules: Rules::new(vec![
            rule(1, Field::Title, "acme"),
            rule(2, Field::Title, "globex"),
            rule(3, Field::Words, "initech"),
        ]),
        names,
        billables: Billables::default(),
        learner: Learner::default(),
        key: WordKey([1; 16]),
        limits: Limits::default(),
    }
}

impl Desk {
    fn classifier(&self) -> Classifier<'_> {
        let Self { rules, names, billables, learner, key, limits } = self;
        Classifier { rules, learner, names, billables, key, limits: *limits }
    }

    fn propose(&self, activities: &[Activity], heard: &[Heard], seen: &[Seen]) -> Vec<Proposed> {
        propose(span(0, 300), activities, heard, seen, &self.classifier())
    }
}

fn span(start: i64, end: i64) -> Span {
    Span::new(Moment(start * SECOND), Moment(end * SECOND))
}

fn heard(start: i64, end: i64, text: &str) -> Heard {
    Heard { span: span(start, end), text: text.into() }
}

/// Reads `"acme 30, idle 5, !zoom 60"`: title and seconds; `!` is a call; a state by its name.
fn activities(day: &str) -> Vec<Activity> {
    let mut at = 0;
    day.split(", ")
        .map(|entry| {
            let (title, seconds) = entry.rsplit_once(' ').unwrap();
            let span = span(at, at + seconds.parse::<i64>().unwrap());
            at = span.end.0 / SECOND;
            let state = State::from_name(title).unwrap_or(match title.strip_prefix('!') {
                Some(_) => State::Call,
                None => State::Working,
            });
            let title = title.trim_start_matches('!').to_owned();
            let window = Window { program: "XTerm".into(), title, site: None };
            Activity { span, state, window: state.is_work().then_some(window) }
        })
        .collect()
}

/// `"1: 0-60, -: 60-70"`: the first byte of the client's id, and the seconds.
fn text(proposed: &[Proposed]) -> String {
    let one = |block: &Proposed| {
        let whose = [1, 2, 3].into_iter().find(|n| block.answer.client == Some(client(*n)));
        let whose = whose.map_or("-".into(), |n| n.to_string());
        format!("{whose}: {}-{}", block.span.start.0 / SECOND, block.span.end.0 / SECOND)
    };
    proposed.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[test]
fn work_is_cut_where_it_changed_and_joined_where_it_did_not() {
    let check = |day: &str, expected: &str| {
        assert_eq!(text(&desk().propose(&activities(day), &[], &[])), expected, "{day}");
    };
    check("acme 60", "1: 0-60");
    check("acme 60, globex 60", "1: 0-60, 2: 60-120");
    check("acme 60, globex 60, acme 60", "1: 0-60, 2: 60-120, 1: 120-180");
    check("acme 60, globex 5, acme 60", "1: 0-125");
    check("acme 60, acme docs 60", "1: 0-120");
    check("acme 60, notes 30", "1: 0-60, -: 60-90");
    check("acme 60, notes 5, globex 20", "1: 0-65, 2: 65-85");
    check("notes 5, mail 5, chat 5, news 5", "-: 0-20");
    check("acme 4, globex 4, acme 4, globex 4, notes 120", "1: 0-12, -: 12-136");
    check("acme 60, idle 30, acme 60", "1: 0-150");
    check("acme 60, excluded 30, acme 60", "1: 0-150");
    check("acme 60, idle 61, acme 60", "1: 0-60, 1: 121-181");
    check("acme 60, idle 30, globex 60", "1: 0-60, 2: 90-150");
    check("acme 60, locked 30, acme 60", "1: 0-60, 1: 90-150");
    check("acme 60, paused 5, acme 60", "1: 0-60, 1: 65-125");
    check("acme 60, idle 10, off 1, idle 10, acme 60", "1: 0-60, 1: 81-141");
    check("idle 60, acme 3, idle 100", "1: 60-63");
    check("idle 300", "");
}

#[test]
fn sure_work_at_the_edge_of_a_chunk_waits_for_its_other_half() {
    let check = |day: &str, expected: &str| {
        assert_eq!(text(&desk().propose(&activities(day), &[], &[])), expected, "{day}");
    };
    check("globex 3, acme 60", "2: 0-3, 1: 3-63");
    check("acme 297, globex 3", "1: 0-297, 2: 297-300");
    check("notes 3, acme 60", "1: 0-63");
    check("acme 297, notes 3", "1: 0-300");
}

#[test]
fn words_decide_where_the_window_does_not() {
    let check = |day: &str, words: &[Heard], expected: &str| {
        assert_eq!(text(&desk().propose(&activities(day), words, &[])), expected, "{day}");
    };
    check("notes 60, mail 60", &[heard(5, 9, "about Initech, then")], "3: 0-60, -: 60-120");
    check("notes 60, mail 60", &[heard(55, 70, "about Initech")], "-: 0-60, 3: 60-120");
    check("acme 60", &[heard(5, 9, "about Initech")], "1: 0-60");
    check("idle 60, notes 60", &[heard(5, 9, "about Initech")], "-: 60-120");
    // A phrase is cut where the speaker breathed, not where the pattern does.
    check("notes 60", &[heard(1, 2, "this is ini"), heard(3, 4, "tech")], "-: 0-60");
}

#[test]
fn what_is_said_on_a_call_is_about_the_whole_call() {
    let check = |day: &str, expected: &str| {
        let words = [heard(65, 70, "so, Initech asked us")];
        assert_eq!(text(&desk().propose(&activities(day), &words, &[])), expected, "{day}");
    };
    check("notes 50, !zoom 50, !mail 50, notes 50", "-: 0-50, 3: 50-150, -: 150-200");
    check("!zoom 50, notes 10, !zoom 50", "-: 0-60, 3: 60-110");
}

#[test]
fn words_on_the_screen_belong_to_their_window() {
    let seen = [Seen { at: Moment(70 * SECOND), text: "Initech invoice".into() }];
    let day = activities("notes 60, mail 60, notes 60, mail 60");
    assert_eq!(
        text(&desk().propose(&day, &[], &seen)),
        "-: 0-60, 3: 60-120, -: 120-180, 3: 180-240"
    );
}

#[test]
fn no_label_or_reason_holds_what_was_said_or_seen() {
    let words = [heard(0, 9, "canary initech canary")];
    let seen = [Seen { at: Moment(5), text: "canary".into() }];
    for day in ["notes 60", "!zoom 60", "acme 60"] {
        for block in desk().propose(&activities(day), &words, &seen) {
            let Answer { label, reason, .. } = &block.answer;
            assert!(!label.contains("canary") && !reason.contains("canary"), "{label}: {reason}");
            let tokens: String = block.tokens.iter().map(|token| token.encode()).collect();
            assert!(!tokens.contains("canary"), "hidden words are hashed: {tokens}");
        }
    }
    assert!(!format!("{words:?} {seen:?}").contains("canary"), "not even in a debug print");
}

fn block(start: i64, end: i64, of: u8) -> Block {
    Block {
        id: BlockId::mint(Moment(0), [9; 10]),
        span: span(start, end),
        answer: Answer { client: Some(client(of)), billable: true, ..Answer::default() },
        status: Status::Draft,
        edited: false,
    }
}

#[test]
fn a_draft_grows_across_chunks_and_a_persons_block_never_does() {
    let desk = desk();
    let next = desk.propose(&activities("idle 20, acme 60"), &[], &[]).remove(0);
    let joined = |prev: &Block| {
        join(prev, &next, &activities("idle 20"), &desk.limits).map(|block| block.span)
    };
    assert_eq!(joined(&block(-60, 0, 1)), Some(span(-60, 80)));
    assert_eq!(joined(&block(-60, 0, 2)), None, "another client's");
    assert_eq!(joined(&block(-99, -50, 1)), None, "too long ago");
    let confirmed = Block { status: Status::Confirmed, ..block(-60, 0, 1) };
    assert_eq!(joined(&confirmed), None, "a person confirmed it");
    let edited = Block { edited: true, ..block(-60, 0, 1) };
    assert_eq!(joined(&edited), None, "a person edited it");
    let away = join(&block(-60, 0, 1), &next, &activities("locked 20"), &desk.limits);
    assert_eq!(away, None, "the machine was locked in between");
}

#[test]
fn the_longer_stretch_names_the_block() {
    let blocks = desk().propose(&activities("acme one 40, acme two 90"), &[], &[]);
    assert_eq!(blocks.len(), 1);
    assert_eq!(blocks[0].answer.label, "acme two");
    assert!(matches!(blocks[0].source, Source::Rule(_)) && blocks[0].sure);
}

#[test]
fn new_work_is_billable_as_its_client_says_unless_the_rule_says_otherwise() {
    let check = |said: Option<bool>, by_rule: Option<bool>, expected: bool| {
        let mut desk = desk();
        desk.billables.clients.extend(said.map(|said| (client(1), said)));
        let mut rules = desk.rules.as_slice().to_vec();
        rules.iter_mut().for_each(|rule| rule.billable = by_rule);
        desk.rules = Rules::new(rules);
        let blocks = desk.propose(&activities("acme 60"), &[], &[]);
        let found: Vec<bool> = blocks.iter().map(|block| block.answer.billable).collect();
        assert_eq!(found, [expected], "client {said:?}, rule {by_rule:?}");
    };
    check(None, None, true);
    check(Some(false), None, false);
    check(Some(false), Some(true), true);
    check(Some(true), Some(false), false);
}

#[test]
fn a_client_that_is_recognised_by_its_name_is_billable_as_it_says() {
    let check = |said: Option<bool>, expected: bool| {
        let mut desk = desk();
        desk.billables.clients.extend(said.map(|said| (client(1), said)));
        let blocks = desk.propose(&activities("Letter to Alpha 60"), &[], &[]);
        let found: Vec<_> =
            blocks.iter().map(|block| (block.answer.client, block.answer.billable)).collect();
        assert_eq!(found, [(Some(client(1)), expected)], "{said:?}");
    };
    check(None, true);
    check(Some(false), false);
}

fn any_day() -> impl Strategy<Value = Vec<Activity>> {
    let state = prop::sample::select(&State::ALL[..]);
    let title = prop::sample::select(vec!["acme", "globex", "notes", "mail", ""]);
    let entry = (state, title, 0..90_000_i64, 0..20_000_i64);
    prop::collection::vec(entry, 0..25).prop_map(|entries| {
        let mut at = -20_000;
        let mut day = Vec::new();
        for (state, title, length, hole) in entries {
            let span = Span::new(Moment(at), Moment(at + length));
            at += length + if hole > 15_000 { hole } else { 0 };
            let window = Window { program: "XTerm".into(), title: title.into(), site: None };
            day.push(Activity { span, state, window: state.is_work().then_some(window) });
        }
        day
    })
}

/// What of `spans` lies inside `chunk`, in milliseconds.
fn inside(chunk: Span, spans: impl Iterator<Item = Span>) -> Millis {
    spans.filter_map(|span| span.overlap(chunk)).map(Span::millis).sum()
}

proptest! {
    #[test]
    fn every_second_of_work_lies_in_one_block(day in any_day()) {
        let desk = desk();
        let chunk = span(0, 300);
        let blocks = desk.propose(&day, &[], &[]);
        for pair in blocks.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start, "blocks overlap");
        }
        for block in &blocks {
            prop_assert!(!block.span.is_empty());
            prop_assert!(block.span.overlap(chunk) == Some(block.span), "outside the chunk");
        }
        let covered = |activity: &Activity| {
            let shared = activity.span.overlap(chunk);
            shared.map_or(0, |shared| inside(shared, blocks.iter().map(|block| block.span)))
        };
        for activity in &day {
            let length = inside(chunk, std::iter::once(activity.span));
            match activity.state {
                State::Working | State::Call => prop_assert_eq!(covered(activity), length),
                State::Idle | State::Excluded => {
                    prop_assert!(covered(activity) == 0 || length <= MINUTE, "a long gap is bridged");
                }
                State::Locked | State::Asleep | State::Paused | State::Off => {
                    prop_assert_eq!(covered(activity), 0, "{:?} is in a block", activity.state);
                }
            }
        }
    }
}
