//! A process that ends from one instruction to the next while a timer runs.
//!
//! The test starts itself again as the process that dies: it aborts, which runs no destructor and
//! flushes nothing, as kill -9 does.

use crate::again::again;
use domain::edit::Twice;
use domain::time::{MINUTE, Moment, SECOND, Span, TimeZone};
use domain::timer::Status;
use engine::timers::{Standing, TimerWork};
use std::path::{Path, PathBuf};
use testkit::fakes::Workday;

const HOME: &str = "DAYBOOK_TEST_TIMER_DIES_IN";
const PLACE: &str = "DAYBOOK_TEST_TIMER_DIES_AT";
const KEY: [u8; 32] = [9; 32];
const START: &str = "2026-03-02T09:00:00Z";

fn at(seconds: i64) -> Moment {
    START.parse::<Moment>().expect("a time").plus(seconds * SECOND)
}

/// Times ten minutes and a little, with a pause, and dies at `place`.
fn live_and_die(home: &Path, place: &str) -> ! {
    let day = Workday::on(home, START, "", KEY);
    let daybook = &day.daybook;
    let die = |here: &str| {
        if here == place {
            std::process::abort();
        }
    };
    day.client("Acme");
    let work = TimerWork { client: Some("Acme".into()), ..TimerWork::default() };
    daybook.start_timer(&work, None, Twice::Refuse).expect("it starts");
    die("started");
    daybook.beat_timer().expect("a heartbeat");
    for _ in 0..120 {
        day.clock.pass(5 * SECOND);
        daybook.beat_timer().expect("a heartbeat");
    }
    day.clock.pass(4 * SECOND);
    die("watched");
    daybook.pause_timer(None, Twice::Refuse).expect("it pauses");
    day.clock.pass(MINUTE);
    die("paused");
    daybook.resume_timer(None, None, Twice::Refuse).expect("it goes on");
    day.clock.pass(MINUTE);
    daybook.stop_timer(None, None, Twice::Refuse).expect("it stops");
    die("stopped");
    panic!("it was to die at {place}");
}

#[test]
fn a_kill_at_any_point_leaves_a_timer_that_counts_no_second_that_nobody_knows() {
    if let (Some(home), Ok(place)) = (std::env::var_os(HOME), std::env::var(PLACE)) {
        live_and_die(&PathBuf::from(home), &place);
    }
    let check = |place: &str, status: Status, expected: &[(i64, i64)], asks: bool| {
        let folder = tempfile::tempdir().expect("a folder");
        let died = again().env(HOME, folder.path()).env(PLACE, place).output();
        assert!(!died.expect("it can be started").status.success(), "{place}: it was killed");
        let day = Workday::on(folder.path(), "2026-03-02T10:00:00Z", "", KEY);
        // Whoever watches next takes note, and changes nothing.
        day.daybook.beat_timer().expect("a heartbeat");
        let timer: Standing = day.daybook.timer(None).expect("a look").expect("it is there");
        let spans: Vec<_> =
            expected.iter().map(|(from, to)| Span::new(at(*from), at(*to))).collect();
        assert_eq!(timer.segments.as_slice(), spans, "{place}");
        assert_eq!((timer.status, timer.interruption.is_some()), (status, asks), "{place}");
        let entry = timer.block.map(|id| {
            day.store
                .read(|db| store::entries::get(db, id, &TimeZone::UTC))
                .expect("entries")
                .expect("it is there")
                .entry
                .length()
        });
        let is_over = status == Status::Completed;
        assert_eq!(entry, is_over.then_some(timer.total), "{place}: an entry is as long as it ran");
    };
    // Nobody watched it yet, so that nobody can say it did not run.
    check("started", Status::Running, &[(0, 3_600)], false);
    // Four seconds were not noted.
    check("watched", Status::Running, &[(0, 600)], true);
    check("paused", Status::Paused, &[(0, 604)], false);
    check("stopped", Status::Completed, &[(0, 604), (664, 724)], false);
}
