//! No minute is lost or made: whatever is done to a timesheet and taken back again.

use crate::desk::{Desk, at, id, span};
use domain::edit::Twice;
use domain::edit::merge::Keep;
use domain::edit::reshape::{Edge, Neighbour};
use domain::time::{Millis, Span};
use engine::edits::{Edit, Outcome};
use engine::entries::Row;
use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, TestCaseError};

/// Which entry, by its place in the timesheet.
type Nth = usize;

/// An act, before it is known which entries there are.
#[derive(Debug, Clone)]
enum Act {
    Split(Nth, i64),
    Halves(Nth),
    Merge(Nth, Nth, bool),
    Boundary(Nth, bool, i64, bool),
    Resize(Nth, i64, i64),
    Move(Nth, i64),
    Duplicate(Nth, i64),
    Delete(Nth),
    Undo,
    Redo,
}

fn act() -> impl Strategy<Value = Act> {
    let nth = 0_usize..8;
    let minute = 0_i64..600;
    prop_oneof![
        3 => (nth.clone(), minute.clone()).prop_map(|(one, to)| Act::Split(one, to)),
        1 => nth.clone().prop_map(Act::Halves),
        3 => (nth.clone(), nth.clone(), any::<bool>())
            .prop_map(|(one, two, fill)| Act::Merge(one, two, fill)),
        2 => (nth.clone(), any::<bool>(), minute.clone(), any::<bool>())
            .prop_map(|(one, start, to, follow)| Act::Boundary(one, start, to, follow)),
        1 => (nth.clone(), minute.clone(), 1_i64..200)
            .prop_map(|(one, from, length)| Act::Resize(one, from, from + length)),
        1 => (nth.clone(), minute.clone()).prop_map(|(one, to)| Act::Move(one, to)),
        1 => (nth.clone(), minute).prop_map(|(one, to)| Act::Duplicate(one, to)),
        1 => nth.prop_map(Act::Delete),
        3 => Just(Act::Undo),
        2 => Just(Act::Redo),
    ]
}

/// The edit that the act means on this timesheet.
fn edit(act: &Act, sheet: &[Row]) -> Option<Edit> {
    let of = |nth: &Nth| sheet.get(nth % sheet.len().max(1)).map(id);
    Some(match act {
        Act::Split(one, to) => Edit::Split(of(one)?, vec![at(*to)]),
        Act::Halves(one) => Edit::Halves(of(one)?),
        Act::Merge(one, two, fill) => {
            let keep = if *fill { Keep::Fill } else { Keep::Sum };
            Edit::Merge(vec![of(one)?, of(two)?], keep)
        }
        Act::Boundary(one, start, to, follow) => {
            let edge = if *start { Edge::Start } else { Edge::End };
            let beside = if *follow { Neighbour::Follows } else { Neighbour::Stays };
            Edit::Boundary(of(one)?, edge, at(*to), beside)
        }
        Act::Resize(one, from, to) => Edit::Resize(of(one)?, Span::new(at(*from), at(*to))),
        Act::Move(one, to) => Edit::Move(of(one)?, at(*to)),
        Act::Duplicate(one, to) => Edit::Duplicate(of(one)?, at(*to)),
        Act::Delete(one) => Edit::Delete(vec![of(one)?]),
        Act::Undo | Act::Redo => return None,
    })
}

fn total(sheet: &[Row]) -> Millis {
    sheet.iter().map(|row| row.entry.length()).sum()
}

/// What the laws say of an edit that was shown as `shown` and done.
fn lawful(
    edit: &Edit,
    shown: &Outcome,
    before: &[Row],
    after: &[Row],
) -> Result<(), TestCaseError> {
    let moved = total(after) - total(before);
    prop_assert_eq!(moved, shown.after - shown.before, "what was shown is what is done");
    match edit {
        Edit::Split(..) | Edit::Halves(_) | Edit::Merge(_, Keep::Sum) | Edit::Move(..) => {
            prop_assert_eq!(moved, 0, "minutes are conserved by {:?}", edit);
        }
        _ => {}
    }
    Ok(())
}

proptest! {
    // Seeds that once found something are kept and tried first.
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("tests/editing/seeds.txt"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn minutes_are_conserved_by_split_merge_and_undo(acts in proptest::collection::vec(act(), 1..24)) {
        let desk = Desk::new();
        for nth in 0..4 {
            desk.add(if nth % 2 == 0 { "Acme" } else { "Nordwind" }, nth * 120, nth * 120 + 100);
        }
        let begun = desk.sheet();
        let mut past = vec![begun.clone()];
        let mut future: Vec<Vec<Row>> = Vec::new();
        for act in &acts {
            let sheet = desk.sheet();
            match (act, edit(act, &sheet)) {
                (Act::Undo, _) if past.len() > 1 => {
                    desk.daybook.undo().expect("undone");
                    future.extend(past.pop());
                    prop_assert_eq!(&desk.sheet(), past.last().expect("a past"));
                }
                (Act::Redo, _) if !future.is_empty() => {
                    desk.daybook.redo().expect("done again");
                    past.extend(future.pop());
                    prop_assert_eq!(&desk.sheet(), past.last().expect("a past"));
                }
                (_, Some(edit)) => {
                    let shown = desk.daybook.preview_edit(&edit, Twice::Refuse);
                    let done = desk.daybook.edit(&edit, Twice::Refuse);
                    prop_assert_eq!(shown.is_ok(), done.is_ok());
                    let after = desk.sheet();
                    match shown {
                        Err(_) => prop_assert_eq!(after, sheet, "a refusal changes nothing"),
                        Ok(shown) => {
                            lawful(&edit, &shown, &sheet, &after)?;
                            if after != sheet {
                                past.push(after);
                                future.clear();
                            }
                        }
                    }
                }
                (_, None) => {}
            }
        }
        while past.len() > 1 {
            desk.daybook.undo().expect("undone");
            past.pop();
        }
        prop_assert_eq!(desk.sheet(), begun, "to the last detail");
        let _ = span(0, 0);
    }
}
