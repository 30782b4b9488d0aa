//! What helps to decide about a draft.

use crate::desk::Desk;
use domain::activity::State;
use domain::block::Status;
use domain::review::suggestion::Why;
use domain::rule::Field;
use domain::time::MINUTE;
use engine::review::hints::Help;
use engine::rules::NewRule;
use testkit::fakes::Workday;

fn help(desk: &Desk, id: &str) -> Help {
    desk.daybook().review_help(id).expect("help")
}

/// What was in front, as "program: title, so many minutes".
fn seen(help: &Help) -> Vec<String> {
    let said = |run: &engine::review::hints::SeenRun| {
        let call = if run.is_call { " (call)" } else { "" };
        format!("{}: {}, {}{call}", run.program, run.title, run.length / MINUTE)
    };
    help.seen.iter().map(said).collect()
}

#[test]
fn what_was_in_front_is_told_in_order_of_time() {
    let desk = Desk::new();
    desk.front(0, 10, "code", "shop.rs");
    desk.front(10, 30, "code", "cart.rs");
    desk.state(30, 40, State::Idle, "code", "cart.rs");
    desk.front(40, 50, "thunderbird", "Inbox");
    desk.state(50, 65, State::Call, "zoom", "Meeting");
    let id = desk.draft(0, 60, Some("Acme"), 0.5);
    let expected = ["code: cart.rs, 30", "thunderbird: Inbox, 10", "zoom: Meeting, 10 (call)"];
    assert_eq!(seen(&help(&desk, &id)), expected);
    assert_eq!(help(&desk, &id).seen[1].start, Desk::at(40));
}

#[test]
fn many_short_stretches_are_folded_until_a_person_would_read_them() {
    let desk = Desk::new();
    for minute in 0..30 {
        let title = format!("talk {minute}");
        desk.front(minute * 6, minute * 6 + 5, "code", "shop.rs");
        desk.front(minute * 6 + 5, minute * 6 + 6, "slack", &title);
    }
    let id = desk.draft(0, 180, Some("Acme"), 0.5);
    assert_eq!(seen(&help(&desk, &id)), ["code: shop.rs, 180"], "thirty glances are no change");
}

#[test]
fn a_part_that_looks_like_another_client_is_split_off_first() {
    let desk = Desk::new();
    desk.day.rule("nordwind", "Nordwind");
    desk.front(0, 20, "code", "shop.rs");
    desk.front(20, 40, "gimp", "logo.png");
    desk.front(40, 57, "code", "nordwind.rs");
    let id = desk.draft(0, 57, Some("Acme"), 0.5);
    let split = help(&desk, &id).split.expect("a place");
    assert_eq!(
        (split.at, split.text.as_str()),
        (Desk::at(40), "the last 17 minutes look like Nordwind")
    );
    assert!(matches!(split.why, Why::Looks { .. }));
    let points = desk.daybook().split_points(&id).expect("points");
    let told: Vec<_> = points.iter().map(|point| (point.at, point.text.as_str())).collect();
    assert_eq!(
        told,
        [
            (Desk::at(40), "the last 17 minutes look like Nordwind"),
            (Desk::at(20), "‘gimp’ follows ‘code’ here"),
        ]
    );
    assert_eq!(desk.daybook().split_hint(&id).expect("a hint"), Some(split));
}

#[test]
fn what_has_only_a_length_or_no_ledger_is_not_split() {
    let desk = Desk::new();
    let by_hand = desk.draft(0, 60, Some("Acme"), 1.0);
    assert_eq!(desk.daybook().split_points(&by_hand).expect("none"), []);
    desk.front(0, 20, "code", "shop.rs");
    desk.front(20, 60, "gimp", "logo.png");
    assert_eq!(desk.daybook().split_points(&by_hand).expect("one").len(), 1);
    let mut untimed = desk.row(&by_hand);
    untimed.details.is_untimed = true;
    desk.day
        .store
        .write(move |tx| store::entries::put(tx, &untimed, Desk::began()))
        .expect("written");
    assert_eq!(desk.daybook().split_points(&by_hand).expect("none"), []);
    assert_eq!(help(&desk, &by_hand).split, None);
    let stranger = "019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d55";
    assert_eq!(desk.daybook().review_help(stranger).expect_err("none").code(), "unknown");
}

#[test]
fn the_entry_before_it_on_the_same_day_can_be_merged_with() {
    let desk = Desk::new();
    let evening = desk.draft(-11 * 60, -10 * 60, Some("Acme"), 0.9);
    let first = desk.draft(0, 30, Some("Acme"), 0.9);
    let second = desk.draft(30, 60, Some("Acme"), 0.9);
    desk.entry(60, 70, Some("Acme"), |block| block.status = Status::Billed);
    let third = desk.draft(70, 80, Some("Acme"), 0.9);
    let previous = |id: &str| help(&desk, id).previous.map(|row| row.entry.id().to_string());
    assert_eq!(previous(&evening), None);
    assert_eq!(previous(&first), None, "the evening before was another day");
    assert_eq!(previous(&second), Some(first));
    assert_eq!(previous(&third), Some(second), "what is billed stays as it is");
}

/// A rule for Acme, looking for that.
fn rule(field: Field, pattern: &str) -> Option<NewRule> {
    let (client, pattern) = ("Acme".to_owned(), pattern.to_owned());
    Some(NewRule { field, pattern, client, project: None, label: None, billable: None })
}

#[test]
fn always_like_this_goes_by_what_tells_the_client_from_others() {
    let check = |windows: &[(&str, &str)], others: &[(&str, &str)], expected: Option<NewRule>| {
        let desk = Desk::new();
        for ((program, title), nth) in others.iter().zip(0..) {
            desk.front(100 + nth, 101 + nth, program, title);
            desk.draft(100 + nth, 101 + nth, Some("Nordwind"), 0.9);
        }
        for ((program, title), nth) in windows.iter().zip(0..) {
            desk.front(nth, nth + 1, program, title);
        }
        let end = i64::try_from(windows.len()).expect("few");
        let id = desk.draft(0, end, Some("Acme"), 0.9);
        assert_eq!(help(&desk, &id).rule, expected, "{windows:?} beside {others:?}");
    };
    let own_site = ("firefox", "Shop - shop.example.com — Mozilla Firefox");
    let board = ("firefox", "Issues · acme/web · GitHub — Mozilla Firefox");
    let code = ("code", "cart.rs — relaunch — Visual Studio Code");
    let draw = ("gimp", "drawing");
    check(&[own_site], &[], rule(Field::Site, "shop.example.com"));
    check(&[board], &[], rule(Field::Title, "acme/web"));
    check(&[code], &[], rule(Field::Title, "relaunch"));
    check(&[code], &[("code", "x.rs — relaunch — Visual Studio Code")], None);
    check(&[("gimp", "acme logo.png")], &[], rule(Field::Title, "acme"));
    check(&[draw], &[], None);
    check(&[draw], &[code], rule(Field::Program, "gimp"));
    check(&[draw], &[("gimp", "something else")], None);
    check(&[("slack", "general"), code, code], &[], rule(Field::Title, "relaunch"));
    check(&[own_site, draw, code], &[], None);
}

#[test]
fn nobody_needs_a_rule_where_there_is_one_or_nobody_to_make_it_for() {
    let desk = Desk::new();
    desk.front(0, 10, "code", "cart.rs — relaunch — Visual Studio Code");
    let (nobodys, acmes) = (desk.draft(0, 10, None, 0.0), desk.draft(0, 10, Some("Acme"), 0.9));
    assert_eq!(help(&desk, &nobodys).rule, None);
    assert!(help(&desk, &acmes).rule.is_some());
    let unpaid = desk.entry(0, 10, Some("Acme"), |block| block.answer.billable = false);
    assert_eq!(help(&desk, &unpaid).rule.and_then(|rule| rule.billable), Some(false));
    Workday::rule(&desk.day, "relaunch", "Acme");
    assert_eq!(help(&desk, &acmes).rule, None);
}

#[test]
fn a_word_that_stands_in_the_clients_titles_again_and_again_is_a_sign() {
    let desk = Desk::new();
    desk.front(0, 10, "gimp", "kingfisher poster");
    let first = desk.draft(0, 10, Some("Acme"), 0.9);
    assert_eq!(help(&desk, &first).rule, None, "once is not often");
    desk.front(10, 20, "gimp", "kingfisher flyer");
    let second = desk.draft(10, 20, Some("Acme"), 0.9);
    assert_eq!(help(&desk, &second).rule, rule(Field::Title, "kingfisher"));
}
