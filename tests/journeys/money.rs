//! From a client to a report in a terminal: who is worked for, what an hour is worth from which day
//! on, what may be spent, and what waits to be billed.

use serde_json::Value;
use testkit::home::Home;

/// A day of drafts: an hour on Acme's website and half an hour for Globex.
fn worked() -> Home {
    let home = Home::new();
    home.call(&["client", "add", "Acme", "--currency", "EUR"]);
    home.call(&["client", "add", "Globex", "--currency", "USD"]);
    home.call(&["project", "add", "Web", "--client", "Acme"]);
    home.call(&["task", "add", "Review", "--project", "Web", "--client", "Acme"]);
    home.call(&["rule", "add", "--title", "acme-web", "--client", "Acme", "--project", "Web"]);
    home.call(&["rule", "add", "--title", "globex", "--client", "Globex"]);
    work(&home, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", "09:00:00|code|acme-web");
    work(&home, "2026-03-02T11:00:00Z", "2026-03-02T11:30:00Z", "11:00:00|code|globex");
    home
}

fn work(home: &Home, start: &str, end: &str, window: &str) {
    home.call(&["ingest", "--start", start, "--end", end, "--window", window]);
}

/// Rows as "Acme 60 60 9000 EUR".
fn rows(report: &Value) -> Vec<String> {
    let rows = report["rows"].as_array().expect("rows");
    let bare = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fields = ["key", "minutes", "billable_minutes", "amount_minor", "currency"];
    rows.iter().map(|row| fields.map(|field| bare(&row[field])).join(" ")).collect()
}

fn march(by: &str) -> [&str; 7] {
    ["report", "--from", "2026-03-01", "--to", "2026-03-31", "--by", by]
}

#[test]
fn a_report_is_set_as_a_pdf_and_never_over_another_file() {
    let home = worked();
    let file = home.all().join("march.pdf");
    let path = file.to_str().expect("a path");
    let print = [&march("client")[..], &["--pdf", path, "--locale", "de-AT"]].concat();
    let said = home.json(&print);
    let bytes = std::fs::read(&file).expect("a file");
    assert!(bytes.starts_with(b"%PDF-"), "it is a PDF");
    assert_eq!(said["bytes"], bytes.len());
    let again = home.output(&print);
    assert_eq!(again.status.code(), Some(1), "it is there already");
    for locale in ["xx", "fr-FR", ""] {
        let other =
            [&march("client")[..], &["--pdf", path, "--force", "--locale", locale]].concat();
        assert_eq!(home.output(&other).status.code(), Some(1), "nobody speaks ‘{locale}’");
    }
    assert_eq!(std::fs::read(&file).expect("a file"), bytes);
}

#[test]
fn hours_times_rate_is_what_the_report_says() {
    let home = worked();
    home.call(&["rate", "set", "90.00", "--client", "Acme", "--from", "2026-01-01"]);
    home.call(&[
        "rate",
        "set",
        "120",
        "--client",
        "Acme",
        "--project",
        "Web",
        "--from",
        "2026-04-01",
    ]);
    home.call(&["rate", "set", "100", "--currency", "USD", "--from", "2026-01-01"]);
    let report = home.json(&march("client"));
    assert_eq!(rows(&report), ["Acme 60 60 9000 EUR", "Globex 30 30 5000 USD"]);
    assert_eq!(report["total_minutes"], 90);
    assert_eq!(report["drafts"]["entries"], 2);
    let projects = home.json(&march("project"));
    assert_eq!(rows(&projects), ["Web 60 60 9000 EUR", "unassigned 30 30 5000 USD"]);
    assert_eq!(projects["rows"][0]["client"], "Acme");
    let days = home.json(&march("day"));
    assert_eq!(rows(&days), ["2026-03-02 60 60 9000 EUR", "2026-03-02 30 30 5000 USD"]);
    assert_eq!(rows(&home.json(&march("tag"))).len(), 2, "one line for each currency");
    let confirmed = home.json(&[&march("client")[..], &["--confirmed"]].concat());
    assert_eq!((rows(&confirmed).len(), &confirmed["total_minutes"]), (0, &Value::from(0)));

    let text = home.call(&march("client"));
    assert!(text.contains("Acme      1h 00m"), "{text}");
    assert!(text.contains("90.00 EUR and 50.00 USD"), "{text}");
    assert!(text.contains("1h 30m of it are drafts that nobody has reviewed"), "{text}");
    let csv = home.call(&[&march("client")[..], &["--format", "csv"]].concat());
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.get(1), Some(&"Acme,60,1.00,60,0,90.00,EUR"), "{csv}");
}

#[test]
fn a_rate_is_set_from_a_day_on_listed_and_removed() {
    let home = worked();
    let would =
        home.json(&["rate", "set", "90", "--client", "Acme", "--from", "2026-03-01", "--dry-run"]);
    assert_eq!(would["blocks"], 1, "{would}");
    assert_eq!(home.json(&["rate", "list"]), Value::Array(Vec::new()), "nothing was set");
    let set = home.json(&["rate", "set", "90", "--client", "Acme", "--from", "2026-03-01"]);
    assert_eq!(
        (&set["per_hour_minor"], &set["currency"]),
        (&Value::from(9000), &Value::from("EUR"))
    );
    home.call(&["rate", "set", "95,50", "--client", "Acme", "--from", "2026-04-01"]);
    let list = home.json(&["rate", "list"]);
    assert_eq!(list[0]["until"], "2026-04-01", "{list}");
    assert_eq!(list[1]["per_hour_minor"], 9550, "{list}");
    let id = set["id"].as_str().expect("an id");
    home.call(&["rate", "remove", id]);
    assert_eq!(
        rows(&home.json(&march("client"))),
        ["Acme 60 60 null EUR", "Globex 30 30 null USD"]
    );
}

#[test]
fn what_is_billable_and_how_it_is_rounded_is_said_of_the_client() {
    let home = Home::new();
    home.call(&["client", "add", "Acme", "--billable", "no"]);
    home.call(&["client", "add", "Globex", "--rounding", "up 60 per entry"]);
    home.call(&["rate", "set", "60", "--from", "2026-01-01"]);
    work(&home, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", "09:00:00|code|letter to Acme");
    work(&home, "2026-03-02T11:00:00Z", "2026-03-02T11:30:00Z", "11:00:00|code|letter to Globex");
    assert_eq!(rows(&home.json(&march("client"))), ["Acme 60 0 0 EUR", "Globex 60 60 6000 EUR"]);
    let exact = home.json(&[&march("client")[..], &["--exact"]].concat());
    assert_eq!(rows(&exact), ["Acme 60 0 0 EUR", "Globex 30 30 3000 EUR"]);
}

#[test]
fn clients_projects_tasks_and_tags_are_changed_put_away_and_removed() {
    let home = worked();
    home.call(&["client", "edit", "acme", "--name", "Acme GmbH", "--rounding", "up 6 per day"]);
    home.call(&["project", "edit", "web", "--client", "Acme GmbH", "--billable", "no"]);
    home.call(&[
        "task",
        "edit",
        "Review",
        "--project",
        "Web",
        "--client",
        "Acme GmbH",
        "--name",
        "Reading",
    ]);
    let tasks = home.json(&["task", "list"]);
    assert_eq!((&tasks[0]["name"], &tasks[0]["project"]), (&"Reading".into(), &"Web".into()));
    home.call(&["client", "archive", "Globex"]);
    let names = |arguments: &[&str]| -> Vec<String> {
        let list = home.json(arguments);
        let all = list.as_array().expect("an array").iter();
        all.map(|one| one["name"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(names(&["client", "list"]), ["Acme GmbH"]);
    assert_eq!(names(&["client", "list", "--archived"]), ["Acme GmbH", "Globex"]);
    assert_eq!(rows(&home.json(&march("client"))).len(), 2, "it stays in every report");
    home.call(&["client", "unarchive", "Globex"]);
    home.call(&["task", "remove", "Reading", "--project", "Web", "--client", "Acme GmbH"]);
    assert_eq!(names(&["task", "list"]), [""; 0]);

    home.call(&["tag", "add", "#urgent"]);
    home.call(&["tag", "rename", "#Urgent", "now"]);
    assert_eq!(names(&["tag", "list"]), ["now"]);
    home.call(&["tag", "remove", "now"]);
    assert_eq!(names(&["tag", "list"]), [""; 0]);
}

#[test]
fn a_budget_says_what_is_left() {
    let home = worked();
    let set = [
        "budget",
        "set",
        "--client",
        "Acme",
        "--project",
        "Web",
        "--hours",
        "1:30",
        "--period",
        "whole",
    ];
    let budget = home.json(&set);
    assert_eq!((&budget["percent"], &budget["left"]["length_ms"]), (&66.into(), &1_800_000.into()));
    let text = home.call(&["budget", "list"]);
    assert!(text.contains("Acme · Web: 1h 00m of 1h 30m worked, 30m left (66 %)."), "{text}");
    assert!(home.call(&march("client")).contains("Acme · Web: 1h 00m of 1h 30m worked"));
    let id = budget["id"].as_str().expect("an id");
    let kept = home.json(&["budget", "set", "--id", id, "--warn-at", "50"]);
    assert_eq!((&kept["period"], &kept["project"]), (&"whole".into(), &"Web".into()), "{kept}");
    let told = home.call(&["budget", "set", "--id", id, "--hours", "0:30"]);
    assert!(told.contains("30m too much (200 %); over.\nInstead of 1h 30m."), "{told}");
    assert_eq!(home.json(&["budget", "list"])[0]["warn_at"], serde_json::json!([50]));
    home.call(&["budget", "remove", id]);
    assert_eq!(home.json(&["budget", "list"]), Value::Array(Vec::new()));
}

#[test]
fn what_waits_to_be_billed_is_told_with_what_was_left_lying() {
    let home = worked();
    home.call(&["rate", "set", "90", "--client", "Acme", "--from", "2026-01-01"]);
    for block in home.json(&["blocks", "--from", "2026-03-02"]).as_array().expect("blocks") {
        if block["client"] == "Acme" {
            home.call(&["blocks", "confirm", block["id"].as_str().expect("an id")]);
        }
    }
    let leaks = home.json(&["unbilled"]);
    assert_eq!(leaks["waiting"][0]["client"], "Acme", "{leaks}");
    assert_eq!(leaks["waiting"][0]["amounts"][0]["amount_minor"], 9000, "{leaks}");
    assert_eq!(leaks["old"][0]["since"], "2026-03-02", "{leaks}");
    assert_eq!(leaks["unconfirmed"][0]["client"], "Globex", "{leaks}");
    let text = home.call(&["unbilled"]);
    assert!(text.contains("Confirmed and not billed yet\n  Acme  1h 00m  90.00 EUR"), "{text}");
    assert!(text.contains("Captured, and never confirmed\n  Globex  30m"), "{text}");
}

#[test]
fn what_makes_no_sense_is_refused_in_one_sentence_and_changes_nothing() {
    let home = worked();
    let before = home.json(&["client", "list", "--archived"]);
    let check = |arguments: &[&str], why: &str| {
        let output = home.output(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(
            said.contains(why) && said.trim_end().lines().count() == 1,
            "{arguments:?}: {said}"
        );
    };
    check(&["client", "add", "ACME"], "already a client");
    check(&["client", "add", "Initech", "--currency", "EURO"], "not a currency");
    check(&["client", "add", "Initech", "--rounding", "up 500 per day"], "choose 1 to 480");
    check(&["client", "edit", "Acme", "--currency", "USD"], "billable work in EUR");
    check(&["client", "remove", "Acme"], "archive it instead");
    check(&["task", "add", "Review", "--project", "Web", "--client", "acme"], "already a task");
    check(&["rate", "set", "1.234", "--client", "Acme"], "thousands or decimals");
    check(&["rate", "set", "-5", "--client", "Acme"], "below zero");
    check(&["rate", "set", "90", "--client", "Acme", "--from", "soon"], "not a date");
    check(&["budget", "set", "--client", "Acme", "--hours", "-5"], "not a number of hours");
    check(&["budget", "set", "--client", "Acme", "--hours", "0"], "above zero");
    check(&["report", "--from", "2026-03-02", "--to", "2026-03-01"], "earlier day first");
    check(&["report", "--client", "Initech"], "no client named");
    assert_eq!(home.json(&["client", "list", "--archived"]), before);
    assert_eq!(home.json(&["rate", "list"]), Value::Array(Vec::new()));
    assert_eq!(home.json(&["budget", "list"]), Value::Array(Vec::new()));
    assert_eq!(home.json(&["project", "list"]).as_array().map(Vec::len), Some(1));
}

#[test]
fn a_report_says_what_it_is_of_and_how_its_work_gets_a_rate() {
    let home = worked();
    home.call(&["budget", "set", "--client", "Acme", "--hours", "1"]);
    let asked = [&march("client")[..], &["--client", "Acme", "--confirmed", "--exact"]].concat();
    let json = home.json(&asked);
    assert_eq!(json["client"], serde_json::json!(["Acme"]));
    assert_eq!((&json["confirmed"], &json["exact"]), (&true.into(), &true.into()));
    let told = home.call(&asked);
    assert!(told.contains("for Acme, only what is confirmed, not rounded"), "{told}");
    assert!(told.contains("No time on these days."), "{told}");
    let standing = "1h 00m of 1h 00m worked in March 2026, 0s left (100 %); 100 % reached.";
    assert!(told.contains(standing), "{told}");
    let told = home.call(&[&march("client")[..], &["--client", "Acme"]].concat());
    assert!(told.contains("rate set AMOUNT --client \"Acme\" --from 2026-03-02"), "{told}");
}
