//! What was written down is found again, and what waits to be reviewed is named.

use serde_json::{Value, json};
use testkit::canary;
use testkit::home::{Home, workspace};

/// A home whose Monday has two drafts: a sure one that turns into something else, and one of
/// nobody.
fn home() -> Home {
    let home = Home::new();
    for name in ["Acme", "Nordwind"] {
        home.call(&["client", "add", name]);
    }
    home.call(&["rule", "add", "--title", "shop", "--client", "Acme"]);
    home.call(&[
        "ingest",
        "--start",
        "2026-03-02T09:00:00Z",
        "--end",
        "2026-03-02T09:30:00Z",
        "--window",
        "09:00:00|code|checkout.rs — shop",
        "--window",
        "09:10:00|gimp|shop banner",
        "--window",
        "09:20:00|thunderbird|Holiday plans",
    ]);
    home
}

const MONDAY: [&str; 2] = ["--from", "2026-03-02"];

/// Fails as bad input should: one sentence on standard error, and exit 1.
fn refused(home: &Home, arguments: &[&str]) -> String {
    let output = home.output(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    let sentence = String::from_utf8(output.stderr).expect("text");
    assert_eq!(sentence.trim_end().lines().count(), 1, "{sentence}");
    sentence
}

#[test]
fn a_note_is_written_read_changed_found_and_deleted() {
    let home = home();
    let note = home.json(&["note", "add", "# Budget\nninety *hours*", "--day", "2026-03-02"]);
    assert_eq!(note["text"], "# Budget\nninety *hours*");
    assert_eq!((&note["date"], &note["block"]), (&json!("2026-03-02"), &Value::Null));
    let id = note["id"].as_str().expect("an id").to_owned();
    home.call(&["note", "edit", &id, "- marmalade\n- ninety hours"]);
    home.call(&["note", "edit", &id, "# Budget\nninety *hours*"]);
    let listed = home.call(&[&["note", "list"][..], &MONDAY].concat());
    assert!(listed.contains("# Budget") && listed.contains("1 note."), "{listed}");
    assert!(!listed.contains("ninety"), "a list shows how each begins: {listed}");
    assert!(home.call(&["note", "show", &id]).ends_with("# Budget\nninety *hours*\n"));
    home.call(&["note", "edit", &id, "Marmalade for a hundred"]);
    assert_eq!(home.json(&["search", "ninety"]), json!([]));
    let found = home.json(&["search", "hundred", "marm"]);
    assert_eq!((&found[0]["id"], &found[0]["kind"]), (&json!(id), &json!("note")));
    assert!(!canary::found_in(&home.data(), &["marmalade"]).is_empty(), "it is there");
    home.call(&["note", "delete", &id]);
    assert_eq!(canary::found_in(&home.data(), &["marmalade", "ninety"]), [], "and is gone");
    assert_eq!(home.json(&[&["note", "list"][..], &MONDAY].concat()), json!([]));
}

#[test]
fn the_note_of_a_block_is_found_with_it() {
    let home = home();
    let blocks = home.json(&[&["blocks"][..], &MONDAY].concat());
    let block = blocks[0]["id"].as_str().expect("a block").to_owned();
    let note = home.json(&["note", "add", "with a kingfisher", "--block", &block]);
    assert_eq!(
        (&note["id"], &note["block"], &note["client"]),
        (&json!(block), &json!(block), &json!("Acme"))
    );
    let found = home.json(&["search", "\"a kingf"]);
    assert_eq!(found, json!([]), "a phrase ends where it ends");
    let found = home.json(&["search", "\"a kingfisher\""]);
    assert_eq!((&found[0]["id"], &found[0]["kind"]), (&json!(block), &json!("entry")));
    assert_eq!(
        (&found[0]["start"], &found[0]["client"]),
        (&json!("2026-03-02T09:00:00Z"), &json!("Acme"))
    );
    let hit = json!({ "text": "a kingfisher", "is_hit": true });
    assert!(found[0]["snippet"].as_array().expect("pieces").contains(&hit), "{found}");
    let line = home.call(&["search", "kingfisher"]);
    assert!(
        line.starts_with("2026-03-02  09:00  Acme  ") && line.contains("a kingfisher"),
        "{line}"
    );
    let there = refused(&home, &["note", "add", "another", "--block", &block]);
    assert!(there.contains("has a note already") && there.contains(&block), "{there}");
    home.call(&["note", "delete", &block]);
    assert_eq!(home.json(&["search", "kingfisher"]), json!([]));
}

#[test]
fn bad_notes_change_nothing() {
    let home = home();
    let stranger = "019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d55";
    assert!(refused(&home, &["note", "add", " "]).contains("empty"));
    assert!(refused(&home, &["note", "add", "x", "--day", "soon"]).contains("not a date"));
    assert!(refused(&home, &["note", "add", "x", "--block", stranger]).contains("no block"));
    assert!(refused(&home, &["note", "edit", stranger, "x"]).contains("no note"));
    assert!(refused(&home, &["note", "delete", "nonsense"]).contains("no note"));
    assert!(refused(&home, &["note", "show", stranger]).contains("no note"));
    let always = ["note", "list", "--from", "2000-01-01", "--to", "2100-01-01"];
    assert_eq!(home.json(&always), json!([]));
    let nothing = home.call(&["search", "(", "OR", "*"]);
    assert!(nothing.starts_with("Nothing was found."), "{nothing}");
}

#[test]
fn what_waits_to_be_reviewed_is_told_with_where_to_split_it() {
    let home = home();
    let asked = [&["review"][..], &MONDAY].concat();
    let review = home.json(&asked);
    let queue = review["queue"].as_array().expect("a queue");
    let told: Vec<_> = queue
        .iter()
        .map(|draft| {
            (draft["client"].clone(), draft["length_ms"].clone(), draft["split"]["text"].clone())
        })
        .collect();
    let minutes = |minutes: i64| json!(minutes * 60_000);
    assert_eq!(
        told,
        [
            (Value::Null, minutes(10), Value::Null),
            (json!("Acme"), minutes(20), json!("‘gimp’ follows ‘code’ here")),
        ],
        "the least certain first: {review}"
    );
    assert_eq!(queue[1]["split"]["at"], "2026-03-02T09:10:00Z");
    assert_eq!(queue[1]["reason"], "your rule ‘shop’ matches the title");
    let waits = json!([
        { "client": "Acme", "entries": 1, "length_ms": minutes(20) },
        { "client": null, "entries": 1, "length_ms": minutes(10) },
    ]);
    assert_eq!(review["unreviewed"], waits);
    assert_eq!(home.json(&["status"])["unreviewed"], waits, "of all days");

    let sentence = "30m wait to be reviewed: Acme 20m, unassigned 10m.";
    let text = home.call(&asked);
    assert!(text.starts_with(&format!("2 drafts, the least certain first. {sentence}")), "{text}");
    assert!(text.contains("Monday, 2 March 2026, 09:20–09:30, 10m\n   unassigned"), "{text}");
    assert!(text.contains("Split at 09:10: ‘gimp’ follows ‘code’ here"), "{text}");
    assert!(home.call(&[&["blocks"][..], &MONDAY].concat()).trim_end().ends_with(sentence));
    assert!(home.call(&["status"]).contains(sentence));

    for draft in queue {
        home.call(&["blocks", "confirm", draft["id"].as_str().expect("an id")]);
    }
    assert_eq!(home.call(&asked).trim_end(), "Nothing waits to be reviewed.");
    assert_eq!(home.json(&asked)["confirmed"], json!({ "entries": 2, "length_ms": minutes(30) }));
    assert_eq!(home.json(&["status"])["unreviewed"], json!([]));
}

#[test]
fn a_transcript_that_was_kept_is_found() {
    let home = Home::new();
    let voice = workspace().join("tests/fixtures/speech/jfk.wav");
    let voice = voice.to_str().expect("a path");
    assert!(refused(&home, &["transcribe", voice, "--note", "soon"]).contains("not a date"));
    let plain = home.json(&["transcribe", voice]);
    assert_eq!(plain["notes"], Value::Null, "nothing is kept unless it is asked for");
    assert_eq!(home.json(&["search", "country"]), json!([]));
    let kept = home.json(&["transcribe", voice, "--note", "2026-03-02"]);
    let found = home.json(&["search", "your", "country"]);
    assert_eq!(found[0]["kind"], "transcript");
    assert_eq!(kept["notes"], json!([found[0]["id"]]));
    let notes = home.json(&[&["note", "list"][..], &MONDAY].concat());
    assert_eq!((&notes[0]["kind"], &notes[0]["text"]), (&json!("transcript"), &kept["text"]));
}
