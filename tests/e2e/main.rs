//! # End to end
//!
//! The real desktop app on a real desk, used as its owner uses it: through its window, its tray
//! and its notifications. The binaries are the ones that were built next to these tests, and the
//! pictures of every screen are written to `tests/output/screens`.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "tests fail so")]

mod faults;
mod first_day;
mod login;
mod restart;
mod review;
mod screens;
mod stage;
mod time;
mod tray;
mod truth;
