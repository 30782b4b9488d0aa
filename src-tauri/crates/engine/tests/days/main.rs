//! # Days
//!
//! The engine lived through: real recorder, pipeline, database and spool, with fakes at the edges
//! and a clock that is moved by hand.

#![expect(clippy::expect_used, reason = "tests fail so")]

mod asking;
mod checking;
mod idle;
mod ingest;
mod looking;
mod merging;
mod present;
mod privacy;
mod queue;
mod reviewing;
mod revision;
mod undoing;
