//! Files put through the pipeline by hand: what comes of them, what is left of them, and that bad
//! input changes nothing.

use serde_json::Value;
use testkit::canary;
use testkit::home::{Home, workspace};

fn voice() -> String {
    workspace().join("tests/fixtures/speech/jfk.wav").to_string_lossy().into_owned()
}

fn screen() -> String {
    let picture = workspace().join("tests/fixtures/sample-half-hour/pitch-deck.png");
    picture.to_string_lossy().into_owned()
}

/// The blocks as (start, end, client).
fn blocks(answer: &Value) -> Vec<(String, String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    answer
        .as_array()
        .expect("an array of blocks")
        .iter()
        .map(|block| {
            let time = |name: &str| text(&block[name]).expect("a time");
            (time("start"), time("end"), text(&block["client"]))
        })
        .collect()
}

#[test]
fn a_voice_names_the_client_and_is_gone() {
    let home = Home::new();
    home.call(&["client", "add", "Kennedy"]);
    home.call(&["rule", "add", "--words", "your country", "--client", "Kennedy"]);
    let answer = home.json(&[
        "ingest",
        "--start",
        "2026-03-02T09:00:00Z",
        "--end",
        "2026-03-02T09:05:00Z",
        "--audio",
        &voice(),
        "--window",
        "09:00:00|zoom|Meeting",
    ]);
    let transcript = answer["transcript"].to_string().to_lowercase();
    assert!(transcript.contains("ask what you can do for your country"), "{transcript}");
    let found = blocks(&answer["blocks"]);
    assert_eq!(found.len(), 1, "{answer}");
    assert_eq!(found[0].2.as_deref(), Some("Kennedy"), "only the voice says for whom");
    assert!(answer["wiped"]["files"].as_u64() >= Some(1), "{answer}");
    assert!(answer["wiped"]["bytes"].as_u64() > Some(0), "{answer}");
    assert_eq!(blocks(&home.json(&["blocks", "--from", "2026-03-02"])), found, "and they last");
    nothing_raw_is_left(&home, &["fellow americans", "ask not"]);
}

#[test]
fn words_on_a_picture_name_the_client_and_are_gone() {
    let home = Home::new();
    home.call(&["client", "add", "Nordwind"]);
    home.call(&["rule", "add", "--words", "pitch deck", "--client", "Nordwind"]);
    let answer = home.json(&[
        "ingest",
        "--start",
        "2026-03-02T09:20:00Z",
        "--end",
        "2026-03-02T09:25:00Z",
        "--screenshot",
        &screen(),
        "--window",
        "09:20:00|evince|scan-0047.pdf",
    ]);
    let found = blocks(&answer["blocks"]);
    assert_eq!(found[0].2.as_deref(), Some("Nordwind"), "only the picture says for whom: {answer}");
    nothing_raw_is_left(&home, &["turbine", "offshore"]);
}

#[test]
fn bad_input_is_one_sentence_and_changes_nothing() {
    let home = Home::new();
    home.call(&["client", "add", "Acme"]);
    let before = home.json(&["blocks"]);
    let folder = tempfile::tempdir().expect("a folder");
    let in_folder = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path.to_string_lossy().into_owned()
    };
    let whole = std::fs::read(voice()).expect("the speech sample");
    let cut = in_folder("cut.wav", &whole[..whole.len() / 2]);
    let prose = in_folder("prose.wav", b"this is no sound, however it is called");
    let ingest = |start: &'static str, end: &'static str, audio: &str| {
        ["ingest", "--start", start, "--end", end, "--audio", audio].map(str::to_owned).to_vec()
    };
    let (nine, ten) = ("2026-03-02T09:00:00Z", "2026-03-02T09:05:00Z");
    let rule = ["rule", "add", "--title", "x", "--client", "Nobody"].map(str::to_owned).to_vec();
    let bad = [
        ingest(nine, ten, "no-such-file.wav"),
        ingest(nine, ten, &prose),
        ingest(nine, ten, &cut),
        ingest(ten, nine, &voice()),
        rule,
    ];
    for arguments in bad {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = home.output(&arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert_eq!(said.trim().lines().count(), 1, "{arguments:?}: {said}");
        assert!(output.stdout.is_empty(), "{arguments:?} prints nothing but the sentence");
    }
    assert_eq!(home.json(&["blocks"]), before);
    assert_eq!(home.json(&["status"])["spool"]["files"], 0);
}

/// The spool is empty, there is a receipt, and no file holds one of `words`: none of the data
/// directory, no log, nothing that was printed on the way.
#[track_caller]
pub(crate) fn nothing_raw_is_left(home: &Home, words: &[&str]) {
    let status = home.json(&["status"]);
    assert_eq!(status["spool"]["files"], 0, "{status}");
    assert_eq!(status["spool"]["bytes"], 0, "{status}");
    let receipts = home.json(&["privacy", "receipts"]);
    assert!(receipts.as_array().is_some_and(|receipts| !receipts.is_empty()), "{receipts}");
    let found = canary::found_in(home.all(), words);
    assert!(found.is_empty(), "content outlived the wipe: {found:?}");
}
