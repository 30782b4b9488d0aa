//! What can be sensed of the working day at one instant, and how a picture of it is asked for.
//!
//! [`Senses`] has one real type, [`crate::desktop::Desktop`], and a fake for tests elsewhere.
//! Nothing here has a clock: whoever asks stamps the answer.
//!
//! ## What is deliberately absent
//!
//! No key presses, no clipboard, no accessibility tree: how long ago the last input was is
//! all that is asked about input. Nothing here writes to a disk.

use crate::picture::{Pixels, Rect};
use domain::activity::Window;
use domain::time::Millis;
use std::error::Error as StdError;
use std::time::Duration;

/// The senses of one machine. Used from one thread, which is also the one that takes pictures.
pub trait Senses {
    /// Waits until something changed, at most for `patience`, and says how things are now.
    ///
    /// Where the system reports changes (X11, D-Bus) it returns at once when the front window,
    /// its title, the lock or sleep changes; elsewhere it looks at least once a second.
    /// Never fails: a sense that is gone is named in [`Seen::lost`], and tried again.
    fn observe(&mut self, patience: Duration) -> Seen;

    /// Takes a picture of what is in front.
    ///
    /// `excluded` is asked before any pixel is read and again afterwards; windows on top of the
    /// aim are blanked where it says yes, and where they cannot be named. Daybook's own windows
    /// count as excluded.
    ///
    /// # Errors
    ///
    /// [`Error`]; no pixels leave this function then.
    fn picture(&mut self, aim: Aim, excluded: &dyn Fn(&Window) -> bool) -> Result<Shot, Error>;

    /// Says that everything seen so far is durable. A machine about to sleep
    /// ([`Seen::asleep`]) waits for this for a few seconds at most.
    fn kept(&mut self);

    /// What works on this machine and what does not, in sentences for a person.
    fn abilities(&self) -> Vec<Ability>;
}

/// How things were when [`Senses::observe`] returned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The front window; `None` when there is none or it cannot be read.
    pub window: Option<Window>,
    /// Which window it is, to tell two of the same name apart.
    pub handle: Option<Handle>,
    /// The front window is Daybook's own.
    pub own: bool,
    /// Milliseconds since the last key or pointer movement; `None` where it cannot be known.
    pub idle_ms: Option<Millis>,
    /// The session is locked.
    pub locked: bool,
    /// The machine is about to sleep, or sleeps. Call [`Senses::kept`] once this is stored.
    pub asleep: bool,
    /// The display cannot be asked at the moment, though it could be before or should be.
    pub lost: Option<Lost>,
}

/// A window of this session. Numbers are reused by the system after a window closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Handle(pub u64);

/// A sense that is gone for the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lost {
    /// The display does not answer: windows and idle time are unknown.
    Display,
}

/// What a picture is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Aim {
    /// The front window, and nothing that lies on top of it or beside it.
    #[default]
    FrontWindow,
    /// Every monitor, with excluded windows blanked.
    Monitors,
}

/// Pictures taken at one instant, as pixels in memory.
#[derive(Debug, Clone)]
pub struct Shot {
    /// The front window, the same before and after.
    pub window: Window,
    /// Which window it is.
    pub handle: Handle,
    /// One frame for the front window, or one for each monitor.
    pub frames: Vec<Frame>,
}

/// One picture.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The picture itself; blanked parts are black.
    pub pixels: Pixels,
    /// Where the pointer was, if it was inside.
    pub pointer: Option<(u32, u32)>,
    /// The part that shows the front window; `None` on a monitor that does not show it.
    pub front: Option<Rect>,
    /// How many rectangles were blanked.
    pub blanked: usize,
}

/// One thing that works here, or does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ability {
    /// What it is about ("front window", "idle time", "lock", "sleep", "pictures").
    pub name: &'static str,
    /// Whether it works here.
    pub works: bool,
    /// How it is done, or why it does not work and what would help: one sentence.
    pub note: String,
}

impl Ability {
    /// What it is about, for programs: stable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.name {
            "front window" => "front_window",
            "idle time" => "idle_time",
            other => other,
        }
    }
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is nothing in front, or it cannot be named: what cannot be checked is not taken.
    #[error("no window in front can be named")]
    NoWindow,
    /// The front window is excluded, or lies under a window that covers it whole.
    #[error("the window in front is excluded")]
    Excluded,
    /// The front window is one of Daybook's.
    #[error("the window in front is daybook's own")]
    Own,
    /// Windows moved, or the front window became another one, while the picture was taken.
    #[error("the windows changed while the picture was taken")]
    Changed,
    /// This session does not allow it.
    #[error("{0}")]
    Unsupported(&'static str),
    /// The display does not answer.
    #[error("the display does not answer")]
    Lost(#[source] Box<dyn StdError + Send + Sync>),
    /// The system refused the picture.
    #[error("the system refused the picture")]
    Refused(#[source] Box<dyn StdError + Send + Sync>),
}

impl Error {
    /// Whether asking again on this machine and session cannot help.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        match self {
            Self::Unsupported(_) => true,
            Self::NoWindow
            | Self::Excluded
            | Self::Own
            | Self::Changed
            | Self::Lost(_)
            | Self::Refused(_) => false,
        }
    }
}
