//! Sees and hears what happens at this desk, into the sealed spool, and wipes it when told.
//!
//! Invariant: raw captures touch the disk only in [`spool`], only sealed.

pub mod seal;
pub mod sound;
pub mod spool;
