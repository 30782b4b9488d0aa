//! What another process changes is noticed.

use engine::Daybook;
use engine::absences::AwayAnswer;
use engine::home::Home;
use store::Check;
use testkit::fakes::Workday;

#[test]
fn a_block_or_a_client_that_another_process_changes_is_noticed() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "");
    day.senses.show("code", "acme-web");
    day.work(60);
    day.rest(1_200);
    day.work(60);
    day.stop();
    day.work_off();
    let home = Home::find(Some(day.daybook.home().path().to_owned())).expect("a home");
    let (elsewhere, _) =
        Daybook::open(home, Check::Glance, day.daybook.clock().clone()).expect("a second process");
    let start = day.daybook.revision().expect("a revision");
    assert_eq!(day.daybook.revision().expect("a revision"), start, "looking changes nothing");

    elsewhere.add_client("Acme", None).expect("a client");
    let with_client = day.daybook.revision().expect("a revision");
    assert_ne!(with_client.clients, start.clients);
    assert_eq!(with_client.blocks, start.blocks);

    let today = elsewhere.today();
    let blocks = elsewhere.blocks(elsewhere.days(today, today)).expect("blocks");
    elsewhere.confirm(&blocks.first().expect("a block").id.to_string()).expect("confirmed");
    assert_ne!(day.daybook.revision().expect("a revision").blocks, with_client.blocks);

    let same = day.daybook.revision().expect("a revision");
    let lived = elsewhere.days(today, today);
    let nothing = AwayAnswer::Discard;
    let away = elsewhere.aways(lived).expect("absences").pop().expect("one");
    elsewhere.answer_away(away.away.span(), &nothing).expect("an answer");
    let decided = day.daybook.revision().expect("a revision");
    assert_ne!(decided.blocks, same.blocks, "no block has changed, and there is less to ask");
    elsewhere.undo().expect("undone").expect("a step");
    assert_ne!(day.daybook.revision().expect("a revision").blocks, decided.blocks);
}
