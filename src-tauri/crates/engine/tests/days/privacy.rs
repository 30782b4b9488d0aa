//! Pause, resume and forget, while somebody records.

use domain::activity::State;
use domain::time::{MINUTE, SECOND, Span};
use domain::transcript::Track;
use engine::privacy::Forgotten;
use store::facts;
use testkit::fakes::Workday;

fn day() -> Workday {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "[sound]\nmode = \"always\"\n");
    day.client("Acme");
    day.rule("acme", "Acme");
    day.senses.paint(Workday::pattern(3));
    day.senses.show("code", "acme-web");
    day.look();
    day
}

/// Asks as another process does, while this one records.
fn forget(day: &mut Workday, span: Span) -> Forgotten {
    let daybook = day.daybook.clone();
    let asking = std::thread::spawn(move || daybook.forget(span));
    let asked = |day: &Workday| day.store.read(|db| facts::get(db, facts::FORGET)).expect("a fact");
    while asked(day).is_none() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    day.watch(1);
    asking.join().expect("no panic").expect("forgotten")
}

fn states(day: &Workday) -> Vec<(State, i64)> {
    day.rows().iter().map(|row| (row.state, row.span.millis() / SECOND)).collect()
}

#[test]
fn a_pause_keeps_the_time_and_nothing_else() {
    let mut day = day();
    day.work(30);
    day.daybook.pause(None).expect("a pause");
    day.work(2);
    let (asked, files) = (day.senses.asked(), day.raw_files());
    day.senses.show("code", "something private");
    day.work(58);
    assert_eq!(day.senses.asked(), asked, "no picture is even asked for");
    assert_eq!(day.raw_files(), files);
    assert_eq!(day.ears.wanted(), capture::sound::Want::default(), "the ears are closed");
    day.daybook.resume().expect("an end of the pause");
    day.senses.show("code", "acme-web");
    day.work(30);
    day.stop();
    assert_eq!(
        states(&day),
        [(State::Working, 31), (State::Paused, 60), (State::Working, 29)],
        "a wish is heard within a second"
    );
    assert!(day.rows()[1].window.is_none());
    day.work_off();
    assert_eq!(day.timesheet(), ["09:00:00–09:00:31 Acme", "09:01:31–09:02:00 Acme"]);
}

#[test]
fn a_pause_of_so_long_ends_by_itself() {
    let mut day = day();
    day.work(10);
    let until = day.lived().end.plus(20 * SECOND);
    day.daybook.pause(Some(until)).expect("a pause");
    day.work(40);
    day.stop();
    assert_eq!(states(&day), [(State::Working, 11), (State::Paused, 19), (State::Working, 20)]);
}

#[test]
fn the_last_minutes_are_forgotten_while_somebody_records() {
    let mut day = day();
    let _lock = day.daybook.home().lock().expect("this process captures");
    day.work(60);
    day.senses.show("code", "acme-web, something private");
    day.work(30);
    assert!(day.ears.speak(Track::Microphone, 2_000).expect("room"), "somebody listens");
    day.work(30);
    assert!(day.raw_files() >= 3, "sound and pictures wait");
    let now = day.lived().end;
    let span = Span::new(now.minus(MINUTE), now);
    day.senses.show("code", "acme-web");
    let gone = forget(&mut day, span);
    assert!(gone.files >= 3, "{gone:?}");
    assert_eq!(day.raw_files(), 0, "the open chunk's captures went with it");
    day.work(59);
    day.stop();
    let sum = |wanted| states(&day).iter().filter(|one| one.0 == wanted).map(|one| one.1).sum();
    let (worked, excluded): (i64, i64) = (sum(State::Working), sum(State::Excluded));
    assert_eq!((worked, excluded), (119, 61), "the time stays: {:?}", states(&day));
    let titles = day.store.read(|db| {
        let mut query = db.prepare("SELECT title FROM windows")?;
        let rows = query.query_map([], |row| row.get::<_, String>(0))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    });
    assert_eq!(titles.expect("titles"), ["acme-web"], "no row names the other one any more");
    assert_eq!(day.work_off(), 0);
    let worked: i64 = day.blocks().iter().map(|block| block.span.millis()).sum();
    assert!(worked >= 119 * SECOND, "what lies outside is work still: {:?}", day.timesheet());
}

#[test]
fn forgetting_takes_drafts_back_and_leaves_what_a_person_confirmed() {
    let mut day = day();
    let _lock = day.daybook.home().lock().expect("this process captures");
    day.work(60);
    day.senses.lock(true);
    day.watch(60);
    day.senses.lock(false);
    day.work(60);
    day.senses.lock(true);
    day.watch(60);
    assert_eq!(day.work_off(), 0);
    let blocks = day.blocks();
    assert_eq!(blocks.len(), 2);
    day.daybook.confirm(&blocks[0].id.to_string()).expect("confirmed");
    let span = day.lived();
    assert_eq!(forget(&mut day, span).drafts, 1);
    assert_eq!(day.timesheet(), ["09:00:00–09:01:01 Acme"]);
}
