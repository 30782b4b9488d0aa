//! What can be typed.

mod blocks;
pub(crate) mod money;
pub(crate) mod moving;
pub(crate) mod notes;
pub(crate) mod review;
pub(crate) mod timing;

pub(crate) use blocks::{Add, Blocks, BlocksAction, Keeping, Side, Twice, Work};

use crate::commands::bench::Part;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Writes your working day down, on this machine.
#[derive(Debug, Parser)]
#[command(name = "daybook", version, propagate_version = false)]
pub(crate) struct Args {
    /// The data directory (else DAYBOOK_HOME, else the platform's place)
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// Print JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Say on standard error what is being done
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Watch the day: capture, transcribe, classify, commit, wipe
    Run {
        /// End by itself after so many seconds, when everything is committed and wiped
        #[arg(long = "for", value_name = "SECONDS")]
        seconds: Option<u64>,
    },
    /// How Daybook stands, from what was really written
    Status,
    /// What works on this machine, what does not, and what would help
    Doctor,
    /// Put files through the pipeline that live captures take
    ///
    /// Drafts that an earlier ingest made of the same time are replaced; what you edited or
    /// confirmed stays.
    Ingest(Ingest),
    /// Write down what is said in sound files (wav, flac, mp3, m4a, ogg, opus, webm)
    ///
    /// One file prints an object, several files or a directory an array in the order given.
    Transcribe {
        /// Sound files, or directories of them
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Keep what was said as a note of this day
        #[arg(long, value_name = "DATE")]
        note: Option<String>,
    },
    /// The time blocks: what was worked, for whom, and whether it was reviewed
    Blocks(Blocks),
    /// Bring in what other programs wrote down
    ///
    /// The same file twice adds nothing the second time. All entries of an import can be undone at
    /// once; clients, projects and tags that it added stay, and so do rates, rules and notes that a
    /// JSON file brought.
    Import(moving::Import),
    /// Write entries down for other programs, or everything for another Daybook
    Export(moving::Export),
    /// Timers: time that you start and stop by hand
    #[command(subcommand)]
    Timer(timing::Timer),
    /// Absences that nobody has decided about, and what they were
    Away(timing::Away),
    /// What waits to be reviewed, the least certain first, with where to split it and why
    Review(review::Review),
    /// Notes of days and of blocks
    #[command(subcommand)]
    Note(notes::Note),
    /// Find words in notes, labels and transcripts that were kept
    Search(notes::Search),
    /// Clients
    #[command(subcommand)]
    Client(money::Client),
    /// Projects of clients
    #[command(subcommand)]
    Project(money::Project),
    /// Tasks of projects
    #[command(subcommand)]
    Task(money::Task),
    /// Tags, which cut across clients
    #[command(subcommand)]
    Tag(money::Tag),
    /// Rates per hour, each from a day on
    #[command(subcommand)]
    Rate(money::Rate),
    /// How much time or money a client or project may take
    #[command(subcommand)]
    Budget(money::Budget),
    /// Time and money of some days
    Report(money::Report),
    /// What waits to be billed, and what was left lying
    Unbilled,
    /// Rules that say whose work it is
    #[command(subcommand)]
    Rule(Rule),
    /// What was wiped, what was sent, and what must not be seen
    #[command(subcommand)]
    Privacy(Privacy),
    /// Speech models
    #[command(subcommand)]
    Model(Model),
    /// Measure Daybook on this machine; prints JSON lines (name, value, unit)
    Bench {
        /// Which part (all if left out)
        #[arg(value_enum)]
        part: Option<Part>,
        /// For the speech part: directories of clips with their words (name.txt beside name.wav)
        #[arg(value_name = "DIR")]
        files: Vec<PathBuf>,
        /// How long the display is watched
        #[arg(long, value_name = "SECONDS", default_value_t = 60)]
        seconds: u64,
    },
    #[command(name = "__reference", hide = true)]
    Reference,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Ingest {
    /// When it began, RFC 3339 with an offset
    #[arg(long, value_name = "RFC3339")]
    pub(crate) start: String,
    /// When it ended
    #[arg(long, value_name = "RFC3339")]
    pub(crate) end: String,
    /// A sound file; several follow one another from the start
    #[arg(long, value_name = "FILE")]
    pub(crate) audio: Vec<PathBuf>,
    /// A picture of the screen; several are spread evenly
    #[arg(long, value_name = "FILE")]
    pub(crate) screenshot: Vec<PathBuf>,
    /// A window that came to the front: time of day in the offset of --start, program, title
    #[arg(long, value_name = "HH:MM:SS|program|title")]
    pub(crate) window: Vec<String>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum YesNo {
    Yes,
    No,
}

impl YesNo {
    pub(crate) const fn is_yes(self) -> bool {
        matches!(self, Self::Yes)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Rule {
    /// Add a rule; words match anywhere, whatever their case; /…/ is a regular expression
    Add(NewRule),
    /// All rules, in the order in which they are tried
    List,
    /// Take a rule away
    Remove {
        /// The rule
        id: String,
    },
    /// Which rules would match; the first decides
    Test {
        /// The program in front
        #[arg(long, default_value = "")]
        program: String,
        /// The title of its window
        #[arg(long, default_value = "")]
        title: String,
        /// The site, for a browser
        #[arg(long)]
        site: Option<String>,
        /// What was said, or on the screen
        #[arg(long, default_value = "")]
        words: String,
    },
}

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct NewRule {
    #[command(flatten)]
    pub(crate) pattern: RulePattern,
    /// For whom such work is
    #[arg(long, value_name = "NAME")]
    pub(crate) client: String,
    /// Which project of that client
    #[arg(long, value_name = "NAME")]
    pub(crate) project: Option<String>,
    /// What to call it
    #[arg(long, value_name = "TEXT")]
    pub(crate) label: Option<String>,
    /// Whether the client pays for it
    #[arg(long, value_name = "yes|no")]
    pub(crate) billable: Option<YesNo>,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct RulePattern {
    /// Look at the program's name
    #[arg(long, value_name = "PATTERN")]
    pub(crate) program: Option<String>,
    /// Look at the window's title
    #[arg(long, value_name = "PATTERN")]
    pub(crate) title: Option<String>,
    /// Look at the site in a browser
    #[arg(long, value_name = "PATTERN")]
    pub(crate) site: Option<String>,
    /// Look at what was said, and at words on the screen
    #[arg(long, value_name = "PATTERN")]
    pub(crate) words: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Privacy {
    /// Proof that raw captures are gone
    Receipts {
        /// How many, the newest first
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// What left this machine: when, how much, which kinds
    Outbound {
        /// How many, the newest first
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Stop looking and listening; the time goes on as paused
    Pause {
        /// For so many minutes (until resumed if left out)
        #[arg(long, value_name = "MINUTES")]
        minutes: Option<u32>,
    },
    /// Go on after a pause
    Resume,
    /// Forget the last minutes: captures, titles and drafts; the time stays as excluded
    Forget {
        /// How many minutes
        #[arg(long, value_name = "MINUTES", default_value_t = 5)]
        minutes: u32,
    },
    /// What must not be seen
    #[command(subcommand)]
    Exclusion(Exclusion),
    /// The key for Gemini: read from standard input and kept with the other secrets
    #[command(subcommand)]
    GeminiKey(GeminiKey),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Exclusion {
    /// Exclude windows: their time is kept, their content dropped
    Add(ExclusionPattern),
    /// All exclusions of your own
    List,
    /// Take an exclusion away
    Remove {
        /// The exclusion
        id: String,
    },
    /// Would this window be captured?
    Test {
        /// The program
        #[arg(long, default_value = "")]
        program: String,
        /// The title of its window
        #[arg(long, default_value = "")]
        title: String,
        /// The site, for a browser
        #[arg(long)]
        site: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct ExclusionPattern {
    /// By the program's name
    #[arg(long, value_name = "PATTERN")]
    pub(crate) program: Option<String>,
    /// By the window's title
    #[arg(long, value_name = "PATTERN")]
    pub(crate) title: Option<String>,
    /// By the site in a browser
    #[arg(long, value_name = "PATTERN")]
    pub(crate) site: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GeminiKey {
    /// Keep the key that is typed or piped in
    Set,
    /// Forget the key
    Remove,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Model {
    /// All models, and which are here
    List,
    /// Fetch a model from its public home
    Install {
        /// Its name
        name: String,
    },
    /// Use a model from now on
    Use {
        /// Its name
        name: String,
    },
    /// Delete a model
    Remove {
        /// Its name
        name: String,
    },
}
