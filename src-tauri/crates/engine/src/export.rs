//! Time on its way out: a table for spreadsheets, a calendar, and Daybook's own file, which holds
//! everything and is read back without loss.
//!
//! Deliberately absent from all of them: what was captured. Titles of windows, words and pictures
//! stay on this machine.

mod calendar;
pub(crate) mod own;
mod table;

pub(crate) use table::is_guarded;

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use domain::days::entry_day;
use domain::names::Names;
use domain::time::{DAY, Date, Moment, Span, TimeZone, day_bounds};
use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::path::Path;
use store::Connection;
use store::entries::{self, Row};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A table of entries.
    Csv,
    /// Everything, for another Daybook.
    Json,
    /// A calendar of entries.
    Ics,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Json, Self::Ics];

    /// The stable name, as typed and on the wire, and the ending of such files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Ics => "ics",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

impl Daybook {
    /// The text of a file with the entries that begin on the local days `days`, both included, or
    /// with all of them.
    ///
    /// # Errors
    ///
    /// The days are in the wrong order, or the database refused.
    pub fn export(&self, format: Format, days: Option<(Date, Date)>) -> Result<String> {
        if let Some((from, to)) = days
            && to < from
        {
            return Err(Error::Input(format!("{to} lies before {from}; give the later day last")));
        }
        let home = self.clock.zone();
        let text = self.store.read(|db| {
            let rows = match days {
                None => entries::within(db, EVER, &home)?,
                Some((from, to)) => begun_on(db, from, to, &home)?,
            };
            match format {
                Format::Csv => Ok(table::write(&rows, &words(db)?)),
                Format::Ics => Ok(calendar::write(&rows, &words(db)?)),
                Format::Json => own::write(db, &rows, days),
            }
        })?;
        Ok(text)
    }
}

/// The entries that begin on these days here; those with only a length lie on a day of their own
/// zone, wherever that is.
fn begun_on(db: &Connection, from: Date, to: Date, home: &TimeZone) -> store::Result<Vec<Row>> {
    let span = Span::new(day_bounds(from, home).start, day_bounds(to, home).end);
    // No two zones are further apart.
    let around = Span::new(span.start.minus(2 * DAY), span.end.plus(2 * DAY));
    let mut rows = entries::within(db, around, home)?;
    rows.retain(|row| {
        if row.details.is_untimed {
            (from..=to).contains(&entry_day(&row.entry))
        } else {
            span.contains(row.entry.span().start)
        }
    });
    Ok(rows)
}

const EVER: Span = Span { start: Moment(i64::MIN), end: Moment(i64::MAX) };

/// What clients, projects, tasks and tags are called.
struct Words {
    names: Names,
    tags: BTreeMap<domain::id::TagId, String>,
    tasks: BTreeMap<domain::id::TaskId, String>,
}

fn words(db: &Connection) -> store::Result<Words> {
    Ok(Words {
        names: crate::daybook::names(db)?,
        tags: store::tags::list(db)?.into_iter().map(|tag| (tag.id, tag.name)).collect(),
        tasks: store::tasks::list(db)?.into_iter().map(|task| (task.id, task.name)).collect(),
    })
}

impl Words {
    fn client(&self, row: &Row) -> &str {
        row.entry.block().answer.client.and_then(|id| self.names.client(id)).unwrap_or_default()
    }

    fn project(&self, row: &Row) -> &str {
        row.entry.block().answer.project.and_then(|id| self.names.project(id)).unwrap_or_default()
    }

    fn task(&self, row: &Row) -> &str {
        row.details.task.and_then(|id| self.tasks.get(&id)).map_or("", String::as_str)
    }

    /// The tags by name.
    fn tags(&self, row: &Row) -> Vec<&str> {
        let mut tags: Vec<&str> = row
            .details
            .tags
            .iter()
            .filter_map(|id| self.tags.get(id))
            .map(String::as_str)
            .collect();
        tags.sort_unstable();
        tags
    }
}

/// Writes a file so that it is there as a whole or not at all. One that is there already stays,
/// unless it is to be replaced.
///
/// # Errors
///
/// There is one already, or the system refused.
pub fn save(path: &Path, bytes: &[u8], replace: bool) -> Result<()> {
    let failed = |source| Error::File { path: path.to_owned(), source };
    let taken =
        || Error::Input(format!("{} is there already; give --force to replace it", path.display()));
    if !replace && path.symlink_metadata().is_ok() {
        return Err(taken());
    }
    let name = path.file_name().ok_or_else(|| failed(ErrorKind::InvalidInput.into()))?;
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}", std::process::id()));
    let beside = path.with_file_name(beside);
    let written = std::fs::File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let placed = written.and_then(|()| {
        if replace {
            return std::fs::rename(&beside, path);
        }
        match std::fs::hard_link(&beside, path) {
            Ok(()) => std::fs::remove_file(&beside),
            // Whoever wrote it in the meantime keeps it.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
            // Some file systems know no links.
            Err(_) => std::fs::rename(&beside, path),
        }
    });
    placed.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        if error.kind() == ErrorKind::AlreadyExists { taken() } else { failed(error) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_never_replaced_by_accident() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.csv");
        save(&path, b"one", false).unwrap();
        let refused = save(&path, b"two", false).unwrap_err().to_string();
        assert!(refused.contains("--force"), "{refused}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
        save(&path, b"two", true).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside");
        let nowhere = folder.path().join("nowhere").join("export.csv");
        assert!(matches!(save(&nowhere, b"x", false), Err(Error::File { .. })));
    }

    #[test]
    fn every_format_reads_back_from_its_name() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.as_str()), Some(format));
        }
    }
}
