//! # The invariants
//!
//! What Daybook promises whatever happens, each as a test of the same name: real database, real
//! spool, real recorder and pipeline with fakes at the edges, and the real process where only that
//! can be killed. A search that finds nothing has first found something that was really there.

#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail so")]

mod afterwards;
mod again;
mod desk_kill;
mod forget;
mod ingest_kill;
mod kill;
mod ledger;
mod logs;
mod pictures;
mod spool;
mod status;
mod timer_kill;
mod traces;
