//! # Sound
//!
//! Hears the microphone and what the machine plays, as two tracks that are never mixed, and
//! keeps the speech in them: resampled to 16 kHz mono, silence left out, compressed, sealed in
//! the [spool](crate::spool).
//!
//! The engine decides when to listen ([`Ears::listen`]); a device is open only while it is
//! wanted. What [`Ears::health`] says is derived from samples that arrived, never from intent.
//!
//! Nothing is lost without being counted: the callback of a device takes no lock and allocates
//! nothing, it puts samples into a ring that holds many seconds; a worker takes them out.
//!
//! A segment is opened when speech begins, and told to the engine at once with its wrapped key
//! ([`Heard::Opened`]); it ends when the engine cuts it ([`Ears::cut`]). After a crash it reads
//! back to within two seconds of the end.

mod call;
mod codec;
#[cfg(feature = "desktop")]
mod device;
mod error;
#[cfg(feature = "desktop")]
mod gate;
#[cfg(feature = "desktop")]
mod probe;
mod resample;
mod segment;
#[cfg(feature = "desktop")]
mod sieve;
#[cfg(feature = "desktop")]
mod track;
mod wav;
#[cfg(feature = "desktop")]
mod worker;

pub use call::call_on;
#[cfg(feature = "desktop")]
pub use device::Input;
pub use error::Error;
#[cfg(feature = "desktop")]
pub use probe::{Probe, probe};
pub use segment::{Finished, Segment, read};
pub use wav::{read_wav, to_wav};
#[cfg(feature = "desktop")]
pub use worker::{Inputs, SoundCard};

use crate::spool::{End, Stored};
use domain::id::CaptureId;
use domain::time::{Millis, Moment};
pub use domain::transcript::Track;
use std::sync::Arc;

/// Samples per second of everything that is kept.
pub const RATE: u32 = 16_000;

/// Samples per millisecond of everything that is kept.
const RATE_MS: u64 = 16;

/// Which tracks are wanted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Want {
    /// The microphone.
    pub microphone: bool,
    /// What the machine plays.
    pub system: bool,
}

impl Want {
    /// Whether `track` is wanted.
    #[must_use]
    pub const fn wants(self, track: Track) -> bool {
        match track {
            Track::Microphone => self.microphone,
            Track::System => self.system,
        }
    }
}

/// Gives the time and a new id; the engine's clock behind a function.
pub type Mint = Arc<dyn Fn() -> (Moment, CaptureId) + Send + Sync>;

/// Hears tracks into the spool.
pub trait Ears: Send {
    /// Opens and closes devices so that exactly the wanted tracks are heard. A track that is no
    /// longer wanted ends its segment.
    fn listen(&mut self, want: Want);

    /// What happened since the last call, in order.
    fn poll(&mut self) -> Vec<Heard>;

    /// How each track is doing, microphone first.
    fn health(&self) -> [TrackHealth; 2];

    /// Ends the open segments at a chunk's boundary `at`, which is now; speech that goes on opens
    /// new ones. What was said in the last second before may still be on its way from the
    /// device: it opens the next segment, with its own time. When this returns, [`Heard::Closed`]
    /// waits in [`Ears::poll`].
    fn cut(&mut self, at: Moment);

    /// Ends the segments, closes the devices and waits for both.
    fn stop(&mut self);
}

/// Something the engine keeps in its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Speech began: keep this, or what follows stays unreadable.
    Opened {
        /// Who speaks.
        track: Track,
        /// The segment.
        id: CaptureId,
        /// Its file and wrapped key.
        stored: Stored,
        /// When its first sample was heard; the offsets of its pieces count from here.
        started: Moment,
    },
    /// A segment is complete on the disk.
    Closed {
        /// Who spoke.
        track: Track,
        /// The segment.
        id: CaptureId,
        /// When its first sample was heard.
        started: Moment,
        /// When its last sample was heard.
        ended: Moment,
        /// How much speech it holds, the room around it included.
        speech_ms: Millis,
        /// Its size on disk.
        size_bytes: u64,
    },
    /// A track came into trouble, or some of it was lost.
    Trouble {
        /// Which.
        track: Track,
        /// What.
        trouble: Trouble,
    },
}

/// What can be wrong with a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Trouble {
    /// The system does not let Daybook hear this device.
    Refused,
    /// There is no such device, or no sound server.
    Missing,
    /// The device went away, stopped, or was rerouted; it is being opened again.
    Lost,
    /// The device gives nothing but exact zeros: muted, or quietly refused.
    Silent,
    /// The spool's budget is used up; nothing is kept until there is room.
    BudgetReached,
    /// The spool cannot be written.
    NotWritten,
    /// Sound was lost because the machine could not keep up.
    Overrun {
        /// How much.
        lost_ms: Millis,
    },
}

/// How a track is doing, from samples that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not wanted; its device is closed.
    Off,
    /// Wanted; no sample has arrived yet.
    Starting,
    /// Samples arrive; nobody speaks.
    Waiting,
    /// Samples arrive, and speech among them is being kept.
    Hearing,
    /// Exact zeros for ten seconds: muted, or quietly refused.
    Silent,
    /// The system does not let Daybook hear this device.
    Refused,
    /// There is no such device, or no sound server.
    Missing,
    /// The device went away or stopped; it is being opened again.
    Lost,
    /// The spool's budget is used up, or it cannot be written; nothing is kept.
    Full,
}

impl State {
    /// The stable name, as on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Starting => "starting",
            Self::Waiting => "waiting",
            Self::Hearing => "hearing",
            Self::Silent => "silent",
            Self::Refused => "refused",
            Self::Missing => "missing",
            Self::Lost => "lost",
            Self::Full => "full",
        }
    }

    /// Whether samples arrive that would be kept if somebody spoke.
    #[must_use]
    pub const fn is_hearing(self) -> bool {
        match self {
            Self::Waiting | Self::Hearing => true,
            Self::Off
            | Self::Starting
            | Self::Silent
            | Self::Refused
            | Self::Missing
            | Self::Lost
            | Self::Full => false,
        }
    }
}

/// The health of one track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackHealth {
    /// Which.
    pub track: Track,
    /// How it is doing.
    pub state: State,
    /// The device that is open, as the system calls it.
    pub device: Option<String>,
    /// Milliseconds since a sample last arrived, if one ever did.
    pub last_sample_ms_ago: Option<Millis>,
    /// Sound lost since the start because the machine could not keep up.
    pub lost_ms: Millis,
}

/// A stretch of kept sound without a gap.
#[derive(Clone, PartialEq)]
pub struct Piece {
    /// How far after the segment's start it begins.
    pub offset_ms: Millis,
    /// 16 kHz mono samples in −1..1.
    pub samples: Vec<f32>,
}

/// A segment that was read back.
#[derive(Clone, PartialEq)]
pub struct Recorded {
    /// Its pieces in order of time.
    pub pieces: Vec<Piece>,
    /// How its file ends.
    pub end: End,
}
