//! # Journeys
//!
//! Whole ways through the real `daybook`, as its owner takes them: real windows on a real display,
//! a real voice, real signals of a lock and of sleep; and at the end blocks, receipts, and nothing
//! raw left. The binary is the one that was built next to these tests.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "tests fail so")]

mod editing;
mod half_hour;
mod live_day;
mod money;
mod moving;
mod noting;
mod reference;
mod second_opinion;
mod timing;
