//! What can be typed about clients, projects, tasks, tags, rates, budgets and reports.

use super::YesNo;
use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum Client {
    /// Add a client
    Add {
        /// Its name
        name: String,
        #[command(flatten)]
        said: ClientSaid,
    },
    /// All clients
    List {
        /// Archived ones too
        #[arg(long)]
        archived: bool,
    },
    /// Change what is said about a client
    Edit {
        /// Which client
        name: String,
        /// Its new name
        #[arg(long = "name", value_name = "NAME")]
        to: Option<String>,
        /// Which of the eight colours it is shown in, from 0 to 7
        #[arg(long, value_name = "NUMBER", value_parser = colour)]
        colour: Option<u8>,
        #[command(flatten)]
        said: ClientSaid,
    },
    /// Put a client away: it stays in every report and is offered for nothing new
    Archive {
        /// Which client
        name: String,
    },
    /// Offer an archived client again
    Unarchive {
        /// Which client
        name: String,
    },
    /// Remove a client that nothing refers to
    Remove {
        /// Which client
        name: String,
    },
}

fn colour(typed: &str) -> Result<u8, String> {
    let number = typed.parse().ok().filter(|number| *number < 8);
    number.ok_or_else(|| "choose a number from 0 to 7".to_owned())
}

/// What can be said of a client beside its name.
#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct ClientSaid {
    /// What it is billed in, as EUR or USD (the settings' currency if left out); it can change
    /// only while nothing is valued in it
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<String>,
    /// Whether new work for it is billable
    #[arg(long, value_name = "yes|no")]
    pub(crate) billable: Option<YesNo>,
    /// How its time is rounded when it is billed: "none", "nearest 15 per entry", "up 6 per day"
    #[arg(long, value_name = "POLICY")]
    pub(crate) rounding: Option<String>,
}

/// Whether new work is billable, as a project or task says it.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Billable {
    Yes,
    No,
    /// As the level above says
    Inherit,
}

impl Billable {
    pub(crate) const fn said(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No => Some(false),
            Self::Inherit => None,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Project {
    /// Add a project
    Add {
        #[command(flatten)]
        which: WhichProject,
        /// Whether new work on it is billable
        #[arg(long, value_name = "yes|no|inherit")]
        billable: Option<Billable>,
    },
    /// All projects
    List {
        /// Only those of this client
        #[arg(long, value_name = "NAME")]
        client: Option<String>,
        /// Archived ones too
        #[arg(long)]
        archived: bool,
    },
    /// Change what is said about a project
    Edit {
        #[command(flatten)]
        which: WhichProject,
        /// Its new name
        #[arg(long = "name", value_name = "NAME")]
        to: Option<String>,
        /// Whether new work on it is billable
        #[arg(long, value_name = "yes|no|inherit")]
        billable: Option<Billable>,
    },
    /// Put a project away: it stays in every report and is offered for nothing new
    Archive(WhichProject),
    /// Offer an archived project again
    Unarchive(WhichProject),
    /// Remove a project that nothing refers to
    Remove(WhichProject),
}

#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct WhichProject {
    /// Its name
    pub(crate) name: String,
    /// Whose it is
    #[arg(long, value_name = "NAME")]
    pub(crate) client: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// Add a task
    Add {
        #[command(flatten)]
        which: WhichTask,
        /// Whether new work on it is billable
        #[arg(long, value_name = "yes|no|inherit")]
        billable: Option<Billable>,
    },
    /// All tasks
    List {
        /// Only those of this client
        #[arg(long, value_name = "NAME")]
        client: Option<String>,
        /// Archived ones too
        #[arg(long)]
        archived: bool,
    },
    /// Change what is said about a task
    Edit {
        #[command(flatten)]
        which: WhichTask,
        /// Its new name
        #[arg(long = "name", value_name = "NAME")]
        to: Option<String>,
        /// Whether new work on it is billable
        #[arg(long, value_name = "yes|no|inherit")]
        billable: Option<Billable>,
    },
    /// Put a task away: it stays in every report and is offered for nothing new
    Archive(WhichTask),
    /// Offer an archived task again
    Unarchive(WhichTask),
    /// Remove a task that nothing refers to
    Remove(WhichTask),
}

#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct WhichTask {
    /// Its name
    pub(crate) name: String,
    /// Of which project
    #[arg(long, value_name = "NAME")]
    pub(crate) project: String,
    /// Whose that is
    #[arg(long, value_name = "NAME")]
    pub(crate) client: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Tag {
    /// Add a tag
    Add {
        /// Its name
        name: String,
    },
    /// All tags, and how many blocks have each
    List,
    /// Give a tag another name; onto that of another tag, it joins that one
    Rename {
        /// Which tag
        name: String,
        /// Its new name
        to: String,
    },
    /// Remove a tag, also from the blocks that have it
    Remove {
        /// Which tag
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Rate {
    /// Set what an hour is worth from a day on; what was billed stays as it was
    ///
    /// Without a client it is the default for all who are billed in the currency. The nearest
    /// level that has a rate on the day counts: task, project, client, default.
    Set {
        /// The amount for an hour, as 90 or 90.00; "inherit" leaves it to the level above
        amount: String,
        #[command(flatten)]
        scope: RateScope,
        /// The first day on which it holds (today if left out)
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// Only say which blocks it would touch
        #[arg(long)]
        dry_run: bool,
    },
    /// All rates with their ends
    List,
    /// Remove a rate: what held before it holds on
    Remove {
        /// The rate, by its id (daybook rate list)
        id: String,
        /// Only say which blocks it would touch
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct RateScope {
    /// For this client
    #[arg(long, value_name = "NAME")]
    pub(crate) client: Option<String>,
    /// For this project of the client
    #[arg(long, value_name = "NAME", requires = "client")]
    pub(crate) project: Option<String>,
    /// For this task of the project
    #[arg(long, value_name = "NAME", requires = "project")]
    pub(crate) task: Option<String>,
    /// The default for this currency (the settings' currency if left out)
    #[arg(long, value_name = "CODE", conflicts_with = "client")]
    pub(crate) currency: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Budget {
    /// Set how much a client or project may take, or change that
    ///
    /// What is left out stays as it is where there is such a budget.
    Set(NewBudget),
    /// All budgets, and what is left of them
    List,
    /// Remove a budget
    Remove {
        /// The budget, by its id (daybook budget list)
        id: String,
    },
}

#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct NewBudget {
    /// For all work for this client
    #[arg(long, value_name = "NAME", required_unless_present = "id")]
    pub(crate) client: Option<String>,
    /// Only for this project; "none" for all of them
    #[arg(long, value_name = "NAME")]
    pub(crate) project: Option<String>,
    #[command(flatten)]
    pub(crate) limit: BudgetLimit,
    /// Over each month, or once over everything (each month of a new one if left out)
    #[arg(long, value_enum)]
    pub(crate) period: Option<BudgetPeriod>,
    /// Shares at which to warn, in percent (80,100 of a new one if left out); "none" for no warning
    #[arg(long, value_name = "PERCENTS")]
    pub(crate) warn_at: Option<String>,
    /// Change this budget, by its id (that of the same client or project and period if left out)
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct BudgetLimit {
    /// So many hours: 40, 7:30 or 7.5
    #[arg(long, value_name = "HOURS")]
    pub(crate) hours: Option<String>,
    /// So much money, in the client's currency: 4000 or 1,234.50
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) money: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum BudgetPeriod {
    /// Each calendar month anew
    Month,
    /// Once, over everything
    Whole,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// From this day on (the first of this month if left out)
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Up to this day, included (the last of the month of --from if left out)
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// What makes a row
    #[arg(long, value_enum, default_value = "client")]
    pub(crate) by: ReportBy,
    /// Only this client; can be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) client: Vec<String>,
    /// Only what somebody confirmed
    #[arg(long)]
    pub(crate) confirmed: bool,
    /// Time as it was worked, without the rounding that clients were promised
    #[arg(long)]
    pub(crate) exact: bool,
    /// How to print it (--json is the same as --format json)
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: ReportFormat,
    /// Set it as a PDF in this file
    #[cfg(feature = "print")]
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    pub(crate) pdf: Option<std::path::PathBuf>,
    /// How the PDF is written: en-GB, en-US, de-DE, de-AT or de-CH
    #[cfg(feature = "print")]
    #[arg(long, value_name = "TAG", default_value = "en-GB", requires = "pdf")]
    pub(crate) locale: String,
    /// Replace the PDF if it is there already
    #[cfg(feature = "print")]
    #[arg(long, requires = "pdf")]
    pub(crate) force: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ReportBy {
    Client,
    Project,
    Task,
    Tag,
    Day,
    Week,
    Month,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// Columns for people
    Text,
    /// A table for a spreadsheet
    Csv,
    /// For programs
    Json,
}
