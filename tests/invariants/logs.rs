//! What is said about a capture on the way: how many, how long, and nothing of what.

use crate::again::again;
use domain::transcript::Track;
use engine::pipeline::Cloud;
use speech::{Cancel, Error};
use std::io::Write;
use std::sync::{Arc, Mutex};
use testkit::fakes::{FakeClassifier, FakeScribe, Workday};
use testkit::home::{Home, workspace};
use tracing_subscriber::fmt::MakeWriter;

/// In what is said, shown and called.
const CANARIES: [&str; 6] =
    ["zanzibar", "marmalade", "scan-0047", "ask not", "fellow americans", "turbine"];

const ALONE: &str = "DAYBOOK_TEST_LOGS";

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("a log")).to_lowercase()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[track_caller]
fn holds_no_content(said: &str) {
    let said = said.to_lowercase();
    for canary in CANARIES {
        assert!(!said.contains(canary), "‘{canary}’ was said: {said}");
    }
}

#[test]
fn no_content_of_a_capture_reaches_a_log_an_error_message_or_a_crash_report() {
    // A log belongs to a whole process.
    if std::env::var_os(ALONE).is_none() {
        let output = again().env(ALONE, "yes").output().expect("it can be started");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        return holds_no_content(&said);
    }
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    // For all threads: the database writes on one of its own.
    tracing::subscriber::set_global_default(subscriber).expect("the only one");
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "[sound]\nmode = \"always\"\n");
    day.client("Acme");
    day.senses.paint(Workday::pattern(9));
    day.senses.show("evince", "scan-0047.pdf");
    day.look();
    day.work(10);
    assert!(day.ears.speak(Track::Microphone, 3_000).expect("room"), "somebody listens");
    day.work(30);
    day.stop();
    // Everything goes wrong once: the scribe, a sealed file, who is asked.
    let scribe = FakeScribe::new(|nth| match nth {
        0 => Err(Error::Crashed),
        _ => Ok("zanzibar marmalade".into()),
    });
    let whom = FakeClassifier::refusing(cloud::gemini::Refusal::BadAnswer);
    let cloud = Cloud::new(Arc::new(whom)).expect("a runtime");
    let mut pipeline = day.pipeline_with(&scribe, None, Some(cloud));
    assert_eq!(pipeline.work_off(&Cancel::new()).expect("the database"), 1);
    let picture = testkit::canary::files(&day.daybook.home().spool())
        .into_iter()
        .find(|file| file.extension().is_some_and(|end| end == "picture"));
    std::fs::write(picture.expect("a picture"), b"damaged").expect("a damaged file");
    holds_no_content(&format!("{:?}", day.daybook.status().expect("a status")));
    day.clock.pass(60_000);
    assert_eq!(pipeline.work_off(&Cancel::new()).expect("the database"), 0);
    for receipt in day.daybook.receipts(9).expect("receipts") {
        holds_no_content(&format!("{receipt:?}"));
    }
    // What could be printed by accident says how much there is, and not what.
    holds_no_content(&format!("{pipeline:?} {day:?} {:?}", speech::Sound::new(vec![0.5; 9])));
    let said = log.text();
    assert!(said.contains("took chunk"), "the log was read: {said}");
    assert!(said.contains("stopped unexpectedly"), "failures are told: {said}");
    holds_no_content(&said);
}

#[test]
fn the_real_process_says_no_content_at_the_finest_log_level() {
    let mut home = Home::new();
    home.set("DAYBOOK_LOG", "trace");
    home.set("RUST_BACKTRACE", "full");
    home.call(&["client", "add", "Acme"]);
    let path = |name: &str| workspace().join(name).to_string_lossy().into_owned();
    let voice = path("tests/fixtures/speech/jfk.wav");
    let screen = path("tests/fixtures/sample-half-hour/pitch-deck.png");
    let ingest = |more: &[&str]| {
        let time = ["ingest", "--start", "2026-03-02T09:00:00Z", "--end", "2026-03-02T09:05:00Z"];
        let window = ["--window", "09:00:00|evince|scan-0047.pdf"];
        let output = home.output(&[&time[..], &window, more].concat());
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = ingest(&["--audio", &voice, "--screenshot", &screen]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("TRACE") || said.contains("DEBUG") || said.contains("INFO"), "{said}");
    holds_no_content(&said);
    // A voice that breaks off, and a sound file given as a picture.
    let whole = std::fs::read(&voice).expect("the voice");
    let cut = home.all().join("cut.wav");
    std::fs::write(&cut, &whole[..whole.len() / 3]).expect("a file");
    for bad in [["--audio", &cut.to_string_lossy()], ["--screenshot", &voice]] {
        let (code, said) = ingest(&bad);
        assert_eq!(code, Some(1), "{said}");
        holds_no_content(&said);
    }
}
