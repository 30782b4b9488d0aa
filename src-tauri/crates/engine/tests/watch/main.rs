//! # The watch
//!
//! Settings that change while Daybook runs, consent, and what is said when something breaks: real
//! recorder, pipeline, database and spool, with fakes at the edges.

#![expect(clippy::expect_used, reason = "tests fail so")]

mod consent;
mod settings;
mod troubles;
mod watching;
