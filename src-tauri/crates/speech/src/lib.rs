//! # Sound into words, on this machine
//!
//! [`decode`] turns a file into 16 kHz mono [`Sound`], [`voice`] finds the speech in it,
//! [`windows`] cuts it at silences into what the recogniser hears at a time, and a [`Scribe`]
//! writes down the words with their times in the original. The one real scribe is `Whisper`:
//! it runs whisper.cpp in a child process of the same binary (`child`), so that a crash of the
//! native code costs a second attempt and never the app.
//!
//! Invariant: no sound and no word touches the disk here, and neither gets into a log or an
//! error. The child hears its samples through a pipe.

pub mod bench;
#[cfg(feature = "whisper")]
pub mod child;
pub mod decode;
pub mod models;
mod scribe;
mod sound;
pub mod voice;
#[cfg(feature = "whisper")]
mod whisper;
pub mod windows;

pub use scribe::{Cancel, Error, Scribe};
pub use sound::{Sound, Source};
#[cfg(feature = "whisper")]
pub use whisper::{Settings, Whisper};
