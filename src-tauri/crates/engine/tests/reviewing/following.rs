//! A rule that is made in the review, and the drafts that follow it.

use crate::desk::Desk;
use domain::block::Status;
use domain::entry::Entry;
use domain::id::TaskId;
use domain::rule::Field;
use domain::step::Kind;
use domain::time::{DAY, Moment, TimeZone};
use engine::rules::NewRule;
use engine::rules::following::RuleEffect;
use store::entries;

fn rule(field: Field, pattern: &str) -> NewRule {
    NewRule {
        field,
        pattern: pattern.into(),
        client: "Acme".into(),
        project: None,
        label: None,
        billable: None,
    }
}

fn counts(effect: &RuleEffect) -> [usize; 4] {
    let RuleEffect { changes, same, kept, overruled } = effect;
    [changes.len(), same.len(), kept.len(), overruled.len()]
}

#[test]
fn a_rule_shows_what_it_would_change_and_changes_just_that_in_one_step() {
    let desk = Desk::new();
    let fronts = [
        (0, 10, "kingfisher plan"),
        (10, 20, "kingfisher plan"),
        (20, 30, "kingfisher, confirmed"),
        (30, 40, "kingfisher, edited"),
        (40, 50, "something else"),
        (50, 56, "kingfisher"),
        (56, 60, "a glance"),
    ];
    for (from, to, title) in fronts {
        desk.front(from, to, "gimp", title);
    }
    let nobodys = desk.draft(0, 10, None, 0.0);
    let acmes = desk.draft(10, 20, Some("Acme"), 0.5);
    desk.entry(20, 30, Some("Nordwind"), |block| block.status = Status::Confirmed);
    desk.entry(30, 40, Some("Nordwind"), |block| block.edited = true);
    let other = desk.draft(40, 50, Some("Nordwind"), 0.9);
    let mostly = desk.draft(50, 60, Some("Nordwind"), 0.9);
    let daybook = desk.daybook();
    let before = desk.day.blocks();
    let preview = daybook.preview_rule(rule(Field::Title, "kingfisher"), None).expect("a preview");
    assert_eq!(counts(&preview), [2, 1, 2, 0]);
    let would: Vec<_> =
        preview.changes.iter().map(|one| (one.row.entry.id().to_string(), one.to.client)).collect();
    let acme = Some(desk.client("Acme"));
    assert_eq!(would, [(nobodys.clone(), acme), (mostly.clone(), acme)]);
    assert_eq!((desk.day.blocks(), daybook.rules().expect("rules").as_slice().len()), (before, 0));

    let made = daybook.make_rule(rule(Field::Title, "kingfisher"), None).expect("a rule");
    assert_eq!(made.changed, 2);
    let whose = || [&nobodys, &acmes, &other, &mostly].map(|id| desk.whose(id));
    assert_eq!(whose(), ["Acme", "Acme", "Nordwind", "Acme"]);
    let changed = desk.row(&nobodys).entry.block().clone();
    assert_eq!(
        (changed.status, changed.edited),
        (Status::Draft, false),
        "it is still to be reviewed"
    );
    assert_eq!(changed.answer.reason, "your rule ‘kingfisher’ matches the title");
    let again = daybook.make_rule(rule(Field::Title, "kingfisher"), None).expect_err("it is there");
    assert_eq!(again.code(), "input");

    let rules = || daybook.rules().expect("rules").as_slice().to_vec();
    assert_eq!(rules(), std::slice::from_ref(&made.rule));
    let step = daybook.undo().expect("undone").expect("a step");
    assert_eq!((step.kind, step.blocks), (Kind::Rule, 2));
    assert_eq!(whose(), ["unassigned", "Acme", "Nordwind", "Nordwind"]);
    assert_eq!(rules(), [], "the rule went with its step");
    daybook.redo().expect("done again").expect("a step");
    assert_eq!((whose()[0].as_str(), rules()), ("Acme", vec![made.rule]));
}

#[test]
fn an_earlier_rule_decides_and_old_work_stays_unless_it_is_asked_for() {
    let desk = Desk::new();
    let long_ago = -100 * 24 * 60;
    for from in [0, 10, long_ago] {
        let title = if from == 10 { "kingfisher for nordwind" } else { "kingfisher" };
        desk.front(from, from + 10, "gimp", title);
        desk.draft(from, from + 10, None, 0.0);
    }
    desk.day.rule("kingfisher for nordwind", "Nordwind");
    let daybook = desk.daybook();
    let effect = |since: Option<&str>| {
        let since = since.map(|date| date.parse().expect("a date"));
        let effect = daybook.preview_rule(rule(Field::Title, "kingfisher"), since);
        counts(&effect.expect("a preview"))
    };
    assert_eq!(effect(None), [1, 0, 0, 1]);
    assert_eq!(effect(Some("2025-01-01")), [2, 0, 0, 1]);
    assert_eq!(effect(Some("2026-03-03")), [0; 4], "that day is still to come");
    assert!(Desk::at(long_ago).plus(90 * DAY) < Desk::began());
}

#[test]
fn a_rule_that_nothing_follows_is_made_all_the_same_and_a_bad_one_is_not() {
    let desk = Desk::new();
    let daybook = desk.daybook();
    assert_eq!(daybook.make_rule(rule(Field::Words, "budget"), None).expect("made").changed, 0);
    assert_eq!(daybook.undoable().expect("steps"), (None, None));
    let unknown = NewRule { client: "Nobody".into(), ..rule(Field::Title, "x") };
    assert_eq!(daybook.make_rule(unknown, None).expect_err("unknown").code(), "unknown");
    let broken = daybook.preview_rule(rule(Field::Title, "/(/"), None).expect_err("broken");
    assert_eq!(broken.code(), "input");
    assert_eq!(daybook.rules().expect("rules").as_slice().len(), 1);
}

#[test]
fn a_task_stays_with_its_project() {
    let desk = Desk::new();
    let daybook = desk.daybook();
    desk.front(0, 20, "gimp", "kingfisher");
    let ids = [desk.draft(0, 10, Some("Nordwind"), 0.1), desk.draft(10, 20, Some("Acme"), 0.1)];
    let (theirs, web) =
        (daybook.add_project("Shop", "Nordwind"), daybook.add_project("Web", "Acme"));
    let projects = [theirs.expect("a project").id, web.expect("a project").id];
    let tasks = [1, 2].map(|number| TaskId::mint(Moment(0), [number; 10]));
    for ((id, project), task) in ids.iter().zip(projects).zip(tasks) {
        let mut row = desk.row(id);
        row.details.task = Some(task);
        let mut block = row.entry.block().clone();
        block.answer.project = Some(project);
        block.answer.billable = false;
        row.entry = Entry::new(block, [], TimeZone::UTC).expect("an entry");
        let add = "INSERT INTO tasks (id, project_id, name, name_key, created_ms)
                   VALUES (?1, ?2, 'x', 'x', 0)";
        let write = desk.day.store.write(move |tx| {
            tx.execute(add, [task.to_string(), project.to_string()])?;
            entries::put(tx, &row, Desk::began())
        });
        write.expect("written");
    }
    let rule = NewRule { project: Some("Web".into()), ..rule(Field::Title, "kingfisher") };
    assert_eq!(daybook.make_rule(rule, None).expect("made").changed, 2);
    assert_eq!(ids.each_ref().map(|id| desk.whose(id)), ["Acme, Web", "Acme, Web"]);
    let kept = ids.each_ref().map(|id| desk.row(id).details.task);
    assert_eq!(kept, [None, Some(tasks[1])], "the other one was in the project all the time");
}
