//! # Moving
//!
//! Time on its way in and out: what other programs export, really read and written into a real
//! database, and what Daybook writes itself.

#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail so")]

mod activity;
mod apart;
mod conserved;
mod desk;
mod invoiced;
mod known;
mod refusing;
mod services;
mod whole;
