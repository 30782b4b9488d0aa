//! A process that ends from one instruction to the next, at every stage of a chunk.
//!
//! The test starts itself again as the process that dies: it lives through a day and aborts, which
//! runs no destructor and flushes nothing, as kill -9 does.

use crate::again::again;
use crate::ledger::{exactly_once, worked_once};
use domain::chunk::Stage;
use domain::time::{Moment, SECOND};
use domain::transcript::Track;
use engine::pipeline::Cloud;
use speech::Cancel;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use testkit::fakes::{FakeClassifier, FakeScribe, Workday};

const SETTINGS: &str = "[ledger]\nchunk_seconds = 60\n[sound]\nmode = \"always\"\n";
const KEY: [u8; 32] = [9; 32];
const START: &str = "2026-03-02T09:00:00Z";

/// Where the process dies.
const PLACES: [&str; 9] = [
    "open",
    "captured",
    "transcribing",
    "transcribed",
    "classified",
    "committed",
    "asking",
    "wiping",
    "wiped",
];

/// Lives through two minutes and dies at `place`. The first minute is committed and wiped.
fn live_and_die(home: &Path, place: &'static str) -> ! {
    let mut day = Workday::on(home, START, SETTINGS, KEY);
    day.client("Acme");
    day.rule("acme", "Acme");
    day.start();
    day.senses.paint(Workday::pattern(3));
    day.senses.show("code", "acme-web");
    day.look();
    day.work(60);
    assert_eq!(day.work_off(), 0);
    day.senses.show("code", "untitled");
    day.work(20);
    assert!(day.ears.speak(Track::Microphone, 3_000).expect("room"), "somebody listens");
    day.work(30);
    let die = move |here: &str| {
        if here == place {
            std::process::abort();
        }
    };
    die("open");
    day.work(20);
    die("captured");
    let scribe = FakeScribe::new(move |_| {
        die("transcribing");
        Ok("what was said".into())
    });
    let whom = FakeClassifier::new(move |_| {
        die("asking");
        Err(cloud::gemini::Refusal::Blocked)
    });
    let cloud = Cloud::new(Arc::new(whom)).expect("a runtime");
    let mut pipeline = day.pipeline_with(&scribe, None, Some(cloud));
    let (id, _) = day.chunks()[1];
    while let Some(chunk) = day.store.read(|db| store::chunks::get(db, id)).expect("rows") {
        if chunk.stage == Stage::Committed {
            die("committed");
            // The files go first: between them and the rows lies the end of the process.
            if place == "wiping" {
                for file in testkit::canary::files(&day.daybook.home().spool()) {
                    std::fs::remove_file(file).expect("a file of the spool");
                }
                die("wiping");
            }
        }
        pipeline.step(&chunk, &Cancel::new()).expect("a step");
        match chunk.stage {
            Stage::Captured => die("transcribed"),
            Stage::Transcribed => die("classified"),
            Stage::Committed => die("wiped"),
            Stage::Open | Stage::Classified | Stage::Wiped => {}
        }
    }
    panic!("it was to die at {place}");
}

#[test]
fn a_kill_at_any_point_loses_at_most_five_seconds_of_samples_and_no_committed_block() {
    if let Some((home, place)) = asked_to_die() {
        live_and_die(&home, place);
    }
    for place in PLACES {
        let folder = tempfile::tempdir().expect("a folder");
        dies(folder.path(), place);
        let lived = if place == "open" { 110 } else { 130 };
        let start: Moment = START.parse().expect("a time");

        // What is there before anything is mended.
        let mut day = Workday::on(folder.path(), "2026-03-02T09:05:00Z", SETTINGS, KEY);
        let rows = day.rows();
        exactly_once(&rows).unwrap_or_else(|wrong| panic!("{place}: {wrong}"));
        let lost = start.plus(lived * SECOND).since(rows[rows.len() - 1].span.end);
        assert!(lost <= 5 * SECOND, "{place}: {lost} ms are lost");
        let committed = day.timesheet()[0].clone();
        assert!(
            committed.starts_with("09:00:00–09:01:0"),
            "{place}: it was committed: {committed}"
        );
        assert!(committed.ends_with("Acme"), "{place}: {committed}");

        // The next start goes on from there.
        day.start();
        day.senses.show("code", "acme-web");
        day.look();
        day.work(10);
        day.stop();
        let scribe = FakeScribe::saying("what was said");
        let left = day.pipeline(&scribe).work_off(&Cancel::new()).expect("the database");
        assert_eq!(left, 0, "{place}: the queue drains");
        assert_eq!(day.raw_files(), 0, "{place}: the spool is empty");
        let stages = day.stages();
        assert!(stages.iter().all(|stage| *stage == Stage::Wiped), "{place}: {stages:?}");
        let receipts = day.daybook.receipts(99).expect("receipts");
        assert_eq!(receipts.len(), 2, "{place}: each chunk with files has one: {receipts:?}");
        assert!(receipts.iter().all(|one| one.cause == "committed"), "{place}: {receipts:?}");
        let files: u64 = receipts.iter().map(|one| one.files).sum();
        assert!(files >= 3, "{place}: no file is left out: {receipts:?}");
        let heard = matches!(place, "open" | "captured" | "transcribing");
        assert_eq!(
            scribe.calls() > 0,
            heard,
            "{place}: what was heard is not lost, nor done twice"
        );
        let rows = day.rows();
        exactly_once(&rows).unwrap_or_else(|wrong| panic!("{place}: {wrong}"));
        worked_once(&rows, &day.blocks()).unwrap_or_else(|wrong| panic!("{place}: {wrong}"));
        let sheet = day.timesheet();
        assert_eq!(sheet[0], "09:00:00–09:01:01 Acme", "{place}: it stands, with its last second");
        assert_eq!(sheet[sheet.len() - 1], "09:05:00–09:05:10 Acme", "{place}: {sheet:?}");
    }
}

#[test]
fn a_write_that_is_cut_off_leaves_nothing_and_breaks_nothing() {
    if let Some((home, _)) = asked_to_die() {
        let day = Workday::on(&home, START, SETTINGS, KEY);
        day.client("Acme");
        let _ = day.store.write(|tx| {
            store::facts::set(tx, "half", &"x".repeat(200_000))?;
            std::process::abort();
            #[expect(unreachable_code, reason = "it gives the closure its type")]
            Ok(())
        });
    }
    let folder = tempfile::tempdir().expect("a folder");
    dies(folder.path(), "write");
    let day = Workday::on(folder.path(), "2026-03-02T09:05:00Z", SETTINGS, KEY);
    let half = day.store.read(|db| store::facts::get(db, "half")).expect("the database");
    assert_eq!(half, None);
    assert_eq!(day.daybook.clients().expect("clients").len(), 1, "what was committed stands");
}

const HOME: &str = "DAYBOOK_TEST_DIES_IN";
const PLACE: &str = "DAYBOOK_TEST_DIES_AT";

/// Whether this process is the one that is to die, and where.
fn asked_to_die() -> Option<(PathBuf, &'static str)> {
    let home = PathBuf::from(std::env::var_os(HOME)?);
    let place = std::env::var(PLACE).ok()?;
    let known = PLACES.into_iter().find(|known| *known == place);
    Some((home, known.unwrap_or("nowhere")))
}

/// Starts the running test again as a process of its own, which must die by its own hand.
#[track_caller]
fn dies(home: &Path, place: &str) {
    let output = again().env(HOME, home).env(PLACE, place).output().expect("it can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(is_aborted(output.status), "{place}: {} {said}", output.status);
}

#[cfg(unix)]
fn is_aborted(status: std::process::ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    const ABORTED: i32 = 6;
    status.signal() == Some(ABORTED)
}

#[cfg(not(unix))]
fn is_aborted(status: std::process::ExitStatus) -> bool {
    !status.success()
}
