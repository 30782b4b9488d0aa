//! The watch over recorder and pipeline, in real time.

use crate::troubles::codes;
use capture::senses::{Ability, Aim, Error, Seen, Senses, Shot};
use domain::activity::{State, Window};
use domain::time::{MINUTE, Millis};
use engine::Daybook;
use engine::clock::Clock;
use engine::events::Event;
use engine::keys::Keys;
use engine::pipeline::Pipeline;
use engine::recorder::Tools;
use engine::settings::Change;
use engine::trouble::Code;
use engine::watch::Watch;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use testkit::fakes::{FakeScribe, TestClock, Workday};

const START: &str = "2026-03-02T09:00:00Z";

/// A test clock that goes on by itself.
struct Ticking(Arc<AtomicBool>, Option<JoinHandle<()>>);

impl Ticking {
    fn start(clock: &TestClock) -> Self {
        let (stop, clock) = (Arc::new(AtomicBool::new(false)), clock.clone());
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut last = Instant::now();
            while !stopped.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(20));
                let passed = Millis::try_from(last.elapsed().as_millis()).expect("a moment");
                last = Instant::now();
                clock.pass(passed);
            }
        });
        Self(stop, Some(thread))
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
        let _ = self.1.take().map(JoinHandle::join);
    }
}

fn day() -> (Workday, Ticking) {
    let mut day = Workday::begin(START, "[pictures]\nenabled = false\n");
    day.stop();
    day.senses.show("code", "acme-web");
    let ticking = Ticking::start(&day.clock);
    (day, ticking)
}

/// Waits for at most eight seconds until `is_so`.
fn within_eight_seconds(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(8), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn state(day: &Workday) -> String {
    day.daybook.status().expect("a status").capture.state
}

#[test]
fn what_breaks_off_is_told_and_started_again() {
    let (day, _ticking) = day();
    let watch = day.watch_over(&FakeScribe::saying("")).expect("a watch");
    within_eight_seconds("rows are written", || state(&day) == "working");
    assert_eq!(codes(&day), []);
    let events = day.daybook.events().listen();
    day.senses.break_off();
    within_eight_seconds("it is told", || codes(&day) == [Code::Ended]);
    within_eight_seconds("it records again", || codes(&day).is_empty() && state(&day) == "working");
    assert!(watch.is_alive());
    assert_eq!(events.try_iter().filter(|event| *event == Event::Trouble).count(), 2);
    watch.stop(Duration::from_secs(10)).expect("an orderly end");
    assert_eq!(state(&day), "off");
    assert!(
        day.stages().iter().all(|stage| *stage == domain::chunk::Stage::Wiped),
        "no chunk is left behind"
    );
}

#[test]
fn a_database_that_is_held_is_told_in_time_and_over_in_time() {
    let (day, _ticking) = day();
    let watch = day.watch_over(&FakeScribe::saying("")).expect("a watch");
    within_eight_seconds("rows are written", || state(&day) == "working");
    let database = day.daybook.home().path().join("daybook.db");
    let other = store::Connection::open(database).expect("another connection");
    other.busy_timeout(Duration::from_secs(5)).expect("patience");
    other.execute_batch("BEGIN EXCLUSIVE").expect("another program holds the database");
    within_eight_seconds("it is told", || codes(&day) == [Code::DatabaseLocked]);
    // It stays the one thing that is wrong: that no rows are written follows from it.
    std::thread::sleep(Duration::from_secs(7));
    assert_eq!(codes(&day), [Code::DatabaseLocked]);
    other.execute_batch("COMMIT").expect("it lets go");
    within_eight_seconds("it is over", || codes(&day).is_empty() && state(&day) == "working");
    let lived_to = day.clock.now();
    watch.stop(Duration::ZERO).expect("an orderly end");
    let rows = day.rows();
    // Nothing was read before the watch began.
    let read = rows.iter().skip_while(|row| row.state == State::Off);
    assert!(
        read.clone().count() > 0 && read.clone().all(|row| row.state == State::Working),
        "{rows:?}"
    );
    assert!(rows.windows(2).all(|two| two[0].span.end == two[1].span.start), "no gap: {rows:?}");
    let reached = rows.last().expect("a row").span.end;
    assert!(lived_to.since(reached) < 3_000, "up to the last reading: {reached:?} of {lived_to:?}");
}

/// Senses that hang while they are told to.
struct Hanging(testkit::fakes::FakeSenses, Arc<AtomicBool>);

impl Senses for Hanging {
    fn observe(&mut self, patience: Duration) -> Seen {
        while self.1.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(20));
        }
        self.0.observe(patience)
    }

    fn picture(&mut self, aim: Aim, excluded: &dyn Fn(&Window) -> bool) -> Result<Shot, Error> {
        self.0.picture(aim, excluded)
    }

    fn kept(&mut self) {
        self.0.kept();
    }

    fn abilities(&self) -> Vec<Ability> {
        self.0.abilities()
    }
}

#[test]
fn a_recorder_that_hangs_is_told_though_its_thread_is_alive() {
    let (day, _ticking) = day();
    let (hangs, made) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let (senses, hanging, pipelines) = (day.senses.clone(), Arc::clone(&hangs), Arc::clone(&made));
    let tools = move |_: &Daybook, _: &Keys| {
        let senses = Hanging(senses.clone(), Arc::clone(&hanging));
        Tools {
            senses: Box::new(move || Box::new(senses)),
            ears: None,
            on_call: Box::new(|| Some(false)),
            pictures: Box::new(|| Ok(())),
        }
    };
    let pipeline = move |daybook: &Daybook, keys: &Arc<Keys>| {
        pipelines.fetch_add(1, Ordering::SeqCst);
        let scribe = Box::new(FakeScribe::saying(""));
        Ok(Pipeline::new(daybook.clone(), Arc::clone(keys), scribe, None, None))
    };
    let lock = day.daybook.home().lock().expect("nobody else captures");
    let keys = Arc::clone(&day.keys);
    let watch = Watch::start_with(&day.daybook, lock, keys, Box::new(tools), Box::new(pipeline))
        .expect("a watch");
    let events = day.daybook.events().listen();
    within_eight_seconds("rows are written", || state(&day) == "working");
    assert_eq!(codes(&day), [], "a start is not called stalled");
    assert!(!events.try_iter().any(|event| event == Event::Trouble));
    hangs.store(true, Ordering::SeqCst);
    within_eight_seconds("it is told", || {
        codes(&day) == [Code::Stalled] && events.try_iter().any(|event| event == Event::Trouble)
    });
    hangs.store(false, Ordering::SeqCst);
    within_eight_seconds("it is over", || codes(&day).is_empty() && state(&day) == "working");

    // The pipeline is made anew for settings that it depends on, and for no others.
    let theme = Change::Theme(engine::settings::Theme::Dark);
    day.daybook.change_settings(&[theme]).expect("a change");
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!(made.load(Ordering::SeqCst), 1);
    day.daybook.change_settings(&[Change::Gemini(false)]).expect("a change");
    within_eight_seconds("a new pipeline", || made.load(Ordering::SeqCst) == 2);
    watch.stop(Duration::ZERO).expect("an orderly end");
}

#[test]
fn a_watch_that_is_dropped_writes_everything_and_lets_go_of_the_lock() {
    let (day, _ticking) = day();
    let watch = day.watch_over(&FakeScribe::saying("")).expect("a watch");
    within_eight_seconds("rows are written", || state(&day) == "working");
    assert!(day.watch_over(&FakeScribe::saying("")).is_err(), "one at a time");
    drop(watch);
    within_eight_seconds("the lock is free", || !day.daybook.home().is_captured());
    assert!(!day.stages().contains(&domain::chunk::Stage::Open), "the open chunk was closed");
    assert_eq!(codes(&day), []);
}

#[test]
fn a_start_that_does_not_succeed_is_told_until_one_does() {
    let (day, _ticking) = day();
    let database = day.daybook.home().path().join("daybook.db");
    let other = store::Connection::open(database).expect("another connection");
    other.execute_batch("BEGIN EXCLUSIVE").expect("another program holds the database");
    assert!(day.watch_over(&FakeScribe::saying("")).is_err());
    assert_eq!(codes(&day), [Code::DatabaseLocked]);
    assert!(!day.daybook.home().is_captured(), "nobody captures");
    other.execute_batch("COMMIT").expect("it lets go");
    let watch = day.watch_over(&FakeScribe::saying("")).expect("a watch");
    within_eight_seconds("it is over", || codes(&day).is_empty());
    watch.stop(Duration::ZERO).expect("an orderly end");
}

#[test]
fn a_machine_that_slept_is_not_called_stalled() {
    let (day, ticking) = day();
    let watch = day.watch_over(&FakeScribe::saying("")).expect("a watch");
    within_eight_seconds("rows are written", || state(&day) == "working");
    drop(ticking);
    day.clock.sleep(90 * MINUTE);
    assert_eq!(codes(&day), []);
    watch.stop(Duration::ZERO).expect("an orderly end");
}
