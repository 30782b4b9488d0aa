//! What is said of an entry: client, project, task, tags, note.

use crate::desk::{Desk, entry, id, span};
use domain::time::HOUR;
use engine::blocks::Correction;
use engine::entries::{Row, When};

fn said(desk: &Desk, row: &Row) -> String {
    let row = desk.daybook.entry(&id(row)).expect("an entry");
    let names = desk.daybook.names().expect("names");
    let answer = &row.entry.block().answer;
    let task = row.details.task.and_then(|id| names.task(id)).unwrap_or("-");
    let tags: Vec<_> = row.details.tags.iter().filter_map(|id| names.tag(*id)).collect();
    format!(
        "{} / {task} / {} / {}",
        names.of(answer.client, answer.project),
        tags.join("+"),
        row.details.note
    )
}

fn name(text: &str) -> Option<Option<String>> {
    Some((text != "none").then(|| text.to_owned()))
}

#[test]
fn another_client_has_other_projects_and_another_project_other_tasks() {
    let desk = Desk::new();
    let row = desk.add("Acme", 0, 60);
    let check = |correction: Correction, expected: &str| {
        desk.daybook.correct(&id(&row), &correction).expect("a correction");
        assert_eq!(said(&desk, &row), expected);
    };
    let full = Correction {
        project: name("web"),
        task: name("login"),
        tags: Some(vec!["Deep work".into()]),
        note: Some("  see *mail*  ".into()),
        ..Correction::default()
    };
    check(full, "Acme, Web / Login / Deep work / see *mail*");
    check(
        Correction { label: Some("x".into()), ..Correction::default() },
        "Acme, Web / Login / Deep work / see *mail*",
    );
    check(
        Correction { client: name("ACME"), ..Correction::default() },
        "Acme, Web / Login / Deep work / see *mail*",
    );
    check(
        Correction { project: name("Shop"), ..Correction::default() },
        "Acme, Shop / - / Deep work / see *mail*",
    );
    check(
        Correction { task: name("Basket"), ..Correction::default() },
        "Acme, Shop / Basket / Deep work / see *mail*",
    );
    check(
        Correction { client: name("Nordwind"), ..Correction::default() },
        "Nordwind / - / Deep work / see *mail*",
    );
    check(
        Correction { tags: Some(Vec::new()), ..Correction::default() },
        "Nordwind / - /  / see *mail*",
    );
    for _ in 0..4 {
        desk.daybook.undo().expect("undone");
    }
    assert_eq!(said(&desk, &row), "Acme, Web / Login / Deep work / see *mail*");
}

#[test]
fn unknown_and_archived_names_are_refused_and_nothing_changes() {
    let desk = Desk::new();
    let row = desk.add("Acme", 0, 60);
    let before = desk.sheet();
    let refused = |correction: Correction| {
        let refused = desk.daybook.correct(&id(&row), &correction).expect_err("refused");
        assert_eq!(desk.sheet(), before);
        refused.to_string()
    };
    assert_eq!(
        refused(Correction { client: name("Nobody"), ..Correction::default() }),
        "there is no client named ‘Nobody’; add it with daybook client add"
    );
    assert_eq!(
        refused(Correction { client: name("none"), project: name("Web"), ..Correction::default() }),
        "a project needs its client; name the client too"
    );
    let task = Correction { task: name("Login"), ..Correction::default() };
    assert_eq!(refused(task), "a task needs its project; name the project too");
}

#[test]
fn new_work_is_billable_as_its_client_project_and_task_say() {
    let desk = Desk::new();
    let add = |client: Option<&str>, billable| {
        let mut new = entry("", When::Length("2026-03-02".parse().expect("a date"), HOUR));
        new.client = client.map(str::to_owned);
        new.billable = billable;
        desk.daybook.add_entry(new).expect("an entry").entry.block().answer.billable
    };
    assert!(add(Some("Acme"), None));
    assert!(!add(Some("Acme"), Some(false)), "said by hand");
    assert!(!add(None, None), "nobody pays for nobody's time");
    let _ = span(0, 1);
}

#[test]
fn nobody_pays_for_work_that_becomes_nobodys() {
    let desk = Desk::new();
    let row = desk.add("Acme", 60, 120);
    let to = |client: &str| {
        let correction = Correction { client: name(client), ..Correction::default() };
        desk.daybook.correct(&id(&row), &correction).expect("changed").answer.billable
    };
    assert!(!to(""), "nobody is there to pay");
    assert!(to("Acme"), "as new work for Acme is");
}

#[test]
fn nothing_that_a_terminal_obeys_is_kept_in_words() {
    let desk = Desk::new();
    let mut new = entry("Acme", When::Span(span(60, 120)));
    (new.label, new.note) = ("Re\u{1b}[2Jview\n".into(), "- one\n- two\u{7}".into());
    new.tags = vec!["de\u{0}ep".into()];
    let row = desk.daybook.add_entry(new).expect("an entry");
    assert_eq!(row.entry.block().answer.label, "Re [2Jview");
    assert_eq!(row.details.note, "- one\n- two");
    let tags = desk.daybook.tags().expect("tags");
    assert!(tags.iter().any(|(tag, _)| tag.name == "de ep"), "{tags:?}");
    for taken in ["none", "None", "unassigned"] {
        assert!(desk.daybook.add_client(taken, None).is_err(), "{taken} is nobody");
    }
    let mut long = entry("Acme", When::Span(span(120, 180)));
    long.label = "ü".repeat(501);
    assert!(desk.daybook.add_entry(long).is_err(), "too long for a label");
}
