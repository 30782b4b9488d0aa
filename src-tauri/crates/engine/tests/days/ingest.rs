//! Files of a time that was taken in before.

use domain::activity::Window;
use domain::time::{MINUTE, Span};
use engine::blocks::Correction;
use engine::ingest::Request;
use speech::Cancel;
use testkit::fakes::{FakeScribe, Workday};

/// Half an hour: ten minutes each for one title after the other.
fn half_hour(day: &Workday, titles: [&str; 3]) -> Request {
    let start = day.lived().start;
    let windows = titles.iter().zip(0..).map(|(title, nth): (_, i64)| {
        let window = Window { program: "code".into(), title: (*title).into(), site: None };
        (start.plus(nth * 10 * MINUTE), window)
    });
    Request {
        span: Span::new(start, start.plus(30 * MINUTE)),
        audio: vec![],
        screenshots: vec![],
        windows: windows.collect(),
    }
}

#[test]
fn taking_the_same_time_in_twice_replaces_drafts_and_keeps_what_was_edited() {
    let day = Workday::begin("2026-03-02T09:00:00Z", "");
    for name in ["Acme", "Globex"] {
        day.client(name);
        day.rule(&name.to_lowercase(), name);
    }
    let mut pipeline = day.pipeline(&FakeScribe::saying(""));
    let first = half_hour(&day, ["acme-web", "globex-shop", "acme-web"]);
    let done = pipeline.ingest(&first, &Cancel::new()).expect("an ingest");
    assert_eq!(done.blocks.len(), 3);
    let correction = Correction { label: Some("Review".into()), ..Correction::default() };
    let edited = day.daybook.correct(&done.blocks[0].id.to_string(), &correction).expect("an edit");

    day.clock.pass(60 * MINUTE);
    let second = half_hour(&day, ["globex-shop", "acme-web", "globex-shop"]);
    pipeline.ingest(&second, &Cancel::new()).expect("an ingest");
    assert_eq!(
        day.timesheet(),
        ["09:00:00–09:10:00 Acme", "09:10:00–09:20:00 Acme", "09:20:00–09:30:00 Globex"]
    );
    assert_eq!(day.blocks()[0], edited);
    let rows = day.rows();
    let titles: Vec<_> = rows.iter().filter_map(|row| Some(&row.window.as_ref()?.title)).collect();
    assert_eq!(titles, ["globex-shop", "acme-web", "globex-shop"], "the ledger is the new one");
}
