//! Which drafts come first, how far the review got, and confirming whole days.

use crate::desk::Desk;
use domain::block::Status;
use domain::step::Kind;
use domain::time::{Date, MINUTE};
use engine::review::Review;

fn monday() -> Date {
    "2026-03-02".parse().expect("a date")
}

fn review(desk: &Desk, later: &[String]) -> Review {
    desk.daybook().review(monday(), monday(), later).expect("a review")
}

fn order(review: &Review) -> Vec<String> {
    review.queue.iter().map(|row| row.entry.id().to_string()).collect()
}

#[test]
fn the_least_certain_draft_comes_first_and_what_was_put_off_last() {
    let desk = Desk::new();
    let sure = desk.draft(0, 60, Some("Acme"), 0.9);
    let unsure = desk.draft(60, 90, Some("Nordwind"), 0.4);
    let nobodys = desk.draft(90, 100, None, 0.0);
    desk.entry(100, 110, Some("Acme"), |block| block.status = Status::Confirmed);
    desk.draft(24 * 60, 25 * 60, Some("Acme"), 0.1);
    let found = review(&desk, &[]);
    assert_eq!(order(&found), [nobodys.clone(), unsure.clone(), sure.clone()]);
    assert_eq!((found.progress.drafts.entries, found.progress.confirmed.entries), (3, 1));
    let waits: Vec<_> = found
        .progress
        .unreviewed
        .iter()
        .map(|(client, amount)| (*client, amount.length / MINUTE))
        .collect();
    let (acme, nordwind) = (Some(desk.client("Acme")), Some(desk.client("Nordwind")));
    assert_eq!(waits, [(acme, 60), (nordwind, 30), (None, 10)]);
    assert_eq!((found.zone.as_str(), found.undo), ("UTC", None));
    let later = [nobodys.clone(), "whatever this is".to_owned()];
    assert_eq!(order(&review(&desk, &later)), [unsure, sure, nobodys]);
    let all = desk.daybook().unreviewed().expect("sums");
    let all: Vec<_> = all.iter().map(|(client, sum)| (*client, sum.length / MINUTE)).collect();
    assert_eq!(all, [(acme, 120), (nordwind, 30), (None, 10)], "of all days");
}

#[test]
fn a_draft_over_midnight_is_whole_on_both_days_and_overlaps_are_told() {
    let desk = Desk::new();
    let over = desk.draft(14 * 60, 16 * 60, Some("Acme"), 0.9);
    let beside = desk.draft(13 * 60, 14 * 60 + 10, Some("Acme"), 0.9);
    let found = review(&desk, &[]);
    assert_eq!(found.progress.drafts.length, (120 + 70) * MINUTE);
    let [overlap] = found.overlaps.as_slice() else { panic!("{:?}", found.overlaps) };
    assert_eq!(overlap.shared.length(), 10 * MINUTE);
    let tuesday = monday().tomorrow().expect("a date");
    let next = desk.daybook().review::<&str>(tuesday, tuesday, &[]).expect("a review");
    assert_eq!(order(&next), [over]);
    let mut untimed = desk.row(&beside);
    untimed.details.is_untimed = true;
    desk.day
        .store
        .write(move |tx| store::entries::put(tx, &untimed, Desk::began()))
        .expect("written");
    assert_eq!(review(&desk, &[]).overlaps, [], "what has only a length shares time with nobody");
}

#[test]
fn days_are_confirmed_in_one_step() {
    let desk = Desk::new();
    let ids = [desk.draft(0, 60, Some("Acme"), 0.9), desk.draft(60, 90, None, 0.1)];
    let other = desk.draft(24 * 60, 25 * 60, Some("Acme"), 0.1);
    desk.entry(100, 110, Some("Acme"), |block| block.status = Status::Confirmed);
    let daybook = desk.daybook();
    assert_eq!(daybook.confirm_days(monday(), monday()).expect("confirmed"), 2);
    let status = |id: &str| desk.row(id).entry.block().status;
    assert!(ids.iter().all(|id| status(id) == Status::Confirmed));
    assert_eq!(status(&other), Status::Draft);
    assert_eq!(daybook.confirm_days(monday(), monday()).expect("nothing"), 0);
    let step = daybook.undo().expect("undone").expect("a step");
    assert_eq!((step.kind, step.blocks), (Kind::Confirm, 2));
    assert!(ids.iter().all(|id| status(id) == Status::Draft));
}
