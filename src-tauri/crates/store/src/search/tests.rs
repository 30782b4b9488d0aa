//! What is found by which words, in which order, and that nothing is left of what goes.

use super::*;
use crate::{Check, Store, entries, notes};
use domain::block::{Answer, Block, Status};
use domain::details::Details;
use domain::entry::Entry;
use domain::id::{BlockId, NoteId};
use domain::note::{self, Note};
use domain::time::{DAY, HOUR, Moment, Span, TimeZone};
use proptest::prelude::*;

fn store() -> (tempfile::TempDir, Store) {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
    (home, store)
}

fn entry(number: u16, day: i64, label: &str, note: &str) -> entries::Row {
    let [high, low] = number.to_be_bytes();
    let start = Moment(day * DAY);
    let block = Block {
        id: BlockId::mint(Moment(0), [high, low, 0, 0, 0, 0, 0, 0, 0, 0]),
        span: Span::new(start, start.plus(HOUR)),
        answer: Answer { label: label.into(), ..Answer::default() },
        status: Status::Draft,
        edited: false,
    };
    let entry = Entry::new(block, [], TimeZone::UTC).unwrap();
    entries::Row { entry, details: Details { note: note.into(), ..Details::default() } }
}

fn written(number: u8, kind: note::Kind, content: &str) -> Note {
    Note {
        id: NoteId::mint(Moment(0), [number; 10]),
        day: "2026-03-02".parse().unwrap(),
        kind,
        content: content.into(),
        created: Moment(0),
        updated: Moment(0),
    }
}

fn keep(store: &Store, rows: Vec<entries::Row>) {
    store
        .write(move |tx| rows.iter().try_for_each(|row| entries::put(tx, row, Moment(1))))
        .unwrap();
}

fn write(store: &Store, note: Note) {
    store.write(move |tx| notes::put(tx, &note, Moment(1))).unwrap();
}

/// What is found, with the hits in brackets.
fn found(store: &Store, text: &str) -> Vec<String> {
    let shown = |hit: Hit| -> String {
        let piece = |piece: &Piece| {
            if piece.is_hit { format!("[{}]", piece.text) } else { piece.text.clone() }
        };
        hit.snippet.iter().map(piece).collect()
    };
    store.read(|db| find(db, text, 20)).unwrap().into_iter().map(shown).collect()
}

#[test]
fn words_are_found_as_people_type_them() {
    let (_home, store) = store();
    keep(
        &store,
        vec![
            entry(1, 1, "Café menu, relaunch", ""),
            entry(2, 2, "Relaunch plan", "The menu of the *café* comes later"),
            entry(3, 3, "C++ and e-mail", ""),
        ],
    );
    let check = |text: &str, expected: &[&str]| assert_eq!(found(&store, text), expected, "{text}");
    check("plan", &["Relaunch [plan] The menu of the *café* comes later"]);
    check(
        "CAFE menu relaunch",
        &["[Café] [menu], [relaunch]", "[Relaunch] plan The [menu] of the *[café]* comes later"],
    );
    check("relau menu", &[]);
    check(
        "menu relau",
        &["Café [menu], [relaunch]", "[Relaunch] plan The [menu] of the *café* comes later"],
    );
    check("\"menu of\"", &["Relaunch plan The [menu of] the *café* comes later"]);
    check("“menu of the” plan", &["Relaunch [plan] The [menu of the] *café* comes later"]);
    check("\"menu rel\"", &[]);
    check("\"menu relaunch", &["Café [menu, relaunch]"]);
    check("e-mail", &["C++ and [e-mail]"]);
    check("menu AND NOT plan", &[]);
    check("words : (menu OR plan)", &[]);
    check("", &[]);
    check("  -- \" * ( ", &[]);
}

#[test]
fn the_best_comes_first_and_the_newer_among_equals() {
    let (_home, store) = store();
    keep(
        &store,
        vec![
            entry(1, 9, "Invoice", ""),
            entry(2, 5, "Standup", ""),
            entry(3, 7, "Standup", ""),
            entry(4, 6, "Standup", ""),
            entry(5, 8, "A very long talk about many things, the standup among them", ""),
        ],
    );
    let hits = store.read(|db| find(db, "standup", 20)).unwrap();
    let ids: Vec<String> = hits.into_iter().map(|hit| hit.id).collect();
    let expected = [3, 4, 2, 5].map(|number| entry(number, 0, "", "").entry.id().to_string());
    assert_eq!(ids, expected);
    assert_eq!(store.read(|db| find(db, "standup", 2)).unwrap().len(), 2);
}

#[test]
fn every_kind_of_text_says_what_it_is_and_follows_its_changes() {
    let (_home, store) = store();
    keep(&store, vec![entry(1, 1, "Workshop", "")]);
    write(&store, written(1, note::Kind::Note, "Ideas for the\nworkshop"));
    write(&store, written(2, note::Kind::Transcript, "Welcome to the workshop"));
    let kinds = |text: &str| -> Vec<Kind> {
        let mut kinds: Vec<Kind> =
            store.read(|db| find(db, text, 20)).unwrap().iter().map(|hit| hit.kind).collect();
        kinds.sort_by_key(|kind| kind.as_str());
        kinds
    };
    assert_eq!(kinds("workshop"), [Kind::Entry, Kind::Note, Kind::Transcript]);
    assert_eq!(found(&store, "ideas"), ["[Ideas] for the workshop"], "in one line");
    write(&store, written(1, note::Kind::Note, "Plans"));
    keep(&store, vec![entry(1, 1, "Workshop", "with beamer")]);
    assert_eq!(kinds("workshop"), [Kind::Entry, Kind::Transcript]);
    assert_eq!(kinds("beamer"), [Kind::Entry]);
    keep(&store, vec![entry(1, 1, "", "")]);
    assert_eq!(kinds("workshop"), [Kind::Transcript]);
}

#[test]
fn a_long_text_is_shown_around_its_hit() {
    let (_home, store) = store();
    let many = |word: &str| vec![word; 40].join(" ");
    let text = format!("{} needle {}", many("hay"), many("straw"));
    write(&store, written(1, note::Kind::Note, &text));
    let [shown] = found(&store, "needle").try_into().unwrap();
    assert!(
        shown.starts_with('…') && shown.ends_with('…') && shown.contains("[needle]"),
        "{shown}"
    );
    assert!(shown.len() < 120, "{shown}");
}

/// Every word of `gone` stands in many texts that are deleted, changed or stay without it; the
/// index has many pages, so that some word begins a page and some reach over several.
#[test]
fn what_was_deleted_can_be_found_in_no_file() {
    let (home, store) = store();
    let gone = ["zanzibar", "marmalade", "aardvark", "kingfisher"];
    let filler = |number: u32| -> String {
        (0..40)
            .map(|nth| format!("w{:x} ", (number * 40 + nth).wrapping_mul(2_654_435_761)))
            .collect()
    };
    let secret = move |number: u8| {
        let word = gone[usize::from(number) % gone.len()];
        format!(
            "{} {word}{number} {word} {}",
            filler(number.into()),
            filler(900 + u32::from(number))
        )
    };
    store
        .write(move |tx| {
            for number in 0..250_u8 {
                notes::put(tx, &written(number, note::Kind::Note, &secret(number)), Moment(1))?;
            }
            entries::put(tx, &entry(1, 1, "zanzibar plan", "aardvark"), Moment(1))?;
            entries::put(tx, &entry(2, 2, "marmalade plan", ""), Moment(1))
        })
        .unwrap();
    let traces = || -> Vec<(String, &str)> {
        let mut traces = Vec::new();
        for file in std::fs::read_dir(home.path()).unwrap() {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap_or_default();
            for word in gone {
                // What a word is found by in the index is cut where its neighbour begins alike.
                let stem = &word.as_bytes()[1..];
                if bytes.windows(stem.len()).any(|window| window == stem) {
                    traces.push((path.display().to_string(), word));
                }
            }
        }
        traces
    };
    assert!(store.scrub().unwrap());
    assert_eq!(traces().len(), gone.len(), "they stand in the file");
    // One at a time, as somebody deletes; every third is written anew instead.
    for number in 0..250_u8 {
        let note = written(number, note::Kind::Note, &filler(5_000 + u32::from(number)));
        store
            .write(move |tx| {
                if number % 3 == 0 {
                    notes::put(tx, &note, Moment(2))
                } else {
                    notes::remove(tx, note.id, Moment(2)).map(drop)
                }
            })
            .unwrap();
    }
    keep(&store, vec![entry(1, 1, "plan", "")]);
    store
        .write(|tx| {
            crate::blocks::remove(tx, entry(2, 0, "", "").entry.id(), Moment(2))?;
            // What waits to be sent about entries is another matter.
            tx.execute("DELETE FROM outbox WHERE table_name = 'time_blocks'", [])?;
            Ok(())
        })
        .unwrap();
    assert!(store.scrub().unwrap());
    assert_eq!(traces(), []);
    assert_eq!(found(&store, "plan"), ["[plan]"]);
    let check = "INSERT INTO found (found, rank) VALUES ('integrity-check', 1)";
    store.write(move |tx| Ok(tx.execute(check, [])?)).expect("the index agrees with the texts");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_typed_is_no_mistake(
        text in prop_oneof![
            any::<String>(),
            "[a-z \"*()^:+{}'NOTANDORNEAR,.\\-\u{0}“”]{0,60}",
            "(\"?[a-zäéß]{1,4}[ \"*]?){0,60}",
        ],
    ) {
        thread_local! {
            static KEPT: (tempfile::TempDir, Store) = {
                let (home, store) = store();
                keep(&store, vec![entry(1, 1, "a plan", "near the NOT")]);
                (home, store)
            };
        }
        KEPT.with(|(_, store)| {
            let found = store.read(|db| find(db, &text, 5));
            prop_assert!(found.is_ok(), "{text:?}: {found:?}");
            Ok(())
        })?;
    }

    #[test]
    fn a_text_is_found_by_each_of_its_words(
        words in prop::collection::vec("[a-zA-ZäöüéñÅ0-9]{1,12}", 1..6),
        pick in any::<prop::sample::Index>(),
    ) {
        let (_home, store) = store();
        keep(&store, vec![entry(1, 1, &words.join(" "), "")]);
        let word = &words[pick.index(words.len())];
        prop_assert_eq!(store.read(|db| find(db, word, 5)).unwrap().len(), 1, "{}", word);
    }
}
