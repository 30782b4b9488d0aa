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
