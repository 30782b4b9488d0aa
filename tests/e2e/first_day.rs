//! The first day with Daybook: consent, two clients in two terminals, a voice, a correction, a
//! pause, a wish to forget, and the end; and then nothing raw on the disk.

use crate::stage::{SOON, Stage, corner, records, voice};
use serde_json::json;
use std::thread::sleep;
use std::time::Duration;
use testkit::app::App;
use testkit::canary;
use testkit::webdriver::{By, Page};

/// Blocks come this often, so that a day passes in minutes.
const SETTINGS: &str = "[ledger]\nchunk_seconds = 20\n[pictures]\nevery_seconds = 4\n";

/// Words on the screen that stand in no title.
const SHOWN: &str = "marmalade kingfisher";

/// A word in a title that only a forgotten draft knows.
const TITLED: &str = "persimmon";

/// How long after its chunk a block may take: the chunk, hearing, reading, sorting.
const BLOCK: Duration = Duration::from_secs(60);

#[test]
fn a_first_day_from_consent_to_nothing_left() {
    let stage = Stage::open(SETTINGS);
    let mut app = App::with_window(&stage.home, &[]);
    nothing_happens_before_consent(&stage, app.page());
    consent(&stage, app.page());
    records(&stage, app.page());
    app.page().wait_for_text("Waiting for the first block", SOON);

    stage.home.call(&["client", "add", "Nordwind"]);
    for (title, client) in [("acme-web", "Acme"), ("nordwind-deck", "Nordwind")] {
        stage.home.call(&["rule", "add", "--title", title, "--client", client]);
    }
    work(&stage);
    let page = app.page();
    block_of(page, "Acme");
    block_of(page, "Nordwind");
    stage.front();
    correct_by_keyboard(page);
    pause_in_the_tray(&stage, page);
    forget(&stage, page);

    stage.tray.choose(&["Quit Daybook"]);
    app.ends_by_itself();
    stage.tray.wait_for_no_item();
    nothing_raw_is_left(&stage);
}

fn nothing_happens_before_consent(stage: &Stage, page: &Page) {
    page.find(By::Role("heading", "Your working day, written down on this machine"));
    page.wait_for_text("Nothing is recorded yet.", SOON);
    stage.tray.wait_for_menu("the tray says that nothing is recorded", |menu| {
        menu.first().is_some_and(|line| line.label == "Not set up yet: nothing is recorded")
    });
    let _terminal = stage.desk.terminal("before consent", "80x24+100+100", "secret").expect("open");
    let _person = stage.person();
    sleep(Duration::from_secs(6));
    assert_eq!(stage.query("SELECT count(*) FROM activities"), "0", "no row before consent");
    assert_eq!(stage.query("SELECT count(*) FROM chunks"), "0", "no chunk before consent");
    assert_eq!(stage.spooled(), Vec::<std::path::PathBuf>::new(), "no file before consent");
}

fn consent(stage: &Stage, page: &Page) {
    page.click(By::Role("button", "Continue"));
    page.find(By::Role("heading", "What may Daybook capture?"));
    page.click(By::Role("radio", "Always"));
    page.find(By::Role("textbox", "Your first client")).write("Acme");
    // A microphone that gives nothing but silence would be told of as muted.
    let speaking = stage.pulse.play(&voice()).expect("a voice");
    page.click(By::Role("button", "Continue"));
    page.find(By::Role("heading", "What works on this machine"));
    page.wait_for_text("Everything you chose works.", SOON);
    speaking.stop().expect("it is quiet");
    page.click(By::Role("button", "Start recording"));
    page.wait_for_text("Daybook stays in the tray when you close this window", SOON);
}

/// Twenty-five seconds for each of two clients, with a voice in the second half.
fn work(stage: &Stage) {
    let _person = stage.person();
    let text = format!("{SHOWN}\n").repeat(12);
    let open = |title: &str, at: &str| stage.desk.terminal(title, at, &text).expect("a terminal");
    let acme = open("acme-web: vim", "80x24+50+100");
    acme.focus().expect("in front");
    sleep(Duration::from_secs(25));
    let nordwind = open(&format!("nordwind-deck: {TITLED}"), "80x24+900+100");
    nordwind.focus().expect("in front");
    let speaking = stage.pulse.play(&voice()).expect("a voice");
    sleep(Duration::from_secs(25));
    speaking.wait().expect("it was heard to its end");
}

/// Waits for a draft of a client.
fn block_of(page: &Page, client: &str) {
    page.wait(&format!("a block of {client} comes"), BLOCK, || page.has(By::Role("row", client)));
    let label = page.find(By::Role("row", client)).label();
    assert!(label.contains("draft"), "what a machine found is a draft: {label}");
}

/// What a screen reader says of the block that is chosen.
fn chosen(page: &Page) -> Option<String> {
    let row = page.all(By::Css("[data-block][aria-selected=true]")).into_iter().next()?;
    Some(row.label())
}

/// Gives a block of Acme's to the other client without the mouse, takes it back, and does it
/// again. Drafts may still be joined with newer ones; what a person said stays.
fn correct_by_keyboard(page: &Page) {
    let says = |word: &'static str| move || chosen(page).is_some_and(|label| label.contains(word));
    page.press(&["Escape", "J"]);
    page.wait("K leads up to Acme's block", SOON, || {
        let there = says("Acme")();
        if !there {
            page.press(&["K"]);
        }
        there
    });
    page.press(&["C"]);
    page.wait("the client's field has the focus", SOON, || {
        page.js("return document.activeElement?.getAttribute('role')", &[]) == json!("combobox")
    });
    page.write("Nordwind");
    page.press(&["Enter"]);
    page.wait("the block is Nordwind's", SOON, says("Nordwind"));
    page.press(&["Escape"]);
    page.press(&["Ctrl+Z"]);
    page.wait("the block is Acme's again", SOON, says("Acme"));
    page.press(&["Ctrl+Shift+Z"]);
    page.wait("the block is Nordwind's once more", SOON, says("Nordwind"));
    page.press(&["A"]);
    page.wait("what a person accepted is confirmed", SOON, says("confirmed"));
}

fn pause_in_the_tray(stage: &Stage, page: &Page) {
    stage.tray.choose(&["Pause", "Until I resume"]);
    page.wait("the corner says so", Duration::from_secs(10), || corner(page).starts_with("Paused"));
    stage.tray.wait_for_menu("the tray says so", |menu| {
        menu.first().is_some_and(|line| line.label.starts_with("Paused"))
    });
    stage.tray.choose(&["Resume"]);
    records(stage, page);
}

fn forget(stage: &Stage, page: &Page) {
    page.click(By::Role("button", "Forget"));
    page.click(By::Role("menuitem", "Forget the last 5 minutes"));
    page.find(By::Role("dialog", "Forget the last 5 minutes?"));
    page.click(By::Role("button", "Forget"));
    page.wait_for_text("Forgotten:", SOON);
    page.wait("the drafts of that time are gone", SOON, || !page.says(TITLED));
    let kept = page.find(By::Role("row", "Nordwind")).label();
    assert!(kept.contains("confirmed"), "what a person confirmed stays: {kept}");
    let found = canary::found_in(&stage.home.data(), &[TITLED]);
    assert!(found.is_empty(), "a forgotten title is still there: {found:?}");
}

fn nothing_raw_is_left(stage: &Stage) {
    let words = [SHOWN, "marmalade", "fellow americans", "ask not", TITLED];
    let found = canary::found_in(stage.home.all(), &words);
    assert!(found.is_empty(), "content outlived the day: {found:?}");
    let beginnings: [&[u8]; 6] = [b"\x89PNG", b"RIFF", b"\xff\xd8\xff", b"OggS", b"fLaC", b"ID3"];
    for file in canary::files(&stage.home.data()) {
        let bytes = std::fs::read(&file).expect("a file");
        let raw = beginnings.iter().find(|beginning| bytes.starts_with(beginning));
        assert!(raw.is_none(), "{} is a picture or a sound", file.display());
    }
    // What was being taken when the day ended waits sealed for the next start, and for no longer.
    assert!(stage.spooled().len() < 40, "the spool does not grow: {:?}", stage.spooled());
}
