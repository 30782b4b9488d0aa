//! Somebody else is asked where the local answer is unsure; nothing waits for them.

use cloud::gemini::Refusal;
use domain::chunk::Stage;
use domain::time::HOUR;
use domain::transcript::Track;
use engine::blocks::Correction;
use engine::pipeline::{Cloud, Pipeline};
use speech::Cancel;
use std::sync::Arc;
use store::{Check, Store};
use testkit::fakes::{FakeClassifier, FakeScribe, Workday};

/// Two clients, and a minute of work that nobody knows.
fn day() -> Workday {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "[sound]\nmode = \"always\"\n");
    day.client("Acme");
    day.client("Globex");
    day.senses.show("code", "untitled");
    day.look();
    day.work(30);
    assert!(day.ears.speak(Track::Microphone, 2_000).expect("room"), "somebody listens");
    day.work(30);
    day.stop();
    day
}

fn asking(day: &Workday, whom: &FakeClassifier) -> Pipeline {
    let cloud = Cloud::new(Arc::new(whom.clone())).expect("a runtime");
    day.pipeline_with(&FakeScribe::saying("what was said"), None, Some(cloud))
}

fn work_off(pipeline: &mut Pipeline) -> usize {
    pipeline.work_off(&Cancel::new()).expect("the database")
}

#[test]
fn an_answer_names_an_unsure_draft_and_is_listed() {
    let day = day();
    let whom = FakeClassifier::knowing("Acme", "Untitled work");
    assert_eq!(work_off(&mut asking(&day, &whom)), 0);
    assert_eq!(day.timesheet(), ["09:00:00–09:01:00 Acme"]);
    let sent = day.daybook.outbound(9).expect("the list");
    assert_eq!(sent.len(), 1);
    assert!(sent[0].kinds.contains(&"transcript".to_owned()), "{:?}", sent[0].kinds);
    assert!(!sent[0].kinds.contains(&"pictures".to_owned()), "the owner allowed none");
}

#[test]
fn the_local_answer_stands_before_anybody_is_asked() {
    let day = day();
    let home = day.daybook.home().path().to_owned();
    let (began, span) = (day.clock.clone(), day.lived());
    let whom = FakeClassifier::new(move |_| {
        let now = engine::clock::Clock::now(&began);
        let (store, _) = Store::open(&home, Check::Glance, now).expect("the database");
        let blocks = store.read(|db| store::blocks::within(db, span)).expect("blocks");
        assert_eq!(blocks.len(), 1, "it is committed already");
        Err(Refusal::Blocked)
    });
    assert_eq!(work_off(&mut asking(&day, &whom)), 0);
    assert_eq!(whom.calls(), 1);
    assert_eq!(day.timesheet(), ["09:00:00–09:01:00 ?"]);
    assert_eq!(day.stages(), [Stage::Wiped]);
}

#[test]
fn nobody_is_asked_about_what_is_sure() {
    let day = day();
    day.rule("untitled", "Globex");
    let whom = FakeClassifier::knowing("Acme", "Untitled work");
    work_off(&mut asking(&day, &whom));
    assert_eq!(whom.calls(), 0);
    assert_eq!(day.timesheet(), ["09:00:00–09:01:00 Globex"]);
}

#[test]
fn a_draft_made_offline_is_improved_later_from_what_is_kept() {
    let day = day();
    let offline = FakeClassifier::refusing(Refusal::Offline);
    assert_eq!(work_off(&mut asking(&day, &offline)), 0, "nothing waits for the network");
    assert_eq!(day.timesheet(), ["09:00:00–09:01:00 ?"]);
    assert_eq!(day.stages(), [Stage::Wiped]);
    assert!(day.daybook.outbound(9).expect("the list").is_empty(), "nothing left the machine");

    let whom = FakeClassifier::knowing("Acme", "Untitled work");
    let mut pipeline = asking(&day, &whom);
    work_off(&mut pipeline);
    assert_eq!(whom.calls(), 0, "not before its time");
    day.clock.pass(HOUR);
    work_off(&mut pipeline);
    assert_eq!(day.timesheet(), ["09:00:00–09:01:00 Acme"]);
    let kinds = whom.last_kinds().expect("it was asked");
    assert!(kinds.titles && !kinds.transcript, "what was said is gone: {kinds:?}");
    day.clock.pass(HOUR);
    work_off(&mut pipeline);
    assert_eq!(whom.calls(), 1, "once is enough");
}

#[test]
fn a_later_answer_never_touches_what_a_person_edited() {
    let day = day();
    let offline = FakeClassifier::refusing(Refusal::Offline);
    work_off(&mut asking(&day, &offline));
    let id = day.blocks()[0].id.to_string();
    let correction = Correction { client: Some(Some("Globex".into())), ..Correction::default() };
    let edited = day.daybook.correct(&id, &correction).expect("a correction");
    day.clock.pass(HOUR);
    let whom = FakeClassifier::knowing("Acme", "Untitled work");
    work_off(&mut asking(&day, &whom));
    assert_eq!(whom.calls(), 0, "there is nothing to ask");
    assert_eq!(day.blocks(), [edited]);
}

#[test]
fn an_edit_made_while_somebody_is_asked_stands() {
    let day = day();
    let daybook = day.daybook.clone();
    let span = day.lived();
    let whom = FakeClassifier::new(move |question| {
        let id = daybook.blocks(span).expect("blocks")[0].id.to_string();
        let correction =
            Correction { client: Some(Some("Globex".into())), ..Correction::default() };
        daybook.correct(&id, &correction).expect("a correction");
        let acme = question.clients.iter().find(|choice| choice.name == "Acme");
        let answer = domain::block::Answer {
            client: acme.map(|choice| choice.id),
            confidence: 0.9,
            ..domain::block::Answer::default()
        };
        let blocks = vec![cloud::gemini::Proposed { span: question.span, answer }];
        Ok(cloud::gemini::Answered { model: "fake".into(), blocks, refused: 0 })
    });
    work_off(&mut asking(&day, &whom));
    assert_eq!(whom.calls(), 1);
    assert_eq!(day.timesheet(), ["09:00:00–09:01:00 Globex"]);
}
