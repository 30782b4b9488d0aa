//! How the store fails.

use std::path::PathBuf;

/// Why the store could not do what was asked. Never holds content of a row.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite refused.
    #[error("the database refused: {0}")]
    Sqlite(#[from] rusqlite::Error),
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
    /// What was to be written was refused by whoever writes it: nothing was.
    #[error("nothing was written")]
    Refused,
    /// The writer thread has ended.
    #[error("the database is closed")]
    Closed,
}

impl Error {
    /// Whether trying again cannot help.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Sqlite(error) => !matches!(
                error.sqlite_error_code(),
                Some(
                    rusqlite::ErrorCode::DatabaseBusy
                        | rusqlite::ErrorCode::DatabaseLocked
                        | rusqlite::ErrorCode::DiskFull
                        | rusqlite::ErrorCode::SystemIoFailure
                )
            ),
            Self::File { .. } => false,
            Self::Schema(_)
            | Self::TooNew
            | Self::Row { .. }
            | Self::Taken { .. }
            | Self::InUse { .. }
            | Self::Refused
            | Self::Closed => true,
        }
    }

    /// Whether another program holds the database: it helps to wait until it lets go.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        matches!(self.code(), Some(DatabaseBusy | DatabaseLocked))
    }

    /// Whether the disk has no room left.
    #[must_use]
    pub fn is_full(&self) -> bool {
        match self {
            Self::File { source, .. } => source.kind() == std::io::ErrorKind::StorageFull,
            _ => self.code() == Some(rusqlite::ErrorCode::DiskFull),
        }
    }

    fn code(&self) -> Option<rusqlite::ErrorCode> {
        match self {
            Self::Sqlite(error) => error.sqlite_error_code(),
            Self::Schema(_)
            | Self::TooNew
            | Self::File { .. }
            | Self::Row { .. }
            | Self::Taken { .. }
            | Self::InUse { .. }
            | Self::Refused
            | Self::Closed => None,
        }
    }
}
