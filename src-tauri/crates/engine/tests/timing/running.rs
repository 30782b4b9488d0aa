//! What a timer does when it is told, and what becomes of it.

use super::{at, day, drawn, entry, for_client, refused, start};
use domain::block::Status as Review;
use domain::details::Source;
use domain::edit::Twice;
use domain::time::{DAY, HOUR, MINUTE, SECOND};
use domain::timer::question::Why;
use domain::timer::{Status, Work};
use engine::blocks::Correction;
use engine::edits::Edit;
use engine::timers::TimerWork;
use testkit::fakes::Workday;

fn minutes(day: &Workday, minutes: i64) {
    day.clock.pass(minutes * MINUTE);
}

#[test]
fn a_timer_with_pauses_becomes_one_entry_to_review() {
    let day = day();
    let daybook = &day.daybook;
    let work = for_client("acme", "  API review ");
    let timer = daybook.start_timer(&work, None, Twice::Refuse).expect("it starts");
    assert_eq!(timer.status, Status::Running);
    minutes(&day, 20);
    daybook.pause_timer(None, Twice::Refuse).expect("it pauses");
    minutes(&day, 10);
    daybook.resume_timer(None, None, Twice::Refuse).expect("it goes on");
    minutes(&day, 5);
    let stopped = daybook.stop_timer(None, None, Twice::Refuse).expect("it stops");
    assert!(!stopped.already && stopped.overlaps.is_empty());
    assert_eq!(drawn(&stopped.timer), "0:00–20:00 30:00–35:00");
    let block = stopped.timer.block.expect("an entry").to_string();
    let row = super::entry(&day, &block);
    assert_eq!(row.entry.segments(), &stopped.timer.segments, "pauses are holes in it");
    assert_eq!(row.entry.length(), stopped.timer.total);
    let said = &row.entry.block().answer;
    assert_eq!((said.label.as_str(), said.client), ("API review", work_client(&day, "Acme")));
    assert_eq!(row.entry.block().status, Review::Draft, "it is to be reviewed");
    assert!(row.entry.block().edited, "and no classifier touches it");
    assert_eq!(row.details.source, Source::Timer);
}

fn work_client(day: &Workday, name: &str) -> Option<domain::id::ClientId> {
    Some(day.daybook.client(name).expect("a client").id)
}

#[test]
fn a_second_stop_never_moves_the_first() {
    let day = day();
    start(&day, "Acme");
    minutes(&day, 20);
    let first = day.daybook.stop_timer(None, None, Twice::Refuse).expect("it stops").timer;
    minutes(&day, 20);
    let id = first.id.to_string();
    for (id, when) in [(None, None), (Some(id.as_str()), None), (None, Some(at(30)))] {
        let again = day.daybook.stop_timer(id, when, Twice::Refuse).expect("no failure");
        assert!(again.already, "and it says so");
        assert_eq!(again.timer, first);
    }
    assert_eq!(day.blocks().len(), 1, "there is one entry");
}

#[test]
fn a_switch_loses_no_second_and_counts_none_twice() {
    let day = day();
    start(&day, "Acme");
    minutes(&day, 20);
    let second = start(&day, "Globex");
    assert_eq!(drawn(&second), "", "it begins where the other ended");
    minutes(&day, 10);
    day.daybook.stop_timer(None, None, Twice::Refuse).expect("it stops");
    assert_eq!(day.timesheet(), ["09:00:00–09:20:00 Acme", "09:20:00–09:30:00 Globex"]);
    let timers = day.daybook.timers().expect("timers");
    assert!(timers.running.is_none() && timers.paused.is_empty());
}

#[test]
fn a_timer_is_started_now_and_named_later() {
    let day = day();
    let nameless = TimerWork::default();
    let timer = day.daybook.start_timer(&nameless, None, Twice::Refuse).expect("it starts");
    minutes(&day, 20);
    let id = timer.id.to_string();
    day.daybook.name_timer(&id, &for_client("Acme", "Call")).expect("named while it runs");
    let stopped = day.daybook.stop_timer(None, None, Twice::Refuse).expect("it stops").timer;
    assert_eq!(day.timesheet(), ["09:00:00–09:20:00 Acme"]);
    day.daybook.name_timer(&id, &for_client("Globex", "Call")).expect("and afterwards");
    assert_eq!(day.timesheet(), ["09:00:00–09:20:00 Globex"]);
    assert!(stopped.block.is_some());
    let nobody = day.daybook.name_timer(&id, &for_client("Nobody", ""));
    refused(nobody, "there is no client named ‘Nobody’");
    assert_eq!(day.timesheet(), ["09:00:00–09:20:00 Globex"], "nothing has changed");
}

#[test]
fn what_is_said_anew_of_a_timer_leaves_the_rest_as_it_is() {
    let day = day();
    let daybook = &day.daybook;
    daybook.add_project("Web", "Acme").expect("a project");
    let web = TimerWork { project: Some("Web".into()), ..for_client("Acme", "one") };
    let id = daybook.start_timer(&web, None, Twice::Refuse).expect("it starts").id.to_string();
    let renamed = |said: Correction| {
        let standing = daybook.rename_timer(&id, &said).expect("named");
        let names = daybook.names().expect("names");
        let Work { client, project, label, billable, .. } = standing.work;
        format!("{}: {label}, {billable}", names.of(client, project))
    };
    let client = |name: &str| {
        let named = Some(name.to_owned()).filter(|name| !name.is_empty());
        Correction { client: Some(named), ..Correction::default() }
    };
    let label = |text: &str| Correction { label: Some(text.into()), ..Correction::default() };
    assert_eq!(renamed(client("ACME")), "Acme, Web: one, true", "the same client, whatever case");
    minutes(&day, 5);
    let block = daybook.stop_timer(None, None, Twice::Refuse).expect("it stops").timer.block;
    let block = block.expect("an entry").to_string();
    daybook.correct(&block, &client("Globex")).expect("corrected");
    assert_eq!(renamed(label("two")), "Globex: two, true", "as its entry says by now");
    daybook.edit(&Edit::Delete(vec![block.clone()]), Twice::Refuse).expect("deleted");
    assert_eq!(renamed(label("three")), "Globex: three, true");
    daybook.undo().expect("it is back");
    renamed(label("four"));
    assert_eq!(entry(&day, &block).entry.block().answer.label, "four", "it is still its entry");
    assert_eq!(renamed(client("")), "unassigned: four, false", "nobody is there to pay");
}

#[test]
fn the_timer_that_was_stopped_last_is_meant_whatever_time_it_was_for() {
    let day = day();
    let daybook = &day.daybook;
    minutes(&day, 120);
    let from = |client: &str, from: i64, to: i64| {
        let work = for_client(client, "");
        let twice = Twice::Refuse;
        daybook.start_timer(&work, Some(at(from)), twice).expect("it starts");
        daybook.stop_timer(None, Some(at(to)), twice).expect("it stops").timer.id
    };
    from("Acme", 60, 90);
    day.clock.pass(200 * DAY);
    let second = from("Globex", 10, 40);
    assert_eq!(daybook.timer(None).expect("a look").expect("one").id, second);
    let again = daybook.stop_timer(None, Some(at(100)), Twice::Refuse).expect("as it was");
    assert_eq!((again.already, again.timer.id), (true, second));
    daybook.rename_timer(&second.to_string(), &Correction::default()).expect("named");
    assert_eq!(daybook.timer(None).expect("a look").expect("one").id, second);
    assert_eq!(day.timesheet(), ["09:10:00–09:40:00 Globex", "10:00:00–10:30:00 Acme"]);
}

#[test]
fn nobody_times_what_is_still_to_come_or_counts_an_hour_twice() {
    let day = day();
    minutes(&day, 60);
    let daybook = &day.daybook;
    let acme = for_client("Acme", "");
    refused(daybook.start_timer(&acme, Some(at(61)), Twice::Refuse), "has not come yet");
    daybook.start_timer(&acme, Some(at(10)), Twice::Refuse).expect("in the past");
    refused(daybook.stop_timer(None, Some(at(5)), Twice::Refuse), "give a time after that");
    daybook.stop_timer(None, Some(at(30)), Twice::Refuse).expect("in the past too");
    let twice = daybook.start_timer(&acme, Some(at(20)), Twice::Refuse);
    refused(twice, "2026-03-02T09:20:00Z to 2026-03-02T09:30:00Z would be counted twice");
    let moved = start(&day, "Globex").id.to_string();
    refused(daybook.move_timer_start(&moved, at(20), Twice::Refuse), "would be counted twice");
    let moved = daybook.move_timer_start(&moved, at(40), Twice::Refuse).expect("there is room");
    assert_eq!(drawn(&moved), "40:00–60:00");
    daybook.discard_timer(&moved.id.to_string()).expect("dropped");
    let both = daybook.start_timer(&acme, Some(at(20)), Twice::Allow).expect("both count");
    assert_eq!(both.total, 40 * MINUTE);
}

#[test]
fn what_is_not_there_or_not_so_is_said_with_a_way_out() {
    let day = day();
    let daybook = &day.daybook;
    refused(daybook.pause_timer(None, Twice::Refuse), "no timer runs; start one first");
    refused(daybook.stop_timer(None, None, Twice::Refuse), "no timer runs; start one first");
    refused(daybook.resume_timer(None, None, Twice::Refuse), "no timer is paused");
    refused(daybook.discard_timer("nonsense"), "there is no timer with the id nonsense");
    let project = TimerWork { project: Some("Web".into()), ..TimerWork::default() };
    refused(daybook.start_timer(&project, None, Twice::Refuse), "a project needs its client");
    let id = start(&day, "Acme").id.to_string();
    refused(daybook.resume_timer(Some(&id), None, Twice::Refuse), "pause it first");
    refused(daybook.resume_timer(None, None, Twice::Refuse), "the timer is running; pause it");
    minutes(&day, 5);
    daybook.pause_timer(None, Twice::Refuse).expect("it pauses");
    refused(daybook.pause_timer(None, Twice::Refuse), "the timer is paused; resume it first");
    daybook.stop_timer(None, None, Twice::Refuse).expect("it stops");
    refused(daybook.discard_timer(&id), "delete that one");
    refused(daybook.move_timer_start(&id, at(1), Twice::Refuse), "was stopped at");
    refused(daybook.resume_timer(Some(&id), None, Twice::Refuse), "continue it with a new one");
}

#[test]
fn yesterdays_work_is_continued() {
    let day = day();
    let daybook = &day.daybook;
    let named = for_client("Acme", "API review");
    daybook.start_timer(&named, None, Twice::Refuse).expect("it starts");
    minutes(&day, 20);
    let first = daybook.stop_timer(None, None, Twice::Refuse).expect("it stops").timer;
    day.clock.pass(DAY);
    let entry = first.block.expect("an entry").to_string();
    let again = daybook.continue_work(&entry, None, Twice::Refuse).expect("from the entry");
    assert_eq!((again.work.clone(), again.total), (first.work.clone(), 0));
    minutes(&day, 5);
    daybook.pause_timer(None, Twice::Refuse).expect("it pauses");
    let same = daybook.continue_work(&again.id.to_string(), None, Twice::Refuse);
    assert_eq!(same.expect("it goes on").id, again.id, "a paused one goes on");
    let other = daybook.continue_work(&first.id.to_string(), None, Twice::Refuse);
    assert_ne!(other.expect("it starts").id, again.id);
    refused(daybook.continue_work("nothing", None, Twice::Refuse), "with the id nothing");
    let timers = daybook.timers().expect("timers");
    assert_eq!(timers.recent, [], "what runs is not offered once more");
    daybook.start_timer(&TimerWork::default(), None, Twice::Refuse).expect("something else");
    let recent = daybook.timers().expect("timers").recent;
    assert_eq!(recent.len(), 1, "the same work is offered once: {recent:?}");
    assert_eq!(recent[0].work, first.work);
}

#[test]
fn one_that_is_resumed_pauses_the_one_that_runs() {
    let day = day();
    let daybook = &day.daybook;
    let first = start(&day, "Acme").id;
    minutes(&day, 10);
    daybook.pause_timer(None, Twice::Refuse).expect("it pauses");
    let second = start(&day, "Globex").id;
    minutes(&day, 10);
    let resumed = daybook.resume_timer(None, None, Twice::Refuse).expect("it goes on");
    assert_eq!(resumed.id, first);
    let timers = daybook.timers().expect("timers");
    assert_eq!(timers.running.map(|timer| timer.id), Some(first));
    assert_eq!(timers.paused.iter().map(|timer| timer.id).collect::<Vec<_>>(), [second]);
    minutes(&day, 10);
    let now = daybook.timer_now().expect("a look").expect("one runs");
    assert_eq!((now.client.as_deref(), now.total), (Some("Acme"), 20 * MINUTE));
}

#[test]
fn a_timer_that_runs_for_long_asks_once_why() {
    let day = day();
    let id = start(&day, "Acme").id.to_string();
    let asks = || day.daybook.timers().expect("timers").question.map(|question| question.why);
    day.clock.pass(12 * HOUR);
    assert_eq!(asks(), None);
    day.clock.pass(SECOND);
    assert_eq!(asks(), Some(Why::Long));
    assert!(day.daybook.timer_now().expect("a look").expect("it runs").asks);
    day.daybook.timer_goes_on(&id).expect("it goes on");
    assert_eq!(asks(), None);
    day.clock.pass(4 * HOUR);
    assert!(matches!(asks(), Some(Why::Midnight(_))), "another day has begun");
}

#[test]
fn one_answer_holds_for_all_that_a_timer_asks() {
    let day = day();
    let id = start(&day, "Acme").id.to_string();
    let asks = || day.daybook.timers().expect("timers").question.map(|question| question.why);
    day.clock.pass(20 * HOUR);
    assert_eq!(asks(), Some(Why::Long), "it runs over midnight as well");
    day.daybook.timer_goes_on(&id).expect("it goes on");
    assert_eq!(asks(), None);
}

#[test]
fn a_timer_of_last_spring_counts_only_what_is_closed() {
    let day = day();
    let daybook = &day.daybook;
    start(&day, "Globex");
    minutes(&day, 30);
    daybook.stop_timer(None, None, Twice::Refuse).expect("it stops");
    day.clock.pass(200 * DAY);
    // Before what is there already, and long before it is written down.
    let acme = for_client("Acme", "");
    let filled = daybook.start_timer(&acme, Some(at(-60)), Twice::Refuse).expect("it starts");
    let asked = daybook.timers().expect("timers").question.map(|question| question.why);
    assert_eq!(asked, Some(Why::Long), "its end is still to be said");
    refused(daybook.stop_timer(None, None, Twice::Refuse), "say when it really ended");
    refused(daybook.stop_timer(None, Some(at(10)), Twice::Refuse), "would be counted twice");
    daybook.pause_timer(Some(at(-40)), Twice::Refuse).expect("it pauses");
    daybook.resume_timer(None, Some(at(-30)), Twice::Refuse).expect("it goes on");
    let stopped = daybook.stop_timer(None, Some(at(-10)), Twice::Refuse).expect("it stops").timer;
    assert_eq!((stopped.id, stopped.total), (filled.id, 40 * MINUTE));
    assert_eq!(day.timesheet(), ["08:00:00–08:50:00 Acme", "09:00:00–09:30:00 Globex"]);
}

#[test]
fn hours_that_the_clock_skips_or_shows_twice_are_as_long_as_they_are() {
    let day = day();
    day.clock.move_to(domain::time::zone_of("America/New_York").expect("a zone"));
    day.clock.pass(300 * DAY);
    let check = |from: &str, to: &str, expected: i64| {
        let moment = |text: &str| text.parse().expect("a time");
        let acme = for_client("Acme", "");
        day.daybook.start_timer(&acme, Some(moment(from)), Twice::Refuse).expect("it starts");
        let stopped = day.daybook.stop_timer(None, Some(moment(to)), Twice::Refuse);
        assert_eq!(stopped.expect("it stops").timer.total, expected, "{from} to {to}");
    };
    check("2026-03-08T01:30:00-05:00", "2026-03-08T03:30:00-04:00", 60 * MINUTE);
    check("2026-11-01T01:30:00-04:00", "2026-11-01T01:15:00-05:00", 45 * MINUTE);
}

#[test]
fn days_of_pauses_become_entries_that_are_no_longer_than_they_may_be() {
    let day = day();
    let daybook = &day.daybook;
    start(&day, "Acme");
    minutes(&day, 10);
    daybook.pause_timer(None, Twice::Refuse).expect("it pauses");
    day.clock.pass(3 * DAY);
    daybook.resume_timer(None, None, Twice::Refuse).expect("it goes on");
    minutes(&day, 20);
    let stopped = daybook.stop_timer(None, None, Twice::Refuse).expect("it stops").timer;
    let lengths: Vec<_> = day.blocks().iter().map(|block| block.span.millis()).collect();
    assert_eq!(lengths, [10 * MINUTE, 20 * MINUTE]);
    assert_eq!(stopped.total, 30 * MINUTE);
}

#[test]
fn a_slip_of_the_finger_is_no_entry() {
    let day = day();
    start(&day, "Acme");
    day.clock.pass(SECOND - 1);
    let stopped = day.daybook.stop_timer(None, None, Twice::Refuse).expect("it stops");
    assert_eq!(stopped.timer.block, None);
    assert!(day.blocks().is_empty());
}

#[test]
fn of_two_programs_that_start_at_once_one_switches() {
    let day = day();
    let other = Workday::on(day.daybook.home().path(), super::START, super::MINUTES, [7; 32]);
    let starts = |daybook: engine::Daybook, client: &'static str| {
        std::thread::spawn(move || {
            for _ in 0..20 {
                let work = for_client(client, "");
                daybook.start_timer(&work, None, Twice::Refuse).expect("it starts");
            }
        })
    };
    let (one, two) = (starts(day.daybook.clone(), "Acme"), starts(other.daybook.clone(), "Globex"));
    one.join().expect("no failure");
    two.join().expect("no failure");
    let running = |day: &Workday| day.daybook.timers().expect("timers").running.map(|one| one.id);
    assert!(running(&day).is_some());
    assert_eq!(running(&day), running(&other), "both see the same one");
    assert!(day.daybook.timers().expect("timers").paused.is_empty());
}
