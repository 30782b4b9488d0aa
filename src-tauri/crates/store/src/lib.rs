//! Everything Daybook remembers, in one SQLite file.
//!
//! Reading and writing look different: [`Store::read`] lends a `query_only` connection,
//! [`Store::write`] runs one transaction on the one writer thread. A write that returns has
//! reached the disk (`synchronous=FULL`).
//!
//! The file is `daybook.db` in write-ahead mode. What is deleted is overwritten
//! (`secure_delete`), and [`Store::scrub`] empties the write-ahead log after a wipe, so that
//! nothing deleted can be found in either file.
//!
//! Once a day [`backup`] copies the file, without anything that is waiting to be wiped; when a
//! start finds the file damaged, it is set aside and the newest sound copy takes its place.

pub mod absences;
pub mod activities;
pub mod backup;
pub mod blocks;
pub mod budgets;
pub mod captures;
pub mod chunks;
pub mod clients;
pub mod entries;
pub mod exclusions;
pub mod facts;
pub mod history;
pub mod imports;
pub mod lessons;
pub mod notes;
pub mod outbound;
pub mod outbox;
pub mod rates;
pub mod receipts;
pub mod refinements;
pub mod roster;
pub mod rules;
pub mod search;
pub mod signs;
pub mod tags;
pub mod tasks;
pub mod timers;
pub mod twice;
pub mod waiting;
pub mod whole;
pub mod works;

mod connection;
mod error;
mod file;
mod schema;
mod writer;
mod zones;

pub use backup::{Check, Opened};
pub use connection::{Store, version};
pub use error::Error;
pub use rusqlite::{Connection, Transaction};

/// What a query of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;
