//! Sound segments without any device: what goes in comes out, at its own time.
#![expect(clippy::unwrap_used, reason = "a test may stop at a surprise")]

use capture::seal::DeviceKey;
use capture::sound::{self, Segment};
use capture::spool::{End, Spool};
use domain::id::CaptureId;
use domain::time::Moment;
use std::path::Path;

fn id() -> CaptureId {
    CaptureId::mint(Moment(1_790_000_000_000), [1; 10])
}

fn spool(dir: &Path) -> Spool {
    Spool::open(dir, DeviceKey::from_bytes([3; 32]), 1 << 30).unwrap()
}

fn voice() -> Vec<f32> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/speech/jfk.wav");
    sound::read_wav(&path).unwrap()
}

/// How much of `heard` is not in `said`, in decibels below it, sample by sample.
fn difference_db(said: &[f32], heard: &[f32]) -> f32 {
    let power = |samples: &mut dyn Iterator<Item = f32>| samples.map(|x| x * x).sum::<f32>();
    let noise = power(&mut said.iter().zip(heard).map(|(a, b)| a - b));
    10.0 * (power(&mut said.iter().copied()) / noise).log10()
}

#[test]
fn pieces_come_back_at_their_times_and_sample_for_sample_in_place() {
    let home = tempfile::tempdir().unwrap();
    let spool = spool(home.path());
    let voice = voice();
    let (first, second) = (&voice[8_000..40_123], &voice[60_000..100_001]);
    let (mut segment, stored) = Segment::begin(&spool, id()).unwrap();
    for (number, part) in first.chunks(777).enumerate() {
        segment.write(number as u64 * 777, part).unwrap();
    }
    segment.write(16_000 * 60, second).unwrap();
    let finished = segment.finish().unwrap();
    assert_eq!(finished.kept_ms, (32_123 + 40_001) / 16);

    let recorded = sound::read(&spool, &stored.file, &stored.key, id()).unwrap();
    assert_eq!(recorded.end, End::Finished);
    let [one, two] = recorded.pieces.as_slice() else { panic!("two pieces") };
    assert_eq!((one.offset_ms, two.offset_ms), (0, 60_000));
    assert_eq!((one.samples.len(), two.samples.len()), (first.len(), second.len()));
    for (said, piece) in [(first, one), (second, two)] {
        let difference = difference_db(said, &piece.samples);
        assert!(difference > 5.0, "{difference} dB: the codec keeps the wave, not only the words");
    }
}

#[test]
fn a_segment_that_was_never_finished_reads_back_to_its_last_second() {
    let home = tempfile::tempdir().unwrap();
    let spool = spool(home.path());
    let voice = voice();
    let (mut segment, stored) = Segment::begin(&spool, id()).unwrap();
    segment.write(0, &voice).unwrap();
    drop(segment);
    let recorded = sound::read(&spool, &stored.file, &stored.key, id()).unwrap();
    assert_eq!(recorded.end, End::Open);
    let samples = &recorded.pieces[0].samples;
    assert!(samples.len() + 16_000 + 320 >= voice.len(), "{} of {}", samples.len(), voice.len());
}

#[test]
fn a_clip_keeps_its_speech_at_its_time_and_loses_its_silence() {
    let home = tempfile::tempdir().unwrap();
    let spool = spool(home.path());
    let mut clip = vec![0.0; 16_000 * 30];
    clip.extend(voice());
    clip.resize(16_000 * 90, 0.0);
    clip.extend(voice());
    let (stored, finished) = sound::keep_clip(&spool, id(), &clip).unwrap();
    let pieces = sound::read(&spool, &stored.file, &stored.key, id()).unwrap().pieces;
    assert!(finished.kept_ms > 16_000 && finished.kept_ms < 25_000, "{}", finished.kept_ms);
    let first = pieces.first().unwrap();
    let last = pieces.last().unwrap();
    let end = |piece: &sound::Piece| piece.offset_ms + piece.samples.len() as i64 / 16;
    assert!(first.offset_ms >= 29_500 && first.offset_ms < 31_500, "{}", first.offset_ms);
    assert!(end(last) > 100_000 && end(last) <= 101_700, "{}", end(last));
    assert!(
        pieces.iter().all(|piece| end(piece) < 43_000 || piece.offset_ms > 89_000),
        "the silence between is not kept"
    );
}

#[test]
fn an_hour_of_speech_stays_small() {
    let home = tempfile::tempdir().unwrap();
    let spool = spool(home.path());
    let (mut segment, _) = Segment::begin(&spool, id()).unwrap();
    let voice = voice();
    for round in 0..10 {
        segment.write(round * voice.len() as u64, &voice).unwrap();
    }
    let finished = segment.finish().unwrap();
    let per_hour = finished.size_bytes as f64 / finished.kept_ms as f64 * 3.6;
    assert!(per_hour < 9.0, "{per_hour} MB per hour of speech without a pause");
}

#[test]
fn noise_and_hum_are_not_kept() {
    let home = tempfile::tempdir().unwrap();
    let spool = spool(home.path());
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    let fan: Vec<f32> = (0..16_000 * 20).map(|_| noise() * 0.02).collect();
    let hum: Vec<f32> = (0..16_000 * 20).map(|n| (n as f32 * 0.02).sin() * 0.1).collect();
    for (name, samples) in [("fan", fan), ("hum", hum)] {
        let (stored, finished) = sound::keep_clip(&spool, id(), &samples).unwrap();
        assert!(finished.kept_ms < 2_000, "{name}: {} ms of 20 s", finished.kept_ms);
        std::fs::remove_file(home.path().join(stored.file)).unwrap();
    }
}
