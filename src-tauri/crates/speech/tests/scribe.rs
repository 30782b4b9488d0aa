//! The real engine on real speech, in a process of its own that the tests also kill.
#![cfg(all(feature = "whisper", unix))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on is a failed test")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use domain::transcript::Transcript;
use speech::bench::WordErrors;
use speech::{Cancel, Error, Scribe, Settings, Sound, Whisper, decode};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn fixture(name: &str) -> PathBuf {
    root().join("tests/fixtures/speech").join(name)
}

fn settings() -> Settings {
    let model = root().join("models/ggml-tiny.en.bin");
    assert!(model.is_file(), "the weights are built by `cargo xtask models`");
    let mut settings = Settings::new("tiny.en", model).unwrap();
    settings.program = env!("CARGO_BIN_EXE_scribe-alone").into();
    settings.threads = 1;
    settings.gentle = false;
    settings
}

fn whisper() -> Whisper {
    Whisper::new(settings())
}

fn transcribed(sound: &Sound) -> Transcript {
    whisper().transcribe(sound, &mut |_| {}, &Cancel::new()).unwrap()
}

fn jfk() -> Sound {
    decode::file(&fixture("jfk.wav")).unwrap()
}

/// Pseudo-random samples in −1..1, the same every time.
fn noise(seconds: usize, loudness: f32) -> Vec<f32> {
    let mut state = 0x2545_f491_u32;
    (0..seconds * Sound::RATE as usize)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            (f32::from((state >> 16) as u16) / 32_768.0 - 1.0) * loudness
        })
        .collect()
}

/// A chord with overtones that changes every half second.
fn music(seconds: usize) -> Vec<f32> {
    let notes = [220.0, 277.2, 329.6, 440.0, 392.0, 293.7];
    let rate = Sound::RATE as usize;
    (0..seconds * rate)
        .map(|index| {
            let beat = index / (rate / 2);
            let t = index as f32 / rate as f32;
            (0..3)
                .flat_map(|voice| {
                    let note = notes.iter().cycle().nth(beat % notes.len() + voice * 2).unwrap();
                    [1.0, 2.0, 3.0]
                        .map(|part| (std::f32::consts::TAU * note * part * t).sin() * 0.1 / part)
                })
                .sum()
        })
        .collect()
}

fn quiet(seconds: usize) -> Vec<f32> {
    vec![0.0; seconds * Sound::RATE as usize]
}

fn joined(parts: &[&[f32]]) -> Sound {
    Sound::new(parts.concat())
}

#[test]
fn known_words_are_written_down_with_their_times() {
    let transcript = transcribed(&jfk());
    let said = std::fs::read_to_string(fixture("jfk.txt")).unwrap();
    assert_eq!(WordErrors::between(&said, &transcript.text()).errors, 0, "{}", transcript.text());
    let words: Vec<_> = transcript.segments.iter().flat_map(|segment| &segment.words).collect();
    assert_eq!(words.len(), 22);
    for pair in words.windows(2) {
        assert!(pair[0].start_ms <= pair[0].end_ms && pair[0].end_ms <= pair[1].start_ms);
    }
    // He begins after a third of a second and pauses between "Americans" and the first "ask".
    let at = |wanted: &str| words.iter().find(|word| word.text.starts_with(wanted)).unwrap();
    assert!((200..1_000).contains(&at("And").start_ms), "{:?}", at("And"));
    assert!((2_900..4_000).contains(&at("ask").start_ms), "{:?}", at("ask"));
    assert!((9_800..11_000).contains(&words.last().unwrap().end_ms), "{:?}", words.last());
}

#[test]
fn times_are_those_of_the_original_however_much_silence_was_skipped() {
    let speech = jfk();
    let sound = joined(&[&quiet(40), speech.samples(), &quiet(25), speech.samples(), &quiet(3)]);
    let transcript = transcribed(&sound);
    let second = transcript.segments.iter().filter(|segment| segment.start_ms > 60_000);
    let first = transcript.segments.iter().filter(|segment| segment.start_ms < 60_000);
    let (first, second): (Vec<_>, Vec<_>) = (first.collect(), second.collect());
    assert!((40_000..41_200).contains(&first.first().unwrap().start_ms), "{first:?}");
    assert!((76_000..77_200).contains(&second.first().unwrap().start_ms), "{second:?}");
    assert!(first.last().unwrap().end_ms <= 51_500);
}

#[test]
fn silence_hum_noise_and_music_give_no_words() {
    let hum: Vec<f32> = (0..60 * Sound::RATE as usize)
        .map(|index| (std::f32::consts::TAU * 50.0 * index as f32 / 16_000.0).sin() * 0.2)
        .collect();
    for (what, samples) in [
        ("silence", quiet(600)),
        ("hum", hum),
        ("quiet noise", noise(60, 0.01)),
        ("loud noise", noise(60, 0.4)),
        ("music", music(60)),
    ] {
        let transcript = transcribed(&Sound::new(samples));
        assert!(transcript.is_empty(), "{what} became {:?}", transcript.text());
    }
}

#[test]
fn speech_between_noise_is_all_that_is_heard() {
    let speech = jfk();
    let sound = joined(&[&noise(20, 0.05), speech.samples(), &noise(20, 0.05)]);
    let transcript = transcribed(&sound);
    let said = std::fs::read_to_string(fixture("jfk.txt")).unwrap();
    let errors = WordErrors::between(&said, &transcript.text());
    assert!(errors.errors <= 1, "{}", transcript.text());
    assert!(transcript.segments.iter().all(|s| s.start_ms >= 19_500 && s.end_ms <= 31_500));
}

#[test]
fn an_engine_that_is_killed_costs_a_second_attempt_and_not_a_word() {
    let speech = jfk();
    let sound =
        joined(&[speech.samples(), &quiet(4), speech.samples(), &quiet(4), speech.samples()]);
    let whole = transcribed(&sound);

    let mut whisper = whisper();
    whisper.warm_up(&Cancel::new()).unwrap();
    let first = whisper.process_id().unwrap();
    assert!(Command::new("kill").args(["-9", &first.to_string()]).status().unwrap().success());
    let after = whisper.transcribe(&sound, &mut |_| {}, &Cancel::new()).unwrap();
    assert_eq!(after, whole);
    assert_ne!(whisper.process_id().unwrap(), first, "another engine did the work");
}

#[test]
fn an_engine_that_is_killed_in_the_middle_of_a_window_is_replaced() {
    let speech = jfk();
    let whole = transcribed(&speech);
    let mut whisper = whisper();
    whisper.warm_up(&Cancel::new()).unwrap();
    let process = whisper.process_id().unwrap().to_string();
    // Frozen, it takes the window and does not answer; then it dies over it.
    assert!(Command::new("kill").args(["-STOP", &process]).status().unwrap().success());
    let killer = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        Command::new("kill").args(["-9", &process]).status().unwrap()
    });
    let after = whisper.transcribe(&speech, &mut |_| {}, &Cancel::new()).unwrap();
    assert!(killer.join().unwrap().success());
    assert_eq!(after, whole);
}

#[test]
fn an_engine_that_dies_twice_is_an_error_worth_another_try_later() {
    let mut broken = settings();
    broken.program = "/bin/sh".into();
    broken.arguments = vec!["-c".into(), "kill -ABRT $$".into()];
    let error = Whisper::new(broken).transcribe(&jfk(), &mut |_| {}, &Cancel::new()).unwrap_err();
    assert!(matches!(error, Error::Crashed), "{error}");
    assert!(!error.is_permanent());
}

#[test]
fn a_program_that_is_not_there_is_told_apart_from_a_crash() {
    let mut missing = settings();
    missing.program = "/nowhere/daybook".into();
    let error = Whisper::new(missing).transcribe(&jfk(), &mut |_| {}, &Cancel::new()).unwrap_err();
    assert!(matches!(error, Error::Start(_)), "{error}");
}

#[test]
fn missing_and_damaged_weights_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let mut settings = settings();
    settings.model = dir.path().join("ggml-tiny.en.bin");
    let mut whisper = Whisper::new(settings.clone());
    let error = whisper.transcribe(&jfk(), &mut |_| {}, &Cancel::new()).unwrap_err();
    assert!(matches!(&error, Error::NoModel { name } if name == "tiny.en"), "{error}");
    std::fs::write(&settings.model, b"not weights").unwrap();
    let error = whisper.transcribe(&jfk(), &mut |_| {}, &Cancel::new()).unwrap_err();
    assert!(matches!(error, Error::BadModel { .. }), "{error}");
    assert!(error.is_permanent());
}

#[test]
fn a_cancelled_transcription_ends_in_the_middle_of_a_window_and_the_next_one_works() {
    let speech = jfk();
    let whole = transcribed(&speech);
    let mut whisper = whisper();
    whisper.warm_up(&Cancel::new()).unwrap();
    let process = whisper.process_id().unwrap().to_string();
    // The engine stands still, so the window is certainly not done when the wish comes.
    assert!(Command::new("kill").args(["-STOP", &process]).status().unwrap().success());
    let cancel = Cancel::new();
    let wish = cancel.clone();
    let wisher = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        wish.cancel();
    });
    let outcome = whisper.transcribe(&speech, &mut |_| {}, &cancel);
    wisher.join().unwrap();
    assert!(matches!(outcome, Err(Error::Cancelled)), "{outcome:?}");
    assert_eq!(whisper.process_id(), None, "it did not obey, so it was ended");
    assert_eq!(whisper.transcribe(&speech, &mut |_| {}, &Cancel::new()).unwrap(), whole);
}

#[test]
fn an_engine_that_obeys_a_cancel_is_kept_and_works_on() {
    let speech = jfk();
    let long = joined(&[speech.samples(), speech.samples()]);
    let whole = transcribed(&speech);
    let mut whisper = whisper();
    whisper.warm_up(&Cancel::new()).unwrap();
    let before = whisper.process_id();
    let cancel = Cancel::new();
    let wish = cancel.clone();
    let outcome = whisper.transcribe(&long, &mut |_| wish.cancel(), &cancel);
    assert!(matches!(outcome, Err(Error::Cancelled)), "{outcome:?}");
    assert_eq!(whisper.transcribe(&speech, &mut |_| {}, &Cancel::new()).unwrap(), whole);
    assert_eq!(whisper.process_id(), before);
}

#[test]
fn progress_begins_at_nothing_ends_at_all_and_never_falls() {
    let speech = jfk();
    let sound =
        joined(&[speech.samples(), &quiet(5), speech.samples(), &quiet(5), speech.samples()]);
    let mut told = Vec::new();
    whisper().transcribe(&sound, &mut |fraction| told.push(fraction), &Cancel::new()).unwrap();
    assert_eq!((told.first(), told.last()), (Some(&0.0), Some(&1.0)));
    assert!(told.windows(2).all(|pair| pair[0] <= pair[1]), "{told:?}");
    assert!(told.len() >= 4, "one step for each window: {told:?}");
}

#[test]
fn a_sound_without_speech_starts_no_engine() {
    let mut whisper = whisper();
    assert!(whisper.transcribe(&Sound::default(), &mut |_| {}, &Cancel::new()).unwrap().is_empty());
    let silence = Sound::new(quiet(10));
    assert!(whisper.transcribe(&silence, &mut |_| {}, &Cancel::new()).unwrap().is_empty());
    assert_eq!(whisper.process_id(), None);
}

#[test]
fn an_idle_engine_is_let_go_and_comes_back_when_needed() {
    let mut settings = settings();
    settings.idle = Duration::from_millis(50);
    let mut whisper = Whisper::new(settings);
    let first = whisper.transcribe(&jfk(), &mut |_| {}, &Cancel::new()).unwrap();
    let begun = Instant::now();
    while whisper.process_id().is_some() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(whisper.process_id(), None);
    assert_eq!(whisper.transcribe(&jfk(), &mut |_| {}, &Cancel::new()).unwrap(), first);
}

#[test]
fn the_engine_ends_with_its_parent() {
    let mut engine = Command::new(env!("CARGO_BIN_EXE_scribe-alone"))
        .arg(speech::child::ARGUMENT)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    drop(engine.stdin.take());
    assert!(engine.wait().unwrap().success());
}

#[test]
fn a_file_is_written_down_piece_by_piece_and_a_cut_one_not_at_all() {
    let said = std::fs::read_to_string(fixture("wizard.txt")).unwrap();
    let mut whisper = whisper();
    for name in ["wizard.flac", "wizard.mp3", "wizard.m4a", "wizard.ogg", "wizard.webm"] {
        let mut reader = decode::Reader::open(&fixture(name), decode::Channels::Mixed).unwrap();
        let (transcript, duration_ms) =
            whisper.transcribe_source(&mut reader, &mut |_| {}, &Cancel::new()).unwrap();
        let errors = WordErrors::between(&said, &transcript.text());
        assert!(errors.errors <= 1, "{name}: {}", transcript.text());
        assert!((4_800..5_100).contains(&duration_ms), "{name}: {duration_ms}");
    }
    // Its header promises more samples than there are; that shows at the end only.
    let mut flac = std::fs::read(fixture("wizard.flac")).unwrap();
    flac.truncate(flac.len() / 2);
    let mut reader = decode::Reader::from_bytes(flac, decode::Channels::Mixed).unwrap();
    let outcome = whisper.transcribe_source(&mut reader, &mut |_| {}, &Cancel::new());
    assert!(matches!(outcome, Err(Error::Source(decode::Error::Truncated))), "{outcome:?}");
}
