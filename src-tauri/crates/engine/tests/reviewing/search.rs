//! Finding what was written.

use crate::desk::Desk;
use domain::time::Span;
use engine::notes::NewNote;
use engine::search::{Found, Kind};
use testkit::canary;
use testkit::fakes::Workday;

fn search(desk: &Desk, text: &str) -> Vec<Found> {
    desk.daybook().search(text, 20).expect("found")
}

fn note(text: &str) -> NewNote {
    let date = "2026-02-27".parse().expect("a date");
    NewNote { id: None, date, block: None, text: text.into() }
}

#[test]
fn what_is_found_says_where_and_whose_it_is() {
    let desk = Desk::new();
    let daybook = desk.daybook();
    let entry =
        desk.entry(0, 30, Some("Acme"), |block| block.answer.label = "Relaunch of the shop".into());
    let written = daybook.put_note(note("Relaunch: who?")).expect("a note");
    let [first, second] = search(&desk, "relaunch").try_into().expect("two");
    assert_eq!(
        (first.kind, &first.id),
        (Kind::Note, &written.id),
        "the shorter text is meant more"
    );
    assert_eq!(
        (first.date.to_string(), first.start, first.client),
        ("2026-02-27".into(), None, None)
    );
    assert_eq!(
        (second.kind, &second.id, second.label.as_str()),
        (Kind::Entry, &entry, "Relaunch of the shop")
    );
    assert_eq!((second.start, second.client), (Some(Desk::at(0)), Some(desk.client("Acme"))));
    let hits: Vec<_> = second.snippet.iter().filter(|piece| piece.is_hit).collect();
    assert_eq!((hits.len(), hits[0].text.as_str()), (1, "Relaunch"));
    let tied = NewNote { block: Some(entry.clone()), ..note("budget of ninety hours") };
    daybook.put_note(tied).expect("a note");
    assert_eq!(search(&desk, "shop budget")[0].id, entry, "label and note are one text");
    let kept = daybook.keep_transcript("2026-03-02".parse().expect("a date"), "ninety it is");
    kept.expect("a transcript");
    let kinds: Vec<Kind> = search(&desk, "ninety").iter().map(|found| found.kind).collect();
    assert_eq!(kinds, [Kind::Transcript, Kind::Entry]);
    assert_eq!(search(&desk, "nothing like it"), []);
    assert_eq!(daybook.search("ninety", 1).expect("found").len(), 1);
}

#[test]
fn drafts_that_are_taken_back_and_what_is_forgotten_are_found_nowhere() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "[ledger]\nchunk_seconds = 60\n");
    for title in ["zanzibar plan", "marmalade plan"] {
        day.senses.show("code", title);
        day.senses.lock(false);
        day.look();
        day.work(60);
        day.senses.lock(true);
        day.watch(120);
        assert_eq!(day.work_off(), 0);
    }
    let found = |day: &Workday, text: &str| day.daybook.search(text, 9).expect("found").len();
    assert_eq!((found(&day, "zanzibar"), found(&day, "plan")), (1, 2));
    let until = day.lived().end;
    day.stop();
    day.daybook.forget(Span::new(day.lived().start, until)).expect("forgotten");
    assert_eq!((found(&day, "zanzibar"), found(&day, "plan")), (0, 0));
    let left = canary::found_in(day.daybook.home().path(), &["zanzibar", "marmalade"]);
    assert_eq!(left, [], "not in the index either");
}
