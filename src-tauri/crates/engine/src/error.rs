//! How a use-case fails: one sentence with a way out, and a code.

use domain::id::BlockId;
use domain::time::Span;
use std::path::PathBuf;

/// Why something could not be done. Displays as one sentence for the owner; never holds content
/// of a capture.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The keyring or the sealed file of keys.
    #[error(transparent)]
    Vault(#[from] cloud::vault::Error),
    /// The spool.
    #[error(transparent)]
    Spool(#[from] capture::spool::Error),
    /// A seal.
    #[error(transparent)]
    Seal(#[from] capture::seal::Error),
    /// Sound in the spool.
    #[error(transparent)]
    Sound(#[from] capture::sound::Error),
    /// Speech recognition.
    #[error(transparent)]
    Speech(#[from] speech::Error),
    /// Speech models.
    #[error(transparent)]
    Models(#[from] speech::models::Error),
    /// Fetching a model.
    #[error(transparent)]
    Download(#[from] cloud::download::Error),
    /// A file could not be used.
    #[error("cannot use {}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A sound file that the owner gave.
    #[error("{}: {source}", path.display())]
    Audio {
        /// Which.
        path: PathBuf,
        /// Why.
        source: speech::decode::Error,
    },
    /// A picture that the owner gave.
    #[error("{} is not a picture that can be read; give a PNG, JPEG or WebP file", path.display())]
    Picture {
        /// Which.
        path: PathBuf,
    },
    /// The settings cannot be read.
    #[error("settings.toml cannot be used: {0}")]
    Settings(String),
    /// Nobody of that name.
    #[error("there is no {what} named ‘{name}’; add it with daybook {what} add")]
    Unknown {
        /// What kind of thing.
        what: &'static str,
        /// The name as typed.
        name: String,
    },
    /// Nothing of that id.
    #[error("there is no {what} with the id {id}")]
    NoSuch {
        /// What kind of thing.
        what: &'static str,
        /// The id as typed.
        id: String,
    },
    /// What should be undone or done again is no longer as it was left.
    #[error("this has changed since and cannot be undone or redone; change the block itself")]
    Changed,
    /// What would be undone or done again would count time that something else counts by now.
    #[error(
        "{} to {} is counted by something else by now, so this cannot be undone or redone; \
         change the block itself",
        .0.start, .0.end
    )]
    Overtaken(Span),
    /// The entry is on an invoice, that of another program.
    #[error("this entry is on {} and stays as it is; undo the import that brought it, or leave it", invoice.as_deref().map_or_else(|| "an invoice".to_owned(), |number| format!("invoice {number}")))]
    Billed {
        /// The entry.
        id: BlockId,
        /// Which invoice, as far as it is known.
        invoice: Option<String>,
    },
    /// The timesheet cannot be edited so.
    #[error(transparent)]
    Edit(#[from] domain::edit::Refusal),
    /// Something else needs it as it is.
    #[error("{0}")]
    InUse(String),
    /// The timer cannot do what it was told.
    #[error(transparent)]
    Timer(#[from] domain::timer::Refusal),
    /// A report could not be set on paper.
    #[cfg(feature = "print")]
    #[error(transparent)]
    Print(#[from] document::Error),
    /// The input cannot be right.
    #[error("{0}")]
    Input(String),
    /// Somebody else captures on this data directory.
    #[error(
        "Daybook already captures into {} (process {pid}); stop it first or give another --home",
        home.display()
    )]
    AlreadyCapturing {
        /// The data directory.
        home: PathBuf,
        /// The other process, as it wrote itself down.
        pid: String,
    },
    /// A thread could not be started, or a part of the engine is gone.
    #[error("the system refused {0}")]
    System(&'static str),
}

impl Error {
    /// What somebody typed is refused, in the words of the rule that it breaks.
    pub(crate) fn input(refused: impl std::fmt::Display) -> Self {
        Self::Input(refused.to_string())
    }

    /// The stable code of the failure, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(store::Error::Taken { .. }) => "taken",
            Self::Store(store::Error::InUse { .. } | store::Error::Kept { .. })
            | Self::InUse(_) => "in_use",
            Self::Store(_) => "store",
            Self::Vault(_) | Self::Seal(_) => "keys",
            Self::Spool(_) => "spool",
            Self::Sound(_) | Self::Audio { .. } => "audio",
            Self::Speech(_) => "speech",
            Self::Models(_) => "model",
            Self::Download(_) => "download",
            Self::File { .. } => "file",
            Self::Picture { .. } => "picture",
            Self::Settings(_) => "settings",
            Self::Unknown { .. } | Self::NoSuch { .. } => "unknown",
            #[cfg(feature = "print")]
            Self::Print(_) => "print",
            Self::Changed | Self::Overtaken(_) => "changed",
            Self::Billed { .. } => "billed",
            Self::Edit(domain::edit::Refusal::Twice(_)) => "twice",
            Self::Edit(domain::edit::Refusal::NoSuchEntry(_)) => "unknown",
            Self::Edit(_) | Self::Timer(_) | Self::Input(_) => "input",
            Self::AlreadyCapturing { .. } => "already_capturing",
            Self::System(_) => "system",
        }
    }

    /// Whether trying the same again cannot help.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Store(error) => error.is_permanent(),
            Self::Vault(error) => error.is_permanent(),
            Self::Spool(error) => error.is_permanent(),
            Self::Seal(error) => error.is_permanent(),
            Self::Sound(error) => error.is_permanent(),
            Self::Speech(error) => error.is_permanent(),
            Self::Download(error) => error.is_permanent(),
            #[cfg(feature = "print")]
            Self::Print(_) => true,
            Self::File { .. } | Self::System(_) | Self::AlreadyCapturing { .. } => false,
            Self::Models(_)
            | Self::Audio { .. }
            | Self::Picture { .. }
            | Self::Settings(_)
            | Self::Unknown { .. }
            | Self::NoSuch { .. }
            | Self::Changed
            | Self::Overtaken(_)
            | Self::Billed { .. }
            | Self::Edit(_)
            | Self::InUse(_)
            | Self::Timer(_)
            | Self::Input(_) => true,
        }
    }
}
