//! Any rate to 16 kHz, piece by piece, without shifting time.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler as _};

use super::Error;
use crate::Sound;

/// Mono at one rate in, 16 kHz mono out. What comes out is as long as what went in, and starts
/// with it: the filter's delay is taken off.
pub(super) struct Resampler {
    filter: Option<Filter>,
}

struct Filter {
    fft: Fft<f32>,
    input: Vec<f32>,
    output: Vec<f32>,
    /// Frames still to be dropped from the start: the filter's delay.
    delay: usize,
    taken: u64,
    given: u64,
}

impl Resampler {
    pub(super) fn new(rate: u32) -> Result<Self, Error> {
        if rate == Sound::RATE {
            return Ok(Self { filter: None });
        }
        let fft = Fft::<f32>::new(rate as usize, Sound::RATE as usize, 2048, 1, FixedSync::Both)
            .map_err(|_| Error::Unsupported)?;
        let delay = fft.output_delay();
        let output = vec![0.0; fft.output_frames_max()];
        Ok(Self {
            filter: Some(Filter { fft, input: Vec::new(), output, delay, taken: 0, given: 0 }),
        })
    }

    /// Takes all of `samples` and appends what is ready.
    pub(super) fn push(
        &mut self,
        samples: &mut Vec<f32>,
        into: &mut Vec<f32>,
    ) -> Result<(), Error> {
        let Some(filter) = &mut self.filter else {
            into.append(samples);
            return Ok(());
        };
        filter.taken += samples.len() as u64;
        filter.input.append(samples);
        let mut used = 0;
        loop {
            let need = filter.fft.input_frames_next();
            let Some(piece) = filter.input.get(used..used + need) else { break };
            used += need;
            let made = run(&mut filter.fft, piece, None, &mut filter.output)?;
            filter.hand_on(made, into);
        }
        filter.input.drain(..used);
        Ok(())
    }

    /// Gives what the filter still holds.
    pub(super) fn finish(&mut self, into: &mut Vec<f32>) -> Result<(), Error> {
        let Some(filter) = &mut self.filter else { return Ok(()) };
        let all = (u128::from(filter.taken) * u128::from(Sound::RATE)).div_ceil(filter.rate_in());
        let all = u64::try_from(all).unwrap_or(u64::MAX);
        while filter.given < all {
            let rest = std::mem::take(&mut filter.input);
            let mut padded = rest.clone();
            padded.resize(filter.fft.input_frames_next().max(rest.len()), 0.0);
            let made = run(&mut filter.fft, &padded, Some(rest.len()), &mut filter.output)?;
            let before = into.len();
            filter.hand_on(made, into);
            if filter.given > all {
                let surplus = usize::try_from(filter.given - all).unwrap_or(0);
                into.truncate(into.len().saturating_sub(surplus).max(before));
                filter.given = all;
            }
        }
        Ok(())
    }
}

impl Filter {
    fn hand_on(&mut self, made: usize, into: &mut Vec<f32>) {
        let dropped = self.delay.min(made);
        self.delay -= dropped;
        if let Some(fresh) = self.output.get(dropped..made) {
            into.extend_from_slice(fresh);
            self.given += fresh.len() as u64;
        }
    }

    fn rate_in(&self) -> u128 {
        // The two sizes are in the exact ratio of the rates.
        let (input, output) = (self.fft.fft_size_in() as u128, self.fft.fft_size_out() as u128);
        u128::from(Sound::RATE) * input / output.max(1)
    }
}

fn run(
    fft: &mut Fft<f32>,
    input: &[f32],
    partial: Option<usize>,
    output: &mut [f32],
) -> Result<usize, Error> {
    let room = output.len();
    let from = InterleavedSlice::new(input, 1, input.len()).map_err(|_| Error::Damaged)?;
    let mut to = InterleavedSlice::new_mut(output, 1, room).map_err(|_| Error::Damaged)?;
    let mut indexing = Indexing::new();
    indexing.partial_len = partial;
    let (_, made) =
        fft.process_into_buffer(&from, &mut to, Some(&indexing)).map_err(|_| Error::Damaged)?;
    Ok(made)
}

#[cfg(test)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small numbers in the tests"
)]
mod tests {
    use super::*;

    /// A tone of `hz` at `rate`, pushed in pieces of `piece`.
    fn resampled(rate: u32, hz: f64, seconds: f64, piece: usize) -> Vec<f32> {
        let frames = (f64::from(rate) * seconds) as usize;
        let tone: Vec<f32> = (0..frames)
            .map(|i| (std::f64::consts::TAU * hz * i as f64 / f64::from(rate)).sin() as f32 * 0.5)
            .collect();
        let mut resampler = Resampler::new(rate).unwrap();
        let mut out = Vec::new();
        for chunk in tone.chunks(piece) {
            resampler.push(&mut chunk.to_vec(), &mut out).unwrap();
        }
        resampler.finish(&mut out).unwrap();
        out
    }

    #[test]
    fn what_comes_out_is_as_long_as_what_went_in_at_every_usual_rate() {
        for rate in [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000] {
            for seconds in [0.01, 0.5, 3.21] {
                let out = resampled(rate, 440.0, seconds, 777);
                let wanted =
                    ((f64::from(rate) * seconds).floor() * 16_000.0 / f64::from(rate)).ceil();
                assert_eq!(out.len(), wanted as usize, "{rate} Hz, {seconds} s");
            }
        }
    }

    #[test]
    fn a_tone_keeps_its_pitch_its_loudness_and_its_place() {
        for rate in [8_000, 44_100, 48_000] {
            let out = resampled(rate, 440.0, 2.0, 1000);
            let worst = out[1600..30_400]
                .iter()
                .enumerate()
                .map(|(i, got)| {
                    let t = (i + 1600) as f64 / 16_000.0;
                    let wanted = (std::f64::consts::TAU * 440.0 * t).sin() * 0.5;
                    (f64::from(*got) - wanted).abs()
                })
                .fold(0.0, f64::max);
            // Half a sample at 16 kHz.
            assert!(worst < 0.045, "{rate} Hz is off by {worst}");
        }
    }

    #[test]
    fn a_tone_that_16_khz_cannot_hold_is_taken_out_and_not_folded_back() {
        let out = resampled(48_000, 11_000.0, 1.0, 4096);
        let loudest = out[1600..14_400].iter().fold(0.0f32, |a, b| a.max(b.abs()));
        assert!(loudest < 0.005, "an alias of {loudest} is left");
    }
}
