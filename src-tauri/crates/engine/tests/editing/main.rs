//! # Editing
//!
//! What a person does to the timesheet, on a real database: edits and their previews, the week's
//! grid, undo and redo, and that no minute is lost on the way.

#![expect(clippy::expect_used, reason = "tests fail so")]

mod desk;
mod edits;
mod grid;
mod minutes;
mod turning;
mod words;
