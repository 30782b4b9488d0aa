//! How the store fails.

use std::path::PathBuf;

/// Why the store could not do what was asked. Never holds content of a row.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite refused.
    #[error("the database refused: {0}")]
    Sqlite(#[source] rusqlite::Error),
    /// Another program holds the database.
    #[error("another Daybook is writing; try again in a moment")]
    Locked(#[source] rusqlite::Error),
    /// The schema could not be brought up to date.
    #[error("the database could not be brought up to date")]
    Schema(#[from] rusqlite_migration::Error),
    /// The file was written by a newer Daybook.
    #[error("the database was written by a newer Daybook; update Daybook to open it")]
    TooNew,
    /// A file of the store could not be read or written.
    #[error("cannot use {path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A row holds what this version cannot read.
    #[error("a row of {table} cannot be read")]
    Row {
        /// Of which table.
        table: &'static str,
    },
    /// The name is taken.
    #[error("there is already a {what} named ‘{name}’")]
    Taken {
        /// What kind of thing.
        what: &'static str,
        /// The name as typed.
        name: String,
    },
    /// Something else refers to it.
    #[error(
        "the {what} ‘{name}’ has time, rates or something else that needs it; archive it instead"
    )]
    InUse {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// An undo or a redo would need it again.
    #[error("an undo or a redo may bring back time of the {what} ‘{name}’; archive it instead")]
    Kept {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// What was to be written was refused by whoever writes it: nothing was.
    #[error("nothing was written")]
    Refused,
    /// The writer thread has ended.
    #[error("the database is closed")]
    Closed,
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Self::Locked(error),
            _ => Self::Sqlite(error),
        }
    }
}

impl Error {
    /// Whether trying again cannot help.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Sqlite(error) => !matches!(
                error.sqlite_error_code(),
                Some(rusqlite::ErrorCode::DiskFull | rusqlite::ErrorCode::SystemIoFailure)
            ),
            Self::Locked(_) | Self::File { .. } => false,
            Self::Schema(_)
            | Self::TooNew
            | Self::Row { .. }
            | Self::Taken { .. }
            | Self::InUse { .. }
            | Self::Kept { .. }
            | Self::Refused
            | Self::Closed => true,
        }
    }

    /// Whether another program holds the database: it helps to wait until it lets go.
    #[must_use]
    pub const fn is_locked(&self) -> bool {
        matches!(self, Self::Locked(_))
    }

    /// Whether the disk has no room left.
    #[must_use]
    pub fn is_full(&self) -> bool {
        match self {
            Self::File { source, .. } => source.kind() == std::io::ErrorKind::StorageFull,
            Self::Sqlite(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            _ => false,
        }
    }
}
