//! Clients, projects, tasks and tags, as their owner changes them.

use crate::desk::{Desk, Said, acme};
use domain::rate::Scope;
use engine::blocks::Correction;
use engine::clients::{ClientChange, ProjectChange};
use engine::events::Event;

fn change() -> ClientChange {
    ClientChange::default()
}

#[test]
fn a_new_client_is_billed_in_the_currency_of_the_settings_or_its_own() {
    let mut day =
        testkit::fakes::Workday::begin("2026-03-02T12:00:00Z", "[timesheet]\ncurrency = \"CHF\"\n");
    day.crash();
    let currency = |name: &str, given: Option<&str>| {
        day.daybook.add_client(name, given).expect("a client").currency.to_string()
    };
    assert_eq!(currency("Acme", None), "CHF");
    assert_eq!(currency("Globex", Some("jpy")), "JPY");
    let refused = day.daybook.add_client("Initech", Some("EURO")).expect_err("no currency");
    assert!(refused.to_string().contains("‘EURO’ is not a currency"), "{refused}");
    let refused = day.daybook.add_client("Initech", Some("HRK")).expect_err("withdrawn");
    assert!(refused.to_string().contains("HRK was withdrawn"), "{refused}");
    assert_eq!(day.daybook.clients().expect("clients").len(), 2, "nothing was added");
}

#[test]
fn all_that_is_said_of_a_client_can_be_changed() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    let heard = daybook.events().listen();
    let id = desk.client("Acme").to_string();
    let said = ClientChange {
        name: Some(" Acme  GmbH ".into()),
        colour: Some(7),
        currency: Some("gbp".into()),
        billable: Some(false),
        rounding: Some("Up 6 per day".into()),
        archived: Some(true),
    };
    let changed = daybook.change_client(&id, &said).expect("changed");
    assert_eq!(changed.name, "Acme GmbH");
    assert_eq!((changed.colour, changed.billable), (7, Some(false)));
    assert_eq!(changed.currency.to_string(), "GBP");
    assert_eq!(changed.rounding.to_string(), "up 6 per day");
    assert_eq!(changed.archived, Some(daybook.clock().now()));
    assert_eq!(daybook.client("acme gmbh").expect("it is there"), changed);
    assert_eq!(heard.try_recv(), Ok(Event::Clients));
    let back = ClientChange { archived: Some(false), ..change() };
    assert_eq!(daybook.change_client(&id, &back).expect("changed").archived, None);

    let refused = |change: ClientChange, why: &str| {
        let refused = daybook.change_client(&id, &change).expect_err("refused").to_string();
        assert!(refused.contains(why), "{refused}");
    };
    refused(ClientChange { name: Some("globex".into()), ..change() }, "already a client");
    refused(ClientChange { name: Some(" ".into()), ..change() }, "needs a name");
    refused(ClientChange { colour: Some(8), ..change() }, "from 0 to 7");
    refused(ClientChange { rounding: Some("up".into()), ..change() }, "not a way to round");
    refused(ClientChange { currency: Some("x".into()), ..change() }, "not a currency");
    assert_eq!(daybook.client("acme gmbh").expect("it is there").name, changed.name);
}

#[test]
fn a_currency_changes_only_while_nothing_is_valued_in_it() {
    let check = |what: &str, used: &dyn Fn(&Desk)| {
        let desk = Desk::at("2026-03-02");
        used(&desk);
        let id = desk.client("Acme").to_string();
        let wish = ClientChange { currency: Some("USD".into()), ..change() };
        let done = desk.day.daybook.change_client(&id, &wish);
        match what {
            "" => assert_eq!(done.expect("changed").currency.to_string(), "USD"),
            _ => {
                let refused = done.expect_err(what);
                assert_eq!(refused.code(), "in_use", "{what}");
                assert!(refused.to_string().contains("billable work in EUR"), "{refused}");
            }
        }
        let same = ClientChange { currency: Some("eur".into()), ..change() };
        if !what.is_empty() {
            desk.day.daybook.change_client(&id, &same).expect("that is no change");
        }
    };
    check("", &|desk| {
        desk.entry(&Said { free: true, ..acme() }, "2026-03-02 09:00-10:00");
    });
    check("billable work", &|desk| {
        desk.entry(&acme(), "2026-03-02 09:00-10:00");
    });
    check("a rate", &|desk| {
        desk.rate("Acme", "90", "2026-01-01").expect("a rate");
    });
    check("the rate of a task", &|desk| {
        let project = desk.day.daybook.add_project("Web", "Acme").expect("a project");
        let task = desk.day.daybook.add_task("Review", &project.id.to_string()).expect("a task");
        desk.rate_of(Scope::Task(task.id), "90", "2026-01-01").expect("a rate");
    });
}

#[test]
fn what_is_archived_stays_and_is_offered_for_nothing_new() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    let project = daybook.add_project("Web", "Acme").expect("a project");
    let block = desk.entry(&acme(), "2026-03-02 09:00-10:00").to_string();
    let other = desk.entry(&Said::default(), "2026-03-02 10:00-11:00").to_string();
    let id = desk.client("Acme").to_string();
    daybook
        .change_client(&id, &ClientChange { archived: Some(true), ..change() })
        .expect("put away");

    let assign =
        |client: &str| Correction { client: Some(Some(client.into())), ..Correction::default() };
    let refused = daybook.correct(&other, &assign("Acme")).expect_err("it is archived").to_string();
    assert!(refused.contains("archived") && refused.contains("out of the archive"), "{refused}");
    let refused = daybook.add_project("Shop", "Acme").expect_err("it is archived").to_string();
    assert!(refused.contains("archived"), "{refused}");
    daybook.correct(&block, &assign("Acme")).expect("what it is for stays");
    let web = Correction { project: Some(Some("Web".into())), ..Correction::default() };
    daybook.correct(&block, &web).expect("its project is not archived");
    assert_eq!(daybook.project(project.client, "Web").expect("it is there"), project);

    daybook.change_client(&id, &ClientChange { archived: Some(false), ..change() }).expect("back");
    daybook.correct(&other, &assign("Acme")).expect("it is offered again");
    let put_away = ProjectChange { archived: Some(true), ..ProjectChange::default() };
    daybook.change_project(&project.id.to_string(), &put_away).expect("put away");
    let refused = daybook.correct(&other, &web).expect_err("it is archived").to_string();
    assert!(refused.contains("the project ‘Web’ is archived"), "{refused}");
    let refused = daybook.add_task("Review", &project.id.to_string()).expect_err("archived");
    assert!(refused.to_string().contains("archived"), "{refused}");
}

#[test]
fn only_what_nothing_refers_to_is_removed() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    let project = daybook.add_project("Web", "Acme").expect("a project");
    let task = daybook.add_task("Review", &project.id.to_string()).expect("a task");
    let (project, task) = (project.id.to_string(), task.id.to_string());
    let acme = desk.client("Acme").to_string();
    for refused in [daybook.remove_client(&acme), daybook.remove_project(&project)] {
        let refused = refused.expect_err("something refers to it");
        assert_eq!(refused.code(), "in_use");
        assert!(refused.to_string().contains("archive it instead"), "{refused}");
    }
    daybook.remove_task(&task).expect("removed");
    daybook.remove_project(&project).expect("removed");
    daybook.remove_client(&acme).expect("removed");
    assert!(daybook.client("Acme").is_err());
    let gone = daybook.remove_client(&acme).expect_err("it is gone");
    assert_eq!(gone.code(), "unknown");
}

#[test]
fn tags_are_renamed_joined_and_removed_on_every_entry() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    let urgent = daybook.add_tag("urgent").expect("a tag");
    let late = daybook.add_tag("late").expect("a tag");
    let tagged = |tags: &[domain::id::TagId]| Said { tags: tags.to_vec(), ..acme() };
    desk.entry(&tagged(&[urgent.id]), "2026-03-02 09:00-10:00");
    desk.entry(&tagged(&[urgent.id, late.id]), "2026-03-02 10:00-11:00");
    let counts = || -> Vec<String> {
        let tags = daybook.tags().expect("tags");
        tags.iter().map(|(tag, count)| format!("{} {count}", tag.name)).collect()
    };
    assert_eq!(counts(), ["late 1", "urgent 2"]);
    let same = daybook.rename_tag(&urgent.id.to_string(), "Urgent").expect("renamed");
    assert_eq!((same.id, same.name.as_str()), (urgent.id, "Urgent"));
    let heard = daybook.events().listen();
    let joined = daybook.rename_tag(&urgent.id.to_string(), "LATE").expect("joined");
    assert_eq!(joined, late, "that one is left, as it was");
    assert!(heard.try_iter().any(|event| event == Event::Blocks), "entries changed");
    assert_eq!(counts(), ["late 2"]);
    assert_eq!(daybook.tag("urgent").expect_err("it is gone").code(), "unknown");
    for name in ["", "a, b"] {
        assert_eq!(daybook.add_tag(name).expect_err("no name").code(), "input");
    }
    assert_eq!(daybook.add_tag("Late").expect_err("taken").code(), "taken");
    daybook.remove_tag(&late.id.to_string()).expect("removed");
    assert_eq!(counts(), [""; 0]);
    assert_eq!(daybook.remove_tag(&late.id.to_string()).expect_err("gone").code(), "unknown");
}

#[test]
fn names_know_tasks_and_tags() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    let project = daybook.add_project("Web", "Acme").expect("a project");
    let task = daybook.add_task("Review", &project.id.to_string()).expect("a task");
    let tag = daybook.add_tag("urgent").expect("a tag");
    let renamed = ProjectChange { name: Some("Reading".into()), ..ProjectChange::default() };
    daybook.change_task(&task.id.to_string(), &renamed).expect("changed");
    let names = daybook.names().expect("names");
    assert_eq!((names.task(task.id), names.tag(tag.id)), (Some("Reading"), Some("urgent")));
    assert_eq!(daybook.task(project.id, "reading").expect("found").id, task.id);
    let by_id = daybook.task(project.id, &task.id.to_string()).expect("found");
    assert_eq!(by_id.name, "Reading");
}
