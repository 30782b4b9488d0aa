//! From what a device gives to what is worth keeping: 16 kHz, and only around speech.

use super::error::Error;
use super::gate::{Gate, Room, Verdict};
use super::resample::Resampler;
use super::{RATE, RATE_MS};
use earshot::Detector;
use std::collections::VecDeque;

/// Samples in one frame of the voice detector (16 ms).
const FRAME: usize = 256;

/// 300 ms before, 600 ms after; pauses under a second stay in. Three frames in a row (48 ms) are
/// less than the shortest word and more than a key click.
const ROOM: Room = Room { onset: 3, before: 19, after: 38, pause: 62 };

/// Below the detector's own advice of 0.5: a word too much costs nothing, a lost one does.
const SPEECH_SCORE: f32 = 0.4;

/// A stretch to be kept: where it begins on the track's time line, and its samples.
pub(super) struct Stretch {
    pub(super) at: u64,
    pub(super) samples: Vec<f32>,
}

/// Lets speech through.
pub(super) struct Sieve {
    rate: u32,
    resampler: Resampler,
    detector: Box<Detector>,
    gate: Gate,
    ready: Vec<f32>,
    held: VecDeque<Vec<f32>>,
    /// Where the oldest held frame lies on the track's time line, in samples at 16 kHz.
    held_at: u64,
    /// Where the last kept stretch ends.
    kept_until: u64,
    /// Where the input ends: `anchor` plus what came since.
    anchor: u64,
    since_anchor: u64,
}

impl Sieve {
    pub(super) fn new(rate: u32) -> Result<Self, Error> {
        Ok(Self {
            rate,
            resampler: Resampler::new(rate)?,
            detector: Detector::default_boxed(),
            gate: Gate::new(ROOM),
            ready: Vec::new(),
            held: VecDeque::new(),
            held_at: 0,
            kept_until: 0,
            anchor: 0,
            since_anchor: 0,
        })
    }

    /// Where the input ends on the track's time line, in samples at 16 kHz.
    pub(super) fn position(&self) -> u64 {
        self.anchor + self.since_anchor * u64::from(RATE) / u64::from(self.rate)
    }

    /// The next sample lies `at`, not where the last one ended: something was lost between.
    pub(super) fn restart(&mut self, at: u64) {
        self.resampler.reset();
        self.detector.reset();
        self.gate = Gate::new(ROOM);
        self.ready.clear();
        self.held.clear();
        self.held_at = at;
        self.anchor = at;
        self.since_anchor = 0;
    }

    /// Moves what is to come by so many samples at 16 kHz, to where it turned out to belong.
    /// Between two stretches of speech nobody notices; inside one nothing is moved. Returns
    /// whether it was.
    pub(super) fn shift(&mut self, by: i64) -> bool {
        if self.is_speech_on() {
            return false;
        }
        // Never onto what was kept before.
        let room = self.held_at.saturating_sub(self.kept_until);
        let by = by.max(-room.min(self.anchor).cast_signed());
        self.held_at = self.held_at.saturating_add_signed(by);
        self.anchor = self.anchor.saturating_add_signed(by);
        true
    }

    /// Whether speech is going on, the room after it included.
    pub(super) const fn is_speech_on(&self) -> bool {
        self.gate.is_open()
    }

    /// Takes in mono samples at the device's rate; puts what is to be kept at the end of `kept`.
    pub(super) fn push(&mut self, samples: &[f32], kept: &mut Vec<Stretch>) -> Result<(), Error> {
        self.since_anchor += samples.len() as u64;
        self.resampler.push(samples, &mut self.ready)?;
        let mut ready = std::mem::take(&mut self.ready);
        let mut frames = ready.chunks_exact(FRAME);
        for frame in &mut frames {
            // The resampler may overshoot a little, and drivers have been seen to give NaN.
            let tame = |sample: &f32| if sample.is_nan() { 0.0 } else { sample.clamp(-1.0, 1.0) };
            let frame: Vec<f32> = frame.iter().map(tame).collect();
            let is_speech = self.detector.predict_f32(&frame) >= SPEECH_SCORE;
            self.held.push_back(frame);
            match self.gate.push(is_speech) {
                Verdict::Hold => {}
                Verdict::Keep(count) => {
                    let at = self.held_at;
                    let samples = self.release(count).into_iter().flatten().collect();
                    self.kept_until = self.held_at;
                    kept.push(Stretch { at, samples });
                }
                Verdict::Drop(count) => drop(self.release(count)),
            }
        }
        let rest = frames.remainder().len();
        ready.drain(..ready.len() - rest);
        self.ready = ready;
        Ok(())
    }

    fn release(&mut self, count: usize) -> Vec<Vec<f32>> {
        let count = count.min(self.held.len());
        self.held_at += (count * FRAME) as u64;
        self.held.drain(..count).collect()
    }
}

/// Samples as milliseconds.
pub(super) const fn samples_ms(samples: u64) -> i64 {
    (samples / RATE_MS).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_line_moves_in_silence_but_never_over_what_was_kept() {
        let mut sieve = Sieve::new(48_000).unwrap();
        let mut kept = Vec::new();
        sieve.restart(1_000);
        sieve.push(&[0.0; 48_000], &mut kept).unwrap();
        assert_eq!(sieve.position(), 17_000);
        assert!(sieve.shift(500) && sieve.shift(-200));
        assert_eq!(sieve.position(), 17_300);
        sieve.kept_until = sieve.held_at - 100;
        assert!(sieve.shift(-5_000));
        assert_eq!(sieve.position(), 17_200, "as far as there is room");
        assert_eq!(sieve.held_at, sieve.kept_until);
    }

    /// What is kept of a clip, as start and end in milliseconds.
    fn kept(samples: &[f32]) -> Vec<(i64, i64)> {
        let mut sieve = Sieve::new(RATE).unwrap();
        let mut kept = Vec::new();
        for part in samples.chunks(4_000) {
            sieve.push(part, &mut kept).unwrap();
        }
        let mut spans: Vec<(i64, i64)> = Vec::new();
        for stretch in kept {
            let end = samples_ms(stretch.at + stretch.samples.len() as u64);
            match spans.last_mut().filter(|last| last.1 == samples_ms(stretch.at)) {
                Some(last) => last.1 = end,
                None => spans.push((samples_ms(stretch.at), end)),
            }
        }
        spans
    }

    fn voice() -> Vec<f32> {
        let crate_dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        crate::sound::read_wav(&crate_dir.join("../../../tests/fixtures/speech/jfk.wav")).unwrap()
    }

    #[test]
    fn speech_is_kept_at_its_time_and_silence_is_not() {
        let mut clip = vec![0.0; 16_000 * 30];
        clip.extend(voice());
        clip.resize(16_000 * 90, 0.0);
        clip.extend(voice());
        clip.resize(16_000 * 110, 0.0);
        let spans = kept(&clip);
        let total: i64 = spans.iter().map(|(start, end)| end - start).sum();
        assert!((16_000..25_000).contains(&total), "twice eleven seconds, not {total} ms");
        let is_near = |&(start, end): &(i64, i64)| {
            (29_500..=42_000).contains(&start) && end <= 42_500 || start >= 89_500 && end <= 102_500
        };
        assert!(spans.iter().all(is_near), "only where somebody speaks: {spans:?}");
    }

    #[test]
    fn a_fan_and_a_hum_are_not_speech() {
        let mut state = 1_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        let fan: Vec<f32> = (0..16_000 * 20).map(|_| noise() * 0.02).collect();
        let hum: Vec<f32> = (0..16_000 * 20).map(|n| (n as f32 * 0.02).sin() * 0.1).collect();
        for (name, samples) in [("fan", fan), ("hum", hum)] {
            let spans = kept(&samples);
            let total: i64 = spans.iter().map(|(start, end)| end - start).sum();
            assert!(total < 2_000, "{name}: {total} ms of 20 s");
        }
    }
}
