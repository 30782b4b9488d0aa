//! What is said when something breaks, and that it is over when it is over.

use capture::sound::State as Hears;
use domain::activity::State;
use domain::ledger::totals;
use domain::time::SECOND;
use domain::transcript::Track;
use engine::events::Event;
use engine::settings::Change;
use engine::trouble::Code;
use std::time::{Duration, Instant};
use testkit::fakes::Workday;

/// What is wrong, as status says it.
pub(crate) fn codes(day: &Workday) -> Vec<Code> {
    let status = day.daybook.status().expect("a status");
    status.capture.troubles.iter().map(|trouble| trouble.code).collect()
}

/// Lives on for at most eight seconds until just `expected` is wrong.
fn within_eight_seconds(day: &mut Workday, expected: &[Code]) {
    for _ in 0..8 {
        day.work(1);
        if codes(day) == expected {
            return;
        }
    }
    assert_eq!(codes(day), expected, "after eight seconds");
}

#[test]
fn a_minute_of_a_locked_database_is_told_and_costs_no_second() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "[pictures]\nenabled = false\n");
    let _lock = day.daybook.home().lock().expect("this process captures");
    day.client("Acme");
    day.rule("acme", "Acme");
    day.look();
    // Nobody works yet, so no chunk is open.
    day.senses.lock(true);
    day.watch(20);
    day.senses.lock(false);
    assert_eq!(codes(&day), []);
    let database = day.daybook.home().path().join("daybook.db");
    let other = store::Connection::open(database).expect("another connection");
    other.execute_batch("BEGIN EXCLUSIVE").expect("another program holds the database");
    let events = day.daybook.events().listen();
    // Work begins, so that not even a chunk can be opened.
    day.senses.show("code", "acme-web");
    for part in 1..=10 {
        day.senses.show("code", &format!("acme-web {part}"));
        // A reading each six seconds: each of them waits in vain for the database.
        day.clock.pass(6 * SECOND);
        let began = Instant::now();
        day.look();
        assert!(began.elapsed() < Duration::from_secs(4), "the next reading is not kept waiting");
        let began = Instant::now();
        assert_eq!(codes(&day), [Code::DatabaseLocked], "part {part}");
        assert!(began.elapsed() < Duration::from_secs(2), "status answers all the same");
    }
    let told = events.try_iter().filter(|event| *event == Event::Trouble).count();
    assert_eq!(told, 1, "it is told when it begins, not again and again");
    let status = day.daybook.status().expect("a status");
    assert_eq!(status.capture.state, "stalled", "nothing was written");
    assert!(status.capture.trouble.expect("a sentence").contains("daybook.db"));
    other.execute_batch("COMMIT").expect("it lets go");
    within_eight_seconds(&mut day, &[]);
    assert!(events.try_iter().any(|event| event == Event::Trouble), "that it is over is told");
    let lived = day.lived();
    day.stop();
    let rows = day.rows();
    let titles = rows.iter().filter_map(|row| row.window.as_ref()).count();
    assert!(titles >= 10, "what was in front meanwhile is there: {titles}");
    let off: i64 = totals(&rows, lived)
        .iter()
        .filter(|(state, _)| *state == State::Off)
        .map(|(_, ms)| *ms)
        .sum();
    assert_eq!(off, 0, "{rows:?}");
    let sum: i64 = rows.iter().map(|row| row.span.millis()).sum();
    assert_eq!(sum, lived.millis(), "every second of it is in a row");
    assert_eq!(day.work_off(), 0);
    let sheet = day.timesheet();
    assert!(sheet.last().is_some_and(|block| block.ends_with(" Acme")), "{sheet:?}");
    let worked: i64 =
        rows.iter().filter(|row| row.state.is_work()).map(|row| row.span.millis()).sum();
    let blocks: i64 = day.blocks().iter().map(|block| block.span.millis()).sum();
    assert_eq!(blocks, worked, "and in a block: {sheet:?}");
}

#[test]
fn sound_that_began_while_the_database_was_locked_can_be_read_afterwards() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "[sound]\nmode = \"always\"\n");
    day.senses.show("code", "acme-web");
    day.look();
    day.work(5);
    let database = day.daybook.home().path().join("daybook.db");
    let other = store::Connection::open(database).expect("another connection");
    other.execute_batch("BEGIN EXCLUSIVE").expect("another program holds the database");
    assert!(day.ears.speak(Track::Microphone, 2_000).expect("room"), "somebody listens");
    day.work(2);
    other.execute_batch("COMMIT").expect("it lets go");
    day.work(3);
    day.stop();
    let (chunk, _) = day.chunks()[0];
    let kept = day.store.read(|db| store::captures::of_chunk(db, chunk)).expect("captures");
    let sound = kept.iter().find(|one| one.kind == store::captures::Kind::Sound(Track::Microphone));
    assert!(sound.is_some_and(|one| one.size_bytes > 0), "its key stands in a row: {kept:?}");
}

#[test]
fn a_display_that_is_gone_is_told_and_over_when_it_is_back() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "");
    day.senses.show("code", "acme-web");
    day.look();
    day.work(5);
    day.senses.lose(true);
    within_eight_seconds(&mut day, &[Code::NoScreen]);
    day.senses.lose(false);
    within_eight_seconds(&mut day, &[]);
}

#[test]
fn pictures_that_are_refused_again_and_again_are_told() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "");
    day.senses.paint(Workday::pattern(5));
    day.senses.refuse(true);
    day.senses.show("code", "acme-web");
    within_eight_seconds(&mut day, &[Code::PicturesRefused]);
    day.senses.refuse(false);
    within_eight_seconds(&mut day, &[]);
    assert!(day.senses.pictures() > 0, "and the next one is taken");
}

#[test]
fn a_microphone_is_missed_only_while_it_is_wanted() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "");
    day.senses.show("zoom", "Meeting");
    day.ears.ail(Track::Microphone, Some(Hears::Missing));
    day.look();
    day.work(20);
    assert_eq!(codes(&day), [], "nobody is on a call, so nobody misses it");
    day.on_call.store(true, std::sync::atomic::Ordering::SeqCst);
    within_eight_seconds(&mut day, &[Code::Microphone]);
    day.ears.ail(Track::System, Some(Hears::Refused));
    within_eight_seconds(&mut day, &[Code::Microphone, Code::SystemSound]);
    day.ears.ail(Track::Microphone, None);
    day.on_call.store(false, std::sync::atomic::Ordering::SeqCst);
    within_eight_seconds(&mut day, &[]);
}

#[test]
fn a_full_spool_is_told_and_time_goes_on() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "[spool]\nbudget_megabytes = 0\n");
    let _lock = day.daybook.home().lock().expect("this process captures");
    day.senses.paint(Workday::pattern(5));
    day.senses.show("code", "acme-web");
    within_eight_seconds(&mut day, &[Code::SpoolFull]);
    let status = day.daybook.status().expect("a status");
    assert_eq!(status.capture.state, "working", "time goes on");
    assert_eq!((status.spool.files, status.spool.oldest_ms), (0, None), "captures do not");
    day.daybook.change_settings(&[Change::BudgetMegabytes(50)]).expect("more room");
    within_eight_seconds(&mut day, &[]);
    day.work(40);
    let status = day.daybook.status().expect("a status");
    assert!(status.spool.files > 0 && status.spool.budget_bytes == 50_000_000);
    let oldest = status.spool.oldest_ms.expect("the oldest");
    assert!(day.lived().contains(domain::time::Moment(oldest)), "{oldest}");
}

#[test]
fn what_is_wrong_is_written_down_for_other_processes() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "");
    day.senses.show("code", "acme-web");
    day.look();
    day.senses.lose(true);
    day.work(8);
    let pulse = day.store.read(|db| store::facts::get(db, store::facts::PULSE)).expect("a pulse");
    let pulse: serde_json::Value = serde_json::from_str(&pulse.expect("a pulse")).expect("JSON");
    assert_eq!(pulse["troubles"][0]["code"], "no_screen", "{pulse}");
}

#[test]
fn today_adds_up_and_a_status_that_is_asked_again_says_the_same() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "");
    day.senses.show("code", "acme-web");
    day.look();
    for second in 1..=30 {
        day.work(1);
        let status = day.daybook.status().expect("a status");
        let sum: i64 = status.today_ms.values().sum();
        assert_eq!(sum, second * SECOND, "{:?}", status.today_ms);
    }
    day.stop();
    let today = day.daybook.today();
    let accounted = day.daybook.accounted(day.daybook.days(today, today)).expect("the ledger");
    let status = day.daybook.status().expect("a status");
    for (state, ms) in accounted {
        assert_eq!(status.today_ms[state.as_str()], ms, "{state:?}");
    }
    // Somebody else changes what is in the database.
    day.daybook.pause(None).expect("a pause");
    assert!(day.daybook.status().expect("a status").capture.paused_until_ms.is_some());
}
