//! Somebody who comes from another program brings their time along, and takes it out again.

use serde_json::{Value, json};
use std::path::Path;
use testkit::home::{Home, workspace};

fn fixture(name: &str) -> String {
    workspace().join("tests/fixtures/imports").join(name).display().to_string()
}

/// Writes a file that was exported somewhere.
fn file(home: &Home, name: &str, text: &str) -> String {
    let path = home.all().join(name);
    std::fs::write(&path, text).expect("a file");
    path.display().to_string()
}

/// A call that must fail, with one sentence and exit 1; what it printed.
#[track_caller]
fn refused(home: &Home, arguments: &[&str]) -> (String, String) {
    let output = home.output(arguments);
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
    assert_eq!(said.trim().lines().count(), 1, "{arguments:?}: {said}");
    (String::from_utf8(output.stdout).expect("text"), said)
}

#[test]
fn a_clockify_report_is_tried_and_then_imported_once() {
    let home = Home::new();
    let path = fixture("clockify-month-first.csv");
    let call = ["import", "clockify", &path, "--zone", "America/New_York"];
    let dry = home.json(&[&call[..], &["--dry-run"]].concat());
    assert_eq!(dry["rows"], 4);
    assert_eq!(dry["imported"], 3);
    assert_eq!(dry["minutes_by_client"], json!({ "Initech": 225, "unassigned": 20 }));
    assert_eq!(dry["refused"], json!([]));
    assert_eq!(home.json(&["client", "list"]), json!([]), "a dry run changes nothing");

    let done = home.json(&call);
    assert_eq!(done["done"], true);
    assert_eq!(done["minutes_by_client"], dry["minutes_by_client"]);
    let again = home.json(&call);
    assert_eq!((&again["imported"], &again["duplicates"]), (&json!(0), &json!(3)));

    let blocks = home.json(&["blocks", "--from", "2026-03-04", "--to", "2026-03-13"]);
    let starts: Vec<&Value> =
        blocks.as_array().expect("blocks").iter().map(|block| &block["start"]).collect();
    assert_eq!(
        starts,
        ["2026-03-04T14:00:00Z", "2026-03-13T04:00:00Z", "2026-03-13T17:15:30Z"],
        "{blocks}"
    );
    assert_eq!(blocks[0]["status"], "billed", "nobody bills it twice: {blocks}");
}

#[test]
fn a_bad_row_stops_everything_and_is_told() {
    let home = Home::new();
    let head = "Description,Client,Start date,Start time,End date,End time\n";
    let rows = "good,Acme,2026-03-02,09:00,2026-03-02,10:00\nbad,Acme,2026-03-02,25:00,,\n";
    let path = file(&home, "toggl.csv", &format!("{head}{rows}"));

    let (printed, said) = refused(&home, &["import", "toggl", &path]);
    assert!(printed.contains("nothing was imported") && printed.contains("line 3"), "{printed}");
    assert!(said.contains("1 row") && said.contains("line 3") && said.contains("25:00"), "{said}");
    let (printed, _) = refused(&home, &["import", "toggl", &path, "--dry-run"]);
    assert!(printed.contains("Acme") && printed.contains("line 3"), "{printed}");
    let (printed, said) = refused(&home, &["import", "toggl", &path, "--json"]);
    let whole: Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(whole["refused"], json!([{ "line": 3, "reason": "‘25:00’ is not a time of day" }]));
    assert_eq!((&whole["imported"], &whole["done"]), (&json!(0), &json!(false)));
    assert!(said.contains("\"code\":\"input\""), "{said}");
    assert_eq!(home.json(&["client", "list"]), json!([]));

    let told = home.call(&["import", "toggl", &path, "--skip-bad"]);
    assert!(told.contains("1 entry was imported") && told.contains("line 3"), "{told}");
    assert_eq!(home.json(&["client", "list"])[0]["name"], "Acme");
}

#[test]
fn what_nobody_can_know_is_asked_for() {
    let home = Home::new();
    let head = "Description,Client,Start date,Start time,End date,End time\n";
    let rows = "one,Acme,03/04/2026,09:00,03/04/2026,10:00\n";
    let path = file(&home, "toggl.csv", &format!("{head}{rows}"));
    let (_, said) = refused(&home, &["import", "toggl", &path]);
    assert!(said.contains("--date-order day-first or month-first"), "{said}");
    let (_, said) = refused(&home, &["import", "toggl", &path, "--zone", "Europe/Nowhere"]);
    assert!(said.contains("Europe/Nowhere"), "{said}");
    let (_, said) = refused(&home, &["import", "toggl", &fixture("none.csv")]);
    assert!(said.contains("none.csv"), "{said}");
    home.call(&["import", "toggl", &path, "--date-order", "day-first"]);
    let blocks = home.json(&["blocks", "--from", "2026-04-03"]);
    assert_eq!(blocks[0]["start"], "2026-04-03T09:00:00Z", "{blocks}");
}

#[test]
fn every_service_is_taken_in() {
    let home = Home::new();
    let check = |service: &str, name: &str, more: &[&str], expected: Value| {
        let path = fixture(name);
        let done = home.json(&[&["import", service, &path], more].concat());
        assert_eq!(done["minutes_by_client"], expected, "{service}: {done}");
    };
    let berlin: &[&str] = &["--zone", "Europe/Berlin"];
    check("toggl", "toggl-entries.csv", berlin, json!({ "Acme": 300, "unassigned": 90 }));
    check("harvest", "harvest.csv", berlin, json!({ "Müller & Söhne": 545 }));
    check("csv", "plain.csv", berlin, json!({ "Acme": 145 }));
    check("ics", "meetings.ics", &["--client", "Acme"], json!({ "Acme": 105 }));
    let path = fixture("activitywatch.json");
    let seen = home.json(&["import", "activitywatch", &path]);
    assert_eq!(seen["imported"], 4, "{seen}");
}

#[test]
fn everything_goes_out_and_comes_back_elsewhere() {
    let home = Home::new();
    home.call(&["import", "toggl", &fixture("toggl-entries.csv"), "--zone", "Europe/Berlin"]);
    let path = home.all().join("all.json").display().to_string();
    let saved = home.json(&["export", "json", "--output", &path]);
    assert_eq!(saved["file"], path.as_str());
    let (_, said) = refused(&home, &["export", "json", "--output", &path]);
    assert!(said.contains("--force"), "{said}");
    home.call(&["export", "json", "--output", &path, "--force"]);

    let other = Home::new();
    other.call(&["import", "json", &path]);
    assert_eq!(other.call(&["export", "json"]), read(Path::new(&path)), "the same bytes");

    let march = ["--from", "2026-03-02", "--to", "2026-03-02"];
    let table = other.call(&[&["export", "csv"], &march[..]].concat());
    assert_eq!(table.lines().count(), 4, "{table}");
    assert!(table.contains(",90,Acme,Web,Review,\"API review, part 2\",yes,"), "{table}");
    let calendar = other.call(&["export", "ics"]);
    assert!(calendar.ends_with("END:VCALENDAR\r\n"), "{calendar}");
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a file")
}
