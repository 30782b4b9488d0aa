//! What can be typed about timers and absences.

use super::YesNo;
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum Timer {
    /// Start a timer; one that runs is stopped at the same instant
    Start(Begin),
    /// Stop the timer that runs and start another one at the same instant
    Switch(Begin),
    /// Pause the timer that runs; the pause is left out of its entry
    Pause(When),
    /// Go on with a paused timer; one that runs is paused
    Resume(One),
    /// Stop a timer, which becomes an entry to review; one that was stopped stays as it is
    Stop(One),
    /// How the timer stands: running, paused, completed, or none
    Status,
    /// What runs, what is paused, and what ran lately
    List,
    /// Start a timer for the work of an earlier timer or of a block (the last timer if left out)
    Continue(One),
    /// Say what a timer is for, while it runs or afterwards; what is left out stays as it is
    Name {
        /// The timer (the one that runs, was paused or was stopped last if left out)
        id: Option<String>,
        #[command(flatten)]
        work: Work,
    },
    /// Move the start of a timer that was not stopped
    MoveStart {
        /// The timer (the one that runs or was paused last if left out)
        id: Option<String>,
        /// When it really began: with an offset, or a time of day where you are
        #[arg(long, value_name = "TIME")]
        at: String,
        /// Count time twice that another entry counts
        #[arg(long)]
        both: bool,
    },
    /// Drop a timer without an entry; what was captured meanwhile becomes drafts
    Discard {
        /// The timer (the one that runs or was paused last if left out)
        id: Option<String>,
    },
    /// Say what the time was in which nobody knows whether the timer should have run
    #[command(subcommand)]
    Resolve(Resolve),
    /// Let a timer run on that asks whether it should
    GoOn,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Resolve {
    /// It all counts
    Keep,
    /// It was a pause; the timer goes on
    LeaveOut,
    /// The timer ended when it was last seen
    End,
    /// The timer ended at this time
    EndAt {
        /// With an offset, or a time of day where you are
        #[arg(value_name = "TIME")]
        time: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Begin {
    #[command(flatten)]
    pub(crate) work: Work,
    #[command(flatten)]
    pub(crate) when: When,
}

#[derive(Debug, Args)]
pub(crate) struct One {
    /// Which one, by its id (the obvious one if left out)
    pub(crate) id: Option<String>,
    #[command(flatten)]
    pub(crate) when: When,
}

#[derive(Debug, Args)]
pub(crate) struct When {
    /// When (now if left out): with an offset as 2026-11-20T09:30:00+01:00, or "2026-11-20 09:30", or 09:30
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// Count time twice that another entry counts
    #[arg(long)]
    pub(crate) both: bool,
}

#[derive(Debug, Default, Args)]
#[group(skip)]
pub(crate) struct Work {
    /// For whom; "none" for nobody
    #[arg(long, value_name = "NAME")]
    pub(crate) client: Option<String>,
    /// Which project; "none" for none
    #[arg(long, value_name = "NAME")]
    pub(crate) project: Option<String>,
    /// Which task of the project; "none" for none
    #[arg(long, value_name = "NAME")]
    pub(crate) task: Option<String>,
    /// What is done
    #[arg(long, value_name = "TEXT")]
    pub(crate) label: Option<String>,
    /// Whether the client pays for it (as client, project and task say if left out)
    #[arg(long, value_name = "yes|no")]
    pub(crate) billable: Option<YesNo>,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Away {
    #[command(subcommand)]
    pub(crate) action: Option<AwayAction>,
    /// From this day on (a week ago if left out)
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Up to this day, included (today if left out)
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AwayAction {
    /// It was work on what was being done
    Keep {
        /// When the absence began, or any time in it
        start: String,
    },
    /// It was no work
    Discard {
        /// When the absence began, or any time in it
        start: String,
    },
    /// It was something else: a draft of its own, to be named in the review
    SplitOff {
        /// When the absence began, or any time in it
        start: String,
    },
    /// It was work for somebody: an entry of its own
    Assign {
        /// When the absence began, or any time in it
        start: String,
        #[command(flatten)]
        work: Work,
    },
    /// It was a call somewhere else: an entry of its own
    Call {
        /// When the absence began, or any time in it
        start: String,
        #[command(flatten)]
        work: Work,
    },
}
