//! A timesheet put right in a terminal: blocks written down, split, merged, confirmed and taken
//! back, and what cannot be, refused in one sentence.

use serde_json::{Value, json};
use testkit::home::Home;

fn home() -> Home {
    let home = Home::new();
    home.call(&["client", "add", "Acme", "--currency", "EUR"]);
    home.call(&["project", "add", "Web", "--client", "Acme"]);
    home.call(&["client", "add", "Nordwind"]);
    home
}

/// Writes an hour or more of the ninth of March down, in hours of UTC.
fn add(home: &Home, client: &str, start: &str, end: &str) -> Value {
    let at = |time: &str| format!("2026-03-09T{time}:00Z");
    home.json(&[
        "blocks",
        "add",
        "--client",
        client,
        "--label",
        "Workshop",
        "--start",
        &at(start),
        "--end",
        &at(end),
    ])
}

fn id(block: &Value) -> String {
    block["id"].as_str().expect("an id").to_owned()
}

/// "09:00–10:00 Acme confirmed" for each block of the day.
fn day(home: &Home) -> Vec<String> {
    let listed = home.json(&["blocks", "--from", "2026-03-09", "--to", "2026-03-09"]);
    let clock =
        |text: &Value| text.as_str().and_then(|text| text.get(11..16)).expect("a time").to_owned();
    let told = |block: &Value| {
        let (start, end) = (clock(&block["start"]), clock(&block["end"]));
        let client = block["client"].as_str().unwrap_or("nobody");
        format!("{start}–{end} {client} {} min", block["minutes"])
    };
    listed.as_array().expect("blocks").iter().map(told).collect()
}

/// What a refusal says, after nothing has changed.
fn refused(home: &Home, arguments: &[&str]) -> String {
    let before = day(home);
    let output = home.output(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    assert_eq!(day(home), before, "{arguments:?} changes nothing");
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(said.lines().count(), 1, "one sentence: {said}");
    said.trim().to_owned()
}

#[test]
fn a_block_is_added_split_merged_confirmed_and_taken_back() {
    let home = home();
    let added = home.json(&[
        "blocks",
        "add",
        "--client",
        "Acme",
        "--project",
        "Web",
        "--label",
        "Workshop",
        "--start",
        "2026-03-09T09:00:00Z",
        "--end",
        "2026-03-09T11:00:00Z",
    ]);
    assert_eq!(
        (&added["client"], &added["project"], &added["minutes"], &added["source"]),
        (&json!("Acme"), &json!("Web"), &json!(120), &json!("hand")),
        "{added}"
    );
    let block = id(&added);
    let parts = home.json(&["blocks", "split", &block, "--at", "2026-03-09T10:15:00Z"]);
    assert_eq!(parts.as_array().map(Vec::len), Some(2));
    assert_eq!(day(&home), ["09:00–10:15 Acme 75 min", "10:15–11:00 Acme 45 min"]);
    let second = id(&parts[1]);
    home.json(&[
        "blocks",
        "edit",
        &second,
        "--client",
        "Nordwind",
        "--start",
        "2026-03-09T10:30:00Z",
    ]);
    assert_eq!(day(&home), ["09:00–10:15 Acme 75 min", "10:30–11:00 Nordwind 30 min"]);
    let refused = home.output(&["blocks", "merge", &block, &second, "--keep", "sum"]);
    assert_eq!(refused.status.code(), Some(1), "nobody says who pays");
    assert_eq!(day(&home).len(), 2);
    home.json(&["blocks", "edit", &second, "--client", "Acme", "--project", "Web"]);
    home.json(&["blocks", "merge", &block, &second, "--keep", "sum"]);
    assert_eq!(day(&home), ["09:00–11:00 Acme 105 min"]);
    home.json(&["blocks", "undo"]);
    home.json(&["blocks", "merge", &block, &second, "--keep", "fill"]);
    assert_eq!(day(&home), ["09:00–11:00 Acme 120 min"]);
    for _ in 0..4 {
        home.json(&["blocks", "undo"]);
    }
    assert_eq!(day(&home), ["09:00–11:00 Acme 120 min"], "as it was written down");
    home.json(&["blocks", "redo"]);
    assert_eq!(day(&home).len(), 2, "split once more");
    home.json(&["blocks", "reopen", &block]);
    home.json(&["blocks", "confirm", "--from", "2026-03-09", "--to", "2026-03-09"]);
    let listed = home.json(&["blocks", "--from", "2026-03-09", "--to", "2026-03-09"]);
    let all = listed.as_array().expect("blocks");
    assert!(all.iter().all(|block| block["status"] == "confirmed"), "{listed}");
    let history = home.json(&["blocks", "history", &block]);
    assert_eq!(history[0]["kind"], "confirm");
    let changes = json!([{ "field": "status", "was": "draft", "became": "confirmed" }]);
    assert_eq!(history[0]["changes"], changes);
    let told = home.call(&["blocks", "history", &block]);
    assert!(told.contains("status: draft → confirmed"), "{told}");
    assert!(told.contains("time: 9 Mar 09:00–11:00 (2h 00m) → 9 Mar 09:00–"), "{told}");
}

#[test]
fn what_cannot_be_is_refused_in_one_sentence() {
    let home = home();
    let first = id(&add(&home, "Acme", "09:00", "10:00"));
    let check = |arguments: &[&str], expected: &str| {
        let said = refused(&home, arguments);
        assert!(said.contains(expected), "{said}");
    };
    let over = ["blocks", "add", "--client", "Acme", "--start"];
    let over = [&over[..], &["2026-03-09T09:30:00Z", "--end", "2026-03-09T10:30:00Z"]].concat();
    check(&over, "would be counted twice: ‘Acme: Workshop’ counts it");
    check(&over, "--allow-overlap");
    check(&["blocks", "split", &first, "--at", "2026-03-09T12:00:00Z"], "no time on both sides");
    check(&["blocks", "merge", &first, &first, "--keep", "sum"], "two different entries");
    check(&["blocks", "edit", &first, "--client", "Nobody"], "there is no client named ‘Nobody’");
    check(&["blocks", "edit", &first, "--end", "2026-03-09T08:00:00Z"], "");
    check(&["blocks", "split", "nonsense", "--halves"], "there is no block with the id nonsense");
    check(&["blocks", "add", "--day", "2026-03-09", "--length", "soon"], "is not a length");
    let json = home.output(&["blocks", "delete", "nonsense", "--json"]);
    let error: Value = serde_json::from_slice(&json.stderr).expect("an error as JSON");
    assert_eq!(error["error"]["code"], "unknown");
    home.call(&[&over[..], &["--allow-overlap"]].concat());
    let shared = home.json(&["blocks", "overlaps", "--from", "2026-03-09"]);
    assert_eq!((&shared[0]["minutes"], &shared[0]["allowed"]), (&json!(30), &json!(true)));
    let (one, two) = (shared[0]["first"].as_str(), shared[0]["second"].as_str());
    let (one, two) = (one.expect("an id"), two.expect("an id"));
    home.call(&["blocks", "overlaps", one, two, "--give", "middle"]);
    assert_eq!(day(&home), ["09:00–09:45 Acme 45 min", "09:45–10:30 Acme 45 min"]);
}

#[test]
fn a_bare_time_is_of_the_day_of_the_block() {
    let home = home();
    let block = id(&add(&home, "Acme", "09:00", "11:00"));
    home.call(&["blocks", "split", &block, "--at", "10:00"]);
    home.call(&["blocks", "edit", &block, "--end", "09:30", "--label", "- fix"]);
    assert_eq!(day(&home), ["09:00–09:30 Acme 30 min", "10:00–11:00 Acme 60 min"]);
    home.call(&["blocks", "undo"]);
    assert_eq!(day(&home).first().map(String::as_str), Some("09:00–10:00 Acme 60 min"));
    home.call(&["blocks", "move", &block, "--to", "07:00"]);
    assert_eq!(day(&home).first().map(String::as_str), Some("07:00–08:00 Acme 60 min"));
}

#[test]
fn a_bare_time_is_read_where_the_owner_is_as_the_block_is_listed() {
    let mut home = home();
    home.set("TZ", "America/New_York");
    let block = id(&add(&home, "Acme", "15:00", "17:00"));
    home.set("TZ", "Europe/Berlin");
    home.call(&["blocks", "edit", &block, "--end", "17:30"]);
    assert_eq!(day(&home), ["15:00–16:30 Acme 90 min"], "half past five in Berlin");
}

#[test]
fn a_bare_end_is_of_the_day_of_its_start() {
    let home = home();
    let late = ["blocks", "add", "--client", "Acme", "--start", "2026-03-09 22:00", "--end"];
    let minutes = |end: &str| home.json(&[&late[..], &[end]].concat())["minutes"].clone();
    assert_eq!(minutes("22:45"), 45);
    home.call(&["blocks", "undo"]);
    assert_eq!(minutes("01:00"), 180, "after midnight");
    home.call(&["blocks", "undo"]);
    let refused = refused(&home, &[&late[..], &["21:00"]].concat());
    assert!(refused.contains("--end must lie after --start"), "{refused}");
}

#[test]
fn a_block_over_midnight_stands_under_each_of_its_days_with_what_lies_there() {
    let home = home();
    let over = ["2026-03-09T22:30:00Z", "2026-03-10T01:15:00Z"];
    home.call(&["blocks", "add", "--client", "Acme", "--start", over[0], "--end", over[1]]);
    let second = home.call(&["blocks", "--from", "2026-03-10"]);
    assert!(second.starts_with("Tuesday, 10 March 2026"), "{second}");
    assert!(second.contains("Acme 1h 15m") && !second.contains("2h 45m"), "{second}");
    let both = home.call(&["blocks", "--from", "2026-03-09", "--to", "2026-03-10"]);
    assert!(both.contains("Acme 1h 30m") && both.contains("Acme 1h 15m"), "{both}");
}

#[test]
fn time_that_is_counted_twice_is_told_where_people_look() {
    let home = home();
    let first = id(&add(&home, "Acme", "09:00", "10:00"));
    add(&home, "Nordwind", "10:00", "11:00");
    home.call(&["blocks", "edit", &first, "--end", "10:30", "--allow-overlap"]);
    home.call(&["blocks", "overlaps", "--from", "2026-03-09"]);
    let listed = home.call(&["blocks", "--from", "2026-03-09"]);
    assert!(!listed.contains("counted twice"), "the owner said that both count: {listed}");
}

#[test]
fn parts_of_a_split_have_the_minutes_of_the_whole() {
    let home = home();
    let block = id(&add(&home, "Acme", "09:00", "10:00"));
    let parts = home.json(&["blocks", "split", &block, "--at", "2026-03-09T09:20:30Z"]);
    let minutes: Vec<i64> = parts
        .as_array()
        .expect("parts")
        .iter()
        .filter_map(|part| part["minutes"].as_i64())
        .collect();
    assert_eq!(minutes.iter().sum::<i64>(), 60, "{parts}");
    assert_eq!(parts[0]["length_ms"], 1_230_000);
}

#[test]
fn nobody_is_named_by_an_empty_word() {
    let home = home();
    let block = id(&add(&home, "Acme", "09:00", "10:00"));
    let said = refused(&home, &["blocks", "edit", &block, "--client", ""]);
    assert!(said.contains("name a client, or none"), "{said}");
    let nobody = home.json(&["blocks", "edit", &block, "--client", "none"]);
    assert_eq!((&nobody["client"], &nobody["billable"]), (&Value::Null, &json!(false)));
    assert!(refused(&home, &["client", "add", "none"]).contains("says that there is none"));
    let said = refused(&home, &["blocks", "edit", &block, "--billable", "maybe"]);
    assert!(said.contains("choose one of: yes, no"), "{said}");
}

#[test]
fn a_length_without_a_time_counts_on_its_day() {
    let home = home();
    add(&home, "Acme", "09:00", "10:00");
    let loose = home.json(&[
        "blocks",
        "add",
        "--client",
        "Acme",
        "--day",
        "2026-03-09",
        "--length",
        "1:30",
        "--tag",
        "travel",
    ]);
    assert_eq!((&loose["is_untimed"], &loose["minutes"]), (&json!(true), &json!(90)));
    assert_eq!(loose["tags"], json!(["travel"]));
    home.json(&["blocks", "edit", &id(&loose), "--length", "45m"]);
    let report =
        home.json(&["report", "--from", "2026-03-09", "--to", "2026-03-09", "--by", "tag"]);
    assert_eq!(report["total_minutes"], 105, "{report}");
}

#[test]
fn the_hours_of_a_client_are_summed_exactly_below_the_blocks_of_a_day() {
    let home = home();
    let at = |second: i64| format!("2026-03-09T09:{:02}:{:02}Z", second / 60, second % 60);
    for (number, client) in (0_i64..).zip(["Acme", "Acme", "Nordwind", "Nordwind"]) {
        let (start, end) = (at(number * 330), at((number + 1) * 330));
        home.call(&["blocks", "add", "--client", client, "--start", &start, "--end", &end]);
    }
    let told = home.call(&["blocks", "--from", "2026-03-09"]);
    assert!(told.contains("Acme 11m · Nordwind 11m"), "{told}");
    let listed = home.json(&["blocks", "--from", "2026-03-09"]);
    let sum = |client: &str| -> i64 {
        let all = listed.as_array().expect("blocks").iter();
        all.filter(|one| one["client"] == client).filter_map(|one| one["minutes"].as_i64()).sum()
    };
    assert_eq!((sum("Acme"), sum("Nordwind")), (11, 11), "{listed}");
}

#[test]
fn the_blocks_of_a_day_say_as_much_for_each_client_as_its_report() {
    let home = home();
    let add = |client: &str, billable: &str, start: &str, end: &str| {
        let (start, end) = (format!("2026-03-09T{start}Z"), format!("2026-03-09T{end}Z"));
        let whose = ["blocks", "add", "--client", client, "--billable", billable];
        home.call(&[&whose[..], &["--start", &start, "--end", &end]].concat());
    };
    add("Nordwind", "yes", "08:00:00", "08:10:30");
    add("Acme", "yes", "09:00:00", "09:10:30");
    add("Acme", "no", "10:00:00", "10:20:25");
    add("Nordwind", "no", "11:00:00", "11:20:25");
    let listed = home.json(&["blocks", "--from", "2026-03-09"]);
    let report = home.json(&["report", "--from", "2026-03-09", "--to", "2026-03-09"]);
    for row in report["rows"].as_array().expect("rows") {
        let own =
            listed.as_array().expect("blocks").iter().filter(|one| one["client"] == row["key"]);
        let minutes: i64 = own.filter_map(|one| one["minutes"].as_i64()).sum();
        assert_eq!(row["minutes"], minutes, "{report} {listed}");
    }
}

#[test]
fn a_line_has_the_days_part_its_pause_and_if_asked_its_id() {
    let home = home();
    let (first, second) =
        (id(&add(&home, "Acme", "09:00", "10:00")), id(&add(&home, "Acme", "11:00", "12:00")));
    home.call(&["blocks", "merge", &first, &second, "--keep", "sum"]);
    let told = home.call(&["blocks", "--from", "2026-03-09", "--ids"]);
    assert!(told.contains("09:00–12:00  2h 00m, paused 1h 00m"), "{told}");
    assert!(told.lines().any(|line| line.ends_with(&first)), "{told}");
    let over = ["2026-03-10T22:30:00Z", "2026-03-11T00:20:00Z"];
    home.call(&["blocks", "add", "--client", "Acme", "--start", over[0], "--end", over[1]]);
    let told = home.call(&["blocks", "--from", "2026-03-11"]);
    assert!(told.contains("00:00–00:20  20m") && !told.contains("22:30"), "{told}");
}

#[test]
fn it_is_said_when_nothing_was_done() {
    let home = home();
    let empty = || home.call(&["blocks", "--from", "2026-03-08"]);
    assert!(empty().starts_with("No blocks yet."), "{}", empty());
    let block = id(&add(&home, "Acme", "09:00", "10:00"));
    assert_eq!(empty().trim(), "No blocks on these days.");
    let check = |arguments: &[&str], expected: &str| {
        let said = home.call(arguments);
        assert!(said.contains(expected) && !said.contains("daybook blocks undo"), "{said}");
    };
    check(&["blocks", "split", &block, "--halves", "--dry-run"], "Nothing has changed yet.");
    check(&["blocks", "edit", &block, "--label", "Workshop"], "Nothing has changed");
    check(&["blocks", "confirm", &block], "Nothing has changed");
    check(&["client", "edit", "Acme"], "Nothing has changed");
    check(&["blocks", "edit", &block, "--end", "10:30"], "09:00–10:30  1h 30m");
    let beside = id(&add(&home, "Nordwind", "11:00", "12:00"));
    let seen = home.json(&["blocks", "split", &block, "--halves", "--dry-run"]);
    assert_eq!((&seen["before_minutes"], &seen["after_minutes"]), (&json!(90), &json!(90)));
    let gone = home.json(&["blocks", "delete", &beside, &beside]);
    assert_eq!(gone["deleted"].as_array().map(Vec::len), Some(1), "{gone}");
}

#[test]
fn a_refusal_tells_times_as_the_clock_of_the_owner_shows_them() {
    let mut home = home();
    home.set("TZ", "Europe/Berlin");
    let block = id(&add(&home, "Acme", "09:00", "10:00"));
    let output = home.output(&["blocks", "split", &block, "--at", "2026-03-09T12:00:00Z"]);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(said.contains("no time on both sides of 2026-03-09 13:00"), "{said}");
}
