//! What can be typed after `daybook blocks`.

use super::YesNo;
use clap::Subcommand;

/// `daybook blocks`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Blocks {
    #[command(subcommand)]
    pub(crate) action: Option<BlocksAction>,
    /// From this day on (today if left out)
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Up to this day, included (the first day if left out)
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// Show the id of each block
    #[arg(long)]
    pub(crate) ids: bool,
}

/// What can be done with blocks.
#[derive(Debug, Subcommand)]
pub(crate) enum BlocksAction {
    /// Add a block by hand: with its start and end, or with a day and a length
    Add(Add),
    /// Say what a block was; Daybook learns from it
    Assign {
        /// The block, by its id (daybook blocks --ids)
        id: String,
        #[command(flatten)]
        work: Work,
    },
    /// Change one block or many: what it was, its times, or its length
    Edit {
        /// The blocks, by their ids (daybook blocks --ids)
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
        #[command(flatten)]
        work: Work,
        /// Another start
        #[arg(long, value_name = "TIME")]
        start: Option<String>,
        /// Another end
        #[arg(long, value_name = "TIME")]
        end: Option<String>,
        /// Another length, of a block that has no start and end; such as 1:30 or 90m
        #[arg(long, value_name = "LENGTH", conflicts_with_all = ["start", "end"])]
        length: Option<String>,
        /// Let the block that touches it there give or take the time
        #[arg(long)]
        follow: bool,
        #[command(flatten)]
        twice: Twice,
    },
    /// Split a block at a time, in halves, or where the work changed
    Split {
        /// The block, by its id (daybook blocks --ids)
        id: String,
        /// At this time; give it again for several
        #[arg(long, value_name = "TIME", required_unless_present_any = ["halves", "suggest"])]
        at: Vec<String>,
        /// Into two parts of the same length
        #[arg(long, conflicts_with_all = ["at", "suggest"])]
        halves: bool,
        /// Only say where program or call changed
        #[arg(long, conflicts_with = "at")]
        suggest: bool,
        /// Show what would come of it; change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Merge blocks into the earliest of them
    ///
    /// What somebody said about them must agree: for whom they are, and whether that client pays.
    Merge {
        /// The blocks, by their ids (daybook blocks --ids)
        #[arg(required = true, num_args = 2.., value_name = "ID")]
        ids: Vec<String>,
        /// Keep the sum of their lengths, or fill the gaps between them
        #[arg(long, value_name = "sum|fill")]
        keep: Keeping,
        /// Show what would come of it; change nothing
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        twice: Twice,
    },
    /// Move a block so that it starts at another time
    Move {
        /// The block, by its id (daybook blocks --ids)
        id: String,
        /// When it starts then
        #[arg(long, value_name = "TIME")]
        to: String,
        #[command(flatten)]
        twice: Twice,
    },
    /// Make a draft like a block, at another time
    Duplicate {
        /// The block, by its id (daybook blocks --ids)
        id: String,
        /// When it starts
        #[arg(long, value_name = "TIME")]
        to: String,
        #[command(flatten)]
        twice: Twice,
    },
    /// Take blocks away; undo brings them back
    Delete {
        /// The blocks, by their ids (daybook blocks --ids)
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
    /// Blocks that count the same time, or whose it shall be
    Overlaps {
        /// The two blocks, by their ids; without them, all overlaps of --from to --to are told
        #[arg(num_args = 2, value_name = "ID", requires = "give")]
        ids: Vec<String>,
        /// Who keeps the shared time, or whether both count it
        #[arg(long, value_name = "first|second|middle|trim|both", requires = "ids")]
        give: Option<Side>,
        /// From this day on (today if left out)
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// Up to this day, included (the first day if left out)
        #[arg(long, value_name = "DATE")]
        to: Option<String>,
    },
    /// Say that blocks are right as they are
    Confirm {
        /// The blocks, by their ids (daybook blocks --ids)
        #[arg(value_name = "ID", required_unless_present = "from", conflicts_with_all = ["from", "to"])]
        ids: Vec<String>,
        /// All of this day, or from this day on
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// Up to this day, included (the first day if left out)
        #[arg(long, value_name = "DATE", requires = "from")]
        to: Option<String>,
    },
    /// Make confirmed blocks drafts again
    Reopen {
        /// The blocks, by their ids (daybook blocks --ids)
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
    /// Take the last act back
    Undo,
    /// Do again what was taken back last
    Redo,
    /// What was done to a block, the newest first
    History {
        /// The block, by its id (daybook blocks --ids)
        id: String,
    },
}

/// `daybook blocks add`.
#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    #[command(flatten)]
    pub(crate) who: Who,
    /// What was done
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) label: String,
    /// Whether the client pays for it (as client, project and task say, if left out)
    #[arg(long, value_name = "yes|no")]
    pub(crate) billable: Option<YesNo>,
    /// A tag; give it again for several
    #[arg(long, value_name = "NAME")]
    pub(crate) tag: Vec<String>,
    /// A note on it
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) note: String,
    /// When it began
    #[arg(long, value_name = "TIME", requires = "end", required_unless_present = "day")]
    pub(crate) start: Option<String>,
    /// When it ended
    #[arg(long, value_name = "TIME", requires = "start")]
    pub(crate) end: Option<String>,
    /// On which day, where only the length is known
    #[arg(long, value_name = "DATE", requires = "length", conflicts_with = "start")]
    pub(crate) day: Option<String>,
    /// How long, such as 1:30 or 90m
    #[arg(long, value_name = "LENGTH", requires = "day")]
    pub(crate) length: Option<String>,
    #[command(flatten)]
    pub(crate) twice: Twice,
}

/// For whom and what.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Who {
    /// For whom
    #[arg(long, value_name = "NAME")]
    pub(crate) client: Option<String>,
    /// Which project of that client
    #[arg(long, value_name = "NAME", requires = "client")]
    pub(crate) project: Option<String>,
    /// Which task of that project
    #[arg(long, value_name = "NAME", requires = "project")]
    pub(crate) task: Option<String>,
}

/// What a block is said to be; what is left out stays.
#[derive(Debug, clap::Args)]
pub(crate) struct Work {
    /// For whom; "none" for nobody
    #[arg(long, value_name = "NAME")]
    pub(crate) client: Option<String>,
    /// Which project; "none" for none
    #[arg(long, value_name = "NAME")]
    pub(crate) project: Option<String>,
    /// Which task; "none" for none
    #[arg(long, value_name = "NAME")]
    pub(crate) task: Option<String>,
    /// What was done
    #[arg(long, value_name = "TEXT")]
    pub(crate) label: Option<String>,
    /// Whether the client pays for it
    #[arg(long, value_name = "yes|no")]
    pub(crate) billable: Option<YesNo>,
    /// A tag; all of them are given, "none" for none
    #[arg(long, value_name = "NAME")]
    pub(crate) tag: Vec<String>,
    /// A note on it; "" for none
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
}

/// Whether time may count twice.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Twice {
    /// Let time count that another block counts too
    #[arg(long = "allow-overlap")]
    pub(crate) is_allowed: bool,
}

/// What a merge keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Keeping {
    /// The sum of the lengths
    Sum,
    /// Start and end: the gaps count
    Fill,
}

/// Who keeps shared time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Side {
    /// The one that starts first
    First,
    /// The one that starts second
    Second,
    /// Each its half
    Middle,
    /// The first ends where the second begins
    Trim,
    /// Both count it: two things were done at once
    Both,
}
