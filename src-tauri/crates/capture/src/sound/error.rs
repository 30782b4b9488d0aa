//! What can go wrong with kept sound.

use crate::spool;

/// Why sound could not be kept or read back. No variant holds content.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The spool refused.
    #[error("the spool refused sound")]
    Spool(#[from] spool::Error),
    /// libopus refused a frame or a packet.
    #[error("the speech codec failed")]
    Codec(#[from] opus::Error),
    /// A record opened but is not one of sound.
    #[error("kept sound has a shape that is not known")]
    Shape,
    /// Sample rates that cannot be converted into each other.
    #[error("sound at {rate} Hz cannot be converted")]
    Rate {
        /// The rate that was given.
        rate: u32,
    },
    /// Not a WAV file, or one of a kind that is not read.
    #[error("not a WAV file that can be read")]
    Wav(#[from] hound::Error),
}

impl Error {
    /// Whether trying again cannot help.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        match self {
            Self::Spool(error) => error.is_permanent(),
            Self::Codec(_) | Self::Shape | Self::Rate { .. } | Self::Wav(_) => true,
        }
    }
}
