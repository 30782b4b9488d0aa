//! The real `daybook ingest`, killed while it seals, transcribes, commits or wipes.

use crate::afterwards;
use crate::ledger::{Dice, worked_once};
use domain::chunk::Stage;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;
use testkit::canary;
use testkit::home::{Home, workspace};

#[test]
fn an_ingest_killed_at_random_moments_is_finished_by_whoever_comes_next() {
    let home = Home::new();
    home.call(&["client", "add", "Acme"]);
    home.call(&["rule", "add", "--title", "acme-web", "--client", "Acme"]);
    let voice = workspace().join("tests/fixtures/speech/jfk.wav").to_string_lossy().into_owned();
    let mut dice = Dice(17);
    for hour in 9..14 {
        let (start, end) =
            (format!("2026-03-02T{hour:02}:00:00Z"), format!("2026-03-02T{hour:02}:05:00Z"));
        let window = format!("{hour:02}:00:00|code|acme-web");
        let arguments =
            ["ingest", "--start", &start, "--end", &end, "--audio", &voice, "--window", &window];
        let mut child = home
            .daybook(&arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("daybook can be started");
        sleep(Duration::from_millis(u64::from(dice.roll(3_000))));
        child.kill().expect("killed");
        child.wait().expect("gone");
        home.json(&["status"]);
    }

    // The dead have reserved their chunks for ten minutes; whoever comes next finishes them.
    let day = afterwards::start(&home);
    let left = day.work_off();
    assert_eq!(left, 0, "the queue drains: {:?} {:?}", day.daybook.status(), day.stages());
    let stages = day.stages();
    assert!(stages.iter().all(|stage| *stage == Stage::Wiped), "{stages:?}");
    for receipt in day.daybook.receipts(99).expect("receipts") {
        assert_eq!(receipt.cause, "committed", "{receipt:?}");
    }
    assert_eq!(day.raw_files(), 0, "what was sealed for no row is swept away");
    let rows = day.rows();
    let blocks = day.daybook.blocks(domain::time::Span::new(
        "2026-03-02T00:00:00Z".parse().expect("a time"),
        "2026-03-03T00:00:00Z".parse().expect("a time"),
    ));
    worked_once(&rows, &blocks.expect("blocks")).expect("what was taken in is in one block each");
    assert_eq!(canary::found_in(&home.data(), &["ask not", "fellow americans"]), []);

    // And the same hour can be taken in again.
    let answer = home.json(&[
        "ingest",
        "--start",
        "2026-03-02T09:00:00Z",
        "--end",
        "2026-03-02T09:05:00Z",
        "--window",
        "09:00:00|code|acme-web",
    ]);
    assert_eq!(answer["blocks"].as_array().map(Vec::len), Some(1), "{answer}");
}
