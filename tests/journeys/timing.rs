//! Timers and absences from a terminal.

use domain::activity::{Activity, State, Window};
use domain::ledger::Change;
use domain::time::{Moment, Span};
use serde_json::{Value, json};
use store::{Check, Store, activities};
use testkit::home::Home;

const NEW_YORK: &str = "America/New_York";

fn home() -> Home {
    let home = Home::new();
    home.call(&["client", "add", "Acme"]);
    home.call(&["project", "add", "Web", "--client", "Acme"]);
    home
}

/// Calls `daybook`, which must refuse with one sentence that holds `expected`.
#[track_caller]
fn refused(home: &Home, arguments: &[&str], expected: &str) {
    let output = home.output(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
    assert_eq!(said.trim().lines().count(), 1, "one sentence: {said}");
    assert!(said.contains(expected), "{arguments:?}: {said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn an_hour_that_the_clock_skips_is_timed_as_long_as_it_was() {
    let mut home = home();
    home.set("TZ", NEW_YORK);
    let started = home.json(&[
        "timer",
        "start",
        "--client",
        "Acme",
        "--project",
        "Web",
        "--label",
        "API review",
        "--at",
        "2026-03-08T01:30:00-05:00",
    ]);
    assert_eq!(started["status"], "running");
    let status = home.json(&["timer", "status"]);
    assert_eq!(
        (&status["client"], &status["project"], &status["label"], &status["started"]),
        (&json!("Acme"), &json!("Web"), &json!("API review"), &json!("2026-03-08T06:30:00Z"))
    );
    let paused = home.json(&["timer", "pause", "--at", "2026-03-08T03:10:00-04:00"]);
    assert_eq!((&paused["status"], &paused["minutes"]), (&json!("paused"), &json!(40)));
    home.json(&["timer", "resume", "--at", "2026-03-08 03:20"]);
    let stopped = home.json(&["timer", "stop", "--at", "2026-03-08T03:30:00-04:00"]);
    assert_eq!((&stopped["status"], &stopped["minutes"]), (&json!("completed"), &json!(50)));
    assert_eq!((&stopped["seconds"], &stopped["total_ms"]), (&json!(3_000), &json!(3_000_000)));
    assert_eq!(
        stopped["segments"],
        json!([
            { "start": "2026-03-08T06:30:00Z", "end": "2026-03-08T07:10:00Z" },
            { "start": "2026-03-08T07:20:00Z", "end": "2026-03-08T07:30:00Z" },
        ])
    );
    let block = stopped["block"].as_str().expect("an entry").to_owned();

    let again = home.json(&["timer", "stop", "--at", "2026-03-08T05:00:00-04:00"]);
    assert_eq!((&again["already"], &again["total_ms"]), (&json!(true), &json!(3_000_000)));
    let told = home.call(&["timer", "stop"]);
    assert!(told.contains("It was stopped at 2026-03-08 03:30 already"), "{told}");
    let blocks = home.json(&["blocks", "--from", "2026-03-08", "--to", "2026-03-08"]);
    let ids: Vec<&Value> =
        blocks.as_array().expect("blocks").iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [&json!(block)], "one entry, pauses and all");
    assert_eq!(home.json(&["timer", "status"])["status"], "completed");
}

#[test]
fn a_timer_is_started_now_named_later_switched_and_continued() {
    let home = home();
    assert_eq!(home.json(&["timer", "status"]), json!({ "status": "none" }));
    assert!(home.call(&["timer", "list"]).contains("No timers yet"));
    refused(
        &home,
        &["timer", "switch", "--client", "Acme"],
        "no timer runs that could be switched",
    );
    let first = home.json(&["timer", "start", "--at", "yesterday 09:00"]);
    assert_eq!((&first["client"], &first["label"]), (&Value::Null, &json!("")));
    let named = home.json(&["timer", "name", "--client", "acme", "--label", "Planning"]);
    assert_eq!((&named["client"], &named["billable"]), (&json!("Acme"), &json!(true)));
    let named = home.json(&["timer", "name", "--project", "web"]);
    assert_eq!((&named["project"], &named["label"]), (&json!("Web"), &json!("Planning")));
    let moved = home.json(&["timer", "move-start", "--at", "yesterday 09:15"]);
    assert_eq!(moved["id"], first["id"]);
    let named = home.json(&["timer", "name", "--client", "ACME", "--label", "- plan"]);
    assert_eq!((&named["project"], &named["label"]), (&json!("Web"), &json!("- plan")));
    home.call(&["timer", "name", "--label", "Planning"]);
    let second = home.json(&["timer", "switch", "--label", "Break", "--at", "yesterday 09:45"]);
    assert_ne!(second["id"], first["id"]);
    let discarded = home.json(&["timer", "discard"]);
    assert_eq!(discarded["discarded"], second["id"]);
    let last = home.json(&["timer", "status"]);
    assert_eq!((&last["id"], &last["minutes"]), (&first["id"], &json!(30)));
    let continued = home.json(&["timer", "continue"]);
    assert_eq!((&continued["project"], &continued["label"]), (&json!("Web"), &json!("Planning")));
    let list = home.json(&["timer", "list"]);
    assert_eq!(list["running"]["id"], continued["id"]);
    let told = home.call(&["timer", "status"]);
    assert!(told.contains("Running since") && told.contains("Acme, Web: Planning"), "{told}");
}

#[test]
fn what_cannot_be_is_refused_in_one_sentence_and_changes_nothing() {
    let home = home();
    refused(&home, &["timer", "pause"], "no timer runs; start one first");
    refused(&home, &["timer", "resume"], "no timer is paused");
    refused(&home, &["timer", "start", "--client", "Nobody"], "there is no client named ‘Nobody’");
    refused(&home, &["timer", "start", "--project", "Web"], "client");
    refused(&home, &["timer", "start", "--at", "soon"], "is not a time, such as");
    refused(&home, &["timer", "start", "--at", "2999-01-01T00:00:00Z"], "has not come yet");
    refused(&home, &["timer", "start", "--client", ""], "a name is empty; write the name, or none");
    refused(&home, &["timer", "discard"], "no timer runs or is paused");
    refused(&home, &["timer", "resolve", "keep"], "no timer runs or is paused");
    assert_eq!(home.json(&["timer", "status"]), json!({ "status": "none" }));
    home.call(&["timer", "start", "--client", "Acme", "--at", "2026-03-02T09:00:00Z"]);
    refused(&home, &["timer", "pause", "--at", "2026-03-02T08:00:00Z"], "give a time after that");
    refused(&home, &["timer", "resolve", "keep"], "nothing is asked");
    home.call(&["timer", "stop", "--at", "2026-03-02T10:00:00Z"]);
    let start = ["timer", "start", "--client", "Acme", "--at", "2026-03-02T09:30:00Z"];
    refused(&home, &start, "would be counted twice");
    assert_eq!(home.json(&["timer", "status"])["status"], "completed");
    assert_eq!(home.json(&[&start[..], &["--both"]].concat())["status"], "running");
    let error: Value = {
        let output = home.output(&["timer", "pause", "--at", "soon", "--json"]);
        serde_json::from_slice(&output.stderr).expect("JSON")
    };
    assert_eq!(error["error"]["code"], "input");
}

#[test]
fn an_absence_is_listed_and_decided() {
    let home = home();
    home.call(&["timer", "status"]);
    let at = |text: &str| text.parse::<Moment>().expect("a time");
    let row = |from: &str, to: &str, state, program: Option<&str>| Activity {
        span: Span::new(at(from), at(to)),
        state,
        window: program.map(|program| Window { program: program.into(), ..Window::default() }),
    };
    let rows = [
        row("2026-03-02T10:00:00Z", "2026-03-02T10:05:20Z", State::Working, Some("code")),
        row("2026-03-02T10:05:20Z", "2026-03-02T10:35:20Z", State::Idle, None),
        row("2026-03-02T10:35:20Z", "2026-03-02T10:40:00Z", State::Working, Some("mail")),
    ];
    let (store, _) =
        Store::open(&home.data(), Check::Glance, at("2026-03-02T11:00:00Z")).expect("it opens");
    store.write(move |tx| activities::apply(tx, &rows.map(Change::Put))).expect("the ledger");
    let list = ["away", "--from", "2026-03-02", "--to", "2026-03-02"];
    let all = home.json(&list);
    assert_eq!(all.as_array().map(Vec::len), Some(1), "{all}");
    assert_eq!(
        (&all[0]["start"], &all[0]["minutes"], &all[0]["before"]["program"], &all[0]["timed"]),
        (&json!("2026-03-02T10:05:20Z"), &json!(30), &json!("code"), &json!(false))
    );
    let told = home.call(&list);
    assert!(told.contains("10:05–10:35") && told.contains("30m"), "{told}");
    refused(&home, &["away", "keep", "2026-03-02 10:05"], "assign the time to a client instead");
    refused(&home, &["away", "keep", "2026-03-02 12:00"], "no absence is undecided");
    let call = ["away", "call", "2026-03-02 10:05", "--client", "Acme", "--label", "Phone"];
    assert_eq!(home.json(&call)["was"], "call");
    assert_eq!(home.json(&list), json!([]));
    let blocks = home.json(&["blocks", "--from", "2026-03-02", "--to", "2026-03-02"]);
    assert_eq!((&blocks[0]["label"], &blocks[0]["client"]), (&json!("Phone"), &json!("Acme")));
    assert_eq!(blocks[0]["end"], "2026-03-02T10:35:20Z");
}
