//! What a working day and its blocks are, as plain data and pure rules.
//!
//! Invariant: `domain` has no clock, no I/O and no randomness. Functions that depend on the
//! time take `now`; functions that mint ids take the random bytes.

pub mod activity;
pub mod block;
pub mod chunk;
pub mod id;
pub mod ledger;
pub mod time;
pub mod transcript;
