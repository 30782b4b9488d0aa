//! What the learner must do: fade, explain itself, and get better with each correction.

use super::*;
use crate::tokens::{WordKey, tokens};
use crate::{activity::Window, evidence::Evidence};
use proptest::prelude::*;

const TODAY: Day = Day(20_000);

fn client(number: u8) -> ClientId {
    ClientId::mint(Moment(0), [number; 10])
}

fn names() -> Names {
    let mut names = Names::default();
    names.add_client(client(1), "Acme");
    names.add_client(client(2), "Globex Corp");
    names
}

fn seen_of(title: &str, heard: &str) -> Vec<Token> {
    let window = Window { program: "Code".into(), title: title.into(), site: None };
    let evidence = Evidence { heard: heard.into(), ..Evidence::of(window, 1) };
    tokens(&evidence, &WordKey([1; 16]))
}

fn lesson(title: &str, of: u8) -> Lesson {
    Lesson {
        tokens: seen_of(title, ""),
        client: (of > 0).then(|| client(of)),
        project: None,
        label: None,
        billable: of > 0,
        day: TODAY,
    }
}

fn taught(lessons: &[Lesson]) -> Learner {
    let mut learner = Learner::default();
    for lesson in lessons {
        learner.learn(lesson);
    }
    learner
}

fn guess(learner: &Learner, title: &str) -> Option<Guess> {
    learner.guess(&seen_of(title, ""), TODAY, &names())
}

#[test]
fn one_correction_is_enough_for_the_same_work() {
    let learner = taught(&[lesson("invoice.rs - shop - Code", 2), lesson("news", 0)]);
    let guess = guess(&learner, "checkout.rs - shop - Code").unwrap();
    assert_eq!((guess.client, guess.billable), (Some(client(2)), true));
    assert!(guess.confidence > 0.5, "{guess:?}");
    assert_eq!(guess.reason.to_string(), "1 of 1 block in the folder ‘shop’ was Globex Corp");
}

#[test]
fn it_gives_its_reasons_in_numbers_that_can_be_checked() {
    let mut lessons: Vec<Lesson> = (0..14).map(|_| lesson("storefront", 1)).collect();
    lessons.extend((0..5).map(|_| lesson("tracker", 2)));
    let sure = guess(&taught(&lessons), "storefront").unwrap();
    assert_eq!(sure.reason.to_string(), "14 of 14 blocks with ‘storefront’ in the title were Acme");
    lessons.push(lesson("storefront", 2));
    let less = guess(&taught(&lessons), "storefront").unwrap();
    assert_eq!(less.reason.to_string(), "14 of 15 blocks with ‘storefront’ in the title were Acme");
    assert!(less.confidence < sure.confidence, "a block that was not Acme's makes it less sure");
}

#[test]
fn confidence_grows_with_every_lesson_that_agrees() {
    let mut lessons = vec![lesson("tracker", 2), lesson("news", 0)];
    let mut last = 0.0;
    for round in 0..6 {
        lessons.push(lesson("storefront", 1));
        let now = guess(&taught(&lessons), "storefront").unwrap();
        assert_eq!(now.client, Some(client(1)), "round {round}");
        assert!(now.confidence > last, "round {round}: {} after {last}", now.confidence);
        last = now.confidence;
    }
    assert!(last > 0.75, "six of six with two others around: {last}");
}

#[test]
fn a_clients_name_in_the_title_is_a_hint_before_the_first_lesson() {
    let learner = Learner::default();
    let hint = guess(&learner, "Re: Globex offer").unwrap();
    assert_eq!((hint.client, hint.billable), (Some(client(2)), true));
    assert_eq!(hint.reason.to_string(), "‘globex’ in the title is a name of Globex Corp");
    assert_eq!(guess(&learner, "Re: offer"), None, "nothing speaks for anybody");
    assert_eq!(guess(&learner, "Corp news"), None, "a legal form is no name");
    let corrected = taught(&vec![lesson("acme recipes", 0); 4]);
    let after = guess(&corrected, "acme recipes").unwrap();
    assert_eq!(after.client, None, "corrections outweigh the name: {after:?}");
}

#[test]
fn what_was_said_tells_calls_apart_and_is_never_quoted() {
    let call = |words: &str, of: u8| Lesson { tokens: seen_of("Zoom", words), ..lesson("", of) };
    let mut lessons = Vec::new();
    for _ in 0..4 {
        lessons.push(call("the canary shipment and its carrier", 1));
        lessons.push(call("patient appointment with the doctor", 2));
    }
    let learner = taught(&lessons);
    let tokens = seen_of("Zoom", "which carrier takes the canary");
    let guess = learner.guess(&tokens, TODAY, &names()).unwrap();
    assert_eq!(guess.client, Some(client(1)));
    assert_eq!(guess.reason.to_string(), "what was said is like earlier blocks of Acme");
    let known = format!("{learner:?}");
    assert!(!known.contains("canary"), "lessons outlive the capture: {known}");
}

#[test]
fn the_owners_own_label_becomes_a_habit() {
    let called = |label: &str| Lesson { label: Some(label.into()), ..lesson("standup", 1) };
    let one = taught(&[called("Daily"), lesson("shop", 1)]);
    assert_eq!(guess(&one, "standup").unwrap().label, None, "once is no habit");
    let two = taught(&[called("Daily"), called("Daily"), lesson("shop", 1)]);
    assert_eq!(guess(&two, "standup").unwrap().label.as_deref(), Some("Daily"));
    assert_eq!(guess(&two, "shop").unwrap().label, None, "other work is not called that");
}

#[test]
fn old_lessons_fade() {
    let old = Lesson { day: Day(TODAY.0 - 400), ..lesson("shop", 2) };
    let mut lessons = vec![old; 4];
    lessons.push(lesson("shop", 1));
    lessons.push(lesson("shop", 1));
    assert_eq!(guess(&taught(&lessons), "shop").unwrap().client, Some(client(1)));
}

#[test]
fn equal_lessons_in_any_order_teach_the_same() {
    let at = |day: i32, of: u8| Lesson { day: Day(TODAY.0 - day), ..lesson("shop", of) };
    let forwards = taught(&[at(50, 1), at(20, 2), at(0, 1)]);
    let backwards = taught(&[at(0, 1), at(20, 2), at(50, 1)]);
    let (a, b) = (guess(&forwards, "shop").unwrap(), guess(&backwards, "shop").unwrap());
    assert!((a.confidence - b.confidence).abs() < 1e-6, "{a:?} {b:?}");
}

fn any_lesson() -> impl Strategy<Value = Lesson> {
    let title = prop::sample::select(vec!["acme shop", "tracker", "shop - Code", "news", "x/y"]);
    let label = prop::option::of(prop::sample::select(vec!["Daily", "a/b/c", " "]));
    (title, 0_u8..4, label, -90..90_i32, any::<bool>()).prop_map(|(title, of, label, day, paid)| {
        Lesson {
            label: label.map(str::to_owned),
            billable: paid,
            day: Day(TODAY.0 + day),
            ..lesson(title, of)
        }
    })
}

proptest! {
    #[test]
    fn what_is_unlearnt_was_never_learnt(
        kept in prop::collection::vec(any_lesson(), 0..8),
        undone in prop::collection::vec(any_lesson(), 0..8),
    ) {
        let mut learner = taught(&kept);
        for lesson in &undone {
            learner.learn(lesson);
        }
        for lesson in &undone {
            learner.unlearn(lesson);
        }
        let never = taught(&kept);
        for title in ["acme shop", "tracker", "shop - Code", "nothing"] {
            match (guess(&learner, title), guess(&never, title)) {
                (Some(a), Some(b)) => {
                    prop_assert!((a.confidence - b.confidence).abs() < 1e-5, "{a:?} {b:?}");
                }
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }

    #[test]
    fn confidence_is_a_share(lessons in prop::collection::vec(any_lesson(), 0..12)) {
        if let Some(guess) = guess(&taught(&lessons), "acme shop tracker") {
            prop_assert!((0.0..=1.0).contains(&guess.confidence));
        }
    }
}
