//! Sound as WAV: read for tests and for the microphone check, handed out in memory.

use super::error::Error;
use super::resample::whole;
use super::{Piece, RATE, RATE_MS};
use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use std::io::{Cursor, Read};
use std::path::Path;

/// Reads a WAV file as 16 kHz mono samples in −1..1; channels are averaged.
///
/// Errors: [`Error::Wav`], [`Error::Rate`].
pub fn read_wav(path: &Path) -> Result<Vec<f32>, Error> {
    from_reader(WavReader::open(path)?)
}

/// The pieces of a track as a 16-bit mono WAV file in memory, with silence where nothing was
/// kept. It must not be written to the disk: the spool is the only place for sound.
///
/// Errors: [`Error::Wav`].
pub fn to_wav(pieces: &[Piece]) -> Result<Vec<u8>, Error> {
    let spec = WavSpec {
        channels: 1,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let mut bytes = Cursor::new(Vec::new());
    let mut out = WavWriter::new(&mut bytes, spec)?;
    let mut written = 0;
    for piece in pieces {
        let offset = u64::try_from(piece.offset_ms).unwrap_or(0) * RATE_MS;
        while written < offset {
            out.write_sample(0_i16)?;
            written += 1;
        }
        for sample in &piece.samples {
            out.write_sample(to_i16(*sample))?;
            written += 1;
        }
    }
    out.finalize()?;
    Ok(bytes.into_inner())
}

fn from_reader(reader: WavReader<impl Read>) -> Result<Vec<f32>, Error> {
    let spec = reader.spec();
    let samples: Vec<f32> = match spec.sample_format {
        SampleFormat::Float => reader.into_samples::<f32>().collect::<Result<_, _>>()?,
        SampleFormat::Int => {
            let full = (1_u64 << (spec.bits_per_sample.clamp(1, 32) - 1)) as f32;
            let samples = reader.into_samples::<i32>();
            samples.map(|sample| Ok(sample? as f32 / full)).collect::<Result<_, hound::Error>>()?
        }
    };
    let channels = usize::from(spec.channels.max(1));
    let mono = samples.chunks_exact(channels);
    let mono = mono.map(|frame| frame.iter().sum::<f32>() / channels as f32).collect();
    whole(mono, spec.sample_rate)
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to what fits")]
fn to_i16(sample: f32) -> i16 {
    (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wav_file_holds_the_pieces_at_their_times() {
        let piece = |offset_ms, level| Piece { offset_ms, samples: vec![level; 1_600] };
        let bytes = to_wav(&[piece(500, 0.5), piece(1_000, -0.25)]).unwrap();
        let samples = from_reader(WavReader::new(Cursor::new(bytes)).unwrap()).unwrap();
        assert_eq!(samples.len(), 17_600, "1.1 seconds");
        let near = |at: usize, level: f32| (samples[at] - level).abs() < 0.001;
        assert!(near(7_999, 0.0) && near(8_000, 0.5) && near(9_600, 0.0) && near(16_000, -0.25));
    }
}
