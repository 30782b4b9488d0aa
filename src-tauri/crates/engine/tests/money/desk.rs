//! A desk with clients, and entries as a person notes them.

use domain::block::{Answer, Block, Status};
use domain::details::{Details, Source};
use domain::entry::Entry;
use domain::id::{BlockId, ClientId, TagId};
use domain::rate::Scope;
use domain::report::{By, Days};
use domain::segments::Segments;
use domain::time::{Date, Moment, Span};
use engine::Result;
use engine::clock::Clock;
use engine::rates::NewRate;
use engine::reports::{Report, ReportRequest, Row};
use store::entries;
use testkit::fakes::Workday;

pub(crate) struct Desk {
    pub(crate) day: Workday,
}

/// What an entry is.
#[derive(Clone, Default)]
pub(crate) struct Said {
    pub(crate) client: &'static str,
    pub(crate) project: &'static str,
    pub(crate) task: &'static str,
    pub(crate) tags: Vec<TagId>,
    pub(crate) free: bool,
    pub(crate) untimed: bool,
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

pub(crate) fn days(first: &str, last: &str) -> Days {
    Days::new(date(first), date(last)).expect("days in order")
}

pub(crate) fn acme() -> Said {
    Said { client: "Acme", ..Said::default() }
}

impl Desk {
    /// At noon of that day in UTC: Acme is billed in euros, Globex in dollars.
    pub(crate) fn at(day: &str) -> Self {
        let mut day = Workday::begin(&format!("{day}T12:00:00Z"), "");
        day.crash();
        day.daybook.add_client("Acme", None).expect("a client");
        day.daybook.add_client("Globex", Some("usd")).expect("a client");
        Self { day }
    }

    pub(crate) fn client(&self, name: &str) -> ClientId {
        self.day.daybook.client(name).expect("a client").id
    }

    /// A rate for a client from a day on.
    pub(crate) fn rate(&self, client: &str, per_hour: &str, from: &str) -> Result<usize> {
        let scope = Scope::Client(self.client(client));
        self.rate_of(scope, per_hour, from)
    }

    pub(crate) fn rate_of(&self, scope: Scope, per_hour: &str, from: &str) -> Result<usize> {
        let new = NewRate { scope, from: date(from), per_hour: per_hour.into() };
        self.day.daybook.set_rate(&new).map(|(_, plan)| plan.entries)
    }

    /// An entry "2026-03-02 09:00-10:30" in UTC; a status may stand behind it.
    pub(crate) fn entry(&self, said: &Said, when: &str) -> BlockId {
        let mut words = when.split(' ');
        let (day, clock) = (words.next().expect("a day"), words.next().expect("times"));
        let status = words
            .next()
            .map_or(Status::Confirmed, |name| Status::from_name(name).expect("a status"));
        let (from, to) = clock.split_once('-').expect("two times");
        let at = |time: &str| format!("{day}T{time}:00Z");
        self.between(said, &at(from), &at(to), status)
    }

    /// An entry between two instants.
    pub(crate) fn between(&self, said: &Said, from: &str, to: &str, status: Status) -> BlockId {
        let at = |text: &str| text.parse::<Moment>().expect("a time");
        let daybook = &self.day.daybook;
        let client = (!said.client.is_empty()).then(|| self.client(said.client));
        let project = client.filter(|_| !said.project.is_empty());
        let project = project.map(|id| daybook.project(id, said.project).expect("a project").id);
        let task = project.filter(|_| !said.task.is_empty());
        let task = task.map(|id| daybook.task(id, said.task).expect("a task").id);
        let id = BlockId::mint(at(from), self.day.clock.random());
        let answer = Answer { client, project, billable: !said.free, ..Answer::default() };
        let block = Block { id, span: Span::new(at(from), at(to)), answer, status, edited: true };
        let segments = Segments::from(block.span);
        let entry = Entry::of(block, segments, self.day.clock.zone()).expect("an entry");
        let details = Details {
            task,
            tags: said.tags.iter().copied().collect(),
            source: Source::Hand,
            is_untimed: said.untimed,
            ..Details::default()
        };
        let row = entries::Row { entry, details };
        self.day.store.write(move |tx| entries::put(tx, &row, Moment(0))).expect("written");
        id
    }

    pub(crate) fn report(&self, by: By, days: Days) -> Report {
        self.report_on(request(by, days))
    }

    pub(crate) fn report_on(&self, request: ReportRequest) -> Report {
        self.day.daybook.report_on(request).expect("a report")
    }
}

pub(crate) fn request(by: By, days: Days) -> ReportRequest {
    ReportRequest { days, by, rounded: true, clients: Vec::new(), confirmed: false }
}

/// "Acme · Web: 90 min, 60 billable, 90.00 EUR".
pub(crate) fn shown(rows: &[Row]) -> Vec<String> {
    let one = |row: &Row| {
        let amounts: Vec<String> =
            row.sums.amounts.iter().map(|amount| format!(", {amount}")).collect();
        let title = row.title();
        let (minutes, billable) = (row.sums.minutes, row.sums.billable_minutes);
        format!("{title}: {minutes} min, {billable} billable{}", amounts.concat())
    };
    rows.iter().map(one).collect()
}
