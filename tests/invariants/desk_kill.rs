//! The real process at a real desk, killed again and again.

use crate::afterwards;
use crate::ledger::{Dice, exactly_once, worked_once};
use domain::time::{Moment, SECOND, Span};
use engine::Daybook;
use engine::clock::machine;
use engine::home::Home as Folder;
use std::thread::sleep;
use std::time::Duration;
use store::Check;
use testkit::desk::Desk;
use testkit::home::Home;
use testkit::running::Running;

#[test]
fn the_real_process_killed_at_random_moments_loses_at_most_five_seconds_and_no_committed_block() {
    let desk = Desk::open().expect("a desk");
    let mut home = Home::new();
    for (name, value) in desk.environment() {
        home.set(name, &value);
    }
    home.settings(
        "[ledger]\nchunk_seconds = 10\n[pictures]\nevery_seconds = 5\n[sound]\nmode = \"off\"\n",
    );
    home.call(&["client", "add", "Acme"]);
    home.call(&["rule", "add", "--title", "acme-web", "--client", "Acme"]);
    let _code = desk.terminal("acme-web: vim", "80x24+50+100", "fn main() {}\n").expect("a window");
    let folder = Folder::find(Some(home.data())).expect("the data directory");
    let (daybook, _) = Daybook::open(folder, Check::Glance, machine()).expect("the database");
    let always = Span::new(Moment(0), Moment(i64::MAX));
    let day = Span::new(machine().now().minus(24 * 3_600 * SECOND), Moment(i64::MAX));

    let mut dice = Dice(8);
    let mut committed = Vec::new();
    for round in 0..4 {
        let running = Running::start(&home, &[]);
        sleep(Duration::from_millis(u64::from(2_000 + dice.roll(12_000))));
        let killed = machine().now();
        running.kill();
        let rows = daybook.ledger(always).expect("the ledger");
        exactly_once(&rows).unwrap_or_else(|wrong| panic!("round {round}: {wrong}"));
        let last = rows.last().expect("a row").span.end;
        assert!(killed.since(last) <= 5 * SECOND, "round {round}: {last} at {killed}");
        let blocks = daybook.blocks(day).expect("blocks");
        for was in &committed {
            assert!(is_held(was, &blocks), "round {round}: a committed block is gone: {was:?}");
        }
        committed = blocks;
    }
    assert!(!committed.is_empty(), "some work was committed before a kill");

    // One last time it may end as it likes.
    home.call(&["run", "--for", "3"]);
    let status = home.json(&["status"]);
    assert_eq!(status["queue"], 0, "{status}");
    // A picture may have been sealed when its row was not yet written: nobody can open it, and
    // it goes with a start that finds it old enough.
    let afterwards = afterwards::start(&home);
    let known = afterwards.store.read(store::captures::files).expect("rows");
    assert!(known.is_empty(), "every capture that a row knew is wiped: {known:?}");
    assert_eq!(afterwards.raw_files(), 0, "the spool is empty");
    let rows = daybook.ledger(always).expect("the ledger");
    exactly_once(&rows).expect("no gap, nothing twice");
    let blocks = daybook.blocks(day).expect("blocks");
    for was in &committed {
        assert!(is_held(was, &blocks), "a committed block is gone: {was:?}");
    }
    worked_once(&rows, &blocks).expect("every working second is in one block");
    let receipts = daybook.receipts(999).expect("receipts");
    assert!(receipts.len() >= 4, "{receipts:?}");
    assert!(receipts.iter().map(|one| one.files).sum::<u64>() > 0, "there were pictures");
}

/// Whether the time of `was` is still in blocks for the same client.
fn is_held(was: &domain::block::Block, blocks: &[domain::block::Block]) -> bool {
    let same = blocks.iter().filter(|one| one.answer.client == was.answer.client);
    let held: i64 = same.filter_map(|one| one.span.overlap(was.span)).map(Span::millis).sum();
    held == was.span.millis()
}
