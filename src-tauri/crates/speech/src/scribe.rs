//! Who writes down what was said.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::transcript::Transcript;

use crate::{Sound, Source, decode};

/// Turns sound into words with times.
pub trait Scribe: Send {
    /// Writes down what is said in `sound`; times count from its first sample. Silence, music and
    /// noise give no segments.
    ///
    /// `progress` hears fractions 0..=1 that never fall. After [`Cancel::cancel`] the call ends
    /// within a second with [`Error::Cancelled`].
    ///
    /// Errors: see [`Error`]; [`Error::is_permanent`] tells whether trying again can help.
    fn transcribe(
        &mut self,
        sound: &Sound,
        progress: &mut dyn FnMut(f32),
        cancel: &Cancel,
    ) -> Result<Transcript, Error>;

    /// The same for sound that arrives in pieces. Gives the length of it all in milliseconds too.
    ///
    /// Errors: as [`Scribe::transcribe`], and [`Error::Source`] if the sound breaks off.
    fn transcribe_source(
        &mut self,
        source: &mut dyn Source,
        progress: &mut dyn FnMut(f32),
        cancel: &Cancel,
    ) -> Result<(Transcript, i64), Error> {
        let mut samples = Vec::new();
        while source.pull(&mut samples)? {
            cancel.check()?;
        }
        let sound = Sound::new(samples);
        Ok((self.transcribe(&sound, progress, cancel)?, sound.duration_ms()))
    }

    /// The name of the model that writes, as in `models/manifest.toml`.
    fn model(&self) -> String;
}

/// A wish to stop, shared between who wishes and who works.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Not cancelled yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks to stop. There is no way back.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether somebody asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// # Errors
    /// [`Error::Cancelled`] once somebody asked to stop.
    pub fn check(&self) -> Result<(), Error> {
        if self.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    }
}

/// Why there are no words.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody asked to stop.
    #[error("transcription was cancelled")]
    Cancelled,
    /// The weights are not on this machine.
    #[error("the speech model {name} is not installed (daybook model install {name})")]
    NoModel {
        /// As in the manifest.
        name: String,
    },
    /// The weights are there but cannot be used.
    #[error("the speech model {name} cannot be loaded: its file is damaged or of another kind")]
    BadModel {
        /// As in the manifest.
        name: String,
    },
    /// The engine's process could not be started.
    #[error("the speech engine could not be started")]
    Start(#[source] std::io::Error),
    /// The engine's process died twice over the same sound.
    #[error("the speech engine stopped unexpectedly, twice")]
    Crashed,
    /// The engine answered what nobody can read: parent and child differ.
    #[error("the speech engine gave an answer that cannot be read")]
    Protocol,
    /// The engine refused this sound.
    #[error("the speech engine could not process this sound (code {code})")]
    Engine {
        /// whisper.cpp's own number.
        code: i32,
    },
    /// The sound could not be read to its end.
    #[error(transparent)]
    Source(#[from] decode::Error),
}

impl Error {
    /// Whether the same call will fail again as long as nothing else changes.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Cancelled | Self::Start(_) | Self::Crashed => false,
            Self::NoModel { .. } | Self::BadModel { .. } | Self::Protocol | Self::Engine { .. } => {
                true
            }
            Self::Source(cause) => cause.is_permanent(),
        }
    }
}
