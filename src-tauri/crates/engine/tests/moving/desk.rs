//! A Daybook to import into, and what then stands in it.

use domain::time::{MINUTE, Moment, Span, TimeZone};
use engine::import::{Format, Import, Imported};
use store::entries::{self, Row};
use tempfile::TempDir;
use testkit::fakes::Workday;
use testkit::home::workspace;

/// A data directory and a Daybook on it; nothing is recorded.
pub(crate) struct Desk {
    pub(crate) day: Workday,
    _folder: TempDir,
}

const ALWAYS: Span = Span { start: Moment(0), end: Moment(i64::MAX) };

impl Desk {
    /// An empty one, where the owner works in `zone`.
    pub(crate) fn new(zone: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("daybook-").tempdir().expect("a folder");
        let day = Workday::on(folder.path(), "2026-11-20T12:00:00Z", "", [7; 32]);
        day.clock.move_to(TimeZone::get(zone).expect("a zone"));
        Self { day, _folder: folder }
    }

    /// Imports a fixture.
    pub(crate) fn import(&self, format: Format, name: &str) -> Imported {
        self.run(Import::new(format, fixture(name)))
    }

    /// Imports a text.
    pub(crate) fn text(&self, format: Format, text: &str) -> Imported {
        self.run(Import::new(format, text.as_bytes().to_vec()))
    }

    pub(crate) fn run(&self, import: Import) -> Imported {
        self.day.daybook.import(import).expect("an import")
    }

    /// What refuses the file as a whole.
    pub(crate) fn refusal(&self, import: Import) -> String {
        self.day.daybook.import(import).expect_err("a refusal").to_string()
    }

    /// All entries.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let read = self.day.store.read(|db| entries::within(db, ALWAYS, &TimeZone::UTC));
        read.expect("entries")
    }

    /// All entries: "2026-03-02T08:00:00Z 90m Acme, Web: API review (confirmed)".
    pub(crate) fn drawn(&self) -> Vec<String> {
        let names = self.day.daybook.names().expect("names");
        let line = |row: &Row| {
            let block = row.entry.block();
            let who = names.of(block.answer.client, block.answer.project);
            let minutes = row.entry.length() / MINUTE;
            let billable = if block.answer.billable { "" } else { ", free" };
            let status = block.status.as_str();
            let label = &block.answer.label;
            format!("{} {minutes}m {who}: {label} ({status}{billable})", block.span.start)
        };
        self.rows().iter().map(line).collect()
    }

    /// Milliseconds of all entries together.
    pub(crate) fn length(&self) -> i64 {
        self.rows().iter().map(|row| row.entry.length()).sum()
    }
}

/// A file as another program wrote it.
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let path = workspace().join("tests/fixtures/imports").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
