//! What Daybook does, and in what order: every use-case, the recorder and the pipeline.
//!
//! [`Daybook`] is the door: one value per data directory, from which the command line and the
//! window call use-cases. [`watch`] keeps both of these at work: [`recorder`] turns what the senses report
//! into rows and sealed files; [`pipeline`] turns closed chunks into blocks and wipes them.
//!
//! Invariant: nothing here waits for the network while somebody's time is at stake.

pub mod absences;
pub mod blocks;
pub mod budgets;
pub mod clients;
pub mod clock;
pub mod current;
pub mod day;
pub mod doctor;
pub mod edits;
pub mod entries;
pub mod events;
pub mod export;
pub mod history;
pub mod home;
pub mod import;
pub mod ingest;
pub mod inspect;
pub mod keys;
pub mod leaks;
pub mod models;
pub mod notes;
pub mod overlaps;
pub mod pipeline;
pub mod privacy;
pub mod rates;
pub mod recorder;
pub mod reports;
pub mod review;
pub mod revision;
pub mod rules;
pub mod search;
pub mod settings;
pub mod setup;
pub mod status;
pub mod tags;
pub mod tasks;
pub mod timers;
pub mod transcribe;
pub mod trouble;
pub mod watch;
pub mod week;
mod worth;

mod act;
mod classify;
mod daybook;
mod error;
mod learning;
mod outbound;
mod pause;
#[cfg(feature = "print")]
pub mod printing;
#[cfg(feature = "desktop")]
mod real;

pub use daybook::Daybook;
pub use error::Error;
#[cfg(feature = "desktop")]
pub use real::Pace;

/// What a use-case returns.
pub type Result<T> = std::result::Result<T, Error>;
