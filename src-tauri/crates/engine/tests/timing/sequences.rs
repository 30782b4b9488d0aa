//! Whatever is done to timers, in whatever order, on whatever machine: no instant is counted twice,
//! none is lost, and an entry is as long as its timer ran.

use super::{day, for_client};
use domain::edit::Twice;
use domain::segments::Segments;
use domain::time::{MINUTE, Millis, SECOND};
use domain::timer::Status;
use domain::timer::interruption::Choice;
use proptest::prelude::*;
use testkit::fakes::Workday;

/// What is done, or happens. Times are seconds before now.
#[derive(Debug, Clone, Copy)]
enum Act {
    Start(Option<i64>),
    Pause(Option<i64>),
    Resume(Option<i64>),
    Stop(Option<i64>),
    MoveStart(i64),
    Continue,
    Discard,
    Answer(u8),
    Watched(i64),
    Unwatched(i64),
    Sleep(i64),
    Jump(i64),
    Quit,
    Undo,
    Redo,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let when = || proptest::option::weighted(0.4, 0_i64..3_000);
    let act = prop_oneof![
        4 => when().prop_map(Act::Start),
        3 => when().prop_map(Act::Pause),
        3 => when().prop_map(Act::Resume),
        3 => when().prop_map(Act::Stop),
        1 => (0_i64..3_000).prop_map(Act::MoveStart),
        1 => Just(Act::Continue),
        1 => Just(Act::Discard),
        2 => (0_u8..4).prop_map(Act::Answer),
        5 => (1_i64..60).prop_map(Act::Watched),
        3 => (1_i64..3_000).prop_map(Act::Unwatched),
        2 => (1_i64..3_000).prop_map(Act::Sleep),
        2 => (-3_000_i64..3_000).prop_map(Act::Jump),
        1 => Just(Act::Quit),
        1 => Just(Act::Undo),
        1 => Just(Act::Redo),
    ];
    proptest::collection::vec(act, 1..25)
}

fn done(day: &Workday, act: Act) {
    let daybook = &day.daybook;
    let now = daybook.clock().now();
    let ago = |seconds: Option<i64>| seconds.map(|seconds| now.minus(seconds * SECOND));
    let open = daybook.timer(None).expect("a look").map(|timer| timer.id.to_string());
    let id = open.unwrap_or_default();
    // A refusal is an answer too; what matters is what stands afterwards.
    match act {
        Act::Start(at) => {
            let _ = daybook.start_timer(&for_client("Acme", ""), ago(at), Twice::Refuse);
        }
        Act::Pause(at) => {
            let _ = daybook.pause_timer(ago(at), Twice::Refuse);
        }
        Act::Resume(at) => {
            let _ = daybook.resume_timer(None, ago(at), Twice::Refuse);
        }
        Act::Stop(at) => {
            let _ = daybook.stop_timer(None, ago(at), Twice::Refuse);
        }
        Act::MoveStart(seconds) => {
            let at = now.minus(seconds * SECOND);
            let _ = daybook.move_timer_start(&id, at, Twice::Refuse);
        }
        Act::Continue => {
            let _ = daybook.continue_work(&id, None, Twice::Refuse);
        }
        Act::Discard => {
            let _ = daybook.discard_timer(&id);
        }
        Act::Answer(which) => {
            let choice = match which {
                0 => Choice::End,
                1 => Choice::LeaveOut,
                2 => Choice::Keep,
                _ => Choice::EndAt(now.minus(MINUTE)),
            };
            let _ = daybook.answer_interruption(&id, choice);
        }
        Act::Watched(seconds) => {
            for _ in 0..seconds {
                day.clock.pass(5 * SECOND);
                daybook.beat_timer().expect("a heartbeat");
            }
        }
        Act::Unwatched(seconds) => day.clock.pass(seconds * SECOND),
        Act::Sleep(seconds) => day.clock.sleep(seconds * SECOND),
        Act::Jump(seconds) => day.clock.jump(seconds * SECOND),
        Act::Quit => daybook.leave_timer().expect("an orderly end"),
        // A step that has changed since is refused, and that is said.
        Act::Undo => drop(daybook.undo()),
        Act::Redo => drop(daybook.redo()),
    }
}

/// Says what does not hold.
fn check(day: &Workday) -> Result<(), TestCaseError> {
    let timers = day.daybook.timers().expect("timers");
    let reach = domain::time::Span::new(super::at(-6_000), super::at(60_000));
    let rows = super::entries(day, reach);
    let mut all = Segments::default();
    let mut sum: Millis = 0;
    let entries = rows.iter().map(|row| row.entry.segments().clone());
    let open = timers.running.iter().chain(&timers.paused).map(|timer| timer.segments.clone());
    for segments in entries.chain(open) {
        prop_assert!(segments.length() >= 0);
        sum += segments.length();
        all = all.union(&segments);
    }
    prop_assert_eq!(all.length(), sum, "no instant is counted twice");
    for timer in timers.running.iter().chain(&timers.paused) {
        prop_assert_eq!(timer.total, timer.segments.length());
        prop_assert!(timer.status != Status::Completed);
    }
    let stopped = day.store.read(|db| store::timers::completed(db, super::at(-9_000)));
    for row in stopped.expect("timers") {
        let Some(block) = row.block else { continue };
        let entry = rows.iter().find(|one| one.entry.id() == block).expect("it is there");
        prop_assert_eq!(entry.entry.segments(), row.timer.closed(), "as long as it ran");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: Some(Box::new(
            proptest::test_runner::FileFailurePersistence::WithSource("seeds"),
        )),
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_instant_is_counted_twice_and_an_entry_is_as_long_as_its_timer_ran(acts in acts()) {
        let day = day();
        day.clock.pass(60 * MINUTE);
        for act in acts {
            done(&day, act);
            check(&day)?;
        }
    }
}
