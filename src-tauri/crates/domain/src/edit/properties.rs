//! Laws that every edit of any day keeps.

use super::merge::{Keep, merge};
use super::overlap::{Resolution, resolve};
use super::reshape::{Edge, Neighbour, duplicate, move_boundary, move_to, resize};
use super::split::{split_at, split_at_points, split_in_halves};
use super::*;
use crate::block::{Block, Status};
use crate::entry::tests::{entry, id};
use crate::time::MINUTE;
use proptest::prelude::*;

/// Entries with pauses, in milliseconds, that may overlap.
fn any_day() -> impl Strategy<Value = Vec<Entry>> {
    let stretch = (0_i64..400, 1_i64..60);
    let segments = proptest::collection::vec(stretch, 1..4).prop_map(|stretches| {
        let span = |(start, length): (i64, i64)| Span::new(Moment(start), Moment(start + length));
        Segments::new(stretches.into_iter().map(span))
    });
    proptest::collection::vec((segments, any::<bool>()), 1..6).prop_map(|all| {
        let made = all.into_iter().zip(1_u8..).map(|((segments, confirmed), number)| {
            let named = entry(number, &[(0, 1)]);
            let status = if confirmed { Status::Confirmed } else { Status::Draft };
            let block = Block { status, ..named.block().clone() };
            Entry::of(block, segments, named.zone().clone()).unwrap()
        });
        made.collect()
    })
}

/// Entries of which no two share time.
fn orderly_day() -> impl Strategy<Value = Vec<Entry>> {
    any_day().prop_map(|day| {
        let mut kept: Vec<Entry> = Vec::new();
        for entry in day {
            let left = entry.segments().minus(&covered(&kept));
            if let Ok(entry) = Entry::of(entry.block().clone(), left, entry.zone().clone()) {
                kept.push(entry);
            }
        }
        kept
    })
}

/// An operation with any operands; many of them are refused.
#[derive(Debug, Clone)]
enum Act {
    Split(u8, i64),
    SplitMany(u8, Vec<i64>),
    Halves(u8),
    Merge(Vec<u8>, Keep),
    Boundary(u8, Edge, i64, Neighbour),
    Move(u8, i64),
    Resize(u8, i64, i64),
    Duplicate(u8, i64),
    Resolve(u8, u8, Resolution),
    Remove(u8),
}

fn who() -> impl Strategy<Value = u8> {
    1_u8..6
}

fn when() -> impl Strategy<Value = i64> {
    -50_i64..500
}

fn splitting() -> impl Strategy<Value = Act> {
    prop_oneof![
        (who(), when()).prop_map(|(who, at)| Act::Split(who, at)),
        (who(), proptest::collection::vec(when(), 0..4))
            .prop_map(|(who, points)| Act::SplitMany(who, points)),
        who().prop_map(Act::Halves),
    ]
}

/// Merges that keep the sum, and moves.
fn moving() -> impl Strategy<Value = Act> {
    let ids = proptest::collection::vec(who(), 2..4);
    prop_oneof![
        ids.prop_map(|ids| Act::Merge(ids, Keep::Sum)),
        (who(), when()).prop_map(|(who, to)| Act::Move(who, to)),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let edge = prop_oneof![Just(Edge::Start), Just(Edge::End)];
    let neighbour = prop_oneof![Just(Neighbour::Follows), Just(Neighbour::Stays)];
    let how = proptest::sample::select(&RESOLUTIONS);
    let ids = proptest::collection::vec(who(), 0..4);
    prop_oneof![
        splitting(),
        moving(),
        ids.prop_map(|ids| Act::Merge(ids, Keep::Fill)),
        (who(), edge, when(), neighbour)
            .prop_map(|(who, edge, to, beside)| Act::Boundary(who, edge, to, beside)),
        (who(), when(), when()).prop_map(|(who, start, end)| Act::Resize(who, start, end)),
        (who(), when()).prop_map(|(who, to)| Act::Duplicate(who, to)),
        (who(), who(), how).prop_map(|(one, other, how)| Act::Resolve(one, other, how)),
        who().prop_map(Act::Remove),
    ]
}

const RESOLUTIONS: [Resolution; 5] = [
    Resolution::KeepFirst,
    Resolution::KeepSecond,
    Resolution::SplitAtMiddle,
    Resolution::Trim,
    Resolution::Both,
];

fn done(day: &[Entry], act: &Act, twice: Twice) -> Result<Preview, Refusal> {
    let fresh = id(100);
    match act {
        Act::Split(who, at) => split_at(day, id(*who), Moment(*at), fresh),
        Act::SplitMany(who, points) => {
            let points: Vec<_> =
                points.iter().zip(100_u8..).map(|(at, number)| (Moment(*at), id(number))).collect();
            split_at_points(day, id(*who), &points)
        }
        Act::Halves(who) => split_in_halves(day, id(*who), fresh),
        Act::Merge(ids, keep) => {
            let ids: Vec<_> = ids.iter().map(|number| id(*number)).collect();
            merge(day, &ids, *keep, twice)
        }
        Act::Boundary(who, edge, to, neighbour) => {
            move_boundary(day, id(*who), *edge, Moment(*to), *neighbour, twice)
        }
        Act::Move(who, to) => move_to(day, id(*who), Moment(*to), twice),
        Act::Resize(who, start, end) => {
            resize(day, id(*who), Span::new(Moment(*start), Moment(*end)), twice)
        }
        Act::Duplicate(who, to) => duplicate(day, id(*who), Moment(*to), fresh, twice),
        Act::Resolve(one, other, how) => resolve(day, id(*one), id(*other), *how),
        Act::Remove(who) => remove(day, &[id(*who)]),
    }
}

fn counted(entries: &[Entry], at: i64) -> usize {
    entries.iter().filter(|entry| entry.segments().contains(Moment(at))).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_edit_makes_an_empty_entry_or_counts_an_instant_more_often(
        day in any_day(), act in act(),
    ) {
        let Ok(done) = done(&day, &act, Twice::Refuse) else { return Ok(()) };
        for entry in &done.entries {
            prop_assert!(entry.length() > 0);
            prop_assert_eq!(entry.segments().hull(), Some(entry.span()));
        }
        for at in -100..1_100 {
            let (before, after) = (counted(&day, at), counted(&done.entries, at));
            prop_assert!(after <= before.max(1), "{} is counted {} times", at, after);
        }
    }

    #[test]
    fn a_preview_tells_all_that_changes(day in any_day(), act in act(), allow in any::<bool>()) {
        let twice = if allow { Twice::Allow } else { Twice::Refuse };
        let Ok(done) = done(&day, &act, twice) else { return Ok(()) };
        prop_assert!(done.entries.windows(2).all(|two| two[0].order() <= two[1].order()));
        // Whoever writes `put` and takes `gone` away has the day that was shown.
        let mut written = day.clone();
        written.retain(|entry| !done.gone.contains(&entry.id()));
        written.retain(|entry| done.put.iter().all(|put| put.id() != entry.id()));
        written.extend(done.put.iter().cloned());
        written.sort_by_key(Entry::order);
        prop_assert_eq!(&written, &done.entries);
        let ids: std::collections::BTreeSet<_> = written.iter().map(Entry::id).collect();
        prop_assert_eq!(ids.len(), written.len(), "every id once");
        prop_assert_eq!(done.before, day.iter().map(Entry::length).sum::<i64>());
        prop_assert_eq!(done.after, written.iter().map(Entry::length).sum::<i64>());
        for copied in &done.copied {
            prop_assert!(day.iter().any(|entry| entry.id() == copied.of));
            prop_assert!(written.iter().any(|entry| entry.id() == copied.id));
        }
    }

    #[test]
    fn what_is_allowed_to_count_twice_is_told(day in orderly_day(), act in act()) {
        let Ok(done) = done(&day, &act, Twice::Allow) else { return Ok(()) };
        for at in -100..1_100 {
            let told = done.overlaps.iter().any(|overlap| overlap.shared.contains(Moment(at)));
            prop_assert_eq!(counted(&done.entries, at) > 1, told, "at {}", at);
        }
    }

    #[test]
    fn minutes_are_conserved_by_split(day in any_day(), act in splitting()) {
        let Ok(done) = done(&day, &act, Twice::Refuse) else { return Ok(()) };
        prop_assert_eq!(done.before, done.after);
        prop_assert!(done.gained.is_empty() && done.lost.is_empty());
    }

    #[test]
    fn minutes_are_conserved_by_merge_that_keeps_the_sum_and_by_moving(
        day in any_day(), act in moving(),
    ) {
        let Ok(done) = done(&day, &act, Twice::Allow) else { return Ok(()) };
        prop_assert_eq!(done.before, done.after);
    }

    #[test]
    fn split_then_fill_is_identity(day in orderly_day(), who in who(), at in 0_i64..500) {
        // A split in a pause parts the entry there, and filling that gap counts the pause.
        let inside = |entry: &&Entry| {
            let Span { start, end } = entry.span();
            let (at, before) = (Moment(at), Moment(at - 1));
            start < at && at < end
                && entry.segments().contains(at) && entry.segments().contains(before)
        };
        let Some(whole) = find(&day, id(who)).ok().filter(inside) else { return Ok(()) };
        let parts = split_at(&day, id(who), Moment(at), id(100)).unwrap().entries;
        let again = merge(&parts, &[id(who), id(100)], Keep::Fill, Twice::Refuse).unwrap();
        let found = find(&again.entries, id(who)).unwrap();
        let expected = Block { edited: true, ..whole.block().clone() };
        prop_assert_eq!(found.block(), &expected);
        prop_assert_eq!(found.segments(), whole.segments());
        prop_assert_eq!(again.entries.len(), day.len());
    }

    #[test]
    fn halves_differ_by_a_millisecond_at_most(day in any_day()) {
        let Ok(done) = split_in_halves(&day, id(1), id(100)) else { return Ok(()) };
        let length = |number| find(&done.entries, id(number)).unwrap().length();
        prop_assert!((length(100) - length(1)).abs() <= 1);
    }

    #[test]
    fn a_boundary_with_its_neighbour_gains_and_loses_nothing_between_them(
        lengths in (1_i64..99, 1_i64..99), to in 0_i64..200,
    ) {
        let (left, right) = lengths;
        let two = [entry(1, &[(0, left)]), entry(2, &[(left, left + right)])];
        for (who, edge) in [(1, Edge::End), (2, Edge::Start)] {
            let to = Moment(to * MINUTE);
            let moved = move_boundary(&two, id(who), edge, to, Neighbour::Follows, Twice::Refuse);
            let Ok(moved) = moved else { continue };
            prop_assert_eq!(moved.before, moved.after);
            prop_assert!(moved.gained.is_empty() && moved.lost.is_empty());
            prop_assert_eq!(moved.entries[0].span().end, moved.entries[1].span().start);
        }
    }

    #[test]
    fn a_resolved_pair_shares_nothing_and_nobody_else_changes(
        day in any_day(), one in who(), other in who(), how in proptest::sample::select(&RESOLUTIONS),
    ) {
        let Ok(done) = resolve(&day, id(one), id(other), how) else { return Ok(()) };
        let pair = [id(one), id(other)];
        let is_pair = |overlap: &Overlap| {
            pair.contains(&overlap.first) && pair.contains(&overlap.second)
        };
        prop_assert_eq!(done.overlaps.iter().any(is_pair), how == Resolution::Both);
        prop_assert!(done.put.iter().all(|entry| pair.contains(&entry.id())));
        if how != Resolution::Trim {
            prop_assert!(done.lost.is_empty(), "somebody keeps every instant");
        }
        prop_assert!(done.gained.is_empty());
    }
}
