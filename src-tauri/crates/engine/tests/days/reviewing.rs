//! The owner is told once of a day that is ready to review.

use domain::time::{Date, HOUR, Time};
use testkit::fakes::Workday;

fn to_tell(day: &Workday) -> Option<String> {
    let five: Time = "17:00".parse().expect("a time");
    day.daybook.review_to_tell(five).expect("the database").map(|date: Date| date.to_string())
}

#[test]
fn a_day_is_told_once_and_an_untold_one_next_morning() {
    let mut day = Workday::begin("2026-03-02T16:50:00Z", "");
    day.senses.show("code", "planning");
    day.look();
    day.work(60);
    assert_eq!(day.work_off(), 0);
    day.clock.pass(HOUR);
    assert_eq!(to_tell(&day), None, "there is nothing to review yet");
    day.stop();
    day.work_off();
    assert_eq!(to_tell(&day).as_deref(), Some("2026-03-02"));

    // Nobody tells it. The next morning, when work begins:
    day.clock.pass(14 * HOUR);
    assert_eq!(to_tell(&day), None, "nobody is there");
    day.start();
    day.work(5);
    assert_eq!(to_tell(&day).as_deref(), Some("2026-03-02"));
    day.daybook.told_review("2026-03-02".parse().expect("a date")).expect("noted");
    assert_eq!(to_tell(&day), None);
    assert_eq!(day.daybook.clone().review_to_tell(Time::midnight()).expect("none"), None);
}

#[test]
fn the_owners_evening_is_meant_and_confirmed_days_need_no_review() {
    let mut day = Workday::begin("2026-03-02T15:30:00Z", "");
    day.senses.show("code", "planning");
    day.look();
    day.work(60);
    day.stop();
    day.work_off();
    assert_eq!(to_tell(&day), None);
    day.clock.move_to(domain::time::TimeZone::get("Asia/Karachi").expect("a zone"));
    assert_eq!(to_tell(&day).as_deref(), Some("2026-03-02"), "it is half past eight there");
    let ids: Vec<String> = day.blocks().iter().map(|block| block.id.to_string()).collect();
    day.daybook.confirm_all(&ids).expect("confirmed");
    assert_eq!(to_tell(&day), None);
}
