//! Any sample rate to 16 kHz.

use super::RATE;
use super::error::Error;
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler as _};

/// Converts mono sound of one rate to 16 kHz as it comes.
#[cfg(feature = "desktop")]
pub(super) struct Resampler {
    rate: u32,
    fft: Option<Fft<f32>>,
    waiting: Vec<f32>,
}

#[cfg(feature = "desktop")]
impl Resampler {
    pub(super) fn new(rate: u32) -> Result<Self, Error> {
        let fft = if rate == RATE { None } else { Some(converter(rate)?) };
        Ok(Self { rate, fft, waiting: Vec::new() })
    }

    /// Converts `samples` and puts what is ready at the end of `out`; a few milliseconds may
    /// wait for the next call.
    pub(super) fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) -> Result<(), Error> {
        let Some(fft) = &mut self.fft else {
            out.extend_from_slice(samples);
            return Ok(());
        };
        let failed = || Error::Rate { rate: self.rate };
        self.waiting.extend_from_slice(samples);
        let mut used = 0;
        while let Some(chunk) = self.waiting.get(used..used + fft.input_frames_next()) {
            let adapter = InterleavedSlice::new(chunk, 1, chunk.len()).map_err(|_| failed())?;
            let ready = fft.process(&adapter, None).map_err(|_| failed())?;
            out.extend(ready.take_data());
            used += chunk.len();
        }
        self.waiting.drain(..used);
        Ok(())
    }

    /// Forgets what came before, for sound that follows a gap.
    pub(super) fn reset(&mut self) {
        self.waiting.clear();
        if let Some(fft) = &mut self.fft {
            fft.reset();
        }
    }
}

/// Converts a whole mono clip of `rate` to 16 kHz, without any shift in time.
///
/// Errors: [`Error::Rate`].
pub(super) fn whole(samples: Vec<f32>, rate: u32) -> Result<Vec<f32>, Error> {
    if rate == RATE || samples.is_empty() {
        return Ok(samples);
    }
    let failed = || Error::Rate { rate };
    let adapter = InterleavedSlice::new(samples.as_slice(), 1, samples.len());
    let adapter = adapter.map_err(|_| failed())?;
    let converted = converter(rate)?.process_all(&adapter, samples.len(), None);
    Ok(converted.map_err(|_| failed())?.take_data())
}

fn converter(rate: u32) -> Result<Fft<f32>, Error> {
    // 1,024 frames at once are 21 ms at 48 kHz: short beside the room that speech gets.
    Fft::new(rate as usize, RATE as usize, 1_024, 1, FixedSync::Both)
        .map_err(|_| Error::Rate { rate })
}

#[cfg(all(test, feature = "desktop"))]
mod tests {
    use super::*;

    fn tone(rate: u32, seconds: u32, hertz: f32) -> Vec<f32> {
        let step = std::f32::consts::TAU * hertz / rate as f32;
        (0..rate * seconds).map(|n| (step * n as f32).sin() * 0.5).collect()
    }

    fn loudness(samples: &[f32]) -> f32 {
        (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt()
    }

    #[test]
    fn sound_of_every_usual_rate_keeps_its_length_and_loudness() {
        for rate in [8_000, 16_000, 22_050, 44_100, 48_000, 96_000] {
            let mut resampler = Resampler::new(rate).unwrap();
            let mut out = Vec::new();
            for part in tone(rate, 2, 440.0).chunks(441) {
                resampler.push(part, &mut out).unwrap();
            }
            assert!(out.len().abs_diff(32_000) < 1_600, "{rate} Hz gave {} samples", out.len());
            let middle = &out[8_000..24_000];
            assert!((loudness(middle) - 0.353).abs() < 0.01, "{rate} Hz changed the loudness");
            let clip = whole(tone(rate, 2, 440.0), rate).unwrap();
            assert!(clip.len().abs_diff(32_000) <= 1, "{rate} Hz: a clip keeps its length");
        }
    }

    #[test]
    fn what_sixteen_kilohertz_cannot_hold_does_not_come_back_as_noise() {
        let mut resampler = Resampler::new(48_000).unwrap();
        let mut out = Vec::new();
        resampler.push(&tone(48_000, 1, 11_000.0), &mut out).unwrap();
        assert!(loudness(&out[4_000..12_000]) < 0.001, "11 kHz would fold to 5 kHz");
    }
}
