//! # Days
//!
//! The engine lived through: real recorder, pipeline, database and spool, with fakes at the edges
//! and a clock that is moved by hand.

#![expect(clippy::expect_used, reason = "tests fail so")]

mod asking;
mod idle;
mod ingest;
mod merging;
mod privacy;
mod queue;
mod revision;
