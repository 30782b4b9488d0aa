//! A Daybook with clients, in which nobody captures: entries are written down by hand.

use domain::block::Status;
use domain::edit::Twice;
use domain::entry::Entry;
use domain::time::{Date, MINUTE, Moment, Span, TimeZone};
use engine::Daybook;
use engine::entries::{NewEntry, Row, When};
use engine::home::Home;
use std::sync::Arc;
use store::Check;
use testkit::fakes::TestClock;

/// The desk, and the folder that it lies in.
pub(crate) struct Desk {
    pub(crate) daybook: Daybook,
    pub(crate) clock: TestClock,
    home: tempfile::TempDir,
}

/// Midnight in Vienna of the day on which most tests happen, a Monday.
pub(crate) const MIDNIGHT: &str = "2026-03-02T00:00:00+01:00";

/// So many minutes after [`MIDNIGHT`].
pub(crate) fn at(minutes: i64) -> Moment {
    let midnight: Moment = MIDNIGHT.parse().expect("a moment");
    midnight.plus(minutes * MINUTE)
}

/// From and until, in minutes after [`MIDNIGHT`].
pub(crate) fn span(from: i64, to: i64) -> Span {
    Span::new(at(from), at(to))
}

impl Desk {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let clock = TestClock::at(at(24 * 60));
        clock.move_to(TimeZone::get("Europe/Vienna").expect("a zone"));
        let daybook = opened(&home, &clock);
        let desk = Self { daybook, clock, home };
        for (client, project, task) in
            [("Acme", "Web", "Login"), ("Acme", "Shop", "Basket"), ("Nordwind", "Deck", "Slides")]
        {
            let _ = desk.daybook.add_client(client, None);
            let project = desk.daybook.add_project(project, client).expect("a project");
            desk.daybook.add_task(task, &project.id.to_string()).expect("a task");
        }
        desk
    }

    /// The same data directory, opened by another process.
    pub(crate) fn again(&self) -> Daybook {
        opened(&self.home, &self.clock)
    }

    /// Writes an entry down.
    pub(crate) fn add(&self, client: &str, from: i64, to: i64) -> Row {
        let mut new = entry(client, When::Span(span(from, to)));
        new.twice = Twice::Allow;
        self.daybook.add_entry(new).expect("an entry")
    }

    /// A draft, as captures make them: nobody asks what else counts that time.
    pub(crate) fn draft(&self, client: &str, from: i64, to: i64) -> Row {
        let mut row = self.add(client, 10_000, 10_001);
        let mut block = row.entry.block().clone();
        (block.span, block.status) = (span(from, to), Status::Draft);
        row.entry = Entry::new(block, [], TimeZone::UTC).expect("an entry");
        let put = row.clone();
        self.write(move |tx| store::entries::put(tx, &put, at(0)));
        row
    }

    /// The whole timesheet, in order.
    pub(crate) fn sheet(&self) -> Vec<Row> {
        self.daybook.entries_on(Date::MIN, Date::MAX).expect("the timesheet")
    }

    /// "Acme 60–90" for each entry, pauses in between as "60–70,80–90".
    pub(crate) fn told(&self) -> Vec<String> {
        let names = self.daybook.names().expect("names");
        let minute = |moment: Moment| (moment.0 - at(0).0) / MINUTE;
        let row = |row: &Row| {
            let who = names.of(row.entry.block().answer.client, None);
            let parts = row.entry.segments().as_slice().iter();
            let parts: Vec<_> =
                parts.map(|one| format!("{}–{}", minute(one.start), minute(one.end))).collect();
            let parts = parts.join(",");
            if row.details.is_untimed {
                format!("{who} ({parts})")
            } else {
                format!("{who} {parts}")
            }
        };
        self.sheet().iter().map(row).collect()
    }
}

/// An entry for a client, about which nothing else is said.
pub(crate) fn entry(client: &str, when: When) -> NewEntry {
    NewEntry {
        client: Some(client.into()),
        project: None,
        task: None,
        label: "work".into(),
        billable: None,
        tags: Vec::new(),
        note: String::new(),
        when,
        twice: Twice::Refuse,
    }
}

/// Its id as text.
pub(crate) fn id(row: &Row) -> String {
    row.entry.id().to_string()
}

fn opened(home: &tempfile::TempDir, clock: &TestClock) -> Daybook {
    let home = Home::find(Some(home.path().to_owned())).expect("a home");
    Daybook::open(home, Check::Thorough, Arc::new(clock.clone())).expect("it opens").0
}
