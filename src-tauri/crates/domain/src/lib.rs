//! What a working day and its blocks are, as plain data and pure rules.
//!
//! Invariant: `domain` has no clock, no I/O and no randomness. Functions that depend on the
//! time take `now`; functions that mint ids take the random bytes.

#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

pub mod activity;
pub mod apportion;
pub mod away;
pub mod block;
pub mod budget;
pub mod chunk;
pub mod classify;
pub mod client;
pub mod currency;
pub mod day;
pub mod days;
pub mod details;
pub mod edit;
pub mod entry;
pub mod evidence;
pub mod exclusion;
pub mod fold;
pub mod hours;
pub mod id;
pub mod label;
pub mod learner;
pub mod ledger;
pub mod money;
pub mod month;
pub mod names;
pub mod note;
pub mod notice;
pub mod past;
pub mod pattern;
pub mod pieces;
pub mod private_window;
pub mod rate;
pub mod reason;
pub mod repaint;
pub mod report;
pub mod review;
pub mod rounding;
pub mod rule;
pub mod segments;
pub mod shutter;
pub mod siphash;
pub mod site;
pub mod step;
pub mod tag;
pub mod time;
pub mod timer;
pub mod tokens;
pub mod transcript;
pub mod typed;
pub mod valuation;
pub mod vaults;
pub mod work;
