//! Sees and hears what happens at this desk, into the sealed spool, and wipes it when told.
//!
//! Invariant: raw captures touch the disk only in [`spool`], only sealed.

pub mod bench;
#[cfg(feature = "desktop")]
pub mod desktop;
pub mod picture;
pub mod screen;
pub mod seal;
pub mod senses;
pub mod sound;
pub mod spool;
pub mod tiles;
pub mod words;
