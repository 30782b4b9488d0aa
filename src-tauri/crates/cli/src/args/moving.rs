//! What can be typed about imports and exports.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Who wrote the file
    #[arg(value_enum)]
    pub(crate) from_whom: Origin,
    /// The file; "-" reads standard input
    pub(crate) file: PathBuf,
    /// In which time zone its times were read off the clock, such as Europe/Berlin (yours if left
    /// out)
    #[arg(long, value_name = "ZONE")]
    pub(crate) zone: Option<String>,
    /// How its dates are written, where they can be read in two ways
    #[arg(long, value_enum, value_name = "day-first|month-first")]
    pub(crate) date_order: Option<DateOrder>,
    /// For whom the rows are that name no client
    #[arg(long, value_name = "NAME")]
    pub(crate) client: Option<String>,
    /// Only what begins on this day or later
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Only what begins on this day or earlier (today if only --from is given)
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// Say what would be, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Leave rows out that cannot be used; else one of them refuses all
    #[arg(long)]
    pub(crate) skip_bad: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Origin {
    /// Toggl Track: time entries, or the detailed report, as CSV
    Toggl,
    /// Clockify: the detailed report as CSV
    Clockify,
    /// Harvest: the detailed time report as CSV; its entries have a day and a length and no time
    Harvest,
    /// ActivityWatch: its buckets as JSON; makes drafts where Daybook captured nothing itself
    #[value(name = "activitywatch")]
    ActivityWatch,
    /// Any table with the columns start and end (ISO 8601), description, client, project, task,
    /// tags, billable
    Csv,
    /// Daybook's own file, as daybook export json writes it
    Json,
    /// A calendar (iCalendar); its meetings become drafts
    Ics,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DateOrder {
    /// 31/12/2026
    #[value(alias = "day_first")]
    DayFirst,
    /// 12/31/2026
    #[value(alias = "month_first")]
    MonthFirst,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// What to write
    #[arg(value_enum)]
    pub(crate) what: Target,
    /// Only entries that begin on this day or later
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Only entries that begin on this day or earlier (today if only --from is given)
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// Write it into this file (to standard output if left out)
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace the file if it is there already
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Target {
    /// The entries as a table for spreadsheets
    Csv,
    /// Everything, to be read back by daybook import json
    Json,
    /// The entries as a calendar (iCalendar)
    Ics,
}
