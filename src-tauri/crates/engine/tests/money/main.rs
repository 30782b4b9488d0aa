//! # Money
//!
//! Who is worked for, what an hour is worth from which day on, what may be spent, and what comes of
//! it in a report: over the real database, with entries that were written as the owner's.

#![expect(clippy::expect_used, reason = "tests fail so")]

mod budgets;
mod defaults;
mod desk;
mod leaks;
mod rates;
mod reports;
mod roster;
