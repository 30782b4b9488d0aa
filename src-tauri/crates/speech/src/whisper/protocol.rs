//! What parent and child say to each other, over the child's standard input and output.
//!
//! A frame is a JSON header and, for sound, a body of raw samples:
//!
//! ```text
//! u32 header length | header (JSON) | u32 body length | body (f32, little endian)
//! ```

use std::io::{self, Read, Write};
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use domain::transcript::Segment;

/// From the parent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub(crate) enum Ask {
    /// Load these weights. The first frame of all.
    Load {
        /// The ggml file.
        model: PathBuf,
        /// Threads to compute with.
        threads: u32,
        /// A language code, or nothing to tell it by ear.
        language: Option<String>,
        /// Whether to run behind everybody else.
        gentle: bool,
    },
    /// Write down the body: one window.
    Hear {
        /// Where in it somebody speaks: first sample and the one after the last.
        speech: Vec<(u64, u64)>,
    },
    /// Stop what you are hearing.
    Stop,
}

/// From the child.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "tell", rename_all = "snake_case")]
pub(crate) enum Tell {
    /// The weights are loaded.
    Ready,
    /// They cannot be.
    BadModel,
    /// What was said, with times from the window's first sample.
    Heard {
        /// The phrases.
        segments: Vec<Segment>,
        /// How the window was decoded, for measurements.
        effort: Effort,
    },
    /// Stopped as asked.
    Stopped,
    /// whisper.cpp refused.
    Failed {
        /// Its number.
        code: i32,
    },
}

/// What a window took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Effort {
    /// Encoder passes.
    pub(crate) passes: u32,
    /// Of these, repeated because the first text looked wrong.
    pub(crate) repeats: u32,
}

/// The longest header; a window's words fit many times.
const LONGEST_HEADER: usize = 4 << 20;
/// The longest body: a minute of samples.
const LONGEST_BODY: usize = 60 * 16_000 * 4;

/// Writes one frame and flushes.
pub(crate) fn send(
    into: &mut impl Write,
    header: &impl Serialize,
    samples: &[f32],
) -> io::Result<()> {
    let header = serde_json::to_vec(header)?;
    let mut frame = Vec::with_capacity(8 + header.len() + samples.len() * 4);
    frame.extend(length(header.len())?.to_le_bytes());
    frame.extend(&header);
    frame.extend(length(samples.len() * 4)?.to_le_bytes());
    for sample in samples {
        frame.extend(sample.to_le_bytes());
    }
    into.write_all(&frame)?;
    into.flush()
}

/// Reads one frame. `None` at the end of the stream, if it ends between frames.
pub(crate) fn receive<T: DeserializeOwned>(
    from: &mut impl Read,
) -> io::Result<Option<(T, Vec<f32>)>> {
    let mut length = [0; 4];
    match from.read(&mut length)? {
        0 => return Ok(None),
        read => match length.get_mut(read..) {
            Some(rest) => from.read_exact(rest)?,
            None => return Err(io::ErrorKind::InvalidData.into()),
        },
    }
    let header = read_block(from, length, LONGEST_HEADER)?;
    from.read_exact(&mut length)?;
    let body = read_block(from, length, LONGEST_BODY)?;
    let (whole, rest) = body.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let samples = whole.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    Ok(Some((serde_json::from_slice(&header)?, samples)))
}

fn read_block(from: &mut impl Read, length: [u8; 4], longest: usize) -> io::Result<Vec<u8>> {
    let length = u32::from_le_bytes(length) as usize;
    if length > longest {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut block = vec![0; length];
    from.read_exact(&mut block)?;
    Ok(block)
}

fn length(bytes: usize) -> io::Result<u32> {
    u32::try_from(bytes).map_err(|_| io::ErrorKind::InvalidInput.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_arrives_as_it_was_sent() {
        let mut pipe = Vec::new();
        let ask = Ask::Hear { speech: vec![(0, 3)] };
        send(&mut pipe, &ask, &[0.5, -0.25, f32::MIN_POSITIVE]).unwrap();
        send(&mut pipe, &Ask::Stop, &[]).unwrap();
        let mut from = pipe.as_slice();
        assert_eq!(
            receive::<Ask>(&mut from).unwrap(),
            Some((ask, vec![0.5, -0.25, f32::MIN_POSITIVE]))
        );
        assert_eq!(receive::<Ask>(&mut from).unwrap(), Some((Ask::Stop, vec![])));
        assert_eq!(receive::<Ask>(&mut from).unwrap(), None);
    }

    #[test]
    fn a_torn_or_foreign_frame_is_an_error_and_never_a_large_allocation() {
        let mut pipe = Vec::new();
        send(&mut pipe, &Ask::Stop, &[1.0]).unwrap();
        for cut in 1..pipe.len() {
            assert!(receive::<Ask>(&mut &pipe[..cut]).is_err(), "cut at {cut}");
        }
        assert!(receive::<Ask>(&mut b"hello, this is no frame".as_slice()).is_err());
    }
}
