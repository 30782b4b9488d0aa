//! What can be typed about notes, and to find words.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum Note {
    /// Write a note of a day, or the note of a block
    Add {
        /// The note, in Markdown; "-" reads it from standard input
        #[arg(allow_hyphen_values = true)]
        text: String,
        /// Of which day: a date, today or yesterday (today if left out)
        #[arg(long, value_name = "DATE", conflicts_with = "block")]
        day: Option<String>,
        /// Write it on this block instead, as its only note
        #[arg(long, value_name = "ID")]
        block: Option<String>,
    },
    /// The notes of some days, those on blocks among them
    List {
        /// From this day on (today if left out)
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// Up to this day, included (the first day if left out)
        #[arg(long, value_name = "DATE")]
        to: Option<String>,
    },
    /// One note, whole
    Show {
        /// The note, or the block that it is on
        id: String,
    },
    /// Write a note anew
    Edit {
        /// The note, or the block that it is on
        id: String,
        /// The note, in Markdown; "-" reads it from standard input
        #[arg(allow_hyphen_values = true)]
        text: String,
    },
    /// Delete a note
    ///
    /// Nothing of it is left in the database. That of a block can be brought back: daybook blocks
    /// undo.
    Delete {
        /// The note, or the block that it is on
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words that must all be there; the last one may be the beginning of a word, and what stands
    /// between quotation marks must be there as it is
    #[arg(required = true, value_name = "WORDS")]
    pub(crate) words: Vec<String>,
    /// How many at most, the best first
    #[arg(long, default_value_t = 20)]
    pub(crate) limit: u32,
}
