//! What waits to be billed, and what was left lying.

use crate::desk::{Desk, Said, acme, date};
use engine::leaks::Waiting;

fn globex() -> Said {
    Said { client: "Globex", ..Said::default() }
}

fn shown(desk: &Desk, waiting: &[Waiting]) -> Vec<String> {
    let names = desk.day.daybook.names().expect("names");
    let one = |one: &Waiting| {
        let client = one.client.and_then(|id| names.client(id)).unwrap_or("nobody");
        let amounts: Vec<_> = one.amounts.iter().map(|amount| format!(", {amount}")).collect();
        let (minutes, entries, since) = (one.minutes, one.entries, one.since);
        format!("{client}: {minutes} min in {entries} since {since}{}", amounts.concat())
    };
    waiting.iter().map(one).collect()
}

#[test]
fn confirmed_billable_work_waits_until_it_is_billed() {
    let desk = Desk::at("2026-03-31");
    desk.rate("Acme", "60", "2026-01-01").expect("a rate");
    desk.entry(&acme(), "2026-03-10 09:00-10:00");
    desk.entry(&acme(), "2026-02-01 09:00-09:30");
    desk.entry(&Said { untimed: true, ..acme() }, "2026-03-12 00:00-00:15");
    desk.entry(&acme(), "2026-01-01 09:00-10:00 billed");
    desk.entry(&Said { free: true, ..acme() }, "2026-01-02 09:00-10:00");
    desk.entry(&globex(), "2026-03-05 09:00-10:00");
    desk.entry(&acme(), "2026-03-11 09:00-10:00 draft");
    let leaks = desk.day.daybook.leaks().expect("leaks");
    assert_eq!(
        shown(&desk, &leaks.waiting),
        ["Acme: 105 min in 3 since 2026-02-01, 105.00 EUR", "Globex: 60 min in 1 since 2026-03-05",]
    );
    assert_eq!(shown(&desk, &leaks.old), ["Acme: 30 min in 1 since 2026-02-01, 30.00 EUR"]);
    let unrated: Vec<_> =
        leaks.unrated.iter().map(|one| (one.client, one.entries, one.days)).collect();
    let day = date("2026-03-05");
    assert_eq!(unrated, [(Some(desk.client("Globex")), 1, (day, day))]);
}

#[test]
fn captured_time_that_nothing_confirmed_counts_is_found_from_the_next_day_on() {
    let desk = Desk::at("2026-03-31");
    let found = || -> Vec<String> {
        let leaks = desk.day.daybook.leaks().expect("leaks");
        let one = |one: &engine::leaks::Unconfirmed| {
            let (first, last) = one.days;
            format!("{} min from {first} to {last}", one.length / 60_000)
        };
        leaks.unconfirmed.iter().map(one).collect()
    };
    desk.entry(&acme(), "2026-03-31 08:00-09:00 draft");
    assert_eq!(found(), [""; 0], "today is not over yet");
    desk.entry(&acme(), "2026-03-10 09:00-10:00 draft");
    desk.entry(&acme(), "2026-03-12 09:00-10:00 draft");
    assert_eq!(found(), ["120 min from 2026-03-10 to 2026-03-12"]);
    desk.entry(&globex(), "2026-03-10 09:30-10:00");
    assert_eq!(found(), ["90 min from 2026-03-10 to 2026-03-12"], "confirmed for somebody");
    desk.entry(&globex(), "2026-03-12 09:00-09:30 billed");
    assert_eq!(found(), ["60 min from 2026-03-10 to 2026-03-12"], "billed to somebody");
    desk.entry(&Said { untimed: true, ..globex() }, "2026-03-12 00:00-12:00");
    assert_eq!(found(), ["60 min from 2026-03-10 to 2026-03-12"], "a length is at no time");
}
