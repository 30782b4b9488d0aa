//! Where raw captures lie, in what form, and how long.

use capture::picture::{MAX_LINES, QUALITY};
use capture::spool::Wipeable;
use domain::chunk::Stage;
use domain::time::{DAY, MINUTE};
use domain::transcript::Track;
use speech::Cancel;
use std::path::Path;
use testkit::canary;
use testkit::fakes::{FakeScribe, Workday};

const SETTINGS: &str = "[ledger]\nchunk_seconds = 60\n[sound]\nmode = \"always\"\n";

/// A minute and a half with sound and pictures; the first chunk is closed.
fn day() -> Workday {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", SETTINGS);
    day.client("Acme");
    day.rule("acme", "Acme");
    day.senses.paint(Workday::pattern(5));
    day.senses.show("code", "acme-web");
    day.look();
    day.work(10);
    assert!(day.ears.speak(Track::Microphone, 3_000).expect("room"), "somebody listens");
    day.work(80);
    day
}

#[test]
fn raw_bytes_touch_the_disk_only_in_capture_spool_only_sealed() {
    let day = day();
    let home = day.daybook.home().path();
    let picture = Workday::pattern(5).shrunk(MAX_LINES).webp(QUALITY).expect("a picture");
    let plain = [
        // Its beginning is that of every picture; its middle belongs to this one alone.
        b"WEBPVP8".to_vec(),
        picture[picture.len() / 2..picture.len() / 2 + 24].to_vec(),
        picture[picture.len() - 24..].to_vec(),
        b"RIFF".to_vec(),
        b"OpusHead".to_vec(),
    ];
    assert!(day.raw_files() >= 2, "there are pictures and sound");
    assert_eq!(canary::bytes_in(home, &plain), [], "nothing raw lies anywhere in the open");
    let strangers: Vec<_> = canary::files(home)
        .into_iter()
        .filter(|file| !is_expected(file.strip_prefix(home).expect("below")))
        .collect();
    assert!(strangers.is_empty(), "raw captures lie in the spool alone: {strangers:?}");
    // What is sealed is what was seen: the key opens it, and nothing else does.
    let (id, _) = day.chunks()[0];
    let captures = day.store.read(|db| store::captures::of_chunk(db, id)).expect("captures");
    let seen = captures.iter().find(|one| one.kind == store::captures::Kind::Picture);
    let seen = seen.expect("a picture");
    let key = capture::seal::WrappedKey(seen.key.clone());
    let opened = day.keys.spool.read(&seen.file, &key, seen.id).expect("it opens");
    assert_eq!(opened, picture);
    let other = capture::seal::WrappedKey(captures[captures.len() - 1].key.clone());
    assert!(day.keys.spool.read(&seen.file, &other, seen.id).is_err());
    // The search finds what is really there.
    std::fs::write(home.join("left-behind"), &picture).expect("a file");
    assert_eq!(canary::bytes_in(home, &plain).len(), 4);
}

/// What may lie in a data directory while somebody records.
fn is_expected(file: &Path) -> bool {
    let name = file.to_string_lossy();
    ["daybook.db", "daybook.db-wal", "daybook.db-shm", "capture.lock", "settings.toml"]
        .contains(&name.as_ref())
        || (name.starts_with("spool/") && (name.ends_with(".picture") || name.ends_with(".sound")))
}

#[test]
fn nothing_is_wiped_before_its_blocks_are_committed_or_the_limit_is_reached_and_everything_committed_is_wiped_within_a_minute()
 {
    let mut day = day();
    day.stop();
    let all = day.raw_files();
    let (id, _) = day.chunks()[0];
    let mut pipeline = day.pipeline(&FakeScribe::saying("words"));
    let get = |day: &Workday| day.store.read(|db| store::chunks::get(db, id)).expect("a chunk");
    let captured = |day: &Workday| {
        let all = day.store.read(|db| store::captures::of_chunk(db, id)).expect("captures");
        let there = |file: &str| day.daybook.home().spool().join(file).exists();
        (all.len(), all.iter().filter(|one| there(&one.file)).count())
    };
    let (rows, files) = captured(&day);
    assert!(rows >= 2 && files == rows, "{rows} rows, {files} files");
    for stage in [Stage::Captured, Stage::Transcribed, Stage::Classified] {
        let chunk = get(&day).expect("it is there");
        assert_eq!(chunk.stage, stage);
        engine::pipeline::recover(&day.daybook, &day.keys).expect("a start in between");
        assert_eq!(captured(&day), (rows, files), "{stage:?}: nothing is taught yet");
        assert!(day.blocks().is_empty());
        pipeline.step(&chunk, &Cancel::new()).expect("a step");
    }
    assert_eq!(get(&day).expect("it is there").stage, Stage::Committed);
    assert_eq!(captured(&day), (rows, files), "the blocks come first, the wipe after them");
    assert_eq!(day.blocks().len(), 1);
    // The other road to a wipe is the limit, and not a millisecond before it.
    let (began, files_of) = (get(&day).expect("it is there").span.start, || vec![]);
    let proof = |after| Wipeable::past_retention(id, files_of(), began, began.plus(after), DAY);
    assert_eq!(proof(DAY - 1), None);
    assert!(proof(DAY).is_some());
    // Whoever had reserved the chunk for itself is gone; within a minute somebody wipes it.
    day.clock.pass(MINUTE);
    assert_eq!(pipeline.work_off(&Cancel::new()).expect("the database"), 0);
    assert_eq!(day.raw_files(), 0);
    let receipts = day.daybook.receipts(9).expect("receipts");
    assert_eq!(receipts.iter().map(|one| one.files).sum::<u64>(), all, "{receipts:?}");
}

#[test]
fn a_committed_chunk_is_wiped_within_a_minute_even_if_whoever_reserved_it_is_killed() {
    let mut day = day();
    day.stop();
    let (id, _) = day.chunks()[0];
    let later = day.lived().end.plus(10 * MINUTE);
    day.store.write(move |tx| store::chunks::reserve(tx, id, later)).expect("a reservation");
    let mut pipeline = day.pipeline(&FakeScribe::saying("words"));
    assert_eq!(pipeline.work_off(&Cancel::new()).expect("the database"), 1, "it is reserved");
    for _ in 0..3 {
        let chunk = day.store.read(|db| store::chunks::get(db, id)).expect("rows").expect("it");
        pipeline.step(&chunk, &Cancel::new()).expect("a step of the one who reserved it");
    }
    // That one is killed here, and within a minute somebody else wipes what is committed.
    day.clock.pass(50_000);
    assert_eq!(pipeline.work_off(&Cancel::new()).expect("the database"), 0);
    assert_eq!(day.raw_files(), 0);
}
