//! # Testkit
//!
//! What tests across the crates share: starters for the real things they run against (a display,
//! a tray, a sound server, a keyring, the window), and fakes for the edges that cannot be had on a build machine.
//! The tests that span crates live in `tests/` at the root and are targets of this crate.
//!
//! Invariant: nothing that ships imports this crate.

pub mod aimock;
pub mod app;
pub mod canary;
pub mod desk;
#[cfg(feature = "engine")]
pub mod fakes;
pub mod gate;
pub mod home;
pub mod keyring;
pub mod notices;
pub mod pulse;
pub mod running;
pub mod tray;
pub mod webdriver;
