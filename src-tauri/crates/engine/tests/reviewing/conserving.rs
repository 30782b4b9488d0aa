//! Whatever is done in a review, no minute is lost or made: accepting, putting to another client
//! and noting keep the time of every entry, a merge that keeps the sum keeps it together, one that
//! fills adds just what it says, a rejected draft takes just its own along, and every undo brings
//! back exactly what was. What the ledger captured is never touched.

use crate::desk::Desk;
use domain::activity::{Activity, State};
use domain::edit::Twice;
use domain::edit::merge::Keep;
use domain::entry::Entry;
use domain::id::BlockId;
use domain::segments::Segments;
use domain::time::{MINUTE, Millis, Span, TimeZone, zone_of};
use engine::Error;
use engine::blocks::Correction;
use engine::edits::Edit;
use engine::notes::NewNote;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use store::entries::{self, Row};

/// Something that a person does; numbers say to which entry, counted around.
#[derive(Debug, Clone)]
enum Act {
    Accept(usize),
    AcceptDay,
    Reopen(usize),
    Reject(usize),
    Reassign(usize, Option<&'static str>),
    MergeWithPrevious(usize, Keep),
    Halve(usize),
    Note(usize),
    Undo,
    Redo,
}

fn act() -> impl Strategy<Value = Act> {
    let which = || 0_usize..12;
    let whom = prop_oneof![Just(None), Just(Some("Acme")), Just(Some("Nordwind"))];
    let keep = prop_oneof![Just(Keep::Sum), Just(Keep::Fill)];
    prop_oneof![
        2 => which().prop_map(Act::Accept),
        1 => Just(Act::AcceptDay),
        1 => which().prop_map(Act::Reopen),
        2 => which().prop_map(Act::Reject),
        2 => (which(), whom).prop_map(|(which, whom)| Act::Reassign(which, whom)),
        4 => (which(), keep).prop_map(|(which, keep)| Act::MergeWithPrevious(which, keep)),
        1 => which().prop_map(Act::Halve),
        1 => which().prop_map(Act::Note),
        5 => Just(Act::Undo),
        3 => Just(Act::Redo),
    ]
}

/// An entry: its stretches from the end of the one before it on, and where it was worked.
type Made = (Vec<(i64, i64)>, &'static str);

fn made() -> impl Strategy<Value = Made> {
    let stretches = prop::collection::vec((0_i64..30, 1_i64..50), 1..4);
    let zone =
        prop::sample::select(vec!["UTC", "Europe/Vienna", "Asia/Kathmandu", "America/New_York"]);
    (stretches, zone)
}

/// Writes the entries down, one after the other.
fn lay_out(desk: &Desk, day: &[Made]) {
    let mut reached = 0;
    for (stretches, zone) in day {
        let mut spans = Vec::new();
        for (gap, length) in stretches {
            let start = reached + gap;
            reached = start + length;
            spans.push(Span::new(Desk::at(start), Desk::at(reached)));
        }
        let id = desk.draft(0, 1, None, 0.5);
        let mut row = desk.row(&id);
        let zone = zone_of(zone).expect("a zone");
        let block = row.entry.block().clone();
        row.entry = Entry::of(block, Segments::new(spans), zone).expect("an entry");
        desk.day.store.write(move |tx| entries::put(tx, &row, Desk::began())).expect("written");
    }
}

fn rows(desk: &Desk) -> Vec<Row> {
    let all = Span::new(Desk::at(-10_000), Desk::at(10_000));
    desk.day.store.read(|db| entries::within(db, all, &TimeZone::UTC)).expect("entries")
}

fn total(rows: &[Row]) -> Millis {
    rows.iter().map(|row| row.entry.length()).sum()
}

/// How the time is shared out, whatever it is called.
fn shares(rows: &[Row]) -> Vec<(BlockId, Segments)> {
    rows.iter().map(|row| (row.entry.id(), row.entry.segments().clone())).collect()
}

/// What the act changes of the time; `None` where it is refused.
fn carry_out(desk: &Desk, act: &Act, before: &[Row]) -> Option<Millis> {
    let daybook = desk.daybook();
    let pick = |which: &usize| {
        let nth = which.checked_rem(before.len()).expect("somebody is left");
        let row = before.get(nth).expect("an entry");
        (row.entry.id().to_string(), row.entry.length())
    };
    let kept = |result: Result<(), Error>| result.ok().map(|()| 0);
    match act {
        Act::Accept(which) => kept(daybook.confirm(&pick(which).0).map(drop)),
        Act::AcceptDay => {
            let today = daybook.today();
            kept(daybook.confirm_days(today, today).map(drop))
        }
        Act::Reopen(which) => kept(daybook.reopen(&[pick(which).0]).map(drop)),
        Act::Reject(which) => {
            let (id, length) = pick(which);
            daybook.edit(&Edit::Delete(vec![id]), Twice::Refuse).ok().map(|_| -length)
        }
        Act::Reassign(which, whom) => {
            let client = Some(whom.map(str::to_owned));
            let correction = Correction { client, ..Correction::default() };
            kept(daybook.correct(&pick(which).0, &correction).map(drop))
        }
        Act::MergeWithPrevious(which, keep) => {
            let (id, _) = pick(which);
            let previous = daybook.review_help(&id).expect("help").previous?;
            let merge = Edit::Merge(vec![previous.entry.id().to_string(), id], *keep);
            let outcome = daybook.preview_edit(&merge, Twice::Refuse).ok()?;
            daybook.edit(&merge, Twice::Refuse).expect("what was shown can be done");
            match keep {
                Keep::Sum => Some(0),
                Keep::Fill => Some(outcome.gained.length()),
            }
        }
        Act::Halve(which) => {
            kept(daybook.edit(&Edit::Halves(pick(which).0), Twice::Refuse).map(drop))
        }
        Act::Note(which) => {
            let (date, block) = (daybook.today(), Some(pick(which).0));
            let note = NewNote { id: None, date, block, text: "a note".into() };
            kept(daybook.put_note(note).map(drop))
        }
        Act::Undo | Act::Redo => None,
    }
}

/// Does one thing and checks the minutes. `done` and `undone` hold how everything was before each
/// step that can be undone, and after each that can be done again.
fn step(desk: &Desk, act: &Act, done: &mut Vec<Vec<Row>>, undone: &mut Vec<Vec<Row>>) {
    desk.day.clock.pass(MINUTE);
    let (daybook, before) = (desk.daybook(), rows(desk));
    let (from, to, turned) = match act {
        Act::Undo => (done, undone, daybook.undo()),
        Act::Redo => (undone, done, daybook.redo()),
        _ if before.is_empty() => return,
        act => {
            let change = carry_out(desk, act, &before);
            let after = rows(desk);
            let expected = total(&before) + change.unwrap_or(0);
            assert_eq!(total(&after), expected, "{act:?} of {before:#?}");
            if matches!(act, Act::Accept(_) | Act::AcceptDay | Act::Reassign(..) | Act::Note(_)) {
                assert_eq!(shares(&after), shares(&before), "{act:?} moves no time");
            }
            if change.is_none() {
                assert_eq!(after, before, "a refused {act:?} changes nothing");
            }
            let (newest, _) = daybook.undoable().expect("steps");
            if newest.is_some_and(|step| step.at == daybook.clock().now()) {
                done.push(before);
                undone.clear();
            }
            return;
        }
    };
    let turned = turned.expect("nothing came between");
    assert_eq!(turned.is_some(), !from.is_empty(), "{act:?}");
    if let Some(as_it_was) = from.pop() {
        assert_eq!(rows(desk), as_it_was, "{act:?} brings back exactly what was");
        to.push(before);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 40,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "tests/reviewing/conserving.seeds",
        ))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_minute_is_lost_or_made_in_a_review(
        day in prop::collection::vec(made(), 1..7),
        acts in prop::collection::vec(act(), 1..30),
    ) {
        let desk = Desk::new();
        desk.front(0, 700, "code", "shop.rs");
        lay_out(&desk, &day);
        let captured = || -> Vec<Activity> {
            desk.daybook().ledger(Span::new(Desk::at(-10), Desk::at(10_000))).expect("the ledger")
        };
        let ledger = captured();
        prop_assert!(ledger.iter().any(|row| row.state == State::Working));
        let (mut done, mut undone) = (Vec::new(), Vec::new());
        for act in &acts {
            step(&desk, act, &mut done, &mut undone);
        }
        while !done.is_empty() {
            step(&desk, &Act::Undo, &mut done, &mut undone);
        }
        prop_assert_eq!(captured(), ledger);
    }
}
