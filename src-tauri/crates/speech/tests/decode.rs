//! Real files in, samples out: every container, and every kind of damage.
#![expect(clippy::indexing_slicing, reason = "a test that cannot go on is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};

use speech::decode::{self, Channels, Error, Reader};
use speech::{Sound, Source};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/speech").join(name)
}

/// The same sentence in every container.
const CONTAINERS: [&str; 5] =
    ["wizard.mp3", "wizard.m4a", "wizard.ogg", "wizard.webm", "wizard-vorbis.ogg"];

/// Loudness of every 10 ms.
fn envelope(sound: &Sound) -> Vec<f32> {
    sound
        .samples()
        .chunks(160)
        .map(|frame| frame.iter().map(|s| s * s).sum::<f32>().sqrt())
        .collect()
}

/// How alike two envelopes are when `b` is moved by `shift` frames: 1 is the same.
fn likeness(a: &[f32], b: &[f32], shift: usize) -> f32 {
    let b = &b[shift..];
    let len = a.len().min(b.len());
    let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f32>();
    let (a, b) = (&a[..len], &b[..len]);
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[test]
fn every_container_gives_the_same_sound_at_the_same_time() {
    let original = decode::file(&fixture("wizard.flac")).unwrap();
    assert_eq!(original.samples().len(), 78_480);
    for name in CONTAINERS {
        let sound = decode::file(&fixture(name)).unwrap();
        let off = (sound.duration_ms() - original.duration_ms()).abs();
        assert!(off <= 80, "{name} is {off} ms longer or shorter");
        let (a, b) = (envelope(&original), envelope(&sound));
        let best = (0..10).max_by(|x, y| likeness(&a, &b, *x).total_cmp(&likeness(&a, &b, *y)));
        assert!(best.unwrap() <= 3, "{name} comes {best:?} hundredths late");
        let likeness = likeness(&a, &b, best.unwrap());
        assert!(likeness > 0.97, "{name} is alike by {likeness}");
    }
}

#[test]
fn a_file_is_known_by_its_bytes_and_not_by_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("misnamed.txt");
    fs::copy(fixture("wizard.ogg"), &path).unwrap();
    assert!(decode::file(&path).is_ok());
    let bytes = fs::read(fixture("wizard.mp3")).unwrap();
    assert_eq!(decode::bytes(bytes).unwrap(), decode::file(&fixture("wizard.mp3")).unwrap());
}

#[test]
fn a_file_that_was_cut_is_reported_as_cut_whatever_it_is() {
    let dir = tempfile::tempdir().unwrap();
    for name in CONTAINERS.into_iter().chain(["wizard.flac", "jfk.wav"]) {
        let whole = fs::read(fixture(name)).unwrap();
        for share in [30, 60, 95] {
            let path = dir.path().join(name);
            fs::write(&path, &whole[..whole.len() * share / 100]).unwrap();
            let found = decode::file(&path);
            assert!(matches!(found, Err(Error::Truncated)), "{name} at {share} %: {found:?}");
        }
    }
}

#[test]
fn what_is_no_sound_is_refused_in_one_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let check = |name: &str, bytes: &[u8], expected: &str| {
        let path = dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        let error = decode::file(&path).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{name}: {error}");
        assert!(!error.to_string().contains('\n') && !error.to_string().ends_with('.'));
        assert!(error.is_permanent());
    };
    check("empty.wav", b"", "the file is empty");
    check("letter.mp3", "Dear Sir, ".repeat(500).as_bytes(), "this is not audio");
    check("picture.m4a", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "this is not audio");
    let error = decode::file(&dir.path().join("nowhere.wav")).unwrap_err();
    assert_eq!(error.to_string(), "there is no such file");
    let error = decode::file(dir.path()).unwrap_err();
    assert_eq!(error.to_string(), "the file cannot be read");
}

#[test]
fn the_two_sides_of_a_call_stay_apart() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("call.wav");
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(&path, spec).unwrap();
    for index in 0u16..48_000 {
        let loud = if index / 24 % 2 == 0 { 8000i16 } else { -8000 };
        let (left, right) = if index < 24_000 { (loud, 0) } else { (0, loud) };
        wav.write_sample(left).unwrap();
        wav.write_sample(right).unwrap();
    }
    wav.finalize().unwrap();
    let sides = decode::channels(&path).unwrap();
    assert_eq!(sides.len(), 2);
    let loudness = |sound: &Sound, half: usize| -> f32 {
        let middle = &sound.samples()[half * 8000 + 500..half * 8000 + 7500];
        middle.iter().map(|sample| sample.abs()).sum::<f32>() / 7000.0
    };
    assert!(loudness(&sides[0], 0) > 0.1 && loudness(&sides[0], 1) < 0.001);
    assert!(loudness(&sides[1], 1) > 0.1 && loudness(&sides[1], 0) < 0.001);
    let mixed = decode::file(&path).unwrap();
    assert!((loudness(&mixed, 0) * 2.0 - loudness(&sides[0], 0)).abs() < 0.01);
}

#[test]
fn an_hour_is_read_in_small_pieces_and_its_length_is_known_before() {
    let mut reader = Reader::open(&fixture("wizard.mp3"), Channels::Mixed).unwrap();
    let expected = reader.expected_len().unwrap();
    let (mut all, mut largest) = (0u64, 0);
    let mut piece = Vec::new();
    while reader.pull(&mut piece).unwrap() {
        all += piece.len() as u64;
        largest = largest.max(piece.len());
        piece.clear();
    }
    assert!(largest < 8_000, "a piece of {largest} samples");
    assert!(all.abs_diff(expected) < 1_600, "{all} instead of {expected}");
}

#[test]
fn a_recording_that_was_written_to_a_pipe_is_read_to_its_end() {
    let mut wav = fs::read(fixture("jfk.wav")).unwrap();
    let data = wav.windows(4).position(|four| four == b"data").unwrap();
    wav[4..8].fill(0xff);
    wav[data + 4..data + 8].fill(0xff);
    assert_eq!(decode::bytes(wav).unwrap().duration_ms(), 11_000);
}
