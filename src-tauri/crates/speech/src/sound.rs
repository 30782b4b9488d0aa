//! Sound as the recogniser hears it.

use crate::decode;

/// 16 kHz mono samples in −1..1.
#[derive(Clone, Default, PartialEq)]
pub struct Sound {
    samples: Vec<f32>,
}

/// Sound that arrives in pieces, so that an hour of it need not be in memory at once.
pub trait Source {
    /// The next samples, 16 kHz mono in −1..1, appended to `into`. `false` at the end.
    ///
    /// Errors: the file is damaged or ends in the middle ([`decode::Error`]).
    fn pull(&mut self, into: &mut Vec<f32>) -> Result<bool, decode::Error>;

    /// How many samples there will be in all, as far as the file says.
    fn expected_len(&self) -> Option<u64>;
}

impl Sound {
    /// Samples per second.
    pub const RATE: u32 = 16_000;

    /// Takes 16 kHz mono samples. Values outside −1..1 are clipped; not-a-number becomes silence.
    #[must_use]
    pub fn new(mut samples: Vec<f32>) -> Self {
        for sample in &mut samples {
            *sample = if sample.is_nan() { 0.0 } else { sample.clamp(-1.0, 1.0) };
        }
        Self { samples }
    }

    /// The samples, 16 kHz mono in −1..1.
    #[must_use]
    pub fn samples(&self) -> &[f32] {
        &self.samples
    }

    /// Its length in milliseconds.
    #[must_use]
    pub fn duration_ms(&self) -> i64 {
        millis(self.samples.len())
    }

    /// Whether there is no sample at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// A view to be read in pieces.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader { rest: &self.samples, len: self.samples.len() as u64 }
    }
}

/// Samples stay out of logs.
impl std::fmt::Debug for Sound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sound").field("duration_ms", &self.duration_ms()).finish_non_exhaustive()
    }
}

/// A [`Sound`] as a [`Source`].
#[derive(Debug)]
pub struct Reader<'a> {
    rest: &'a [f32],
    len: u64,
}

impl Source for Reader<'_> {
    fn pull(&mut self, into: &mut Vec<f32>) -> Result<bool, decode::Error> {
        let (piece, rest) = self.rest.split_at(self.rest.len().min(Sound::RATE as usize));
        into.extend_from_slice(piece);
        self.rest = rest;
        Ok(!piece.is_empty())
    }

    fn expected_len(&self) -> Option<u64> {
        Some(self.len)
    }
}

/// Samples at 16 kHz as milliseconds.
pub(crate) fn millis(samples: usize) -> i64 {
    i64::try_from(samples).unwrap_or(i64::MAX) / i64::from(Sound::RATE / 1000)
}
