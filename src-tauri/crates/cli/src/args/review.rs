//! What can be typed to review.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Review {
    /// From this day on (the last ninety days if left out)
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Up to this day, included (the first day if left out)
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
}
