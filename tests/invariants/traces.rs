//! What is left of a capture after its wipe: nothing.

use capture::picture::{MAX_LINES, Pixels, QUALITY};
use capture::words::Reader;
use domain::chunk::Stage;
use domain::transcript::Track;
use speech::Cancel;
use std::path::Path;
use store::{captures, chunks};
use testkit::canary;
use testkit::fakes::{FakeScribe, Workday};
use testkit::home::{Home, workspace};

/// Words that were said, and stand in no title.
const SAID: &str = "zanzibar marmalade kingfisher";

/// Words that stand on the picture, and in no title.
const SHOWN: [&str; 2] = ["turbine", "offshore"];

pub(crate) fn screen() -> Pixels {
    let file = workspace().join("tests/fixtures/sample-half-hour/pitch-deck.png");
    Pixels::decode(&std::fs::read(file).expect("the picture")).expect("pixels")
}

/// All bytes that must be gone: wrapped keys, what was staged, and what lies in the spool.
fn traces(day: &Workday) -> Vec<Vec<u8>> {
    let mut traces = Vec::new();
    for (id, _) in day.chunks() {
        let read = day.store.read(|db| {
            let mut found: Vec<Vec<u8>> =
                captures::of_chunk(db, id)?.into_iter().map(|capture| capture.key).collect();
            found.extend(chunks::key(db, id)?);
            for what in [chunks::What::Words, chunks::What::Proposals] {
                // The middle of what was sealed, whatever SQLite puts around it.
                found.extend(chunks::staged(db, id, what)?.map(|sealed| sealed[24..56].to_vec()));
            }
            Ok(found)
        });
        traces.extend(read.expect("rows"));
    }
    for file in canary::files(&day.daybook.home().spool()) {
        let bytes = std::fs::read(file).expect("a sealed file");
        traces.push(bytes[bytes.len() / 2..bytes.len() / 2 + 32].to_vec());
    }
    traces
}

#[test]
fn after_a_wipe_no_byte_of_a_capture_its_transcript_or_its_key_can_be_found() {
    let mut day = Workday::begin(
        "2026-03-02T09:00:00Z",
        "[ledger]\nchunk_seconds = 60\n[sound]\nmode = \"always\"\n",
    );
    day.client("Acme");
    day.senses.paint(screen());
    day.senses.show("evince", "scan-0047.pdf");
    day.look();
    day.work(10);
    assert!(day.ears.speak(Track::Microphone, 3_000).expect("room"), "somebody listens");
    day.work(30);
    day.stop();
    let reader = Reader::new("eng");
    assert!(reader.found().is_some(), "Tesseract is installed");
    let mut pipeline = day.pipeline_with(&FakeScribe::saying(SAID), Some(reader), None);
    let (id, _) = day.chunks()[0];
    let mut traces_left = traces(&day);
    while let Some(chunk) = day.store.read(|db| chunks::get(db, id)).expect("rows") {
        if chunk.stage == Stage::Committed {
            break;
        }
        pipeline.step(&chunk, &Cancel::new()).expect("a step");
        traces_left.extend(traces(&day));
    }
    traces_left.sort();
    traces_left.dedup();
    let picture = screen().shrunk(MAX_LINES).webp(QUALITY).expect("a picture");
    let home = day.daybook.home().path();
    let text = pipeline.transcript(id).expect("a transcript");
    assert_eq!(text, SAID, "the words were there, sealed");
    // A copy of the database made at the worst moment.
    day.daybook.keep_house().expect("a copy");
    assert_eq!(canary::bytes_in(&home.join("backups"), &traces_left), [], "no copy holds a key");
    let found = canary::bytes_in(home, &traces_left);
    let kinds: std::collections::BTreeSet<_> = found.iter().map(|(_, nth)| *nth).collect();
    assert_eq!(kinds.len(), traces_left.len(), "the search finds every one while it is there");
    assert!(traces_left.len() >= 6, "keys, words, proposals, sound and picture");

    assert_eq!(pipeline.work_off(&Cancel::new()).expect("the database"), 0);
    assert_eq!(day.stages(), [Stage::Wiped]);
    assert_eq!(canary::bytes_in(home, &traces_left), [], "no key and no sealed byte is left");
    let middle = picture.len() / 2;
    let raw = [picture[middle..middle + 24].to_vec(), b"WEBPVP8".to_vec()];
    assert_eq!(canary::bytes_in(home, &raw), []);
    let words = [&[SAID, "zanzibar", "marmalade", "kingfisher"][..], &SHOWN].concat();
    assert_eq!(canary::found_in(home, &words), [], "no word is left, in no copy and no log");
    assert_eq!(
        canary::found_in(home, &["scan-0047"]).len(),
        2,
        "titles are kept, so they are found"
    );
}

#[test]
fn after_the_real_process_has_wiped_no_word_of_a_voice_or_a_picture_can_be_found() {
    let mut home = Home::new();
    // Nowhere to put a file but the data directory.
    home.set("TMPDIR", "/nonexistent/for/sure");
    home.call(&["client", "add", "Acme"]);
    let path = |name: &str| workspace().join(name).to_string_lossy().into_owned();
    let answer = home.json(&[
        "ingest",
        "--start",
        "2026-03-02T09:00:00Z",
        "--end",
        "2026-03-02T09:05:00Z",
        "--audio",
        &path("tests/fixtures/speech/jfk.wav"),
        "--screenshot",
        &path("tests/fixtures/sample-half-hour/pitch-deck.png"),
        "--window",
        "09:00:00|zoom|Meeting",
    ]);
    let transcript = answer["transcript"].as_str().expect("a text").to_lowercase();
    assert!(transcript.contains("ask not"), "it heard: {transcript}");
    assert_eq!(answer["wiped"]["files"], 2, "{answer}");
    let words = ["fellow americans", "ask not", "turbine", "offshore"];
    assert_eq!(canary::found_in(home.all(), &words), []);
    let raw = [b"WEBPVP8".to_vec(), b"RIFF".to_vec(), b"OpusHead".to_vec()];
    assert_eq!(canary::bytes_in(home.all(), &raw), []);
    assert!(has_words(&home.data()), "the search reads the database: it finds a title");
}

fn has_words(folder: &Path) -> bool {
    !canary::found_in(folder, &["Meeting"]).is_empty()
}
