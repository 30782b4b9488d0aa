//! What the ledger promises, as tables and as laws.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn window(name: &str) -> Option<Window> {
    Some(Window { program: name.into(), title: name.into(), site: None })
}

/// Applies changes the way the store does.
fn apply(rows: &mut BTreeMap<Moment, Activity>, changes: Vec<Change>) {
    for change in changes {
        match change {
            Change::Put(row) => drop(rows.insert(row.span.start, row)),
            Change::Remove(start) => drop(rows.remove(&start)),
        }
    }
}

/// Feeds readings "state@second[+skew]" and draws the rows: one letter per second.
fn draw(readings: &[(i64, State, &str)]) -> String {
    let mut ledger = Ledger::resume(None);
    let mut rows = BTreeMap::new();
    for (second, state, name) in readings {
        let ms = second * SECOND;
        let changes = ledger.tick(Tick {
            wall: Moment(ms),
            boot_ms: ms,
            awake_ms: ms,
            state: *state,
            window: if name.is_empty() { None } else { window(name) },
        });
        apply(&mut rows, changes);
    }
    let mut text = String::new();
    for row in rows.values() {
        let letter = match row.state {
            State::Off => "-".to_owned(),
            State::Asleep => "z".to_owned(),
            State::Idle => "i".to_owned(),
            _ => row.window.as_ref().map_or(".".into(), |w| w.title.clone()),
        };
        text.push('[');
        text.push_str(&letter.repeat(usize::try_from(row.span.millis() / SECOND).unwrap()));
        text.push(']');
    }
    text
}

#[test]
fn equal_neighbours_merge_within_the_pulse() {
    let w = State::Working;
    let check = |readings: &[(i64, State, &str)], expected: &str| {
        assert_eq!(draw(readings), expected);
    };
    check(&[(0, w, "a"), (1, w, "a"), (3, w, "b"), (4, w, "b")], "[aaa][b]");
    check(&[(0, w, "a"), (10, w, "a")], "[aaaaaaaaaa]");
    check(&[(0, w, "a"), (1, w, "a"), (13, w, "a"), (14, w, "a")], "[a][------------][a]");
    check(
        &[(0, w, "a"), (2, State::Asleep, ""), (60, w, "a")].map(|r| r),
        &format!("[aa][{}][]", "z".repeat(58)),
    );
}

#[test]
fn a_machine_that_slept_was_not_working() {
    let mut ledger = Ledger::resume(None);
    let mut rows = BTreeMap::new();
    let tick = |wall, boot_ms, awake_ms| Tick {
        wall: Moment(wall),
        boot_ms,
        awake_ms,
        state: State::Working,
        window: window("a"),
    };
    apply(&mut rows, ledger.tick(tick(0, 0, 0)));
    apply(&mut rows, ledger.tick(tick(5_000, 5_000, 5_000)));
    // Four seconds of sleep: shorter than the pulse, yet the steady clocks disagree.
    apply(&mut rows, ledger.tick(tick(9_000, 9_000, 5_000)));
    apply(&mut rows, ledger.tick(tick(10_000, 10_000, 6_000)));
    let states: Vec<_> = rows.values().map(|row| (row.state, row.span.millis())).collect();
    assert_eq!(states, [(State::Working, 5_000), (State::Asleep, 4_000), (State::Working, 1_000)]);
}

#[test]
fn a_clock_set_back_loses_and_doubles_nothing() {
    let mut ledger = Ledger::resume(None);
    let mut rows = BTreeMap::new();
    for second in 0..60 {
        let back = if second >= 30 { 3_600_000 } else { 0 };
        let ms = second * SECOND;
        apply(
            &mut rows,
            ledger.tick(Tick {
                wall: Moment(10_000_000 + ms - back),
                boot_ms: ms,
                awake_ms: ms,
                state: State::Working,
                window: window("a"),
            }),
        );
    }
    let sum: i64 = rows.values().map(|row| row.span.millis()).sum();
    assert_eq!(sum, 59_000, "the sum is the time that passed");
    assert_eq!(rows.len(), 1, "nothing was cut");
}

#[test]
fn going_idle_starts_at_the_last_sign_of_life() {
    let mut ledger = Ledger::resume(None);
    let mut rows = BTreeMap::new();
    let mut at = |ledger: &mut Ledger, second: i64, name: &str| {
        let ms = second * SECOND;
        apply(
            &mut rows,
            ledger.tick(Tick {
                wall: Moment(ms),
                boot_ms: ms,
                awake_ms: ms,
                state: State::Working,
                window: window(name),
            }),
        );
    };
    for second in 0..20 {
        at(&mut ledger, second, if second < 12 { "a" } else { "b" });
    }
    let changes = ledger.went_idle(Moment(8 * SECOND));
    apply(&mut rows, changes);
    let drawn: Vec<_> = rows
        .values()
        .map(|row| (row.state, row.span.start.0 / SECOND, row.span.end.0 / SECOND))
        .collect();
    assert_eq!(drawn, [(State::Working, 0, 8), (State::Idle, 8, 19)]);
}

#[test]
fn the_states_have_an_order() {
    let now = Circumstances {
        paused: false,
        asleep: false,
        locked: false,
        call: false,
        excluded: false,
        idle_ms: 0,
    };
    let check = |now, expected| assert_eq!(state_of(now, 1_000), expected, "{now:?}");
    check(now, State::Working);
    check(Circumstances { idle_ms: 1_000, ..now }, State::Idle);
    check(Circumstances { idle_ms: 1_000, call: true, ..now }, State::Call);
    check(Circumstances { excluded: true, call: true, ..now }, State::Excluded);
    check(Circumstances { excluded: true, idle_ms: 5_000, ..now }, State::Idle);
    check(Circumstances { locked: true, call: true, ..now }, State::Locked);
    check(Circumstances { paused: true, locked: true, ..now }, State::Paused);
}

/// One step of a day: what is read, and what the clocks do meanwhile.
#[derive(Debug, Clone)]
struct Step {
    passes_ms: i64,
    sleeps: bool,
    jump_ms: i64,
    state: usize,
    name: u8,
    idle_back_ms: Option<i64>,
    settles: bool,
}

fn step() -> impl Strategy<Value = Step> {
    (
        prop_oneof![8 => 0_i64..2_000, 1 => 2_000_i64..60_000],
        prop::bool::weighted(0.05),
        prop_oneof![20 => Just(0_i64), 1 => -7_200_000_i64..7_200_000],
        0_usize..State::ALL.len(),
        0_u8..3,
        prop::option::weighted(0.1, 0_i64..20_000),
        prop::bool::weighted(0.05),
    )
        .prop_map(|(passes_ms, sleeps, jump_ms, state, name, idle_back_ms, settles)| Step {
            passes_ms,
            sleeps,
            jump_ms,
            state,
            name,
            idle_back_ms,
            settles,
        })
}

proptest! {
    /// Whatever the clocks do, rows neither overlap nor leave a gap, and their sum is the
    /// distance from the first instant to the last.
    #[test]
    fn every_second_has_exactly_one_state(steps in prop::collection::vec(step(), 1..200)) {
        let mut ledger = Ledger::resume(None);
        let mut rows = BTreeMap::new();
        let (mut wall, mut boot, mut awake) = (1_000_000_000_i64, 0_i64, 0_i64);
        for step in steps {
            wall += step.passes_ms + step.jump_ms;
            boot += step.passes_ms;
            if !step.sleeps { awake += step.passes_ms; }
            let state = State::ALL[step.state];
            apply(&mut rows, ledger.tick(Tick {
                wall: Moment(wall), boot_ms: boot, awake_ms: awake, state,
                window: state.is_work().then(|| Window { program: step.name.to_string(), ..Window::default() }),
            }));
            if let Some(back) = step.idle_back_ms {
                let since = ledger.end().unwrap().minus(back);
                apply(&mut rows, ledger.went_idle(since));
            }
            if step.settles {
                let at = ledger.end().unwrap().minus(step.passes_ms / 2);
                apply(&mut rows, ledger.settle(at));
            }
        }
        let rows: Vec<_> = rows.into_values().collect();
        for pair in rows.windows(2) {
            prop_assert_eq!(pair[0].span.end, pair[1].span.start, "no gap, no overlap: {:?}", pair);
        }
        let whole = Span::new(rows[0].span.start, rows[rows.len() - 1].span.end);
        let sum: i64 = totals(&rows, whole).into_iter().map(|(_, ms)| ms).sum();
        prop_assert_eq!(sum, whole.millis());
    }
}
