//! # Reviewing
//!
//! The review as its owner does it, on a real database: the queue and its hints, rules that are
//! made on the way, notes, and finding them again.

#![expect(clippy::expect_used, reason = "tests fail so")]

mod conserving;
mod desk;
mod following;
mod hints;
mod notes;
mod queue;
mod recognised;
mod search;
