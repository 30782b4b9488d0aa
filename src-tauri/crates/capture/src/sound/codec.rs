//! Speech as Opus packets: 16 kHz mono in, about 16 kbit/s out, in frames of 20 ms.

use super::RATE;
use super::error::Error;
use opus::{Application, Bitrate, Channels, Signal};

/// Samples in one packet (20 ms).
pub(super) const FRAME: usize = 320;

/// A packet of one frame is far smaller; libopus never needs more.
const MAX_PACKET_BYTES: usize = 1_275;

/// Turns frames into packets.
pub(super) struct Encoder {
    inner: opus::Encoder,
    lookahead: u16,
}

impl Encoder {
    pub(super) fn new() -> Result<Self, Error> {
        let mut inner = opus::Encoder::new(RATE, Channels::Mono, Application::Voip)?;
        inner.set_bitrate(Bitrate::Bits(16_000))?;
        inner.set_signal(Signal::Voice)?;
        // Half of the highest: the last steps cost twice the time for what nobody hears.
        inner.set_complexity(5)?;
        let lookahead = u16::try_from(inner.get_lookahead()?).unwrap_or(0);
        Ok(Self { inner, lookahead })
    }

    /// Samples by which the decoded sound lags behind.
    pub(super) const fn lookahead(&self) -> u16 {
        self.lookahead
    }

    /// Encodes exactly one frame.
    pub(super) fn encode(&mut self, frame: &[f32]) -> Result<Vec<u8>, Error> {
        Ok(self.inner.encode_vec_float(frame, MAX_PACKET_BYTES)?)
    }

    /// Forgets what came before, for a piece that follows a gap.
    pub(super) fn reset(&mut self) -> Result<(), Error> {
        Ok(self.inner.reset_state()?)
    }
}

/// Turns packets back into frames.
pub(super) struct Decoder(opus::Decoder);

impl Decoder {
    pub(super) fn new() -> Result<Self, Error> {
        Ok(Self(opus::Decoder::new(RATE, Channels::Mono)?))
    }

    /// Decodes one packet and puts its frame at the end of `samples`.
    pub(super) fn decode(&mut self, packet: &[u8], samples: &mut Vec<f32>) -> Result<(), Error> {
        let mut frame = [0.0; FRAME];
        let count = self.0.decode_float(packet, &mut frame, false)?;
        samples.extend(frame.iter().take(count));
        Ok(())
    }
}
