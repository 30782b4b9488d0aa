//! Whether new work is billable, if nobody says so of the work itself.

use crate::desk::{Desk, Said};
use domain::id::ClientId;
use engine::blocks::Correction;
use engine::clients::{ClientChange, ProjectChange};
use testkit::fakes::Workday;

#[test]
fn the_nearest_level_says_what_is_billable() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    let project = daybook.add_project("Web", "Acme").expect("a project");
    let task = daybook.add_task("Review", &project.id.to_string()).expect("a task");
    let id = desk.client("Acme");
    let acme = Some(id);
    let check = |client: Option<ClientId>, project, task, expected: bool| {
        let said = daybook.billable_default(client, project, task).expect("an answer");
        assert_eq!(said, expected);
    };
    check(None, None, None, true);
    check(acme, Some(project.id), Some(task.id), true);
    let no = ClientChange { billable: Some(false), ..ClientChange::default() };
    daybook.change_client(&id.to_string(), &no).expect("changed");
    check(acme, Some(project.id), Some(task.id), false);
    let said =
        |said: Option<bool>| ProjectChange { billable: Some(said), ..ProjectChange::default() };
    daybook.change_project(&project.id.to_string(), &said(Some(true))).expect("changed");
    check(acme, Some(project.id), Some(task.id), true);
    check(acme, None, None, false);
    daybook.change_task(&task.id.to_string(), &said(Some(false))).expect("changed");
    check(acme, Some(project.id), Some(task.id), false);
    daybook.change_project(&project.id.to_string(), &said(None)).expect("as the client says");
    daybook.change_task(&task.id.to_string(), &said(None)).expect("as the project says");
    check(acme, Some(project.id), Some(task.id), false);
}

#[test]
fn a_draft_is_billable_as_its_client_says() {
    let check = |said: Option<bool>, expected: bool| {
        let mut day = Workday::begin("2026-03-02T09:00:00Z", "");
        day.client("Acme");
        day.rule("acme-web", "Acme");
        let id = day.daybook.client("Acme").expect("a client").id.to_string();
        let change = ClientChange { billable: said, ..ClientChange::default() };
        day.daybook.change_client(&id, &change).expect("changed");
        day.senses.show("code", "acme-web: invoice.rs");
        day.look();
        day.work(120);
        day.stop();
        assert_eq!(day.work_off(), 0);
        let drafts: Vec<bool> = day.blocks().iter().map(|block| block.answer.billable).collect();
        assert_eq!(drafts, [expected], "{said:?}");
    };
    check(None, true);
    check(Some(false), false);
}

#[test]
fn work_that_passes_to_another_is_billable_as_that_one_says() {
    let desk = Desk::at("2026-03-02");
    let daybook = &desk.day.daybook;
    let no = ClientChange { billable: Some(false), ..ClientChange::default() };
    daybook.change_client(&desk.client("Globex").to_string(), &no).expect("changed");
    let nobody = Said { free: true, ..Said::default() };
    let block = desk.entry(&nobody, "2026-03-02 09:00-10:00").to_string();
    let to = |client: &str, billable: Option<bool>| {
        let client = Some((!client.is_empty()).then(|| client.to_owned()));
        let said = Correction { client, billable, ..Correction::default() };
        daybook.correct(&block, &said).expect("corrected").answer.billable
    };
    assert!(to("Acme", None), "nobody had said anything of it");
    assert!(!to("Globex", None), "that one is not billed");
    assert!(to("Acme", None));
    assert!(!to("Acme", Some(false)), "somebody says so");
    assert!(!to("", None), "it stays as it is for nobody");
    assert!(to("Acme", None));
    assert!(to("Globex", Some(true)), "somebody says so");
    assert!(to("Acme", None));
    assert!(!to("Acme", Some(false)));
    let web = daybook.add_project("Web", "Acme").expect("a project");
    let project = Correction { project: Some(Some(web.name)), ..Correction::default() };
    let kept = daybook.correct(&block, &project).expect("corrected").answer.billable;
    assert!(!kept, "what somebody said of the work itself stays with the same client");
}
